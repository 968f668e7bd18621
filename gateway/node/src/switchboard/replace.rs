//! A call that comes in to take the place of one of our legs (RFC 3891): from another device of the same party, and from nobody else.

use tolk_core::admission::{self, Standing, Way};
use tolk_model::cause::{Blame, Cause, Reason};
use tolk_model::journal::JournalEvent;
use tolk_model::party::CallRequest;
use tolk_model::{LegId, Pii, Role, RuleId};

use super::admit::{Door, entrant};
use super::shared::Switchboard;
use crate::drive::EdgeHandle;
use crate::telemetry::Subject;

impl Switchboard {
    /// Whatever it calls, it goes into the meeting of that leg or nowhere.
    ///
    /// # Errors
    /// When it may not; then the leg is as it was.
    pub(super) fn replace(
        &self,
        edge: &EdgeHandle,
        leg: LegId,
        request: CallRequest,
        old: LegId,
    ) -> Result<(), Cause> {
        let directory = self.shared.listed.directory();
        let mut board = self.shared.board();
        if !board.open {
            return Err(Cause::us(Reason::ShuttingDown));
        }
        let asks = Standing::of_caller(&request.trust, &directory);
        let permitted = match board.legs.get(&old) {
            None => {
                let rule = RuleId::new("replaces.no_such_call");
                Err(Cause::policy(Reason::NotFound, rule))
            }
            Some(line) => {
                let running = board.meetings.get(&line.meeting);
                let running = running.ok_or(Cause::us(Reason::Gone));
                admission::replacement(&asks, &line.standing)
                    .and_then(|rule| Ok((rule, running?.config.clone())))
            }
        };
        let rule = match &permitted {
            Ok((rule, _)) => rule.clone(),
            Err(cause) => match &cause.blame {
                Blame::Policy(rule) => rule.clone(),
                _ => RuleId::new("replaces.over"),
            },
        };
        let outcome = if permitted.is_ok() { "join" } else { "refuse" };
        let admitted = JournalEvent::Admitted {
            from: request.from.address.clone(),
            to: Pii::new(request.to.clone()),
            outcome: outcome.to_string(),
            rule,
        };
        let subject = Subject {
            meeting: permitted.as_ref().ok().map(|(_, config)| config.id),
            call: Some(request.call),
            leg: Some(leg),
        };
        let done = permitted.and_then(|(_, config)| {
            let door = Door {
                way: Way::Join,
                role: Role::Speaker,
                party: admission::seen_as(&request, &directory),
            };
            let entrant = entrant(edge, leg, request, door);
            let entered = self
                .shared
                .enter(&mut board, &config, edge.clone(), entrant);
            entered.map(drop)
        });
        if done.is_err() {
            board.remember(leg, subject);
        }
        drop(board);
        self.shared.journal.write(subject, admitted);
        done
    }
}
