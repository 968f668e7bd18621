//! Watchers, sayings and messages between an edge and meetings that the test plays.

use std::collections::BTreeMap;

use tolk_core::directory::{Account, Hashes, Organisation, Person};
use tolk_core::presence::{Limits, PresencePolicy, VisibleTo};
use tolk_model::OrgId;
use tolk_model::edge::{Ask, Reply};
use tolk_model::id::{PageId, PublicationId, SubscriptionId, WatchId};
use tolk_model::presence::{
    Asker, Availability, Delivery, DirectCommand, Document, EdgeEvent, Package, Page, Publish,
    Subscribe,
};
use tolk_model::registration::{Change, DeviceRoute, Registration, Route, Wanted};

use super::*;
use crate::config::PresenceConfig;

pub(super) fn alias(local: &str) -> Alias {
    Alias {
        domain: Domain::new("video.example").unwrap(),
        local: local.to_string(),
    }
}

/// Two colleagues, one of whom nobody knows anything, and one who wants no second call.
pub(super) fn list(directory: &mut Directory) {
    let agency = OrgId::from_number(9);
    directory.add_organisation(Organisation {
        id: agency,
        name: "Agency".to_string(),
        domains: Vec::new(),
    });
    for local in ["ada", "ben", "hidden", "bea"] {
        let person = Person {
            aliases: vec![alias(local)],
            display_name: Pii::new(local.to_string()),
            organisation: Some(agency),
            title: None,
            call_waiting: local != "bea",
            devices: Vec::new(),
        };
        directory.add_person(person).unwrap();
        let account = Account {
            user: local.to_string(),
            aliases: vec![alias(local)],
            hashes: Hashes::default(),
        };
        directory.add_account(account).unwrap();
    }
    let account = Account {
        user: "room".to_string(),
        aliases: vec![alias("room")],
        hashes: Hashes::default(),
    };
    directory.add_account(account).unwrap();
}

pub(super) fn config() -> PresenceConfig {
    PresenceConfig {
        policy: PresencePolicy {
            visible_to: VisibleTo::Ours,
            entries: [(alias("hidden"), VisibleTo::Nobody)].into(),
            groups: vec![[alias("ada"), alias("ben")].into()],
        },
        limits: Limits {
            per_watcher: 20,
            pause: Duration::from_millis(50),
            ..Limits::default()
        },
        messages_per_minute: 4,
    }
}

pub(super) fn registered(local: &str) -> Trust {
    Trust::Registered {
        alias: alias(local),
    }
}

fn by(trust: Trust) -> Asker {
    Asker {
        from: Party {
            address: Pii::new(Address::alias("whoever")),
            display_name: Pii::new("Whoever".to_string()),
            organisation: None,
            identity: Identity::Anonymous,
        },
        trust,
        origin: [192, 0, 2, 8].into(),
        leg: None,
    }
}

fn inside(leg: LegId) -> Asker {
    Asker {
        leg: Some(leg),
        ..by(Trust::Anonymous)
    }
}

fn reason<T>(done: Result<T, Cause>) -> Option<Reason> {
    done.err().map(|c| c.reason)
}

impl World {
    fn subscribe(
        &self,
        number: u64,
        package: Package,
        of: &str,
        by: Asker,
    ) -> Result<Document, Cause> {
        let wanted = Subscribe {
            subscription: SubscriptionId(number),
            package,
            of: of.parse().unwrap(),
            by,
            once: false,
        };
        match self
            .board
            .ask(&self.edge, &Ask::Subscribe(Box::new(wanted)))
        {
            Reply::Subscribe(done) => done,
            other => panic!("{other:?}"),
        }
    }

    fn publish(&self, number: u64, of: &str, trust: Trust, what: Availability) -> Option<Reason> {
        let wanted = Publish {
            publication: PublicationId(number),
            of: of.parse().unwrap(),
            by: by(trust),
            document: Document::Presence {
                availability: what,
                note: None,
            },
        };
        match self.board.ask(&self.edge, &Ask::Publish(Box::new(wanted))) {
            Reply::Publish(done) => reason(done),
            other => panic!("{other:?}"),
        }
    }

