//! The vocabulary of Tolk: the only crate that edges, core and transcoder share.
//!
//! Nothing here decides, performs I/O, reads a clock or knows a wire format. A type belongs here when two
//! rooms of the house must talk about it; a word that only one wire uses stays in that wire's edge.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod address;
pub mod cause;
pub mod chat;
pub mod codec;
pub mod edge;
pub mod id;
pub mod journal;
pub mod leg;
pub mod limits;
pub mod media;
pub mod party;
pub mod pii;
pub mod plan;
pub mod presence;
pub mod random;
pub mod reach;
pub mod registration;
pub mod subnet;
pub mod time;

pub use address::{Address, Alias, Domain, Scheme};
pub use cause::{Blame, Cause, Reason};
pub use codec::{Codec, CodecLimits, CodecParameters, MediaKind, PayloadType};
pub use id::*;
pub use leg::{ControlRequest, LegCommand, LegEvent};
pub use media::{BitRate, MediaDescription, Rev, Stream, StreamRole, Transport};
pub use party::{CallRequest, Identity, Party, Role, Trust};
pub use pii::{Pii, Secret};
pub use plan::{MediaEvent, MediaPlan};
pub use random::Seed;
pub use subnet::Subnet;
pub use time::{Mono, Now, Wall};
