//! Branches of a call that goes out: provisional responses, early dialogs, early media, PRACK (RFC 3261 §13.2.2.1, RFC 3262 §4, RFC 6228).

use std::collections::VecDeque;

use tolk_model::MediaDescription;
use tolk_model::cause::Reason;
use tolk_model::id::{ForkId, LegId};
use tolk_model::leg::LegEvent;
use tolk_model::registration::DeviceRoute;
use tolk_model::time::Now;
use tolk_sdp::Negotiation;

use super::media::{Exchange, Owed};
use super::uac::sdp_of;
use super::{Call, cause};
use crate::dialog::Dialog;
use crate::edge::{Purpose, SipEdge};
use crate::transaction::timers::CallTimer;
use crate::wire::lex::digits;
use crate::wire::message::Common;
use crate::wire::{Method, Request, Response};

/// Branches of a forked call that are told apart; more are heard as the last one.
const MAX_FORKS: usize = 16;

/// What only a caller has.
#[derive(Debug)]
pub(crate) struct Outgoing {
    /// The INVITE's request, while it lives.
    pub(crate) client: Option<u64>,
    /// The INVITE without `Via` and `Contact`.
    pub(crate) request: Request,
    /// Who calls, where no trunk says otherwise.
    pub(super) from: CallerName,
    /// What we offered, before any answer.
    pub(super) offered: Box<Negotiation>,
    /// The INVITE had no description: theirs asks.
    pub(super) asks: bool,
    /// Branches by their tags.
    forks: Vec<Fork>,
    /// The branch whose early dialog is the call's: it agreed with us before the answer.
    pub(super) adopted: Option<String>,
    /// Whom one hears before the answer.
    playing: Option<ForkId>,
    /// Redirections not tried yet.
    pub(super) targets: VecDeque<String>,
    /// Everything that was tried.
    pub(super) tried: Vec<String>,
    /// Times that our session interval was too short for somebody.
    pub(super) intervals: u8,
    /// Some provisional response came: a CANCEL may go (§9.1).
    pub(super) provisional: bool,
    ringing: bool,
    /// The way to a registered device.
    pub(super) device: Option<DeviceRoute>,
    /// The call was given up before it was answered.
    pub(super) cancel: Option<Reason>,
}

/// Who calls, as `From` says it.
#[derive(Clone, Debug)]
pub(super) struct CallerName {
    /// Name and address.
    pub(super) whole: String,
    /// The name to show.
    pub(super) display: String,
}

/// One branch.
#[derive(Debug, Default)]
pub(super) struct Fork {
    tag: String,
    pub(super) early: Option<(Box<Negotiation>, MediaDescription)>,
    /// Offer and answer are done: what comes in the 2xx is a repetition.
    pub(super) agreed: bool,
    pub(super) dialog: Option<Dialog>,
    /// `RSeq` of the last reliable response.
    rseq: Option<u32>,
}

impl Outgoing {
    pub(super) fn new(
        request: Request,
        from: CallerName,
        offered: Negotiation,
        asks: bool,
    ) -> Outgoing {
        Outgoing {
            client: None,
            from,
            tried: vec![request.uri.clone()],
            request,
            offered: Box::new(offered),
            asks,
            forks: Vec::new(),
            adopted: None,
            playing: None,
            targets: VecDeque::new(),
            intervals: 0,
            provisional: false,
            ringing: false,
            device: None,
            cancel: None,
        }
    }

    /// The called registered on a flow, and behind a NAT only that flow leads there: for the whole call.
    pub(super) fn by_flow(&self) -> bool {
        self.device.as_ref().is_some_and(|d| d.source.is_some())
    }

    /// Forgets what an attempt that failed had begun.
    pub(super) fn begin_again(&mut self) {
        self.provisional = false;
        self.adopted = None;
        for fork in &mut self.forks {
            fork.early = None;
            fork.agreed = false;
            fork.dialog = None;
            fork.rseq = None;
        }
    }

    /// The same call once more (§8.1.3.5).
    pub(super) fn next_number(&mut self) {
        let number = self.request.cseq().map_or(0, |c| c.0) + 1;
        let text = format!("{number} INVITE");
        self.request.headers.set("cseq", text);
    }

    /// The branch with this tag, a new one when there is room.
    pub(super) fn fork(&mut self, tag: String) -> Option<(ForkId, &mut Fork)> {
        let at = match self.forks.iter().position(|f| f.tag == tag) {
            Some(at) => at,
            None => {
                if self.forks.len() >= MAX_FORKS {
                    self.forks.pop();
                }
                self.forks.push(Fork {
                    tag,
                    ..Fork::default()
                });
                self.forks.len() - 1
            }
        };
        let id = ForkId(u16::try_from(at).unwrap_or(u16::MAX));
        self.forks.get_mut(at).map(|fork| (id, fork))
    }

