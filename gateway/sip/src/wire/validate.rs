//! A split message becomes a message: what RFC 3261 demands of every one (§7, §8.1.1, §20).

use super::lex::digits;
use super::message::{Common, Message, Request, Response, parse_cseq};
use super::method::Method;
use super::name_addr::NameAddr;
use super::parse::{Refused, Split};
use super::problem::Problem;
use super::uri::Uri;
use super::via::Via;

/// Headers that may occur once. `Contact` and the lists may repeat.
const SINGLE: &[&str] = &[
    "to",
    "from",
    "call-id",
    "cseq",
    "max-forwards",
    "content-length",
    "content-type",
    "expires",
    "session-expires",
    "content-disposition",
    "event",
    "min-expires",
    "refer-to",
    "replaces",
    "sip-etag",
    "sip-if-match",
    "subscription-state",
];

/// Longest request-URI. Lync's are some hundred bytes; a proxy that writes its state into one stays below this too.
const MAX_URI_BYTES: usize = 8 * 1024;
/// Most `Via` values: `Max-Forwards` is 255 at most (RFC 3261 §20.22).
const MAX_HOPS: usize = 256;

/// Judges a split message.
///
/// # Errors
/// [`Refused`] with the first fault; the parts come back so that the sender can be told.
pub(crate) fn validate(split: Split) -> Result<Message, Refused> {
    match check(&split) {
        Ok(message) => Ok(message),
        Err(problem) => Err(Refused {
            problem,
            split: Some(split),
        }),
    }
}

fn check(split: &Split) -> Result<Message, Problem> {
    if split
        .start
        .get(..4)
        .is_some_and(|t| t.eq_ignore_ascii_case("SIP/"))
    {
        return response(split).map(Message::Response);
    }
    request(split).map(Message::Request)
}

fn request(split: &Split) -> Result<Request, Problem> {
    let (method, uri) = request_line(&split.start)?;
    let request = Request {
        method,
        uri: uri.to_string(),
        headers: split.headers.clone(),
        body: split.body.clone(),
    };
    common(&request)?;
    let (_, method) = request.cseq()?;
    if method != request.method {
        return Err(Problem::CSeqMethod);
    }
    max_forwards(&request)?;
    addresses(&request)?;
    match Uri::parse(uri)? {
        Uri::Sip(uri) if uri.headers.is_some() => Err(Problem::Uri),
        Uri::Other => Err(Problem::Scheme),
        _ => Ok(request),
    }
}

/// `METHOD SP URI SP SIP/2.0`, with exactly these blanks.
fn request_line(start: &str) -> Result<(Method, &str), Problem> {
    let mut parts = start.split(' ');
    let (Some(method), Some(uri), Some(version), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(Problem::RequestLine);
    };
    if uri.is_empty() || uri.contains(['<', '>', '"', '\t']) {
        return Err(Problem::RequestLine);
    }
    let method = Method::parse(method).ok_or(Problem::RequestLine)?;
    check_version(version)?;
    if uri.len() > MAX_URI_BYTES {
        return Err(Problem::UriTooLong);
    }
    Ok((method, uri))
}

fn check_version(version: &str) -> Result<(), Problem> {
    if version.eq_ignore_ascii_case("SIP/2.0") {
        return Ok(());
    }
    match version.get(4..).and_then(|v| v.split_once('.')) {
        Some((major, minor)) if digits(major).is_some() && digits(minor).is_some() => {
            Err(Problem::Version)
        }
        _ => Err(Problem::RequestLine),
    }
}

fn response(split: &Split) -> Result<Response, Problem> {
    let mut parts = split.start.splitn(3, ' ');
    let version = parts.next().unwrap_or_default();
    let status = parts.next().unwrap_or_default();
    check_version(version)?;
    let status = digits(status)
        .filter(|_| status.len() == 3)
        .and_then(|s| u16::try_from(s).ok())
        .filter(|s| (100..700).contains(s))
        .ok_or(Problem::StatusLine)?;
    let response = Response {
        status,
        reason: parts.next().unwrap_or_default().to_string(),
        headers: split.headers.clone(),
        body: split.body.clone(),
    };
    common(&response)?;
    addresses(&response)?;
    Ok(response)
}

fn common(message: &impl Common) -> Result<(), Problem> {
    let headers = message.headers();
    if SINGLE.iter().any(|name| headers.count(name) > 1) {
        return Err(Problem::DuplicateHeader);
    }
    for name in ["via", "to", "from", "call-id", "cseq"] {
        let line = headers.lines(name).next().ok_or(Problem::MissingHeader)?;
        std::str::from_utf8(line).map_err(|_| Problem::NotUtf8)?;
    }
    parse_cseq(headers.text("cseq").ok_or(Problem::CSeq)?)?;
    let call_id = message.call_id();
    if call_id.is_empty() || call_id.contains(super::lex::LWS) {
        return Err(Problem::CallId);
    }
    message.sender()?;
    message.to()?;
    let vias = headers.list("via")?;
    if vias.len() > MAX_HOPS {
        return Err(Problem::TooManyHops);
    }
    vias.into_iter().try_for_each(|v| Via::parse(v).map(|_| ()))
}

/// 0-255 (RFC 3261 §20.22); an RFC 2543 peer sends none.
fn max_forwards(request: &Request) -> Result<(), Problem> {
    match request.headers.text("max-forwards") {
        None if request.headers.count("max-forwards") > 0 => Err(Problem::MaxForwards),
        None => Ok(()),
        Some(text) => digits(text)
            .filter(|n| *n <= 255)
            .map(|_| ())
            .ok_or(Problem::MaxForwards),
    }
}

fn addresses(message: &impl Common) -> Result<(), Problem> {
    for name in ["contact", "record-route", "route"] {
        for value in message.headers().list(name)? {
            if value == "*" && name == "contact" {
                continue;
            }
            NameAddr::parse(value).map_err(|fault| match fault {
                Problem::Quotes | Problem::Brackets => fault,
                _ => Problem::Contact,
            })?;
        }
    }
    Ok(())
}
