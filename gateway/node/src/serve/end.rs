//! The end, in the order of `architecture.md#closing`: no new calls, legs, edges, web, media plane, storage.

use std::sync::Arc;
use std::time::Duration;

use super::build::Running;
use super::parts::Part;
use crate::handle::Readiness;

/// For legs to say goodbye and ports to close.
const LEGS: Duration = Duration::from_secs(5);
/// For trunks to hear that we are gone: a challenge and its answer, each repeated twice.
const TRUNKS: Duration = Duration::from_secs(3);
/// For the media plane's threads and workers.
const ENGINE: Duration = Duration::from_secs(3);
/// For the last entries to reach the disk.
const KEEPER: Duration = Duration::from_secs(3);
/// For anything else that was asked to end.
const PATIENCE: Duration = Duration::from_secs(2);

impl Running {
    /// Ends the node. What does not end in its time is named in the log and left behind.
    pub async fn end(mut self) {
        self.node.set_readiness(Readiness::Ending);
        // Both need open sockets: trunks send no more calls while those that stand are ended.
        let board = self.node.switchboard();
        let (left, closed) = tokio::join!(board.leave(TRUNKS), board.close(LEGS));
        if !left {
            tracing::warn!("trunks_not_left_in_time");
        }
        if !closed {
            tracing::warn!("legs_not_closed_in_time");
        }
        self.edges.end().await;
        // Websockets were closed with their edge.
        within("web", PATIENCE, self.web.stop(true)).await;
        within("web", PATIENCE, self.serving.join()).await;
        let tasks = self.node.tasks().clone();
        self.service.end().await;
        let whole = Arc::clone(&self.engine);
        drop(self.engine);
        drop(self.node);
        // Handlers of the web and meetings hold it no longer.
        match Arc::try_unwrap(whole) {
            Ok(engine) => {
                let mut stopping = tasks.spawn_blocking("engine_stop", move || engine.stop());
                within("engine", ENGINE, stopping.join()).await;
            }
            Err(_) => tracing::warn!("engine_still_in_use"),
        }
        self.journal.close_feeds();
        within("journal_keeper", KEEPER, self.keeping.join()).await;
        within("archive", PATIENCE, self.archive.close()).await;
        within("tasks", PATIENCE, tasks.none_alive()).await;
        let left = tasks.alive();
        if left.is_empty() {
            tracing::info!("node_ended");
        } else {
            tracing::warn!(?left, "node_ended_with_tasks");
        }
    }
}

impl Part {
    /// Ends its tasks, the last one first.
    async fn end(&mut self) {
        self.tasks.token().cancel();
        while let Some(mut task) = self.running.pop() {
            within(task.name(), PATIENCE, task.join()).await;
        }
    }
}

async fn within(what: &'static str, patience: Duration, end: impl Future) {
    if tokio::time::timeout(patience, end).await.is_err() {
        tracing::warn!(what, "did_not_end_in_time");
    }
}
