//! Slides: a plain ground with a line or two of words, drawn without fonts or files.

use gstreamer as gst;
use gstreamer_video as gv;
use gv::prelude::*;
use tolk_model::PromptId;
use tolk_model::plan::Language;

use super::letters::{LINE_UNITS, Plane, draw as write, width_units};

/// A dark blue ground, BT.601: restful, and no black that looks like a fault.
const GROUND: [u8; 3] = [45, 140, 118];
const INK: u8 = 225;
const SOFT_INK: u8 = 180;
/// The head is this much larger than the words below it.
const HEAD_SCALE: f32 = 2.0;
/// Words take at most this part of the width.
const MOST_OF_WIDTH: f32 = 0.84;

const TEST_CALL: [[&str; 2]; 2] = [
    ["Testsamtal", "Strax hör och ser du dig själv"],
    ["Test call", "In a moment you hear and see yourself"],
];
const LOBBY: [[&str; 2]; 2] = [
    ["Väntrum", "Värden släpper snart in dig"],
    ["Lobby", "The host will let you in soon"],
];
const RECEPTION: [[&str; 2]; 2] = [
    ["Reception", "Slå mötets nummer och avsluta med #"],
    ["Reception", "Enter the meeting number, then #"],
];
/// A prompt that has no slide of its own.
const OTHER: [[&str; 2]; 2] = [["Tolk", "Ett ögonblick"], ["Tolk", "One moment"]];

/// Every text, for the test that every letter has a shape.
#[cfg(test)]
pub(super) const ALL_TEXTS: [[[&str; 2]; 2]; 4] = [TEST_CALL, LOBBY, RECEPTION, OTHER];

fn words(prompt: &PromptId, language: Language) -> [&'static str; 2] {
    let texts = match prompt.as_str() {
        "test_call" => TEST_CALL,
        "lobby" => LOBBY,
        "reception" => RECEPTION,
        _ => OTHER,
    };
    let [swedish, english] = texts;
    match language {
        Language::Sv => swedish,
        Language::En => english,
    }
}

/// A slide of this size, or the next smaller even one.
pub(super) fn draw(prompt: &PromptId, language: Language, size: (u32, u32)) -> Option<gst::Sample> {
    let even = |n: u32| (n & !1).max(2);
    let info = gv::VideoInfo::builder(gv::VideoFormat::I420, even(size.0), even(size.1))
        .build()
        .ok()?;
    let mut buffer = gst::Buffer::with_size(info.size()).ok()?;
    {
        let mut frame =
            gv::VideoFrameRef::from_buffer_ref_writable(buffer.get_mut()?, &info).ok()?;
        let stride = usize::try_from(*frame.plane_stride().first()?).ok()?;
        let planes = frame.planes_data_mut();
        for (plane, value) in planes.into_iter().zip(GROUND) {
            plane.fill(value);
        }
        let [brightness, ..] = frame.planes_data_mut();
        let mut plane = Plane {
            pixels: brightness,
            stride,
            width: usize::try_from(info.width()).ok()?,
            height: usize::try_from(info.height()).ok()?,
        };
        lay_out(&mut plane, words(prompt, language));
    }
    let caps = info.to_caps().ok()?;
    Some(gst::Sample::builder().buffer(&buffer).caps(&caps).build())
}

#[expect(clippy::cast_precision_loss, reason = "a picture's size")]
fn lay_out(plane: &mut Plane<'_>, [head, body]: [&str; 2]) {
    let (width, height) = (plane.width as f32, plane.height as f32);
    let widest = (width_units(head) * HEAD_SCALE)
        .max(width_units(body))
        .max(1.0);
    // As large as the width allows, but all in the middle third of the height.
    let unit =
        (width * MOST_OF_WIDTH / widest).min(height / 3.0 / (LINE_UNITS * (HEAD_SCALE + 1.0)));
    let top = (height - LINE_UNITS * (HEAD_SCALE + 1.0) * unit) / 2.0;
    let left = |text: &str, unit: f32| (width - width_units(text) * unit) / 2.0;
    let large = unit * HEAD_SCALE;
    write(plane, head, left(head, large), top, large, INK);
    let below = top + LINE_UNITS * large;
    write(plane, body, left(body, unit), below, unit, SOFT_INK);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slide_has_its_size_and_words_in_both_languages() {
        gst::init().expect("GStreamer is installed");
        let picture = |language| {
            let sample = draw(&PromptId::new("lobby"), language, (641, 360)).expect("drawn");
            let info = gv::VideoInfo::from_caps(sample.caps().expect("caps")).expect("video");
            assert_eq!((info.width(), info.height()), (640, 360));
            let buffer = sample.buffer().expect("a buffer");
            let bytes = buffer.map_readable().expect("readable").to_vec();
            let ink = bytes.iter().filter(|b| **b == INK).count();
            assert!(ink > 300, "{ink} pixels of ink");
            bytes
        };
        assert_ne!(picture(Language::Sv), picture(Language::En));
    }
}
