//! `From`, `To`, `Contact`, `Route`, `Record-Route` values (RFC 3261 §20.10, §25.1 `name-addr`, `addr-spec`).

use super::lex::{LWS, Parameters, is_token_byte, split, trim, unquote};
use super::problem::Problem;
use super::uri::Uri;

/// A display name, a URI and header parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NameAddr {
    /// Display name without its quotes.
    pub(crate) display: Option<String>,
    /// The URI as written.
    pub(crate) raw_uri: String,
    /// The URI.
    pub(crate) uri: Uri,
    /// Header parameters.
    pub(crate) parameters: Parameters,
}

impl NameAddr {
    /// Parses one value.
    ///
    /// # Errors
    /// [`Problem::Quotes`], [`Problem::Brackets`], [`Problem::Party`], [`Problem::Uri`].
    pub(crate) fn parse(text: &str) -> Result<NameAddr, Problem> {
        let text = trim(text);
        let pieces = split(text, ';')?;
        if split(text, ',')?.len() != 1 {
            return Err(Problem::Party);
        }
        let first = *pieces.first().ok_or(Problem::Party)?;
        let (display, raw_uri, rest) = match find_open(first) {
            Some(open) => bracketed(first, open)?,
            None => (None, first, ""),
        };
        if !rest.is_empty() {
            return Err(Problem::Party);
        }
        let uri = Uri::parse(raw_uri)?;
        let bare = !first.contains('<');
        if bare && raw_uri.contains(['?', ',']) {
            // §20.10: a URI with a comma, question mark or semicolon must be enclosed.
            return Err(Problem::Party);
        }
        let after = text.get(first_end(text, first)..).unwrap_or_default();
        let parameters = match trim(after).strip_prefix(';') {
            Some(list) => Parameters::parse(list)?,
            None => Parameters::default(),
        };
        Ok(NameAddr {
            display,
            raw_uri: raw_uri.to_string(),
            uri,
            parameters,
        })
    }

    /// `q` in thousandths (RFC 3261 §20.10); 1000 when it is not said.
    pub(crate) fn preference(&self) -> u16 {
        let Some(q) = self.parameters.value("q") else {
            return 1000;
        };
        let (whole, part) = q.split_once('.').unwrap_or((q, ""));
        let mut thousandths = if whole == "1" { 1000 } else { 0 };
        for (digit, weight) in part.bytes().zip([100_u16, 10, 1]) {
            if digit.is_ascii_digit() {
                thousandths += u16::from(digit - b'0') * weight;
            }
        }
        thousandths.min(1000)
    }

    /// The tag.
    pub(crate) fn tag(&self) -> Option<&str> {
        self.parameters.value("tag")
    }
}

/// Where the text of the first piece ends within the whole.
fn first_end(text: &str, first: &str) -> usize {
    let leading = text.len() - text.trim_start_matches(LWS).len();
    leading + first.len()
}

/// The opening bracket outside quotes.
fn find_open(text: &str) -> Option<usize> {
    let mut quoted = false;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '<' if !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

/// Whether a text that begins with a quote ends with the next one that is not escaped.
fn is_one_quoted_string(text: &str) -> bool {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, c)| {
        let closes = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        closes
    });
    end.is_some_and(|(at, _)| at + 1 == text.len())
}

type Bracketed<'a> = (Option<String>, &'a str, &'a str);

fn bracketed(text: &str, open: usize) -> Result<Bracketed<'_>, Problem> {
    let (name, rest) = text.split_at_checked(open).ok_or(Problem::Brackets)?;
    let rest = rest.strip_prefix('<').ok_or(Problem::Brackets)?;
    let (uri, rest) = rest.split_once('>').ok_or(Problem::Brackets)?;
    let name = trim(name);
    let display = if name.is_empty() {
        None
    } else if name.starts_with('"') {
        if !is_one_quoted_string(name) {
            return Err(Problem::Party);
        }
        Some(unquote(name))
    } else {
        let lawful =
            |c: char| !c.is_ascii() || u8::try_from(c).is_ok_and(is_token_byte) || LWS.contains(&c);
        if !name.chars().all(lawful) {
            return Err(Problem::Party);
        }
        Some(name.to_string())
    };
    Ok((display, trim(uri), trim(rest)))
}
