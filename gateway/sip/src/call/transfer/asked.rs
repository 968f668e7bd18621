//! A REFER of the far end: read, put to the core, agreed to or refused.

use tolk_model::Pii;
use tolk_model::cause::{Cause, Reason};
use tolk_model::id::{ControlId, LegId};
use tolk_model::journal::JournalEvent;
use tolk_model::leg::{LegEvent, TransferProgress};
use tolk_model::time::{Mono, Now};

use super::super::State;
use super::outside::Aside;
use super::{AGREE_WITHIN, MAX_TRANSFERS, SUBSCRIBED, status};
use crate::edge::SipEdge;
use crate::wire::message::Common;
use crate::wire::refer::{NoReference, ReferTo, Replaces, referrer};
use crate::wire::{Headers, Request};

/// Seconds after which a REFER that came too early, or was one too many, may come again.
const AGAIN: &str = "5";

/// How much a REFER was agreed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// It waits for the core.
    Waits {
        /// The server transaction.
        server: u64,
    },
    /// The core agreed.
    Agreed,
    /// It is over; only the wire has something left to do.
    Done,
}

/// A transfer that the far end asked for, and its implicit subscription.
#[derive(Debug)]
pub(crate) struct Asked {
    /// `CSeq` of the REFER: names the transfer to the core and, as `id`, on the wire (RFC 3515 §2.4.6). One that no `CSeq` has, when it
    /// came outside the call.
    pub(super) number: u32,
    /// The dialog that it came in, when that is not the call's.
    pub(super) aside: Option<Box<Aside>>,
    pub(super) step: Step,
    /// NOTIFYs go; not so when the far end does not want them (RFC 4488), or wants no more.
    pub(super) tells: bool,
    /// Another REFER of this dialog came before: `Event` needs the `id`.
    pub(super) numbered: bool,
    /// When patience, or the subscription, ends.
    pub(super) ends: Mono,
    /// What the last NOTIFY said or the next one will.
    pub(super) status: u16,
    /// Why the subscription ends, when it does.
    pub(super) closing: Option<&'static str>,
    /// A NOTIFY waits for its answer: the next one goes after it, so that they cannot overtake each other.
    pub(super) in_flight: bool,
    /// Another NOTIFY is due.
    pub(super) due: bool,
    replaces: Option<Replaces>,
    referred_by: Option<String>,
}

impl Asked {
    /// When the timer has something to do.
    pub(super) fn ends(&self) -> Option<Mono> {
        (self.step != Step::Done).then_some(self.ends)
    }

    /// The server transaction that waits.
    fn waits(&self) -> Option<u64> {
        match self.step {
            Step::Waits { server } => Some(server),
            Step::Agreed | Step::Done => None,
        }
    }

    pub(super) fn is_settled(&self) -> bool {
        self.step == Step::Done && !self.in_flight && !self.due
    }

    /// Adds to our INVITE what the REFER demanded (RFC 3891 §4, RFC 3892 §4).
    fn demand(&self, headers: &mut Headers) {
        if let Some(replaces) = &self.replaces {
            headers.push("replaces", replaces.print());
            headers.push("require", "replaces");
        }
        if let Some(by) = &self.referred_by {
            headers.push("referred-by", format!("<{by}>"));
        }
    }
}

