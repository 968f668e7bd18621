//! XML as event documents use it. Nothing is expanded: a document with a DTD, or with an entity that XML does not define itself, is
//! refused, so that a few bytes never become many.

use quick_xml::NsReader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;

/// Longest document that is read: as long as a datagram can be. A person with ten devices and a note fills a tenth of it.
pub(crate) const MAX_BYTES: usize = 64 * 1024;
/// Elements within each other; the documents of this module have six.
const MAX_DEPTH: usize = 16;
/// Elements in all.
const MAX_ELEMENTS: usize = 2_000;
/// Attributes of one element.
const MAX_ATTRIBUTES: usize = 32;

/// Why a document is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum XmlProblem {
    /// Over one of the limits of this module.
    #[error("the document is too large or too deep")]
    TooLarge,
    /// Not UTF-8, or no XML.
    #[error("the document is no XML")]
    NotXml,
    /// A DTD or an entity of its own.
    #[error("the document defines entities")]
    Entities,
    /// Well-formed, and not what was expected.
    #[error("the document is of another kind")]
    OtherKind,
}

/// An element with all that is in it. As deep as `MAX_DEPTH` at most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Element {
    /// Without its prefix.
    pub(crate) name: String,
    /// Namespace; empty when it has none.
    pub(crate) space: String,
    attributes: Vec<(String, String)>,
    /// In order.
    pub(crate) children: Vec<Element>,
    /// All text directly in it.
    pub(crate) text: String,
}

impl Element {
    /// Reads a document.
    ///
    /// # Errors
    /// [`XmlProblem`], but not `OtherKind`.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Element, XmlProblem> {
        if bytes.len() > MAX_BYTES {
            return Err(XmlProblem::TooLarge);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| XmlProblem::NotXml)?;
        Tree::default().read(text.trim_start_matches('\u{feff}'))
    }

    /// An attribute without a namespace.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Children of that name and namespace.
    pub(crate) fn all<'a>(
        &'a self,
        space: &'a str,
        name: &'a str,
    ) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |c| c.is(space, name))
    }

    /// The first of them.
    pub(crate) fn first(&self, space: &str, name: &str) -> Option<&Element> {
        self.children.iter().find(|c| c.is(space, name))
    }

    /// Whether it has that name and namespace.
    pub(crate) fn is(&self, space: &str, name: &str) -> bool {
        self.name == name && self.space == space
    }
}

/// What was read so far.
#[derive(Default)]
struct Tree {
    open: Vec<Element>,
    root: Option<Element>,
    elements: usize,
}

impl Tree {
    fn read(mut self, text: &str) -> Result<Element, XmlProblem> {
        let mut reader = NsReader::from_str(text);
        loop {
            let (space, event) = reader
                .read_resolved_event()
                .map_err(|_| XmlProblem::NotXml)?;
            let space = match space {
                ResolveResult::Bound(space) => text_of(space.0)?,
                ResolveResult::Unbound => String::new(),
                ResolveResult::Unknown(_) => return Err(XmlProblem::NotXml),
            };
            match event {
                Event::Start(start) => self.start(space, &start)?,
                Event::Empty(start) => {
                    self.start(space, &start)?;
                    self.end()?;
                }
                Event::End(_) => self.end()?,
                Event::Text(text) => {
                    let text = text.decode().map_err(|_| XmlProblem::NotXml)?;
                    self.text(&text)?;
                }
                Event::CData(text) => {
                    let text = text.decode().map_err(|_| XmlProblem::NotXml)?;
                    self.text(&text)?;
                }
                Event::GeneralRef(entity) => self.text(&character(&entity)?)?,
                Event::DocType(_) => return Err(XmlProblem::Entities),
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
                Event::Eof => break,
            }
        }
        if !self.open.is_empty() {
            return Err(XmlProblem::NotXml);
        }
        self.root.ok_or(XmlProblem::NotXml)
    }

    fn start(&mut self, space: String, start: &BytesStart<'_>) -> Result<(), XmlProblem> {
        self.elements += 1;
        if self.elements > MAX_ELEMENTS || self.open.len() >= MAX_DEPTH {
            return Err(XmlProblem::TooLarge);
        }
        if self.root.is_some() {
            return Err(XmlProblem::NotXml);
        }
        let mut element = Element {
            name: text_of(start.local_name().as_ref())?,
            space,
            ..Element::default()
        };
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|_| XmlProblem::NotXml)?;
            if element.attributes.len() >= MAX_ATTRIBUTES {
                return Err(XmlProblem::TooLarge);
            }
            let raw = text_of(&attribute.value)?;
            let value = quick_xml::escape::unescape(&raw).map_err(|_| XmlProblem::Entities)?;
            let name = text_of(attribute.key.as_ref())?;
            element.attributes.push((name, value.into_owned()));
        }
        self.open.push(element);
        Ok(())
    }

    fn end(&mut self) -> Result<(), XmlProblem> {
        let done = self.open.pop().ok_or(XmlProblem::NotXml)?;
        match self.open.last_mut() {
            Some(parent) => parent.children.push(done),
            None => self.root = Some(done),
        }
        Ok(())
    }

    /// Outside the root there is white space only.
    fn text(&mut self, text: &str) -> Result<(), XmlProblem> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(XmlProblem::NotXml),
        }
        Ok(())
    }
}

fn text_of(bytes: &[u8]) -> Result<String, XmlProblem> {
    let text = std::str::from_utf8(bytes).map_err(|_| XmlProblem::NotXml)?;
    Ok(text.to_string())
}

/// A character by its number, or one of the five names of XML itself.
fn character(entity: &BytesRef<'_>) -> Result<String, XmlProblem> {
    if let Some(character) = entity.resolve_char_ref().map_err(|_| XmlProblem::NotXml)? {
        return Ok(character.to_string());
    }
    let name = entity.decode().map_err(|_| XmlProblem::NotXml)?;
    let found = quick_xml::escape::resolve_xml_entity(&name);
    Ok(found.ok_or(XmlProblem::Entities)?.to_string())
}

/// Writes a document; what is opened is closed in the end.
#[derive(Debug)]
pub(super) struct Writer {
    out: String,
    open: Vec<&'static str>,
}

impl Writer {
    /// Begins a document with its root.
    pub(super) fn new(root: &'static str, attributes: &[(&str, &str)]) -> Writer {
        let mut writer = Writer {
            out: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n".to_string(),
            open: Vec::new(),
        };
        writer.open(root, attributes);
        writer
    }

    /// Opens an element.
    pub(super) fn open(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes);
        self.out.push('>');
        self.open.push(name);
    }

    /// An element without content.
    pub(super) fn empty(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes);
        self.out.push_str("/>");
    }

    /// An element with text.
    pub(super) fn text(&mut self, name: &'static str, text: &str) {
        self.open(name, &[]);
        escape(text, &mut self.out);
        self.close();
    }

    /// Closes what was opened last.
    pub(super) fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        }
    }

    /// The document.
    pub(super) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.out.push_str("\r\n");
        self.out
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.out.push('<');
        self.out.push_str(name);
        for (name, value) in attributes {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            escape(value, &mut self.out);
            self.out.push('"');
        }
    }
}

/// What XML 1.0 cannot hold at all is left out.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\t' | '\n' => out.push(c),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
}
