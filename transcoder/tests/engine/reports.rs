//! Reports of rooms: each transport for itself, limits, requests without a source, presses beside the sound.

use std::net::UdpSocket;
use std::time::Instant;

use tolk_model::codec::CodecLimits;
use tolk_model::id::{SlotId, TransportId};
use tolk_model::media::{
    ExtensionKind, Feedback, HeaderExtension, MediaDescription, Security, SecurityKind, Stream,
    StreamRole, Transport, Traversal,
};
use tolk_model::plan::{LocalMedia, MediaEvent, StreamRequest, TransportRequest};
use tolk_model::{Codec, LegId, StreamId};

use super::browser::parts;
use super::phone::*;
use super::world::*;

const VP8: u8 = 96;

/// A room: sound and pictures on transports of their own, RTCP on the port of RTP, all feedback.
struct Room {
    leg: LegId,
    media: LocalMedia,
    sockets: [UdpSocket; 2],
    local: MediaDescription,
    remote: MediaDescription,
    ssrc: u32,
    sequence: u16,
}

fn stream(id: StreamId, role: StreamRole, receive: Vec<CodecLimits>) -> Stream {
    let phone = phone_description(Vec::new());
    let mut stream = phone.streams[0].clone();
    stream.id = id;
    stream.role = role;
    stream.receive = receive;
    stream.transport = Some(TransportId(id.0));
    stream.rtp.rtcp_mux = true;
    stream.rtp.rtcp_reduced_size = true;
    stream.rtp.extensions = vec![HeaderExtension {
        id: TWCC_EXTENSION,
        kind: ExtensionKind::TransportSequence,
    }];
    stream.rtp.feedback = vec![
        Feedback::TransportWide,
        Feedback::PictureLoss,
        Feedback::TemporaryMaxBitRate,
    ];
    if role == StreamRole::Main {
        stream.slots = vec![SlotId(0)];
    }
    stream
}

fn description(transports: Vec<Transport>) -> MediaDescription {
    let mut description = phone_description(transports);
    description.streams = vec![
        stream(AUDIO, StreamRole::Audio, vec![limits(Codec::Pcma, 8, None)]),
        stream(VIDEO, StreamRole::Main, vec![limits(Codec::Vp8, VP8, None)]),
    ];
    description
}

impl Room {
    fn open(world: &mut World, number: u64) -> Room {
        let mut wanted = request(SecurityKind::Plain);
        wanted.transports[0].rtcp_mux = true;
        wanted.transports.push(TransportRequest {
            id: TransportId(1),
            ..wanted.transports[0].clone()
        });
        wanted.streams.push(StreamRequest {
            stream: VIDEO,
            transport: TransportId(1),
            rtx: false,
        });
        let media = world.open(leg(number), wanted);
        let sockets = [bound(), bound()];
        let theirs = [0, 1].map(|n| Transport {
            id: TransportId(n),
            rtp: Some(sockets[usize::from(n)].local_addr().expect("bound")),
            rtcp: None,
            security: Security::Plain,
            traversal: Traversal::None,
        });
        Room {
            leg: leg(number),
            local: description(media.transports.clone()),
            remote: description(theirs.to_vec()),
            media,
            sockets,
            ssrc: 100 * u32::try_from(number).expect("small"),
            sequence: 10,
        }
    }

    fn send(&self, at: usize, bytes: &[u8]) {
        let to = self.media.transports[at].rtp.expect("an address");
        self.sockets[at].send_to(bytes, to).expect("sent");
    }

    /// A packet with a transport-wide number: sound on 0, a whole picture on 1.
    fn packet(&mut self, at: usize, wide: u16) {
        let (kind, payload): (u8, &[u8]) = [(8, &b"sound"[..]), (0x80 | VP8, &[0x10, 0, 7])][at];
        let mut packet = vec![0x90, kind];
        packet.extend(self.sequence.to_be_bytes());
        packet.extend((u32::from(self.sequence) * 160).to_be_bytes());
        packet.extend((self.ssrc + u32::try_from(at).expect("small")).to_be_bytes());
        packet.extend([0xbe, 0xde, 0, 1, TWCC_EXTENSION << 4 | 1]);
        packet.extend(wide.to_be_bytes());
        packet.push(0);
        packet.extend(payload);
        self.sequence += 1;
        self.send(at, &packet);
    }

