// Generated from gateway/browser/src/protocol by `cargo run -p tolk-browser --example protocol_types`. Do not edit.

/** The version of the protocol. */
export const VERSION = 1;

/** Why something ended or was not done. */
export type Reason =
  | "hung_up"
  | "cancelled"
  | "busy"
  | "do_not_disturb"
  | "no_answer"
  | "declined"
  | "not_found"
  | "gone"
  | "unavailable"
  | "forbidden"
  | "unauthorized"
  | "wrong_link"
  | "link_expired"
  | "meeting_full"
  | "meeting_locked"
  | "meeting_ended"
  | "not_admitted"
  | "removed"
  | "no_common_media"
  | "encryption_required"
  | "media_blocked"
  | "media_lost"
  | "connection_lost"
  | "timed_out"
  | "protocol_error"
  | "not_supported"
  | "rate_limited"
  | "overloaded"
  | "shutting_down"
  | "moved"
  | "transferred"
  | "replaced"
  | "answered_elsewhere"
  | "internal_error";

/**
 * One message of a client.
 */
export type FromClient = { 
/**
 * [`super::VERSION`].
 */
v: number, 
/**
 * Number of this message, upward from 1 in a session; 0 for `ping`, `pong`, `ack` and `resume`.
 */
id: number, 
/**
 * The highest `seq` of the server that was handled.
 */
ack?: number, } & ({ "type": "join", "body": Join } | { "type": "resume", "body": Resume } | { "type": "media", "body": Answer } | { "type": "refuse_media", "body": MediaRefusal } | { "type": "candidates", "body": Candidates } | { "type": "restart_media", "body": Empty } | { "type": "wish", "body": Wishes } | { "type": "control", "body": Control } | { "type": "chat", "body": ChatText } | { "type": "digit", "body": DigitPressed } | { "type": "leave", "body": Empty } | { "type": "ack", "body": Empty } | { "type": "ping", "body": Empty } | { "type": "pong", "body": Empty });

/**
 * What a client can say.
 */
export type ClientMessage = { "type": "join", "body": Join } | { "type": "resume", "body": Resume } | { "type": "media", "body": Answer } | { "type": "refuse_media", "body": MediaRefusal } | { "type": "candidates", "body": Candidates } | { "type": "restart_media", "body": Empty } | { "type": "wish", "body": Wishes } | { "type": "control", "body": Control } | { "type": "chat", "body": ChatText } | { "type": "digit", "body": DigitPressed } | { "type": "leave", "body": Empty } | { "type": "ack", "body": Empty } | { "type": "ping", "body": Empty } | { "type": "pong", "body": Empty };

/**
 * Wants into a meeting.
 */
export type Join = { 
/**
 * The alias of the link's path: `/m/{meeting}`.
 */
meeting: string, 
/**
 * The secret of the link's fragment.
 */
token?: string, 
/**
 * The name to show to others, at most 64 characters are kept.
 */
name: string, 
/**
 * The language of prompts and slides; the meeting's when left out.
 */
language?: Language, 
/**
 * What the page can do.
 */
capabilities?: Capabilities, };

/**
 * What the page can do.
 */
export type Capabilities = { 
/**
 * Sends its camera in three sizes at once when the offer wants it.
 */
simulcast: boolean, };

/**
 * A language of prompts.
 */
export type Language = "sv" | "en";

/**
 * Comes back after a break.
 */
export type Resume = { 
/**
 * The one of `welcome`.
 */
token: string, 
/**
 * The last `seq` that was handled; 0 when none was.
 */
last_seq: number, };

/**
 * The answer to a `media`.
 */
export type Answer = { 
/**
 * The client's own number of this description, upward from 0.
 */
rev: number, 
/**
 * The `rev` that it answers. Without it the message would be an offer, which the server refuses.
 */
replies_to?: number, 
/**
 * The answer's SDP.
 */
sdp: string, };

/**
 * The browser could not take a `media`.
 */
export type MediaRefusal = { 
/**
 * The `rev` that is refused.
 */
replies_to: number, };

/**
 * ICE candidates, in both directions.
 */
export type Candidates = { 
/**
 * The m-line's identification that they belong to (`RTCIceCandidate.sdpMid`).
 */
mid: string, 
/**
 * Each as `RTCIceCandidate.candidate` spells it (`candidate:..`); none means that there will be no more.
 */
candidates: Array<string>, };

/**
 * Whom to see where.
 */
export type Wishes = { 
/**
 * One for each slot that is shown; a slot that is not named is not shown.
 */
wishes: Array<WishedPicture>, };

