//! The picture's barcode: 8 x 4 cells of luma that name the sender and count frames, and four coloured corners.
//!
//! Cells carry, most significant bit first: 8 bits of sender, 16 bits of frame number, 8 bits of checksum. Corners are red,
//! green, blue and yellow, clockwise from the top left except that blue is bottom left: a mirrored, turned or colourless picture fails.
//! Only comparisons with the picture's own black and white are made, so colour matrix and range do not matter.

use super::Sender;
use super::i420::I420;

/// Columns of cells.
pub const COLUMNS: usize = 8;
/// Rows of cells.
pub const ROWS: usize = 4;
/// Smallest difference of mean luma between dark and bright cells that counts as a barcode (0-255).
const LEAST_CONTRAST: f32 = 60.0;
/// A cell nearer to the middle than this part of the contrast is no bit.
const UNCLEAR: f32 = 0.15;
const BLACK: [u8; 3] = [24, 128, 128];
const WHITE: [u8; 3] = [228, 128, 128];
/// Red, green, blue, yellow in BT.601 limited range: top left, top right, bottom left, bottom right.
const CORNERS: [[u8; 3]; 4] = [[82, 90, 240], [145, 54, 34], [41, 240, 110], [210, 16, 146]];

/// What a picture says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Barcode {
    /// Who sent it.
    pub sender: Sender,
    /// Which frame it is, modulo 65536.
    pub frame: u16,
}

impl Barcode {
    fn bits(self) -> u32 {
        let body = (u32::from(self.sender.0) << 16) | u32::from(self.frame);
        (body << 8) | u32::from(checksum(body))
    }

    fn from_bits(bits: u32) -> Option<Barcode> {
        let [sender, high, low, sum] = bits.to_be_bytes();
        (checksum(bits >> 8) == sum).then_some(Barcode {
            sender: Sender(sender),
            frame: u16::from_be_bytes([high, low]),
        })
    }

    /// Paints it.
    pub fn paint(self, width: usize, height: usize) -> I420 {
        let mut picture = I420::grey(width, height);
        let bits = self.bits();
        for row in 0..ROWS {
            for column in 0..COLUMNS {
                let bright = bits >> (31 - (row * COLUMNS + column)) & 1 == 1;
                let (x, y, w, h) = cell(width, height, column, row);
                picture.fill(x, y, w, h, if bright { WHITE } else { BLACK });
            }
        }
        let (w, h) = (width / 8, height / 8);
        for (n, colour) in CORNERS.into_iter().enumerate() {
            let x = if n % 2 == 0 { 0 } else { width - w };
            let y = if n < 2 { 0 } else { height - h };
            picture.fill(x, y, w, h, colour);
        }
        picture
    }
}

/// The barcode fills the middle three quarters in both directions.
fn cell(width: usize, height: usize, column: usize, row: usize) -> (usize, usize, usize, usize) {
    let x = |n: usize| width / 8 + n * (width * 3 / 4) / COLUMNS;
    let y = |n: usize| height / 8 + n * (height * 3 / 4) / ROWS;
    (
        x(column),
        y(row),
        x(column + 1) - x(column),
        y(row + 1) - y(row),
    )
}

/// CRC-8, polynomial 0x2f (AUTOSAR): every burst up to 8 bits is seen.
fn checksum(body: u32) -> u8 {
    body.to_be_bytes().into_iter().fold(0xff, |mut crc, byte| {
        crc ^= byte;
        for _ in 0..8 {
            crc = if crc & 0x80 == 0 {
                crc << 1
            } else {
                (crc << 1) ^ 0x2f
            };
        }
        crc
    })
}

/// Means over the barcode's cells and the corners: all that a judge needs of a picture. The page's script makes the same.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
pub struct Reading {
    /// Mean luma of each cell, row by row, 0-255.
    pub cells: Vec<f32>,
    /// Mean RGB of the corners: top left, top right, bottom left, bottom right.
    pub corners: Vec<[f32; 3]>,
}

/// Why a picture says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// All cells are alike: black, grey, a slide, a camera's picture.
    #[error("no barcode: the cells differ too little")]
    Flat,
    /// A cell is neither dark nor bright: blurred, cropped, shifted.
    #[error("a cell is neither dark nor bright")]
    Unclear,
    /// The bits are clear and do not fit their checksum.
    #[error("the checksum does not fit")]
    Checksum,
    /// The bits are right and the corners' colours are not.
    #[error("the corners have wrong colours")]
    Colours,
}

impl Reading {
    /// Measures packed RGB.
    pub fn of_rgb(width: usize, height: usize, rgb: &[u8]) -> Reading {
        let mean = |x: usize, y: usize, w: usize, h: usize| {
            let mut sum = [0_f32; 3];
            let mut count = 0_f32;
            // The inner half of a cell: the edges are blurred by scaling and coding.
            for row in y + h / 4..y + h - h / 4 {
                for column in x + w / 4..x + w - w / 4 {
                    for (n, value) in sum.iter_mut().enumerate() {
                        *value += f32::from(rgb[(row * width + column) * 3 + n]);
                    }
                    count += 1.0;
                }
            }
            sum.map(|value| value / count)
        };
        let luma = |[r, g, b]: [f32; 3]| 0.299 * r + 0.587 * g + 0.114 * b;
        let cells = (0..ROWS * COLUMNS)
            .map(|n| cell(width, height, n % COLUMNS, n / COLUMNS))
            .map(|(x, y, w, h)| luma(mean(x, y, w, h)))
            .collect();
        let (w, h) = (width / 8, height / 8);
        let corners = [
            (0, 0),
            (width - w, 0),
            (0, height - h),
            (width - w, height - h),
        ];
        Reading {
            cells,
            corners: corners.map(|(x, y)| mean(x, y, w, h)).to_vec(),
        }
    }

