//! What the server says.

use serde::{Deserialize, Serialize};
use tolk_model::Reason;

use super::client::{Candidates, DigitPressed, Empty};

/// One message of the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FromServer {
    /// [`super::VERSION`].
    pub v: u8,
    /// Number of this message, upward from 1 in a session; missing where a message is not repeated after a break.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub seq: Option<u32>,
    /// The `id` of the message that this one answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub re: Option<u32>,
    /// The highest `id` of the client that was handled.
    pub ack: u32,
    /// What it says.
    #[serde(flatten)]
    pub message: ServerMessage,
}

/// What the server can say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "type", content = "body", rename_all = "snake_case")]
pub enum ServerMessage {
    /// The session begins. Whether the meeting lets the client in comes afterwards: `you_are` and `media`, or `ended`.
    Welcome(Welcome),
    /// The session goes on.
    Resumed(Resumed),
    /// Somebody's attention is asked for: it rings.
    Ringing(Empty),
    /// Wants exactly one `media` or `refuse_media` with `replies_to`. Comes again, newer, whenever something changes.
    Media(Offer),
    /// A `media` of the client without `replies_to` is refused.
    RefuseMedia(ServerMediaRefusal),
    /// More ICE candidates; an empty list when there will be no more.
    Candidates(Candidates),
    /// Who is shown where. Replaces the bindings before.
    Slots(Slots),
    /// Who is in the meeting. Replaces the one before.
    Roster(RosterView),
    /// What the client should know of itself. Replaces the one before.
    YouAre(Myself),
    /// The outcome of a `control`, which `re` names.
    ControlDone(ControlDone),
    /// A chat line, one's own included.
    Chat(ChatLine),
    /// A digit of somebody else.
    Digit(DigitPressed),
    /// A wish: send this codec, within what was agreed (`RTCRtpSender.setParameters`). May be ignored.
    Prefer(Preference),
    /// It is over. The last message of a session; the websocket is closed after it.
    Ended(Ended),
    /// Something was wrong with a message of the client; the session goes on unless the code says otherwise.
    Error(Fault),
    /// Is the client there? Wants a `pong` at once.
    Ping(Empty),
    /// The answer to `ping`.
    Pong(Empty),
}

/// The session begins.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Welcome {
    /// What `resume` needs. A secret.
    pub resume_token: String,
    /// How long a broken session waits for `resume`, milliseconds.
    pub resume_for_ms: u32,
    /// The server sends a `ping` after as long a silence, milliseconds. When nothing came for three times as long, the websocket is
    /// dead, whatever the browser says.
    pub ping_every_ms: u32,
}

/// Without the token.
impl std::fmt::Debug for Welcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Welcome")
            .field("resume_for_ms", &self.resume_for_ms)
            .field("ping_every_ms", &self.ping_every_ms)
            .finish_non_exhaustive()
    }
}

/// The session goes on. What was missed follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Resumed {
    /// Everything that was missed follows. When `false` some was lost (chat lines, outcomes) and the present state follows instead.
    pub complete: bool,
}

/// What the server can receive and will send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Offer {
    /// Number of this description, upward.
    pub rev: u32,
    /// Missing: an offer. Present: the answer to the client's `rev` (not sent in version 1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub replies_to: Option<u32>,
    /// The SDP.
    pub sdp: String,
}

/// A description of the client is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ServerMediaRefusal {
    /// The client's `rev`.
    pub replies_to: u32,
    /// Why: one of the reasons of `ended`.
    #[cfg_attr(feature = "typescript", ts(type = "Reason"))]
    pub reason: Reason,
}

/// Who is shown where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Slots {
    /// All slots that are bound to a stream.
    pub slots: Vec<SlotBinding>,
}

/// Who is shown in one slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SlotBinding {
    /// Which slot.
    pub slot: u16,
    /// The m-line whose picture it is (`RTCRtpTransceiver.mid`).
    pub mid: String,
    /// Who is seen there; missing when nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub participant: Option<String>,
}

/// Who is in the meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Roster"))]
pub struct RosterView {
    /// Title of the meeting.
    pub title: String,
    /// Nobody else may enter.
    pub locked: bool,
    /// In order of arrival. Those in the lobby are there for hosts only.
    pub people: Vec<Person>,
}

/// A participant as others see it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Person {
    /// Who.
    pub participant: String,
    /// Name to show.
    pub name: String,
    /// The organisation's name, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub organisation: Option<String>,
    /// How sure the meeting is of the name.
    pub identity: IdentityView,
    /// What it may do.
    pub role: RoleView,
    /// Where it stands.
    pub presence: PresenceView,
    /// The worlds that it is connected by (`browser`, `sip`).
    pub edges: Vec<String>,
    /// Its sound is off.
    pub muted: bool,
    /// Its picture is on.
    pub has_picture: bool,
    /// It speaks now.
    pub speaking: bool,
    /// It was called, and could not be had or was lost: a host can have it called again. Told to hosts only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub away: Option<AwayView>,
}

