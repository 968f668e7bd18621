//! What a sender report of ours said last.

/// RTP time that goes back by more than this is another time: its packets did as well.
const OTHER_TIME_S: u32 = 10;

/// Keeps the RTP time of one feed's sender reports from going back: receivers take that for a new beginning and forget what they knew.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Spoken(Option<u32>);

impl Spoken {
    /// What is said instead of `rtp`, on a clock of so many ticks a second.
    pub(crate) fn say(&mut self, rtp: u32, clock: u32) -> u32 {
        let back = self
            .0
            .map(|last| last.wrapping_sub(rtp))
            .filter(|back| *back < clock.saturating_mul(OTHER_TIME_S));
        let said = match (self.0, back) {
            (Some(last), Some(_)) => last,
            _ => rtp,
        };
        self.0 = Some(said);
        said
    }
}