    fn page(&self, to: &str, by: Asker) -> Result<Delivery, Cause> {
        let page = Page {
            to: to.parse().unwrap(),
            from: by.from.clone(),
            text: Pii::new("hello".to_string()),
            route: None,
        };
        let ask = Ask::Page(Box::new(page), Box::new(by));
        match self.board.ask(&self.edge, &ask) {
            Reply::Page(done) => done,
            other => panic!("{other:?}"),
        }
    }

    /// Registers a device, or unregisters it.
    pub(super) fn register(&self, local: &str, host: u8, seconds: u64) {
        let contact = format!("sip:{local}@192.0.2.{host}");
        let wanted = Wanted {
            address: Pii::new(contact.parse().unwrap()),
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
        };
        let registration = Registration {
            account: Pii::new(local.to_string()),
            address: Pii::new(Address::alias(local)),
            edge: EdgeId::new("sip"),
            user_agent: String::new(),
            sequence: format!("{host} {seconds}"),
            number: 1,
            change: Change::Bind(vec![wanted]),
        };
        let ask = Ask::Register(Box::new(registration));
        let done = self.board.ask(&self.edge, &ask);
        assert!(matches!(done, Reply::Registered(Ok(_))), "{done:?}");
    }

    pub(super) fn call_by(&mut self, to: &str, trust: Trust) -> (LegId, Result<(), Cause>) {
        self.next += 1;
        let leg = LegId::from_number(self.next);
        let mut request = request(self.next, to, trust);
        if let Trust::Registered { alias } = &request.trust {
            request.from.address = Pii::new(Address::alias(alias.local.clone()));
        }
        let incoming = LegEvent::Incoming(Box::new(request));
        (leg, self.board.event(&self.edge, leg, incoming))
    }

    /// Waits until the last that a watcher heard is what the test looks for.
    async fn heard(
        &mut self,
        known: &mut BTreeMap<u64, Document>,
        number: u64,
        wanted: impl Fn(&Document) -> bool,
    ) {
        within(async {
            while !known.get(&number).is_some_and(&wanted) {
                match self.commands.next_direct().await {
                    DirectCommand::Notify(SubscriptionId(n), document) => {
                        known.insert(n, document);
                    }
                    other => panic!("{other:?}"),
                }
            }
        })
        .await;
    }

    /// Watchers hear of what happened, without waiting for the task.
    fn tell(&self) {
        self.board.shared.tell_watchers();
    }

    fn refused_by(&self, rule: &str) -> usize {
        self.written(|e| {
            matches!(e, JournalEvent::Asked { outcome, rule: by, .. }
                if outcome == "refuse" && by.as_str() == rule)
        })
    }
}

fn presence(availability: Availability) -> Document {
    Document::Presence {
        availability,
        note: None,
    }
}

#[tokio::test]
async fn a_colleague_hears_of_devices_calls_and_sayings() {
    let mut world = world();
    let token = world.tasks.token().clone();
    let telling = world.board.clone().tell_watchers(token);
    drop(
        world
            .tasks
            .spawn("presence", tracing::Span::none(), telling),
    );
    let first = world.subscribe(1, Package::Presence, "ada", by(registered("ben")));
    assert_eq!(first, Ok(presence(Availability::Offline)));
    let calls = world.subscribe(2, Package::Dialogs, "ada", by(registered("ben")));
    assert_eq!(calls, Ok(Document::Dialogs(Vec::new())));
    let mut known = BTreeMap::new();
    let is = |wanted| move |told: &Document| *told == presence(wanted);
    world.register("ada", 1, 600);
    world
        .heard(&mut known, 1, is(Availability::Available))
        .await;
    // Ada calls a room: her colleague sees that she is busy, and not with whom.
    let (leg, done) = world.call_by("room", registered("ada"));
    done.unwrap();
    let calls =
        |told: &Document| matches!(told, Document::Dialogs(c) if c.len() == 1 && c[0].id == leg);
    world.heard(&mut known, 2, calls).await;
    world.heard(&mut known, 1, is(Availability::Busy)).await;
    let said = world.publish(1, "ada", registered("ada"), Availability::DoNotDisturb);
    assert_eq!(said, None);
    world
        .heard(&mut known, 1, is(Availability::DoNotDisturb))
        .await;
    let unpublished = EdgeEvent::Unpublished(PublicationId(1));
    world.board.direct(&world.edge, unpublished);
    world.heard(&mut known, 1, is(Availability::Busy)).await;
    let unsubscribed = EdgeEvent::Unsubscribed(SubscriptionId(1));
    world.board.direct(&world.edge, unsubscribed);
    assert_eq!(world.board.presence_debug_of("subscriptions"), 1);
}

