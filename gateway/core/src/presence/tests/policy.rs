//! Who may what.

use std::net::IpAddr;

use tolk_model::party::{Identity, Party, Trust};
use tolk_model::presence::{Asker, Publish, Subscribe};
use tolk_model::{Address, OrgId, Wall};

use super::*;
use crate::directory::{Admits, Directory, Organisation, Person, Place, PlaceKind};
use crate::presence::policy::{Facts, page, publish, watch};

fn person(local: &str, organisation: Option<OrgId>) -> Person {
    Person {
        aliases: vec![alias(local), alias(&format!("{local}.long"))],
        display_name: Pii::new(local.to_string()),
        organisation,
        title: None,
        call_waiting: true,
        devices: Vec::new(),
    }
}

fn directory() -> Directory {
    let mut all = Directory::new(alias("x").domain, Vec::new());
    let agency = OrgId::from_number(1);
    all.add_organisation(Organisation {
        id: agency,
        name: "Agency".to_string(),
        domains: vec![Domain::new("agency.example").expect("a domain")],
    });
    for local in ["anna", "bo", "hidden"] {
        all.add_person(person(local, Some(agency))).expect("free");
    }
    all.add_person(person("cecilia", None)).expect("free");
    for (number, local, expires) in [
        (1, "room", None),
        (2, "over", Some(Wall::from_unix_ms(5))),
        (3, "open", None),
        (4, "partners", None),
    ] {
        all.add_place(Place {
            meeting: MeetingId::from_number(number),
            kind: PlaceKind::Meeting,
            title: local.to_string(),
            aliases: vec![alias(local)],
            organisation: None,
            host: None,
            admits: Admits::Everybody,
            max_participants: 25,
            language: tolk_model::plan::Language::En,
            links: Vec::new(),
            starts: None,
            expires,
            devices: Vec::new(),
        })
        .expect("free");
    }
    all
}

fn configured() -> PresencePolicy {
    PresencePolicy {
        visible_to: VisibleTo::Ours,
        entries: [
            (alias("hidden"), VisibleTo::Nobody),
            (alias("partners"), VisibleTo::Verified),
            (alias("open"), VisibleTo::Everybody),
        ]
        .into(),
        groups: vec![[alias("anna"), alias("bo")].into()],
    }
}

fn registered(local: &str) -> Trust {
    Trust::Registered {
        alias: alias(local),
    }
}

fn partner() -> Trust {
    Trust::MutualTls {
        domain: Domain::new("partner.example").expect("a domain"),
    }
}

fn asker(trust: Trust) -> Asker {
    Asker {
        from: Party {
            // What it says to be proves nothing.
            address: Pii::new(Address::at("anna", alias("x").domain)),
            display_name: Pii::default(),
            organisation: None,
            identity: Identity::Anonymous,
        },
        trust,
        origin: IpAddr::from([192, 0, 2, 9]),
        leg: None,
    }
}

/// The rule, and the cause that goes out.
fn asked(package: Package, of: &str, trust: Trust) -> (String, Result<Whom, (Reason, Cause)>) {
    let (directory, policy) = (directory(), configured());
    let facts = Facts {
        directory: &directory,
        policy: &policy,
        now: Wall::from_unix_ms(10),
        inside: None,
    };
    let wanted = Subscribe {
        subscription: SubscriptionId(1),
        package,
        of: of.parse().expect("an address"),
        by: asker(trust),
        once: false,
    };
    let verdict = watch(&wanted, facts);
    let outcome = verdict.outcome.map_err(|c| (c.reason, c));
    (verdict.rule.to_string(), outcome)
}

fn rule(package: Package, of: &str, trust: Trust) -> String {
    asked(package, of, trust).0
}

#[test]
fn people_of_ours_see_what_is_visible_to_them_by_any_of_its_names() {
    let visible = asked(Package::Presence, "anna.long", registered("bo.long"));
    assert_eq!(visible, ("presence.visible".to_string(), Ok(anna())));
    for (of, by, wanted) in [
        ("room", registered("bo"), "presence.visible"),
        ("hidden", registered("hidden.long"), "presence.itself"),
        ("hidden", registered("bo"), "presence.hidden"),
        ("over", registered("bo"), "presence.unknown"),
        ("nobody", registered("bo"), "presence.unknown"),
        (
            "anna@elsewhere.example",
            registered("bo"),
            "presence.unknown",
        ),
        // An account whose person is not listed any more is nobody's.
        ("anna", registered("removed"), "presence.hidden"),
        ("partners", partner(), "presence.visible"),
        ("open", partner(), "presence.visible"),
        ("anna", partner(), "presence.hidden"),
        ("open", Trust::Anonymous, "presence.visible"),
        ("partners", Trust::Anonymous, "presence.hidden"),
        ("hidden", Trust::Operator, "presence.itself"),
    ] {
        assert_eq!(rule(Package::Presence, of, by), wanted, "{of}");
    }
}

#[test]
fn who_may_not_see_learns_not_even_whether_there_is_anybody() {
    let trunk = Trust::Trunk {
        trunk: tolk_model::TrunkId::new("operator"),
    };
    for trust in [Trust::Anonymous, partner(), trunk, registered("bo")] {
        for package in [Package::Presence, Package::Dialogs, Package::Registration] {
            let there = asked(package, "hidden", trust.clone()).1;
            let nobody = asked(package, "nobody", trust.clone()).1;
            let over = asked(package, "over", trust.clone()).1;
            assert!(there.is_err(), "{trust:?}");
            assert_eq!(there, nobody, "{trust:?}");
            assert_eq!(there, over, "{trust:?}");
        }
    }
}

