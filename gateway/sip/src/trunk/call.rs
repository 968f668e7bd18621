//! Calls by a trunk: in our name there, by its proxies one after the other, with the answer to its challenge.

use tolk_model::cause::{Cause, Reason};
use tolk_model::id::LegId;
use tolk_model::time::Now;

use crate::auth::Answering;
use crate::call::transfer::is_outside;
use crate::edge::{Purpose, SipEdge};
use crate::wire::lex::quote;
use crate::wire::message::Common;
use crate::wire::uri::print_address;
use crate::wire::{Method, Request, Response, SipUri, Uri};

/// What a call by a trunk knows of it.
#[derive(Clone, Debug)]
pub(crate) struct ByTrunk {
    trunk: usize,
    /// Which of its proxies is tried; counted from the one that was used when the call began.
    tried: usize,
    answering: Option<Answering>,
    /// It asked of the request that begins this: asked once more, the password is wrong. A request within a call knows that itself.
    asked: bool,
}

impl ByTrunk {
    /// A new request begins: it may be asked of this one, too.
    pub(crate) fn may_be_asked(&mut self) {
        self.asked = false;
    }
}

impl SipEdge {
    /// The trunk of a call that begins.
    ///
    /// # Errors
    /// When there is none of that name, or it is known to be away: another target is tried sooner then.
    pub(crate) fn by_trunk(&self, name: &tolk_model::id::TrunkId) -> Result<ByTrunk, Cause> {
        let trunk = self.trunk(name).ok_or(Cause::us(Reason::NotFound))?;
        let found = self.trunks.get(trunk).filter(|t| t.is_usable());
        found.ok_or(Cause::network(Reason::Unavailable))?;
        Ok(ByTrunk {
            trunk,
            tried: 0,
            answering: None,
            asked: false,
        })
    }

    /// Our name at a trunk, with the caller's name to show.
    pub(crate) fn name_at_trunk(&self, by: &ByTrunk, display: &str) -> Option<String> {
        let config = &self.trunks.get(by.trunk)?.config;
        let uri = format!("sip:{}@{}", config.user, config.domain);
        Some(match display {
            "" => format!("<{uri}>"),
            name => format!("{} <{uri}>", quote(name)),
        })
    }

    /// The proxy that is tried.
    pub(crate) fn trunk_hop(&self, by: &ByTrunk) -> Option<SipUri> {
        let trunk = self.trunks.get(by.trunk)?;
        let proxies = &trunk.config.proxies;
        let at = (trunk.proxy + by.tried) % proxies.len().max(1);
        let proxy = print_address(proxies.get(at)?, &self.config.default_domain);
        match Uri::parse(&proxy) {
            Ok(Uri::Sip(uri)) => Some(uri),
            _ => None,
        }
    }

    /// The proxy did not do: whether another one is tried.
    pub(crate) fn next_proxy(&mut self, now: Now, leg: LegId, cause: &Cause) -> bool {
        let away = matches!(
            cause.reason,
            Reason::TimedOut | Reason::Unavailable | Reason::Overloaded | Reason::ConnectionLost
        );
        let most = |edge: &SipEdge, trunk: usize| {
            edge.trunks.get(trunk).map_or(0, |t| t.config.proxies.len())
        };
        let Some(by) = self.calls.get(&leg).and_then(|c| c.by_trunk.clone()) else {
            return false;
        };
        if !away || by.tried + 1 >= most(self, by.trunk) {
            return false;
        }
        if let Some(call) = self.calls.get_mut(&leg).and_then(|c| c.by_trunk.as_mut()) {
            call.tried += 1;
            // The answer to another one's challenge may do, and need not.
            call.asked = false;
        }
        self.invite_once_more(now, leg)
    }

    /// A 401 or 407 to the INVITE: whether it is answered (RFC 3261 §22.2, §22.3).
    pub(crate) fn answer_invite_challenge(
        &mut self,
        now: Now,
        leg: LegId,
        response: &Response,
    ) -> bool {
        self.take_challenge(leg, response) && self.invite_once_more(now, leg)
    }

    /// A challenge of the INVITE of the trunk that a call goes by; `false` when it cannot be answered.
    fn take_challenge(&mut self, leg: LegId, response: &Response) -> bool {
        let taken = self.calls.get_mut(&leg).and_then(|c| c.by_trunk.take());
        let Some(mut by) = taken else {
            return false;
        };
        let answerable = self.take_challenge_by(&mut by, response);
        if let Some(call) = self.calls.get_mut(&leg) {
            call.by_trunk = Some(by);
        }
        answerable
    }

    /// The same for whatever begins something by a trunk, one request after the other.
    pub(crate) fn take_challenge_by(&self, by: &mut ByTrunk, response: &Response) -> bool {
        let asked = by.asked;
        let taken = self.hear_challenge(by, asked, response);
        by.asked |= taken;
        taken
    }

