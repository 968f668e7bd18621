//! The registrar's side of REGISTER (RFC 3261 §10.3, RFC 3327, RFC 5626, RFC 5627). What is bound is the directory's.

mod answer;
mod flows;
mod read;
mod temporary;
#[cfg(test)]
mod tests;

pub(crate) use flows::Registered;
pub(crate) use temporary::Temporary;

use std::time::Duration;

/// What registrations may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegistrarLimits {
    /// Shorter ones are refused with 423: each costs as much as a long one.
    pub shortest: Duration,
    /// What counts when a device says nothing.
    pub usual: Duration,
    /// Longer ones are cut.
    pub longest: Duration,
}

impl Default for RegistrarLimits {
    fn default() -> RegistrarLimits {
        RegistrarLimits {
            shortest: Duration::from_secs(60),
            usual: Duration::from_secs(3600),
            longest: Duration::from_secs(7200),
        }
    }
}
