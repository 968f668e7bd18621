//! Which source a feed has: the layer that fits its receiver, and whole pictures when that changes.

use std::time::{Duration, Instant};

use tolk_model::codec::CodecLimits;
use tolk_model::{Codec, StreamId};

use super::leg::{Outbound, TypeMap, Want, leg_at};
use super::shard::Shard;
use super::sources::{Owner, SourceKey};
use crate::branch::BranchInput;
use crate::relay::{LayerState, choose};

/// A layer without packets for so long is dead.
const ALIVE: Duration = Duration::from_millis(1000);

impl Shard {
    /// Decides which source a feed should have, and asks it for a whole picture when that is another than now.
    pub(super) fn choose_source(&mut self, now: Instant, place: u32, stream: usize) {
        let Some(out) = self.outbound(place, stream) else {
            return;
        };
        if !out.open {
            return;
        }
        let (want, current) = (out.want.clone(), out.active.or(out.next.map(|n| n.0)));
        let wanted = match want {
            Want::Nothing | Want::Sound => return,
            Want::Class(class) => self.class_source(place, class),
            Want::Forward(leg, from) => self.layer_for(now, place, stream, (leg, from), current),
        };
        self.update_map(place, stream);
        let Some(wanted) = wanted else {
            return;
        };
        let Some(out) = self.outbound(place, stream) else {
            return;
        };
        if out.active == Some(wanted) {
            out.next = None;
        } else if out.next.map(|(key, _)| key) != Some(wanted) {
            out.next = Some((wanted, now));
            self.want_picture(wanted);
        }
    }

    fn class_source(&self, place: u32, class: tolk_model::ClassId) -> Option<SourceKey> {
        let meeting = self.meetings.get(&self.leg(place)?.meeting?)?;
        let class = meeting.classes.iter().find(|c| c.id == class)?;
        Some(class.source)
    }

    fn layer_for(
        &mut self,
        now: Instant,
        place: u32,
        stream: usize,
        from: (tolk_model::LegId, StreamId),
        current: Option<SourceKey>,
    ) -> Option<SourceKey> {
        let budget = self.budget(place, stream);
        let (at, index) = self.find_stream(from.0, from.1)?;
        let source_stream = leg_at(&self.legs, at)?.streams.get(index)?;
        let mut states = Vec::with_capacity(source_stream.layers.len());
        let keys: Vec<Option<SourceKey>> = source_stream.layers.iter().map(|l| l.source).collect();
        for layer in &source_stream.layers {
            let source = layer.source.and_then(|key| self.sources.get_mut(key));
            states.push(LayerState {
                size: layer.size,
                alive: source
                    .as_ref()
                    .is_some_and(|s| now.saturating_duration_since(s.last) < ALIVE),
                rate: source.map_or(0, |s| s.meter.rate(now)),
            });
        }
        let out = self.outbound(place, stream)?;
        if keys.len() == 1 {
            return keys.first().copied().flatten();
        }
        let current = keys.iter().position(|key| key.is_some() && *key == current);
        let chosen = choose(&states, out.max_size, out.max_bitrate, budget, current)?;
        keys.get(chosen).copied().flatten()
    }

    /// What one picture feed of a leg may take: an equal share of what the leg can receive on its transport, and no more than it wants.
    pub(super) fn budget(&self, place: u32, stream: usize) -> Option<u64> {
        /// Kept free for sound and reports.
        const SOUND_RATE: u64 = 60_000;
        let leg = self.leg(place)?;
        let (port, limits) = leg.streams.get(stream).map(|s| (s.port, &s.out.limits))?;
        let feeds = leg
            .streams
            .iter()
            .filter(|s| s.port == port && s.video && s.out.open && s.out.want != Want::Nothing)
            .count()
            .max(1) as u64;
        let available = leg.ports.get(port)?.bandwidth.available();
        let share = available.map(|all| all.saturating_sub(SOUND_RATE) / feeds);
        share
            .into_iter()
            .chain(limits.binding().map(|(_, most)| most))
            .min()
    }

    /// How payload types of the feed's source become the receiver's.
    fn update_map(&mut self, place: u32, stream: usize) {
        let Some(out) = self.outbound(place, stream) else {
            return;
        };
        let (want, send, wanted) = (out.want.clone(), out.send.clone(), out.wanted_codec.clone());
        let map = match want {
            Want::Forward(leg, from) => {
                let receive = self
                    .find_stream(leg, from)
                    .and_then(|(at, index)| self.leg(at)?.streams.get(index))
                    .map(|s| s.receive.as_slice())
                    .unwrap_or_default();
                forward_map(receive, &send, wanted.as_ref())
            }
            Want::Class(_) => wanted
                .map(|codec| TypeMap {
                    from: 0,
                    to: codec.payload_type.get(),
                    rtx: codec.rtx.map(|rtx| rtx.get()),
                    codec: codec.codec,
                    clocks: None,
                })
                .into_iter()
                .collect(),
            Want::Nothing | Want::Sound => Vec::new(),
        };
        if let Some(out) = self.outbound(place, stream) {
            out.map = map;
        }
    }

