//! Channels of theirs (H.245 §C.4, incoming): answered when the core has a place for them.

use std::collections::BTreeMap;

use tolk_asn1::h245::{CloseLogicalChannel, CloseLogicalChannelReason, IndicationMessage};
use tolk_asn1::h245::{
    CloseLogicalChannelAck, H2250LogicalChannelAckParameters, OpenLogicalChannel,
    OpenLogicalChannelAck, OpenLogicalChannelAckForwardMultiplexAckParameters as AckMultiplex,
    OpenLogicalChannelReject, OpenLogicalChannelRejectCause as RejectCause, RequestChannelClose,
    RequestChannelCloseReason, RequestChannelCloseRelease, RequestMessage, ResponseMessage,
};
use tolk_model::codec::CodecLimits;
use tolk_model::time::Mono;
use tolk_model::{PayloadType, StreamRole, Transport};

use super::determination::Role;
use super::message::channel;
use super::outbox::{Outbox, Problem};
use super::session::{Reply, Session};
use crate::media::{
    Offered, control_address, format_of, is_dynamic, is_same_format, read_forward, session_of,
    write_address,
};

/// One channel of theirs.
#[derive(Clone, Debug)]
pub(super) struct Channel {
    pub(super) offered: Offered,
    pub(super) step: Step,
    /// Another one took its place; it is yet to be closed.
    is_superseded: bool,
    /// The payload type that we want it under.
    pub(super) payload_type: PayloadType,
    /// When our request to close it is given up.
    closing: Option<Mono>,
    /// The rate that we ordered last.
    pub(super) ordered: Option<tolk_model::BitRate>,
}

/// Where a channel is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The core has not said where it may go.
    Held(Mono),
    /// Acknowledged.
    Open,
}

/// All channels of theirs.
#[derive(Debug)]
pub(super) struct Incoming {
    channels: BTreeMap<u16, Channel>,
    /// Roles whose channel they closed and did not open again.
    closed: Vec<StreamRole>,
}

impl Incoming {
    pub(super) fn new() -> Incoming {
        Incoming {
            channels: BTreeMap::new(),
            closed: Vec::new(),
        }
    }

    /// The channel of a role that counts.
    pub(super) fn of(&self, role: StreamRole) -> Option<(u16, &Channel)> {
        self.channels
            .iter()
            .find(|(_, c)| c.offered.role == role && !c.is_superseded)
            .map(|(number, c)| (*number, c))
    }

    pub(super) fn channels_mut(&mut self) -> impl Iterator<Item = (u16, &mut Channel)> {
        self.channels.iter_mut().map(|(number, c)| (*number, c))
    }

    /// Whether they stopped sending for good, as far as they said.
    pub(super) fn is_closed(&self, role: StreamRole) -> bool {
        self.closed.contains(&role)
    }

    pub(super) fn deadline(&self) -> Option<Mono> {
        let of = |c: &Channel| {
            let held = match c.step {
                Step::Held(at) => Some(at),
                Step::Open => None,
            };
            held.into_iter().chain(c.closing).min()
        };
        self.channels.values().filter_map(of).min()
    }

    /// They close it, or give up waiting for us. `is_held`: they do so because we hold them, and would send otherwise.
    pub(super) fn close(&mut self, close: &CloseLogicalChannel, is_held: bool, out: &mut Outbox) {
        let number = close.forward_logical_channel_number.clone();
        let ack = CloseLogicalChannelAck::new(number.clone());
        out.response(ResponseMessage::closeLogicalChannelAck(ack));
        let Some(channel) = self.channels.remove(&number.0) else {
            return out.problem(Problem::UnknownChannel);
        };
        let reopens = matches!(close.reason, Some(CloseLogicalChannelReason::reopen(())));
        let role = channel.offered.role;
        if !is_held && !reopens && !channel.is_superseded && !self.closed.contains(&role) {
            self.closed.push(role);
        }
    }

    /// They will or will not close what we asked them to.
    pub(super) fn close_answered(&mut self, number: u16) {
        if let Some(channel) = self.channels.get_mut(&number) {
            channel.closing = None;
        }
    }

    pub(super) fn insert(&mut self, number: u16, channel: Channel) {
        let role = channel.offered.role;
        for other in self.channels.values_mut() {
            other.is_superseded |= other.offered.role == role;
        }
        self.closed.retain(|closed| *closed != role);
        self.channels.insert(number, channel);
    }

