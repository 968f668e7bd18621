//! The file as a tree of values that know where they stand.

use std::collections::BTreeMap;
use std::fmt;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Where a value stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In the file, at this line.
    Line(usize),
    /// In this environment variable.
    Variable(String),
    /// In none: a key is missing.
    Nowhere,
}

/// Something that is wrong, with where and what to do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// Where.
    pub place: Place,
    /// Which key, `http.bind`; empty when the file is no TOML there.
    pub key: String,
    /// What is wrong and what is allowed.
    pub problem: String,
}

/// Everything that is wrong with a configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Mistakes {
    /// The file's name.
    pub file: String,
    /// In the order of the file.
    pub all: Vec<Mistake>,
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, mistake) in self.all.iter().enumerate() {
            let end = if n == 0 { "" } else { "\n" };
            let place = match &mistake.place {
                Place::Line(line) => format!("{}:{line}", self.file),
                Place::Variable(name) => name.clone(),
                Place::Nowhere => self.file.clone(),
            };
            let colon = if mistake.key.is_empty() { "" } else { ": " };
            write!(f, "{end}{place}: {}{colon}{}", mistake.key, mistake.problem)?;
        }
        Ok(())
    }
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Value {
    /// Where.
    pub(super) place: Place,
    /// What.
    pub(super) kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// Text.
    Text(String),
    /// A whole number.
    Number(i64),
    /// True or false.
    Truth(bool),
    /// Something that no key of ours takes: a date, a fraction.
    Other(&'static str),
    /// A list.
    List(Vec<Value>),
    /// A table.
    Table(BTreeMap<String, Value>),
}

impl Value {
    /// The value as a person wrote it, for messages.
    pub(super) fn written(&self) -> String {
        match &self.kind {
            Kind::Text(text) => format!("{text:?}"),
            Kind::Number(number) => number.to_string(),
            Kind::Truth(truth) => truth.to_string(),
            Kind::Other(what) => format!("a {what}"),
            Kind::List(_) => "a list".to_string(),
            Kind::Table(_) => "a table".to_string(),
        }
    }
}

/// Parses a file; what is no TOML is reported and the rest is read on.
pub(super) fn parse(text: &str, mistakes: &mut Vec<Mistake>) -> Value {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        mistakes.push(Mistake {
            place: Place::Line(line(text, at)),
            key: String::new(),
            problem: error.message().trim().to_string(),
        });
    }
    Value {
        place: Place::Line(1),
        kind: of_table(text, table.into_inner()),
    }
}

/// One value from an environment variable: TOML where it is, else a text.
pub(super) fn of_variable(name: &str, text: &str) -> Value {
    let place = Place::Variable(name.to_string());
    let (parsed, errors) = DeValue::parse_recoverable(text);
    let mut kind = Kind::Text(text.to_string());
    if errors.is_empty() {
        kind = of_value(text, parsed).kind;
    }
    let mut value = Value { place, kind };
    let place = value.place.clone();
    set_place(&mut value, &place);
    value
}

fn set_place(value: &mut Value, place: &Place) {
    value.place = place.clone();
    match &mut value.kind {
        Kind::List(list) => list.iter_mut().for_each(|v| set_place(v, place)),
        Kind::Table(table) => table.values_mut().for_each(|v| set_place(v, place)),
        _ => {}
    }
}

fn of_table(text: &str, table: DeTable<'_>) -> Kind {
    let entries = table.into_iter();
    Kind::Table(
        entries
            .map(|(key, value)| {
                let mut value = of_value(text, value);
                // A table's own span is its header; a key's is where a person looks.
                value.place = Place::Line(line(text, key.span().start));
                (key.into_inner().into_owned(), value)
            })
            .collect(),
    )
}

fn of_value(text: &str, value: Spanned<DeValue<'_>>) -> Value {
    let place = Place::Line(line(text, value.span().start));
    let kind = match value.into_inner() {
        DeValue::String(s) => Kind::Text(s.into_owned()),
        DeValue::Integer(n) => i64::from_str_radix(n.as_str(), n.radix())
            .map_or(Kind::Other("number that is too large"), Kind::Number),
        DeValue::Boolean(b) => Kind::Truth(b),
        DeValue::Float(_) => Kind::Other("fraction"),
        DeValue::Datetime(_) => Kind::Other("date"),
        DeValue::Array(list) => Kind::List(list.into_iter().map(|v| of_value(text, v)).collect()),
        DeValue::Table(table) => of_table(text, table),
    };
    Value { place, kind }
}

fn line(text: &str, at: usize) -> usize {
    let before = text.as_bytes().iter().take(at);
    1 + before.filter(|b| **b == b'\n').count()
}
