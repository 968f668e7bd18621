//! TPKT: messages of a TCP connection (RFC 1006 §6; H.225.0 §6.1, H.245 over TCP likewise).
//!
//! Four bytes stand before each: version 3, a reserved byte, and the length of the whole, these four included. A packet without content is a
//! keep-alive of some endpoints and says nothing.

use thiserror::Error;

/// Bytes before each message.
pub const HEADER: usize = 4;
/// Longest message that is waited for, without its header. A Setup with everything tunnelled has five kilobytes; what is packed in it has
/// the limit of its own type.
pub const MOST_BYTES: usize = 40_000;

/// Why a connection carries no TPKT. Nothing that follows can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TpktError {
    /// The first byte is not 3.
    #[error("version {0} where 3 was expected")]
    Version(u8),
    /// A length below that of its own header.
    #[error("a length of {0} bytes, header included")]
    TooShort(u16),
    /// A length above [`MOST_BYTES`].
    #[error("a message of {length} bytes, of which at most {MOST_BYTES} are read")]
    TooLong {
        /// Without the header.
        length: usize,
    },
}

/// Cuts what arrives into messages. Holds one unfinished message, so never more than was pushed last and [`MOST_BYTES`].
#[derive(Debug, Default)]
pub struct Framer {
    buffer: Vec<u8>,
    /// Where the first byte stands that is not yet given out.
    start: usize,
    broken: Option<TpktError>,
}

impl Framer {
    /// An empty one.
    #[must_use]
    pub fn new() -> Framer {
        Framer::default()
    }

    /// Adds what arrived. Call [`Framer::next_message`] until it has none before the next push.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.broken.is_some() {
            return;
        }
        self.buffer.drain(..self.start);
        self.start = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// Whether a message has begun and is not complete.
    #[must_use]
    pub fn is_inside(&self) -> bool {
        self.start < self.buffer.len()
    }

    /// The next whole message, without its header; keep-alives are left out.
    ///
    /// # Errors
    /// When the connection carries something else; the same error again from then on.
    pub fn next_message(&mut self) -> Result<Option<Vec<u8>>, TpktError> {
        if let Some(error) = self.broken {
            return Err(error);
        }
        loop {
            let rest = self.buffer.get(self.start..).unwrap_or_default();
            match split(rest) {
                Ok(None) => break,
                Ok(Some(message)) => {
                    let message = message.to_vec();
                    self.start += HEADER + message.len();
                    if !message.is_empty() {
                        return Ok(Some(message));
                    }
                }
                Err(error) => {
                    self.broken = Some(error);
                    self.buffer = Vec::new();
                    self.start = 0;
                    return Err(error);
                }
            }
        }
        if self.start == self.buffer.len() {
            // An idle connection holds no buffer.
            self.buffer = Vec::new();
            self.start = 0;
        }
        Ok(None)
    }
}

/// The first message of some bytes; none while it is incomplete.
///
/// # Errors
/// When they are not TPKT.
pub fn split(bytes: &[u8]) -> Result<Option<&[u8]>, TpktError> {
    if let Some(version) = bytes.first()
        && *version != VERSION
    {
        return Err(TpktError::Version(*version));
    }
    let Some([_, _, high, low]) = bytes.first_chunk::<HEADER>() else {
        return Ok(None);
    };
    let length = u16::from_be_bytes([*high, *low]);
    let Some(content) = usize::from(length).checked_sub(HEADER) else {
        return Err(TpktError::TooShort(length));
    };
    if content > MOST_BYTES {
        return Err(TpktError::TooLong { length: content });
    }
    Ok(bytes.get(HEADER..HEADER + content))
}

/// A message with its header.
///
/// # Errors
/// When it is longer than [`MOST_BYTES`].
pub fn frame(message: &[u8]) -> Result<Vec<u8>, TpktError> {
    let length = message.len();
    let too_long = TpktError::TooLong { length };
    if length > MOST_BYTES {
        return Err(too_long);
    }
    let whole = u16::try_from(length + HEADER).map_err(|_| too_long)?;
    let mut bytes = vec![VERSION, 0];
    bytes.extend(whole.to_be_bytes());
    bytes.extend_from_slice(message);
    Ok(bytes)
}

const VERSION: u8 = 3;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;

    fn all(framer: &mut Framer) -> Vec<Vec<u8>> {
        std::iter::from_fn(|| framer.next_message().unwrap()).collect()
    }

    #[test]
    fn messages_come_out_however_they_are_cut() {
        let messages = [vec![1; 7], vec![2; 300], vec![3]];
        let wire: Vec<u8> = messages.iter().flat_map(|m| frame(m).unwrap()).collect();
        for size in 1..wire.len() {
            let (mut framer, mut seen) = (Framer::new(), Vec::new());
            for part in wire.chunks(size) {
                framer.push(part);
                seen.extend(all(&mut framer));
            }
            assert_eq!(seen, messages, "in parts of {size}");
            assert!(!framer.is_inside());
        }
    }

    #[test]
    fn keep_alives_say_nothing() {
        let mut framer = Framer::new();
        framer.push(&[3, 0, 0, 4, 3, 0, 0, 4, 3, 0, 0, 5, 9, 3]);
        assert_eq!(all(&mut framer), [vec![9]]);
        assert!(framer.is_inside());
    }

    #[test]
    fn other_protocols_are_refused_at_their_first_byte() {
        let mut framer = Framer::new();
        framer.push(b"G");
        assert_eq!(framer.next_message(), Err(TpktError::Version(b'G')));
        framer.push(&frame(&[1]).unwrap());
        assert_eq!(framer.next_message(), Err(TpktError::Version(b'G')));
    }

    #[test]
    fn lengths_are_bounded_both_ways() {
        for short in 0..4 {
            assert_eq!(
                split(&[3, 0, 0, short]),
                Err(TpktError::TooShort(short.into()))
            );
        }
        assert_eq!(
            split(&[3, 0, 0xff, 0xff]),
            Err(TpktError::TooLong { length: 65_531 })
        );
        assert!(frame(&vec![0; MOST_BYTES + 1]).is_err());
        let longest = frame(&vec![0; MOST_BYTES]).unwrap();
        assert_eq!(split(&longest).unwrap().map(<[u8]>::len), Some(MOST_BYTES));
    }
}
