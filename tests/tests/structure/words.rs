//! Whose words stay where, what a pure crate may not call, and how long a file is.

use super::source::{Source, files, rust, words};

const PURE: &[&str] = &[
    "gateway/model/",
    "gateway/core/",
    "gateway/sdp/",
    "gateway/sip/",
    "gateway/browser/",
    "gateway/asn1/",
    "gateway/h323/",
];
/// Paths that bring the world into a pure crate.
const WORLD: &[&str] = &[
    "tokio::",
    "std::fs",
    "std::thread",
    "std::env",
    "std::process",
    "std::io::",
    "TcpStream",
    "TcpListener",
    "UdpSocket",
    "Instant",
    "SystemTime",
    "thread_local!",
    "static mut",
    "OnceLock",
    "LazyLock",
    "Mutex",
    "RwLock",
    "Condvar",
    "AtomicU",
    "getrandom",
    "thread_rng",
    "OsRng",
    "Ulid::new",
];
const PRODUCT: &[&str] = &["gateway/", "transcoder/"];
const VENDORS: &[&str] = &[
    "cisco",
    "tandberg",
    "polycom",
    "lifesize",
    "radvision",
    "aethra",
    "huawei",
    "avaya",
    "pexip",
    "lync",
    "skype",
    "microsoft",
    "asterisk",
    "ooh323",
    "baresip",
    "linphone",
    "chromium",
    "chrome",
    "firefox",
    "safari",
    "mozilla",
];
/// Words of one wire that have no meaning in the vocabulary, in decisions or in media (RTCP has a BYE of its own).
const WIRE: &[&str] = &[
    "offer", "offers", "sdp", "olc", "tcs", "arq", "acf", "arj", "lrq", "rrq", "prack", "reinvite",
    "h225", "h245", "q931", "asn1", "cseq",
];
const NEUTRAL: &[&str] = &["gateway/model/", "gateway/core/", "transcoder/"];
/// Status codes that are hardly anything else: 200 and 180 are ordinary numbers.
const STATUS_CODES: &[&str] = &[
    "401", "403", "404", "405", "407", "408", "415", "480", "481", "482", "483", "484", "486",
    "487", "488", "491", "501", "503", "603", "604", "606",
];
const MOST_LINES: usize = 800;
/// A file shorter than this explains itself.
const NEEDS_HEADER: usize = 10;

fn offences(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    let mut say = |what: String| found.push(format!("{}: {what}", source.path));
    if source.text.lines().count() > MOST_LINES {
        say(format!("more than {MOST_LINES} lines"));
    }
    if source.text.lines().count() >= NEEDS_HEADER && !source.text.contains("//! ") {
        say("no //! header".to_string());
    }
    let squeezed = source.names.replace([' ', '\n'], "");
    for attribute in attributes(&squeezed) {
        if attribute.starts_with("ignore") {
            say("an ignored test".to_string());
        }
        if attribute.starts_with("allow(") && !attribute.contains("reason=") {
            say(format!("#[{attribute}] without a reason"));
        }
    }
    if source.is_test() {
        return found;
    }
    let (code, names) = (words(&source.code), words(&source.names));
    if source.is_in(PRODUCT)
        && !source.path.ends_with("/quirks.rs")
        && !source.path.contains("/dialect")
    {
        for vendor in VENDORS.iter().filter(|v| code.iter().any(|w| w == *v)) {
            say(format!("{vendor}: a vendor's name outside quirks.rs"));
        }
    }
    if source.is_in(PURE) {
        for path in WORLD
            .iter()
            .filter(|path| contains_path(&source.names, path))
        {
            say(format!("{path} in a pure crate"));
        }
    }
    if source.is_in(NEUTRAL) {
        for word in WIRE.iter().filter(|wire| names.iter().any(|w| w == *wire)) {
            say(format!("{word} is a wire's word"));
        }
    }
    if source.is_in(&["gateway/core/"]) {
        for number in STATUS_CODES
            .iter()
            .filter(|code| names.iter().any(|w| w == *code))
        {
            say(format!("{number} looks like a status code"));
        }
    }
    found
}

