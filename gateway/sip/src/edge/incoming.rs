//! What came: messages are judged, matched to transactions and dialogs, or refused.

use tolk_model::id::{FlowId, LegId};
use tolk_model::time::Now;

use super::SipEdge;
use super::sources::Permit;
use crate::transaction::{ServerKey, ServerMachine};
use crate::wire::message::{Common, Message};
use crate::wire::parse::{Refused, Split};
use crate::wire::validate::validate;
use crate::wire::{Method, Request, Response};

/// Seconds after which a limited source may try again.
const RETRY_AFTER: &str = "10";

impl SipEdge {
    /// One whole message.
    pub(super) fn message(&mut self, now: Now, flow: FlowId, split: Split) {
        match validate(split) {
            Ok(Message::Request(request)) => {
                self.note_alias(flow, &request);
                self.request(now, flow, request);
            }
            Ok(Message::Response(response)) => self.incoming_response(now, flow, response),
            Err(refused) => self.refuse_message(now, flow, refused),
        }
    }

    /// A malformed message: a line in the journal, and an answer when it was a request that can have one.
    pub(super) fn refuse_message(&mut self, now: Now, flow: FlowId, refused: Refused) {
        match self.judged_bad(now, flow) {
            Permit::Yes => self.malformed(refused.problem),
            // A flood of rubbish may not flood the journal.
            Permit::Refuse { first: true } => return self.limited("malformed messages"),
            Permit::Refuse { first: false } | Permit::Drop => return,
        }
        let Some(split) = refused.split else {
            return;
        };
        let method = split.start.split(' ').next().and_then(Method::parse);
        let is_response = split
            .start
            .get(..4)
            .is_some_and(|t| t.eq_ignore_ascii_case("SIP/"));
        let Some(method) = method.filter(|m| *m != Method::Ack && !is_response) else {
            return;
        };
        let request = Request {
            method,
            uri: String::new(),
            headers: split.headers,
            body: Vec::new(),
        };
        let problem = refused.problem;
        self.answer_stateless(now, flow, request, |request, tag| {
            let mut response = request.response(problem.status(), Some(tag));
            response.reason = problem.to_string();
            response
        });
    }

    fn incoming_response(&mut self, now: Now, flow: FlowId, response: Response) {
        // More than one Via: it was not for us (§8.1.3.3).
        if response.headers.list("via").map_or(0, |v| v.len()) != 1 {
            return self.malformed("response with more than one Via");
        }
        if !self.comes_from_where_it_went(flow, &response) {
            return self.refuse_response(now, flow);
        }
        // A response to nothing is dropped (§18.1.2): we are no proxy, and strangers may not fill the journal.
        self.client_response(now, response);
    }

    fn request(&mut self, now: Now, flow: FlowId, request: Request) {
        let key = ServerKey::of(&request);
        if request.method == Method::Ack {
            return self.ack(now, &key, request);
        }
        if let Some(id) = self.find_server(&key) {
            if let Some(server) = self.servers.get_mut(&id) {
                let steps = server.machine.repeated();
                self.server_steps(now, id, steps);
            }
            return;
        }
        if !self.belongs(&request) && !self.permitted(now, flow, &request) {
            return;
        }
        let about = self.leg_of(&request);
        let name = request.method.to_string();
        if self.is_first_registration(&request) {
            self.ladder(None, true, name);
            return self.challenge_stateless(now, flow, request);
        }
        let Some(server) = self.open_server(now, flow, request.clone()) else {
            self.ladder(about, true, name);
            if self.sources.tells(now.mono) {
                self.limited("transactions");
            }
            return self.overloaded(now, flow, request);
        };
        self.begin_ladder(server, about, name);
        self.serve(now, server, &request);
        if !self.waits(server) {
            self.write_ladder(server);
        }
    }

    fn serve(&mut self, now: Now, server: u64, request: &Request) {
        if request.method == Method::Cancel {
            return self.cancel(now, server, &ServerKey::cancelled_by(request));
        }
        if let Some(refusal) = self.inspect(server, request) {
            self.punish_server(now, server);
            return self.respond(now, server, refusal);
        }
        if request.to_tag().is_empty() {
            self.prove(now, server, request);
        } else {
            self.inside_dialog(now, server, request);
        }
    }

    /// The call of a request, when there is one already.
    fn leg_of(&self, request: &Request) -> Option<LegId> {
        match request.method {
            Method::Cancel => {
                let invite = self.find_server(&ServerKey::cancelled_by(request))?;
                self.servers.get(&invite)?.leg
            }
            _ => self.find_call(request),
        }
    }

    /// Part of something that was permitted before. A SUBSCRIBE never is: each has us tell everything once more.
    fn belongs(&self, request: &Request) -> bool {
        match request.method {
            Method::Cancel => self
                .find_server(&ServerKey::cancelled_by(request))
                .is_some(),
            Method::Subscribe => false,
            _ => self.find_call(request).is_some() || self.simple.watches(request),
        }
    }

    /// An ACK ends a refusal, or confirms an answer in its dialog.
    fn ack(&mut self, now: Now, key: &ServerKey, request: Request) {
        if let Some(id) = self.find_server(key)
            && let Some(server) = self.servers.get_mut(&id)
            && let ServerMachine::Invite(machine) = &mut server.machine
        {
            let steps = machine.acknowledged();
            let leg = server.leg;
            if !steps.is_empty() {
                self.ladder(leg, true, Method::Ack.to_string());
                return self.server_steps(now, id, steps);
            }
        }
        if let Some(leg) = self.find_call(&request) {
            self.ladder(Some(leg), true, Method::Ack.to_string());
        }
        self.call_ack(now, &request);
    }

    fn permitted(&mut self, now: Now, flow: FlowId, request: &Request) -> bool {
        let Some(asker) = self.asker(flow, Some(request)) else {
            return false;
        };
        match self.sources.permit(now.mono, &asker) {
            Permit::Yes => true,
            Permit::Drop => false,
            Permit::Refuse { first } => {
                if first {
                    self.limited("requests");
                }
                self.overloaded(now, flow, request.clone());
                false
            }
        }
    }

    fn overloaded(&mut self, now: Now, flow: FlowId, request: Request) {
        self.answer_stateless(now, flow, request, |request, tag| {
            request
                .response(503, Some(tag))
                .with("retry-after", RETRY_AFTER)
        });
    }

    /// A refused request costs its source more.
    pub(crate) fn punish_server(&mut self, now: Now, server: u64) {
        if let Some(server) = self.servers.get(&server) {
            self.sources.punish(now.mono, &server.asker);
        }
    }

    fn cancel(&mut self, now: Now, server: u64, invite: &ServerKey) {
        let Some(target) = self.find_server(invite) else {
            return self.answer(now, server, 481);
        };
        // The 200 of a CANCEL has the tag of the INVITE's responses (§9.2).
        let tag = self.servers.get(&target).map(|s| s.tag.clone());
        if let (Some(server), Some(tag)) = (self.servers.get_mut(&server), tag) {
            server.tag = tag;
        }
        self.answer(now, server, 200);
        self.call_cancelled(now, server, target);
    }
}
