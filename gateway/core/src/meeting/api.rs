//! What goes into a meeting and what comes out.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tolk_model::journal::JournalEntry;
use tolk_model::leg::Direction;
use tolk_model::party::Target;
use tolk_model::pii::Pii;
use tolk_model::plan::{Language, PortRequest};
use tolk_model::{
    Address, CallId, CallRequest, Cause, ControlId, EdgeId, LegCommand, LegEvent, LegId,
    MediaEvent, MediaPlan, MeetingId, NodeId, OrgId, ParticipantId, Party, Role, StreamId,
};

use super::{AgainQuestion, HandedLeg, Onto, Redial, TransferQuestion, Wanted};
use crate::admission::Way;
use crate::declare::Profiles;
use crate::plan::Budget;

/// What a meeting is made with.
#[derive(Clone, Debug)]
pub struct MeetingConfig {
    /// Its identifier.
    pub id: MeetingId,
    /// Its title, for the roster and the journal.
    pub title: String,
    /// What kind it is.
    pub kind: MeetingKind,
    /// Most participants, those in the lobby and those being called included.
    pub max_participants: u32,
    /// Who waits for a host.
    pub lobby: LobbyPolicy,
    /// Of prompts and slides.
    pub language: Language,
    /// What each kind of leg is offered.
    pub profiles: Arc<Profiles>,
    /// How long it stays when the last participant has left.
    pub empty_for: Duration,
    /// Names of organisations, for the roster.
    pub organisations: Arc<BTreeMap<OrgId, String>>,
    /// In whose name it calls out when nobody's name is given.
    pub party: Party,
    /// What the other one of a call of two hears when one holds and sends nothing.
    pub on_hold: OnHold,
    /// How whoever it called is called again that is lost.
    pub redial: Redial,
    /// What its encoders may cost.
    pub budget: Budget,
    /// The node that runs it, for the journal.
    pub node: Option<NodeId>,
}

/// What somebody hears who is on hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnHold {
    /// Soft music.
    #[default]
    Music,
    /// Nothing.
    Silence,
}

/// What kind of meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeetingKind {
    /// A meeting that people gather in. Whoever enters is accepted at once; it is over when all have left.
    Named,
    /// A call: somebody calls somebody, a room called by its number included. A caller hears ringing until the first called party
    /// answers, and gets its cause when none does; when one participant is left, that one is hung up too.
    AdHoc,
    /// The test call: each leg is alone with a prompt and then with its own echo.
    TestCall,
}

/// Who waits for a host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LobbyPolicy {
    /// Whom admission sent there.
    #[default]
    AsAdmitted,
    /// Everybody but hosts, whatever admission said.
    AllButHosts,
    /// Nobody, whatever admission said.
    Nobody,
}

/// A leg that enters.
#[derive(Clone, Debug)]
pub struct Entrant {
    /// The leg; minted by its edge.
    pub leg: LegId,
    /// Its edge's label.
    pub edge: EdgeId,
    /// Who started it. `Incoming`, but for legs that another meeting hands over.
    pub direction: Direction,
    /// The call as it came.
    pub request: CallRequest,
    /// Through which door.
    pub entry: Way,
    /// As what.
    pub role: Role,
    /// The party as others see it: with what was proven.
    pub party: Party,
}

/// Whither a leg at the reception may go, as admission decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// To which meeting.
    pub meeting: MeetingId,
    /// Through which door.
    pub entry: Way,
    /// As what.
    pub role: Role,
    /// The party as others see it there.
    pub party: Party,
    /// Whose place it takes there, with no more rights; that leg is let go.
    pub instead_of: Option<LegId>,
}

/// Somebody to call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callee {
    /// The admission that permitted it; `None` lets the meeting mint one.
    pub call: Option<CallId>,
    /// Whom; the roster shows it while it rings.
    pub party: Party,
    /// Where it can be reached, tried in order.
    pub targets: Vec<Target>,
    /// In whose name; `None` means the caller's that waits for it, else the meeting's.
    pub from: Option<Party>,
    /// As what.
    pub role: Role,
    /// How it is called again when it is busy, does not answer, cannot be reached or is lost; `None` means only when it is lost, as
    /// the meeting does with everybody.
    pub redial: Option<Redial>,
}

/// Who gave a host's command from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Author {
    /// A participant, by whatever way.
    Participant(ParticipantId),
    /// An operator, through the API.
    Operator,
    /// The node itself: a room's own devices are called when somebody calls the room.
    Node,
}

