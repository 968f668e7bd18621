//! What every store of registrations must do: the rules of binding, as they are seen through the trait. Each runs [`run`] with a factory
//! of its own. Stores that nodes share are asked by one node here; what one tells another is for their own tests.

use std::net::SocketAddr;
use std::time::Duration;

use tolk_core::registrar::Limits;
use tolk_model::address::TransportKind;
use tolk_model::registration::{
    Change, DeviceRoute, Registration, RegistrationError, Route, Source, Wanted,
};
use tolk_model::{Alias, Domain, EdgeId, FlowId, Mono, NodeId, Now, Pii, Wall};

use crate::state::{MemoryRegistrations, Registrations};

/// Makes an empty store with limits.
type Make<'m> = &'m dyn Fn(Limits) -> Box<dyn Registrations>;

fn node() -> NodeId {
    NodeId::from_number(7)
}

fn edge() -> EdgeId {
    EdgeId::new("sip")
}

fn alias(local: &str) -> Alias {
    Alias {
        domain: Domain::new("example.com").expect("a domain"),
        local: local.to_string(),
    }
}

fn at(seconds: u64) -> Now {
    Now {
        mono: Mono(Duration::from_secs(seconds)),
        wall: Wall::from_unix_ms(seconds * 1000),
    }
}

/// A device on a host: by a flow that nothing replaces, or by its address.
fn device(host: u8, flow: Option<u64>, seconds: u64) -> Wanted {
    let contact = format!("sip:anna@192.0.2.{host}");
    let remote: SocketAddr = ([192, 0, 2, host], 5060).into();
    let source = flow.map(|flow| Source {
        flow: FlowId(flow),
        remote,
        transport: TransportKind::Tls,
        only: true,
    });
    Wanted {
        address: Pii::new(contact.parse().expect("an address")),
        route: DeviceRoute {
            contact: Pii::new(contact),
            hops: vec!["<sip:hop.example.com;lr>".to_string()],
            instance: None,
            alias: None,
            source,
        },
        instance: flow.map(|_| Pii::new(format!("<urn:uuid:{host}>"))),
        flow_number: flow.map(|_| 1),
        preference: 1000,
        lifetime: Duration::from_secs(seconds),
    }
}

fn registration(sequence: &str, number: u32, change: Change) -> Registration {
    Registration {
        account: Pii::new("anna".to_string()),
        address: Pii::new("anna@example.com".parse().expect("an address")),
        edge: edge(),
        user_agent: "A telephone".to_string(),
        sequence: sequence.to_string(),
        number,
        change,
    }
}

