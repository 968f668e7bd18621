//! Joins edges, admission, meetings and the media plane. Decides nothing: it asks `tolk_core` and does what it hears.

mod admit;
mod again;
mod board;
mod lease;
mod media;
mod meeting;
mod outgoing;
mod passage;
mod place;
mod plane;
mod presence;
mod registrar;
mod replace;
mod shared;
#[cfg(test)]
mod tests;
mod transfer;
mod view;
mod why;

pub use plane::MediaPlane;
pub use presence::PresenceView;
pub use shared::{Switchboard, SwitchboardParts};
pub use why::{Explanation, explain};
