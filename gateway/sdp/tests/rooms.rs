//! SIP rooms and telephones: what they offer, and what we answer (RFC 3264, RFC 6184 §8.2.2, RFC 4568, RFC 5763).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::*;
use tolk_model::codec::{H264Profile, Packetization};
use tolk_model::media::*;
use tolk_model::*;
use tolk_sdp::{Dialect, SdpError, Step};

const PLAIN: &str = include_str!("fixtures/baresip-plain.sdp");

fn numbers(text: &str, index: usize) -> Vec<&str> {
    m_lines(text)[index].split(' ').skip(3).collect()
}

#[test]
fn a_real_offer_is_read_and_answered_in_its_own_payload_types() {
    let (mut negotiation, theirs) = offered(PLAIN);
    let sound = theirs.stream(StreamId(0)).unwrap();
    let found: Vec<(Codec, u8)> = sound
        .receive
        .iter()
        .map(|c| (c.codec, c.payload_type.get()))
        .collect();
    let expected = [
        (Codec::Opus, 96),
        (Codec::G722, 9),
        (Codec::Pcmu, 0),
        (Codec::Pcma, 8),
        (Codec::TelephoneEvent, 101),
    ];
    assert_eq!(found, expected);
    assert_eq!(sound.packet_time_ms, Some(20));
    let picture = theirs.stream(StreamId(1)).unwrap();
    assert_eq!(picture.slots, [SlotId(0)]);
    assert_eq!(picture.rtp.feedback, [Feedback::PictureLoss]);
    let at = |n: usize| theirs.transports[n].rtp.unwrap().to_string();
    assert_eq!(
        (at(0), at(1)),
        ("192.0.2.2:30060".into(), "192.0.2.2:30086".into())
    );

    let answer = negotiation.write_answer(&reply(&theirs)).unwrap();
    assert_eq!(
        m_lines(&answer),
        [
            "m=audio 20000 RTP/AVP 96 9 8 0 101",
            "m=video 20002 RTP/AVP 97 96 100"
        ]
    );
    assert!(answer.contains("a=rtpmap:96 opus/48000/2\r\n"));
    assert!(answer.contains("a=rtpmap:100 VP8/90000\r\n"));
    assert!(answer.contains("a=fmtp:97 profile-level-id=42e01f;packetization-mode=1\r\n"));
    assert!(answer.contains("a=rtcp-fb:* nack pli\r\n"));
    assert!(!answer.contains("ccm fir"), "only what was offered");
    assert_eq!(version(&answer), 1);
}

#[test]
fn static_payload_types_need_no_map_and_unknown_ones_are_nothing() {
    let (mut negotiation, theirs) = offered(&offer("m=audio 4000 RTP/AVP 18 8 0 13 9 127"));
    let sound = theirs.stream(StreamId(0)).unwrap();
    let found: Vec<Codec> = sound.receive.iter().map(|c| c.codec).collect();
    assert_eq!(
        found,
        [Codec::Pcma, Codec::Pcmu, Codec::ComfortNoise, Codec::G722]
    );
    let answer = negotiation.write_answer(&reply(&theirs)).unwrap();
    assert_eq!(m_lines(&answer), ["m=audio 20000 RTP/AVP 9 8 0"]);
}

