//! The fuzz target over seeded mutations of the torture messages: no panic, nothing left behind.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use tolk_model::Seed;
use tolk_sip::fuzz_sip;

/// Mutations a run; a second or two of an unoptimised build.
const ROUNDS: u32 = 3_000;

#[test]
fn mutated_torture_messages_do_no_harm() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/rfc4475");
    let mut corpus: Vec<Vec<u8>> = std::fs::read_dir(root)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "dat"))
        .map(|p| std::fs::read(p).unwrap())
        .collect();
    corpus.sort();
    assert_eq!(corpus.len(), 49);
    corpus.iter().for_each(|bytes| fuzz_sip(bytes));
    let mut random = Seed::from_number(4475).generator();
    let pieces: [&[u8]; 8] = [
        b"\r\n",
        b"\"",
        b"<",
        b";",
        b"18446744073709551615",
        b"\0",
        b"%",
        b",",
    ];
    for _ in 0..ROUNDS {
        let pick = random.below(49) as usize;
        let mut bytes = corpus[pick].clone();
        for _ in 0..=random.below(4) {
            let at = random.below(u32::try_from(bytes.len()).unwrap()) as usize;
            match random.below(4) {
                0 => bytes[at] = u8::try_from(random.below(256)).unwrap(),
                1 if bytes.len() > 1 => {
                    bytes.remove(at);
                }
                2 => {
                    let piece = pieces[random.below(8) as usize];
                    bytes.splice(at..at, piece.iter().copied());
                }
                _ => bytes.truncate(at.max(1)),
            }
        }
        fuzz_sip(&bytes);
    }
}
