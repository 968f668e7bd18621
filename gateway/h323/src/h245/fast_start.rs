//! Fast start (H.323 §8.1.7): channels that are proposed in Setup and taken with the answer, before there is a session.

use tolk_asn1::Per;
use tolk_asn1::h245::{
    DataType, H2250LogicalChannelParameters, OpenLogicalChannel,
    OpenLogicalChannelForwardLogicalChannelParameters as Forward,
    OpenLogicalChannelForwardLogicalChannelParametersMultiplexParameters as ForwardMultiplex,
    OpenLogicalChannelReverseLogicalChannelParameters as Reverse,
    OpenLogicalChannelReverseLogicalChannelParametersMultiplexParameters as ReverseMultiplex,
};
use tolk_model::codec::CodecLimits;
use tolk_model::time::Now;
use tolk_model::{MediaDescription, Stream, StreamRole, Transport};

use super::message::channel;
use super::outbox::Problem;
use super::session::{Session, State};
use super::{incoming, outgoing};
use crate::media::{
    Offered, control_address, data_type, format_of, is_same_format, parameters, picture_rate,
    read_forward, read_reverse, session_of, write_address,
};

/// What one proposal would open, seen from who proposes.
#[derive(Clone, Debug)]
pub(super) enum Proposal {
    /// From the caller.
    Forward(u16, Offered),
    /// To the caller.
    Reverse(u16, Offered),
}

impl Proposal {
    fn read(bytes: &[u8]) -> Option<(OpenLogicalChannel, Proposal)> {
        let (open, _) = OpenLogicalChannel::from_per(bytes).ok()?;
        let number = open.forward_logical_channel_number.0;
        let proposal = match read_reverse(&open) {
            Some(reverse) => Proposal::Reverse(number, reverse.ok()?),
            None => Proposal::Forward(number, read_forward(&open).ok()?),
        };
        Some((open, proposal))
    }

    /// From the caller, when it is.
    pub(super) fn forward(&self) -> Option<&Offered> {
        match self {
            Proposal::Forward(_, offered) => Some(offered),
            Proposal::Reverse(..) => None,
        }
    }

    /// To the caller, when it is.
    pub(super) fn reverse(&self) -> Option<&Offered> {
        match self {
            Proposal::Reverse(_, offered) => Some(offered),
            Proposal::Forward(..) => None,
        }
    }
}

impl Session {
    /// The caller's `fastStart`, each element packed: what was described, in both directions. Empty when there is nothing to propose.
    pub fn propose(&mut self) -> Vec<Vec<u8>> {
        let Some(local) = self.local.clone() else {
            return Vec::new();
        };
        let mut elements = Vec::new();
        for stream in &local.streams {
            let transport = stream.transport.and_then(|t| local.transport(t));
            let role_is_known = matches!(stream.role, StreamRole::Audio | StreamRole::Main);
            let (Some(transport), true) = (transport, role_is_known) else {
                continue;
            };
            let spoken = |formats: &[CodecLimits]| -> Vec<CodecLimits> {
                let primary = formats.iter().filter(|f| f.codec.is_primary());
                primary.take(MOST_FORMATS).cloned().collect()
            };
            if stream.flow.receives() {
                for format in spoken(&stream.receive) {
                    elements.extend(self.receive_element(None, stream, transport, &format));
                }
            }
            // What they take is not known yet: what we take is what we can send.
            let sent = if stream.send.is_empty() {
                &stream.receive
            } else {
                &stream.send
            };
            if stream.flow.sends() {
                for format in spoken(sent) {
                    elements.extend(self.send_element(None, stream.role, &format));
                }
            }
        }
        elements
    }

    /// The caller reads what the called took. Elements that nobody proposed are read over; returns how many channels are open.
    pub fn accepted(&mut self, elements: &[Vec<u8>]) -> usize {
        let mut opened = 0;
        self.known.proposed.clear();
        for element in elements.iter().take(MOST_ELEMENTS) {
            let Some((_, proposal)) = Proposal::read(element) else {
                self.out.problem(Problem::Malformed);
                continue;
            };
            let is_opened = match &proposal {
                Proposal::Forward(number, offered) => self.open_outgoing(*number, offered),
                Proposal::Reverse(number, offered) => self.open_incoming(*number, offered),
            };
            opened += usize::from(is_opened);
        }
        self.tell();
        opened
    }

