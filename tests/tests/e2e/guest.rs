//! A person with a browser: what it does on the pages, and what it sees and hears.

use std::time::Duration;

use anyhow::{Context, bail};
use serde_json::json;
use tolk_tests::measure::Sender;
use tolk_tests::measure::page::PageRecord;
use tolk_tests::peers::browser::Browser;

use super::world::{MEDIA, SOON, World};

/// Long enough for twelve gates of a tone pair.
const LOOK: Duration = Duration::from_secs(4);
/// Looks before one gives up: ramp-up of a sender's estimate, a first whole picture.
const LOOKS: usize = 4;
/// Takes H.264 out of what a page offers to decode and to encode.
const VP8_ONLY: &str = "
const set = RTCPeerConnection.prototype.setRemoteDescription;
RTCPeerConnection.prototype.setRemoteDescription = async function (description) {
  await set.call(this, description);
  const wanted = (list) => list.filter((c) => /vp8|rtx/i.test(c.mimeType));
  for (const transceiver of this.getTransceivers()) {
    if (transceiver.receiver.track.kind !== 'video') continue;
    transceiver.setCodecPreferences(wanted(RTCRtpReceiver.getCapabilities('video').codecs));
  }
};";

/// A browser cancels what it plays out of what it records: in a test call its microphone is an echo. The page has chosen its devices
/// before: it chooses again.
const KEEP_ECHO: &str = "
const get = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = (wanted) => {
  if (wanted.audio) wanted = { ...wanted, audio: { ...(wanted.audio === true ? {} : wanted.audio), echoCancellation: false } };
  return get(wanted);
};
document.querySelector(`[data-testid='select-microphone']`).dispatchEvent(new Event('change', { bubbles: true }));";

/// A person with a browser.
pub(crate) struct Guest {
    pub(crate) browser: Browser,
    pub(crate) sender: Sender,
}

impl Guest {
    /// With Chromium, which sends the barcode and the tones of `sender`.
    pub(crate) fn new(world: &World, sender: Sender) -> Guest {
        Guest {
            browser: Browser::chromium(&world.story, sender).unwrap(),
            sender,
        }
    }

    /// Opens a link: the page that shows who invites and checks the devices.
    pub(crate) fn open(&self, link: &str) {
        let page = &self.browser.page;
        // The fragment alone does not load a page anew.
        page.goto("about:blank").unwrap();
        page.goto(link).unwrap();
        let there = "return document.querySelector('[data-testid=\"name\"]') !== null";
        page.wait("the guest's page", there, SOON).unwrap();
    }

    /// This browser knows no other picture than VP8.
    pub(crate) fn speak_vp8_only(&self) {
        self.browser.page.run(VP8_ONLY, &json!([])).unwrap();
    }

    /// This browser does not cancel echo: one hears oneself.
    pub(crate) fn keep_echo(&self) {
        self.browser.page.run(KEEP_ECHO, &json!([])).unwrap();
    }

    /// Gives a name and goes in.
    pub(crate) fn enter(&self, name: &str) {
        let page = &self.browser.page;
        page.type_into("[data-testid=\"name\"]", name).unwrap();
        page.click_when_shown("[data-testid=\"join\"]", SOON)
            .unwrap();
    }

    /// Opens a link, goes in, and is in the meeting.
    pub(crate) fn join(&self, link: &str, name: &str) {
        self.open(link);
        self.enter(name);
        self.wait_in_meeting();
    }

    pub(crate) fn wait_in_meeting(&self) {
        self.wait_for("[data-testid=\"meeting\"]", MEDIA);
        self.wait_for("[data-media=\"connected\"]", MEDIA);
    }

    /// Waits until something with a test id is there.
    pub(crate) fn wait_for(&self, css: &str, within: Duration) {
        let shown = format!("return document.querySelector({}) !== null", json!(css));
        self.browser.page.wait(css, &shown, within).unwrap();
    }

    pub(crate) fn press(&self, testid: &str) {
        let css = format!("[data-testid=\"{testid}\"]");
        self.browser.page.click_when_shown(&css, SOON).unwrap();
    }

    pub(crate) fn leave(&self) {
        self.press("leave");
    }

    /// Switches microphone or camera and waits until the page says so.
    pub(crate) fn switch(&self, device: &str, on: bool) {
        self.press(device);
        self.wait_for(
            &format!("[data-testid=\"{device}\"][data-on=\"{on}\"]"),
            SOON,
        );
    }

    /// What is seen and heard in a few seconds.
    pub(crate) fn look(&self) -> PageRecord {
        self.browser.page.start_measuring().unwrap();
        self.browser.page.measure(LOOK).unwrap()
    }

    /// Sees the moving picture of `other` and hears its tones, at the latest after some looks.
    pub(crate) fn must_see_and_hear(&self, other: Sender) {
        self.until(|record| {
            record.sees(other)?;
            record.hears(other)?;
            Ok(())
        })
        .with_context(|| format!("{:?} of {other:?}", self.sender))
        .unwrap();
    }

    pub(crate) fn must_see(&self, other: Sender) {
        self.until(|record| Ok(record.sees(other).map(drop)?))
            .with_context(|| format!("{:?} of {other:?}", self.sender))
            .unwrap();
    }

    pub(crate) fn must_hear(&self, other: Sender) {
        self.until(|record| Ok(record.hears(other).map(drop)?))
            .with_context(|| format!("{:?} of {other:?}", self.sender))
            .unwrap();
    }

    /// Neither sees nor hears `other`, while the measurement itself works.
    pub(crate) fn must_miss(&self, other: Sender) {
        self.until(|record| {
            if record.sees(other).is_ok() {
                bail!("{other:?} is seen");
            }
            if !record.hears_nothing_of(other) {
                bail!("{other:?} is heard, or nothing was recorded");
            }
            Ok(())
        })
        .unwrap();
    }

    /// Does not hear `other`; whether it is seen is not judged.
    pub(crate) fn must_miss_sound(&self, other: Sender) {
        self.until(|record| {
            if record.hears_nothing_of(other) {
                Ok(())
            } else {
                bail!("{other:?} is heard, or nothing was recorded")
            }
        })
        .unwrap();
    }

    fn until(&self, judge: impl Fn(&PageRecord) -> anyhow::Result<()>) -> anyhow::Result<()> {
        let mut last = Ok(());
        for _ in 0..LOOKS {
            last = judge(&self.look());
            if last.is_ok() {
                break;
            }
        }
        last.with_context(|| format!("the page says:\n{}", self.browser.page.text()))
    }
}
