//! Letters drawn as strokes: a slide needs no font on the machine, no file after the sandbox is shut, and looks the same everywhere.
//!
//! The grid of a glyph: capitals from 0 down to the base line at 12, small letters from 4, descenders to 16. Strokes are polylines
//! with round ends and soft edges.

/// Height of a line in grid units, with room for dots above and descenders below.
pub(super) const LINE_UNITS: f32 = 22.0;
/// From the top of a line to the top of its capitals.
const ABOVE_UNITS: f32 = 4.0;
/// Between two glyphs.
const GAP_UNITS: f32 = 2.6;
const SPACE_UNITS: f32 = 3.4;
/// Half the thickness of a stroke.
const PEN_UNITS: f32 = 0.75;

/// One plane of brightness.
pub(super) struct Plane<'a> {
    pub(super) pixels: &'a mut [u8],
    pub(super) stride: usize,
    pub(super) width: usize,
    pub(super) height: usize,
}

/// Width of a line of text in grid units.
pub(super) fn width_units(text: &str) -> f32 {
    let sum: f32 = text.chars().map(advance).sum();
    (sum - GAP_UNITS).max(0.0)
}

/// Draws a line of text with its top left corner at (`x`, `y`), `unit` pixels a grid unit, in `ink` brightness.
pub(super) fn draw(plane: &mut Plane<'_>, text: &str, x: f32, y: f32, unit: f32, ink: u8) {
    let mut left = x;
    for c in text.chars() {
        if let Some((_, strokes)) = glyph(c) {
            for stroke in strokes.split(';') {
                let points: Vec<(f32, f32)> = points(stroke)
                    .map(|(px, py)| (left + px * unit, y + (py + ABOVE_UNITS) * unit))
                    .collect();
                for pair in points.windows(2) {
                    if let [from, to] = pair {
                        line(plane, *from, *to, PEN_UNITS * unit, ink);
                    }
                }
            }
        }
        left += advance(c) * unit;
    }
}

fn advance(c: char) -> f32 {
    GAP_UNITS + glyph(c).map_or(SPACE_UNITS, |(width, _)| width)
}

fn points(stroke: &str) -> impl Iterator<Item = (f32, f32)> {
    stroke.split_whitespace().filter_map(|point| {
        let (x, y) = point.split_once(',')?;
        Some((x.parse().ok()?, y.parse().ok()?))
    })
}

/// A thick line: every pixel within reach takes the ink by its distance, half a pixel of softness.
fn line(plane: &mut Plane<'_>, from: (f32, f32), to: (f32, f32), pen: f32, ink: u8) {
    let reach = pen + 1.0;
    let (columns, rows) = (
        range(
            from.0.min(to.0) - reach,
            from.0.max(to.0) + reach,
            plane.width,
        ),
        range(
            from.1.min(to.1) - reach,
            from.1.max(to.1) + reach,
            plane.height,
        ),
    );
    for row in rows {
        for column in columns.clone() {
            #[expect(clippy::cast_precision_loss, reason = "pixels are few")]
            let at = (column as f32 + 0.5, row as f32 + 0.5);
            let cover = (pen + 0.5 - distance(at, from, to)).clamp(0.0, 1.0);
            if let Some(pixel) = plane.pixels.get_mut(row * plane.stride + column) {
                let mixed = f32::from(*pixel) + (f32::from(ink) - f32::from(*pixel)) * cover;
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "between two bytes"
                )]
                let mixed = mixed.round() as u8;
                *pixel = (*pixel).max(mixed);
            }
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the plane"
)]
fn range(from: f32, to: f32, limit: usize) -> std::ops::Range<usize> {
    let from = from.max(0.0) as usize;
    from.min(limit)..(to.max(0.0) as usize + 1).min(limit)
}

