//! The far end as the model describes it: capabilities, channels of theirs, and what became of ours.

use std::net::SocketAddr;

use tolk_asn1::h245::{
    ResponseMessage, TerminalCapabilitySet, TerminalCapabilitySetAck, TerminalCapabilitySetReject,
};
use tolk_model::codec::CodecLimits;
use tolk_model::media::{Flow, Layer, RtpParameters, Security, Traversal};
use tolk_model::time::Mono;
use tolk_model::{
    BitRate, Codec, MediaDescription, PayloadType, SlotId, Stream, StreamId, StreamRole, Transport,
    TransportId,
};

use super::fast_start::{Proposal, distinct};
use super::outbox::Problem;
use super::session::{Session, State};
use super::{incoming, outgoing};
use crate::media::{Capabilities, Offered, Table, is_dynamic, is_same_format};

/// What the far end said that it can.
#[derive(Debug, Default)]
pub(super) struct Known {
    table: Table,
    capabilities: Option<Capabilities>,
    is_paused: bool,
    /// Codecs that they asked for by request of a mode, most wanted first.
    pub(super) preferred: Vec<Codec>,
    /// What they take by proposals, before there are capabilities.
    pub(super) proposed: Vec<(StreamRole, CodecLimits)>,
    /// Proposals that wait for us.
    pub(super) proposals: Vec<Proposal>,
}

impl Known {
    pub(super) fn has_capabilities(&self) -> bool {
        self.capabilities.is_some()
    }

    pub(super) fn is_paused(&self) -> bool {
        self.is_paused
    }

    pub(super) fn capabilities(&self) -> Option<&Capabilities> {
        self.capabilities.as_ref()
    }

    pub(super) fn packet_time_ms(&self) -> Option<u16> {
        self.capabilities.as_ref()?.packet_time_ms
    }

    /// Whether they take a format of ours.
    pub(super) fn takes(&self, role: StreamRole, format: &CodecLimits) -> bool {
        self.formats(role).iter().any(|f| is_same_format(f, format))
    }

