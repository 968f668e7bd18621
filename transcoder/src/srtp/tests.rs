//! The RFC's vectors, and an independent implementation in both directions.

use tolk_model::media::SrtpSuite;

use super::*;

const SUITES: [SrtpSuite; 3] = [
    SrtpSuite::AesCm128HmacSha1_80,
    SrtpSuite::AesCm128HmacSha1_32,
    SrtpSuite::AeadAes128Gcm,
];

fn hex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex"))
        .collect()
}

fn keys(suite: SrtpSuite) -> (Vec<u8>, Vec<u8>) {
    let key = hex("E1F97A0D3E018BE0D64FA32C06DE4139");
    let salt = hex("0EC675AD498AFEEBB6960B3AABE6");
    (key, salt[..suite.salt_bytes()].to_vec())
}

fn session(suite: SrtpSuite) -> Srtp {
    let (key, salt) = keys(suite);
    Srtp::new(suite, &key, &salt).expect("the lengths are right")
}

/// Packets with a wrap of the sequence number, an extension and a contributing source.
fn packets() -> Vec<Vec<u8>> {
    (0u32..600)
        .map(|n| {
            let sequence = (65_300 + n) as u16;
            let mut packet = vec![0x80, 96];
            packet.extend(sequence.to_be_bytes());
            packet.extend((n * 3000).to_be_bytes());
            packet.extend(0x1234_5678u32.to_be_bytes());
            if n % 3 == 0 {
                packet[0] |= 0x11;
                packet.extend(77u32.to_be_bytes());
                packet.extend([0xbe, 0xde, 0, 1, 0x10, 0xff, 0, 0]);
            }
            packet.extend((0..n % 90).map(|x| x as u8));
            packet
        })
        .collect()
}

fn reports() -> Vec<Vec<u8>> {
    (0u32..50)
        .map(|n| {
            let mut packet = vec![0x80, 200, 0, 6];
            packet.extend(0x1234_5678u32.to_be_bytes());
            packet.extend([n as u8; 20]);
            packet
        })
        .collect()
}

fn protect(session: &mut Srtp, packet: &[u8]) -> Vec<u8> {
    let mut buffer = packet.to_vec();
    buffer.resize(packet.len() + OVERHEAD, 0);
    let length = session
        .protect(&mut buffer, packet.len())
        .expect("protects");
    buffer.truncate(length);
    buffer
}

fn protect_rtcp(session: &mut Srtp, packet: &[u8]) -> Vec<u8> {
    let mut buffer = packet.to_vec();
    buffer.resize(packet.len() + OVERHEAD, 0);
    let length = session
        .protect_rtcp(&mut buffer, packet.len())
        .expect("protects");
    buffer.truncate(length);
    buffer
}

