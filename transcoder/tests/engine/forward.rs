//! Browser to browser: forwarding, loss, picture requests, restart, change of the source.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use tolk_model::Codec;
use tolk_model::plan::MediaEvent;

use super::browser::{parts, until};
use super::room::{Guest, pair, plan};
use super::world::*;

fn video_of(guest: &Guest) -> Vec<&rtc_rtp::Packet> {
    let (ssrc, _) = guest.our_ssrc(VIDEO);
    let all = guest.browser.packets.iter();
    all.filter(|p| p.header.ssrc == ssrc).collect()
}

#[test]
fn what_one_browser_sends_the_other_gets_under_its_own_header() {
    let mut world = World::start(1);
    let (mut a, mut b) = pair(&mut world, true);
    assert_eq!(
        a.browser.profile,
        Some(SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm),
        "the fast profile is taken where it is offered"
    );
    for number in 0..10 {
        a.picture(number == 0, 3, number);
        a.speak();
    }
    until(
        "all packets",
        &mut [&mut a.browser, &mut b.browser],
        |both| both[1].packets.len() >= 40,
    );
    let video = video_of(&b);
    assert_eq!(video.len(), 30);
    for (first, second) in video.iter().zip(video.iter().skip(1)) {
        let step = second
            .header
            .sequence_number
            .wrapping_sub(first.header.sequence_number);
        assert_eq!(step, 1);
    }
    let packet = video[0];
    assert_eq!(packet.header.payload_type, TYPES_B.vp8);
    assert_eq!(
        packet.header.get_extension(MID_EXTENSION).as_deref(),
        Some(&b"v"[..])
    );
    assert!(packet.header.get_extension(TWCC_EXTENSION).is_some());
    assert_eq!(packet.payload.len(), 900);
    let (sound, _) = b.our_ssrc(AUDIO);
    let heard: Vec<_> = b
        .browser
        .packets
        .iter()
        .filter(|p| p.header.ssrc == sound)
        .collect();
    assert_eq!(heard.len(), 10);
    assert!(
        heard
            .iter()
            .all(|p| &p.payload[..] == b"opus" && p.header.payload_type == TYPES_B.opus)
    );
    for codec in [Codec::Vp8, Codec::Opus] {
        world.wait("Receiving", |event| match event {
            MediaEvent::Receiving(of, _, what) => (*of == a.leg && *what == codec).then_some(()),
            _ => None,
        });
    }
    let statistics = world.closed(b.leg);
    let video = &statistics.streams[1];
    assert_eq!((video.packets_out, video.codec_out), (30, Some(Codec::Vp8)));
    world.closed(a.leg);
    world.engine.stop();
}

#[test]
fn without_the_fast_profile_the_mandatory_one_is_used() {
    let mut world = World::start(2);
    let (mut a, mut b) = pair(&mut world, false);
    assert_eq!(
        a.browser.profile,
        Some(SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80)
    );
    a.picture(true, 2, 0);
    until("a picture", &mut [&mut a.browser, &mut b.browser], |both| {
        both[1].packets.len() >= 2
    });
    world.engine.stop();
}

#[test]
fn a_new_feed_asks_for_a_whole_picture_and_begins_with_one() {
    let mut world = World::start(3);
    let (mut a, mut b) = pair(&mut world, true);
    a.picture(false, 2, 1);
    until(
        "a picture request",
        &mut [&mut a.browser, &mut b.browser],
        |both| {
            both[0]
                .reports
                .iter()
                .flat_map(|r| parts(r))
                .any(|(kind, count, _)| (kind, count) == (206, 1))
        },
    );
    assert!(
        b.browser.packets.is_empty(),
        "a part of a picture is of no use"
    );
    a.picture(true, 2, 2);
    a.picture(false, 1, 3);
    until(
        "the whole picture",
        &mut [&mut a.browser, &mut b.browser],
        |both| both[1].packets.len() == 3,
    );
    assert_eq!(b.browser.packets[0].payload[2], 2);
    world.engine.stop();
}

