//! A REFER of ours: the far end is asked to call somebody else, and tells how far it comes.

use tolk_model::address::Scheme;
use tolk_model::cause::{Blame, Cause, Reason};
use tolk_model::id::{ControlId, LegId};
use tolk_model::journal::JournalEvent;
use tolk_model::leg::{LegEvent, TransferProgress};
use tolk_model::time::{Mono, Now};
use tolk_model::{Address, Pii};

use super::super::{State, cause};
use super::{MAX_TRANSFERS, Transfers};
use crate::edge::{Purpose, SipEdge};
use crate::simple::Event;
use crate::wire::body::content_type;
use crate::wire::lex::trim;
use crate::wire::message::Common;
use crate::wire::method::SUPPORTED;
use crate::wire::refer::{Replaces, SIPFRAG, fragment_status, print_refer_to};
use crate::wire::uri::print_address;
use crate::wire::{Method, Request, Response, Uri};

/// What the core wants: the fields of `LegCommand::Transfer`.
pub(in crate::call) struct Order {
    pub(in crate::call) transfer: ControlId,
    pub(in crate::call) to: Address,
    pub(in crate::call) replaces: Option<LegId>,
    pub(in crate::call) by: Option<Pii<String>>,
    pub(in crate::call) deadline: Mono,
}

/// A transfer that we asked for.
#[derive(Debug)]
pub(crate) struct Asking {
    transfer: ControlId,
    /// `CSeq` of the REFER, which the far end uses as `id`.
    pub(in crate::call) number: u32,
    pub(super) deadline: Mono,
    /// A 2xx or a NOTIFY came.
    accepted: bool,
    /// What the core was told last.
    told: Option<TransferProgress>,
    /// `TransferDone` was said; the far end has not closed the subscription yet.
    done: bool,
}

impl Transfers {
    fn asking(&mut self, transfer: ControlId) -> Option<&mut Asking> {
        self.asking.iter_mut().find(|a| a.transfer == transfer)
    }

    /// A REFER was sent again with another number.
    pub(crate) fn renumber(&mut self, transfer: ControlId, number: u32) {
        if let Some(asking) = self.asking(transfer) {
            asking.number = number;
        }
    }

    /// Which of ours a NOTIFY is about; without an `id` the first that is open (RFC 3515 §2.4.6).
    fn notified(&mut self, event: &Event) -> Option<&mut Asking> {
        match &event.id {
            Some(id) => self.asking.iter_mut().find(|a| a.number.to_string() == *id),
            None => self.asking.first_mut(),
        }
    }
}

impl SipEdge {
    /// `LegCommand::Transfer`.
    pub(in crate::call) fn ask_transfer(&mut self, now: Now, leg: LegId, order: Order) {
        let transfer = order.transfer;
        if let Err(why) = self.send_refer(now, leg, order) {
            self.event(leg, LegEvent::TransferDone(transfer, Err(why)));
        }
    }

    fn send_refer(&mut self, now: Now, leg: LegId, order: Order) -> Result<(), Cause> {
        if order.to.scheme == Scheme::H323 {
            return Err(Cause::us(Reason::NotSupported));
        }
        let replaced = match order.replaces {
            Some(other) => Some(self.dialog_to_replace(other)?),
            None => None,
        };
        let home = self.config.default_domain.clone();
        let uri = replaced.as_ref().and_then(|(_, device)| device.clone());
        let uri = uri.unwrap_or_else(|| print_address(&order.to, &home));
        let refer_to = print_refer_to(&uri, replaced.as_ref().map(|(named, _)| named));
        let by = order.by.as_ref().and_then(|by| referred_by(by.reveal()));
        let call = self.calls.get_mut(&leg);
        let call = call.filter(|c| c.state == State::Up);
        let call = call.ok_or(Cause::us(Reason::Unavailable))?;
        if call.transfers.asking.len() >= MAX_TRANSFERS {
            return Err(Cause::us(Reason::Overloaded));
        }
        let dialog = call.dialog.as_mut();
        let dialog = dialog.ok_or(Cause::us(Reason::InternalError))?;
        let mut request = dialog.request(Method::Refer);
        call.transfers.asking.push(Asking {
            transfer: order.transfer,
            number: dialog.local_cseq,
            deadline: order.deadline,
            accepted: false,
            told: None,
            done: false,
        });
        request.headers.push("refer-to", refer_to);
        if let Some(by) = by {
            request.headers.push("referred-by", by);
        }
        request.headers.push("supported", SUPPORTED);
        self.watch_transfers(leg);
        self.send_in_dialog(now, leg, Purpose::Refer(order.transfer), request);
        Ok(())
    }

