//! Plans: the wanted state of a meeting, and the difference to what is.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use tolk_model::cause::{Cause, Reason};
use tolk_model::media::{
    DtlsRole, MediaDescription, SdesKey, Security, Stream, Transport, Traversal,
};
use tolk_model::plan::{Feed, LegPlan, MediaPlan, Picture, Source as FeedSource};
use tolk_model::{MeetingId, StreamId};

use super::forward::hush;
use super::leg::{ExtensionIds, LayerIn, Leg, Port, SsrcEntry, Understands, Want};
use super::open::owner;
use super::shard::{ClassFeed, Meeting, Shard};
use super::sources::Owner as SourceOwner;
use crate::branch::BranchInput;
use crate::port::Path;
use crate::relay::Speakers;
use crate::rtcp::ArrivalLog;
use crate::srtp::Srtp;

/// Layers of one stream.
const LAYERS: usize = 8;

impl Shard {
    /// Takes a meeting's plan and does the difference. Older plans are ignored.
    pub(super) fn apply(&mut self, now: Instant, id: MeetingId, plan: Arc<MediaPlan>) {
        let before = self.meetings.get(&id).map(|m| Arc::clone(&m.plan));
        if before.as_ref().is_some_and(|b| plan.version <= b.version) {
            return;
        }
        for leg in &plan.legs {
            self.apply_leg(now, id, leg);
        }
        for gone in before.iter().flat_map(|plan| &plan.legs) {
            if !plan.legs.iter().any(|leg| leg.leg == gone.leg) {
                self.leave(id, gone);
            }
        }
        self.apply_classes(now, id, &plan);
        self.route(id, &plan);
        self.branches.plan(BranchInput::Plan(id, Arc::clone(&plan)));
        for leg in &plan.legs {
            for feed in &leg.feeds {
                if let Some((place, stream)) = self.find_stream(leg.leg, feed.stream) {
                    self.choose_source(now, place, stream);
                }
            }
        }
    }

    /// The meeting is over.
    pub(super) fn close(&mut self, id: MeetingId) {
        let Some(meeting) = self.meetings.remove(&id) else {
            return;
        };
        for leg in &meeting.plan.legs {
            self.leave(id, leg);
        }
        for class in &meeting.classes {
            self.sources.remove(class.source);
        }
        self.branches.plan(BranchInput::Close(id));
    }

    fn leave(&mut self, meeting: MeetingId, plan: &LegPlan) {
        let Some(place) = self.places.get(&plan.leg).copied() else {
            return;
        };
        let Some(leg) = self.leg_mut(place) else {
            return;
        };
        // It may have gone to another meeting (a transfer), whose plan came first.
        if leg.meeting != Some(meeting) {
            return;
        }
        leg.meeting = None;
        for stream in &mut leg.streams {
            stream.out.want = Want::Nothing;
            (stream.out.active, stream.out.next) = (None, None);
            stream.subscribers.clear();
            (stream.to_sound, stream.to_picture) = (false, false);
        }
        // Otherwise it would still be said to speak there.
        if let Some(meeting) = self.meetings.get_mut(&meeting) {
            meeting.speakers.forget(plan.leg);
        }
    }

