//! What a client says.

use serde::{Deserialize, Serialize};

/// One message of a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FromClient {
    /// [`super::VERSION`].
    pub v: u8,
    /// Number of this message, upward from 1 in a session; 0 for `ping`, `pong`, `ack` and `resume`.
    pub id: u32,
    /// The highest `seq` of the server that was handled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub ack: Option<u32>,
    /// What it says.
    #[serde(flatten)]
    pub message: ClientMessage,
}

/// What a client can say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "type", content = "body", rename_all = "snake_case")]
pub enum ClientMessage {
    /// Wants into a meeting; the first message of a session. Answered by `welcome`, or by `error`.
    Join(Join),
    /// Comes back on a new websocket; its first message. Answered by `resumed`; by `ended` when somebody ended the
    /// session meanwhile; or by `error` with code `resume_failed`.
    Resume(Resume),
    /// The answer to a `media` of the server.
    Media(Answer),
    /// The browser could not take a `media` of the server.
    RefuseMedia(MediaRefusal),
    /// More ICE candidates; an empty list when there will be no more.
    Candidates(Candidates),
    /// The media path is broken: wants an ICE restart.
    RestartMedia(Empty),
    /// Whom it wants to see, and how large. Replaces the wishes before.
    Wish(Wishes),
    /// Asks something of the meeting. Answered by `control_done`.
    Control(Control),
    /// Writes to everybody.
    Chat(ChatText),
    /// A keypad digit.
    Digit(DigitPressed),
    /// Leaves. Answered by `ended`.
    Leave(Empty),
    /// Only carries `ack`.
    Ack(Empty),
    /// Is the server there? Answered by `pong`.
    Ping(Empty),
    /// The answer to a `ping` of the server, at once.
    Pong(Empty),
}

/// Nothing to say: `{}`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(type = "Record<string, never>")
)]
pub struct Empty {}

/// Wants into a meeting.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Join {
    /// The alias of the link's path: `/m/{meeting}`.
    pub meeting: String,
    /// The secret of the link's fragment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub token: Option<String>,
    /// The name to show to others, at most 64 characters are kept.
    pub name: String,
    /// The language of prompts and slides; the meeting's when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub language: Option<Language>,
    /// What the page can do.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<Capabilities>"))]
    pub capabilities: Capabilities,
}

/// Without the token, and without the name.
impl std::fmt::Debug for Join {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Join")
            .field("token", &self.token.is_some())
            .field("language", &self.language)
            .field("capabilities", &self.capabilities)
            .finish_non_exhaustive()
    }
}

/// What the page can do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default)]
pub struct Capabilities {
    /// Sends its camera in three sizes at once when the offer wants it.
    pub simulcast: bool,
}

/// A language of prompts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Swedish.
    Sv,
    /// English.
    En,
}

/// Comes back after a break.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Resume {
    /// The one of `welcome`.
    pub token: String,
    /// The last `seq` that was handled; 0 when none was.
    pub last_seq: u32,
}

/// Without the token.
impl std::fmt::Debug for Resume {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Resume")
            .field("last_seq", &self.last_seq)
            .finish_non_exhaustive()
    }
}

/// The answer to a `media`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Answer {
    /// The client's own number of this description, upward from 0.
    pub rev: u32,
    /// The `rev` that it answers. Without it the message would be an offer, which the server refuses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub replies_to: Option<u32>,
    /// The answer's SDP.
    pub sdp: String,
}

/// The browser could not take a `media`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MediaRefusal {
    /// The `rev` that is refused.
    pub replies_to: u32,
}

/// ICE candidates, in both directions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Candidates {
    /// The m-line's identification that they belong to (`RTCIceCandidate.sdpMid`).
    pub mid: String,
    /// Each as `RTCIceCandidate.candidate` spells it (`candidate:..`); none means that there will be no more.
    pub candidates: Vec<String>,
}

/// Whom to see where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Wishes {
    /// One for each slot that is shown; a slot that is not named is not shown.
    pub wishes: Vec<WishedPicture>,
}

/// A wish for one slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct WishedPicture {
    /// Where it is shown.
    pub slot: u16,
    /// Whom; left out, the meeting decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub participant: Option<String>,
    /// How large it is shown, in device pixels; left out, as large as it comes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub size: Option<Size>,
}

/// A size in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Size {
    /// Across.
    pub width: u16,
    /// Down.
    pub height: u16,
}

/// Asks something of the meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Control {
    /// What.
    pub request: Request,
}

/// What can be asked of the meeting.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Request {
    /// Admits somebody from the lobby (host).
    Admit {
        /// Whom.
        participant: String,
    },
    /// Refuses somebody in the lobby, or removes somebody (host).
    Remove {
        /// Whom.
        participant: String,
    },
    /// Switches sound off or on: one's own, or as a host that of others off.
    Mute {
        /// Whose.
        participant: String,
        /// Off or on.
        muted: bool,
    },
    /// Tells that one's own camera is on or off.
    Camera {
        /// Which.
        on: bool,
    },
    /// Locks or unlocks the meeting (host).
    Lock {
        /// Which.
        locked: bool,
    },
    /// Calls somebody into the meeting (host).
    Invite {
        /// Whom: `name@domain`, a number, `sip:..`.
        address: String,
    },
    /// Calls somebody again who is away (host).
    CallAgain {
        /// Whom.
        participant: String,
    },
    /// Ends the meeting for everybody (host).
    EndMeeting,
}

/// Without the address.
impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Request::Admit { .. } => "Admit",
            Request::Remove { .. } => "Remove",
            Request::Mute { muted: true, .. } => "Mute",
            Request::Mute { .. } => "Unmute",
            Request::Camera { .. } => "Camera",
            Request::Lock { .. } => "Lock",
            Request::Invite { .. } => "Invite",
            Request::CallAgain { .. } => "CallAgain",
            Request::EndMeeting => "EndMeeting",
        })
    }
}

/// A chat line.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ChatText {
    /// Plain text, at most 8000 bytes of UTF-8.
    pub text: String,
}

/// Without the text.
impl std::fmt::Debug for ChatText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ChatText({} bytes)", self.text.len())
    }
}

/// A keypad digit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DigitPressed {
    /// One of `0`-`9`, `*`, `#`, `A`-`D`.
    pub digit: char,
}
