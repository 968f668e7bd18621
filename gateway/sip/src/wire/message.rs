//! Requests and responses, and how they are printed.

use super::headers::Headers;
use super::lex::{LWS, trim};
use super::method::Method;
use super::name_addr::NameAddr;
use super::problem::Problem;
use super::via::Via;

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Message {
    Request(Request),
    Response(Response),
}

/// A request. One that came from the wire passed `validate`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// Request-URI as written.
    pub(crate) uri: String,
    pub(crate) headers: Headers,
    pub(crate) body: Vec<u8>,
}

/// A response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Response {
    /// 100-699.
    pub(crate) status: u16,
    pub(crate) reason: String,
    pub(crate) headers: Headers,
    pub(crate) body: Vec<u8>,
}

/// What every message has, read from its headers.
pub(crate) trait Common {
    /// The header list.
    fn headers(&self) -> &Headers;

    /// The topmost `Via`.
    fn via(&self) -> Result<Via, Problem> {
        let list = self.headers().list("via")?;
        Via::parse(list.first().ok_or(Problem::MissingHeader)?)
    }

    /// `From`.
    fn sender(&self) -> Result<NameAddr, Problem> {
        NameAddr::parse(self.headers().text("from").ok_or(Problem::MissingHeader)?)
    }

    /// `To`.
    fn to(&self) -> Result<NameAddr, Problem> {
        NameAddr::parse(self.headers().text("to").ok_or(Problem::MissingHeader)?)
    }

    /// `Call-ID`.
    fn call_id(&self) -> &str {
        self.headers().text("call-id").unwrap_or_default()
    }

    /// `CSeq`.
    fn cseq(&self) -> Result<(u32, Method), Problem> {
        parse_cseq(self.headers().text("cseq").ok_or(Problem::MissingHeader)?)
    }

    /// The tag of `From`, empty when there is none.
    fn sender_tag(&self) -> String {
        tag_of(self.sender())
    }

    /// The tag of `To`, empty when there is none.
    fn to_tag(&self) -> String {
        tag_of(self.to())
    }

    /// The first `Contact` that is a SIP URI.
    fn contact(&self) -> Option<NameAddr> {
        let list = self.headers().list("contact").ok()?;
        list.into_iter().find_map(|v| NameAddr::parse(v).ok())
    }
}

fn tag_of(party: Result<NameAddr, Problem>) -> String {
    party
        .ok()
        .and_then(|p| p.tag().map(str::to_string))
        .unwrap_or_default()
}

/// `CSeq`: a number below 2^31 and a method (RFC 3261 §8.1.1.5).
pub(crate) fn parse_cseq(text: &str) -> Result<(u32, Method), Problem> {
    let (number, method) = trim(text).split_once(LWS).ok_or(Problem::CSeq)?;
    let number = super::lex::digits(number)
        .and_then(|n| u32::try_from(n).ok())
        .filter(|n| *n < 1 << 31)
        .ok_or(Problem::CSeq)?;
    let method = Method::parse(trim(method)).ok_or(Problem::CSeq)?;
    Ok((number, method))
}

impl Common for Request {
    fn headers(&self) -> &Headers {
        &self.headers
    }
}

impl Common for Response {
    fn headers(&self) -> &Headers {
        &self.headers
    }
}

impl Request {
    /// A request without headers.
    pub(crate) fn new(method: Method, uri: impl Into<String>) -> Request {
        Request {
            method,
            uri: uri.into(),
            headers: Headers::default(),
            body: Vec::new(),
        }
    }

    /// Sets body and `Content-Type`.
    #[must_use]
    pub(crate) fn with_body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Request {
        self.headers.set("content-type", content_type);
        self.body = body.into();
        self
    }

    /// As bytes.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        print(
            &format!("{} {} SIP/2.0", self.method, self.uri),
            &self.headers,
            &self.body,
        )
    }

    /// A response that copies what RFC 3261 §8.2.6.2 names. `tag` goes to `To` when it has none.
    pub(crate) fn response(&self, status: u16, tag: Option<&str>) -> Response {
        let mut headers = Headers::default();
        for name in ["via", "from"] {
            copy(&self.headers, &mut headers, name);
        }
        if let Some(to) = self.headers.lines("to").next() {
            let mut value = to.to_vec();
            if let (true, Some(tag)) = (self.to_tag().is_empty(), tag) {
                value.extend_from_slice(format!(";tag={tag}").as_bytes());
            }
            headers.push("to", value);
        }
        for name in ["call-id", "cseq"] {
            copy(&self.headers, &mut headers, name);
        }
        Response {
            status,
            reason: reason_phrase(status).to_string(),
            headers,
            body: Vec::new(),
        }
    }
}

/// Copies all lines of `name`, byte for byte.
pub(crate) fn copy(from: &Headers, to: &mut Headers, name: &str) {
    for value in from.lines(name) {
        to.push(name, value);
    }
}

impl Response {
    /// Sets body and `Content-Type`.
    #[must_use]
    pub(crate) fn with_body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Response {
        self.headers.set("content-type", content_type);
        self.body = body.into();
        self
    }

    /// Adds a header.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: impl Into<Vec<u8>>) -> Response {
        self.headers.push(name, value);
        self
    }

    /// As bytes.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        print(
            &format!("SIP/2.0 {} {}", self.status, self.reason),
            &self.headers,
            &self.body,
        )
    }
}

/// `Content-Length` is always ours and always right, whatever the list says.
fn print(start: &str, headers: &Headers, body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(512 + body.len());
    out.extend_from_slice(start.as_bytes());
    out.extend_from_slice(b"\r\n");
    let mut headers = headers.clone();
    headers.remove("content-length");
    headers.write(&mut out);
    out.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
    out.extend_from_slice(body);
    out
}

/// Phrases of RFC 3261 §21 and of the RFCs that we speak.
pub(crate) fn reason_phrase(status: u16) -> &'static str {
    match status {
        100 => "Trying",
        180 => "Ringing",
        183 => "Session Progress",
        200 => "OK",
        202 => "Accepted",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        408 => "Request Timeout",
        410 => "Gone",
        413 => "Request Entity Too Large",
        412 => "Conditional Request Failed",
        414 => "Request-URI Too Long",
        415 => "Unsupported Media Type",
        416 => "Unsupported URI Scheme",
        420 => "Bad Extension",
        421 => "Extension Required",
        422 => "Session Interval Too Small",
        423 => "Interval Too Brief",
        439 => "First Hop Lacks Outbound Support",
        469 => "Bad Info Package",
        480 => "Temporarily Unavailable",
        481 => "Call/Transaction Does Not Exist",
        482 => "Loop Detected",
        483 => "Too Many Hops",
        486 => "Busy Here",
        487 => "Request Terminated",
        488 => "Not Acceptable Here",
        489 => "Bad Event",
        491 => "Request Pending",
        493 => "Undecipherable",
        500 => "Server Internal Error",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        505 => "Version Not Supported",
        513 => "Message Too Large",
        600 => "Busy Everywhere",
        603 => "Decline",
        606 => "Not Acceptable",
        other => match other / 100 {
            2 => "OK",
            3 => "Redirected",
            4 => "Request Failed",
            5 => "Server Failed",
            _ => "Refused",
        },
    }
}
