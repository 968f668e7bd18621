//! Registering at a trunk and asking whether it lives.

use std::time::Duration;

use tolk_model::cause::{Cause, Reason};
use tolk_model::time::Now;

use super::{Errand, Trunk};
use crate::auth::Answering;
use crate::edge::{Purpose, SipEdge};
use crate::transaction::timers::TimerKey;
use crate::wire::lex::digits;
use crate::wire::message::Common;
use crate::wire::uri::print_address;
use crate::wire::{Method, Request, Response, Uri};

/// First pause after a failure; it doubles with each.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
/// Longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);
/// A wrong password is not tried more often: exchanges lock accounts out.
const REFUSED_PAUSE: Duration = Duration::from_secs(600);
/// Longest life of a registration that is believed; more would leave us unnoticed for days.
const LONGEST_SECONDS: u64 = 86_400;
/// Addresses of one trunk that are remembered.
const MAX_ADDRESSES: usize = 64;
/// Shortest life of a registration that we ask for again; an exchange that gives less would have us do nothing else.
const SHORTEST: Duration = Duration::from_secs(20);

impl SipEdge {
    /// Sends REGISTER or OPTIONS to the proxy that is used now.
    pub(super) fn send_to_trunk(&mut self, now: Now, at: usize, errand: Errand) {
        let default = self.config.default_domain.clone();
        let agent_accepts = crate::wire::body::SDP;
        let Some(trunk) = self.trunks.get_mut(at) else {
            return;
        };
        let Some(proxy) = trunk.config.proxies.get(trunk.proxy).cloned() else {
            return;
        };
        trunk.number += 1;
        let config = &trunk.config;
        let us = format!("sip:{}@{}", config.user, config.domain);
        let method = match errand {
            Errand::Register | Errand::Leave => Method::Register,
            Errand::Health => Method::Options,
        };
        let uri = format!("sip:{}", config.domain);
        let to = match errand {
            Errand::Register | Errand::Leave => us.clone(),
            Errand::Health => uri.clone(),
        };
        let mut request = Request::new(method.clone(), uri.clone());
        request
            .headers
            .push("from", format!("<{us}>;tag={}", trunk.tag));
        request.headers.push("to", format!("<{to}>"));
        // All registrations of one life are one sequence (§10.2.4).
        let about = match errand {
            Errand::Register | Errand::Leave => Errand::Register,
            Errand::Health => Errand::Health,
        };
        request
            .headers
            .push("call-id", format!("{}{about:?}", trunk.call_id));
        request
            .headers
            .push("cseq", format!("{} {method}", trunk.number));
        match errand {
            Errand::Register => {
                let seconds = config.lifetime.as_secs().to_string();
                request.headers.push("expires", seconds);
            }
            Errand::Leave => request.headers.push("expires", "0"),
            Errand::Health => request.headers.push("accept", agent_accepts),
        }
        if let (Some(login), Some(answering)) = (&config.login, trunk.answering.as_mut()) {
            answering.answer(login, &method, &uri, &mut request.headers, &mut self.random);
        }
        let purpose = Purpose::Trunk(at, errand);
        let Some(client) = self.open_client(None, purpose, request) else {
            return self.trunk_failed(now, at, errand, Reason::Overloaded);
        };
        match Uri::parse(&print_address(&proxy, &default)) {
            Ok(Uri::Sip(hop)) => self.route(now, client, &hop),
            _ => self.trunk_failed(now, at, errand, Reason::NotFound),
        }
    }

    /// A trunk answered.
    pub(crate) fn trunk_response(
        &mut self,
        now: Now,
        id: u64,
        (at, errand): (usize, Errand),
        response: &Response,
    ) {
        // What comes late is taken back already.
        if response.status < 200 || (self.ends && errand != Errand::Leave) {
            return;
        }
        let flow = self.clients.get(&id).and_then(|c| c.flow);
        let source = flow.and_then(|f| self.flows.info(f)).map(|i| i.remote.ip());
        let Some(trunk) = self.trunks.get_mut(at) else {
            return;
        };
        if trunk.addresses.len() < MAX_ADDRESSES {
            trunk.addresses.extend(source);
        }
        match (errand, response.status) {
            (_, 401 | 407) => self.trunk_asks(now, at, errand, response),
            (Errand::Health, 408 | 503) => {
                self.trunk_failed(now, at, errand, Reason::Overloaded);
            }
            // Whoever refuses to say what it can lives.
            (Errand::Health, _) => self.trunk_lives(now, at),
            (Errand::Register, 200..=299) => self.trunk_registered(now, at, response),
            (Errand::Register, 423) => self.trunk_wants_longer(now, at, response),
            (Errand::Register, 408 | 480 | 500..=599) => {
                self.trunk_failed(now, at, errand, Reason::Overloaded);
            }
            (Errand::Register, _) => self.trunk_refuses(now, at),
            (Errand::Leave, _) => self.trunk_left(at),
        }
    }

    /// It has heard that we leave, or will not.
    fn trunk_left(&mut self, at: usize) {
        if let Some(trunk) = self.trunks.get_mut(at) {
            trunk.leaving = false;
            trunk.registered = false;
        }
        self.tell_of_trunk(at);
    }