/// What has changed, and how many devices there are then.
type Changes = Vec<(&'static str, usize)>;

/// Registers for `who`; how many devices are bound then, and what has changed.
fn register(
    store: &dyn Registrations,
    (seconds, who): (u64, &str),
    (sequence, number): (&str, u32),
    change: Change,
) -> Result<(usize, Changes), RegistrationError> {
    let wanted = registration(sequence, number, change);
    let done = store.register(at(seconds), &alias(who), &wanted, node());
    done.map(|(bound, changed)| {
        let changed = changed.iter().map(|c| (c.what, c.devices)).collect();
        (bound.len(), changed)
    })
}

fn bind(wanted: Wanted) -> Change {
    Change::Bind(vec![wanted])
}

/// All of it.
pub(crate) fn run(make: Make<'_>) {
    devices_come_are_renewed_and_go(make);
    everything_is_kept_as_it_was_said(make);
    an_older_one_of_a_sequence_changes_nothing(make);
    limits_hold_and_refuse_whole_requests(make);
    what_expires_is_not_seen_and_told_once(make);
    a_lost_flow_takes_what_only_it_led_to(make);
    whom_to_call_is_ordered_and_each_once(make);
    a_device_that_connects_anew_keeps_its_place(make);
}

fn devices_come_are_renewed_and_go(make: Make<'_>) {
    let store = make(Limits::default());
    let store = store.as_ref();
    assert_eq!((store.count(), store.all().len()), (0, 0));
    let came = register(store, (0, "anna"), ("a", 1), bind(device(1, None, 600)));
    assert_eq!(came, Ok((1, vec![("bound", 1)])));
    let again = register(store, (9, "anna"), ("a", 2), bind(device(1, None, 600)));
    assert_eq!(again, Ok((1, vec![])), "renewed: nobody came or went");
    let since = store.of(&alias("anna"), at(9).mono)[0].since;
    assert_eq!(since, at(0).wall, "since the first time");
    let second = register(store, (10, "anna"), ("b", 1), bind(device(2, None, 600)));
    assert_eq!(second, Ok((2, vec![("bound", 2)])));
    register(store, (10, "bert"), ("c", 1), bind(device(3, None, 600))).expect("room");
    assert_eq!((store.count(), store.all().len()), (3, 3));
    let asked = register(store, (11, "anna"), ("d", 1), Change::Nothing);
    assert_eq!(asked, Ok((2, vec![])));
    let went = register(store, (12, "anna"), ("b", 2), bind(device(2, None, 0)));
    assert_eq!(went, Ok((1, vec![("unbound", 1)])));
    let cleared = register(store, (13, "anna"), ("e", 1), Change::Clear);
    assert_eq!(cleared, Ok((0, vec![("unbound", 0)])));
    assert_eq!(store.count(), 1, "others keep theirs");
    assert_eq!(store.all()[0].0, alias("bert"));
}

fn everything_is_kept_as_it_was_said(make: Make<'_>) {
    let store = make(Limits::default());
    let wanted = device(1, Some(4), 600);
    register(store.as_ref(), (5, "anna"), ("a", 3), bind(wanted.clone())).expect("room");
    let kept = store.of(&alias("anna"), at(5).mono).remove(0);
    assert_eq!((kept.edge, kept.node), (edge(), Some(node())));
    assert_eq!((kept.route, kept.address), (wanted.route, wanted.address));
    assert_eq!(
        (kept.instance, kept.flow_number),
        (wanted.instance, Some(1))
    );
    assert_eq!((kept.sequence.as_str(), kept.number), ("a", 3));
    assert_eq!(
        (kept.user_agent.as_str(), kept.preference),
        ("A telephone", 1000)
    );
    assert_eq!((kept.since, kept.expires), (at(5).wall, at(605).mono));
}

fn an_older_one_of_a_sequence_changes_nothing(make: Make<'_>) {
    let store = make(Limits::default());
    let store = store.as_ref();
    register(store, (0, "anna"), ("a", 5), bind(device(1, None, 600))).expect("room");
    for change in [bind(device(1, None, 0)), Change::Clear] {
        let late = register(store, (1, "anna"), ("a", 4), change);
        assert_eq!(late, Err(RegistrationError::OutOfOrder));
    }
    assert_eq!(store.of(&alias("anna"), at(1).mono).len(), 1);
}

fn limits_hold_and_refuse_whole_requests(make: Make<'_>) {
    let store = make(Limits { devices: 2, all: 3 });
    let store = store.as_ref();
    let three = (1..=3).map(|host| device(host, None, 600)).collect();
    let refused = register(store, (0, "anna"), ("a", 1), Change::Bind(three));
    assert_eq!(refused, Err(RegistrationError::TooMany));
    assert_eq!(store.count(), 0, "all of it or nothing");
    let two = |first: u8| Change::Bind((first..first + 2).map(|h| device(h, None, 60)).collect());
    assert!(register(store, (0, "anna"), ("a", 2), two(1)).is_ok());
    let refused = register(store, (1, "bert"), ("b", 1), two(3));
    assert_eq!(refused, Err(RegistrationError::TooMany), "in all");
    assert!(register(store, (1, "bert"), ("b", 2), bind(device(3, None, 60))).is_ok());
    // Who is full may still renew, and what has expired takes no room.
    assert!(register(store, (2, "anna"), ("a", 3), bind(device(1, None, 600))).is_ok());
    let room = register(store, (90, "anna"), ("a", 4), bind(device(9, None, 60)));
    assert_eq!(room.map(|(devices, _)| devices), Ok(2));
}

fn what_expires_is_not_seen_and_told_once(make: Make<'_>) {
    let store = make(Limits::default());
    register(
        store.as_ref(),
        (0, "anna"),
        ("a", 1),
        bind(device(1, None, 60)),
    )
    .expect("room");
    assert!(store.expire(at(59).mono).is_empty());
    assert!(
        store.of(&alias("anna"), at(60).mono).is_empty(),
        "even before it is swept"
    );
    assert!(store.targets(&[alias("anna")], at(60).mono).is_empty());
    let gone = store.expire(at(60).mono);
    let told: Vec<_> = gone
        .iter()
        .map(|c| (c.alias.clone(), c.what, c.devices))
        .collect();
    assert_eq!(told, [(alias("anna"), "expired", 0)]);
    assert!(store.expire(at(61).mono).is_empty());
    assert_eq!(store.count(), 0);
}

fn a_lost_flow_takes_what_only_it_led_to(make: Make<'_>) {
    let store = make(Limits::default());
    let both = vec![device(1, Some(4), 600), device(2, None, 600)];
    register(store.as_ref(), (0, "anna"), ("a", 1), Change::Bind(both)).expect("room");
    register(
        store.as_ref(),
        (0, "bert"),
        ("b", 1),
        bind(device(3, Some(6), 600)),
    )
    .expect("room");
    assert!(
        store.flow_lost(&EdgeId::new("h323"), FlowId(4)).is_empty(),
        "another edge's"
    );
    let gone = store.flow_lost(&edge(), FlowId(4));
    let told: Vec<_> = gone
        .iter()
        .map(|c| (c.alias.clone(), c.what, c.devices))
        .collect();
    assert_eq!(told, [(alias("anna"), "flow_lost", 1)]);
    assert_eq!(
        (store.count(), store.flow_lost(&edge(), FlowId(4)).len()),
        (2, 0)
    );
}

fn whom_to_call_is_ordered_and_each_once(make: Make<'_>) {
    let store = make(Limits::default());
    let rather = |host: u8, preference: u16| Wanted {
        preference,
        ..device(host, None, 600)
    };
    let all = vec![rather(1, 500), rather(2, 1000), rather(3, 1000)];
    register(store.as_ref(), (0, "anna"), ("a", 1), Change::Bind(all)).expect("room");
    // Known by another name at the same place.
    register(store.as_ref(), (1, "a"), ("b", 1), bind(rather(3, 1000))).expect("room");
    let found = store.targets(&[alias("anna"), alias("a")], at(2).mono);
    let said: Vec<_> = found.iter().map(|t| (t.together, t.edge.clone())).collect();
    let here = Some(edge());
    assert_eq!(
        said,
        [(false, here.clone()), (true, here.clone()), (false, here)]
    );
    let last = found.last().map(|t| t.address.to_string());
    assert!(last.is_some_and(|a| a.contains("192.0.2.1")), "{found:?}");
    assert!(
        found
            .iter()
            .all(|t| matches!(&t.route, Some(Route::Device(d)) if d.hops.len() == 1))
    );
    assert!(store.targets(&[alias("nobody")], at(2).mono).is_empty());
}

fn a_device_that_connects_anew_keeps_its_place(make: Make<'_>) {
    let store = make(Limits::default());
    for n in 0..20_u8 {
        let mut wanted = device(n + 1, Some(u64::from(n) * 2 + 2), 600);
        wanted.flow_number = None;
        wanted.instance = Some(Pii::new("<urn:uuid:1>".to_string()));
        let number = u32::from(n) + 1;
        let done = register(
            store.as_ref(),
            (u64::from(n), "anna"),
            ("a", number),
            bind(wanted),
        );
        assert_eq!(done.map(|(devices, _)| devices), Ok(1), "{n}");
    }
    // The connections of before are found to be broken at last.
    for n in 0..19_u64 {
        assert!(store.flow_lost(&edge(), FlowId(n * 2 + 2)).is_empty());
    }
    assert_eq!(store.targets(&[alias("anna")], at(30).mono).len(), 1);
}

#[test]
fn registrations_in_memory_keep_the_contract() {
    run(&|limits| Box::new(MemoryRegistrations::new(limits)));
}
