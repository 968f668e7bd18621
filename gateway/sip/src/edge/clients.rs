//! Client transactions of the edge: a request, the destinations it may go to, and the machine of the attempt that runs.

use std::collections::VecDeque;

use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::{EdgeOutput, FlowInfo};
use tolk_model::id::{ControlId, FlowId, LegId};
use tolk_model::party::Destination;
use tolk_model::time::Now;

use super::SipEdge;
use crate::simple::Direct;
use crate::transaction::timers::{Letter, TimerKey};
use crate::transaction::{ClientInvite, ClientKey, ClientMachine, ClientOther, Step};
use crate::trunk::Errand;
use crate::wire::message::{Common, copy};
use crate::wire::via::MAGIC;
use crate::wire::{Method, Request, Response, Via};

/// Why a request was sent: what its answer means to the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Starts a call.
    Invite,
    /// Changes its media.
    Reinvite,
    /// Confirms a 2xx: no transaction.
    Ack,
    /// Ends a call.
    Bye,
    /// Ends a branch of a call that answered too late.
    ByeFork,
    /// Gives up an INVITE.
    Cancel,
    /// Confirms a provisional response (RFC 3262).
    Prack,
    /// Refreshes a session (RFC 4028).
    Refresh,
    /// Digits.
    InfoDigit,
    /// A picture request.
    InfoPicture,
    /// Asks the far end to call somebody else (RFC 3515).
    Refer(ControlId),
    /// Tells it how far that is; the number of its REFER.
    ReferNotify(u32),
    /// Something at a trunk, outside calls.
    Trunk(usize, Errand),
    /// Something else outside calls, or what may as well be there.
    Direct(Direct),
}

/// A request on its way.
#[derive(Debug)]
pub(crate) struct Client {
    /// The call that it belongs to; none outside calls.
    pub(crate) leg: Option<LegId>,
    pub(crate) purpose: Purpose,
    /// User part of our `Contact`, where neither a call nor a trunk tells it.
    pub(crate) user: Option<String>,
    /// Without `Via` and `Contact`, which depend on the flow.
    pub(crate) request: Request,
    /// Of this attempt, as sent.
    sent: Option<Request>,
    bytes: Vec<u8>,
    ack: Option<Vec<u8>>,
    /// Of the attempt that runs; `None` while it waits for names or flows.
    machine: Option<ClientMachine>,
    pub(crate) branch: String,
    pub(crate) flow: Option<FlowId>,
    /// Where this attempt went: its responses come from there and from nowhere else.
    pub(super) sent_to: Option<FlowInfo>,
    /// No transport was demanded: what is large for a datagram may go by a stream.
    pub(super) any_transport: bool,
    /// What is left to try is the same place by another transport: only when no connection comes up, for it may have the request else.
    pub(super) same_place: bool,
    /// What is left to try (RFC 3263 §4.3).
    pub(super) destinations: VecDeque<Destination>,
    /// A flow that was open before: a peer may just have closed it, so one new attempt is due to the same place.
    pub(super) reused: bool,
    /// Some response came: this server has the request.
    answered: bool,
    /// It is sent once more because a trunk asked who we are: asked again, the password is wrong.
    pub(crate) asked: bool,
}

impl Client {
    /// The address that this attempt went to.
    pub(crate) fn went_to(&self) -> Option<std::net::IpAddr> {
        self.sent_to.as_ref().map(|info| info.remote.ip())
    }

    /// For people.
    pub(crate) fn state(&self) -> &'static str {
        self.machine.as_ref().map_or("routing", |m| m.state())
    }

    /// Whether there is another place to try; one behind a reused flow stands in the list until the flow has proved itself.
    fn has_alternatives(&self) -> bool {
        !self.same_place && self.destinations.len() > usize::from(self.reused)
    }
}

impl SipEdge {
    /// Makes a client without a destination. Fails the call when there are too many.
    pub(crate) fn open_client(
        &mut self,
        leg: impl Into<Option<LegId>>,
        purpose: Purpose,
        request: Request,
    ) -> Option<u64> {
        let id = self.new_id();
        let client = Client {
            leg: leg.into(),
            purpose,
            user: None,
            request,
            sent: None,
            bytes: Vec::new(),
            ack: None,
            machine: None,
            branch: String::new(),
            flow: None,
            sent_to: None,
            any_transport: false,
            same_place: false,
            destinations: VecDeque::new(),
            reused: false,
            answered: false,
            asked: false,
        };
        if self.clients.insert(id, client).is_err() {
            self.limited("transactions");
            return None;
        }
        Some(id)
    }

    /// The flow is open: writes `Via` and `Contact` and starts the machine.
    pub(crate) fn begin(&mut self, now: Now, id: u64, flow: FlowId) {
        let branch = format!("{MAGIC}{}", self.random.token(16));
        self.begin_with(now, id, flow, branch);
    }

