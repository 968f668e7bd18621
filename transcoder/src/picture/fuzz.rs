//! Fuzz targets of the depacketisers: any bytes, promises that must hold.
//!
//! The input is a series of packets: one byte of length, one byte of flags (bit 0 marker, bit 1 new timestamp, bit 2 a packet was lost
//! before this one), and so many bytes of payload.

use std::time::{Duration, Instant};

use bytes::Bytes;
use tolk_model::codec::Packetization;
use tolk_model::{Codec, LegId, PayloadType, StreamId};

use super::assemble::{AccessUnit, Assembled, Assembler};
use super::h264::{self, H264Depacketizer, nal_units};
use super::vp8::{self, Vp8Depacketizer};
use super::{MAX_PAYLOAD_BYTES, MAX_UNIT_BYTES};
use crate::branch::BranchPacket;

/// Parameter sets that a key picture gets from before add this much at most.
const MOST_SETS_BYTES: usize = 32 * 1024;

/// A unit that comes out of an H.264 stream survives another journey, whole.
///
/// # Panics
/// When a promise is broken.
pub fn fuzz_h264_depacketiser(bytes: &[u8]) {
    for unit in assemble(Codec::H264, bytes) {
        let mut again = H264Depacketizer::default();
        let mode = Packetization::NonInterleaved;
        let skipped = h264::packetize(&unit.bytes, mode, MAX_PAYLOAD_BYTES, |payload| {
            assert!(payload.len() <= MAX_PAYLOAD_BYTES, "a payload is too large");
            // A NAL unit of a type that RTP uses itself cannot be sent; it came inside an aggregate.
            let _ = again.push(&payload);
        });
        assert_eq!(skipped, 0, "fragments carry every size");
        let plain = nal_units(&unit.bytes).all(|nal| {
            nal.first()
                .is_some_and(|first| (1..24).contains(&(first & 0x1f)))
        });
        if plain && nal_units(&unit.bytes).count() > 0 {
            let (bytes, key) = again.finish().expect("the same unit");
            assert_eq!(key, unit.key, "a key picture is one to every receiver");
            assert!(
                nal_units(&bytes).eq(nal_units(&unit.bytes)),
                "the same NAL units"
            );
        }
    }
}

/// A frame that comes out of a VP8 stream survives another journey, whole.
///
/// # Panics
/// When a promise is broken.
pub fn fuzz_vp8_depacketiser(bytes: &[u8]) {
    for unit in assemble(Codec::Vp8, bytes) {
        let mut again = Vp8Depacketizer::default();
        vp8::packetize(&unit.bytes, 0x7fff, MAX_PAYLOAD_BYTES, |payload| {
            assert!(payload.len() <= MAX_PAYLOAD_BYTES, "a payload is too large");
            again.push(&payload).expect("our own payload");
        });
        assert_eq!(again.finish(), Some((unit.bytes, unit.key)));
    }
}

fn assemble(codec: Codec, mut bytes: &[u8]) -> Vec<AccessUnit> {
    let mut assembler = Assembler::new(codec, Duration::ZERO).expect("a codec of ours");
    let start = Instant::now();
    let (mut sequence, mut timestamp, mut out) = (65_530_u16, 0_u32, Vec::new());
    while let Some(([length, flags], rest)) = bytes.split_first_chunk::<2>() {
        let (payload, rest) = rest.split_at(usize::from(*length).min(rest.len()));
        bytes = rest;
        let lost = flags & 4 != 0;
        sequence = sequence.wrapping_add(if lost { 2 } else { 1 });
        if flags & 2 != 0 {
            timestamp = timestamp.wrapping_add(3000);
        }
        let packet = BranchPacket {
            leg: LegId::from_number(1),
            stream: StreamId(1),
            ssrc: 1,
            codec,
            payload_type: PayloadType::from_header(96),
            sequence,
            timestamp,
            marker: flags & 1 != 0,
            arrived: start,
            payload: Bytes::copy_from_slice(payload),
        };
        assembler.push(&packet, &mut out);
        if lost {
            assembler.timeout(start + Duration::from_secs(1), &mut out);
        }
    }
    let mut waits = true;
    let mut units = Vec::new();
    for item in out {
        match item {
            Assembled::Unit(unit) => {
                assert!(
                    unit.bytes.len() <= MAX_UNIT_BYTES + MOST_SETS_BYTES,
                    "a unit is too large"
                );
                assert!(!waits || unit.key, "nothing comes before a key picture");
                waits = false;
                units.push(unit);
            }
            Assembled::NeedsKey => waits = true,
        }
    }
    units
}