/// What a host's right, or an operator's, can do from outside. Rights were checked by whoever sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostCommand {
    /// Calls somebody into the meeting.
    Call(Box<Callee>),
    /// Calls somebody again who is away.
    CallAgain(ParticipantId),
    /// Admits from the lobby.
    Admit(ParticipantId),
    /// Removes, or refuses in the lobby.
    Remove(ParticipantId),
    /// Switches sound off or on.
    Mute {
        /// Whose.
        participant: ParticipantId,
        /// Off or on.
        muted: bool,
    },
    /// Asks the far end of a participant to call somebody else and to leave.
    Move {
        /// Whose.
        participant: ParticipantId,
        /// Whom it shall call.
        to: Pii<Address>,
    },
    /// Locks or unlocks.
    Lock(bool),
    /// Ends the meeting for everybody.
    End(Cause),
}

/// What goes into a meeting.
#[derive(Clone, Debug)]
pub enum MeetingInput {
    /// A leg enters.
    Enter(Box<Entrant>),
    /// An edge reports.
    Leg(LegId, LegEvent),
    /// The media plane reports.
    Media(MediaEvent),
    /// Somebody with the right to it commands.
    Host(Author, HostCommand),
    /// The answer to [`MeetingOutput::AskInvite`].
    Invited {
        /// The leg that asked.
        by: LegId,
        /// Its request.
        control: ControlId,
        /// Whom to call, or why not.
        outcome: Result<Box<Callee>, Cause>,
    },
    /// The answer to [`MeetingOutput::AskPassage`].
    Passage {
        /// The leg that asked.
        leg: LegId,
        /// Whither it may go, or why not.
        outcome: Result<Box<Passage>, Cause>,
    },
    /// The answer to [`MeetingOutput::AskTransfer`], or to what was asked of another meeting because of it.
    Transfer {
        /// The leg that asked.
        leg: LegId,
        /// What is done, or why nothing is.
        outcome: Result<Onto, Cause>,
    },
    /// Another meeting wants a party of this one.
    Wanted(Box<Wanted>),
    /// A leg that this meeting let go has arrived in the other one.
    HandedOver(LegId),
    /// A leg that another meeting hands over. Reports about it that came meanwhile follow, in their order.
    TakeOver(Box<HandedLeg>),
    /// A leg that this meeting handed over and that could not be delivered, or was not let in, and why.
    TakeBack(Box<HandedLeg>, Cause),
    /// The node stops: all legs end.
    Drain,
}

/// What comes out of a meeting.
#[derive(Clone, Debug)]
pub enum MeetingOutput {
    /// Open ports for a leg (again: with new ICE credentials on the same ports). `MediaEvent::Local` answers.
    Open(LegId, PortRequest),
    /// Close a leg's ports. `MediaEvent::Closed` answers. Comes once for each leg that was opened, after its edge said `Ended`.
    Release(LegId),
    /// Tell a leg's edge. For a `Dial` the leg is new: its events come to this meeting.
    Leg {
        /// The leg.
        leg: LegId,
        /// Its edge's label.
        edge: EdgeId,
        /// What.
        command: LegCommand,
    },
    /// The media plane's wanted state.
    Plan(Arc<MediaPlan>),
    /// A leg told by signalling that it needs a whole picture of what we send on this stream: the media plane asks the source.
    NeedsPicture(LegId, StreamId),
    /// A host wants to call somebody: admission decides. [`MeetingInput::Invited`] answers.
    AskInvite {
        /// The leg that asks.
        by: LegId,
        /// The host, as others see it.
        party: Party,
        /// Its request.
        control: ControlId,
        /// Whom.
        address: Pii<Address>,
    },
    /// Somebody is to be called again: admission decides anew. [`Meeting::again`](super::Meeting::again) takes the answer.
    AskAgain(Box<AgainQuestion>),
    /// A leg at the reception has said whither it wants: admission decides as about a new call, of which this is the request.
    /// [`MeetingInput::Passage`] answers.
    AskPassage {
        /// The leg that asks.
        leg: LegId,
        /// What it would have asked for, had it known the number.
        request: Box<CallRequest>,
    },
    /// A leg wants somebody else in its place: admission decides. [`MeetingInput::Transfer`] answers.
    AskTransfer(Box<TransferQuestion>),
    /// The answer to [`MeetingInput::Wanted`], when it is no.
    NobodyComes {
        /// The meeting that asked.
        meeting: MeetingId,
        /// Its leg.
        leg: LegId,
        /// Why.
        cause: Cause,
    },
    /// A leg leaves for another meeting and keeps its port, its sources and its codecs: nothing is renegotiated. The plan without it
    /// came before; [`MeetingInput::TakeOver`] goes to the other meeting and [`MeetingInput::HandedOver`] comes back once it has arrived
    /// there, or [`MeetingInput::TakeBack`] does.
    HandOver(Box<HandedLeg>, MeetingId),
    /// A leg has arrived that this other meeting let go.
    Arrived(LegId, MeetingId),
    /// A leg that another meeting let go is not let in, and why: it goes back.
    HandBack(Box<HandedLeg>, Cause),
    /// [`super::Meeting::record`] has changed and is worth saving.
    Save,
    /// A line for the journal.
    Journal(JournalEntry),
    /// The meeting is over; nothing follows.
    Over,
}
