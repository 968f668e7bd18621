//! Asking a far end for another codec, when forwarding can be had for it.

use std::collections::BTreeSet;

use tolk_model::codec::CodecLimits;
use tolk_model::{Codec, LegId, ParticipantId, StreamRole};

use super::common::{Pair, forwardable, pairs};
use super::{PlanInput, PlanLeg, Stage};

/// Legs that should be asked to send another codec as picture. Between two parties: one that the other takes as it is, when what it
/// sends now is not. Among more: back to the profile's first, which suits most.
pub fn steer(input: &PlanInput<'_>) -> Vec<(LegId, Codec)> {
    let joined = input.legs.iter().filter(|l| l.stage == Stage::Joined);
    let parties: BTreeSet<ParticipantId> = joined.clone().map(|l| l.participant).collect();
    let wanted = joined.filter_map(|leg| {
        let home = leg.home?;
        let pair = pairs(leg, StreamRole::Main).find(|p| p.arriving(leg).is_some())?;
        let now = pair.arriving(leg)?;
        let viewers = viewers(input, leg);
        let satisfies = |c: &CodecLimits| viewers.iter().all(|v| forwardable(c, v).is_some());
        if viewers.is_empty() || satisfies(&now) {
            return None;
        }
        let codec = match parties.len() {
            2 => other(pair, satisfies)?,
            _ => home,
        };
        (codec != now.codec && (parties.len() == 2 || leg.steered.is_some()))
            .then_some((leg.leg, codec))
    });
    wanted.collect()
}

/// A codec that it may send and that satisfies.
fn other(pair: Pair<'_>, satisfies: impl Fn(&CodecLimits) -> bool) -> Option<Codec> {
    let agreed = |c: &&CodecLimits| pair.ours.receive.iter().any(|o| o.codec == c.codec);
    let mut may = pair.theirs.send.iter().filter(agreed);
    may.find(|c| satisfies(c)).map(|c| c.codec)
}

/// What the picture streams of the others accept.
fn viewers<'a>(input: &PlanInput<'a>, leg: &PlanLeg<'_>) -> Vec<Vec<&'a CodecLimits>> {
    let others = input
        .legs
        .iter()
        .filter(|l| l.stage == Stage::Joined && l.participant != leg.participant);
    let accepted = others.flat_map(|l| pairs(l, StreamRole::Main).map(Pair::accepting));
    accepted.filter(|a| !a.is_empty()).collect()
}
