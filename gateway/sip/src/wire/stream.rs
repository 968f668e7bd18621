//! Framing on a stream (RFC 3261 §18.3): messages end where `Content-Length` says.

use super::parse::{MAX_HEAD_BYTES, Refused, Split, content_length, head_end, split_head};
use super::problem::Problem;

/// What a stream yielded.
#[derive(Debug)]
pub(crate) enum Frame {
    /// A whole message.
    Message(Split),
    /// A double CRLF between messages: the peer wants one back (RFC 5626 §4.4.1).
    Ping,
    /// Message borders are lost: answer if possible, then close.
    Broken(Refused),
}

/// Collects a stream's bytes and cuts them into messages.
#[derive(Debug, Default)]
pub(crate) struct Framer {
    buffer: Vec<u8>,
    /// Searched for the empty line so far, so that a slow stream is not searched again and again.
    searched: usize,
    head: Option<(Split, usize, usize)>,
    broken: bool,
}

impl Framer {
    /// Adds bytes.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        if !self.broken {
            self.buffer.extend_from_slice(bytes);
        }
    }

    /// The next frame; `None` until more bytes come, and for ever after [`Frame::Broken`].
    pub(crate) fn next(&mut self) -> Option<Frame> {
        if self.broken {
            return None;
        }
        if self.head.is_none() {
            if let Some(frame) = self.skip_blank_lines() {
                return Some(frame);
            }
            match self.read_head() {
                Ok(Some(head)) => self.head = Some(head),
                Ok(None) => return None,
                Err(refused) => return Some(self.give_up(refused)),
            }
        }
        let (_, start, length) = self.head.as_ref()?;
        let end = start + length;
        if self.buffer.len() < end {
            return None;
        }
        let (mut split, start, _) = self.head.take()?;
        split.body = self.buffer.get(start..end).unwrap_or_default().to_vec();
        self.consume(end);
        Some(Frame::Message(split))
    }

    /// Skips line ends between messages, all at once: one by one would move the buffer for each of them.
    /// Whether a message has begun and is not whole.
    pub(crate) fn is_within(&self) -> bool {
        self.head.is_some() || self.buffer.iter().any(|b| !b"\r\n".contains(b))
    }

    /// Takes a lone CRLF: the answer to our own ping (RFC 5626 §4.4.1), which could else be the beginning of one of the peer's.
    pub(crate) fn take_pong(&mut self) -> bool {
        let lone = self.head.is_none() && self.buffer == b"\r\n";
        if lone {
            self.consume(2);
        }
        lone
    }

    fn skip_blank_lines(&mut self) -> Option<Frame> {
        let mut ping = false;
        let mut at = 0;
        loop {
            let rest = self.buffer.get(at..).unwrap_or_default();
            if rest.starts_with(b"\r\n\r\n") {
                ping = true;
                at += 4;
            } else if rest.starts_with(b"\r\n") && rest.get(2).is_some_and(|b| *b != b'\r') {
                at += 2;
            } else {
                break;
            }
        }
        self.consume(at);
        ping.then_some(Frame::Ping)
    }

    fn read_head(&mut self) -> Result<Option<(Split, usize, usize)>, Refused> {
        let Some(end) = head_end(&self.buffer, self.searched) else {
            self.searched = self.buffer.len();
            if self.buffer.len() > MAX_HEAD_BYTES {
                return Err(Problem::HeadTooLarge.into());
            }
            return Ok(None);
        };
        let head = self.buffer.get(..end).unwrap_or_default();
        let (split, fault) = match split_head(head) {
            Ok(split) => (split, None),
            Err(Refused { problem, split }) => match split {
                Some(split) => (split, Some(problem)),
                None => return Err(problem.into()),
            },
        };
        // A faulty header line may have been the length: then nobody knows where the next message begins.
        let length = match (content_length(&split.headers), fault) {
            (_, Some(problem)) | (Err(problem), None) => Err(problem),
            (Ok(None), None) => Err(Problem::NoContentLength),
            (Ok(Some(length)), None) => Ok(length),
        };
        match length {
            Ok(length) => Ok(Some((split, end, length))),
            Err(problem) => Err(Refused {
                problem,
                split: Some(split),
            }),
        }
    }

    fn give_up(&mut self, refused: Refused) -> Frame {
        self.broken = true;
        self.buffer = Vec::new();
        Frame::Broken(refused)
    }

    fn consume(&mut self, count: usize) {
        if count == 0 {
            return;
        }
        self.buffer.drain(..count.min(self.buffer.len()));
        // Ten thousand connections are open, and few of them speak.
        if self.buffer.is_empty() {
            self.buffer = Vec::new();
        }
        self.searched = 0;
    }
}