    /// Whether a branch with this tag rings.
    pub(super) fn has_branch(&self, tag: &str) -> bool {
        self.forks.iter().any(|f| f.tag == tag)
    }

    /// Another branch that one could hear.
    fn other_early(&self, but: ForkId) -> Option<(ForkId, MediaDescription)> {
        self.forks.iter().enumerate().find_map(|(at, fork)| {
            let id = ForkId(u16::try_from(at).ok()?);
            let (_, description) = fork.early.as_ref().filter(|_| id != but)?;
            Some((id, description.clone()))
        })
    }
}

impl Call {
    /// The dialog with the branch `tag`, for requests before the answer; made from `response` when it is new.
    pub(super) fn early_dialog(&mut self, tag: &str, response: &Response) -> Option<&mut Dialog> {
        let outgoing = self.outgoing.as_mut()?;
        if outgoing.adopted.as_deref() == Some(tag) {
            return self.dialog.as_mut();
        }
        let fresh = Dialog::calling(&outgoing.request, response).ok();
        let (_, fork) = outgoing.fork(tag.to_string())?;
        if fork.dialog.is_none() {
            fork.dialog = fresh;
        }
        fork.dialog.as_mut()
    }

    /// The number of a request that is sent once more, in the dialog that it is of: the call's, or that of a branch.
    pub(crate) fn next_number(&mut self, purpose: Purpose, request: &Request) -> Option<u32> {
        if purpose == Purpose::ByeFork {
            // Nothing else is said there any more.
            return Some(request.cseq().ok()?.0 + 1);
        }
        let tag = request.to_tag();
        let of_branch = purpose == Purpose::Prack;
        let dialog = match self.dialog.as_mut() {
            Some(dialog) if !of_branch || dialog.remote_tag == tag => dialog,
            _ if of_branch => {
                let forks = &mut self.outgoing.as_mut()?.forks;
                let fork = forks.iter_mut().find(|f| f.tag == tag)?;
                fork.dialog.as_mut()?
            }
            _ => return None,
        };
        dialog.local_cseq += 1;
        Some(dialog.local_cseq)
    }

    /// Makes the early dialog of a branch the call's, when none is: its sides may now change what they agreed.
    fn adopt(&mut self, tag: &str) {
        let Some(outgoing) = self.outgoing.as_mut().filter(|o| o.adopted.is_none()) else {
            return;
        };
        let Some((_, fork)) = outgoing.fork(tag.to_string()) else {
            return;
        };
        let Some(dialog) = fork.dialog.take() else {
            return;
        };
        if let Some((negotiation, description)) = &fork.early {
            self.negotiation = (**negotiation).clone();
            self.remote = Some(description.clone());
        }
        outgoing.adopted = Some(tag.to_string());
        self.dialog = Some(dialog);
    }
}