impl Switchboard {
    fn presence_debug_of(&self, what: &str) -> u64 {
        self.presence_debug()[what].as_u64().unwrap()
    }
}

#[tokio::test]
async fn strangers_learn_nothing_and_the_journal_names_the_rule() {
    let world = world();
    let ask = |of: &str, trust| world.subscribe(1, Package::Presence, of, by(trust));
    let there = ask("ada", Trust::Anonymous);
    assert_eq!(reason(there.clone()), Some(Reason::Forbidden));
    assert_eq!(there, ask("nobody", Trust::Anonymous));
    assert_eq!(world.refused_by("presence.hidden"), 1);
    assert_eq!(world.refused_by("presence.unknown"), 1);
    let hidden = ask("hidden", registered("ben"));
    assert_eq!(reason(hidden.clone()), Some(Reason::NotFound));
    assert_eq!(hidden, ask("nobody", registered("ben")));
    let said = world.publish(1, "ada", registered("ben"), Availability::Busy);
    assert_eq!(said, Some(Reason::NotFound));
    assert_eq!(world.board.presence_debug_of("subscriptions"), 0);
    assert_eq!(world.board.presence_debug_of("publications"), 0);
}

#[tokio::test]
async fn a_conference_is_seen_from_inside_until_one_leaves() {
    let mut world = world();
    let leg = world.enter("room").await;
    let stranger = world.subscribe(9, Package::Conference, "room", by(registered("ben")));
    assert_eq!(reason(stranger), Some(Reason::NotFound));
    // The meeting's task shows what it has within a moment.
    let seen = within(async {
        loop {
            match world.subscribe(
                1,
                Package::Conference,
                "sip:tolk@192.0.2.1:5060",
                inside(leg),
            ) {
                Ok(Document::Conference(roster)) if roster.entries.len() == 1 => return roster,
                _ => tokio::task::yield_now().await,
            }
        }
    })
    .await;
    assert_eq!(seen.title, "room");
    let elsewhere = world.subscribe(2, Package::Conference, "small", inside(leg));
    assert!(elsewhere.is_err(), "it is in another meeting");
    world.event(leg, LegEvent::Ended(Cause::far_end(Reason::HungUp)));
    let over = within(async {
        loop {
            world.tell();
            if world.board.presence_debug_of("subscriptions") == 0 {
                return world.commands.next_direct().await;
            }
            tokio::task::yield_now().await;
        }
    })
    .await;
    let DirectCommand::Unsubscribe(SubscriptionId(1), _) = over else {
        panic!("{over:?}");
    };
}

#[tokio::test]
async fn who_wants_no_calls_is_not_rung() {
    let mut world = world();
    world.register("ada", 1, 600);
    let said = world.publish(1, "ada", registered("ada"), Availability::DoNotDisturb);
    assert_eq!(said, None);
    let (_, done) = world.call_by("ada", registered("ben"));
    assert_eq!(reason(done), Some(Reason::DoNotDisturb));
    let refused = world.written(|e| {
        matches!(e, JournalEvent::Admitted { outcome, rule, .. }
            if outcome == "refuse" && rule.as_str() == "person.do_not_disturb")
    });
    assert_eq!(refused, 1);
    // Another device of hers, and an operator, may.
    let (_, done) = world.call_by("ada", registered("ada"));
    assert_eq!(reason(done), None);
    let order = CallOrder {
        from: Address::alias("room"),
        to: Address::alias("ada"),
        redial: None,
    };
    assert!(world.board.place_call(order).await.is_ok());
    // She says something else, and an operator says it for her.
    world.publish(1, "ada", registered("ada"), Availability::Available);
    let (_, done) = world.call_by("ada", registered("ben"));
    assert_eq!(reason(done), None);
    world.board.set_do_not_disturb(&alias("ada"), true);
    let (_, done) = world.call_by("ada", registered("ben"));
    assert_eq!(reason(done), Some(Reason::DoNotDisturb));
    let told = |on: bool, who: &str| {
        world.written(|e| {
            matches!(e, JournalEvent::DoNotDisturb { on: is, by, .. } if *is == on && by == who)
        })
    };
    assert_eq!(told(true, "device"), 1);
    assert_eq!(told(false, "device"), 1);
    assert_eq!(told(true, "operator"), 1);
    let directory = world.board.shared.listed.directory();
    let view = world.board.presence_of(&directory, &alias("ada")).unwrap();
    assert_eq!(view.availability, Availability::DoNotDisturb);
    assert!(view.do_not_disturb && view.devices == 1);
}

