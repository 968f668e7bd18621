//! Samples that wait to be played.

/// Decoded samples in order. Its memory is taken once.
#[derive(Debug)]
pub(super) struct Fifo {
    samples: Vec<f32>,
    start: usize,
}

impl Fifo {
    /// An empty one with room for `capacity` samples.
    pub(super) fn new(capacity: usize) -> Fifo {
        Fifo {
            samples: Vec::with_capacity(capacity),
            start: 0,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.samples.len() - self.start
    }

    /// What waits, oldest first.
    pub(super) fn waiting(&self) -> &[f32] {
        &self.samples[self.start..]
    }

    /// What waits, to change.
    pub(super) fn waiting_mut(&mut self) -> &mut [f32] {
        &mut self.samples[self.start..]
    }

    /// The end of the line, to append to.
    pub(super) fn tail(&mut self) -> &mut Vec<f32> {
        // Compact before growth, so that the memory taken at first is enough for ever.
        if self.start > 0 {
            self.samples.drain(..self.start);
            self.start = 0;
        }
        &mut self.samples
    }

    /// Forgets the oldest `count`.
    pub(super) fn skip(&mut self, count: usize) {
        self.start = (self.start + count).min(self.samples.len());
    }

    pub(super) fn clear(&mut self) {
        self.samples.clear();
        self.start = 0;
    }
}
