//! Tools that tell whether sound and picture truly arrive, and from whom.
//!
//! Nothing is judged by loudness, byte counters or "a track exists": a picture carries a barcode that names its sender and
//! counts its frames, sound carries a pair of tones that is switched on and off. Each judge has negative twins in `tests.rs`.

pub mod i420;
pub mod page;
pub mod picture;
pub mod png_file;
pub mod sound;
pub mod wav;
pub mod y4m;

#[cfg(test)]
mod tests;

/// Who sends: the number in the picture's barcode, and the choice of the tone pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sender(pub u8);

impl Sender {
    /// How many senders have tone pairs that the detector tells apart.
    pub const COUNT: u8 = 6;

    /// All of them.
    pub fn all() -> impl Iterator<Item = Sender> {
        (0..Sender::COUNT).map(Sender)
    }
}
