//! Channels of ours (H.245 §C.4, outgoing): opened for what the core sends, and closed.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use tolk_asn1::h245::{
    CloseLogicalChannel, CloseLogicalChannelReason, CloseLogicalChannelSource,
    H2250LogicalChannelAckParameters, OpenLogicalChannelAck,
    OpenLogicalChannelAckForwardMultiplexAckParameters as AckMultiplex, OpenLogicalChannelReject,
    OpenLogicalChannelRejectCause, RequestChannelClose, RequestChannelCloseAck,
    RequestChannelCloseReason, RequestMessage, ResponseMessage,
};
use tolk_model::codec::CodecLimits;
use tolk_model::time::Mono;
use tolk_model::{BitRate, PayloadType, StreamRole};

use super::message::channel;
use super::outbox::{Outbox, Problem};
use crate::media::{is_dynamic, is_same_format, read_address};

/// One channel of ours.
#[derive(Clone, Debug)]
pub(super) struct Channel {
    pub(super) role: StreamRole,
    /// As it was asked for.
    pub(super) format: CodecLimits,
    pub(super) step: Step,
    /// Where they want media.
    pub(super) media: Option<SocketAddr>,
    /// Where they want reports.
    pub(super) control: Option<SocketAddr>,
    /// Under which payload type they want it.
    pub(super) payload_type: PayloadType,
    /// The most that they want at present.
    pub(super) limit: Option<BitRate>,
}

/// Where a channel is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Asked for.
    Opening(Mono),
    /// Acknowledged.
    Open,
    /// To be gone.
    Closing(Mono),
}

/// What the far end said of one role, beyond its capabilities.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    /// Formats that it rejected.
    pub(super) refused: Vec<CodecLimits>,
    /// It asked that our channel be closed.
    pub(super) is_stopped: bool,
    /// Channels that it never answered.
    silent: u8,
    /// Times that our channel took the payload type of theirs.
    adopted: u8,
}

/// All channels of ours.
#[derive(Debug)]
pub(super) struct Outgoing {
    t103: Duration,
    last: u16,
    channels: BTreeMap<u16, Channel>,
    asked: BTreeMap<StreamRole, Asked>,
}

impl Outgoing {
    pub(super) fn new(t103: Duration) -> Outgoing {
        Outgoing {
            t103,
            last: 0,
            channels: BTreeMap::new(),
            asked: BTreeMap::new(),
        }
    }

    pub(super) fn channel(&self, number: u16) -> Option<&Channel> {
        self.channels.get(&number)
    }

    pub(super) fn channel_mut(&mut self, number: u16) -> Option<&mut Channel> {
        self.channels.get_mut(&number)
    }

    pub(super) fn channels_mut(&mut self) -> impl Iterator<Item = &mut Channel> {
        self.channels.values_mut()
    }

    /// The channel of a role that is asked for or open.
    pub(super) fn of(&self, role: StreamRole) -> Option<(u16, &Channel)> {
        let lives = |c: &Channel| c.role == role && !matches!(c.step, Step::Closing(_));
        self.channels
            .iter()
            .find(|(_, c)| lives(c))
            .map(|(number, c)| (*number, c))
    }

    /// Whether our channel shall change to the payload type of theirs, which then need not change: they may not know how to. Two sides
    /// that did so at once for ever would never end: the master yields once.
    pub(super) fn adopts(&mut self, role: StreamRole, is_master: bool) -> bool {
        let asked = self.asked.entry(role).or_default();
        let most = if is_master { 1 } else { MOST_ADOPTED };
        let adopts = asked.adopted < most;
        asked.adopted += u8::from(adopts);
        adopts
    }

    pub(super) fn is_any_open(&self) -> bool {
        self.channels.values().any(|c| c.step == Step::Open)
    }

    pub(super) fn asked(&self, role: StreamRole) -> Option<&Asked> {
        self.asked.get(&role)
    }

    /// New capabilities: what was refused before may be welcome now.
    pub(super) fn forget_refusals(&mut self) {
        self.asked.clear();
    }

    pub(super) fn deadline(&self) -> Option<Mono> {
        let deadline = |c: &Channel| match c.step {
            Step::Opening(at) | Step::Closing(at) => Some(at),
            Step::Open => None,
        };
        self.channels.values().filter_map(deadline).min()
    }

