//! Each rule has its case; denials never permit.

use proptest::prelude::*;
use tolk_model::party::{CallRequest, Identity, Party, Target, Trust};
use tolk_model::plan::Language;
use tolk_model::registration::{DeviceRoute, Route};
use tolk_model::{
    Address, Alias, CallId, Cause, Domain, MediaDescription, MeetingId, OrgId, Pii, Reason, Role,
    Secret, Seed, TrunkId, Wall,
};

mod busy;

use super::*;
use crate::directory::{
    Admits, Device, Link, Organisation, Person, PlaceKind, TokenHash, mint_token,
};

const ROOM: u64 = 1;
const MEETING: u64 = 2;
const TEST_CALL: u64 = 3;
const RECEPTION: u64 = 4;
const STRICT: u64 = 5;

struct World {
    directory: Directory,
    outgoing: OutgoingPolicy,
    host: Secret<String>,
    guest: Secret<String>,
}

fn domain(text: &str) -> Domain {
    Domain::new(text).expect(text)
}

fn alias(local: &str) -> Alias {
    Alias {
        domain: domain("video.example"),
        local: local.to_string(),
    }
}

fn place(number: u64, kind: PlaceKind, local: &str, admits: Admits) -> Place {
    Place {
        meeting: MeetingId::from_number(number),
        kind,
        title: local.to_string(),
        aliases: vec![alias(local)],
        organisation: None,
        host: None,
        admits,
        max_participants: 3,
        language: Language::Sv,
        links: Vec::new(),
        starts: None,
        expires: Some(Wall::from_unix_ms(1_000)),
        devices: Vec::new(),
    }
}

fn world() -> World {
    let mut random = Seed::from_number(1).generator();
    let (host, guest) = (mint_token(&mut random), mint_token(&mut random));
    let mut directory = Directory::new(domain("video.example"), Vec::new());
    let agency = OrgId::from_number(1);
    directory.add_organisation(Organisation {
        id: agency,
        name: "Agency".to_string(),
        domains: vec![domain("agency.example")],
    });
    let link = |token, role, expires| Link {
        token: TokenHash::of(token),
        role,
        expires,
    };
    let mut meeting = place(MEETING, PlaceKind::Meeting, "meet", Admits::Invited);
    meeting.links = vec![
        link(&host, Role::Host, None),
        link(&guest, Role::Speaker, Some(Wall::from_unix_ms(500))),
    ];
    for place in [
        place(ROOM, PlaceKind::Meeting, "8001234", Admits::Everybody),
        meeting,
        place(TEST_CALL, PlaceKind::TestCall, "8000", Admits::Everybody),
        place(
            RECEPTION,
            PlaceKind::Reception,
            "reception",
            Admits::Everybody,
        ),
        place(STRICT, PlaceKind::Meeting, "strict", Admits::OnlyInvited),
    ] {
        directory.add_place(place).expect("free");
    }
    directory
        .add_person(Person {
            aliases: vec![alias("anna")],
            display_name: Pii::new("Anna".to_string()),
            organisation: Some(agency),
            title: None,
            call_waiting: true,
            devices: vec![Device {
                name: "desk".to_string(),
                target: Target::at("sip:anna@192.0.2.9".parse().expect("address")),
            }],
        })
        .expect("free");
    directory
        .add_person(Person {
            aliases: vec![alias("bo"), alias("bo.long")],
            display_name: Pii::new("Bo".to_string()),
            organisation: Some(agency),
            title: None,
            devices: Vec::new(),
            call_waiting: false,
        })
        .expect("free");
    World {
        directory,
        outgoing: OutgoingPolicy::default(),
        host,
        guest,
    }
}

fn request(to: &str, trust: Trust, token: Option<&Secret<String>>) -> CallRequest {
    CallRequest {
        call: CallId::from_number(1),
        from: Party {
            address: Pii::new(Address::alias("somebody")),
            display_name: Pii::new("Somebody".to_string()),
            organisation: Some(OrgId::from_number(7)),
            identity: Identity::Verified {
                by: "itself".to_string(),
            },
        },
        to: to.parse().expect(to),
        trust,
        link_token: token.cloned(),
        origin: [192, 0, 2, 7].into(),
        media: MediaDescription::default(),
        replaces: None,
        language: None,
        device: None,
    }
}

