//! Keys and paths: SDES (RFC 4568), DTLS (RFC 5763), ICE (RFC 8839).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::*;
use tolk_model::media::*;
use tolk_model::*;
use tolk_sdp::{Dialect, SdpError};

const PLAIN: &str = include_str!("fixtures/baresip-plain.sdp");
const OPPORTUNE: &str = include_str!("fixtures/baresip-srtp.sdp");
const SECURE: &str = include_str!("fixtures/baresip-mand.sdp");
const DTLS: &str = include_str!("fixtures/baresip-dtls.sdp");
const ICE: &str = include_str!("fixtures/baresip-ice.sdp");

#[test]
fn keys_that_were_offered_are_answered_with_one_of_them() {
    for text in [SECURE, OPPORTUNE] {
        let (mut negotiation, theirs) = offered(text);
        let Security::Sdes { keys: offered } = &theirs.transports[0].security else {
            panic!("there were keys");
        };
        assert_eq!((offered.len(), offered[0].tag), (1, 1));
        assert_eq!(offered[0].key.expose().len(), 30);
        let ours = keys(&[
            (2, SrtpSuite::AeadAes128Gcm),
            (1, SrtpSuite::AesCm128HmacSha1_80),
        ]);
        let answer = negotiation
            .write_answer(&with_security(reply(&theirs), &ours))
            .unwrap();
        assert_eq!(
            answer
                .matches("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:")
                .count(),
            2
        );
        assert!(!answer.contains("GCM"));
    }
    assert!(SECURE.contains("RTP/SAVP "));
    let (mut negotiation, theirs) = offered(SECURE);
    assert_eq!(
        negotiation.write_answer(&reply(&theirs)),
        Err(SdpError::Security(StreamId(0))),
        "SAVP is not answered in the clear"
    );
    let (mut negotiation, theirs) = offered(OPPORTUNE);
    let answer = negotiation.write_answer(&reply(&theirs)).unwrap();
    assert!(!answer.contains("crypto"), "AVP may be");
    let (mut negotiation, theirs) = offered(PLAIN);
    let ours = keys(&[(1, SrtpSuite::AesCm128HmacSha1_80)]);
    assert_eq!(
        negotiation.write_answer(&with_security(reply(&theirs), &ours)),
        Err(SdpError::Security(StreamId(0)))
    );
}

#[test]
fn only_keys_that_we_can_use_count() {
    let material = "a".repeat(40);
    let usable = |line: &str| {
        let text = offer(&format!("m=audio 4000 RTP/SAVP 0\na=crypto:{line}"));
        let (_, theirs) = offered(&text);
        theirs.streams[0].flow != Flow::Off
    };
    let suite = "AES_CM_128_HMAC_SHA1_80";
    assert!(usable(&format!("1 {suite} inline:{material}")));
    assert!(usable(&format!("1 {suite} inline:{material}|2^31")));
    assert!(usable(&format!("1 {suite} inline:{material}|2^31 WSH=64")));
    assert!(usable(&format!("1 {suite} inline:{material}|2^31|1:1")));
    for refused in [
        format!("1 {suite} inline:{material}|2^31|256:1"),
        format!("1 {suite} inline:{material}|1:0"),
        format!("1 {suite} inline:{material}|1:17"),
        format!("1 {suite} inline:{material}|x:1"),
        format!("1 {suite} inline:{material} UNENCRYPTED_SRTP"),
        format!("1 {suite} inline:{material} KDR=1"),
        format!("1 {suite} inline:{}", "a".repeat(36)),
        format!("1 {suite} inline:%%%"),
        format!("x {suite} inline:{material}"),
        format!("1 AES_CM_256_HMAC_SHA1_80 inline:{material}"),
        format!("1 {suite}"),
    ] {
        assert!(!usable(&refused), "{refused}");
    }
}

