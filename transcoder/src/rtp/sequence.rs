//! Sequence numbers of 16 bits, unwrapped to 64.

/// Follows a 16-bit counter through its wraps. Numbers start above one wrap, so that older ones never fall below zero.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Unwrapper {
    highest: Option<u64>,
}

impl Unwrapper {
    /// The full number of `sequence`, the nearest to the highest so far. Does not move the highest: see [`Unwrapper::accept`].
    pub(crate) fn peek(&self, sequence: u16) -> u64 {
        let Some(highest) = self.highest else {
            return 0x1_0000 + u64::from(sequence);
        };
        let step = i64::from(sequence.wrapping_sub(highest as u16) as i16);
        highest.saturating_add_signed(step)
    }

    /// The full number of `sequence`; becomes the highest when it is above it.
    pub(crate) fn accept(&mut self, sequence: u16) -> u64 {
        let full = self.peek(sequence);
        if self.highest.is_none_or(|highest| full > highest) {
            self.highest = Some(full);
        }
        full
    }

    /// The highest number so far.
    pub(crate) fn highest(&self) -> Option<u64> {
        self.highest
    }
}
