//! Media of H.245 and of the model: capability tables, data types of logical channels and transport addresses to and from
//! `tolk_model`'s descriptions.
//!
//! | model | H.245 |
//! |---|---|
//! | `Stream::receive` of the sender | capability table and descriptors of a TerminalCapabilitySet |
//! | `Stream::send`, its first format | data type of an OpenLogicalChannel |
//! | `Transport` | `mediaChannel`, `mediaControlChannel` |
//! | `MediaDescription::max_bitrate` | 64 kbit/s of sound and `maxBitRate` of the pictures |
//!
//! Known: G.711, G.722 at 64 kbit/s, RFC 4733 events, H.261, H.263 (RFC 2190), H.264 (H.241). G.722.1, G.729 and everything else is
//! read over (ADR 25), as are content by H.239, camera control by H.224 and encryption by H.235.

mod address;
mod audio;
mod channel;
mod h241;
mod set;
mod table;
#[cfg(test)]
mod tests;
mod video;

pub(crate) use address::{control_address, read as read_address, write as write_address};
pub(crate) use channel::{
    Offered, data_type, format_of, is_dynamic, is_same_format, mode_codec, parameters,
    picture_rate, read_forward, read_reverse, session_of,
};
pub(crate) use set::{Capacity, capability_set};
pub(crate) use table::{Capabilities, Table};
