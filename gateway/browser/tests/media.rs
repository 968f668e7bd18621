//! Descriptions over the websocket: exactly one reply to each, whatever the page does.
#![allow(clippy::unwrap_used, reason = "tests")]

mod harness;

use std::time::Duration;

use harness::{Page, World, names, raw};
use serde_json::json;
use tolk_browser::protocol::{
    Answer, Candidates, ClientMessage, Empty, FaultCode, MediaRefusal, Offer, ServerMessage,
};
use tolk_model::codec::{CodecLimits, CodecParameters, PayloadType};
use tolk_model::leg::{LegCommand, LegEvent};
use tolk_model::media::{
    Candidate, DtlsRole, Fingerprint, Flow, IceCredentials, Layer, MediaDescription, RtpParameters,
    Security, Stream, StreamRole, Transport, Traversal,
};
use tolk_model::{
    Cause, Codec, ParticipantId, Reason, Rev, Secret, Seed, SlotId, StreamId, TransportId,
};
use tolk_sdp::{Dialect, Negotiation, parse_candidate};

const CANDIDATE: &str = "candidate:1 1 udp 2113937151 192.0.2.7 50000 typ host";

fn codec(codec: Codec, payload_type: u8) -> CodecLimits {
    CodecLimits {
        codec,
        payload_type: PayloadType::new(payload_type).unwrap(),
        rtx: None,
        clock_rate: codec.clock_rate(),
        parameters: match codec {
            Codec::Opus => CodecParameters::Opus {
                fec: true,
                stereo: false,
                dtx: false,
                max_average: None,
            },
            _ => CodecParameters::Vp8 {
                max_frame_rate: None,
                max_frame_size: None,
            },
        },
    }
}

fn stream(id: u16, role: StreamRole, flow: Flow, ssrc: u32) -> Stream {
    let codec = match role {
        StreamRole::Audio => codec(Codec::Opus, 111),
        _ => codec(Codec::Vp8, 96),
    };
    Stream {
        id: StreamId(id),
        role,
        receive: vec![codec.clone()],
        send: vec![codec],
        layers: vec![Layer {
            ssrc: Some(ssrc),
            ..Layer::single()
        }],
        flow,
        transport: Some(TransportId(0)),
        slots: if role == StreamRole::Main {
            vec![SlotId(id - 1)]
        } else {
            Vec::new()
        },
        rtp: RtpParameters {
            rtcp_mux: true,
            ..RtpParameters::default()
        },
        packet_time_ms: None,
    }
}

fn transport(ufrag: &str, role: DtlsRole) -> Transport {
    Transport {
        id: TransportId(0),
        rtp: Some("192.0.2.1:10000".parse().unwrap()),
        rtcp: None,
        security: Security::Dtls {
            fingerprint: Fingerprint {
                algorithm: "sha-256".into(),
                hash: vec![7; 32],
            },
            role,
        },
        traversal: Traversal::Ice {
            credentials: IceCredentials {
                ufrag: ufrag.into(),
                password: Secret::new("p".repeat(24)),
            },
            candidates: vec![candidate()],
            complete: false,
            lite: false,
        },
    }
}

fn candidate() -> Candidate {
    parse_candidate(CANDIDATE).unwrap()
}

/// What Tolk says to a browser.
fn ours(ufrag: &str) -> MediaDescription {
    MediaDescription {
        streams: vec![
            stream(0, StreamRole::Audio, Flow::Both, 1),
            stream(1, StreamRole::Main, Flow::Both, 2),
            stream(2, StreamRole::Main, Flow::SendOnly, 3),
        ],
        transports: vec![transport(ufrag, DtlsRole::Either)],
        max_bitrate: None,
        cname: Some("tolk".into()),
    }
}

/// A browser's negotiation: the same crate from the other side.
struct Peer(Negotiation);