#[test]
fn every_line_of_an_offer_has_its_line_in_the_answer() {
    let text = offer(
        "m=application 5070 TCP/BFCP *
m=video 4002 RTP/AVP 97
a=rtpmap:97 H264/90000
a=fmtp:97 profile-level-id=42801f
m=audio 4000 RTP/AVP 0
m=video 4004 RTP/AVP 98
a=rtpmap:98 H264/90000
a=content:slides
m=video 4006 RTP/AVP 99
a=rtpmap:99 H264/90000
m=application 4008 RTP/AVP 100
a=rtpmap:100 H224/4800
m=audio 4010 RTP/AVP 8
m=x-strange 7 what/ever x y
m=image 4012 udptl t38",
    );
    let (mut negotiation, theirs) = offered(&text);
    let found: Vec<(StreamRole, u16, bool)> = theirs
        .streams
        .iter()
        .map(|s| (s.role, s.id.0, s.flow == Flow::Off))
        .collect();
    assert_eq!(
        found,
        [
            (StreamRole::Main, 1, false),
            (StreamRole::Audio, 0, false),
            (StreamRole::Content, 2, true),
            (StreamRole::Main, 3, true),
            (StreamRole::FarEndCamera, 4, true),
            (StreamRole::Audio, 5, true),
        ]
    );
    assert_eq!(theirs.transports.len(), 2);
    let answer = negotiation.write_answer(&reply(&theirs)).unwrap();
    assert_eq!(
        m_lines(&answer),
        [
            "m=application 0 TCP/BFCP *",
            "m=video 20002 RTP/AVP 97",
            "m=audio 20000 RTP/AVP 0",
            "m=video 0 RTP/AVP 98",
            "m=video 0 RTP/AVP 99",
            "m=application 0 RTP/AVP 100",
            "m=audio 0 RTP/AVP 8",
            "m=x-strange 0 what/ever x y",
            "m=image 0 udptl t38",
        ]
    );
    // What we say later keeps every line in its place.
    let later = negotiation.write_offer(&reply(&theirs)).unwrap();
    assert_eq!(m_lines(&later).len(), 9);
    assert!(m_lines(&later)[1].starts_with("m=video 20002 RTP/AVP"));
}

#[test]
fn an_h264_answer_keeps_profile_and_mode_and_lowers_the_level() {
    let text = offer(
        "m=video 4002 RTP/AVP 97 98 99
a=rtpmap:97 H264/90000
a=fmtp:97 profile-level-id=42801e;max-mbps=108000;max-fs=3600;sprop-parameter-sets=Z0LAHg==
a=rtpmap:98 H264/90000
a=fmtp:98 profile-level-id=640028;packetization-mode=1
a=rtpmap:99 H264/90000
a=fmtp:99 profile-level-id=428029; packetization-mode=1; level-asymmetry-allowed=1",
    );
    let (mut negotiation, theirs) = offered(&text);
    let h264 = h264_of(&theirs.stream(StreamId(1)).unwrap().receive);
    assert_eq!(h264[0].1.level, 30);
    assert_eq!(h264[0].1.limits(), (108_000, 3_600, 10_000));
    assert_eq!(h264[0].1.packetization, Packetization::SingleNal);
    assert_eq!(h264[1].1.profile, H264Profile::High);
    assert_eq!(h264[2].1.profile, H264Profile::Baseline);
    let answer = negotiation.write_answer(&reply(&theirs)).unwrap();
    // High is not ours; mode 1 keeps our level by asymmetry, mode 0 comes down to theirs; the profile's bytes are theirs.
    assert_eq!(numbers(&answer, 1 - 1), ["99", "97"]);
    assert!(answer.contains(
        "a=fmtp:99 profile-level-id=42801f;packetization-mode=1;level-asymmetry-allowed=1\r\n"
    ));
    assert!(answer.contains("a=fmtp:97 profile-level-id=42801e;packetization-mode=0\r\n"));
}

#[test]
fn profile_level_ids_of_the_field_are_told_apart() {
    use H264Profile::*;
    let cases = [
        ("42e01f", Some((ConstrainedBaseline, 31))),
        ("42C01F", Some((ConstrainedBaseline, 31))),
        ("42801f", Some((Baseline, 31))),
        ("42001f", Some((Baseline, 31))),
        ("4d0028", Some((Main, 40))),
        ("4d801f", Some((ConstrainedBaseline, 31))),
        ("58c01f", Some((ConstrainedBaseline, 31))),
        ("640c1f", Some((ConstrainedHigh, 31))),
        ("64001f", Some((High, 31))),
        ("42f00b", Some((ConstrainedBaseline, 9))),
        ("42e00b", Some((ConstrainedBaseline, 11))),
        ("640009", Some((High, 9))),
        ("58001f", None),
        ("f4001f", None),
        ("42e01", None),
        ("42e0zz", None),
        ("42e01å", None),
    ];
    for (id, expected) in cases {
        let text = offer(&format!(
            "m=audio 4000 RTP/AVP 0\nm=video 4002 RTP/AVP 97\na=rtpmap:97 H264/90000\na=fmtp:97 profile-level-id={id}"
        ));
        let (_, theirs) = offered(&text);
        let found = h264_of(&theirs.stream(StreamId(1)).unwrap().receive);
        let found = found.first().map(|(_, h)| (h.profile, h.level));
        assert_eq!(found, expected, "{id}");
    }
    let (_, silent) = offered(&offer("m=video 4002 RTP/AVP 97\na=rtpmap:97 H264/90000"));
    let found = h264_of(&silent.stream(StreamId(1)).unwrap().receive);
    assert_eq!((found[0].1.profile, found[0].1.level), (Baseline, 10));
}

