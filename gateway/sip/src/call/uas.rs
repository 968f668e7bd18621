//! Calls that come in (RFC 3261 §13.3).

use tolk_model::address::TransportKind;
use tolk_model::cause::{Cause, Reason};
use tolk_model::id::{CallId, ForkId, LegId};
use tolk_model::leg::{Direction, LegEvent};
use tolk_model::media::Flow;
use tolk_model::party::{CallRequest, Trust};
use tolk_model::time::Now;
use tolk_model::{FlowId, MediaDescription};
use tolk_sdp::{Dialect, Negotiation};

use super::provisional::{Wanted, Written};
use super::{Answer, Call, Hint, State, cause, describe};
use crate::dialog::Dialog;
use crate::edge::SipEdge;
use crate::transaction::timers::{CallTimer, T1, T64};
use crate::wire::body::{Description, SDP, description};
use crate::wire::message::Common;
use crate::wire::{Method, Request, Response, Uri};

/// How often a provisional response is repeated so that no proxy gives up (§13.3.1.1).
const PROGRESS: std::time::Duration = std::time::Duration::from_secs(60);

impl SipEdge {
    /// A request without a `To` tag.
    pub(crate) fn outside_dialog(&mut self, now: Now, server: u64, request: &Request) {
        match request.method {
            Method::Invite => self.incoming_call(now, server, request),
            Method::Options => {
                if let Some(response) = self.capabilities(server) {
                    self.respond(now, server, response);
                }
            }
            Method::Register => self.register(now, server, request),
            Method::Subscribe => self.subscribe(now, server, request),
            Method::Publish => self.publish(now, server, request),
            Method::Refer => self.refer_outside(now, server, request),
            Method::Message => self.page(now, server, request),
            Method::Notify => self.unsolicited(now, server, request),
            _ => {
                self.punish_server(now, server);
                self.answer(now, server, 481);
            }
        }
    }

    fn incoming_call(&mut self, now: Now, server: u64, request: &Request) {
        self.answer(now, server, 100);
        match self.admit(now, server, request) {
            Ok(()) => {}
            Err(status) => {
                self.punish_server(now, server);
                let Some(mut response) = self.response(server, status) else {
                    return;
                };
                match status {
                    415 | 406 => response = response.with("accept", SDP),
                    503 => response = response.with("retry-after", "10"),
                    422 => response = response.with("min-se", self.shortest_session()),
                    _ => {}
                }
                self.respond(now, server, response);
            }
        }
    }

    fn admit(&mut self, now: Now, server: u64, request: &Request) -> Result<(), u16> {
        let hops = request.headers.text("max-forwards").map(str::trim);
        if hops.is_some_and(|h| h.bytes().all(|b| b == b'0')) {
            return Err(483);
        }
        if self.is_merged(request) {
            return Err(482);
        }
        if !describe::accepts_sdp(request) {
            return Err(406);
        }
        let to = self.called(now, request).ok_or(416_u16)?;
        let replaces = self.replaced_by(request)?;
        let mut negotiation = Negotiation::new(Dialect::Sip, &mut self.random);
        let media = match description(request, &request.body) {
            Description::Unsupported => return Err(415),
            Description::None => MediaDescription::default(),
            Description::Sdp(text) => offered(&mut negotiation, text)?,
        };
        let (flow, source) = self
            .servers
            .get(&server)
            .map(|s| (s.flow, s.source))
            .ok_or(500_u16)?;
        let session = self.session_timer(request, None)?;
        let leg = self.new_call(now, server, request, flow, negotiation, media.is_empty())?;
        if let Some(call) = self.calls.get_mut(&leg) {
            call.remote = (!media.is_empty()).then(|| media.clone());
            call.session = session;
            call.peer.learn(&request.headers);
            call.reliable.wanted = Wanted::of(&request.headers);
        }
        let trust = self.servers.get(&server).map(|s| s.trust.clone());
        let incoming = CallRequest {
            call: CallId::mint(now.wall, &mut self.random),
            from: describe::caller(request, trust.as_ref()),
            to,
            trust: trust.unwrap_or(Trust::Anonymous),
            link_token: None,
            origin: source.ip(),
            media,
            replaces,
            // `Accept-Language` of a room is what its maker set, mostly `en`: it says nothing of who sits there.
            language: None,
            device: self.called_device(now, request),
        };
        let patience = self.config.no_answer;
        self.call_timer(now, leg, CallTimer::NoAnswer, patience);
        self.call_timer(now, leg, CallTimer::Progress, PROGRESS);
        self.event(leg, LegEvent::Incoming(Box::new(incoming)));
        Ok(())
    }

    /// The address that was called: of a temporary GRUU whose it is.
    pub(crate) fn called(&self, now: Now, request: &Request) -> Option<tolk_model::Address> {
        let device = self.temporary_device(now, request).map(|found| found.0);
        device.or_else(|| self.named(request))
    }

    /// The one device that is called, when a GRUU names it.
    fn called_device(&self, now: Now, request: &Request) -> Option<tolk_model::Pii<String>> {
        let temporary = self.temporary_device(now, request).map(|found| found.1);
        temporary.or_else(|| describe::called_device(request))
    }

