//! Logical channels, ours and theirs.

use tolk_asn1::h245::{
    AudioCapability, CloseLogicalChannel, CloseLogicalChannelReason, CloseLogicalChannelSource,
    DataApplicationCapability, DataApplicationCapabilityApplication as Application,
    DataProtocolCapability, DataType, GenericCapability, H235Media, LogicalChannelNumber,
    OpenLogicalChannelReject, OpenLogicalChannelRejectCause,
    OpenLogicalChannelReverseLogicalChannelParameters as Reverse, RequestChannelClose,
    RequestChannelCloseReason, RequestMessage, ResponseMessage,
};
use tolk_asn1::h245::{
    CapabilityIdentifier, EncryptionAuthenticationAndIntegrity, ExtendedVideoCapability,
    H235MediaMediaType, OpenLogicalChannelAck, VideoCapability,
};
use tolk_asn1::types::ObjectIdentifier;
use tolk_model::codec::{CodecParameters, Packetization};
use tolk_model::media::Flow;
use tolk_model::{Codec, StreamId};

use super::pair::Pair;
use super::script::{Script, olc};
use super::{format, h264, sound};
use crate::h245::{Config, Problem, Role};

fn g711() -> tolk_model::CodecLimits {
    format(Codec::Pcma, 8, CodecParameters::None)
}

fn cause(script: &mut Script) -> String {
    let reject = script.only("openLogicalChannelReject");
    let cause = reject["cause"].as_object().unwrap().keys().next().unwrap();
    cause.clone()
}

#[test]
fn a_channel_that_comes_early_waits_for_a_place() {
    let mut script = Script::started();
    let mut own = script.own.clone();
    // The core has no port yet.
    for transport in &mut own.transports {
        transport.rtp = None;
    }
    script.own = own.clone();
    script.describe(&own);
    script.said.clear();
    script.open(77, 1, &g711());
    assert_eq!(script.names(), Vec::<String>::new());
    let told = script.told();
    let sound = told.stream(StreamId(0)).unwrap();
    assert_eq!(sound.send[0].codec, Codec::Pcma);
    assert!(sound.layers.is_empty(), "it does not send yet");
    script.own = super::media(1);
    let own = script.own.clone();
    script.describe(&own);
    let ack = script.only("openLogicalChannelAck");
    assert_eq!(ack["forwardLogicalChannelNumber"], 77);
    let parameters = &ack["forwardMultiplexAckParameters"]["h2250LogicalChannelAckParameters"];
    let port =
        |name: &str| parameters[name]["unicastAddress"]["iPAddress"]["tsapIdentifier"].clone();
    assert_eq!(
        (port("mediaChannel"), port("mediaControlChannel")),
        (4000.into(), 4001.into())
    );
    assert_eq!(parameters["sessionID"], 1);
    assert_eq!(script.told().stream(StreamId(0)).unwrap().layers.len(), 1);
}

#[test]
fn a_channel_that_nobody_wants_is_rejected_in_time() {
    let mut script = Script::agreed();
    let mut own = script.own.clone();
    own.transports[0].rtp = None;
    script.own = own.clone();
    script.describe(&own);
    script.said.clear();
    script.open(77, 1, &g711());
    script.pass(11);
    assert_eq!(cause(&mut script), "unspecified");
    script.open(78, 1, &g711());
    script.session.refuse_media(script.now);
    script.drain();
    assert_eq!(cause(&mut script), "dataTypeNotAvailable");
}

fn generic(oid: &'static [u32]) -> GenericCapability {
    let oid = ObjectIdentifier::new(oid).unwrap();
    GenericCapability::new(CapabilityIdentifier::standard(oid))
}

