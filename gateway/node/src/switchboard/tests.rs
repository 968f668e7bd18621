//! The switchboard between an edge and a media plane that the test plays.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::mpsc;
use tolk_core::admission::{OutgoingPolicy, OutgoingRule, Who};
use tolk_core::declare::Profiles;
use tolk_core::directory::{Admits, Directory, Place, PlaceKind};
use tolk_model::cause::{Cause, Reason};
use tolk_model::journal::JournalEvent;
use tolk_model::media::{
    DtlsRole, Fingerprint, SdesKey, Security, SecurityKind, SrtpSuite, Traversal,
};
use tolk_model::party::{CallRequest, Identity, Party, Trust};
use tolk_model::plan::{
    Language, LegStatistics, LocalMedia, LocalStream, MediaEvent, MediaPlan, PortRequest,
    TransportRequest,
};
use tolk_model::{
    Address, Alias, CallId, Domain, EdgeId, LegCommand, LegEvent, LegId, MediaDescription,
    MeetingId, NodeId, Pii, RuleId, Secret, Seed, StreamId, Transport,
};
use tolk_transcoder::EngineError;

mod lease;
mod presence;
mod reception;
mod redial;
mod redirect;
mod transfer;
mod waiting;

use super::*;
use crate::clock::Clock;
use crate::config::LimitsConfig;
use crate::drive::{EdgeHandle, EdgeHost, InHand};
use crate::handle::CallOrder;
use crate::listed::Listed;
use crate::state::{MemoryStore, Store};
use crate::tasks::Tasks;
use crate::telemetry::{Journal, JournalQuery};

/// A machine under load gets this much.
const DEADLINE: Duration = Duration::from_secs(20);
const ROOM: u64 = 1;
const SMALL: u64 = 2;

/// Opens everything at once.
struct Plane {
    events: mpsc::Sender<MediaEvent>,
    /// Dies at the next plan.
    cursed: AtomicBool,
    released: Mutex<Vec<LegId>>,
    closed: Mutex<Vec<MeetingId>>,
}

impl MediaPlane for Plane {
    fn open(&self, leg: LegId, request: PortRequest) -> Result<(), EngineError> {
        let key = |(tag, suite): &(u32, SrtpSuite)| SdesKey {
            tag: *tag,
            suite: *suite,
            key: Secret::new(vec![1; suite.key_bytes() + suite.salt_bytes()]),
            mki: Vec::new(),
        };
        let security = |t: &TransportRequest| match t.security {
            SecurityKind::Plain => Security::Plain,
            SecurityKind::Sdes => Security::Sdes {
                keys: t.sdes.iter().map(key).collect(),
            },
            SecurityKind::Dtls => Security::Dtls {
                fingerprint: Fingerprint {
                    algorithm: "sha-256".to_string(),
                    hash: vec![1; 32],
                },
                role: DtlsRole::Either,
            },
        };
        let transports = request.transports.iter().map(|t| Transport {
            id: t.id,
            rtp: Some(([127, 0, 0, 1], 20_000).into()),
            rtcp: None,
            security: security(t),
            traversal: Traversal::None,
        });
        let streams = request.streams.iter().map(|s| LocalStream {
            stream: s.stream,
            ssrc: u32::from(s.stream.0) + 1,
            rtx_ssrc: None,
        });
        let local = LocalMedia {
            transports: transports.collect(),
            streams: streams.collect(),
            cname: "cname".to_string(),
        };
        self.events
            .try_send(MediaEvent::Local(leg, local))
            .map_err(|_| EngineError::Busy)
    }
    fn release(&self, leg: LegId) {
        self.released.lock().unwrap().push(leg);
        let closed = MediaEvent::Closed(leg, LegStatistics::default());
        self.events.try_send(closed).unwrap();
    }
    fn apply(&self, _: MeetingId, _: Arc<MediaPlan>) {
        assert!(
            !self.cursed.swap(false, Ordering::SeqCst),
            "cursed by the test"
        );
    }
    fn close(&self, meeting: MeetingId) {
        self.closed.lock().unwrap().push(meeting);
    }
    fn request_picture(&self, _: LegId, _: StreamId) {}
    fn debug_state(&self) -> serde_json::Value {
        serde_json::Value::Null
    }
}

struct World {
    board: Switchboard,
    edge: EdgeHandle,
    commands: InHand,
    plane: Arc<Plane>,
    journal: Journal,
    tasks: Tasks,
    next: u64,
}

