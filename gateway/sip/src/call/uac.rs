//! Calls that go out (RFC 3261 §13.2, §9.1), and how requests within a dialog find their way.

use std::collections::VecDeque;

use tolk_model::address::Scheme;
use tolk_model::cause::{Cause, Reason};
use tolk_model::id::{ForkId, LegId};
use tolk_model::leg::{Dial, Direction, LegEvent};
use tolk_model::registration::{DeviceRoute, Route};
use tolk_model::time::Now;
use tolk_model::{Address, MediaDescription, Party};
use tolk_sdp::{Dialect, Negotiation};

use super::{Call, Hint, State, cause};
use crate::dialog::Dialog;
use crate::edge::{Purpose, SipEdge};
use crate::transaction::Reliability;
use crate::transaction::timers::{CallTimer, T64};
use crate::wire::body::{Description, SDP, description};
use crate::wire::lex::quote;
use crate::wire::message::Common;
use crate::wire::method::ALLOW;
use crate::wire::uri::print_address;
use crate::wire::{Method, Request, Response, Uri};

/// Branches of a forked call that are told apart; more are heard as the last one.
const MAX_FORKS: usize = 16;

/// What only a caller has.
#[derive(Debug)]
pub(crate) struct Outgoing {
    /// The INVITE's request, while it lives.
    pub(crate) client: Option<u64>,
    /// The INVITE without `Via` and `Contact`.
    pub(crate) request: Request,
    /// What we offered, before any answer.
    offered: Box<Negotiation>,
    /// Branches by their tags.
    forks: Vec<Fork>,
    /// Redirections not tried yet.
    pub(super) targets: VecDeque<String>,
    /// Everything that was tried.
    pub(super) tried: Vec<String>,
    /// Some provisional response came: a CANCEL may go (§9.1).
    provisional: bool,
    ringing: bool,
    /// The way to a registered device, until the call is redirected.
    pub(super) device: Option<DeviceRoute>,
    /// The call was given up before it was answered.
    pub(super) cancel: Option<Reason>,
}

impl Outgoing {
    /// The called registered on a flow, and behind a NAT only that flow leads there: for the whole call.
    fn by_flow(&self) -> bool {
        self.device.as_ref().is_some_and(|d| d.source.is_some())
    }
}

#[derive(Debug)]
struct Fork {
    tag: String,
    early: Option<(Box<Negotiation>, MediaDescription)>,
}

/// The session description of a response.
pub(super) fn sdp_of(response: &Response) -> Option<String> {
    match description(response, &response.body) {
        Description::Sdp(text) => Some(text.to_string()),
        Description::None | Description::Unsupported => None,
    }
}

impl SipEdge {
    /// `Dial`.
    pub(super) fn dial(&mut self, now: Now, leg: LegId, dial: Dial) {
        if self.calls.contains_key(&leg) {
            return;
        }
        let mut negotiation = Negotiation::new(Dialect::Sip, &mut self.random);
        let prepared = self.invite_for(&dial).and_then(|request| {
            let text = negotiation.write_offer(&dial.media);
            Ok((request, text.map_err(|error| cause::description(&error))?))
        });
        let by_trunk = match &dial.route {
            Some(Route::Trunk { trunk }) => match self.by_trunk(trunk) {
                Ok(by) => Some(by),
                Err(cause) => return self.event(leg, LegEvent::Ended(cause)),
            },
            _ => None,
        };
        let (mut request, text) = match prepared {
            Ok(prepared) => prepared,
            Err(cause) => return self.event(leg, LegEvent::Ended(cause)),
        };
        if let Some(name) = by_trunk.as_ref().and_then(|by| {
            let display = dial.from.display_name.reveal();
            self.name_at_trunk(by, display)
        }) {
            let tag = request.sender_tag();
            request.headers.set("from", format!("{name};tag={tag}"));
        }
        let request = request.with_body(SDP, text);
        let mut call = Call::new(Direction::Outgoing, State::Calling, negotiation.clone());
        call.local = dial.media;
        call.by_trunk = by_trunk;
        let user = print_user(&dial.from.address.reveal().local);
        call.user = user.unwrap_or(call.user);
        call.outgoing = Some(Outgoing {
            client: None,
            tried: vec![request.uri.clone()],
            request,
            offered: Box::new(negotiation),
            device: match dial.route {
                Some(Route::Device(device)) => Some(device),
                _ => None,
            },
            forks: Vec::new(),
            targets: VecDeque::new(),
            provisional: false,
            ringing: false,
            cancel: None,
        });
        if self.calls.insert(leg, call).is_err() {
            self.limited("calls");
            return self.event(leg, LegEvent::Ended(Cause::us(Reason::Overloaded)));
        }
        let patience = self.config.no_answer;
        self.call_timer(now, leg, CallTimer::NoAnswer, patience);
        self.send_invite(now, leg);
    }

