//! Trunks: exchanges and operators that we are a customer of. We register there, ask how they are, call by them, and know them when
//! they call (RFC 3261 §10.2, §22; RFC 6223 for the sign of life).

mod call;
mod config;
mod register;
#[cfg(test)]
mod tests;

pub(crate) use call::{ByTrunk, called_by_trunk};
pub use config::{Login, TrunkConfig};

use std::collections::BTreeSet;
use std::net::IpAddr;

use tolk_model::address::TransportKind;
use tolk_model::edge::FlowInfo;
use tolk_model::id::TrunkId;
use tolk_model::journal::JournalEvent;
use tolk_model::random::Random;
use tolk_model::time::Now;

use crate::auth::Answering;
use crate::edge::SipEdge;
use crate::wire::{Request, Uri};

/// What a request to a trunk is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Errand {
    /// Registers us.
    Register,
    /// Asks how it is.
    Health,
    /// Unregisters us.
    Leave,
}

/// One trunk.
#[derive(Debug)]
pub(crate) struct Trunk {
    pub(crate) config: TrunkConfig,
    /// User part of our `Contact` there: only the trunk knows it.
    pub(crate) token: String,
    call_id: String,
    tag: String,
    number: u32,
    /// What its registrar asked last.
    answering: Option<Answering>,
    /// Errands whose request that is under way it asked of: asked once more, the password is wrong.
    asked: BTreeSet<Errand>,
    /// Which of the proxies is used now.
    proxy: usize,
    failures: u32,
    registered: bool,
    /// `None` until it is known.
    alive: Option<bool>,
    state: &'static str,
    /// It has not heard yet that we are leaving.
    leaving: bool,
    /// Where its answers came from: its calls come from there, too.
    addresses: BTreeSet<IpAddr>,
}

impl Trunk {
    pub(crate) fn new(config: TrunkConfig, random: &mut Random) -> Trunk {
        Trunk {
            token: random.token(20),
            call_id: random.token(24),
            tag: random.token(10),
            number: 0,
            answering: None,
            asked: BTreeSet::new(),
            proxy: 0,
            failures: 0,
            registered: false,
            alive: None,
            state: "unknown",
            leaving: false,
            addresses: config.sources.iter().copied().collect(),
            config,
        }
    }

    /// Whether a call by it can succeed, as far as is known.
    pub(crate) fn is_usable(&self) -> bool {
        let registered = self.registered || !self.config.register;
        registered && self.alive != Some(false)
    }

    /// Whether a request goes to where we are registered there, which nobody but the trunk knows.
    pub(crate) fn is_asked_by(&self, request: &Request) -> bool {
        let own =
            |uri| matches!(uri, Uri::Sip(uri) if uri.user.as_deref() == Some(self.token.as_str()));
        self.registered && Uri::parse(&request.uri).is_ok_and(own)
    }

    /// Whether it has this address.
    pub(crate) fn has_address(&self, source: IpAddr) -> bool {
        self.addresses.contains(&source)
    }

    /// Whether a flow is proved to come from it by its address. Whoever has a connection got our packets there; on a datagram its sender
    /// writes what it likes, and a websocket is opened by any page that somebody behind the same address looks at (RFC 6455 §10.2).
    pub(crate) fn calls_by(&self, info: &FlowInfo) -> bool {
        let proves = match info.transport {
            TransportKind::Tcp | TransportKind::Tls => true,
            TransportKind::Udp => self.config.trust_udp,
            TransportKind::Websocket | TransportKind::SecureWebsocket => false,
        };
        proves && self.has_address(info.remote.ip())
    }

    fn now_is(&self) -> &'static str {
        match (self.config.register, self.registered, self.alive) {
            (true, true, Some(true) | None) => "registered",
            (false, _, Some(true)) => "up",
            (_, _, Some(false)) | (true, false, _) => "down",
            (false, _, None) => "unknown",
        }
    }
}

impl SipEdge {
    /// Writes a line when a trunk came or went.
    fn tell_of_trunk(&mut self, trunk: usize) {
        let Some(found) = self.trunks.get_mut(trunk) else {
            return;
        };
        let state = found.now_is();
        if state == found.state {
            return;
        }
        found.state = state;
        let event = JournalEvent::Trunk {
            trunk: found.config.name.clone(),
            state: state.to_string(),
        };
        self.journal(None, event);
    }

    /// The trunk of that name.
    pub(crate) fn trunk(&self, name: &TrunkId) -> Option<usize> {
        self.trunks.iter().position(|t| t.config.name == *name)
    }

    /// The trunk that a request comes from: by where it registered us, else by its address.
    pub(crate) fn trunk_of(&self, info: &FlowInfo, request: &Request) -> Option<&Trunk> {
        let by_token = |t: &&Trunk| t.is_asked_by(request);
        let by_address = |t: &&Trunk| t.calls_by(info);
        let mut trunks = self.trunks.iter();
        trunks
            .find(by_token)
            .or_else(|| self.trunks.iter().find(by_address))
    }

    /// For `/debug`.
    pub(crate) fn trunk_states(&self) -> Vec<serde_json::Value> {
        let state = |t: &Trunk| {
            serde_json::json!({
                "trunk": t.config.name,
                "state": t.now_is(),
                "proxy": t.proxy,
                "failures": t.failures,
                "addresses": t.addresses.len(),
            })
        };
        self.trunks.iter().map(state).collect()
    }

    /// Everything that is to be done at the start.
    pub(crate) fn start_trunks(&mut self, now: tolk_model::Mono) {
        use crate::transaction::timers::TimerKey;
        for (at, trunk) in self.trunks.iter().enumerate() {
            if trunk.config.register {
                self.timers.set(TimerKey::Trunk(at, Errand::Register), now);
            }
            if trunk.config.health.is_some() {
                self.timers.set(TimerKey::Trunk(at, Errand::Health), now);
            }
        }
    }

    /// The node ends: nobody may send calls here any more (RFC 3261 §10.2.2).
    pub(crate) fn leave_trunks(&mut self, now: Now) {
        use crate::transaction::timers::TimerKey;
        for at in 0..self.trunks.len() {
            for errand in [Errand::Register, Errand::Health] {
                self.timers.stop(TimerKey::Trunk(at, errand));
            }
            self.ends = true;
            let Some(trunk) = self.trunks.get_mut(at).filter(|t| t.config.register) else {
                continue;
            };
            // Also when it has not answered yet: it may have heard us.
            trunk.leaving = true;
            trunk.asked.remove(&Errand::Leave);
            self.send_to_trunk(now, at, Errand::Leave);
        }
    }

    /// Whether no trunk is still to hear it.
    pub(crate) fn has_left_trunks(&self) -> bool {
        !self.trunks.iter().any(|t| t.leaving)
    }

    /// A trunk's timer fired.
    pub(crate) fn trunk_timer(&mut self, now: Now, trunk: usize, errand: Errand) {
        if let Some(found) = self.trunks.get_mut(trunk) {
            found.asked.remove(&errand);
        }
        self.send_to_trunk(now, trunk, errand);
    }
}
