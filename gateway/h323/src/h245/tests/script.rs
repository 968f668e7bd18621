//! One session against messages that a test writes.

use std::time::Duration;

use serde_json::Value;
use tolk_asn1::Per;
use tolk_asn1::h245::{
    CommandMessage, IndicationMessage, LogicalChannelNumber, MasterSlaveDetermination,
    MasterSlaveDeterminationAck, MasterSlaveDeterminationAckDecision as Decision,
    MultimediaSystemControlMessage as Message, OpenLogicalChannel, OpenLogicalChannelAck,
    OpenLogicalChannelAckForwardMultiplexAckParameters as AckMultiplex,
    OpenLogicalChannelForwardLogicalChannelParameters as Forward,
    OpenLogicalChannelForwardLogicalChannelParametersMultiplexParameters as Multiplex,
    RequestMessage, ResponseMessage, SequenceNumber, TerminalCapabilitySetAck,
};
use tolk_asn1::h245::{DataType, H2250LogicalChannelAckParameters};
use tolk_model::MediaDescription;
use tolk_model::codec::CodecLimits;
use tolk_model::random::Seed;
use tolk_model::time::Now;

use super::{media, reply};
use crate::h245::{Config, Event, Output, Problem, Session};
use crate::media::{Capacity, capability_set, data_type, parameters, write_address};

/// The session, what it said, and what happened.
pub(super) struct Script {
    pub(super) session: Session,
    pub(super) now: Now,
    pub(super) own: MediaDescription,
    pub(super) replies: bool,
    pub(super) said: Vec<(String, Value)>,
    pub(super) events: Vec<Event>,
}

impl Script {
    /// Described, and not started.
    pub(super) fn new(config: Config) -> Script {
        let mut script = Script {
            session: Session::new(config, Seed::from_number(7).generator()),
            now: Now::default(),
            own: media(1),
            replies: true,
            said: Vec::new(),
            events: Vec::new(),
        };
        let own = script.own.clone();
        script.describe(&own);
        script
    }

    /// Started: it has sent its capabilities and its number.
    pub(super) fn started() -> Script {
        let mut script = Script::new(Config::default());
        script.session.start(script.now);
        script.drain();
        script
    }

    /// Everything is agreed upon; it has asked for its channels. The far end is the master.
    pub(super) fn agreed() -> Script {
        Script::agreed_as(Config::default(), 200)
    }

    pub(super) fn agreed_as(config: Config, their_type: u8) -> Script {
        let mut script = Script::new(config);
        script.session.start(script.now);
        script.drain();
        script.settle(their_type);
        script.said.clear();
        script
    }

    /// Capabilities and the determination, as the far end does them.
    pub(super) fn settle(&mut self, their_type: u8) {
        self.request(RequestMessage::masterSlaveDetermination(
            MasterSlaveDetermination::new(their_type, 1),
        ));
        let decision = match their_type > 60 {
            true => Decision::slave(()),
            false => Decision::master(()),
        };
        self.response(ResponseMessage::masterSlaveDeterminationAck(
            MasterSlaveDeterminationAck::new(decision),
        ));
        self.acknowledge_set();
        self.capabilities(&media(2), 1);
    }

    /// Acknowledges our last set.
    pub(super) fn acknowledge_set(&mut self) {
        let mut sets = self
            .said
            .iter()
            .filter(|(n, _)| n == "terminalCapabilitySet");
        let number = sets.next_back().unwrap().1["sequenceNumber"]
            .as_u64()
            .unwrap();
        let number = SequenceNumber(u8::try_from(number).unwrap());
        self.response(ResponseMessage::terminalCapabilitySetAck(
            TerminalCapabilitySetAck::new(number),
        ));
    }

    /// Their capability set, which receives what `theirs` does.
    pub(super) fn capabilities(&mut self, theirs: &MediaDescription, sequence: u8) {
        let set = capability_set(theirs, sequence, Capacity::Full).unwrap();
        self.request(RequestMessage::terminalCapabilitySet(set));
    }

    /// They open a channel.
    pub(super) fn open(&mut self, number: u16, session: u8, format: &CodecLimits) {
        let data = data_type(format, 20, None).unwrap();
        self.open_data(number, session, data, format);
    }

