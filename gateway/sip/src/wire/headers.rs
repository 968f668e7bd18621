//! The header list: order and bytes as they came, names compared in their long form (RFC 3261 §7.3).

use super::lex::split;
use super::problem::Problem;

/// One header line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    /// Long form, lower case.
    pub(crate) name: String,
    /// The value without the white space around it; folds inside are kept.
    pub(crate) value: Vec<u8>,
}

/// Header lines in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Headers(pub(crate) Vec<Header>);

/// Compact forms (RFC 3261 §7.3.3 and the IANA registry).
const COMPACT: &[(&str, &str)] = &[
    ("a", "accept-contact"),
    ("b", "referred-by"),
    ("c", "content-type"),
    ("d", "request-disposition"),
    ("e", "content-encoding"),
    ("f", "from"),
    ("i", "call-id"),
    ("j", "reject-contact"),
    ("k", "supported"),
    ("l", "content-length"),
    ("m", "contact"),
    ("n", "identity-info"),
    ("o", "event"),
    ("r", "refer-to"),
    ("s", "subject"),
    ("t", "to"),
    ("u", "allow-events"),
    ("v", "via"),
    ("x", "session-expires"),
    ("y", "identity"),
];

/// The long form, lower case.
pub(crate) fn canonical(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    match COMPACT.iter().find(|(short, _)| *short == lower) {
        Some((_, long)) => (*long).to_string(),
        None => lower,
    }
}

/// The long form as one prints it (`call-id` -> `Call-ID`).
fn printed(name: &str) -> String {
    match name {
        "call-id" => return "Call-ID".into(),
        "cseq" => return "CSeq".into(),
        "rseq" => return "RSeq".into(),
        "rack" => return "RAck".into(),
        "min-se" => return "Min-SE".into(),
        "sip-etag" => return "SIP-ETag".into(),
        "sip-if-match" => return "SIP-If-Match".into(),
        "www-authenticate" => return "WWW-Authenticate".into(),
        _ => {}
    }
    let mut start = true;
    name.chars()
        .map(|c| {
            let out = if start { c.to_ascii_uppercase() } else { c };
            start = c == '-';
            out
        })
        .collect()
}

impl Headers {
    /// Appends a header of ours.
    pub(crate) fn push(&mut self, name: &str, value: impl Into<Vec<u8>>) {
        self.0.push(Header {
            name: canonical(name),
            value: value.into(),
        });
    }

    /// Puts a header first.
    pub(crate) fn push_front(&mut self, name: &str, value: impl Into<Vec<u8>>) {
        let header = Header {
            name: canonical(name),
            value: value.into(),
        };
        self.0.insert(0, header);
    }

    /// Replaces all lines of `name` by one.
    pub(crate) fn set(&mut self, name: &str, value: impl Into<Vec<u8>>) {
        self.remove(name);
        self.push(name, value);
    }

    /// Removes all lines of `name`, given in its long form.
    pub(crate) fn remove(&mut self, name: &str) {
        self.0.retain(|h| !h.name.eq_ignore_ascii_case(name));
    }

    /// How many lines of `name` there are.
    pub(crate) fn count(&self, name: &str) -> usize {
        self.lines(name).count()
    }

    /// Values of `name` line by line, as bytes.
    pub(crate) fn lines<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.0
            .iter()
            .filter(move |h| h.name.eq_ignore_ascii_case(name))
            .map(|h| h.value.as_slice())
    }

    /// The first value of `name` when it is text.
    pub(crate) fn text<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.lines(name)
            .next()
            .and_then(|v| std::str::from_utf8(v).ok())
    }

    /// All values of a comma-separated header, over all its lines.
    ///
    /// # Errors
    /// When quotes or brackets do not balance, or a line is not UTF-8.
    pub(crate) fn list<'a>(&'a self, name: &'a str) -> Result<Vec<&'a str>, Problem> {
        let mut values = Vec::new();
        for line in self.lines(name) {
            let text = std::str::from_utf8(line).map_err(|_| Problem::NotUtf8)?;
            values.extend(split(text, ',')?);
        }
        Ok(values)
    }

    /// Tokens of a comma-separated header, lower case; what cannot be read is left out.
    pub(crate) fn tokens(&self, name: &str) -> Vec<String> {
        self.list(name)
            .unwrap_or_default()
            .into_iter()
            .filter(|v| !v.is_empty())
            .map(str::to_ascii_lowercase)
            .collect()
    }

    /// Prints the lines.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        for header in &self.0 {
            out.extend_from_slice(printed(&header.name).as_bytes());
            out.extend_from_slice(b": ");
            out.extend_from_slice(&header.value);
            out.extend_from_slice(b"\r\n");
        }
    }
}
