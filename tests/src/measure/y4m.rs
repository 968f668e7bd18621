//! Test pictures as a YUV4MPEG2 file: what Chromium plays with `--use-file-for-fake-video-capture`, and what ffmpeg reads.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use super::Sender;
use super::picture::Barcode;

/// A clip to write.
#[derive(Clone, Copy, Debug)]
pub struct Clip {
    /// Whose.
    pub sender: Sender,
    /// Width, even.
    pub width: usize,
    /// Height, even.
    pub height: usize,
    /// Frames a second.
    pub rate: u32,
    /// How many frames; players start over at the end.
    pub frames: u16,
}

impl Clip {
    /// 640x360, 15 frames a second, 8 seconds: light enough for two browsers on two cores.
    pub fn of(sender: Sender) -> Clip {
        Clip {
            sender,
            width: 640,
            height: 360,
            rate: 15,
            frames: 120,
        }
    }

    /// Writes it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(self, path: &Path) -> std::io::Result<()> {
        let mut out = BufWriter::new(File::create(path)?);
        writeln!(
            out,
            "YUV4MPEG2 W{} H{} F{}:1 Ip A1:1 C420jpeg",
            self.width, self.height, self.rate
        )?;
        for frame in 0..self.frames {
            let picture = Barcode {
                sender: self.sender,
                frame,
            }
            .paint(self.width, self.height);
            out.write_all(b"FRAME\n")?;
            out.write_all(&picture.y)?;
            out.write_all(&picture.u)?;
            out.write_all(&picture.v)?;
        }
        out.flush()
    }
}
