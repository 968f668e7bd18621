//! What came, to whom it belongs.

use tolk_asn1::h245::{
    CommandMessage, FunctionNotSupportedCause, IndicationMessage, LogicalChannelRateReject,
    LogicalChannelRateRejectReason, MaintenanceLoopReject, MaintenanceLoopRejectCause,
    MaintenanceLoopRejectType, MaintenanceLoopRequestType, MultimediaSystemControlMessage,
    RequestMessage, ResponseMessage, RoundTripDelayResponse,
};
use tolk_model::time::Mono;

use super::outbox::{Event, Problem};
use super::session::{Session, State};

impl Session {
    pub(super) fn dispatch(
        &mut self,
        now: Mono,
        message: MultimediaSystemControlMessage,
        bytes: &[u8],
    ) {
        match message {
            MultimediaSystemControlMessage::request(request) => self.request(now, &request, bytes),
            MultimediaSystemControlMessage::response(response) => self.response(now, &response),
            MultimediaSystemControlMessage::command(command) => self.command(&command, bytes),
            MultimediaSystemControlMessage::indication(indication) => {
                self.indication(now, &indication);
            }
            _ => self.unsupported(bytes),
        }
    }

    fn request(&mut self, now: Mono, request: &RequestMessage, bytes: &[u8]) {
        match request {
            RequestMessage::masterSlaveDetermination(theirs) => {
                self.determination
                    .asked(now, theirs, &mut self.random, &mut self.out);
            }
            RequestMessage::terminalCapabilitySet(set) => self.capabilities_came(now, set),
            RequestMessage::openLogicalChannel(open) => self.channel_offered(now, open),
            RequestMessage::closeLogicalChannel(close) => {
                let is_held = self.is_holding();
                self.incoming.close(close, is_held, &mut self.out);
            }
            RequestMessage::requestChannelClose(ask) => {
                self.outgoing.close_asked(now, ask, &mut self.out);
            }
            RequestMessage::requestMode(request) => self.mode_asked(request),
            RequestMessage::roundTripDelayRequest(ask) => {
                let answer = RoundTripDelayResponse::new(ask.sequence_number.clone());
                self.out
                    .response(ResponseMessage::roundTripDelayResponse(answer));
            }
            RequestMessage::conferenceRequest(request) => self.conference_asked(request, bytes),
            RequestMessage::logicalChannelRateRequest(ask) => {
                let reject = LogicalChannelRateReject::new(
                    ask.sequence_number.clone(),
                    ask.logical_channel_number.clone(),
                    LogicalChannelRateRejectReason::undefinedReason(()),
                );
                self.out
                    .response(ResponseMessage::logicalChannelRateReject(reject));
            }
            RequestMessage::maintenanceLoopRequest(ask) => self.loop_asked(&ask.r_type),
            _ => self.unsupported(bytes),
        }
    }

    fn loop_asked(&mut self, kind: &MaintenanceLoopRequestType) {
        let kind = match kind {
            MaintenanceLoopRequestType::systemLoop(()) => MaintenanceLoopRejectType::systemLoop(()),
            MaintenanceLoopRequestType::mediaLoop(n) => {
                MaintenanceLoopRejectType::mediaLoop(n.clone())
            }
            MaintenanceLoopRequestType::logicalChannelLoop(n) => {
                MaintenanceLoopRejectType::logicalChannelLoop(n.clone())
            }
            _ => return,
        };
        let cause = MaintenanceLoopRejectCause::canNotPerformLoop(());
        let reject = MaintenanceLoopReject::new(kind, cause);
        self.out
            .response(ResponseMessage::maintenanceLoopReject(reject));
    }

    fn unsupported(&mut self, bytes: &[u8]) {
        self.out.problem(Problem::UnsupportedMessage);
        self.not_supported(FunctionNotSupportedCause::unknownFunction(()), bytes);
    }

    fn response(&mut self, now: Mono, response: &ResponseMessage) {
        let (random, out) = (&mut self.random, &mut self.out);
        match response {
            ResponseMessage::masterSlaveDeterminationAck(ack) => {
                self.determination.told(now, ack, random, out);
            }
            ResponseMessage::masterSlaveDeterminationReject(_) => {
                self.determination.rejected(now, random, out);
            }
            ResponseMessage::terminalCapabilitySetAck(ack) => {
                self.announcement.acknowledged(ack.sequence_number.0);
            }
            ResponseMessage::terminalCapabilitySetReject(reject) => {
                self.announcement.rejected(reject.sequence_number.0, out);
            }
            ResponseMessage::openLogicalChannelAck(ack) => {
                self.outgoing.acknowledged(ack, now, out);
            }
            ResponseMessage::openLogicalChannelReject(reject) => {
                self.outgoing.rejected(reject, out);
            }
            ResponseMessage::closeLogicalChannelAck(ack) => {
                self.outgoing.closed(ack.forward_logical_channel_number.0);
            }
            ResponseMessage::requestChannelCloseAck(ack) => {
                self.incoming
                    .close_answered(ack.forward_logical_channel_number.0);
            }
            ResponseMessage::requestChannelCloseReject(reject) => {
                self.incoming
                    .close_answered(reject.forward_logical_channel_number.0);
            }
            ResponseMessage::requestModeAck(ack) => self.modes.answered(ack.sequence_number.0),
            ResponseMessage::requestModeReject(reject) => {
                self.modes.answered(reject.sequence_number.0);
            }
            ResponseMessage::roundTripDelayResponse(answer) => {
                self.delay.answered(now, answer.sequence_number.0);
            }
            // Answers to what we never ask.
            _ => {}
        }
    }

    fn command(&mut self, command: &CommandMessage, bytes: &[u8]) {
        match command {
            CommandMessage::endSessionCommand(_) => {
                self.state = State::Over;
                self.out.event(Event::Ended);
            }
            CommandMessage::flowControlCommand(command) => self.flow_controlled(command),
            CommandMessage::miscellaneousCommand(command) => self.commanded(command),
            CommandMessage::sendTerminalCapabilitySet(_) => self.capabilities_asked(),
            // Harmless without us: there is no loop to end, and no chair to obey.
            CommandMessage::maintenanceLoopOffCommand(_)
            | CommandMessage::conferenceCommand(_)
            | CommandMessage::communicationModeCommand(_) => {}
            _ => self.unsupported(bytes),
        }
    }

    fn indication(&mut self, now: Mono, indication: &IndicationMessage) {
        match indication {
            IndicationMessage::masterSlaveDeterminationRelease(_) => {
                self.determination
                    .released(now, &mut self.random, &mut self.out);
            }
            IndicationMessage::userInput(input) => self.input(input),
            IndicationMessage::conferenceIndication(indication) => {
                self.conference_indicated(indication);
            }
            // They do not know what we said; timers tell the rest.
            IndicationMessage::functionNotUnderstood(_)
            | IndicationMessage::functionNotSupported(_) => {
                self.out.problem(Problem::UnsupportedMessage);
            }
            // Nobody waits for the others, known or not.
            _ => {}
        }
    }
}
