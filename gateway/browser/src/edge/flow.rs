//! One websocket.

use std::net::IpAddr;

use tolk_model::{LegId, Mono, Now};

use super::bucket::Bucket;
use crate::config::Limits;

/// One websocket.
#[derive(Debug)]
pub(crate) struct Flow {
    /// Where it comes from.
    pub(crate) source: IpAddr,
    /// Whose it is, after `join` or `resume`.
    pub(crate) session: Option<LegId>,
    /// When something came last.
    pub(crate) heard: Mono,
    bucket: Bucket,
    bad: u32,
    told_to_slow_down: bool,
}

/// Whether a message may be handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    /// Yes.
    Good,
    /// No, and the client should be told.
    TooFast,
    /// No, and it was told.
    StillTooFast,
}

impl Flow {
    pub(crate) fn new(now: Now, source: IpAddr, limits: &Limits) -> Flow {
        Flow {
            source,
            session: None,
            heard: now.mono,
            bucket: Bucket::new(now.mono, limits.burst_per_flow, limits.rate_per_flow),
            bad: 0,
            told_to_slow_down: false,
        }
    }

    /// A message came.
    pub(crate) fn pace(&mut self, now: Mono) -> Pace {
        self.heard = now;
        if self.bucket.take(now, 1) {
            self.told_to_slow_down = false;
            return Pace::Good;
        }
        match std::mem::replace(&mut self.told_to_slow_down, true) {
            false => Pace::TooFast,
            true => Pace::StillTooFast,
        }
    }

    /// A message was bad or came too fast; how many there were.
    pub(crate) fn count_bad(&mut self) -> u32 {
        self.bad = self.bad.saturating_add(1);
        self.bad
    }
}
