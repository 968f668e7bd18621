//! Sound: jitter buffers, recoding, the mix, prompts and who speaks, in one thread of a shard.
//!
//! The machine ([`SoundMachine`]) has no clock, socket or thread; [`start`] gives it those. Inside, sound is `f32` mono at 48 kHz
//! in frames of 10 ms. Streams that are only forwarded never come here.

mod conceal;
mod decoder;
mod delay;
mod encoder;
mod feed;
mod fifo;
mod g711;
mod handle;
mod limiter;
mod machine;
mod made;
mod meeting;
mod noise;
mod pitch;
mod plan;
mod playout;
mod prompts;
mod queue;
mod resample;
mod speaker;
mod speech;
mod stream;
mod stretch;
mod track;
mod voice;

pub use handle::{SoundConfig, SoundHandle, start};
pub use machine::{SoundCounts, SoundMachine};

/// Samples a second inside.
pub(crate) const RATE: u32 = 48_000;
/// Samples of a frame of 10 ms.
pub(crate) const FRAME: usize = 480;

#[cfg(test)]
mod tests;
