//! Randomness as an argument: a pure machine is built with a [`Seed`] and is reproducible from it.

use rand_chacha::ChaCha12Rng;
use rand_core::{RngCore, SeedableRng};

/// Thirty-two bytes from the operating system in production, a constant in tests.
#[derive(Clone)]
pub struct Seed(pub [u8; 32]);

impl Seed {
    /// A seed for a test or a simulation, from a small number.
    pub fn from_number(number: u64) -> Seed {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&number.to_le_bytes());
        Seed(bytes)
    }

    /// A generator good enough for tags, nonces and tokens: ChaCha12 is a cryptographic generator.
    pub fn generator(&self) -> Random {
        Random(ChaCha12Rng::from_seed(self.0))
    }
}

impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seed(..)")
    }
}

/// The seeded generator of one machine.
#[derive(Clone, Debug)]
pub struct Random(ChaCha12Rng);

impl Random {
    /// Thirty-two random bits.
    pub fn u32(&mut self) -> u32 {
        self.0.next_u32()
    }

    /// Sixty-four random bits.
    pub fn u64(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A hundred and twenty-eight random bits.
    pub fn u128(&mut self) -> u128 {
        (u128::from(self.0.next_u64()) << 64) | u128::from(self.0.next_u64())
    }

    /// A number below `limit`; zero when `limit` is zero. The bias is below 2^-32.
    pub fn below(&mut self, limit: u32) -> u32 {
        let wide = u64::from(self.0.next_u32()) * u64::from(limit);
        u32::try_from(wide >> 32).unwrap_or(0)
    }

    /// `length` characters of `[a-zA-Z0-9]`, about 5.95 bits each: tags, branches, ufrags, passwords.
    pub fn token(&mut self, length: usize) -> String {
        const ALPHABET: &[u8; 62] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        (0..length)
            .map(|_| char::from(ALPHABET[self.below(62) as usize]))
            .collect()
    }

    /// Fills `bytes`.
    pub fn fill(&mut self, bytes: &mut [u8]) {
        self.0.fill_bytes(bytes);
    }

    /// A seed for a child machine, so that one constant reproduces a whole world.
    pub fn seed(&mut self) -> Seed {
        let mut bytes = [0; 32];
        self.0.fill_bytes(&mut bytes);
        Seed(bytes)
    }
}
