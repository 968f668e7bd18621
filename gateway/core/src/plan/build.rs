//! The steps in their order.

use tolk_model::codec::{CodecLimits, CodecParameters, Packetization};
use tolk_model::plan::{Class, Feed, LegPlan, Picture, Source};
use tolk_model::{LegId, MediaPlan, ParticipantId, PromptId, SlotId, StreamRole};

use super::common::{forwardable, rate_limit};
use super::encode::{Wanted, group, is_decodable, is_encodable, takes_smallest};
use super::watch::{Place, Seen, assign, own_picture, places, seen, shown};
use super::{PlanInput, PlanLeg, Stage, budget, keep, sound};

/// What the media plane should do. Equal to `input.previous`, its version included, when nothing changed.
pub fn plan(input: &PlanInput<'_>) -> MediaPlan {
    let (sounds, mix) = sound::sound(input);
    let mut draft = Draft {
        feeds: sounds
            .into_iter()
            .map(|f| f.into_iter().collect())
            .collect(),
        wanted: Vec::new(),
        notes: Vec::new(),
    };
    let seen = seen(input);
    for (index, leg) in input.legs.iter().enumerate() {
        draft.pictures(input, index, leg, &seen);
    }
    let mut notes = draft.notes;
    let wanted = budget::fit(group(draft.wanted), input.budget, &mut notes);
    let ids = keep::identify(&wanted, input.previous);
    let mut classes: Vec<Class> = Vec::new();
    for (one, id) in wanted.into_iter().zip(ids) {
        classes.push(Class {
            id,
            picture: one.picture.clone(),
            codec: one.limits(),
            size: one.size(),
            frame_rate: one.frame_rate,
            bitrate: one.bitrate,
        });
        for (leg, feed) in one.receivers {
            if let Some(feeds) = draft.feeds.get_mut(leg) {
                let source = Source::Class { class: id };
                feeds.push(Feed { source, ..feed });
            }
        }
    }
    classes.sort_by_key(|c| c.id);
    notes.sort();
    notes.dedup();
    let legs = input.legs.iter().zip(draft.feeds).map(finished);
    let plan = MediaPlan {
        version: input.previous.map_or(1, |p| p.version),
        legs: legs.collect(),
        mix,
        classes,
        notes,
    };
    match input.previous {
        Some(previous) if *previous == plan => plan,
        Some(previous) => MediaPlan {
            version: previous.version + 1,
            ..plan
        },
        None => plan,
    }
}

/// Who is shown in which slot of a leg under a plan; every slot that the leg has, empty ones too.
pub fn slots(plan: &MediaPlan, leg: LegId) -> Vec<(SlotId, Option<ParticipantId>)> {
    let bound = shown(plan, leg);
    let mut all: Vec<SlotId> = Vec::new();
    for leg in plan.legs.iter().filter(|l| l.leg == leg) {
        for stream in leg
            .remote
            .streams
            .iter()
            .filter(|s| s.role == StreamRole::Main)
        {
            let ours = leg.local.stream(stream.id).map_or(&[][..], |s| &s.slots);
            all.extend(if stream.slots.is_empty() {
                ours
            } else {
                &stream.slots
            });
        }
    }
    all.extend(bound.keys());
    all.sort();
    all.dedup();
    all.into_iter()
        .map(|slot| (slot, bound.get(&slot).copied()))
        .collect()
}

