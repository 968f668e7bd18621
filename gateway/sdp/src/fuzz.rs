//! The entry point of fuzzing: the same function runs under cargo-fuzz and in ordinary tests.

use std::net::SocketAddr;

use tolk_model::media::{DtlsRole, Fingerprint, Flow, Security, Traversal};
use tolk_model::{MediaDescription, Seed};

use crate::{Dialect, Negotiation, parse_candidate, print_candidate};

/// Reads bytes as an offer, as an answer and as a candidate, in both dialects, and answers what can be answered. Panics on a bug.
#[doc(hidden)]
pub fn fuzz_sdp(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for dialect in [Dialect::Jsep, Dialect::Sip] {
        let mut negotiation = Negotiation::new(dialect, &mut Seed::from_number(1).generator());
        let Ok(theirs) = negotiation.read_offer(&text) else {
            continue;
        };
        check(&theirs);
        let ours = ours(&theirs);
        if let Ok(answer) = negotiation.write_answer(&ours) {
            let lines = |text: &str| text.lines().filter(|l| l.starts_with("m=")).count();
            assert_eq!(
                lines(&answer),
                lines(&text),
                "an answer has the offer's lines"
            );
            as_answer(dialect, &ours, &text);
        }
        as_offer(dialect, &ours);
    }
    for line in text.lines() {
        if let Ok(candidate) = parse_candidate(line) {
            let printed = print_candidate(&candidate);
            assert_eq!(parse_candidate(&printed), Ok(candidate), "{printed}");
        }
    }
}

/// What readers rely on.
fn check(media: &MediaDescription) {
    for (at, stream) in media.streams.iter().enumerate() {
        let later = media.streams.iter().skip(at + 1);
        assert!(
            later.clone().all(|s| s.id != stream.id),
            "a stream's name is its own"
        );
        if stream.flow == Flow::Off {
            continue;
        }
        let transport = stream.transport.and_then(|t| media.transport(t));
        assert!(transport.is_some(), "a living stream has a transport");
        assert!(stream.receive.iter().any(|c| c.codec.is_primary()));
        assert!(stream.layers.is_empty() || stream.flow.sends());
    }
}

/// The same media on addresses and keys of ours.
fn ours(theirs: &MediaDescription) -> MediaDescription {
    let mut ours = theirs.clone();
    for transport in &mut ours.transports {
        transport.rtp = Some(SocketAddr::from(([192, 0, 2, 1], 20_000)));
        transport.rtcp = None;
        if let Traversal::Ice { lite, .. } = &mut transport.traversal {
            *lite = false;
        }
        if let Security::Dtls { fingerprint, role } = &mut transport.security {
            *role = DtlsRole::Either;
            *fingerprint = Fingerprint {
                algorithm: "sha-256".to_string(),
                hash: vec![7; 32],
            };
        }
    }
    ours
}

/// Whatever we write is read by another of us as it was meant.
fn as_offer(dialect: Dialect, media: &MediaDescription) {
    let mut writer = Negotiation::new(dialect, &mut Seed::from_number(2).generator());
    let Ok(text) = writer.write_offer(media) else {
        return;
    };
    let mut reader = Negotiation::new(dialect, &mut Seed::from_number(3).generator());
    let read = reader.read_offer(&text);
    assert!(read.is_ok(), "{read:?}\n{text}");
    let Ok(read) = read else { return };
    let live = |media: &MediaDescription| -> Vec<_> {
        let live = media.streams.iter().filter(|s| s.flow != Flow::Off);
        let said = |s: &tolk_model::Stream| (s.role, s.flow, s.receive.clone());
        live.map(said).collect()
    };
    assert_eq!(live(&read), live(media), "{text}");
}

/// The bytes once more, as the answer to an offer of ours.
fn as_answer(dialect: Dialect, media: &MediaDescription, text: &str) {
    let mut asker = Negotiation::new(dialect, &mut Seed::from_number(4).generator());
    if asker.write_offer(media).is_err() {
        return;
    }
    match asker.read_answer(text) {
        Ok(answer) => check(&answer),
        Err(_) => assert!(
            asker.write_offer(media).is_ok(),
            "a bad answer changes nothing"
        ),
    }
}
