//! The media control body of RFC 5168: read as strictly as XML 1.0 asks (§2.1, well-formed), and no further than the body needs.

/// Elements within each other that are followed; the schema of RFC 5168 §5 has five.
const MAX_DEPTH: usize = 16;

/// What a media control body says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MediaControl {
    /// `picture_fast_update`: the sender needs a whole picture.
    PictureWanted,
    /// Something else: an error report, a primitive of a later schema.
    Other,
}

/// Reads a body; `None` when it is no well-formed XML, or its root is another.
pub(crate) fn media_control(body: &[u8]) -> Option<MediaControl> {
    let text = std::str::from_utf8(body).ok()?;
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut open: Vec<&str> = Vec::new();
    let (mut begun, mut wanted) = (false, false);
    while let Some((before, markup)) = rest.split_once('<') {
        // Text belongs in elements (§2.8).
        if open.is_empty() && !is_blank(before) {
            return None;
        }
        if let Some((after, within)) = aside(markup) {
            if within && open.is_empty() {
                return None;
            }
            rest = after;
            continue;
        }
        let tag = Tag::read(markup)?;
        match tag.kind {
            TagKind::End => {
                if open.pop() != Some(tag.name) {
                    return None;
                }
            }
            TagKind::Start | TagKind::Empty => {
                let root = open.is_empty();
                if root && (begun || local(tag.name) != "media_control") || open.len() >= MAX_DEPTH
                {
                    return None;
                }
                begun = true;
                wanted |= !root && local(tag.name) == "picture_fast_update";
                if tag.kind == TagKind::Start {
                    open.push(tag.name);
                }
            }
        }
        rest = tag.after;
    }
    if !begun || !open.is_empty() || !is_blank(rest) {
        return None;
    }
    Some(if wanted {
        MediaControl::PictureWanted
    } else {
        MediaControl::Other
    })
}

/// What is no element: the declaration, an instruction, a comment, or character data, which alone must be `within` an element.
/// A document type is none of these and no tag either: whoever sends one is refused, and no entity is ever expanded.
fn aside(markup: &str) -> Option<(&str, bool)> {
    for (start, end, within) in [
        ("?", "?>", false),
        ("!--", "-->", false),
        ("![CDATA[", "]]>", true),
    ] {
        if let Some(inside) = markup.strip_prefix(start) {
            return Some((inside.split_once(end)?.1, within));
        }
    }
    None
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum TagKind {
    Start,
    End,
    Empty,
}

/// One tag (§3.1).
struct Tag<'a> {
    kind: TagKind,
    name: &'a str,
    after: &'a str,
}

impl<'a> Tag<'a> {
    /// Reads what follows `<`.
    fn read(markup: &'a str) -> Option<Tag<'a>> {
        let (ends, rest) = match markup.strip_prefix('/') {
            Some(rest) => (true, rest),
            None => (false, markup),
        };
        let (name, mut rest) = name(rest)?;
        loop {
            let trimmed = rest.trim_start_matches(BLANKS);
            if let Some(after) = trimmed.strip_prefix('>') {
                let kind = if ends { TagKind::End } else { TagKind::Start };
                return Some(Tag { kind, name, after });
            }
            if ends {
                return None;
            }
            if let Some(after) = trimmed.strip_prefix("/>") {
                let kind = TagKind::Empty;
                return Some(Tag { kind, name, after });
            }
            if trimmed.len() == rest.len() {
                return None;
            }
            rest = attribute(trimmed)?;
        }
    }
}

/// What follows one attribute (§3.1): its value is quoted and holds no `<`.
fn attribute(text: &str) -> Option<&str> {
    let (_, rest) = name(text)?;
    let value = rest.trim_start_matches(BLANKS).strip_prefix('=')?;
    let value = value.trim_start_matches(BLANKS);
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (value, after) = value.strip_prefix(quote)?.split_once(quote)?;
    (!value.contains('<')).then_some(after)
}

/// A name (§2.3; letters beyond ASCII are taken as they are), and what follows it.
fn name(text: &str) -> Option<(&str, &str)> {
    let lawful = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
    let end = text.find(|c| !lawful(c)).unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end)?;
    let first = name.chars().next()?;
    (first.is_alphabetic() || matches!(first, '_' | ':')).then_some((name, rest))
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// §2.3 `S`.
const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

fn is_blank(text: &str) -> bool {
    text.trim_matches(BLANKS).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::body::PICTURE_FAST_UPDATE;

    #[test]
    fn our_own_and_the_field_s_requests_are_read() {
        for text in [
            PICTURE_FAST_UPDATE,
            "<?xml version=\"1.0\" encoding=\"utf-8\" ?><media_control><vc_primitive><to_encoder>\
             <picture_fast_update></picture_fast_update></to_encoder></vc_primitive></media_control>",
            "\u{feff}<!-- now --><m:media_control xmlns:m='urn:x' >\n<m:vc_primitive><m:stream_id>1</m:stream_id><m:to_encoder>\
             <m:picture_fast_update /></m:to_encoder></m:vc_primitive></m:media_control>\r\n",
        ] {
            assert_eq!(
                media_control(text.as_bytes()),
                Some(MediaControl::PictureWanted),
                "{text}"
            );
        }
    }

    #[test]
    fn what_asks_for_nothing_is_well_formed_all_the_same() {
        for text in [
            "<media_control/>",
            "<media_control><general_error>picture_fast_update <![CDATA[<no>]]></general_error></media_control>",
            "<media_control><!-- <picture_fast_update/> --></media_control>",
            "<media_control><vc_primitive a=\"picture_fast_update\"/></media_control>",
        ] {
            assert_eq!(
                media_control(text.as_bytes()),
                Some(MediaControl::Other),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_xml_or_another_document_is_refused() {
        let deep = format!(
            "<media_control>{}{}</media_control>",
            "<a>".repeat(40),
            "</a>".repeat(40)
        );
        for text in [
            "",
            "picture_fast_update",
            "<picture_fast_update/>",
            "<media_control><picture_fast_update></media_control>",
            "<media_control><picture_fast_update/>",
            "<media_control></media_control><media_control/>",
            "<media_control/>picture_fast_update",
            "x<media_control/>",
            "<media_control><picture_fast_update",
            "<media_control><picture_fast_update a=b/></media_control>",
            "<media_control><picture_fast_update a=\"<\"/></media_control>",
            "<media_control><picture_fast_update a=\"1\"b=\"2\"/></media_control>",
            "<media_control></media_control a=\"1\">",
            "<!DOCTYPE a [<!ENTITY b \"c\">]><media_control><picture_fast_update/></media_control>",
            "<![CDATA[x]]><media_control/>",
            "<!-- <media_control/>",
            "<1/>",
            "<",
            &deep,
        ] {
            assert_eq!(media_control(text.as_bytes()), None, "{text}");
        }
        assert_eq!(media_control(b"<media_control>\xff</media_control>"), None);
    }
}