    /// Whether a challenge can be answered; `asked`: this request was asked before, and the password is wrong unless only the nonce is old.
    fn hear_challenge(&self, by: &mut ByTrunk, asked: bool, response: &Response) -> bool {
        if !matches!(response.status, 401 | 407) {
            return false;
        }
        let Some(answering) = Answering::to(response.status, &response.headers) else {
            return false;
        };
        let trunk = self.trunks.get(by.trunk);
        let login = trunk.is_some_and(|t| t.config.login.is_some());
        if !login || (asked && !answering.is_stale()) {
            return false;
        }
        by.answering = Some(answering);
        true
    }

    fn invite_once_more(&mut self, now: Now, leg: LegId) -> bool {
        let Some(mut request) = self.next_invite(leg) else {
            return false;
        };
        self.answer_for_trunk(leg, &mut request);
        self.put_invite(now, leg, request);
        true
    }

    /// Adds the answer to the trunk's last challenge, when there was one.
    pub(crate) fn answer_for_trunk(&mut self, leg: LegId, request: &mut Request) {
        let taken = self.calls.get_mut(&leg).and_then(|c| c.by_trunk.take());
        let Some(mut by) = taken else {
            return;
        };
        self.answer_by(&mut by, request);
        if let Some(call) = self.calls.get_mut(&leg) {
            call.by_trunk = Some(by);
        }
    }

    /// The same for whatever goes by a trunk.
    pub(crate) fn answer_by(&mut self, by: &mut ByTrunk, request: &mut Request) {
        let login = self
            .trunks
            .get(by.trunk)
            .and_then(|t| t.config.login.as_ref());
        let (Some(login), Some(answering)) = (login, by.answering.as_mut()) else {
            return;
        };
        let (method, uri) = (request.method.clone(), request.uri.clone());
        // An ACK cannot be challenged and says what its INVITE said (§22.1); its method makes no difference to who reads it.
        if method != Method::Cancel {
            answering.answer(login, &method, &uri, &mut request.headers, &mut self.random);
        }
    }

    /// A 401 or 407 to a request within a call: whether it was sent again with the answer. Several may be under way, and each be asked of.
    pub(crate) fn answer_challenge(&mut self, now: Now, id: u64, response: &Response) -> bool {
        let Some(client) = self.clients.get(&id) else {
            return false;
        };
        let (Some(leg), purpose) = (client.leg, client.purpose) else {
            return false;
        };
        let by = self.calls.get(&leg).and_then(|c| c.by_trunk.clone());
        let (Some(mut by), asked) = (by, client.asked) else {
            return false;
        };
        let (mut request, user) = (client.request.clone(), client.user.clone());
        if !is_answerable(purpose) || !self.hear_challenge(&mut by, asked, response) {
            return false;
        }
        let Some(call) = self.calls.get_mut(&leg) else {
            return false;
        };
        let Some(number) = call.next_number(purpose, &request) else {
            return false;
        };
        let cseq = format!("{number} {}", request.method);
        request.headers.set("cseq", cseq);
        if let Purpose::Refer(transfer) = purpose {
            call.transfers.renumber(transfer, number);
        }
        self.answer_by(&mut by, &mut request);
        let Some(again) = self.open_client(leg, purpose, request) else {
            return false;
        };
        if let Some(client) = self.clients.get_mut(&again) {
            client.user = user;
            client.asked = true;
        }
        if let Some(call) = self.calls.get_mut(&leg) {
            call.by_trunk = Some(by);
            call.exchange.sent_again(id, again);
        }
        self.is_bye(leg, purpose, again);
        match purpose {
            Purpose::Prack | Purpose::ByeFork => self.route_again(now, leg, again),
            _ => self.route_in_dialog(now, leg, again),
        }
        true
    }
}

/// Whether a challenge of such a request within a call is answered. What is told of a REFER outside the call has a dialog of its own.
fn is_answerable(purpose: Purpose) -> bool {
    match purpose {
        Purpose::Bye
        | Purpose::ByeFork
        | Purpose::Prack
        | Purpose::InfoDigit
        | Purpose::InfoPicture
        | Purpose::Refer(_)
        | Purpose::Reinvite
        | Purpose::Refresh
        | Purpose::Direct(_) => true,
        Purpose::ReferNotify(number) => !is_outside(number),
        Purpose::Invite | Purpose::Ack | Purpose::Cancel | Purpose::Trunk(..) => false,
    }
}

/// The number of a call that came by a trunk which has us registered: its request-URI is our contact, and `To` says who was called.
pub(crate) fn called_by_trunk(request: &Request, token: &str) -> Option<tolk_model::Address> {
    let Ok(Uri::Sip(uri)) = Uri::parse(&request.uri) else {
        return None;
    };
    if uri.user.as_deref() != Some(token) {
        return None;
    }
    let named = request.headers.text("p-called-party-id");
    let named = named.and_then(|n| crate::wire::NameAddr::parse(n).ok());
    named.or_else(|| request.to().ok())?.uri.to_address()
}