impl World {
    fn facts(&self, now: u64) -> Facts<'_> {
        Facts {
            directory: &self.directory,
            outgoing: &self.outgoing,
            now: Wall::from_unix_ms(now),
        }
    }

    fn verdict(&self, request: &CallRequest, now: u64, occupancy: Occupancy) -> Verdict<Outcome> {
        let mut admission = Admission::new(request);
        let mut answer = None;
        for _ in 0..5 {
            match admission.step(self.facts(now), answer.take()) {
                Step::Done(verdict) => return verdict,
                Step::Ask(Question::Occupancy(_)) => answer = Some(Answer::Occupancy(occupancy)),
                Step::Ask(Question::CallsOut(_)) => answer = Some(Answer::CallsOut(0)),
                Step::Ask(Question::Location(_) | Question::LocationIfFree(_)) => {
                    answer = Some(Answer::Location(Vec::new()));
                }
            }
        }
        panic!("no verdict in five steps");
    }

    /// `outcome rule` of a call to `to`.
    fn call(&self, to: &str, trust: Trust, token: Option<&Secret<String>>) -> String {
        let request = request(to, trust, token);
        let verdict = self.verdict(&request, 10, Occupancy::default());
        format!("{} {}", verdict.outcome.as_str(), verdict.rule)
    }

    fn out(&self, caller: &Caller, to: &str, calls_out: u32) -> (bool, String) {
        self.out_to(caller, &to.parse().expect(to), calls_out)
    }

    fn out_to(&self, caller: &Caller, to: &Address, calls_out: u32) -> (bool, String) {
        let mut machine = Outgoing::new(caller, to);
        let first = machine.step(self.facts(10), None);
        let step = match first {
            Step::Ask(Question::Location(_)) => {
                machine.step(self.facts(10), Some(Answer::Location(Vec::new())))
            }
            Step::Ask(_) => machine.step(self.facts(10), Some(Answer::CallsOut(calls_out))),
            done @ Step::Done(_) => done,
        };
        match step {
            Step::Done(verdict) => (verdict.outcome.is_ok(), verdict.rule.to_string()),
            Step::Ask(question) => panic!("asks again: {question:?}"),
        }
    }
}

fn tls(name: &str) -> Trust {
    Trust::MutualTls {
        domain: domain(name),
    }
}

#[test]
fn each_rule_for_incoming_calls_has_its_case() {
    let world = world();
    let (host, guest) = (world.host.clone(), world.guest.clone());
    let wrong = Secret::new("wrong".to_string());
    let cases: [(&str, Trust, Option<&Secret<String>>, &str); 14] = [
        (
            "8001234",
            Trust::Anonymous,
            None,
            "join room.admits_everybody",
        ),
        ("8000", Trust::Anonymous, None, "join test_call"),
        (
            "meet",
            Trust::Anonymous,
            None,
            "lobby meeting.uninvited_wait",
        ),
        ("meet", Trust::Operator, None, "join operator"),
        ("meet", Trust::Anonymous, Some(&host), "join link.host"),
        ("meet", Trust::Anonymous, Some(&guest), "join link.guest"),
        ("meet", Trust::Anonymous, Some(&wrong), "refuse link.wrong"),
        (
            "8001234",
            Trust::Anonymous,
            Some(&host),
            "refuse link.wrong",
        ),
        (
            "strict",
            Trust::Anonymous,
            None,
            "refuse meeting.only_invited",
        ),
        ("nobody", Trust::Anonymous, None, "refuse directory.unknown"),
        (
            "x@elsewhere.example",
            Trust::Anonymous,
            None,
            "refuse relay.denied",
        ),
        (
            "sip:video.example",
            Trust::Anonymous,
            None,
            "reception reception.no_name",
        ),
        (
            "anna",
            Trust::Anonymous,
            None,
            "reception person.strangers_reach_reception",
        ),
        (
            "anna",
            tls("agency.example"),
            None,
            "connect person.colleague",
        ),
    ];
    for (to, trust, token, expected) in cases {
        assert_eq!(world.call(to, trust, token), expected, "call to {to}");
    }
    assert_eq!(
        world.call("anna", tls("elsewhere.example"), None),
        "reception person.strangers_reach_reception"
    );
}

#[test]
fn a_link_expires_and_so_does_a_meeting() {
    let world = world();
    let guest = request("meet", Trust::Anonymous, Some(&world.guest));
    let at = |now| {
        world
            .verdict(&guest, now, Occupancy::default())
            .rule
            .to_string()
    };
    assert_eq!(at(499), "link.guest");
    assert_eq!(at(500), "link.expired");
    assert_eq!(at(1_000), "meeting.over");
}

