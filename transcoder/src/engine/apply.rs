//! Plans: the wanted state of a meeting, and the difference to what is.

use std::sync::Arc;
use std::time::Instant;

use tolk_model::MeetingId;
use tolk_model::plan::{LegPlan, MediaPlan};

use super::leg::{Want, leg_at_mut};
use super::open::owner;
use super::outputs::hush;
use super::ports::{configure_port, is_muxed, mark_ports};
use super::shard::{ClassFeed, Meeting, Shard};
use super::sources::Owner as SourceOwner;
use super::streams::{configure_feed, configure_streams};
use crate::branch::BranchInput;
use crate::relay::Speakers;

impl Shard {
    /// Takes a meeting's plan and does the difference. Older plans are ignored.
    pub(super) fn apply(&mut self, now: Instant, id: MeetingId, plan: Arc<MediaPlan>) {
        let before = self.meetings.get(&id).map(|m| Arc::clone(&m.plan));
        if before.as_ref().is_some_and(|b| plan.version <= b.version) {
            return;
        }
        for leg in &plan.legs {
            // Its ports may not be open, or no more: the next plan will say so too.
            if let Some(place) = self.places.get(&leg.leg).copied() {
                self.guard(place, |shard| shard.apply_leg(now, id, place, leg));
            }
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
                    self.guard(place, |shard| shard.choose_source(now, place, stream));
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

    fn apply_leg(&mut self, now: Instant, meeting: MeetingId, place: u32, plan: &LegPlan) {
        let Some(leg) = leg_at_mut(&mut self.legs, place) else {
            return;
        };
        leg.meeting = Some(meeting);
        leg.participant = Some(plan.participant);
        for (index, port) in leg.ports.iter_mut().enumerate() {
            let (ours, theirs) = (
                plan.local.transport(port.id),
                plan.remote.transport(port.id),
            );
            if let Some(theirs) = theirs {
                let role = leg.request.transports.get(index).map(|r| r.dtls_role);
                configure_port(now, port, ours, theirs, role);
                port.set_muxed(is_muxed(plan, port.id));
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
        mark_ports(leg, self.marks);
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
        for index in 0..ports {
            for component in 0..2 {
                self.pump(now, owner(place, index, component));
            }
        }
        self.drop_surplus_sources(place);
    }

    /// Sources of layers that a new description no longer has.
    fn drop_surplus_sources(&mut self, place: u32) {
        let Some(leg) = leg_at_mut(&mut self.legs, place) else {
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
        let Some(component) = leg_at_mut(&mut self.legs, at.leg)
            .and_then(|leg| leg.ports.get_mut(usize::from(at.component / 2)))
            .and_then(|port| port.component(at.component % 2))
        else {
            return;
        };
        component.pump(now, queue, events);
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
}