    /// The next report of this type and format.
    fn report(&self, at: usize, wanted: (u8, u8), what: &str) -> Vec<u8> {
        let end = Instant::now() + DEADLINE;
        let mut buffer = [0; 2048];
        while Instant::now() < end {
            let Ok((length, _)) = self.sockets[at].recv_from(&mut buffer) else {
                continue;
            };
            if !(192..=223).contains(&buffer[1]) {
                continue;
            }
            let found = parts(&buffer[..length]);
            if let Some((.., part)) = found.into_iter().find(|p| (p.0, p.1) == wanted) {
                return part;
            }
        }
        panic!("no {what}");
    }

    fn feedback(&self, format: u8, kind: u8, media: u32, rest: &[u8]) {
        let words = u16::try_from(2 + rest.len() / 4).expect("short");
        let mut report = vec![0x80 | format, kind];
        report.extend(words.to_be_bytes());
        report.extend((self.ssrc + 1).to_be_bytes());
        report.extend(media.to_be_bytes());
        report.extend(rest);
        self.send(1, &report);
    }

    fn our_picture(&self) -> u32 {
        let mut streams = self.media.streams.iter();
        streams.find(|s| s.stream == VIDEO).expect("asked for").ssrc
    }
}

fn rooms(world: &mut World) -> (Room, Room) {
    let (a, b) = (Room::open(world, 1), Room::open(world, 2));
    plan(world, &a, &b);
    world.connected(a.leg);
    world.connected(b.leg);
    (a, b)
}

fn plan(world: &mut World, a: &Room, b: &Room) {
    let feeds =
        |to: &Room, from: &Room| [AUDIO, VIDEO].map(|stream| forward(stream, from.leg, &to.remote));
    world.apply(vec![
        leg_plan(a.leg, &a.local, &a.remote, feeds(a, b).to_vec()),
        leg_plan(b.leg, &b.local, &b.remote, feeds(b, a).to_vec()),
    ]);
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four"))
}

#[test]
fn each_transport_is_told_what_arrived_on_it() {
    let mut world = World::start(60);
    let (mut a, _b) = rooms(&mut world);
    for n in 0..4 {
        a.packet(0, 500 + n);
        a.packet(1, 500 + n);
        a.packet(1, 504 + n);
    }
    let (mut sound, mut pictures) = (0, 0);
    while sound < 4 {
        let told = a.report(0, (205, 15), "feedback about the sound");
        sound += u32::from(u16::from_be_bytes([told[14], told[15]]));
        assert_eq!(word(&told, 8), a.ssrc);
    }
    while pictures < 8 {
        let told = a.report(1, (205, 15), "feedback about the pictures");
        pictures += u32::from(u16::from_be_bytes([told[14], told[15]]));
        assert_eq!(word(&told, 8), a.ssrc + 1);
    }
    assert_eq!((sound, pictures), (4, 8));
    world.engine.stop();
}

#[test]
fn a_picture_request_without_a_source_means_every_picture() {
    for (format, media) in [(1, None), (4, Some(0)), (4, Some(1))] {
        let mut world = World::start(61);
        let (mut a, b) = rooms(&mut world);
        a.packet(1, 1);
        let mut buffer = [0; 2048];
        while b.sockets[1].recv_from(&mut buffer).is_err() || buffer[1] & 0x7f != VP8 {}
        // In a FIR the source stands in the entry.
        let entry = media.map_or(Vec::new(), |named| {
            let ssrc = if named == 1 { b.our_picture() } else { 0 };
            [&ssrc.to_be_bytes()[..], &[1, 0, 0, 0]].concat()
        });
        b.feedback(format, 206, 0, &entry);
        let asked = a.report(1, (206, 1), "request");
        assert_eq!(word(&asked, 8), a.ssrc + 1);
        world.engine.stop();
    }
}