fn distance(p: (f32, f32), a: (f32, f32), b: (f32, f32)) -> f32 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 {
        (((p.0 - a.0) * dx + (p.1 - a.1) * dy) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (p.0 - a.0 - along * dx).hypot(p.1 - a.1 - along * dy)
}

/// Width and strokes of a glyph.
#[expect(clippy::too_many_lines, reason = "a table: one line for each letter")]
fn glyph(c: char) -> Option<(f32, &'static str)> {
    Some(match c {
        'a' => (
            6.0,
            "6,4 6,12; 6,6 4.5,4.2 2,4.2 0.4,5.6 0,8 0.4,10.4 2,11.8 4.5,11.8 6,10",
        ),
        'b' => (
            6.0,
            "0,0 0,12; 0,6 1.5,4.2 4,4.2 5.6,5.6 6,8 5.6,10.4 4,11.8 1.5,11.8 0,10",
        ),
        'c' => (
            5.4,
            "5.4,5.4 4,4.2 2,4.2 0.4,5.6 0,8 0.4,10.4 2,11.8 4,11.8 5.4,10.6",
        ),
        'd' => (
            6.0,
            "6,0 6,12; 6,6 4.5,4.2 2,4.2 0.4,5.6 0,8 0.4,10.4 2,11.8 4.5,11.8 6,10",
        ),
        'e' => (
            6.0,
            "0,8 6,8 5.6,5.6 4,4.2 2,4.2 0.4,5.6 0,8 0.4,10.4 2,11.8 4.2,11.8 5.6,10.8",
        ),
        'f' => (4.0, "4,0.3 2.6,0.3 1.5,1.6 1.5,12; 0,4.4 3.8,4.4"),
        'g' => (
            6.0,
            "6,4 6,13.4 4.8,15.4 2.4,15.8 0.6,14.8; 6,6 4.5,4.2 2,4.2 0.4,5.6 0,8 0.4,10.4 2,11.8 4.5,11.8 6,10",
        ),
        'h' => (6.0, "0,0 0,12; 0,6.4 1.6,4.4 4,4.2 5.6,5.4 6,7 6,12"),
        'i' => (0.4, "0.2,4.2 0.2,12; 0.2,0.9 0.2,1.1"),
        'j' => (2.0, "1.8,4.2 1.8,14 0.6,15.6 -0.6,15.6; 1.8,0.9 1.8,1.1"),
        'k' => (5.4, "0,0 0,12; 5,4.2 0,8.8; 1.8,7.2 5.4,12"),
        'l' => (0.4, "0.2,0 0.2,12"),
        'm' => (
            9.6,
            "0,4.2 0,12; 0,6 1.4,4.4 3,4.2 4.4,5.2 4.8,6.6 4.8,12; 4.8,6.4 6.2,4.4 7.8,4.2 9.2,5.2 9.6,6.6 9.6,12",
        ),
        'n' => (6.0, "0,4.2 0,12; 0,6.4 1.6,4.4 4,4.2 5.6,5.4 6,7 6,12"),
        'o' => (
            6.4,
            "2.2,4.2 4.2,4.2 6,5.6 6.4,8 6,10.4 4.2,11.8 2.2,11.8 0.4,10.4 0,8 0.4,5.6 2.2,4.2",
        ),
        'p' => (
            6.0,
            "0,4.2 0,16; 0,6 1.5,4.2 4,4.2 5.6,5.6 6,8 5.6,10.4 4,11.8 1.5,11.8 0,10",
        ),
        'q' => (
            6.0,
            "6,4.2 6,16; 6,6 4.5,4.2 2,4.2 0.4,5.6 0,8 0.4,10.4 2,11.8 4.5,11.8 6,10",
        ),
        'r' => (3.8, "0,4.2 0,12; 0,6.8 1.4,4.8 3.8,4.2"),
        's' => (
            5.0,
            "4.8,5.2 3.4,4.2 1.6,4.2 0.2,5.2 0.4,7 2,7.8 3.6,8.4 5,9.6 4.6,11 3.2,11.8 1.6,11.8 0,10.8",
        ),
        't' => (4.0, "1.5,1.4 1.5,10.4 2.6,11.8 4,11.6; 0,4.4 3.8,4.4"),
        'u' => (
            6.0,
            "0,4.2 0,9.2 0.6,11 2.2,11.8 4.4,11.6 6,9.8; 6,4.2 6,12",
        ),
        'v' => (5.8, "0,4.2 2.9,12 5.8,4.2"),
        'w' => (8.8, "0,4.2 2.2,12 4.4,4.8 6.6,12 8.8,4.2"),
        'x' => (5.4, "0,4.2 5.4,12; 5.4,4.2 0,12"),
        'y' => (5.8, "0,4.2 2.9,12; 5.8,4.2 2.4,14 1.4,15.6 0,15.6"),
        'z' => (5.2, "0,4.4 5.2,4.4 0,11.8 5.2,11.8"),
        'å' => (
            6.0,
            "6,4 6,12; 6,6 4.5,4.2 2,4.2 0.4,5.6 0,8 0.4,10.4 2,11.8 4.5,11.8 6,10; 3,-0.8 4.2,0.4 3,1.6 1.8,0.4 3,-0.8",
        ),
        'ä' => (
            6.0,
            "6,4 6,12; 6,6 4.5,4.2 2,4.2 0.4,5.6 0,8 0.4,10.4 2,11.8 4.5,11.8 6,10; 1.2,1 1.2,1.2; 4.8,1 4.8,1.2",
        ),
        'ö' => (
            6.4,
            "2.2,4.2 4.2,4.2 6,5.6 6.4,8 6,10.4 4.2,11.8 2.2,11.8 0.4,10.4 0,8 0.4,5.6 2.2,4.2; 1.4,1 1.4,1.2; 5,1 5,1.2",
        ),
        'A' => (8.0, "0,12 4,0 8,12; 1.5,8 6.5,8"),
        'B' => (
            6.6,
            "0,0 0,12 4.4,12 6.4,10.8 6.6,8.6 5.4,6.4 4,6 0,6; 0,0 4,0 5.8,1.2 6,3.4 4.8,5.4 4,6",
        ),
        'C' => (
            7.6,
            "7.6,2.2 5.6,0.2 3.2,0.2 1,2 0,5 0,7 1,10 3.2,11.8 5.6,11.8 7.6,9.8",
        ),
        'D' => (
            7.4,
            "0,0 0,12 3.6,12 6,10.6 7.4,7.6 7.4,4.4 6,1.4 3.6,0 0,0",
        ),
        'E' => (6.0, "6,0 0,0 0,12 6,12; 0,6 5,6"),
        'F' => (5.8, "5.8,0 0,0 0,12; 0,6 4.8,6"),
        'G' => (
            7.8,
            "7.4,2.2 5.6,0.2 3.2,0.2 1,2 0,5 0,7 1,10 3.2,11.8 5.6,11.8 7.8,10 7.8,6.6 4.6,6.6",
        ),
        'H' => (7.2, "0,0 0,12; 7.2,0 7.2,12; 0,6 7.2,6"),
        'I' => (0.4, "0.2,0 0.2,12"),
        'J' => (4.6, "4.6,0 4.6,9 3.8,11.2 2.2,11.8 0.6,11.2 0,10"),
        'K' => (6.8, "0,0 0,12; 6.4,0 0,7.4; 2.2,5 6.8,12"),
        'L' => (5.4, "0,0 0,12 5.4,12"),
        'M' => (9.0, "0,12 0,0 4.5,8 9,0 9,12"),
        'N' => (7.4, "0,12 0,0 7.4,12 7.4,0"),
        'O' => (
            8.6,
            "3.2,0.2 5.4,0.2 7.6,2 8.6,5 8.6,7 7.6,10 5.4,11.8 3.2,11.8 1,10 0,7 0,5 1,2 3.2,0.2",
        ),
        'P' => (6.4, "0,12 0,0 4.2,0 6,1.2 6.4,3.4 6,5.4 4.2,6.6 0,6.6"),
        'Q' => (
            8.6,
            "3.2,0.2 5.4,0.2 7.6,2 8.6,5 8.6,7 7.6,10 5.4,11.8 3.2,11.8 1,10 0,7 0,5 1,2 3.2,0.2; 5.2,8.6 8.6,12.4",
        ),
        'R' => (
            6.8,
            "0,12 0,0 4.2,0 6,1.2 6.4,3.2 6,5.2 4.2,6.4 0,6.4; 3.4,6.4 6.8,12",
        ),
        'S' => (
            6.4,
            "6.2,1.8 4.4,0.2 2,0.2 0.4,1.4 0.2,3.4 1.2,5 3.2,5.8 5.4,6.8 6.4,8.6 6,10.6 4.4,11.8 2,11.8 0,10.2",
        ),
        'T' => (7.2, "0,0 7.2,0; 3.6,0 3.6,12"),
        'U' => (7.2, "0,0 0,8 1,10.8 3,11.8 4.2,11.8 6.2,10.8 7.2,8 7.2,0"),
        'V' => (7.8, "0,0 3.9,12 7.8,0"),
        'W' => (11.0, "0,0 2.8,12 5.5,1.4 8.2,12 11,0"),
        'X' => (7.0, "0,0 7,12; 7,0 0,12"),
        'Y' => (7.2, "0,0 3.6,6 7.2,0; 3.6,6 3.6,12"),
        'Z' => (6.8, "0,0 6.8,0 0,12 6.8,12"),
        'Å' => (
            8.0,
            "0,12 4,1.6 8,12; 1.5,8.4 6.5,8.4; 4,-2.4 5,-1.2 4,0 3,-1.2 4,-2.4",
        ),
        'Ä' => (
            8.0,
            "0,12 4,0 8,12; 1.5,8 6.5,8; 2,-2.4 2,-2.2; 6,-2.4 6,-2.2",
        ),
        'Ö' => (
            8.6,
            "3.2,0.2 5.4,0.2 7.6,2 8.6,5 8.6,7 7.6,10 5.4,11.8 3.2,11.8 1,10 0,7 0,5 1,2 3.2,0.2; 2.6,-2.4 2.6,-2.2; 6,-2.4 6,-2.2",
        ),
        '#' => (
            7.0,
            "2.4,1 1.4,11; 5.6,1 4.6,11; 0.4,4.2 7,4.2; 0,7.8 6.6,7.8",
        ),
        '.' => (0.4, "0.2,11.7 0.2,11.9"),
        ',' => (0.8, "0.6,11.6 0,14"),
        ':' => (0.4, "0.2,5.2 0.2,5.4; 0.2,11.6 0.2,11.8"),
        '?' => (
            5.4,
            "0,2 1.4,0.2 3.8,0.2 5.2,1.6 5.2,3.6 3.6,5.4 2.7,6.6 2.7,8.4; 2.7,11.7 2.7,11.9",
        ),
        '!' => (0.4, "0.2,0 0.2,8.2; 0.2,11.7 0.2,11.9"),
        '-' => (4.0, "0,7.4 4,7.4"),
        '0' => (
            6.4,
            "2.4,0.2 4,0.2 5.8,2 6.4,5 6.4,7 5.8,10 4,11.8 2.4,11.8 0.6,10 0,7 0,5 0.6,2 2.4,0.2",
        ),
        '1' => (3.0, "0,2.6 3,0 3,12"),
        '2' => (6.2, "0,2.4 1.6,0.4 4.2,0.2 5.8,1.8 5.8,4 0,12 6.2,12"),
        '3' => (
            6.0,
            "0,1.8 1.8,0.2 4.2,0.2 5.6,1.6 5.6,4 4,5.6 2.4,5.7; 4,5.6 5.8,7 6,9.4 4.6,11.4 2.2,11.8 0,10.4",
        ),
        '4' => (6.8, "5,12 5,0 0,8.6 6.8,8.6"),
        '5' => (
            6.0,
            "5.6,0 0.8,0 0.4,5.6 2.4,4.6 4.4,4.8 5.8,6.4 6,9 4.6,11.4 2.2,11.8 0,10.6",
        ),
        '6' => (
            6.2,
            "5.4,1 3.6,0.2 1.4,1.8 0.2,5 0,8 0.8,10.8 2.6,11.8 4.4,11.6 6,10 6,7.4 4.6,5.8 2.2,5.8 0.2,7.6",
        ),
        '7' => (6.0, "0,0 6,0 2,12"),
        '8' => (
            6.2,
            "3.1,5.6 1.2,4.6 0.6,2.6 1.8,0.6 3.1,0.2 4.4,0.6 5.6,2.6 5,4.6 3.1,5.6 0.8,6.8 0,9 1.2,11.2 3.1,11.8 5,11.2 6.2,9 5.4,6.8 3.1,5.6",
        ),
        '9' => (
            6.2,
            "0.8,11 2.6,11.8 4.8,10.2 6,7 6.2,4 5.4,1.2 3.6,0.2 1.8,0.4 0.2,2 0.2,4.6 1.6,6.2 4,6.2 6,4.4",
        ),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::slide::ALL_TEXTS;
    use super::*;

    #[test]
    fn every_letter_of_every_slide_can_be_drawn() {
        for c in ALL_TEXTS.concat().concat().concat().chars() {
            assert!(c == ' ' || glyph(c).is_some(), "no glyph for {c:?}");
        }
    }

    #[test]
    fn ink_lands_inside_and_a_letter_over_the_edge_is_cut() {
        let (width, height) = (64, 40);
        let mut pixels = vec![16; width * height];
        let mut plane = Plane {
            pixels: &mut pixels,
            stride: width,
            width,
            height,
        };
        draw(&mut plane, "Ö", 4.0, 2.0, 1.5, 235);
        draw(&mut plane, "W", -5.0, 30.0, 3.0, 235);
        draw(&mut plane, "W", 60.0, -9.0, 3.0, 235);
        assert!(pixels.contains(&235));
        assert!(pixels.iter().filter(|p| **p == 16).count() > width * height / 2);
    }
}
