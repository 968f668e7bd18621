//! Flows kept alive and kept honest: pings both ways (RFC 5626), messages that must end, who may answer, whose connection is whose.

use std::time::Duration;

use tolk_model::address::TransportKind;
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::{Edge, EdgeOutput};
use tolk_model::id::FlowId;
use tolk_model::time::Now;

use super::SipEdge;
use super::sources::Permit;
use crate::transaction::ClientKey;
use crate::transaction::timers::TimerKey;
use crate::wire::message::Common;
use crate::wire::parse::split_datagram;
use crate::wire::{Request, Response, stun};

/// Shortest datagram that can be a message; less is a keep-alive (RFC 5626 §4.4).
const KEEP_ALIVE: &[&[u8]] = &[b"", b"\r\n", b"\r\n\r\n", b"\0", b"\0\0\0\0"];
/// Between pings of ours: at random between these, so that ten thousand flows do not wake at once (RFC 5626 §4.4.1 says 95 to 120 s).
const PING_AFTER: (u32, u32) = (95_000, 120_000);
/// For the answer (RFC 5626 §4.4.1).
const PONG_WITHIN: Duration = Duration::from_secs(10);
/// From a message's first byte to its last: 200 kB at 7 kB/s. A peer that trickles holds memory for nothing.
const WHOLE_WITHIN: Duration = Duration::from_secs(30);
/// Ports that are meant when `Via` names none.
pub(super) const TLS_PORT: u16 = 5061;

impl SipEdge {
    pub(super) fn receive_datagram(&mut self, now: Now, flow: FlowId, bytes: &[u8]) {
        if KEEP_ALIVE.contains(&bytes) {
            return;
        }
        let remote = self.flows.info(flow).map(|info| info.remote);
        if let Some(answer) = remote.and_then(|remote| stun::answer(bytes, remote)) {
            return self.output(EdgeOutput::Transmit(flow, answer));
        }
        match split_datagram(bytes) {
            Ok(split) => self.message(now, flow, split),
            Err(refused) => self.refuse_message(now, flow, refused),
        }
    }

    /// A websocket's message is one of SIP (RFC 7118 §5), or a keep-alive.
    pub(super) fn receive_whole(&mut self, now: Now, flow: FlowId, bytes: &[u8]) {
        if bytes == b"\r\n\r\n" {
            return self.output(EdgeOutput::Transmit(flow, b"\r\n".to_vec()));
        }
        self.receive_datagram(now, flow, bytes);
    }

    /// Sets the time of the next ping on a stream that we opened.
    pub(super) fn ping_later(&mut self, now: Now, flow: FlowId) {
        let (least, most) = PING_AFTER;
        let after = least + self.random.below(most - least + 1);
        let at = now.mono + Duration::from_millis(u64::from(after));
        self.timers.set(TimerKey::Ping(flow), at);
    }

    pub(super) fn ping(&mut self, now: Now, flow: FlowId) {
        let Some(known) = self.flows.get_mut(flow).filter(|f| f.info.is_some()) else {
            return;
        };
        known.awaits_pong = true;
        if known.pongs {
            self.timers
                .set(TimerKey::Pong(flow), now.mono + PONG_WITHIN);
        }
        self.output(EdgeOutput::Transmit(flow, b"\r\n\r\n".to_vec()));
        self.ping_later(now, flow);
    }

    /// Whatever came is a sign of life. Whether it was the answer to a ping and nothing else.
    pub(super) fn heard(&mut self, flow: FlowId) -> bool {
        let Some(known) = self.flows.get_mut(flow) else {
            return false;
        };
        if !std::mem::take(&mut known.awaits_pong) {
            return false;
        }
        let pong = known.framer.take_pong();
        known.pongs |= pong;
        self.timers.stop(TimerKey::Pong(flow));
        pong
    }

    /// Whether a flow leads to a trunk, which calls us by it.
    pub(super) fn is_to_trunk(&self, flow: FlowId) -> bool {
        let info = self.flows.info(flow);
        info.is_some_and(|i| self.trunks.iter().any(|t| t.has_address(i.remote.ip())))
    }

    /// A message that has begun must end in time.
    pub(super) fn watch_message(&mut self, now: Now, flow: FlowId) {
        let key = TimerKey::Whole(flow);
        let within = self.flows.get(flow).is_some_and(|f| f.framer.is_within());
        if !within {
            self.timers.stop(key);
        } else if !self.timers.is_set(key) {
            self.timers.set(key, now.mono + WHOLE_WITHIN);
        }
    }

    pub(super) fn drop_flow(&mut self, now: Now, flow: FlowId, reason: Reason) {
        self.output(EdgeOutput::Close(flow));
        self.flow_closed(now, flow, Cause::far_end(reason));
    }

    /// `Via` with `alias` on a connection whose certificate we trust (RFC 5923 §5).
    pub(super) fn note_alias(&mut self, flow: FlowId, request: &Request) {
        let Ok(via) = request.via() else {
            return;
        };
        if via.parameters.has("alias") {
            self.flows.alias(flow, via.port.unwrap_or(TLS_PORT));
        }
    }

    /// A response comes by the flow of its request, or by another one of the same host (RFC 3261 §18.2.2 permits a new connection, and
    /// old telephones answer from another port); under TLS only from who proves the same name. Anything else is forged.
    pub(super) fn comes_from_where_it_went(&self, flow: FlowId, response: &Response) -> bool {
        let known = ClientKey::of(response).and_then(|key| self.client_index.get(&key));
        let Some(client) = known.and_then(|id| self.clients.get(id)) else {
            // To nothing: dropped elsewhere.
            return true;
        };
        if client.flow == Some(flow) {
            return true;
        }
        let (Some(sent), Some(came)) = (&client.sent_to, self.flows.info(flow)) else {
            return false;
        };
        let same = sent.transport == came.transport && sent.remote.ip() == came.remote.ip();
        let proven = || sent.verified.first().is_some_and(|name| came.proves(name));
        same && match sent.transport {
            TransportKind::Udp | TransportKind::Tcp => true,
            TransportKind::Tls => proven(),
            TransportKind::Websocket | TransportKind::SecureWebsocket => false,
        }
    }

    /// A forged response: a line in the journal, not more than the source may cause.
    pub(super) fn refuse_response(&mut self, now: Now, flow: FlowId) {
        if self.judged_bad(now, flow) == Permit::Yes {
            self.malformed("response from where no request went");
        }
    }
}