    fn apply_leg(&mut self, now: Instant, meeting: MeetingId, plan: &LegPlan) {
        let Some(place) = self.places.get(&plan.leg).copied() else {
            // Its ports are not open, or no more: the next plan will say so too.
            return;
        };
        let Some(leg) = self
            .legs
            .get_mut(place as usize)
            .and_then(Option::as_deref_mut)
        else {
            return;
        };
        leg.meeting = Some(meeting);
        leg.participant = Some(plan.participant);
        let mut broken = false;
        for (index, port) in leg.ports.iter_mut().enumerate() {
            let (ours, theirs) = (
                plan.local.transport(port.id),
                plan.remote.transport(port.id),
            );
            if let Some(theirs) = theirs {
                let role = leg.request.transports.get(index).map(|r| r.dtls_role);
                // Others' code over what the peer said, and over its datagrams that came before: see `datagram`.
                let configured = catch_unwind(AssertUnwindSafe(|| {
                    configure_port(now, port, ours, theirs, role);
                }));
                broken |= configured.is_err();
                port.muxed = port.rtcp.is_none() || is_muxed(plan, port.id);
                let current: Vec<String> = port
                    .rtp
                    .ice()
                    .into_iter()
                    .flat_map(|ice| ice.fragments().map(str::to_string).collect::<Vec<_>>())
                    .collect();
                if port.shared {
                    for old in port.fragments.iter().filter(|f| !current.contains(f)) {
                        self.demux.remove_fragment(old);
                    }
                    port.fragments.retain(|f| current.contains(f));
                }
            }
        }
        configure_streams(leg, &plan.local, &plan.remote);
        for index in 0..leg.streams.len() {
            let Some(stream) = leg.streams.get_mut(index) else {
                continue;
            };
            let feed = plan.feeds.iter().find(|feed| feed.stream == stream.id);
            let ended = configure_feed(plan, stream.id, feed, &mut stream.out);
            if ended && !stream.video {
                hush(now, leg, index, &mut self.queue);
            }
        }
        let ports = leg.ports.len();
        if broken {
            self.fail(place, Cause::us(Reason::InternalError));
        }
        for index in 0..ports {
            for component in 0..2 {
                self.pump(now, owner(place, index, component));
            }
        }
        self.drop_surplus_sources(place);
    }

    /// Sources of layers that a new description no longer has.
    fn drop_surplus_sources(&mut self, place: u32) {
        let Some(leg) = self
            .legs
            .get_mut(place as usize)
            .and_then(Option::as_deref_mut)
        else {
            return;
        };
        for stream in &mut leg.streams {
            if !stream.receives {
                let closed = stream.layers.iter_mut().filter_map(|l| l.source.take());
                stream.surplus.extend(closed);
            }
            for key in stream.surplus.drain(..) {
                if let Some(source) = self.sources.get(key) {
                    let (arrived, lost) = source.log.counts();
                    stream.past = (stream.past.0 + arrived, stream.past.1 + lost);
                }
                self.sources.remove(key);
            }
        }
    }

    /// Timers and output of one component, and its news.
    pub(super) fn pump(&mut self, now: Instant, at: crate::port::Owner) {
        let (queue, events) = (&mut self.queue, &mut self.events);
        let Some(component) = self
            .legs
            .get_mut(at.leg as usize)
            .and_then(Option::as_mut)
            .and_then(|leg| leg.ports.get_mut(usize::from(at.component / 2)))
            .and_then(|port| port.component(at.component % 2))
        else {
            return;
        };
        // Others' code: see `datagram`.
        let pumped = catch_unwind(AssertUnwindSafe(|| component.pump(now, queue, events)));
        if pumped.is_err() {
            self.fail(at.leg, Cause::us(Reason::InternalError));
        }
        self.port_news(now, at);
    }

    fn apply_classes(&mut self, now: Instant, id: MeetingId, plan: &Arc<MediaPlan>) {
        let mut meeting = self.meetings.remove(&id).unwrap_or_else(|| Meeting {
            plan: Arc::clone(plan),
            classes: Vec::new(),
            speakers: Speakers::default(),
        });
        meeting.plan = Arc::clone(plan);
        for gone in &meeting.classes {
            if !plan.classes.iter().any(|class| class.id == gone.id) {
                self.sources.remove(gone.source);
            }
        }
        meeting
            .classes
            .retain(|have| plan.classes.iter().any(|class| class.id == have.id));
        for class in &plan.classes {
            if !meeting.classes.iter().any(|have| have.id == class.id) {
                let owner = SourceOwner::Class(id, class.id);
                meeting.classes.push(ClassFeed {
                    id: class.id,
                    source: self.sources.add(now, owner, 0, 90_000),
                    subscribers: Vec::new(),
                    told: None,
                });
            }
        }
        self.meetings.insert(id, meeting);
    }

