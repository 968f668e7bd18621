//! What a message says, for people who look at a capture: the same parser and judge as on the wire, without a transaction.

use crate::wire::message::{Common, Message};
use crate::wire::parse::{Refused, Split, split_datagram};
use crate::wire::problem::Problem;
use crate::wire::stream;
use crate::wire::validate::validate;

/// A message that was looked at.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The method, or status and reason.
    pub message: String,
    /// `Call-ID`.
    pub call: Option<String>,
    /// `CSeq`, as written.
    pub cseq: Option<String>,
    /// Request line or status line.
    pub start: String,
    /// Names as we write them, values as they came; what is no UTF-8 is replaced.
    pub headers: Vec<(String, String)>,
    /// As far as `Content-Length` says.
    pub body: Vec<u8>,
    /// What a peer would be refused for.
    pub problem: Option<String>,
}

impl Seen {
    fn of(result: Result<Split, Refused>) -> Option<Seen> {
        let (split, problem) = match result {
            Ok(split) => match validate(split.clone()) {
                Ok(message) => return Some(Seen::sound(&message, &split)),
                Err(refused) => (split, refused.problem),
            },
            Err(Refused {
                problem: Problem::NotSip,
                ..
            }) => return None,
            Err(refused) => (refused.split?, refused.problem),
        };
        let first = split.start.split(' ').next().unwrap_or_default();
        Some(Seen {
            problem: Some(problem.to_string()),
            ..Seen::parts(first.to_string(), &split)
        })
    }

    fn sound(message: &Message, split: &Split) -> Seen {
        let (name, call) = match message {
            Message::Request(request) => (request.method.as_str().to_string(), request.call_id()),
            Message::Response(response) => (
                format!("{} {}", response.status, response.reason),
                response.call_id(),
            ),
        };
        Seen {
            call: Some(call.to_string()),
            ..Seen::parts(name, split)
        }
    }

    fn parts(message: String, split: &Split) -> Seen {
        let text = |name: &str| split.headers.text(name).map(str::to_string);
        let line = |header: &crate::wire::headers::Header| {
            let value = String::from_utf8_lossy(&header.value).into_owned();
            (header.name.clone(), value)
        };
        Seen {
            message,
            call: text("call-id"),
            cseq: text("cseq"),
            start: split.start.clone(),
            headers: split.headers.0.iter().map(line).collect(),
            body: split.body.clone(),
            problem: None,
        }
    }
}

/// A datagram; none if it is no SIP at all.
#[must_use]
pub fn datagram(bytes: &[u8]) -> Option<Seen> {
    Seen::of(split_datagram(bytes))
}

/// One direction of a stream. Holds one unfinished message.
#[derive(Debug, Default)]
pub struct Framer {
    stream: stream::Framer,
    broken: bool,
}

impl Framer {
    /// An empty one.
    #[must_use]
    pub fn new() -> Framer {
        Framer::default()
    }

    /// Adds what arrived.
    pub fn push(&mut self, bytes: &[u8]) {
        self.stream.push(bytes);
    }

    /// Whether the borders between messages are lost: nothing follows.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.broken
    }

    /// The next message; none until more arrives.
    pub fn next_message(&mut self) -> Option<Seen> {
        while let Some(frame) = self.stream.next() {
            let result = match frame {
                stream::Frame::Ping => continue,
                stream::Frame::Message(split) => Ok(split),
                stream::Frame::Broken(refused) => {
                    self.broken = true;
                    Err(refused)
                }
            };
            if let Some(seen) = Seen::of(result) {
                return Some(seen);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPTIONS: &str = "OPTIONS sip:a@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nMax-Forwards: 70\r\n\
        From: <sip:b@example.com>;tag=1\r\nTo: <sip:a@example.com>\r\nCall-ID: x\r\nCSeq: 7 OPTIONS\r\nContent-Length: 0\r\n\r\n";

    #[test]
    fn a_sound_message_is_told_with_its_call() {
        let seen = datagram(OPTIONS.as_bytes()).unwrap();
        assert_eq!(
            (seen.message.as_str(), seen.call.as_deref()),
            ("OPTIONS", Some("x"))
        );
        assert_eq!((seen.problem, seen.headers.len()), (None, 7));
    }

    #[test]
    fn a_faulty_message_is_told_with_its_fault_and_strangers_are_left_alone() {
        let seen = datagram(OPTIONS.replace("7 OPTIONS", "7 INVITE").as_bytes()).unwrap();
        assert_eq!(seen.problem.as_deref(), Some("CSeq names another method"));
        assert_eq!(
            (seen.message.as_str(), seen.call.as_deref()),
            ("OPTIONS", Some("x"))
        );
        assert!(datagram(b"GET / HTTP/1.1\r\n\r\n").is_none());
        assert!(datagram(&[0x80, 0, 1, 2]).is_none());
    }

    #[test]
    fn messages_of_a_stream_come_one_by_one() {
        let mut framer = Framer::new();
        framer.push(b"\r\n\r\n");
        framer.push(OPTIONS.repeat(2).as_bytes());
        let count = std::iter::from_fn(|| framer.next_message()).count();
        assert_eq!((count, framer.is_broken()), (2, false));
        framer.push(
            OPTIONS
                .replace("Content-Length: 0", "Content-Length: x")
                .as_bytes(),
        );
        assert!(
            framer
                .next_message()
                .is_some_and(|seen| seen.problem.is_some())
        );
        assert!(framer.is_broken());
    }
}
