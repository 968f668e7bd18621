//! What arrives from a leg, what it accepts, and whether the one satisfies the other.

use tolk_model::codec::{CodecLimits, CodecParameters};
use tolk_model::{BitRate, Stream, StreamRole};

use super::PlanLeg;

/// Kept free for sound when a leg limits what it receives in all.
const SOUND: BitRate = BitRate::kbps(64);

/// Our and their description of one living stream.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair<'a> {
    pub(super) ours: &'a Stream,
    pub(super) theirs: &'a Stream,
}

/// The streams of a leg with this role that both sides have described.
pub(super) fn pairs<'a>(leg: &PlanLeg<'a>, role: StreamRole) -> impl Iterator<Item = Pair<'a>> {
    let (local, remote) = (leg.local, leg.remote);
    let described = move |theirs: &'a Stream| {
        let ours = local.stream(theirs.id)?;
        (ours.role == role).then_some(Pair { ours, theirs })
    };
    let streams = remote.streams.iter().filter(move |s| s.role == role);
    streams.filter_map(described)
}

impl<'a> Pair<'a> {
    /// The codec in which this stream arrives: the one that was seen, else the first that they may send. `None` when nothing may arrive.
    pub(super) fn arriving(self, leg: &PlanLeg<'_>) -> Option<CodecLimits> {
        if !(self.theirs.flow.sends() && self.ours.flow.receives()) {
            return None;
        }
        let taken = |c: &&CodecLimits| {
            c.codec.is_primary() && self.ours.receive.iter().any(|o| o.codec == c.codec)
        };
        let named = self.theirs.send.iter().filter(taken);
        let mut all = named.chain(self.ours.receive.iter().filter(taken));
        let expected = leg.expected.filter(|_| self.ours.role == StreamRole::Main);
        let seen = expected.or(leg.receiving.get(&self.theirs.id).copied());
        let arriving = match seen {
            Some(codec) => all.find(|c| c.codec == codec),
            None => all.next(),
        };
        arriving.cloned()
    }

    /// What may be sent on this stream, most wanted first.
    pub(super) fn accepting(self) -> Vec<&'a CodecLimits> {
        if !(self.ours.flow.sends() && self.theirs.flow.receives()) {
            return Vec::new();
        }
        let agreed = |c: &&CodecLimits| {
            c.codec.is_primary() && self.ours.send.iter().any(|o| o.codec == c.codec)
        };
        self.theirs.receive.iter().filter(agreed).collect()
    }
}

/// The first codec of `accepted` that satisfies as it arrives.
pub(super) fn forwardable<'a>(
    arriving: &CodecLimits,
    accepted: &[&'a CodecLimits],
) -> Option<&'a CodecLimits> {
    accepted
        .iter()
        .find(|a| arriving.is_compatible_with(a))
        .copied()
}

/// What one picture to this leg may cost, by all that it said.
pub(super) fn rate_limit(leg: &PlanLeg<'_>, codec: &CodecLimits) -> Option<BitRate> {
    let total = leg
        .remote
        .max_bitrate
        .map(|BitRate(all)| BitRate(all.saturating_sub(SOUND.0).max(SOUND.0)));
    let own = match &codec.parameters {
        CodecParameters::H264(h) => Some(BitRate::kbps(u64::from(h.limits().2))),
        _ => None,
    };
    total.into_iter().chain(own).min()
}
