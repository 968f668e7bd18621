//! Which channels of ours there are: for what the core sends (H.323 §8.2).

use tolk_asn1::h245::{
    OpenLogicalChannel, OpenLogicalChannelForwardLogicalChannelParameters as Forward,
    OpenLogicalChannelForwardLogicalChannelParametersMultiplexParameters as Multiplex,
    RequestMessage,
};
use tolk_model::codec::CodecLimits;
use tolk_model::time::Mono;
use tolk_model::{BitRate, StreamRole};

use super::message::channel;
use super::outgoing::{Channel, Step};
use super::session::{Session, State};
use crate::media::{
    control_address, data_type, parameters, picture_rate, session_of, write_address,
};

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
        let asked = self.outgoing.asked(role);
        if asked.is_some_and(|a| a.is_stopped) || self.known.is_paused() {
            return None;
        }
        let mut formats = stream
            .send
            .iter()
            .filter(|c| c.codec.is_primary() && !asked.is_some_and(|a| a.has_refused(c)));
        let first = formats.clone().next();
        // The first that they take: what we like best may be nothing to them.
        formats
            .find(|c| self.known.takes(role, c))
            .or(first)
            .cloned()
    }

    /// Capabilities both ways and the parts are known (H.323 §8.2).
    fn may_open(&self) -> bool {
        self.state == State::Running
            && self.known.has_capabilities()
            && self.announcement.is_acknowledged()
            && self.determination.role().is_some()
    }

    fn open(&mut self, now: Mono, role: StreamRole, format: &CodecLimits) {
        if !self.may_open() || self.outgoing.is_full() || !self.known.takes(role, format) {
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
