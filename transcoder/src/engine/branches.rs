//! The engine's side of the border to the branches that decode.

use std::collections::VecDeque;

use crossbeam_channel::{Receiver, Sender, TrySendError};

use crate::branch::{BranchInput, BranchOutput};

/// Plans and requests that wait for a branch that is late. Beyond it the oldest is dropped: a later plan says more.
const WAITING: usize = 1024;

/// One branch, as the engine thread sees it.
pub(super) struct BranchEnd {
    pub(super) inputs: Sender<BranchInput>,
    pub(super) outputs: Receiver<BranchOutput>,
}

struct Line {
    end: BranchEnd,
    waiting: VecDeque<BranchInput>,
    dropped: u64,
}

/// The sound and the picture branch; either may be missing in tests of the relay.
pub(super) struct Branches {
    sound: Option<Line>,
    picture: Option<Line>,
    workers_replaced: u64,
}

impl Branches {
    pub(super) fn new(sound: Option<BranchEnd>, picture: Option<BranchEnd>) -> Branches {
        let line = |end| Line {
            end,
            waiting: VecDeque::new(),
            dropped: 0,
        };
        Branches {
            sound: sound.map(line),
            picture: picture.map(line),
            workers_replaced: 0,
        }
    }

    /// A packet for the branch that decodes it. Dropped and counted when the branch is late.
    pub(super) fn packet(&mut self, input: BranchInput, video: bool) {
        let line = if video {
            &mut self.picture
        } else {
            &mut self.sound
        };
        if let Some(line) = line
            && line.end.inputs.try_send(input).is_err()
        {
            line.dropped += 1;
        }
    }

    /// A plan or an end, for both.
    pub(super) fn plan(&mut self, input: BranchInput) {
        if let Some(line) = &mut self.sound {
            line.put(input.clone());
        }
        if let Some(line) = &mut self.picture {
            line.put(input);
        }
    }

    /// Something for the picture branch that must not be lost.
    pub(super) fn request(&mut self, input: BranchInput) {
        if let Some(line) = &mut self.picture {
            line.put(input);
        }
    }

    /// Tries what waits once more.
    pub(super) fn flush(&mut self) {
        for line in [&mut self.sound, &mut self.picture].into_iter().flatten() {
            line.flush();
        }
    }

    /// The next answer of either.
    pub(super) fn next_output(&mut self) -> Option<BranchOutput> {
        [&self.sound, &self.picture]
            .into_iter()
            .flatten()
            .find_map(|line| line.end.outputs.try_recv().ok())
    }

    /// Packets that were dropped because a branch was late, and inputs that wait: sound, then picture.
    pub(super) fn counts(&self) -> [(u64, usize); 2] {
        [&self.sound, &self.picture].map(|line| {
            line.as_ref()
                .map_or((0, 0), |line| (line.dropped, line.waiting.len()))
        })
    }

    /// A worker process was replaced.
    pub(super) fn worker_replaced(&mut self) {
        self.workers_replaced += 1;
    }

    /// How often that happened.
    pub(super) fn workers_replaced(&self) -> u64 {
        self.workers_replaced
    }
}

impl Line {
    fn put(&mut self, input: BranchInput) {
        self.flush();
        if !self.waiting.is_empty() {
            self.wait(input);
            return;
        }
        match self.end.inputs.try_send(input) {
            Ok(()) | Err(TrySendError::Disconnected(_)) => {}
            Err(TrySendError::Full(input)) => self.wait(input),
        }
    }

    fn wait(&mut self, input: BranchInput) {
        if self.waiting.len() >= WAITING {
            self.waiting.pop_front();
            self.dropped += 1;
        }
        self.waiting.push_back(input);
    }

    fn flush(&mut self) {
        while let Some(input) = self.waiting.pop_front() {
            if let Err(TrySendError::Full(input)) = self.end.inputs.try_send(input) {
                self.waiting.push_front(input);
                return;
            }
        }
    }
}