fn place(number: u64, alias: &str, max_participants: u32) -> Place {
    Place {
        meeting: MeetingId::from_number(number),
        kind: PlaceKind::Meeting,
        title: alias.to_string(),
        aliases: vec![Alias {
            domain: Domain::new("video.example").unwrap(),
            local: alias.to_string(),
        }],
        organisation: None,
        host: None,
        admits: Admits::Everybody,
        max_participants,
        language: Language::Sv,
        links: Vec::new(),
        starts: None,
        expires: None,
        devices: Vec::new(),
    }
}

fn world() -> World {
    world_of(10)
}

/// A node that runs at most so many meetings.
fn world_of(meetings: usize) -> World {
    let clock = Clock::start();
    let store = MemoryStore::new(move || clock.now().mono);
    world_with(meetings, clock, Arc::new(store))
}

fn world_with(meetings: usize, clock: Clock, store: Arc<dyn Store>) -> World {
    let tasks = Tasks::new();
    let mut directory = Directory::new(Domain::new("video.example").unwrap(), Vec::new());
    directory.add_place(place(ROOM, "room", 25)).unwrap();
    directory.add_place(place(SMALL, "small", 1)).unwrap();
    reception::list(&mut directory);
    presence::list(&mut directory);
    transfer::list(&mut directory);
    let (events, outbox) = mpsc::channel(1000);
    let plane = Arc::new(Plane {
        events,
        cursed: AtomicBool::new(false),
        released: Mutex::default(),
        closed: Mutex::default(),
    });
    let node = NodeId::from_number(1);
    let journal = Journal::new(clock, node, 1000);
    let rule = OutgoingRule {
        to: "*.partner.example".parse().unwrap(),
        allow: true,
        who: Who::Anybody,
    };
    let board = Switchboard::new(SwitchboardParts {
        node,
        clock,
        limits: LimitsConfig {
            meetings,
            legs: 100,
            connections: 10,
            connections_per_source: 10,
            first_bytes: DEADLINE,
            journal: 1000,
            ..LimitsConfig::default()
        },
        language: tolk_model::plan::Language::En,
        on_hold: tolk_core::meeting::OnHold::Music,
        redial: tolk_core::meeting::Redial {
            times: 3,
            pause: Duration::from_millis(20),
        },
        outgoing: OutgoingPolicy {
            rules: vec![rule],
            ..OutgoingPolicy::default()
        },
        profiles: Profiles::default(),
        listed: Arc::new(Listed::new(directory, &Seed::from_number(1))),
        journal: journal.clone(),
        engine: plane.clone(),
        presence: presence::config(),
        registrations: Arc::new(crate::state::MemoryRegistrations::default()),
        store,
        tasks: tasks.part(),
        seed: Seed::from_number(2),
    });
    let (edge, commands) = EdgeHandle::in_hand("sip");
    board.attach(edge.clone());
    let router = board.clone().pass_media_on(outbox, tasks.token().clone());
    drop(tasks.spawn("media_events", tracing::Span::none(), router));
    World {
        board,
        edge,
        commands,
        plane,
        journal,
        tasks,
        next: 100,
    }
}

fn request(number: u64, to: &str, trust: Trust) -> CallRequest {
    CallRequest {
        call: CallId::from_number(number),
        from: Party {
            address: Pii::new(Address::alias("somebody")),
            display_name: Pii::new("Somebody".to_string()),
            organisation: None,
            identity: Identity::Anonymous,
        },
        to: to.parse().unwrap(),
        trust,
        link_token: None,
        origin: [192, 0, 2, 7].into(),
        media: MediaDescription::default(),
        replaces: None,
        language: None,
        device: None,
    }
}

async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(DEADLINE, future)
        .await
        .expect("in time")
}

impl World {
    fn call(&mut self, to: &str) -> (LegId, Result<(), Cause>) {
        self.call_as(to, Trust::Anonymous)
    }

    fn call_as(&mut self, to: &str, trust: Trust) -> (LegId, Result<(), Cause>) {
        self.next += 1;
        let leg = LegId::from_number(self.next);
        let request = request(self.next, to, trust);
        let incoming = LegEvent::Incoming(Box::new(request));
        (leg, self.board.event(&self.edge, leg, incoming))
    }

    fn event(&self, leg: LegId, event: LegEvent) {
        self.board.event(&self.edge, leg, event).unwrap();
    }

    /// Waits for a command that the test looks for.
    async fn told(&mut self, leg: LegId, wanted: impl Fn(&LegCommand) -> bool) -> LegCommand {
        within(async {
            loop {
                let (to, command) = self.commands.next().await;
                if to == leg && wanted(&command) {
                    return command;
                }
            }
        })
        .await
    }

    /// A leg that has been accepted.
    async fn enter(&mut self, to: &str) -> LegId {
        let (leg, done) = self.call(to);
        done.unwrap();
        self.told(leg, |c| matches!(c, LegCommand::Accept(_))).await;
        leg
    }

