//! Descriptions: the revision rule, restarts, candidates, and the codec that a far end is asked to send.

use tolk_model::cause::Reason;
use tolk_model::leg::Direction;
use tolk_model::media::{Candidate, Flow, Rev, Security, Traversal};
use tolk_model::plan::{LocalMedia, PortRequest};
use tolk_model::{Cause, LegCommand, LegId, MediaDescription, Now, TransportId};

use super::MeetingOutput;
use super::leg::{Leg, LegState, OpenFor};
use super::machine::Meeting;
use super::timers::{self, Timer};
use crate::declare::{self, has_common_media};

impl Meeting {
    /// The ports that were asked for are there.
    pub(super) fn ports_open(&mut self, now: Now, id: LegId, ports: LocalMedia) {
        let Some(leg) = self.leg_mut(id).filter(|l| l.state.is_alive()) else {
            return;
        };
        let Some(wanted) = leg.opens.pop_front() else {
            return;
        };
        leg.ports = Some(ports);
        match wanted {
            OpenFor::Start if leg.direction == Direction::Outgoing => {
                self.dial(now, id);
            }
            OpenFor::Start => self.accept_or_ring(now, id),
            OpenFor::Restart => self.ask_again(id),
            OpenFor::Reply(rev, description) => self.reply(id, rev, description),
        }
        self.changed.plan = true;
    }

    /// The far end answered, with a description when we had asked.
    pub(super) fn far_end_answered(
        &mut self,
        now: Now,
        id: LegId,
        description: Option<MediaDescription>,
    ) {
        let Some(leg) = self.leg_mut(id) else {
            return;
        };
        let asked = matches!(leg.state, LegState::Asked | LegState::Dialled);
        if !asked {
            if leg.state == LegState::Up {
                self.connected(now, id);
            }
            return;
        }
        let was_dialled = leg.state == LegState::Dialled;
        let Some(description) = description.or_else(|| leg.early.take()) else {
            return self.end_leg(now, id, Cause::far_end(Reason::ProtocolError));
        };
        leg.asking.open = None;
        if !has_common_media(&leg.local, &description) {
            return self.end_leg(now, id, Cause::far_end(Reason::NoCommonMedia));
        }
        leg.first_remote(description);
        if was_dialled {
            self.answered(now, id);
        }
        self.connected(now, id);
        self.up(now, id);
    }

    /// A new description of the far end: a reply to ours, or one that wants exactly one reply.
    pub(super) fn far_media(
        &mut self,
        id: LegId,
        rev: Rev,
        replies_to: Option<Rev>,
        description: MediaDescription,
    ) {
        match replies_to {
            Some(ours) => self.replied(id, ours, description),
            None => self.asked(id, rev, description),
        }
        self.changed.plan = true;
    }

    fn asked(&mut self, id: LegId, rev: Rev, description: MediaDescription) {
        let Some(leg) = self.leg_mut(id) else {
            return;
        };
        let busy = leg.opens.iter().any(|o| matches!(o, OpenFor::Reply(..)));
        if leg.state != LegState::Up || busy {
            let cause = Cause::us(Reason::Unavailable);
            let replies_to = rev;
            return self.tell(id, LegCommand::RefuseMedia { replies_to, cause });
        }
        let mut request = declare::ports(&leg.profile, Some(&description));
        declare::seen_from(&mut request, leg.origin);
        if request.streams.is_empty() {
            let cause = declare::nothing_in_common(&leg.profile, &description);
            let replies_to = rev;
            return self.tell(id, LegCommand::RefuseMedia { replies_to, cause });
        }
        if needs_ports(leg, &request, &description) {
            leg.opens.push_back(OpenFor::Reply(rev, description));
            leg.request = Some(request.clone());
            self.outputs.push_back(MeetingOutput::Open(id, request));
        } else {
            self.reply(id, rev, description);
        }
    }

    fn reply(&mut self, id: LegId, rev: Rev, description: MediaDescription) {
        let Some(leg) = self.leg_mut(id) else {
            return;
        };
        let Some(ports) = leg.ports.clone() else {
            return;
        };
        let local = declare::declare(&leg.profile, &ports, Some(&description), Some(&leg.local));
        if local.streams.iter().all(|s| s.flow == Flow::Off) {
            let cause = Cause::us(Reason::NoCommonMedia);
            let replies_to = rev;
            return self.tell(id, LegCommand::RefuseMedia { replies_to, cause });
        }
        leg.local = local;
        leg.set_remote(description);
        leg.asking.rev = leg.asking.rev.next();
        let reply = LegCommand::Media {
            rev: leg.asking.rev,
            replies_to: Some(rev),
            description: leg.local.clone(),
        };
        self.tell(id, reply);
    }

    /// The far end replied to our revision.
    fn replied(&mut self, id: LegId, ours: Rev, description: MediaDescription) {
        let Some(leg) = self.leg_mut(id) else {
            return;
        };
        let Some((_, local)) = leg.asking.open.take_if(|(rev, _)| *rev == ours) else {
            return;
        };
        leg.local = local;
        leg.set_remote(description);
        self.next_question(id);
    }

    /// The far end refuses our description; what was agreed before goes on.
    pub(super) fn media_refused(&mut self, id: LegId, ours: Rev) {
        let Some(leg) = self.leg_mut(id) else {
            return;
        };
        if leg.asking.open.take_if(|(rev, _)| *rev == ours).is_some() {
            self.stop_expecting(id);
            self.next_question(id);
        }
    }

