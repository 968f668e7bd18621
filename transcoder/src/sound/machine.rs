//! The sound of all meetings of a shard, without a clock, a socket or a thread.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::handle::SoundConfig;
use crate::branch::{BranchInput, BranchOutput};

/// Length of a frame.
const TICK: Duration = Duration::from_millis(10);

/// Takes packets and plans, makes packets and events. After every call, `poll` until `None`.
pub struct SoundMachine {
    next_tick: Instant,
    outputs: VecDeque<BranchOutput>,
}

impl SoundMachine {
    /// A machine that begins to tick at `now`.
    pub fn new(_config: SoundConfig, now: Instant) -> SoundMachine {
        SoundMachine {
            next_tick: now + TICK,
            outputs: VecDeque::new(),
        }
    }

    /// One packet, plan or closing.
    pub fn handle(&mut self, _now: Instant, _input: BranchInput) {}

    /// Makes every frame that is due.
    pub fn tick(&mut self, now: Instant) {
        while self.next_tick <= now {
            self.next_tick += TICK;
        }
    }

    /// When the next frame is due.
    pub fn next_tick(&self) -> Instant {
        self.next_tick
    }

    /// What was made, oldest first.
    pub fn poll(&mut self) -> Option<BranchOutput> {
        self.outputs.pop_front()
    }

    /// Streams, feeds, encoders and counts, for `/debug`.
    pub fn debug_state(&self) -> serde_json::Value {
        serde_json::json!({ "outputs": self.outputs.len() })
    }
}