    fn trunk_asks(&mut self, now: Now, at: usize, errand: Errand, response: &Response) {
        let Some(trunk) = self.trunks.get_mut(at) else {
            return;
        };
        let answering = Answering::to(response.status, &response.headers);
        let again = answering
            .as_ref()
            .is_some_and(|a| !trunk.asked.contains(&errand) || a.is_stale());
        if trunk.config.login.is_none() || !again {
            return match errand {
                Errand::Health => self.trunk_lives(now, at),
                Errand::Register => self.trunk_refuses(now, at),
                Errand::Leave => self.trunk_left(at),
            };
        }
        trunk.asked.insert(errand);
        trunk.answering = answering;
        self.send_to_trunk(now, at, errand);
    }

    fn trunk_lives(&mut self, now: Now, at: usize) {
        if let Some(trunk) = self.trunks.get_mut(at) {
            trunk.alive = Some(true);
            if !trunk.config.register {
                // Otherwise they are those of registering, which may fail while it lives.
                trunk.failures = 0;
            }
            if let Some(every) = trunk.config.health {
                self.timers
                    .set(TimerKey::Trunk(at, Errand::Health), now.mono + every);
            }
        }
        self.tell_of_trunk(at);
    }

    fn trunk_registered(&mut self, now: Now, at: usize, response: &Response) {
        let Some(trunk) = self.trunks.get_mut(at) else {
            return;
        };
        let given = granted(response, &trunk.token).unwrap_or(trunk.config.lifetime);
        trunk.registered = true;
        trunk.alive = Some(true);
        trunk.failures = 0;
        // Early enough for a failure and another attempt (RFC 3261 §10.2.4 leaves it open).
        let next = (given * 3 / 4).max(SHORTEST);
        self.timers
            .set(TimerKey::Trunk(at, Errand::Register), now.mono + next);
        self.tell_of_trunk(at);
    }

    /// RFC 3261 §10.2.8.
    fn trunk_wants_longer(&mut self, now: Now, at: usize, response: &Response) {
        let least = response.headers.text("min-expires").map(str::trim);
        let least = least.and_then(digits).filter(|l| *l <= LONGEST_SECONDS);
        let least = least.map(Duration::from_secs);
        let Some(trunk) = self.trunks.get_mut(at) else {
            return;
        };
        match least.filter(|l| *l > trunk.config.lifetime) {
            Some(least) => {
                trunk.config.lifetime = least;
                self.send_to_trunk(now, at, Errand::Register);
            }
            None => self.trunk_refuses(now, at),
        }
    }

    fn trunk_refuses(&mut self, now: Now, at: usize) {
        if let Some(trunk) = self.trunks.get_mut(at) {
            trunk.registered = false;
            trunk.answering = None;
            trunk.failures = trunk.failures.saturating_add(1);
        }
        let next = now.mono + REFUSED_PAUSE;
        self.timers.set(TimerKey::Trunk(at, Errand::Register), next);
        self.tell_of_trunk(at);
    }

    /// It could not be reached, or is not in a state to answer: the next proxy, after a while.
    pub(crate) fn trunk_failed(&mut self, now: Now, at: usize, errand: Errand, _why: Reason) {
        if self.ends {
            if errand == Errand::Leave {
                self.trunk_left(at);
            }
            return;
        }
        let Some(trunk) = self.trunks.get_mut(at) else {
            return;
        };
        trunk.proxy = (trunk.proxy + 1) % trunk.config.proxies.len().max(1);
        trunk.failures = trunk.failures.saturating_add(1);
        match errand {
            Errand::Register => trunk.registered = false,
            Errand::Health => trunk.alive = Some(false),
            Errand::Leave => {}
        }
        let pause = trunk.pause();
        self.timers
            .set(TimerKey::Trunk(at, errand), now.mono + pause);
        self.tell_of_trunk(at);
    }

    /// A request to a trunk was never answered.
    pub(crate) fn trunk_unreached(&mut self, now: Now, (at, errand): (usize, Errand), why: &Cause) {
        self.trunk_failed(now, at, errand, why.reason);
    }
}

impl Trunk {
    /// Through all proxies once without waiting long, then ever slower.
    fn pause(&self) -> Duration {
        let rounds = u32::try_from(self.config.proxies.len()).unwrap_or(1).max(1);
        let doubled = (self.failures / rounds).min(10);
        FIRST_PAUSE.saturating_mul(1 << doubled).min(LONGEST_PAUSE)
    }
}

/// For how long our contact is bound (RFC 3261 §10.2.4).
pub(super) fn granted(response: &Response, token: &str) -> Option<Duration> {
    let contacts = response.headers().list("contact").unwrap_or_default();
    let own = contacts
        .into_iter()
        .filter_map(|c| crate::wire::NameAddr::parse(c).ok());
    let mut own =
        own.filter(|c| matches!(&c.uri, Uri::Sip(uri) if uri.user.as_deref() == Some(token)));
    let said = own
        .next()
        .and_then(|c| c.parameters.value("expires").and_then(digits));
    let header = || {
        response
            .headers
            .text("expires")
            .map(str::trim)
            .and_then(digits)
    };
    said.or_else(header)
        .map(|seconds| Duration::from_secs(seconds.min(LONGEST_SECONDS)))
}