    /// The far end's path is broken: new credentials, unless a question is open; then after it.
    pub(super) fn restart_asked(&mut self, id: LegId) {
        let Some(leg) = self.leg_mut(id).filter(|l| l.state == LegState::Up) else {
            return;
        };
        let under_way = leg.opens.iter().any(|o| matches!(o, OpenFor::Restart));
        if !under_way {
            leg.asking.restart = true;
            self.next_question(id);
        }
    }

    fn next_question(&mut self, id: LegId) {
        let Some(leg) = self.leg_mut(id) else {
            return;
        };
        if leg.asking.open.is_some() || !std::mem::take(&mut leg.asking.restart) {
            return;
        }
        let Some(request) = leg.request.clone() else {
            return;
        };
        leg.opens.push_back(OpenFor::Restart);
        self.outputs.push_back(MeetingOutput::Open(id, request));
    }

    /// New ports are there for a restart.
    fn ask_again(&mut self, id: LegId) {
        let Some(leg) = self.leg_mut(id) else {
            return;
        };
        let Some(ports) = &leg.ports else {
            return;
        };
        let base = leg
            .asking
            .open
            .as_ref()
            .map_or(&leg.local, |(_, open)| open);
        let description = declare::again(base, ports);
        self.ask(id, description);
    }

    fn ask(&mut self, id: LegId, description: MediaDescription) {
        let Some(leg) = self.leg_mut(id) else {
            return;
        };
        if leg.asking.open.is_some() {
            // A question got ahead while ports were opened: this one waits for its reply.
            leg.asking.restart = true;
            return;
        }
        leg.asking.rev = leg.asking.rev.next();
        leg.asking.open = Some((leg.asking.rev, description.clone()));
        let question = LegCommand::Media {
            rev: leg.asking.rev,
            replies_to: None,
            description,
        };
        self.tell(id, question);
    }

    /// More candidates of the far end.
    pub(super) fn far_candidates(
        &mut self,
        id: LegId,
        transport: TransportId,
        more: Vec<Candidate>,
    ) {
        if let Some(leg) = self.leg_mut(id).filter(|l| l.state.is_alive()) {
            leg.add_remote_candidates(transport, more);
            self.changed.plan = true;
        }
    }

    /// More candidates of ours.
    pub(super) fn own_candidates(
        &mut self,
        id: LegId,
        transport: TransportId,
        more: Vec<Candidate>,
    ) {
        let Some(leg) = self.leg_mut(id).filter(|l| l.state.is_alive()) else {
            return;
        };
        leg.add_local_candidates(transport, more.clone());
        let told = leg.state.is_accepted() || leg.state == LegState::Dialled;
        if told {
            self.tell(id, LegCommand::Candidates(transport, more));
        }
        self.changed.plan = true;
    }

    /// Two parties that could be forwarded to each other if one of them sent another codec: it is asked to. With more of them, the one
    /// that was asked goes back to what suits most.
    pub(super) fn steer(&mut self, now: Now) {
        let wanted = crate::plan::steer(&self.plan_input());
        for (id, codec) in wanted {
            let Some(leg) = self.leg_mut(id) else {
                continue;
            };
            if leg.asking.open.is_some() || !leg.opens.is_empty() {
                continue;
            }
            let Some(description) = declare::prefer(&leg.local, codec) else {
                continue;
            };
            leg.asking.steered = Some(codec);
            leg.asking.expects = true;
            self.ask(id, description);
            self.timers
                .start(Timer::Steer(id), now.mono + timers::STEER);
        }
    }

    /// What was wanted of a far end did not come: what is said about its codec is what arrives.
    pub(super) fn stop_expecting(&mut self, id: LegId) {
        self.timers.stop(Timer::Steer(id));
        let Some(leg) = self.leg_mut(id) else {
            return;
        };
        if std::mem::take(&mut leg.asking.expects) {
            self.changed.plan = true;
        }
    }
}

/// Whether the ports that there are do not serve what the far end says now: a stream that is new, or ICE that it restarts.
fn needs_ports(leg: &Leg, request: &PortRequest, description: &MediaDescription) -> bool {
    let Some(ports) = &leg.ports else {
        return true;
    };
    let lacks_transport = request.transports.iter().any(|wanted| {
        let found = ports.transports.iter().find(|t| t.id == wanted.id);
        found.is_none_or(|t| {
            let ice = matches!(t.traversal, Traversal::Ice { .. });
            let keyed = |suite| match &t.security {
                Security::Sdes { keys } => keys.iter().any(|k| k.suite == suite),
                _ => false,
            };
            t.security.kind() != wanted.security
                || ice != wanted.ice.is_some()
                || !wanted.sdes.iter().all(|(_, suite)| keyed(*suite))
        })
    });
    let mut streams = request.streams.iter();
    let lacks_stream =
        streams.any(|wanted| ports.streams.iter().all(|s| s.stream != wanted.stream));
    lacks_transport || lacks_stream || restarts(&leg.remote, description)
}

/// Whether the far end has new ICE credentials on a transport that it had before (RFC 8445 §9).
fn restarts(before: &MediaDescription, now: &MediaDescription) -> bool {
    now.transports.iter().any(|new| {
        let old = before.transport(new.id).map(|t| &t.traversal);
        match (old, &new.traversal) {
            (
                Some(Traversal::Ice { credentials: a, .. }),
                Traversal::Ice { credentials: b, .. },
            ) => a != b,
            _ => false,
        }
    })
}
