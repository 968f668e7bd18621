//! The sources of one direction of a session: which packets of each were seen.
//!
//! A peer may have any number of sources one after the other (a cascaded room has a new one for each speaker), and what is remembered
//! must be bounded. The least recently used source therefore leaves the table of those whose window is known, but never the session:
//! its SSRC and highest index stay. Under one key nothing else would be safe. Without the index its packets of the past would open once
//! more (RFC 3711 §3.3.2), in what we send a key stream would be used twice (§9.1), and after a roll-over nothing of it would open any
//! more (§3.3.1). A source that comes back goes on above its highest index: what it sent before, seen or not, counts as seen.

use std::collections::HashMap;

use super::SrtpError;

/// Sources whose window is known: a browser with nine pictures in three layers with retransmissions has fewer.
const PRESENT: usize = 128;
/// Sources that are remembered by their highest index, 16 bytes each: a new one every five seconds makes them in 22 hours. After that
/// new ones are refused until there is a new key, since to forget is to open replays. Only a peer that has the key gets here.
const PAST: usize = 16_384;
/// Replay window, packets (RFC 3711 §3.3.2 wants at least 64). Wider, because retransmissions arrive late.
const WINDOW: u64 = 128;

/// One source.
#[derive(Clone, Copy)]
pub(super) struct Source {
    ssrc: u32,
    /// Highest index so far: roll-over counter and sequence number, or the SRTCP index.
    highest: u64,
    /// Bit n: `highest - n` was seen.
    seen: u128,
    /// When it was used last, in packets of the session.
    used: u64,
}

impl Source {
    /// Whether a packet with this index was not seen.
    pub(super) fn is_fresh(&self, index: u64) -> bool {
        match self.highest.checked_sub(index) {
            None => true,
            Some(age) => age < WINDOW && self.seen >> age & 1 == 0,
        }
    }

    fn accept(&mut self, index: u64) {
        match self.highest.checked_sub(index) {
            None => {
                let ahead = index - self.highest;
                self.seen = if ahead < WINDOW {
                    self.seen << ahead | 1
                } else {
                    1
                };
                self.highest = index;
            }
            Some(age) => self.seen |= 1 << age.min(WINDOW - 1),
        }
    }
}

/// The index that a sequence number most likely has (RFC 3711 §3.3.1, appendix A).
pub(super) fn guess(source: Option<&Source>, sequence: u16) -> u64 {
    let Some(source) = source else {
        return u64::from(sequence);
    };
    let newest = source.highest as u16;
    let step = i64::from(sequence.wrapping_sub(newest) as i16);
    source
        .highest
        .checked_add_signed(step)
        .unwrap_or_else(|| u64::from(sequence))
}

/// All of them.
#[derive(Default)]
pub(super) struct Sources {
    present: Vec<Source>,
    /// The highest index of those that left the table.
    past: HashMap<u32, u64>,
    packets: u64,
}

impl Sources {
    /// What is known of a source.
    pub(super) fn find(&self, ssrc: u32) -> Option<Source> {
        let present = self.present.iter().find(|s| s.ssrc == ssrc).copied();
        present.or_else(|| {
            self.past.get(&ssrc).map(|highest| Source {
                ssrc,
                highest: *highest,
                seen: u128::MAX,
                used: 0,
            })
        })
    }

    /// A packet of a source counts as seen. Only for one that is authenticated or our own: nobody else may fill the table.
    pub(super) fn accept(&mut self, ssrc: u32, index: u64) -> Result<(), SrtpError> {
        self.packets += 1;
        let used = self.packets;
        if let Some(source) = self.present.iter_mut().find(|s| s.ssrc == ssrc) {
            source.accept(index);
            source.used = used;
            return Ok(());
        }
        let returns = self.find(ssrc);
        if self.present.len() >= PRESENT {
            // One that comes back makes the room that the one that leaves takes.
            if returns.is_none() && self.past.len() >= PAST {
                return Err(SrtpError::TooManySources);
            }
            self.retire();
        }
        self.past.remove(&ssrc);
        let mut source = returns.unwrap_or(Source {
            ssrc,
            highest: index,
            seen: 1,
            used,
        });
        source.accept(index);
        source.used = used;
        self.present.push(source);
        Ok(())
    }

    fn retire(&mut self) {
        let oldest = self.present.iter().enumerate().min_by_key(|(_, s)| s.used);
        if let Some(at) = oldest.map(|(at, _)| at) {
            let source = self.present.swap_remove(at);
            self.past.insert(source.ssrc, source.highest);
        }
    }

    /// Takes over what another table knows: two sessions under one key become one, and what either has seen counts as seen.
    pub(super) fn merge(&mut self, other: &Sources) {
        let theirs = other.present.iter().map(|s| (s.ssrc, s.highest));
        let past = other.past.iter().map(|(ssrc, highest)| (*ssrc, *highest));
        for (ssrc, highest) in theirs.chain(past) {
            if let Some(ours) = self.present.iter_mut().find(|s| s.ssrc == ssrc) {
                if highest > ours.highest {
                    (ours.highest, ours.seen) = (highest, u128::MAX);
                }
            } else {
                let kept = self.past.entry(ssrc).or_insert(highest);
                *kept = highest.max(*kept);
            }
        }
    }

    /// How many windows and indexes are remembered.
    #[cfg(test)]
    pub(super) fn sizes(&self) -> (usize, usize) {
        (self.present.len(), self.past.len())
    }
}
