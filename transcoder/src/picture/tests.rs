//! Depacketisers and the assembler: what comes in damaged goes out not at all.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::time::{Duration, Instant};

use bytes::Bytes;
use tolk_model::codec::Packetization;
use tolk_model::{Codec, LegId, PayloadType, StreamId};

use super::assemble::{Assembled, Assembler};
use super::h264::{H264Depacketizer, H264Error, nal_units};
use super::{h264, vp8};
use crate::branch::BranchPacket;

fn packet(
    codec: Codec,
    sequence: u16,
    timestamp: u32,
    marker: bool,
    payload: Vec<u8>,
    arrived: Instant,
) -> BranchPacket {
    BranchPacket {
        leg: LegId::from_number(1),
        stream: StreamId(1),
        ssrc: 7,
        codec,
        payload_type: PayloadType::new(96).unwrap(),
        sequence,
        timestamp,
        marker,
        arrived,
        payload: Bytes::from(payload),
    }
}

/// An access unit with the given NAL types and sizes.
fn unit(nals: &[(u8, usize)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (kind, size) in nals {
        bytes.extend_from_slice(&[0, 0, 0, 1, 0x60 | kind]);
        bytes.extend((0..*size).map(|n| u8::try_from(n % 251).unwrap() | 1));
    }
    bytes
}

fn h264_packets(unit: &[u8], mode: Packetization) -> Vec<Vec<u8>> {
    let mut payloads = Vec::new();
    assert_eq!(h264::packetize(unit, mode, 1100, |p| payloads.push(p)), 0);
    payloads
}

#[test]
fn an_h264_access_unit_survives_packets() {
    let original = unit(&[(7, 20), (8, 5), (5, 5000), (5, 900)]);
    let mut depacketizer = H264Depacketizer::default();
    for payload in h264_packets(&original, Packetization::NonInterleaved) {
        assert!(payload.len() <= 1100);
        depacketizer.push(&payload).unwrap();
    }
    assert_eq!(depacketizer.finish(), Some((original, true)));
}

#[test]
fn parameter_sets_of_before_go_with_every_key_picture() {
    let mut depacketizer = H264Depacketizer::default();
    let mut assemble = |bytes: &[u8]| {
        for payload in h264_packets(bytes, Packetization::NonInterleaved) {
            depacketizer.push(&payload).unwrap();
        }
        depacketizer.finish().unwrap()
    };
    let idr = unit(&[(5, 3000)]);
    assert_eq!(
        assemble(&idr),
        (idr.clone(), false),
        "no decoder can begin without parameter sets"
    );
    let sets = unit(&[(7, 9), (8, 4)]);
    assert_eq!(assemble(&sets), (sets.clone(), false));
    let whole = [sets, idr.clone()].concat();
    assert_eq!(assemble(&idr), (whole, true));
    let inter = unit(&[(1, 500)]);
    assert_eq!(assemble(&inter), (inter.clone(), false));
}

#[test]
fn a_key_picture_with_its_parameter_sets_is_no_larger_than_any_that_is_taken() {
    let mut depacketizer = H264Depacketizer::default();
    depacketizer.push(&[0x67, 66, 0xc0, 31, 0x80, 1]).unwrap();
    depacketizer.push(&[0x68, 0x80, 1]).unwrap();
    depacketizer.push(&[0x65, 0x80, 1]).unwrap();
    assert!(depacketizer.finish().is_some_and(|(_, key)| key));
    let mut whole = vec![0x65, 0x80];
    whole.resize(super::MAX_UNIT_BYTES - 4, 1);
    depacketizer.push(&whole).unwrap();
    assert_eq!(depacketizer.finish(), None, "a worker would refuse it");
    whole.truncate(super::MAX_UNIT_BYTES - 100);
    depacketizer.push(&whole).unwrap();
    let (bytes, key) = depacketizer.finish().unwrap();
    assert!(key && bytes.len() <= super::MAX_UNIT_BYTES);
}

#[test]
fn an_intra_picture_after_fresh_parameter_sets_is_a_key_picture() {
    let mut depacketizer = H264Depacketizer::default();
    // first_mb 0, slice_type 7 (I): 1 0001000; slice_type 5 (P): 1 00110.
    for (slice, key) in [(0b1000_1000, true), (0b1001_1000, false)] {
        for payload in [
            &[0x67, 66, 0xc0, 31, 0x80][..],
            &[0x68, 0x80],
            &[0x61, slice, 1, 2],
        ] {
            depacketizer.push(payload).unwrap();
        }
        assert_eq!(depacketizer.finish().unwrap().1, key);
    }
}

#[test]
fn single_nal_mode_refuses_to_fragment() {
    let mut sent = 0;
    assert_eq!(
        h264::packetize(
            &unit(&[(1, 3000), (1, 10)]),
            Packetization::SingleNal,
            1100,
            |_| sent += 1
        ),
        1
    );
    assert_eq!(sent, 1);
}

#[test]
fn three_byte_start_codes_and_trailing_zeros_are_understood() {
    let bytes = [0, 0, 1, 0x67, 1, 2, 0, 0, 0, 1, 0x68, 3, 0, 0, 1, 0x65, 9];
    let nals: Vec<&[u8]> = nal_units(&bytes).collect();
    assert_eq!(nals, [&[0x67, 1, 2][..], &[0x68, 3], &[0x65, 9]]);
}

#[test]
fn the_two_packets_that_crash_rtph264depay_are_refused() {
    let mut depacketizer = H264Depacketizer::default();
    depacketizer
        .push(&[0x7c, 0x85, 0xaa, 0xbb, 0xcc, 0xdd])
        .unwrap();
    assert_eq!(depacketizer.push(&[0x7c]), Err(H264Error::Truncated));
    assert_eq!(depacketizer.finish(), None);
}

#[test]
fn malformed_h264_payloads_are_refused() {
    let cases: &[(&[u8], H264Error)] = &[
        (&[], H264Error::Truncated),
        (&[0x78, 0], H264Error::Truncated),
        (&[0x78, 0, 9, 1], H264Error::Truncated),
        (&[0x78, 0, 0], H264Error::Truncated),
        (&[0x7c, 0x05, 1], H264Error::Orphan),
        (&[0x7c, 0x85], H264Error::Truncated),
        (&[0x79, 0, 0, 0], H264Error::Structure(25)),
        (&[0x60, 1], H264Error::Structure(0)),
    ];
    for (payload, error) in cases {
        assert_eq!(
            H264Depacketizer::default().push(payload),
            Err(*error),
            "{payload:02x?}"
        );
    }
}

#[test]
fn an_aggregate_is_taken_apart() {
    let mut depacketizer = H264Depacketizer::default();
    let aggregate = [
        0x78, 0, 5, 0x67, 66, 0xc0, 31, 0x80, 0, 2, 0x68, 0x80, 0, 2, 0x65, 2,
    ];
    depacketizer.push(&aggregate).unwrap();
    let (bytes, key) = depacketizer.finish().unwrap();
    let nals: Vec<&[u8]> = nal_units(&bytes).collect();
    assert_eq!(
        nals,
        [&[0x67, 66, 0xc0, 31, 0x80][..], &[0x68, 0x80], &[0x65, 2]]
    );
    assert!(key);
}

#[test]
fn a_vp8_frame_survives_packets() {
    let frame: Vec<u8> = (0..4000u32)
        .map(|n| u8::try_from(n % 250).unwrap())
        .collect();
    let frame = [&[0x10, 0, 0, 0x9d, 0x01, 0x2a][..], &frame].concat();
    let mut depacketizer = vp8::Vp8Depacketizer::default();
    let mut pieces = 0;
    vp8::packetize(&frame, 0x1234, 1100, |payload| {
        assert!(payload.len() <= 1100);
        pieces += 1;
        depacketizer.push(&payload).unwrap();
    });
    assert_eq!(pieces, 4);
    assert_eq!(depacketizer.finish(), Some((frame, true)));
}

#[test]
fn vp8_descriptors_of_every_length_are_stripped() {
    for descriptor in [
        &[0x10][..],
        &[0x90, 0x00],
        &[0x90, 0x80, 0x11],
        &[0x90, 0x80, 0x81, 0x11],
        &[0x90, 0xf0, 0x81, 0x11, 2, 3],
    ] {
        let mut depacketizer = vp8::Vp8Depacketizer::default();
        let mut payload = descriptor.to_vec();
        assert!(depacketizer.push(&payload).is_err(), "no body");
        payload.extend_from_slice(&[0x01, 0xaa]);
        depacketizer.push(&payload).unwrap();
        assert_eq!(depacketizer.finish(), Some((vec![0x01, 0xaa], false)));
    }
}

/// One H.264 key unit and three that depend on it, as packets.
fn stream(start: Instant) -> Vec<BranchPacket> {
    let mut packets = Vec::new();
    let mut sequence = 65_533u16;
    for picture in 0..4u32 {
        let bytes = if picture == 0 {
            unit(&[(7, 9), (8, 4), (5, 3000)])
        } else {
            unit(&[(1, 3000)])
        };
        let payloads = h264_packets(&bytes, Packetization::NonInterleaved);
        let last = payloads.len() - 1;
        for (index, payload) in payloads.into_iter().enumerate() {
            packets.push(packet(
                Codec::H264,
                sequence,
                picture.wrapping_mul(3000),
                index == last,
                payload,
                start,
            ));
            sequence = sequence.wrapping_add(1);
        }
    }
    packets
}

fn units(out: &[Assembled]) -> Vec<(bool, Duration)> {
    out.iter()
        .filter_map(|a| match a {
            Assembled::Unit(unit) => Some((unit.key, unit.at)),
            Assembled::NeedsKey => None,
        })
        .collect()
}

#[test]
fn reordered_and_duplicated_packets_make_every_picture_once() {
    let start = Instant::now();
    let mut packets = stream(start);
    packets.swap(5, 8);
    packets.swap(9, 10);
    packets.insert(7, packets[3].clone());
    let mut assembler = Assembler::new(Codec::H264, Duration::ZERO).unwrap();
    let mut out = Vec::new();
    for packet in &packets {
        assembler.push(packet, &mut out);
    }
    let times: Vec<bool> = units(&out).iter().map(|u| u.0).collect();
    assert_eq!(times, [true, false, false, false]);
    assert_eq!(units(&out)[3].1, Duration::from_millis(100));
    assert!(!out.contains(&Assembled::NeedsKey));
}

#[test]
fn a_lost_packet_freezes_until_the_next_key_picture() {
    let start = Instant::now();
    let mut packets = stream(start);
    packets.remove(6);
    let mut assembler = Assembler::new(Codec::H264, Duration::ZERO).unwrap();
    let mut out = Vec::new();
    for packet in &packets {
        assembler.push(packet, &mut out);
    }
    assert_eq!(units(&out).len(), 1, "behind the hole everything waits");
    assembler.timeout(start + Duration::from_millis(100), &mut out);
    assert_eq!(units(&out).len(), 1);
    assembler.timeout(start + Duration::from_millis(151), &mut out);
    assert_eq!(
        units(&out).len(),
        1,
        "pictures that depend on a lost one are not shown"
    );
    assert!(out.contains(&Assembled::NeedsKey));

    let mut sequence = packets.last().unwrap().sequence;
    for payload in h264_packets(
        &unit(&[(7, 9), (8, 4), (5, 100)]),
        Packetization::NonInterleaved,
    ) {
        sequence = sequence.wrapping_add(1);
        let last = payload[0] & 0x1f == 5;
        assembler.push(
            &packet(Codec::H264, sequence, 15_000, last, payload, start),
            &mut out,
        );
    }
    assert_eq!(units(&out).last().map(|u| u.0), Some(true));
}

#[test]
fn each_hole_has_its_own_time() {
    let start = Instant::now();
    let after = |ms| start + Duration::from_millis(ms);
    let mut packets = stream(start);
    for (index, packet) in packets.iter_mut().enumerate() {
        packet.arrived = after(index as u64 * 20);
    }
    let (mut late, mut later) = (packets.remove(3), packets.remove(7));
    (late.arrived, later.arrived) = (after(190), after(300));
    let at = packets.partition_point(|p| p.arrived < late.arrived);
    packets.insert(at, late);
    let at = packets.partition_point(|p| p.arrived < later.arrived);
    packets.insert(at, later);
    let mut assembler = Assembler::new(Codec::H264, Duration::ZERO).unwrap();
    let mut out = Vec::new();
    for packet in &packets {
        assembler.timeout(packet.arrived, &mut out);
        assembler.push(packet, &mut out);
    }
    assert_eq!(units(&out).len(), 4, "both came within the time of a hole");
    assert!(!out.contains(&Assembled::NeedsKey));
}

#[test]
fn a_key_picture_whose_first_slice_was_lost_is_not_shown() {
    let start = Instant::now();
    let mut assembler = Assembler::new(Codec::H264, Duration::ZERO).unwrap();
    let mut out = Vec::new();
    let first = [0x65, 0x88, 1, 1];
    // first_mb 16, slice_type 7: the second slice of a picture.
    let second = [0x65, 0b0000_1000, 0b1000_1000, 0x80, 1];
    let sets = [&[0x67, 66, 0xc0, 31, 0x80][..], &[0x68, 0x80]];
    let mut send = |sequence, payload: &[u8], timestamp, marker| {
        let packet = packet(
            Codec::H264,
            sequence,
            timestamp,
            marker,
            payload.to_vec(),
            start,
        );
        assembler.push(&packet, &mut out);
        assembler.timeout(start + Duration::from_secs(1), &mut out);
        units(&out).len()
    };
    assert_eq!(send(1, sets[0], 0, false), 0);
    assert_eq!(send(2, sets[1], 0, false), 0);
    assert_eq!(send(3, &first, 0, false), 0);
    assert_eq!(send(4, &second, 0, true), 1);
    // Packets 5-7, the sets and the first slice, are lost.
    assert_eq!(send(8, &second, 3000, true), 1);
    assert_eq!(send(9, sets[0], 6000, false), 1);
    assert_eq!(send(10, sets[1], 6000, false), 1);
    assert_eq!(send(11, &first, 6000, false), 1);
    assert_eq!(send(12, &second, 6000, true), 2);
}

#[test]
fn time_goes_on_when_the_sender_sets_its_clock_anew() {
    let start = Instant::now();
    let mut assembler = Assembler::new(Codec::Vp8, Duration::from_secs(1)).unwrap();
    let mut out = Vec::new();
    let times = [
        (0, 0),
        (3000, 40),
        (4_000_000_000, 80),
        (4_000_003_000, 113),
    ];
    for (sequence, (timestamp, ms)) in (1..).zip(times) {
        let arrived = start + Duration::from_millis(ms);
        let packet = packet(
            Codec::Vp8,
            sequence,
            timestamp,
            true,
            vec![0x10, 0, 0, 0, 0x9d, 0x01, 0x2a],
            arrived,
        );
        assembler.push(&packet, &mut out);
    }
    let at: Vec<u128> = units(&out).iter().map(|unit| unit.1.as_millis()).collect();
    assert_eq!(at, [1000, 1033, 1073, 1106]);
}

#[test]
fn a_restarted_sender_is_followed() {
    let start = Instant::now();
    let mut assembler = Assembler::new(Codec::Vp8, Duration::ZERO).unwrap();
    let mut out = Vec::new();
    let frame = |sequence, timestamp| {
        packet(
            Codec::Vp8,
            sequence,
            timestamp,
            true,
            vec![0x10, 0x00, 0, 0, 0x9d, 0x01, 0x2a],
            start,
        )
    };
    assembler.push(&frame(10, 0), &mut out);
    assembler.push(&frame(30_000, 3000), &mut out);
    assembler.push(&frame(30_001, 6000), &mut out);
    assert_eq!(units(&out).len(), 3);
}

#[test]
fn random_bytes_never_panic_and_memory_is_bounded() {
    let start = Instant::now();
    let mut random = tolk_model::Seed::from_number(4).generator();
    for codec in [Codec::H264, Codec::Vp8] {
        let mut assembler = Assembler::new(codec, Duration::ZERO).unwrap();
        let mut out = Vec::new();
        for _ in 0..20_000 {
            let mut payload = vec![0; random.below(40) as usize];
            random.fill(&mut payload);
            let sequence = u16::try_from(random.below(4000)).unwrap();
            assembler.push(
                &packet(
                    codec,
                    sequence,
                    random.below(9),
                    random.below(5) == 0,
                    payload,
                    start,
                ),
                &mut out,
            );
            out.clear();
        }
    }
}