    /// A number that no channel and no proposal has.
    pub(super) fn reserve_number(&mut self) -> u16 {
        loop {
            self.last = self.last.checked_add(1).unwrap_or(1);
            if !self.channels.contains_key(&self.last) {
                return self.last;
            }
        }
    }

    /// This number where it is free, else another one.
    pub(super) fn number_like(&mut self, wish: u16) -> u16 {
        if wish == 0 || self.channels.contains_key(&wish) {
            return self.reserve_number();
        }
        wish
    }

    /// So many wait for their end that another one would only join them.
    pub(super) fn is_full(&self) -> bool {
        self.channels.len() >= MOST_CHANNELS
    }

    pub(super) fn insert(&mut self, number: u16, channel: Channel) {
        self.channels.insert(number, channel);
    }

    /// They take it.
    pub(super) fn acknowledged(
        &mut self,
        ack: &OpenLogicalChannelAck,
        now: Mono,
        out: &mut Outbox,
    ) {
        let number = ack.forward_logical_channel_number.0;
        let Some(channel) = self.channels.get_mut(&number) else {
            return out.problem(Problem::UnknownChannel);
        };
        if matches!(channel.step, Step::Closing(_)) {
            return;
        }
        if let Some(AckMultiplex::h2250LogicalChannelAckParameters(h2250)) =
            &ack.forward_multiplex_ack_parameters
        {
            channel.placed(h2250);
        }
        if channel.media.is_none() {
            out.problem(Problem::AckWithoutAddress);
            return self.refused_format(number, now, out);
        }
        channel.step = Step::Open;
        let asked = self.asked.entry(channel.role).or_default();
        (asked.silent, asked.is_stopped) = (0, false);
    }

    /// A channel that leads nowhere is closed, and its format not asked for again.
    fn refused_format(&mut self, number: u16, now: Mono, out: &mut Outbox) {
        if let Some(channel) = self.channels.get(&number) {
            let asked = self.asked.entry(channel.role).or_default();
            asked.refuse(&channel.format);
        }
        self.close(number, now, out);
    }

    /// They do not take it.
    pub(super) fn rejected(&mut self, reject: &OpenLogicalChannelReject, out: &mut Outbox) {
        let number = reject.forward_logical_channel_number.0;
        let Some(channel) = self.channels.remove(&number) else {
            return out.problem(Problem::UnknownChannel);
        };
        out.problem(Problem::ChannelRejected);
        if matches!(channel.step, Step::Closing(_)) {
            return;
        }
        let asked = self.asked.entry(channel.role).or_default();
        asked.refuse(&channel.format);
        if matches!(
            reject.cause,
            OpenLogicalChannelRejectCause::insufficientBandwidth(())
        ) {
            asked.is_stopped = true;
        }
    }

    /// They ask us to close it (H.245 §C.5).
    pub(super) fn close_asked(&mut self, now: Mono, ask: &RequestChannelClose, out: &mut Outbox) {
        let number = ask.forward_logical_channel_number.clone();
        out.response(ResponseMessage::requestChannelCloseAck(
            RequestChannelCloseAck::new(number.clone()),
        ));
        let Some(channel) = self.channels.get(&number.0) else {
            return out.problem(Problem::UnknownChannel);
        };
        let reopens = matches!(ask.reason, Some(RequestChannelCloseReason::reopen(())));
        self.asked.entry(channel.role).or_default().is_stopped = !reopens;
        self.close(number.0, now, out);
    }

    /// Closes one.
    pub(super) fn close(&mut self, number: u16, now: Mono, out: &mut Outbox) {
        let Some(channel) = self.channels.get_mut(&number) else {
            return;
        };
        if matches!(channel.step, Step::Closing(_)) {
            return;
        }
        channel.step = Step::Closing(now + self.t103);
        say_closed(number, CloseLogicalChannelSource::user(()), out);
    }

    pub(super) fn close_all(&mut self, now: Mono, out: &mut Outbox) {
        let numbers: Vec<u16> = self.channels.keys().copied().collect();
        for number in numbers {
            self.close(number, now, out);
        }
    }

