//! Planar 4:2:0 pictures, the common currency of the picture tools.

/// A picture: a plane of luma and two planes of chroma of half the size, BT.601 limited range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct I420 {
    /// Width, even.
    pub width: usize,
    /// Height, even.
    pub height: usize,
    /// Luma.
    pub y: Vec<u8>,
    /// Blue difference.
    pub u: Vec<u8>,
    /// Red difference.
    pub v: Vec<u8>,
}

impl I420 {
    /// A grey picture.
    pub fn grey(width: usize, height: usize) -> I420 {
        assert!(
            width.is_multiple_of(2) && height.is_multiple_of(2),
            "4:2:0 needs even sizes"
        );
        I420 {
            width,
            height,
            y: vec![126; width * height],
            u: vec![128; width * height / 4],
            v: vec![128; width * height / 4],
        }
    }

    /// Fills a rectangle; coordinates in luma samples, rounded to even ones for chroma.
    pub fn fill(&mut self, x: usize, y: usize, width: usize, height: usize, colour: [u8; 3]) {
        let [luma, blue, red] = colour;
        for row in y..(y + height).min(self.height) {
            let end = (x + width).min(self.width);
            self.y[row * self.width + x..row * self.width + end].fill(luma);
        }
        let half = self.width / 2;
        for row in y / 2..(y + height).min(self.height) / 2 {
            let end = (x + width).min(self.width) / 2;
            self.u[row * half + x / 2..row * half + end].fill(blue);
            self.v[row * half + x / 2..row * half + end].fill(red);
        }
    }

    /// One sample as full-range RGB.
    pub fn rgb(&self, x: usize, y: usize) -> [u8; 3] {
        let luma = 1.164 * (f32::from(self.y[y * self.width + x]) - 16.0);
        let chroma = (y / 2) * (self.width / 2) + x / 2;
        let blue = f32::from(self.u[chroma]) - 128.0;
        let red = f32::from(self.v[chroma]) - 128.0;
        [
            byte(luma + 1.596 * red),
            byte(luma - 0.392 * blue - 0.813 * red),
            byte(luma + 2.017 * blue),
        ]
    }

    /// The whole picture as packed RGB.
    pub fn to_rgb(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.width * self.height * 3);
        for y in 0..self.height {
            for x in 0..self.width {
                out.extend_from_slice(&self.rgb(x, y));
            }
        }
        out
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to a byte first"
)]
fn byte(value: f32) -> u8 {
    value.clamp(0.0, 255.0).round() as u8
}
