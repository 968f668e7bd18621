//! Reads keys of one section as typed values, and collects every mistake instead of stopping at the first.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use super::schema::{self, Section};
use super::value::{Kind, Mistake, Place, Value};

/// How like an unknown key must be to a known one to be named (0 unlike, 1 the same).
const ALIKE: f64 = 0.6;

/// Reads one section.
pub(super) struct Reader<'a> {
    section: &'static Section,
    place: Place,
    table: BTreeMap<String, Value>,
    mistakes: &'a mut Vec<Mistake>,
}

impl<'a> Reader<'a> {
    /// Reads `section`; `None` when it was left out.
    pub(super) fn new(
        name: &'static str,
        value: Option<&Value>,
        mistakes: &'a mut Vec<Mistake>,
    ) -> Self {
        const NOTHING: &Section = &Section {
            name: "",
            repeated: false,
            doc: "",
            keys: &[],
        };
        let place = value.map_or(Place::Nowhere, |v| v.place.clone());
        let table = match value.map(|v| &v.kind) {
            None => BTreeMap::new(),
            Some(Kind::Table(table)) => table.clone(),
            Some(_) => {
                mistakes.push(Mistake {
                    place: place.clone(),
                    key: name.to_string(),
                    problem: format!("expected a section [{name}]"),
                });
                BTreeMap::new()
            }
        };
        let section = schema::section(name).unwrap_or(NOTHING);
        Reader {
            section,
            place,
            table,
            mistakes,
        }
    }

    /// Where the section begins.
    pub(super) fn place(&self) -> Place {
        self.place.clone()
    }

    /// Reports a mistake about a key.
    pub(super) fn wrong(&mut self, key: &str, place: Place, problem: impl Into<String>) {
        let key = format!("{}.{key}", self.section.name);
        self.mistakes.push(Mistake {
            place,
            key,
            problem: problem.into(),
        });
    }

    /// The value of a key that was given.
    pub(super) fn given(&self, key: &'static str) -> Option<Value> {
        self.table.get(key).cloned()
    }

    /// The value of a key, or its default from the schema.
    fn value(&self, key: &'static str) -> Option<Value> {
        let given = self.given(key);
        let default = || {
            let known = self.section.keys.iter().find(|k| k.name == key)?;
            let text = known.has_default.then_some(known.example)?;
            Some(super::value::of_variable("default", text))
        };
        given.or_else(default)
    }

    /// A text.
    pub(super) fn text(&mut self, key: &'static str) -> Option<String> {
        let value = self.value(key)?;
        match value.kind {
            Kind::Text(text) => Some(text),
            _ => self.expected(key, &value, "a text in quotes"),
        }
    }

    /// A text that a type parses.
    pub(super) fn parsed<T: FromStr>(&mut self, key: &'static str, expected: &str) -> Option<T>
    where
        T::Err: Display,
    {
        let value = self.value(key)?;
        self.parse(key, &value, expected)
    }

    /// A text out of a closed set.
    pub(super) fn one_of<T: Copy>(
        &mut self,
        key: &'static str,
        choices: &[(&str, T)],
    ) -> Option<T> {
        let value = self.value(key)?;
        if let Kind::Text(text) = &value.kind
            && let Some((_, choice)) = choices.iter().find(|(name, _)| name == text)
        {
            return Some(*choice);
        }
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        self.expected(key, &value, &format!("one of {}", names.join(", ")))
    }

    /// A whole number within bounds.
    pub(super) fn number(&mut self, key: &'static str, bounds: RangeInclusive<i64>) -> Option<i64> {
        let value = self.value(key)?;
        match value.kind {
            Kind::Number(number) if bounds.contains(&number) => Some(number),
            _ => {
                let words = format!("a number from {} to {}", bounds.start(), bounds.end());
                self.expected(key, &value, &words)
            }
        }
    }

    /// True or false.
    pub(super) fn truth(&mut self, key: &'static str) -> Option<bool> {
        let value = self.value(key)?;
        match value.kind {
            Kind::Truth(truth) => Some(truth),
            _ => self.expected(key, &value, "true or false"),
        }
    }

    /// A list of texts that a type parses; a single text is a list of one.
    pub(super) fn list<T: FromStr>(&mut self, key: &'static str, expected: &str) -> Vec<T>
    where
        T::Err: Display,
    {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        match &value.kind {
            Kind::List(list) => list
                .iter()
                .filter_map(|one| self.parse(key, one, expected))
                .collect(),
            _ => self.parse(key, &value, expected).into_iter().collect(),
        }
    }

    /// Reports that a key which nothing works without is missing.
    pub(super) fn missing(&mut self, key: &'static str) {
        let place = self.place();
        self.wrong(key, place, "is missing");
    }

    /// Reports keys that nobody knows.
    pub(super) fn finish(self, subsections: &[&str]) {
        for (name, value) in &self.table {
            let known = self.section.keys.iter().any(|k| k.name == name);
            if known || subsections.contains(&name.as_str()) {
                continue;
            }
            let names = self.section.keys.iter().map(|k| k.name);
            self.mistakes.push(Mistake {
                place: value.place.clone(),
                key: format!("{}.{name}", self.section.name),
                problem: unknown(name, names.chain(subsections.iter().copied())),
            });
        }
    }

    fn parse<T: FromStr>(&mut self, key: &str, value: &Value, expected: &str) -> Option<T>
    where
        T::Err: Display,
    {
        let Kind::Text(text) = &value.kind else {
            return self.expected(key, value, expected);
        };
        match text.parse() {
            Ok(parsed) => Some(parsed),
            Err(error) => {
                let words = format!("{} is not {expected}: {error}", value.written());
                self.wrong(key, value.place.clone(), words);
                None
            }
        }
    }

    fn expected<T>(&mut self, key: &str, value: &Value, expected: &str) -> Option<T> {
        let words = format!("{} is not {expected}", value.written());
        self.wrong(key, value.place.clone(), words);
        None
    }
}

/// What to say of an unknown name.
pub(super) fn unknown<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> String {
    let scored = known.map(|k| (strsim::jaro_winkler(name, k), k));
    let nearest = scored.max_by(|a, b| a.0.total_cmp(&b.0));
    match nearest {
        Some((score, nearest)) if score >= ALIKE => {
            format!("there is no such key; did you mean `{nearest}`?")
        }
        _ => "there is no such key".to_string(),
    }
}
