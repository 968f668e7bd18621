//! The rules of binding, in virtual time.

use std::net::SocketAddr;
use std::time::Duration;

use tolk_model::address::TransportKind;
use tolk_model::registration::{
    Change, DeviceRoute, Registration, RegistrationError, Route, Source, Wanted,
};
use tolk_model::{Alias, Domain, EdgeId, FlowId, Mono, Now, Pii, Wall};

use super::{Bindings, Limits};

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

fn device(host: u8, seconds: u64) -> Wanted {
    let contact = format!("sip:anna@192.0.2.{host}");
    Wanted {
        address: Pii::new(contact.parse().expect("an address")),
        route: DeviceRoute {
            contact: Pii::new(contact),
            hops: Vec::new(),
            instance: None,
            alias: None,
            source: None,
        },
        instance: None,
        flow_number: None,
        preference: 1000,
        lifetime: Duration::from_secs(seconds),
    }
}

fn on_flow(host: u8, flow: u64, number: u32) -> Wanted {
    let remote: SocketAddr = ([192, 0, 2, host], 5060).into();
    let mut wanted = device(host, 600);
    wanted.route.source = Some(Source {
        flow: FlowId(flow),
        remote,
        transport: TransportKind::Tcp,
        only: true,
    });
    wanted.instance = Some(Pii::new("<urn:uuid:1>".to_string()));
    wanted.flow_number = Some(number);
    wanted
}

fn registration(sequence: &str, number: u32, change: Change) -> Registration {
    Registration {
        account: Pii::new("anna".to_string()),
        address: Pii::new("anna@example.com".parse().expect("an address")),
        edge: EdgeId::new("sip"),
        user_agent: String::new(),
        sequence: sequence.to_string(),
        number,
        change,
    }
}

/// Registers for anna; how many devices are bound then, or why not.
fn register(
    bindings: &mut Bindings,
    seconds: u64,
    (sequence, number): (&str, u32),
    change: Change,
) -> Result<usize, RegistrationError> {
    let registration = registration(sequence, number, change);
    let done = bindings.register(at(seconds), &alias("anna"), &registration, None);
    done.map(|(bound, _)| bound.len())
}

fn bind(wanted: Vec<Wanted>) -> Change {
    Change::Bind(wanted)
}

#[test]
fn devices_come_are_renewed_and_go() {
    let mut all = Bindings::new(Limits::default());
    assert_eq!(
        register(&mut all, 0, ("a", 1), bind(vec![device(1, 600)])),
        Ok(1)
    );
    assert_eq!(
        register(&mut all, 1, ("b", 1), bind(vec![device(2, 600)])),
        Ok(2)
    );
    assert_eq!(
        register(&mut all, 2, ("a", 2), bind(vec![device(1, 900)])),
        Ok(2)
    );
    assert_eq!(register(&mut all, 3, ("c", 1), Change::Nothing), Ok(2));
    assert_eq!(
        register(&mut all, 4, ("a", 3), bind(vec![device(1, 0)])),
        Ok(1)
    );
    assert_eq!(register(&mut all, 5, ("c", 2), Change::Clear), Ok(0));
    assert!(all.is_empty());
}

#[test]
fn what_expires_is_told_once_and_counts_no_more() {
    let mut all = Bindings::new(Limits { devices: 1, all: 1 });
    assert_eq!(
        register(&mut all, 0, ("a", 1), bind(vec![device(1, 60)])),
        Ok(1)
    );
    assert_eq!(all.next_expiry(), Some(at(60).mono));
    assert!(all.expire(at(59).mono).is_empty());
    assert_eq!(
        all.targets(&[alias("anna")], at(60).mono),
        [],
        "even before it is swept"
    );
    assert_eq!(
        register(&mut all, 61, ("b", 1), bind(vec![device(2, 60)])),
        Ok(1)
    );
    let told = all.expire(at(121).mono);
    assert_eq!(
        (told.len(), told[0].what, told[0].devices),
        (1, "expired", 0)
    );
    assert!(all.expire(at(121).mono).is_empty());
    assert_eq!(all.len(), 0);
}