    /// The called reads `fastStart` of Setup. Returns the caller's description for `Incoming`; empty when nothing of it is for us.
    pub fn proposed(&mut self, elements: &[Vec<u8>]) -> MediaDescription {
        let read = elements
            .iter()
            .take(MOST_ELEMENTS)
            .map(|e| Proposal::read(e));
        self.known.proposals = read.flatten().map(|(_, proposal)| proposal).collect();
        let receives = self.known.proposals.iter().filter_map(Proposal::reverse);
        self.known.proposed = distinct(receives);
        let remote = self.describe_remote();
        self.told = (!remote.is_empty()).then(|| remote.clone());
        remote
    }

    /// The called takes the proposals that fit what was described: the `fastStart` of its answer. `None` when none fits: then the
    /// proposals are forgotten, and channels are opened by control.
    pub fn accept(&mut self, _now: Now) -> Option<Vec<Vec<u8>>> {
        let proposals = std::mem::take(&mut self.known.proposals);
        self.known.proposed.clear();
        let local = self.local.clone()?;
        let mut elements = Vec::new();
        for stream in &local.streams {
            let transport = stream.transport.and_then(|t| local.transport(t));
            let Some(transport) = transport.filter(|t| t.rtp.is_some()) else {
                continue;
            };
            if stream.flow.receives() {
                elements.extend(self.accept_forward(&proposals, stream, transport));
            }
            if stream.flow.sends() {
                elements.extend(self.accept_reverse(&proposals, stream));
            }
        }
        self.tell();
        (!elements.is_empty()).then_some(elements)
    }

    /// The proposals of Setup are not taken.
    pub fn decline_proposals(&mut self) {
        self.known.proposals.clear();
        self.known.proposed.clear();
    }

    fn accept_forward(
        &mut self,
        proposals: &[Proposal],
        stream: &Stream,
        transport: &Transport,
    ) -> Option<Vec<u8>> {
        let of_role = |p: &&Proposal| p.forward().is_some_and(|o| o.role == stream.role);
        let taken = stream.receive.iter().find_map(|ours| {
            let fits = |p: &Proposal| {
                let theirs = &p.forward()?.format;
                format_of(std::slice::from_ref(ours), theirs).map(|_| p.clone())
            };
            proposals.iter().filter(of_role).find_map(fits)
        })?;
        let Proposal::Forward(number, offered) = taken else {
            return None;
        };
        let element =
            self.receive_element(Some((number, &offered)), stream, transport, &offered.format);
        let open = incoming::Channel::new(offered, incoming::Step::Open);
        self.incoming.insert(number, open);
        element
    }

    fn accept_reverse(&mut self, proposals: &[Proposal], stream: &Stream) -> Option<Vec<u8>> {
        let of_role = |p: &&Proposal| p.reverse().is_some_and(|o| o.role == stream.role);
        let sent = stream.send.iter().find(|f| f.codec.is_primary())?;
        let fits = |p: &&Proposal| {
            p.reverse()
                .is_some_and(|o| is_same_format(&o.format, sent) && o.media.is_some())
        };
        let taken = proposals.iter().filter(of_role).find(fits)?;
        let Proposal::Reverse(number, offered) = taken else {
            return None;
        };
        // The number of a reverse proposal means nothing; some write the same into all.
        let number = self.outgoing.number_like(*number);
        let element = self.send_element(Some(number), stream.role, &offered.format)?;
        self.open_outgoing(number, offered);
        Some(element)
    }

    /// A channel of ours that needs no acknowledgement.
    fn open_outgoing(&mut self, number: u16, offered: &Offered) -> bool {
        let Some(media) = offered.media else {
            return false;
        };
        if self.outgoing.of(offered.role).is_some() {
            return false;
        }
        let step = outgoing::Step::Open;
        let mut open = outgoing::Channel::new(offered.role, &offered.format, step);
        (open.media, open.control) = (Some(media), offered.control);
        self.known
            .proposed
            .push((offered.role, offered.format.clone()));
        self.outgoing.insert(number, open);
        true
    }

