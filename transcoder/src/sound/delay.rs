//! How long sound must wait so that late packets are still in time.
//!
//! Each packet has a relative delay: its arrival less its place in the sender's time. The fastest of the last seconds is the
//! floor, which follows the drift between the clocks; the wait is what all but a few of them needed above it.

/// Packets that are remembered: five seconds of 20 ms.
const REMEMBERED: usize = 256;
/// Of these this many may come too late: 2 %, which is concealed.
const TOO_LATE: usize = 5;
/// The estimate is made anew after so many packets.
const EVERY: usize = 8;
/// Packets before the estimate is believed: one second of 20 ms.
const BELIEVED: usize = 50;
/// Room for what is ours, samples: a frame is made whole at its beginning (10 ms), and our own thread comes late (5 ms).
const MARGIN: i64 = 720;
/// Least wait, samples: 20 ms.
pub(super) const LEAST: i64 = 960;
/// Most wait, samples: 200 ms. People begin to interrupt each other beyond it (ITU-T G.114).
pub(super) const MOST: i64 = 9600;
/// The wait before anything is known: 40 ms.
const FIRST: i64 = 1920;

/// The estimate for one stream. All in samples at 48 kHz.
#[derive(Debug)]
pub(super) struct Delay {
    seen: [i64; REMEMBERED],
    sorted: Box<[i64; REMEMBERED]>,
    count: usize,
    floor: i64,
    target: i64,
}

impl Delay {
    pub(super) fn new() -> Delay {
        Delay {
            seen: [0; REMEMBERED],
            sorted: Box::new([0; REMEMBERED]),
            count: 0,
            floor: 0,
            target: FIRST,
        }
    }

    /// A packet of relative delay `relative` came.
    pub(super) fn packet(&mut self, relative: i64) {
        self.seen[self.count % REMEMBERED] = relative;
        self.floor = if self.count == 0 {
            relative
        } else {
            self.floor.min(relative)
        };
        self.count += 1;
        if self.count.is_multiple_of(EVERY) {
            self.estimate();
        }
    }

    /// The relative delay of the fastest packet.
    pub(super) fn floor(&self) -> i64 {
        self.floor
    }

    /// How long the fastest packet should wait.
    pub(super) fn target(&self) -> i64 {
        self.target
    }

    /// A second has been seen: the target means something.
    pub(super) fn is_believed(&self) -> bool {
        self.count >= BELIEVED
    }

    fn estimate(&mut self) {
        let count = self.count.min(REMEMBERED);
        let sorted = &mut self.sorted[..count];
        sorted.copy_from_slice(&self.seen[..count]);
        self.floor = sorted.iter().copied().min().unwrap_or(0);
        if count < BELIEVED {
            return;
        }
        let rank = count - 1 - TOO_LATE.min(count - 1);
        let (_, late, _) = sorted.select_nth_unstable(rank);
        self.target = (*late - self.floor + MARGIN).clamp(LEAST, MOST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_even_stream_waits_least_and_a_rough_one_longer() {
        let mut even = Delay::new();
        let mut rough = Delay::new();
        for n in 0..300_i64 {
            even.packet(7_000);
            rough.packet(7_000 + (n * 7919) % 4800);
        }
        assert_eq!(even.target(), LEAST);
        assert!(
            (4_900..5_600).contains(&rough.target()),
            "{}",
            rough.target()
        );
        assert!((7_000..7_030).contains(&rough.floor()));
    }

    #[test]
    fn one_straggler_does_not_count_and_the_wait_is_bounded() {
        let mut delay = Delay::new();
        for n in 0..200_i64 {
            delay.packet(if n % 60 == 0 { 90_000 } else { 0 });
        }
        assert_eq!(delay.target(), LEAST);
        for n in 0..200_i64 {
            delay.packet(if n % 2 == 0 { 90_000 } else { 0 });
        }
        assert_eq!(delay.target(), MOST);
    }

    #[test]
    fn the_floor_follows_a_slow_sender() {
        let mut delay = Delay::new();
        for n in 0..2_000_i64 {
            delay.packet(n * 10);
        }
        assert!(delay.floor() > 17_000);
    }
}
