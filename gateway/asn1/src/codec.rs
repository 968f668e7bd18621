//! Entry points: each type that is a whole message, or is packed into an OCTET STRING of one, with its limits.

use rasn::aper;
use rasn::prelude::{Decode, Encode};
use serde_json::Value;

use crate::error::{DecodeError, EncodeError};
use crate::fields::fields;
use crate::{h225, h235, h245, h46018, h46019};

/// A type that stands alone in aligned PER (X.691). Its functions are compiled in this crate.
pub trait Per: Sized {
    /// Longest encoding that is read, in bytes. Nesting is limited to 128 levels besides; counts follow from the length, since no
    /// element of a list takes less than a bit.
    const MOST_BYTES: usize;

    /// Reads one; also tells how many bytes it took. What follows belongs to the caller.
    ///
    /// # Errors
    /// When it is too long, too deep, or not one.
    fn from_per(bytes: &[u8]) -> Result<(Self, usize), DecodeError>;

    /// Writes it, padded to whole bytes.
    ///
    /// # Errors
    /// When a value is out of the bounds of its type.
    fn to_per(&self) -> Result<Vec<u8>, EncodeError>;

    /// Everything in it, for people and for comparison: named as in the ASN.1, after X.697 (octets in hexadecimal, a CHOICE as an object
    /// with one key). [`Value::Null`] if it cannot be told.
    fn to_json(&self) -> Value;
}

fn read<T: Decode>(bytes: &[u8], most: usize) -> Result<(T, usize), DecodeError> {
    if bytes.len() > most {
        return Err(DecodeError::TooLong {
            length: bytes.len(),
            most,
        });
    }
    let (value, rest) = aper::decode_with_remainder::<T>(bytes)?;
    Ok((value, bytes.len() - rest.len()))
}

fn write<T: Encode>(value: &T) -> Result<Vec<u8>, EncodeError> {
    Ok(aper::encode(value)?)
}

macro_rules! entry_points {
    ($($type:ty, $most:expr;)*) => { $(
        impl Per for $type {
            const MOST_BYTES: usize = $most;

            #[inline(never)]
            fn from_per(bytes: &[u8]) -> Result<($type, usize), DecodeError> {
                read(bytes, $most)
            }

            #[inline(never)]
            fn to_per(&self) -> Result<Vec<u8>, EncodeError> {
                write(self)
            }

            #[inline(never)]
            fn to_json(&self) -> Value {
                fields(self)
            }
        }
    )* };
}

entry_points! {
    h225::RasMessage, RAS;
    h225::H323UserInformation, SIGNALLING;
    h245::MultimediaSystemControlMessage, SIGNALLING;
    // An element of `fastStart`.
    h245::OpenLogicalChannel, PART;
    // An EncodedPwdCertToken and an EncodedGeneralToken are ones, and H.235.1 signs over one.
    h235::ClearToken, PART;
    h235::CryptoToken, PART;
    // `h235Key` of EncryptionSync, and what its parts hide.
    h235::H235Key, PART;
    h235::KeySyncMaterial, PART;
    h235::V3KeySyncMaterial, PART;
    // In generic data of H.460.18.
    h46018::IncomingCallIndication, PART;
    h46018::LRQKeepAliveData, PART;
    // In generic data and generic parameters of H.460.19.
    h46019::TraversalParameters, PART;
}

/// Longest RAS message. It travels in one datagram, and should not need fragments; alternate gatekeepers and tokens make the longest
/// ones, of a few kilobytes. The widest list (alternate endpoints, two bytes each at least) stays below 20 MB in memory.
const RAS: usize = 16_384;
/// Longest message of call signalling or control. TPKT could carry twice as much; a Setup with everything tunnelled has five kilobytes.
const SIGNALLING: usize = 32_768;
/// Longest packed part of a message.
const PART: usize = 8_192;
