#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
//! Temporary GRUUs over the life of registrations.

use tolk_model::registration::DeviceRoute;
use tolk_model::time::Wall;
use tolk_model::{Domain, Seed};

use super::*;

const MINUTE: Duration = Duration::from_secs(60);

fn alias(local: &str) -> Alias {
    Alias {
        domain: Domain::new("example.com").unwrap_or_else(|e| panic!("{e}")),
        local: local.to_string(),
    }
}

fn at(minutes: u32) -> Mono {
    Mono(MINUTE * minutes)
}

fn binding(instance: &str, flow: Option<u32>, sequence: &str, until: Mono) -> Binding {
    let instance = Some(Pii::new(instance.to_string()));
    Binding {
        edge: tolk_model::id::EdgeId::new("sip"),
        node: None,
        route: DeviceRoute {
            contact: Pii::new("sip:a@192.0.2.1".to_string()),
            hops: Vec::new(),
            instance: instance.clone(),
            alias: None,
            source: None,
        },
        address: Pii::new(Address::alias("a")),
        instance,
        flow_number: flow,
        preference: 1000,
        user_agent: String::new(),
        sequence: sequence.to_string(),
        number: 1,
        since: Wall::default(),
        expires: until,
    }
}

struct Rig {
    all: Temporary,
    random: Random,
}

impl Rig {
    fn new(limit: usize) -> Rig {
        let mut random = Seed::from_number(7).generator();
        let all = Temporary::with_limit(&mut random, limit);
        Rig { all, random }
    }

    fn bind(&mut self, now: Mono, of: &str, bindings: &[Binding]) {
        self.all.bound(now, &alias(of), bindings, true);
    }

    fn mint(&mut self, of: &str, instance: &str) -> Option<String> {
        self.all.mint(&mut self.random, &alias(of), instance)
    }

    fn leads(&self, now: Mono, user: &str) -> Option<(String, String)> {
        let (address, instance) = self.all.find(now, user)?;
        Some((address.local, instance.reveal().clone()))
    }
}

fn anna() -> Option<(String, String)> {
    Some(("anna".to_string(), "<urn:1>".to_string()))
}

#[test]
fn all_that_were_given_lead_to_the_device_while_its_registration_stands() {
    let mut rig = Rig::new(10);
    let mut given = Vec::new();
    for minute in 0..5 {
        let bound = binding("<urn:1>", None, "c1", at(minute + 2));
        rig.bind(at(minute), "anna", &[bound]);
        given.extend(rig.mint("anna", "<urn:1>"));
    }
    assert_eq!(given.len(), 5);
    for user in &given {
        assert_eq!(rig.leads(at(5), user), anna());
        assert_eq!(rig.leads(at(6), user), None, "it was not renewed");
    }
    // One that comes back later has a life of its own.
    rig.bind(at(7), "anna", &[binding("<urn:1>", None, "c1", at(9))]);
    assert!(given.iter().all(|user| rig.leads(at(7), user).is_none()));
    let fresh = rig.mint("anna", "<urn:1>").unwrap_or_default();
    assert_eq!(rig.leads(at(7), &fresh), anna());
}

#[test]
fn a_new_sequence_or_no_registration_takes_all_back() {
    for next in [vec![binding("<urn:1>", None, "c2", at(9))], Vec::new()] {
        let mut rig = Rig::new(10);
        rig.bind(at(0), "anna", &[binding("<urn:1>", None, "c1", at(9))]);
        rig.bind(at(0), "bert", &[binding("<urn:1>", None, "c7", at(9))]);
        let given = rig.mint("anna", "<urn:1>").unwrap_or_default();
        let other = rig.mint("bert", "<urn:1>").unwrap_or_default();
        rig.bind(at(1), "anna", &next);
        assert_eq!(rig.leads(at(1), &given), None, "{next:?}");
        assert!(rig.leads(at(1), &other).is_some(), "another's stays");
    }
    // A second flow of the device, and the end of the first, are the same registration.
    let mut rig = Rig::new(10);
    let flow = |n, sequence| binding("<urn:1>", Some(n), sequence, at(9));
    rig.bind(at(0), "anna", &[flow(1, "c1")]);
    let given = rig.mint("anna", "<urn:1>").unwrap_or_default();
    rig.bind(at(0), "anna", &[flow(1, "c1"), flow(2, "c2")]);
    rig.bind(at(0), "anna", &[flow(2, "c2")]);
    assert_eq!(rig.leads(at(1), &given), anna());
    rig.bind(at(0), "anna", &[flow(2, "c3")]);
    assert_eq!(rig.leads(at(1), &given), None);
}

#[test]
fn none_is_forged_and_none_tells_anything() {
    let mut rig = Rig::new(10);
    rig.bind(at(0), "anna", &[binding("<urn:1>", None, "c1", at(9))]);
    let one = rig.mint("anna", "<urn:1>").unwrap_or_default();
    let two = rig.mint("anna", "<urn:1>").unwrap_or_default();
    assert_eq!(one.len(), MARK.len() + 2 * (SALT + NAME + SEAL));
    // No run of digits stands in both at the same place.
    let same = one.bytes().zip(two.bytes()).skip(MARK.len());
    let mut longest = (0, 0);
    for (a, b) in same {
        longest.1 = if a == b { longest.1 + 1 } else { 0 };
        longest.0 = longest.0.max(longest.1);
    }
    assert!(longest.0 < 6, "{one} {two}");
    for n in MARK.len()..one.len() {
        let mut bytes = one.clone().into_bytes();
        bytes[n] = if bytes[n] == b'0' { b'1' } else { b'0' };
        let forged = String::from_utf8(bytes).unwrap_or_default();
        assert_eq!(rig.leads(at(1), &forged), None, "{n}");
    }
    // The salt and name of one with the seal of the other.
    let split = one.len() - 2 * SEAL;
    let mixed = format!("{}{}", &one[..split], &two[split..]);
    assert_eq!(rig.leads(at(1), &mixed), None);
    let upper = format!("{MARK}{}", one[MARK.len()..].to_uppercase());
    for other in [upper.as_str(), &one[..one.len() - 1], "tgruu-", "anna", ""] {
        assert_eq!(rig.leads(at(1), other), None, "{other}");
    }
    // Another process has another secret.
    let mut random = Seed::from_number(8).generator();
    let mut stranger = Temporary::with_limit(&mut random, 10);
    let bound = [binding("<urn:1>", None, "c1", at(9))];
    stranger.bound(at(0), &alias("anna"), &bound, true);
    assert!(stranger.find(at(1), &one).is_none());
}

#[test]
fn devices_beyond_the_limit_are_given_none_until_there_is_room() {
    let mut rig = Rig::new(2);
    for name in ["a", "b", "c"] {
        rig.bind(at(0), name, &[binding("<urn:1>", None, "c1", at(2))]);
    }
    assert!(rig.mint("b", "<urn:1>").is_some());
    assert!(rig.mint("c", "<urn:1>").is_none());
    rig.bind(at(3), "c", &[binding("<urn:1>", None, "c1", at(5))]);
    assert!(rig.mint("c", "<urn:1>").is_some());
    assert_eq!((rig.all.len(), rig.all.names.len()), (1, 1));
}