    /// Who is sent what: made anew from the plan.
    fn route(&mut self, id: MeetingId, plan: &MediaPlan) {
        for leg in &plan.legs {
            if let Some(leg) = self
                .places
                .get(&leg.leg)
                .copied()
                .and_then(|place| self.leg_mut(place))
            {
                for stream in &mut leg.streams {
                    stream.subscribers.clear();
                    (stream.to_sound, stream.to_picture) = (false, false);
                }
            }
        }
        for class in self
            .meetings
            .get_mut(&id)
            .iter_mut()
            .flat_map(|m| &mut m.classes)
        {
            class.subscribers.clear();
        }
        for leg in &plan.legs {
            for feed in &leg.feeds {
                let Some(to) = self.find_stream(leg.leg, feed.stream) else {
                    continue;
                };
                match &feed.source {
                    FeedSource::Forward { from, stream } => {
                        if let Some((at, index)) = self.find_stream(*from, *stream)
                            && let Some(source) = self.leg_mut(at)
                            && let Some(stream) = source.streams.get_mut(index)
                        {
                            stream.subscribers.push(to);
                        }
                    }
                    FeedSource::Echo { stream } => {
                        if let Some((at, index)) = self.find_stream(leg.leg, *stream)
                            && let Some(source) = self.leg_mut(at)
                            && let Some(stream) = source.streams.get_mut(index)
                        {
                            stream.subscribers.push(to);
                        }
                    }
                    FeedSource::Recode { from, stream } => self.mark(*from, *stream, true),
                    FeedSource::Class { class } => {
                        let classes = self
                            .meetings
                            .get_mut(&id)
                            .map(|meeting| &mut meeting.classes);
                        if let Some(have) =
                            classes.and_then(|c| c.iter_mut().find(|c| c.id == *class))
                        {
                            have.subscribers.push(to);
                        }
                    }
                    FeedSource::Silence | FeedSource::Mix { .. } | FeedSource::Prompt { .. } => {}
                }
            }
        }
        for input in &plan.mix {
            self.mark(input.leg, input.stream, true);
        }
        for class in &plan.classes {
            if let Picture::Of { leg, stream } = class.picture {
                self.mark(leg, stream, false);
            }
        }
    }

    fn mark(&mut self, leg: tolk_model::LegId, stream: StreamId, sound: bool) {
        let Some((place, index)) = self.find_stream(leg, stream) else {
            return;
        };
        let Some(stream) = self
            .leg_mut(place)
            .and_then(|leg| leg.streams.get_mut(index))
        else {
            return;
        };
        if sound {
            stream.to_sound = true;
        } else {
            stream.to_picture = true;
        }
    }
}

fn is_muxed(plan: &LegPlan, id: tolk_model::id::TransportId) -> bool {
    let agreed = |description: &MediaDescription| {
        description
            .streams
            .iter()
            .filter(|s| s.transport == Some(id))
            .all(|s| s.rtp.rtcp_mux)
    };
    agreed(&plan.local) && agreed(&plan.remote)
}