#[test]
fn what_we_do_not_take_is_rejected_with_its_cause() {
    let h224 = DataApplicationCapability::new(
        Application::h224(DataProtocolCapability::hdlcFrameTunnelling(())),
        48,
    );
    let h239 =
        ExtendedVideoCapability::new(vec![VideoCapability::genericVideoCapability(generic(&[
            0, 0, 8, 241, 0, 0, 1,
        ]))]);
    let h235 = H235Media::new(
        EncryptionAuthenticationAndIntegrity::new(),
        H235MediaMediaType::audioData(AudioCapability::g711Alaw64k(20)),
    );
    let all = [
        (
            DataType::audioData(AudioCapability::g729(2)),
            "dataTypeNotSupported",
        ),
        (
            DataType::audioData(AudioCapability::genericAudioCapability(generic(&[
                0, 0, 7, 7221, 1, 0,
            ]))),
            "dataTypeNotSupported",
        ),
        (DataType::data(h224), "dataTypeNotSupported"),
        (
            DataType::videoData(VideoCapability::extendedVideoCapability(h239)),
            "dataTypeNotSupported",
        ),
        (DataType::h235Media(h235), "securityDenied"),
        (DataType::nullData(()), "unknownDataType"),
    ];
    for (n, (data, wanted)) in (1..).zip(all) {
        let mut script = Script::agreed();
        script.open_data(n, 1, data, &g711());
        assert_eq!(cause(&mut script), wanted);
        assert_eq!(script.problems().last(), Some(&Problem::RejectedChannel));
        // The call goes on.
        script.open(n, 1, &g711());
        assert_eq!(script.names(), ["openLogicalChannelAck"]);
    }
}

#[test]
fn sound_and_pictures_go_one_way_in_the_session_that_is_theirs() {
    let mut script = Script::agreed();
    script.open(5, 2, &g711());
    assert_eq!(cause(&mut script), "invalidSessionID");
    let data = crate::media::data_type(&g711(), 20, None).unwrap();
    let mut open = olc(6, 1, data.clone(), &g711());
    open.reverse_logical_channel_parameters = Some(Reverse::new(data));
    script.request(RequestMessage::openLogicalChannel(open));
    assert_eq!(cause(&mut script), "unsuitableReverseParameters");
    // The slave leaves the session to us.
    script.open(7, 0, &g711());
    let ack = script.only("openLogicalChannelAck");
    let parameters = &ack["forwardMultiplexAckParameters"]["h2250LogicalChannelAckParameters"];
    assert_eq!(parameters["sessionID"], 1);
}

#[test]
fn a_second_picture_is_not_taken_and_a_changed_one_is() {
    let mut script = Script::agreed();
    let one = h264(102, Packetization::NonInterleaved);
    let other = h264(104, Packetization::SingleNal);
    script.open(1, 2, &one);
    // It was opened with more than we take.
    assert_eq!(
        script.names(),
        ["openLogicalChannelAck", "flowControlCommand"]
    );
    script.open(2, 32, &one);
    assert_eq!(cause(&mut script), "dataTypeNotAvailable");
    script.open(3, 2, &other);
    assert_eq!(
        script.names(),
        ["openLogicalChannelAck", "flowControlCommand"]
    );
    assert_eq!(
        script.told().stream(StreamId(1)).unwrap().send[0].payload_type,
        other.payload_type
    );
    close(&mut script, 1);
    assert_eq!(script.names(), ["closeLogicalChannelAck"]);
    assert!(script.told().stream(StreamId(1)).unwrap().flow.sends());
}

#[test]
fn channels_of_theirs_are_bounded() {
    let mut script = Script::agreed();
    script.replies = false;
    for n in 1..=40 {
        script.open(n, 1, &g711());
    }
    assert!(script.problems().contains(&Problem::TooManyChannels));
    let taken = script
        .names()
        .iter()
        .filter(|n| *n == "openLogicalChannelAck")
        .count();
    assert_eq!(taken, 16);
}

