//! The fuzz target over seeded mutations of the torture messages: no panic, nothing left behind.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use tolk_model::Seed;
use tolk_model::random::Random;
use tolk_sip::{fuzz_sip, fuzz_sip_events};

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

/// Documents as others write them.
const DOCUMENTS: &[&str] = &[
    "<?xml version='1.0'?><presence xmlns='urn:ietf:params:xml:ns:pidf' xmlns:d='urn:ietf:params:xml:ns:pidf:data-model' xmlns:r='urn:ietf:params:xml:ns:pidf:rpid' entity='sip:a@b'><tuple id='a'><status><basic>open</basic></status><note>x &amp; y</note></tuple><d:person id='p'><r:activities><r:away/><r:other>dnd</r:other></r:activities><d:note>&#229;</d:note></d:person></presence>",
    "<?xml version='1.0'?><dialog-info xmlns='urn:ietf:params:xml:ns:dialog-info' version='0' state='full' entity='sip:a@b'><dialog id='1' direction='initiator'><state>confirmed</state></dialog></dialog-info>",
];
/// Requests outside calls: method, headers, body.
const OUTSIDE: &[(&str, &str, &str)] = &[
    (
        "SUBSCRIBE",
        "Event: presence;id=1\r\nExpires: 60\r\nContact: <sip:c@192.0.2.2>\r\n",
        "",
    ),
    (
        "SUBSCRIBE",
        "Event: message-summary\r\nContact: <sip:c@192.0.2.2>\r\n",
        "",
    ),
    (
        "PUBLISH",
        "Event: presence\r\nContent-Type: application/pidf+xml\r\n",
        DOCUMENTS[0],
    ),
    (
        "NOTIFY",
        "Event: dialog\r\nSubscription-State: active\r\nContact: <sip:c@192.0.2.2>\r\n",
        DOCUMENTS[1],
    ),
    ("MESSAGE", "Content-Type: text/plain\r\n", "hello"),
];

fn outside() -> Vec<Vec<u8>> {
    let all = OUTSIDE.iter().map(|(method, headers, body)| {
        format!(
            "{method} sip:a@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK1\r\nMax-Forwards: 70\r\nFrom: <sip:c@example.net>;tag=c\r\nTo: <sip:a@example.com>\r\nCall-ID: o\r\nCSeq: 1 {method}\r\n{headers}Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
    });
    all.map(String::into_bytes).collect()
}

/// Damages pieces of a corpus and gives them to a target.
fn damage_all(corpus: &[Vec<u8>], rounds: u32, seed: u64, target: fn(&[u8])) {
    let count = u32::try_from(corpus.len()).unwrap();
    let mut random = Seed::from_number(seed).generator();
    for _ in 0..rounds {
        let mut bytes = corpus[random.below(count) as usize].clone();
        for _ in 0..=random.below(4) {
            let other = &corpus[random.below(count) as usize];
            damage(&mut random, &mut bytes, other);
        }
        target(&bytes);
    }
}

#[test]
fn mutated_event_documents_do_no_harm() {
    let corpus: Vec<Vec<u8>> = DOCUMENTS.iter().map(|d| d.as_bytes().to_vec()).collect();
    corpus.iter().for_each(|bytes| fuzz_sip_events(bytes));
    damage_all(&corpus, rounds(), 3863, fuzz_sip_events);
}

#[test]
fn mutated_requests_outside_calls_do_no_harm() {
    let corpus = outside();
    corpus.iter().for_each(|bytes| fuzz_sip(bytes));
    damage_all(&corpus, rounds(), 6665, fuzz_sip);
}

#[test]
fn torture_messages_do_no_harm() {
    corpus().iter().for_each(|bytes| fuzz_sip(bytes));
}

#[test]
fn mutated_torture_messages_do_no_harm() {
    damage_all(&corpus(), rounds(), 4475, fuzz_sip);
}