fn finished((leg, mut feeds): (&PlanLeg<'_>, Vec<Feed>)) -> LegPlan {
    feeds.sort_by_key(|f| (f.stream, f.slot));
    LegPlan {
        leg: leg.leg,
        participant: leg.participant,
        local: leg.local.clone(),
        remote: leg.remote.clone(),
        feeds,
    }
}

/// A plan in the making.
struct Draft {
    /// Of each leg of the input.
    feeds: Vec<Vec<Feed>>,
    wanted: Vec<Wanted>,
    notes: Vec<String>,
}

impl Draft {
    fn pictures(&mut self, input: &PlanInput<'_>, index: usize, leg: &PlanLeg<'_>, seen: &[Seen]) {
        match &leg.stage {
            Stage::Quiet => {}
            Stage::Joined => {
                let places = places(leg);
                let showable = self.showable(leg, &places, seen);
                let bound = assign(input, leg, &places, &showable);
                for place in &places {
                    if let Some(who) = bound.get(&place.slot) {
                        self.picture(index, leg, place, who);
                    }
                }
            }
            Stage::Echo => self.echo(index, leg),
            Stage::Waiting { slide, .. } => {
                if let Some(slide) = slide {
                    self.slide(index, leg, slide);
                }
            }
        }
    }

    /// Those of the others whose picture can reach this leg at all: one that cannot must not take the place of one that can.
    fn showable(&mut self, leg: &PlanLeg<'_>, places: &[Place<'_>], seen: &[Seen]) -> Vec<Seen> {
        let Some(place) = places.first() else {
            return Vec::new();
        };
        let accepted = place.pair.accepting();
        let made = encodable(&accepted).is_some_and(|c| {
            let wanted = feed(leg, place, Source::Silence, c);
            takes_smallest(&wanted)
        });
        let others = seen.iter().filter(|s| s.participant != leg.participant);
        let (can, cannot): (Vec<&Seen>, Vec<&Seen>) = others.partition(|s| {
            forwardable(&s.codec, &accepted).is_some() || (made && is_decodable(s.codec.codec))
        });
        for who in cannot {
            let why = if is_decodable(who.codec.codec) {
                "the receiver takes none that can be made".to_string()
            } else {
                format!("{} is not recoded", who.codec.codec.as_str())
            };
            self.notes.push(format!("a picture is not shown: {why}"));
        }
        can.into_iter().cloned().collect()
    }

    /// One picture for one place: forwarded where its encoding satisfies, else from an encoder.
    fn picture(&mut self, index: usize, leg: &PlanLeg<'_>, place: &Place<'_>, who: &Seen) {
        let accepted = place.pair.accepting();
        let (from, stream) = (who.leg, who.stream);
        match forwardable(&who.codec, &accepted) {
            Some(codec) if from == leg.leg => {
                self.feed(index, feed(leg, place, Source::Echo { stream }, codec));
            }
            Some(codec) => {
                let source = Source::Forward { from, stream };
                self.feed(index, feed(leg, place, source, codec));
            }
            None if is_decodable(who.codec.codec) => {
                self.encode(index, leg, place, Picture::Of { leg: from, stream });
            }
            None => {}
        }
    }

    fn encode(&mut self, index: usize, leg: &PlanLeg<'_>, place: &Place<'_>, picture: Picture) {
        let accepted = place.pair.accepting();
        let feed = encodable(&accepted).map(|codec| feed(leg, place, Source::Silence, codec));
        let one = feed.and_then(|f| Wanted::for_one(picture, index, f));
        self.wanted.extend(one);
    }

    fn echo(&mut self, index: usize, leg: &PlanLeg<'_>) {
        let own = own_picture(leg).filter(|_| !leg.camera_off);
        if let (Some(own), Some(place)) = (own, places(leg).first()) {
            self.picture(index, leg, place, &own);
        }
    }

    fn slide(&mut self, index: usize, leg: &PlanLeg<'_>, slide: &PromptId) {
        let picture = Picture::Slide {
            slide: slide.clone(),
            language: leg.language,
        };
        if let Some(place) = places(leg).first() {
            self.encode(index, leg, place, picture);
        }
    }

    fn feed(&mut self, index: usize, feed: Feed) {
        if let Some(feeds) = self.feeds.get_mut(index) {
            feeds.push(feed);
        }
    }
}

/// The codec to encode for a receiver: the first that can be made, of its packings the one that costs least.
fn encodable<'c>(accepted: &[&'c CodecLimits]) -> Option<&'c CodecLimits> {
    let first = accepted.iter().find(|c| is_encodable(c.codec))?;
    let mut same = accepted.iter().filter(|c| c.codec == first.codec);
    let large = |c: &&&CodecLimits| match &c.parameters {
        CodecParameters::H264(h) => h.packetization == Packetization::NonInterleaved,
        _ => true,
    };
    same.find(large).or(Some(first)).copied()
}

fn feed(leg: &PlanLeg<'_>, place: &Place<'_>, source: Source, codec: &CodecLimits) -> Feed {
    Feed {
        stream: place.pair.theirs.id,
        slot: Some(place.slot),
        source,
        codec: codec.clone(),
        max_bitrate: rate_limit(leg, codec),
        max_size: place.size,
    }
}
