//! What a call is: INVITE both ways, its answer, its media, its end (RFC 3261 §13-§15, RFC 3264).

mod belated;
pub(crate) mod cause;
mod describe;
mod end;
mod fork;
mod in_dialog;
mod info;
mod media;
mod owed;
mod provisional;
mod redirect;
mod reoffer;
mod session;
mod timers;
pub(crate) mod transfer;
mod uac;
mod uas;
mod ways;

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use tolk_model::MediaDescription;
use tolk_model::id::FlowId;
use tolk_model::id::LegId;
use tolk_model::leg::{Direction, LegCommand};
use tolk_model::media::Rev;
use tolk_model::party::Destination;
use tolk_model::time::Now;
use tolk_sdp::Negotiation;

use crate::dialog::Dialog;
use crate::edge::{Asker, Neighbour, SipEdge};
use crate::trunk::ByTrunk;
use belated::Belated;
pub(crate) use describe::{called_user, caller, trust};
use fork::Outgoing;
use media::Exchange;
use provisional::Reliable;
use session::Session;
use transfer::{Order, Transfers};

/// Where a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It came in and waits for `Accept`.
    Offered {
        /// The server transaction.
        server: u64,
        /// The INVITE had no description: ours will ask.
        asks: bool,
    },
    /// The 200 waits for its ACK.
    Answered,
    /// We call.
    Calling,
    /// Both sides agreed.
    Up,
    /// `Ended` was said; only the wire has something left to do.
    Over,
}

/// A 200 to an INVITE that waits for its ACK (§13.3.1.4).
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// Its transaction.
    pub(crate) server: u64,
    /// The INVITE's number, which the ACK repeats.
    pub(crate) number: u32,
    /// As it was sent.
    pub(crate) response: crate::wire::Response,
    /// Until it is sent again.
    pub(crate) interval: Duration,
    /// It holds an offer: the ACK has the answer.
    pub(crate) asks: bool,
}

/// The way to a peer that talks to us directly, so that NAT and connection reuse work.
#[derive(Clone, Debug)]
pub(crate) struct Hint {
    pub(crate) flow: FlowId,
    pub(crate) destination: Destination,
}

/// What the far end says that it can.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Peer {
    /// UPDATE (RFC 3311).
    pub(crate) update: bool,
    /// MESSAGE (RFC 3428).
    pub(crate) message: bool,
}

impl Peer {
    /// From a message of the dialog; one that says nothing changes nothing.
    pub(crate) fn learn(&mut self, headers: &crate::wire::Headers) {
        if headers.count("allow") > 0 {
            let allowed = headers.tokens("allow");
            self.update = allowed.iter().any(|m| m == "update");
            self.message = allowed.iter().any(|m| m == "message");
        }
    }
}

/// What the peer was found not to do.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Declined {
    pub(crate) digits: bool,
    pub(crate) pictures: bool,
    pub(crate) lines: bool,
}

/// One leg.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) direction: Direction,
    pub(crate) state: State,
    pub(crate) dialog: Option<Dialog>,
    /// User part of our `Contact`.
    pub(crate) user: String,
    pub(crate) hint: Option<Hint>,
    /// The first hop under TLS, when only its name is proven.
    pub(crate) neighbour: Option<Neighbour>,
    /// Whom it is counted for.
    pub(crate) asker: Option<Asker>,
    pub(crate) negotiation: Negotiation,
    pub(crate) exchange: Exchange,
    pub(crate) answer: Option<Answer>,
    /// Descriptions of the core that wait for their turn.
    pub(crate) queued: VecDeque<(Option<Rev>, MediaDescription)>,
    /// Replies of the core that came too late.
    pub(crate) belated: Belated,
    /// What we last said.
    pub(crate) local: MediaDescription,
    /// The far end's last revision.
    pub(crate) remote_rev: Rev,
    /// What only a caller has.
    pub(crate) outgoing: Option<Outgoing>,
    /// Who its far end has proved to be, or was called as.
    pub(crate) far_end: Option<tolk_model::party::Trust>,
    /// It goes by a trunk.
    pub(crate) by_trunk: Option<ByTrunk>,
    /// Its BYE, of which a trunk may still ask who we are.
    pub(crate) bye: Option<u64>,
    /// ACKs by remote tag and number, sent again for every repeated 2xx.
    pub(crate) acks: BTreeMap<(String, u32), (FlowId, Vec<u8>)>,
    /// The last provisional response, repeated every minute.
    pub(crate) progress: Option<u16>,
    /// An agreed session timer (RFC 4028).
    pub(crate) session: Option<Session>,
    /// Shortest session timer that the far end takes, seconds; 0 when it did not say.
    pub(crate) min_session: u32,
    pub(crate) peer: Peer,
    /// Provisional responses that the caller confirms.
    pub(crate) reliable: Reliable,
    /// Number of the INVITE that began it, when the far end called.
    pub(crate) number: u32,
    /// What the far end last said, and took back no more.
    pub(crate) remote: Option<MediaDescription>,
    pub(crate) declined: Declined,
    pub(crate) transfers: Transfers,
    /// The far end asked for a transfer before.
    pub(crate) referred: bool,
    /// Who is in the meeting: authors of lines.
    pub(crate) roster: Option<std::sync::Arc<tolk_model::party::Roster>>,
    /// Which of them this is.
    pub(crate) own: Option<tolk_model::ParticipantId>,
    /// `Ended` was said.
    pub(crate) ended: bool,
    /// A BYE is due when the ACK has come (§15).
    pub(crate) bye_after_ack: Option<tolk_model::Reason>,
}