/// What a TMMBR or TMMBN says: whose, and bit/s.
fn limit(part: &[u8]) -> (u32, u64) {
    let tuple = word(part, 16);
    (
        word(part, 12),
        u64::from(tuple >> 9 & 0x1_ffff) << (tuple >> 26),
    )
}

/// Reads what a room is told until a limit is as it should be.
fn wait_for_limit(room: &Room, right: impl Fn(u64) -> bool) {
    let end = Instant::now() + DEADLINE;
    let mut last = 0;
    while Instant::now() < end {
        last = limit(&room.report(1, (205, 3), "a limit")).1;
        if right(last) {
            return;
        }
    }
    panic!("the limit stays at {last} bit/s");
}

#[test]
fn a_rooms_limit_is_answered_passed_on_and_lifted_when_the_room_leaves() {
    let mut world = World::start(62);
    let (mut a, b) = rooms(&mut world);
    a.packet(1, 1);
    let tmmbr = |most: u32| {
        // Below 2^17 kbit/s with an exponent of 10.
        let tuple = 10u32 << 26 | most << 9 | 40;
        [b.our_picture().to_be_bytes(), tuple.to_be_bytes()].concat()
    };
    b.feedback(3, 205, 0, &tmmbr(400));
    let answer = b.report(1, (205, 4), "TMMBN");
    assert_eq!(limit(&answer), (b.ssrc + 1, 400 << 10));
    let passed = a.report(1, (205, 3), "TMMBR to the sender");
    assert_eq!(limit(&passed), (a.ssrc + 1, 400 << 10));
    // The receiver says more: so it is.
    b.feedback(3, 205, 0, &tmmbr(900));
    wait_for_limit(&a, |limit| limit == 900 << 10);
    // It leaves: nobody limits the sender any more, and it is told so.
    world.apply(vec![leg_plan(a.leg, &a.local, &a.remote, Vec::new())]);
    wait_for_limit(&a, |limit| limit >= 50_000_000);
    world.engine.stop();
}

#[test]
fn a_limit_ends_with_the_source_that_set_it() {
    let mut world = World::start(63);
    let (mut a, b) = rooms(&mut world);
    a.packet(1, 1);
    let tuple = 10u32 << 26 | 350 << 9 | 40;
    let entry = [b.our_picture().to_be_bytes(), tuple.to_be_bytes()].concat();
    b.feedback(3, 205, 0, &entry);
    wait_for_limit(&a, |limit| limit == 350 << 10);
    let mut bye = vec![0x81, 203, 0, 1];
    bye.extend((b.ssrc + 1).to_be_bytes());
    b.send(1, &bye);
    wait_for_limit(&a, |limit| limit >= 50_000_000);
    world.engine.stop();
}

#[test]
fn a_press_under_another_source_is_told_and_passed_on_among_the_sound() {
    let mut world = World::start(64);
    let (mut a, b) = pair(&mut world);
    a.send(8, b"sound");
    let (number, _, ours) = header(&b.receive("sound"));
    let sound = a.ssrc;
    let mut expected = number;
    let mut times = Vec::new();
    for duration in [160u16, 320, 480] {
        // Its own source, numbers and time.
        (a.ssrc, a.sequence) = (9999, 40_000 + duration);
        let [high, low] = duration.to_be_bytes();
        let packet = a.packet(101, 123_456, &[5, 10, high, low]);
        a.socket.send_to(&packet, a.to).expect("sent");
        let passed = b.receive("the press");
        expected += 1;
        assert_eq!((passed[1] & 0x7f, passed[12]), (101, 5));
        let (number, time, source) = header(&passed);
        assert_eq!(
            (number, source),
            (expected, ours),
            "one source to the receiver"
        );
        times.push(time);
        // The voice goes on meanwhile.
        (a.ssrc, a.sequence) = (sound, 7 + duration / 160);
        a.send(8, b"sound");
        let (number, ..) = header(&b.receive("sound"));
        expected += 1;
        assert_eq!(number, expected);
    }
    assert!(
        times.iter().all(|t| *t == times[0]),
        "one time for one press"
    );
    let told = world.wait("Digit", |event| match event {
        MediaEvent::Digit(of, digit) => Some((*of, digit.char())),
        _ => None,
    });
    assert_eq!(told, (a.leg, '5'));
    world.closed(a.leg);
    let again = |e: &MediaEvent| matches!(e, MediaEvent::Digit(..));
    assert!(!world.seen.iter().any(again));
    world.engine.stop();
}