#[test]
fn another_payload_type_is_taken_by_the_core_or_changed_by_the_acknowledgement() {
    let theirs = h264(97, Packetization::NonInterleaved);
    // The core replies with their number.
    let mut script = Script::agreed();
    script.open(1, 2, &theirs);
    let said = script.said.clone();
    let reopened: Vec<&str> = said.iter().map(|(name, _)| name.as_str()).collect();
    // Ours changes to their number, for they may not know how to change.
    assert!(reopened.contains(&"openLogicalChannel"), "{reopened:?}");
    let ack = script.only("openLogicalChannelAck");
    let parameters = &ack["forwardMultiplexAckParameters"]["h2250LogicalChannelAckParameters"];
    assert!(parameters["dynamicRTPPayloadType"].is_null());
    let told = script.told();
    let pictures = told.stream(StreamId(1)).unwrap();
    assert_eq!(pictures.send[0].payload_type.get(), 97);
    assert!(pictures.receive.iter().any(|f| f.payload_type.get() == 97));
    // The core sticks to its own.
    let mut script = Script::agreed();
    script.replies = false;
    script.open(1, 2, &theirs);
    assert_eq!(script.names(), Vec::<String>::new());
    let own = script.own.clone();
    script.describe(&own);
    let ack = script.only("openLogicalChannelAck");
    let parameters = &ack["forwardMultiplexAckParameters"]["h2250LogicalChannelAckParameters"];
    assert_eq!(parameters["dynamicRTPPayloadType"], 102);
}

#[test]
fn two_that_number_differently_come_to_an_end() {
    for seed in 0..6 {
        let mut pair = Pair::plain(seed);
        // The one lists one way of packing, the other two: they number them differently.
        pair.sides[0].own.streams[1].receive = vec![h264(120, Packetization::SingleNal)];
        pair.start(0);
        pair.deliver(0);
        pair.pass(std::time::Duration::from_secs(60));
        pair.assert_talking();
    }
}

fn close(script: &mut Script, number: u16) {
    let mut close = CloseLogicalChannel::new(
        LogicalChannelNumber(number),
        CloseLogicalChannelSource::user(()),
    );
    close.reason = Some(CloseLogicalChannelReason::unknown(()));
    script.request(RequestMessage::closeLogicalChannel(close));
}

#[test]
fn a_channel_that_they_close_is_gone_and_may_come_back() {
    let mut script = Script::agreed();
    script.open(1, 1, &g711());
    assert!(script.told().stream(StreamId(0)).unwrap().flow.sends());
    script.said.clear();
    close(&mut script, 1);
    assert_eq!(script.names(), ["closeLogicalChannelAck"]);
    assert!(!script.told().stream(StreamId(0)).unwrap().flow.sends());
    // Unknown ones are acknowledged, too.
    close(&mut script, 99);
    assert_eq!(script.names(), ["closeLogicalChannelAck"]);
    assert_eq!(script.problems().last(), Some(&Problem::UnknownChannel));
    script.open(2, 1, &g711());
    assert_eq!(script.names(), ["openLogicalChannelAck"]);
    assert!(script.told().stream(StreamId(0)).unwrap().flow.sends());
}

#[test]
fn a_channel_of_ours_that_is_not_answered_is_asked_for_again_and_then_by_another_codec() {
    let mut script = Script::agreed();
    let mut own = script.own.clone();
    own.streams.truncate(1);
    script.own = own;
    let local = super::reply(&script.own, &script.told());
    script.describe(&local);
    script.acknowledge_set();
    script.said.clear();
    script.pass(16);
    let names = script.names();
    assert_eq!(names, ["closeLogicalChannel", "openLogicalChannel"]);
    script.pass(16);
    let codec = script.only("openLogicalChannel");
    let data = &codec["forwardLogicalChannelParameters"]["dataType"]["audioData"];
    assert!(
        data.get("g711Alaw64k").is_some(),
        "G.722 was not answered twice: {data}"
    );
    assert!(script.problems().contains(&Problem::NoChannelAck));
}

