//! Short ways to write messages.

use tolk_asn1::h245::{
    CommandMessage, IndicationMessage, LogicalChannelNumber, MultimediaSystemControlMessage,
    RequestMessage, ResponseMessage,
};

use super::outbox::Outbox;

impl Outbox {
    pub(super) fn request(&mut self, request: RequestMessage) {
        self.send(&MultimediaSystemControlMessage::request(request));
    }

    pub(super) fn response(&mut self, response: ResponseMessage) {
        self.send(&MultimediaSystemControlMessage::response(response));
    }

    pub(super) fn command(&mut self, command: CommandMessage) {
        self.send(&MultimediaSystemControlMessage::command(command));
    }

    pub(super) fn indication(&mut self, indication: IndicationMessage) {
        self.send(&MultimediaSystemControlMessage::indication(indication));
    }
}

/// A channel number on the wire.
pub(super) fn channel(number: u16) -> LogicalChannelNumber {
    LogicalChannelNumber(number)
}
