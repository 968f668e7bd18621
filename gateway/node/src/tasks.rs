//! The only place that spawns. A task has a name, a span, an owner that awaits it and a token that ends it; a panic ends that
//! task, is logged, and reaches the owner as [`TaskDied`].

use std::any::Any;
use std::collections::BTreeMap;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::FutureExt;
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, Span};

/// A task panicked or its runtime ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the task {0} died")]
pub struct TaskDied(pub &'static str);

/// Spawns tasks that end with one token, and counts those that are alive by name.
#[derive(Clone, Debug, Default)]
pub struct Tasks {
    token: CancellationToken,
    alive: Arc<Mutex<BTreeMap<&'static str, usize>>>,
    gone: Arc<Notify>,
}

impl Tasks {
    /// The root of a process.
    pub fn new() -> Tasks {
        Tasks::default()
    }

    /// A part of it that can be ended on its own; ends with the whole.
    #[must_use]
    pub fn part(&self) -> Tasks {
        Tasks {
            token: self.token.child_token(),
            alive: self.alive.clone(),
            gone: self.gone.clone(),
        }
    }

    /// What tasks wait for to end.
    pub fn token(&self) -> &CancellationToken {
        &self.token
    }

    /// How many tasks are alive, by name.
    pub fn alive(&self) -> BTreeMap<&'static str, usize> {
        self.alive
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Waits until none is alive. A task that was aborted lives until its runtime has dropped it, which a busy machine does later.
    pub async fn none_alive(&self) {
        loop {
            let mut gone = pin!(self.gone.notified());
            // Before the look: one that ends between the two is not missed.
            gone.as_mut().enable();
            if self.alive().is_empty() {
                return;
            }
            gone.await;
        }
    }

    /// Starts a task. Whoever holds the returned [`Task`] owns it and awaits its end.
    #[expect(clippy::disallowed_methods, reason = "this is where tasks are spawned")]
    pub fn spawn<T: Send + 'static>(
        &self,
        name: &'static str,
        span: Span,
        future: impl Future<Output = T> + Send + 'static,
    ) -> Task<T> {
        Task {
            name,
            handle: tokio::spawn(self.guarded(name, span, future)),
        }
    }

    /// Starts work that blocks a thread for a while (files, key generation).
    pub fn spawn_blocking<T: Send + 'static>(
        &self,
        name: &'static str,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Task<T> {
        let alive = Alive::new(self, name);
        let handle = tokio::task::spawn_blocking(move || {
            let _alive = alive;
            std::panic::catch_unwind(AssertUnwindSafe(work))
                .map_err(|panic| report(name, panic.as_ref()))
        });
        Task { name, handle }
    }

    fn guarded<T, F: Future<Output = T>>(
        &self,
        name: &'static str,
        span: Span,
        future: F,
    ) -> impl Future<Output = Result<T, TaskDied>> + use<T, F> {
        let alive = Alive::new(self, name);
        async move {
            let _alive = alive;
            AssertUnwindSafe(future)
                .catch_unwind()
                .await
                .map_err(|panic| report(name, panic.as_ref()))
        }
        .instrument(span)
    }
}

/// A running task.
#[derive(Debug)]
#[must_use = "a task has an owner that awaits it"]
pub struct Task<T> {
    name: &'static str,
    handle: JoinHandle<Result<T, TaskDied>>,
}

impl<T> Task<T> {
    /// Its name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// When it panicked.
    pub async fn join(&mut self) -> Result<T, TaskDied> {
        match (&mut self.handle).await {
            Ok(outcome) => outcome,
            Err(_) => Err(TaskDied(self.name)),
        }
    }

    /// Ends it at its next await, whatever it does.
    pub fn abort(&self) {
        self.handle.abort();
    }
}

/// Many short-lived tasks of one owner: connections, look-ups. Dropping the set aborts them.
#[derive(Debug)]
pub struct TaskSet {
    tasks: Tasks,
    set: JoinSet<Result<(), TaskDied>>,
    limit: usize,
}