    /// Held too long, or T108.
    pub(super) fn timeout(&mut self, now: Mono, out: &mut Outbox) {
        let held_too_long = |c: &Channel| matches!(c.step, Step::Held(at) if at <= now);
        let late: Vec<u16> = self
            .channels
            .iter()
            .filter(|(_, c)| held_too_long(c))
            .map(|(number, _)| *number)
            .collect();
        for number in late {
            self.channels.remove(&number);
            reject(number, RejectCause::unspecified(()), out);
        }
        for (number, open) in &mut self.channels {
            if open.closing.is_some_and(|at| at <= now) {
                open.closing = None;
                let release = RequestChannelCloseRelease::new(channel(*number));
                out.indication(IndicationMessage::requestChannelCloseRelease(release));
            }
        }
    }

    pub(super) fn debug_state(&self) -> serde_json::Value {
        let channels = self.channels.iter();
        channels
            .map(|(number, c)| {
                serde_json::json!({
                    "number": number,
                    "codec": c.offered.format.codec.as_str(),
                    "step": if c.step == Step::Open { "open" } else { "held" },
                })
            })
            .collect()
    }
}

impl Channel {
    pub(super) fn new(offered: Offered, step: Step) -> Channel {
        Channel {
            payload_type: offered.format.payload_type,
            offered,
            step,
            is_superseded: false,
            closing: None,
            ordered: None,
        }
    }
}

fn reject(number: u16, cause: RejectCause, out: &mut Outbox) {
    out.problem(Problem::RejectedChannel);
    let reject = OpenLogicalChannelReject::new(channel(number), cause);
    out.response(ResponseMessage::openLogicalChannelReject(reject));
}

impl Session {
    /// They open one.
    pub(super) fn channel_offered(&mut self, now: Mono, open: &OpenLogicalChannel) {
        let number = open.forward_logical_channel_number.0;
        match self.check(number, open) {
            Ok(offered) => {
                let until = now + self.config.timers.media_reply;
                // The same number again: what was under it is gone (§C.4.1.3).
                self.incoming.channels.remove(&number);
                let mut held = Channel::new(offered, Step::Held(until));
                self.choose_number(&mut held);
                self.incoming.insert(number, held);
            }
            Err(cause) => reject(number, cause, &mut self.out),
        }
    }

    /// One description has one payload type for a format, whichever way it goes.
    fn choose_number(&mut self, held: &mut Channel) {
        let format = &held.offered.format;
        let ours = self.outgoing.of(held.offered.role).map(|(_, c)| c);
        let Some(ours) = ours.filter(|c| is_same_format(&c.format, format)) else {
            return;
        };
        let number = ours.payload_type;
        let is_master = self.role() == Some(Role::Master);
        if is_dynamic(format)
            && number != format.payload_type
            && !self.outgoing.adopts(held.offered.role, is_master)
        {
            held.payload_type = number;
        }
    }

    fn check(&mut self, number: u16, open: &OpenLogicalChannel) -> Result<Offered, RejectCause> {
        let offered = read_forward(open).map_err(|error| error.cause())?;
        let forward = &open.forward_logical_channel_parameters;
        if open.reverse_logical_channel_parameters.is_some() {
            // Sound and pictures go one way in a channel (H.323 §6.2.8).
            return Err(RejectCause::unsuitableReverseParameters(()));
        }
        if open.encryption_sync.is_some() {
            return Err(RejectCause::securityDenied(()));
        }
        if open.separate_stack.is_some() {
            return Err(RejectCause::separateStackEstablishmentFailed(()));
        }
        if forward.replacement_for.is_some() {
            return Err(RejectCause::replacementForRejected(()));
        }
        let other = [StreamRole::Audio, StreamRole::Main]
            .into_iter()
            .find(|role| *role != offered.role)
            .map(session_of);
        if other == Some(offered.session) {
            return Err(RejectCause::invalidSessionID(()));
        }
        let is_new = !self.incoming.channels.contains_key(&number);
        if is_new && self.incoming.channels.len() >= MOST_CHANNELS {
            self.out.problem(Problem::TooManyChannels);
            return Err(RejectCause::dataTypeNotAvailable(()));
        }
        let current = self.incoming.of(offered.role);
        if current.is_some_and(|(n, c)| n != number && c.offered.session != offered.session) {
            // A second picture or a second sound: nobody here takes it.
            return Err(RejectCause::dataTypeNotAvailable(()));
        }
        if self.conflicts(&offered) {
            return Err(RejectCause::masterSlaveConflict(()));
        }
        Ok(offered)
    }

    /// The master's channel stands (§C.4.1.3): both directions have one codec, and theirs is another.
    fn conflicts(&self, offered: &Offered) -> bool {
        let ours = self.outgoing.of(offered.role);
        self.config.is_symmetric
            && self.role() == Some(Role::Master)
            && ours.is_some_and(|(_, c)| c.format.codec != offered.format.codec)
    }

