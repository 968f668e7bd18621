//! Requests of a mode (H.245 §C.10): theirs move a codec to the front, ours ask for one.

use std::time::Duration;

use tolk_asn1::h245::{
    AudioMode, IndicationMessage, ModeDescription, ModeElement, ModeElementType, RequestMessage,
    RequestMode, RequestModeAck, RequestModeAckResponse, RequestModeReject, RequestModeRejectCause,
    RequestModeRelease, ResponseMessage, SequenceNumber,
};
use tolk_model::time::{Mono, Now};
use tolk_model::{Codec, MediaKind, StreamId};

use super::outbox::Outbox;
use super::session::{Reply, Session, State};
use crate::media::mode_codec;

/// Our request, while it is unanswered.
#[derive(Debug)]
pub(super) struct Modes {
    t109: Duration,
    sequence: u8,
    deadline: Option<Mono>,
}

impl Modes {
    pub(super) fn new(t109: Duration) -> Modes {
        Modes {
            t109,
            sequence: 0,
            deadline: None,
        }
    }

    pub(super) fn deadline(&self) -> Option<Mono> {
        self.deadline
    }

    /// They will, or will not: what they send tells.
    pub(super) fn answered(&mut self, sequence: u8) {
        if sequence == self.sequence {
            self.deadline = None;
        }
    }

    /// T109.
    pub(super) fn timeout(&mut self, now: Mono, out: &mut Outbox) {
        if self.deadline.is_some_and(|at| at <= now) {
            self.deadline = None;
            out.indication(IndicationMessage::requestModeRelease(
                RequestModeRelease::new(),
            ));
        }
    }
}

impl Session {
    /// They want to receive another mode: taken when its codecs are among what the core may send.
    pub(super) fn mode_asked(&mut self, request: &RequestMode) {
        let number = request.sequence_number.clone();
        let modes = request.requested_modes.iter().take(MOST_MODES);
        let chosen = modes
            .enumerate()
            .find_map(|(at, mode)| Some((at, self.possible(mode)?)));
        let Some((at, codecs)) = chosen else {
            let cause = RequestModeRejectCause::modeUnavailable(());
            let reject = RequestModeReject::new(number, cause);
            return self
                .out
                .response(ResponseMessage::requestModeReject(reject));
        };
        let response = match at {
            0 => RequestModeAckResponse::willTransmitMostPreferredMode(()),
            _ => RequestModeAckResponse::willTransmitLessPreferredMode(()),
        };
        let ack = RequestModeAck::new(number, response);
        self.out.response(ResponseMessage::requestModeAck(ack));
        self.known.preferred = codecs;
    }

    /// The codecs of a mode when we may send all that it has of sound and pictures.
    fn possible(&self, mode: &ModeDescription) -> Option<Vec<Codec>> {
        let elements = mode.0.iter().take(MOST_MODES).map(|e| &e.r_type);
        let media = elements.filter(|e| {
            matches!(
                e,
                ModeElementType::audioMode(_) | ModeElementType::videoMode(_)
            )
        });
        let codecs: Vec<Codec> = media.map(mode_codec).collect::<Option<_>>()?;
        let local = self.local.as_ref()?;
        let can_send = |codec: &Codec| {
            let mut sent = local.streams.iter().flat_map(|s| &s.send);
            sent.any(|f| f.codec == *codec)
        };
        (!codecs.is_empty() && codecs.iter().all(can_send)).then_some(codecs)
    }

    /// Asks the far end to send `codec` on a stream. Only sound has a mode that says no more than that; for pictures what we receive
    /// first says it already.
    pub fn prefer(&mut self, now: Now, stream: StreamId, codec: Codec) {
        let is_ours = self
            .local
            .as_ref()
            .is_some_and(|l| l.stream(stream).is_some());
        let element = match codec {
            Codec::Pcma => AudioMode::g711Alaw64k(()),
            Codec::Pcmu => AudioMode::g711Ulaw64k(()),
            Codec::G722 => AudioMode::g722_64k(()),
            _ => return,
        };
        if self.state != State::Running || !is_ours || codec.kind() != MediaKind::Audio {
            return;
        }
        self.modes.sequence = self.modes.sequence.wrapping_add(1);
        self.modes.deadline = Some(now.mono + self.modes.t109);
        let element = ModeElement::new(ModeElementType::audioMode(element));
        self.out
            .request(RequestMessage::requestMode(RequestMode::new(
                SequenceNumber(self.modes.sequence),
                vec![ModeDescription(vec![element])],
            )));
        self.progress(now.mono, Reply::No);
    }
}

/// Modes of one request, and elements of one mode, that are looked at.
const MOST_MODES: usize = 32;