    fn invite_for(&mut self, dial: &Dial) -> Result<Request, Cause> {
        let routable = dial.to.domain.is_some() && dial.to.scheme != Scheme::H323;
        if !routable {
            return Err(Cause::us(Reason::NotFound));
        }
        let uri = match &dial.route {
            // A device knows itself by what it wrote (RFC 3261 §16.6 point 2).
            Some(Route::Device(device)) => device.contact.reveal().clone(),
            _ => print_address(&dial.to, &self.config.default_domain),
        };
        let plain = Address {
            transport: None,
            ..dial.to.clone()
        };
        let to = print_address(&plain, &self.config.default_domain);
        let tag = self.random.token(10);
        let from = self.name_of(&dial.from);
        let mut request = Request::new(Method::Invite, uri);
        if let Some(Route::Device(device)) = &dial.route {
            for hop in &device.hops {
                request.headers.push("route", hop.as_str());
            }
        }
        request.headers.push("from", format!("{from};tag={tag}"));
        request.headers.push("to", format!("<{to}>"));
        request.headers.push("call-id", self.random.token(24));
        let first = self.random.below(1 << 16) + 1;
        request.headers.push("cseq", format!("{first} INVITE"));
        request.headers.push("allow", ALLOW);
        request.headers.push("accept", SDP);
        Ok(request)
    }

    fn name_of(&self, from: &Party) -> String {
        let address = from.address.reveal();
        let address = Address {
            scheme: Scheme::Sip,
            local: match address.local.as_str() {
                "" => "anonymous".to_string(),
                local => local.to_string(),
            },
            port: None,
            transport: None,
            ..address.clone()
        };
        let uri = print_address(&address, &self.config.default_domain);
        let name = from.display_name.reveal();
        if name.is_empty() {
            format!("<{uri}>")
        } else {
            format!("{} <{uri}>", quote(name))
        }
    }

    /// Sends the INVITE as it stands in `outgoing.request`.
    pub(super) fn send_invite(&mut self, now: Now, leg: LegId) {
        let Some(outgoing) = self.calls.get_mut(&leg).and_then(|c| c.outgoing.as_mut()) else {
            return;
        };
        outgoing.provisional = false;
        let request = outgoing.request.clone();
        let Ok(Uri::Sip(hop)) = Uri::parse(&request.uri) else {
            return self.finish(leg, Cause::us(Reason::NotFound));
        };
        let key = (request.call_id().to_string(), request.sender_tag());
        self.dialogs.insert(key, leg);
        let Some(client) = self.open_client(leg, Purpose::Invite, request) else {
            return self.finish(leg, Cause::us(Reason::Overloaded));
        };
        if let Some(outgoing) = self.calls.get_mut(&leg).and_then(|c| c.outgoing.as_mut()) {
            outgoing.client = Some(client);
        }
        self.route_call(now, leg, client, &hop);
    }

    /// A response to the INVITE.
    pub(super) fn invite_response(&mut self, now: Now, leg: LegId, id: u64, response: &Response) {
        match response.status {
            100..=199 => self.progress(now, leg, id, response),
            200..=299 => self.answered(now, leg, id, response),
            300..=399 => self.redirected(now, leg, response),
            401 | 407 if self.answer_invite_challenge(now, leg, response) => {}
            status => {
                let cause = cause::refused(status, &response.headers);
                self.refused(now, leg, cause);
            }
        }
    }

    /// The INVITE failed for good, or another target is due.
    pub(super) fn refused(&mut self, now: Now, leg: LegId, cause: Cause) {
        if let Some(outgoing) = self.calls.get_mut(&leg).and_then(|c| c.outgoing.as_mut()) {
            outgoing.client = None;
        }
        if !self.next_proxy(now, leg, &cause) && !self.next_target(now, leg) {
            self.finish(leg, cause);
        }
    }