/**
 * A wish for one slot.
 */
export type WishedPicture = { 
/**
 * Where it is shown.
 */
slot: number, 
/**
 * Whom; left out, the meeting decides.
 */
participant?: string, 
/**
 * How large it is shown, in device pixels; left out, as large as it comes.
 */
size?: Size, };

/**
 * A size in pixels.
 */
export type Size = { 
/**
 * Across.
 */
width: number, 
/**
 * Down.
 */
height: number, };

/**
 * Asks something of the meeting.
 */
export type Control = { 
/**
 * What.
 */
request: Request, };

/**
 * What can be asked of the meeting.
 */
export type Request = { "type": "admit", 
/**
 * Whom.
 */
participant: string, } | { "type": "remove", 
/**
 * Whom.
 */
participant: string, } | { "type": "mute", 
/**
 * Whose.
 */
participant: string, 
/**
 * Off or on.
 */
muted: boolean, } | { "type": "camera", 
/**
 * Which.
 */
on: boolean, } | { "type": "lock", 
/**
 * Which.
 */
locked: boolean, } | { "type": "invite", 
/**
 * Whom: `name@domain`, a number, `sip:..`.
 */
address: string, } | { "type": "call_again", 
/**
 * Whom.
 */
participant: string, } | { "type": "end_meeting" };

/**
 * A chat line.
 */
export type ChatText = { 
/**
 * Plain text, at most 8000 bytes of UTF-8.
 */
text: string, };

/**
 * A keypad digit.
 */
export type DigitPressed = { 
/**
 * One of `0`-`9`, `*`, `#`, `A`-`D`.
 */
digit: string, };

/**
 * Nothing to say: `{}`.
 */
export type Empty = Record<string, never>;

/**
 * One message of the server.
 */
export type FromServer = { 
/**
 * [`super::VERSION`].
 */
v: number, 
/**
 * Number of this message, upward from 1 in a session; missing where a message is not repeated after a break.
 */
seq?: number, 
/**
 * The `id` of the message that this one answers.
 */
re?: number, 
/**
 * The highest `id` of the client that was handled.
 */
ack: number, } & ({ "type": "welcome", "body": Welcome } | { "type": "resumed", "body": Resumed } | { "type": "ringing", "body": Empty } | { "type": "media", "body": Offer } | { "type": "refuse_media", "body": ServerMediaRefusal } | { "type": "candidates", "body": Candidates } | { "type": "slots", "body": Slots } | { "type": "roster", "body": Roster } | { "type": "you_are", "body": YouAre } | { "type": "control_done", "body": ControlDone } | { "type": "chat", "body": ChatLine } | { "type": "digit", "body": DigitPressed } | { "type": "prefer", "body": Preference } | { "type": "ended", "body": Ended } | { "type": "error", "body": Fault } | { "type": "ping", "body": Empty } | { "type": "pong", "body": Empty });

/**
 * What the server can say.
 */
export type ServerMessage = { "type": "welcome", "body": Welcome } | { "type": "resumed", "body": Resumed } | { "type": "ringing", "body": Empty } | { "type": "media", "body": Offer } | { "type": "refuse_media", "body": ServerMediaRefusal } | { "type": "candidates", "body": Candidates } | { "type": "slots", "body": Slots } | { "type": "roster", "body": Roster } | { "type": "you_are", "body": YouAre } | { "type": "control_done", "body": ControlDone } | { "type": "chat", "body": ChatLine } | { "type": "digit", "body": DigitPressed } | { "type": "prefer", "body": Preference } | { "type": "ended", "body": Ended } | { "type": "error", "body": Fault } | { "type": "ping", "body": Empty } | { "type": "pong", "body": Empty };

/**
 * The session begins.
 */
export type Welcome = { 
/**
 * What `resume` needs. A secret.
 */
resume_token: string, 
/**
 * How long a broken session waits for `resume`, milliseconds.
 */
resume_for_ms: number, 
/**
 * The server sends a `ping` after as long a silence, milliseconds. When nothing came for three times as long, the websocket is
 * dead, whatever the browser says.
 */
ping_every_ms: number, };

/**
 * The session goes on. What was missed follows.
 */
export type Resumed = { 
/**
 * Everything that was missed follows. When `false` some was lost (chat lines, outcomes) and the present state follows instead.
 */
complete: boolean, };

/**
 * What the server can receive and will send.
 */
export type Offer = { 
/**
 * Number of this description, upward.
 */
rev: number, 
/**
 * Missing: an offer. Present: the answer to the client's `rev` (not sent in version 1).
 */
replies_to?: number, 
/**
 * The SDP.
 */
sdp: string, };