    /// Answers the channels that wait, as far as the core has said where they go.
    pub(super) fn answer_channels(&mut self, now: Mono, reply: Reply) {
        let held: Vec<(u16, Channel)> = self
            .incoming
            .channels
            .iter()
            .filter(|(_, c)| matches!(c.step, Step::Held(_)))
            .map(|(number, c)| (*number, c.clone()))
            .collect();
        for (number, channel) in held {
            let offered = &channel.offered;
            match self.verdict(&channel, reply) {
                Verdict::Wait => {}
                Verdict::Reject(cause) => {
                    self.incoming.channels.remove(&number);
                    reject(number, cause, &mut self.out);
                }
                Verdict::Take(place) => {
                    let (format, transport) = *place;
                    self.take(number, offered, &format, &transport);
                }
            }
        }
        self.ask_to_close(now);
    }

    fn verdict(&self, channel: &Channel, reply: Reply) -> Verdict {
        let offered = &channel.offered;
        let unsaid = |cause| match reply {
            Reply::No => Verdict::Wait,
            Reply::Yes => Verdict::Reject(cause),
            Reply::Refused => Verdict::Reject(RejectCause::dataTypeNotAvailable(())),
        };
        let Some(local) = self.local.as_ref() else {
            return unsaid(RejectCause::unspecified(()));
        };
        let stream = local.streams.iter().find(|s| s.role == offered.role);
        let Some(stream) = stream.filter(|s| s.flow.receives()) else {
            return unsaid(RejectCause::dataTypeNotAvailable(()));
        };
        let Some(format) = format_of(&stream.receive, &offered.format) else {
            return unsaid(RejectCause::dataTypeNotSupported(()));
        };
        let transport = stream.transport.and_then(|t| local.transport(t));
        let Some(transport) = transport.filter(|t| t.rtp.is_some()) else {
            return match reply {
                Reply::Refused => unsaid(RejectCause::unspecified(())),
                _ => Verdict::Wait,
            };
        };
        // Under another payload type than ours: the core may still take theirs.
        if reply == Reply::No && format.payload_type != channel.payload_type {
            return Verdict::Wait;
        }
        Verdict::Take(Box::new((format.clone(), transport.clone())))
    }

    fn take(&mut self, number: u16, offered: &Offered, format: &CodecLimits, ours: &Transport) {
        let mut h2250 = H2250LogicalChannelAckParameters::new();
        let session = match offered.session {
            // The master chooses (H.245 §B.3.1): the usual ones are free here.
            0 => session_of(offered.role),
            chosen => chosen,
        };
        h2250.session_id = Some(session);
        h2250.media_channel = ours.rtp.map(write_address);
        h2250.media_control_channel = control_address(ours).map(write_address);
        if is_dynamic(format) && format.payload_type != offered.format.payload_type {
            h2250.dynamic_rtppayload_type = Some(format.payload_type.get());
        }
        let mut ack = OpenLogicalChannelAck::new(channel(number));
        ack.forward_multiplex_ack_parameters =
            Some(AckMultiplex::h2250LogicalChannelAckParameters(h2250));
        self.out
            .response(ResponseMessage::openLogicalChannelAck(ack));
        if let Some(channel) = self.incoming.channels.get_mut(&number) {
            channel.step = Step::Open;
            channel.payload_type = format.payload_type;
        }
    }

    /// Asks for the end of channels that we do not want any longer (§C.5). A pause of everything is said by capabilities instead.
    fn ask_to_close(&mut self, now: Mono) {
        if self.is_before_control() {
            return;
        }
        let Some(local) = self.local.as_ref() else {
            return;
        };
        if self.is_holding() {
            return;
        }
        let taken: Vec<StreamRole> = local
            .streams
            .iter()
            .filter(|s| self.wants(s))
            .map(|s| s.role)
            .collect();
        let until = now + self.config.timers.t108;
        for (number, open) in &mut self.incoming.channels {
            let is_taken = taken.contains(&open.offered.role);
            let is_asked = open.closing.is_some() || open.is_superseded;
            if open.step == Step::Open && !is_taken && !is_asked {
                open.closing = Some(until);
                open.is_superseded = true;
                let mut ask = RequestChannelClose::new(channel(*number));
                ask.reason = Some(RequestChannelCloseReason::normal(()));
                self.out.request(RequestMessage::requestChannelClose(ask));
            }
        }
    }
}

enum Verdict {
    Wait,
    Take(Box<(CodecLimits, Transport)>),
    Reject(RejectCause),
}

/// Channels of theirs at once. We take two; more while they change from one to the next.
const MOST_CHANNELS: usize = 16;
