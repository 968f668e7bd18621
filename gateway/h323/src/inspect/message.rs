//! Messages as trees of fields.

use serde_json::{Map, Value, json};
use tolk_asn1::{Per, h225 as types, h245 as control};

use super::learn::{self, Addresses};
use crate::q931;

/// Which recommendation a message is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// Registration, admission and status: H.225.0 over UDP.
    Ras,
    /// Call signalling: H.225.0 in Q.931.
    H225,
    /// Control.
    H245,
}

/// A message that was looked at.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Of which recommendation.
    pub protocol: Protocol,
    /// Its name in the recommendation: `setup`, `terminalCapabilitySet`, `admissionRequest`. `unreadable` if that is not known.
    pub message: String,
    /// `callIdentifier` in hexadecimal, if it has one.
    pub call: Option<String>,
    /// `requestSeqNum`, by which a RAS answer belongs to its question.
    pub sequence: Option<u64>,
    /// Everything in it. What could not be read is there as hexadecimal digits, `raw`.
    pub fields: Value,
    /// What is wrong with it.
    pub problem: Option<String>,
    /// Where it says that others shall connect or send to.
    pub addresses: Addresses,
    /// Whether it was carried in a message of call signalling.
    pub tunnelled: bool,
    /// Whether we would write it with the same bytes: of RAS only, where it tells a message from chance.
    pub is_canonical: bool,
}

impl Seen {
    fn read(protocol: Protocol, message: String, mut fields: Value) -> Seen {
        learn::unpack(&mut fields, 0);
        Seen {
            protocol,
            message,
            call: learn::call(&fields),
            sequence: learn::number(&fields, "requestSeqNum"),
            addresses: learn::addresses(&fields),
            fields,
            problem: None,
            tunnelled: false,
            is_canonical: false,
        }
    }

    fn broken(protocol: Protocol, bytes: &[u8], problem: impl Into<String>) -> Seen {
        Seen {
            protocol,
            message: "unreadable".to_string(),
            call: None,
            sequence: None,
            fields: json!({ "raw": hexadecimal(bytes) }),
            problem: Some(short(&problem.into())),
            addresses: Addresses::default(),
            tunnelled: false,
            is_canonical: false,
        }
    }

    /// Whether it was read to its end.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.problem.is_none()
    }

    fn with_problem(mut self, problem: Option<String>) -> Seen {
        self.problem = problem.map(|text| short(&text));
        self
    }
}

/// A datagram of RAS.
#[must_use]
pub fn ras(bytes: &[u8]) -> Seen {
    match types::RasMessage::from_per(bytes) {
        Ok((message, used)) => {
            let tree = message.to_json();
            let (name, fields) = alternative(tree);
            Seen {
                is_canonical: message.to_per().is_ok_and(|written| written == bytes),
                ..Seen::read(Protocol::Ras, name, fields)
                    .with_problem(left_over(bytes.len() - used))
            }
        }
        Err(error) => Seen::broken(Protocol::Ras, bytes, error.to_string()),
    }
}

/// A message of call signalling, without TPKT, and the control messages that it carries.
#[must_use]
pub fn h225(bytes: &[u8]) -> Vec<Seen> {
    let message = match q931::Message::parse(bytes) {
        Ok(message) => message,
        Err(error) => return vec![Seen::broken(Protocol::H225, bytes, error.to_string())],
    };
    let mut fields = Map::new();
    fields.insert("q931".to_string(), elements(&message));
    let mut tunnelled = Vec::new();
    let problem;
    let mut body = None;
    match message
        .user_user()
        .map(types::H323UserInformation::from_per)
    {
        Some(Ok((information, used))) => {
            let length = message.user_user().map_or(0, <[u8]>::len);
            problem = left_over(length - used);
            for packed in information.h323_uu_pdu.h245_control.iter().flatten() {
                tunnelled.extend(h245(packed));
            }
            if let Value::Object(tree) = information.to_json() {
                body = tree.get("h323-uu-pdu").and_then(body_name);
                fields.extend(tree);
            }
        }
        Some(Err(error)) => {
            problem = Some(error.to_string());
            let raw = message.user_user().map(hexadecimal).unwrap_or_default();
            fields.insert("raw".to_string(), Value::String(raw));
        }
        None => problem = lacks_user_user(message.kind),
    }
    let name = match (message.kind, body) {
        // A Facility may carry control and nothing of its own.
        (kind, Some(body)) if body != kind.name() && kind != q931::Kind::Facility => {
            format!("{} ({body})", kind.name())
        }
        (kind, _) => kind.name(),
    };
    let outer = Seen::read(Protocol::H225, name, Value::Object(fields)).with_problem(problem);
    let call = outer.call.clone();
    let inner = tunnelled.into_iter().map(|seen| Seen {
        call: call.clone(),
        tunnelled: true,
        ..seen
    });
    std::iter::once(outer).chain(inner).collect()
}