#[test]
fn our_keys_are_offered_and_their_choice_is_checked() {
    let ours = keys(&[
        (1, SrtpSuite::AeadAes128Gcm),
        (2, SrtpSuite::AesCm128HmacSha1_80),
    ]);
    let mut negotiation = negotiation(Dialect::Sip, 1);
    let text = negotiation
        .write_offer(&with_security(room(), &ours))
        .unwrap();
    assert!(text.contains("m=audio 20000 RTP/SAVP "));
    assert_eq!(text.matches("a=crypto:").count(), 4);
    let material = "a".repeat(40);
    let answer = |line: &str| {
        offer(&format!(
            "m=audio 4000 RTP/SAVP 0\n{line}\nm=video 0 RTP/SAVP 96"
        ))
    };
    let good = answer(&format!(
        "a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:{material}"
    ));
    let theirs = negotiation.clone().read_answer(&good).unwrap();
    let Security::Sdes { keys } = &theirs.transports[0].security else {
        panic!("keys were answered");
    };
    assert_eq!(keys[0].tag, 2);
    for bad in [
        String::new(),
        format!("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{material}"),
        format!("a=crypto:7 AES_CM_128_HMAC_SHA1_80 inline:{material}"),
    ] {
        assert_eq!(
            negotiation.clone().read_answer(&answer(&bad)),
            Err(SdpError::Security(StreamId(0))),
            "{bad}"
        );
    }
}

#[test]
fn dtls_is_answered_with_a_part_in_the_handshake() {
    let (mut negotiation, theirs) = offered(DTLS);
    let Security::Dtls {
        fingerprint: hash,
        role,
    } = &theirs.transports[1].security
    else {
        panic!("there was a fingerprint in the session");
    };
    assert_eq!((hash.hash[0], *role), (0x1a, DtlsRole::Either));
    let ours = |role| Security::Dtls {
        fingerprint: fingerprint(),
        role,
    };
    let answer = negotiation
        .clone()
        .write_answer(&with_security(reply(&theirs), &ours(DtlsRole::Either)))
        .unwrap();
    assert!(answer.contains("UDP/TLS/RTP/SAVPF 96"));
    assert_eq!(answer.matches("a=setup:active\r\n").count(), 2);
    let answer = negotiation
        .write_answer(&with_security(reply(&theirs), &ours(DtlsRole::Passive)))
        .unwrap();
    assert_eq!(answer.matches("a=setup:passive\r\n").count(), 2);
    let active = DTLS.replace("a=setup:actpass", "a=setup:active");
    let (mut negotiation, theirs) = offered(&active);
    assert_eq!(
        negotiation.write_answer(&with_security(reply(&theirs), &ours(DtlsRole::Active))),
        Err(SdpError::Security(StreamId(0)))
    );
    let (_, theirs) = offered(&DTLS.replace("SHA-256", "SHA-1"));
    assert!(theirs.streams.iter().all(|s| s.flow == Flow::Off));
}

#[test]
fn ice_is_used_when_they_have_it() {
    let (mut negotiation, theirs) = offered(ICE);
    let Traversal::Ice {
        candidates,
        complete,
        credentials,
        ..
    } = &theirs.transports[0].traversal
    else {
        panic!("there was ICE");
    };
    assert_eq!((candidates.len(), *complete), (4, true));
    assert_eq!(candidates[1].component, 2);
    assert_eq!(credentials.ufrag, "SGYEc4P");
    let mut ours = reply(&theirs);
    ours.transports[0].traversal = ice(true);
    let answer = negotiation.write_answer(&ours).unwrap();
    assert!(
        section(&answer, 0)
            .iter()
            .any(|l| l.starts_with("a=candidate:"))
    );
    assert!(
        !section(&answer, 1)
            .iter()
            .any(|l| l.starts_with("a=candidate:"))
    );
    let (mut negotiation, theirs) = offered(PLAIN);
    let mut ours = reply(&theirs);
    ours.transports[0].traversal = ice(true);
    assert!(!negotiation.write_answer(&ours).unwrap().contains("a=ice"));
}

