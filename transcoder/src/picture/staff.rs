//! The workers of this node: one spare is kept warm, the dead are reaped, and a meeting whose workers keep dying waits longer and longer.

use std::collections::VecDeque;
use std::io;
use std::time::{Duration, Instant};

use crossbeam_channel::Sender;

use crate::worker::parent::{Corpse, Worker, WorkerCommand, WorkerEvent, WorkerId};

/// A new spare is started this long after the last one was taken: whoever took it has the processor first.
const SPARE_AFTER: Duration = Duration::from_millis(500);
/// A spare that cannot be started is tried again after this.
const SPARE_RETRY: Duration = Duration::from_secs(5);
/// Deaths that are remembered.
const REMEMBERED: Duration = Duration::from_secs(60);
/// So many deaths within [`REMEMBERED`] cost no pause.
const FREE_DEATHS: u32 = 2;
/// Pause after the next one, doubled for each further one up to [`MOST_PAUSE`].
const LEAST_PAUSE: Duration = Duration::from_millis(500);
/// See [`LEAST_PAUSE`].
const MOST_PAUSE: Duration = Duration::from_secs(10);
/// More deaths are not counted.
const MAX_REMEMBERED: usize = 16;

/// All worker processes that have no meeting, and the means to start more.
pub(super) struct Staff {
    command: WorkerCommand,
    events: Sender<(WorkerId, WorkerEvent)>,
    wants_spare: bool,
    spare: Option<Worker>,
    spare_due: Instant,
    corpses: Vec<Corpse>,
    next: u64,
}

impl Staff {
    pub(super) fn new(
        command: WorkerCommand,
        wants_spare: bool,
        events: Sender<(WorkerId, WorkerEvent)>,
    ) -> Staff {
        Staff {
            command,
            events,
            wants_spare,
            spare: None,
            spare_due: Instant::now(),
            corpses: Vec::new(),
            next: 1,
        }
    }

    /// A worker for a meeting: the spare, or a new one that still has to start.
    ///
    /// # Errors
    /// When a process cannot be started.
    pub(super) fn take(&mut self) -> io::Result<Worker> {
        if let Some(spare) = self.spare.take() {
            self.spare_due = Instant::now() + SPARE_AFTER;
            return Ok(spare);
        }
        self.spawn()
    }

    /// Ends a worker.
    pub(super) fn end(&mut self, worker: Worker) {
        self.corpses.push(worker.end());
    }

    /// A worker that has no meeting died: was it the spare?
    pub(super) fn died(&mut self, id: WorkerId) {
        if self.spare.as_ref().is_some_and(|spare| spare.id == id) {
            self.drop_spare();
        }
    }

    /// Reaps, and keeps the spare alive.
    pub(super) fn tick(&mut self, now: Instant, late: bool) {
        self.corpses.retain_mut(|corpse| !corpse.is_gone());
        if let Some(spare) = &mut self.spare {
            if late {
                spare.excuse(now);
            } else if spare.hangs(now) {
                self.drop_spare();
            }
        }
        if self.wants_spare && self.spare.is_none() && now >= self.spare_due {
            match self.spawn() {
                Ok(worker) => self.spare = Some(worker),
                Err(error) => {
                    tracing::error!(%error, program = %self.command.program.display(), "no picture worker can be started");
                    self.spare_due = now + SPARE_RETRY;
                }
            }
        }
    }

    /// The spare's process id.
    pub(super) fn spare_pid(&self) -> Option<u32> {
        self.spare.as_ref().map(Worker::pid)
    }

    /// Whether the spare has finished starting.
    pub(super) fn is_spare_ready(&self) -> bool {
        self.spare.as_ref().is_some_and(Worker::is_ready)
    }

    /// Processes that have no meeting: the spare, and those not reaped yet.
    pub(super) fn processes(&self) -> usize {
        usize::from(self.spare.is_some()) + self.corpses.len()
    }

    /// Processes that are not reaped yet.
    pub(super) fn unreaped(&self) -> usize {
        self.corpses.len()
    }

    fn drop_spare(&mut self) {
        if let Some(spare) = self.spare.take() {
            self.end(spare);
            self.spare_due = Instant::now() + SPARE_RETRY;
        }
    }

    fn spawn(&mut self) -> io::Result<Worker> {
        let id = WorkerId(self.next);
        self.next += 1;
        Worker::spawn(id, &self.command, self.events.clone())
    }
}

/// The deaths of one meeting's workers.
#[derive(Debug, Default)]
pub(super) struct Deaths(VecDeque<Instant>);

impl Deaths {
    /// Notes one; when the next worker may be started.
    pub(super) fn note(&mut self, now: Instant) -> Instant {
        self.0
            .retain(|at| now.saturating_duration_since(*at) < REMEMBERED);
        if self.0.len() < MAX_REMEMBERED {
            self.0.push_back(now);
        }
        let count = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        match count.checked_sub(FREE_DEATHS + 1) {
            None => now,
            Some(more) => now + (LEAST_PAUSE * 2u32.pow(more.min(8))).min(MOST_PAUSE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deaths_cost_more_and_more_and_are_forgotten() {
        let start = Instant::now();
        let mut deaths = Deaths::default();
        let pauses: Vec<u64> = (0..8)
            .map(|_| u64::try_from((deaths.note(start) - start).as_millis()).unwrap_or(0))
            .collect();
        assert_eq!(pauses, [0, 0, 500, 1000, 2000, 4000, 8000, 10_000]);
        let later = start + REMEMBERED;
        assert_eq!(deaths.note(later), later);
    }
}
