//! Messages between the media plane (parent) and a transcode worker (child).
//!
//! One frame on the socket: `u32 header length | u32 payload length | header | payload`, little endian. The header is a postcard
//! enum, the payload a raw access unit (empty for control). Both ends check the lengths: neither trusts the other.

use std::io::{self, IoSlice, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tolk_model::PromptId;
use tolk_model::plan::Language;

use crate::picture::MAX_UNIT_BYTES;

/// Largest header: control messages are a few dozen bytes.
const MAX_HEADER_BYTES: usize = 4096;

/// One decoded stream within a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct InputId(pub u32);

/// One picture of a decoded stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecodedPicture {
    /// Of which stream.
    pub input: InputId,
    /// Its time, as the parent said it, ns; later by as long as it has been standing still.
    pub at_ns: u64,
}

/// Codecs that a worker decodes and encodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PictureCodec {
    /// H.264, Annex B.
    H264,
    /// VP8.
    Vp8,
}

/// What an encoder shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PictureSource {
    /// A decoded stream.
    Input(InputId),
    /// A still with words, drawn by the worker.
    Slide(PromptId, Language),
}

/// One encoder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encoding {
    /// What it shows.
    pub picture: PictureSource,
    /// As what.
    pub codec: PictureCodec,
    /// H.264 slices small enough for one packet each (packetization mode 0).
    pub single_nal: bool,
    /// The picture is scaled down to fit, never up.
    pub max_width: u16,
    /// As above.
    pub max_height: u16,
    /// Frames a second at most.
    pub frame_rate: u8,
    /// Target, kbit/s.
    pub kbps: u32,
}

impl Encoding {
    /// Whether `other` needs another encoder: not for a change of picture or rate.
    pub fn differs(&self, other: &Encoding) -> bool {
        let shape = |e: &Encoding| {
            (
                e.codec,
                e.single_nal,
                e.max_width,
                e.max_height,
                e.frame_rate,
            )
        };
        shape(self) != shape(other)
    }
}

/// Parent to worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToWorker {
    /// Decode a stream.
    OpenInput(InputId, PictureCodec),
    /// One access unit of it; the payload is the unit.
    Unit {
        /// Of which stream.
        input: InputId,
        /// Sender's time, ns since the stream's first picture.
        at_ns: u64,
        /// Needs no other picture.
        key: bool,
    },
    /// Stop decoding it.
    CloseInput(InputId),
    /// Start or change an encoder: a change of picture or rate does not restart it.
    SetClass(u32, Encoding),
    /// Make a whole picture.
    ForceKey(u32),
    /// Stop an encoder.
    CloseClass(u32),
}

/// Worker to parent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FromWorker {
    /// All plug-ins are loaded, the sandbox is shut.
    Ready,
    /// One access unit of an encoder; the payload is the unit.
    Unit {
        /// Of which encoder.
        class: u32,
        /// As what it was made: an encoder that was told otherwise in the meantime may still have pictures on their way.
        codec: PictureCodec,
        /// Its own clock, ns, never going back.
        at_ns: u64,
        /// Needs no other picture.
        key: bool,
        /// What it was made of; `None` for a slide.
        of: Option<DecodedPicture>,
    },
    /// The decoder of this stream needs a whole picture.
    NeedsPicture(InputId),
    /// Something failed and is being rebuilt; for the log.
    Fault(String),
    /// Only another process helps; this one waits for its end.
    GaveUp(String),
    /// Every 100 ms from the control thread; its absence means that the worker hangs.
    Beat(Counters),
}

/// What a worker has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    /// Access units received.
    pub units_in: u64,
    /// Access units dropped before a decoder.
    pub units_dropped: u64,
    /// Pictures decoded.
    pub pictures: u64,
    /// Decoder pipelines built again.
    pub rebuilds: u64,
    /// Access units dropped because the parent did not read.
    pub output_dropped: u64,
}

/// Writes one frame.
///
/// # Errors
/// That of the writer; `InvalidData` when the message cannot be encoded.
pub fn write_frame<M: Serialize>(
    writer: &mut impl Write,
    message: &M,
    payload: &[u8],
) -> io::Result<()> {
    let header = postcard::to_stdvec(message).map_err(io::Error::other)?;
    let mut lengths = [0; 8];
    let too_long = |_| io::Error::from(io::ErrorKind::InvalidData);
    lengths[..4].copy_from_slice(&u32::try_from(header.len()).map_err(too_long)?.to_le_bytes());
    lengths[4..].copy_from_slice(
        &u32::try_from(payload.len())
            .map_err(too_long)?
            .to_le_bytes(),
    );
    let mut parts = [
        IoSlice::new(&lengths),
        IoSlice::new(&header),
        IoSlice::new(payload),
    ];
    let mut parts = &mut parts[..];
    IoSlice::advance_slices(&mut parts, 0);
    while !parts.is_empty() {
        match writer.write_vectored(parts) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => IoSlice::advance_slices(&mut parts, written),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Reads one frame.
///
/// # Errors
/// That of the reader; `InvalidData` when a length is beyond its limit or the header is not a message.
pub fn read_frame<M: DeserializeOwned>(reader: &mut impl Read) -> io::Result<(M, Vec<u8>)> {
    let mut lengths = [0; 8];
    reader.read_exact(&mut lengths)?;
    let [a, b, c, d, e, f, g, h] = lengths;
    let header = u32::from_le_bytes([a, b, c, d]) as usize;
    let payload = u32::from_le_bytes([e, f, g, h]) as usize;
    if header > MAX_HEADER_BYTES || payload > MAX_UNIT_BYTES {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut header = vec![0; header];
    reader.read_exact(&mut header)?;
    let mut bytes = vec![0; payload];
    reader.read_exact(&mut bytes)?;
    let message =
        postcard::from_bytes(&header).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))?;
    Ok((message, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_survives_the_socket() {
        let mut wire = Vec::new();
        let message = ToWorker::Unit {
            input: InputId(3),
            at_ns: 5,
            key: true,
        };
        write_frame(&mut wire, &message, b"picture").expect("a vector takes all");
        let (read, payload) = read_frame::<ToWorker>(&mut wire.as_slice()).expect("just written");
        assert_eq!((read, payload.as_slice()), (message, &b"picture"[..]));
    }

    #[test]
    fn lengths_beyond_the_limits_are_refused_before_memory_is_taken() {
        let mut wire = Vec::new();
        wire.extend_from_slice(&8u32.to_le_bytes());
        wire.extend_from_slice(&u32::MAX.to_le_bytes());
        let error = read_frame::<ToWorker>(&mut wire.as_slice()).expect_err("4 GB are refused");
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }
}
