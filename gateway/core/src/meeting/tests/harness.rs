//! A meeting in virtual time: a media plane that opens every port, and far ends that do as they are told.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tolk_model::cause::Reason;
use tolk_model::codec::CodecLimits;
use tolk_model::journal::JournalEvent;
use tolk_model::leg::{ControlRequest, Dial, Direction};
use tolk_model::media::{
    DtlsRole, Fingerprint, Flow, IceCredentials, Layer, Rev, SdesKey, Security, SecurityKind,
    Transport, Traversal,
};
use tolk_model::party::{Roster, Target};
use tolk_model::plan::{Feed, Language, LegStatistics, LocalMedia, LocalStream, PortRequest};
use tolk_model::{
    Address, CallId, CallRequest, Cause, Codec, ControlId, Domain, EdgeId, ForkId, Identity,
    LayerId, LegCommand, LegEvent, LegId, MediaDescription, MediaEvent, MediaPlan, MeetingId, Now,
    ParticipantId, Party, Pii, Role, Secret, Seed, Stream, StreamId, StreamRole, Trust,
};

use super::super::timers::Timer;
use super::super::*;
use crate::admission::Way;
use crate::declare::{MediaProfile, Profiles};
use crate::plan::Budget;

/// What a far end can.
#[derive(Clone, Debug)]
pub(super) struct FarEnd {
    pub(super) audio: Vec<Codec>,
    pub(super) video: Vec<Codec>,
    /// Encryption that it takes.
    pub(super) security: Vec<SecurityKind>,
    /// It understands RTCP feedback.
    pub(super) feedback: bool,
}

impl FarEnd {
    pub(super) fn browser() -> FarEnd {
        FarEnd {
            audio: vec![Codec::Opus, Codec::Pcma],
            video: vec![Codec::Vp8, Codec::H264],
            security: vec![SecurityKind::Dtls],
            feedback: true,
        }
    }

    pub(super) fn room() -> FarEnd {
        FarEnd {
            audio: vec![Codec::G722, Codec::Pcma],
            video: vec![Codec::H264],
            security: vec![SecurityKind::Plain, SecurityKind::Sdes],
            feedback: false,
        }
    }

    pub(super) fn phone() -> FarEnd {
        FarEnd {
            audio: vec![Codec::Pcma],
            video: Vec::new(),
            ..FarEnd::room()
        }
    }

    fn takes(&self, role: StreamRole) -> &[Codec] {
        match role {
            StreamRole::Audio => &self.audio,
            _ => &self.video,
        }
    }

    /// What it says to our description: the same streams, what it can of each, in our order.
    pub(super) fn describe(&self, ours: &MediaDescription) -> MediaDescription {
        let secured =
            |t: Option<&Transport>| t.is_some_and(|t| self.security.contains(&t.security.kind()));
        let stream = |s: &Stream| {
            let can: Vec<CodecLimits> = s
                .receive
                .iter()
                .filter(|c| self.takes(s.role).contains(&c.codec))
                .cloned()
                .collect();
            let transport = s.transport.and_then(|t| ours.transport(t));
            let living = !can.is_empty() && secured(transport);
            let mut rtp = s.rtp.clone();
            if !self.feedback {
                rtp.feedback.clear();
            }
            Stream {
                flow: if living { s.flow.mirrored() } else { Flow::Off },
                receive: can.clone(),
                send: can,
                layers: vec![Layer {
                    id: LayerId(0),
                    ..Layer::single()
                }],
                rtp,
                ..s.clone()
            }
        };
        MediaDescription {
            streams: ours.streams.iter().map(stream).collect(),
            transports: ours
                .transports
                .iter()
                .map(|t| far_transport(t, 1))
                .collect(),
            max_bitrate: None,
            cname: None,
        }
    }

    /// What a caller says first.
    pub(super) fn call(&self) -> MediaDescription {
        let profile = MediaProfile {
            audio: self.audio.clone(),
            video: self.video.clone(),
            security: self.security.clone(),
            feedback: self.feedback,
            ..MediaProfile::sip()
        };
        let local = local_media(&crate::declare::ports(&profile, None), 7);
        crate::declare::declare(&profile, &local, None, None)
    }
}

