#![allow(clippy::unwrap_used, reason = "tests")]
//! Fuzz targets under a stable compiler: the corpus, and a fixed number of seeded mutations.

use tolk_tests::fuzz::{TARGETS, corpus, keep, mutate, replay};
use tolk_tests::impair::SplitMix;

/// Mutations of each input: all targets together stay within half a minute, most of which H.323's unoptimised decoders take.
const ROUNDS: u32 = 20_000;

/// Bytes that all mutations of a target have together: what is long takes longer, and is mutated less often.
const BYTES: usize = 12_000_000;

fn rounds(inputs: &[(std::path::PathBuf, Vec<u8>)]) -> u32 {
    let all: usize = inputs.iter().map(|(_, bytes)| bytes.len()).sum();
    ROUNDS.min(u32::try_from(BYTES / all.max(1)).unwrap_or(ROUNDS))
}

#[test]
fn no_target_breaks_on_its_corpus_and_on_damaged_inputs() {
    for (name, run) in TARGETS {
        let inputs = corpus(name).unwrap();
        assert!(!inputs.is_empty(), "{name} has no corpus");
        if let Err(input) = replay(*run, &inputs, rounds(&inputs), 1) {
            let path = keep(name, &input).unwrap();
            panic!(
                "{name}: {:?} ({})",
                String::from_utf8_lossy(&input),
                path.display()
            );
        }
    }
}

#[test]
fn the_journal_corpus_still_loads() {
    for (path, bytes) in corpus("journal").unwrap() {
        let entry = serde_json::from_slice::<tolk_model::journal::JournalEntry>(&bytes);
        assert!(entry.is_ok(), "{}: {entry:?}", path.display());
    }
}

#[test]
fn negative_twin_a_target_that_breaks_is_found() {
    fn breaks(bytes: &[u8]) {
        assert!(!bytes.windows(2).any(|w| w == b"-1"), "a promise");
    }
    let inputs = [("x".into(), b"length: 5".to_vec())];
    let found = replay(breaks, &inputs, ROUNDS, 1).unwrap_err();
    assert!(found.windows(2).any(|w| w == b"-1"));
}

#[test]
fn the_same_seed_damages_in_the_same_way() {
    let damaged = |seed| {
        let (mut input, mut random) = (b"INVITE sip:a@b SIP/2.0".to_vec(), SplitMix::new(seed));
        (0..50).for_each(|_| mutate(&mut input, b"BYE", &mut random));
        input
    };
    assert_eq!(damaged(1), damaged(1));
    assert_ne!(damaged(1), damaged(2));
}