    pub(super) fn open_data(
        &mut self,
        number: u16,
        session: u8,
        data: DataType,
        format: &CodecLimits,
    ) {
        let open = olc(number, session, data, format);
        self.request(RequestMessage::openLogicalChannel(open));
    }

    /// They acknowledge a channel of ours.
    pub(super) fn acknowledge(&mut self, number: u16, port: u16) {
        let mut h2250 = H2250LogicalChannelAckParameters::new();
        h2250.media_channel = Some(write_address(([192, 0, 2, 9], port).into()));
        let mut ack = OpenLogicalChannelAck::new(LogicalChannelNumber(number));
        ack.forward_multiplex_ack_parameters =
            Some(AckMultiplex::h2250LogicalChannelAckParameters(h2250));
        self.response(ResponseMessage::openLogicalChannelAck(ack));
    }

    pub(super) fn request(&mut self, request: RequestMessage) {
        self.message(&Message::request(request));
    }

    pub(super) fn response(&mut self, response: ResponseMessage) {
        self.message(&Message::response(response));
    }

    pub(super) fn command(&mut self, command: CommandMessage) {
        self.message(&Message::command(command));
    }

    pub(super) fn indication(&mut self, indication: IndicationMessage) {
        self.message(&Message::indication(indication));
    }

    pub(super) fn message(&mut self, message: &Message) {
        self.bytes(&message.to_per().unwrap());
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.session.receive(self.now, bytes);
        self.drain();
    }

    pub(super) fn describe(&mut self, local: &MediaDescription) {
        self.session.describe(self.now, local);
        self.drain();
    }

    /// Lets time pass, timer by timer.
    pub(super) fn pass(&mut self, seconds: u64) {
        let until = self.now.later(Duration::from_secs(seconds));
        while let Some((at, _)) = self.session.next_timeout()
            && at <= until.mono
            && self.session.is_running()
        {
            self.now = self.now.later(at.since(self.now.mono));
            self.session.timeout(self.now);
            self.drain();
        }
        self.now = until;
    }

    pub(super) fn drain(&mut self) {
        while let Some(output) = self.session.poll() {
            match output {
                Output::Send(bytes) => {
                    let (message, _) = Message::from_per(&bytes).unwrap();
                    let tree = message.to_json();
                    let kind = tree.as_object().unwrap().values().next().unwrap();
                    let (name, fields) = kind.as_object().unwrap().iter().next().unwrap();
                    self.said.push((name.clone(), fields.clone()));
                }
                Output::Event(event) => {
                    if let (Event::Media(remote), true) = (&event, self.replies) {
                        let local = reply(&self.own, remote);
                        self.session.describe(self.now, &local);
                    }
                    self.events.push(event);
                }
            }
        }
    }

    /// Names of what was said since the last time.
    pub(super) fn names(&mut self) -> Vec<String> {
        let said = std::mem::take(&mut self.said);
        said.into_iter().map(|(name, _)| name).collect()
    }

    /// The fields of the one message of that name since the last time.
    pub(super) fn only(&mut self, name: &str) -> Value {
        let said = std::mem::take(&mut self.said);
        let mut of_name = said.iter().filter(|(n, _)| n == name);
        let fields = of_name.next().unwrap_or_else(|| panic!("{name}: {said:?}"));
        assert!(of_name.next().is_none(), "{said:?}");
        fields.1.clone()
    }

    pub(super) fn problems(&self) -> Vec<Problem> {
        let problem = |event: &Event| match event {
            Event::Problem(problem) => Some(*problem),
            _ => None,
        };
        self.events.iter().filter_map(problem).collect()
    }

    /// The last description of the far end.
    pub(super) fn told(&self) -> MediaDescription {
        let media = |event: &Event| match event {
            Event::Media(remote) => Some(remote.clone()),
            _ => None,
        };
        self.events.iter().rev().find_map(media).unwrap()
    }
}

/// A channel of theirs.
pub(crate) fn olc(
    number: u16,
    session: u8,
    data: DataType,
    format: &CodecLimits,
) -> OpenLogicalChannel {
    let mut h2250 = parameters(session, format);
    h2250.media_control_channel = Some(write_address(([192, 0, 2, 9], 5001).into()));
    let multiplex = Multiplex::h2250LogicalChannelParameters(h2250);
    OpenLogicalChannel::new(LogicalChannelNumber(number), Forward::new(data, multiplex))
}
