//! What passes between an edge and the core about one leg.
//!
//! **The revision rule** (DESIGN §3). Each side numbers its own descriptions. `Media` with `replies_to: None` asks for exactly
//! one reply: `Media` with `replies_to: Some(rev)`, or a refusal naming `rev`; one with `Some` gets none. `Incoming.media` counts as
//! `Rev(0)` of the far end, replied to by `Accept`; when it was empty, `Accept` asks (`Rev(0)` of ours) and `Connected` replies.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::cause::Cause;
use crate::chat::ChatMessage;
use crate::codec::Codec;
use crate::id::{
    CallId, ControlId, EdgeId, ForkId, LegId, ParticipantId, SlotId, StreamId, TransportId,
};
use crate::media::{Candidate, MediaDescription, PictureSize, Rev};
use crate::party::{CallRequest, Party, Role, Roster};
use crate::pii::Pii;
use crate::registration::Route;
use crate::time::Mono;

/// Who started a leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The far end called.
    Incoming,
    /// We called.
    Outgoing,
}

/// A keypad digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "char", into = "char")]
pub struct Digit(char);

impl Digit {
    /// `0`-`9`, `*`, `#`, `A`-`D`.
    pub fn new(c: char) -> Option<Digit> {
        let c = c.to_ascii_uppercase();
        matches!(c, '0'..='9' | '*' | '#' | 'A'..='D').then_some(Digit(c))
    }

    /// From an RFC 4733 event code 0-15.
    pub fn from_event(event: u8) -> Option<Digit> {
        "0123456789*#ABCD"
            .chars()
            .nth(usize::from(event))
            .map(Digit)
    }

    /// As an RFC 4733 event code.
    pub fn event(self) -> u8 {
        "0123456789*#ABCD"
            .chars()
            .position(|c| c == self.0)
            .and_then(|n| u8::try_from(n).ok())
            .unwrap_or(0)
    }

    /// As a character.
    pub fn char(self) -> char {
        self.0
    }
}

impl TryFrom<char> for Digit {
    type Error = &'static str;
    fn try_from(c: char) -> Result<Digit, &'static str> {
        Digit::new(c).ok_or("not a keypad digit")
    }
}

impl From<Digit> for char {
    fn from(digit: Digit) -> char {
        digit.0
    }
}

/// Whom a receiver wants to see, and how large. The list replaces the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Where it would be shown.
    pub slot: SlotId,
    /// Whom; `None` leaves it to the meeting (the active speaker, then the order of arrival).
    pub participant: Option<ParticipantId>,
    /// How large it is shown; `None` means as large as the sender has it.
    pub size: Option<PictureSize>,
}

/// What a participant asks of the meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ControlRequest {
    /// Admits somebody from the lobby (host).
    Admit {
        /// Whom.
        participant: ParticipantId,
    },
    /// Refuses somebody in the lobby, or removes a participant (host).
    Remove {
        /// Whom.
        participant: ParticipantId,
    },
    /// Switches sound off or on. Anybody for oneself; a host may switch others off, never on.
    Mute {
        /// Whom.
        participant: ParticipantId,
        /// Off or on.
        muted: bool,
    },
    /// Tells that one's own camera is off or on, so that others show a name instead of a frozen picture.
    Camera {
        /// Off or on.
        on: bool,
    },
    /// Locks or unlocks the meeting (host).
    Lock {
        /// Which.
        locked: bool,
    },
    /// Calls somebody into the meeting (host).
    Invite {
        /// Whom.
        address: Pii<Address>,
    },
    /// Calls somebody again who was called before and could not be had, or was lost (host).
    CallAgain {
        /// Whom: one of those whom the roster shows as away.
        participant: ParticipantId,
    },
    /// Ends the meeting for everybody (host).
    EndMeeting,
}

/// How far a transfer has come; its end is `TransferDone`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferProgress {
    /// It was agreed to; the new call begins.
    Trying,
    /// The new call rings.
    Ringing,
}