impl TaskSet {
    /// An empty set for at most `limit` tasks.
    pub fn new(tasks: Tasks, limit: usize) -> TaskSet {
        TaskSet {
            tasks,
            set: JoinSet::new(),
            limit,
        }
    }

    /// Starts one; `false` when the set is full and nothing was started.
    pub fn spawn(
        &mut self,
        name: &'static str,
        span: Span,
        future: impl Future<Output = ()> + Send + 'static,
    ) -> bool {
        self.reap();
        if self.set.len() >= self.limit {
            return false;
        }
        self.set.spawn(self.tasks.guarded(name, span, future));
        true
    }

    /// The token that its tasks should watch.
    pub fn token(&self) -> &CancellationToken {
        self.tasks.token()
    }

    /// Forgets those that have ended.
    pub fn reap(&mut self) {
        while self.set.try_join_next().is_some() {}
    }

    /// How many are alive.
    pub fn len(&self) -> usize {
        self.set.len()
    }

    /// Whether none is alive.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty()
    }

    /// Waits until all have ended.
    pub async fn join_all(&mut self) {
        while self.set.join_next().await.is_some() {}
    }
}

/// Counts a task as long as it lives.
struct Alive {
    name: &'static str,
    counts: Arc<Mutex<BTreeMap<&'static str, usize>>>,
    gone: Arc<Notify>,
}

impl Alive {
    fn new(tasks: &Tasks, name: &'static str) -> Alive {
        let counts = tasks.alive.clone();
        *counts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(name)
            .or_insert(0) += 1;
        let gone = tasks.gone.clone();
        Alive { name, counts, gone }
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(self.name) {
            *count -= 1;
            if *count == 0 {
                counts.remove(self.name);
                self.gone.notify_waiters();
            }
        }
    }
}

/// A panic is a bug, and its words may hold what a peer sent: they go to the log only as far as they are ours.
fn report(name: &'static str, panic: &(dyn Any + Send)) -> TaskDied {
    let literal = panic.downcast_ref::<&'static str>().copied();
    tracing::error!(task = name, panic = literal, "task_panicked");
    TaskDied(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_reaches_the_owner_and_nobody_else() {
        let tasks = Tasks::new();
        let mut bad = tasks.spawn("bad", Span::none(), async { panic!("on purpose") });
        let mut good = tasks.spawn("good", Span::none(), async { 7 });
        let died: Result<(), _> = bad.join().await;
        assert_eq!(died, Err(TaskDied("bad")));
        assert_eq!(good.join().await, Ok(7));
        assert!(tasks.alive().is_empty(), "{:?}", tasks.alive());
    }

    #[tokio::test]
    async fn a_part_ends_without_the_whole() {
        let tasks = Tasks::new();
        let part = tasks.part();
        let token = part.token().clone();
        let mut waiting = part.spawn("waiting", Span::none(), async move {
            token.cancelled().await;
        });
        assert_eq!(tasks.alive().get("waiting"), Some(&1));
        part.token().cancel();
        assert_eq!(waiting.join().await, Ok(()));
        assert!(!tasks.token().is_cancelled());
    }

    #[tokio::test]
    async fn a_full_set_refuses() {
        let mut set = TaskSet::new(Tasks::new(), 1);
        let token = set.token().clone();
        assert!(set.spawn("one", Span::none(), async move { token.cancelled().await }));
        assert!(!set.spawn("two", Span::none(), async {}));
        set.token().cancel();
        set.join_all().await;
        assert!(set.spawn("three", Span::none(), async {}));
        set.join_all().await;
    }

    #[tokio::test]
    async fn the_end_waits_for_those_that_were_aborted() {
        let tasks = Tasks::new();
        let mut set = TaskSet::new(tasks.clone(), 1);
        assert!(set.spawn("endless", Span::none(), std::future::pending()));
        drop(set);
        // One thread, which has not come to it yet.
        assert_eq!(tasks.alive().len(), 1);
        tasks.none_alive().await;
        assert!(tasks.alive().is_empty());
    }
}
