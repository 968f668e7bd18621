//! Documents as they are written and read.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;
use tolk_model::leg::Direction;
use tolk_model::party::{Identity, Presence, Role, Roster, RosterEntry};
use tolk_model::presence::{Availability, CallPhase, Document, WatchedCall, WatchedDevice};
use tolk_model::{Domain, LegId, ParticipantId, Pii};

use super::xml::{Element, XmlProblem};
use super::{dialog_info, pidf, write};

const ALL: [Availability; 5] = [
    Availability::Offline,
    Availability::Available,
    Availability::Away,
    Availability::Busy,
    Availability::DoNotDisturb,
];

fn domain() -> Domain {
    Domain::new("example.com").unwrap()
}

fn presence(availability: Availability, note: Option<&str>) -> Document {
    Document::Presence {
        availability,
        note: note.map(|n| Pii::new(n.to_string())),
    }
}

fn call(number: u64, phase: CallPhase) -> WatchedCall {
    WatchedCall {
        id: LegId::from_number(number),
        direction: Direction::Incoming,
        phase,
    }
}

fn pidf_with(status: &str, person: &str) -> String {
    format!(
        "<?xml version='1.0'?><p:presence xmlns:p='urn:ietf:params:xml:ns:pidf' xmlns='urn:ietf:params:xml:ns:pidf:data-model' xmlns:r='urn:ietf:params:xml:ns:pidf:rpid' entity='pres:a@b'><p:tuple id='x'><p:status><p:basic>{status}</p:basic></p:status></p:tuple><person id='y'>{person}</person></p:presence>"
    )
}

