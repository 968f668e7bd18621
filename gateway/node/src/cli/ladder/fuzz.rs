//! The entry point of fuzzing.

use super::reader::read;

/// Whatever a capture has, it is read to its end or to its fault. Panics on a bug.
#[doc(hidden)]
pub fn fuzz_ladder(bytes: &[u8]) {
    let mut rows = 0_usize;
    let _ = read(bytes, |row| {
        rows += 1;
        assert!(serde_json::to_string(&row).is_ok());
    });
    // A packet of n bytes holds no more than n messages.
    assert!(rows <= bytes.len());
}
