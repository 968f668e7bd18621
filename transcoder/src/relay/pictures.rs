//! Requests for a whole picture, coalesced for each source: however many receivers ask, its encoder is asked once.

use std::time::{Duration, Instant};

/// At most one forced whole picture in so long: each costs as much as a second of video.
const INTERVAL: Duration = Duration::from_secs(1);
/// A request that was not answered is repeated after so long: it may have been lost.
const REPEAT: Duration = Duration::from_millis(300);
/// Requests without an answer before the source is given time: it cannot, or does not understand.
const REPEATS: u8 = 10;

/// The requests toward one source.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PictureRequests {
    wanted: bool,
    /// When a request left and how many since the last answer.
    asked: Option<Instant>,
    repeats: u8,
    answered: Option<Instant>,
    /// Counts requests, for FIR's command number.
    command: u8,
}

impl PictureRequests {
    /// Somebody needs a whole picture.
    pub(crate) fn want(&mut self) {
        self.wanted = true;
    }

    /// A whole picture begins.
    pub(crate) fn answered(&mut self, now: Instant) {
        self.wanted = false;
        self.repeats = 0;
        self.answered = Some(now);
    }

    /// Whether a request should leave now; its command number.
    pub(crate) fn due(&mut self, now: Instant) -> Option<u8> {
        let since = |at: Option<Instant>| at.map(|at| now.saturating_duration_since(at));
        if !self.wanted || since(self.answered).is_some_and(|past| past < INTERVAL) {
            return None;
        }
        let pause = if self.repeats < REPEATS {
            REPEAT
        } else {
            INTERVAL
        };
        if since(self.asked).is_some_and(|past| past < pause) {
            return None;
        }
        // A repeated FIR keeps its number (RFC 5104 §4.3.1.2).
        if self.repeats == 0 {
            self.command = self.command.wrapping_add(1);
        }
        self.repeats = self.repeats.saturating_add(1);
        self.asked = Some(now);
        Some(self.command)
    }
}
