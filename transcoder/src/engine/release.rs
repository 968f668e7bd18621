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
        for source in leg
            .streams
            .iter()
            .flat_map(|stream| &stream.layers)
            .filter_map(|layer| layer.source)
        {
            self.sources.remove(source);
        }
        for other in self.legs.iter_mut().flatten() {
            for stream in &mut other.streams {
                stream.subscribers.retain(|(at, _)| *at != place);
            }
        }
        for meeting in self.meetings.values_mut() {
            meeting.speakers.forget(id);
            for class in &mut meeting.classes {
                class.subscribers.retain(|(at, _)| *at != place);
            }
        }
        self.demux.forget(place);
        // What was written with the leg's sockets must leave before they close: a closed descriptor may be another's soon.
        self.queue.flush();
        drop(leg);
        self.closed += 1;
        self.outbox.tell(MediaEvent::Closed(id, statistics));
    }
}
