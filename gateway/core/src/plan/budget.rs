//! What encoders cost, and what is given up when there is not enough.

/// What the encoders of one meeting may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Thousandths of one processor core.
    pub millicores: u32,
}

impl Default for Budget {
    /// One and a half cores: half of a small node.
    fn default() -> Budget {
        Budget { millicores: 1_500 }
    }
}