    /// Measures a planar picture.
    pub fn of_i420(picture: &I420) -> Reading {
        Reading::of_rgb(picture.width, picture.height, &picture.to_rgb())
    }

    /// What the picture says.
    ///
    /// # Errors
    /// [`Unreadable`] when it is not a whole, upright, coloured test picture.
    pub fn decode(&self) -> Result<Barcode, Unreadable> {
        let low = self.cells.iter().copied().fold(f32::MAX, f32::min);
        let high = self.cells.iter().copied().fold(f32::MIN, f32::max);
        if self.cells.len() != ROWS * COLUMNS || high - low < LEAST_CONTRAST {
            return Err(Unreadable::Flat);
        }
        let middle = f32::midpoint(low, high);
        let mut bits = 0_u32;
        for value in &self.cells {
            if (value - middle).abs() < UNCLEAR * (high - low) {
                return Err(Unreadable::Unclear);
            }
            bits = (bits << 1) | u32::from(*value > middle);
        }
        let barcode = Barcode::from_bits(bits).ok_or(Unreadable::Checksum)?;
        if self.has_colours() {
            Ok(barcode)
        } else {
            Err(Unreadable::Colours)
        }
    }

    fn has_colours(&self) -> bool {
        const MARGIN: f32 = 40.0;
        let [[r0, g0, b0], [r1, g1, b1], [r2, g2, b2], [r3, g3, b3]] = self.corners[..] else {
            return false;
        };
        r0 > g0.max(b0) + MARGIN
            && g1 > r1.max(b1) + MARGIN
            && b2 > r2.max(g2) + MARGIN
            && r3.min(g3) > b3 + MARGIN
    }
}

/// A picture at a time.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
pub struct Sample {
    /// When, in milliseconds of any clock.
    pub at_ms: f64,
    /// What was seen.
    #[serde(flatten)]
    pub reading: Reading,
}

/// Why a series of pictures is not the moving picture of the expected sender.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PictureFault {
    /// No picture at all, or too few to judge.
    #[error("only {0} pictures were seen")]
    TooFew(usize),
    /// Most pictures could not be read.
    #[error("{unreadable} of {all} pictures could not be read, the last because {last}")]
    Unreadable {
        /// How many.
        unreadable: usize,
        /// Of how many.
        all: usize,
        /// The last reason.
        last: Unreadable,
    },
    /// Somebody else's picture.
    #[error("{found:?} was seen where {expected:?} should be")]
    WrongSender {
        /// Who should be seen.
        expected: Sender,
        /// Who is seen.
        found: Sender,
    },
    /// The same frame again and again.
    #[error("frozen: {distinct} different frames in {pictures} pictures over {over_ms} ms")]
    Frozen {
        /// Different frames.
        distinct: usize,
        /// Pictures read.
        pictures: usize,
        /// Time between first and last.
        over_ms: u64,
    },
}

/// How a picture moved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PictureReport {
    /// Pictures that could be read.
    pub read: usize,
    /// Different frames among them.
    pub distinct: usize,
    /// Different frames a second, as sampled.
    pub rate: f64,
}

/// Different frames a second below which a picture counts as frozen.
const LEAST_RATE: f64 = 1.5;
/// Fewer pictures than this say nothing.
const LEAST_SAMPLES: usize = 5;

/// Whether the samples show the moving picture of `expected`. At least two thirds must be readable (start-up, one torn frame).
///
/// # Errors
/// [`PictureFault`] says what is wrong.
pub fn judge(samples: &[Sample], expected: Sender) -> Result<PictureReport, PictureFault> {
    let (Some(first), Some(last)) = (samples.first(), samples.last()) else {
        return Err(PictureFault::TooFew(0));
    };
    if samples.len() < LEAST_SAMPLES {
        return Err(PictureFault::TooFew(samples.len()));
    }
    let mut frames = Vec::new();
    let mut bad = Vec::new();
    for sample in samples {
        match sample.reading.decode() {
            Ok(code) if code.sender == expected => frames.push(code.frame),
            Ok(code) => {
                return Err(PictureFault::WrongSender {
                    expected,
                    found: code.sender,
                });
            }
            Err(why) => bad.push(why),
        }
    }
    if let Some(why) = bad.last().filter(|_| bad.len() * 3 > samples.len()) {
        return Err(PictureFault::Unreadable {
            unreadable: bad.len(),
            all: samples.len(),
            last: *why,
        });
    }
    let read = frames.len();
    frames.sort_unstable();
    frames.dedup();
    let over_ms = (last.at_ms - first.at_ms).max(1.0);
    #[expect(clippy::cast_precision_loss, reason = "a few hundred frames")]
    let rate = frames.len() as f64 * 1000.0 / over_ms;
    if frames.len() < 3 || rate < LEAST_RATE {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "positive ms"
        )]
        return Err(PictureFault::Frozen {
            distinct: frames.len(),
            pictures: read,
            over_ms: over_ms as u64,
        });
    }
    Ok(PictureReport {
        read,
        distinct: frames.len(),
        rate,
    })
}
