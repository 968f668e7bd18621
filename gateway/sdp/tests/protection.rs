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