fn configure_port(
    now: Instant,
    port: &mut Port,
    ours: Option<&Transport>,
    theirs: &Transport,
    role: Option<DtlsRole>,
) {
    let used = theirs.rtp.is_some() || matches!(theirs.traversal, Traversal::Ice { .. });
    port.used = used;
    for component in 0..2u8 {
        let Some(part) = port.component(component) else {
            continue;
        };
        match (&theirs.traversal, part.path_mut()) {
            (
                Traversal::Ice {
                    credentials,
                    candidates,
                    ..
                },
                Path::Ice(ice),
            ) => ice.remote(now, credentials, candidates),
            (_, Path::Latched(latch, _)) => latch.signal(if component == 0 {
                theirs.rtp
            } else {
                theirs.rtcp.or_else(|| {
                    // RFC 3550 §11: the next higher port.
                    let mut address = theirs.rtp?;
                    address.set_port(address.port().checked_add(1)?);
                    Some(address)
                })
            }),
            (Traversal::None, Path::Ice(_)) => {}
        }
    }
    match &theirs.security {
        Security::Plain => {}
        Security::Dtls {
            fingerprint,
            role: their_role,
        } => {
            let our_role = ours
                .and_then(|t| match &t.security {
                    Security::Dtls { role, .. } => Some(*role),
                    _ => None,
                })
                .or(role)
                .unwrap_or(DtlsRole::Either);
            let client = match (our_role, their_role) {
                (_, DtlsRole::Active) => false,
                (_, DtlsRole::Passive) => true,
                (ours, DtlsRole::Either) => ours != DtlsRole::Passive,
            };
            for component in 0..2 {
                if let Some(part) = port.component(component) {
                    part.expect(now, fingerprint, client);
                }
            }
        }
        Security::Sdes { keys } => {
            let ours = match ours.map(|t| &t.security) {
                Some(Security::Sdes { keys }) => keys.clone(),
                _ => port.keys.clone(),
            };
            set_sdes(port, &ours, keys);
        }
    }
}

/// The pair of keys with one tag and suite on both sides: what was offered and what was chosen.
fn set_sdes(port: &mut Port, ours: &[SdesKey], theirs: &[SdesKey]) {
    let pair = theirs.iter().find_map(|their| {
        let our = ours
            .iter()
            .find(|our| our.tag == their.tag && our.suite == their.suite)?;
        Some((our.clone(), their.clone()))
    });
    let Some((our, their)) = pair else {
        return;
    };
    // A key that stays must keep its roll-over counter: only what changed is set anew.
    let same = |a: &SdesKey, b: &SdesKey| a.suite == b.suite && a.key == b.key && a.mki == b.mki;
    let (new_ours, new_theirs) = match &port.keyed {
        Some((old_ours, old_theirs)) => (!same(old_ours, &our), !same(old_theirs, &their)),
        None => (true, true),
    };
    for component in 0..2 {
        let Some(part) = port.component(component) else {
            continue;
        };
        if let Some(outgoing) = session(&our).filter(|_| new_ours) {
            part.set_outgoing(outgoing);
        }
        if let Some(incoming) = session(&their).filter(|_| new_theirs) {
            part.set_incoming(incoming);
        }
    }
    port.keyed = Some((our, their));
}

fn session(key: &SdesKey) -> Option<Srtp> {
    let (master, salt) = key.key.expose().split_at_checked(key.suite.key_bytes())?;
    Some(Srtp::new(key.suite, master, salt)?.with_mki(&key.mki))
}

fn configure_streams(leg: &mut Leg, local: &MediaDescription, remote: &MediaDescription) {
    let mut wants_arrivals = false;
    for index in 0..leg.streams.len() {
        let Some(stream) = leg.streams.get_mut(index) else {
            continue;
        };
        let (ours, theirs) = (local.stream(stream.id), remote.stream(stream.id));
        if let Some(ours) = ours {
            if let Some(port) = leg.ports.iter().position(|p| Some(p.id) == ours.transport) {
                stream.port = port;
            }
            stream.video = ours.role.kind() == tolk_model::MediaKind::Video;
            stream.receive.clone_from(&ours.receive);
            stream.mid_in.clone_from(&ours.rtp.mid);
            stream.ids_in = ExtensionIds::of(&ours.rtp);
        }
        stream.receives = match (ours, theirs) {
            (Some(ours), Some(theirs)) => ours.flow.meet(theirs.flow).receives(),
            _ => false,
        };
        if let Some(theirs) = theirs {
            let sends = ours.is_some_and(|ours| ours.flow.meet(theirs.flow).sends());
            configure_outbound(stream, ours, theirs, sends);
            let understood = theirs
                .rtp
                .understands(tolk_model::media::Feedback::TransportWide);
            wants_arrivals |= stream.receives && understood && stream.ids_in.sequence.is_some();
            if configure_layers(stream, theirs) {
                leg.ssrcs.forget(index);
            }
            let receives = stream.receives;
            for (layer, described) in theirs.layers.iter().take(LAYERS).enumerate() {
                for (ssrc, repair) in [(described.ssrc, false), (described.rtx_ssrc, true)] {
                    if let Some(ssrc) = ssrc.filter(|_| receives) {
                        leg.ssrcs.put(SsrcEntry {
                            ssrc,
                            stream: index,
                            layer,
                            repair,
                        });
                    }
                }
            }
        }
    }
    if wants_arrivals && leg.arrivals.is_none() {
        leg.arrivals = Some(ArrivalLog::new());
    }
}

