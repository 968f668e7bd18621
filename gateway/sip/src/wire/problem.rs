//! What can be wrong with a message. The words go to the journal, the status to the sender.

/// A fault of a message; a closed set, without bytes of the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Problem {
    #[error("not a SIP message")]
    NotSip,
    #[error("request line is malformed")]
    RequestLine,
    #[error("status line is malformed")]
    StatusLine,
    #[error("SIP version is not 2.0")]
    Version,
    #[error("header line is malformed")]
    HeaderLine,
    #[error("header section has no end")]
    Unterminated,
    #[error("bare CR or LF in the header section")]
    BareLineBreak,
    #[error("header section is too large")]
    HeadTooLarge,
    #[error("too many header lines")]
    TooManyHeaders,
    #[error("body is too large")]
    BodyTooLarge,
    #[error("Content-Length is illegal")]
    ContentLength,
    #[error("Content-Length is missing on a stream")]
    NoContentLength,
    #[error("body is shorter than Content-Length")]
    BodyTooShort,
    #[error("a mandatory header is missing")]
    MissingHeader,
    #[error("a header that may occur once occurs twice")]
    DuplicateHeader,
    #[error("a header is not UTF-8")]
    NotUtf8,
    #[error("quotes are unbalanced")]
    Quotes,
    #[error("angle brackets are unbalanced")]
    Brackets,
    #[error("Via is malformed")]
    Via,
    #[error("From or To is malformed")]
    Party,
    #[error("Contact, Route or Record-Route is malformed")]
    Contact,
    #[error("CSeq is malformed")]
    CSeq,
    #[error("CSeq names another method")]
    CSeqMethod,
    #[error("Max-Forwards is malformed")]
    MaxForwards,
    #[error("Call-ID is malformed")]
    CallId,
    #[error("URI is malformed")]
    Uri,
    #[error("request-URI is too long")]
    UriTooLong,
    #[error("more hops than a message can have gone")]
    TooManyHops,
    #[error("URI scheme is unknown")]
    Scheme,
}

impl Problem {
    /// The status that tells the sender (RFC 3261 §21.4).
    pub(crate) fn status(self) -> u16 {
        match self {
            Problem::Version => 505,
            Problem::BodyTooLarge => 413,
            Problem::HeadTooLarge | Problem::TooManyHeaders | Problem::TooManyHops => 513,
            Problem::UriTooLong => 414,
            Problem::Scheme => 416,
            _ => 400,
        }
    }
}
