//! Which of the encodings that a peer sends at once is decoded: a decoder takes one, not all in turn.

/// The encoding of a stream that the branches are given.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct DecodedLayer(Option<usize>);

/// What becomes of a packet that a branch could decode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decode {
    /// It belongs to the encoding that is decoded.
    Yes,
    /// It belongs to another one.
    No,
    /// What was decoded has ceased; this one takes its place with its next whole picture, which must be asked for.
    OnceItIsWhole,
}

impl DecodedLayer {
    /// Its place among the layers, smallest first; `None` before the first whole picture.
    pub(super) fn place(self) -> Option<usize> {
        self.0
    }

    /// Whether packets of `layer`, of so many, go to the branches.
    pub(super) fn is(self, layer: usize, layers: usize) -> bool {
        layers < 2 || self.0 == Some(layer)
    }

    /// Decides about a packet of `layer`, of so many; `whole` when it begins a whole picture, `alive` while the one that is decoded comes.
    /// The largest is wanted, and a change is only made where a whole picture begins.
    pub(super) fn choose(
        &mut self,
        layer: usize,
        layers: usize,
        whole: bool,
        alive: bool,
    ) -> Decode {
        if self.is(layer, layers) {
            return Decode::Yes;
        }
        let better = !alive || self.0.is_none_or(|now| layer > now);
        if better && whole {
            self.0 = Some(layer);
            return Decode::Yes;
        }
        if alive {
            Decode::No
        } else {
            Decode::OnceItIsWhole
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_encoding_is_always_decoded() {
        let mut decoded = DecodedLayer::default();
        assert_eq!(decoded.choose(0, 1, false, false), Decode::Yes);
    }

    #[test]
    fn of_three_the_largest_is_decoded_from_its_first_whole_picture_on() {
        let mut decoded = DecodedLayer::default();
        assert_eq!(decoded.choose(0, 3, false, false), Decode::OnceItIsWhole);
        assert_eq!(decoded.choose(0, 3, true, false), Decode::Yes);
        assert_eq!(decoded.choose(2, 3, false, true), Decode::No);
        assert_eq!(decoded.choose(2, 3, true, true), Decode::Yes);
        assert_eq!(decoded.choose(0, 3, true, true), Decode::No);
        assert!(decoded.is(2, 3) && !decoded.is(0, 3));
    }

    #[test]
    fn when_the_largest_ceases_a_smaller_one_takes_its_place() {
        let mut decoded = DecodedLayer::default();
        decoded.choose(2, 3, true, false);
        assert_eq!(decoded.choose(1, 3, false, false), Decode::OnceItIsWhole);
        assert_eq!(decoded.choose(1, 3, true, false), Decode::Yes);
    }
}
