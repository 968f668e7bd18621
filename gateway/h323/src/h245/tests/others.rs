//! Everything else: round trips, modes, rates, pictures, digits, conferences, ends and nonsense.

use tolk_asn1::h245::{
    AudioMode, CommandMessage, CommunicationModeRequest, ConferenceIndication, ConferenceRequest,
    EndSessionCommand, FlowControlCommand, FlowControlCommandRestriction, FlowControlCommandScope,
    IndicationMessage, LogicalChannelNumber, McuNumber, MiscellaneousCommand,
    MiscellaneousCommandType, ModeDescription, ModeElement, ModeElementType, RequestMessage,
    RequestMode, RoundTripDelayRequest, SequenceNumber, TerminalLabel, TerminalNumber,
    UserInputIndication, UserInputIndicationSignal,
};
use tolk_asn1::types::{GeneralString, Ia5String};
use tolk_model::cause::{Cause, Reason};
use tolk_model::codec::Packetization;
use tolk_model::leg::Digit;
use tolk_model::{BitRate, Codec, StreamId};

use super::h264;
use super::script::Script;
use crate::h245::{Event, Problem};

#[test]
fn a_round_trip_is_answered_at_any_time() {
    for mut script in [Script::started(), Script::agreed()] {
        script.said.clear();
        let ask = RoundTripDelayRequest::new(SequenceNumber(9));
        script.request(RequestMessage::roundTripDelayRequest(ask));
        assert_eq!(script.only("roundTripDelayResponse")["sequenceNumber"], 9);
    }
}

#[test]
fn a_far_end_that_says_nothing_any_more_is_dead() {
    let mut script = Script::agreed();
    script.acknowledge(1, 6000);
    script.acknowledge(2, 6002);
    script.said.clear();
    script.pass(29);
    assert_eq!(script.names(), Vec::<String>::new());
    script.pass(29);
    assert_eq!(
        script.names(),
        [
            "roundTripDelayRequest",
            "roundTripDelayRequest",
            "roundTripDelayRequest"
        ]
    );
    script.pass(3);
    let cause = Cause::network(Reason::TimedOut);
    assert_eq!(script.events.last(), Some(&Event::Failed(cause)));
}

#[test]
fn any_word_shows_that_they_live() {
    let mut script = Script::agreed();
    for _ in 0..20 {
        script.pass(25);
        let ask = RoundTripDelayRequest::new(SequenceNumber(1));
        script.request(RequestMessage::roundTripDelayRequest(ask));
    }
    assert!(script.session.is_running());
    assert!(
        !script
            .names()
            .contains(&"roundTripDelayRequest".to_string())
    );
}

fn ask_mode(script: &mut Script, modes: Vec<AudioMode>) {
    let modes = modes
        .into_iter()
        .map(|mode| ModeDescription(vec![ModeElement::new(ModeElementType::audioMode(mode))]));
    let request = RequestMode::new(SequenceNumber(3), modes.collect());
    script.request(RequestMessage::requestMode(request));
}

#[test]
fn a_mode_that_we_can_send_is_sent() {
    let mut script = Script::agreed();
    script.acknowledge(1, 6000);
    script.said.clear();
    ask_mode(
        &mut script,
        vec![AudioMode::g729(()), AudioMode::g711Ulaw64k(())],
    );
    let said = std::mem::take(&mut script.said);
    let names: Vec<&str> = said.iter().map(|(n, _)| n.as_str()).collect();
    assert_eq!(
        names,
        [
            "requestModeAck",
            "closeLogicalChannel",
            "openLogicalChannel"
        ]
    );
    assert!(
        said[0].1["response"]
            .get("willTransmitLessPreferredMode")
            .is_some()
    );
    assert_eq!(script.told().streams[0].receive[0].codec, Codec::Pcmu);
    ask_mode(&mut script, vec![AudioMode::g729(())]);
    let reject = script.only("requestModeReject");
    assert!(reject["cause"].get("modeUnavailable").is_some());
}

