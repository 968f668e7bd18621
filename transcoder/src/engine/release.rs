//! Closing a leg's ports.

use tolk_model::LegId;
use tolk_model::plan::{LegStatistics, MediaEvent};

use super::shard::Shard;

impl Shard {
    /// Closes a leg's ports. `Closed` is told also for a leg that is not known.
    pub(super) fn release(&mut self, id: LegId) {
        let Some(place) = self.places.remove(&id) else {
            self.outbox
                .tell(MediaEvent::Closed(id, LegStatistics::default()));
            return;
        };
        self.say_goodbye(place);
        let Some(leg) = self.legs.get_mut(place as usize).and_then(Option::take) else {
            return;
        };
        let statistics = leg.statistics(|stream| {
            let mut counts = stream.past;
            for source in stream.layers.iter().filter_map(|layer| layer.source) {
                if let Some(source) = self.sources.get(source) {
                    let (arrived, lost) = source.log.counts();
                    counts = (counts.0 + arrived, counts.1 + lost);
                }
            }
            counts
        });
        self.forget(place, &leg);
        drop(leg);
        self.closed += 1;
        self.outbox.tell(MediaEvent::Closed(id, statistics));
    }
}
