#![allow(clippy::unwrap_used, reason = "tests")]
//! Every judge with its negative twins: muted, swapped, one-way, frozen and damaged must fail.

use super::i420::I420;
use super::picture::{self, Barcode, PictureFault, Reading, Sample, Unreadable};
use super::sound::{self, SoundFault};
use super::{Sender, g711, wav, y4m};

const ME: Sender = Sender(2);
const OTHER: Sender = Sender(4);

fn code(sender: Sender, frame: u16) -> Reading {
    Reading::of_i420(&Barcode { sender, frame }.paint(640, 360))
}

fn clip(mut frame: impl FnMut(u16) -> Reading) -> Vec<Sample> {
    (0..40)
        .map(|n| Sample {
            at_ms: f64::from(n) * 66.0,
            reading: frame(n),
        })
        .collect()
}

#[test]
fn a_painted_barcode_is_read_at_every_size() {
    for (width, height) in [(1280, 720), (640, 360), (320, 180), (160, 90)] {
        for frame in [0, 1, 255, 256, 65_535] {
            let painted = Barcode { sender: ME, frame };
            let read = Reading::of_i420(&painted.paint(width, height)).decode();
            assert_eq!(read, Ok(painted), "{width}x{height}");
        }
    }
}

#[test]
fn a_moving_picture_of_the_right_sender_passes() {
    let report = picture::judge(&clip(|n| code(ME, n)), ME).unwrap();
    assert_eq!((report.read, report.distinct), (40, 40));
}

#[test]
fn negative_twin_a_frozen_picture_fails() {
    let fault = picture::judge(&clip(|_| code(ME, 7)), ME).unwrap_err();
    assert!(
        matches!(fault, PictureFault::Frozen { distinct: 1, .. }),
        "{fault}"
    );
}

#[test]
fn negative_twin_a_swapped_picture_fails() {
    let fault = picture::judge(&clip(|n| code(OTHER, n)), ME).unwrap_err();
    assert_eq!(
        fault,
        PictureFault::WrongSender {
            expected: ME,
            found: OTHER
        }
    );
}

#[test]
fn negative_twin_no_picture_and_a_black_picture_fail() {
    assert_eq!(picture::judge(&[], ME), Err(PictureFault::TooFew(0)));
    let black = Reading::of_i420(&I420::grey(640, 360));
    let fault = picture::judge(&clip(|_| black.clone()), ME).unwrap_err();
    assert!(
        matches!(
            fault,
            PictureFault::Unreadable {
                last: Unreadable::Flat,
                ..
            }
        ),
        "{fault}"
    );
}

#[test]
fn negative_twin_mirrored_turned_and_colourless_pictures_fail() {
    let picture = Barcode {
        sender: ME,
        frame: 1234,
    }
    .paint(640, 360);
    let rgb = picture.to_rgb();
    let mirrored: Vec<u8> = rgb
        .chunks(640 * 3)
        .flat_map(|row| row.chunks(3).rev().flatten().copied())
        .collect();
    assert!(Reading::of_rgb(640, 360, &mirrored).decode().is_err());
    let turned: Vec<u8> = rgb.chunks(3).rev().flatten().copied().collect();
    assert!(Reading::of_rgb(640, 360, &turned).decode().is_err());
    let mut grey = picture;
    grey.u.fill(128);
    grey.v.fill(128);
    assert_eq!(Reading::of_i420(&grey).decode(), Err(Unreadable::Colours));
}

#[test]
fn negative_twin_one_wrong_cell_breaks_the_checksum() {
    let mut reading = code(ME, 99);
    let high = reading.cells.iter().copied().fold(0.0, f32::max);
    let low = reading.cells.iter().copied().fold(255.0, f32::min);
    for cell in 0..32 {
        let before = reading.cells[cell];
        reading.cells[cell] = if before > 128.0 { low } else { high };
        assert_eq!(reading.decode(), Err(Unreadable::Checksum), "cell {cell}");
        reading.cells[cell] = before;
    }
}

#[test]
fn every_sender_is_heard_at_every_rate_and_no_other_is() {
    for rate in [8_000, 16_000, 48_000] {
        for sender in Sender::all() {
            let samples = sound::generate(sender, rate, 4);
            let report = sound::judge(&samples, rate, sender).unwrap();
            assert!(
                report.gates >= 7 && report.ratio > 0.8,
                "{sender:?} at {rate}: {report:?}"
            );
            for other in Sender::all().filter(|o| *o != sender) {
                assert!(
                    sound::is_absent(&samples, rate, other),
                    "{other:?} in {sender:?} at {rate}"
                );
            }
        }
    }
}

#[test]
fn quiet_sound_with_noise_under_it_is_still_heard() {
    let mut random = crate::impair::SplitMix::new(5);
    let samples: Vec<i16> = sound::generate(ME, 16_000, 4)
        .into_iter()
        .map(|s| s / 50 + i16::try_from(random.below(41)).unwrap() - 20)
        .collect();
    assert!(sound::judge(&samples, 16_000, ME).is_ok());
}

#[test]
fn both_of_a_mix_are_heard() {
    let (a, b) = (
        sound::generate(ME, 16_000, 4),
        sound::generate(OTHER, 16_000, 4),
    );
    let shifted = 16_000 * sound::ON_MS as usize / 1000;
    let mixed: Vec<i16> = (0..a.len())
        .map(|n| a[n] / 2 + b[(n + shifted) % b.len()] / 2)
        .collect();
    assert!(!sound::is_absent(&mixed, 16_000, ME));
    assert!(!sound::is_absent(&mixed, 16_000, OTHER));
}

