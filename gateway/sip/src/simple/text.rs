//! What MESSAGE may hold (RFC 3428): plain text.

use tolk_model::presence::MAX_PAGE_BYTES;

use crate::wire::Request;
use crate::wire::body::content_type;
use crate::wire::lex::unquote;

/// What we read.
pub(super) const PLAIN: &str = "text/plain";
/// What we write.
pub(super) const PLAIN_UTF8: &str = "text/plain;charset=UTF-8";
/// What says that somebody is typing (RFC 3994), or that something was read (RFC 5438): nobody here shows it, and its sender does no
/// wrong.
const IGNORED: &[&str] = &["application/im-iscomposing+xml", "message/imdn+xml"];

/// The text of a MESSAGE; `None` when there is nothing to tell anybody.
///
/// # Errors
/// The status that refuses: 415 for what is no plain text, 413 for too much of it, 400 for bytes that are none.
pub(super) fn text_of(request: &Request) -> Result<Option<String>, u16> {
    let (kind, parameters) = content_type(request.headers.text("content-type").unwrap_or(PLAIN));
    if IGNORED.contains(&kind.as_str()) {
        return Ok(None);
    }
    let charset = parameters.value("charset").map(unquote);
    let readable = charset.is_none_or(|charset| {
        ["utf-8", "us-ascii"]
            .iter()
            .any(|known| charset.eq_ignore_ascii_case(known))
    });
    let encoded = request
        .headers
        .text("content-encoding")
        .is_some_and(|e| !e.eq_ignore_ascii_case("identity"));
    if kind != PLAIN || !readable || encoded {
        return Err(415);
    }
    if request.body.len() > MAX_PAGE_BYTES {
        return Err(413);
    }
    let text = std::str::from_utf8(&request.body).map_err(|_| 400_u16)?;
    let lawful = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    let text: String = text.chars().filter(lawful).collect();
    Ok((!text.trim().is_empty()).then_some(text))
}