impl SipEdge {
    /// 100-199 for our INVITE.
    pub(super) fn progress(&mut self, now: Now, leg: LegId, id: u64, response: &Response) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        call.peer.learn(response.headers());
        let Some(outgoing) = call.outgoing.as_mut() else {
            return;
        };
        let first = !outgoing.provisional;
        outgoing.provisional = true;
        if let Some(reason) = outgoing.cancel {
            if first {
                self.send_cancel(now, id, &cause::reason_header(reason));
            }
            return;
        }
        let (status, tag) = (response.status, response.to_tag());
        if status == 100 {
            return;
        }
        let reliable = match rseq(response) {
            None => {
                // Known by its tag, for whoever wants to take its place.
                outgoing.fork(tag.clone());
                None
            }
            Some(number) => match outgoing.fork(tag.clone()) {
                // A repetition, or one that overtook another: the far end repeats them until they are confirmed.
                Some((_, fork)) if fork.rseq.is_some_and(|last| number != last + 1) => return,
                Some((_, fork)) => {
                    fork.rseq = Some(number);
                    Some(number)
                }
                None => return,
            },
        };
        if status == 180 && !outgoing.ringing {
            outgoing.ringing = true;
            self.event(leg, LegEvent::Ringing);
        }
        match (status, sdp_of(response)) {
            (199, _) => self.branch_over(leg, tag.clone()),
            (_, Some(text)) if self.calls.get(&leg).is_some_and(Call::is_asked_first) => {
                if let Some(number) = reliable {
                    return self.early_question(now, leg, number, &text, response);
                }
            }
            (_, Some(text)) => self.early_media(leg, tag.clone(), &text, reliable.is_some()),
            (_, None) => {}
        }
        if let Some(number) = reliable {
            self.prack(now, leg, number, response, None);
            if let Some(call) = self.calls.get_mut(&leg)
                && call.fork_agreed(&tag)
            {
                call.adopt(&tag);
            }
            self.offer_next(now, leg);
        }
    }

    fn early_media(&mut self, leg: LegId, tag: String, text: &str, reliable: bool) {
        let Some(outgoing) = self.calls.get_mut(&leg).and_then(|c| c.outgoing.as_mut()) else {
            return;
        };
        let mut negotiation = outgoing.offered.clone();
        let Some((fork, entry)) = outgoing.fork(tag) else {
            return;
        };
        if entry.agreed {
            return;
        }
        let Ok(description) = negotiation.read_answer(text) else {
            return;
        };
        let known = entry.early.as_ref().is_some_and(|(_, d)| *d == description);
        entry.early = Some((negotiation, description.clone()));
        entry.agreed = reliable;
        if !known {
            outgoing.playing = outgoing.playing.or(Some(fork));
            self.event(leg, LegEvent::Early(fork, description));
        }
    }

    /// 199: a branch was given up. When it was heard, another one is (RFC 6228 §5).
    fn branch_over(&mut self, leg: LegId, tag: String) {
        let Some(outgoing) = self.calls.get_mut(&leg).and_then(|c| c.outgoing.as_mut()) else {
            return;
        };
        let Some((id, fork)) = outgoing.fork(tag) else {
            return;
        };
        fork.early = None;
        if outgoing.playing != Some(id) {
            return;
        }
        let next = outgoing.other_early(id);
        outgoing.playing = next.as_ref().map(|(id, _)| *id);
        if let Some((id, description)) = next {
            self.event(leg, LegEvent::Early(id, description));
        }
    }

    /// An offer before the answer, because our INVITE had none: the core's reply goes in the PRACK.
    fn early_question(&mut self, now: Now, leg: LegId, rseq: u32, text: &str, response: &Response) {
        let tag = response.to_tag();
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let fresh = call.outgoing.as_ref().is_some_and(|o| o.adopted.is_none());
        if !fresh || call.early_dialog(&tag, response).is_none() {
            return self.prack(now, leg, rseq, response, None);
        }
        call.adopt(&tag);
        match call.negotiation.read_offer(text) {
            Ok(description) => {
                let owed = Owed::Prack(rseq, Box::new(response.clone()));
                self.ask_core(now, leg, owed, description);
            }
            Err(_) => self.prack(now, leg, rseq, response, None),
        }
    }

    /// Tells the core of an offer whose answer goes in an ACK or a PRACK.
    pub(super) fn ask_core(
        &mut self,
        now: Now,
        leg: LegId,
        by: Owed,
        description: MediaDescription,
    ) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let rev = call.next_rev();
        call.remote = Some(description.clone());
        call.exchange = Exchange::Owed { rev, by };
        let patience = self.config.media_reply;
        self.call_timer(now, leg, CallTimer::MediaReply, patience);
        let event = LegEvent::Media {
            rev,
            replies_to: None,
            description,
        };
        self.event(leg, event);
    }

    /// Confirms a reliable provisional response in the early dialog of its branch.
    pub(super) fn prack(
        &mut self,
        now: Now,
        leg: LegId,
        rseq: u32,
        response: &Response,
        body: Option<String>,
    ) {
        let number = response.cseq().map_or(0, |c| c.0);
        let Some(dialog) = self
            .calls
            .get_mut(&leg)
            .and_then(|c| c.early_dialog(&response.to_tag(), response))
        else {
            return;
        };
        let mut request = dialog.request(Method::Prack);
        let (hop, direct) = (dialog.next_hop(), dialog.routes.is_empty());
        request
            .headers
            .push("rack", format!("{rseq} {number} INVITE"));
        if let Some(text) = body {
            request = request.with_body(crate::wire::body::SDP, text);
        }
        self.answer_for_trunk(leg, &mut request);
        if let (Some(hop), Some(client)) = (hop, self.open_client(leg, Purpose::Prack, request)) {
            self.route_branch(now, leg, client, direct, &hop);
        }
    }
}

impl Call {
    /// Our INVITE had no description and none was agreed since.
    fn is_asked_first(&self) -> bool {
        self.outgoing
            .as_ref()
            .is_some_and(|o| o.asks && !o.forks.iter().any(|f| f.agreed))
    }

    fn fork_agreed(&mut self, tag: &str) -> bool {
        self.outgoing
            .as_mut()
            .and_then(|o| o.fork(tag.to_string()))
            .is_some_and(|(_, f)| f.agreed)
    }
}

/// `RSeq` of a response that demands a PRACK.
fn rseq(response: &Response) -> Option<u32> {
    let demanded = response
        .headers
        .tokens("require")
        .iter()
        .any(|t| t == "100rel");
    let number = digits(response.headers.text("rseq")?.trim())?;
    u32::try_from(number)
        .ok()
        .filter(|n| demanded && *n < u32::MAX)
}
