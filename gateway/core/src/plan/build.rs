//! The steps in their order.

use tolk_model::plan::LegPlan;
use tolk_model::{LegId, MediaPlan, ParticipantId, SlotId};

use super::PlanInput;

/// What the media plane should do. Equal to `input.previous`, its version included, when nothing changed.
pub fn plan(input: &PlanInput<'_>) -> MediaPlan {
    let legs = input.legs.iter().map(|l| LegPlan {
        leg: l.leg,
        participant: l.participant,
        local: l.local.clone(),
        remote: l.remote.clone(),
        feeds: Vec::new(),
    });
    MediaPlan {
        version: input.previous.map_or(1, |p| p.version + 1),
        legs: legs.collect(),
        ..MediaPlan::default()
    }
}

/// Who is shown in which slot of a leg under a plan.
pub fn slots(plan: &MediaPlan, leg: LegId) -> Vec<(SlotId, Option<ParticipantId>)> {
    let feeds = plan
        .legs
        .iter()
        .filter(|l| l.leg == leg)
        .flat_map(|l| &l.feeds);
    feeds.filter_map(|f| f.slot.map(|s| (s, None))).collect()
}
