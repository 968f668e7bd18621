//! What we say of our media: [`declare`], and the ports that it needs: [`ports`].
//!
//! Full capability once; a new question only for ICE, or for a stated gain ([`again`]). "Ask" and "reply" are the revision rule's words
//! (`tolk_model::leg`); whether the wire calls them offer and answer is its edge's business.

mod ask;
mod codecs;
mod describe;
mod port;
mod profile;
mod reach;
mod reply;
#[cfg(test)]
mod tests;

pub use ask::{again, prefer};
pub use describe::{declare, has_common_media, nothing_in_common};
pub use port::{ports, seen_from};
pub use profile::{MediaProfile, Profiles, Protection};
pub use reach::keep_reachable;
