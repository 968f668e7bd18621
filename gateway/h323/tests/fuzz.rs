//! The edge under damaged streams of real callers; `tests/src/fuzz.rs` runs the same target at length.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::path::Path;

use tolk_model::Seed;

/// Damaged copies of each stream.
const ROUNDS: u32 = 300;

#[test]
fn damaged_streams_of_callers_leave_nothing_behind() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fuzz/corpus/h323_edge");
    let mut streams: Vec<_> = std::fs::read_dir(corpus)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    streams.sort();
    assert!(streams.len() >= 10);
    let mut random = Seed::from_number(323).generator();
    for path in streams {
        let whole = std::fs::read(path).unwrap();
        tolk_h323::fuzz_edge(&whole);
        for _ in 0..ROUNDS {
            let mut damaged = whole.clone();
            for _ in 0..=random.below(6) {
                let length = u32::try_from(damaged.len()).unwrap();
                let at = usize::try_from(random.below(length)).unwrap();
                match random.below(4) {
                    0 => damaged[at] ^= 1 << random.below(8),
                    1 => damaged[at] = u8::try_from(random.below(256)).unwrap(),
                    2 => drop(damaged.drain(at..(at + 3).min(whole.len()).min(damaged.len()))),
                    _ => damaged.insert(at, u8::try_from(random.below(256)).unwrap()),
                }
                if damaged.is_empty() {
                    damaged.push(3);
                }
            }
            tolk_h323::fuzz_edge(&damaged);
        }
    }
}
