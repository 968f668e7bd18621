//! Captures made here, whole and hostile. Real ones are read in `tests/tests/h323`.

use serde_json::Value;

use super::command::{End, Form, tell};

/// A pcap file of Ethernet frames.
fn pcap(frames: &[Vec<u8>]) -> Vec<u8> {
    let mut file = vec![
        0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0,
    ];
    for (n, frame) in frames.iter().enumerate() {
        let length = u32::try_from(frame.len()).unwrap().to_le_bytes();
        file.extend(u32::try_from(n).unwrap().to_le_bytes());
        file.extend([0; 4]);
        file.extend(length);
        file.extend(length);
        file.extend(frame);
    }
    file
}

fn ethernet(kind: [u8; 2], packet: &[u8]) -> Vec<u8> {
    [&[2; 12][..], &kind, packet].concat()
}

fn version4(protocol: u8, identification: u16, flags: u16, payload: &[u8]) -> Vec<u8> {
    let mut packet = vec![0x45, 0];
    packet.extend(u16::try_from(20 + payload.len()).unwrap().to_be_bytes());
    packet.extend(identification.to_be_bytes());
    packet.extend(flags.to_be_bytes());
    packet.extend([64, protocol, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2]);
    packet.extend(payload);
    ethernet([8, 0], &packet)
}

fn udp(from: u16, to: u16, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(8 + content.len()).unwrap();
    [
        &from.to_be_bytes()[..],
        &to.to_be_bytes(),
        &length.to_be_bytes(),
        &[0, 0],
        content,
    ]
    .concat()
}

fn tcp(sequence: u32, content: &[u8]) -> Vec<u8> {
    let mut segment = vec![0x30, 0x39, 0x13, 0xc4];
    segment.extend(sequence.to_be_bytes());
    segment.extend([0, 0, 0, 0, 0x50, 0x18, 1, 0, 0, 0, 0, 0]);
    segment.extend(content);
    segment
}

fn rows(file: &[u8]) -> (Vec<Value>, Option<String>) {
    let mut out = Vec::new();
    let end = tell(file, Form::Json, &mut out).unwrap();
    let lines = String::from_utf8(out).unwrap();
    let rows = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    match end {
        End::Whole => (rows, None),
        End::Broken(why) => (rows, Some(why)),
    }
}

const OPTIONS: &str = "OPTIONS sip:a@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nMax-Forwards: 70\r\n\
    From: <sip:b@example.com>;tag=1\r\nTo: <sip:a@example.com>\r\nCall-ID: x\r\nCSeq: 7 OPTIONS\r\nContent-Length: 0\r\n\r\n";

#[test]
fn fragments_and_tags_are_undone() {
    let whole = udp(7_777, 9_999, OPTIONS.as_bytes());
    let (head, tail) = whole.split_at(80);
    let tagged = [&[0, 5, 8, 0][..], &version4(17, 2, 0, &whole)[14..]].concat();
    let frames = [
        version4(17, 1, 10, tail),
        version4(17, 1, 0x2000, head),
        ethernet([0x81, 0], &tagged),
    ];
    let (seen, end) = rows(&pcap(&frames));
    assert_eq!((seen.len(), end), (2, None));
    for row in &seen {
        assert_eq!(
            (&row["message"], &row["protocol"]),
            (&"OPTIONS".into(), &"sip".into())
        );
        assert_eq!(
            (&row["from"], &row["to"]),
            (&"192.0.2.1:7777".into(), &"192.0.2.2:9999".into())
        );
        assert_eq!(
            (&row["call"], &row["malformed"]),
            (&"x".into(), &false.into())
        );
    }
    assert_eq!(seen[0]["time"], "1970-01-01T00:00:01.000000Z");
}

#[test]
fn segments_in_disorder_are_one_stream() {
    let text = OPTIONS.repeat(3);
    let parts: Vec<(u32, &[u8])> = (0..).step_by(50).zip(text.as_bytes().chunks(50)).collect();
    let mut order = parts.clone();
    order[1..].reverse();
    let frames: Vec<Vec<u8>> = order
        .iter()
        .map(|(at, part)| version4(6, 0, 0, &tcp(*at, part)))
        .collect();
    let (seen, _) = rows(&pcap(&frames));
    assert_eq!(
        seen.iter()
            .filter(|row| row["message"] == "OPTIONS")
            .count(),
        3
    );
}