    /// A channel of theirs that needs none.
    fn open_incoming(&mut self, number: u16, offered: &Offered) -> bool {
        let local = self.local.as_ref();
        let stream = local.and_then(|l| l.streams.iter().find(|s| s.role == offered.role));
        let is_ours = stream.is_some_and(|s| format_of(&s.receive, &offered.format).is_some());
        if !is_ours || self.incoming.of(offered.role).is_some() {
            return false;
        }
        let open = incoming::Channel::new(offered.clone(), incoming::Step::Open);
        self.incoming.insert(number, open);
        true
    }

    /// An element about a channel to us: one that we take, under its number and with its rate, or one that we propose.
    fn receive_element(
        &mut self,
        taken: Option<(u16, &Offered)>,
        stream: &Stream,
        transport: &Transport,
        format: &CodecLimits,
    ) -> Option<Vec<u8>> {
        let mut h2250 = parameters(session_of(stream.role), format);
        h2250.media_channel = Some(write_address(transport.rtp?));
        h2250.media_control_channel = control_address(transport).map(write_address);
        let own = stream.packet_time_ms.unwrap_or(PACKET_MS);
        let open = match taken {
            Some((number, offered)) => {
                let packet_ms = offered.packet_time_ms.map_or(own, |theirs| theirs.min(own));
                let data = data_type(format, packet_ms, offered.max_bitrate)?;
                let multiplex = ForwardMultiplex::h2250LogicalChannelParameters(h2250);
                OpenLogicalChannel::new(channel(number), Forward::new(data, multiplex))
            }
            None => {
                let rate = self.local.as_ref().and_then(picture_rate);
                let data = data_type(format, own, rate)?;
                reverse(self.outgoing.reserve_number(), data, h2250)
            }
        };
        self.packed(&open)
    }

    /// An element about a channel of ours. With a number it was proposed by its receiver.
    fn send_element(
        &mut self,
        number: Option<u16>,
        role: StreamRole,
        format: &CodecLimits,
    ) -> Option<Vec<u8>> {
        let forward = self.forward(role, format)?;
        let open = match number {
            None => {
                let number = self.outgoing.reserve_number();
                OpenLogicalChannel::new(channel(number), forward)
            }
            Some(number) => {
                let Forward {
                    data_type,
                    multiplex_parameters,
                    ..
                } = forward;
                let ForwardMultiplex::h2250LogicalChannelParameters(h2250) = multiplex_parameters
                else {
                    return None;
                };
                reverse(number, data_type, h2250)
            }
        };
        self.packed(&open)
    }

    fn packed(&mut self, open: &OpenLogicalChannel) -> Option<Vec<u8>> {
        let packed = open.to_per().ok();
        if packed.is_none() {
            self.out.problem(Problem::NotWritten);
        }
        packed
    }

    /// Whether there is no control yet, so that channels cannot be closed by a message.
    pub(super) fn is_before_control(&self) -> bool {
        self.state == State::Waiting
    }
}

/// The form of a channel that its receiver proposes: nothing forward, everything in reverse.
fn reverse(
    number: u16,
    data: DataType,
    h2250: H2250LogicalChannelParameters,
) -> OpenLogicalChannel {
    let nothing = Forward::new(DataType::nullData(()), ForwardMultiplex::none(()));
    let mut open = OpenLogicalChannel::new(channel(number), nothing);
    let mut reverse = Reverse::new(data);
    reverse.multiplex_parameters = Some(ReverseMultiplex::h2250LogicalChannelParameters(h2250));
    open.reverse_logical_channel_parameters = Some(reverse);
    open
}

/// Formats in the order of the proposals, each once.
pub(super) fn distinct<'a>(
    offered: impl Iterator<Item = &'a Offered>,
) -> Vec<(StreamRole, CodecLimits)> {
    let mut formats: Vec<(StreamRole, CodecLimits)> = Vec::new();
    for one in offered {
        let is_known = |(_, f): &(StreamRole, CodecLimits)| is_same_format(f, &one.format);
        if !formats.iter().any(is_known) {
            formats.push((one.role, one.format.clone()));
        }
    }
    formats
}

/// Formats of one stream and direction that are proposed; Setup shall stay small.
const MOST_FORMATS: usize = 6;
/// Elements of theirs that are looked at; rooms send up to thirty.
const MOST_ELEMENTS: usize = 64;
/// Milliseconds of sound in a packet when nobody says otherwise.
const PACKET_MS: u16 = 20;