/**
 * A description of the client is refused.
 */
export type ServerMediaRefusal = { 
/**
 * The client's `rev`.
 */
replies_to: number, 
/**
 * Why: one of the reasons of `ended`.
 */
reason: Reason, };

/**
 * Who is shown where.
 */
export type Slots = { 
/**
 * All slots that are bound to a stream.
 */
slots: Array<SlotBinding>, };

/**
 * Who is shown in one slot.
 */
export type SlotBinding = { 
/**
 * Which slot.
 */
slot: number, 
/**
 * The m-line whose picture it is (`RTCRtpTransceiver.mid`).
 */
mid: string, 
/**
 * Who is seen there; missing when nobody.
 */
participant?: string, };

/**
 * Who is in the meeting.
 */
export type Roster = { 
/**
 * Title of the meeting.
 */
title: string, 
/**
 * Nobody else may enter.
 */
locked: boolean, 
/**
 * In order of arrival. Those in the lobby are there for hosts only.
 */
people: Array<Person>, };

/**
 * A participant as others see it.
 */
export type Person = { 
/**
 * Who.
 */
participant: string, 
/**
 * Name to show.
 */
name: string, 
/**
 * The organisation's name, when known.
 */
organisation?: string, 
/**
 * How sure the meeting is of the name.
 */
identity: Identity, 
/**
 * What it may do.
 */
role: Role, 
/**
 * Where it stands.
 */
presence: Presence, 
/**
 * The worlds that it is connected by (`browser`, `sip`).
 */
edges: Array<string>, 
/**
 * Its sound is off.
 */
muted: boolean, 
/**
 * Its picture is on.
 */
has_picture: boolean, 
/**
 * It speaks now.
 */
speaking: boolean, 
/**
 * It was called, and could not be had or was lost: a host can have it called again. Told to hosts only.
 */
away?: Away, };

/**
 * Why somebody who was called is not there.
 */
export type Away = { 
/**
 * How the last call ended: one of the reasons of `ended`.
 */
reason: Reason, 
/**
 * It is called again soon, without anybody asking for it.
 */
again: boolean, };

/**
 * How sure the meeting is of a name.
 */
export type Identity = { "type": "verified", 
/**
 * What proved it (`oidc`, `registration`).
 */
by: string, } | { "type": "asserted", 
/**
 * Which.
 */
domain: string, } | { "type": "anonymous" };

/**
 * What somebody may do.
 */
export type Role = "viewer" | "speaker" | "host";

/**
 * Where somebody stands.
 */
export type Presence = "invited" | "lobby" | "joined" | "lost" | "left";

/**
 * What the client should know of itself.
 */
export type YouAre = { 
/**
 * Its name in the roster.
 */
participant: string, 
/**
 * What it may do.
 */
role: Role, 
/**
 * It waits for a host.
 */
in_lobby: boolean, 
/**
 * Its sound is off.
 */
muted: boolean, 
/**
 * A host did that.
 */
muted_by_host: boolean, 
/**
 * The meeting is recorded.
 */
recorded: boolean, };

/**
 * The outcome of a `control`.
 */
export type ControlDone = { 
/**
 * Why it was not done; missing when it was.
 */
error?: Reason, };

/**
 * A chat line.
 */
export type ChatLine = { 
/**
 * Who wrote; missing for the meeting itself.
 */
from?: string, 
/**
 * Plain text.
 */
text: string, 
/**
 * When, RFC 3339 UTC with milliseconds.
 */
at: string, };

/**
 * A wish for a codec.
 */
export type Preference = { 
/**
 * The m-line.
 */
mid: string, 
/**
 * The codec's name, lower case (`h264`, `vp8`).
 */
codec: string, };

/**
 * It is over.
 */
export type Ended = { 
/**
 * Why: `hung_up`, `wrong_link`, `not_admitted`, ..
 */
reason: Reason, 
/**
 * Whose doing: `far_end` (the client itself), `us`, `network`, `policy`, `unknown`.
 */
blame: string, 
/**
 * The rule, when a policy did it.
 */
rule?: string, };

/**
 * Something was wrong with a message.
 */
export type Fault = { 
/**
 * What.
 */
code: FaultCode, };

/**
 * What can be wrong with a message.
 */
export type FaultCode = "malformed" | "too_large" | "unsupported_version" | "unknown_type" | "not_joined" | "already_joined" | "bad_value" | "stale_media" | "rate_limited" | "resume_failed" | "taken_over" | "overloaded";