    fn begin_with(&mut self, now: Now, id: u64, flow: FlowId, branch: String) {
        let Some(info) = self.flows.info(flow).cloned() else {
            return self.next_destination(now, id, Cause::network(Reason::Unavailable));
        };
        let transport = info.transport;
        let Some((host, port)) = self.local_name(flow) else {
            return;
        };
        let Some(leg) = self.clients.get(&id).map(|c| c.leg) else {
            return;
        };
        let user = match self.clients.get(&id).map(|c| c.purpose) {
            Some(Purpose::Trunk(at, _)) => self.trunks.get(at).map(|t| t.token.clone()),
            Some(Purpose::Direct(_)) => self.clients.get(&id).and_then(|c| c.user.clone()),
            _ => leg.and_then(|leg| Some(self.calls.get(&leg)?.user.clone())),
        };
        let uri = self.clients.get(&id).map(|c| c.request.uri.clone());
        let contact = self.contact_for(
            flow,
            user.as_deref().unwrap_or("tolk"),
            uri.as_deref().unwrap_or_default(),
        );
        let (agent, forwards) = (self.config.user_agent.clone(), self.config.max_forwards);
        let Some(client) = self.clients.get_mut(&id) else {
            return;
        };
        let mut request = client.request.clone();
        let via = Via::ours(transport, &host, port, &branch);
        request.headers.push_front("via", via);
        request.headers.push("max-forwards", forwards.to_string());
        if let (
            Method::Invite
            | Method::Register
            | Method::Ack
            | Method::Info
            | Method::Update
            | Method::Refer
            | Method::Subscribe
            | Method::Notify,
            Some(contact),
        ) = (&request.method, contact)
        {
            request.headers.push("contact", contact);
        }
        request.headers.push("user-agent", agent);
        client.bytes = request.to_bytes();
        let method = request.method.clone();
        client.sent = Some(request);
        client.flow = Some(flow);
        client.sent_to = Some(info);
        client.branch.clone_from(&branch);
        let reliability = super::flows::reliability(transport);
        if method == Method::Ack {
            return self.transmit_ack(now, id, flow);
        }
        let mut machine = match method {
            Method::Invite => ClientMachine::Invite(ClientInvite::new(reliability)),
            _ => ClientMachine::Other(ClientOther::new(reliability)),
        };
        let steps = machine.start();
        client.machine = Some(machine);
        let more = client.has_alternatives();
        self.client_index.insert(ClientKey { branch, method }, id);
        self.watch_fail_over(now, id, more);
        self.client_steps(now, id, steps, None);
    }

    /// An ACK has no transaction; its bytes are kept by the call for every repeated 2xx.
    fn transmit_ack(&mut self, now: Now, id: u64, flow: FlowId) {
        let Some(client) = self.clients.remove(&id) else {
            return;
        };
        self.ladder(client.leg, false, "ACK".to_string());
        self.flows.touch(now.mono, flow);
        self.output(EdgeOutput::Transmit(flow, client.bytes.clone()));
        let key = (
            client.request.to_tag(),
            client.request.cseq().map_or(0, |c| c.0),
        );
        if let Some(call) = client.leg.and_then(|leg| self.calls.get_mut(&leg)) {
            call.acks.insert(key, (flow, client.bytes));
        }
    }

    /// CANCEL goes where its INVITE went, with the same branch (§9.1).
    pub(crate) fn send_cancel(&mut self, now: Now, invite: u64, reason: &str) {
        let Some(client) = self.clients.get(&invite) else {
            return;
        };
        let (Some(sent), Some(flow)) = (&client.sent, client.flow) else {
            return;
        };
        let mut cancel = Request::new(Method::Cancel, sent.uri.clone());
        for name in ["route", "from", "to", "call-id"] {
            copy(&sent.headers, &mut cancel.headers, name);
        }
        let number = sent.cseq().map(|(n, _)| n).unwrap_or_default();
        cancel.headers.push("cseq", format!("{number} CANCEL"));
        cancel.headers.push("reason", reason);
        let (leg, branch) = (client.leg, client.branch.clone());
        if let Some(id) = self.open_client(leg, Purpose::Cancel, cancel) {
            self.begin_with(now, id, flow, branch);
        }
    }

    /// A response came. `false` when no transaction has it.
    pub(crate) fn client_response(&mut self, now: Now, response: Response) -> bool {
        let Some(id) = ClientKey::of(&response).and_then(|k| self.client_index.get(&k).copied())
        else {
            return false;
        };
        let method = response
            .cseq()
            .map_or_else(|_| String::new(), |c| c.1.to_string());
        let leg = self.clients.get(&id).and_then(|c| c.leg);
        self.ladder(leg, true, format!("{} {method}", response.status));
        let Some(client) = self.clients.get_mut(&id) else {
            return false;
        };
        client.answered = true;
        let Some(machine) = client.machine.as_mut() else {
            return false;
        };
        let steps = machine.response(response.status);
        self.timers.stop(TimerKey::FailOver(id));
        let fails_over = response.status == 503 && steps.contains(&Step::Deliver);
        let more = self.clients.get(&id).is_some_and(Client::has_alternatives);
        if fails_over && more {
            let steps = steps
                .into_iter()
                .filter(|s| *s == Step::TransmitAck)
                .collect();
            self.client_steps(now, id, steps, Some(&response));
            self.next_destination(now, id, Cause::network(Reason::Overloaded));
            return true;
        }
        self.client_steps(now, id, steps, Some(&response));
        true
    }

