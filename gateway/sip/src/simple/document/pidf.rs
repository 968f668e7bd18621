//! Presence documents: PIDF (RFC 3863) with the activities and the note of a person (RFC 4479, RFC 4480).

use tolk_model::Pii;
use tolk_model::presence::{Availability, Document};

use super::clean;
use super::xml::{Element, Writer, XmlProblem};

/// Media type.
pub(crate) const PIDF: &str = "application/pidf+xml";
const SPACE: &str = "urn:ietf:params:xml:ns:pidf";
const MODEL: &str = "urn:ietf:params:xml:ns:pidf:data-model";
const RPID: &str = "urn:ietf:params:xml:ns:pidf:rpid";
/// RFC 4480 has no word for it; `<other>` holds one, which all of Tolk's nodes and some telephones read.
const DO_NOT_DISTURB: &str = "do-not-disturb";

/// Activities of RFC 4480 §3.2 of somebody who is not at the device; all others keep somebody busy.
const AWAY: &[&str] = &[
    "away",
    "breakfast",
    "dinner",
    "holiday",
    "in-transit",
    "meal",
    "permanent-absence",
    "shopping",
    "sleeping",
    "spectator",
    "travel",
    "vacation",
];
/// Activities that say nothing.
const NOTHING: &[&str] = &["available", "online", "unknown"];

/// Writes how reachable `entity` is.
pub(super) fn write(entity: &str, availability: Availability, note: Option<&str>) -> String {
    let mut out = Writer::new(
        "presence",
        &[
            ("xmlns", SPACE),
            ("xmlns:dm", MODEL),
            ("xmlns:rpid", RPID),
            ("entity", entity),
        ],
    );
    out.open("tuple", &[("id", "tolk")]);
    out.open("status", &[]);
    let open = availability != Availability::Offline;
    out.text("basic", if open { "open" } else { "closed" });
    out.close();
    out.text("contact", entity);
    if let Some(note) = note {
        out.text("note", note);
    }
    out.close();
    out.open("dm:person", &[("id", "person")]);
    let activities: &[&str] = match availability {
        Availability::Offline | Availability::Available => &[],
        Availability::Away => &["rpid:away"],
        // Which of both it is nobody has said; displays know the first one.
        Availability::Busy => &["rpid:on-the-phone", "rpid:busy"],
        Availability::DoNotDisturb => &["rpid:busy"],
    };
    if !activities.is_empty() {
        out.open("rpid:activities", &[]);
        for activity in activities {
            out.empty(activity, &[]);
        }
        if availability == Availability::DoNotDisturb {
            out.text("rpid:other", DO_NOT_DISTURB);
        }
        out.close();
    }
    if let Some(note) = note {
        out.text("dm:note", note);
    }
    out.finish()
}

/// Reads a presence document.
///
/// # Errors
/// When it is none, or over a limit.
pub(crate) fn read(body: &[u8]) -> Result<Document, XmlProblem> {
    let root = Element::parse(body)?;
    if !root.is(SPACE, "presence") {
        return Err(XmlProblem::OtherKind);
    }
    let activities = activities(&root);
    let open = root.all(SPACE, "tuple").any(is_open);
    let unwanted = activities.contains(&Availability::DoNotDisturb);
    let availability = if unwanted {
        // Some write it as closed.
        Availability::DoNotDisturb
    } else if open {
        activities
            .into_iter()
            .max()
            .unwrap_or(Availability::Available)
    } else {
        Availability::Offline
    };
    Ok(Document::Presence {
        availability,
        note: note(&root),
    })
}

fn is_open(tuple: &Element) -> bool {
    let basic = tuple
        .first(SPACE, "status")
        .and_then(|s| s.first(SPACE, "basic"));
    // RFC 3863 §4.1.4: one without `basic` says nothing of it; it is there.
    basic.is_none_or(|b| b.text.trim().eq_ignore_ascii_case("open"))
}

/// Of persons and, as RPID once had it, of tuples.
fn activities(root: &Element) -> Vec<Availability> {
    let lists = root.children.iter().flat_map(|part| {
        let status = part.first(SPACE, "status");
        part.children
            .iter()
            .chain(status.into_iter().flat_map(|s| &s.children))
    });
    lists
        .filter(|list| list.name == "activities")
        .flat_map(|list| list.children.iter().filter_map(activity))
        .collect()
}

fn activity(element: &Element) -> Option<Availability> {
    let plain = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let name = element.name.as_str();
    let unwanted = [plain(name), plain(&element.text)];
    if unwanted
        .iter()
        .any(|word| word == "donotdisturb" || word == "dnd")
    {
        return Some(Availability::DoNotDisturb);
    }
    match name {
        "note" | "other" => None,
        name if NOTHING.contains(&name) => None,
        name if AWAY.contains(&name) => Some(Availability::Away),
        _ => Some(Availability::Busy),
    }
}

/// The person's own words; else those of the whole; else those of a device.
fn note(root: &Element) -> Option<Pii<String>> {
    let person = root.first(MODEL, "person");
    let person = person.and_then(|p| p.first(MODEL, "note").or_else(|| p.first(RPID, "note")));
    let tuple = || {
        root.all(SPACE, "tuple")
            .find_map(|t| t.first(SPACE, "note"))
    };
    let note = person
        .or_else(|| root.first(SPACE, "note"))
        .or_else(tuple)?;
    let note = clean(&note.text);
    (!note.is_empty()).then(|| Pii::new(note))
}