#[test]
fn ports_of_sound_and_of_pictures_are_marked_apart() {
    let mut world = World::start(65);
    let (a, _b) = rooms(&mut world);
    let state = world.engine.debug_state();
    let legs = state["engine"]["legs"].as_array().expect("a list");
    let leg = legs.iter().find(|l| l["leg"] == a.leg.to_string());
    let ports = leg.expect("it is there")["ports"]
        .as_array()
        .expect("a list");
    let marks: Vec<_> = ports.iter().map(|p| p["dscp"].as_u64()).collect();
    assert_eq!(marks, [Some(46), Some(34)]);
    world.engine.stop();
}

#[test]
fn a_press_that_is_counted_by_another_clock_is_counted_anew_for_its_receiver() {
    let mut world = World::start(66);
    let (mut a, mut b) = (
        Phone::open(&mut world, 1, SecurityKind::Plain),
        Phone::open(&mut world, 2, SecurityKind::Plain),
    );
    // `b` counts presses by the clock of Opus, which it does not speak here.
    for description in [&mut b.local, &mut b.remote] {
        description.streams[0].receive[1].clock_rate = 48_000;
        description.streams[0].receive[1].payload_type =
            tolk_model::PayloadType::new(110).expect("below 128");
    }
    apply(&mut world, &a, &b);
    world.connected(a.leg);
    a.send(8, b"sound");
    b.receive("sound");
    let packet = a.packet(101, 2000, &[7, 10, 0x03, 0x20]);
    a.socket.send_to(&packet, a.to).expect("sent");
    let passed = b.receive("the press");
    assert_eq!(passed[1] & 0x7f, 110);
    assert_eq!(&passed[12..], [7, 10, 0x12, 0xc0], "100 ms by 48 kHz");
    b.send(8, b"sound");
    a.receive("sound");
    let packet = b.packet(110, 2000, &[8, 10, 0x12, 0xc0]);
    b.socket.send_to(&packet, b.to).expect("sent");
    let passed = a.receive("the press");
    assert_eq!(
        (passed[1] & 0x7f, &passed[12..]),
        (101, &[8, 10, 3, 0x20][..])
    );
    for digit in ['7', '8'] {
        world.wait("Digit", |event| match event {
            MediaEvent::Digit(_, told) => (told.char() == digit).then_some(()),
            _ => None,
        });
    }
    world.engine.stop();
}

#[test]
fn comfort_noise_that_nobody_spoke_of_is_no_loss_and_no_other_voice() {
    let mut world = World::start(67);
    let (mut a, b) = pair(&mut world);
    a.send(8, b"before");
    let (number, ..) = header(&b.receive("sound"));
    for _ in 0..3 {
        a.send(13, &[50]);
    }
    a.send(8, b"after");
    let after = b.receive("sound");
    // Not said to take it, it is not sent it; and misses no packet for that.
    assert_eq!(
        (&after[12..], header(&after).0),
        (&b"after"[..], number + 1)
    );
    let statistics = world.closed(a.leg);
    assert_eq!(
        (
            statistics.streams[0].packets_in,
            statistics.streams[0].lost_in
        ),
        (5, 0)
    );
    world.engine.stop();
}
