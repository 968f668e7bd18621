//! The small tools of the parsers: tokens, quoted strings, lists, parameters (RFC 3261 §25.1).

use super::problem::Problem;

/// White space as it may stand in a header value, folds included.
pub(crate) const LWS: &[char] = &[' ', '\t', '\r', '\n'];

/// Most parameters that one value may carry; more is an attack.
const MAX_PARAMETERS: usize = 100;

/// RFC 3261 `token`.
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(is_token_byte)
}

/// One byte of a `token`.
pub(crate) fn is_token_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"-.!%*_+`'~".contains(&b)
}

/// Trims white space and folds.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(LWS)
}

/// Digits only, no sign, no white space inside; `None` also when it does not fit.
pub(crate) fn digits(text: &str) -> Option<u64> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// Where in a value a byte stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Plain,
    Quotes,
    Escape,
    Brackets,
}

/// Splits at `separator` outside quotes and angle brackets; pieces are trimmed.
///
/// # Errors
/// [`Problem::Quotes`] or [`Problem::Brackets`] when they do not balance.
pub(crate) fn split(text: &str, separator: char) -> Result<Vec<&str>, Problem> {
    let mut pieces = Vec::new();
    let mut inside = Inside::Plain;
    let mut start = 0;
    for (at, c) in text.char_indices() {
        inside = match (inside, c) {
            (Inside::Plain, '"') => Inside::Quotes,
            (Inside::Quotes, '\\') => Inside::Escape,
            (Inside::Quotes, '"') => Inside::Plain,
            (Inside::Escape, _) => Inside::Quotes,
            (Inside::Plain, '<') => Inside::Brackets,
            (Inside::Brackets, '>') => Inside::Plain,
            (Inside::Plain, '>') | (Inside::Brackets, '<') => return Err(Problem::Brackets),
            (Inside::Plain, c) if c == separator => {
                pieces.push(trim(text.get(start..at).unwrap_or_default()));
                start = at + c.len_utf8();
                Inside::Plain
            }
            (same, _) => same,
        };
    }
    match inside {
        Inside::Plain => {
            pieces.push(trim(text.get(start..).unwrap_or_default()));
            Ok(pieces)
        }
        Inside::Brackets => Err(Problem::Brackets),
        Inside::Quotes | Inside::Escape => Err(Problem::Quotes),
    }
}

/// Header or URI parameters in the order of the wire; values as written, quotes kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parameters(Vec<(String, Option<String>)>);

impl Parameters {
    /// Parses `a=b;c;d="e;f"`, without a leading semicolon.
    ///
    /// # Errors
    /// When quotes do not balance, a name is empty or not a token, or there are too many.
    pub(crate) fn parse(text: &str) -> Result<Parameters, Problem> {
        let mut list = Vec::new();
        if trim(text).is_empty() {
            return Ok(Parameters(list));
        }
        for piece in split(text, ';')? {
            let (name, value) = match piece.split_once('=') {
                Some((name, value)) => (trim(name), Some(trim(value))),
                None => (piece, None),
            };
            let lawful = |v: &str| !v.is_empty() && (v.starts_with('"') || !v.contains(LWS));
            if !is_token(name) || !value.is_none_or(lawful) || list.len() >= MAX_PARAMETERS {
                return Err(Problem::HeaderLine);
            }
            list.push((name.to_string(), value.map(str::to_string)));
        }
        Ok(Parameters(list))
    }

    /// The value of `name`: `Some(None)` when it stands there without one.
    pub(crate) fn get(&self, name: &str) -> Option<Option<&str>> {
        self.0
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.as_deref())
    }

    /// The value of `name` when it has one.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.get(name).flatten()
    }

    /// Whether `name` is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Adds one, or replaces its value.
    pub(crate) fn set(&mut self, name: &str, value: Option<String>) {
        match self
            .0
            .iter_mut()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
        {
            Some(entry) => entry.1 = value,
            None => self.0.push((name.to_string(), value)),
        }
    }
}

impl std::fmt::Display for Parameters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (name, value) in &self.0 {
            match value {
                Some(value) => write!(f, ";{name}={value}")?,
                None => write!(f, ";{name}")?,
            }
        }
        Ok(())
    }
}

/// The text of a quoted string, or the text itself when it has no quotes.
pub(crate) fn unquote(text: &str) -> String {
    let Some(inner) = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')) else {
        return text.to_string();
    };
    let mut out = String::with_capacity(inner.len());
    let mut escaped = false;
    for c in inner.chars() {
        if c == '\\' && !escaped {
            escaped = true;
        } else {
            escaped = false;
            out.push(c);
        }
    }
    out
}

/// A quoted string; control characters are left out.
pub(crate) fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars().filter(|c| !c.is_control()) {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}