/// Asks for what is missing, as a browser does, until everything is there.
#[test]
fn five_percent_loss_in_both_directions_is_repaired_on_both_sides() {
    const PICTURES: u8 = 200;
    let mut world = World::start(4);
    let (mut a, mut b) = pair(&mut world, true);
    a.picture(true, 4, 0);
    until("the first", &mut [&mut a.browser, &mut b.browser], |both| {
        both[1].packets.len() >= 4
    });
    a.browser.loss = 50;
    b.browser.loss = 50;
    let (ssrc, rtx) = b.our_ssrc(VIDEO);
    let names = (ssrc, rtx.expect("asked for"));
    let mut wait = Wait::start();
    for number in 1..PICTURES {
        a.picture(false, 4, number);
        wait.turn(&mut a, &mut b, names);
        // Nobody keeps packets for ever: a machine that is busy elsewhere must not let the sender run away from the repairs.
        let sent = usize::from(number) * 4;
        while whole(&b, names) + AHEAD < sent {
            assert!(!wait.is_over(), "{}", wait.tell(&world, (&a, &b), names));
            wait.turn(&mut a, &mut b, names);
        }
    }
    let wanted = usize::from(PICTURES) * 4;
    // The very last packets may be lost without a later one to show it: keep sending until the gaps before them are known.
    let mut extra = 0;
    while whole(&b, names) < wanted {
        assert!(!wait.is_over(), "{}", wait.tell(&world, (&a, &b), names));
        if extra < 40 {
            extra += 1;
            a.picture(false, 1, 250);
        }
        wait.turn(&mut a, &mut b, names);
    }
    assert!(a.browser.lost > 10 && b.browser.lost > 10, "loss was tried");
    world.engine.stop();
}

/// Packets that a sender is ahead of the repairs: less than are kept, and than are asked for after one gap.
const AHEAD: usize = 200;

/// Packets without a gap, from the first one on.
fn whole(guest: &Guest, (ssrc, rtx): (u32, u32)) -> usize {
    let got = originals(guest, ssrc, rtx);
    let Some(first) = got.first().copied() else {
        return 0;
    };
    (first..).zip(&got).take_while(|(n, g)| n == *g).count()
}

/// A wait for repairs, and what a failure must tell.
struct Wait {
    start: Instant,
    last: Instant,
    /// The longest time in which nobody here was served: the machine was busy.
    pause: Duration,
}

impl Wait {
    fn start() -> Wait {
        let start = Instant::now();
        Wait {
            start,
            last: start,
            pause: Duration::ZERO,
        }
    }

    fn is_over(&self) -> bool {
        self.start.elapsed() > DEADLINE
    }

    fn turn(&mut self, a: &mut Guest, b: &mut Guest, (ssrc, rtx): (u32, u32)) {
        self.pause = self.pause.max(self.last.elapsed());
        self.last = Instant::now();
        a.browser.turn();
        b.browser.turn();
        ask_for_missing(b, ssrc, rtx);
    }

    fn tell(&self, world: &World, (a, b): (&Guest, &Guest), (ssrc, rtx): (u32, u32)) -> String {
        let got = originals(b, ssrc, rtx);
        let (first, last) = (got.first().copied(), got.last().copied());
        let all = first.unwrap_or(0)..=last.unwrap_or(0);
        let missing: Vec<u64> = all.filter(|n| !got.contains(n)).collect();
        let asked = a.browser.reports.iter().flat_map(|r| parts(r));
        let nacks = asked.filter(|(kind, count, _)| (*kind, *count) == (205, 1));
        format!(
            "{} packets from {first:?} to {last:?}, missing {missing:?}; {} requests came to the sender; lost on purpose: \
             {} there, {} here; {:?} in all, the longest pause {:?}; the engine: {}",
            got.len(),
            nacks.count(),
            a.browser.lost,
            b.browser.lost,
            self.start.elapsed(),
            self.pause,
            world.engine.debug_state()
        )
    }
}

/// Numbers that came, unwrapped, retransmissions undone.
fn originals(guest: &Guest, ssrc: u32, rtx: u32) -> BTreeSet<u64> {
    let mut highest: Option<u64> = None;
    let mut seen = BTreeSet::new();
    for packet in &guest.browser.packets {
        let sequence = if packet.header.ssrc == ssrc {
            packet.header.sequence_number
        } else if packet.header.ssrc == rtx {
            u16::from_be_bytes([packet.payload[0], packet.payload[1]])
        } else {
            continue;
        };
        let full = match highest {
            None => 0x1_0000 + u64::from(sequence),
            Some(h) => h.saturating_add_signed(i64::from(sequence.wrapping_sub(h as u16) as i16)),
        };
        highest = highest.max(Some(full));
        seen.insert(full);
    }
    seen
}

