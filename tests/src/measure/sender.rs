//! Who is seen and heard.

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