    fn progress(&mut self, now: Now, leg: LegId, id: u64, response: &Response) {
        let Some(outgoing) = self.calls.get_mut(&leg).and_then(|c| c.outgoing.as_mut()) else {
            return;
        };
        let first = !outgoing.provisional;
        outgoing.provisional = true;
        if let Some(reason) = outgoing.cancel {
            if first {
                self.send_cancel(now, id, &cause::reason_header(reason));
            }
            return;
        }
        let (status, tag) = (response.status, response.to_tag());
        if status == 180 && !outgoing.ringing {
            outgoing.ringing = true;
            self.event(leg, LegEvent::Ringing);
        }
        if let (101.., Some(text)) = (status, sdp_of(response)) {
            self.early(leg, tag, &text);
        }
    }

    fn early(&mut self, leg: LegId, tag: String, text: &str) {
        let Some(outgoing) = self.calls.get_mut(&leg).and_then(|c| c.outgoing.as_mut()) else {
            return;
        };
        let mut negotiation = outgoing.offered.clone();
        let Ok(description) = negotiation.read_answer(text) else {
            return;
        };
        let Some((fork, entry)) = outgoing.fork(tag) else {
            return;
        };
        let known = entry.early.as_ref().is_some_and(|(_, d)| *d == description);
        entry.early = Some((negotiation, description.clone()));
        if !known {
            self.event(leg, LegEvent::Early(fork, description));
        }
    }

    /// A 2xx: the first one makes the call, a repeated one gets its ACK again, one of another branch or too late is ended.
    fn answered(&mut self, now: Now, leg: LegId, id: u64, response: &Response) {
        let number = response.cseq().map_or(0, |c| c.0);
        if self.repeat_ack(leg, response, number) {
            return;
        }
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let Some(outgoing) = call.outgoing.as_mut() else {
            return;
        };
        let Ok(dialog) = Dialog::calling(&outgoing.request, response) else {
            return;
        };
        if call.state != State::Calling || call.ended {
            return self.end_fork(now, leg, dialog, number);
        }
        let read = match sdp_of(response) {
            Some(text) => {
                let mut negotiation = outgoing.offered.clone();
                let read = negotiation.read_answer(&text);
                read.map(|description| (negotiation, description))
                    .map_err(|error| cause::description(&error))
            }
            None => outgoing
                .fork(response.to_tag())
                .and_then(|(_, f)| f.early.clone())
                .ok_or(Cause::far_end(Reason::ProtocolError)),
        };
        let fork = outgoing
            .fork(response.to_tag())
            .map_or(ForkId(0), |(fork, _)| fork);
        call.state = State::Up;
        call.dialog = Some(dialog);
        self.stop_call_timer(leg, CallTimer::NoAnswer);
        self.take_hint(leg, id);
        self.send_ack(now, leg, number);
        match read {
            Ok((negotiation, description)) => {
                if let Some(call) = self.calls.get_mut(&leg) {
                    call.negotiation = *negotiation;
                }
                self.event(leg, LegEvent::Connected(fork, Some(description)));
                self.offer_next(now, leg);
            }
            Err(cause) => {
                self.send_bye(now, leg, cause.reason);
                self.finish(leg, cause);
            }
        }
    }

    /// Without proxies in between a stream is used again.
    fn take_hint(&mut self, leg: LegId, client: u64) {
        let Some(flow) = self.clients.get(&client).and_then(|c| c.flow) else {
            return;
        };
        let Some(known) = self.flows.get(flow) else {
            return;
        };
        let stream = known.reliability() == Reliability::Reliable;
        let destination = known.destination.clone();
        if let Some(call) = self.calls.get_mut(&leg)
            && (stream || call.outgoing.as_ref().is_some_and(Outgoing::by_flow))
            && call.dialog.as_ref().is_some_and(|d| d.routes.is_empty())
        {
            call.hint = Some(Hint { flow, destination });
        }
    }

