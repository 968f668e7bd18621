//! Digits in the media (RFC 4733), told once for each key press.

use std::time::{Duration, Instant};

use tolk_model::leg::Digit;

/// Presses a second that are told; nobody types faster, and a flood must not fill the event channel.
const MOST_A_SECOND: u8 = 20;

/// The digits of one stream.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Digits {
    /// The event's source and timestamp name the press: all its packets, repeated ends included, have the same.
    last: Option<(u32, u32)>,
    window: Option<(Instant, u8)>,
}

impl Digits {
    /// Another source begins: its timestamps have nothing to do with those before. How many presses it may tell stays.
    pub(crate) fn new_source(&mut self) {
        self.last = None;
    }

    /// One packet of `telephone-event`; the digit when it is the first of a press.
    pub(crate) fn receive(
        &mut self,
        now: Instant,
        ssrc: u32,
        timestamp: u32,
        payload: &[u8],
    ) -> Option<Digit> {
        let event = *payload.first_chunk::<4>()?;
        let digit = Digit::from_event(event[0])?;
        // A late packet of the press before is not a new press.
        let newer =
            |(of, last): (u32, u32)| of != ssrc || timestamp.wrapping_sub(last).cast_signed() > 0;
        if !self.last.is_none_or(newer) {
            return None;
        }
        self.last = Some((ssrc, timestamp));
        let count = match &mut self.window {
            Some((since, count))
                if now.saturating_duration_since(*since) < Duration::from_secs(1) =>
            {
                *count = count.saturating_add(1);
                *count
            }
            window => {
                *window = Some((now, 1));
                1
            }
        };
        (count <= MOST_A_SECOND).then_some(digit)
    }
}
