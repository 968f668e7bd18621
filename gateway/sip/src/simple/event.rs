//! The `Event` header (RFC 6665 §8.2.1), the packages that there are, and what a request says of time and media types.

use std::time::Duration;

use tolk_model::presence::Package;

use super::document::{MESSAGE_SUMMARY, media_type};
use super::limits::SimpleLimits;
use crate::wire::lex::{Parameters, digits, is_token, trim};
use crate::wire::{Headers, Request};

/// `Allow-Events`.
pub(crate) const ALLOW_EVENTS: &str = "presence, dialog, conference, reg, message-summary";
/// Longest name and longest `id` that are taken; real ones have twenty characters.
const MAX_WORD: usize = 64;

/// What a request is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Event {
    /// The package, in lower case.
    pub(crate) package: String,
    /// Tells several subscriptions to one package apart.
    pub(crate) id: Option<String>,
}

/// What can be watched on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// What the core knows.
    Told(Package),
    /// A mailbox (RFC 3842). There is none: whoever asks is told so, once, and a telephone with a lamp for it is content.
    Mailbox,
}

impl Event {
    /// Of a request; `None` when it names none, or nothing that can be one.
    pub(crate) fn of(request: &Request) -> Option<Event> {
        let text = request.headers.text("event")?;
        let (package, parameters) = text.split_once(';').unwrap_or((text, ""));
        let package = trim(package).to_ascii_lowercase();
        let parameters = Parameters::parse(parameters).ok()?;
        let id = parameters.value("id").map(str::to_string);
        let lawful = |word: &String| is_token(word) && word.len() <= MAX_WORD;
        (lawful(&package) && id.as_ref().is_none_or(lawful)).then_some(Event { package, id })
    }

    /// The package that it names, when it is one of ours.
    pub(crate) fn kind(&self) -> Option<Kind> {
        Some(match self.package.as_str() {
            "presence" => Kind::Told(Package::Presence),
            "dialog" => Kind::Told(Package::Dialogs),
            "conference" => Kind::Told(Package::Conference),
            "reg" => Kind::Told(Package::Registration),
            "message-summary" => Kind::Mailbox,
            _ => return None,
        })
    }

    /// As on the wire.
    pub(crate) fn print(&self) -> String {
        match &self.id {
            Some(id) => format!("{};id={id}", self.package),
            None => self.package.clone(),
        }
    }
}

impl Kind {
    /// The media type of its documents.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Kind::Told(package) => media_type(package),
            Kind::Mailbox => MESSAGE_SUMMARY,
        }
    }

    /// Shortest time between two NOTIFYs of one subscription: what the packages demand (RFC 3856 §6.10, RFC 4575 §3.9, RFC 3680
    /// §4.10), and of calls one second (RFC 4235 §3.9), for a lamp that lags is no lamp. What changes meanwhile is told together.
    pub(crate) fn pace(self) -> Duration {
        Duration::from_secs(match self {
            Kind::Told(Package::Dialogs) => 1,
            _ => 5,
        })
    }
}

/// Whether a request takes a media type; one that does not say takes what its package has (RFC 6665 §4.2.1.3).
pub(crate) fn accepts(request: &Request, kind: &str) -> bool {
    if request.headers.count("accept") == 0 {
        return true;
    }
    let group = kind.split('/').next().unwrap_or_default();
    request.headers.tokens("accept").iter().any(|accepted| {
        let accepted = trim(accepted.split(';').next().unwrap_or_default());
        accepted == kind || accepted == "*/*" || accepted.strip_suffix("/*") == Some(group)
    })
}

/// For how long something is wanted; zero ends it.
///
/// # Errors
/// The status that refuses: 400 for what is no number, 423 for too short a time.
pub(crate) fn lifetime(headers: &Headers, limits: &SimpleLimits) -> Result<Duration, u16> {
    if headers.count("expires") == 0 {
        return Ok(limits.usual);
    }
    let said = headers.text("expires").map(trim).and_then(digits);
    let wanted = Duration::from_secs(said.ok_or(400_u16)?);
    if !wanted.is_zero() && wanted < limits.shortest {
        return Err(423);
    }
    Ok(wanted.min(limits.longest))
}
