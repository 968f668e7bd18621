//! Lip-sync between what a leg is sent: which RTP time of each feed is now, on one time line.
//!
//! The line of a receiver is our clock. A forwarded unit stands on it at the time of its capture (`sync`), sound that is made here at the
//! time at which the sound branch played it. Where a receiver hears made sound, pictures stand as much later as the sound of their leg
//! waited in the branch: what was captured together then stands together, and every sender report says so.

use std::time::Instant;

use super::leg::{Leg, Outbound, Want, leg_at};
use super::shard::Shard;
use super::sources::{Owner, Shown, Source, Sources};
use crate::branch::Origin;
use crate::sync::{Micros, ticks_in};

/// A picture that is said to be older than this is not what was meant: a stale worker, a source that began anew.
const OLDEST: Micros = 5_000_000;
/// So much younger than now may one be: sender reports may be slower than pictures.
const YOUNGEST: Micros = 300_000;

impl Shard {
    /// Brings the time of a leg's sources up to date: before reports are written from it, and when its sound tells where it is.
    pub(super) fn keep_time(&mut self, now: Instant, place: u32) {
        let at = self.time(now);
        let Some(leg) = leg_at(&self.legs, place) else {
            return;
        };
        let of_leg = |video| {
            let streams = leg.streams.iter().filter(move |s| s.video == video);
            streams.flat_map(|stream| {
                let keys = stream.layers.iter().filter_map(|layer| layer.source);
                keys.map(|key| (key, stream.to_sound))
            })
        };
        let mut delay = 0;
        for (key, to_sound) in of_leg(false) {
            if let Some(source) = self.sources.get_mut(key) {
                source.time.follow(at, &leg.clock);
                if to_sound {
                    delay = source.time.delay();
                }
            }
        }
        for (key, _) in of_leg(true) {
            if let Some(source) = self.sources.get_mut(key) {
                source.time.follow(at, &leg.clock);
                source.sound_delay = delay;
            }
        }
    }

    /// A decoded stream plays this at `at`.
    pub(super) fn playing(&mut self, now: Instant, of: Origin, at: Instant) {
        let at = self.time(at);
        if let Some(source) = self.source_at(of) {
            source.time.played(at, of.timestamp);
        }
        if let Some(place) = self.places.get(&of.leg).copied() {
            self.keep_time(now, place);
        }
    }

    /// When a picture of an encoder was captured.
    pub(super) fn shown(&mut self, now: Instant, timestamp: u32, of: Origin) -> Option<Shown> {
        let now = self.time(now);
        let source = self.source_at(of)?;
        let captured = source.time.captured(of.timestamp)?;
        let shown = Shown {
            timestamp,
            captured,
            of: source.key,
        };
        (now - OLDEST..=now + YOUNGEST)
            .contains(&captured)
            .then_some(shown)
    }

    fn source_at(&mut self, of: Origin) -> Option<&mut Source> {
        let (place, index) = self.find_stream(of.leg, of.stream)?;
        let layers = &self.leg(place)?.streams.get(index)?.layers;
        let mut keys = layers.iter().filter_map(|layer| layer.source);
        let key = keys.find(|key| self.sources.get(*key).is_some_and(|s| s.ssrc == of.ssrc))?;
        self.sources.get_mut(key)
    }
}

/// Whether the leg hears sound that we make.
pub(super) fn hears_made_sound(leg: &Leg) -> bool {
    let mut sound = leg.streams.iter().filter(|stream| !stream.video);
    sound.any(|stream| stream.out.want == Want::Sound)
}

/// The RTP time of a feed now, for its sender report. `at` is `now` on our time line; `made` when the leg hears sound that we make. `None`
/// before anything was sent.
pub(super) fn stamp_now(
    out: &Outbound,
    sources: &Sources,
    made: bool,
    at: Micros,
    now: Instant,
) -> Option<u32> {
    let sent = match (&out.want, out.made) {
        (Want::Sound, Some(made)) => Some(made),
        _ => out.rewriter.last(),
    };
    let (stamp, since) = sent?;
    let of_source = out
        .active
        .filter(|key| out.rewriter.source() == Some(key.0))
        .and_then(|key| sources.get(key))
        .and_then(|source| stamp_of(out, sources, source, made, at));
    Some(of_source.unwrap_or_else(|| {
        let passed = now.saturating_duration_since(since).as_micros() as i64;
        stamp.wrapping_add(ticks_in(passed, out.clock))
    }))
}

fn stamp_of(
    out: &Outbound,
    sources: &Sources,
    source: &Source,
    made: bool,
    at: Micros,
) -> Option<u32> {
    let delay = |of: &Source| if made { of.sound_delay } else { 0 };
    match source.owner {
        Owner::Layer { .. } => {
            let rtp = source.time.rtp(at - delay(source))?;
            Some(out.rewriter.timestamp(rtp))
        }
        Owner::Class(..) => {
            let shown = source.shown?;
            let since = at - sources.get(shown.of).map_or(0, delay) - shown.captured;
            let stamp = out.rewriter.timestamp(shown.timestamp);
            Some(stamp.wrapping_add(ticks_in(since, source.clock)))
        }
    }
}
