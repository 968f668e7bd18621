//! Labels and other words of conferences (H.243, H.245 §B.11): we take the label that a controller gives, give one when we are asked as a
//! controller, and deny what only a chair could do.

use tolk_asn1::h245::{
    ConferenceIndication, ConferenceRequest, ConferenceResponse,
    ConferenceResponseBroadcastMyLogicalChannelResponse as BroadcastResponse,
    ConferenceResponseMakeMeChairResponse as ChairResponse,
    ConferenceResponseMakeTerminalBroadcasterResponse as BroadcasterResponse,
    ConferenceResponseSendThisSourceResponse as SourceResponse,
    ConferenceResponseTerminalIDResponse as TerminalIdResponse, FunctionNotSupportedCause,
    IndicationMessage, McuNumber, RemoteMCResponse, RemoteMCResponseReject,
    RequestAllTerminalIDsResponse, ResponseMessage, TerminalID, TerminalInformation, TerminalLabel,
    TerminalNumber,
};
use tolk_asn1::types::OctetString;

use super::outbox::{Event, Problem};
use super::session::Session;

/// Labels that were given.
#[derive(Debug, Default)]
pub(super) struct Labels {
    /// To us.
    ours: Option<(u8, u8)>,
    /// By us: whether they know theirs.
    is_given: bool,
}

impl Session {
    /// Something about a conference that they tell.
    pub(super) fn conference_indicated(&mut self, indication: &ConferenceIndication) {
        if let ConferenceIndication::terminalNumberAssign(label) = indication {
            let (mcu, terminal) = (label.mcu_number.0, label.terminal_number.0);
            self.labels.ours = Some((mcu, terminal));
            self.out.event(Event::Label { mcu, terminal });
        }
    }

    /// Something about a conference that they ask.
    pub(super) fn conference_asked(&mut self, request: &ConferenceRequest, bytes: &[u8]) {
        let response = match request {
            ConferenceRequest::terminalListRequest(()) => {
                ConferenceResponse::terminalListResponse(self.all_labels())
            }
            ConferenceRequest::requestAllTerminalIDs(()) => {
                let known = TerminalInformation::new(self.own_label(), self.terminal_id());
                ConferenceResponse::requestAllTerminalIDsResponse(
                    RequestAllTerminalIDsResponse::new(vec![known]),
                )
            }
            ConferenceRequest::enterH243TerminalID(()) => self.identified(),
            ConferenceRequest::requestTerminalID(label) if *label == self.own_label() => {
                self.identified()
            }
            ConferenceRequest::makeMeChair(()) => {
                ConferenceResponse::makeMeChairResponse(ChairResponse::deniedChairToken(()))
            }
            ConferenceRequest::dropTerminal(_) => ConferenceResponse::terminalDropReject(()),
            ConferenceRequest::broadcastMyLogicalChannel(_) => {
                ConferenceResponse::broadcastMyLogicalChannelResponse(
                    BroadcastResponse::deniedBroadcastMyLogicalChannel(()),
                )
            }
            ConferenceRequest::makeTerminalBroadcaster(_) => {
                ConferenceResponse::makeTerminalBroadcasterResponse(
                    BroadcasterResponse::deniedMakeTerminalBroadcaster(()),
                )
            }
            ConferenceRequest::sendThisSource(_) => {
                ConferenceResponse::sendThisSourceResponse(SourceResponse::deniedSendThisSource(()))
            }
            ConferenceRequest::remoteMCRequest(_) => ConferenceResponse::remoteMCResponse(
                RemoteMCResponse::reject(RemoteMCResponseReject::functionNotSupported(())),
            ),
            ConferenceRequest::cancelMakeMeChair(()) => return,
            _ => {
                self.out.problem(Problem::UnsupportedMessage);
                let cause = FunctionNotSupportedCause::unknownFunction(());
                return self.not_supported(cause, bytes);
            }
        };
        self.out
            .response(ResponseMessage::conferenceResponse(response));
    }

    /// Ours is the first of our conference unless a controller gave us another.
    fn own_label(&self) -> TerminalLabel {
        let (mcu, terminal) = self.labels.ours.unwrap_or((OUR_MCU, 1));
        label(mcu, terminal)
    }

    /// Everybody in the conference of this call. Who asks and has no label yet is given one.
    fn all_labels(&mut self) -> Vec<TerminalLabel> {
        let ours = self.own_label();
        if self.labels.ours.is_some() {
            return vec![ours];
        }
        let theirs = label(OUR_MCU, 2);
        if !std::mem::replace(&mut self.labels.is_given, true) {
            self.out.indication(IndicationMessage::conferenceIndication(
                ConferenceIndication::terminalNumberAssign(theirs.clone()),
            ));
        }
        vec![ours, theirs]
    }

    fn terminal_id(&self) -> TerminalID {
        let name: Vec<u8> = self.config.name.bytes().take(MOST_NAME).collect();
        TerminalID(OctetString::from(name))
    }

    fn identified(&self) -> ConferenceResponse {
        ConferenceResponse::terminalIDResponse(TerminalIdResponse::new(
            self.own_label(),
            self.terminal_id(),
        ))
    }
}

fn label(mcu: u8, terminal: u8) -> TerminalLabel {
    TerminalLabel::new(McuNumber(mcu), TerminalNumber(terminal))
}

/// The number of the only controller that we ever are.
const OUR_MCU: u8 = 1;
/// H.245: `TerminalID OCTET STRING (SIZE (1..128))`.
const MOST_NAME: usize = 128;
