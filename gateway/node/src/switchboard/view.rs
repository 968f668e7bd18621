//! What operators see of it: meetings that run, gauges, `/debug`.

use std::time::Duration;

use metrics::gauge;
use tokio::sync::{mpsc, oneshot};
use tolk_model::MeetingId;
use tolk_model::leg::Direction;

use super::board::Letter;
use super::shared::Switchboard;
use crate::handle::{LegView, MeetingView};

/// How long a meeting's task may take to tell; a page does not wait for one that hangs.
const PATIENCE: Duration = Duration::from_millis(500);

impl Switchboard {
    /// Meetings that run, oldest first.
    pub async fn meetings(&self) -> Vec<MeetingView> {
        let mailboxes: Vec<_> = {
            let board = self.shared.board();
            board.meetings.values().map(|r| r.mailbox.clone()).collect()
        };
        let mut views = Vec::new();
        for mailbox in mailboxes {
            if let Some(view) = ask(&mailbox, Letter::View).await {
                views.push(self.with_legs(view));
            }
        }
        views.sort_by_key(|view| (view.since, view.id));
        views
    }

    /// One meeting.
    pub async fn meeting(&self, meeting: MeetingId) -> Option<MeetingView> {
        let mailbox = {
            let board = self.shared.board();
            board.meetings.get(&meeting)?.mailbox.clone()
        };
        let view = ask(&mailbox, Letter::View).await?;
        Some(self.with_legs(view))
    }

    fn with_legs(&self, mut view: MeetingView) -> MeetingView {
        let board = self.shared.board();
        view.legs = board
            .legs
            .iter()
            .filter(|(_, line)| line.meeting == view.id)
            .filter_map(|(leg, line)| {
                Some(LegView {
                    name: line.name.clone()?,
                    participant: view.owners.get(leg).copied(),
                    quality: line.quality,
                    connected: line.connected,
                })
            })
            .collect();
        view
    }

    /// Sets the gauges that `/metrics` shows.
    pub fn set_gauges(&self) {
        let edges: Vec<_> = self
            .shared
            .edges()
            .iter()
            .map(|e| e.label().to_string())
            .collect();
        self.set_presence_gauges();
        let board = self.shared.board();
        #[expect(clippy::cast_precision_loss, reason = "counts below 2^52")]
        let number = |count: usize| count as f64;
        gauge!("tolk_meeting_running").set(number(board.meetings.len()));
        for edge in edges {
            for direction in [Direction::Incoming, Direction::Outgoing] {
                let count = board
                    .legs
                    .iter()
                    .filter_map(|(_, line)| line.name.as_ref())
                    .filter(|name| name.edge.as_str() == edge && name.direction == direction)
                    .count();
                let word = match direction {
                    Direction::Incoming => "incoming",
                    Direction::Outgoing => "outgoing",
                };
                gauge!("tolk_leg_alive", "edge" => edge.clone(), "direction" => word)
                    .set(number(count));
            }
        }
    }

    /// What lives inside. No personal data, no secrets.
    pub async fn debug_state(&self) -> serde_json::Value {
        let (mailboxes, legs, open) = {
            let board = self.shared.board();
            let mailboxes: Vec<_> = board.meetings.values().map(|r| r.mailbox.clone()).collect();
            (mailboxes, board.legs.len(), board.open)
        };
        let mut meetings = Vec::new();
        for mailbox in mailboxes {
            meetings.extend(ask(&mailbox, Letter::Debug).await);
        }
        let mut edges = Vec::new();
        for edge in self.shared.edges() {
            edges.push(edge.debug_state().await);
        }
        let engine = self.shared.engine.clone();
        // The engine's thread answers within half a second; a worker thread of the runtime must not wait for it.
        let tasks = &self.shared.tasks;
        let mut asking = tasks.spawn_blocking("engine_debug", move || engine.debug_state());
        let engine = asking.join().await;
        serde_json::json!({
            "open": open,
            "legs": legs,
            "registrations": self.shared.registrations.count(),
            "presence": self.presence_debug(),
            "meetings": meetings,
            "edges": edges,
            "engine": engine.unwrap_or_default(),
        })
    }
}

pub(super) async fn ask<T>(
    mailbox: &mpsc::Sender<Letter>,
    letter: impl FnOnce(oneshot::Sender<T>) -> Letter,
) -> Option<T> {
    let (reply, answer) = oneshot::channel();
    mailbox.try_send(letter(reply)).ok()?;
    tokio::time::timeout(PATIENCE, answer).await.ok()?.ok()
}
