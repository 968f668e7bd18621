//! When what one source sends was captured.

use super::Micros;
use super::floor::Floor;
use super::sender::{SenderClock, Told};
use super::slew::Slew;

/// How long a packet counts as the fastest.
const WINDOW: Micros = 10_000_000;
/// RTP time was set where a packet is so much faster than the fastest, ...
const AHEAD: i64 = 500_000;
/// ... or one is so much slower, ...
const BEHIND: i64 = 5_000_000;
/// ... or the fastest of the last second or two is: a sender may let it stand in a pause.
const ALL_BEHIND: i64 = 500_000;
const RECENT: Micros = 1_000_000;
/// Reports may say that a source's packets are this much later than the fastest of its leg: more is no lip-sync but a lie.
const LATEST: i64 = 1_000_000;
/// Reports may be slower than packets by so much.
const EARLIEST: i64 = 200_000;
/// Sound does not wait longer in us than this: twice its jitter buffer and a packet.
const MOST_DELAY: i64 = 500_000;

/// The time of one source.
#[derive(Debug)]
pub(crate) struct SourceTime {
    clock: u32,
    /// The newest RTP time, and in ticks since the first.
    newest: Option<(u32, i64)>,
    /// Arrival less RTP time.
    arrivals: Floor,
    /// The same, of the last second or two.
    recent: Floor,
    /// The last report that was believed, with its RTP time in ticks since the first.
    told: Option<(Told, i64)>,
    /// Our time at RTP tick zero.
    zero: Slew,
    /// `zero` came from a report once.
    synchronised: bool,
    /// How long its sound waits in us.
    delay: Slew,
}

impl SourceTime {
    pub(crate) fn new() -> SourceTime {
        SourceTime {
            clock: 0,
            newest: None,
            arrivals: Floor::new(WINDOW),
            recent: Floor::new(RECENT),
            told: None,
            zero: Slew::default(),
            synchronised: false,
            delay: Slew::default(),
        }
    }

    /// A packet of speech or pictures came.
    pub(crate) fn packet(&mut self, at: Micros, rtp: u32, clock: u32) {
        if clock != self.clock {
            self.begin(at, rtp, clock);
        }
        let ticks = self.ticks(rtp).unwrap_or(0);
        let offset = at - self.media(ticks);
        self.recent.add(at, offset);
        let recent = self.recent.get().unwrap_or(offset);
        if self.arrivals.get().is_some_and(|floor| {
            !(-AHEAD..=BEHIND).contains(&(offset - floor)) || recent - floor > ALL_BEHIND
        }) {
            self.begin(at, rtp, clock);
            self.arrivals.add(at, at);
            return;
        }
        if self.newest.is_none_or(|(_, newest)| ticks > newest) {
            self.newest = Some((rtp, ticks));
        }
        self.arrivals.add(at, offset);
        if self.zero.get().is_none() {
            self.zero.set(at, offset);
        }
    }

    /// A sender report of this source came.
    pub(crate) fn report(&mut self, at: Micros, sender: &mut SenderClock, ntp: u64, rtp: u32) {
        let told = sender.report(at, ntp);
        if let (Some(told), Some(ticks)) = (told, self.ticks(rtp)) {
            self.told = Some((told, ticks));
        }
        self.follow(at, sender);
    }

    /// Brings the time up to date; to be called about once a second. It moves by no more than a tenth of the time that passed, except for
    /// the first report, and is never further from the packets' arrival than [`LATEST`] and [`EARLIEST`]: a report that lies does no more
    /// harm than that, one that cannot be true none.
    pub(crate) fn follow(&mut self, at: Micros, sender: &SenderClock) {
        let Some(floor) = self.arrivals.get() else {
            return;
        };
        let target = match (self.told, sender.offset()) {
            (Some((told, ticks)), Some((offset, era))) if told.era == era => {
                let zero = offset + told.theirs - self.media(ticks);
                (-EARLIEST..=LATEST)
                    .contains(&(floor - zero))
                    .then_some(zero)
            }
            // The sender's clock was set, and this source has not said what that means for it: its own clock runs on.
            (Some(_), Some(_)) => self.zero.get(),
            _ => None,
        };
        match target {
            Some(zero) if !self.synchronised => {
                self.synchronised = true;
                self.zero.set(at, zero);
            }
            target => self.zero.lead(at, target.unwrap_or(floor)),
        }
        if let Some(zero) = self.zero.get() {
            let bounded = zero.clamp(floor - LATEST, floor + EARLIEST);
            self.zero.set(at, bounded);
        }
    }

    /// When a unit was captured that bears this RTP time; `None` before the first packet.
    pub(crate) fn captured(&self, rtp: u32) -> Option<Micros> {
        Some(self.zero.get()? + self.media(self.ticks(rtp)?))
    }

    /// The RTP time of what was captured at `at`.
    pub(crate) fn rtp(&self, at: Micros) -> Option<u32> {
        let (newest, ticks) = self.newest?;
        let since = at - self.zero.get()? - self.media(ticks);
        Some(newest.wrapping_add(ticks_in(since, self.clock)))
    }

    /// What bears this RTP time is played at `at` in sound that we make.
    pub(crate) fn played(&mut self, at: Micros, rtp: u32) {
        let delay = self.captured(rtp).map(|captured| at - captured);
        if let Some(delay) = delay.filter(|delay| (0..=MOST_DELAY).contains(delay)) {
            self.delay.lead(at, delay);
        }
    }

    /// How long its sound waits in us until it is sent in sound that we make: zero where that is not known.
    pub(crate) fn delay(&self) -> Micros {
        self.delay.get().unwrap_or(0)
    }

    /// Whether sender reports are what its time comes from.
    pub(crate) fn is_synchronised(&self) -> bool {
        self.synchronised
    }

    /// RTP time begins anew.
    fn begin(&mut self, at: Micros, rtp: u32, clock: u32) {
        *self = SourceTime {
            clock,
            newest: Some((rtp, 0)),
            delay: self.delay,
            ..SourceTime::new()
        };
        self.zero.set(at, at);
    }

    /// Ticks since the first packet, by the nearest way from the newest.
    fn ticks(&self, rtp: u32) -> Option<i64> {
        let (newest, ticks) = self.newest?;
        Some(ticks + i64::from(rtp.wrapping_sub(newest).cast_signed()))
    }

    fn media(&self, ticks: i64) -> Micros {
        ticks.saturating_mul(1_000_000) / i64::from(self.clock.max(1))
    }
}

/// RTP ticks in so many microseconds, wrapped around.
pub(crate) fn ticks_in(micros: Micros, clock: u32) -> u32 {
    (micros.saturating_mul(i64::from(clock)) / 1_000_000) as u32
}