impl Peer {
    fn new() -> Peer {
        let mut random = Seed::from_number(99).generator();
        Peer(Negotiation::new(Dialect::Jsep, &mut random))
    }

    fn answer(&mut self, offer: &str) -> String {
        let offered = self.0.read_offer(offer).expect("our own offer is read");
        let streams = offered.streams.into_iter().map(|mut s| {
            s.flow = s.flow.mirrored();
            s.layers = vec![Layer {
                ssrc: Some(100 + u32::from(s.id.0)),
                ..Layer::single()
            }];
            s
        });
        let description = MediaDescription {
            streams: streams.collect(),
            transports: vec![transport("page", DtlsRole::Active)],
            max_bitrate: None,
            cname: Some("page".into()),
        };
        self.0.write_answer(&description).expect("an answer")
    }
}

fn offer(messages: &[ServerMessage]) -> Offer {
    let offers = messages.iter().filter_map(|m| match m {
        ServerMessage::Media(offer) => Some(offer.clone()),
        _ => None,
    });
    let offers: Vec<Offer> = offers.collect();
    assert_eq!(offers.len(), 1, "{:?}", names(messages));
    offers[0].clone()
}

fn reply(rev: u32, to: &Offer, sdp: String) -> ClientMessage {
    ClientMessage::Media(Answer {
        rev,
        replies_to: Some(to.rev),
        sdp,
    })
}

/// A leg with its first descriptions exchanged.
fn connected(world: &mut World) -> (Page, Peer) {
    let (mut page, mut peer) = (Page::join(world, None), Peer::new());
    world.command(page.leg, LegCommand::Accept(ours("aaaa")));
    let offered = offer(&page.listen(world));
    assert_eq!((offered.rev, offered.replies_to), (0, None));
    let answer = peer.answer(&offered.sdp);
    page.say(world, reply(0, &offered, answer));
    let Some(LegEvent::Connected(_, Some(theirs))) = world.event() else {
        panic!("not connected");
    };
    assert_eq!(theirs.streams.len(), 3);
    assert_eq!(theirs.streams[2].flow, Flow::RecvOnly);
    (page, peer)
}

fn ask(world: &mut World, page: &Page, rev: u32, ufrag: &str) {
    let command = LegCommand::Media {
        rev: Rev(rev),
        replies_to: None,
        description: ours(ufrag),
    };
    world.command(page.leg, command);
}

fn faults(messages: &[ServerMessage]) -> Vec<FaultCode> {
    let fault = |m: &ServerMessage| match m {
        ServerMessage::Error(fault) => Some(fault.code),
        _ => None,
    };
    messages.iter().filter_map(fault).collect()
}

#[test]
fn the_first_reply_connects_and_later_ones_are_media() {
    let mut world = World::new(1);
    let (mut page, mut peer) = connected(&mut world);
    ask(&mut world, &page, 1, "bbbb");
    let offered = offer(&page.listen(&mut world));
    let answer = peer.answer(&offered.sdp);
    page.say(&mut world, reply(1, &offered, answer.clone()));
    let event = world.event();
    assert!(
        matches!(
            &event,
            Some(LegEvent::Media {
                rev: Rev(1),
                replies_to: Some(Rev(1)),
                ..
            })
        ),
        "{event:?}"
    );
    // A second reply to the same ask is none.
    page.say(&mut world, reply(2, &offered, answer));
    assert_eq!(faults(&page.listen(&mut world)), [FaultCode::StaleMedia]);
    assert_eq!(world.event(), None);
    world.pass(Duration::from_secs(60));
    assert!(
        !world
            .events()
            .iter()
            .any(|e| matches!(e, LegEvent::MediaRefused { .. }))
    );
}

