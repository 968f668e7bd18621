//! What can be wrong with a description, as facts.

use tolk_model::{PayloadType, StreamId};

/// Things that are counted and limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Counted {
    /// Bytes of the description.
    Bytes,
    /// Lines of the description.
    Lines,
    /// Bytes of a line.
    LineBytes,
    /// m-lines.
    Media,
    /// Formats of an m-line.
    Formats,
    /// ICE candidates.
    Candidates,
    /// `a=crypto` lines.
    Keys,
    /// Header extensions.
    Extensions,
    /// Simulcast layers.
    Layers,
}

/// A step of a negotiation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// [`crate::Negotiation::read_offer`].
    ReadOffer,
    /// [`crate::Negotiation::read_answer`].
    ReadAnswer,
    /// [`crate::Negotiation::write_offer`].
    WriteOffer,
    /// [`crate::Negotiation::write_answer`].
    WriteAnswer,
}

/// Why a description could not be read or written. The negotiation is then as it was before.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SdpError {
    /// A limit of ours.
    #[error("more than {limit} {what:?}")]
    TooMany {
        /// Of what.
        what: Counted,
        /// How many are taken.
        limit: usize,
    },
    /// Does not begin with `v=0` (RFC 8866 §5.1).
    #[error("not a session description")]
    NotSdp,
    /// A line that does not follow its grammar.
    #[error("line {line} ({kind}=) is malformed")]
    Malformed {
        /// Which, from 1.
        line: usize,
        /// Its type letter, `a` for attributes.
        kind: char,
    },
    /// Not a candidate attribute that we understand (RFC 8839 §5.1).
    #[error("not an ICE candidate")]
    Candidate,
    /// A media identification that no m-line has.
    #[error("no m-line has this mid")]
    UnknownMid,
    /// An answer whose m-lines are not those of the offer, or an offer with fewer than before (RFC 3264 §6, §8).
    #[error("{found} m-lines where {expected} were needed")]
    MediaCount {
        /// How many there must be, at least for an offer and exactly for an answer.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// The m-line of an answer has another kind or protocol than the offer's.
    #[error("m-line {index} of the answer does not match the offer")]
    MediaChanged {
        /// Which m-line, from 0.
        index: usize,
    },
    /// No stream is left that both sides can use.
    #[error("nothing in common")]
    NothingInCommon,
    /// A step that is not due now: an answer without an offer, an offer while another is open.
    #[error("{0:?} is not due")]
    OutOfTurn(Step),
    /// A stream of our description has no transport, or one without an address.
    #[error("stream {0} has no address")]
    NoAddress(StreamId),
    /// Our protection of the stream cannot answer what was offered (SDES needs a suite and tag of theirs, SAVP needs keys).
    #[error("stream {0} cannot be protected as offered")]
    Security(StreamId),
    /// Our description gives one payload type two meanings.
    #[error("stream {stream} uses payload type {} twice", .payload_type.get())]
    PayloadTypeTwice {
        /// In which stream.
        stream: StreamId,
        /// Which.
        payload_type: PayloadType,
    },
    /// Our answer has a stream that the offer did not have.
    #[error("stream {0} was not offered")]
    NotOffered(StreamId),
    /// Our description holds text that would break the line it is written in.
    #[error("stream {0} has a text that SDP cannot carry")]
    Unprintable(StreamId),
}
