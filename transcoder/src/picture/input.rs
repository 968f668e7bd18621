//! One stream whose pictures are decoded: packets in, access units for the worker out.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tolk_model::{Codec, LegId, StreamId};

use super::assemble::{AccessUnit, Assembled, Assembler};
use super::outlet::Outlet;
use crate::branch::{BranchOutput, BranchPacket, Origin};
use crate::worker::parent::Worker;
use crate::worker::protocol::{InputId, PictureCodec, ToWorker};

/// Between two requests for a whole picture of one stream: a round trip, and time for the sender's encoder.
const ASK_GAP: Duration = Duration::from_millis(300);
/// An input that was inside a decoder at the death of this many workers ...
const MAX_KILLS: usize = 3;
/// ... within this time ...
const KILLS_WITHIN: Duration = Duration::from_secs(30);
/// ... is not decoded for this long. Then it may end one more worker before it is refused again.
const REFUSED_FOR: Duration = Duration::from_secs(60);

/// One stream.
#[derive(Debug)]
pub(super) struct Input {
    pub(super) id: InputId,
    leg: LegId,
    stream: StreamId,
    source: Option<Source>,
    asked: Option<Instant>,
    kills: VecDeque<Instant>,
    refused_until: Option<Instant>,
    was_refused: Option<Instant>,
    assembled: Vec<Assembled>,
    units: u64,
    units_dropped: u64,
}

/// What sends at present.
#[derive(Debug)]
struct Source {
    ssrc: u32,
    codec: PictureCodec,
    assembler: Assembler,
    seen: Instant,
}

impl Input {
    pub(super) fn new(id: InputId, leg: LegId, stream: StreamId) -> Input {
        Input {
            id,
            leg,
            stream,
            source: None,
            asked: None,
            kills: VecDeque::new(),
            refused_until: None,
            was_refused: None,
            assembled: Vec::new(),
            units: 0,
            units_dropped: 0,
        }
    }

    /// Takes a packet; whole units go to `worker` if it can take them.
    pub(super) fn packet(
        &mut self,
        packet: &BranchPacket,
        worker: Option<&Worker>,
        outlet: &mut Outlet,
    ) {
        if self.refused_until.is_some() || !self.follow(packet, worker) {
            return;
        }
        let mut assembled = std::mem::take(&mut self.assembled);
        if let Some(source) = &mut self.source {
            source.seen = packet.arrived;
            source.assembler.push(packet, &mut assembled);
        }
        self.hand_over(assembled, worker, outlet);
    }

    /// Gives up holes whose time has come, and a refusal as well. `true` when the input is to be opened again.
    pub(super) fn tick(
        &mut self,
        now: Instant,
        worker: Option<&Worker>,
        outlet: &mut Outlet,
    ) -> bool {
        let mut assembled = std::mem::take(&mut self.assembled);
        if let Some(source) = &mut self.source {
            source.assembler.timeout(now, &mut assembled);
        }
        self.hand_over(assembled, worker, outlet);
        if self.refused_until.is_some_and(|until| now >= until) {
            self.refused_until = None;
            return true;
        }
        false
    }

    /// Tells a worker about this input, from nothing, and asks for a whole picture.
    pub(super) fn open(&mut self, worker: &Worker, outlet: &mut Outlet) {
        if self.refused_until.is_some() {
            return;
        }
        if let Some(source) = &mut self.source {
            // A worker that cannot take it is about to be replaced.
            let _ = worker.tell(ToWorker::OpenInput(self.id, source.codec));
            source.assembler.require_key();
        }
        // Whatever was asked before this worker could listen went past it.
        self.asked = None;
        self.ask(outlet);
    }

    /// Asks for a whole picture, not too often; the next unit that cannot be used asks again.
    pub(super) fn ask(&mut self, outlet: &mut Outlet) {
        if self.asked.is_none_or(|at| at.elapsed() >= ASK_GAP) {
            self.asked = Some(Instant::now());
            outlet.say(BranchOutput::NeedsPicture {
                leg: self.leg,
                stream: self.stream,
            });
        }
    }

    /// The picture of this input that was told to be of `at_ns`, by its RTP time.
    pub(super) fn origin(&self, at_ns: u64) -> Option<Origin> {
        let source = self.source.as_ref()?;
        Some(Origin {
            leg: self.leg,
            stream: self.stream,
            ssrc: source.ssrc,
            timestamp: source.assembler.timestamp(Duration::from_nanos(at_ns))?,
        })
    }

    /// The worker lost a unit of this input.
    pub(super) fn require_key(&mut self, outlet: &mut Outlet) {
        if let Some(source) = &mut self.source {
            source.assembler.require_key();
        }
        self.ask(outlet);
    }