#[test]
fn calls_are_seen_by_the_account_and_its_group_and_devices_by_the_account() {
    for (package, of, by, wanted) in [
        (Package::Dialogs, "anna", "anna", "dialogs.itself"),
        (Package::Dialogs, "anna.long", "bo", "dialogs.group"),
        (Package::Dialogs, "anna", "cecilia", "dialogs.no_group"),
        (Package::Dialogs, "open", "bo", "dialogs.no_group"),
        (
            Package::Registration,
            "anna",
            "anna.long",
            "registration.itself",
        ),
        (
            Package::Registration,
            "anna",
            "bo",
            "registration.not_yours",
        ),
    ] {
        assert_eq!(rule(package, of, registered(by)), wanted, "{of} {by}");
    }
    assert_eq!(
        rule(Package::Dialogs, "open", Trust::Anonymous),
        "dialogs.no_group"
    );
}

#[test]
fn a_conference_is_seen_from_inside() {
    let (directory, policy) = (directory(), configured());
    let meeting = MeetingId::from_number(77);
    let mut facts = Facts {
        directory: &directory,
        policy: &policy,
        now: Wall::default(),
        inside: Some((meeting, LegId::from_number(1))),
    };
    let wanted = Subscribe {
        subscription: SubscriptionId(1),
        package: Package::Conference,
        of: "sip:tolk@192.0.2.1:5060".parse().expect("an address"),
        by: asker(Trust::Anonymous),
        once: false,
    };
    assert_eq!(watch(&wanted, facts).outcome, Ok(Whom::Meeting(meeting)));
    facts.inside = None;
    let refused = watch(&wanted, facts);
    assert_eq!(refused.rule.as_str(), "conference.not_inside");
    assert!(refused.outcome.is_err());
}

#[test]
fn everybody_speaks_for_itself_alone() {
    let (directory, policy) = (directory(), configured());
    let facts = Facts {
        directory: &directory,
        policy: &policy,
        now: Wall::default(),
        inside: None,
    };
    let said = |of: &str, trust: Trust, document: Document| {
        let wanted = Publish {
            publication: PublicationId(1),
            of: of.parse().expect("an address"),
            by: asker(trust),
            document,
        };
        let verdict = publish(&wanted, facts);
        (verdict.rule.to_string(), verdict.outcome)
    };
    let away = || presence(Availability::Away);
    let (rule, of) = said("anna.long", registered("anna"), away());
    assert_eq!((rule.as_str(), of), ("publish.itself", Ok(alias("anna"))));
    for (of, trust) in [
        ("anna", registered("bo")),
        ("anna", Trust::Anonymous),
        ("anna", partner()),
        ("nobody", registered("anna")),
    ] {
        let (rule, outcome) = said(of, trust, away());
        assert_eq!(rule, "publish.not_yourself");
        assert!(outcome.is_err());
    }
    let calls = Document::Dialogs(Vec::new());
    let (rule, _) = said("anna", registered("anna"), calls);
    assert_eq!(rule, "publish.presence_only");
}

#[test]
fn messages_go_to_colleagues_and_into_meetings_from_inside() {
    let (directory, policy) = (directory(), configured());
    let inside = (MeetingId::from_number(1), LegId::from_number(1));
    let sent = |to: &str, trust: Trust, inside| {
        let facts = Facts {
            directory: &directory,
            policy: &policy,
            now: Wall::default(),
            inside,
        };
        let to = to.parse().expect("an address");
        let verdict = page(&to, &asker(trust), facts);
        (verdict.rule.to_string(), verdict.outcome)
    };
    let (rule, way) = sent("anna", registered("bo"), None);
    let devices = PageWay::Devices(vec![alias("anna"), alias("anna.long")]);
    assert_eq!((rule.as_str(), way), ("page.colleague", Ok(devices)));
    let (rule, way) = sent("room", Trust::Anonymous, Some(inside));
    let chat = PageWay::Chat(inside.0, inside.1);
    assert_eq!((rule.as_str(), way), ("page.inside", Ok(chat)));
    for (to, trust, wanted) in [
        ("room", registered("bo"), "page.not_inside"),
        ("room", Trust::Anonymous, "page.not_inside"),
        ("anna", registered("cecilia"), "page.no_colleague"),
        ("cecilia", registered("cecilia"), "page.no_colleague"),
        ("anna", Trust::Anonymous, "page.no_colleague"),
        ("anna", partner(), "page.no_colleague"),
        ("nobody", registered("bo"), "page.unknown"),
        ("x@elsewhere.example", registered("bo"), "relay.denied"),
    ] {
        let (rule, outcome) = sent(to, trust, None);
        assert_eq!(rule, wanted, "{to}");
        assert!(outcome.is_err());
    }
    let there = sent("anna", Trust::Anonymous, None).1;
    assert_eq!(there, sent("nobody", Trust::Anonymous, None).1);
    assert_eq!(there, sent("room", Trust::Anonymous, None).1);
}