#[test]
fn a_rejected_codec_is_not_asked_for_again() {
    let mut script = Script::agreed();
    let mut tried = Vec::new();
    for number in [1, 3, 4] {
        let cause = OpenLogicalChannelRejectCause::dataTypeNotSupported(());
        script.response(ResponseMessage::openLogicalChannelReject(
            OpenLogicalChannelReject::new(LogicalChannelNumber(number), cause),
        ));
        tried.extend(script.names());
    }
    assert_eq!(tried, ["openLogicalChannel", "openLogicalChannel"]);
    let told = script.told();
    let primary = told
        .stream(StreamId(0))
        .unwrap()
        .receive
        .iter()
        .filter(|f| f.codec.is_primary());
    assert_eq!(primary.count(), 0);
}

#[test]
fn an_acknowledgement_without_an_address_leads_nowhere() {
    let mut script = Script::agreed();
    let ack = OpenLogicalChannelAck::new(LogicalChannelNumber(1));
    script.response(ResponseMessage::openLogicalChannelAck(ack));
    assert!(script.problems().contains(&Problem::AckWithoutAddress));
    assert_eq!(
        script.names(),
        ["closeLogicalChannel", "openLogicalChannel"]
    );
}

#[test]
fn they_may_ask_us_to_close_and_to_open_again() {
    for (reason, reopens) in [
        (RequestChannelCloseReason::normal(()), false),
        (RequestChannelCloseReason::reopen(()), true),
    ] {
        let mut script = Script::agreed();
        script.acknowledge(1, 6000);
        script.said.clear();
        let mut ask = RequestChannelClose::new(LogicalChannelNumber(1));
        ask.reason = Some(reason);
        script.request(RequestMessage::requestChannelClose(ask));
        let mut wanted = vec!["requestChannelCloseAck", "closeLogicalChannel"];
        wanted.extend(reopens.then_some("openLogicalChannel"));
        assert_eq!(script.names(), wanted);
        assert_eq!(
            script.told().stream(StreamId(0)).unwrap().flow.receives(),
            reopens
        );
    }
}

#[test]
fn a_stream_that_the_core_drops_is_asked_to_be_closed() {
    let mut script = Script::agreed();
    script.open(1, 1, &g711());
    script.open(2, 2, &h264(102, Packetization::NonInterleaved));
    script.said.clear();
    script.own.streams[1].flow = Flow::SendOnly;
    let local = super::reply(&script.own, &script.told());
    script.describe(&local);
    let ask = script.only("requestChannelClose");
    assert_eq!(ask["forwardLogicalChannelNumber"], 2);
    script.pass(16);
    assert!(
        script
            .names()
            .contains(&"requestChannelCloseRelease".to_string())
    );
}

#[test]
fn both_directions_have_the_masters_codec_where_they_must() {
    for seed in 0..6 {
        let symmetric = || Config {
            is_symmetric: true,
            ..Config::default()
        };
        let mut pair = Pair::new(seed, [symmetric(), symmetric()]);
        // Each wants another codec most.
        for (side, first) in pair.sides.iter_mut().zip([Codec::Pcma, Codec::Pcmu]) {
            side.own.streams.truncate(1);
            let mut formats = sound();
            formats.sort_by_key(|f| f.codec != first);
            side.own.streams[0].receive = formats;
        }
        pair.start(0);
        pair.deliver(0);
        pair.pass(std::time::Duration::from_secs(60));
        let codec = |n: usize| {
            let told = pair.sides[n].remote.stream(StreamId(0)).unwrap();
            assert!(told.flow.sends() && told.layers.len() == 1, "{told:?}");
            told.send[0].codec
        };
        assert_eq!(codec(0), codec(1), "{:?}", pair.log);
        let slave = usize::from(pair.sides[1].session.role() == Some(Role::Slave));
        let problems = pair.sides[slave].events.iter();
        assert!(
            problems
                .clone()
                .any(|e| *e == crate::h245::Event::Problem(Problem::ChannelRejected)),
            "{:?}",
            pair.log
        );
    }
}
