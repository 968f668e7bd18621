//! The fuzz target over seeded mutations of the torture messages: no panic, nothing left behind.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use tolk_model::Seed;
use tolk_model::random::Random;
use tolk_sip::fuzz_sip;

/// Mutations of an ordinary run; a second or two of an unoptimised build.
const ROUNDS: u32 = 3_000;

/// The long run, some minutes: `TOLK_TEST_FUZZ_ROUNDS=1000000 cargo test -p tolk-sip --test fuzz`.
fn rounds() -> u32 {
    #[expect(
        clippy::disallowed_methods,
        reason = "the tests' own switch, no configuration of Tolk"
    )]
    let wanted = std::env::var("TOLK_TEST_FUZZ_ROUNDS").ok();
    wanted.map_or(ROUNDS, |number| number.parse().unwrap())
}

/// What is put in: separators, numbers at borders, and words of the grammar where they do not belong.
const PIECES: &[&[u8]] = &[
    b"\r\n",
    b"\r\n ",
    b"\n",
    b"\"",
    b"<",
    b">",
    b";",
    b",",
    b"%",
    b"\0",
    b"\xff",
    b"\xe2\x80\xae",
    b"18446744073709551615",
    b"-1",
    b"[::1]",
    b":::",
    b"\r\n\r\n",
    b"\r\nContent-Length: 0",
    b"\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1",
    b";tag=",
    b"?a=b",
    b"((((((((",
];

fn corpus() -> Vec<Vec<u8>> {
    let mut corpus = Vec::new();
    for (folder, count) in [("rfc4475", 49), ("rfc5118", 12)] {
        let root = format!("{}/tests/fixtures/{folder}", env!("CARGO_MANIFEST_DIR"));
        let mut paths: Vec<_> = std::fs::read_dir(root)
            .unwrap()
            .map(|e| e.unwrap().path())
            .filter(|p| p.extension().is_some_and(|e| e == "dat"))
            .collect();
        paths.sort();
        assert_eq!(paths.len(), count);
        corpus.extend(paths.iter().map(|p| std::fs::read(p).unwrap()));
    }
    corpus
}

/// A place in a text that is not empty.
fn place(random: &mut Random, bytes: &[u8]) -> usize {
    random.below(u32::try_from(bytes.len().max(1)).unwrap()) as usize
}

fn damage(random: &mut Random, bytes: &mut Vec<u8>, other: &[u8]) {
    let at = place(random, bytes);
    match random.below(7) {
        0 if !bytes.is_empty() => bytes[at] = u8::try_from(random.below(256)).unwrap(),
        1 if !bytes.is_empty() => {
            bytes.remove(at);
        }
        2 => bytes.truncate(at.max(1)),
        3 => {
            // A part of itself again: headers twice, values repeated.
            let end = (at + 1 + random.below(60) as usize).min(bytes.len());
            let part = bytes[at..end].to_vec();
            bytes.splice(at..at, part);
        }
        4 => {
            // A part of another message.
            let from = place(random, other);
            let end = (from + 1 + random.below(120) as usize).min(other.len());
            bytes.splice(at..at, other[from..end].iter().copied());
        }
        _ => {
            let piece = PIECES[random.below(u32::try_from(PIECES.len()).unwrap()) as usize];
            bytes.splice(at..at, piece.iter().copied());
        }
    }
}

fn run(rounds: u32, seed: u64) {
    let corpus = corpus();
    let count = u32::try_from(corpus.len()).unwrap();
    let mut random = Seed::from_number(seed).generator();
    for _ in 0..rounds {
        let mut bytes = corpus[random.below(count) as usize].clone();
        for _ in 0..=random.below(4) {
            let other = &corpus[random.below(count) as usize];
            damage(&mut random, &mut bytes, other);
        }
        fuzz_sip(&bytes);
    }
}

#[test]
fn torture_messages_do_no_harm() {
    corpus().iter().for_each(|bytes| fuzz_sip(bytes));
}

#[test]
fn mutated_torture_messages_do_no_harm() {
    run(rounds(), 4475);
}
