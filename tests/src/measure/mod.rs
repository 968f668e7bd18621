//! Tools that tell whether sound and picture truly arrive, and from whom.
//!
//! Nothing is judged by loudness, byte counters or "a track exists": a picture carries a barcode that names its sender and
//! counts its frames, sound carries a pair of tones that is switched on and off. Each judge has negative twins in `tests.rs`.

pub mod footprint;
pub mod g711;
pub mod i420;
pub mod page;
pub mod picture;
pub mod png_file;
mod sender;
pub mod sound;
pub mod wav;
pub mod y4m;

pub use sender::Sender;

#[cfg(test)]
mod tests;
