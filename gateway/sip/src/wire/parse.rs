//! Bytes to a split message: start line, header list, body. What it means is judged by `validate`.

use super::headers::{Header, Headers, canonical};
use super::lex::{digits, is_token};
use super::problem::Problem;

/// Largest header section. Lync's signed routes are a few kB; 64 kB is what one UDP datagram could hold.
pub(crate) const MAX_HEAD_BYTES: usize = 64 * 1024;
/// Largest body. Lync's batched presence documents reach 100 kB and more.
pub(crate) const MAX_BODY_BYTES: usize = 200 * 1024;
/// Most header lines.
pub(crate) const MAX_HEADERS: usize = 200;

/// A message whose parts are known and not yet judged.
#[derive(Clone, Debug)]
pub(crate) struct Split {
    /// First line.
    pub(crate) start: String,
    /// Header lines.
    pub(crate) headers: Headers,
    /// Body, cut to `Content-Length`.
    pub(crate) body: Vec<u8>,
}

/// A message that is refused, with what could be read of it so that its sender can be told.
#[derive(Clone, Debug)]
pub(crate) struct Refused {
    /// What was wrong.
    pub(crate) problem: Problem,
    /// What could be read.
    pub(crate) split: Option<Split>,
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Refused {
        Refused {
            problem,
            split: None,
        }
    }
}

/// Where the header section ends: the offset behind the empty line.
pub(crate) fn head_end(bytes: &[u8], from: usize) -> Option<usize> {
    let start = from.saturating_sub(3);
    bytes
        .get(start..)?
        .windows(4)
        .position(|w| w == b"\r\n\r\n")
        .map(|at| start + at + 4)
}

/// Splits one datagram.
pub(crate) fn split_datagram(bytes: &[u8]) -> Result<Split, Refused> {
    let Some(end) = head_end(bytes, 0) else {
        let split = split_head(bytes).ok();
        return Err(Refused {
            problem: Problem::Unterminated,
            split,
        });
    };
    let (head, rest) = bytes.split_at_checked(end).ok_or(Problem::Unterminated)?;
    let mut split = split_head(head)?;
    let refuse = |problem, split| {
        Err(Refused {
            problem,
            split: Some(split),
        })
    };
    let body = match content_length(&split.headers) {
        Err(problem) => return refuse(problem, split),
        Ok(None) => rest,
        Ok(Some(length)) => match rest.get(..length) {
            Some(body) => body,
            None => return refuse(Problem::BodyTooShort, split),
        },
    };
    if body.len() > MAX_BODY_BYTES {
        return refuse(Problem::BodyTooLarge, split);
    }
    split.body = body.to_vec();
    Ok(split)
}

/// `Content-Length`: one header, digits only, within [`MAX_BODY_BYTES`] (RFC 3261 §20.14).
pub(crate) fn content_length(headers: &Headers) -> Result<Option<usize>, Problem> {
    let mut lines = headers.lines("content-length");
    let Some(value) = lines.next() else {
        return Ok(None);
    };
    if lines.next().is_some() {
        return Err(Problem::DuplicateHeader);
    }
    let text = std::str::from_utf8(value).map_err(|_| Problem::ContentLength)?;
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Problem::ContentLength);
    }
    // A number that does not fit is too large, not illegal.
    match digits(text).and_then(|n| usize::try_from(n).ok()) {
        Some(length) if length <= MAX_BODY_BYTES => Ok(Some(length)),
        _ => Err(Problem::BodyTooLarge),
    }
}

