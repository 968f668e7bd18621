//! From the bytes of one websocket message to what a client says.

use serde::Deserialize;
use serde_json::Value;

use crate::protocol::{ClientMessage, FaultCode, VERSION};

/// Levels of `{` and `[`. The deepest lawful message has five.
const MAX_DEPTH: usize = 16;

/// A message whose envelope was read, whatever its body is.
#[derive(Debug)]
pub(crate) struct Read {
    /// Its number.
    pub(crate) id: u32,
    /// The highest `seq` that the client handled.
    pub(crate) ack: Option<u32>,
    /// What it says, or what is wrong with it.
    pub(crate) message: Result<ClientMessage, FaultCode>,
}

#[derive(Deserialize)]
struct Envelope {
    v: u8,
    id: u32,
    #[serde(default)]
    ack: Option<u32>,
    #[serde(rename = "type")]
    kind: String,
    body: Value,
}

/// Reads one message.
///
/// # Errors
/// With what is wrong when not even the envelope can be read.
pub(crate) fn read(bytes: &[u8], most_bytes: usize) -> Result<Read, FaultCode> {
    if bytes.len() > most_bytes {
        return Err(FaultCode::TooLarge);
    }
    if depth(bytes) > MAX_DEPTH {
        return Err(FaultCode::Malformed);
    }
    let envelope: Envelope = serde_json::from_slice(bytes).map_err(|_| FaultCode::Malformed)?;
    if envelope.v != VERSION {
        return Err(FaultCode::UnsupportedVersion);
    }
    let known = is_known(&envelope.kind);
    let message = if known {
        let mut whole = serde_json::Map::new();
        whole.insert("type".to_string(), Value::String(envelope.kind));
        whole.insert("body".to_string(), envelope.body);
        serde_json::from_value(Value::Object(whole)).map_err(|_| FaultCode::Malformed)
    } else {
        Err(FaultCode::UnknownType)
    };
    let message = match message {
        Ok(said) if (envelope.id == 0) == is_numbered(&said) => Err(FaultCode::Malformed),
        other => other,
    };
    Ok(Read {
        id: envelope.id,
        ack: envelope.ack,
        message,
    })
}

/// Whether a message counts in a session's numbers.
pub(crate) fn is_numbered(message: &ClientMessage) -> bool {
    !matches!(
        message,
        ClientMessage::Resume(_)
            | ClientMessage::Ack(_)
            | ClientMessage::Ping(_)
            | ClientMessage::Pong(_)
    )
}

fn is_known(kind: &str) -> bool {
    matches!(
        kind,
        "join"
            | "resume"
            | "media"
            | "refuse_media"
            | "candidates"
            | "restart_media"
            | "wish"
            | "control"
            | "chat"
            | "digit"
            | "leave"
            | "ack"
            | "ping"
            | "pong"
    )
}

/// How deep the brackets go, without regard to strings: a text full of brackets is counted too, and no lawful one has so many open.
fn depth(bytes: &[u8]) -> usize {
    let (mut open, mut most, mut quoted, mut escaped) = (0_usize, 0, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => {
                open += 1;
                most = most.max(open);
            }
            b'}' | b']' if !quoted => open = open.saturating_sub(1),
            _ => {}
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> Option<FaultCode> {
        match read(text.as_bytes(), 1_000) {
            Ok(read) => read.message.err(),
            Err(code) => Some(code),
        }
    }

    #[test]
    fn good_messages_are_read() {
        assert_eq!(fault(r#"{"v":1,"id":0,"type":"ping","body":{}}"#), None);
        assert_eq!(
            fault(r#"{"v":1,"id":7,"ack":3,"type":"leave","body":{},"new":1}"#),
            None
        );
        assert_eq!(
            fault(r#"{"v":1,"id":2,"type":"chat","body":{"text":"[[[[[[[[[[[[[[[[[[[\"{{"}}"#),
            None
        );
        let lock =
            r#"{"v":1,"id":2,"type":"control","body":{"request":{"type":"lock","locked":true}}}"#;
        assert_eq!(fault(lock), None);
    }

    #[test]
    fn bad_messages_are_told_apart() {
        assert_eq!(fault("nonsense"), Some(FaultCode::Malformed));
        assert_eq!(
            fault(r#"{"v":2,"id":1,"type":"leave","body":{}}"#),
            Some(FaultCode::UnsupportedVersion)
        );
        assert_eq!(
            fault(r#"{"v":1,"id":1,"type":"fly","body":{}}"#),
            Some(FaultCode::UnknownType)
        );
        assert_eq!(
            fault(r#"{"v":1,"id":1,"type":"chat","body":{}}"#),
            Some(FaultCode::Malformed)
        );
        assert_eq!(
            fault(r#"{"v":1,"id":1,"type":"leave"}"#),
            Some(FaultCode::Malformed)
        );
        assert_eq!(fault(&"x".repeat(1_001)), Some(FaultCode::TooLarge));
        assert_eq!(fault(&"[".repeat(900)), Some(FaultCode::Malformed));
    }

    #[test]
    fn only_what_is_repeated_is_numbered() {
        assert_eq!(
            fault(r#"{"v":1,"id":0,"type":"leave","body":{}}"#),
            Some(FaultCode::Malformed)
        );
        assert_eq!(
            fault(r#"{"v":1,"id":3,"type":"ping","body":{}}"#),
            Some(FaultCode::Malformed)
        );
    }
}
