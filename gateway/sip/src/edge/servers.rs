//! Server transactions of the edge: created, answered, repeated, forgotten.

use std::net::SocketAddr;

use tolk_model::Pii;
use tolk_model::edge::EdgeOutput;
use tolk_model::id::{FlowId, LegId};
use tolk_model::party::{Destination, Trust};
use tolk_model::time::Now;

use super::SipEdge;
use super::flows::Reach;
use super::sources::Asker;
use crate::transaction::timers::{Letter, TimerKey};
use crate::transaction::{Reliability, ServerInvite, ServerKey, ServerMachine, ServerOther, Step};
use crate::wire::message::Common;
use crate::wire::{Method, Request, Response, Via};

/// One server transaction.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) key: ServerKey,
    pub(crate) machine: ServerMachine,
    pub(crate) flow: FlowId,
    pub(crate) source: SocketAddr,
    /// Who pays for it.
    pub(crate) asker: Asker,
    /// Topmost `Via`, with `received` and `rport`.
    via: Via,
    pub(crate) request: Request,
    /// Last response, as sent.
    last: Option<Vec<u8>>,
    /// Our tag for responses outside a dialog.
    pub(crate) tag: String,
    /// What is proved of its sender.
    pub(crate) trust: Trust,
    /// The account that was proved, when one was.
    pub(crate) account: Option<Pii<String>>,
    /// The call that it belongs to.
    pub(crate) leg: Option<LegId>,
    /// The call that it is about, for the ladder: also while nothing was decided about it.
    about: Option<LegId>,
    /// Lines of the ladder that wait until it is known whether a first INVITE became a call.
    unwritten: Option<Vec<(bool, String)>>,
}

impl SipEdge {
    /// Makes a transaction of a request; `None` when there are too many.
    pub(crate) fn open_server(
        &mut self,
        now: Now,
        flow: FlowId,
        mut request: Request,
    ) -> Option<u64> {
        let key = ServerKey::of(&request);
        let info = self.flows.info(flow)?;
        let source = info.remote;
        let reliability = super::flows::reliability(info.transport);
        let asker = self.asker(flow, Some(&request))?;
        let via = stamp_via(&mut request, source)?;
        let machine = match request.method {
            Method::Invite => ServerMachine::Invite(ServerInvite::new(reliability)),
            _ => ServerMachine::Other(ServerOther::new(reliability)),
        };
        let id = self.new_id();
        let server = Server {
            key: key.clone(),
            machine,
            flow,
            source,
            asker,
            via,
            tag: self.random.token(10),
            request,
            last: None,
            trust: Trust::Anonymous,
            account: None,
            leg: None,
            about: None,
            unwritten: None,
        };
        let (request, asker) = (server.request.clone(), server.asker.clone());
        let used = self.servers.len();
        if !self.sources.transaction_begins(now.mono, &asker, used) {
            return None;
        }
        if self.servers.insert(id, server).is_err() {
            self.sources.transaction_ended(&asker);
            return None;
        }
        self.server_index.insert(key, id);
        self.origins.insert(&request, id);
        Some(id)
    }

    /// The transaction of a request that was seen before.
    pub(crate) fn find_server(&self, key: &ServerKey) -> Option<u64> {
        self.server_index.get(key).copied()
    }

    /// A response without a body.
    pub(crate) fn answer(&mut self, now: Now, server: u64, status: u16) {
        if let Some(response) = self.response(server, status) {
            self.respond(now, server, response);
        }
    }

    /// A response to be filled in.
    pub(crate) fn response(&self, server: u64, status: u16) -> Option<Response> {
        let server = self.servers.get(&server)?;
        let tag = (status != 100).then_some(server.tag.as_str());
        Some(server.request.response(status, tag))
    }

    /// The first line of a transaction.
    pub(crate) fn begin_ladder(&mut self, id: u64, about: Option<LegId>, name: String) {
        if let Some(server) = self.servers.get_mut(&id) {
            let first = server.request.method == Method::Invite && about.is_none();
            server.unwritten = first.then(Vec::new);
            server.about = about;
        }
        self.server_ladder(id, true, name);
    }

    fn server_ladder(&mut self, id: u64, incoming: bool, name: String) {
        let Some(server) = self.servers.get_mut(&id) else {
            return;
        };
        match &mut server.unwritten {
            Some(lines) => lines.push((incoming, name)),
            None => {
                let leg = server.leg.or(server.about);
                self.ladder(leg, incoming, name);
            }
        }
    }

    /// Whether a first INVITE became a call is known now.
    pub(crate) fn write_ladder(&mut self, id: u64) {
        let Some(server) = self.servers.get_mut(&id) else {
            return;
        };
        let leg = server.leg;
        for (incoming, name) in server.unwritten.take().unwrap_or_default() {
            self.ladder(leg, incoming, name);
        }
    }