fn configure_outbound(
    stream: &mut super::leg::LegStream,
    ours: Option<&Stream>,
    theirs: &Stream,
    sends: bool,
) {
    let out = &mut stream.out;
    out.open = sends;
    out.send.clone_from(&theirs.receive);
    out.mid = theirs
        .rtp
        .mid
        .clone()
        .or_else(|| ours.and_then(|ours| ours.rtp.mid.clone()));
    out.ids = ExtensionIds::of(&theirs.rtp);
    out.understands = Understands::of(&theirs.rtp);
    out.map.clear();
}

/// Layers keep their sources while their identifiers stay. `true` when they changed.
fn configure_layers(stream: &mut super::leg::LegStream, theirs: &Stream) -> bool {
    let single = [LayerIn::default()];
    let described: Vec<LayerIn> = theirs
        .layers
        .iter()
        .take(LAYERS)
        .map(|layer| LayerIn {
            rid: layer.rid.clone(),
            size: layer.max_size,
            source: None,
        })
        .collect();
    let described = if described.is_empty() {
        &single[..]
    } else {
        &described[..]
    };
    let same = stream.layers.len() == described.len()
        && stream
            .layers
            .iter()
            .zip(described)
            .all(|(a, b)| a.rid == b.rid);
    if same {
        for (layer, described) in stream.layers.iter_mut().zip(described) {
            layer.size = described.size;
        }
        return false;
    }
    let mut layers = described.to_vec();
    for (index, layer) in layers.iter_mut().enumerate() {
        layer.source = match &layer.rid {
            Some(rid) => stream
                .layers
                .iter_mut()
                .find(|old| old.rid.as_ref() == Some(rid))
                .and_then(|old| old.source.take()),
            None => stream
                .layers
                .get_mut(index)
                .and_then(|old| old.source.take()),
        };
    }
    let left_over = std::mem::replace(&mut stream.layers, layers);
    stream
        .surplus
        .extend(left_over.into_iter().filter_map(|layer| layer.source));
    true
}

/// `true` when something that was sent has ended.
fn configure_feed(
    plan: &LegPlan,
    id: StreamId,
    feed: Option<&Feed>,
    out: &mut super::leg::Outbound,
) -> bool {
    let want = match feed.map(|feed| &feed.source) {
        None => Want::Nothing,
        Some(FeedSource::Forward { from, stream }) => Want::Forward(*from, *stream),
        Some(FeedSource::Echo { stream }) => Want::Forward(plan.leg, *stream),
        Some(FeedSource::Class { class }) => Want::Class(*class),
        Some(
            FeedSource::Silence
            | FeedSource::Recode { .. }
            | FeedSource::Mix { .. }
            | FeedSource::Prompt { .. },
        ) => Want::Sound,
    };
    debug_assert!(plan.feeds.iter().filter(|f| f.stream == id).count() <= 1);
    out.wanted_codec = feed.map(|feed| feed.codec.clone());
    out.max_bitrate = feed.and_then(|feed| feed.max_bitrate);
    out.max_size = feed.and_then(|feed| feed.max_size);
    let ended = out.want != want && out.active.is_some();
    if out.want != want {
        // What was sent from elsewhere ends now, not when the new source begins: a muted voice must not be heard on.
        (out.active, out.next) = (None, None);
        out.want = want;
    }
    ended
}
