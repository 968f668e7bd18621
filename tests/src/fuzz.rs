//! Damaged input: fuzz targets, and a way to run them without a fuzzer.
//!
//! A target takes any bytes and panics when a promise is broken. `tests/fuzz` hands the targets to cargo-fuzz, which needs a nightly
//! compiler; [`replay`] runs the same ones under stable over their corpus and a fixed number of seeded mutations. An input that
//! once broke something stays in the corpus.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use tolk_model::Address;
use tolk_model::journal::JournalEntry;
use tolk_transcoder::picture::fuzz::{fuzz_h264_depacketiser, fuzz_vp8_depacketiser};

use crate::impair::SplitMix;
use crate::peers::story::workspace;

/// A target: its name, which is also its corpus' folder, and its function.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: &[Target] = &[
    ("address", address),
    ("browser", browser),
    ("sdp", sdp),
    ("journal", journal),
    ("h264_depacketiser", fuzz_h264_depacketiser),
    ("vp8_depacketiser", fuzz_vp8_depacketiser),
    ("rtp", tolk_transcoder::fuzz::fuzz_rtp),
    ("rtcp", tolk_transcoder::fuzz::fuzz_rtcp),
    ("tpkt", tolk_h323::fuzz_tpkt),
    ("q931", tolk_h323::fuzz_q931),
    ("h225", tolk_h323::fuzz_h225),
    ("h245", tolk_h323::fuzz_h245),
    ("h245_session", tolk_h323::fuzz_h245_session),
    ("ras", tolk_h323::fuzz_ras),
    ("h323_edge", tolk_h323::fuzz_edge),
];

/// An address that is accepted is printed so that it reads back the same.
pub fn address(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(address) = text.parse::<Address>() {
        let printed = address.to_string();
        assert_eq!(
            printed.parse(),
            Ok(address),
            "{text:?} was printed as {printed:?}"
        );
    }
}

/// No session description breaks a negotiation, and what is written of one is read as it was meant.
pub fn sdp(bytes: &[u8]) {
    tolk_sdp::fuzz_sdp(bytes);
}

/// No line of a page breaks the browser edge, and nothing of it is left in the end.
pub fn browser(bytes: &[u8]) {
    tolk_browser::fuzz_browser(bytes);
}

/// A journal line that is accepted is written so that it reads back the same.
pub fn journal(bytes: &[u8]) {
    if let Ok(entry) = serde_json::from_slice::<JournalEntry>(bytes) {
        let written = serde_json::to_string(&entry).expect("an entry can always be written");
        let again: JournalEntry = serde_json::from_str(&written).expect("what was written is read");
        assert_eq!(serde_json::to_string(&again).ok(), Some(written));
    }
}

/// The inputs of a target's corpus, in a fixed order.
///
/// # Errors
/// When the folder cannot be read.
pub fn corpus(target: &str) -> std::io::Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(workspace().join("tests/fuzz/corpus").join(target))? {
        paths.push(entry?.path());
    }
    paths.sort();
    paths
        .into_iter()
        .map(|path| std::fs::read(&path).map(|bytes| (path, bytes)))
        .collect()
}

/// Longest input that mutation grows to: every limit of a parser is far below or has a test of its own.
const MOST_BYTES: usize = 4_096;

/// One mutation: flips, overwrites, inserts, deletes, doubles, splices, or puts in a number that parsers stumble over.
pub fn mutate(input: &mut Vec<u8>, other: &[u8], random: &mut SplitMix) {
    const NUMBERS: &[&[u8]] = &[
        b"0",
        b"-1",
        b"255",
        b"65536",
        b"4294967296",
        b"18446744073709551616",
        b"\x00",
        b"\xff\xff\xff\xff",
        b"\r\n",
    ];
    let below = |random: &mut SplitMix, bound: usize| {
        usize::try_from(random.below(bound.max(1) as u64)).unwrap_or(0)
    };
    let at = below(random, input.len() + 1);
    let end = (at + 1 + below(random, 16)).min(input.len());
    match random.below(7) {
        0 if at < input.len() => input[at] ^= 1 << random.below(8),
        1 if at < input.len() => input[at] = random.next_u64().to_le_bytes()[0],
        2 => input.insert(at, random.next_u64().to_le_bytes()[0]),
        3 if at < end => drop(input.drain(at..end)),
        4 if at < end => {
            let part = input[at..end].to_vec();
            input.splice(at..at, part);
        }
        5 => {
            let from = below(random, other.len() + 1);
            let to = (from + below(random, 64)).min(other.len());
            input.splice(at..at, other[from..to].iter().copied());
        }
        _ => {
            let number = NUMBERS[below(random, NUMBERS.len())];
            input.splice(at..at, number.iter().copied());
        }
    }
    input.truncate(MOST_BYTES);
}

/// Runs a target over inputs and over `rounds` mutations of each.
///
/// # Errors
/// With the first input that makes it panic.
pub fn replay(
    run: fn(&[u8]),
    inputs: &[(PathBuf, Vec<u8>)],
    rounds: u32,
    seed: u64,
) -> Result<u64, Vec<u8>> {
    let mut random = SplitMix::new(seed);
    let mut count = 0;
    for (_, input) in inputs {
        attempt(run, input)?;
        for _ in 0..rounds {
            let mut damaged = input.clone();
            let other = usize::try_from(random.below(inputs.len() as u64)).unwrap_or(0);
            for _ in 0..=random.below(4) {
                mutate(&mut damaged, &inputs[other].1, &mut random);
            }
            attempt(run, &damaged)?;
            count += 1;
        }
    }
    Ok(count)
}

fn attempt(run: fn(&[u8]), input: &[u8]) -> Result<(), Vec<u8>> {
    catch_unwind(AssertUnwindSafe(|| run(input))).map_err(|_| input.to_vec())
}

/// Keeps an input that broke a target, for the corpus.
///
/// # Errors
/// When it cannot be written.
pub fn keep(target: &str, input: &[u8]) -> std::io::Result<PathBuf> {
    let folder = workspace().join("target/e2e/fuzz");
    std::fs::create_dir_all(&folder)?;
    let path = Path::new(&folder).join(format!("{target}-{}", input.len()));
    std::fs::write(&path, input)?;
    Ok(path)
}