#[test]
fn level_1b_has_a_number_of_its_own_only_in_high() {
    let mut media = room();
    let write = |media: &MediaDescription| negotiation(Dialect::Sip, 1).write_offer(media).unwrap();
    media.streams[1].receive = vec![h264(97, Packetization::NonInterleaved, 9)];
    assert!(write(&media).contains("profile-level-id=42f00b;"));
    if let CodecParameters::H264(h) = &mut media.streams[1].receive[0].parameters {
        h.profile = H264Profile::High;
    }
    assert!(write(&media).contains("profile-level-id=640009;"));
    // The mark of 1b is not repeated in an answer of another level.
    let text = offer(
        "m=video 4002 RTP/AVP 97
a=rtpmap:97 H264/90000
a=fmtp:97 profile-level-id=42f00b;packetization-mode=1;level-asymmetry-allowed=1",
    );
    let (mut negotiation, theirs) = offered(&text);
    let answer = negotiation.write_answer(&reply(&theirs)).unwrap();
    assert!(answer.contains("profile-level-id=42e01f;"), "{answer}");
}

#[test]
fn an_answer_has_no_more_than_was_offered() {
    let text = offer(
        "m=audio 4000 RTP/AVP 98 0
a=rtpmap:98 G722/16000
m=video 4002 RTP/AVP 97
a=rtpmap:97 VP8/90000",
    );
    let (mut negotiation, theirs) = offered(&text);
    assert_eq!(theirs.streams[0].receive[0].codec, Codec::G722);
    assert_eq!(theirs.streams[0].receive[0].clock_rate, 8_000);
    let mut ours = reply(&theirs);
    ours.streams[1].receive = vec![with_rtx(vp8(97), 98)];
    ours.streams[1].rtp.rtcp_reduced_size = true;
    let answer = negotiation.write_answer(&ours).unwrap();
    assert_eq!(numbers(&answer, 0), ["98", "0"]);
    assert_eq!(numbers(&answer, 1), ["97"]);
    assert!(!answer.contains("rsize") && !answer.contains("rtcp-fb"));
}

#[test]
fn an_answer_in_other_payload_types_is_kept_per_direction() {
    let mut negotiation = negotiation(Dialect::Sip, 1);
    negotiation.write_offer(&room()).unwrap();
    let answer = offer(
        "m=audio 4000 RTP/AVP 8 97
a=rtpmap:97 telephone-event/8000
m=video 4002 RTP/AVP 120 31
a=rtpmap:120 H264/90000
a=fmtp:120 profile-level-id=42801e;packetization-mode=1",
    );
    let theirs = negotiation.read_answer(&answer).unwrap();
    let sound = theirs.stream(StreamId(0)).unwrap();
    let of = |list: &[CodecLimits]| -> Vec<(Codec, u8)> {
        list.iter()
            .map(|c| (c.codec, c.payload_type.get()))
            .collect()
    };
    assert_eq!(
        of(&sound.receive),
        [(Codec::Pcma, 8), (Codec::TelephoneEvent, 97)]
    );
    assert_eq!(
        of(&sound.send),
        [(Codec::Pcma, 8), (Codec::TelephoneEvent, 101)]
    );
    let picture = theirs.stream(StreamId(1)).unwrap();
    assert_eq!(
        of(&picture.receive),
        [(Codec::H264, 120), (Codec::H261, 31)]
    );
    assert_eq!(of(&picture.send), [(Codec::H264, 102)]);
    assert_eq!(
        h264_of(&picture.send)[0].1.level,
        30,
        "no asymmetry was agreed"
    );
}