fn read(status: &str, person: &str) -> Availability {
    match pidf::read(pidf_with(status, person).as_bytes()).unwrap() {
        Document::Presence { availability, .. } => availability,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_written_of_presence_is_read_again() {
    for availability in ALL {
        for note in [None, Some("a < b & \"c\" 'd' ]]> Å"), Some("line")] {
            let document = presence(availability, note);
            let text = write(&document, "sip:a&b@example.com", 1, None, &domain());
            assert_eq!(pidf::read(text.as_bytes()), Ok(document), "{text}");
        }
    }
}

#[test]
fn activities_of_others_are_understood() {
    let activity = |name: &str| format!("<r:activities><r:{name}/></r:activities>");
    for (name, means) in [
        ("on-the-phone", Availability::Busy),
        ("meeting", Availability::Busy),
        ("vacation", Availability::Away),
        ("away", Availability::Away),
        ("unknown", Availability::Available),
        ("dnd", Availability::DoNotDisturb),
        ("do-not-disturb", Availability::DoNotDisturb),
    ] {
        assert_eq!(read("open", &activity(name)), means, "{name}");
    }
    let other = "<r:activities><r:other>Do not disturb</r:other></r:activities>";
    assert_eq!(read("closed", other), Availability::DoNotDisturb);
    assert_eq!(read("closed", &activity("away")), Availability::Offline);
    let both = "<r:activities><r:away/><r:on-the-phone/></r:activities>";
    assert_eq!(read("open", both), Availability::Busy);
    assert_eq!(read("OPEN", ""), Availability::Available);
}

#[test]
fn a_note_of_the_person_comes_first_and_is_one_short_line() {
    let long = format!("<note> a\r\n b{}</note>", "x".repeat(900));
    let document = pidf::read(pidf_with("open", &long).as_bytes()).unwrap();
    let Document::Presence {
        note: Some(note), ..
    } = document
    else {
        panic!("no note")
    };
    assert!(note.reveal().starts_with("a b"));
    assert_eq!(note.reveal().chars().count(), 500);
}

#[test]
fn bombs_are_refused() {
    let bomb = "<!DOCTYPE a [<!ENTITY x 'xxxxxxxx'><!ENTITY y '&x;&x;&x;'>]><a>&y;</a>";
    assert_eq!(Element::parse(bomb.as_bytes()), Err(XmlProblem::Entities));
    let unknown = "<a>&y;</a>";
    assert_eq!(
        Element::parse(unknown.as_bytes()),
        Err(XmlProblem::Entities)
    );
    let attribute = "<a b='&y;'/>";
    let refused = Element::parse(attribute.as_bytes());
    assert_eq!(refused, Err(XmlProblem::Entities));
    let deep = format!("{}{}", "<a>".repeat(17), "</a>".repeat(17));
    assert_eq!(Element::parse(deep.as_bytes()), Err(XmlProblem::TooLarge));
    let fits = format!("{}{}", "<a>".repeat(16), "</a>".repeat(16));
    assert!(Element::parse(fits.as_bytes()).is_ok());
    let wide = format!("<a>{}</a>", "<b/>".repeat(2_000));
    assert_eq!(Element::parse(wide.as_bytes()), Err(XmlProblem::TooLarge));
    let long = format!("<a>{}</a>", "x".repeat(65_536));
    assert_eq!(Element::parse(long.as_bytes()), Err(XmlProblem::TooLarge));
    let many: String = (0..33).map(|n| format!(" a{n}='1'")).collect();
    let many = format!("<a{many}/>");
    assert_eq!(Element::parse(many.as_bytes()), Err(XmlProblem::TooLarge));
}

#[test]
fn what_is_no_document_is_refused() {
    for text in [
        "",
        " ",
        "a",
        "<a>",
        "<a></b>",
        "<a/><b/>",
        "<a/>x",
        "<a b='1' b='2'/>",
        "<x:a/>",
        "</a>",
    ] {
        assert!(Element::parse(text.as_bytes()).is_err(), "{text}");
    }
    assert_eq!(Element::parse(b"<a>\xff</a>"), Err(XmlProblem::NotXml));
    assert_eq!(pidf::read(b"<presence/>"), Err(XmlProblem::OtherKind));
    assert_eq!(
        dialog_info::read(b"<dialog-info/>"),
        Err(XmlProblem::OtherKind)
    );
}

#[test]
fn calls_are_told_in_full_and_then_by_what_changed() {
    let one = vec![call(1, CallPhase::Ringing), call(2, CallPhase::Trying)];
    let two = vec![call(1, CallPhase::Connected)];
    let full = write(
        &Document::Dialogs(one.clone()),
        "sip:a@b",
        0,
        None,
        &domain(),
    );
    let told = dialog_info::read(full.as_bytes()).unwrap();
    assert!(told.full && told.version == 0 && told.calls.len() == 2);
    let partial = write(
        &Document::Dialogs(two.clone()),
        "sip:a@b",
        1,
        Some(&Document::Dialogs(one.clone())),
        &domain(),
    );
    let told = dialog_info::read(partial.as_bytes()).unwrap();
    assert!(!told.full && told.version == 1);
    let connected = Some((Direction::Incoming, CallPhase::Connected));
    assert_eq!(told.calls[&two[0].id.to_string()], connected);
    assert_eq!(told.calls[&one[1].id.to_string()], None);
}

#[test]
fn nobody_waiting_outside_is_in_a_conference_document() {
    let entry = |number: u64, name: &str, presence| RosterEntry {
        participant: ParticipantId::from_number(number),
        display_name: Pii::new(name.to_string()),
        organisation: None,
        identity: Identity::Anonymous,
        role: Role::Speaker,
        presence,
        edges: vec![],
        muted: true,
        has_picture: true,
        speaking: false,
        away: None,
    };
    let roster = Roster {
        title: "Monday <1>".to_string(),
        locked: true,
        entries: vec![
            entry(1, "Anna", Presence::Joined),
            entry(2, "Bert", Presence::Lobby),
            entry(3, "Carl", Presence::Left),
            entry(4, "Dora", Presence::Invited),
        ],
    };
    let text = write(
        &Document::Conference(Arc::new(roster)),
        "sip:room@example.com",
        3,
        None,
        &domain(),
    );
    let root = Element::parse(text.as_bytes()).unwrap();
    let space = "urn:ietf:params:xml:ns:conference-info";
    assert_eq!(root.attribute("version"), Some("3"));
    let state = root.first(space, "conference-state").unwrap();
    assert_eq!(state.first(space, "user-count").unwrap().text, "2");
    assert_eq!(state.first(space, "locked").unwrap().text, "true");
    assert!(text.contains("Monday &lt;1&gt;") && text.contains("Anna"));
    assert!(!text.contains("Bert") && !text.contains("Carl"));
    assert!(text.contains("<status>dialing-out</status>"));
    assert!(text.contains("<type>audio</type><status>recvonly</status>"));
    assert!(text.contains("<type>video</type><status>sendrecv</status>"));
}

#[test]
fn devices_keep_their_names_in_registration_documents() {
    let device = |contact: &str, seconds| WatchedDevice {
        contact: Pii::new(contact.parse().unwrap()),
        expires: Duration::from_secs(seconds),
    };
    let id = |seconds| {
        let devices = vec![device("sip:a@192.0.2.1:5070", seconds)];
        let text = write(
            &Document::Registration(devices),
            "sip:a@b",
            0,
            None,
            &domain(),
        );
        assert!(text.contains(&format!("expires=\"{seconds}\"")));
        assert!(text.contains("<uri>sip:a@192.0.2.1:5070</uri>"));
        text.split("<contact id=\"").nth(1).unwrap()[..12].to_string()
    };
    assert_eq!(id(10), id(20));
    let none = write(
        &Document::Registration(vec![]),
        "sip:a@b",
        0,
        None,
        &domain(),
    );
    assert!(none.contains("state=\"init\""));
}

#[test]
fn a_note_does_not_show_in_debug() {
    let document = presence(Availability::Away, Some("at the dentist"));
    assert!(!format!("{document:?}").contains("dentist"));
}

proptest! {
    #[test]
    fn any_note_survives_or_is_cleaned(note in "\\PC{0,80}") {
        let text = write(&presence(Availability::Away, Some(&note)), "sip:a@b", 0, None, &domain());
        let Document::Presence { note: read, .. } = pidf::read(text.as_bytes()).unwrap() else {
            panic!("of another kind")
        };
        let words: Vec<&str> = note.split_whitespace().collect();
        let expected = (!words.is_empty()).then(|| words.join(" "));
        prop_assert_eq!(read.map(Pii::into_inner), expected);
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        drop(pidf::read(&bytes));
        drop(dialog_info::read(&bytes));
    }
}
