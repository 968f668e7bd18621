//! What transfers add to the grammar: `Refer-To` (RFC 3515 §2.1), `Replaces` (RFC 3891 §6.1), `Referred-By` (RFC 3892 §3) and
//! `message/sipfrag` (RFC 3420).

use super::lex::{LWS, Parameters, digits, is_token, trim};
use super::{NameAddr, Uri};

/// `message/sipfrag`.
pub(crate) const SIPFRAG: &str = "message/sipfrag";
/// Longest fragment that is looked at: a status line, or a whole response that somebody put in.
const MAX_FRAGMENT: usize = 8 * 1024;
/// Headers that a `Refer-To` may want in the new request; two or three are real.
const MAX_EMBEDDED: usize = 20;
/// Longest `Replaces`: a Call-ID and two tags, of which the longest known have some hundred bytes.
const MAX_REPLACES: usize = 1024;

/// Names a dialog from the side of whoever is asked to replace it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Replaces {
    /// `Call-ID`.
    pub(crate) call_id: String,
    /// The tag of whoever is asked.
    pub(crate) to_tag: String,
    /// The tag of its far end.
    pub(crate) from_tag: String,
    /// Only a dialog that nobody answered yet.
    pub(crate) early_only: bool,
}

impl Replaces {
    /// One value. `None` for two, and for what is none.
    pub(crate) fn parse(text: &str) -> Option<Replaces> {
        let text = trim(text);
        let (call_id, parameters) = text.split_once(';')?;
        let call_id = trim(call_id);
        let lawful = |b: u8| b.is_ascii_graphic() && b != b',';
        if text.len() > MAX_REPLACES || call_id.is_empty() || !call_id.bytes().all(lawful) {
            return None;
        }
        let parameters = Parameters::parse(parameters).ok()?;
        // RFC 3891 §3: `0` stands for the tag of a peer that has none.
        let tag = |name| {
            let tag = parameters.value(name).filter(|t| is_token(t))?;
            Some(if tag == "0" {
                String::new()
            } else {
                tag.to_string()
            })
        };
        Some(Replaces {
            call_id: call_id.to_string(),
            to_tag: tag("to-tag")?,
            from_tag: tag("from-tag")?,
            early_only: parameters.has("early-only"),
        })
    }

    /// As a header value.
    pub(crate) fn print(&self) -> String {
        let tag = |tag: &str| {
            if tag.is_empty() {
                "0".to_string()
            } else {
                tag.to_string()
            }
        };
        let early = if self.early_only { ";early-only" } else { "" };
        let (to, from) = (tag(&self.to_tag), tag(&self.from_tag));
        format!("{};to-tag={to};from-tag={from}{early}", self.call_id)
    }
}

/// The dialog that a request outside it is about, from the side of whoever sent the request (RFC 4538 §7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TargetDialog {
    call_id: String,
    local_tag: String,
    remote_tag: String,
}

impl TargetDialog {
    /// The value of `Target-Dialog`.
    pub(crate) fn parse(text: &str) -> Option<TargetDialog> {
        let text = trim(text);
        let (call_id, parameters) = text.split_once(';')?;
        let call_id = trim(call_id);
        let lawful = |b: u8| b.is_ascii_graphic() && b != b',';
        if text.len() > MAX_REPLACES || call_id.is_empty() || !call_id.bytes().all(lawful) {
            return None;
        }
        let parameters = Parameters::parse(parameters).ok()?;
        let tag = |name| {
            let tag = parameters.value(name).filter(|t| is_token(t))?;
            Some(tag.to_string())
        };
        Some(TargetDialog {
            call_id: call_id.to_string(),
            local_tag: tag("local-tag")?,
            remote_tag: tag("remote-tag")?,
        })
    }

    /// The same dialog from our side.
    pub(crate) fn seen_from_here(self) -> Replaces {
        Replaces {
            call_id: self.call_id,
            to_tag: self.remote_tag,
            from_tag: self.local_tag,
            early_only: false,
        }
    }
}

/// Whom a REFER wants called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReferTo {
    /// Whom.
    pub(crate) address: tolk_model::Address,
    /// Whose place the new call is to take.
    pub(crate) replaces: Option<Replaces>,
}

/// Why a `Refer-To` leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoReference {
    /// It is not one value of the grammar.
    Malformed,
    /// A scheme that we cannot call.
    Scheme,
    /// Something else than a call is wanted.
    Method,
}

