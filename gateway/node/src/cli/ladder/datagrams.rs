//! What UDP carries.

use tolk_h323::inspect;
use tolk_sip::inspect as sip;

use super::book::Book;
use super::capture::Time;
use super::packet::Path;
use super::recognise::{First, first, is_ras, is_ras_port, rtp};
use super::row::Row;
use super::rtp::Streams;

/// Looks at one; tells a message at once, and keeps media for the end.
pub(super) fn look(
    time: Time,
    path: Path,
    bytes: &[u8],
    book: &mut Book,
    media: &mut Streams,
) -> Option<Row> {
    if first(bytes) == First::Sip {
        let seen = sip::datagram(bytes)?;
        book.learn_description(&seen.body, &seen.call);
        return Some(Row::of_sip(time, path, seen));
    }
    let is_known =
        book.speaks_ras(path) || is_ras_port(path.from.port()) || is_ras_port(path.to.port());
    if !is_known && let Some(packet) = rtp(bytes) {
        media.add(time, path, packet);
        return None;
    }
    if bytes.len() < FEWEST || (!is_known && bytes.len() > MOST_STRANGE) {
        return None;
    }
    let mut seen = inspect::ras(bytes);
    if !is_known && !is_ras(&seen) {
        return None;
    }
    if seen.is_sound() {
        book.learn_ras(path);
    }
    seen.call = book.asked(path, seen.sequence, seen.call);
    Some(Row::of_h323(time, path, seen))
}

/// No RAS message is shorter: a number and a bitmap.
const FEWEST: usize = 3;
/// Longest datagram that is taken for RAS between strangers, so that other traffic does not take our time.
const MOST_STRANGE: usize = 4_096;