#[test]
fn an_answer_that_forgets_the_packetization_is_still_about_our_payload_type() {
    let mut negotiation = negotiation(Dialect::Sip, 1);
    negotiation.write_offer(&room()).unwrap();
    let answer = offer(
        "m=audio 0 RTP/AVP 0
m=video 4002 RTP/AVP 102
a=rtpmap:102 H264/90000
a=fmtp:102 profile-level-id=42e01f",
    );
    let theirs = negotiation.read_answer(&answer).unwrap();
    let picture = theirs.stream(StreamId(1)).unwrap();
    let (number, h264) = h264_of(&picture.receive)[0];
    assert_eq!(
        (number, h264.packetization),
        (102, Packetization::SingleNal)
    );
    assert_eq!(h264_of(&picture.send)[0].0, 102);
}

#[test]
fn an_answer_must_be_one() {
    let ask = || {
        let mut negotiation = negotiation(Dialect::Sip, 1);
        negotiation.write_offer(&room()).unwrap();
        negotiation
    };
    let three = offer("m=audio 4000 RTP/AVP 0\nm=video 0 RTP/AVP 96\nm=video 0 RTP/AVP 96");
    assert_eq!(
        ask().read_answer(&three),
        Err(SdpError::MediaCount {
            expected: 2,
            found: 3
        })
    );
    // A telephone that leaves out what it does not know: the sound is agreed, the picture refused.
    let one = offer("m=audio 4000 RTP/AVP 0");
    let theirs = ask().read_answer(&one).unwrap();
    assert_eq!(theirs.stream(StreamId(0)).unwrap().flow, Flow::Both);
    assert!(
        theirs
            .stream(StreamId(1))
            .is_none_or(|s| s.flow == Flow::Off)
    );
    let swapped = offer("m=video 4000 RTP/AVP 96\na=rtpmap:96 VP8/90000\nm=audio 4002 RTP/AVP 0");
    assert_eq!(
        ask().read_answer(&swapped),
        Err(SdpError::MediaChanged { index: 0 })
    );
    let refused = offer("m=audio 0 RTP/AVP 0\nm=video 0 RTP/AVP 96");
    assert_eq!(ask().read_answer(&refused), Err(SdpError::NothingInCommon));
    let foreign = offer("m=audio 4000 RTP/AVP 18\nm=video 0 RTP/AVP 96");
    assert_eq!(ask().read_answer(&foreign), Err(SdpError::NothingInCommon));
    let sound_only = offer("m=audio 4000 RTP/AVP 0\nm=video 0 RTP/AVP 96");
    let theirs = ask().read_answer(&sound_only).unwrap();
    assert_eq!(theirs.stream(StreamId(1)).unwrap().flow, Flow::Off);
    assert_eq!(theirs.transports.len(), 1);
}

#[test]
fn hold_comes_in_three_ways() {
    let both = |media: &str| {
        let (mut negotiation, theirs) = offered(media);
        let answer = negotiation.write_answer(&reply(&theirs)).unwrap();
        (theirs, answer)
    };
    let (theirs, answer) = both(&offer("m=audio 4000 RTP/AVP 0\na=sendonly"));
    assert_eq!(theirs.streams[0].flow, Flow::SendOnly);
    assert!(answer.contains("a=recvonly\r\n"));
    let (theirs, answer) = both(&offer("a=inactive\nm=audio 4000 RTP/AVP 0"));
    assert_eq!(theirs.streams[0].flow, Flow::Inactive);
    assert!(theirs.streams[0].layers.is_empty());
    assert!(answer.contains("a=inactive\r\n"));
    let (theirs, answer) = both(&offer("m=audio 4000 RTP/AVP 0\nc=IN IP4 0.0.0.0"));
    assert_eq!(theirs.streams[0].flow, Flow::SendOnly);
    assert_eq!(theirs.transports[0].rtp, None);
    assert!(answer.contains("a=recvonly\r\n"));
    // A reply that would send to a holder is narrowed, not believed.
    let (mut negotiation, _) = offered(&offer("m=audio 4000 RTP/AVP 0\na=inactive"));
    let mut media = room();
    media.streams.truncate(1);
    assert!(
        negotiation
            .write_answer(&media)
            .unwrap()
            .contains("a=inactive\r\n")
    );
}

