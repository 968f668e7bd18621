//! Speaks the prompts with a program (espeak-ng), once, when the sound thread starts.
//!
//! The program gets a deadline and a limit; when it is missing, hangs or talks nonsense, tones take the place of what was not
//! spoken, and a warning says so. A node without a voice still works.

use std::f64::consts::PI;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Weak};
use std::time::Duration;

use tolk_model::plan::Language;

use super::prompts::{LANGUAGES, Shelf, TEXTS};
use super::resample::kaiser;
use super::{RATE, made};

/// A sentence takes some ten milliseconds; a loaded machine may need a hundred times that.
const DEADLINE: Duration = Duration::from_secs(5);
/// Longest recording: a minute of 16-bit sound at 48 kHz.
const MAX_BYTES: u64 = 60 * 48_000 * 2;
/// Peak of a recording: -6 dBFS, as loud as a clear voice.
const PEAK: f32 = 0.5;
/// Length of the filter that changes the rate, in input samples.
const TAPS: usize = 32;
/// Most phases of that filter: every usual rate needs fewer, and an odd one is refused.
const MAX_PHASES: usize = 640;

/// Why a text was not spoken.
#[derive(Debug, thiserror::Error)]
pub(super) enum SpeechError {
    /// The program could not be started or read.
    #[error("the program could not be run")]
    Run(#[source] std::io::Error),
    /// It did not end in time.
    #[error("the program did not end within {DEADLINE:?}")]
    Late,
    /// What it wrote is no sound that we know.
    #[error("the program wrote no 16-bit mono sound")]
    Format,
}

/// Speaks everything that the shelf has a place for. Gives up when nobody holds the shelf any more.
pub(super) fn fill(shelf: &Weak<Shelf>, program: &Path) {
    made::make();
    let mut works = true;
    for (prompt, swedish, english) in TEXTS {
        for language in LANGUAGES {
            let text = match language {
                Language::Sv => swedish,
                Language::En => english,
            };
            let spoken = if works {
                speak(program, language, text)
            } else {
                Err(SpeechError::Late)
            };
            let Some(shelf) = shelf.upgrade() else {
                return;
            };
            let sound = spoken.unwrap_or_else(|error| {
                if std::mem::take(&mut works) {
                    let cause = std::error::Error::source(&error).map(ToString::to_string);
                    tracing::warn!(program = %program.display(), %error, cause, "prompts are tones: no voice");
                }
                shelf.tone()
            });
            shelf.put(prompt, language, sound);
        }
    }
}

/// Speaks one text.
fn speak(program: &Path, language: Language, text: &str) -> Result<Arc<[f32]>, SpeechError> {
    let voice = match language {
        Language::Sv => "sv",
        Language::En => "en",
    };
    let mut child = Command::new(program)
        .args(["-v", voice, "-s", "150", "--stdout", text])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(SpeechError::Run)?;
    let wave = match child.stdout.take() {
        Some(pipe) => read_within(pipe, DEADLINE),
        None => Err(SpeechError::Format),
    };
    // It has ended by itself, or must now. Both fail only when it is gone already.
    let _ = child.kill();
    let _ = child.wait();
    let (rate, samples) = parse_wave(&wave?).ok_or(SpeechError::Format)?;
    let sound = to_inside(rate, &samples);
    if sound.is_empty() {
        return Err(SpeechError::Format);
    }
    Ok(sound)
}

fn read_within(
    pipe: impl Read + Send + 'static,
    deadline: Duration,
) -> Result<Vec<u8>, SpeechError> {
    let (done, result) = crossbeam_channel::bounded(1);
    std::thread::Builder::new()
        .name("speech-reader".to_string())
        .spawn(move || {
            let mut bytes = Vec::new();
            let read = pipe.take(MAX_BYTES).read_to_end(&mut bytes).map(|_| bytes);
            // Nobody waits any more when the deadline has passed.
            let _ = done.send(read);
        })
        .map_err(SpeechError::Run)?;
    match result.recv_timeout(deadline) {
        Ok(read) => read.map_err(SpeechError::Run),
        Err(_) => Err(SpeechError::Late),
    }
}

/// Rate and samples of a RIFF wave of 16-bit mono. The lengths of a wave written to a pipe are not true: what is there counts.
fn parse_wave(bytes: &[u8]) -> Option<(u32, Vec<f32>)> {
    let mut rest = bytes
        .strip_prefix(b"RIFF")?
        .get(4..)?
        .strip_prefix(b"WAVE")?;
    let mut rate = None;
    loop {
        let (name, after) = rest.split_first_chunk::<4>()?;
        let (length, after) = after.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        let body = &after[..length.min(after.len())];
        match name {
            b"fmt " => {
                let field =
                    |at: usize| Some(u16::from_le_bytes([*body.get(at)?, *body.get(at + 1)?]));
                if (field(0)?, field(2)?, field(14)?) != (1, 1, 16) {
                    return None;
                }
                rate = Some(u32::from(field(4)?) | (u32::from(field(6)?) << 16));
            }
            b"data" => {
                let rate = rate.filter(|r| (8_000..=RATE).contains(r))?;
                let sample = |pair: &[u8; 2]| f32::from(i16::from_le_bytes(*pair)) / 32_768.0;
                return Some((rate, body.as_chunks::<2>().0.iter().map(sample).collect()));
            }
            _ => {}
        }
        rest = after.get(length.next_multiple_of(2)..)?;
    }
}

/// To 48 kHz and to the usual loudness. The ratio of the rates is a small fraction (147/320 for 22,050 Hz), so the filter has a few
/// hundred phases.
fn to_inside(rate: u32, samples: &[f32]) -> Arc<[f32]> {
    let common = gcd(rate, RATE);
    let (up, down) = ((RATE / common) as usize, (rate / common) as usize);
    if up > MAX_PHASES {
        return Arc::from([]);
    }
    let kernel = kernel(up);
    let peak = samples.iter().fold(1e-3_f32, |p, s| p.max(s.abs()));
    let gain = PEAK / peak;
    let length = samples.len() * up / down;
    let at = |n: usize| {
        let (middle, phase) = (n * down / up, n * down % up);
        let taps = &kernel[phase * TAPS..(phase + 1) * TAPS];
        let first = (middle + 1).checked_sub(TAPS / 2);
        let near = first.and_then(|first| samples.get(first..first + TAPS));
        let product = |(sample, tap): (&f32, &f32)| sample * tap * gain;
        // The first and last millisecond of a recording are silence anyway.
        near.map_or(0.0, |near| near.iter().zip(taps).map(product).sum())
    };
    (0..length).map(at).collect()
}

/// The filter's phases one after another: tap `k` of phase `p` is for the input sample `k - TAPS / 2 + 1` from the one before the
/// output.
fn kernel(phases: usize) -> Vec<f32> {
    let mut kernel = Vec::with_capacity(phases * TAPS);
    for phase in 0..phases {
        for tap in 0..TAPS {
            let x = phase as f64 / phases as f64 - (tap as f64 - (TAPS / 2) as f64 + 1.0);
            let sinc = if x.abs() < 1e-9 {
                1.0
            } else {
                (PI * x).sin() / (PI * x)
            };
            kernel.push((sinc * kaiser(x / (TAPS / 2) as f64)) as f32);
        }
    }
    kernel
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wave(rate: u32, bits: u16, samples: &[i16]) -> Vec<u8> {
        let mut bytes = b"RIFF\xff\xff\xff\x7fWAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
        bytes.extend(rate.to_le_bytes());
        bytes.extend((rate * 2).to_le_bytes());
        bytes.extend(2_u16.to_le_bytes());
        bytes.extend(bits.to_le_bytes());
        bytes.extend(b"data\0\xf0\xff\x7f");
        bytes.extend(samples.iter().flat_map(|s| s.to_le_bytes()));
        bytes
    }

    #[test]
    fn a_wave_of_a_pipe_is_read_and_others_are_not() {
        let (rate, samples) = parse_wave(&wave(22_050, 16, &[16_384, -16_384])).unwrap();
        assert_eq!((rate, samples), (22_050, vec![0.5, -0.5]));
        assert!(parse_wave(&wave(22_050, 8, &[1])).is_none());
        assert!(parse_wave(&wave(1, 16, &[1])).is_none());
        let good = wave(22_050, 16, &[1]);
        for length in 0..good.len() - 2 {
            assert!(
                parse_wave(&good[..length]).is_none_or(|(_, s)| s.is_empty()),
                "{length}"
            );
        }
    }

    #[test]
    fn the_rate_is_changed_and_the_tone_is_the_same() {
        let tone: Vec<f32> = (0..22_050)
            .map(|n| (n as f32 * 1_000.0 * 6.283_185_5 / 22_050.0).sin())
            .collect();
        let inside = to_inside(22_050, &tone);
        assert!((47_990..=48_000).contains(&inside.len()));
        let crossings = inside
            .windows(2)
            .filter(|w| w[0] < 0.0 && w[1] >= 0.0)
            .count();
        assert!((998..=1_002).contains(&crossings), "{crossings}");
        assert!(inside.iter().all(|s| s.abs() < 0.52));
    }

    #[test]
    fn a_program_that_is_missing_or_silent_leaves_tones() {
        for program in ["/nonexistent/voice", "/bin/true"] {
            let shelf = Arc::new(Shelf::empty());
            fill(&Arc::downgrade(&shelf), Path::new(program));
            assert_eq!(shelf.ready().0, shelf.ready().1);
        }
    }

    #[test]
    fn a_program_that_hangs_is_given_up() {
        let (reader, writer) = std::io::pipe().unwrap();
        let result = read_within(reader, Duration::from_millis(20));
        assert!(matches!(result, Err(SpeechError::Late)));
        drop(writer);
    }
}
