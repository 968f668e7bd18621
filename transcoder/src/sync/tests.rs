//! Two sources of one leg over a network that treats them differently, in virtual time.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::slew::Slew;
use super::*;

const SECOND: Micros = 1_000_000;
const MS: Micros = 1_000;
/// The sender's clock at our time zero: nothing that resembles ours.
const THEIR_EPOCH: Micros = 3_900_000_000 * SECOND;

fn ntp(micros: Micros) -> u64 {
    let micros = u64::try_from(micros).unwrap();
    (micros / 1_000_000) << 32 | (((micros % 1_000_000) << 32) / 1_000_000)
}

/// One source: RTP time `begin` at our time zero.
struct Sends {
    time: SourceTime,
    clock: u32,
    begin: u32,
    /// On the network.
    late: Micros,
    /// The sender's media clock is so much too fast, ppm.
    fast: i64,
}

impl Sends {
    fn new(clock: u32, begin: u32, late: Micros) -> Sends {
        Sends {
            time: SourceTime::new(),
            clock,
            begin,
            late,
            fast: 0,
        }
    }

    fn rtp(&self, captured: Micros) -> u32 {
        let passed = captured + captured / 1_000 * self.fast / 1_000;
        self.begin.wrapping_add(ticks_in(passed, self.clock))
    }

    /// What was captured at this time comes.
    fn packet(&mut self, captured: Micros) {
        let shake = (captured / MS * 7_919) % 13 * MS;
        let rtp = self.rtp(captured);
        self.time
            .packet(captured + self.late + shake, rtp, self.clock);
    }
}

struct Leg {
    clock: SenderClock,
    sound: Sends,
    picture: Sends,
    now: Micros,
}

impl Leg {
    /// Sound takes 20 ms, pictures 170 ms; RTP time is about to wrap around.
    fn new() -> Leg {
        Leg {
            clock: SenderClock::new(),
            sound: Sends::new(8_000, u32::MAX - 30_000, 20 * MS),
            picture: Sends::new(90_000, u32::MAX - 100_000, 170 * MS),
            now: 0,
        }
    }

    /// Runs for some seconds: packets each 20 and 40 ms, and a report of each source every second as `told` makes it from time and source
    /// (0 sound, 1 picture).
    fn run(&mut self, seconds: i64, told: impl Fn(Micros, u32, usize) -> Option<(u64, u32)>) {
        let end = self.now + seconds * SECOND;
        while self.now < end {
            self.sound.packet(self.now);
            if self.now % (40 * MS) == 0 {
                self.picture.packet(self.now);
            }
            if self.now % SECOND == 500 * MS {
                for (index, source) in [&mut self.sound, &mut self.picture].into_iter().enumerate()
                {
                    let rtp = source.rtp(self.now);
                    if let Some((ntp, rtp)) = told(self.now, rtp, index) {
                        let at = self.now + 20 * MS;
                        source.time.report(at, &mut self.clock, ntp, rtp);
                    }
                }
            }
            if self.now % SECOND == 0 {
                for source in [&mut self.sound, &mut self.picture] {
                    source.time.follow(self.now, &self.clock);
                }
            }
            self.now += 20 * MS;
        }
    }

    /// How much later than sound the picture is said to be that was captured together with it.
    fn skew_ms(&self) -> i64 {
        let at = self.now;
        let sound = self.sound.time.captured(self.sound.rtp(at)).unwrap();
        let picture = self.picture.time.captured(self.picture.rtp(at)).unwrap();
        (picture - sound) / MS
    }
}

#[expect(clippy::unnecessary_wraps, reason = "a report may also be missing")]
fn honest(at: Micros, rtp: u32, _: usize) -> Option<(u64, u32)> {
    Some((ntp(THEIR_EPOCH + at), rtp))
}

#[test]
fn what_was_captured_together_stands_together_whatever_the_network_does() {
    let mut leg = Leg::new();
    leg.run(40, honest);
    assert!(leg.skew_ms().abs() <= 1, "{}", leg.skew_ms());
    let captured = leg.sound.time.captured(leg.sound.rtp(leg.now)).unwrap();
    // As early as the fastest way from the sender tells: 20 ms after capture.
    assert!((captured - leg.now - 20 * MS).abs() <= MS, "{captured}");
    assert!(leg.sound.time.is_synchronised());
}

#[test]
fn without_reports_arrival_counts_and_one_report_of_each_is_enough() {
    let mut leg = Leg::new();
    leg.run(5, |_, _, _| None);
    assert!((145..=155).contains(&leg.skew_ms()), "{}", leg.skew_ms());
    assert!(!leg.picture.time.is_synchronised());
    leg.run(1, honest);
    assert!(leg.skew_ms().abs() <= 1, "{}", leg.skew_ms());
}

#[test]
fn a_report_about_one_of_two_leaves_the_other_to_its_arrival() {
    let mut leg = Leg::new();
    leg.run(10, |at, rtp, index| {
        honest(at, rtp, index).filter(|_| index == 0)
    });
    assert!((145..=155).contains(&leg.skew_ms()), "{}", leg.skew_ms());
}

#[test]
fn a_clock_that_drifts_is_followed() {
    for fast in [-200, 200] {
        let mut leg = Leg::new();
        (leg.sound.fast, leg.picture.fast) = (fast, -fast);
        leg.run(600, honest);
        assert!(leg.skew_ms().abs() <= 2, "{}", leg.skew_ms());
    }
}