    /// A branch that lost: ACK, then BYE (§13.2.2.4).
    fn end_fork(&mut self, now: Now, leg: LegId, mut dialog: Dialog, number: u32) {
        let Some(hop) = dialog.next_hop() else {
            return;
        };
        let ack = dialog.ack(number);
        let bye = dialog.request(Method::Bye);
        for (purpose, request) in [(Purpose::Ack, ack), (Purpose::ByeFork, bye)] {
            if let Some(client) = self.open_client(leg, purpose, request) {
                self.route(now, client, &hop);
            }
        }
    }

    /// Sends the ACK of a 2xx in the call's dialog.
    pub(super) fn send_ack(&mut self, now: Now, leg: LegId, number: u32) {
        let ack = self
            .calls
            .get(&leg)
            .and_then(|c| c.dialog.as_ref())
            .map(|d| d.ack(number));
        if let Some(ack) = ack {
            self.send_in_dialog(now, leg, Purpose::Ack, ack);
        }
    }

    /// The ACK of a repeated 2xx, as it was.
    pub(super) fn repeat_ack(&mut self, leg: LegId, response: &Response, number: u32) -> bool {
        let key = (response.to_tag(), number);
        let Some((flow, bytes)) = self.calls.get(&leg).and_then(|c| c.acks.get(&key)).cloned()
        else {
            return false;
        };
        self.ladder(Some(leg), false, "ACK".to_string());
        self.output(tolk_model::edge::EdgeOutput::Transmit(flow, bytes));
        true
    }

    /// A request in the call's dialog.
    pub(super) fn send_in_dialog(
        &mut self,
        now: Now,
        leg: LegId,
        purpose: Purpose,
        mut request: Request,
    ) {
        self.answer_for_trunk(leg, &mut request);
        match self.open_client(leg, purpose, request) {
            Some(client) => self.route_in_dialog(now, leg, client),
            None => self.request_failed(now, leg, purpose, Cause::us(Reason::Overloaded)),
        }
    }

    /// By the flow of a direct peer while it is open (a datagram flow can always be opened again), else by the route set.
    pub(crate) fn route_in_dialog(&mut self, now: Now, leg: LegId, client: u64) {
        let Some(call) = self.calls.get(&leg) else {
            return;
        };
        let hop = call.dialog.as_ref().and_then(Dialog::next_hop);
        let hint = call.hint.clone().filter(|h| {
            let datagram = h.destination.transport == tolk_model::address::TransportKind::Udp;
            datagram || self.flows.info(h.flow).is_some()
        });
        match (hint, hop) {
            (Some(hint), _) => self.route_by(now, client, hint.flow, &hint.destination),
            (None, Some(hop)) => self.route(now, client, &hop),
            (None, None) => {
                if let Some(gone) = self.close_client(client) {
                    let cause = Cause::far_end(Reason::ProtocolError);
                    self.request_failed(now, leg, gone.purpose, cause);
                }
            }
        }
    }

    /// Gives up an INVITE that was not answered: at once when a provisional response came, else when one comes (§9.1).
    pub(super) fn cancel_invite(&mut self, now: Now, leg: LegId, reason: Reason) {
        let Some(outgoing) = self.calls.get_mut(&leg).and_then(|c| c.outgoing.as_mut()) else {
            return;
        };
        outgoing.cancel = Some(reason);
        let (client, provisional) = (outgoing.client, outgoing.provisional);
        if let (Some(client), true) = (client, provisional) {
            self.send_cancel(now, client, &cause::reason_header(reason));
        }
        self.call_timer(now, leg, CallTimer::Cancelled, T64 * 2);
    }
}

impl Outgoing {
    /// The branch with this tag, a new one when there is room.
    fn fork(&mut self, tag: String) -> Option<(ForkId, &mut Fork)> {
        let at = match self.forks.iter().position(|f| f.tag == tag) {
            Some(at) => at,
            None => {
                if self.forks.len() >= MAX_FORKS {
                    self.forks.pop();
                }
                self.forks.push(Fork { tag, early: None });
                self.forks.len() - 1
            }
        };
        let id = ForkId(u16::try_from(at).unwrap_or(u16::MAX));
        self.forks.get_mut(at).map(|fork| (id, fork))
    }
}

/// The user part for our `Contact`; a name that would need escapes is left out.
fn print_user(local: &str) -> Option<String> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.+".contains(&b);
    (!local.is_empty() && local.bytes().all(plain)).then(|| local.to_string())
}