#[test]
fn an_older_registration_that_comes_late_changes_nothing() {
    let mut all = Bindings::new(Limits::default());
    assert_eq!(
        register(&mut all, 0, ("a", 5), bind(vec![device(1, 600)])),
        Ok(1)
    );
    let late = Err(RegistrationError::OutOfOrder);
    assert_eq!(
        register(&mut all, 1, ("a", 5), bind(vec![device(1, 0)])),
        late
    );
    assert_eq!(register(&mut all, 1, ("a", 4), Change::Clear), late);
    // All or nothing: the first one of these two could be bound.
    assert_eq!(
        register(
            &mut all,
            1,
            ("a", 5),
            bind(vec![device(2, 60), device(1, 60)])
        ),
        late
    );
    assert_eq!(all.len(), 1);
    assert_eq!(
        register(
            &mut all,
            2,
            ("another sequence", 1),
            bind(vec![device(1, 0)])
        ),
        Ok(0)
    );
}

#[test]
fn devices_are_limited_for_each_and_in_all_and_those_that_are_there_may_renew() {
    let mut all = Bindings::new(Limits { devices: 2, all: 3 });
    for host in 1..=2 {
        assert!(
            register(
                &mut all,
                0,
                ("a", host.into()),
                bind(vec![device(host, 60)])
            )
            .is_ok()
        );
    }
    let full = Err(RegistrationError::TooMany);
    assert_eq!(
        register(&mut all, 1, ("a", 9), bind(vec![device(3, 60)])),
        full
    );
    assert_eq!(
        register(&mut all, 1, ("a", 10), bind(vec![device(2, 60)])),
        Ok(2)
    );
    let other = registration("b", 1, bind(vec![device(4, 60), device(5, 60)]));
    let refused = all.register(at(1), &alias("bert"), &other, None);
    assert_eq!(refused.map(|_| ()), Err(RegistrationError::TooMany));
    assert_eq!(all.len(), 2);
}

#[test]
fn a_device_that_comes_back_by_another_address_is_the_same_one() {
    let mut all = Bindings::new(Limits::default());
    assert_eq!(
        register(&mut all, 0, ("a", 1), bind(vec![on_flow(1, 1, 1)])),
        Ok(1)
    );
    assert_eq!(
        register(&mut all, 1, ("b", 1), bind(vec![on_flow(7, 3, 1)])),
        Ok(1)
    );
    assert_eq!(
        register(&mut all, 2, ("b", 2), bind(vec![on_flow(7, 5, 2)])),
        Ok(2),
        "its second flow"
    );
    let targets = all.targets(&[alias("anna")], at(3).mono);
    assert_eq!(targets.len(), 1, "one device rings once");
    let Some(Route::Device(route)) = &targets[0].route else {
        panic!("{targets:?}")
    };
    assert_eq!(
        route.source.map(|s| s.flow),
        Some(FlowId(5)),
        "by its newest flow"
    );
    assert_eq!(route.alias, Some(alias("anna")), "whose device it is");
}

#[test]
fn a_flow_that_is_gone_takes_its_devices_along_and_no_others() {
    let mut all = Bindings::new(Limits::default());
    let wanted = vec![on_flow(1, 1, 1), device(2, 600)];
    assert_eq!(register(&mut all, 0, ("a", 1), bind(wanted)), Ok(2));
    assert!(all.flow_lost(&EdgeId::new("sip"), FlowId(3)).is_empty());
    assert!(all.flow_lost(&EdgeId::new("h323"), FlowId(1)).is_empty());
    let told = all.flow_lost(&EdgeId::new("sip"), FlowId(1));
    assert_eq!((told[0].what, told[0].devices), ("flow_lost", 1));
}

