//! One message, as it is told.

use std::net::SocketAddr;

use serde::Serialize;
use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use tolk_h323::inspect;
use tolk_sip::inspect as sip;

use super::capture::Time;
use super::packet::Path;

/// Which wire a message is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Protocol {
    Sip,
    Ras,
    H225,
    H245,
    Rtp,
}

impl Protocol {
    /// For people.
    pub(super) fn name(self) -> &'static str {
        match self {
            Protocol::Sip => "SIP",
            Protocol::Ras => "RAS",
            Protocol::H225 => "H.225",
            Protocol::H245 => "H.245",
            Protocol::Rtp => "RTP",
        }
    }
}

/// A message; its JSON is a contract with whoever reads our output.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Row {
    #[serde(serialize_with = "rfc3339")]
    pub(super) time: Time,
    pub(super) from: SocketAddr,
    pub(super) to: SocketAddr,
    pub(super) protocol: Protocol,
    pub(super) message: String,
    /// Call-ID, or `callIdentifier` in hexadecimal; null if it is of no call, or of one that is not known.
    pub(super) call: Option<String>,
    pub(super) fields: Value,
    pub(super) malformed: bool,
    /// What is wrong, if something is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) problem: Option<String>,
    /// Control that was carried in call signalling.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) tunnelled: bool,
}

impl Row {
    pub(super) fn new(time: Time, path: Path, protocol: Protocol, message: String) -> Row {
        Row {
            time,
            from: path.from,
            to: path.to,
            protocol,
            message,
            call: None,
            fields: Value::Null,
            malformed: false,
            problem: None,
            tunnelled: false,
        }
    }

    pub(super) fn of_h323(time: Time, path: Path, seen: inspect::Seen) -> Row {
        let protocol = match seen.protocol {
            inspect::Protocol::Ras => Protocol::Ras,
            inspect::Protocol::H225 => Protocol::H225,
            inspect::Protocol::H245 => Protocol::H245,
        };
        Row {
            call: seen.call,
            fields: seen.fields,
            malformed: seen.problem.is_some(),
            problem: seen.problem,
            tunnelled: seen.tunnelled,
            ..Row::new(time, path, protocol, seen.message)
        }
    }

    pub(super) fn of_sip(time: Time, path: Path, seen: sip::Seen) -> Row {
        let mut fields = Map::new();
        fields.insert("start".to_string(), json!(seen.start));
        fields.insert("cseq".to_string(), json!(seen.cseq));
        let header = |(name, value)| json!({ "name": name, "value": value });
        let headers: Vec<Value> = seen.headers.into_iter().map(header).collect();
        fields.insert("headers".to_string(), Value::Array(headers));
        if !seen.body.is_empty() {
            let body = String::from_utf8_lossy(&seen.body).into_owned();
            fields.insert("body".to_string(), Value::String(body));
        }
        Row {
            call: seen.call,
            fields: Value::Object(fields),
            malformed: seen.problem.is_some(),
            problem: seen.problem,
            ..Row::new(time, path, Protocol::Sip, seen.message)
        }
    }
}

/// RFC 3339 in UTC with microseconds, which most captures have.
pub(super) fn format(time: Time) -> String {
    let micro = time - time.rem_euclid(1_000);
    let known = OffsetDateTime::from_unix_timestamp_nanos(micro);
    let date = known.unwrap_or(OffsetDateTime::UNIX_EPOCH);
    date.format(FORMAT).unwrap_or_default()
}

const FORMAT: &[BorrowedFormatItem<'static>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]Z");

fn rfc3339<S: serde::Serializer>(time: &Time, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&format(*time))
}
