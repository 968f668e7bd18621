//! Aliases, domains and links.

use tolk_model::plan::Language;
use tolk_model::{Domain, MeetingId, Role, Secret, Seed, Wall};

use super::*;

fn domain(text: &str) -> Domain {
    Domain::new(text).expect(text)
}

fn place(number: u64, local: &str) -> Place {
    Place {
        meeting: MeetingId::from_number(number),
        kind: PlaceKind::Meeting,
        title: format!("Room {local}"),
        aliases: vec![Alias {
            domain: domain("video.example"),
            local: local.to_string(),
        }],
        organisation: None,
        host: None,
        admits: Admits::Everybody,
        max_participants: 25,
        language: Language::Sv,
        links: Vec::new(),
        starts: None,
        expires: None,
        devices: Vec::new(),
    }
}

fn directory() -> Directory {
    Directory::new(domain("video.example"), vec![domain("192.0.2.1")])
}

fn title(directory: &Directory, address: &str) -> Option<String> {
    let address = address.parse().expect(address);
    match directory.find(&directory.alias(&address)?)? {
        Listing::Place(place) => Some(place.title.clone()),
        Listing::Person(_) => None,
    }
}

#[test]
fn every_domain_of_ours_means_the_default_one_and_no_other_does() {
    let mut all = directory();
    all.add_place(place(1, "8001234")).expect("free");
    for address in [
        "8001234",
        "sip:8001234@video.example",
        "sip:8001234@192.0.2.1",
        "SIP:8001234@VIDEO.example",
    ] {
        assert_eq!(
            title(&all, address).as_deref(),
            Some("Room 8001234"),
            "{address}"
        );
    }
    assert_eq!(title(&all, "8001234@elsewhere.example"), None);
    assert_eq!(title(&all, "8009999"), None);
}

#[test]
fn an_alias_is_given_once_and_comes_free_with_its_place() {
    let mut all = directory();
    all.add_place(place(1, "a")).expect("free");
    let again = all.add_place(place(2, "a"));
    assert!(matches!(again, Err(DirectoryError::AliasTaken(_))));
    assert!(all.place(MeetingId::from_number(2)).is_none());
    assert!(all.remove_place(MeetingId::from_number(1)).is_some());
    all.add_place(place(2, "a")).expect("free again");
}

#[test]
fn a_link_opens_until_its_time_and_no_other_token_does() {
    let token = mint_token(&mut Seed::from_number(1).generator());
    let mut room = place(1, "a");
    room.links.push(Link {
        token: TokenHash::of(&token),
        role: Role::Host,
        expires: Some(Wall::from_unix_ms(100)),
    });
    assert_eq!(room.open(&token, Wall::from_unix_ms(99)), Ok(Role::Host));
    assert_eq!(
        room.open(&token, Wall::from_unix_ms(100)),
        Err(LinkError::Expired)
    );
    let other = Secret::new(format!("{}x", token.expose()));
    assert_eq!(
        room.open(&other, Wall::from_unix_ms(99)),
        Err(LinkError::Wrong)
    );
}
