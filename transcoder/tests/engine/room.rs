//! Two browsers in one meeting, each seeing and hearing the other.

use tolk_model::media::{Layer, MediaDescription};
use tolk_model::plan::LocalMedia;
use tolk_model::{LayerId, LegId};

use super::browser::{Browser, Rtp, until};
use super::world::*;

pub(crate) struct Guest {
    pub(crate) leg: LegId,
    pub(crate) browser: Browser,
    pub(crate) types: Types,
    pub(crate) local: MediaDescription,
    pub(crate) remote: MediaDescription,
    pub(crate) media: LocalMedia,
    pub(crate) ssrc: u32,
    sequence: u16,
    timestamp: u32,
    sound: u16,
}

impl Guest {
    pub(crate) fn open(world: &mut World, number: u64, types: Types, gcm: bool) -> Guest {
        let leg = leg(number);
        let media = world.open(leg, browser_request());
        let browser = Browser::new(number * 7919 + 1, gcm);
        let ssrc = 1000 * u32::try_from(number).expect("small");
        let layer = |ssrc, rtx_ssrc| {
            vec![Layer {
                id: LayerId(0),
                ssrc: Some(ssrc),
                rtx_ssrc,
                ..Layer::single()
            }]
        };
        let local = browser_description(media.transports.clone(), types, [Vec::new(), Vec::new()]);
        let remote = browser_description(
            vec![browser.transport()],
            types,
            [layer(ssrc + 50, None), layer(ssrc, Some(ssrc + 1))],
        );
        Guest {
            leg,
            browser,
            types,
            local,
            remote,
            media,
            ssrc,
            sequence: 65_500,
            timestamp: 90_000,
            sound: 10,
        }
    }

    pub(crate) fn connect(&mut self) {
        let ours = self.media.transports.first().expect("one").clone();
        self.browser.connect(&ours);
    }

    /// A picture of `packets` packets; every payload says its number.
    pub(crate) fn picture(&mut self, key: bool, packets: u16, number: u8) {
        self.timestamp += 3000;
        for index in 0..packets {
            // VP8: start of the first partition in the first packet, key or not in its first byte.
            let descriptor = if index == 0 { 0x10 } else { 0x00 };
            let mut payload = vec![descriptor, u8::from(!key), number];
            payload.resize(900, number);
            let header = Rtp {
                payload_type: self.types.vp8,
                marker: index + 1 == packets,
                sequence: self.sequence,
                timestamp: self.timestamp,
                ssrc: self.ssrc,
                mid: Some("v"),
                rid: None,
                keep: true,
            };
            self.sequence = self.sequence.wrapping_add(1);
            self.browser.send(header, &payload);
        }
    }

    pub(crate) fn speak(&mut self) {
        let header = Rtp {
            payload_type: self.types.opus,
            marker: false,
            sequence: self.sound,
            timestamp: u32::from(self.sound) * 960,
            ssrc: self.ssrc + 50,
            mid: Some("a"),
            rid: None,
            keep: false,
        };
        self.sound += 1;
        self.browser.send(header, b"opus");
    }

    pub(crate) fn our_ssrc(&self, stream: tolk_model::StreamId) -> (u32, Option<u32>) {
        self.media
            .streams
            .iter()
            .find(|s| s.stream == stream)
            .map(|s| (s.ssrc, s.rtx_ssrc))
            .expect("it was asked for")
    }
}

/// Two guests that forward to each other, connected.
pub(crate) fn pair(world: &mut World, gcm: bool) -> (Guest, Guest) {
    let mut a = Guest::open(world, 1, TYPES_A, gcm);
    let mut b = Guest::open(world, 2, TYPES_B, gcm);
    plan(world, &a, &b);
    a.connect();
    b.connect();
    until(
        "two connections",
        &mut [&mut a.browser, &mut b.browser],
        |browsers| browsers.iter().all(|b| b.is_up()),
    );
    world.connected(a.leg);
    world.connected(b.leg);
    (a, b)
}

pub(crate) fn plan(world: &mut World, a: &Guest, b: &Guest) {
    let feeds = |to: &Guest, from: &Guest| {
        [AUDIO, VIDEO]
            .map(|stream| forward(stream, from.leg, &to.remote))
            .to_vec()
    };
    world.apply(vec![
        leg_plan(a.leg, &a.local, &a.remote, feeds(a, b)),
        leg_plan(b.leg, &b.local, &b.remote, feeds(b, a)),
    ]);
}