/// RFC 3711 appendix B.3: the session keys of a known master key, seen through the key stream that they make.
#[test]
fn key_derivation_is_that_of_rfc_3711_b_3() {
    // With a payload of zeros the ciphertext is the key stream of the derived key and salt. The RFC prints the derived key and
    // salt; the stream for SSRC 0 and index 0 follows from them by AES-CM (section 4.1.1).
    let cipher_key = hex("C61E7A93744F39EE10734AFE3FF7A087");
    let cipher_salt = hex("30CBBC08863D8C85D49DB34A9AE1");
    let mut packet = vec![0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    packet.extend([0; 16]);
    let protected = protect(&mut session(SrtpSuite::AesCm128HmacSha1_80), &packet);
    let mut block: [u8; 16] = [0; 16];
    block[..14].copy_from_slice(&cipher_salt);
    let mut expected = block.into();
    use aes::cipher::{BlockEncrypt as _, KeyInit as _};
    aes::Aes128::new_from_slice(&cipher_key)
        .expect("16 bytes")
        .encrypt_block(&mut expected);
    assert_eq!(&protected[12..28], &expected[..]);
}

/// RFC 3711 appendix B.3 once more: the authentication key, seen through the tag.
#[test]
fn the_tag_is_made_with_the_derived_key_of_rfc_3711_b_3() {
    use hmac::Mac as _;
    let auth_key = hex("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4");
    let packet = packets().remove(0);
    let protected = protect(&mut session(SrtpSuite::AesCm128HmacSha1_80), &packet);
    let (signed, tag) = protected.split_at(packet.len());
    let mut mac =
        <hmac::Hmac<sha1::Sha1> as hmac::Mac>::new_from_slice(&auth_key).expect("any length");
    mac.update(signed);
    mac.update(&[0; 4]);
    assert_eq!(tag, &mac.finalize().into_bytes()[..10]);
}

/// RFC 7714 §16.1.1 gives session keys, not master keys; what it fixes is the nonce, which GCM with a wrong one would not survive
/// against the independent implementation below.
mod independent {
    use rtc_srtp::context::Context;
    use rtc_srtp::protection_profile::ProtectionProfile;

    use super::*;

    fn theirs(suite: SrtpSuite) -> Context {
        let (key, salt) = keys(suite);
        let profile = match suite {
            SrtpSuite::AesCm128HmacSha1_80 => ProtectionProfile::Aes128CmHmacSha1_80,
            SrtpSuite::AesCm128HmacSha1_32 => ProtectionProfile::Aes128CmHmacSha1_32,
            SrtpSuite::AeadAes128Gcm => ProtectionProfile::AeadAes128Gcm,
        };
        Context::new(&key, &salt, profile, None, None, provider().crypto()).expect("a context")
    }

    fn provider() -> std::sync::Arc<dyn rtc_crypto::RTCCryptoProvider> {
        std::sync::Arc::new(rtc_crypto::providers::RingProvider::default())
    }

    #[test]
    fn packets_are_equal_byte_for_byte() {
        for suite in SUITES {
            let (mut ours, mut theirs) = (session(suite), theirs(suite));
            for packet in packets() {
                let expected = theirs.encrypt_rtp(&packet).expect("encrypts");
                assert_eq!(protect(&mut ours, &packet), expected, "{suite:?}");
            }
            for report in reports() {
                let expected = theirs.encrypt_rtcp(&report).expect("encrypts");
                // Implementations may start their index where they like: compare what comes out, not the bytes.
                let mut opened = expected.to_vec();
                let length = session(suite).unprotect_rtcp(&mut opened).expect("opens");
                assert_eq!(&opened[..length], &report[..], "{suite:?}");
            }
        }
    }

    #[test]
    fn what_we_protect_it_opens() {
        for suite in SUITES {
            let (mut ours, mut theirs) = (session(suite), theirs(suite));
            for packet in packets() {
                let opened = theirs.decrypt_rtp(&protect(&mut ours, &packet));
                assert_eq!(&opened.expect("opens")[..], &packet[..], "{suite:?}");
            }
            for report in reports() {
                let opened = theirs.decrypt_rtcp(&protect_rtcp(&mut ours, &report));
                assert_eq!(&opened.expect("opens")[..], &report[..], "{suite:?}");
            }
        }
    }
}

#[test]
fn what_is_protected_opens_again_in_any_order_within_the_window() {
    for suite in SUITES {
        let (mut sender, mut receiver) = (session(suite), session(suite));
        let mut sent: Vec<_> = packets()
            .into_iter()
            .map(|p| (protect(&mut sender, &p), p))
            .collect();
        for pair in sent.chunks_mut(50) {
            pair.reverse();
        }
        for (protected, packet) in sent {
            let mut buffer = protected;
            let length = receiver.unprotect(&mut buffer).expect("opens");
            assert_eq!(&buffer[..length], &packet[..], "{suite:?}");
        }
    }
}

#[test]
fn a_replay_is_refused() {
    for suite in SUITES {
        let (mut sender, mut receiver) = (session(suite), session(suite));
        let protected = protect(&mut sender, &packets()[5]);
        assert!(receiver.unprotect(&mut protected.clone()).is_ok());
        assert_eq!(
            receiver.unprotect(&mut protected.clone()),
            Err(SrtpError::Replayed)
        );
        let report = protect_rtcp(&mut sender, &reports()[0]);
        assert!(receiver.unprotect_rtcp(&mut report.clone()).is_ok());
        assert_eq!(
            receiver.unprotect_rtcp(&mut report.clone()),
            Err(SrtpError::Replayed)
        );
    }
}

#[test]
fn a_changed_bit_anywhere_is_refused() {
    for suite in SUITES {
        let protected = protect(&mut session(suite), &packets()[40]);
        for at in 0..protected.len() {
            let mut damaged = protected.clone();
            damaged[at] ^= 1;
            let result = session(suite).unprotect(&mut damaged);
            assert!(result.is_err(), "{suite:?} byte {at}");
        }
    }
}

/// A packet of a source under a number of its own.
fn packet_of(ssrc: u32, sequence: u16) -> Vec<u8> {
    let mut packet = packets()[1].clone();
    packet[2..4].copy_from_slice(&sequence.to_be_bytes());
    packet[8..12].copy_from_slice(&ssrc.to_be_bytes());
    packet
}

#[test]
fn forged_sources_leave_no_trace() {
    let suite = SrtpSuite::AeadAes128Gcm;
    let mut receiver = session(suite);
    for ssrc in 0u32..1000 {
        let mut forged = packet_of(ssrc, 1);
        forged.extend([0; 16]);
        assert_eq!(receiver.unprotect(&mut forged), Err(SrtpError::Forged));
    }
    assert_eq!(receiver.remembered(), (0, 0));
}

#[test]
fn a_room_with_a_thousand_sources_is_heard_and_none_of_them_can_be_replayed() {
    for suite in SUITES {
        let (mut sender, mut receiver) = (session(suite), session(suite));
        let sent: Vec<Vec<u8>> = (0u32..1000)
            .map(|ssrc| protect(&mut sender, &packet_of(ssrc, 5)))
            .collect();
        for packet in &sent {
            assert!(receiver.unprotect(&mut packet.clone()).is_ok());
        }
        assert_eq!(receiver.remembered(), (128, 872));
        for packet in &sent {
            let again = receiver.unprotect(&mut packet.clone());
            assert_eq!(again, Err(SrtpError::Replayed), "{suite:?}");
        }
        // One that was there long ago goes on, and what it sent before its last packet is over.
        let (next, late) = (packet_of(3, 6), packet_of(3, 4));
        let late = protect(&mut session(suite), &late);
        assert!(receiver.unprotect(&mut protect(&mut sender, &next)).is_ok());
        assert_eq!(
            receiver.unprotect(&mut late.clone()),
            Err(SrtpError::Replayed)
        );
    }
}

#[test]
fn a_source_that_comes_back_after_many_others_keeps_its_rollovers() {
    for suite in SUITES {
        let (mut sender, mut receiver) = (session(suite), session(suite));
        let mut first = Vec::new();
        for sequence in [10u16, 30_000, 60_000, 20_000, 50_000, 15_000] {
            let protected = protect(&mut sender, &packet_of(7, sequence));
            first.push(protected.clone());
            assert!(receiver.unprotect(&mut protected.clone()).is_ok());
        }
        for ssrc in 1000u32..1200 {
            let mut protected = protect(&mut sender, &packet_of(ssrc, 5));
            assert!(receiver.unprotect(&mut protected).is_ok());
        }
        // Twice rolled over, on both sides.
        let mut protected = protect(&mut sender, &packet_of(7, 15_001));
        assert!(receiver.unprotect(&mut protected).is_ok(), "{suite:?}");
        for mut packet in first {
            assert!(receiver.unprotect(&mut packet).is_err(), "{suite:?}");
        }
    }
}

#[test]
fn the_least_recently_heard_source_leaves_first_and_the_end_is_a_refusal() {
    let mut sources = sources::Sources::default();
    let mut last = 0;
    for ssrc in 1u32.. {
        // A voice that goes on keeps its window: a packet out of order is heard.
        let at = u64::from(ssrc) * 2;
        sources.accept(0, at + 1).expect("known");
        assert!(sources.find(0).expect("known").is_fresh(at));
        if sources.accept(ssrc, 1) == Err(SrtpError::TooManySources) {
            last = ssrc;
            break;
        }
        assert!(ssrc < 20_000, "there must be an end");
    }
    assert_eq!(sources.sizes(), (128, 16_384));
    assert_eq!(last, 128 + 16_384);
    // Whoever was there goes on.
    assert_eq!(sources.accept(1, 2), Ok(()));
    assert_eq!(sources.accept(last - 1, 2), Ok(()));
    assert_eq!(sources.sizes(), (128, 16_384));
}

#[test]
fn two_sessions_under_one_key_become_one() {
    for suite in SUITES {
        let (mut apart, mut together) = (session(suite), session(suite));
        let (mut far_apart, mut far_together) = (session(suite), session(suite));
        let report = &reports()[0];
        let sent: Vec<Vec<u8>> = (0..5).map(|_| protect_rtcp(&mut apart, report)).collect();
        for packet in &sent {
            far_apart
                .unprotect_rtcp(&mut packet.clone())
                .expect("opens");
        }
        together.take_over_reports(&apart);
        far_together.take_over_reports(&far_apart);
        let next = protect_rtcp(&mut together, report);
        assert!(sent.iter().all(|old| *old != next), "no index comes twice");
        for old in &sent {
            let again = far_together.unprotect_rtcp(&mut old.clone());
            assert_eq!(again, Err(SrtpError::Replayed), "{suite:?}");
        }
        assert!(far_together.unprotect_rtcp(&mut next.clone()).is_ok());
    }
}

#[test]
fn short_input_is_refused() {
    for suite in SUITES {
        for length in 0..40 {
            let mut bytes = vec![0x80; length];
            assert!(session(suite).unprotect(&mut bytes).is_err());
            let mut bytes = vec![0x80; length];
            assert!(session(suite).unprotect_rtcp(&mut bytes).is_err());
        }
    }
}

#[test]
fn a_master_key_identifier_is_taken_out_and_another_one_refused() {
    for suite in SUITES {
        let short = suite == SrtpSuite::AesCm128HmacSha1_32;
        let rtp_tag = if short { 4 } else { 10 };
        let gcm = suite == SrtpSuite::AeadAes128Gcm;
        let insert = |mut packet: Vec<u8>, tag: usize| {
            let at = packet.len() - if gcm { 0 } else { tag };
            packet.splice(at..at, [0, 0, 0, 1]);
            packet
        };
        let (mut sends, mut takes) = (session(suite), session(suite).with_mki(&[0, 0, 0, 1]));
        let mut other = session(suite).with_mki(&[0, 0, 0, 2]);
        for packet in &packets() {
            let mut bytes = insert(protect(&mut sends, packet), rtp_tag);
            assert_eq!(other.unprotect(&mut bytes.clone()), Err(SrtpError::Forged));
            let length = takes.unprotect(&mut bytes).expect("opens");
            assert_eq!(&bytes[..length], &packet[..], "{suite:?}");
        }
        for report in &reports() {
            let mut bytes = insert(protect_rtcp(&mut sends, report), 10);
            let length = takes.unprotect_rtcp(&mut bytes).expect("opens");
            assert_eq!(&bytes[..length], &report[..], "{suite:?}");
        }
        for length in 0..24 {
            let mut stub = vec![0x80; length];
            assert!(takes.unprotect(&mut stub).is_err());
            assert!(takes.unprotect_rtcp(&mut stub).is_err());
        }
    }
}