#[test]
fn a_flow_takes_the_devices_with_it_that_it_leads_to_now() {
    let mut all = Bindings::new(Limits::default());
    let sip = EdgeId::new("sip");
    // The device has come back on another flow, and a second one was bound on it.
    assert_eq!(
        register(&mut all, 0, ("a", 1), bind(vec![on_flow(1, 1, 1)])),
        Ok(1)
    );
    assert_eq!(
        register(&mut all, 1, ("a", 2), bind(vec![on_flow(1, 2, 1)])),
        Ok(1)
    );
    let second = on_flow(2, 2, 2);
    assert_eq!(register(&mut all, 2, ("b", 1), bind(vec![second])), Ok(2));
    assert!(all.flow_lost(&sip, FlowId(1)).is_empty());
    let unbound = Wanted {
        lifetime: Duration::ZERO,
        ..on_flow(2, 2, 2)
    };
    assert_eq!(register(&mut all, 3, ("b", 2), bind(vec![unbound])), Ok(1));
    assert_eq!(all.flow_lost(&sip, FlowId(2)).len(), 1);
    assert!(all.is_empty());
    assert!(all.flow_lost(&sip, FlowId(2)).is_empty());
}

#[test]
fn devices_that_want_it_equally_ring_together() {
    let mut all = Bindings::new(Limits::default());
    let with = |host, preference| Wanted {
        preference,
        ..device(host, 600)
    };
    let wanted = vec![with(1, 200), with(2, 1000), with(3, 1000), with(4, 200)];
    assert_eq!(register(&mut all, 0, ("a", 1), bind(wanted)), Ok(4));
    let targets = all.targets(&[alias("anna")], at(1).mono);
    let order = targets.iter().map(|t| (t.address.to_string(), t.together));
    let order: Vec<(String, bool)> = order
        .map(|(a, t)| (a[a.len() - 1..].to_string(), t))
        .collect();
    let expected = [("2", false), ("3", true), ("1", false), ("4", true)];
    assert_eq!(
        order,
        expected.map(|(host, together)| (host.to_string(), together))
    );
}

/// A device over a stream without a flow number.
fn connected(port: u16, flow: u64, instance: Option<&str>) -> Wanted {
    let mut wanted = on_flow(1, flow, 1);
    let contact = format!("sip:anna@192.0.2.1:{port}");
    wanted.address = Pii::new(contact.parse().expect("an address"));
    wanted.route.contact = Pii::new(contact);
    wanted.instance = instance.map(|i| Pii::new(i.to_string()));
    wanted.flow_number = None;
    wanted
}

#[test]
fn a_device_that_connects_anew_is_one_device_and_keeps_its_place() {
    for instance in [None, Some("<urn:uuid:1>")] {
        let mut all = Bindings::new(Limits::default());
        for n in 0..30_u16 {
            let wanted = bind(vec![connected(40_000 + n, u64::from(n) + 2, instance)]);
            let number = u32::from(n) + 1;
            let done = register(&mut all, u64::from(n), ("boot", number), wanted);
            assert_eq!(done, Ok(1), "{instance:?} {n}");
        }
        let targets = all.targets(&[alias("anna")], at(31).mono);
        assert_eq!(targets.len(), 1);
        assert_eq!(targets[0].address.port, Some(40_029), "the newest one");
        // It has started anew: another sequence. Only its instance tells that it is the same.
        let wanted = bind(vec![connected(50_000, 99, instance)]);
        let devices = if instance.is_some() { 1 } else { 2 };
        assert_eq!(register(&mut all, 40, ("boot2", 1), wanted), Ok(devices));
    }
}

#[test]
fn two_contacts_of_one_connection_stay_two() {
    let mut all = Bindings::new(Limits::default());
    let wanted = bind(vec![connected(1, 2, None), connected(2, 2, None)]);
    assert_eq!(register(&mut all, 0, ("a", 1), wanted), Ok(2));
    let same = Some("<urn:uuid:1>");
    let wanted = bind(vec![connected(3, 2, same), connected(4, 2, same)]);
    assert_eq!(register(&mut all, 1, ("b", 1), wanted), Ok(4));
}