#[test]
fn a_master_key_identifier_is_read_and_written() {
    let material = "a".repeat(40);
    let line = format!("1 AES_CM_128_HMAC_SHA1_80 inline:{material}|2^31|258:4");
    let (mut negotiation, theirs) =
        offered(&offer(&format!("m=audio 4000 RTP/SAVP 0\na=crypto:{line}")));
    let Security::Sdes { keys } = &theirs.transports[0].security else {
        panic!("there was a key");
    };
    assert_eq!(keys[0].mki, [0, 0, 1, 2]);
    let mine = Security::Sdes {
        keys: vec![SdesKey {
            mki: vec![1, 2],
            ..keys[0].clone()
        }],
    };
    let answer = negotiation
        .write_answer(&with_security(reply(&theirs), &mine))
        .unwrap();
    assert!(answer.contains("|258:2\r\n"), "{answer}");
}

const CAPABLE: &str = "m=audio 4000 RTP/AVP 0\na=tcap:1 RTP/SAVPF RTP/SAVP\na=acap:1 crypto:1 AES_CM_128_HMAC_SHA1_80 inline:KEY\n\
    a=acap:2 ptime:20\na=pcfg:2 t=2 a=1|2\na=pcfg:1 t=1 a=-m:1,[2]";

fn capable(change: (&str, &str)) -> String {
    offer(
        &CAPABLE
            .replace(change.0, change.1)
            .replace("KEY", &"a".repeat(40)),
    )
}

#[test]
fn a_plain_line_that_would_rather_be_protected_is() {
    let (negotiation, theirs) = offered(&capable(("", "")));
    let Security::Sdes { keys: offered_keys } = &theirs.transports[0].security else {
        panic!("there was a configuration with a key");
    };
    assert_eq!(offered_keys[0].tag, 1);
    let ours = keys(&[(1, SrtpSuite::AesCm128HmacSha1_80)]);
    let answer = negotiation
        .clone()
        .write_answer(&with_security(reply(&theirs), &ours))
        .unwrap();
    assert!(m_lines(&answer)[0].contains(" RTP/SAVPF "), "{answer}");
    assert!(answer.contains("a=acfg:1 t=1 a=1\r\n") && answer.contains("a=crypto:1 "));
    // Who may not or will not protect takes the line as it stands.
    let answer = negotiation.clone().write_answer(&reply(&theirs)).unwrap();
    assert!(m_lines(&answer)[0].contains(" RTP/AVP "));
    assert!(!answer.contains("acfg") && !answer.contains("crypto"));
}

#[test]
fn configurations_that_cannot_be_used_are_passed_over() {
    let kind = |text: &str| offered(text).1.transports[0].security.kind();
    let second = capable(("SHA1_80", "SHA1_80")).replace("a=-m:1,[2]", "a=1 +x=1");
    let (mut negotiation, theirs) = offered(&second);
    let ours = keys(&[(1, SrtpSuite::AesCm128HmacSha1_80)]);
    let answer = negotiation
        .write_answer(&with_security(reply(&theirs), &ours))
        .unwrap();
    assert!(
        answer.contains("a=acfg:2 t=2 a=1\r\n") && answer.contains("RTP/SAVP "),
        "{answer}"
    );
    for change in [
        ("a=tcap", "a=creq:cap-v0,foo\na=tcap"),
        ("AES_CM_128", "AES_CM_999"),
        ("tcap:1 RTP/SAVPF RTP/SAVP", "tcap:1 RTP/AVPF RTP/AVP"),
        ("tcap:1", "tcap:x"),
        ("acap:1", "acap:9"),
        ("crypto:1", "crypt:1"),
    ] {
        assert_eq!(kind(&capable(change)), SecurityKind::Plain, "{change:?}");
    }
    assert_eq!(
        kind(&capable(("a=tcap", "a=creq:cap-v0\na=tcap"))),
        SecurityKind::Sdes
    );
}