    /// Does what a machine wants.
    fn client_steps(&mut self, now: Now, id: u64, steps: Vec<Step>, response: Option<&Response>) {
        for step in steps {
            match step {
                Step::Transmit => self.transmit_request(now, id),
                Step::TransmitAck => self.transmit_refusal_ack(now, id, response),
                Step::Start(letter, after) => self
                    .timers
                    .set(TimerKey::Transaction(id, letter), now.mono + after),
                Step::Stop(letter) => self.timers.stop(TimerKey::Transaction(id, letter)),
                Step::Deliver => {
                    if let Some(response) = response {
                        self.deliver_response(now, id, response);
                    }
                }
                Step::TimedOut => {
                    if let Some(client) = self.clients.get_mut(&id).filter(|c| c.same_place) {
                        client.destinations.clear();
                    }
                    self.next_destination(now, id, Cause::network(Reason::TimedOut));
                    return;
                }
                Step::Gone => {
                    if let Some(client) = self.close_client(id) {
                        self.client_gone(client.leg, client.purpose);
                    }
                }
            }
        }
    }

    fn transmit_request(&mut self, now: Now, id: u64) {
        let Some(client) = self.clients.get(&id) else {
            return;
        };
        let (Some(flow), bytes) = (client.flow, client.bytes.clone()) else {
            return;
        };
        let (leg, name) = (client.leg, client.request.method.to_string());
        self.ladder(leg, false, name);
        self.flows.touch(now.mono, flow);
        self.output(EdgeOutput::Transmit(flow, bytes));
    }

    /// §17.1.1.3: branch and route of the INVITE, `To` of the response.
    fn transmit_refusal_ack(&mut self, now: Now, id: u64, response: Option<&Response>) {
        let Some(client) = self.clients.get_mut(&id) else {
            return;
        };
        if let (None, Some(sent), Some(response)) = (&client.ack, &client.sent, response) {
            let mut ack = Request::new(Method::Ack, sent.uri.clone());
            for name in ["via", "route", "from"] {
                copy(&sent.headers, &mut ack.headers, name);
            }
            copy(&response.headers, &mut ack.headers, "to");
            copy(&sent.headers, &mut ack.headers, "call-id");
            let number = sent.cseq().map(|(n, _)| n).unwrap_or_default();
            ack.headers.push("cseq", format!("{number} ACK"));
            copy(&sent.headers, &mut ack.headers, "max-forwards");
            client.ack = Some(ack.to_bytes());
        }
        let (Some(flow), Some(bytes)) = (client.flow, client.ack.clone()) else {
            return;
        };
        let leg = client.leg;
        self.ladder(leg, false, "ACK".to_string());
        self.flows.touch(now.mono, flow);
        self.output(EdgeOutput::Transmit(flow, bytes));
    }

    /// Stops the attempt that runs; the request may be tried elsewhere.
    pub(super) fn stop_attempt(&mut self, id: u64) {
        for letter in Letter::ALL {
            self.timers.stop(TimerKey::Transaction(id, letter));
        }
        self.timers.stop(TimerKey::FailOver(id));
        if let Some(client) = self.clients.get_mut(&id) {
            let key = ClientKey {
                branch: std::mem::take(&mut client.branch),
                method: client.request.method.clone(),
            };
            client.machine = None;
            client.ack = None;
            client.answered = false;
            client.flow = None;
            self.client_index.remove(&key);
        }
    }

    /// Forgets a request.
    pub(crate) fn close_client(&mut self, id: u64) -> Option<Client> {
        self.stop_attempt(id);
        self.queries.retain(|_, client| *client != id);
        self.clients.remove(&id)
    }

    /// A lettered timer fired.
    pub(super) fn transaction_timer(&mut self, now: Now, id: u64, letter: Letter) {
        if let Some(client) = self.clients.get_mut(&id) {
            if let Some(machine) = client.machine.as_mut() {
                let steps = machine.timer(letter);
                self.client_steps(now, id, steps, None);
            }
        } else if let Some(server) = self.servers.get_mut(&id) {
            let steps = server.machine.timer(letter);
            self.server_steps(now, id, steps);
        }
    }

    /// Requests that ran on a flow that broke before anybody answered.
    pub(super) fn clients_of_closed_flow(&mut self, now: Now, flow: FlowId) {
        let broken: Vec<u64> = self
            .clients
            .iter()
            .filter(|(_, c)| c.flow == Some(flow) && !c.answered && c.machine.is_some())
            .map(|(id, _)| *id)
            .collect();
        for id in broken {
            self.retry_or_next(now, id);
        }
    }
}
