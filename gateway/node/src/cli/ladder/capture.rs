//! Packets out of a file: pcap and pcapng, of any byte order and resolution.

use std::io::Read;

use pcap_parser::pcapng::Block;
use pcap_parser::{PcapBlockOwned, PcapError, create_reader};
use thiserror::Error;

/// Nanoseconds since 1970.
pub(super) type Time = i128;

/// A packet as it was captured, perhaps cut.
#[derive(Debug, Clone, Copy)]
pub(super) struct Packet<'a> {
    pub(super) time: Time,
    /// What its first bytes are, by the registry of link types.
    pub(super) link: i32,
    pub(super) bytes: &'a [u8],
}

/// Why a capture could not be read to its end.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(super) enum CaptureError {
    #[error("it is neither pcap nor pcapng")]
    Unknown,
    #[error("it cannot be read")]
    Unreadable,
    #[error("it ends in the middle of packet {0}")]
    Truncated(u64),
    #[error("packet {0} claims more than {MOST_BLOCK} bytes")]
    TooLarge(u64),
    #[error("packet {0} is damaged")]
    Damaged(u64),
    #[error("it has more than {MOST_INTERFACES} interfaces")]
    TooManyInterfaces,
}

/// Hands over each packet. What came before a fault has been handed over.
pub(super) fn read(
    source: impl Read + Send,
    mut each: impl FnMut(Packet<'_>),
) -> Result<(), CaptureError> {
    let mut reader = create_reader(FIRST_BUFFER, source).map_err(|error| match error {
        PcapError::ReadError => CaptureError::Unreadable,
        _ => CaptureError::Unknown,
    })?;
    let (mut clock, mut number, mut capacity) = (Clock::default(), 1, FIRST_BUFFER);
    loop {
        // What `next` gives borrows the reader: what to do is kept, and done afterwards.
        let step = match reader.next() {
            Ok((length, block)) => {
                if let Some(packet) = clock.packet(&block)? {
                    each(packet);
                    number += 1;
                }
                Step::Consume(length)
            }
            Err(PcapError::Eof) => return Ok(()),
            Err(PcapError::Incomplete(_)) => Step::Refill,
            Err(PcapError::BufferTooSmall) => Step::Grow,
            Err(PcapError::UnexpectedEof) => return Err(CaptureError::Truncated(number)),
            Err(PcapError::ReadError) => return Err(CaptureError::Unreadable),
            Err(_) => return Err(CaptureError::Damaged(number)),
        };
        match step {
            Step::Consume(length) => {
                reader.consume(length);
                continue;
            }
            Step::Grow => {
                capacity *= 2;
                if capacity > MOST_BLOCK || !reader.grow(capacity) {
                    return Err(CaptureError::TooLarge(number));
                }
            }
            Step::Refill if reader.reader_exhausted() => {
                return Err(CaptureError::Truncated(number));
            }
            Step::Refill => {}
        }
        reader.refill().map_err(|_| CaptureError::Unreadable)?;
    }
}

/// What the reader needs next.
enum Step {
    Consume(usize),
    Refill,
    Grow,
}

/// What an interface says of its packets.
#[derive(Debug, Clone, Copy)]
struct Interface {
    link: i32,
    units_per_second: u64,
    offset_s: i64,
}

/// What earlier blocks say of later ones.
#[derive(Default)]
struct Clock {
    /// Of a pcapng section.
    interfaces: Vec<Interface>,
    /// Of a pcap file: link type, and nanoseconds of a unit.
    legacy: (i32, i128),
    last: Time,
}

impl Clock {
    fn packet<'a>(
        &mut self,
        block: &'a PcapBlockOwned<'_>,
    ) -> Result<Option<Packet<'a>>, CaptureError> {
        let (time, link, bytes, captured) = match block {
            PcapBlockOwned::LegacyHeader(header) => {
                let unit = if header.is_nanosecond_precision() {
                    1
                } else {
                    1_000
                };
                self.legacy = (header.network.0, unit);
                return Ok(None);
            }
            PcapBlockOwned::Legacy(block) => {
                let (link, unit) = self.legacy;
                let time = i128::from(block.ts_sec) * SECOND + i128::from(block.ts_usec) * unit;
                (time, link, block.data, block.caplen)
            }
            PcapBlockOwned::NG(Block::SectionHeader(_)) => {
                self.interfaces.clear();
                return Ok(None);
            }
            PcapBlockOwned::NG(Block::InterfaceDescription(block)) => {
                if self.interfaces.len() == MOST_INTERFACES {
                    return Err(CaptureError::TooManyInterfaces);
                }
                self.interfaces.push(Interface {
                    link: block.linktype.0,
                    units_per_second: block.ts_resolution().unwrap_or(1_000_000),
                    offset_s: block.if_tsoffset,
                });
                return Ok(None);
            }
            PcapBlockOwned::NG(Block::EnhancedPacket(block)) => {
                let interface = usize::try_from(block.if_id).ok();
                let Some(interface) = interface.and_then(|n| self.interfaces.get(n)) else {
                    return Ok(None);
                };
                let units = u64::from(block.ts_high) << 32 | u64::from(block.ts_low);
                let per_second = i128::from(interface.units_per_second.max(1));
                let time = i128::from(units) * SECOND / per_second
                    + i128::from(interface.offset_s) * SECOND;
                (time, interface.link, block.data, block.caplen)
            }
            PcapBlockOwned::NG(Block::SimplePacket(block)) => {
                let Some(interface) = self.interfaces.first() else {
                    return Ok(None);
                };
                // It has no time of its own.
                (self.last, interface.link, block.data, block.origlen)
            }
            PcapBlockOwned::NG(_) => return Ok(None),
        };
        self.last = time;
        // The data of a block is padded.
        let length = usize::try_from(captured)
            .unwrap_or(usize::MAX)
            .min(bytes.len());
        let bytes = bytes.get(..length).unwrap_or_default();
        Ok(Some(Packet { time, link, bytes }))
    }
}

const SECOND: i128 = 1_000_000_000;
/// What is read at once.
const FIRST_BUFFER: usize = 128 * 1024;
/// Largest block: packets have at most 256 kB; lists of names and keys may be larger.
const MOST_BLOCK: usize = 4 * 1024 * 1024;
/// Most interfaces of a section.
const MOST_INTERFACES: usize = 1_024;
