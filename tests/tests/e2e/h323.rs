//! A stranger's H.323 in the stories: where it stands, how a node may call it, and what was said on the wire.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use anyhow::Context;
use serde_json::{Value, json};
use tolk_tests::measure::{Sender, sound};
use tolk_tests::peers::free_port;
use tolk_tests::peers::ooh323::{Manner, Ooh323};
use tolk_tests::peers::story::wait_until;

use super::guest::Guest;
use super::world::{MEDIA, ROOM, SOON, World};

/// Whose tones the stranger plays.
pub(crate) const ROOM_323: Sender = Sender(4);
/// A room that is called by its number.
pub(crate) const OLD_ROOM: &str = "8007777";
/// Whose tones the browser plays.
pub(crate) const GUEST: Sender = Sender(2);

/// An address that runs beside each other do not share.
pub(crate) fn home() -> IpAddr {
    let number = u8::try_from(1 + std::process::id() % 250).unwrap();
    Ipv4Addr::new(127, 0, 4, number).into()
}

/// A node that may call there.
pub(crate) fn world(name: &'static str) -> World {
    world_with(name, |config| config)
}

/// The same, with a change.
pub(crate) fn world_with(name: &'static str, change: impl FnOnce(String) -> String) -> World {
    World::begin_with(name, |config| {
        let config = change(config);
        format!("{config}\n[[outgoing.rule]]\nto = \"{}/32\"\n", home())
    })
}

/// A node with a room in which such a device stands: whoever calls the room calls it.
pub(crate) fn world_of_room(name: &'static str, stands: SocketAddr, number: &str) -> World {
    world_with(name, |config| {
        format!(
            "{config}\n[[room]]\ntitle = \"The old room\"\naliases = [\"{OLD_ROOM}\"]\nadmits = \"everybody\"\n\
             devices = [\"h323:{number}@{stands}\"]\n"
        )
    })
}

/// A place for a stranger.
pub(crate) fn free_home() -> SocketAddr {
    SocketAddr::new(home(), free_port(home()).unwrap())
}

pub(crate) fn stranger(world: &World, manner: Manner) -> Ooh323 {
    stranger_at(world, free_home(), manner)
}

pub(crate) fn stranger_at(world: &World, address: SocketAddr, manner: Manner) -> Ooh323 {
    Ooh323::start(&world.story, address, world.h323, ROOM_323, manner).unwrap()
}

/// A person in the room.
pub(crate) fn guest(world: &World) -> Guest {
    let guest = Guest::new(world, GUEST);
    guest.open(&world.tolk.url(&format!("/m/{ROOM}")));
    // What it says comes back to it, which a browser would remove.
    guest.keep_echo();
    guest.enter("Bo");
    guest.wait_in_meeting();
    guest
}

/// An operator calls a number of the stranger into the room.
pub(crate) fn call_out(world: &World, stranger: &Ooh323, number: &str) {
    let order = json!({"from": ROOM, "to": stranger.uri(number)});
    world.tolk.post("/api/v1/calls", &order).unwrap();
}

/// The stranger's recording holds the tones of `sender`.
pub(crate) fn must_have_heard(stranger: &Ooh323, sender: Sender) {
    let mut last = String::from("nothing was recorded");
    let heard = wait_until("tones in the recording", MEDIA, || {
        let Ok(wav) = stranger.heard() else {
            return Ok(false);
        };
        // The newest seconds: before them somebody had to be found.
        let newest = wav.samples.len().saturating_sub(3 * wav.rate as usize);
        let judged = sound::judge(&wav.samples[newest..], wav.rate, sender);
        last = format!("{judged:?}");
        Ok(judged.is_ok())
    });
    assert!(heard.is_ok(), "{last}\n{}", stranger.log());
}

/// Does something, and waits until the journal has one more entry that says so.
pub(crate) fn must_bring(
    world: &World,
    kind: &str,
    says: impl Fn(&Value) -> bool,
    act: impl FnOnce(),
) {
    let count = || world.journal(kind).iter().filter(|e| says(e)).count();
    let before = count();
    act();
    wait_until(kind, MEDIA, || Ok(count() > before))
        .with_context(|| format!("{:?}", world.journal(kind)))
        .unwrap();
}

/// Does something that ends a call on both sides, for a reason.
pub(crate) fn must_end(world: &World, stranger: &Ooh323, reason: &str, act: impl FnOnce()) {
    let says = |e: &Value| e["edge"] == "h323" && e["cause"]["reason"] == reason;
    must_bring(world, "leg_ended", says, act);
    stranger.wait_until_idle(SOON).unwrap();
}

/// It hangs up, and both sides know.
pub(crate) fn must_hang_up(world: &World, stranger: &Ooh323) {
    must_end(world, stranger, "hung_up", || {
        stranger.hang_up(SOON).unwrap()
    });
}