    /// A unit of this input was in a decoder when a worker died. `true` when it is refused from now on.
    pub(super) fn blame(&mut self, now: Instant, outlet: &mut Outlet) -> bool {
        self.kills
            .retain(|at| now.saturating_duration_since(*at) < KILLS_WITHIN);
        self.kills.push_back(now);
        let again = self
            .was_refused
            .is_some_and(|at| now.saturating_duration_since(at) < REFUSED_FOR + KILLS_WITHIN);
        if self.kills.len() < MAX_KILLS && !again {
            return false;
        }
        self.kills.clear();
        self.was_refused = Some(now);
        self.refused_until = Some(now + REFUSED_FOR);
        outlet.say(BranchOutput::StreamRefused {
            leg: self.leg,
            stream: self.stream,
        });
        true
    }

    pub(super) fn debug_state(&self) -> Value {
        json!({
            "leg": self.leg.to_string(),
            "stream": self.stream.0,
            "codec": self.source.as_ref().map(|source| format!("{:?}", source.codec)),
            "needs_key": self.source.as_ref().is_none_or(|source| source.assembler.needs_key()),
            "refused": self.refused_until.is_some(),
            "kills": self.kills.len(),
            "units": self.units,
            "units_dropped": self.units_dropped,
        })
    }

    /// Makes the assembler fit the packet's source and codec; time goes on across a change. `false`: not a codec of ours.
    fn follow(&mut self, packet: &BranchPacket, worker: Option<&Worker>) -> bool {
        let Some(codec) = picture_codec(packet.codec) else {
            return false;
        };
        let known = self.source.as_ref();
        if known.is_some_and(|s| s.ssrc == packet.ssrc && s.codec == codec) {
            return true;
        }
        let from = known.map_or(Duration::ZERO, |source| {
            source.assembler.at() + packet.arrived.saturating_duration_since(source.seen)
        });
        let Some(assembler) = Assembler::new(packet.codec, from) else {
            return false;
        };
        if known.is_none_or(|source| source.codec != codec)
            && let Some(worker) = worker
        {
            // A worker that cannot take it is about to be replaced.
            let _ = worker.tell(ToWorker::OpenInput(self.id, codec));
        }
        self.source = Some(Source {
            ssrc: packet.ssrc,
            codec,
            assembler,
            seen: packet.arrived,
        });
        true
    }

    fn hand_over(
        &mut self,
        mut assembled: Vec<Assembled>,
        worker: Option<&Worker>,
        outlet: &mut Outlet,
    ) {
        for item in assembled.drain(..) {
            match item {
                Assembled::Unit(unit) => self.feed(unit, worker, outlet),
                Assembled::NeedsKey => self.ask(outlet),
            }
        }
        self.assembled = assembled;
    }

    fn feed(&mut self, unit: AccessUnit, worker: Option<&Worker>, outlet: &mut Outlet) {
        self.units += 1;
        let message = ToWorker::Unit {
            input: self.id,
            at_ns: u64::try_from(unit.at.as_nanos()).unwrap_or(u64::MAX),
            key: unit.key,
        };
        // A unit that is fed before the key picture that follows a drop would decode to rubbish.
        let waits = !unit.key
            && self
                .source
                .as_ref()
                .is_some_and(|source| source.assembler.needs_key());
        let fed = !waits && worker.is_some_and(|worker| worker.feed(message, unit.bytes).is_ok());
        if !fed {
            self.units_dropped += 1;
            if let Some(source) = &mut self.source {
                source.assembler.require_key();
            }
            if worker.is_some() {
                self.ask(outlet);
            }
        }
    }
}

fn picture_codec(codec: Codec) -> Option<PictureCodec> {
    match codec {
        Codec::H264 => Some(PictureCodec::H264),
        Codec::Vp8 => Some(PictureCodec::Vp8),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crossbeam_channel::bounded;

    use super::*;

    #[test]
    fn a_stream_that_ends_three_workers_is_refused_for_a_minute() {
        let (outputs, said) = bounded(8);
        let mut outlet = Outlet::new(outputs, Box::new(|| ()));
        let mut input = Input::new(InputId(1), LegId::from_number(1), StreamId(1));
        let start = Instant::now();
        let after = |seconds| start + Duration::from_secs(seconds);
        assert!(!input.blame(start, &mut outlet));
        assert!(!input.blame(after(20), &mut outlet));
        assert!(
            !input.blame(after(35), &mut outlet),
            "two in thirty seconds"
        );
        assert!(input.blame(after(45), &mut outlet));
        assert!(matches!(
            said.try_recv(),
            Ok(BranchOutput::StreamRefused { .. })
        ));
        assert!(!input.tick(after(104), None, &mut outlet));
        assert!(input.tick(after(105), None, &mut outlet), "tried again");
        assert!(
            input.blame(after(106), &mut outlet),
            "one more is enough now"
        );
    }
}
