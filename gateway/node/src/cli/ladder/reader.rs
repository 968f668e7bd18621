//! A whole capture: packets in, rows out.

use std::io::Read;

use super::book::Book;
use super::capture::{self, CaptureError, Packet, Time};
use super::fragments::Fragments;
use super::packet::{self, Segment};
use super::row::Row;
use super::{datagrams, rtp, streams};

/// Everything between two packets.
#[derive(Default)]
struct Reader {
    fragments: Fragments,
    streams: streams::Streams,
    media: rtp::Streams,
    book: Book,
    last: Time,
}

/// Hands over a row for each message as it is complete, then one for each stream of RTP. If the capture is damaged, everything before
/// that has been handed over.
pub(super) fn read(
    source: impl Read + Send,
    mut each: impl FnMut(Row),
) -> Result<(), CaptureError> {
    let mut reader = Reader::default();
    let result = capture::read(source, |packet| {
        reader.packet(&packet).into_iter().for_each(&mut each)
    });
    let Reader {
        streams,
        media,
        mut book,
        last,
        ..
    } = reader;
    streams
        .finish(last, &mut book)
        .into_iter()
        .for_each(&mut each);
    media.rows(&book).into_iter().for_each(&mut each);
    result
}

impl Reader {
    fn packet(&mut self, packet: &Packet<'_>) -> Vec<Row> {
        self.last = packet.time;
        let Some(datagram) = packet::datagram(packet) else {
            return Vec::new();
        };
        let whole;
        let payload = match datagram.fragment {
            None => datagram.payload,
            Some(part) => match self.fragments.add(packet.time, &datagram, part) {
                None => return Vec::new(),
                Some(bytes) => {
                    whole = bytes;
                    &whole[..]
                }
            },
        };
        match packet::segment(datagram.from, datagram.to, datagram.protocol, payload) {
            None => Vec::new(),
            Some(Segment::Udp(path, bytes)) => {
                let row =
                    datagrams::look(packet.time, path, bytes, &mut self.book, &mut self.media);
                row.into_iter().collect()
            }
            Some(Segment::Tcp(path, tcp, bytes)) => {
                self.streams
                    .add(packet.time, path, tcp, bytes, &mut self.book)
            }
        }
    }
}