#[test]
fn rtcp_has_its_own_address_or_none() {
    let (_, theirs) = offered(&offer(
        "m=audio 4000 RTP/AVP 0\na=rtcp:5005 IN IP6 2001:db8::7",
    ));
    let rtcp = theirs.transports[0].rtcp.unwrap();
    assert_eq!(rtcp.to_string(), "[2001:db8::7]:5005");
    let (mut negotiation, theirs) =
        offered(&offer("m=audio 4000 RTP/AVP 0\na=rtcp:4000\na=rtcp-mux"));
    assert_eq!(theirs.transports[0].rtcp, None);
    assert!(theirs.streams[0].rtp.rtcp_mux);
    let mut ours = reply(&theirs);
    ours.streams[0].rtp.rtcp_mux = true;
    assert!(
        negotiation
            .write_answer(&ours)
            .unwrap()
            .contains("a=rtcp-mux")
    );
    let (mut negotiation, _) = offered(&offer("m=audio 4000 RTP/AVP 0"));
    ours.transports[0].rtcp = Some("192.0.2.1:21000".parse().unwrap());
    let answer = negotiation.write_answer(&ours).unwrap();
    assert!(!answer.contains("rtcp-mux"), "it was not offered");
    assert!(answer.contains("a=rtcp:21000 IN IP4 192.0.2.1"));
}

#[test]
fn ipv6_is_an_address_like_any_other() {
    let text = "v=0\no=- 1 1 IN IP6 2001:db8::2\ns=-\nt=0 0\nm=audio 4000 RTP/AVP 0\nc=IN IP6 2001:db8::2\n";
    let (mut negotiation, theirs) = offered(text);
    assert_eq!(
        theirs.transports[0].rtp.unwrap().to_string(),
        "[2001:db8::2]:4000"
    );
    let mut ours = reply(&theirs);
    ours.transports = vec![address(0, "[2001:db8::1]:20000")];
    let answer = negotiation.write_answer(&ours).unwrap();
    assert!(answer.contains("c=IN IP6 2001:db8::1\r\n"));
    assert!(
        answer
            .lines()
            .nth(1)
            .unwrap()
            .ends_with(" IN IP6 2001:db8::1")
    );
}

#[test]
fn addresses_that_nobody_sends_to_are_no_addresses() {
    for bad in ["224.2.1.1/127", "255.255.255.255", "host.example.com"] {
        let (_, theirs) = offered(&offer(&format!("m=audio 4000 RTP/AVP 0\nc=IN IP4 {bad}")));
        assert_eq!(theirs.transports[0].rtp, None, "{bad}");
    }
}

#[test]
fn limits_are_read_for_the_session_or_summed() {
    let limit = |text: &str| offered(text).1.max_bitrate;
    let lines = "m=audio 4000 RTP/AVP 0\nm=video 4002 RTP/AVP 96\na=rtpmap:96 VP8/90000";
    assert_eq!(
        limit(&offer(&format!("b=AS:1024\n{lines}"))),
        Some(BitRate::kbps(1_024))
    );
    assert_eq!(
        limit(&offer(&format!("b=AS:9\nb=TIAS:1500000\n{lines}"))),
        Some(BitRate(1_500_000))
    );
    assert_eq!(
        limit(&offer(&format!("{lines}\nb=AS:512"))),
        Some(BitRate::kbps(576))
    );
    assert_eq!(limit(&offer(lines)), None);
    assert_eq!(
        limit(&offer(&format!(
            "b=AS:-1\nb=AS:99999999999999999999\n{lines}"
        ))),
        None
    );
}