fn far_transport(ours: &Transport, generation: u32) -> Transport {
    Transport {
        rtp: Some(SocketAddr::new(
            IpAddr::V4(Ipv4Addr::new(192, 0, 2, 9)),
            4000,
        )),
        traversal: match ours.traversal {
            Traversal::None => Traversal::None,
            Traversal::Ice { .. } => ice(&format!("far{generation}")),
        },
        security: match &ours.security {
            Security::Dtls { fingerprint, .. } => Security::Dtls {
                fingerprint: fingerprint.clone(),
                role: DtlsRole::Active,
            },
            other => other.clone(),
        },
        ..ours.clone()
    }
}

pub(super) fn ice(ufrag: &str) -> Traversal {
    Traversal::Ice {
        credentials: IceCredentials {
            ufrag: ufrag.to_string(),
            password: Secret::new("password".to_string()),
        },
        candidates: Vec::new(),
        complete: false,
        lite: false,
    }
}

/// What the media plane makes of a request.
pub(super) fn local_media(request: &PortRequest, generation: u32) -> LocalMedia {
    let transport = |t: &tolk_model::plan::TransportRequest| Transport {
        id: t.id,
        rtp: Some(SocketAddr::new(
            IpAddr::V4(Ipv4Addr::LOCALHOST),
            20_000 + t.id.0 * 2,
        )),
        rtcp: None,
        security: match t.security {
            SecurityKind::Plain => Security::Plain,
            SecurityKind::Sdes => Security::Sdes {
                keys: t
                    .sdes
                    .iter()
                    .map(|(tag, suite)| SdesKey {
                        tag: *tag,
                        suite: *suite,
                        key: Secret::new(vec![1; suite.key_bytes() + suite.salt_bytes()]),
                        mki: Vec::new(),
                    })
                    .collect(),
            },
            SecurityKind::Dtls => Security::Dtls {
                fingerprint: Fingerprint {
                    algorithm: "sha-256".into(),
                    hash: vec![7; 32],
                },
                role: t.dtls_role,
            },
        },
        traversal: match t.ice {
            None => Traversal::None,
            Some(_) => ice(&format!("ours{generation}")),
        },
    };
    LocalMedia {
        transports: request.transports.iter().map(transport).collect(),
        streams: request
            .streams
            .iter()
            .map(|s| LocalStream {
                stream: s.stream,
                ssrc: 1000 + u32::from(s.stream.0),
                rtx_ssrc: s.rtx.then_some(2000 + u32::from(s.stream.0)),
            })
            .collect(),
        cname: "tolk".into(),
    }
}

/// A meeting and everything around it.
pub(super) struct World {
    pub(super) meeting: Meeting,
    pub(super) now: Now,
    /// Everything that edges were told.
    pub(super) said: Vec<(LegId, LegCommand)>,
    pub(super) plans: Vec<Arc<MediaPlan>>,
    pub(super) journal: Vec<(Option<LegId>, JournalEvent)>,
    pub(super) opens: Vec<(LegId, PortRequest)>,
    pub(super) released: Vec<LegId>,
    pub(super) asks: Vec<MeetingOutput>,
    /// Legs of other meetings that have arrived, and whence.
    pub(super) arrived: Vec<(LegId, MeetingId)>,
    pub(super) saves: usize,
    pub(super) over: bool,
    /// Far ends by leg; they reply to every question.
    pub(super) far: BTreeMap<LegId, FarEnd>,
    /// Legs whose far end or media plane says nothing by itself.
    pub(super) silent: BTreeSet<LegId>,
    /// Far ends of legs that will be dialled, by the address that is called.
    pub(super) called: BTreeMap<String, FarEnd>,
    pub(super) no_ports: bool,
    /// Ports are not closed.
    pub(super) silent_ports: bool,
    /// Plans that wait are left to time.
    pub(super) patient: bool,
    pub(super) next: u64,
}