fn ask_for_missing(guest: &mut Guest, ssrc: u32, rtx: u32) {
    let seen = originals(guest, ssrc, rtx);
    let (Some(first), Some(last)) = (seen.first(), seen.last()) else {
        return;
    };
    let missing: Vec<u64> = (*first..*last)
        .filter(|n| !seen.contains(n))
        .take(10)
        .collect();
    if missing.is_empty() {
        return;
    }
    let mut report = vec![0x81, 205, 0, (2 + missing.len()) as u8];
    report.extend(1u32.to_be_bytes());
    report.extend(ssrc.to_be_bytes());
    for number in missing {
        report.extend((number as u16).to_be_bytes());
        report.extend([0, 0]);
    }
    guest.browser.send_report(&report);
}

#[test]
fn a_receivers_picture_request_reaches_the_sender_once() {
    let mut world = World::start(5);
    let (mut a, mut b) = pair(&mut world, true);
    a.picture(true, 1, 0);
    until("a picture", &mut [&mut a.browser, &mut b.browser], |both| {
        both[1].packets.len() == 1
    });
    a.browser.reports.clear();
    let (ssrc, _) = b.our_ssrc(VIDEO);
    for _ in 0..10 {
        let mut pli = vec![0x81, 206, 0, 2, 0, 0, 0, 9];
        pli.extend(ssrc.to_be_bytes());
        b.browser.send_report(&pli);
    }
    let asked = |reports: &[Vec<u8>]| {
        reports
            .iter()
            .flat_map(|r| parts(r))
            .filter(|(kind, count, _)| (*kind, *count) == (206, 1))
            .count()
    };
    until("a request", &mut [&mut a.browser, &mut b.browser], |both| {
        asked(&both[0].reports) > 0
    });
    a.picture(true, 1, 1);
    until(
        "the answer",
        &mut [&mut a.browser, &mut b.browser],
        |both| both[1].packets.len() == 2,
    );
    assert!(asked(&a.browser.reports) <= 2, "ten requests became few");
    world.engine.stop();
}

#[test]
fn a_restart_makes_a_new_path_and_loses_nothing() {
    let mut world = World::start(6);
    let (mut a, mut b) = pair(&mut world, true);
    a.picture(true, 2, 0);
    until("a picture", &mut [&mut a.browser, &mut b.browser], |both| {
        both[1].packets.len() == 2
    });
    let before = a.media.transports[0].traversal.clone();
    a.media = world.open(a.leg, browser_request());
    assert_ne!(a.media.transports[0].traversal, before, "new credentials");
    // The old path goes on.
    a.picture(false, 2, 1);
    until(
        "a picture on the old path",
        &mut [&mut a.browser, &mut b.browser],
        |both| both[1].packets.len() == 4,
    );
    a.browser.restart();
    a.remote.transports = vec![a.browser.transport()];
    a.local.transports = a.media.transports.clone();
    plan(&mut world, &a, &b);
    a.connect();
    assert!(!a.browser.has_path());
    until(
        "a new path",
        &mut [&mut a.browser, &mut b.browser],
        |both| both[0].has_path(),
    );
    a.picture(false, 2, 2);
    until(
        "a picture on the new path",
        &mut [&mut a.browser, &mut b.browser],
        |both| both[1].packets.len() == 6,
    );
    world.collect();
    assert!(
        !world
            .seen
            .iter()
            .any(|e| matches!(e, MediaEvent::Disconnected(_) | MediaEvent::Failed(..))),
        "{:?}",
        world.seen
    );
    world.engine.stop();
}