/// `Instant` but not `InstantNoodles` or `NotInstant`.
fn contains_path(code: &str, path: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    code.match_indices(path).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + path.len()..].chars().next();
        let open = path.ends_with(':') || path.ends_with('U') || path.ends_with('!');
        !before.is_some_and(is_name) && (open || !after.is_some_and(is_name))
    })
}

/// Insides of `#[..]` and `#![..]`.
fn attributes(squeezed: &str) -> Vec<&str> {
    squeezed
        .match_indices('#')
        .filter_map(|(at, _)| {
            let rest = squeezed[at + 1..]
                .strip_prefix('!')
                .unwrap_or(&squeezed[at + 1..]);
            rest.strip_prefix('[')?.split(']').next()
        })
        .collect()
}

#[test]
fn the_source_keeps_its_promises() {
    let found: Vec<String> = rust().iter().flat_map(offences).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_file_of_the_web_client_or_the_scripts_is_too_long() {
    for (name, path) in files(&[".ts", ".css", ".html", ".js", ".sh"]) {
        let lines = std::fs::read_to_string(path).unwrap().lines().count();
        assert!(lines <= MOST_LINES, "{name}: {lines} lines");
    }
}

#[test]
fn negative_twin_each_offence_is_found() {
    let long = "//! x\n".repeat(801);
    for (path, text, wanted) in [
        (
            "gateway/sip/src/a.rs",
            "use std::time::Instant;",
            "Instant in a pure crate",
        ),
        (
            "gateway/core/src/a.rs",
            "fn f() { tokio::spawn(x); }",
            "tokio:: in a pure crate",
        ),
        (
            "gateway/core/src/a.rs",
            "let id = Ulid::new();",
            "Ulid::new in a pure crate",
        ),
        (
            "gateway/core/src/a.rs",
            "static A: AtomicU64 = x;",
            "AtomicU in a pure crate",
        ),
        (
            "gateway/sip/src/a.rs",
            "if agent == \"Polycom RPD\" {}",
            "polycom: a vendor's name outside quirks.rs",
        ),
        (
            "transcoder/src/a.rs",
            "fn is_chrome() {}",
            "chrome: a vendor's name outside quirks.rs",
        ),
        (
            "gateway/core/src/a.rs",
            "fn write_offer() {}",
            "offer is a wire's word",
        ),
        (
            "transcoder/src/a.rs",
            "struct OlcState;",
            "olc is a wire's word",
        ),
        (
            "gateway/core/src/a.rs",
            "let busy = 486;",
            "486 looks like a status code",
        ),
        (
            "gateway/node/src/a.rs",
            "#[allow(dead_code)] fn f() {}",
            "#[allow(dead_code)] without a reason",
        ),
        (
            "gateway/sip/tests/a.rs",
            "#[test] #[ignore] fn f() {}",
            "an ignored test",
        ),
        (
            "gateway/node/src/a.rs",
            long.as_str(),
            "more than 800 lines",
        ),
        (
            "gateway/node/src/a.rs",
            "fn f() {}\n\n\n\n\n\n\n\n\n\n",
            "no //! header",
        ),
    ] {
        let found = offences(&Source::parse(path, text));
        assert!(
            found.contains(&format!("{path}: {wanted}")),
            "{wanted} not in {found:#?}"
        );
    }
}

#[test]
fn lawful_source_is_not_blamed() {
    for (path, text) in [
        (
            "gateway/sip/src/quirks.rs",
            "const POLYCOM: &str = \"Polycom\";",
        ),
        (
            "gateway/sip/src/a.rs",
            "// Polycom sends this twice; see Instant\nfn offer() { let x = 486; }",
        ),
        (
            "gateway/sip/src/a.rs",
            "#[cfg(test)]\nmod tests { use std::time::Instant; }",
        ),
        (
            "gateway/node/src/a.rs",
            "#[allow(dead_code, reason = \"kept\")] fn f() { tokio::spawn(x); }",
        ),
        (
            "gateway/core/src/a.rs",
            "let wait = Duration::from_secs(180); struct InstantRoom;",
        ),
        (
            "gateway/sip/tests/a.rs",
            "let agent = \"Polycom\"; use std::time::Instant;",
        ),
    ] {
        let found = offences(&Source::parse(path, text));
        assert!(found.is_empty(), "{found:#?}");
    }
}