#[test]
fn zero_and_noise_instead_of_a_clock_say_nothing() {
    let noise = |at: Micros| 0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(at.cast_unsigned() | 1);
    let mut zero = Leg::new();
    zero.run(20, |_, rtp, _| Some((0, rtp)));
    assert!((145..=155).contains(&zero.skew_ms()), "{}", zero.skew_ms());
    let mut wild = Leg::new();
    wild.run(60, |at, _, index| {
        Some((noise(at + index as i64), noise(at * 3) as u32))
    });
    // Whatever it says, the time stays where the packets are.
    for source in [&wild.sound, &wild.picture] {
        let captured = source.time.captured(source.rtp(wild.now)).unwrap();
        let off = captured - wild.now;
        assert!((-SECOND..=400 * MS).contains(&off), "{off}");
    }
}

#[test]
fn a_report_that_says_more_than_a_second_between_sound_and_picture_is_not_believed() {
    let mut leg = Leg::new();
    leg.run(20, |at, rtp, index| {
        let lie = if index == 0 { 1_500 * MS } else { 0 };
        Some((ntp(THEIR_EPOCH + at + lie), rtp))
    });
    assert!(leg.skew_ms().abs() <= 1_200, "{}", leg.skew_ms());
}

#[test]
fn a_lie_that_may_be_true_moves_the_time_slowly() {
    let mut leg = Leg::new();
    leg.run(5, honest);
    let shifted = |at, rtp, index| {
        let lie = if index == 0 { 300 * MS } else { 0 };
        Some((ntp(THEIR_EPOCH + at + lie), rtp))
    };
    leg.run(1, shifted);
    assert!(leg.skew_ms() >= -120, "{}", leg.skew_ms());
    leg.run(9, shifted);
    assert!((-302..=-298).contains(&leg.skew_ms()), "{}", leg.skew_ms());
}

#[test]
fn a_sender_whose_clock_is_set_keeps_its_lips_in_sync() {
    let mut leg = Leg::new();
    leg.run(5, honest);
    for hours in [1, -2] {
        let set = hours * 3_600 * SECOND;
        for _ in 0..6 {
            leg.run(1, |at, rtp, _| Some((ntp(THEIR_EPOCH + at + set), rtp)));
            assert!(leg.skew_ms().abs() <= 2, "{}", leg.skew_ms());
        }
    }
}

#[test]
fn a_source_whose_rtp_time_begins_anew_is_followed() {
    let mut leg = Leg::new();
    leg.run(5, honest);
    let jumped = leg.picture.begin.wrapping_sub(100_000);
    for begin in [7, 3_000_000_000, jumped, jumped + 60_000] {
        leg.picture.begin = begin;
        leg.run(4, honest);
        assert!(leg.skew_ms().abs() <= 2, "{}", leg.skew_ms());
    }
    leg.sound.clock = 48_000;
    leg.run(2, honest);
    assert!(leg.skew_ms().abs() <= 2, "{}", leg.skew_ms());
}

#[test]
fn rtp_time_and_capture_are_each_other_s_inverse_over_the_wrap() {
    let mut leg = Leg::new();
    for _ in 0..8 {
        leg.run(1, honest);
        for back in [-40 * MS, 0, 500 * MS] {
            let captured = leg.now - back;
            let rtp = leg.picture.rtp(captured);
            let at = leg.picture.time.captured(rtp).unwrap();
            let again = leg.picture.time.rtp(at).unwrap();
            assert!(again.wrapping_sub(rtp).cast_signed().abs() <= 1);
        }
    }
}

#[test]
fn the_wait_of_sound_is_what_passes_between_capture_and_play() {
    let mut leg = Leg::new();
    leg.run(3, honest);
    let captured = leg.now - 100 * MS;
    let rtp = leg.sound.rtp(captured);
    leg.sound.time.played(leg.now, rtp);
    // Captured 100 ms ago, of which 20 ms are the fastest way here.
    assert!((leg.sound.time.delay() - 80 * MS).abs() <= MS);
    // Nonsense does not count.
    leg.sound.time.played(leg.now, rtp.wrapping_sub(80_000));
    leg.sound.time.played(leg.now, rtp.wrapping_add(80_000));
    assert!((leg.sound.time.delay() - 80 * MS).abs() <= MS);
}

#[test]
fn a_value_is_led_by_a_tenth_of_the_time() {
    let mut slew = Slew::default();
    slew.lead(0, 500);
    assert_eq!(slew.get(), Some(500), "the first is taken as it is");
    slew.lead(1_000, 9_000);
    assert_eq!(slew.get(), Some(600));
    slew.lead(500, -9_000);
    assert_eq!(slew.get(), Some(600), "time that goes back is no time");
    slew.lead(100_500, -9_000);
    assert_eq!(slew.get(), Some(-9_000));
}

#[test]
fn reports_never_go_back_unless_the_feed_did() {
    let mut spoken = Spoken::default();
    assert_eq!(spoken.say(u32::MAX - 5, 90_000), u32::MAX - 5);
    assert_eq!(spoken.say(90_000, 90_000), 90_000, "over the wrap");
    assert_eq!(spoken.say(80_000, 90_000), 90_000);
    assert_eq!(spoken.say(90_001, 90_000), 90_001);
    let far = 90_001_u32.wrapping_sub(3_000_000);
    assert_eq!(spoken.say(far, 90_000), far);
}
