//! What happens by the clock: ticks of 10 ms and their multiples.

use std::time::{Duration, Instant};

use tolk_model::MeetingId;
use tolk_model::media::BitRate;
use tolk_model::plan::{MediaEvent, Quality};

use super::leg::{Leg, Want, leg_at_mut};
use super::open::owner;
use super::shard::Shard;
use crate::branch::BranchInput;

/// Ticks between requests for lost packets and pictures.
const ASK: u64 = 2;
/// Ticks between transport-wide feedbacks: 100 ms, as browsers expect.
const ARRIVALS: u64 = 10;
/// Ticks between choices of layers and speakers.
const CHOOSE: u64 = 20;
/// Ticks between reports.
const REPORTS: u64 = 100;
/// Ticks between quality reports to the core.
const QUALITY: u64 = 500;
/// First silence that is told; then after each doubling.
const SILENT: Duration = Duration::from_secs(5);
/// A change of what an encoder may send that is worth telling, per mille.
const WORTH_TELLING: u64 = 80;

/// What is due in one tick.
#[derive(Clone, Copy)]
struct Due {
    ask: bool,
    arrivals: bool,
    choose: bool,
    reports: bool,
    quality: bool,
}

impl Shard {
    /// One tick.
    pub(super) fn tick(&mut self, now: Instant) {
        self.ticks += 1;
        let due = |every: u64| self.ticks.is_multiple_of(every);
        let due = Due {
            ask: due(ASK),
            arrivals: due(ARRIVALS),
            choose: due(CHOOSE),
            reports: due(REPORTS),
            quality: due(QUALITY),
        };
        for place in 0..u32::try_from(self.legs.len()).unwrap_or(u32::MAX) {
            self.guard(place, |shard| shard.tick_leg(now, place, due));
        }
        self.branches.flush();
        self.outbox.flush();
        if due.choose {
            self.tell_speakers(now);
        }
        if due.reports {
            self.tell_encoders();
        }
    }

    fn tick_leg(&mut self, now: Instant, place: u32, due: Due) {
        let ports = self.leg(place).map_or(0, |leg| leg.ports.len());
        for index in 0..ports {
            for component in 0..2 {
                self.pump(now, owner(place, index, component));
            }
        }
        if due.ask {
            self.ask_sources(now, place);
        }
        if due.arrivals {
            self.tell_arrivals(place);
        }
        if due.choose {
            self.choose_all(now, place);
        }
        if due.reports {
            self.send_reports(now, place);
            self.limit_senders(place);
            self.tell_silence(now, place);
        }
        if due.quality {
            self.tell_quality(now, place);
        }
    }

    fn choose_all(&mut self, now: Instant, place: u32) {
        let count = self.leg(place).map_or(0, |leg| leg.streams.len());
        for stream in 0..count {
            let forwards = self
                .outbound(place, stream)
                .is_some_and(|out| matches!(out.want, Want::Forward(..) | Want::Class(_)));
            if forwards {
                self.choose_source(now, place, stream);
            }
        }
    }

    fn tell_speakers(&mut self, now: Instant) {
        for meeting in self.meetings.values_mut() {
            // Where voices are mixed the sound branch hears them all, telephones included, and tells who speaks.
            if !meeting.plan.mix.is_empty() {
                continue;
            }
            if let Some((participant, leg)) = meeting.speakers.change(now) {
                self.outbox
                    .tell(MediaEvent::ActiveSpeaker(participant, leg));
            }
        }
    }

    /// Each encoder may send what its slowest receiver can take.
    fn tell_encoders(&mut self) {
        let meetings: Vec<MeetingId> = self.meetings.keys().copied().collect();
        for id in meetings {
            let classes: Vec<_> = self
                .meetings
                .get(&id)
                .iter()
                .flat_map(|meeting| &meeting.classes)
                .map(|class| (class.id, class.subscribers.clone(), class.told))
                .collect();
            for (class, subscribers, told) in classes {
                let slowest = subscribers
                    .iter()
                    .filter_map(|(place, stream)| {
                        let most = self.outbound(*place, *stream)?.max_bitrate.map(|m| m.0);
                        self.budget(*place, *stream).into_iter().chain(most).min()
                    })
                    .min();
                let Some(slowest) = slowest else { continue };
                let difference = told.map_or(u64::MAX, |told| told.abs_diff(slowest) * 1000);
                if difference / told.unwrap_or(1).max(1) < WORTH_TELLING {
                    continue;
                }
                self.branches
                    .request(BranchInput::Available(id, class, slowest));
                if let Some(have) = self
                    .meetings
                    .get_mut(&id)
                    .and_then(|m| m.classes.iter_mut().find(|c| c.id == class))
                {
                    have.told = Some(slowest);
                }
            }
        }
    }

    fn tell_silence(&mut self, now: Instant, place: u32) {
        let Some(leg) = leg_at_mut(&mut self.legs, place) else {
            return;
        };
        leg.reports = 0;
        let expected = leg.told.connected && leg.streams.iter().any(|stream| stream.receives);
        if !expected {
            leg.last_packet = now;
            return;
        }
        let silent = now.saturating_duration_since(leg.last_packet);
        let next = leg.told.silent.map_or(SILENT, |told| told * 2);
        if silent >= next {
            leg.told.silent = Some(next);
            self.outbox.tell(MediaEvent::Silent(leg.id, silent));
        }
    }

    fn tell_quality(&mut self, now: Instant, place: u32) {
        let Some(leg) = leg_at_mut(&mut self.legs, place) else {
            return;
        };
        let (mut arrived, mut lost, mut jitter) = (0, 0, Duration::ZERO);
        for stream in &leg.streams {
            (arrived, lost) = (arrived + stream.past.0, lost + stream.past.1);
            for key in stream.layers.iter().filter_map(|layer| layer.source) {
                let Some(source) = self.sources.get(key) else {
                    continue;
                };
                let counts = source.log.counts();
                (arrived, lost) = (arrived + counts.0, lost + counts.1);
                let ticks = u64::from(source.log.jitter_ticks());
                let micros = ticks * 1_000_000 / u64::from(source.clock.max(1));
                jitter = jitter.max(Duration::from_micros(micros));
            }
        }
        let quality = quality_of(now, leg, arrived, lost, jitter);
        if leg.told.connected {
            self.outbox.tell(MediaEvent::Quality(leg.id, quality));
        }
    }
}

fn quality_of(now: Instant, leg: &mut Leg, arrived: u64, lost: u64, jitter: Duration) -> Quality {
    let came = arrived.saturating_sub(leg.quality.arrived);
    let missed = lost.saturating_sub(leg.quality.lost);
    (leg.quality.arrived, leg.quality.lost) = (arrived, lost);
    let lost_out = leg.streams.iter().map(|s| s.out.fraction).max();
    Quality {
        round_trip: leg.round_trip,
        lost_in_permille: (missed * 1000)
            .checked_div(came + missed)
            .and_then(|p| u16::try_from(p).ok())
            .unwrap_or(0),
        lost_out_permille: u16::from(lost_out.unwrap_or(0)) * 125 / 32,
        jitter,
        rate_in: BitRate(leg.rate_in.rate(now)),
        rate_out: BitRate(leg.rate_out.rate(now)),
        available_out: leg.available().map(BitRate),
    }
}