    async fn end(&mut self, leg: LegId) {
        self.told(leg, |c| matches!(c, LegCommand::End(_))).await;
        let ended = LegEvent::Ended(Cause::us(Reason::MeetingEnded));
        self.event(leg, ended);
    }

    /// Waits until no leg and no meeting's task is left.
    async fn empty(&self) {
        within(async {
            while self.tasks.alive().contains_key("meeting")
                || !self.board.shared.board().legs.is_empty()
                || !self.board.shared.board().meetings.is_empty()
            {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }

    fn written(&self, found: impl Fn(&JournalEvent) -> bool) -> usize {
        let query = JournalQuery {
            limit: 1000,
            ..JournalQuery::default()
        };
        let all = self.journal.query(&query);
        all.iter().filter(|n| found(&n.entry.event)).count()
    }
}

#[tokio::test]
async fn a_meeting_begins_is_seen_and_leaves_nothing_behind() {
    let mut world = world();
    let (one, two) = (world.enter("room").await, world.enter("room").await);
    let views = world.board.meetings().await;
    assert_eq!(views.len(), 1);
    assert_eq!(views[0].legs.len(), 2);
    assert_eq!(views[0].roster.entries.len(), 2);
    let mut owners: Vec<_> = views[0].legs.iter().map(|l| l.participant).collect();
    let mut people: Vec<_> = views[0]
        .roster
        .entries
        .iter()
        .map(|e| Some(e.participant))
        .collect();
    owners.sort();
    people.sort();
    assert_eq!(owners, people, "each leg names whose it is");
    assert!(world.board.end_meeting(MeetingId::from_number(ROOM)).await);
    world.end(one).await;
    world.end(two).await;
    world.empty().await;
    assert_eq!(*world.plane.released.lock().unwrap(), [one, two]);
    assert_eq!(world.plane.closed.lock().unwrap().len(), 1);
    assert_eq!(
        world.written(|e| matches!(e, JournalEvent::MeetingClosed)),
        1
    );
    assert!(!world.board.end_meeting(MeetingId::from_number(ROOM)).await);
}

#[tokio::test]
async fn a_calls_ladder_is_read_by_its_call() {
    let mut world = world();
    let say = |world: &World, leg: LegId, name: &str| {
        let message = JournalEvent::Message {
            edge: EdgeId::new("sip"),
            incoming: true,
            name: name.to_string(),
        };
        world.board.journal(Some(leg), message);
    };
    let leg = world.enter("room").await;
    let entered = world.next;
    say(&world, leg, "INVITE");
    world.board.end_meeting(MeetingId::from_number(ROOM)).await;
    world.end(leg).await;
    world.empty().await;
    say(&world, leg, "200 BYE");
    let (refused, done) = world.call("nobody");
    assert!(done.is_err());
    say(&world, refused, "404 INVITE");
    say(&world, LegId::from_number(9_999), "of nobody");
    let ladder = |call: LegId, meeting: bool| {
        let query = JournalQuery {
            call: Some(CallId::from_number(if call == leg {
                entered
            } else {
                world.next
            })),
            limit: 1000,
            ..JournalQuery::default()
        };
        let all = world.journal.query(&query);
        let named = |n: &crate::telemetry::Numbered| match &n.entry.event {
            JournalEvent::Message { name, .. } => {
                assert_eq!(
                    (n.entry.leg, n.entry.meeting.is_some()),
                    (Some(call), meeting)
                );
                Some(name.clone())
            }
            _ => None,
        };
        all.iter().filter_map(named).collect::<Vec<_>>()
    };
    assert_eq!(ladder(leg, true), ["INVITE", "200 BYE"]);
    assert_eq!(ladder(refused, false), ["404 INVITE"]);
}

#[tokio::test]
async fn a_workers_end_is_written_down_in_its_meeting() {
    let mut world = world();
    world.enter("room").await;
    let meeting = MeetingId::from_number(ROOM);
    let replaced = MediaEvent::WorkerReplaced(meeting, "died");
    world.plane.events.try_send(replaced).unwrap();
    within(async {
        while world.written(|e| matches!(e, JournalEvent::WorkerReplaced { .. })) == 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let query = JournalQuery {
        meeting: Some(meeting),
        limit: 1000,
        ..JournalQuery::default()
    };
    let all = world.journal.query(&query);
    let found = |n: &crate::telemetry::Numbered| matches!(&n.entry.event, JournalEvent::WorkerReplaced { why } if why == "died");
    assert!(all.iter().any(found));
}

#[tokio::test]
async fn what_is_refused_is_written_down_and_leaves_nothing_behind() {
    let mut world = world();
    let (_, done) = world.call("nobody");
    let cause = done.unwrap_err();
    assert_eq!(cause.reason, Reason::NotFound);
    world.empty().await;
    let refused = |e: &JournalEvent| matches!(e, JournalEvent::Admitted { outcome, .. } if outcome == "refuse");
    assert_eq!(world.written(refused), 1);
    world.enter("small").await;
    let (_, done) = world.call("small");
    assert_eq!(done.unwrap_err().reason, Reason::MeetingFull);
}

#[tokio::test]
async fn a_meeting_that_dies_ends_its_legs_and_no_others() {
    let mut world = world();
    let other = world.enter("small").await;
    let one = world.enter("room").await;
    world.plane.cursed.store(true, Ordering::SeqCst);
    let (two, done) = world.call("room");
    done.unwrap();
    let end = |c: &LegCommand| matches!(c, LegCommand::End(c) if c.reason == Reason::InternalError);
    let mut ended = Vec::new();
    while ended.len() < 2 {
        let (leg, command) = within(world.commands.next()).await;
        if end(&command) {
            ended.push(leg);
        }
    }
    ended.sort();
    assert_eq!(ended, [one, two]);
    world.event(one, LegEvent::Ended(Cause::us(Reason::InternalError)));
    world.event(two, LegEvent::Ended(Cause::us(Reason::InternalError)));
    let views = world.board.meetings().await;
    assert_eq!(views.len(), 1);
    assert_eq!(views[0].legs[0].name.leg, other);
    world.enter("room").await;
}

#[tokio::test]
async fn an_end_has_room_in_a_full_mailbox() {
    let (sender, mut receiver) = mpsc::channel(6);
    let meeting = MeetingId::from_number(1);
    let leg = LegId::from_number(1);
    let mut line = board::Line::new(meeting, &sender, None).unwrap();
    let ringing = || tolk_core::meeting::MeetingInput::Leg(leg, LegEvent::Ringing);
    let posted = (0..10).filter(|_| line.send(ringing()).is_ok()).count();
    assert_eq!(posted, 4);
    assert_eq!(line.send(ringing()).unwrap_err().reason, Reason::Overloaded);
    assert!(
        board::Line::new(meeting, &sender, None).is_err(),
        "no room to promise"
    );
    line.send_ended(ringing());
    line.send_closed(ringing());
    line.send_ended(ringing());
    let mut received = 0;
    while receiver.try_recv().is_ok() {
        received += 1;
    }
    assert_eq!(received, 6);
}

#[tokio::test]
async fn calls_go_out_when_a_rule_permits_and_are_counted() {
    let mut world = world();
    let order = |to: &str| CallOrder {
        from: "room".parse().unwrap(),
        to: to.parse().unwrap(),
        redial: None,
    };
    let refused = world.board.place_call(order("x@elsewhere.example")).await;
    assert_eq!(refused.unwrap_err().reason, Reason::Forbidden);
    let placed = world.board.place_call(order("x@a.partner.example")).await;
    assert_eq!(placed.unwrap().meeting, MeetingId::from_number(ROOM));
    let (leg, dial) = within(async {
        loop {
            if let (leg, LegCommand::Dial(dial)) = world.commands.next().await {
                return (leg, dial);
            }
        }
    })
    .await;
    assert_eq!(dial.to.local, "x");
    assert_eq!(world.board.shared.board().calls_out(None), 1);
    world.event(leg, LegEvent::Ringing);
    world.event(leg, LegEvent::Ended(Cause::far_end(Reason::Busy)));
    within(async {
        while !world.board.shared.board().legs.is_empty() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!(world.board.shared.board().calls_out(None), 0);
}

#[tokio::test]
async fn a_node_that_ends_says_goodbye_and_takes_nobody() {
    let mut world = world();
    let leg = world.enter("room").await;
    let board = world.board.clone();
    let (closed, ()) = tokio::join!(board.close(DEADLINE), world.end(leg));
    assert!(closed, "all ports are closed");
    let (_, done) = world.call("room");
    assert_eq!(done.unwrap_err().reason, Reason::ShuttingDown);
    world.empty().await;
}

#[tokio::test]
async fn a_media_plane_that_dies_is_told_and_one_that_is_ended_is_not() {
    let (world, token) = (world(), tokio_util::sync::CancellationToken::new());
    let (alive, events) = mpsc::channel(1);
    token.cancel();
    within(world.board.clone().pass_media_on(events, token)).await;
    assert!(!world.board.broken().is_cancelled());
    drop(alive);
    let (dead, events) = mpsc::channel(1);
    drop(dead);
    let token = tokio_util::sync::CancellationToken::new();
    within(world.board.clone().pass_media_on(events, token)).await;
    assert!(world.board.broken().is_cancelled());
}