#[test]
fn damaged_files_end_with_a_clear_error_and_what_came_before() {
    let file = pcap(&[
        version4(17, 1, 0, &udp(1, 2, OPTIONS.as_bytes())),
        vec![0; 60],
    ]);
    for end in 25..file.len() {
        let (seen, error) = rows(&file[..end]);
        let whole = 24 + 16 + 42 + OPTIONS.len();
        assert_eq!(seen.len(), usize::from(end >= whole), "{end}");
        assert_eq!(error.is_none(), end == whole, "{end}: {error:?}");
    }
    assert_eq!(
        rows(b"not a capture at all, but long enough").1.unwrap(),
        "it is neither pcap nor pcapng"
    );
    assert!(rows(b"").1.is_some());
    let mut absurd = pcap(&[vec![0; 60]]);
    absurd[32..40].fill(0xff);
    let error = rows(&absurd).1.unwrap();
    assert!(error.contains("packet 1"), "{error}");
}

#[test]
fn rubbish_in_lawful_packets_is_no_message() {
    let rubbish: Vec<u8> = (0..=255).collect();
    let frames = [
        version4(17, 1, 0, &udp(1_000, 2_000, &rubbish)),
        version4(6, 1, 0, &tcp(1, &rubbish)),
        version4(6, 1, 0, &tcp(1, b"\x03\x00\xff\xff\x08")),
        version4(1, 1, 0, &rubbish),
        vec![0x45; 3],
        ethernet([0x81, 0], &[0x81, 0].repeat(30)),
        ethernet(
            [0x86, 0xdd],
            &[&[0x60, 0, 0, 0, 0, 0, 0, 0][..], &[0; 200]].concat(),
        ),
    ];
    let (seen, end) = rows(&pcap(&frames));
    assert!(seen.is_empty() && end.is_none(), "{seen:?} {end:?}");
}

#[test]
fn what_is_unreadable_on_the_port_of_ras_is_told() {
    let (seen, _) = rows(&pcap(&[version4(
        17,
        1,
        0,
        &udp(1_719, 50_000, &[0xff; 20]),
    )]));
    assert_eq!(
        (&seen[0]["protocol"], &seen[0]["malformed"]),
        (&"ras".into(), &true.into())
    );
    assert!(seen[0]["problem"].is_string());
}

#[test]
fn registrations_are_recognised_on_any_port_and_rubbish_from_there_is_told() {
    // By another codec; see `gateway/asn1/src/tests.rs`.
    let digits = |hex: &str| -> Vec<u8> {
        let digits: Vec<u32> = hex.chars().filter_map(|digit| digit.to_digit(16)).collect();
        digits
            .chunks(2)
            .map(|pair| u8::try_from(pair[0] << 4 | pair[1]).unwrap())
            .collect()
    };
    let rcf = digits(
        "12400010060008914a00050100c000020906b8060074006f006c006b0c0034003700310031005f00650070268a000002003b01000100",
    );
    let (seen, _) = rows(&pcap(&[
        version4(17, 1, 0, &udp(40_000, 50_000, &rcf)),
        version4(17, 1, 0, &udp(40_000, 50_000, &[0xff; 20])),
        version4(17, 1, 0, &udp(40_001, 50_001, &[0xff; 20])),
    ]));
    let told: Vec<(&Value, &Value)> = seen
        .iter()
        .map(|row| (&row["message"], &row["malformed"]))
        .collect();
    let wanted: [(Value, Value); 2] = [
        ("registrationConfirm".into(), false.into()),
        ("unreadable".into(), true.into()),
    ];
    assert_eq!(
        told,
        wanted
            .iter()
            .map(|(name, bad)| (name, bad))
            .collect::<Vec<_>>()
    );
    assert_eq!(seen[0]["fields"]["timeToLive"], 60);
}

#[test]
fn the_text_has_a_column_for_each_host() {
    let mut out = Vec::new();
    let answer = version4(17, 1, 0, &udp(5_060, 5_061, OPTIONS.as_bytes()));
    tell(&pcap(&[answer])[..], Form::Text, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert!(
        lines[1].contains("192.0.2.1") && lines[1].contains("192.0.2.2"),
        "{text}"
    );
    assert!(
        lines[2].contains("- OPTIONS -") && lines[2].contains(">|"),
        "{text}"
    );
}

/// Numbers that follow from a seed (xorshift64).
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound.max(1) as u64).unwrap()
    }
}

#[test]
fn damaged_captures_of_real_calls_break_nothing() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/h323");
    let mut random = Seeded(0x9e37_79b9_7f4a_7c15);
    for name in [
        "01-slowstart-separate-h245",
        "04-faststart_yes-tunnel_yes",
        "06-busy",
    ] {
        let whole = std::fs::read(format!("{folder}/{name}.pcap")).unwrap();
        for _ in 0..150 {
            let mut damaged = whole.clone();
            for _ in 0..=random.below(8) {
                let (at, value) = (random.below(damaged.len()), random.below(256));
                damaged[at] = u8::try_from(value).unwrap();
            }
            if random.below(4) == 0 {
                damaged.truncate(random.below(whole.len()));
            }
            super::fuzz_ladder(&damaged);
        }
    }
}
