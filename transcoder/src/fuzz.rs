//! Entry points of fuzzing: the same functions run under cargo-fuzz and in ordinary tests. Each takes any bytes and panics on a bug.

use std::time::Instant;

use tolk_model::Codec;
use tolk_model::media::SrtpSuite;

use crate::port::{Demux, proposes_gcm};
use crate::relay::{Bandwidth, Digits, SentLog, Vp8Rewriter, starts_key_picture};
use crate::rtcp::{Report, reports};
use crate::rtp::{Header, HeaderWriter};
use crate::srtp::Srtp;

const CODECS: [Codec; 5] = [Codec::Vp8, Codec::H264, Codec::Vp9, Codec::Av1, Codec::Opus];

/// One datagram as a port gets it: told apart, opened, taken apart, rewritten. What is rewritten reads back the same.
#[doc(hidden)]
pub fn fuzz_rtp(bytes: &[u8]) {
    // The result does not matter: strangers' bytes are nobody's, and a handshake offers something or not.
    let _ = Demux::default().find(([192, 0, 2, 1], 9).into(), bytes);
    let _ = proposes_gcm(bytes);
    for suite in [SrtpSuite::AesCm128HmacSha1_80, SrtpSuite::AeadAes128Gcm] {
        let salt = vec![7; suite.salt_bytes()];
        let mut session = Srtp::new(suite, &[7; 16], &salt).expect("the lengths are right");
        let mut copy = bytes.to_vec();
        assert!(session.unprotect(&mut copy).is_err(), "forged");
        let mut copy = bytes.to_vec();
        assert!(session.unprotect_rtcp(&mut copy).is_err(), "forged");
    }
    let Some(header) = Header::parse(bytes) else {
        return;
    };
    for codec in CODECS {
        starts_key_picture(codec, header.payload);
    }
    let mut payload = header.payload.to_vec();
    if let Some(counters) = Vp8Rewriter::default().next(&payload) {
        Vp8Rewriter::write(&mut payload, counters);
        assert_eq!(payload, header.payload, "the first feed changes nothing");
    }
    Digits::default().receive(
        Instant::now(),
        header.ssrc,
        header.timestamp,
        header.payload,
    );
    rewritten(&header);
}

fn rewritten(header: &Header<'_>) {
    let mut buffer = vec![0; 8192];
    let mut writer = HeaderWriter::new(
        &mut buffer,
        header.payload_type,
        header.marker,
        header.sequence,
        header.timestamp,
        header.ssrc,
    )
    .expect("it fits");
    for extension in header.extensions.iter() {
        writer.extension(extension.id, extension.value);
    }
    let Some(length) = writer.payload(&[], header.payload) else {
        return;
    };
    let again = Header::parse(&buffer[..length]).expect("what was written is read");
    assert_eq!(again.payload, header.payload);
    assert_eq!(
        (again.sequence, again.timestamp, again.ssrc, again.marker),
        (
            header.sequence,
            header.timestamp,
            header.ssrc,
            header.marker
        )
    );
}

/// One compound RTCP packet, and the estimate that its feedback changes.
#[doc(hidden)]
pub fn fuzz_rtcp(bytes: &[u8]) {
    let now = Instant::now();
    let (mut sent, mut bandwidth) = (SentLog::new(), Bandwidth::new());
    for _ in 0..100 {
        sent.number(now, 1000);
    }
    let mut seen = 0;
    reports(bytes, |report| {
        seen += 1;
        match report {
            Report::TransportWide(feedback) => bandwidth.feedback(now, &mut sent, feedback),
            Report::Estimate { bits_per_second } => bandwidth.told(bits_per_second),
            Report::Block(block) => bandwidth.reported_loss(now, block.fraction),
            _ => {}
        }
    });
    assert!(
        seen <= bytes.len() / 4 + 1,
        "more reports than bytes for them"
    );
    if let Some(available) = bandwidth.available() {
        assert!((100_000..=12_000_000).contains(&available), "{available}");
    }
}
