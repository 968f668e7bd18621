//! One session: a leg, its client's numbers, and what the present state is.

use tolk_model::media::MediaDescription;
use tolk_model::{Cause, FlowId, Reason, Rev, Secret, SlotId, StreamId};
use tolk_sdp::Negotiation;

use super::outbox::Outbox;
use crate::protocol::{
    Candidates, Empty, Fault, FaultCode, Myself, Offer, RosterView, ServerMessage, Slots,
};
use crate::view;

/// One session.
#[derive(Debug)]
pub(crate) struct Session {
    /// What `resume` must show: compared in constant time.
    pub(crate) token: Secret<String>,
    /// Its websocket; `None` while it is broken.
    pub(crate) flow: Option<FlowId>,
    /// The highest number of the client that was handled.
    pub(crate) handled: u32,
    /// What the client may have missed.
    pub(crate) outbox: Outbox,
    /// Descriptions in both directions.
    pub(crate) media: Media,
    /// What the client was told last, to be told anew when the queue could not hold everything.
    pub(crate) present: Present,
}

/// Descriptions in both directions.
#[derive(Debug)]
pub(crate) struct Media {
    pub(crate) negotiation: Negotiation,
    /// The description that a reply is due to.
    pub(crate) asked: Option<Asked>,
    /// The next one, when the core wants it before the reply is there.
    pub(crate) next: Option<(Rev, MediaDescription)>,
    /// The client has replied to the first one.
    pub(crate) connected: bool,
    /// The m-line of each stream, and the stream of each slot.
    pub(crate) mids: Vec<(StreamId, String)>,
    pub(crate) slots: Vec<(SlotId, StreamId)>,
}

/// A description that a reply is due to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    pub(crate) rev: Rev,
}

impl Media {
    pub(crate) fn new(negotiation: Negotiation) -> Media {
        Media {
            negotiation,
            asked: None,
            next: None,
            connected: false,
            mids: Vec::new(),
            slots: Vec::new(),
        }
    }

    /// The m-line of a stream.
    pub(crate) fn mid(&self, stream: StreamId) -> Option<&str> {
        let mut known = self.mids.iter();
        known
            .find(|(id, _)| *id == stream)
            .map(|(_, mid)| mid.as_str())
    }

    /// The m-line of a slot.
    pub(crate) fn slot_mid(&self, slot: SlotId) -> Option<&str> {
        let (_, stream) = self.slots.iter().find(|(id, _)| *id == slot)?;
        self.mid(*stream)
    }
}

/// What the client was told last.
#[derive(Debug, Default)]
pub(crate) struct Present {
    pub(crate) you_are: Option<Myself>,
    pub(crate) roster: Option<RosterView>,
    pub(crate) slots: Option<Slots>,
    /// The description that waits for a reply.
    pub(crate) offer: Option<Offer>,
    /// Candidates that came after it.
    pub(crate) candidates: Vec<Candidates>,
    pub(crate) ringing: bool,
}

/// Candidate messages after an offer that are kept; an engine has a handful of addresses.
const MAX_CANDIDATES: usize = 32;

impl Present {
    /// Candidates of ours that were told.
    pub(crate) fn candidates_told(&mut self, told: Candidates) {
        if self.candidates.len() < MAX_CANDIDATES {
            self.candidates.push(told);
        }
    }

    /// Everything, in the order in which a client needs it.
    pub(crate) fn messages(&self) -> Vec<ServerMessage> {
        let mut all = Vec::new();
        if self.ringing {
            all.push(ServerMessage::Ringing(Empty {}));
        }
        all.extend(self.you_are.clone().map(ServerMessage::YouAre));
        all.extend(self.roster.clone().map(ServerMessage::Roster));
        all.extend(self.offer.clone().map(ServerMessage::Media));
        all.extend(
            self.candidates
                .iter()
                .cloned()
                .map(ServerMessage::Candidates),
        );
        all.extend(self.slots.clone().map(ServerMessage::Slots));
        all
    }
}

/// What is left of a session that ended while its client was away.
#[derive(Debug)]
pub(crate) struct Epitaph {
    pub(crate) token: Secret<String>,
    pub(crate) farewell: ServerMessage,
}

impl Epitaph {
    pub(crate) fn new(token: Secret<String>, cause: &Cause) -> Epitaph {
        // Nobody decided that the session is over: its meeting may go on, and its client may join anew.
        let farewell = if cause.reason == Reason::ConnectionLost {
            ServerMessage::Error(Fault {
                code: FaultCode::ResumeFailed,
            })
        } else {
            ServerMessage::Ended(view::ended(cause))
        };
        Epitaph { token, farewell }
    }
}
