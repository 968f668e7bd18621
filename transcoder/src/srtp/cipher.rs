//! Session keys and the two ciphers.

use aes::Aes128;
use aes::cipher::{BlockEncrypt, InnerIvInit, KeyInit, StreamCipher};
use hmac::{Hmac, Mac};
use ring::aead;
use sha1::Sha1;
use tolk_model::media::SrtpSuite;

/// Labels of RFC 3711 §4.3.1.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    Rtp,
    Rtcp,
}

impl Purpose {
    fn labels(self) -> (u8, u8, u8) {
        match self {
            Purpose::Rtp => (0, 1, 2),
            Purpose::Rtcp => (3, 4, 5),
        }
    }
}

/// AES-CM with HMAC-SHA1, or AES-GCM, with the session keys of one purpose.
#[expect(
    clippy::large_enum_variant,
    reason = "two for each direction of a port, and a box would cost a pointer for each packet"
)]
pub(super) enum Cipher {
    CounterMode {
        key: Aes128,
        // Keyed once; a clone for each packet costs a copy of 200 bytes, not a key schedule.
        mac: Hmac<Sha1>,
        salt: [u8; 14],
    },
    Gcm {
        key: aead::LessSafeKey,
        salt: [u8; 12],
    },
}

/// Key derivation (RFC 3711 §4.3.1 with a key derivation rate of zero; RFC 7714 §11 uses the same).
fn derive(master: &Aes128, salt: &[u8], label: u8, output: &mut [u8]) {
    let mut block = [0u8; 16];
    for (to, from) in block.iter_mut().zip(salt) {
        *to = *from;
    }
    block[7] ^= label;
    for (counter, piece) in output.chunks_mut(16).enumerate() {
        let mut input = block;
        let [.., high, low] = &mut input;
        [*high, *low] = u16::try_from(counter).unwrap_or(u16::MAX).to_be_bytes();
        let mut keystream = input.into();
        master.encrypt_block(&mut keystream);
        piece.copy_from_slice(keystream.get(..piece.len()).unwrap_or_default());
    }
}

impl Cipher {
    /// `None` when the key does not have the suite's length.
    pub(super) fn new(
        suite: SrtpSuite,
        key: &[u8],
        salt: &[u8],
        purpose: Purpose,
    ) -> Option<Cipher> {
        if key.len() != suite.key_bytes() || salt.len() != suite.salt_bytes() {
            return None;
        }
        let master = Aes128::new_from_slice(key).ok()?;
        let (encryption, authentication, salting) = purpose.labels();
        let mut session = [0u8; 16];
        derive(&master, salt, encryption, &mut session);
        match suite {
            SrtpSuite::AeadAes128Gcm => {
                let mut session_salt = [0u8; 12];
                derive(&master, salt, salting, &mut session_salt);
                let key = aead::UnboundKey::new(&aead::AES_128_GCM, &session).ok()?;
                Some(Cipher::Gcm {
                    key: aead::LessSafeKey::new(key),
                    salt: session_salt,
                })
            }
            SrtpSuite::AesCm128HmacSha1_80 | SrtpSuite::AesCm128HmacSha1_32 => {
                let (mut session_salt, mut mac_key) = ([0u8; 14], [0u8; 20]);
                derive(&master, salt, salting, &mut session_salt);
                derive(&master, salt, authentication, &mut mac_key);
                Some(Cipher::CounterMode {
                    key: Aes128::new_from_slice(&session).ok()?,
                    mac: <Hmac<Sha1> as Mac>::new_from_slice(&mac_key).ok()?,
                    salt: session_salt,
                })
            }
        }
    }

    /// XORs the key stream over `data` (RFC 3711 §4.1.1).
    pub(super) fn counter_mode(
        key: &Aes128,
        salt: &[u8; 14],
        ssrc: u32,
        index: u64,
        data: &mut [u8],
    ) {
        let mut iv = [0u8; 16];
        iv[..14].copy_from_slice(salt);
        xor(&mut iv[4..8], &ssrc.to_be_bytes());
        xor(&mut iv[8..14], &index.to_be_bytes()[2..]);
        let core = ctr::CtrCore::<&Aes128, ctr::flavors::Ctr128BE>::inner_iv_init(key, &iv.into());
        let mut stream = ctr::cipher::StreamCipherCoreWrapper::from_core(core);
        stream.apply_keystream(data);
    }

    /// The nonce of RFC 7714 §8.1 and §9.1.
    pub(super) fn nonce(salt: &[u8; 12], ssrc: u32, index: u64) -> aead::Nonce {
        let mut nonce = *salt;
        xor(&mut nonce[2..6], &ssrc.to_be_bytes());
        xor(&mut nonce[6..12], &index.to_be_bytes()[2..]);
        aead::Nonce::assume_unique_for_key(nonce)
    }
}

fn xor(target: &mut [u8], with: &[u8]) {
    for (to, from) in target.iter_mut().zip(with) {
        *to ^= from;
    }
}

/// HMAC-SHA1 over two pieces.
pub(super) fn tag(mac: &Hmac<Sha1>, first: &[u8], second: &[u8]) -> [u8; 20] {
    let mut mac = mac.clone();
    mac.update(first);
    mac.update(second);
    mac.finalize().into_bytes().into()
}

/// Whether two tags are equal, in constant time; unequal lengths are unequal.
pub(super) fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |seen, (x, y)| seen | (x ^ y)) == 0
}