#[test]
fn of_three_asks_in_a_row_each_gets_one_reply() {
    let mut world = World::new(2);
    let (mut page, mut peer) = connected(&mut world);
    for rev in 1..=3 {
        ask(&mut world, &page, rev, &format!("ice{rev}"));
    }
    // The second was overtaken by the third while the first was under way.
    let event = world.event();
    assert!(
        matches!(&event, Some(LegEvent::MediaRefused { replies_to: Rev(2), cause }) if cause.reason == Reason::Replaced),
        "{event:?}"
    );
    for rev in [1, 3] {
        let offered = offer(&page.listen(&mut world));
        assert_eq!(offered.rev, rev);
        let answer = peer.answer(&offered.sdp);
        page.say(&mut world, reply(rev, &offered, answer));
        let event = world.event();
        assert!(
            matches!(&event, Some(LegEvent::Media { replies_to: Some(r), .. }) if *r == Rev(rev)),
            "{event:?}"
        );
    }
    assert_eq!(world.event(), None);
}

#[test]
fn a_refusal_a_bad_answer_and_silence_are_replies_and_the_leg_lives() {
    let mut world = World::new(3);
    let (mut page, mut peer) = connected(&mut world);
    ask(&mut world, &page, 1, "bbbb");
    page.listen(&mut world);
    page.say(
        &mut world,
        ClientMessage::RefuseMedia(MediaRefusal { replies_to: 1 }),
    );
    ask(&mut world, &page, 2, "cccc");
    let offered = offer(&page.listen(&mut world));
    page.say(&mut world, reply(1, &offered, "v=0\r\nnonsense".into()));
    assert_eq!(faults(&page.listen(&mut world)), [FaultCode::BadValue]);
    ask(&mut world, &page, 3, "dddd");
    page.listen(&mut world);
    for _ in 0..7 {
        world.pass(Duration::from_secs(5));
        page.say_once(&mut world, ClientMessage::Pong(Empty {}));
    }
    let reasons: Vec<(Rev, Reason)> = world
        .events()
        .into_iter()
        .map(|event| match event {
            LegEvent::MediaRefused { replies_to, cause } => (replies_to, cause.reason),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        reasons,
        [
            (Rev(1), Reason::NoCommonMedia),
            (Rev(2), Reason::ProtocolError),
            (Rev(3), Reason::TimedOut)
        ]
    );
    // The negotiation is still usable.
    page.listen(&mut world);
    ask(&mut world, &page, 4, "eeee");
    let offered = offer(&page.listen(&mut world));
    let answer = peer.answer(&offered.sdp);
    page.say(&mut world, reply(2, &offered, answer));
    assert!(matches!(
        world.event(),
        Some(LegEvent::Media {
            replies_to: Some(Rev(4)),
            ..
        })
    ));
}

#[test]
fn without_a_first_reply_the_leg_ends() {
    for silent in [true, false] {
        let mut world = World::new(4);
        let mut page = Page::join(&mut world, None);
        world.command(page.leg, LegCommand::Accept(ours("aaaa")));
        page.listen(&mut world);
        let reason = if silent {
            for _ in 0..6 {
                world.pass(Duration::from_secs(5));
                page.say_once(&mut world, ClientMessage::Pong(Empty {}));
            }
            Reason::TimedOut
        } else {
            page.say(
                &mut world,
                ClientMessage::RefuseMedia(MediaRefusal { replies_to: 0 }),
            );
            Reason::NoCommonMedia
        };
        assert_eq!(world.events(), [LegEvent::Ended(Cause::far_end(reason))]);
        assert!(names(&page.listen(&mut world)).contains(&"ended".to_string()));
    }
}

#[test]
fn an_offer_that_was_lost_with_the_websocket_is_answered_after_resume() {
    let mut world = World::new(5);
    let (mut page, mut peer) = connected(&mut world);
    world.cut(page.flow);
    ask(&mut world, &page, 1, "bbbb");
    // Longer than a browser may take: the time begins when it is back.
    world.pass(Duration::from_secs(29));
    let said = page.come_back(&mut world);
    let offered = offer(&said);
    world.pass(Duration::from_secs(4));
    let answer = peer.answer(&offered.sdp);
    page.say(&mut world, reply(1, &offered, answer));
    let events = world.events();
    assert!(
        matches!(
            &events[..],
            [LegEvent::Lost, LegEvent::Resumed, LegEvent::Media { .. }]
        ),
        "{events:?}"
    );
}

#[test]
fn a_page_that_offers_is_refused_once() {
    let mut world = World::new(6);
    let (mut page, _) = connected(&mut world);
    world.send(
        page.flow,
        &raw(40, "media", json!({"rev": 9, "sdp": "v=0"})),
    );
    let said = page.listen(&mut world);
    assert!(
        matches!(&said[..], [ServerMessage::RefuseMedia(r)] if r.replies_to == 9),
        "{:?}",
        names(&said)
    );
    assert_eq!(world.event(), None);
}

#[test]
fn candidates_pass_both_ways() {
    let mut world = World::new(7);
    let (mut page, _) = connected(&mut world);
    let told = |candidates: Vec<&str>| {
        ClientMessage::Candidates(Candidates {
            mid: "0".into(),
            candidates: candidates.into_iter().map(str::to_string).collect(),
        })
    };
    page.say(&mut world, told(vec![CANDIDATE, "candidate:nonsense"]));
    page.say(&mut world, told(vec![""]));
    page.say(&mut world, told(vec![]));
    let zero = TransportId(0);
    assert_eq!(
        world.events(),
        [
            LegEvent::Candidates(zero, vec![candidate()]),
            LegEvent::Candidates(zero, vec![]),
            LegEvent::Candidates(zero, vec![]),
        ]
    );
    world.command(page.leg, LegCommand::Candidates(zero, vec![candidate()]));
    let said = page.listen(&mut world);
    assert!(
        matches!(&said[..], [ServerMessage::Candidates(c)] if c.mid == "0" && c.candidates == [CANDIDATE]),
        "{said:?}"
    );
}

#[test]
fn slots_and_wishes_for_a_codec_name_the_line() {
    let mut world = World::new(8);
    let (mut page, _) = connected(&mut world);
    let who = ParticipantId::from_number(7);
    world.command(
        page.leg,
        LegCommand::Slots(vec![
            (SlotId(0), None),
            (SlotId(1), Some(who)),
            (SlotId(8), None),
        ]),
    );
    world.command(page.leg, LegCommand::Prefer(StreamId(1), Codec::H264));
    let said = page.listen(&mut world);
    let [ServerMessage::Slots(slots), ServerMessage::Prefer(prefer)] = &said[..] else {
        panic!("{said:?}");
    };
    let lines: Vec<(u16, &str)> = slots
        .slots
        .iter()
        .map(|s| (s.slot, s.mid.as_str()))
        .collect();
    assert_eq!(lines, [(0, "1"), (1, "2")]);
    assert_eq!(slots.slots[1].participant, Some(who.to_string()));
    assert_eq!((prefer.mid.as_str(), prefer.codec.as_str()), ("1", "h264"));
}

#[test]
fn after_an_overflow_the_open_offer_comes_again() {
    let mut config = tolk_browser::BrowserConfig::default();
    config.limits.unacknowledged = 4;
    let mut world = World::with(config, 9);
    let (mut page, mut peer) = connected(&mut world);
    world.cut(page.flow);
    ask(&mut world, &page, 1, "bbbb");
    world.command(
        page.leg,
        LegCommand::Candidates(TransportId(0), vec![candidate()]),
    );
    for _ in 0..10 {
        world.command(page.leg, LegCommand::Ring);
    }
    let said = page.come_back(&mut world);
    assert_eq!(names(&said), ["resumed", "ringing", "media", "candidates"]);
    let offered = offer(&said);
    let answer = peer.answer(&offered.sdp);
    page.say(&mut world, reply(1, &offered, answer));
    assert!(matches!(
        world.events().last(),
        Some(LegEvent::Media { .. })
    ));
}
