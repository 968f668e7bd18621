//! Random orders: in the end every watcher knows the truth, and nothing grows beyond its bounds.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

const LIMITS: Limits = Limits {
    all: 12,
    per_watcher: 5,
    per_target: 6,
    pause: Duration::from_secs(5),
};

#[derive(Clone, Debug)]
enum Act {
    Subscribe(u64, u8, u8, u8),
    Unsubscribe(u64),
    Observe(u8, bool, u8),
    Publish(u64, u8, u8),
    Unpublish(u64),
    Set(u8, bool),
    Gone(u8),
    /// Time passes; every so many reports do not arrive.
    Drain(u64, u8),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (0..20_u64, 0..3_u8, 0..4_u8, 0..3_u8).prop_map(|(n, w, t, p)| Act::Subscribe(n, w, t, p)),
        1 => (0..20_u64).prop_map(Act::Unsubscribe),
        4 => (0..4_u8, any::<bool>(), 0..3_u8).prop_map(|(t, r, c)| Act::Observe(t, r, c)),
        2 => (0..6_u64, 0..4_u8, 0..5_u8).prop_map(|(n, t, a)| Act::Publish(n, t, a)),
        1 => (0..6_u64).prop_map(Act::Unpublish),
        1 => (0..4_u8, any::<bool>()).prop_map(|(t, on)| Act::Set(t, on)),
        1 => (0..4_u8).prop_map(Act::Gone),
        4 => (0..8_u64, 0..4_u8).prop_map(|(s, l)| Act::Drain(s, l)),
    ]
}

const SAYINGS: [Availability; 5] = [
    Availability::Offline,
    Availability::Available,
    Availability::Away,
    Availability::Busy,
    Availability::DoNotDisturb,
];
const PACKAGES: [Package; 3] = [Package::Presence, Package::Dialogs, Package::Registration];

fn target(number: u8) -> Alias {
    alias(&format!("t{number}"))
}

fn seen(registers: bool, calls: u8) -> Seen {
    let call = |n: u8| WatchedCall {
        id: LegId::from_number(u64::from(n)),
        direction: Direction::Outgoing,
        phase: CallPhase::Connected,
    };
    let devices = if registers {
        registered(1_000_000).devices
    } else {
        Vec::new()
    };
    Seen {
        devices,
        calls: (0..calls).map(call).collect(),
        ..Seen::default()
    }
}

/// What is true, told without the machine.
#[derive(Default)]
struct Truth {
    seen: BTreeMap<u8, Seen>,
    said: BTreeMap<u64, (u8, usize, Availability)>,
    order: usize,
    set: BTreeSet<u8>,
    /// What each watcher knows: target, package, last document.
    knows: BTreeMap<u64, (u8, Package, Document)>,
}

impl Truth {
    fn of(&self, number: u8, package: Package, now: Mono) -> Document {
        let seen = self.seen.get(&number).cloned().unwrap_or_default();
        let said = self.said.values().filter(|(of, ..)| *of == number);
        let newest = said.max_by_key(|(_, order, _)| *order);
        match package {
            Package::Presence => presence(combine(&State {
                do_not_disturb: self.set.contains(&number),
                said: newest.map(|(_, _, what)| *what),
                in_call: !seen.calls.is_empty(),
                registered: !seen.devices.is_empty(),
                place: false,
            })),
            Package::Dialogs => Document::Dialogs(seen.calls),
            Package::Conference | Package::Registration => {
                let device = |d: &SeenDevice| tolk_model::presence::WatchedDevice {
                    contact: d.contact.clone(),
                    expires: d.expires.since(now),
                };
                Document::Registration(seen.devices.iter().map(device).collect())
            }
        }
    }

    fn hears(&mut self, told: Tell) {
        match told {
            Tell::Notify((_, SubscriptionId(n)), document) => {
                let known = self.knows.get_mut(&n).expect("only those who watch");
                assert_eq!(known.1, document.package());
                known.2 = document;
            }
            Tell::Unsubscribe(..) => {}
        }
    }
}

fn same(one: &Document, other: &Document) -> bool {
    match (one, other) {
        // Told at another time, of the same devices.
        (Document::Registration(one), Document::Registration(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| a.contact == b.contact)
        }
        (one, other) => one == other,
    }
}

fn run(acts: Vec<Act>) {
    let mut all = Presence::new(LIMITS);
    let mut truth = Truth::default();
    let mut now = at(0);
    for act in acts {
        match act {
            Act::Subscribe(n, watcher, number, package) => {
                let package = PACKAGES[usize::from(package)];
                let wanted = Wish {
                    watcher: Watcher::Ours(alias(&format!("w{watcher}"))),
                    ..wish(n, package, Whom::Listed(target(number)))
                };
                let seen = truth.seen.get(&number).cloned().unwrap_or_default();
                truth.knows.remove(&n);
                if let Ok(document) = all.subscribe(now, wanted, seen) {
                    assert_eq!(document, truth.of(number, package, now));
                    truth.knows.insert(n, (number, package, document));
                }
            }
            Act::Unsubscribe(n) => {
                all.unsubscribed(&key(n));
                truth.knows.remove(&n);
            }
            Act::Observe(number, registers, calls) => {
                let seen = seen(registers, calls);
                all.observe(&Whom::Listed(target(number)), seen.clone());
                truth.seen.insert(number, seen);
            }
            Act::Publish(n, number, what) => {
                let what = SAYINGS[usize::from(what)];
                all.publish(name(n), &target(number), what, None)
                    .expect("six fit");
                truth.order += 1;
                truth.said.insert(n, (number, truth.order, what));
            }
            Act::Unpublish(n) => {
                all.unpublished(&name(n));
                truth.said.remove(&n);
            }
            Act::Set(number, on) => {
                all.set_do_not_disturb(&target(number), on);
                if on {
                    truth.set.insert(number);
                } else {
                    truth.set.remove(&number);
                }
            }
            Act::Gone(number) => {
                all.gone(&Whom::Listed(target(number)), &Cause::us(Reason::Gone));
                truth.knows.retain(|_, (of, ..)| *of != number);
                truth.said.retain(|_, (of, ..)| *of != number);
                truth.set.remove(&number);
            }
            Act::Drain(seconds, lost) => {
                now = now + Duration::from_secs(seconds);
                for (n, told) in all.drain(now).into_iter().enumerate() {
                    if lost > 0 && n % usize::from(lost) == 0 {
                        all.undelivered(now, told);
                    } else {
                        truth.hears(told);
                    }
                }
            }
        }
        let state = all.debug_state();
        assert!(truth.knows.len() <= LIMITS.all);
        assert_eq!(state["subscriptions"], truth.knows.len());
        assert!(all.watched().count() <= 4);
    }
    // Silence: within two steps of the longest gap all is told.
    for _ in 0..3 {
        now = now + Duration::from_secs(5);
        for told in all.drain(now) {
            truth.hears(told);
        }
    }
    assert_eq!(all.next_timeout(), None, "nothing is left to tell");
    for (n, (number, package, known)) in &truth.knows {
        let wanted = truth.of(*number, *package, now);
        assert!(same(known, &wanted), "{n}: {known:?} and not {wanted:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn in_the_end_every_watcher_knows_the_truth(acts in prop::collection::vec(act(), 0..80)) {
        run(acts);
    }
}
