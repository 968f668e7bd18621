//! The `Event` header (RFC 6665 §8.2.1), and which packages there are.

use crate::wire::Request;
use crate::wire::lex::{Parameters, is_token, trim};

/// `Allow-Events`.
pub(crate) const ALLOW_EVENTS: &str = "message-summary";
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
}