    fn formats(&self, role: StreamRole) -> Vec<CodecLimits> {
        match (&self.capabilities, role) {
            (Some(capabilities), StreamRole::Audio) => capabilities.audio.clone(),
            (Some(capabilities), StreamRole::Main) => capabilities.video.clone(),
            (None, _) => {
                let of_role = self.proposed.iter().filter(|(r, _)| *r == role);
                of_role.map(|(_, format)| format.clone()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The numbers of a role's stream and transport: the core's, or ours.
    pub(super) fn place(
        &self,
        local: Option<&MediaDescription>,
        role: StreamRole,
    ) -> (StreamId, TransportId) {
        let number = match role {
            StreamRole::Audio => 0,
            _ => 1,
        };
        let own = local.and_then(|l| l.streams.iter().find(|s| s.role == role));
        let transport = own.and_then(|s| s.transport);
        (
            own.map_or(StreamId(number), |s| s.id),
            transport.unwrap_or(TransportId(number)),
        )
    }
}

impl Session {
    /// Their capabilities (H.245 §C.3, incoming).
    pub(super) fn capabilities_came(&mut self, now: Mono, set: &TerminalCapabilitySet) {
        let is_empty = set.multiplex_capability.is_none()
            && set.capability_table.is_none()
            && set.capability_descriptors.is_none();
        let number = set.sequence_number.clone();
        if !is_empty && let Err(cause) = self.known.table.apply(set) {
            self.out.problem(Problem::BadCapabilities);
            let reject = TerminalCapabilitySetReject::new(number, cause);
            return self
                .out
                .response(ResponseMessage::terminalCapabilitySetReject(reject));
        }
        let ack = TerminalCapabilitySetAck::new(number);
        self.out
            .response(ResponseMessage::terminalCapabilitySetAck(ack));
        let was_paused = std::mem::replace(&mut self.known.is_paused, is_empty);
        if is_empty {
            // H.323 §8.4.6: all that we send stops; what was known of them may be of somebody else soon.
            self.known.table = Table::default();
            self.known.capabilities.get_or_insert_default();
            return;
        }
        self.known.capabilities = Some(self.known.table.capabilities());
        self.outgoing.forget_refusals();
        if was_paused && self.state == State::Running {
            self.announcement.repeat();
            self.determination
                .restart(now, &mut self.random, &mut self.out);
        }
    }

    /// They want to hear our capabilities again (H.245 §B.12.1).
    pub(super) fn capabilities_asked(&mut self) {
        self.announcement.repeat();
    }

    pub(super) fn describe_remote(&self) -> MediaDescription {
        let mut description = MediaDescription::default();
        for role in [StreamRole::Audio, StreamRole::Main] {
            if let Some((stream, transport)) = self.describe_stream(role) {
                description.streams.push(stream);
                description.transports.extend(transport);
            }
        }
        if description.is_empty() {
            return description;
        }
        let others = self.local.iter().flat_map(|l| &l.streams);
        for own in others
            .filter(|s| !description_has(&description, s.id))
            .cloned()
            .collect::<Vec<_>>()
        {
            description.streams.push(off(own.id, own.role));
        }
        description.max_bitrate = self.picture_limit().map(|rate| BitRate(rate.0 + SOUND.0));
        description
    }

    fn picture_limit(&self) -> Option<BitRate> {
        let known = self.known.capabilities().and_then(|c| c.video_bitrate);
        let channel = self.outgoing.of(StreamRole::Main);
        let ordered = channel.and_then(|(_, c)| c.limit).filter(|l| l.0 != 0);
        let all = [known, ordered, self.rates.whole];
        all.into_iter().flatten().min()
    }

    /// `None` when there is nothing to say of the role.
    fn describe_stream(&self, role: StreamRole) -> Option<(Stream, Option<Transport>)> {
        let theirs = self.incoming.of(role).map(|(_, c)| c);
        let ours = self.outgoing.of(role).map(|(_, c)| c);
        let has_place = self
            .local
            .iter()
            .flat_map(|l| &l.streams)
            .any(|s| s.role == role);
        let (id, transport) = self.known.place(self.local.as_ref(), role);
        let receive = self.receivable(role, theirs, ours);
        if receive.is_empty() && theirs.is_none() {
            let known = self.known.has_capabilities() || !self.known.proposed.is_empty();
            if !(known && has_place) {
                return None;
            }
            if !self.known.is_paused() {
                return Some((off(id, role), None));
            }
        }
        let asked = self.outgoing.asked(role);
        let is_muted = ours.is_some_and(|c| c.limit == Some(BitRate(0)))
            || self.rates.whole == Some(BitRate(0))
            || asked.is_some_and(|a| a.is_stopped);
        let receives = !receive.is_empty() && !is_muted;
        let sends = theirs.is_some() || !self.incoming.is_closed(role);
        let is_open = theirs.is_some_and(|c| c.step == incoming::Step::Open);
        let layer = Layer {
            max_bitrate: theirs.and_then(|c| c.offered.max_bitrate),
            ..Layer::single()
        };
        let stream = Stream {
            id,
            role,
            send: self.sendable(role, theirs, &receive),
            receive,
            layers: is_open.then_some(layer).into_iter().collect(),
            flow: Flow::new(sends, receives),
            transport: Some(transport),
            slots: slots(id, role),
            rtp: RtpParameters::default(),
            packet_time_ms: match role {
                StreamRole::Audio => self.known.packet_time_ms(),
                _ => None,
            },
        };
        let transport = Transport {
            id: transport,
            rtp: ours
                .and_then(|c| c.media)
                .or_else(|| self.proposed_place(role, |o| o.media)),
            rtcp: ours
                .and_then(|c| c.control)
                .or_else(|| self.proposed_place(role, |o| o.control))
                .or_else(|| theirs.and_then(|c| c.offered.control)),
            security: Security::Plain,
            traversal: Traversal::None,
        };
        Some((stream, Some(transport)))
    }

    fn proposed_place(
        &self,
        role: StreamRole,
        place: impl Fn(&Offered) -> Option<SocketAddr>,
    ) -> Option<SocketAddr> {
        let reverse = self.known.proposals.iter().filter_map(Proposal::reverse);
        reverse.filter(|o| o.role == role).find_map(place)
    }

    /// What they take, under the payload types that channels in either direction have made known.
    fn receivable(
        &self,
        role: StreamRole,
        theirs: Option<&incoming::Channel>,
        ours: Option<&outgoing::Channel>,
    ) -> Vec<CodecLimits> {
        if self.known.is_paused() {
            return Vec::new();
        }
        let mut formats = self.known.formats(role);
        if let Some(asked) = self.outgoing.asked(role) {
            formats.retain(|f| !asked.has_refused(f));
        }
        let wanted = |c: &CodecLimits| {
            let preferred = &self.known.preferred;
            preferred
                .iter()
                .position(|p| *p == c.codec)
                .unwrap_or(preferred.len())
        };
        formats.sort_by_key(wanted);
        let own = ours.map(|c| (&c.format, c.payload_type));
        let other = theirs.map(|c| (&c.offered.format, c.payload_type));
        // Theirs counts last, for it stays; but a number that they chose for ours has no other.
        let order = match ours {
            Some(ours) if ours.is_renumbered() => [other, own],
            _ => [own, other],
        };
        for (format, number) in order.into_iter().flatten() {
            renumber(&mut formats, format, number);
        }
        formats
    }

    /// What they send, or would: the channel that they opened, or what both can.
    fn sendable(
        &self,
        role: StreamRole,
        theirs: Option<&incoming::Channel>,
        receive: &[CodecLimits],
    ) -> Vec<CodecLimits> {
        let Some(channel) = theirs else {
            let forward = self.known.proposals.iter().filter_map(Proposal::forward);
            let proposed = distinct(forward.filter(|o| o.role == role));
            if !proposed.is_empty() {
                return proposed.into_iter().map(|(_, format)| format).collect();
            }
            return receive.to_vec();
        };
        let format = CodecLimits {
            payload_type: channel.payload_type,
            ..channel.offered.format.clone()
        };
        let events = receive.iter().filter(|f| !f.codec.is_primary());
        std::iter::once(format).chain(events.cloned()).collect()
    }
}

/// Gives the entry of `format` its payload type; who had that gets the one that became free.
fn renumber(formats: &mut [CodecLimits], format: &CodecLimits, number: PayloadType) {
    if !is_dynamic(format) {
        return;
    }
    let Some(at) = formats.iter().position(|f| is_same_format(f, format)) else {
        return;
    };
    let Some(before) = formats.get(at).map(|f| f.payload_type) else {
        return;
    };
    for (n, entry) in formats.iter_mut().enumerate() {
        if n == at {
            entry.payload_type = number;
        } else if entry.payload_type == number {
            entry.payload_type = before;
        }
    }
}

fn description_has(description: &MediaDescription, id: StreamId) -> bool {
    description.stream(id).is_some()
}

/// Only its place.
fn off(id: StreamId, role: StreamRole) -> Stream {
    Stream {
        id,
        role,
        receive: Vec::new(),
        send: Vec::new(),
        layers: Vec::new(),
        flow: Flow::Off,
        transport: None,
        slots: Vec::new(),
        rtp: RtpParameters::default(),
        packet_time_ms: None,
    }
}

/// Pictures have one slot for each stream, numbered from that of stream 1 (see the architecture's page on legs).
fn slots(stream: StreamId, role: StreamRole) -> Vec<SlotId> {
    match role {
        StreamRole::Main => vec![SlotId(stream.0.saturating_sub(1))],
        _ => Vec::new(),
    }
}

/// What sound takes of a rate for everything.
const SOUND: BitRate = BitRate::kbps(64);