#[test]
fn streams_keep_their_names_while_lines_come_go_and_change() {
    let (mut negotiation, theirs) = offered(&offer("m=audio 4000 RTP/AVP 0"));
    assert_eq!(theirs.streams.len(), 1);
    negotiation.write_answer(&reply(&theirs)).unwrap();
    // A picture is added, then refused, then comes back on a line of its own (some never use a place again).
    let two = "m=audio 4000 RTP/AVP 0\nm=video 4002 RTP/AVP 96\na=rtpmap:96 VP8/90000";
    let theirs = negotiation.read_offer(&offer(two)).unwrap();
    assert_eq!(theirs.stream(StreamId(1)).unwrap().flow, Flow::Both);
    negotiation.write_answer(&reply(&theirs)).unwrap();
    let dead = two.replace("4002", "0");
    let theirs = negotiation.read_offer(&offer(&dead)).unwrap();
    assert_eq!(theirs.stream(StreamId(1)).unwrap().flow, Flow::Off);
    let mut ours = reply(&theirs);
    ours.streams[1].flow = Flow::Off;
    let answer = negotiation.write_answer(&ours).unwrap();
    assert!(m_lines(&answer)[1].starts_with("m=video 0 "));
    let third = format!("{dead}\nm=video 4006 RTP/AVP 97\na=rtpmap:97 VP8/90000");
    let theirs = negotiation.read_offer(&offer(&third)).unwrap();
    let main = theirs.stream(StreamId(1)).unwrap();
    assert_eq!(
        (main.flow, main.receive[0].payload_type.get()),
        (Flow::Both, 97)
    );
    assert_eq!(theirs.streams.len(), 3);
    let answer = negotiation.write_answer(&reply(&theirs)).unwrap();
    assert!(m_lines(&answer)[1].starts_with("m=video 0 "));
    assert_eq!(m_lines(&answer)[2], "m=video 20002 RTP/AVP 97");
    // A telephone that drops its lines on hold gets an answer of its own length, and we forget none.
    let theirs = negotiation
        .read_offer(&offer("m=audio 4000 RTP/AVP 0\na=sendonly"))
        .unwrap();
    let answer = negotiation.write_answer(&reply(&theirs)).unwrap();
    assert_eq!(m_lines(&answer).len(), 1);
    let mut ours = reply(&theirs);
    ours.streams[0].flow = Flow::Both;
    assert_eq!(m_lines(&negotiation.write_offer(&ours).unwrap()).len(), 3);
}

#[test]
fn a_line_that_has_the_name_keeps_it_when_an_earlier_one_wakes() {
    let lines = |port| format!("m=audio {port} RTP/AVP 8\nm=audio 4002 RTP/AVP 0");
    let (mut negotiation, theirs) = offered(&offer(&lines(0)));
    assert_eq!(
        theirs.stream(StreamId(0)).unwrap().receive[0].codec,
        Codec::Pcmu
    );
    negotiation.write_answer(&reply(&theirs)).unwrap();
    let theirs = negotiation.read_offer(&offer(&lines(4000))).unwrap();
    assert_eq!(
        theirs.stream(StreamId(0)).unwrap().receive[0].codec,
        Codec::Pcmu
    );
    let answer = negotiation.write_answer(&reply(&theirs)).unwrap();
    assert_eq!(
        m_lines(&answer),
        ["m=audio 0 RTP/AVP 8", "m=audio 20000 RTP/AVP 0"]
    );
}

#[test]
fn what_is_rolled_back_leaves_no_line() {
    let (mut negotiation, theirs) = offered(&offer("m=audio 4000 RTP/AVP 0"));
    let ours = reply(&theirs);
    negotiation.write_answer(&ours).unwrap();
    negotiation.read_offer(PLAIN).unwrap();
    negotiation.rollback();
    let text = negotiation.write_offer(&ours).unwrap();
    assert_eq!(m_lines(&text).len(), 1);
}

#[test]
fn the_protocol_that_was_agreed_is_asked_for_again() {
    let (mut negotiation, theirs) = offered(&offer("m=audio 4000 RTP/AVPF 0"));
    negotiation.write_answer(&reply(&theirs)).unwrap();
    let text = negotiation.write_offer(&reply(&theirs)).unwrap();
    assert!(m_lines(&text)[0].starts_with("m=audio 20000 RTP/AVPF "));
}

#[test]
fn an_answer_cannot_take_more_than_we_gave() {
    let mut negotiation = negotiation(Dialect::Sip, 1);
    let mut media = room();
    media.streams.truncate(1);
    media.streams[0].flow = Flow::SendOnly;
    negotiation.write_offer(&media).unwrap();
    let answer = offer("m=audio 4000 RTP/AVP 0\na=sendrecv\na=rtcp-mux");
    let theirs = negotiation.read_answer(&answer).unwrap();
    assert_eq!(theirs.streams[0].flow, Flow::RecvOnly);
    assert!(!theirs.streams[0].rtp.rtcp_mux);
}

