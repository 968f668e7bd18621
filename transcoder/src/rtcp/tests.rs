//! What is written is read, by us and by an independent reader; damaged input ends quietly.

use bytes::Bytes;
use rtc_rtcp::transport_feedbacks::transport_layer_cc::TransportLayerCc;
use rtc_shared::marshal::Unmarshal as _;

use super::*;

fn collect(bytes: &[u8]) -> Vec<String> {
    let mut seen = Vec::new();
    reports(bytes, |report| seen.push(format!("{report:?}")));
    seen
}

fn block() -> Block {
    Block {
        ssrc: 7,
        fraction: 12,
        lost: -3,
        highest: 70_000,
        jitter: 99,
        last_report: 5,
        delay: 6,
    }
}

#[test]
fn a_compound_packet_is_read_back() {
    let mut buffer = [0; 500];
    let mut writer = Writer::new(&mut buffer);
    writer.sender_report(1, 0x0102_0304_0506_0708, 9, (10, 11), &[block()]);
    writer.description(1, "tolk");
    writer.nack(1, 2, &[5, 6, 21, 22, 40]);
    writer.picture_loss(1, 2);
    writer.full_intra(1, 2, 3);
    writer.bye(1);
    let length = writer.length();
    let mut seen = Vec::new();
    reports(&buffer[..length], |report| match report {
        Report::Nack { media, pairs } => seen.push(format!("nack {media} {pairs:?}")),
        other => seen.push(format!("{other:?}")),
    });
    assert_eq!(
        seen,
        [
            "Sender { ssrc: 1, ntp: 72623859790382856, rtp: 9 }".to_string(),
            format!("{:?}", Report::Block(block())),
            "nack 2 [0, 5, 128, 1, 0, 22, 0, 0, 0, 40, 0, 0]".to_string(),
            "PictureLoss { media: 2 }".to_string(),
            "FullIntra { media: 2 }".to_string(),
            "Bye { ssrc: 1 }".to_string(),
        ]
    );
}

#[test]
fn an_independent_reader_understands_our_compound_packets() {
    let mut buffer = [0; 500];
    let mut writer = Writer::new(&mut buffer);
    for name in ["", "a", "ab", "abc", "abcd", "abcde"] {
        writer.receiver_report(1, &[block()]);
        writer.description(1, name);
    }
    writer.nack(1, 2, &[65_535, 0, 1]);
    writer.full_intra(1, 2, 3);
    let length = writer.length();
    let theirs = rtc_rtcp::packet::unmarshal(&mut Bytes::copy_from_slice(&buffer[..length]))
        .expect("a valid compound packet");
    assert_eq!(theirs.len(), 14);
}

#[test]
fn what_does_not_fit_is_left_out_whole() {
    let mut buffer = [0; 40];
    let mut writer = Writer::new(&mut buffer);
    writer.receiver_report(1, &[block()]);
    writer.picture_loss(1, 2);
    assert_eq!(writer.length(), 32);
}

#[test]
fn an_estimate_is_read() {
    let mut bytes = vec![0x8f, 206, 0, 5];
    bytes.extend([0; 8]);
    bytes.extend(b"REMB");
    bytes.extend([1, 4 << 2 | 1, 0x86, 0xa0, 0, 0, 0, 9]);
    assert_eq!(
        collect(&bytes),
        ["Estimate { bits_per_second: 1600000 }".to_string()]
    );
}

#[test]
fn limits_of_a_sender_are_understood_by_others() {
    use rtc_rtcp::payload_feedbacks::receiver_estimated_maximum_bitrate::ReceiverEstimatedMaximumBitrate;
    let mut buffer = [0; 100];
    let mut writer = Writer::new(&mut buffer);
    writer.estimate(1, 2, 1_600_000);
    let length = writer.length();
    let theirs =
        ReceiverEstimatedMaximumBitrate::unmarshal(&mut Bytes::copy_from_slice(&buffer[..length]))
            .expect("valid");
    assert!((theirs.bitrate - 1_600_000.0).abs() < 16.0);
    assert_eq!(theirs.ssrcs, [2]);
    assert_eq!(
        collect(&buffer[..length]),
        ["Estimate { bits_per_second: 1600000 }".to_string()]
    );
    // RFC 5104 §4.2.1.1: exponent 6, mantissa 17, overhead 9 bits.
    let mut writer = Writer::new(&mut buffer);
    writer.most(1, 2, 512_000);
    let length = writer.length();
    let word = u32::from_be_bytes([buffer[16], buffer[17], buffer[18], buffer[19]]);
    assert_eq!(u64::from(word >> 9 & 0x1_ffff) << (word >> 26), 512_000);
    assert_eq!((buffer[0] & 31, buffer[1], word & 511), (3, 205, 40));
    assert_eq!(
        collect(&buffer[..length]),
        ["Most { sender: 1, media: 2, bits_per_second: 512000 }".to_string()]
    );
    let mut writer = Writer::new(&mut buffer);
    writer.limited(1, 2, 512_000);
    assert_eq!((buffer[0] & 31, buffer[1]), (4, 205));
    assert_eq!(buffer[12..16], [0, 0, 0, 2], "who set it");
}