#[test]
fn a_codec_that_we_prefer_is_asked_for() {
    let mut script = Script::agreed();
    script.session.prefer(script.now, StreamId(0), Codec::Pcma);
    script.drain();
    let ask = script.only("requestMode");
    assert!(
        ask["requestedModes"][0][0]["type"]["audioMode"]
            .get("g711Alaw64k")
            .is_some(),
        "{ask}"
    );
    script.pass(16);
    assert!(script.names().contains(&"requestModeRelease".to_string()));
}

fn limit(script: &mut Script, scope: FlowControlCommandScope, rate: Option<u32>) {
    let restriction = rate.map_or(
        FlowControlCommandRestriction::noRestriction(()),
        FlowControlCommandRestriction::maximumBitRate,
    );
    script.command(CommandMessage::flowControlCommand(FlowControlCommand::new(
        scope,
        restriction,
    )));
}

#[test]
fn rates_that_they_order_are_told() {
    let mut script = Script::agreed();
    script.acknowledge(2, 6002);
    let before = script.told().max_bitrate.unwrap();
    let channel = || FlowControlCommandScope::logicalChannelNumber(LogicalChannelNumber(2));
    limit(&mut script, channel(), Some(3_840));
    assert_eq!(script.told().max_bitrate, Some(BitRate::kbps(384 + 64)));
    limit(&mut script, channel(), Some(0));
    assert!(!script.told().streams[1].flow.receives());
    limit(&mut script, channel(), None);
    assert_eq!(script.told().max_bitrate, Some(before));
    limit(
        &mut script,
        FlowControlCommandScope::wholeMultiplex(()),
        Some(5_120),
    );
    assert_eq!(script.told().max_bitrate, Some(BitRate::kbps(512 + 64)));
}

#[test]
fn rates_that_the_core_wants_are_ordered() {
    let mut script = Script::agreed();
    script.open(5, 2, &h264(102, Packetization::NonInterleaved));
    script.said.clear();
    for (kbps, hundreds) in [(448, 3_840), (320, 2_560), (2_064, 20_000)] {
        script.own.max_bitrate = Some(BitRate::kbps(kbps));
        let local = super::reply(&script.own, &script.told());
        script.describe(&local);
        let order = script.only("flowControlCommand");
        assert_eq!(order["scope"]["logicalChannelNumber"], 5);
        assert_eq!(order["restriction"]["maximumBitRate"], hundreds);
    }
}

#[test]
fn whole_pictures_are_asked_for_both_ways() {
    let mut script = Script::agreed();
    script.acknowledge(2, 6002);
    script.open(5, 2, &h264(102, Packetization::NonInterleaved));
    script.said.clear();
    script.session.request_picture(script.now, StreamId(1));
    script.drain();
    let command = script.only("miscellaneousCommand");
    assert_eq!(command["logicalChannelNumber"], 5);
    assert!(command["type"].get("videoFastUpdatePicture").is_some());
    let ask = |script: &mut Script, number, kind| {
        script.events.clear();
        let number = LogicalChannelNumber(number);
        let command = MiscellaneousCommand::new(number, kind);
        script.command(CommandMessage::miscellaneousCommand(command));
        script.events.clone()
    };
    let wanted = [Event::PictureRequest(StreamId(1))];
    let update = || MiscellaneousCommandType::videoFastUpdatePicture(());
    assert_eq!(ask(&mut script, 2, update()), wanted);
    assert_eq!(
        ask(&mut script, 999, update()),
        wanted,
        "we have but one channel of pictures"
    );
    let lost = MiscellaneousCommandType::lostPicture(Vec::new());
    assert_eq!(ask(&mut script, 2, lost), wanted);
    let freeze = MiscellaneousCommandType::videoFreezePicture(());
    assert_eq!(ask(&mut script, 2, freeze), []);
}

#[test]
fn digits_go_both_ways() {
    let mut script = Script::agreed();
    let text = GeneralString::try_from(b"1*#a!x".to_vec()).unwrap();
    script.indication(IndicationMessage::userInput(
        UserInputIndication::alphanumeric(text),
    ));
    let signal = UserInputIndicationSignal::new(Ia5String::try_from("9".to_string()).unwrap());
    script.indication(IndicationMessage::userInput(UserInputIndication::signal(
        signal,
    )));
    let digits: String = script
        .events
        .iter()
        .filter_map(|e| match e {
            Event::Digit(digit) => Some(digit.char()),
            _ => None,
        })
        .collect();
    assert_eq!(digits, "1*#A9");
    script.session.digit(script.now, Digit::new('5').unwrap());
    script.drain();
    assert_eq!(script.only("userInput")["signal"]["signalType"], "5");
    // Who said nothing of signals gets text.
    let mut script = Script::started();
    script.said.clear();
    script.session.digit(script.now, Digit::new('5').unwrap());
    script.drain();
    assert_eq!(script.only("userInput")["alphanumeric"], "5");
}