    /// How the far end of a leg knows its call with us, and its own address when that leads to this one device (RFC 5589 §7.3).
    fn dialog_to_replace(&self, leg: LegId) -> Result<(Replaces, Option<String>), Cause> {
        let call = self.calls.get(&leg).filter(|c| c.state == State::Up);
        let dialog = call.and_then(|c| c.dialog.as_ref());
        let dialog = dialog.ok_or(Cause::us(Reason::NotSupported))?;
        let named = Replaces {
            call_id: dialog.call_id.clone(),
            to_tag: dialog.remote_tag.clone(),
            from_tag: dialog.local_tag.clone(),
            early_only: false,
        };
        let device = match Uri::parse(&dialog.target) {
            Ok(Uri::Sip(uri)) if uri.parameters.has("gr") && uri.headers.is_none() => {
                Some(dialog.target.clone())
            }
            _ => None,
        };
        Ok((named, device))
    }

    /// The answer to our REFER.
    pub(in crate::call) fn refer_response(
        &mut self,
        now: Now,
        leg: LegId,
        transfer: ControlId,
        response: &Response,
    ) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let Some(asking) = call.transfers.asking(transfer) else {
            return;
        };
        let silent = response.headers().tokens("refer-sub");
        let silent = silent.iter().any(|s| s.split(';').next() == Some("false"));
        match response.status {
            ..=199 => {}
            // Nothing will be told (RFC 4488 §4): that it was taken is all there is to know.
            200..=299 if silent => self.asking_over(leg, transfer, Ok(()), true),
            200..=299 => {
                asking.accepted = true;
                self.transfer_told(leg, transfer, TransferProgress::Trying);
            }
            // The far end has forgotten the dialog (RFC 5057 §5.1).
            481 => {
                let why = Cause::far_end(Reason::ConnectionLost);
                self.asking_over(leg, transfer, Err(why.clone()), true);
                self.send_bye(now, leg, why.reason);
                self.finish(leg, why);
            }
            status => {
                let why = cause::refused(status, response.headers());
                self.asking_over(leg, transfer, Err(why), true);
            }
        }
    }

    /// Our REFER did not get through.
    pub(in crate::call) fn refer_failed(&mut self, leg: LegId, transfer: ControlId, why: Cause) {
        let heard = |a: &Asking| a.transfer == transfer && a.accepted;
        let call = self.calls.get(&leg);
        // A NOTIFY came, so the REFER did.
        if !call.is_some_and(|c| c.transfers.asking.iter().any(heard)) {
            self.asking_over(leg, transfer, Err(why), true);
        }
    }

    fn transfer_told(&mut self, leg: LegId, transfer: ControlId, how: TransferProgress) {
        let call = self.calls.get_mut(&leg);
        let Some(asking) = call.and_then(|c| c.transfers.asking(transfer)) else {
            return;
        };
        if !asking.done && asking.told.is_none_or(|told| told < how) {
            asking.told = Some(how);
            self.event(leg, LegEvent::TransferProgress(transfer, how));
        }
    }

    /// Says `TransferDone` once; the subscription stays known until the far end closes it, when it is not `closed` yet.
    fn asking_over(
        &mut self,
        leg: LegId,
        transfer: ControlId,
        outcome: Result<(), Cause>,
        closed: bool,
    ) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let Some(asking) = call.transfers.asking(transfer) else {
            return;
        };
        let said = std::mem::replace(&mut asking.done, true);
        if closed {
            call.transfers.asking.retain(|a| a.transfer != transfer);
        }
        if !said {
            self.event(leg, LegEvent::TransferDone(transfer, outcome));
        }
        self.watch_transfers(leg);
    }

    /// A NOTIFY about a transfer of ours.
    pub(in crate::call) fn refer_notified(
        &mut self,
        now: Now,
        leg: LegId,
        server: u64,
        request: &Request,
        event: &Event,
    ) {
        let call = self.calls.get_mut(&leg);
        let Some(asking) = call.and_then(|c| c.transfers.notified(event)) else {
            return self.answer(now, server, 481);
        };
        let transfer = asking.transfer;
        let told = match read_notify(request) {
            Ok(told) => told,
            Err(status) => return self.refuse_fragment(now, leg, server, status),
        };
        asking.accepted = true;
        self.answer(now, server, 200);
        match told.status {
            Some(status @ 180..=199) if status != 199 => {
                self.transfer_told(leg, transfer, TransferProgress::Ringing);
            }
            None | Some(..=199) => self.transfer_told(leg, transfer, TransferProgress::Trying),
            Some(200..=299) => self.asking_over(leg, transfer, Ok(()), told.closed),
            Some(status) => {
                let reason = cause::reason(status);
                let why = Cause {
                    reason,
                    blame: Blame::FarEnd,
                };
                self.asking_over(leg, transfer, Err(why), told.closed);
            }
        }
        if told.closed {
            // Closed without an end: the far end will not tell.
            let unknown = Err(Cause::far_end(Reason::TimedOut));
            self.asking_over(leg, transfer, unknown, true);
        }
    }

    fn refuse_fragment(&mut self, now: Now, leg: LegId, server: u64, status: u16) {
        let event = JournalEvent::Malformed {
            edge: self.config.edge.clone(),
            problem: "NOTIFY of a transfer cannot be read".to_string(),
        };
        self.journal(Some(leg), event);
        let Some(mut response) = self.response(server, status) else {
            return;
        };
        if status == 415 {
            response = response.with("accept", SIPFRAG);
        }
        self.respond(now, server, response);
    }

    /// The far end hangs up: whom we passed on, and who agreed, is with the other party now.
    pub(in crate::call) fn passed_on(&mut self, leg: LegId) {
        let Some(call) = self.calls.get(&leg) else {
            return;
        };
        let agreed = call.transfers.asking.iter().filter(|a| a.accepted);
        let agreed: Vec<ControlId> = agreed.map(|a| a.transfer).collect();
        for transfer in agreed {
            self.asking_over(leg, transfer, Ok(()), true);
        }
    }

    /// The call is over, and so is all that we asked of its far end.
    pub(in crate::call) fn drop_asking(&mut self, leg: LegId, why: &Cause) {
        let Some(call) = self.calls.get(&leg) else {
            return;
        };
        let open = call.transfers.asking.iter();
        let open: Vec<ControlId> = open.map(|a| a.transfer).collect();
        for transfer in open {
            self.asking_over(leg, transfer, Err(why.clone()), true);
        }
    }

    /// The deadline of the core has passed.
    pub(super) fn asking_overdue(&mut self, now: Now, leg: LegId) {
        let Some(call) = self.calls.get(&leg) else {
            return;
        };
        let due = call.transfers.asking.iter();
        let due = due.filter(|a| a.deadline <= now.mono);
        let due: Vec<ControlId> = due.map(|a| a.transfer).collect();
        for transfer in due {
            let late = Err(Cause::far_end(Reason::TimedOut));
            self.asking_over(leg, transfer, late, true);
        }
    }
}

/// What a NOTIFY tells.
struct Told {
    status: Option<u16>,
    /// The subscription ends with it.
    closed: bool,
}

fn read_notify(request: &Request) -> Result<Told, u16> {
    let state = request.headers.text("subscription-state");
    let state = state.map(|s| trim(s.split(';').next().unwrap_or_default()));
    // Telephones from before RFC 3265 leave it out.
    let closed = state.is_some_and(|s| s.eq_ignore_ascii_case("terminated"));
    if request.body.is_empty() {
        let status = None;
        return Ok(Told { status, closed });
    }
    let (kind, _) = content_type(request.headers.text("content-type").unwrap_or_default());
    if kind != SIPFRAG {
        return Err(415);
    }
    let status = fragment_status(&request.body);
    let status = Some(status.ok_or(400_u16)?);
    Ok(Told { status, closed })
}

/// `Referred-By` for a name that came as `Referred-By`, or for an address of the core; nothing when it is neither.
fn referred_by(by: &str) -> Option<String> {
    let known = matches!(Uri::parse(by), Ok(Uri::Sip(_) | Uri::Tel(_)));
    known.then(|| format!("<{by}>"))
}
