//! Bad and too much input.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::*;
use tolk_sdp::{Counted, Dialect, SdpError, parse_candidate, print_candidate};

fn read(text: &str) -> Result<tolk_model::MediaDescription, SdpError> {
    negotiation(Dialect::Sip, 1).read_offer(text)
}

fn with(lines: &str) -> String {
    format!("v=0\r\nc=IN IP4 192.0.2.2\r\nm=audio 4000 RTP/AVP 0\r\n{lines}")
}

#[test]
fn each_limit_is_a_fact() {
    let cases: [(String, Counted); 8] = [
        (
            format!("v=0\r\n{}", "a=x\r\n".repeat(20_000)),
            Counted::Bytes,
        ),
        (
            format!("v=0\r\n{}", "a=x\r\n".repeat(5_000)),
            Counted::Lines,
        ),
        (
            with(&format!("a=x:{}\r\n", "y".repeat(5_000))),
            Counted::LineBytes,
        ),
        (with(&"m=audio 1 RTP/AVP 0\r\n".repeat(32)), Counted::Media),
        (
            with(&format!("m=audio 1 RTP/AVP{}\r\n", " 0".repeat(129))),
            Counted::Formats,
        ),
        (
            with(&"a=candidate:1 1 udp 1 192.0.2.9 5 typ host\r\n".repeat(129)),
            Counted::Candidates,
        ),
        (
            with("").replace("RTP/AVP", "RTP/SAVP") + &"a=crypto:1 x inline:y\r\n".repeat(17),
            Counted::Keys,
        ),
        (
            with(&"a=extmap:1 urn:x\r\n".repeat(33)),
            Counted::Extensions,
        ),
    ];
    for (text, counted) in cases {
        match read(&text) {
            Err(SdpError::TooMany { what, .. }) => assert_eq!(what, counted),
            other => panic!("{counted:?}: {other:?}"),
        }
    }
    let mut layers = String::new();
    for n in 0..9 {
        layers.push_str(&format!("a=rid:r{n} send\r\n"));
    }
    let list: Vec<String> = (0..9).map(|n| format!("r{n}")).collect();
    let text = with(&format!("{layers}a=simulcast:send {}\r\n", list.join(";")));
    let error = SdpError::TooMany {
        what: Counted::Layers,
        limit: 8,
    };
    assert_eq!(read(&text), Err(error));
}

#[test]
fn what_is_not_a_description_is_refused_with_its_line() {
    assert_eq!(read(""), Err(SdpError::NotSdp));
    assert_eq!(read("hello"), Err(SdpError::NotSdp));
    assert_eq!(read("v=1\r\n"), Err(SdpError::NotSdp));
    let malformed = |line, kind| Err(SdpError::Malformed { line, kind });
    assert_eq!(read("v=0\r\nm=audio\r\n"), malformed(2, 'm'));
    assert_eq!(
        read("v=0\r\nm=audio 70000 RTP/AVP 0\r\n"),
        malformed(2, 'm')
    );
    assert_eq!(
        read("v=0\r\nm=audio 1 RTP/AVP \u{1}\r\n"),
        malformed(2, 'm')
    );
    assert_eq!(read("v=0\r\n\r\nc=IN IP9 x\r\n"), malformed(3, 'c'));
    assert_eq!(read("v=0\r\nc=IN\r\n"), malformed(2, 'c'));
}

#[test]
fn careless_text_is_read() {
    let text = "\r\nv=0 \nnonsense\nz=1\nc=in ip4 192.0.2.2/127\nm=audio 4000/2 rtp/avp 0 0 x 300\na=ptime:0\na=fmtp:0\na=rtpmap:0\n";
    let description = read(text).unwrap();
    assert_eq!(description.streams[0].receive.len(), 1);
    assert_eq!(description.streams[0].packet_time_ms, None);
}

#[test]
fn a_candidate_is_read_and_written() {
    for text in [
        "candidate:1 1 udp 2130706431 192.0.2.1 10000 typ host",
        "candidate:2 2 udp 1694498815 203.0.113.5 10001 typ srflx raddr 192.0.2.1 rport 10000",
        "candidate:3 1 tcp 1518280447 2001:db8::1 9 typ host tcptype active",
        "candidate:4 1 tcp 1518280447 192.0.2.1 10000 typ host tcptype passive",
        "candidate:a+/b 1 udp 1 xyz.local 5000 typ prflx",
        "candidate:5 1 udp 7 192.0.2.7 3478 typ relay raddr 203.0.113.5 rport 10001",
    ] {
        let candidate = parse_candidate(text).unwrap();
        assert_eq!(print_candidate(&candidate), text);
        assert_eq!(parse_candidate(&format!("a={text}")), Ok(candidate));
    }
    for text in [
        "",
        "candidate:",
        "candidate:1 1 udp 1 192.0.2.1 10000",
        "candidate:1 0 udp 1 192.0.2.1 10000 typ host",
        "candidate:1 1 sctp 1 192.0.2.1 10000 typ host",
        "candidate:1 1 tcp 1 192.0.2.1 10000 typ host",
        "candidate:1 1 udp 1 192.0.2.1 10000 typ magic",
        "candidate:1 1 udp 99999999999 192.0.2.1 10000 typ host",
        "candidate:1 1 udp 1 192.0.2.1 70000 typ host",
        "candidate:1 1 udp 1 300.1.1.1 10000 typ host",
        "candidate:ö 1 udp 1 192.0.2.1 10000 typ host",
    ] {
        assert_eq!(parse_candidate(text), Err(SdpError::Candidate), "{text}");
    }
}

#[test]
fn the_longest_packet_bounds_the_wanted_one_and_is_no_wish_itself() {
    for (lines, expected) in [
        ("a=ptime:20\n", Some(20)),
        ("a=ptime:40\na=maxptime:30\n", Some(30)),
        ("a=maxptime:60\na=ptime:20\n", Some(20)),
        ("a=maxptime:60\n", None),
        ("a=maxptime:10\n", Some(10)),
        ("a=ptime:0\na=maxptime:0\n", None),
        ("", None),
    ] {
        let said = read(&with(lines)).unwrap();
        assert_eq!(said.streams[0].packet_time_ms, expected, "{lines:?}");
    }
}
