//! The memory of one m-line.

use tolk_model::media::{Flow, RtpParameters, Transport};
use tolk_model::{Stream, StreamId, StreamRole, TransportId};

use crate::capability::Chosen;
use crate::codec::Format;

/// What one side said of a living m-line.
#[derive(Clone, Debug)]
pub(crate) struct Side {
    pub(crate) stream: Stream,
    /// Its codecs as they stand on the wire.
    pub(crate) formats: Vec<Format>,
    /// `None` in a bundle's later m-lines.
    pub(crate) transport: Option<Transport>,
    /// The protocol word demands protection.
    pub(crate) secure: bool,
    /// Simulcast rids that this side takes.
    pub(crate) takes: Vec<String>,
    /// Of an offer: the protected configuration that its description already is (RFC 5939). Of an answer: the one that it takes.
    pub(crate) configuration: Option<Chosen>,
}

/// An m-line. Its place never changes and never goes away (RFC 3264 §8).
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// `None` for what no description has a word for: a floor control channel, say.
    pub(crate) stream: Option<(StreamId, StreamRole)>,
    pub(crate) kind: String,
    pub(crate) protocol: String,
    /// As last seen or written, to be repeated when the line is refused.
    pub(crate) formats: Vec<String>,
    pub(crate) mid: Option<String>,
    pub(crate) transport: TransportId,
    /// Was in the offer that is open or was agreed last; an offer of theirs that is too short leaves some out.
    pub(crate) offered: bool,
    pub(crate) ours: Option<Side>,
    pub(crate) theirs: Option<Side>,
}

impl Line {
    /// The stream of a description in which this line is dead.
    pub(crate) fn off(&self) -> Option<Stream> {
        let (id, role) = self.stream?;
        Some(Stream {
            id,
            role,
            receive: Vec::new(),
            send: Vec::new(),
            layers: Vec::new(),
            flow: Flow::Off,
            transport: None,
            slots: Vec::new(),
            rtp: RtpParameters {
                mid: self.mid.clone(),
                ..RtpParameters::default()
            },
            packet_time_ms: None,
        })
    }
}