pub(super) fn party(name: &str) -> Party {
    Party {
        address: Pii::new(Address::alias(name)),
        display_name: Pii::new(name.to_string()),
        organisation: None,
        identity: Identity::Anonymous,
    }
}

pub(super) fn config(kind: MeetingKind) -> MeetingConfig {
    MeetingConfig {
        id: MeetingId::from_number(1),
        title: "Thursday".into(),
        kind,
        max_participants: 20,
        lobby: LobbyPolicy::AsAdmitted,
        language: Language::Sv,
        profiles: Arc::new(Profiles::default()),
        empty_for: Duration::from_secs(60),
        organisations: Arc::default(),
        party: party("Thursday"),
        on_hold: OnHold::Music,
        redial: Redial::NEVER,
        budget: Budget::default(),
        node: None,
    }
}

impl World {
    pub(super) fn new(kind: MeetingKind) -> World {
        World::of(config(kind))
    }

    pub(super) fn of(config: MeetingConfig) -> World {
        let now = Now::default().later(Duration::from_secs(1_000));
        World::with(Meeting::new(config, now, &Seed::from_number(5)), now)
    }

    pub(super) fn with(meeting: Meeting, now: Now) -> World {
        let mut world = World {
            meeting,
            now,
            said: Vec::new(),
            plans: Vec::new(),
            journal: Vec::new(),
            opens: Vec::new(),
            released: Vec::new(),
            asks: Vec::new(),
            arrived: Vec::new(),
            saves: 0,
            over: false,
            far: BTreeMap::new(),
            silent: BTreeSet::new(),
            called: BTreeMap::new(),
            no_ports: false,
            silent_ports: false,
            patient: false,
            next: 100,
        };
        world.drain();
        world
    }

    pub(super) fn input(&mut self, input: MeetingInput) {
        self.meeting.handle(self.now, input);
        self.settle();
    }

    /// Admission has decided about calling somebody again.
    pub(super) fn again(&mut self, whom: ParticipantId, outcome: Result<Box<Callee>, Cause>) {
        // Whoever waits is told by the caller of this.
        drop(self.meeting.again(self.now, whom, outcome));
        self.settle();
    }

    fn settle(&mut self) {
        self.drain();
        while !self.patient && self.meeting.timers.runs(Timer::Plan) && !self.over {
            self.next_timer();
        }
    }

    pub(super) fn leg(&mut self, leg: LegId, event: LegEvent) {
        self.input(MeetingInput::Leg(leg, event));
    }

    pub(super) fn media(&mut self, event: MediaEvent) {
        self.input(MeetingInput::Media(event));
    }

    /// Lets time pass, timer by timer.
    pub(super) fn pass(&mut self, by: Duration) {
        let end = self.now.later(by);
        while let Some((at, _)) = self.meeting.next_timeout() {
            if at > end.mono {
                break;
            }
            self.next_timer();
        }
        self.now = self.now.later(end.mono.since(self.now.mono));
    }

    fn next_timer(&mut self) {
        let (at, _) = self.meeting.next_timeout().expect("a timer");
        self.now = self.now.later(at.since(self.now.mono));
        self.meeting.timeout(self.now);
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(output) = self.meeting.poll() {
            assert!(!self.over, "{output:?} after the end");
            match output {
                MeetingOutput::Open(leg, request) => {
                    self.opens.push((leg, request.clone()));
                    let generation = u32::try_from(self.opens.len()).unwrap();
                    if !self.no_ports {
                        let local = local_media(&request, generation);
                        let event = MediaEvent::Local(leg, local);
                        self.meeting.handle(self.now, MeetingInput::Media(event));
                    }
                }
                MeetingOutput::Release(leg) => {
                    self.released.push(leg);
                    if self.silent_ports {
                        continue;
                    }
                    let closed = MediaEvent::Closed(leg, LegStatistics::default());
                    self.meeting.handle(self.now, MeetingInput::Media(closed));
                }
                MeetingOutput::Leg { leg, command, .. } => self.command(leg, command),
                MeetingOutput::Plan(plan) => {
                    let last = self.plans.last().map_or(0, |p| p.version);
                    assert!(plan.version > last, "a plan that is not newer");
                    self.plans.push(plan);
                }
                MeetingOutput::Save => self.saves += 1,
                MeetingOutput::Journal(entry) => self.journal.push((entry.leg, entry.event)),
                MeetingOutput::Arrived(leg, from) => self.arrived.push((leg, from)),
                MeetingOutput::Over => self.over = true,
                ask @ (MeetingOutput::AskInvite { .. }
                | MeetingOutput::AskAgain(..)
                | MeetingOutput::AskPassage { .. }
                | MeetingOutput::AskTransfer(..)
                | MeetingOutput::NobodyComes { .. }
                | MeetingOutput::HandOver(..)
                | MeetingOutput::HandBack(..)
                | MeetingOutput::NeedsPicture(..)) => {
                    self.asks.push(ask);
                }
            }
        }
    }

