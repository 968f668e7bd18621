//! The memory of a negotiation.

use tolk_model::media::Candidate;
use tolk_model::random::Random;
use tolk_model::{MediaDescription, TransportId};

use crate::candidate::parse_candidate;
use crate::{Dialect, SdpError, Step};

/// One leg's negotiation: m-lines with their streams, payload types, mids, the version of what we wrote, and whose turn it is.
///
/// A failed call changes nothing. `Clone` keeps a state to come back to; [`Negotiation::rollback`] takes back an open offer.
///
/// A browser leg: `write_offer` with our description, `read_answer` with what the page sent. A SIP leg: `read_offer`, then
/// `write_answer`; or `write_offer`, then `read_answer` (from a clone for each fork).
#[derive(Clone, Debug)]
pub struct Negotiation {
    dialect: Dialect,
    session: u64,
}

impl Negotiation {
    /// A new one, before anything was said.
    pub fn new(dialect: Dialect, random: &mut Random) -> Negotiation {
        Negotiation {
            dialect,
            session: u64::from(random.u32() >> 1),
        }
    }

    /// Reads their offer. [`Negotiation::write_answer`] is due next.
    ///
    /// # Errors
    /// [`SdpError`]; the negotiation is then as it was before.
    pub fn read_offer(&mut self, _text: &str) -> Result<MediaDescription, SdpError> {
        Err(SdpError::OutOfTurn(Step::ReadOffer))
    }

    /// Reads their answer to our open offer. Payload types in `receive` are theirs, those in `send` are ours.
    ///
    /// # Errors
    /// [`SdpError`]; the negotiation is then as it was before.
    pub fn read_answer(&mut self, _text: &str) -> Result<MediaDescription, SdpError> {
        Err(SdpError::OutOfTurn(Step::ReadAnswer))
    }

    /// Writes our offer. One that is still open is taken back first. [`Negotiation::read_answer`] is due next.
    ///
    /// # Errors
    /// [`SdpError`]; the negotiation is then as it was before.
    pub fn write_offer(&mut self, _media: &MediaDescription) -> Result<String, SdpError> {
        let _ = (self.dialect, self.session);
        Err(SdpError::OutOfTurn(Step::WriteOffer))
    }

    /// Writes our answer to their open offer: every m-line of the offer, in its order; what `media` lacks, has `Off` or cannot
    /// match gets port 0. Codecs are written under the payload types that were offered.
    ///
    /// # Errors
    /// [`SdpError`]; the negotiation is then as it was before.
    pub fn write_answer(&mut self, _media: &MediaDescription) -> Result<String, SdpError> {
        Err(SdpError::OutOfTurn(Step::WriteAnswer))
    }

    /// Takes back an offer that is open, ours or theirs (RFC 3261 §14.1, RFC 8829 §4.1.10.2). Without one it does nothing.
    pub fn rollback(&mut self) {}

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
    pub fn transport(&self, _mid: &str) -> Option<TransportId> {
        None
    }

    /// The mid under which candidates of `transport` are trickled: that of its first m-line.
    pub fn mid(&self, _transport: TransportId) -> Option<&str> {
        None
    }
}
