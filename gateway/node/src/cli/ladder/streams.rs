//! What TCP carries.

use std::collections::{HashMap, VecDeque};

use tolk_h323::{inspect, tpkt};
use tolk_sip::inspect as sip;

use super::book::Book;
use super::capture::Time;
use super::packet::{Path, Tcp};
use super::recognise::{First, first, is_control, is_signalling};
use super::row::{Protocol, Row};
use super::stream::{Piece, Stream};

/// All directions of all connections; at most [`MOST_STREAMS`].
#[derive(Default)]
pub(super) struct Streams {
    known: HashMap<Path, Direction>,
    /// In the order in which they were first seen; may name some that are gone.
    order: VecDeque<Path>,
}

#[derive(Default)]
struct Direction {
    stream: Stream,
    talk: Talk,
}

/// What is spoken.
#[derive(Default)]
enum Talk {
    /// Too little was seen yet.
    #[default]
    Unknown,
    Beginning(Vec<u8>),
    Sip(Box<sip::Framer>),
    Tpkt(tpkt::Framer, Kind),
    /// Nothing of ours.
    Other,
}

/// What is in TPKT.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Unknown,
    Signalling,
    Control,
}

impl Streams {
    pub(super) fn add(
        &mut self,
        time: Time,
        path: Path,
        tcp: Tcp,
        payload: &[u8],
        book: &mut Book,
    ) -> Vec<Row> {
        if !self.known.contains_key(&path) {
            self.make_room();
            self.order.push_back(path);
        }
        let direction = self.known.entry(path).or_default();
        if tcp.begins {
            direction.talk = Talk::Unknown;
        }
        let pieces = direction.stream.add(tcp, payload);
        let rows = direction.read(time, path, pieces, book);
        if tcp.ends {
            // What came early may still complete; the rest is told when room is needed or the capture ends.
            direction.talk.rest();
        }
        rows
    }

    /// What was still waited for when the capture ended.
    pub(super) fn finish(mut self, time: Time, book: &mut Book) -> Vec<Row> {
        let mut rows = Vec::new();
        for path in self.order {
            if let Some(mut direction) = self.known.remove(&path) {
                let pieces = direction.stream.finish();
                rows.extend(direction.read(time, path, pieces, book));
            }
        }
        rows
    }

    fn make_room(&mut self) {
        while self.known.len() >= MOST_STREAMS || self.order.len() > 4 * MOST_STREAMS {
            match self.order.pop_front() {
                Some(oldest) => drop(self.known.remove(&oldest)),
                None => self.known.clear(),
            }
        }
    }
}

impl Direction {
    fn read(&mut self, time: Time, path: Path, pieces: Vec<Piece>, book: &mut Book) -> Vec<Row> {
        let mut rows = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Bytes(bytes) => self.talk.add(time, path, &bytes, book, &mut rows),
                // Borders are lost; what follows may begin a message.
                Piece::Gap => self.talk = Talk::Unknown,
            }
        }
        rows
    }
}

impl Talk {
    fn rest(&mut self) {
        if matches!(self, Talk::Beginning(_)) {
            *self = Talk::Other;
        }
    }

    fn add(&mut self, time: Time, path: Path, bytes: &[u8], book: &mut Book, rows: &mut Vec<Row>) {
        match self {
            Talk::Other => {}
            Talk::Unknown => self.begin(time, path, bytes.to_vec(), book, rows),
            Talk::Beginning(held) => {
                let mut held = std::mem::take(held);
                held.extend_from_slice(bytes);
                self.begin(time, path, held, book, rows);
            }
            Talk::Sip(framer) => {
                framer.push(bytes);
                while let Some(seen) = framer.next_message() {
                    book.learn_description(&seen.body, &seen.call);
                    rows.push(Row::of_sip(time, path, seen));
                }
                if framer.is_broken() {
                    *self = Talk::Other;
                }
            }
            Talk::Tpkt(framer, kind) => {
                framer.push(bytes);
                loop {
                    match framer.next_message() {
                        Ok(Some(message)) => rows.extend(tell(time, path, &message, kind, book)),
                        Ok(None) => break,
                        Err(error) => {
                            rows.extend(broken(time, path, *kind, error));
                            *self = Talk::Other;
                            break;
                        }
                    }
                }
            }
        }
    }

    fn begin(
        &mut self,
        time: Time,
        path: Path,
        held: Vec<u8>,
        book: &mut Book,
        rows: &mut Vec<Row>,
    ) {
        let announced = book.control(path).is_some();
        *self = match first(&held) {
            First::Sip => Talk::Sip(Box::default()),
            First::Tpkt => Talk::Tpkt(tpkt::Framer::new(), Kind::Unknown),
            // A long message in several segments; its framer waits for it.
            First::Perhaps if held.first() == Some(&3) && held.len() >= tpkt::HEADER => {
                Talk::Tpkt(tpkt::Framer::new(), Kind::Unknown)
            }
            First::Perhaps if held.len() < MOST_HELD => {
                *self = Talk::Beginning(held);
                return;
            }
            _ if announced => Talk::Tpkt(tpkt::Framer::new(), Kind::Control),
            _ => Talk::Other,
        };
        self.add(time, path, &held, book, rows);
    }
}

/// The rows of one message in TPKT.
fn tell(time: Time, path: Path, message: &[u8], kind: &mut Kind, book: &mut Book) -> Vec<Row> {
    if *kind == Kind::Unknown {
        *kind = if is_signalling(message) {
            Kind::Signalling
        } else if book.control(path).is_some() || is_control(message) {
            Kind::Control
        } else {
            // Something else in TPKT, such as T.120; the next message may be ours.
            return Vec::new();
        };
    }
    if *kind == Kind::Control {
        let call = book.control(path).cloned().flatten();
        let told = inspect::h245(message).into_iter().map(|seen| {
            book.learn(&seen.addresses, &call);
            Row {
                call: call.clone(),
                ..Row::of_h323(time, path, seen)
            }
        });
        return told.collect();
    }
    let mut seen = inspect::h225(message);
    let outer = seen.first();
    let reference = outer.and_then(|seen| seen.fields.get("q931")?.get("callReference")?.as_u64());
    let call = book.referred(path, reference, outer.and_then(|seen| seen.call.clone()));
    for one in &mut seen {
        one.call.clone_from(&call);
        book.learn(&one.addresses, &call);
    }
    seen.into_iter()
        .map(|seen| Row::of_h323(time, path, seen))
        .collect()
}

/// The row of a connection that has become unreadable; of one that was never ours there is none.
fn broken(time: Time, path: Path, kind: Kind, error: tpkt::TpktError) -> Option<Row> {
    let protocol = match kind {
        Kind::Unknown => return None,
        Kind::Signalling => Protocol::H225,
        Kind::Control => Protocol::H245,
    };
    Some(Row {
        malformed: true,
        problem: Some(format!(
            "TPKT: {error}; nothing more is read of this connection"
        )),
        ..Row::new(time, path, protocol, "unreadable".to_string())
    })
}

/// Most directions that are followed at a time; each holds one message, seldom of more than 2 kB.
const MOST_STREAMS: usize = 20_000;
/// Most bytes that are held until it is known what they are.
const MOST_HELD: usize = 4_096;
