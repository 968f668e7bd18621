//! How a session begins, and how it goes on after a break.

use std::net::IpAddr;

use tolk_model::leg::LegEvent;
use tolk_model::{
    Address, CallId, CallRequest, FlowId, Identity, LegId, MediaDescription, Now, Party, Pii,
    Secret, Trust,
};
use tolk_sdp::{Dialect, Negotiation};

use super::BrowserEdge;
use super::bucket::Permit;
use super::outbox::Outbox;
use super::session::{Media, Present, Session};
use super::timers::TimerKey;
use crate::protocol::{Fault, FaultCode, Join, Resume, Resumed, ServerMessage, Welcome};
use crate::view;

/// Characters of a resume token's secret part: 62^32 is 2^190.
const TOKEN_CHARS: usize = 32;
/// Bytes of a link's secret that are looked at; ours have 43.
const MAX_LINK_TOKEN: usize = 256;

impl BrowserEdge {
    /// Whether the source may join or resume now; otherwise it is told.
    fn may_say_hello(&mut self, now: Now, flow: FlowId, re: Option<u32>) -> Option<IpAddr> {
        let source = self.flows.get(&flow)?.source;
        match self.sources.hello(now.mono, source) {
            Permit::Yes => Some(source),
            Permit::No { first } => {
                if first {
                    self.limited("joins of a source");
                }
                self.dismiss(flow, re, FaultCode::RateLimited);
                None
            }
        }
    }

    pub(super) fn join(&mut self, now: Now, flow: FlowId, id: u32, join: Join) {
        let Some(source) = self.may_say_hello(now, flow, Some(id)) else {
            return;
        };
        let token_fits = join
            .token
            .as_ref()
            .is_none_or(|t| t.len() <= MAX_LINK_TOKEN);
        let Some(to) = view::meeting_address(&join.meeting).filter(|_| token_fits) else {
            return self.bad(now, flow, Some(id), FaultCode::BadValue);
        };
        let leg = LegId::mint(now.wall, &mut self.random);
        let call = CallId::mint(now.wall, &mut self.random);
        let secret = self.random.token(TOKEN_CHARS);
        let token = format!("{leg}.{secret}");
        let limits = self.config.limits;
        let session = Session {
            token: Secret::new(token.clone()),
            flow: Some(flow),
            handled: id,
            outbox: Outbox::new(limits.unacknowledged, limits.unacknowledged_bytes),
            media: Media::new(Negotiation::new(Dialect::Jsep, &mut self.random)),
            present: Present::default(),
        };
        if self.sessions.insert(leg, session).is_err() {
            self.limited("sessions");
            return self.dismiss(flow, Some(id), FaultCode::Overloaded);
        }
        self.belongs_to(now, flow, leg);
        let welcome = Welcome {
            resume_token: token,
            resume_for_ms: milliseconds(self.config.resume_for),
            ping_every_ms: milliseconds(self.config.ping_every),
        };
        let guest = format!("guest-{}", self.random.token(10));
        let request = CallRequest {
            call,
            from: Party {
                address: Pii::new(Address::alias(guest)),
                display_name: Pii::new(view::clean_name(&join.name)),
                organisation: None,
                identity: Identity::Anonymous,
            },
            to,
            trust: Trust::Anonymous,
            link_token: join.token.map(Secret::new),
            origin: source,
            media: MediaDescription::default(),
            replaces: None,
            language: join.language.map(view::language),
            device: None,
        };
        // First of all: whoever writes the journal learns from it to which call the next lines belong.
        self.event(leg, LegEvent::Incoming(Box::new(request)));
        self.ladder(leg, true, "join");
        self.say(leg, Some(id), ServerMessage::Welcome(welcome));
    }

    pub(super) fn resume(&mut self, now: Now, flow: FlowId, resume: Resume) {
        let Some(source) = self.may_say_hello(now, flow, None) else {
            return;
        };
        // The part before the dot only says where to look; the whole is compared, in constant time.
        let leg = resume
            .token
            .split_once('.')
            .and_then(|(leg, _)| leg.parse::<LegId>().ok());
        let shown = Secret::new(resume.token);
        let known = leg.filter(|leg| self.sessions.get(leg).is_some_and(|s| s.token == shown));
        if let Some(leg) = known {
            self.ladder(leg, true, "resume");
            return self.reattach(now, flow, leg, resume.last_seq);
        }
        let over = leg.filter(|leg| self.epitaphs.get(leg).is_some_and(|e| e.token == shown));
        if let Some(epitaph) = over.and_then(|leg| {
            self.timers.stop(TimerKey::Epitaph(leg));
            self.epitaphs.remove(&leg)
        }) {
            self.say_once(flow, None, &epitaph.farewell);
            return self.close(flow);
        }
        self.sources.guessed(now.mono, source);
        self.malformed(None, FaultCode::ResumeFailed);
        self.dismiss(flow, None, FaultCode::ResumeFailed);
    }

    fn reattach(&mut self, now: Now, flow: FlowId, leg: LegId, last_seq: u32) {
        let Some(session) = self.sessions.get_mut(&leg) else {
            return;
        };
        // A client can know that its websocket is dead before we do. Two pages with one token: the last one has it.
        let before = session.flow.replace(flow);
        let complete = session.outbox.is_complete_after(last_seq);
        session.outbox.acknowledge(last_seq);
        let waits = session.media.asked.is_some();
        if let Some(old) = before {
            self.dismiss(old, None, FaultCode::TakenOver);
            self.event(leg, LegEvent::Lost);
        }
        self.timers.stop(TimerKey::Resume(leg));
        self.belongs_to(now, flow, leg);
        self.say_once(flow, None, &ServerMessage::Resumed(Resumed { complete }));
        self.repeat(flow, leg, complete);
        if waits {
            let due = now.mono + self.config.media_reply;
            self.timers.set(TimerKey::MediaReply(leg), due);
        }
        self.event(leg, LegEvent::Resumed);
    }

    /// Says again what the client missed, or all that is so now.
    fn repeat(&mut self, flow: FlowId, leg: LegId, complete: bool) {
        let Some(session) = self.sessions.get_mut(&leg) else {
            return;
        };
        if complete {
            let handled = session.handled;
            let again = session.outbox.unacknowledged();
            for missed in again {
                let bytes = super::encode(Some(missed.seq), missed.re, handled, &missed.message);
                self.output(tolk_model::edge::EdgeOutput::Transmit(flow, bytes));
            }
            return;
        }
        session.outbox.clear();
        for message in session.present.messages() {
            self.say(leg, None, message);
        }
    }

    fn belongs_to(&mut self, now: Now, flow: FlowId, leg: LegId) {
        if let Some(entry) = self.flows.get_mut(&flow) {
            entry.session = Some(leg);
        }
        self.timers.stop(TimerKey::Hello(flow));
        let silence = now.mono + self.config.ping_every;
        self.timers.set(TimerKey::Silence(flow), silence);
    }

    /// Says why and closes a websocket; a session that it may have had is the caller's.
    pub(super) fn dismiss(&mut self, flow: FlowId, re: Option<u32>, code: FaultCode) {
        self.say_once(flow, re, &ServerMessage::Error(Fault { code }));
        self.close(flow);
    }
}

fn milliseconds(duration: std::time::Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}