    fn command(&mut self, leg: LegId, command: LegCommand) {
        self.said.push((leg, command.clone()));
        let reply = match command {
            LegCommand::End(cause) => Some(LegEvent::Ended(cause)),
            LegCommand::Dial(dial) => {
                let far = self.called.get(&dial.to.local).cloned();
                self.far.insert(leg, far.unwrap_or_else(FarEnd::room));
                None
            }
            _ if self.silent.contains(&leg) => None,
            LegCommand::Accept(ours) => {
                let far = self
                    .far
                    .get(&leg)
                    .filter(|f| f.security == [SecurityKind::Dtls]);
                let description = far.map(|f| f.describe(&ours));
                Some(LegEvent::Connected(ForkId(0), description))
            }
            LegCommand::Media {
                rev,
                replies_to: None,
                description,
            } => self.far.get(&leg).map(|far| LegEvent::Media {
                rev: Rev(50),
                replies_to: Some(rev),
                description: far.describe(&description),
            }),
            _ => None,
        };
        if let Some(reply) = reply {
            self.meeting.handle(self.now, MeetingInput::Leg(leg, reply));
        }
    }

    /// A leg comes in.
    pub(super) fn enter(&mut self, far: FarEnd, edge: &str, way: Way, role: Role) -> LegId {
        let entrant = self.entrant(&far, edge, way, role);
        self.enter_as(far, entrant)
    }

    pub(super) fn enter_as(&mut self, far: FarEnd, entrant: Entrant) -> LegId {
        let leg = entrant.leg;
        self.far.insert(leg, far);
        self.input(MeetingInput::Enter(Box::new(entrant)));
        leg
    }

    pub(super) fn entrant(&mut self, far: &FarEnd, edge: &str, way: Way, role: Role) -> Entrant {
        self.next += 1;
        let leg = LegId::from_number(self.next);
        let name = format!("guest {}", self.next);
        Entrant {
            leg,
            edge: EdgeId::new(edge),
            direction: Direction::Incoming,
            request: CallRequest {
                call: CallId::from_number(self.next),
                from: party(&name),
                to: Address::alias("8001234"),
                trust: Trust::Anonymous,
                link_token: None,
                origin: IpAddr::V4(Ipv4Addr::LOCALHOST),
                media: if edge == "browser" {
                    MediaDescription::default()
                } else {
                    far.call()
                },
                replaces: None,
                language: None,
                device: None,
            },
            entry: way,
            role,
            party: party(&name),
        }
    }

    /// A browser that joins, with its media connected.
    pub(super) fn browser(&mut self, role: Role) -> LegId {
        let leg = self.enter(FarEnd::browser(), "browser", Way::Join, role);
        self.media(MediaEvent::Connected(leg));
        leg
    }

    /// A SIP leg that joins, with its media connected.
    pub(super) fn sip(&mut self, far: FarEnd) -> LegId {
        let leg = self.enter(far, "sip", Way::Join, Role::Speaker);
        self.media(MediaEvent::Connected(leg));
        leg
    }