/// Splits a header section, its empty line included or not.
pub(crate) fn split_head(bytes: &[u8]) -> Result<Split, Refused> {
    if bytes.len() > MAX_HEAD_BYTES {
        return Err(Problem::HeadTooLarge.into());
    }
    let mut lines = unfolded_lines(bytes).into_iter();
    let start = lines
        .next()
        .filter(|l| !l.is_empty())
        .ok_or(Problem::NotSip)?;
    let start = std::str::from_utf8(start).map_err(|_| Problem::NotSip)?;
    if !looks_like_sip(start) {
        return Err(Problem::NotSip.into());
    }
    let mut split = Split {
        start: start.to_string(),
        headers: Headers::default(),
        body: Vec::new(),
    };
    let mut problem = None;
    for line in lines.filter(|l| !l.is_empty()) {
        match split_line(line) {
            _ if split.headers.0.len() >= MAX_HEADERS => {
                problem = problem.or(Some(Problem::TooManyHeaders));
                break;
            }
            Ok(header) => split.headers.0.push(header),
            Err(fault) => problem = problem.or(Some(fault)),
        }
    }
    match problem {
        None => Ok(split),
        Some(problem) => Err(Refused {
            problem,
            split: Some(split),
        }),
    }
}

/// A first line that is worth an answer: it names the protocol at one of its ends.
fn looks_like_sip(start: &str) -> bool {
    let has = |text: Option<&str>| text.is_some_and(|t| t.eq_ignore_ascii_case("SIP/"));
    let last = start.trim_end().rsplit(' ').next().unwrap_or_default();
    has(start.get(..4)) || has(last.get(..4))
}

/// Lines ended by CRLF; one that starts with white space belongs to the one before (RFC 3261 §7.3.1).
fn unfolded_lines(bytes: &[u8]) -> Vec<&[u8]> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < bytes.len() {
        let next = bytes.get(at + 2);
        let fold = start != at && matches!(next, Some(b' ' | b'\t'));
        if bytes.get(at..at + 2) == Some(b"\r\n") && !fold {
            lines.push(bytes.get(start..at).unwrap_or_default());
            at += 2;
            start = at;
        } else {
            at += 1;
        }
    }
    if start < bytes.len() {
        lines.push(bytes.get(start..).unwrap_or_default());
    }
    lines
}

fn split_line(line: &[u8]) -> Result<Header, Problem> {
    let colon = line
        .iter()
        .position(|b| *b == b':')
        .ok_or(Problem::HeaderLine)?;
    let (name, value) = line.split_at_checked(colon).ok_or(Problem::HeaderLine)?;
    let name = std::str::from_utf8(name).map_err(|_| Problem::HeaderLine)?;
    let name = name.trim_end_matches([' ', '\t']);
    if !is_token(name) {
        return Err(Problem::HeaderLine);
    }
    let value = value.get(1..).unwrap_or_default();
    if has_bare_break(value) {
        return Err(Problem::BareLineBreak);
    }
    if has_bare_nul(value) {
        return Err(Problem::HeaderLine);
    }
    Ok(Header {
        name: canonical(name),
        value: trim_bytes(value).to_vec(),
    })
}

/// A CR or LF that is not part of a fold could make two readers see two messages.
fn has_bare_break(value: &[u8]) -> bool {
    let mut previous = 0;
    for (at, b) in value.iter().enumerate() {
        let next = value.get(at + 1);
        let bare = match b {
            b'\r' => next != Some(&b'\n'),
            b'\n' => previous != b'\r' || !matches!(next, Some(b' ' | b'\t') | None),
            _ => false,
        };
        if bare {
            return true;
        }
        previous = *b;
    }
    false
}

/// A NUL is lawful behind a backslash only (RFC 3261 §25.1 `quoted-pair`); anywhere else it ends the text for readers written in C.
fn has_bare_nul(value: &[u8]) -> bool {
    let mut previous = 0;
    value.iter().any(|b| {
        let bare = *b == 0 && previous != b'\\';
        previous = *b;
        bare
    })
}

fn trim_bytes(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t' | b'\r' | b'\n', rest @ ..] = value {
        value = rest;
    }
    while let [rest @ .., b' ' | b'\t' | b'\r' | b'\n'] = value {
        value = rest;
    }
    value
}
