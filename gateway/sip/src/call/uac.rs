//! Calls that go out (RFC 3261 §13.2, §9.1), and how requests within a dialog find their way.

use tolk_model::address::Scheme;
use tolk_model::cause::{Cause, Reason};
use tolk_model::id::{ForkId, LegId};
use tolk_model::leg::{Dial, Direction, LegEvent};
use tolk_model::party::Trust;
use tolk_model::registration::Route;
use tolk_model::time::Now;
use tolk_model::{Address, MediaDescription, Party};
use tolk_sdp::{Dialect, Negotiation};

use super::fork::{CallerName, Outgoing};
use super::media::{Exchange, Owed};
use super::{Call, Hint, State, cause};
use crate::dialog::Dialog;
use crate::edge::{Purpose, SipEdge};
use crate::transaction::Reliability;
use crate::transaction::timers::{CallTimer, T64};
use crate::wire::body::{Description, SDP, description};
use crate::wire::lex::quote;
use crate::wire::message::Common;
use crate::wire::method::{ALLOW, SUPPORTED};
use crate::wire::uri::print_address;
use crate::wire::{Method, Request, Response, Uri};

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
        let asks = dial.media.is_empty();
        let prepared = self.invite_for(&dial).and_then(|request| {
            let mut request = request;
            self.demands_of(dial.transfer, &mut request.headers);
            if asks {
                return Ok(request);
            }
            let text = negotiation.write_offer(&dial.media);
            let text = text.map_err(|error| cause::description(&error))?;
            Ok(request.with_body(SDP, text))
        });
        let by_trunk = match &dial.route {
            Some(Route::Trunk { trunk }) => match self.by_trunk(trunk) {
                Ok(by) => Some(by),
                Err(cause) => return self.event(leg, LegEvent::Ended(cause)),
            },
            _ => None,
        };
        let mut request = match prepared {
            Ok(request) => request,
            Err(cause) => return self.event(leg, LegEvent::Ended(cause)),
        };
        if let Some(name) = by_trunk.as_ref().and_then(|by| {
            let display = dial.from.display_name.reveal();
            self.name_at_trunk(by, display)
        }) {
            let tag = request.sender_tag();
            request.headers.set("from", format!("{name};tag={tag}"));
        }
        let mut call = Call::new(Direction::Outgoing, State::Calling, negotiation.clone());
        call.local = dial.media;
        call.by_trunk = by_trunk;
        call.far_end = called_as(dial.route.as_ref());
        let user = print_user(&dial.from.address.reveal().local);
        call.user = user.unwrap_or(call.user);
        let from = CallerName {
            whole: self.name_of(&dial.from),
            display: dial.from.display_name.reveal().clone(),
        };
        let mut outgoing = Outgoing::new(request, from, negotiation, asks);
        outgoing.device = match dial.route {
            Some(Route::Device(device)) => Some(device),
            _ => None,
        };
        call.outgoing = Some(outgoing);
        if !self.call_begins(leg, call) {
            self.limited("calls");
            return self.event(leg, LegEvent::Ended(Cause::us(Reason::Overloaded)));
        }
        let patience = self.config.no_answer;
        self.call_timer(now, leg, CallTimer::NoAnswer, patience);
        self.send_invite(now, leg);
    }

    fn invite_for(&mut self, dial: &Dial) -> Result<Request, Cause> {
        let request =
            self.outside_request(Method::Invite, &dial.to, &dial.from, dial.route.as_ref())?;
        Ok(self.invite_headers(request))
    }

    fn invite_headers(&mut self, mut request: Request) -> Request {
        request.headers.push("allow", ALLOW);
        request.headers.push("accept", SDP);
        request.headers.push("supported", SUPPORTED);
        self.ask_session(None, &mut request.headers);
        request
    }

    /// A request that begins something: whom it is for, who sends it, in a dialog that is not yet.
    ///
    /// # Errors
    /// When the address is none that this edge finds.
    pub(crate) fn outside_request(
        &mut self,
        method: Method,
        to: &Address,
        from: &Party,
        route: Option<&Route>,
    ) -> Result<Request, Cause> {
        let routable = to.domain.is_some() && to.scheme != Scheme::H323;
        if !routable {
            return Err(Cause::us(Reason::NotFound));
        }
        let uri = match route {
            // A device knows itself by what it wrote (RFC 3261 §16.6 point 2).
            Some(Route::Device(device)) => device.contact.reveal().clone(),
            _ => print_address(to, &self.config.default_domain),
        };
        let plain = Address {
            transport: None,
            ..to.clone()
        };
        let to = print_address(&plain, &self.config.default_domain);
        let tag = self.random.token(10);
        let from = self.name_of(from);
        let mut request = Request::new(method, uri);
        if let Some(Route::Device(device)) = route {
            for hop in &device.hops {
                request.headers.push("route", hop.as_str());
            }
        }
        request.headers.push("from", format!("{from};tag={tag}"));
        request.headers.push("to", format!("<{to}>"));
        request.headers.push("call-id", self.random.token(24));
        let first = self.random.below(1 << 16) + 1;
        let cseq = format!("{first} {}", request.method);
        request.headers.push("cseq", cseq);
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
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let Some(outgoing) = call.outgoing.as_mut() else {
            return;
        };
        outgoing.begin_again();
        call.dialog = None;
        call.negotiation = (*outgoing.offered).clone();
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
        let flow = self.clients.get(&id).and_then(|c| c.flow);
        let neighbour = flow.and_then(|flow| self.neighbour(flow));
        if let Some(call) = self.calls.get_mut(&leg) {
            call.neighbour = neighbour;
        }
        match response.status {
            100..=199 => self.progress(now, leg, id, response),
            200..=299 => self.answered(now, leg, id, response),
            300..=399 => self.redirected(now, leg, response),
            401 | 407 if self.answer_invite_challenge(now, leg, response) => {}
            422 if self.longer_session(now, leg, response) => {}
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

    /// A 2xx: the first one makes the call, a repeated one gets its ACK again, one of another branch or too late is ended.
    fn answered(&mut self, now: Now, leg: LegId, id: u64, response: &Response) {
        let number = response.cseq().map_or(0, |c| c.0);
        let tag = response.to_tag();
        if self.repeat_ack(leg, response, number) {
            return;
        }
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let known = call.dialog.as_ref().is_some_and(|d| d.remote_tag == tag);
        if known && call.state == State::Up {
            // Its ACK waits for the core's reply.
            return;
        }
        let (late, early) = (
            call.state != State::Calling || call.ended,
            call.early_dialog(&tag, response).cloned(),
        );
        let Some(outgoing) = call.outgoing.as_ref() else {
            return;
        };
        let Ok(mut dialog) = Dialog::calling(&outgoing.request, response) else {
            return;
        };
        if let Some(early) = early {
            dialog.local_cseq = early.local_cseq;
            dialog.remote_cseq = early.remote_cseq;
        }
        if late {
            return self.end_fork(now, leg, dialog, number);
        }
        self.drop_early_exchange(now, leg, &tag);
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        call.peer.learn(response.headers());
        let read = call.read_answered(&tag, response);
        let outgoing = call.outgoing.as_mut();
        let fork = outgoing
            .and_then(|o| o.fork(tag))
            .map_or(ForkId(0), |(fork, _)| fork);
        call.state = State::Up;
        call.dialog = Some(dialog);
        self.stop_call_timer(leg, CallTimer::NoAnswer);
        self.take_hint(leg, id);
        self.connected(now, leg, number, fork, read);
        if self.calls.get(&leg).is_some_and(|c| c.state == State::Up) {
            self.session_agreed(now, leg, response);
        }
    }

    fn connected(
        &mut self,
        now: Now,
        leg: LegId,
        number: u32,
        fork: ForkId,
        read: Result<Said, Cause>,
    ) {
        match read {
            Ok(Said::Asks(description)) => {
                self.event(leg, LegEvent::Connected(fork, None));
                self.ask_core(now, leg, Owed::Ack(number), description);
            }
            Ok(Said::Agreed(description)) => {
                self.send_ack(now, leg, number);
                self.event(leg, LegEvent::Connected(fork, Some(description)));
                self.offer_next(now, leg);
            }
            Err(cause) => {
                self.send_ack(now, leg, number);
                self.send_bye(now, leg, cause.reason);
                self.finish(leg, cause);
            }
        }
    }

    /// Another branch than the one we were agreeing with answered, or it answered before it was replied to.
    pub(super) fn drop_early_exchange(&mut self, now: Now, leg: LegId, tag: &str) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let adopted = call.outgoing.as_ref().and_then(|o| o.adopted.as_deref());
        if adopted.is_none_or(|a| a == tag) {
            return;
        }
        let gone = std::mem::replace(&mut call.exchange, Exchange::Idle);
        if let Exchange::Ours {
            rev, description, ..
        }
        | Exchange::Glare { rev, description } = gone
        {
            call.queued.push_front((rev, description));
        } else if let Some(pending) = gone.server() {
            self.answer(now, pending, 481);
        }
        self.stop_call_timer(leg, CallTimer::MediaReply);
        self.stop_call_timer(leg, CallTimer::Glare);
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
        let direct = dialog.routes.is_empty();
        let ack = dialog.ack(number);
        let mut bye = dialog.request(Method::Bye);
        self.answer_for_trunk(leg, &mut bye);
        for (purpose, request) in [(Purpose::Ack, ack), (Purpose::ByeFork, bye)] {
            if let Some(client) = self.open_client(leg, purpose, request) {
                self.route_branch(now, leg, client, direct, &hop);
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
    pub(crate) fn send_in_dialog(
        &mut self,
        now: Now,
        leg: LegId,
        purpose: Purpose,
        mut request: Request,
    ) {
        self.answer_for_trunk(leg, &mut request);
        match self.open_client(leg, purpose, request) {
            Some(client) => {
                self.is_bye(leg, purpose, client);
                self.route_in_dialog(now, leg, client);
            }
            None => self.request_failed(now, leg, purpose, Cause::us(Reason::Overloaded)),
        }
    }

    /// By the flow of a direct peer while it is open (a datagram flow can always be opened again), else by the route set.
    pub(crate) fn route_in_dialog(&mut self, now: Now, leg: LegId, client: u64) {
        let Some(call) = self.calls.get(&leg) else {
            return;
        };
        let hop = call.dialog.as_ref().and_then(Dialog::next_hop);
        let direct = call.dialog.as_ref().is_some_and(|d| d.routes.is_empty());
        let hint = call.hint.clone().filter(|h| {
            let datagram = h.destination.transport == tolk_model::address::TransportKind::Udp;
            datagram || self.flows.info(h.flow).is_some()
        });
        match (hint, hop) {
            (Some(hint), _) => self.route_by(now, client, hint.flow, &hint.destination),
            (None, Some(hop)) => self.route_branch(now, leg, client, direct, &hop),
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

/// What the description of a 2xx is.
enum Said {
    /// Its answer, or the one that was agreed before.
    Agreed(MediaDescription),
    /// Its offer, because our INVITE had none.
    Asks(MediaDescription),
}

impl Call {
    fn read_answered(&mut self, tag: &str, response: &Response) -> Result<Said, Cause> {
        let broken = || Cause::far_end(Reason::ProtocolError);
        let outgoing = self.outgoing.as_mut().ok_or_else(broken)?;
        let adopted = outgoing.adopted.as_deref() == Some(tag);
        let (asks, offered) = (outgoing.asks, outgoing.offered.clone());
        let (_, fork) = outgoing.fork(tag.to_string()).ok_or_else(broken)?;
        if fork.agreed {
            if let (false, Some((negotiation, description))) = (adopted, &fork.early) {
                self.negotiation = (**negotiation).clone();
                self.remote = Some(description.clone());
            }
            return self.remote.clone().map(Said::Agreed).ok_or_else(broken);
        }
        let Some(text) = sdp_of(response) else {
            let (negotiation, description) = fork.early.clone().ok_or_else(broken)?;
            self.negotiation = *negotiation;
            self.remote = Some(description.clone());
            return Ok(Said::Agreed(description));
        };
        let mut negotiation = *offered;
        let read = if asks {
            negotiation.read_offer(&text).map(Said::Asks)
        } else {
            negotiation.read_answer(&text).map(Said::Agreed)
        };
        let said = read.map_err(|error| cause::description(&error))?;
        let (Said::Agreed(description) | Said::Asks(description)) = &said;
        self.remote = Some(description.clone());
        self.negotiation = negotiation;
        Ok(said)
    }
}

/// Whom a call by a way is for: whose device it is, never what the device wrote itself. That it is who answers, it still has to prove.
pub(super) fn called_as(route: Option<&Route>) -> Option<Trust> {
    match route? {
        Route::Device(device) => device.alias.as_ref().map(|alias| Trust::Registered {
            alias: alias.clone(),
        }),
        Route::Trunk { trunk } => Some(Trust::Trunk {
            trunk: trunk.clone(),
        }),
    }
}

/// The user part for our `Contact`; a name that would need escapes is left out.
fn print_user(local: &str) -> Option<String> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.+".contains(&b);
    (!local.is_empty() && local.bytes().all(plain)).then(|| local.to_string())
}