    pub(super) fn outbound(&mut self, place: u32, stream: usize) -> Option<&mut Outbound> {
        self.leg_mut(place)?
            .streams
            .get_mut(stream)
            .map(|stream| &mut stream.out)
    }

    /// Somebody needs a whole picture of this source.
    pub(super) fn want_picture(&mut self, key: SourceKey) {
        let Some(source) = self.sources.get_mut(key) else {
            return;
        };
        match source.owner {
            Owner::Layer { leg, stream } => {
                let video = leg_at(&self.legs, leg)
                    .and_then(|leg| leg.streams.get(stream))
                    .is_some_and(|stream| stream.video);
                if video {
                    source.requests.want();
                }
            }
            Owner::Class(meeting, class) => {
                self.branches
                    .request(BranchInput::PictureRequest(meeting, class));
            }
        }
    }

    /// Whole pictures of everything that a leg is sent.
    pub(super) fn want_pictures_of(&mut self, place: u32) {
        let keys: Vec<SourceKey> = self
            .leg(place)
            .iter()
            .flat_map(|leg| &leg.streams)
            .filter_map(|stream| stream.out.next.map(|n| n.0).or(stream.out.active))
            .collect();
        for key in keys {
            self.want_picture(key);
        }
    }

    /// The far end asked by signalling.
    pub(super) fn picture_asked(&mut self, leg: tolk_model::LegId, stream: StreamId) {
        let key = self
            .find_stream(leg, stream)
            .and_then(|(place, index)| self.outbound(place, index))
            .and_then(|out| out.next.map(|n| n.0).or(out.active));
        if let Some(key) = key {
            self.want_picture(key);
        }
    }
}

/// Each type of the source that the receiver takes: the wanted codec first, else the first that is compatible.
fn forward_map(
    receive: &[CodecLimits],
    send: &[CodecLimits],
    wanted: Option<&CodecLimits>,
) -> Vec<TypeMap> {
    receive
        .iter()
        .filter_map(|from| {
            let fits =
                |to: &&CodecLimits| from.is_compatible_with(to) && from.clock_rate == to.clock_rate;
            // A press is the same by any clock.
            let press = |to: &&CodecLimits| {
                from.codec == Codec::TelephoneEvent && from.is_compatible_with(to)
            };
            let to = wanted
                .filter(fits)
                .or_else(|| send.iter().find(fits))
                .or_else(|| send.iter().find(press))?;
            let clocks = (from.clock_rate, to.clock_rate);
            Some(TypeMap {
                from: from.payload_type.get(),
                to: to.payload_type.get(),
                rtx: to.rtx.map(|rtx| rtx.get()),
                codec: to.codec,
                clocks: Some(clocks).filter(|(theirs, ours)| theirs != ours),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use tolk_model::PayloadType;
    use tolk_model::codec::{CodecParameters, H264, H264Profile, Packetization};

    use super::*;

    fn h264(number: u8, profile: H264Profile, packetization: Packetization) -> CodecLimits {
        CodecLimits {
            codec: Codec::H264,
            payload_type: PayloadType::from_header(number),
            rtx: None,
            clock_rate: 90_000,
            parameters: CodecParameters::H264(H264 {
                profile,
                level: 31,
                packetization,
                asymmetry_allowed: true,
                max_mbps: None,
                max_fs: None,
                max_br: None,
            }),
        }
    }

    /// The first type of a browser that calls by SIP is Baseline; a page is offered Constrained Baseline.
    #[test]
    fn each_type_goes_to_one_that_the_receiver_decodes() {
        use H264Profile::{Baseline, ConstrainedBaseline, Main};
        use Packetization::{NonInterleaved, SingleNal};
        let receive = [
            h264(102, Baseline, NonInterleaved),
            h264(108, ConstrainedBaseline, NonInterleaved),
            h264(114, ConstrainedBaseline, SingleNal),
            h264(116, Main, NonInterleaved),
        ];
        let send = [
            h264(96, ConstrainedBaseline, SingleNal),
            h264(98, ConstrainedBaseline, NonInterleaved),
        ];
        let map = forward_map(&receive, &send, None);
        let map: Vec<(u8, u8)> = map.iter().map(|m| (m.from, m.to)).collect();
        assert_eq!(map, [(102, 98), (108, 98), (114, 96)]);
    }
}
