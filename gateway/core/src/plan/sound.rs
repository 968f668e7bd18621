//! Who is heard by whom, and how.

use std::collections::BTreeSet;

use tolk_model::codec::CodecLimits;
use tolk_model::plan::{Feed, MixInput, Source};
use tolk_model::{LegId, ParticipantId, PromptId, StreamId, StreamRole};

use super::common::{Pair, forwardable, pairs};
use super::{Hold, PlanInput, PlanLeg, Stage};

/// What somebody hears who is on hold: music that the media plane makes.
const HOLD_MUSIC: &str = "hold_music";

/// Somebody who is heard.
#[derive(Clone, Debug)]
struct Talker {
    participant: ParticipantId,
    leg: LegId,
    stream: StreamId,
    codec: CodecLimits,
}

/// The sound of a plan: the feed of each leg of the input, in its order, and the mix.
pub(super) fn sound(input: &PlanInput<'_>) -> (Vec<Option<Feed>>, Vec<MixInput>) {
    let joined: BTreeSet<ParticipantId> = joined(input).map(|l| l.participant).collect();
    let talkers = talkers(input, joined.len());
    let feed = |leg: &PlanLeg<'_>| {
        let mut streams = pairs(leg, StreamRole::Audio);
        let (pair, accepted) = streams.find_map(|p| {
            let accepted = p.accepting();
            (!accepted.is_empty()).then_some((p, accepted))
        })?;
        let (source, codec) = match &leg.stage {
            Stage::Joined if is_on_hold(input, leg, joined.len()) => (
                Source::Prompt {
                    prompt: PromptId::new(HOLD_MUSIC),
                    language: leg.language,
                    repeat: true,
                },
                None,
            ),
            Stage::Joined => heard(leg, joined.len(), &talkers, &accepted),
            Stage::Echo => own(leg, pair, &accepted),
            Stage::Quiet => (Source::Silence, None),
            Stage::Waiting { prompt, repeat, .. } => (
                match prompt {
                    Some(prompt) => Source::Prompt {
                        prompt: prompt.clone(),
                        language: leg.language,
                        repeat: *repeat,
                    },
                    None => Source::Silence,
                },
                None,
            ),
        };
        Some(Feed {
            stream: pair.theirs.id,
            slot: None,
            source,
            codec: codec.or(accepted.first().copied())?.clone(),
            max_bitrate: None,
            max_size: None,
        })
    };
    let feeds: Vec<Option<Feed>> = input.legs.iter().map(feed).collect();
    let mixes = |f: &Feed| matches!(f.source, Source::Mix { .. });
    let mix = if feeds.iter().flatten().any(mixes) {
        talkers.iter().map(Talker::input).collect()
    } else {
        Vec::new()
    };
    (feeds, mix)
}

impl Talker {
    fn input(&self) -> MixInput {
        MixInput {
            participant: self.participant,
            leg: self.leg,
            stream: self.stream,
        }
    }
}

/// Two hear each other directly; three and more hear a mix, also while all but one are muted: a mix that comes and goes with a mute
/// button would be heard to.
fn heard<'c>(
    leg: &PlanLeg<'_>,
    joined: usize,
    talkers: &[Talker],
    accepted: &[&'c CodecLimits],
) -> (Source, Option<&'c CodecLimits>) {
    let mut others = talkers.iter().filter(|t| t.participant != leg.participant);
    let Some(other) = others.next() else {
        return (Source::Silence, None);
    };
    if joined > 2 {
        let except = leg.participant;
        return (Source::Mix { except }, None);
    }
    let (from, stream) = (other.leg, other.stream);
    match forwardable(&other.codec, accepted) {
        Some(codec) => (Source::Forward { from, stream }, Some(codec)),
        None => (Source::Recode { from, stream }, None),
    }
}

/// A leg that hears itself.
fn own<'c>(
    leg: &PlanLeg<'_>,
    pair: Pair<'_>,
    accepted: &[&'c CodecLimits],
) -> (Source, Option<&'c CodecLimits>) {
    let stream = pair.theirs.id;
    let Some(arriving) = pair.arriving(leg).filter(|_| !leg.muted) else {
        return (Source::Silence, None);
    };
    match forwardable(&arriving, accepted) {
        Some(codec) => (Source::Echo { stream }, Some(codec)),
        None => (
            Source::Recode {
                from: leg.leg,
                stream,
            },
            None,
        ),
    }
}

/// One source for each participant: somebody with two legs is heard from the first that has sound.
///
/// Who has put us on hold may play to one other whatever it likes; a meeting does not hear it.
fn talkers(input: &PlanInput<'_>, present: usize) -> Vec<Talker> {
    let mut talkers: Vec<Talker> = Vec::new();
    let heard = |l: &&PlanLeg<'_>| match l.hold {
        Hold::No => !l.muted,
        Hold::Plays => !l.muted && present <= 2,
        Hold::Silent => false,
    };
    for leg in joined(input).filter(heard) {
        if talkers.iter().any(|t| t.participant == leg.participant) {
            continue;
        }
        let mut streams = pairs(leg, StreamRole::Audio);
        let found = streams.find_map(|p| Some((p.theirs.id, p.arriving(leg)?)));
        talkers.extend(found.map(|(stream, codec)| Talker {
            participant: leg.participant,
            leg: leg.leg,
            stream,
            codec,
        }));
    }
    talkers
}

/// Whether the other one of two has put this leg on hold and sends nothing.
fn is_on_hold(input: &PlanInput<'_>, leg: &PlanLeg<'_>, present: usize) -> bool {
    let mut others = joined(input)
        .filter(|l| l.participant != leg.participant)
        .peekable();
    input.hold_music
        && present == 2
        && others.peek().is_some()
        && others.all(|l| l.hold == Hold::Silent)
}

fn joined<'i, 'a>(input: &'i PlanInput<'a>) -> impl Iterator<Item = &'i PlanLeg<'a>> {
    input.legs.iter().filter(|l| l.stage == Stage::Joined)
}
