//! Who is shown where.

use std::collections::BTreeMap;

use tolk_model::codec::CodecLimits;
use tolk_model::leg::Wish;
use tolk_model::media::PictureSize;
use tolk_model::plan::{Picture, Source};
use tolk_model::{LegId, MediaPlan, ParticipantId, SlotId, StreamId, StreamRole};

use super::common::{Pair, pairs};
use super::{PlanInput, PlanLeg, Stage};

/// Somebody who can be seen.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) participant: ParticipantId,
    pub(super) leg: LegId,
    pub(super) stream: StreamId,
    pub(super) codec: CodecLimits,
}

/// A place for one picture at one leg.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) pair: Pair<'a>,
    pub(super) slot: SlotId,
    pub(super) size: Option<PictureSize>,
}

/// Everybody who can be seen, in order of arrival, one picture for each participant.
pub(super) fn seen(input: &PlanInput<'_>) -> Vec<Seen> {
    let mut all: Vec<Seen> = Vec::new();
    let legs = input.legs.iter();
    for leg in legs.filter(|l| l.stage == Stage::Joined && !l.camera_off) {
        if all.iter().all(|s| s.participant != leg.participant) {
            all.extend(own_picture(leg));
        }
    }
    all
}

/// The picture that a leg sends.
pub(super) fn own_picture(leg: &PlanLeg<'_>) -> Option<Seen> {
    let mut streams = pairs(leg, StreamRole::Main);
    let (stream, codec) = streams.find_map(|p| Some((p.theirs.id, p.arriving(leg)?)))?;
    Some(Seen {
        participant: leg.participant,
        leg: leg.leg,
        stream,
        codec,
    })
}

/// Whether a leg sends a picture.
pub fn sends_picture(leg: &PlanLeg<'_>) -> bool {
    own_picture(leg).is_some()
}

/// The places of a leg that want a picture now, with the size in which it is shown. A wished size of nothing hides a slot; a slot
/// that no wish names is filled as if one had left it to the meeting.
pub(super) fn places<'a>(leg: &PlanLeg<'a>) -> Vec<Place<'a>> {
    let mut places = Vec::new();
    for pair in pairs(leg, StreamRole::Main).filter(|p| !p.accepting().is_empty()) {
        let (theirs, ours) = (&pair.theirs.slots, &pair.ours.slots);
        for slot in if theirs.is_empty() { ours } else { theirs } {
            let size = wish(leg.wishes, *slot).and_then(|w| w.size);
            if size.is_none_or(|s| s.width > 0 && s.height > 0) {
                places.push(Place {
                    pair,
                    slot: *slot,
                    size,
                });
            }
        }
    }
    places
}

fn wish(wishes: &[Wish], slot: SlotId) -> Option<&Wish> {
    wishes.iter().rev().find(|w| w.slot == slot)
}

/// Whom each place of a leg shows, of the others that it can show: first whom it wishes, then those who spoke last, those who were shown before, those who came first.
/// Who was shown before stays in the same slot.
pub(super) fn assign<'s>(
    input: &PlanInput<'_>,
    leg: &PlanLeg<'_>,
    places: &[Place<'_>],
    seen: &'s [Seen],
) -> BTreeMap<SlotId, &'s Seen> {
    let others = |p: ParticipantId| seen.iter().find(|s| s.participant == p);
    let mut bound: BTreeMap<SlotId, &Seen> = BTreeMap::new();
    let is_bound = |bound: &BTreeMap<SlotId, &Seen>, s: &Seen| {
        bound.values().any(|b| b.participant == s.participant)
    };
    for place in places {
        let wished = wish(leg.wishes, place.slot).and_then(|w| w.participant);
        if let Some(who) = wished.and_then(others).filter(|s| !is_bound(&bound, s)) {
            bound.insert(place.slot, who);
        }
    }
    let before = input
        .previous
        .map(|p| shown(p, leg.leg))
        .unwrap_or_default();
    let by_rank = ranked(input, &before, seen);
    let mut free: Vec<SlotId> = places.iter().map(|p| p.slot).collect();
    free.retain(|s| !bound.contains_key(s));
    let unbound = by_rank.into_iter().filter(|s| !is_bound(&bound, s));
    let mut chosen: Vec<&Seen> = unbound.take(free.len()).collect();
    for (slot, who) in &before {
        let Some(at) = chosen.iter().position(|s| s.participant == *who) else {
            continue;
        };
        if let Some(index) = free.iter().position(|s| s == slot) {
            free.remove(index);
            bound.insert(*slot, chosen.remove(at));
        }
    }
    bound.extend(free.into_iter().zip(chosen));
    bound
}

fn ranked<'s>(
    input: &PlanInput<'_>,
    before: &BTreeMap<SlotId, ParticipantId>,
    seen: &'s [Seen],
) -> Vec<&'s Seen> {
    let mut others: Vec<&Seen> = seen.iter().collect();
    let spoke = |s: &Seen| input.speakers.iter().position(|p| *p == s.participant);
    let rank = |s: &&Seen| {
        let shown = before.values().any(|p| *p == s.participant);
        (spoke(s).unwrap_or(usize::MAX), !shown)
    };
    others.sort_by_key(rank);
    others
}

/// Who is shown in which slot of a leg under a plan.
pub(super) fn shown(plan: &MediaPlan, leg: LegId) -> BTreeMap<SlotId, ParticipantId> {
    let feeds = plan.legs.iter().filter(|l| l.leg == leg);
    let pictures = feeds.flat_map(|l| &l.feeds).filter_map(|f| {
        let from = match &f.source {
            Source::Forward { from, .. } => *from,
            Source::Class { class } => {
                let class = plan.classes.iter().find(|c| c.id == *class)?;
                match &class.picture {
                    Picture::Of { leg, .. } => *leg,
                    Picture::Slide { .. } => return None,
                }
            }
            _ => return None,
        };
        let of = plan.legs.iter().find(|l| l.leg == from)?;
        Some((f.slot?, of.participant))
    });
    pictures.collect()
}