    /// A leg that was not let in, and why.
    pub(super) fn handed_back(&mut self) -> (Box<HandedLeg>, Cause) {
        match self.asks.pop() {
            Some(MeetingOutput::HandBack(handed, cause)) => (handed, cause),
            other => panic!("nobody was sent back: {other:?}"),
        }
    }

    /// Calls somebody; the addresses are tried in order.
    pub(super) fn call(&mut self, to: &[&str]) {
        let callee = callee(to);
        self.input(MeetingInput::Host(
            Author::Operator,
            HostCommand::Call(Box::new(callee)),
        ));
    }

    /// The leg that is being dialled, and how.
    pub(super) fn dialled(&self) -> (LegId, Dial) {
        let dials = self.said.iter().rev();
        let found = dials.filter_map(|(leg, command)| match command {
            LegCommand::Dial(dial) => Some((*leg, (**dial).clone())),
            _ => None,
        });
        found.take(1).next().expect("nobody was dialled")
    }

    /// The called leg answers.
    pub(super) fn answer(&mut self, leg: LegId, dial: &Dial) {
        let description = self.far[&leg].describe(&dial.media);
        self.leg(leg, LegEvent::Connected(ForkId(0), Some(description)));
        self.media(MediaEvent::Connected(leg));
    }

    pub(super) fn who(&self, leg: LegId) -> ParticipantId {
        let plan = self.plans.last().expect("no plan");
        let found = plan.legs.iter().find(|l| l.leg == leg);
        found.expect("the leg is in no plan").participant
    }

    pub(super) fn feeds(&self, leg: LegId) -> Vec<Feed> {
        let plan = self.plans.last().expect("no plan");
        let found = plan.legs.iter().find(|l| l.leg == leg);
        found.map(|l| l.feeds.clone()).unwrap_or_default()
    }

    pub(super) fn feed(&self, leg: LegId, stream: u16) -> Option<Feed> {
        let mut feeds = self.feeds(leg).into_iter();
        feeds.find(|f| f.stream == StreamId(stream))
    }

    /// Everything that a leg was told, in order.
    pub(super) fn told(&self, leg: LegId) -> Vec<&LegCommand> {
        let to = self.said.iter().filter(|(l, _)| *l == leg);
        to.map(|(_, command)| command).collect()
    }

    pub(super) fn ended(&self, leg: LegId) -> Option<Cause> {
        self.journal.iter().find_map(|(l, event)| match event {
            JournalEvent::LegEnded { cause, .. } if *l == Some(leg) => Some(cause.clone()),
            _ => None,
        })
    }

    pub(super) fn reason(&self, leg: LegId) -> Option<Reason> {
        self.ended(leg).map(|c| c.reason)
    }

    pub(super) fn last_roster(&self, leg: LegId) -> Option<Arc<Roster>> {
        let rosters = self.told(leg).into_iter().rev();
        let mut rosters = rosters.filter_map(|c| match c {
            LegCommand::Roster(roster) => Some(roster.clone()),
            _ => None,
        });
        rosters.next()
    }

    pub(super) fn control(&mut self, leg: LegId, request: ControlRequest) -> Result<(), Cause> {
        self.next += 1;
        let control = ControlId(self.next);
        self.leg(leg, LegEvent::Control(control, request));
        self.done(leg, control).expect("no answer")
    }

    pub(super) fn done(&self, leg: LegId, control: ControlId) -> Option<Result<(), Cause>> {
        self.told(leg).into_iter().find_map(|c| match c {
            LegCommand::ControlDone(id, result) if *id == control => Some(result.clone()),
            _ => None,
        })
    }

    pub(super) fn clear(&mut self) {
        self.said.clear();
    }
}

pub(super) fn callee(to: &[&str]) -> Callee {
    let target = |local: &&str| Target::at(Address::at(*local, Domain::new("192.0.2.1").unwrap()));
    Callee {
        call: None,
        party: party("room"),
        targets: to.iter().map(target).collect(),
        from: None,
        role: Role::Speaker,
        redial: None,
    }
}

pub(super) fn count(commands: &[&LegCommand], is: impl Fn(&LegCommand) -> bool) -> usize {
    commands.iter().filter(|c| is(c)).count()
}