    /// The device of a temporary GRUU, and whose it is.
    fn temporary_device(
        &self,
        now: Now,
        request: &Request,
    ) -> Option<(tolk_model::Address, tolk_model::Pii<String>)> {
        let Ok(Uri::Sip(uri)) = Uri::parse(&request.uri) else {
            return None;
        };
        let user = uri.user.as_deref().filter(|_| uri.parameters.has("gr"))?;
        self.temporary.find(now.mono, user)
    }

    /// The address that a request names, as its sender knows it.
    pub(crate) fn named(&self, request: &Request) -> Option<tolk_model::Address> {
        let mut trunks = self.trunks.iter();
        let named = trunks.find_map(|t| crate::trunk::called_by_trunk(request, &t.token));
        named.or_else(|| describe::called(request))
    }

    /// The same request by another way (§8.2.2.2).
    fn is_merged(&self, request: &Request) -> bool {
        let Ok((number, _)) = request.cseq() else {
            return false;
        };
        let (call_id, tag) = (request.call_id(), request.sender_tag());
        self.calls.iter().any(|(_, call)| {
            call.direction == Direction::Incoming
                && call.number == number
                && call
                    .dialog
                    .as_ref()
                    .is_some_and(|d| d.call_id == call_id && d.remote_tag == tag)
        })
    }

    fn new_call(
        &mut self,
        now: Now,
        server: u64,
        request: &Request,
        flow: FlowId,
        negotiation: Negotiation,
        asks: bool,
    ) -> Result<LegId, u16> {
        let tag = self
            .servers
            .get(&server)
            .map(|s| s.tag.clone())
            .ok_or(500_u16)?;
        let first = self.random.below(1 << 16);
        let dialog = Dialog::answering(request, &tag, first).map_err(|p| p.status())?;
        let asker = self.servers.get(&server).map(|s| s.asker.clone());
        let asker = asker.ok_or(500_u16)?;
        if !self.sources.call_begins(now.mono, &asker, self.living) {
            self.limited("calls");
            return Err(503);
        }
        let leg = LegId::mint(now.wall, &mut self.random);
        let mut call = Call::new(
            Direction::Incoming,
            State::Offered { server, asks },
            negotiation,
        );
        call.user = describe::called_user(request).unwrap_or(call.user);
        call.hint = self.direct_hint(request, &dialog, flow);
        call.neighbour = self.neighbour(flow);
        call.number = request.cseq().map_or(0, |c| c.0);
        call.asker = Some(asker.clone());
        call.far_end = self.servers.get(&server).map(|s| s.trust.clone());
        let key = (dialog.call_id.clone(), tag);
        call.dialog = Some(dialog);
        if !self.call_begins(leg, call) {
            self.sources.call_ended(&asker);
            self.limited("calls");
            return Err(503);
        }
        self.dialogs.insert(key, leg);
        if let Some(server) = self.servers.get_mut(&server) {
            server.leg = Some(leg);
        }
        Ok(leg)
    }

    /// A peer without proxies in between is reached by the flow that it used: its `Contact` may be private, or a port that no
    /// firewall lets us open.
    pub(crate) fn direct_hint(
        &self,
        request: &Request,
        dialog: &Dialog,
        flow: FlowId,
    ) -> Option<Hint> {
        if !dialog.routes.is_empty() {
            return None;
        }
        let info = self.flows.info(flow)?;
        let destination = tolk_model::party::Destination {
            address: info.remote,
            transport: info.transport,
            name: info.verified.first().cloned(),
        };
        let hint = Some(Hint { flow, destination });
        if info.transport != TransportKind::Udp {
            return hint;
        }
        let via = request.via().ok()?;
        match describe::contact_uri(request).map(|c| c.uri) {
            Some(Uri::Sip(uri)) => {
                let same =
                    uri.host == via.host && uri.port.unwrap_or(5060) == via.port.unwrap_or(5060);
                let rport = via.parameters.has("rport");
                (same && rport && uri.transport().is_none_or(|t| t == TransportKind::Udp))
                    .then_some(hint)?
            }
            _ => hint,
        }
    }

