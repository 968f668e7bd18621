//! A room or a telephone in a story: what it sees and hears lately.

use std::time::Duration;

use anyhow::{Context, bail};
use tolk_tests::measure::wav::Wav;
use tolk_tests::measure::{Sender, picture, sound};
use tolk_tests::peers::baresip::{Baresip, Kind};

use super::world::{LOCALHOST, SOON, World};

const LOOK: Duration = Duration::from_secs(4);
const LOOKS: usize = 4;
/// Pictures that are judged together.
const LATELY: usize = 12;

/// A baresip in a story.
pub(crate) struct Room {
    pub(crate) sip: Baresip,
}

impl Room {
    pub(crate) fn new(world: &World, sender: Sender, kind: Kind) -> Room {
        Room {
            sip: Baresip::start(&world.story, LOCALHOST, sender, kind).unwrap(),
        }
    }

    /// Calls, and waits until the call stands.
    pub(crate) fn call(&mut self, uri: &str) {
        self.sip.dial(uri).unwrap();
        self.sip.wait_for_call(SOON).unwrap();
    }

    /// Sees the moving picture of `other`, at the latest after some looks.
    pub(crate) fn must_see(&mut self, other: Sender) {
        let (mut seen, mut last) = (Vec::new(), Ok(()));
        for _ in 0..LOOKS {
            seen.extend(self.sip.look(LOOK).unwrap());
            // On a busy machine one look has few pictures; what was seen at first may be a start-up.
            let from = seen.len().saturating_sub(LATELY);
            last = picture::judge(&seen[from..], other).map(drop);
            if last.is_ok() {
                return;
            }
        }
        last.context("the room's picture").unwrap();
    }

    pub(crate) fn must_not_see(&mut self, other: Sender) {
        let seen = self.sip.look(LOOK).unwrap();
        assert!(picture::judge(&seen, other).is_err(), "{other:?} is seen");
    }

    /// Hears the tones of `other` in the last seconds.
    pub(crate) fn must_hear(&self, other: Sender) {
        self.lately(|heard| Ok(sound::judge(&heard.samples, heard.rate, other).map(drop)?));
    }

    pub(crate) fn must_not_hear(&self, other: Sender) {
        self.lately(|heard| {
            if sound::is_absent(&heard.samples, heard.rate, other) {
                Ok(())
            } else {
                bail!("{other:?} is heard")
            }
        });
    }

    /// Hears something for most of the time that is nobody's tones: music.
    pub(crate) fn must_hear_music(&self) {
        self.lately(|heard| {
            let (seconds, part) = Room::sounding(heard);
            let somebody =
                Sender::all().find(|s| !sound::is_absent(&heard.samples, heard.rate, *s));
            if seconds < 2 || part < 0.5 || somebody.is_some() {
                bail!("{part} of {seconds} s sounds, {somebody:?}");
            }
            Ok(())
        });
    }

    /// Hears nothing at all.
    pub(crate) fn must_hear_nothing(&self) {
        self.lately(|heard| match Room::sounding(heard) {
            (_, 0.0) => Ok(()),
            (seconds, part) => bail!("{part} of {seconds} s sounds"),
        });
    }

    /// Seconds, and the part of them in which something sounds.
    fn sounding(heard: &Wav) -> (usize, f32) {
        let seconds = heard.samples.len() / heard.rate.max(1) as usize;
        (seconds, sound::sounding(&heard.samples, heard.rate))
    }

    /// Judges what was recorded in a few seconds from now on: who is sent nothing records nothing.
    fn lately(&self, judge: impl Fn(&Wav) -> anyhow::Result<()>) {
        let mut last = Ok(());
        for _ in 0..LOOKS {
            let before = self.sip.heard().map_or(0, |heard| heard.samples.len());
            // A recording takes time.
            std::thread::sleep(LOOK);
            last = self.sip.heard().and_then(|mut heard| {
                heard.samples.drain(..before.min(heard.samples.len()));
                judge(&heard)
            });
            if last.is_ok() {
                return;
            }
        }
        last.context("the room's sound").unwrap();
    }

    pub(crate) fn hang_up(&mut self) {
        self.sip.hang_up().unwrap();
        self.sip.wait_for_end(SOON).unwrap();
    }
}