#[test]
fn labels_are_taken_and_given() {
    let mut script = Script::agreed();
    let ask = |script: &mut Script, request| {
        script.said.clear();
        script.request(RequestMessage::conferenceRequest(request));
        script.said.clone()
    };
    // Asked as a controller, we give them the second label, once.
    let said = ask(&mut script, ConferenceRequest::terminalListRequest(()));
    assert_eq!(said[0].0, "conferenceIndication");
    assert_eq!(said[0].1["terminalNumberAssign"]["terminalNumber"], 2);
    assert_eq!(
        said[1].1["terminalListResponse"].as_array().unwrap().len(),
        2
    );
    let said = ask(&mut script, ConferenceRequest::terminalListRequest(()));
    assert_eq!(said.len(), 1);
    // A controller gives us one.
    let label = TerminalLabel::new(McuNumber(4), TerminalNumber(12));
    script.indication(IndicationMessage::conferenceIndication(
        ConferenceIndication::terminalNumberAssign(label),
    ));
    assert_eq!(
        script.events.last(),
        Some(&Event::Label {
            mcu: 4,
            terminal: 12
        })
    );
    let said = ask(&mut script, ConferenceRequest::enterH243TerminalID(()));
    let answer = &said[0].1["terminalIDResponse"];
    assert_eq!(answer["terminalLabel"]["terminalNumber"], 12);
    assert_eq!(answer["terminalID"], "546F6C6B");
    let said = ask(&mut script, ConferenceRequest::makeMeChair(()));
    assert!(
        said[0].1["makeMeChairResponse"]
            .get("deniedChairToken")
            .is_some()
    );
    let said = ask(&mut script, ConferenceRequest::enterH243Password(()));
    assert_eq!(said[0].0, "functionNotSupported");
}

#[test]
fn what_we_do_not_know_is_said_so_and_not_for_ever() {
    let mut script = Script::agreed();
    let request = CommunicationModeRequest::new();
    script.request(RequestMessage::communicationModeRequest(request));
    let answer = script.only("functionNotSupported");
    assert!(answer["cause"].get("unknownFunction").is_some());
    // A request newer than ours: an addition of the choice with a number that we do not have.
    script.bytes(&[0x0f, 0x3f, 0x01, 0x00]);
    assert!(script.names().len() <= 1);
    for n in 0..500_u16 {
        script.bytes(&[0x1f, n as u8, 0xff]);
    }
    assert!(script.names().len() <= 100);
    assert!(script.problems().len() <= 101);
    assert!(script.session.is_running());
    // An indication gets no answer.
    let mut script = Script::agreed();
    script.bytes(&[0x7f, 0xff, 0xff]);
    assert_eq!(script.names(), Vec::<String>::new());
    assert_eq!(script.problems().len(), 1);
}

#[test]
fn an_end_is_the_end() {
    let mut script = Script::agreed();
    script.command(CommandMessage::endSessionCommand(
        EndSessionCommand::disconnect(()),
    ));
    assert_eq!(script.events.last(), Some(&Event::Ended));
    assert_eq!(script.session.next_timeout(), None);
    script.said.clear();
    let ask = RoundTripDelayRequest::new(SequenceNumber(9));
    script.request(RequestMessage::roundTripDelayRequest(ask));
    script.session.end(script.now);
    script.drain();
    assert_eq!(script.names(), Vec::<String>::new());
    let mut script = Script::agreed();
    script.session.end(script.now);
    script.drain();
    assert_eq!(
        script.names(),
        [
            "closeLogicalChannel",
            "closeLogicalChannel",
            "endSessionCommand"
        ]
    );
    assert!(!script.problems().contains(&Problem::NotWritten));
}
