//! Channels of ours (H.245 §C.4, outgoing): opened for what the core sends, and closed.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use tolk_asn1::h245::{
    CloseLogicalChannel, CloseLogicalChannelReason, CloseLogicalChannelSource,
    H2250LogicalChannelAckParameters, OpenLogicalChannel, OpenLogicalChannelAck,
    OpenLogicalChannelAckForwardMultiplexAckParameters as AckMultiplex,
    OpenLogicalChannelForwardLogicalChannelParameters as Forward,
    OpenLogicalChannelForwardLogicalChannelParametersMultiplexParameters as Multiplex,
    OpenLogicalChannelReject, OpenLogicalChannelRejectCause, RequestChannelClose,
    RequestChannelCloseAck, RequestChannelCloseReason, RequestMessage, ResponseMessage,
};
use tolk_model::codec::CodecLimits;
use tolk_model::time::Mono;
use tolk_model::{BitRate, PayloadType, StreamRole};

use super::message::channel;
use super::outbox::{Outbox, Problem};
use super::session::{Session, State};
use crate::media::{
    control_address, data_type, is_dynamic, is_same_format, parameters, picture_rate, read_address,
    session_of, write_address,
};

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
    fn carries(&self, wanted: &CodecLimits) -> bool {
        let number = wanted.payload_type;
        is_same_format(&self.format, wanted)
            && (!is_dynamic(wanted)
                || number == self.payload_type
                || number == self.format.payload_type)
    }
}

impl Session {
    /// Opens and closes so that there is a channel for each stream that the core sends.
    pub(super) fn sync_channels(&mut self, now: Mono) {
        if self.is_before_control() {
            return;
        }
        for role in [StreamRole::Audio, StreamRole::Main] {
            let wanted = self.wanted(role);
            let current = self.outgoing.of(role).map(|(n, c)| (n, c.clone()));
            match (wanted, current) {
                (Some(wanted), Some((_, channel))) if channel.carries(&wanted) => {}
                (Some(wanted), current) => {
                    if let Some((number, _)) = current {
                        self.outgoing.close(number, now, &mut self.out);
                    }
                    self.open(now, role, &wanted);
                }
                // Flow control to nothing leaves the channel where it is.
                (None, Some((_, channel))) if channel.limit == Some(BitRate(0)) => {}
                (None, Some((number, _))) => self.outgoing.close(number, now, &mut self.out),
                (None, None) => {}
            }
        }
    }

    /// What is to be sent; `None` when nothing is, or nothing may be.
    fn wanted(&self, role: StreamRole) -> Option<CodecLimits> {
        let local = self.local.as_ref()?;
        let stream = local
            .streams
            .iter()
            .find(|s| s.role == role && s.flow.sends())?;
        let format = stream.send.iter().find(|c| c.codec.is_primary())?;
        let asked = self.outgoing.asked(role);
        let is_unwanted = asked.is_some_and(|a| a.is_stopped || a.has_refused(format));
        if is_unwanted || self.known.is_paused() {
            return None;
        }
        Some(format.clone())
    }

    /// Capabilities both ways and the parts are known (H.323 §8.2).
    fn may_open(&self) -> bool {
        self.state == State::Running
            && self.known.has_capabilities()
            && self.announcement.is_acknowledged()
            && self.determination.role().is_some()
    }

    fn open(&mut self, now: Mono, role: StreamRole, format: &CodecLimits) {
        if !self.may_open() || !self.known.takes(role, format) {
            return;
        }
        let Some(forward) = self.forward(role, format) else {
            return;
        };
        let number = self.outgoing.reserve_number();
        self.out
            .request(RequestMessage::openLogicalChannel(OpenLogicalChannel::new(
                channel(number),
                forward,
            )));
        let step = Step::Opening(now + self.config.timers.t103);
        self.outgoing
            .insert(number, Channel::new(role, format, step));
    }

    /// The parameters of a channel of ours; `None` while we have no place for its reports.
    pub(super) fn forward(&self, role: StreamRole, format: &CodecLimits) -> Option<Forward> {
        let local = self.local.as_ref()?;
        let stream = local.streams.iter().find(|s| s.role == role)?;
        let transport = local.transport(stream.transport?)?;
        let mut h2250 = parameters(session_of(role), format);
        h2250.media_control_channel = Some(write_address(control_address(transport)?));
        let packet_ms = [stream.packet_time_ms, self.known.packet_time_ms()];
        let packet_ms = packet_ms.into_iter().flatten().min().unwrap_or(PACKET_MS);
        let own = stream.layers.iter().filter_map(|l| l.max_bitrate).max();
        let theirs = picture_rate(&self.describe_remote());
        let rate = own.into_iter().chain(theirs).min();
        Some(Forward::new(
            data_type(format, packet_ms, rate)?,
            Multiplex::h2250LogicalChannelParameters(h2250),
        ))
    }
}

/// Milliseconds of sound in a packet when nobody says otherwise.
const PACKET_MS: u16 = 20;
/// Times that a channel is asked for before its format counts as refused.
const ATTEMPTS: u8 = 2;
/// Times that the slave yields to a payload type.
const MOST_ADOPTED: u8 = 8;
/// Formats that are remembered as refused; more than a far end is told of.
const MOST_REFUSED: usize = 32;
