//! What comes out of a session.

use std::collections::VecDeque;

use tolk_asn1::Per;
use tolk_asn1::h245::MultimediaSystemControlMessage;
use tolk_model::cause::Cause;
use tolk_model::leg::Digit;
use tolk_model::{MediaDescription, StreamId};

/// What a session wants of its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Send one message: in a TPKT of its own, or tunnelled.
    Send(Vec<u8>),
    /// Something happened.
    Event(Event),
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// What the far end says of its media, which differs from what was told before. The core's reply comes back by
    /// [`describe`](super::Session::describe), or [`refuse_media`](super::Session::refuse_media): channels of theirs may wait for it.
    ///
    /// The first comes with their capabilities, and its transports have no address yet; that comes when they acknowledge our channels.
    /// `receive` is their capability set, and `send` the channel that they opened. A stream is `Off` when they have no capability for it,
    /// `Inactive` or `SendOnly` while they paused us.
    Media(MediaDescription),
    /// They need a whole picture of what we send on this stream.
    PictureRequest(StreamId),
    /// A digit of theirs.
    Digit(Digit),
    /// The label that they gave us in their conference (H.243 §6).
    Label {
        /// Of the controller.
        mcu: u8,
        /// Of us.
        terminal: u8,
    },
    /// Something that they did wrong, and that was answered or survived. For the journal.
    Problem(Problem),
    /// They ended the session: release the call.
    Ended,
    /// Control is not possible, or died: release the call. The last event.
    Failed(Cause),
}

/// What was wrong: a closed set of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Problem {
    /// Bytes that are no message.
    Malformed,
    /// A message of a version that we do not know.
    UnknownMessage,
    /// A request or command that we do not do.
    UnsupportedMessage,
    /// Master and slave were not agreed about in time; we go on with what we know.
    NoDetermination,
    /// Our capabilities were not acknowledged.
    NoCapabilityAck,
    /// Our capabilities were rejected; we send fewer.
    CapabilitiesRejected,
    /// Their capabilities contradict themselves or are too many.
    BadCapabilities,
    /// A channel of ours was not answered.
    NoChannelAck,
    /// A channel of ours was acknowledged without a place to send to.
    AckWithoutAddress,
    /// A channel of ours was rejected.
    ChannelRejected,
    /// A channel of theirs was rejected.
    RejectedChannel,
    /// They opened more channels than anybody needs.
    TooManyChannels,
    /// Something was said of a channel that does not exist.
    UnknownChannel,
    /// A message of ours could not be written.
    NotWritten,
}

impl Problem {
    /// As the journal has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Problem::Malformed => "h245_malformed",
            Problem::UnknownMessage => "h245_unknown_message",
            Problem::UnsupportedMessage => "h245_unsupported_message",
            Problem::NoDetermination => "h245_no_determination",
            Problem::NoCapabilityAck => "h245_no_capability_ack",
            Problem::CapabilitiesRejected => "h245_capabilities_rejected",
            Problem::BadCapabilities => "h245_bad_capabilities",
            Problem::NoChannelAck => "h245_no_channel_ack",
            Problem::AckWithoutAddress => "h245_ack_without_address",
            Problem::ChannelRejected => "h245_channel_rejected",
            Problem::RejectedChannel => "h245_rejected_channel",
            Problem::TooManyChannels => "h245_too_many_channels",
            Problem::UnknownChannel => "h245_unknown_channel",
            Problem::NotWritten => "h245_not_written",
        }
    }
}

/// Outputs in order.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    queue: VecDeque<Output>,
    problems: usize,
}

impl Outbox {
    pub(super) fn send(&mut self, message: &MultimediaSystemControlMessage) {
        match message.to_per() {
            Ok(bytes) => self.queue.push_back(Output::Send(bytes)),
            Err(_) => self.problem(Problem::NotWritten),
        }
    }

    pub(super) fn event(&mut self, event: Event) {
        self.queue.push_back(Output::Event(event));
    }

    /// Reported as long as there are few: a far end that does nothing else shall not fill the journal.
    pub(super) fn problem(&mut self, problem: Problem) {
        self.problems += 1;
        if self.problems <= MOST_PROBLEMS {
            self.event(Event::Problem(problem));
        }
    }

    /// Whether so much was wrong that answers to it would only feed a loop.
    pub(super) fn is_weary(&self) -> bool {
        self.problems > MOST_PROBLEMS
    }

    pub(super) fn next(&mut self) -> Option<Output> {
        self.queue.pop_front()
    }
}

/// Problems of one session that are told and answered.
const MOST_PROBLEMS: usize = 100;
