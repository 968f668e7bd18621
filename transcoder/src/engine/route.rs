//! Who is sent what, as a plan says it.

use tolk_model::plan::{MediaPlan, Picture, Source as FeedSource};
use tolk_model::{MeetingId, StreamId};

use super::shard::Shard;

impl Shard {
    /// Who is sent what: made anew from the plan.
    pub(super) fn route(&mut self, id: MeetingId, plan: &MediaPlan) {
        for leg in &plan.legs {
            if let Some(leg) = self
                .places
                .get(&leg.leg)
                .copied()
                .and_then(|place| self.leg_mut(place))
            {
                for stream in &mut leg.streams {
                    stream.subscribers.clear();
                    (stream.to_sound, stream.to_picture) = (false, false);
                }
            }
        }
        for class in self
            .meetings
            .get_mut(&id)
            .iter_mut()
            .flat_map(|m| &mut m.classes)
        {
            class.subscribers.clear();
        }
        for leg in &plan.legs {
            for feed in &leg.feeds {
                let Some(to) = self.find_stream(leg.leg, feed.stream) else {
                    continue;
                };
                match &feed.source {
                    FeedSource::Forward { from, stream } => {
                        if let Some((at, index)) = self.find_stream(*from, *stream)
                            && let Some(source) = self.leg_mut(at)
                            && let Some(stream) = source.streams.get_mut(index)
                        {
                            stream.subscribers.push(to);
                        }
                    }
                    FeedSource::Echo { stream } => {
                        if let Some((at, index)) = self.find_stream(leg.leg, *stream)
                            && let Some(source) = self.leg_mut(at)
                            && let Some(stream) = source.streams.get_mut(index)
                        {
                            stream.subscribers.push(to);
                        }
                    }
                    FeedSource::Recode { from, stream } => self.mark(*from, *stream, true),
                    FeedSource::Class { class } => {
                        let classes = self
                            .meetings
                            .get_mut(&id)
                            .map(|meeting| &mut meeting.classes);
                        if let Some(have) =
                            classes.and_then(|c| c.iter_mut().find(|c| c.id == *class))
                        {
                            have.subscribers.push(to);
                        }
                    }
                    FeedSource::Silence | FeedSource::Mix { .. } | FeedSource::Prompt { .. } => {}
                }
            }
        }
        for input in &plan.mix {
            self.mark(input.leg, input.stream, true);
        }
        for class in &plan.classes {
            if let Picture::Of { leg, stream } = class.picture {
                self.mark(leg, stream, false);
            }
        }
    }

    fn mark(&mut self, leg: tolk_model::LegId, stream: StreamId, sound: bool) {
        let Some((place, index)) = self.find_stream(leg, stream) else {
            return;
        };
        let Some(stream) = self
            .leg_mut(place)
            .and_then(|leg| leg.streams.get_mut(index))
        else {
            return;
        };
        if sound {
            stream.to_sound = true;
        } else {
            stream.to_picture = true;
        }
    }
}
