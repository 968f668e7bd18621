//! Methods: an open set, compared case-sensitively (RFC 3261 §7.1).

use std::fmt;

use super::lex::is_token;

/// A request method.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Method {
    Invite,
    Ack,
    Bye,
    Cancel,
    Options,
    Info,
    Update,
    Prack,
    Refer,
    Notify,
    Subscribe,
    Register,
    Publish,
    Message,
    /// Registered somewhere, known to us by name only or not at all.
    Other(String),
}

/// `Allow`.
pub(crate) const ALLOW: &str = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, PRACK, REFER, SUBSCRIBE, NOTIFY, PUBLISH, MESSAGE";

/// `Supported`: option tags that a far end may use with us.
pub(crate) const SUPPORTED: &str = "100rel, timer, replaces, norefersub, tdialog";

impl Method {
    /// From the wire; `None` when it is not a token.
    pub(crate) fn parse(text: &str) -> Option<Method> {
        let method = match text {
            "INVITE" => Method::Invite,
            "ACK" => Method::Ack,
            "BYE" => Method::Bye,
            "CANCEL" => Method::Cancel,
            "OPTIONS" => Method::Options,
            "INFO" => Method::Info,
            "UPDATE" => Method::Update,
            "PRACK" => Method::Prack,
            "REFER" => Method::Refer,
            "NOTIFY" => Method::Notify,
            "SUBSCRIBE" => Method::Subscribe,
            "REGISTER" => Method::Register,
            "PUBLISH" => Method::Publish,
            "MESSAGE" => Method::Message,
            other if is_token(other) => Method::Other(other.to_string()),
            _ => return None,
        };
        Some(method)
    }

    /// As on the wire.
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Method::Invite => "INVITE",
            Method::Ack => "ACK",
            Method::Bye => "BYE",
            Method::Cancel => "CANCEL",
            Method::Options => "OPTIONS",
            Method::Info => "INFO",
            Method::Update => "UPDATE",
            Method::Prack => "PRACK",
            Method::Refer => "REFER",
            Method::Notify => "NOTIFY",
            Method::Subscribe => "SUBSCRIBE",
            Method::Register => "REGISTER",
            Method::Publish => "PUBLISH",
            Method::Message => "MESSAGE",
            Method::Other(name) => name,
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