impl ReferTo {
    /// One value. Of the headers that it wants in the new request only `Replaces` is taken: the others could make us say anything in
    /// our own name (RFC 3261 §19.1.5).
    ///
    /// # Errors
    /// [`NoReference`].
    pub(crate) fn parse(text: &str) -> Result<ReferTo, NoReference> {
        let named = NameAddr::parse(text).map_err(|_| NoReference::Malformed)?;
        let address = named.uri.to_address().ok_or(NoReference::Scheme)?;
        let Uri::Sip(uri) = &named.uri else {
            let replaces = None;
            return Ok(ReferTo { address, replaces });
        };
        let invites = |method: &str| method.eq_ignore_ascii_case("invite");
        if !uri.parameters.value("method").is_none_or(invites) {
            return Err(NoReference::Method);
        }
        let mut replaces = None;
        let embedded = uri.headers.as_deref().unwrap_or_default();
        for (at, piece) in embedded.split('&').enumerate() {
            let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
            if at >= MAX_EMBEDDED {
                return Err(NoReference::Malformed);
            }
            if decode(name).is_some_and(|n| n.eq_ignore_ascii_case("replaces")) {
                let value = decode(value).and_then(|v| Replaces::parse(&v));
                let value = value.filter(|_| replaces.is_none());
                replaces = Some(value.ok_or(NoReference::Malformed)?);
            }
        }
        Ok(ReferTo { address, replaces })
    }
}

/// A `Refer-To` value for a URI that was printed by us.
pub(crate) fn print_refer_to(uri: &str, replaces: Option<&Replaces>) -> String {
    match replaces {
        None => format!("<{uri}>"),
        Some(replaces) => format!("<{uri}?Replaces={}>", encode(&replaces.print())),
    }
}

/// The address that a `Referred-By` names.
pub(crate) fn referrer(text: &str) -> Option<String> {
    let named = NameAddr::parse(text).ok()?;
    (named.uri != Uri::Other).then_some(named.raw_uri)
}

/// The status of a fragment. Whatever follows the first line is not looked at.
pub(crate) fn fragment_status(body: &[u8]) -> Option<u16> {
    if body.len() > MAX_FRAGMENT {
        return None;
    }
    let line = body.split(|b| matches!(b, b'\r' | b'\n')).next()?;
    let line = std::str::from_utf8(line).ok()?;
    let mut words = line.splitn(3, ' ');
    let version = words.next()?;
    let status = words.next().filter(|s| s.len() == 3).and_then(digits)?;
    let status = u16::try_from(status).ok()?;
    let lawful = version.eq_ignore_ascii_case("SIP/2.0") && (100..700).contains(&status);
    lawful.then_some(status)
}

/// Removes `%XX`; `None` for what no header value can be.
fn decode(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'%' {
            out.push(*first);
            continue;
        }
        let (hex, after) = rest.split_at_checked(2)?;
        let hex = std::str::from_utf8(hex).ok()?;
        out.push(u8::from_str_radix(hex, 16).ok()?);
        rest = after;
    }
    let plain = String::from_utf8(out).ok()?;
    let bad = |c: char| c.is_control() || (c != ' ' && LWS.contains(&c));
    (!plain.contains(bad)).then_some(plain)
}

/// A header value within a URI (RFC 3261 §25.1 `hvalue`).
fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for b in text.bytes() {
        if b.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&b) {
            out.push(char::from(b));
        } else {
            out.push_str(&format!("%{b:02X}"));
        }
    }
    out
}

/// Feeds one text to every parser of transfers; what was read and printed must be read the same again. For fuzzing.
pub(crate) fn fuzz(bytes: &[u8]) {
    fragment_status(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    referrer(text);
    TargetDialog::parse(text);
    if let Some(replaces) = Replaces::parse(text) {
        assert_eq!(Replaces::parse(&replaces.print()).as_ref(), Some(&replaces));
        let inside = print_refer_to("sip:a@example.com", Some(&replaces));
        let read = ReferTo::parse(&inside).map(|r| r.replaces);
        assert_eq!(read, Ok(Some(replaces)));
    }
    if let Ok(ReferTo { replaces, .. }) = ReferTo::parse(text)
        && let Some(replaces) = replaces
    {
        assert_eq!(Replaces::parse(&replaces.print()), Some(replaces));
    }
}

#[cfg(test)]
mod tests;
