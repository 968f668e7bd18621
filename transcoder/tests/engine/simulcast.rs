//! Layers: by restriction identifier, chosen by the size that a receiver shows.

use tolk_model::LayerId;
use tolk_model::media::{Layer, PictureSize};

use super::browser::{Rtp, until};
use super::room::{Guest, pair};
use super::world::*;

fn layers() -> Vec<Layer> {
    [("l", 320, 180), ("m", 640, 360), ("h", 1280, 720)]
        .iter()
        .zip(0u8..)
        .map(|((rid, width, height), id)| Layer {
            id: LayerId(id),
            rid: Some((*rid).to_string()),
            max_size: Some(PictureSize::new(*width, *height)),
            ..Layer::single()
        })
        .collect()
}

/// One picture on each layer; the payload says which.
fn pictures(guest: &mut Guest, key: bool, sequence: u16) {
    for (index, rid) in (0u8..).zip(["l", "m", "h"]) {
        let payload = [0x10, u8::from(!key), index, 0, 0, 0, 0, 0];
        let header = Rtp {
            payload_type: guest.types.vp8,
            marker: true,
            sequence,
            timestamp: u32::from(sequence) * 3000,
            ssrc: 5000 + u32::from(index),
            mid: Some("v"),
            rid: Some(rid),
            keep: false,
        };
        guest.browser.send(header, &payload);
    }
}

#[test]
fn a_receiver_gets_the_layer_that_fits_and_changes_with_a_whole_picture() {
    let mut world = World::start(20);
    let (mut a, mut b) = pair(&mut world, true);
    if let Some(stream) = a.remote.stream_mut(VIDEO) {
        stream.layers = layers();
    }
    let show = |world: &mut World, a: &Guest, b: &Guest, size| {
        let mut feed = forward(VIDEO, a.leg, &b.remote);
        feed.max_size = Some(size);
        world.apply(vec![
            leg_plan(a.leg, &a.local, &a.remote, Vec::new()),
            leg_plan(b.leg, &b.local, &b.remote, vec![feed]),
        ]);
    };
    show(&mut world, &a, &b, PictureSize::new(300, 160));
    let mut sequence = 100;
    let mut next = |a: &mut Guest, key| {
        sequence += 1;
        pictures(a, key, sequence);
    };
    until("the small layer", &mut [&mut b.browser], |b| {
        next(&mut a, true);
        a.browser.turn();
        b[0].packets.last().is_some_and(|p| p.payload[2] == 0)
    });
    show(&mut world, &a, &b, PictureSize::new(640, 360));
    b.browser.packets.clear();
    // Without a whole picture the feed stays where it is.
    for _ in 0..20 {
        next(&mut a, false);
        a.browser.turn();
        b.browser.turn();
    }
    assert!(b.browser.packets.iter().all(|p| p.payload[2] == 0));
    until("the middle layer", &mut [&mut b.browser], |b| {
        next(&mut a, true);
        a.browser.turn();
        b[0].packets.last().is_some_and(|p| p.payload[2] == 1)
    });
    let numbers: Vec<u16> = b
        .browser
        .packets
        .iter()
        .map(|p| p.header.sequence_number)
        .collect();
    assert!(
        numbers.windows(2).all(|w| w[1].wrapping_sub(w[0]) == 1),
        "{numbers:?}"
    );
    world.engine.stop();
}
