//! A panic ends the leg whose packet or state caused it, and no other.
//!
//! ICE and DTLS are others' code over strangers' bytes, and our own may be wrong: see ADR 11 for what this gives up.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use tolk_model::LegId;
use tolk_model::cause::{Cause, Reason};
use tolk_model::plan::{LegStatistics, MediaEvent, PortRequest};

use super::leg::Leg;
use super::shard::Shard;

impl Shard {
    /// Does what concerns one leg.
    pub(super) fn guard(&mut self, place: u32, work: impl FnOnce(&mut Shard)) {
        // What the panic left half done belongs to the leg, which goes. Scratch space that it left is emptied before its next use, a
        // packet that was being written is not committed, and tables are changed in one step.
        if catch_unwind(AssertUnwindSafe(|| work(self))).is_err() {
            self.end_broken(place);
        }
    }

    /// Opens ports; a panic over what was asked for fails the leg that asked.
    pub(super) fn open_guarded(&mut self, now: Instant, id: LegId, request: PortRequest) {
        let opened = catch_unwind(AssertUnwindSafe(|| self.open(now, id, request)));
        if opened.is_err() {
            match self.places.get(&id).copied() {
                Some(place) => self.end_broken(place),
                None => {
                    let cause = Cause::us(Reason::InternalError);
                    self.outbox.tell(MediaEvent::Failed(id, cause));
                }
            }
        }
    }

    /// Closes ports, whatever is the matter with them.
    pub(super) fn release_guarded(&mut self, id: LegId) {
        let place = self.places.get(&id).copied();
        if catch_unwind(AssertUnwindSafe(|| self.release(id))).is_err() {
            if let Some(place) = place {
                self.end_broken(place);
            }
            let statistics = LegStatistics::default();
            self.outbox.tell(MediaEvent::Closed(id, statistics));
        }
    }

    /// Ends a leg whose state cannot be trusted: it is taken out without asking it anything. The core is told, and releases it.
    pub(super) fn end_broken(&mut self, place: u32) {
        let Some(leg) = self.legs.get_mut(place as usize).and_then(Option::take) else {
            return;
        };
        tracing::error!(leg = %leg.id, "the engine panicked over a leg, which is ended");
        self.places.remove(&leg.id);
        self.events.clear();
        self.forget(place, &leg);
        self.broken += 1;
        self.closed += 1;
        if !leg.told.failed {
            let cause = Cause::us(Reason::InternalError);
            self.outbox.tell(MediaEvent::Failed(leg.id, cause));
        }
    }

    /// Nothing refers to a leg any more that was taken out of the table.
    pub(super) fn forget(&mut self, place: u32, leg: &Leg) {
        let layers = leg.streams.iter().flat_map(|stream| &stream.layers);
        for source in layers.filter_map(|layer| layer.source) {
            self.sources.remove(source);
        }
        for other in self.legs.iter_mut().flatten() {
            for stream in &mut other.streams {
                stream.subscribers.retain(|(at, _)| *at != place);
            }
        }
        for meeting in self.meetings.values_mut() {
            meeting.speakers.forget(leg.id);
            for class in &mut meeting.classes {
                class.subscribers.retain(|(at, _)| *at != place);
            }
        }
        self.demux.forget(place);
        // What was written with the leg's sockets must leave before they close: a closed descriptor may be another's soon.
        self.queue.flush();
    }
}
