//! A REFER outside the call that it is about, which it names by `Target-Dialog` (RFC 4538, RFC 3515 §2.4.4): only from whoever has proved
//! to be the far end of that call. It makes a dialog of its own for what is told of the transfer.

use std::net::IpAddr;

use tolk_model::cause::Cause;
use tolk_model::id::LegId;
use tolk_model::limits::source_of;
use tolk_model::party::Trust;
use tolk_model::time::Now;

use super::asked::Refusal;
use crate::call::{Call, Hint};
use crate::dialog::Dialog;
use crate::edge::{Purpose, SipEdge};
use crate::simple::Event;
use crate::wire::Request;
use crate::wire::message::Common;
use crate::wire::refer::TargetDialog;

/// Transfers that were asked for outside their call are numbered from here on: no `CSeq` is as high (RFC 3261 §8.1.1.5).
const OUTSIDE: u32 = 1 << 31;

/// Whether a number is that of a transfer which was asked for outside its call.
pub(crate) const fn is_outside(number: u32) -> bool {
    number >= OUTSIDE
}

/// The dialog that a REFER outside its call made.
#[derive(Debug)]
pub(super) struct Aside {
    pub(super) dialog: Dialog,
    hint: Option<Hint>,
    /// The network that the REFER came from: nobody else says how long it is told.
    from: IpAddr,
}

impl Call {
    /// Whether its far end has proved to be this.
    fn is_with(&self, proved: &Trust) -> bool {
        *proved != Trust::Anonymous && self.far_end.as_ref() == Some(proved)
    }
}

impl SipEdge {
    /// A REFER without a dialog.
    pub(in crate::call) fn refer_outside(&mut self, now: Now, server: u64, request: &Request) {
        let taken = self.target_of(server, request).and_then(|leg| {
            let aside = self.aside(server, request)?;
            if let Some(server) = self.servers.get_mut(&server) {
                server.leg = Some(leg);
            }
            self.take_refer(now, leg, server, request, Some(aside))
                .map_err(|refusal| (Some(leg), refusal))
        });
        if let Err((leg, refusal)) = taken {
            self.punish_server(now, server);
            self.refuse_refer(now, leg, server, refusal);
        }
    }

    /// The call that a REFER names and whose far end has sent it. Whoever proves nothing does not hear whether there is such a call.
    fn target_of(&self, server: u64, request: &Request) -> Result<LegId, (Option<LegId>, Refusal)> {
        let refuse = |status, what| Err((None, (status, what)));
        let proved = self.servers.get(&server).map(|s| &s.trust);
        let named = request.headers.text("target-dialog");
        let (Some(named), Some(proved)) = (named, proved.filter(|t| **t != Trust::Anonymous))
        else {
            return refuse(403, "transfer outside a call");
        };
        if request.headers.count("target-dialog") > 1 {
            return refuse(400, "Target-Dialog cannot be read");
        }
        let Some(named) = TargetDialog::parse(named) else {
            return refuse(400, "Target-Dialog cannot be read");
        };
        let leg = self.leg_named(&named.seen_from_here());
        let call = leg.and_then(|leg| self.calls.get(&leg));
        match leg {
            Some(leg) if call.is_some_and(|c| c.is_with(proved)) => Ok(leg),
            _ => refuse(481, "transfer of a call that is not its own"),
        }
    }

    fn aside(
        &mut self,
        server: u64,
        request: &Request,
    ) -> Result<Box<Aside>, (Option<LegId>, Refusal)> {
        let broken = (None, (400, "REFER makes no dialog"));
        let transaction = self.servers.get(&server).ok_or(broken)?;
        let (tag, flow) = (transaction.tag.clone(), transaction.flow);
        let from = source_of(transaction.source.ip());
        let first = self.random.below(1 << 16);
        let dialog = Dialog::answering(request, &tag, first).map_err(|_| broken)?;
        let hint = self.direct_hint(request, &dialog, flow);
        Ok(Box::new(Aside { dialog, hint, from }))
    }

    /// The number of the next transfer of a call that is asked for outside it; its dialog is known from now on.
    pub(super) fn number_outside(&mut self, leg: LegId, aside: &Aside) -> u32 {
        self.outside += 1;
        let number = OUTSIDE | (self.outside & (OUTSIDE - 1));
        let key = (aside.dialog.call_id.clone(), aside.dialog.local_tag.clone());
        self.asides.insert(key, (leg, number));
        number
    }

    /// A word about a transfer, in the dialog of its REFER.
    pub(super) fn send_aside(&mut self, now: Now, leg: LegId, number: u32, request: Request) {
        let call = self.calls.get_mut(&leg);
        let aside = call.and_then(|c| c.transfers.of(number)?.aside.as_deref());
        let Some(aside) = aside else {
            return;
        };
        let (hop, hint) = (aside.dialog.next_hop(), aside.hint.clone());
        let hint = hint.filter(|h| {
            let datagram = h.destination.transport == tolk_model::address::TransportKind::Udp;
            datagram || self.flows.info(h.flow).is_some()
        });
        let purpose = Purpose::ReferNotify(number);
        let Some(client) = self.open_client(leg, purpose, request) else {
            let why = Cause::us(tolk_model::Reason::Overloaded);
            return self.request_failed(now, leg, purpose, why);
        };
        match (hint, hop) {
            (Some(hint), _) => self.route_by(now, client, hint.flow, &hint.destination),
            (None, Some(hop)) => self.route(now, client, &hop),
            (None, None) => {
                self.close_client(client);
                let why = Cause::far_end(tolk_model::Reason::ProtocolError);
                self.request_failed(now, leg, purpose, why);
            }
        }
    }

    /// A SUBSCRIBE in the dialog of a REFER outside its call; `false` when it is in none.
    pub(crate) fn aside_subscribed(&mut self, now: Now, server: u64, request: &Request) -> bool {
        let key = (request.call_id().to_string(), request.to_tag());
        let Some((leg, number)) = self.asides.get(&key).copied() else {
            return false;
        };
        let from = self.servers.get(&server).map(|s| source_of(s.source.ip()));
        let event = Event::of(request).filter(|e| e.package == super::REFER);
        let call = self.calls.get_mut(&leg);
        let aside = call.and_then(|c| c.transfers.of(number)?.aside.as_deref_mut());
        let aside =
            aside.filter(|a| Some(a.from) == from && a.dialog.remote_tag == request.sender_tag());
        let (Some(aside), Some(event)) = (aside, event) else {
            return false;
        };
        if !aside.dialog.accept(request.cseq().map_or(0, |c| c.0)) {
            self.answer(now, server, 500);
            return true;
        }
        self.refer_subscribed(now, leg, server, request, (&event, Some(number)));
        true
    }

    /// Forgets the dialogs of transfers of a call that are over.
    pub(super) fn drop_asides(&mut self, leg: LegId) {
        if self.asides.is_empty() {
            return;
        }
        let call = self.calls.get(&leg);
        let lives = |number: u32| call.is_some_and(|c| c.transfers.has(number));
        self.asides
            .retain(|_, (of, number)| *of != leg || lives(*number));
    }
}