#[test]
fn a_change_of_the_source_keeps_the_numbers_continuous() {
    let mut world = World::start(7);
    let (mut a, mut b) = pair(&mut world, true);
    let mut c = Guest::open(&mut world, 3, TYPES_A, true);
    a.picture(true, 3, 0);
    until("a picture", &mut [&mut a.browser, &mut b.browser], |both| {
        both[1].packets.len() == 3
    });
    world.apply(vec![
        leg_plan(a.leg, &a.local, &a.remote, Vec::new()),
        leg_plan(
            b.leg,
            &b.local,
            &b.remote,
            vec![forward(VIDEO, c.leg, &b.remote)],
        ),
        leg_plan(c.leg, &c.local, &c.remote, Vec::new()),
    ]);
    c.connect();
    until("a third connection", &mut [&mut c.browser], |c| {
        c[0].is_up()
    });
    world.connected(c.leg);
    a.picture(true, 3, 1);
    c.picture(true, 3, 2);
    until(
        "a picture of the other",
        &mut [&mut a.browser, &mut b.browser, &mut c.browser],
        |all| all[1].packets.len() == 6,
    );
    let video = video_of(&b);
    let numbers: Vec<u16> = video.iter().map(|p| p.header.sequence_number).collect();
    let first = numbers[0];
    let steps: Vec<u16> = numbers.iter().map(|n| n.wrapping_sub(first)).collect();
    assert_eq!(steps, [0, 1, 2, 3, 4, 5]);
    assert!(video[3..].iter().all(|p| p.payload[2] == 2));
    let step = video[3]
        .header
        .timestamp
        .wrapping_sub(video[2].header.timestamp);
    assert!((900..90_000 * 20).contains(&step), "{step}");
    world.engine.stop();
}

#[test]
fn a_wrong_fingerprint_is_refused() {
    let mut world = World::start(8);
    let mut a = Guest::open(&mut world, 1, TYPES_A, true);
    if let tolk_model::media::Security::Dtls { fingerprint, .. } =
        &mut a.remote.transports[0].security
    {
        fingerprint.hash[0] ^= 1;
    }
    world.apply(vec![leg_plan(a.leg, &a.local, &a.remote, Vec::new())]);
    a.connect();
    let end = std::time::Instant::now() + DEADLINE;
    let failed = loop {
        // The browser's side may see an alert, which is what it should.
        let turned = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| a.browser.turn()));
        world.collect();
        if let Some(cause) = world.seen.iter().find_map(|e| match e {
            MediaEvent::Failed(of, cause) if *of == a.leg => Some(cause.clone()),
            _ => None,
        }) {
            break cause;
        }
        assert!(std::time::Instant::now() < end && turned.is_ok() || turned.is_err());
        assert!(std::time::Instant::now() < end, "never refused");
    };
    assert_eq!(failed.blame, tolk_model::cause::Blame::FarEnd);
    world.engine.stop();
}

#[test]
fn the_end_of_a_voice_is_told_to_the_receivers_decoder() {
    let mut world = World::start(9);
    let (mut a, mut b) = pair(&mut world, true);
    a.speak();
    a.speak();
    until("a voice", &mut [&mut a.browser, &mut b.browser], |both| {
        both[1].packets.len() == 2
    });
    world.apply(vec![
        leg_plan(a.leg, &a.local, &a.remote, Vec::new()),
        leg_plan(b.leg, &b.local, &b.remote, Vec::new()),
    ]);
    until("silence", &mut [&mut a.browser, &mut b.browser], |both| {
        both[1].packets.len() == 5
    });
    assert!(
        b.browser.packets[2..]
            .iter()
            .all(|p| p.payload[..] == [0xf8, 0xff, 0xfe])
    );
    plan(&mut world, &a, &b);
    world.closed(leg(99));
    a.speak();
    until(
        "the voice again",
        &mut [&mut a.browser, &mut b.browser],
        |both| both[1].packets.len() == 6,
    );
    let numbers: Vec<u16> = b
        .browser
        .packets
        .iter()
        .map(|p| p.header.sequence_number)
        .collect();
    assert!(numbers.windows(2).all(|w| w[1].wrapping_sub(w[0]) == 1));
    let stamps: Vec<u32> = b
        .browser
        .packets
        .iter()
        .map(|p| p.header.timestamp)
        .collect();
    assert!(stamps.windows(2).all(|w| w[1].wrapping_sub(w[0]) < 1 << 31));
    world.engine.stop();
}
