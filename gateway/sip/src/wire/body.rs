//! Bodies: which part is the session description, DTMF in INFO, picture fast update.

use tolk_model::leg::Digit;

use super::lex::{Parameters, trim, unquote};
use super::message::Common;

/// `application/sdp`.
pub(crate) const SDP: &str = "application/sdp";
/// The DTMF format of the field, without an RFC.
pub(crate) const DTMF_RELAY: &str = "application/dtmf-relay";
/// Its older sibling: the bare digit.
pub(crate) const DTMF: &str = "application/dtmf";
/// RFC 5168.
pub(crate) const MEDIA_CONTROL: &str = "application/media_control+xml";
/// The picture fast update of RFC 5168 §4.
pub(crate) const PICTURE_FAST_UPDATE: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<media_control>\r\n <vc_primitive>\r\n  <to_encoder>\r\n   <picture_fast_update/>\r\n  </to_encoder>\r\n </vc_primitive>\r\n</media_control>\r\n";
/// Parts of a multipart body that are looked at.
const MAX_PARTS: usize = 20;

/// What a body holds.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Description<'a> {
    /// No body.
    None,
    /// A session description.
    Sdp(&'a str),
    /// Something else.
    Unsupported,
}

/// Media type in lower case, and its parameters.
pub(crate) fn content_type(text: &str) -> (String, Parameters) {
    let (kind, parameters) = text.split_once(';').unwrap_or((text, ""));
    (
        trim(kind).to_ascii_lowercase(),
        Parameters::parse(parameters).unwrap_or_default(),
    )
}

/// Finds the session description; of several parts the last one, which is the best that the sender can (RFC 2046 §5.1.4).
pub(crate) fn description<'a>(message: &impl Common, body: &'a [u8]) -> Description<'a> {
    if body.is_empty() {
        return Description::None;
    }
    let encoded = message
        .headers()
        .text("content-encoding")
        .is_some_and(|e| !e.eq_ignore_ascii_case("identity"));
    let (kind, parameters) =
        content_type(message.headers().text("content-type").unwrap_or_default());
    let sdp = if encoded {
        None
    } else if kind == SDP {
        Some(body)
    } else if kind.starts_with("multipart/") {
        let boundary = parameters
            .value("boundary")
            .map(unquote)
            .unwrap_or_default();
        parts(body, &boundary)
            .into_iter()
            .rev()
            .find(|(k, _)| k == SDP)
            .map(|(_, b)| b)
    } else {
        None
    };
    match sdp.and_then(|b| std::str::from_utf8(b).ok()) {
        Some(text) => Description::Sdp(text),
        None => Description::Unsupported,
    }
}

/// Media type and content of each part (RFC 2046 §5.1.1).
fn parts<'a>(body: &'a [u8], boundary: &str) -> Vec<(String, &'a [u8])> {
    let mut found = Vec::new();
    if boundary.is_empty() || boundary.len() > 70 {
        return found;
    }
    let delimiter = format!("--{boundary}");
    let mut rest = body;
    let mut begin: Option<usize> = None;
    let mut at = 0;
    while found.len() < MAX_PARTS {
        let Some(hit) = find(rest, delimiter.as_bytes(), at) else {
            break;
        };
        if let Some(begin) = begin {
            let part = rest.get(begin..hit).unwrap_or_default();
            found.extend(split_part(part.strip_suffix(b"\r\n").unwrap_or(part)));
        }
        let after = hit + delimiter.len();
        if rest.get(after..after + 2) == Some(b"--") {
            break;
        }
        rest = rest.get(after..).unwrap_or_default();
        begin = Some(find(rest, b"\r\n", 0).map_or(rest.len(), |n| n + 2));
        at = 0;
    }
    found
}

fn split_part(part: &[u8]) -> Option<(String, &[u8])> {
    if let Some(content) = part.strip_prefix(b"\r\n") {
        return Some(("text/plain".to_string(), content));
    }
    let end = find(part, b"\r\n\r\n", 0)?;
    let head = std::str::from_utf8(part.get(..end)?).ok()?;
    let kind = head
        .split("\r\n")
        .filter_map(|l| l.split_once(':'))
        .find(|(name, _)| trim(name).eq_ignore_ascii_case("content-type"))
        .map(|(_, value)| content_type(value).0)
        .unwrap_or_else(|| "text/plain".to_string());
    Some((kind, part.get(end + 4..)?))
}

fn find(bytes: &[u8], what: &[u8], from: usize) -> Option<usize> {
    bytes
        .get(from..)?
        .windows(what.len().max(1))
        .position(|w| w == what)
        .map(|at| at + from)
}

/// The digit of an INFO body.
pub(crate) fn dtmf(kind: &str, body: &[u8]) -> Option<Digit> {
    let text = std::str::from_utf8(body).ok()?;
    let value = if kind == DTMF_RELAY {
        text.lines().find_map(|line| {
            let (name, value) = line.split_once('=')?;
            trim(name)
                .eq_ignore_ascii_case("signal")
                .then(|| trim(value))
        })?
    } else {
        trim(text)
    };
    let mut letters = value.chars();
    match (letters.next(), letters.as_str()) {
        (Some(c), "") => Digit::new(c),
        // Some senders write event codes: 10 is the star, 11 the hash.
        _ => value
            .parse()
            .ok()
            .filter(|e| *e < 16)
            .and_then(Digit::from_event),
    }
}

/// The body of an INFO with a digit.
pub(crate) fn print_dtmf(digit: Digit) -> String {
    format!("Signal={}\r\nDuration=160\r\n", digit.char())
}
