//! H.264 parameter sets of one stream, kept so that every key picture that goes to a decoder carries them.

use std::collections::BTreeMap;

/// Sequence parameter sets that are kept; the standard knows 32 identifiers, rooms use one or two.
const MAX_SEQUENCE_SETS: usize = 4;
/// Picture parameter sets that are kept; the standard knows 256 identifiers, encoders use a few.
const MAX_PICTURE_SETS: usize = 16;
/// Longest set that is kept: with scaling lists and VUI a set stays far below.
const MAX_SET_BYTES: usize = 1024;
/// Bytes of profile, constraints and level before the identifier in a sequence parameter set (H.264 §7.3.2.1.1).
const BEFORE_SEQUENCE_ID: usize = 3;

/// The newest sets by identifier.
#[derive(Debug, Default)]
pub(super) struct ParameterSets {
    sequence: BTreeMap<u32, Vec<u8>>,
    picture: BTreeMap<u32, Vec<u8>>,
}

impl ParameterSets {
    /// Keeps a sequence parameter set (a whole NAL unit); `false` when it cannot be read.
    pub(super) fn keep_sequence(&mut self, nal: &[u8]) -> bool {
        let id = nal
            .get(1 + BEFORE_SEQUENCE_ID..)
            .and_then(|bytes| Bits::new(bytes).exp_golomb());
        keep(&mut self.sequence, MAX_SEQUENCE_SETS, id, nal)
    }

    /// Keeps a picture parameter set (a whole NAL unit); `false` when it cannot be read.
    pub(super) fn keep_picture(&mut self, nal: &[u8]) -> bool {
        let id = nal.get(1..).and_then(|bytes| Bits::new(bytes).exp_golomb());
        keep(&mut self.picture, MAX_PICTURE_SETS, id, nal)
    }

    /// Whether a decoder could begin with these.
    pub(super) fn is_complete(&self) -> bool {
        !self.sequence.is_empty() && !self.picture.is_empty()
    }

    /// All of them, sequence sets first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.sequence
            .values()
            .chain(self.picture.values())
            .map(Vec::as_slice)
    }
}

fn keep(sets: &mut BTreeMap<u32, Vec<u8>>, limit: usize, id: Option<u32>, nal: &[u8]) -> bool {
    let Some(id) = id.filter(|_| nal.len() <= MAX_SET_BYTES) else {
        return false;
    };
    if sets.len() >= limit && !sets.contains_key(&id) {
        sets.pop_first();
    }
    sets.insert(id, nal.to_vec());
    true
}

/// Reads single bits and Exp-Golomb codes (H.264 §9.1). Emulation prevention is not undone: what is read here lies before the first
/// place where it can occur.
#[derive(Debug)]
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Bits<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Bits<'a> {
        Bits { bytes, at: 0 }
    }

    fn bit(&mut self) -> Option<u32> {
        let byte = *self.bytes.get(self.at / 8)?;
        let bit = (byte >> (7 - self.at % 8)) & 1;
        self.at += 1;
        Some(u32::from(bit))
    }

    /// `ue(v)`; `None` at the end of the bytes or beyond 16 bits.
    pub(super) fn exp_golomb(&mut self) -> Option<u32> {
        let mut zeros = 0;
        while self.bit()? == 0 {
            zeros += 1;
            if zeros > 16 {
                return None;
            }
        }
        let mut value = 1;
        for _ in 0..zeros {
            value = (value << 1) | self.bit()?;
        }
        Some(value - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_golomb_codes_are_read_and_ends_noticed() {
        let mut bits = Bits::new(&[0b1010_0110, 0b0100_0000]);
        assert_eq!(bits.exp_golomb(), Some(0));
        assert_eq!(bits.exp_golomb(), Some(1));
        assert_eq!(bits.exp_golomb(), Some(2));
        assert_eq!(bits.exp_golomb(), Some(3));
        assert_eq!(Bits::new(&[0, 0, 0, 0, 0]).exp_golomb(), None);
        assert_eq!(Bits::new(&[0b0010_0000]).exp_golomb(), Some(3));
        assert_eq!(Bits::new(&[0b0000_0001]).exp_golomb(), None);
    }

    #[test]
    fn sets_are_replaced_by_identifier_and_their_number_is_bounded() {
        let mut sets = ParameterSets::default();
        sets.keep_sequence(&[0x67, 66, 0xc0, 31, 0x80, 1]);
        sets.keep_sequence(&[0x67, 66, 0xc0, 31, 0x80, 2]);
        assert!(!sets.is_complete());
        for id in 0..100u8 {
            // ue(v) of 127 + id in 15 bits: 0000000 1xxxxxxx.
            sets.keep_picture(&[0x68, 0, 0x80 | id, 0xff]);
        }
        sets.keep_picture(&vec![0x68; MAX_SET_BYTES + 1]);
        assert!(sets.is_complete());
        let kept: Vec<&[u8]> = sets.iter().collect();
        assert_eq!(kept.len(), 1 + MAX_PICTURE_SETS);
        assert_eq!(kept.first(), Some(&&[0x67, 66, 0xc0, 31, 0x80, 2][..]));
    }
}