    /// Sends a response through the machine.
    pub(crate) fn respond(&mut self, now: Now, id: u64, mut response: Response) {
        let agent = self.config.user_agent.clone();
        let Some(server) = self.servers.get_mut(&id) else {
            return;
        };
        if response.status >= 200 {
            response.headers.push("server", agent);
        }
        let method = server.request.method.clone();
        server.last = Some(response.to_bytes());
        let steps = server.machine.respond(response.status);
        if !steps.is_empty() {
            let name = format!("{} {method}", response.status);
            self.server_ladder(id, false, name);
        }
        self.server_steps(now, id, steps);
    }

    /// Does what a machine wants.
    pub(crate) fn server_steps(&mut self, now: Now, id: u64, steps: Vec<Step>) {
        for step in steps {
            match step {
                Step::Transmit => self.transmit_response(now, id),
                Step::Start(letter, after) => self
                    .timers
                    .set(TimerKey::Transaction(id, letter), now.mono + after),
                Step::Stop(letter) => self.timers.stop(TimerKey::Transaction(id, letter)),
                Step::Gone => self.close_server(id),
                // An ACK that never came is no failure of a call that was refused.
                Step::TransmitAck | Step::Deliver | Step::TimedOut => {}
            }
        }
    }

    fn close_server(&mut self, id: u64) {
        for letter in Letter::ALL {
            self.timers.stop(TimerKey::Transaction(id, letter));
        }
        if let Some(server) = self.servers.remove(&id) {
            self.server_index.remove(&server.key);
            self.origins.remove(&server.request, id);
            self.sources.transaction_ended(&server.asker);
        }
    }

    fn transmit_response(&mut self, now: Now, id: u64) {
        let Some(server) = self.servers.get(&id) else {
            return;
        };
        let Some(bytes) = server.last.clone() else {
            return;
        };
        let (flow, via, source) = (server.flow, server.via.clone(), server.source);
        self.send_response(now, flow, &via, source, bytes);
    }

    /// Where §18.2.2 and RFC 3581 say: the connection, else `received` and `rport`, else the port of sent-by.
    pub(crate) fn send_response(
        &mut self,
        now: Now,
        flow: FlowId,
        via: &Via,
        source: SocketAddr,
        bytes: Vec<u8>,
    ) {
        let wanted = via.response_address(source);
        if let Some(open) = self.flows.get(flow).filter(|f| f.info.is_some())
            && (open.reliability() == Reliability::Reliable || wanted == source)
        {
            self.flows.touch(now.mono, flow);
            self.output(EdgeOutput::Transmit(flow, bytes));
            return;
        }
        let arrived = self.flows.get(flow).map(|f| f.destination.transport);
        let transport = arrived.unwrap_or(match via.transport.to_ascii_uppercase().as_str() {
            "TCP" => tolk_model::address::TransportKind::Tcp,
            "TLS" => tolk_model::address::TransportKind::Tls,
            _ => tolk_model::address::TransportKind::Udp,
        });
        let destination = Destination {
            address: wanted,
            transport,
            name: None,
        };
        match self.flows.reach(now.mono, &destination) {
            Reach::Open(flow) => self.output(EdgeOutput::Transmit(flow, bytes)),
            Reach::Opening(flow) => self.flows.queue(flow, bytes),
            Reach::New(flow) => {
                self.flows.queue(flow, bytes);
                self.open_flow(now, flow, destination, false);
            }
            Reach::Full => self.limited("flows"),
        }
    }

    /// Answers without keeping anything.
    pub(crate) fn answer_stateless(
        &mut self,
        now: Now,
        flow: FlowId,
        mut request: Request,
        response: impl FnOnce(&Request, &str) -> Response,
    ) {
        let Some(source) = self.flows.info(flow).map(|i| i.remote) else {
            return;
        };
        let identity = request.headers.text("via").unwrap_or_default().to_string();
        let tag = self.stateless_tag(format!("{identity}{}", request.call_id()).as_bytes());
        let via = stamp_via(&mut request, source);
        let mut response = response(&request, &tag);
        response
            .headers
            .push("server", self.config.user_agent.clone());
        let name = format!("{} {}", response.status, request.method);
        self.ladder(None, false, name);
        let bytes = response.to_bytes();
        match via {
            Some(via) => self.send_response(now, flow, &via, source, bytes),
            // Without a Via there is only the place it came from.
            None => self.output(EdgeOutput::Transmit(flow, bytes)),
        }
    }
}

/// Writes `received` and `rport` into the topmost `Via`, only if that changes it; other bytes stay.
fn stamp_via(request: &mut Request, source: SocketAddr) -> Option<Via> {
    let first_line = request.headers.lines("via").next()?.to_vec();
    let text = std::str::from_utf8(&first_line).ok()?;
    let values = crate::wire::lex::split(text, ',').ok()?;
    let mut via = Via::parse(values.first()?).ok()?;
    let before = via.clone();
    via.note_source(source);
    if via != before {
        let mut line = via.to_string();
        for rest in values.iter().skip(1) {
            line.push_str(", ");
            line.push_str(rest);
        }
        let header = request.headers.0.iter_mut().find(|h| h.name == "via")?;
        header.value = line.into_bytes();
    }
    Some(via)
}