    /// `Accept`: the 200 with our answer, or with our offer when the caller made none.
    pub(crate) fn accept(&mut self, now: Now, leg: LegId, media: MediaDescription) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let State::Offered { server, asks } = call.state else {
            return;
        };
        if call.reliable.postpones(&media) {
            return;
        }
        let (text, said, asks) = match call.reliable.written() {
            Written::Agreed(said) => (None, said, false),
            Written::Shown(text, said) => (Some(text), said, false),
            Written::Fresh => {
                let written = if asks {
                    call.negotiation.write_offer(&media)
                } else {
                    call.negotiation.write_answer(&media)
                };
                match written {
                    Ok(text) => (Some(text), media.clone(), asks),
                    Err(error) => return self.end(now, leg, cause::description(&error)),
                }
            }
        };
        if said != media {
            // What was said before the answer stands; what differs is asked for when the call is up.
            call.queued.push_back((None, media));
        }
        call.local = said;
        call.state = State::Answered;
        let (asker, user) = (call.asker.clone(), call.user.clone());
        let Some(mut response) = self.call_response(server, 200, &user) else {
            return self.finish(leg, Cause::us(Reason::InternalError));
        };
        self.confirm_session(now, leg, &mut response);
        self.stop_call_timer(leg, CallTimer::NoAnswer);
        self.stop_call_timer(leg, CallTimer::Progress);
        if let Some(asker) = asker {
            self.sources.forgive(now.mono, &asker);
        }
        if let Some(text) = text {
            response = response.with_body(SDP, text);
        }
        self.stop_call_timer(leg, CallTimer::Provisional);
        self.stop_call_timer(leg, CallTimer::NoPrack);
        self.send_answer(now, leg, server, response, asks);
    }

    /// Sends a 200 to an INVITE and repeats it until its ACK comes, on every transport (§13.3.1.4).
    pub(crate) fn send_answer(
        &mut self,
        now: Now,
        leg: LegId,
        server: u64,
        response: Response,
        asks: bool,
    ) {
        let number = response.cseq().map_or(0, |c| c.0);
        if let Some(call) = self.calls.get_mut(&leg) {
            call.answer = Some(Answer {
                server,
                number,
                response: response.clone(),
                interval: T1,
                asks,
            });
        }
        self.respond(now, server, response);
        self.call_timer(now, leg, CallTimer::Answer, T1);
        self.call_timer(now, leg, CallTimer::NoAck, T64);
    }

    /// An ACK that no transaction wanted.
    pub(crate) fn call_ack(&mut self, now: Now, request: &Request) {
        let Some(leg) = self.find_call(request) else {
            return;
        };
        let number = request.cseq().map_or(0, |c| c.0);
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let Some(answer) = call.answer.take_if(|a| a.number == number) else {
            return;
        };
        self.stop_call_timer(leg, CallTimer::Answer);
        self.stop_call_timer(leg, CallTimer::NoAck);
        if let Some(reason) = self.calls.get(&leg).and_then(|c| c.bye_after_ack) {
            self.send_bye(now, leg, reason);
            return self.forget(leg);
        }
        let remote = match self.read_acknowledged(leg, &answer, request) {
            Ok(remote) => remote,
            Err(cause) => {
                self.send_bye(now, leg, cause.reason);
                return self.finish(leg, cause);
            }
        };
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        if call.state == State::Answered {
            call.state = State::Up;
            let remote = remote.or_else(|| call.reliable.answered.take());
            self.event(leg, LegEvent::Connected(ForkId(0), remote));
        } else {
            self.reinvite_acknowledged(now, leg, remote);
        }
        self.offer_next(now, leg);
    }

    fn read_acknowledged(
        &mut self,
        leg: LegId,
        answer: &Answer,
        request: &Request,
    ) -> Result<Option<MediaDescription>, Cause> {
        if !answer.asks {
            return Ok(None);
        }
        let Description::Sdp(text) = description(request, &request.body) else {
            return Err(Cause::far_end(Reason::ProtocolError));
        };
        let call = self.calls.get_mut(&leg);
        let call = call.ok_or(Cause::us(Reason::InternalError))?;
        let read = call.negotiation.read_answer(text);
        let remote = read.map_err(|error| cause::description(&error))?;
        call.remote = Some(remote.clone());
        Ok(Some(remote))
    }

    /// CANCEL came for an INVITE; it was answered already (§9.2).
    pub(crate) fn call_cancelled(&mut self, now: Now, cancel: u64, invite: u64) {
        let Some(leg) = self.servers.get(&invite).and_then(|s| s.leg) else {
            if self.forget_question(invite) {
                self.answer(now, invite, 487);
                self.write_ladder(invite);
            }
            return;
        };
        let why = self
            .servers
            .get(&cancel)
            .and_then(|s| cause::read_reason(&s.request.headers));
        let Some(call) = self.calls.get(&leg) else {
            return;
        };
        match call.state {
            State::Offered { server, .. } if server == invite => {
                self.answer(now, invite, 487);
                let reason = why.unwrap_or(Reason::Cancelled);
                self.finish(leg, Cause::far_end(reason));
            }
            _ => self.reinvite_cancelled(now, leg, invite),
        }
    }

    /// The call of a request with a `To` tag; the peer must have the tag that it had.
    pub(crate) fn find_call(&self, request: &Request) -> Option<LegId> {
        let key = (request.call_id().to_string(), request.to_tag());
        let leg = *self.dialogs.get(&key)?;
        let dialog = self.calls.get(&leg)?.dialog.as_ref()?;
        (dialog.remote_tag == request.sender_tag()).then_some(leg)
    }
}

/// A caller's description. One without a stream that we could use is refused at once: the core takes an empty one for a question.
fn offered(negotiation: &mut Negotiation, text: &str) -> Result<MediaDescription, u16> {
    let read = negotiation.read_offer(text);
    let media = read.map_err(|error| cause::status(cause::description(&error).reason))?;
    if media.streams.iter().all(|s| s.flow == Flow::Off) {
        return Err(cause::status(Reason::NoCommonMedia));
    }
    Ok(media)
}
