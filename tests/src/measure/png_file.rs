//! Pictures out of PNG files: baresip's snapshots and WebDriver's screenshots.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use anyhow::{Context, bail};

use super::picture::Reading;

/// Measures a PNG file of 8 bits RGB or RGBA.
///
/// # Errors
/// When the file is not there, not whole or of another kind.
pub fn read(path: &Path) -> anyhow::Result<Reading> {
    let file = File::open(path).with_context(|| format!("{}", path.display()))?;
    let mut reader = png::Decoder::new(BufReader::new(file)).read_info()?;
    let size = reader
        .output_buffer_size()
        .context("a picture that fits into memory")?;
    let mut pixels = vec![0; size];
    let info = reader.next_frame(&mut pixels)?;
    let rgb: Vec<u8> = match info.color_type {
        png::ColorType::Rgb => pixels,
        png::ColorType::Rgba => pixels
            .chunks_exact(4)
            .flat_map(|p| [p[0], p[1], p[2]])
            .collect(),
        other => bail!("{other:?} is not RGB"),
    };
    Ok(Reading::of_rgb(
        info.width as usize,
        info.height as usize,
        &rgb,
    ))
}