#[test]
fn each_of_a_mix_is_heard_however_their_gates_fall() {
    const RATE: u32 = 8_000;
    let [a, b, c] = [ME, OTHER, Sender(3)].map(|sender| sound::generate(sender, RATE, 4));
    for shift_ms in (0..500).step_by(50) {
        let shift = (RATE * shift_ms / 1000) as usize;
        let mixed: Vec<i16> = (0..a.len())
            .map(|n| a[n] / 3 + b[(n + shift) % b.len()] / 3 + c[(n + 2 * shift) % c.len()] / 6)
            .collect();
        for sender in [ME, OTHER, Sender(3)] {
            let judged = sound::judge(&mixed, RATE, sender);
            assert!(
                judged.is_ok(),
                "{sender:?} shifted by {shift_ms} ms: {judged:?}"
            );
        }
        for absent in Sender::all().filter(|s| ![ME, OTHER, Sender(3)].contains(s)) {
            assert!(sound::is_absent(&mixed, RATE, absent), "{absent:?}");
        }
    }
}

#[test]
fn negative_twin_muted_sound_fails() {
    assert_eq!(
        sound::judge(&vec![0; 48_000 * 3], 48_000, ME),
        Err(SoundFault::Silent)
    );
}

#[test]
fn negative_twin_swapped_sound_fails() {
    let fault = sound::judge(&sound::generate(OTHER, 48_000, 4), 48_000, ME).unwrap_err();
    assert_eq!(
        fault,
        SoundFault::WrongSender {
            expected: ME,
            found: OTHER
        }
    );
}

#[test]
fn negative_twin_steady_tone_noise_and_half_a_pair_fail() {
    let (low, high) = sound::pair(ME);
    let make = |f: &mut dyn FnMut(f32) -> f32| -> Vec<i16> {
        (0_u16..64_000)
            .map(|n| {
                #[expect(clippy::cast_possible_truncation, reason = "an audio sample")]
                let sample = (f(f32::from(n) / 16_000.0 * std::f32::consts::TAU) * 8_000.0) as i16;
                sample
            })
            .collect()
    };
    let steady = make(&mut |t| (t * low).sin() + (t * high).sin());
    assert!(matches!(
        sound::judge(&steady, 16_000, ME),
        Err(SoundFault::NotGated { .. })
    ));
    let half = make(&mut |t| (t * low).sin() * (t * 2.0).sin().signum().max(0.0));
    assert!(matches!(
        sound::judge(&half, 16_000, ME),
        Err(SoundFault::NotGated { .. })
    ));
    let mut random = crate::impair::SplitMix::new(9);
    let noise =
        make(&mut |_| f32::from(u16::try_from(random.below(2_000)).unwrap()) / 1_000.0 - 1.0);
    assert!(matches!(
        sound::judge(&noise, 16_000, ME),
        Err(SoundFault::NotGated { .. })
    ));
}

#[test]
fn negative_twin_sound_that_stops_half_way_fails() {
    let mut samples = sound::generate(ME, 16_000, 6);
    samples[48_000..].fill(0);
    assert!(matches!(
        sound::judge(&samples, 16_000, ME),
        Err(SoundFault::NotGated { .. })
    ));
}

#[test]
fn what_sounds_is_told_from_silence() {
    let tones = sound::generate(Sender(2), 8_000, 4);
    let part = sound::sounding(&tones, 8_000);
    assert!((0.5..0.8).contains(&part), "{part}");
    // Silence of the A-law is not zero.
    let quiet: Vec<i16> = vec![g711::decode(g711::encode(0)); 8_000];
    for nothing in [&quiet[..], &[]] {
        assert!(sound::sounding(nothing, 8_000).abs() < f32::EPSILON);
    }
}

#[test]
fn wave_files_survive_and_a_cut_one_is_read_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.wav");
    let samples = sound::generate(ME, 8_000, 1);
    wav::write(&path, 8_000, 2, &samples).unwrap();
    assert_eq!(
        wav::read(&path).unwrap(),
        wav::Wav {
            rate: 8_000,
            samples: samples.clone()
        }
    );
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[40..44].fill(0);
    std::fs::write(&path, bytes).unwrap();
    assert_eq!(wav::read(&path).unwrap().samples, samples);
}

#[test]
fn a_clip_has_the_size_that_it_says() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.y4m");
    let clip = y4m::Clip {
        frames: 3,
        ..y4m::Clip::of(ME)
    };
    clip.write(&path).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let header = bytes.iter().position(|b| *b == b'\n').unwrap() + 1;
    assert_eq!(bytes.len(), header + 3 * (6 + 640 * 360 * 3 / 2));
}

#[test]
fn a_law_is_that_of_the_standard() {
    // ITU-T G.711 table 1a: decision values and character signals, before and after inversion of the even bits.
    assert_eq!(g711::encode(0), 0xd5);
    assert_eq!(g711::encode(-1), 0x55);
    assert_eq!(g711::encode(i16::MAX), 0xaa);
    assert_eq!(g711::encode(i16::MIN), 0x2a);
    for octet in 0..=255_u8 {
        assert_eq!(g711::encode(g711::decode(octet)), octet);
    }
    for sample in (i16::MIN..=i16::MAX).step_by(7) {
        let error = (i32::from(g711::decode(g711::encode(sample))) - i32::from(sample)).abs();
        assert!(
            error <= 16 + i32::from(sample).abs() / 32,
            "{sample}: {error}"
        );
    }
}