/// One packet of control; there may be several messages in it.
#[must_use]
pub fn h245(bytes: &[u8]) -> Vec<Seen> {
    let (mut seen, mut rest) = (Vec::new(), bytes);
    while !rest.is_empty() && seen.len() < MOST_MESSAGES {
        match control::MultimediaSystemControlMessage::from_per(rest) {
            Ok((message, used)) => {
                let (kind, inner) = alternative(message.to_json());
                let (name, fields) = alternative(inner);
                let mut tree = Map::new();
                tree.insert(name.clone(), fields);
                let outer = json!({ kind: tree });
                seen.push(Seen::read(Protocol::H245, name, outer));
                rest = rest.get(used.max(1)..).unwrap_or_default();
            }
            Err(error) => {
                seen.push(Seen::broken(Protocol::H245, rest, error.to_string()));
                return seen;
            }
        }
    }
    if !rest.is_empty() {
        seen.push(Seen::broken(
            Protocol::H245,
            rest,
            "more messages in one packet than are read",
        ));
    }
    seen
}

fn elements(message: &q931::Message) -> Value {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            fields.insert(name.to_string(), value);
        }
    };
    let number = |number: q931::Number| json!({ "digits": number.digits, "type": number.kind, "plan": number.plan });
    put("messageType", Some(Value::String(message.kind.name())));
    put("callReference", Some(json!(message.call.value)));
    put("fromCalled", Some(json!(message.call.from_called)));
    put("cause", message.cause().map(|cause| json!(cause.value)));
    put("display", message.display().map(Value::String));
    put("keypad", message.keypad().map(Value::String));
    put("callingPartyNumber", message.calling_number().map(number));
    put("calledPartyNumber", message.called_number().map(number));
    put(
        "progress",
        message
            .progress()
            .map(|progress| json!(progress.description)),
    );
    put(
        "callState",
        message.call_state().map(|state| json!(state.0)),
    );
    let bearer = |bearer: q931::Bearer| json!({ "capability": bearer.capability, "rate": bearer.rate, "multiplier": bearer.multiplier });
    put("bearerCapability", message.bearer().map(bearer));
    Value::Object(fields)
}

/// Name and content of a CHOICE.
fn alternative(tree: Value) -> (String, Value) {
    match tree {
        Value::Object(object) if object.len() == 1 => object.into_iter().next().unwrap_or_default(),
        other => (String::new(), other),
    }
}

fn body_name(information: &Value) -> Option<String> {
    let body = information.get("h323-message-body")?.as_object()?;
    body.keys().next().cloned()
}

fn lacks_user_user(kind: q931::Kind) -> Option<String> {
    // H.225.0 §7.2.2.31: mandatory wherever H.225.0 defines a content.
    let is_plain = matches!(
        kind,
        q931::Kind::ConnectAcknowledge
            | q931::Kind::StatusEnquiry
            | q931::Kind::Status
            | q931::Kind::Other(_)
    );
    (!is_plain).then(|| "it has no H.225.0 part".to_string())
}

fn left_over(bytes: usize) -> Option<String> {
    (bytes > 0).then(|| format!("{bytes} bytes too many at its end"))
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02X}");
        text
    })
}

fn short(text: &str) -> String {
    text.chars().take(MOST_PROBLEM).collect()
}

/// Most messages of one packet of control. Real ones have up to four.
const MOST_MESSAGES: usize = 64;
/// Longest description of a problem: rasn's can name every alternative.
const MOST_PROBLEM: usize = 240;
