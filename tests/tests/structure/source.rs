//! Rust source as rules see it: without comments, without tests, with or without what stands in quotes.

use std::ops::Range;
use std::path::{Path, PathBuf};

use tolk_tests::peers::story::workspace;

/// One file of the workspace.
pub(crate) struct Source {
    /// Relative to the workspace.
    pub(crate) path: String,
    /// As it is.
    pub(crate) text: String,
    /// Comments and tests blanked out.
    pub(crate) code: String,
    /// The same, and what stands in quotes blanked out, too.
    pub(crate) names: String,
}

impl Source {
    pub(crate) fn parse(path: &str, text: &str) -> Source {
        let (comments, quotes) = scan(text);
        let blank = |ranges: &[Range<usize>], from: &str| {
            let mut bytes = from.as_bytes().to_vec();
            for range in ranges {
                for byte in &mut bytes[range.clone()] {
                    if *byte != b'\n' {
                        *byte = b' ';
                    }
                }
            }
            String::from_utf8(bytes).unwrap()
        };
        let mut code = blank(&comments, text);
        let mut names = blank(&quotes, &code);
        let tests = test_modules(&names);
        code = blank(&tests, &code);
        names = blank(&tests, &names);
        Source {
            path: path.to_string(),
            text: text.to_string(),
            code,
            names,
        }
    }

    /// Whether it lies under one of the folders.
    pub(crate) fn is_in(&self, folders: &[&str]) -> bool {
        folders.iter().any(|folder| self.path.starts_with(folder))
    }

    /// Test code, and tools of the workshop, by their place.
    pub(crate) fn is_test(&self) -> bool {
        self.path.starts_with("tests/")
            || self.path.contains("/tests/")
            || self.path.contains("/examples/")
            || self.path.ends_with("/tests.rs")
            || self.path.ends_with("_tests.rs")
    }
}

/// Ranges of comments, and of literals with quotes.
fn scan(text: &str) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let (mut comments, mut quotes, mut at) = (Vec::new(), Vec::new(), 0);
    while at < bytes.len() {
        let rest = &text.as_bytes()[at..];
        let end = if rest.starts_with(b"//") {
            at + rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len())
        } else if rest.starts_with(b"/*") {
            at + block_comment(rest)
        } else if let Some(length) = raw_string(text, at) {
            quotes.push(at..at + length);
            at += length;
            continue;
        } else if rest[0] == b'"' || is_character(rest) {
            let length = quoted(rest);
            quotes.push(at..at + length);
            at += length;
            continue;
        } else {
            at += 1;
            continue;
        };
        comments.push(at..end);
        at = end;
    }
    (comments, quotes)
}

fn block_comment(rest: &[u8]) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        if rest[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

fn raw_string(text: &str, at: usize) -> Option<usize> {
    let before = text[..at].bytes().last();
    if before.is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_') {
        return None;
    }
    let rest = text[at..]
        .strip_prefix("br")
        .or_else(|| text[at..].strip_prefix('r'))?;
    let hashes = rest.bytes().take_while(|b| *b == b'#').count();
    let body = rest[hashes..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    let end = body.find(&close).map_or(body.len(), |n| n + close.len());
    Some(text.len() - at - body.len() + end)
}

/// `'a'` and `'\n'`, not the lifetime `'a`.
fn is_character(rest: &[u8]) -> bool {
    rest[0] == b'\''
        && (rest.get(1) == Some(&b'\\')
            || rest
                .iter()
                .skip(2)
                .take(4)
                .position(|b| *b == b'\'')
                .is_some_and(|n| n == 0 || rest[1] >= 0x80))
}

fn quoted(rest: &[u8]) -> usize {
    let mut at = 1;
    while at < rest.len() {
        match rest[at] {
            b'\\' => at += 2,
            b if b == rest[0] => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// Ranges of `#[cfg(test)]` items with a body.
fn test_modules(names: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = names[from..].find("#[cfg(test)]").map(|n| n + from) {
        let rest = &names[start..];
        let (brace, semicolon) = (rest.find('{'), rest.find(';'));
        let end = match (brace, semicolon) {
            (Some(open), None) => start + closing(rest, open),
            (Some(open), Some(end)) if open < end => start + closing(rest, open),
            (_, Some(end)) => start + end + 1,
            (None, None) => names.len(),
        };
        found.push(start..end);
        from = end;
    }
    found
}

fn closing(text: &str, open: usize) -> usize {
    let mut depth = 0_usize;
    for (n, byte) in text.bytes().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return n + 1;
                }
            }
            _ => {}
        }
    }
    text.len()
}

/// The words of a text in lower case: identifiers taken apart at `_` and at capitals.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in text.split(|c: char| !c.is_ascii_alphanumeric()) {
        let mut word = String::new();
        let mut previous_small = false;
        for c in part.chars() {
            if c.is_ascii_uppercase() && previous_small {
                words.push(std::mem::take(&mut word));
            }
            previous_small = c.is_ascii_lowercase() || c.is_ascii_digit();
            word.push(c.to_ascii_lowercase());
        }
        if !word.is_empty() {
            words.push(word);
        }
    }
    words
}

/// Every file of ours with one of the endings.
pub(crate) fn files(endings: &[&str]) -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    for folder in ["gateway", "transcoder", "web-client", "tests", "scripts"] {
        walk(&workspace().join(folder), endings, &mut found);
    }
    assert!(!found.is_empty(), "the workspace was not found");
    found
}

fn walk(folder: &Path, endings: &[&str], found: &mut Vec<(String, PathBuf)>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let (path, name) = (
            entry.path(),
            entry.file_name().to_string_lossy().into_owned(),
        );
        let generated = matches!(
            name.as_str(),
            "node_modules" | "dist" | "target" | "generated" | "generated.rs"
        );
        if path.is_dir() && !generated {
            walk(&path, endings, found);
        } else if !generated && endings.iter().any(|ending| name.ends_with(ending)) {
            let relative = path
                .strip_prefix(workspace())
                .unwrap()
                .to_string_lossy()
                .into_owned();
            found.push((relative, path));
        }
    }
}

/// Every Rust file of ours, parsed.
pub(crate) fn rust() -> Vec<Source> {
    files(&[".rs"])
        .into_iter()
        .map(|(name, path)| Source::parse(&name, &std::fs::read_to_string(path).unwrap()))
        .collect()
}

#[test]
fn comments_quotes_and_tests_are_told_from_code() {
    let source = Source::parse(
        "a.rs",
        "/* one /* two */ */ fn f<'a>(x: &'a str) { // three\n let q = \"four // \\\" five\"; let c = '\"'; }\n\
         let r = r#\"six \" seven\"#; #[cfg(test)] mod tests { fn eight() {} } fn nine() {}",
    );
    let (code, names) = (words(&source.code), words(&source.names));
    for gone in ["one", "two", "three", "eight"] {
        assert!(!code.iter().any(|w| w == gone), "{gone} in {code:?}");
    }
    for quoted in ["four", "five", "six", "seven"] {
        assert!(code.iter().any(|w| w == quoted), "{quoted} not in {code:?}");
        assert!(!names.iter().any(|w| w == quoted), "{quoted} in {names:?}");
    }
    assert!(names.iter().any(|w| w == "nine"));
}

#[test]
fn identifiers_are_taken_apart() {
    assert_eq!(
        words("SipOffer write_offer RTP2Port"),
        ["sip", "offer", "write", "offer", "rtp2", "port"]
    );
}