#[test]
fn limits_beyond_all_sense_are_not_understood() {
    let mut bytes = vec![0x83, 205, 0, 4];
    bytes.extend([0; 11]);
    bytes.extend([9, 0xff, 0xff, 0xff, 0xff]);
    assert!(collect(&bytes).is_empty());
}

#[test]
fn every_cut_of_a_compound_packet_is_survived() {
    let mut buffer = [0; 500];
    let mut writer = Writer::new(&mut buffer);
    writer.sender_report(1, 2, 3, (4, 5), &[block(), block()]);
    writer.nack(1, 2, &[5]);
    writer.full_intra(1, 2, 3);
    let length = writer.length();
    for cut in 0..length {
        reports(&buffer[..cut], |_| {});
        for at in 0..length {
            let mut damaged = buffer;
            damaged[at] = 0xff;
            reports(&damaged[..cut], |_| {});
        }
    }
}

fn log_of(arrived: &[(u16, u64)]) -> (ArrivalLog, Vec<u8>) {
    let mut log = ArrivalLog::new();
    for (sequence, at) in arrived {
        log.record(*sequence, *at);
    }
    let mut out = vec![0; 1200];
    let length = log.feedback(&mut out).expect("something arrived");
    out.truncate(length);
    (log, out)
}

#[test]
fn arrivals_are_read_back_with_their_times() {
    let arrived = [
        (65_533, 1_000_000),
        (65_534, 1_000_500),
        (0, 1_090_000),
        (1, 1_089_000),
        (4, 1_400_000),
    ];
    let (_, feedback) = log_of(&arrived);
    let mut seen = Vec::new();
    arrivals(&feedback, |arrival| seen.push(arrival));
    assert_eq!(seen.len(), 8);
    let base = seen[0].at_us.expect("the first arrived");
    for (sequence, at) in arrived {
        let found = seen.iter().find(|a| a.sequence == sequence).expect("told");
        let told = found.at_us.expect("it arrived") - base;
        assert_eq!(told, at.cast_signed() - 1_000_000, "{sequence}");
    }
    let lost: Vec<u16> = seen
        .iter()
        .filter(|a| a.at_us.is_none())
        .map(|a| a.sequence)
        .collect();
    assert_eq!(lost, [65_535, 2, 3]);
}

#[test]
fn an_independent_reader_understands_our_feedback() {
    let arrived: Vec<(u16, u64)> = (0u16..300)
        .filter(|n| n % 7 != 3)
        .map(|n| (n.wrapping_add(65_400), 5_000_000 + u64::from(n) * 777))
        .collect();
    let (_, feedback) = log_of(&arrived);
    let mut buffer = [0; 1500];
    let mut writer = Writer::new(&mut buffer);
    writer.transport_wide(1, 2, &feedback);
    let length = writer.length();
    let theirs = TransportLayerCc::unmarshal(&mut Bytes::copy_from_slice(&buffer[..length]))
        .expect("a valid feedback");
    assert_eq!(theirs.base_sequence_number, 65_400);
    assert_eq!(theirs.packet_status_count, 300);
    assert_eq!(theirs.recv_deltas.len(), arrived.len());
    let told: i64 = theirs.recv_deltas.iter().map(|d| d.delta).sum();
    let reference = i64::from(theirs.reference_time) * 64_000;
    let last = arrived.last().expect("not empty").1.cast_signed();
    assert!((reference + told - last).abs() <= 250);
}

#[test]
fn a_feedback_speaks_only_of_what_is_new() {
    let (mut log, _) = log_of(&[(1, 1000), (2, 2000)]);
    let mut out = [0; 1200];
    assert_eq!(log.feedback(&mut out), None);
    log.record(1, 3000);
    assert_eq!(log.feedback(&mut out), None);
    log.record(5, 4000);
    let length = log.feedback(&mut out).expect("5 is new");
    let mut seen = Vec::new();
    arrivals(&out[..length], |a| {
        seen.push((a.sequence, a.at_us.is_some()))
    });
    assert_eq!(seen, [(3, false), (4, false), (5, true)]);
}

#[test]
fn an_outage_longer_than_a_feedback_does_not_silence_it() {
    let (mut log, _) = log_of(&[(1, 1000)]);
    for n in 0..5 {
        log.record(1000 + n, 2_000_000 + u64::from(n) * 1000);
    }
    let mut out = [0; 1200];
    let mut seen = Vec::new();
    while let Some(length) = log.feedback(&mut out) {
        arrivals(&out[..length], |a| {
            seen.extend(a.at_us.map(|_| a.sequence));
        });
    }
    assert_eq!(seen, [1000, 1001, 1002, 1003, 1004]);
}

#[test]
fn damaged_feedback_is_survived() {
    let (_, feedback) = log_of(&[(1, 1000), (2, 2000), (9, 900_000)]);
    for cut in 0..feedback.len() {
        for at in 0..cut {
            let mut damaged = feedback[..cut].to_vec();
            damaged[at] = 0xff;
            let mut count = 0;
            arrivals(&damaged, |_| count += 1);
            assert!(count <= 65_535);
        }
    }
}