/// What an edge reports about a leg.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LegEvent {
    /// A call came in.
    Incoming(Box<CallRequest>),
    /// The far end rings.
    Ringing,
    /// Media before the answer, from one branch of the call.
    Early(ForkId, MediaDescription),
    /// Answered; a description when one was asked for.
    Connected(ForkId, Option<MediaDescription>),
    /// A new description of the far end.
    Media {
        /// The far end's revision.
        rev: Rev,
        /// `None` asks for exactly one reply; `Some` is the reply to our revision.
        replies_to: Option<Rev>,
        /// What it says.
        description: MediaDescription,
    },
    /// The far end refuses our description; the leg lives on with the one before.
    MediaRefused {
        /// Our revision.
        replies_to: Rev,
        /// Why.
        cause: Cause,
    },
    /// More ICE candidates of the far end; empty when there will be no more.
    Candidates(TransportId, Vec<Candidate>),
    /// Whom the far end wants to see.
    Wish(Vec<Wish>),
    /// The far end needs a whole picture of what we send on this stream.
    PictureRequest(StreamId),
    /// The far end's media path is broken and it wants a new one (ICE restart).
    RestartAsked,
    /// A chat line.
    Chat(ChatMessage),
    /// A digit that came by signalling. Media's digits come as `MediaEvent::Digit`.
    Digit(Digit),
    /// A request to the meeting.
    Control(ControlId, ControlRequest),
    /// The far end asks that its place be taken by somebody else: call `to`, and let that leg talk with whom the far end talked.
    /// A `TransferProgress` agrees, a `TransferDone` without one before it refuses (or, with `Ok`, says that it is done already).
    /// A core that stays silent refuses. After `TransferDone(Ok)` the far end hangs up, and the core may.
    TransferAsked {
        /// Names the transfer within this leg.
        transfer: ControlId,
        /// Whom to call. A [`Dial`] for it names the transfer, so that the edge can add what the far end demanded.
        to: Address,
        /// Nobody is to be called: whoever asks has this leg with us too, and wants those brought together with whom it talks on both.
        replaces: Option<LegId>,
        /// Who asked, as the far end says and nobody proved.
        by: Option<Pii<String>>,
    },
    /// The far end tells how far it has come with a transfer that we asked it for.
    TransferProgress(ControlId, TransferProgress),
    /// The end of a transfer that we asked the far end for. After `Ok` the leg may be ended; a far end that hung up tells `Ok` first.
    TransferDone(ControlId, Result<(), Cause>),
    /// The signalling connection broke; the edge waits for it to come back.
    Lost,
    /// It came back.
    Resumed,
    /// Over. Always the last event of a leg, and always sent exactly once.
    Ended(Cause),
}

/// What the core wants of an edge about a leg.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LegCommand {
    /// Calls out. The leg id is the core's; the media has transports.
    Dial(Box<Dial>),
    /// Tells the caller that it rings.
    Ring,
    /// Lets the caller hear and see us before the answer. Replies to `Incoming.media` as `Accept` will, which must then come with the
    /// same description; when `Incoming.media` was empty it asks, and `LegEvent::Early` is the reply. A wish: an edge or a far end
    /// without early media waits for `Accept`.
    Early(MediaDescription),
    /// Answers. Replies to `Incoming.media`; when that was empty it asks.
    Accept(MediaDescription),
    /// A new description of ours.
    Media {
        /// Our revision.
        rev: Rev,
        /// `None` asks for exactly one reply; `Some` is the reply to theirs.
        replies_to: Option<Rev>,
        /// What we say.
        description: MediaDescription,
    },
    /// Refuses theirs; the leg lives on.
    RefuseMedia {
        /// Their revision.
        replies_to: Rev,
        /// Why.
        cause: Cause,
    },
    /// More ICE candidates of ours; empty when there will be no more.
    Candidates(TransportId, Vec<Candidate>),
    /// Who is shown in which slot now. Rebinding never renegotiates.
    Slots(Vec<(SlotId, Option<ParticipantId>)>),
    /// Asks the far end to send this codec, within what was agreed. A wish: it may not be able to.
    Prefer(StreamId, Codec),
    /// Asks the far end for a whole picture, by signalling. Media's own way is the engine's.
    PictureRequest(StreamId),
    /// A chat line.
    Chat(ChatMessage),
    /// A digit by signalling.
    Digit(Digit),
    /// Who is in the meeting.
    Roster(Arc<Roster>),
    /// What the participant should know of itself.
    YouAre(YouAre),
    /// The answer to a control request.
    ControlDone(ControlId, Result<(), Cause>),
    /// Asks the far end to call somebody else and to leave us. `LegEvent::TransferDone` follows, exactly once.
    Transfer {
        /// Names it in the reports; the core's choice.
        transfer: ControlId,
        /// Whom it shall call.
        to: Address,
        /// Our leg to `to`, whose place the new call shall take: a transfer after a talk.
        replaces: Option<LegId>,
        /// In whose name we ask.
        by: Option<Pii<String>>,
        /// When the edge gives up and reports `Reason::TimedOut`.
        deadline: Mono,
    },
    /// How far a transfer has come that the far end asked for.
    TransferProgress(ControlId, TransferProgress),
    /// The end of a transfer that the far end asked for.
    TransferDone(ControlId, Result<(), Cause>),
    /// Ends the leg. `Ended` follows.
    End(Cause),
}

/// An outgoing call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dial {
    /// The admission that permitted it.
    pub call: CallId,
    /// Whom.
    pub to: Address,
    /// In whose name.
    pub from: Party,
    /// What we can receive.
    pub media: MediaDescription,
    /// The transfer that this call carries out: the leg that asked, and the name it gave.
    pub transfer: Option<(LegId, ControlId)>,
    /// A way to it that the address does not tell.
    pub route: Option<Route>,
}

/// What a participant should know of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct YouAre {
    /// Its identifier in the roster.
    pub participant: ParticipantId,
    /// What it may do.
    pub role: Role,
    /// It waits for a host.
    pub in_lobby: bool,
    /// Its sound is switched off.
    pub muted: bool,
    /// A host did that.
    pub muted_by_host: bool,
    /// The meeting is being recorded.
    pub recorded: bool,
}

/// A leg as `/debug`, the live page and the journal name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegName {
    /// The leg.
    pub leg: LegId,
    /// Its call.
    pub call: CallId,
    /// Its edge, a label only.
    pub edge: EdgeId,
    /// Who started it.
    pub direction: Direction,
}