impl Call {
    pub(crate) fn new(direction: Direction, state: State, negotiation: Negotiation) -> Call {
        Call {
            direction,
            state,
            dialog: None,
            user: "tolk".to_string(),
            hint: None,
            neighbour: None,
            asker: None,
            negotiation,
            exchange: Exchange::Idle,
            answer: None,
            queued: VecDeque::new(),
            belated: Belated::default(),
            local: MediaDescription::default(),
            remote_rev: Rev(0),
            outgoing: None,
            by_trunk: None,
            bye: None,
            far_end: None,
            acks: BTreeMap::new(),
            progress: None,
            session: None,
            min_session: 0,
            peer: Peer::default(),
            reliable: Reliable::default(),
            number: 0,
            remote: None,
            declined: Declined::default(),
            transfers: Transfers::default(),
            referred: false,
            roster: None,
            own: None,
            ended: false,
            bye_after_ack: None,
        }
    }

    /// The next revision of the far end.
    pub(crate) fn next_rev(&mut self) -> Rev {
        self.remote_rev = self.remote_rev.next();
        self.remote_rev
    }

    /// For `/debug`.
    pub(crate) fn debug_state(&self, leg: LegId) -> serde_json::Value {
        let state = match self.state {
            State::Offered { .. } => "offered",
            State::Answered => "answered",
            State::Calling => "calling",
            State::Up => "up",
            State::Over => "over",
        };
        serde_json::json!({
            "leg": leg,
            "direction": self.direction,
            "state": state,
            "exchange": self.exchange.name(),
            "queued": self.queued.len(),
            "transfers": self.transfers.len(),
            "hops": self.dialog.as_ref().map(|d| d.routes.len()),
        })
    }
}

impl SipEdge {
    /// Keeps a new call; `false` when as many live as may. Those that are over take nobody's place.
    pub(super) fn call_begins(&mut self, leg: LegId, call: Call) -> bool {
        let begun = self.living < self.config.limits.calls && self.calls.insert(leg, call).is_ok();
        self.living += usize::from(begun);
        begun
    }

    /// A command of the core. One for a leg that is over is ignored.
    pub(crate) fn leg_command(&mut self, now: Now, leg: LegId, command: LegCommand) {
        if let LegCommand::Dial(dial) = command {
            return self.dial(now, leg, *dial);
        }
        let command = match command {
            // Whoever asked for a transfer may have hung up before it was done, and still wants to hear.
            LegCommand::TransferProgress(transfer, how) => {
                return self.transfer_goes(now, leg, transfer, how);
            }
            LegCommand::TransferDone(transfer, outcome) => {
                return self.transfer_ends(now, leg, transfer, outcome);
            }
            command => command,
        };
        if self.calls.get(&leg).is_none_or(|c| c.ended) {
            return;
        }
        match command {
            LegCommand::Ring => self.ring(now, leg),
            LegCommand::Early(media) => self.early(now, leg, media),
            LegCommand::Accept(media) => self.accept(now, leg, media),
            LegCommand::Media {
                rev,
                replies_to: None,
                description,
            } => self.offer_later(now, leg, Some(rev), description),
            LegCommand::Media {
                replies_to: Some(rev),
                description,
                ..
            } => self.media_reply(now, leg, rev, description),
            LegCommand::RefuseMedia { replies_to, cause } => {
                self.media_refused(now, leg, replies_to, &cause);
            }
            LegCommand::PictureRequest(_) => self.send_picture_request(now, leg),
            LegCommand::Digit(digit) => self.send_digit(now, leg, digit),
            LegCommand::End(cause) => self.end(now, leg, cause),
            LegCommand::Transfer {
                transfer,
                to,
                replaces,
                by,
                deadline,
            } => {
                let order = Order {
                    transfer,
                    to,
                    replaces,
                    by,
                    deadline,
                };
                self.ask_transfer(now, leg, order);
            }
            LegCommand::Chat(line) => self.send_line(now, leg, &line),
            LegCommand::Roster(roster) => {
                if let Some(call) = self.calls.get_mut(&leg) {
                    call.roster = Some(roster);
                }
            }
            LegCommand::YouAre(you) => {
                if let Some(call) = self.calls.get_mut(&leg) {
                    call.own = Some(you.participant);
                }
            }
            // What SIP has no words for yet: slots and wishes belong to later protocols on this edge.
            LegCommand::Dial(_)
            | LegCommand::Candidates(..)
            | LegCommand::Slots(_)
            | LegCommand::Prefer(..)
            | LegCommand::ControlDone(..)
            | LegCommand::TransferProgress(..)
            | LegCommand::TransferDone(..) => {}
        }
    }
}

#[cfg(test)]
mod tests;