/// Why somebody who was called is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Away"))]
pub struct AwayView {
    /// How the last call ended: one of the reasons of `ended`.
    #[cfg_attr(feature = "typescript", ts(type = "Reason"))]
    pub reason: Reason,
    /// It is called again soon, without anybody asking for it.
    pub again: bool,
}

/// Without the name.
impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Person")
            .field("participant", &self.participant)
            .field("role", &self.role)
            .field("presence", &self.presence)
            .finish_non_exhaustive()
    }
}

/// How sure the meeting is of a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Identity"))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum IdentityView {
    /// Proven.
    Verified {
        /// What proved it (`oidc`, `registration`).
        by: String,
    },
    /// A domain says so.
    Asserted {
        /// Which.
        domain: String,
    },
    /// A name that somebody typed.
    Anonymous,
}

/// What somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Role"))]
#[serde(rename_all = "snake_case")]
pub enum RoleView {
    /// Sees and hears.
    Viewer,
    /// Is seen and heard.
    Speaker,
    /// Admits, mutes, removes, locks, ends.
    Host,
}

/// Where somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Presence"))]
#[serde(rename_all = "snake_case")]
pub enum PresenceView {
    /// Is being called.
    Invited,
    /// Waits for a host.
    Lobby,
    /// Takes part.
    Joined,
    /// The connection broke; expected back.
    Lost,
    /// Gone.
    Left,
}

/// What the client should know of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "YouAre"))]
pub struct Myself {
    /// Its name in the roster.
    pub participant: String,
    /// What it may do.
    pub role: RoleView,
    /// It waits for a host.
    pub in_lobby: bool,
    /// Its sound is off.
    pub muted: bool,
    /// A host did that.
    pub muted_by_host: bool,
    /// The meeting is recorded.
    pub recorded: bool,
}

/// The outcome of a `control`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ControlDone {
    /// Why it was not done; missing when it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional, type = "Reason"))]
    pub error: Option<Reason>,
}

/// A chat line.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ChatLine {
    /// Who wrote; missing for the meeting itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub from: Option<String>,
    /// Plain text.
    pub text: String,
    /// When, RFC 3339 UTC with milliseconds.
    pub at: String,
}

/// Without the text.
impl std::fmt::Debug for ChatLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ChatLine({} bytes)", self.text.len())
    }
}

/// A wish for a codec.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Preference {
    /// The m-line.
    pub mid: String,
    /// The codec's name, lower case (`h264`, `vp8`).
    pub codec: String,
}

/// It is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Ended {
    /// Why: `hung_up`, `wrong_link`, `not_admitted`, ..
    #[cfg_attr(feature = "typescript", ts(type = "Reason"))]
    pub reason: Reason,
    /// Whose doing: `far_end` (the client itself), `us`, `network`, `policy`, `unknown`.
    pub blame: String,
    /// The rule, when a policy did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub rule: Option<String>,
}

/// Something was wrong with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Fault {
    /// What.
    pub code: FaultCode,
}

/// What can be wrong with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FaultCode {
    /// Not JSON, not an envelope, or a body that its type does not have.
    Malformed,
    /// Larger than a message may be.
    TooLarge,
    /// Another version of the protocol: reload the page.
    UnsupportedVersion,
    /// No such type.
    UnknownType,
    /// Before `join` or `resume`.
    NotJoined,
    /// A second `join` or `resume` on a websocket.
    AlreadyJoined,
    /// A value that its meaning forbids: an alias that is no address, a digit that is none, an SDP that does not parse.
    BadValue,
    /// A reply to a description that is not the one waiting for a reply.
    StaleMedia,
    /// Too much at once; the message was not handled. Slow down.
    RateLimited,
    /// The `resume` came too late, or the token is wrong: `join` anew. The websocket is closed.
    ResumeFailed,
    /// Another websocket resumed this session. The websocket is closed.
    TakenOver,
    /// The server has no room. The websocket is closed.
    Overloaded,
}

impl FaultCode {
    /// The name on the wire, which is also the journal's word.
    pub fn as_str(self) -> &'static str {
        match self {
            FaultCode::Malformed => "malformed",
            FaultCode::TooLarge => "too_large",
            FaultCode::UnsupportedVersion => "unsupported_version",
            FaultCode::UnknownType => "unknown_type",
            FaultCode::NotJoined => "not_joined",
            FaultCode::AlreadyJoined => "already_joined",
            FaultCode::BadValue => "bad_value",
            FaultCode::StaleMedia => "stale_media",
            FaultCode::RateLimited => "rate_limited",
            FaultCode::ResumeFailed => "resume_failed",
            FaultCode::TakenOver => "taken_over",
            FaultCode::Overloaded => "overloaded",
        }
    }
}
