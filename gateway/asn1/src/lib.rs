//! The types of H.225.0, H.245 and H.235 with the packed encoding of H.323, and nothing else.
//!
//! `generated.rs` is written by `scripts/asn1` out of ITU's ASN.1 modules (ADR 16) and compiles slowly. This crate is its quarantine:
//! whoever needs a message calls [`Per`], whose functions are compiled here, once. Calling rasn's own generic functions elsewhere would
//! compile the whole machinery there again.
//!
//! - Structs that may grow are `#[non_exhaustive]`: `new(..)` takes what is mandatory, the rest is set by name.
//! - What a version added to a message is optional, whatever its ASN.1 says: older ones lack it.
//! - An alternative of a CHOICE that is newer than our version makes the whole message unreadable: [`DecodeError::UnknownChoice`].

#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![recursion_limit = "512"]

mod codec;
mod error;
mod fields;
#[allow(
    clippy::all,
    clippy::pedantic,
    missing_docs,
    unreachable_pub,
    reason = "written by scripts/asn1"
)]
mod generated;
#[cfg(test)]
mod tests;

pub use codec::Per;
pub use error::{DecodeError, EncodeError};
pub use generated::{
    h235_security_messages as h235, h323_messages as h225, media_traversal as h46019,
    multimedia_system_control as h245, signalling_traversal as h46018,
};
/// Strings, numbers and identifiers that the messages are made of.
pub mod types {
    pub use rasn::types::{
        BitString, BmpString, FixedOctetString, GeneralString, Ia5String, Integer, NumericString,
        ObjectIdentifier, OctetString, PrintableString, SequenceOf,
    };
}