#[test]
fn turns_are_kept_and_rolled_back() {
    let mut negotiation = negotiation(Dialect::Sip, 1);
    assert_eq!(
        negotiation.write_answer(&room()),
        Err(SdpError::OutOfTurn(Step::WriteAnswer))
    );
    assert_eq!(
        negotiation.read_answer(PLAIN),
        Err(SdpError::OutOfTurn(Step::ReadAnswer))
    );
    let first = negotiation.write_offer(&room()).unwrap();
    assert_eq!(
        negotiation.read_offer(PLAIN),
        Err(SdpError::OutOfTurn(Step::ReadOffer)),
        "glare is the edge's to solve"
    );
    negotiation.rollback();
    let theirs = negotiation.read_offer(PLAIN).unwrap();
    assert_eq!(
        negotiation.write_offer(&room()),
        Err(SdpError::OutOfTurn(Step::WriteOffer))
    );
    negotiation.rollback();
    let theirs_again = negotiation.read_offer(PLAIN).unwrap();
    assert_eq!(theirs, theirs_again);
    negotiation.write_answer(&reply(&theirs)).unwrap();
    let mut held = room();
    held.streams[0].flow = Flow::SendOnly;
    let refused = negotiation.write_offer(&held).unwrap();
    negotiation.rollback();
    let later = negotiation.write_offer(&room()).unwrap();
    assert!(version(&refused) > version(&first));
    assert!(
        version(&later) > version(&refused),
        "the far end has seen the refused one"
    );
    assert!(m_lines(&later)[0].starts_with("m=audio 20000 RTP/AVP "));
}

#[test]
fn a_description_of_ours_that_no_text_can_carry_is_refused() {
    let write = |change: &dyn Fn(&mut MediaDescription)| {
        let mut media = room();
        change(&mut media);
        negotiation(Dialect::Sip, 1)
            .write_offer(&media)
            .unwrap_err()
    };
    assert_eq!(
        write(&|m| m.transports[1].rtp = None),
        SdpError::NoAddress(StreamId(1))
    );
    assert_eq!(
        write(&|m| m.transports[0].rtp = Some("0.0.0.0:4000".parse().unwrap())),
        SdpError::NoAddress(StreamId(0)),
        "the far end would take it for a hold"
    );
    assert_eq!(
        write(&|m| m.streams[0].transport = None),
        SdpError::NoAddress(StreamId(0))
    );
    assert_eq!(
        write(&|m| m.streams[0].receive[1].payload_type = PayloadType::from_header(111)),
        SdpError::PayloadTypeTwice {
            stream: StreamId(0),
            payload_type: PayloadType::from_header(111)
        }
    );
    assert_eq!(
        write(&|m| m.streams[0].rtp.mid = Some("a\r\nb=".to_string())),
        SdpError::Unprintable(StreamId(0))
    );
    assert_eq!(
        write(&|m| m.transports[0].security = keys(&[])),
        SdpError::Security(StreamId(0))
    );
    let (mut negotiation, _) = offered(&offer("m=audio 4000 RTP/AVP 0"));
    assert_eq!(
        negotiation.write_answer(&room()),
        Err(SdpError::NotOffered(StreamId(1)))
    );
}

#[test]
fn nothing_in_common_is_said_so() {
    let (mut negotiation, _) = offered(&offer("m=audio 4000 RTP/AVP 0"));
    let mut ours = room();
    ours.streams.truncate(1);
    ours.streams[0].receive = vec![opus(111)];
    assert_eq!(
        negotiation.write_answer(&ours),
        Err(SdpError::NothingInCommon)
    );
    let (mut negotiation, theirs) = offered(&offer("m=audio 4000 RTP/AVP 18"));
    assert!(theirs.streams.iter().all(|s| s.flow == Flow::Off));
    ours.streams[0].flow = Flow::Off;
    let answer = negotiation.write_answer(&ours).unwrap();
    assert_eq!(m_lines(&answer), ["m=audio 0 RTP/AVP 18"]);
}
