//! Capability negotiation (RFC 5939): a plain m-line that would rather be protected says so in attributes that old readers skip.
//!
//! Only as its answerer, and only for the protection: `tcap` gives protocols, `acap` attributes, `pcfg` what goes together.

use crate::dialect::{Protocol, protocol};
use crate::text::{Attribute, Media, Section, is_word};

/// Capabilities and configurations of an m-line that are looked at; phones write one or two.
const MOST: usize = 16;

/// A configuration that the writer would rather have than the m-line as it stands.
#[derive(Clone, Debug)]
pub(crate) struct Potential<'a> {
    /// What an answer says when it takes it: `a=acfg:` (§3.5.2).
    pub(crate) chosen: String,
    /// The protocol word that an answer then has.
    pub(crate) word: &'a str,
    /// What that word demands.
    pub(crate) protocol: Protocol,
    /// The attributes that then hold.
    pub(crate) attributes: Vec<Attribute<'a>>,
}

/// What is left of it when it was read: the words of an answer that takes it.
#[derive(Clone, Debug)]
pub(crate) struct Chosen {
    /// The value of `a=acfg`.
    pub(crate) value: String,
    /// The protocol word.
    pub(crate) protocol: String,
}

impl Potential<'_> {
    pub(crate) fn chosen(&self) -> Chosen {
        Chosen {
            value: self.chosen.clone(),
            protocol: self.word.to_string(),
        }
    }
}

/// The protected configurations of an m-line, most wanted first.
pub(crate) fn potentials<'a>(session: &Section<'a>, media: &Media<'a>) -> Vec<Potential<'a>> {
    let both = |name| media.section.all(name).chain(session.all(name));
    // §3.3.2: who demands what we do not know is answered as if there were no capabilities.
    let demands = both("creq").flat_map(|v| v.split(',').map(str::trim));
    if demands.into_iter().any(|tag| tag != "cap-v0") {
        return Vec::new();
    }
    let protocols: Vec<(u32, &str)> = both("tcap").take(MOST).flat_map(transports).collect();
    let attributes: Vec<(u32, Attribute<'_>)> =
        both("acap").take(MOST).filter_map(capability).collect();
    let mut configurations: Vec<(u32, &str)> = media
        .section
        .all("pcfg")
        .take(MOST)
        .filter_map(numbered)
        .collect();
    // §3.5.1: the lowest number is wanted most.
    configurations.sort_by_key(|(number, _)| *number);
    let one = |(number, list): (u32, &'a str)| configuration(number, list, &protocols, &attributes);
    configurations.into_iter().filter_map(one).collect()
}

/// `<number> <rest>`
fn numbered(value: &str) -> Option<(u32, &str)> {
    let (number, rest) = value.split_once(' ').unwrap_or((value, ""));
    Some((number.parse().ok()?, rest.trim()))
}

/// `tcap:<first> <protocol>..`: numbers count up from the first (§3.4.2).
fn transports(value: &str) -> Vec<(u32, &str)> {
    let Some((first, list)) = numbered(value) else {
        return Vec::new();
    };
    let words = list.split_ascii_whitespace().take(MOST);
    (first..)
        .zip(words)
        .filter(|(_, word)| is_word(word))
        .collect()
}

/// `acap:<number> <name>[:<value>]` (§3.4.1)
fn capability(value: &str) -> Option<(u32, Attribute<'_>)> {
    let (number, text) = numbered(value)?;
    let (name, value) = text.split_once(':').unwrap_or((text, ""));
    let attribute = Attribute {
        name: name.trim(),
        value: value.trim(),
    };
    Some((number, attribute))
}

/// `<number> [t=<number>|..] [a=[-m:|-s:|-ms:]<number>,..|..]`: the first alternative of each; `None` when it is not protected, or
/// needs an extension that we do not know (`+..`).
fn configuration<'a>(
    number: u32,
    list: &str,
    protocols: &[(u32, &'a str)],
    attributes: &[(u32, Attribute<'a>)],
) -> Option<Potential<'a>> {
    let mut chosen = number.to_string();
    let (mut word, mut taken) = (None, Vec::new());
    for part in list.split_ascii_whitespace() {
        let Some((name, alternatives)) = part.split_once('=') else {
            continue;
        };
        let first = alternatives.split('|').next().unwrap_or_default();
        match name {
            "t" => {
                let wanted: u32 = first.parse().ok()?;
                word = protocols.iter().find(|(n, _)| *n == wanted);
                chosen.push_str(&format!(" t={wanted}"));
            }
            "a" => {
                let numbers = mandatory(first)?;
                let of = |n: &u32| attributes.iter().find(|(known, _)| known == n);
                taken = numbers
                    .iter()
                    .map(|n| of(n).map(|a| a.1))
                    .collect::<Option<_>>()?;
                let words: Vec<String> = numbers.iter().map(ToString::to_string).collect();
                chosen.push_str(&format!(" a={}", words.join(",")));
            }
            extension if extension.starts_with('+') => return None,
            _ => {}
        }
    }
    let (_, word) = word?;
    let protocol = protocol(word).filter(|p| p.secure)?;
    Some(Potential {
        chosen,
        word,
        protocol,
        attributes: taken,
    })
}

/// The numbers of a list of attributes without the optional ones in brackets. What it deletes of the line we do not take from there.
fn mandatory(list: &str) -> Option<Vec<u32>> {
    let list = match list.split_once(':') {
        Some(("-m" | "-s" | "-ms", rest)) => rest,
        Some(_) => return None,
        None => list,
    };
    let list = list.split_once('[').map_or(list, |(before, _)| before);
    let numbers = list.split(',').filter(|n| !n.is_empty());
    numbers.map(|n| n.parse().ok()).collect()
}
