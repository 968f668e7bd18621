//! The two sides of a driven edge: the handle by which others command it, and the host that takes what it reports.

use tokio::sync::{mpsc, oneshot};
use tolk_model::edge::{Ask, Reply};
use tolk_model::journal::JournalEvent;
use tolk_model::presence::{DirectCommand, EdgeEvent};
use tolk_model::{Cause, EdgeId, LegCommand, LegEvent, LegId};

/// Commands that wait for an edge: a burst of a large meeting (a roster for each of some hundred legs). A sender waits when it is
/// full; the edge's task never waits for a sender, so that this cannot lock.
pub(super) const COMMANDS: usize = 1024;

/// Where an edge's reports go. Calls must not wait: the edge's task makes them.
pub trait EdgeHost: Send + Sync {
    /// Something happened to a leg.
    ///
    /// # Errors
    /// When nobody can take it: the driver ends the leg for this cause.
    fn event(&self, edge: &EdgeHandle, leg: LegId, event: LegEvent) -> Result<(), Cause>;
    /// A line for the journal, about a leg when it is known.
    fn journal(&self, leg: Option<LegId>, event: JournalEvent);
    /// A question that the directory answers.
    fn ask(&self, edge: &EdgeHandle, ask: &Ask) -> Reply;
    /// Something happened that belongs to no leg.
    fn direct(&self, edge: &EdgeHandle, event: EdgeEvent);
}

/// What others want of a driven edge.
#[derive(Debug)]
pub(super) enum EdgeCommand {
    /// Something of a leg.
    Leg(LegId, LegCommand),
    /// Something that belongs to no leg.
    Direct(Box<DirectCommand>),
    /// The node ends; answered when everybody has heard it.
    Leave(oneshot::Sender<()>),
    /// What lives inside.
    Debug(oneshot::Sender<serde_json::Value>),
}

/// The edge's task is gone: the node is ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the edge has ended")]
pub struct EdgeGone;

/// A running edge.
#[derive(Clone, Debug)]
pub struct EdgeHandle {
    pub(super) label: EdgeId,
    pub(super) commands: mpsc::Sender<EdgeCommand>,
}

impl EdgeHandle {
    /// Its label.
    pub fn label(&self) -> &EdgeId {
        &self.label
    }

    /// Wants something of a leg; waits while the edge is busy.
    ///
    /// # Errors
    /// When the edge has ended.
    pub async fn command(&self, leg: LegId, command: LegCommand) -> Result<(), EdgeGone> {
        let command = EdgeCommand::Leg(leg, command);
        self.commands.send(command).await.map_err(|_| EdgeGone)
    }

    /// Ends a leg without waiting; `false` when the edge is too busy or has ended.
    pub fn end_now(&self, leg: LegId, cause: Cause) -> bool {
        let command = EdgeCommand::Leg(leg, LegCommand::End(cause));
        self.commands.try_send(command).is_ok()
    }

    /// Wants something that belongs to no leg, without waiting; `false` when the edge is too busy or has ended.
    pub fn direct_now(&self, command: DirectCommand) -> bool {
        let command = EdgeCommand::Direct(Box::new(command));
        self.commands.try_send(command).is_ok()
    }

    /// Tells all who send calls here that the node ends; returns when they have heard it, which may be never.
    pub async fn leave(&self) {
        let (reply, answer) = oneshot::channel();
        if self.commands.send(EdgeCommand::Leave(reply)).await.is_ok() {
            // An edge that has ended has nobody left to tell.
            drop(answer.await);
        }
    }

    /// Whether it has ended.
    pub fn has_ended(&self) -> bool {
        self.commands.is_closed()
    }

    /// What lives inside, for `/debug`.
    pub async fn debug_state(&self) -> serde_json::Value {
        let (reply, answer) = oneshot::channel();
        if self.commands.send(EdgeCommand::Debug(reply)).await.is_err() {
            return serde_json::Value::Null;
        }
        answer.await.unwrap_or_default()
    }
}

#[cfg(test)]
impl EdgeHandle {
    /// A handle whose commands a test reads.
    pub(crate) fn in_hand(label: &str) -> (EdgeHandle, InHand) {
        let (commands, receiver) = mpsc::channel(COMMANDS);
        let label = EdgeId::new(label);
        (EdgeHandle { label, commands }, InHand(receiver))
    }
}

/// The commands that an edge would have got.
#[cfg(test)]
pub(crate) struct InHand(mpsc::Receiver<EdgeCommand>);

#[cfg(test)]
impl InHand {
    /// The next one that belongs to no leg.
    pub(crate) async fn next_direct(&mut self) -> DirectCommand {
        loop {
            match self.0.recv().await.expect("the handle lives") {
                EdgeCommand::Direct(command) => return *command,
                EdgeCommand::Leg(..) => {}
                EdgeCommand::Leave(reply) => reply.send(()).expect("awaited"),
                EdgeCommand::Debug(reply) => drop(reply.send(serde_json::Value::Null)),
            }
        }
    }

    /// The next one about a leg.
    pub(crate) async fn next(&mut self) -> (LegId, LegCommand) {
        loop {
            match self.0.recv().await.expect("the handle lives") {
                EdgeCommand::Leg(leg, command) => return (leg, command),
                EdgeCommand::Direct(_) => {}
                EdgeCommand::Leave(reply) => reply.send(()).expect("awaited"),
                EdgeCommand::Debug(reply) => drop(reply.send(serde_json::Value::Null)),
            }
        }
    }
}