#[tokio::test]
async fn a_place_that_is_removed_ends_its_watchers_and_so_does_an_edge() {
    let mut world = world();
    let first = world.subscribe(1, Package::Presence, "room", by(registered("ben")));
    assert_eq!(first, Ok(presence(Availability::Available)));
    let room = MeetingId::from_number(ROOM);
    assert!(world.board.shared.listed.remove(room));
    world.board.listing_changed(room);
    world.tell();
    let over = within(world.commands.next_direct()).await;
    let DirectCommand::Unsubscribe(SubscriptionId(1), cause) = over else {
        panic!("{over:?}");
    };
    assert_eq!(cause.reason, Reason::Gone);
    let again = world.subscribe(2, Package::Presence, "ada", by(registered("ben")));
    assert!(again.is_ok());
    world.publish(1, "ada", registered("ada"), Availability::DoNotDisturb);
    let (edge, commands) = EdgeHandle::in_hand("sip");
    world.board.attach(edge);
    assert_eq!(world.board.presence_debug_of("subscriptions"), 0);
    assert_eq!(world.board.presence_debug_of("publications"), 0);
    let (_, done) = world.call_by("ada", registered("ben"));
    assert_eq!(
        reason(done),
        Some(Reason::Unavailable),
        "no device, no wish"
    );
    // An edge that has ended without a new one.
    assert!(
        world
            .subscribe(3, Package::Presence, "ada", by(registered("ben")))
            .is_ok()
    );
    drop(commands);
    world.register("ada", 1, 600);
    within(async {
        while world.board.presence_debug_of("subscriptions") > 0 {
            world.tell();
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn who_is_listed_no_more_watches_nobody() {
    let mut world = world();
    let watch = |world: &World, number, who: &str| {
        world.subscribe(number, Package::Presence, "ada", by(registered(who)))
    };
    for (number, who) in [(1, "room"), (2, "ben")] {
        assert!(watch(&world, number, who).is_ok());
    }
    let room = MeetingId::from_number(ROOM);
    assert!(world.board.shared.listed.remove(room));
    // Whoever refreshes before anybody has looked is asked by the rules as they are.
    assert_eq!(reason(watch(&world, 3, "room")), Some(Reason::NotFound));
    world.board.listing_changed(room);
    world.tell();
    let over = within(world.commands.next_direct()).await;
    let DirectCommand::Unsubscribe(SubscriptionId(1), cause) = over else {
        panic!("{over:?}");
    };
    assert_eq!(cause.reason, Reason::Forbidden);
    assert_eq!(world.board.presence_debug_of("subscriptions"), 1);
    assert_eq!(reason(watch(&world, 1, "room")), Some(Reason::NotFound));
    assert!(watch(&world, 2, "ben").is_ok());
}

#[tokio::test]
async fn what_was_said_of_who_is_listed_no_more_is_forgotten() {
    let world = world();
    let quiet = |world: &World| world.board.shared.presence.wants_no_calls(&[alias("room")]);
    let room = MeetingId::from_number(ROOM);
    let ada = world.publish(1, "ada", registered("ada"), Availability::DoNotDisturb);
    assert_eq!(ada, None);
    for by_operator in [true, false] {
        if by_operator {
            world.board.set_do_not_disturb(&alias("room"), true);
        } else {
            let own = registered("room");
            let said = world.publish(2, "room", own, Availability::DoNotDisturb);
            assert_eq!(said, None);
        }
        assert!(quiet(&world));
        assert!(world.board.shared.listed.remove(room));
        // Nobody watches it.
        world.board.listing_changed(room);
        world.tell();
        assert!(!quiet(&world), "by an operator: {by_operator}");
        // Whoever is listed under its name next can be called.
        let next = place(ROOM, "room", 25);
        world.board.shared.listed.add(next).unwrap();
        world.board.listing_changed(room);
        world.tell();
        assert!(!quiet(&world));
    }
    let desk = &world.board.shared.presence;
    assert!(desk.wants_no_calls(&[alias("ada")]), "she is listed");
}

#[tokio::test]
async fn an_edge_that_is_busy_hears_it_later() {
    let mut world = world();
    world
        .subscribe(1, Package::Presence, "room", by(registered("ben")))
        .unwrap();
    let filler = || DirectCommand::Unwatch(WatchId(1));
    while world.edge.direct_now(filler()) {}
    let room = MeetingId::from_number(ROOM);
    world.board.shared.listed.remove(room);
    world.board.listing_changed(room);
    world.tell();
    assert_eq!(world.board.presence_debug_of("untold"), 1);
    within(async {
        loop {
            world.tell();
            let moment = Duration::from_millis(50);
            let next = tokio::time::timeout(moment, world.commands.next_direct());
            match next.await {
                Ok(DirectCommand::Unsubscribe(SubscriptionId(1), _)) => return,
                Ok(DirectCommand::Unwatch(_)) | Err(_) => {}
                other => panic!("{other:?}"),
            }
        }
    })
    .await;
    assert_eq!(world.board.presence_debug_of("untold"), 0);
}

#[tokio::test]
async fn a_message_reaches_every_device_of_a_colleague() {
    let mut world = world();
    assert_eq!(
        reason(world.page("ada", by(registered("ben")))),
        Some(Reason::Unavailable)
    );
    world.register("ada", 1, 600);
    world.register("ada", 2, 600);
    let sent = world.page("ada", by(registered("ben")));
    assert_eq!(sent, Ok(Delivery::Relayed));
    let mut ids = Vec::new();
    for _ in 0..2 {
        let DirectCommand::Page(id, page) = within(world.commands.next_direct()).await else {
            panic!("a page");
        };
        assert!(matches!(page.route, Some(Route::Device(_))));
        assert_eq!(page.from.address.reveal().local, "ben", "as proven");
        ids.push(id);
    }
    let failed = |world: &World| world.written(|e| matches!(e, JournalEvent::PageFailed { .. }));
    let done = |id, done| {
        world
            .board
            .direct(&world.edge, EdgeEvent::PageDone(id, done))
    };
    done(ids[0], Err(Cause::far_end(Reason::NotSupported)));
    done(ids[1], Ok(Delivery::Delivered));
    assert_eq!(failed(&world), 0, "one of them took it");
    assert!(world.page("ada", by(registered("ben"))).is_ok());
    for id in [3, 4] {
        let failed = Err(Cause::far_end(Reason::TimedOut));
        let event = EdgeEvent::PageDone(PageId(id), failed);
        world.board.direct(&world.edge, event);
    }
    assert_eq!(failed(&world), 1);
    // Four a minute, and nobody else is slowed down.
    assert!(world.page("ada", by(registered("ben"))).is_ok());
    let limited = world.page("ada", by(registered("ben")));
    assert_eq!(reason(limited), Some(Reason::RateLimited));
    let other = world.page("ada", by(registered("hidden")));
    assert!(other.is_ok());
}

#[tokio::test]
async fn a_message_to_a_meeting_is_a_line_of_chat_of_who_is_in_it() {
    let mut world = world();
    let (leg, other) = (world.enter("room").await, world.enter("room").await);
    let outside = world.page("room", by(registered("ben")));
    assert_eq!(reason(outside), Some(Reason::Forbidden));
    let relayed = world.page("sip:x@partner.example", by(registered("ben")));
    assert_eq!(reason(relayed), Some(Reason::Forbidden));
    assert_eq!(world.refused_by("relay.denied"), 1);
    let stranger = world.page("ada", by(Trust::Anonymous));
    assert_eq!(reason(stranger), Some(Reason::Forbidden));
    let line = within(async {
        loop {
            match world.page("room", inside(leg)) {
                Ok(delivery) => return delivery,
                Err(_) => tokio::task::yield_now().await,
            }
        }
    })
    .await;
    assert_eq!(line, Delivery::Delivered);
    let told = world
        .told(other, |c| matches!(c, LegCommand::Chat(_)))
        .await;
    let LegCommand::Chat(message) = told else {
        unreachable!()
    };
    assert_eq!(message.text.reveal(), "hello");
    assert!(message.from.is_some());
}
