//! What goes over the websocket: JSON texts, one message each.
//!
//! **Envelope.** A client sends [`FromClient`], the server [`FromServer`]; both are `{v, .., type, body}`, and `body` is always an object, `{}`
//! where there is nothing to say. Unknown members are ignored; an unknown `type` is answered by an `error` that names the message in `re`.
//!
//! **Order and loss.** A session outlives its websocket. The client numbers what it sends by `id`, the server by `seq`, both upward from 1
//! over all websockets of a session. Each side tells in `ack` the highest number of the other side that it has handled, and keeps
//! what is not acknowledged yet. After a break the client opens a new websocket, sends `resume` with the last `seq` that it handled, and
//! repeats, under their old numbers, its own messages above the `ack` of `resumed`; the server repeats the ones above `last_seq`, or, when
//! it could not keep that many, sends the present state anew (`complete: false`). A number that was handled before is ignored;
//! a number of the server that never comes was replaced by a newer state.
//! `ping`, `pong`, `ack`, `resume`, `resumed` and `error` are not part of that: the server sends them without `seq`, and the client with `id: 0`.
//!
//! **Media.** The server asks (`media` without `replies_to`, an SDP offer) and the client replies with exactly one `media` (an SDP answer) or
//! `refuse_media`. A client never offers; it asks by `restart_media`.
//!
//! The TypeScript of these types is `web-client/src/protocol/messages.ts`, written by `cargo run -p tolk-browser --example protocol_types`.

mod client;
mod server;

pub use client::*;
pub use server::*;

/// The version of the protocol; the envelope's `v`.
pub const VERSION: u8 = 1;

/// The whole TypeScript module.
#[cfg(feature = "typescript")]
pub fn typescript() -> String {
    use ts_rs::TS;

    let config = ts_rs::Config::default();
    let mut module = String::from(
        "// Generated from gateway/browser/src/protocol by `cargo run -p tolk-browser --example protocol_types`. Do not edit.\n",
    );
    module.push_str(&format!(
        "\n/** The version of the protocol. */\nexport const VERSION = {VERSION};\n"
    ));
    let reasons: Vec<String> = tolk_model::Reason::ALL
        .iter()
        .map(|reason| format!("\n  | {:?}", reason.as_str()))
        .collect();
    module.push_str(&format!(
        "\n/** Why something ended or was not done. */\nexport type Reason ={};\n",
        reasons.concat()
    ));
    macro_rules! write_all {
        ($($name:ty),* $(,)?) => {$(
            module.push_str("\n");
            if let Some(docs) = <$name>::docs() {
                module.push_str(&docs);
            }
            module.push_str("export ");
            module.push_str(&<$name>::decl(&config));
            module.push('\n');
        )*};
    }
    write_all!(
        FromClient,
        ClientMessage,
        Join,
        Capabilities,
        Language,
        Resume,
        Answer,
        MediaRefusal,
        Candidates,
        Wishes,
        WishedPicture,
        Size,
        Control,
        Request,
        ChatText,
        DigitPressed,
        Empty,
        FromServer,
        ServerMessage,
        Welcome,
        Resumed,
        Offer,
        ServerMediaRefusal,
        Slots,
        SlotBinding,
        RosterView,
        Person,
        AwayView,
        IdentityView,
        RoleView,
        PresenceView,
        Myself,
        ControlDone,
        ChatLine,
        Preference,
        Ended,
        Fault,
        FaultCode,
    );
    module
}
