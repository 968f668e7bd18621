//! A meeting and the state store: its lease, and what is saved under it. The store being away never ends a call.

use std::time::Duration;

use tolk_core::meeting::{Author, HostCommand, MeetingInput};
use tolk_model::cause::{Cause, Reason};

use super::meeting::MeetingTask;
use crate::state::{Claim, StoreError};

/// How long a meeting waits for the state store.
const PATIENCE: Duration = Duration::from_millis(500);

impl MeetingTask {
    pub(super) async fn claim(&mut self) {
        let claim = self
            .shared
            .store
            .claim(self.running.config.id, self.shared.node);
        match tokio::time::timeout(PATIENCE, claim).await {
            Ok(Ok(Claim::Mine(lease, _))) => self.lease = Some(lease),
            Ok(Ok(Claim::Theirs(node))) => {
                tracing::warn!(%node, "meeting_runs_elsewhere");
            }
            Ok(Err(error)) => tracing::warn!(%error, "meeting_without_lease"),
            Err(_) => tracing::warn!("meeting_without_lease"),
        }
    }

    pub(super) async fn save(&mut self) {
        let Some(lease) = self.lease else { return };
        let record = self.meeting.record();
        let save = self.shared.store.save(&lease, &record);
        if let Ok(Err(StoreError::Fenced)) = tokio::time::timeout(PATIENCE, save).await {
            tracing::warn!("meeting_taken_over");
            self.lease = None;
            let end = HostCommand::End(Cause::us(Reason::Moved));
            self.own.push_back(MeetingInput::Host(Author::Node, end));
        }
    }

    pub(super) async fn give_back(&mut self) {
        if let Some(lease) = self.lease.take() {
            let release = self.shared.store.release(&lease);
            if let Ok(Err(error)) = tokio::time::timeout(PATIENCE, release).await {
                tracing::debug!(%error, "lease_not_released");
            }
        }
    }
}
