//! Transfers that we ask a far end for: it calls somebody else and leaves us.

use tolk_model::cause::Reason;
use tolk_model::journal::JournalEvent;
use tolk_model::leg::TransferProgress;
use tolk_model::{Address, Cause, ControlId, LegCommand, LegId, Now, ParticipantId, Pii};

use super::leg::LegState;
use super::machine::Meeting;
use super::timers;

/// A transfer that a far end was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Moving {
    /// Counts those of this leg.
    pub(super) number: u64,
    pub(super) to: Pii<Address>,
    /// It has not said how it ended.
    pub(super) open: bool,
}

impl Meeting {
    /// Asks the far end of a participant to call somebody else. The journal tells how it goes.
    ///
    /// # Errors
    /// When it is not asked: who has no leg that talks, or several, is not moved, nor is a page.
    pub(super) fn move_away(
        &mut self,
        now: Now,
        whom: ParticipantId,
        to: Pii<Address>,
    ) -> Result<(), Cause> {
        let legs = self.legs_of(whom);
        let [id] = legs.as_slice() else {
            let reason = match legs.as_slice() {
                [] => Reason::NotFound,
                _ => Reason::NotSupported,
            };
            return Err(Cause::us(reason));
        };
        let (id, by) = (*id, self.config.party.display_name.clone());
        let Some(leg) = self.leg_mut(id) else {
            return Err(Cause::us(Reason::NotFound));
        };
        if leg.state != LegState::Up || leg.profile.accept_early {
            return Err(Cause::us(Reason::NotSupported));
        }
        if leg.moved || leg.moving.as_ref().is_some_and(|m| m.open) {
            return Err(Cause::us(Reason::Busy));
        }
        let number = leg.moving.as_ref().map_or(1, |m| m.number + 1);
        let address = to.reveal().clone();
        leg.moving = Some(Moving {
            number,
            to,
            open: true,
        });
        self.tell(
            id,
            LegCommand::Transfer {
                transfer: ControlId(number),
                to: address,
                replaces: None,
                by: Some(by),
                deadline: now.mono + timers::MOVES,
            },
        );
        self.moving_journal(now, id, "asked", None);
        Ok(())
    }

    /// It tells how far it has come.
    pub(super) fn move_goes_on(
        &mut self,
        now: Now,
        id: LegId,
        name: ControlId,
        how: TransferProgress,
    ) {
        if self.moves(id, name) {
            let what = match how {
                TransferProgress::Trying => "trying",
                TransferProgress::Ringing => "ringing",
            };
            self.moving_journal(now, id, what, None);
        }
    }

    /// It tells how it ended. Who has left us hangs up; else everything is as before.
    pub(super) fn move_ended(
        &mut self,
        now: Now,
        id: LegId,
        name: ControlId,
        outcome: Result<(), Cause>,
    ) {
        if !self.moves(id, name) {
            return;
        }
        if let Some(moving) = self.leg_mut(id).and_then(|l| l.moving.as_mut()) {
            moving.open = false;
        }
        match outcome {
            Ok(()) => {
                self.moving_journal(now, id, "done", None);
                self.dismiss(now, id);
            }
            Err(cause) => self.moving_journal(now, id, "failed", Some(cause)),
        }
    }

    fn moves(&self, id: LegId, name: ControlId) -> bool {
        let moving = self.leg(id).and_then(|l| l.moving.as_ref());
        moving.is_some_and(|m| m.open && ControlId(m.number) == name)
    }

    fn moving_journal(&mut self, now: Now, id: LegId, what: &str, cause: Option<Cause>) {
        let to = self.leg(id).and_then(|l| l.moving.as_ref());
        let Some(to) = to.map(|m| m.to.clone()) else {
            return;
        };
        let event = JournalEvent::Transfer {
            what: what.to_string(),
            to,
            cause,
        };
        self.journal(now, Some(id), event);
    }
}