    /// They know that it is closed.
    pub(super) fn closed(&mut self, number: u16) {
        if let Some(channel) = self.channels.get(&number)
            && matches!(channel.step, Step::Closing(_))
        {
            self.channels.remove(&number);
        }
    }

    /// T103.
    pub(super) fn timeout(&mut self, now: Mono, out: &mut Outbox) {
        let due: Vec<u16> = self
            .channels
            .iter()
            .filter(|(_, c)| match c.step {
                Step::Opening(at) | Step::Closing(at) => at <= now,
                Step::Open => false,
            })
            .map(|(number, _)| *number)
            .collect();
        for number in due {
            let Some(channel) = self.channels.remove(&number) else {
                continue;
            };
            if let Step::Opening(_) = channel.step {
                out.problem(Problem::NoChannelAck);
                say_closed(number, CloseLogicalChannelSource::lcse(()), out);
                let asked = self.asked.entry(channel.role).or_default();
                asked.silent += 1;
                if asked.silent >= ATTEMPTS {
                    asked.refuse(&channel.format);
                }
            }
        }
    }

    pub(super) fn debug_state(&self) -> serde_json::Value {
        let channels = self.channels.iter();
        channels
            .map(|(number, c)| {
                serde_json::json!({
                    "number": number,
                    "codec": c.format.codec.as_str(),
                    "step": step_name(c.step),
                })
            })
            .collect()
    }
}

fn step_name(step: Step) -> &'static str {
    match step {
        Step::Opening(_) => "opening",
        Step::Open => "open",
        Step::Closing(_) => "closing",
    }
}

fn say_closed(number: u16, source: CloseLogicalChannelSource, out: &mut Outbox) {
    let mut close = CloseLogicalChannel::new(channel(number), source);
    close.reason = Some(CloseLogicalChannelReason::unknown(()));
    out.request(RequestMessage::closeLogicalChannel(close));
}

impl Asked {
    fn refuse(&mut self, format: &CodecLimits) {
        let known = |f: &CodecLimits| is_same_format(f, format);
        if !self.refused.iter().any(known) && self.refused.len() < MOST_REFUSED {
            self.refused.push(format.clone());
        }
    }

    /// Whether a format was rejected.
    pub(super) fn has_refused(&self, format: &CodecLimits) -> bool {
        self.refused.iter().any(|f| is_same_format(f, format))
    }
}

impl Channel {
    pub(super) fn new(role: StreamRole, format: &CodecLimits, step: Step) -> Channel {
        Channel {
            role,
            format: format.clone(),
            step,
            media: None,
            control: None,
            payload_type: format.payload_type,
            limit: None,
        }
    }

    /// The acknowledgement gave it another payload type.
    pub(super) fn is_renumbered(&self) -> bool {
        self.payload_type != self.format.payload_type
    }

    fn placed(&mut self, h2250: &H2250LogicalChannelAckParameters) {
        let read = |address: &Option<_>| address.as_ref().and_then(read_address);
        self.media = read(&h2250.media_channel).or(self.media);
        self.control = read(&h2250.media_control_channel).or(self.control);
        let number = h2250.dynamic_rtppayload_type.and_then(PayloadType::new);
        if let Some(number) = number.filter(|_| is_dynamic(&self.format)) {
            self.payload_type = number;
        }
        if h2250.flow_control_to_zero == Some(true) {
            self.limit = Some(BitRate(0));
        }
    }

    /// Whether it carries `wanted` as it is.
    pub(super) fn carries(&self, wanted: &CodecLimits) -> bool {
        let number = wanted.payload_type;
        is_same_format(&self.format, wanted)
            && (!is_dynamic(wanted)
                || number == self.payload_type
                || number == self.format.payload_type)
    }
}

/// Channels of ours at once: two, and those that are being closed.
const MOST_CHANNELS: usize = 32;
/// Times that a channel is asked for before its format counts as refused.
const ATTEMPTS: u8 = 2;
/// Times that the slave yields to a payload type.
const MOST_ADOPTED: u8 = 8;
/// Formats that are remembered as refused; more than a far end is told of.
const MOST_REFUSED: usize = 32;