/// Why a REFER is refused: the status, and what the journal says.
pub(super) type Refusal = (u16, &'static str);

impl SipEdge {
    /// A REFER within a call.
    pub(in crate::call) fn refer(&mut self, now: Now, leg: LegId, server: u64, request: &Request) {
        if let Err(refusal) = self.take_refer(now, leg, server, request, None) {
            self.refuse_refer(now, Some(leg), server, refusal);
        }
    }

    pub(super) fn refuse_refer(
        &mut self,
        now: Now,
        leg: Option<LegId>,
        server: u64,
        (status, what): Refusal,
    ) {
        let account = self.servers.get(&server).and_then(|s| s.account.clone());
        let edge = self.config.edge.clone();
        let what = what.to_string();
        let event = match status {
            400 => JournalEvent::Malformed {
                edge,
                problem: what,
            },
            503 => JournalEvent::Limited { edge, what },
            _ => JournalEvent::Refused {
                edge,
                account,
                what,
            },
        };
        self.journal(leg, event);
        let Some(mut response) = self.response(server, status) else {
            return;
        };
        if matches!(status, 500 | 503) {
            response = response.with("retry-after", AGAIN);
        }
        self.respond(now, server, response);
    }

    /// Puts a transfer to the core; `aside` is the dialog of a REFER outside the call.
    pub(super) fn take_refer(
        &mut self,
        now: Now,
        leg: LegId,
        server: u64,
        request: &Request,
        aside: Option<Box<Aside>>,
    ) -> Result<(), Refusal> {
        let call = self.calls.get(&leg);
        let call = call.ok_or((481, "transfer of no call"))?;
        match call.state {
            State::Up => {}
            State::Over => return Err((481, "transfer after the end")),
            State::Answered => return Err((500, "transfer before the call stands")),
            State::Offered { .. } | State::Calling => {
                return Err((403, "transfer before the answer"));
            }
        }
        if call.transfers.asked.len() >= MAX_TRANSFERS {
            return Err((503, "transfers"));
        }
        let wanted = request.headers.text("refer-to");
        let wanted = wanted.ok_or((400, "REFER without Refer-To"))?;
        let wanted = ReferTo::parse(wanted).map_err(|why| match why {
            NoReference::Malformed => (400, "Refer-To cannot be read"),
            NoReference::Scheme => (416, "transfer to a scheme that cannot be called"),
            NoReference::Method => (403, "transfer by another method than a call"),
        })?;
        let referred_by = match request.headers.text("referred-by") {
            Some(text) => Some(referrer(text).ok_or((400, "Referred-By cannot be read"))?),
            None => None,
        };
        let to = match self.temporary.find(now.mono, &wanted.address.local) {
            Some((address, _)) => address,
            None => wanted.address,
        };
        let replaces = match &wanted.replaces {
            Some(named) => self.leg_to_join(leg, named)?,
            None => None,
        };
        let number = match &aside {
            Some(aside) => self.number_outside(leg, aside),
            None => request.cseq().map_or(0, |c| c.0),
        };
        let silent = request.headers.tokens("refer-sub");
        let silent = silent.iter().any(|s| s.split(';').next() == Some("false"));
        let by = referred_by.clone().map(Pii::new);
        if let Some(call) = self.calls.get_mut(&leg) {
            let numbered = call.referred && aside.is_none();
            call.referred |= aside.is_none();
            call.transfers.asked.push(Asked {
                number,
                aside,
                step: Step::Waits { server },
                tells: !silent,
                numbered,
                ends: now.mono + AGREE_WITHIN,
                status: 100,
                closing: None,
                in_flight: false,
                due: false,
                replaces: wanted.replaces,
                referred_by,
            });
        }
        self.watch_transfers(leg);
        let asked = LegEvent::TransferAsked {
            transfer: ControlId(u64::from(number)),
            to,
            replaces,
            by,
        };
        self.event(leg, asked);
        Ok(())
    }

    /// The leg of ours whose far end is wanted, when the `Replaces` of a REFER names a dialog of ours; nothing is called then.
    fn leg_to_join(&self, asking: LegId, named: &Replaces) -> Result<Option<LegId>, Refusal> {
        let Some(found) = self.leg_named(named) else {
            return Ok(None);
        };
        if found == asking {
            return Err((400, "transfer of a call to itself"));
        }
        let call = self.calls.get(&found);
        if named.early_only || !call.is_some_and(|c| c.state == State::Up) {
            return Err((480, "transfer to a call that does not stand"));
        }
        Ok(Some(found))
    }

    fn asked_mut(&mut self, leg: LegId, transfer: ControlId) -> Option<&mut Asked> {
        let asked = &mut self.calls.get_mut(&leg)?.transfers.asked;
        asked
            .iter_mut()
            .find(|a| u64::from(a.number) == transfer.0 && a.step != Step::Done)
    }

    /// The core has come further.
    pub(in crate::call) fn transfer_goes(
        &mut self,
        now: Now,
        leg: LegId,
        transfer: ControlId,
        how: TransferProgress,
    ) {
        let Some(asked) = self.asked_mut(leg, transfer) else {
            return;
        };
        let status = match how {
            TransferProgress::Trying => 100,
            TransferProgress::Ringing => 180,
        };
        let waits = asked.waits();
        let news = status > asked.status;
        asked.status = asked.status.max(status);
        let number = asked.number;
        if let Some(server) = waits {
            self.agree(now, leg, number, server);
        } else if news {
            self.notify_transfer(now, leg, number);
        }
    }

    /// The core is done.
    pub(in crate::call) fn transfer_ends(
        &mut self,
        now: Now,
        leg: LegId,
        transfer: ControlId,
        outcome: Result<(), Cause>,
    ) {
        let Some(asked) = self.asked_mut(leg, transfer) else {
            return;
        };
        let (number, waits) = (asked.number, asked.waits());
        let status = outcome.map_or_else(|why| status(why.reason), |()| 200);
        match waits {
            Some(server) if status != 200 => {
                asked.step = Step::Done;
                asked.tells = false;
                // Nobody waits for this answer any more when these come (RFC 4320 §4.1), or they are an INVITE's alone.
                let status = if matches!(status, 408 | 487) {
                    480
                } else {
                    status
                };
                self.answer(now, server, status);
                return self.settle_transfer(leg, number);
            }
            _ => {}
        }
        asked.status = status;
        asked.closing = Some("noresource");
        if let Some(server) = waits {
            self.agree(now, leg, number, server);
        } else {
            self.notify_transfer(now, leg, number);
        }
        if let Some(asked) = self.asked_mut(leg, transfer) {
            asked.step = Step::Done;
        }
        self.settle_transfer(leg, number);
    }

    /// The 202, and the first NOTIFY at once (RFC 3515 §2.4.4).
    fn agree(&mut self, now: Now, leg: LegId, number: u32, server: u64) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let user = call.user.clone();
        let Some(asked) = call.transfers.of(number) else {
            return;
        };
        asked.step = Step::Agreed;
        asked.ends = now.mono + SUBSCRIBED;
        let silent = !asked.tells;
        if let Some(mut response) = self.call_response(server, 202, &user) {
            if silent {
                response = response.with("refer-sub", "false");
            }
            self.respond(now, server, response);
        }
        self.watch_transfers(leg);
        self.notify_transfer(now, leg, number);
    }

    /// What the REFER behind a call demanded of it.
    pub(in crate::call) fn demands_of(
        &self,
        transfer: Option<(LegId, ControlId)>,
        headers: &mut Headers,
    ) {
        let Some((leg, transfer)) = transfer else {
            return;
        };
        let asked = self.calls.get(&leg).map(|c| &c.transfers.asked);
        let asked = asked.and_then(|a| a.iter().find(|a| u64::from(a.number) == transfer.0));
        if let Some(asked) = asked {
            asked.demand(headers);
        }
    }

    /// The call ends: what was not agreed to is not any more (RFC 3261 §15.1.2). What was agreed to goes on.
    pub(in crate::call) fn drop_unagreed(&mut self, now: Now, leg: LegId) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let waiting: Vec<u64> = call
            .transfers
            .asked
            .iter()
            .filter_map(Asked::waits)
            .collect();
        call.transfers.asked.retain(|a| a.waits().is_none());
        for server in waiting {
            self.answer(now, server, 487);
        }
        self.watch_transfers(leg);
    }

    /// The core was silent, or a subscription is over.
    pub(super) fn asked_overdue(&mut self, now: Now, leg: LegId) {
        let Some(call) = self.calls.get(&leg) else {
            return;
        };
        let due = call.transfers.asked.iter();
        let due: Vec<(u32, Option<u64>)> = due
            .filter(|a| a.ends().is_some_and(|at| at <= now.mono))
            .map(|a| (a.number, a.waits()))
            .collect();
        for (number, waits) in due {
            if waits.is_some() {
                let refused = Err(Cause::us(Reason::Declined));
                self.transfer_ends(now, leg, ControlId(u64::from(number)), refused);
                continue;
            }
            if let Some(asked) = self
                .calls
                .get_mut(&leg)
                .and_then(|c| c.transfers.of(number))
            {
                asked.step = Step::Done;
                asked.closing = Some("timeout");
            }
            self.notify_transfer(now, leg, number);
            self.settle_transfer(leg, number);
        }
    }
}