#[test]
fn a_full_or_locked_meeting_takes_only_its_host() {
    let world = world();
    let full = Occupancy {
        participants: 3,
        locked: false,
    };
    let locked = Occupancy {
        participants: 1,
        locked: true,
    };
    let guest = request("meet", Trust::Anonymous, Some(&world.guest));
    let host = request("meet", Trust::Anonymous, Some(&world.host));
    let rule = |request, occupancy| world.verdict(request, 10, occupancy).rule.to_string();
    assert_eq!(rule(&guest, full), "meeting.full");
    assert_eq!(rule(&guest, locked), "meeting.locked");
    assert_eq!(rule(&host, full), "link.host");
    assert_eq!(rule(&host, locked), "link.host");
    let test = request("8000", Trust::Anonymous, None);
    assert_eq!(rule(&test, full), "test_call");
}

#[test]
fn a_caller_is_shown_as_what_is_proven_and_not_as_it_says() {
    let world = world();
    let shown = |trust| {
        let request = request("8001234", trust, None);
        match world.verdict(&request, 10, Occupancy::default()).outcome {
            Outcome::Enter(entry) => (entry.party.organisation, entry.party.identity),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(shown(Trust::Anonymous), (None, Identity::Anonymous));
    let host = request("meet", Trust::Anonymous, Some(&world.host));
    match world.verdict(&host, 10, Occupancy::default()).outcome {
        Outcome::Enter(entry) => assert_eq!(entry.party.identity, Identity::Anonymous),
        other => panic!("{other:?}"),
    }
    assert_eq!(
        shown(tls("agency.example")),
        (
            Some(OrgId::from_number(1)),
            Identity::Asserted {
                domain: domain("agency.example")
            }
        )
    );
}

#[test]
fn nothing_goes_out_unless_a_rule_says_so() {
    let mut world = world();
    let out = |world: &World, caller: &Caller, to: &str| world.out(caller, to, 0).1;
    let (host, operator) = (Caller::Host(None), Caller::Operator);
    assert_eq!(
        out(&world, &operator, "x@partner.example"),
        "outgoing.default_deny"
    );
    assert_eq!(
        out(&world, &operator, "tel:+4681234"),
        "outgoing.telephone_denied"
    );
    assert_eq!(out(&world, &host, "anna"), "directory.person");
    assert_eq!(out(&world, &host, "8001234"), "directory.no_device");
    let rule = |to: &str, allow, who| OutgoingRule {
        to: to.parse().expect(to),
        allow,
        who,
    };
    world.outgoing.rules = vec![
        rule("bad.partner.example", false, Who::Anybody),
        rule("*.partner.example", true, Who::Anybody),
        rule("127.0.0.0/8", true, Who::Operators),
        rule("tel:+468*", true, Who::Anybody),
    ];
    let cases = [
        (&host, "x@partner.example", "outgoing.allowed"),
        (&host, "x@a.partner.example", "outgoing.allowed"),
        (&host, "x@bad.partner.example", "outgoing.denied"),
        (&host, "x@notpartner.example", "outgoing.default_deny"),
        (&host, "sip:x@127.0.0.1:5070", "outgoing.denied"),
        (&operator, "sip:x@127.0.0.1:5070", "outgoing.allowed"),
        (&host, "tel:+4681234", "outgoing.allowed"),
        (&host, "tel:+4791234", "outgoing.telephone_denied"),
        (
            &Caller::Stranger,
            "x@partner.example",
            "outgoing.strangers_denied",
        ),
        (&Caller::Stranger, "anna", "outgoing.strangers_denied"),
    ];
    for (caller, to, expected) in cases {
        assert_eq!(out(&world, caller, to), expected, "{caller:?} calls {to}");
    }
    assert_eq!(
        world.out(&host, "x@partner.example", 29).1,
        "outgoing.allowed"
    );
    assert_eq!(
        world.out(&host, "x@partner.example", 30),
        (false, "outgoing.quota".to_string())
    );
}

#[test]
fn another_program_on_our_machine_is_somebody_else() {
    let mut world = world();
    world.directory.answer_for([domain("127.0.0.1")]);
    world.outgoing.rules = vec![OutgoingRule {
        to: "127.0.0.0/8".parse().expect("a network"),
        allow: true,
        who: Who::Anybody,
    }];
    let rule = |to: &str| world.out(&Caller::Operator, to, 0).1;
    assert_eq!(rule("sip:desk@127.0.0.1:5070"), "outgoing.allowed");
    assert_eq!(rule("sip:desk@127.0.0.1"), "directory.unknown");
    assert_eq!(rule("sip:anna@127.0.0.1:5070"), "directory.person");
}

#[test]
fn an_answer_that_was_not_asked_for_decides_nothing() {
    let world = world();
    let request = request("meet", Trust::Anonymous, None);
    let mut admission = Admission::new(&request);
    let step = admission.step(world.facts(10), Some(Answer::CallsOut(99)));
    assert!(matches!(step, Step::Ask(Question::Occupancy(_))));
    let cause = Cause::policy(Reason::MeetingFull, rule("meeting.full"));
    let full = Answer::Occupancy(Occupancy {
        participants: 3,
        locked: false,
    });
    match admission.step(world.facts(10), Some(full)) {
        Step::Done(verdict) => assert_eq!(verdict.outcome, Outcome::Refuse(cause)),
        Step::Ask(question) => panic!("{question:?}"),
    }
}

fn patterns() -> impl Strategy<Value = Pattern> {
    prop_oneof![
        Just(Pattern::Any),
        Just(Pattern::Domain(domain("a.example"))),
        Just(Pattern::Below(domain("example"))),
        (any::<u32>(), 0_u8..=32)
            .prop_map(|(ip, n)| Pattern::Network(std::net::Ipv4Addr::from(ip).into(), n)),
        "[0-9]{1,3}".prop_map(Pattern::Telephone),
    ]
}

fn addresses() -> impl Strategy<Value = Address> {
    prop_oneof![
        Just("x@a.example".to_string()),
        Just("x@b.example".to_string()),
        Just("x@other".to_string()),
        any::<u32>().prop_map(|ip| format!("sip:x@{}", std::net::Ipv4Addr::from(ip))),
        "[0-9]{3}".prop_map(|n| format!("tel:{n}")),
    ]
    .prop_map(|text| text.parse().expect("an address"))
}

fn rules() -> impl Strategy<Value = Vec<OutgoingRule>> {
    let one =
        (patterns(), any::<bool>(), any::<bool>()).prop_map(|(to, allow, all)| OutgoingRule {
            to,
            allow,
            who: if all { Who::Anybody } else { Who::Operators },
        });
    prop::collection::vec(one, 0..6)
}

proptest! {
    #[test]
    fn a_denial_never_becomes_a_permission_by_adding_a_denial(
        before in rules(), denied in patterns(), at in 0_usize..6, to in addresses(),
    ) {
        let mut world = world();
        world.outgoing.rules = before.clone();
        let allowed = world.out_to(&Caller::Host(None), &to, 0).0;
        let mut after = before;
        let at = at.min(after.len());
        after.insert(at, OutgoingRule { to: denied, allow: false, who: Who::Anybody });
        world.outgoing.rules = after;
        let still = world.out_to(&Caller::Host(None), &to, 0).0;
        prop_assert!(allowed || !still);
    }

    #[test]
    fn a_pattern_reads_back_as_it_is_printed(pattern in patterns()) {
        prop_assert_eq!(pattern.to_string().parse::<Pattern>(), Ok(pattern));
    }
}

fn trunk(name: &str, serves: &str) -> TrunkRoute {
    let rules = |all: &[&str]| all.iter().map(|r| r.parse().expect(r)).collect();
    TrunkRoute {
        trunk: TrunkId::new(name),
        domain: domain("operator.example"),
        serves: vec![serves.parse().expect(serves)],
        outgoing: rules(&["+46* -> 0*", "+* -> 00*"]),
        incoming: rules(&["0046* -> +46*", "112 -> 8001234"]),
        inbound: Some(("tolk".to_string(), Address::alias("8001234"))),
    }
}

#[test]
fn numbers_go_by_the_trunks_that_serve_them_in_their_spelling() {
    let mut world = world();
    world.outgoing.trunks = vec![trunk("first", "tel:+46*"), trunk("second", "tel:+*")];
    let reached = |world: &World, to: &str| {
        let to: Address = to.parse().expect(to);
        let mut machine = Outgoing::new(&Caller::Operator, &to);
        let _ = machine.step(world.facts(10), None);
        match machine.step(world.facts(10), Some(Answer::CallsOut(0))) {
            Step::Done(verdict) => verdict.outcome.map(|targets| {
                let spell = |t: &Target| format!("{} by {:?}", t.address, t.route);
                targets.iter().map(spell).collect::<Vec<_>>()
            }),
            Step::Ask(question) => panic!("asks again: {question:?}"),
        }
    };
    assert!(
        reached(&world, "tel:+468123").is_err(),
        "a trunk permits nothing"
    );
    world.outgoing.rules = vec![OutgoingRule {
        to: "tel:+*".parse().expect("a pattern"),
        allow: true,
        who: Who::Anybody,
    }];
    let both = reached(&world, "tel:+468123").expect("permitted");
    assert_eq!(both.len(), 2, "one after the other");
    assert!(
        both[0].starts_with("sip:08123@operator.example by"),
        "{both:?}"
    );
    assert!(both[0].contains("first") && both[1].contains("second"));
    let abroad = reached(&world, "tel:+47123").expect("permitted");
    assert_eq!(abroad.len(), 1);
    assert!(
        abroad[0].starts_with("sip:0047123@operator.example"),
        "{abroad:?}"
    );
}

#[test]
fn calls_that_come_by_a_trunk_are_written_in_our_words_and_decided_by_rules_of_their_own() {
    let mut world = world();
    world.outgoing.trunks = vec![trunk("first", "tel:+46*")];
    let by = |name: &str| Trust::Trunk {
        trunk: TrunkId::new(name),
    };
    let arrive = |world: &World, to: &str, trust: Trust| {
        let mut request = request(to, trust, None);
        request.from.address = Pii::new("sip:00468999@10.0.0.1".parse().expect("an address"));
        let directory = &world.directory;
        world
            .outgoing
            .arriving(&mut request, |domain| directory.is_ours(domain));
        let verdict = world.verdict(&request, 10, Occupancy::default());
        let from = request.from.address.reveal().to_string();
        (
            format!("{} {}", verdict.outcome.as_str(), verdict.rule),
            from,
        )
    };
    let (verdict, from) = arrive(&world, "sip:112@operator.example", by("first"));
    assert_eq!(verdict, "join room.admits_everybody");
    assert_eq!(from, "tel:+468999");
    let decided = |to: &str| arrive(&world, to, by("first")).0;
    assert_eq!(decided("tolk"), "join room.admits_everybody");
    assert_eq!(decided("7654321"), "refuse trunk.unknown_number");
    assert_eq!(decided("sip:112@elsewhere.example"), "refuse relay.denied");
    assert!(decided("anna").contains("trunk.") || decided("anna").contains("reception.none"));
    let (verdict, from) = arrive(&world, "sip:112@operator.example", Trust::Anonymous);
    assert_eq!(
        verdict, "refuse relay.denied",
        "strangers are rewritten nothing"
    );
    assert_eq!(from, "sip:00468999@10.0.0.1");
}

#[test]
fn rules_about_numbers_are_read_strictly() {
    for lawful in ["00* -> +*", "112->8001", "* -> 46*"] {
        assert!(lawful.parse::<Rewrite>().is_ok(), "{lawful}");
    }
    for wrong in [
        "",
        "00*",
        "00* -> +",
        "00 -> +*",
        " -> 1",
        "1 -> ",
        "0@* -> 1*",
    ] {
        assert!(wrong.parse::<Rewrite>().is_err(), "{wrong}");
    }
}

#[test]
fn of_several_devices_the_one_that_is_named_rings() {
    let world = world();
    let device = |name: &str| Target {
        route: Some(Route::Device(DeviceRoute {
            contact: Pii::new(format!("sip:{name}@192.0.2.1")),
            hops: Vec::new(),
            instance: Some(Pii::new(format!("<urn:{name}>"))),
            alias: None,
            source: None,
        })),
        ..Target::at(Address::alias(name))
    };
    let rung = |wanted: Option<&str>| {
        let mut request = request("anna", Trust::Operator, None);
        request.device = wanted.map(|w| Pii::new(w.to_string()));
        let mut admission = Admission::new(&request);
        assert!(matches!(
            admission.step(world.facts(10), None),
            Step::Ask(Question::Location(_))
        ));
        let found = Answer::Location(vec![device("desk"), device("mobile")]);
        match admission.step(world.facts(10), Some(found)) {
            Step::Done(Verdict {
                outcome: Outcome::Connect { targets, .. },
                ..
            }) => targets.len(),
            Step::Done(verdict) => {
                assert_eq!(verdict.rule.as_str(), "person.no_device");
                0
            }
            Step::Ask(question) => panic!("asks again: {question:?}"),
        }
    };
    assert_eq!(rung(None), 3, "both, and the one that the directory lists");
    assert_eq!(rung(Some("<urn:mobile>")), 1);
    assert_eq!(rung(Some("<urn:gone>")), 0);
}
