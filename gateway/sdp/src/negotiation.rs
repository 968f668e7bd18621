//! The memory of a negotiation, and whose turn it is.

use tolk_model::media::{Candidate, Flow};
use tolk_model::random::Random;
use tolk_model::{MediaDescription, TransportId};

use crate::candidate::parse_candidate;
use crate::line::Line;
use crate::read::Reader;
use crate::text::Description;
use crate::write::{Session, body, connection};
use crate::{Dialect, SdpError, Step, answered, asked};

/// One leg's negotiation: m-lines with their streams, payload types, mids, the version of what we wrote, and whose turn it is.
///
/// A failed call changes nothing. `Clone` keeps a state to come back to; [`Negotiation::rollback`] takes back an open offer.
///
/// A browser leg: `write_offer` with our description, `read_answer` with what the page sent. A SIP leg: `read_offer`, then
/// `write_answer`; or `write_offer`, then `read_answer` (from a clone for each fork).
#[derive(Clone, Debug)]
pub struct Negotiation {
    dialect: Dialect,
    /// Session identifier of `o=`.
    session: u64,
    version: u64,
    /// What we wrote last, after its `o=` line: the version only rises when it changes (RFC 3264 §8).
    written: Option<String>,
    lines: Vec<Line>,
    open: Open,
    /// The lines before the open offer.
    before: Vec<Line>,
}

/// The offer that waits for its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    Nothing,
    Ours,
    Theirs,
}

impl Negotiation {
    /// A new one, before anything was said.
    pub fn new(dialect: Dialect, random: &mut Random) -> Negotiation {
        let bits = dialect.rules().session_bits;
        Negotiation {
            dialect,
            session: random.u64() >> (64 - bits),
            version: 1,
            written: None,
            lines: Vec::new(),
            open: Open::Nothing,
            before: Vec::new(),
        }
    }

    /// Reads their offer. [`Negotiation::write_answer`] is due next.
    ///
    /// # Errors
    /// [`SdpError`]; the negotiation is then as it was before.
    pub fn read_offer(&mut self, text: &str) -> Result<MediaDescription, SdpError> {
        if self.open != Open::Nothing {
            return Err(SdpError::OutOfTurn(Step::ReadOffer));
        }
        let parsed = Description::parse(text)?;
        let rules = self.dialect.rules();
        let reader = Reader::new(rules, &parsed)?;
        let lines = answered::read_offer(rules, &reader, &self.lines)?;
        let description = describe(&reader, &lines);
        self.before = std::mem::replace(&mut self.lines, lines);
        self.open = Open::Theirs;
        Ok(description)
    }

    /// Reads their answer to our open offer. Payload types in `receive` are theirs, those in `send` are ours.
    ///
    /// # Errors
    /// [`SdpError`]; the negotiation is then as it was before.
    pub fn read_answer(&mut self, text: &str) -> Result<MediaDescription, SdpError> {
        if self.open != Open::Ours {
            return Err(SdpError::OutOfTurn(Step::ReadAnswer));
        }
        let parsed = Description::parse(text)?;
        let rules = self.dialect.rules();
        let reader = Reader::new(rules, &parsed)?;
        let lines = asked::read_answer(rules, &reader, &self.lines)?;
        let description = describe(&reader, &lines);
        self.lines = lines;
        self.close();
        Ok(description)
    }

    /// Writes our offer. One that is still open is taken back first. [`Negotiation::read_answer`] is due next.
    ///
    /// # Errors
    /// [`SdpError`]; the negotiation is then as it was before.
    pub fn write_offer(&mut self, media: &MediaDescription) -> Result<String, SdpError> {
        let known = match self.open {
            Open::Theirs => return Err(SdpError::OutOfTurn(Step::WriteOffer)),
            Open::Ours => &self.before,
            Open::Nothing => &self.lines,
        };
        let lines = asked::write_offer(self.dialect.rules(), known, media)?;
        self.rollback();
        self.before = std::mem::replace(&mut self.lines, lines);
        self.open = Open::Ours;
        Ok(self.print(media))
    }

    /// Writes our answer to their open offer: every m-line of the offer, in its order; what `media` lacks, has `Off` or cannot
    /// match gets port 0. Codecs are written under the payload types that were offered.
    ///
    /// # Errors
    /// [`SdpError`]; the negotiation is then as it was before.
    pub fn write_answer(&mut self, media: &MediaDescription) -> Result<String, SdpError> {
        if self.open != Open::Theirs {
            return Err(SdpError::OutOfTurn(Step::WriteAnswer));
        }
        self.lines = answered::write_answer(self.dialect.rules(), &self.lines, media)?;
        self.close();
        Ok(self.print(media))
    }

    /// Takes back an offer that is open, ours or theirs (RFC 3261 §14.1, RFC 8829 §4.1.10.2). Without one it does nothing.
    /// The version of `o=` stays: what the far end saw, it saw.
    pub fn rollback(&mut self) {
        if self.open != Open::Nothing {
            self.lines = std::mem::take(&mut self.before);
            self.open = Open::Nothing;
        }
    }

    /// A trickled candidate of theirs (RFC 8840): the attribute's text, with or without `a=`, and the mid that came with it.
    /// Empty text means that no more will come for the transport.
    ///
    /// # Errors
    /// [`SdpError::UnknownMid`] and [`SdpError::Candidate`].
    pub fn read_candidate(
        &self,
        mid: &str,
        text: &str,
    ) -> Result<(TransportId, Option<Candidate>), SdpError> {
        let transport = self.transport(mid).ok_or(SdpError::UnknownMid)?;
        if text.trim().is_empty() {
            return Ok((transport, None));
        }
        Ok((transport, Some(parse_candidate(text)?)))
    }

    /// The transport of the m-line `mid`.
    pub fn transport(&self, mid: &str) -> Option<TransportId> {
        let of = |l: &&Line| l.mid.as_deref() == Some(mid);
        self.lines.iter().find(of).map(|l| l.transport)
    }

    /// The mid under which candidates of `transport` are trickled: that of its first m-line.
    pub fn mid(&self, transport: TransportId) -> Option<&str> {
        let of = |l: &&Line| l.transport == transport && (l.ours.is_some() || l.theirs.is_some());
        self.lines.iter().find(of)?.mid.as_deref()
    }

    fn close(&mut self) {
        self.before = Vec::new();
        self.open = Open::Nothing;
    }

    fn print(&mut self, media: &MediaDescription) -> String {
        let session = Session {
            max_bitrate: media.max_bitrate,
            cname: media.cname.as_deref(),
        };
        let (address, body) = body(self.dialect.rules(), &self.lines, &session);
        if self.written.as_ref().is_some_and(|before| *before != body) {
            self.version += 1;
        }
        let text = format!(
            "v=0\r\no=- {} {} {}\r\n{body}",
            self.session,
            self.version,
            connection(address)
        );
        self.written = Some(body);
        text
    }
}

/// What the far end's part of the lines says.
fn describe(reader: &Reader<'_>, lines: &[Line]) -> MediaDescription {
    let lines = || lines.iter().filter(|l| l.offered);
    let streams = lines().filter_map(|line| match &line.theirs {
        Some(side) if side.stream.flow != Flow::Off => Some(side.stream.clone()),
        _ => line.off(),
    });
    let transports = lines().filter_map(|l| l.theirs.as_ref()?.transport.clone());
    MediaDescription {
        streams: streams.collect(),
        transports: transports.collect(),
        max_bitrate: reader.max_bitrate(),
        cname: reader.cname(),
    }
}
