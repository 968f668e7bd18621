//! One direction of one SRTP session.

use tolk_model::media::SrtpSuite;

use super::cipher::{Cipher, Purpose, same, tag};
use super::sources::{Sources, guess};
use crate::rtp::{be32, header_length};

/// The E flag and the index of SRTCP.
const INDEX: usize = 4;
/// Fixed part of an RTCP packet that stays in the clear.
const RTCP_HEADER: usize = 8;
/// Tag of AES-GCM.
const GCM_TAG: usize = 16;
/// Tag of SRTCP with HMAC-SHA1: always 80 bits (RFC 3711 §5.2, RFC 4568 §6.2).
const SHA1_TAG: usize = 10;

/// Why a packet was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SrtpError {
    /// Too short, or not RTP.
    Malformed,
    /// The tag is wrong.
    Forged,
    /// Seen before, or too old to tell.
    Replayed,
    /// More sources than may ever be under one key.
    TooManySources,
}

/// One direction of one session: what protects what we send, or what opens what we receive.
pub(crate) struct Srtp {
    rtp: Cipher,
    rtcp: Cipher,
    /// Bytes of the RTP tag.
    tag: usize,
    sources: Sources,
    reports: Sources,
    next_report: u32,
    /// Master key identifier that stands in every packet; mostly empty (RFC 3711 §3.1).
    mki: Vec<u8>,
}

impl Srtp {
    /// From a master key and salt; `None` when their lengths are not the suite's.
    pub(crate) fn new(suite: SrtpSuite, key: &[u8], salt: &[u8]) -> Option<Srtp> {
        Some(Srtp {
            rtp: Cipher::new(suite, key, salt, Purpose::Rtp)?,
            rtcp: Cipher::new(suite, key, salt, Purpose::Rtcp)?,
            tag: match suite {
                SrtpSuite::AeadAes128Gcm => GCM_TAG,
                SrtpSuite::AesCm128HmacSha1_80 => SHA1_TAG,
                SrtpSuite::AesCm128HmacSha1_32 => 4,
            },
            sources: Sources::default(),
            reports: Sources::default(),
            next_report: 0,
            mki: Vec::new(),
        })
    }

    /// What is opened has this identifier before the tag, or at the end with AES-GCM (RFC 7714 §8.2). We write none in what we send:
    /// each side's key line says what its own packets have (RFC 4568 §6.1).
    pub(crate) fn with_mki(self, mki: &[u8]) -> Srtp {
        let mki = mki.to_vec();
        Srtp { mki, ..self }
    }

    /// Sources whose window is known, and those that are known by their highest index.
    #[cfg(test)]
    pub(super) fn remembered(&self) -> (usize, usize) {
        self.sources.sizes()
    }

    /// Whether the cipher is AES-GCM.
    pub(crate) fn is_gcm(&self) -> bool {
        matches!(self.rtp, Cipher::Gcm { .. })
    }

    /// Goes on where another session under the same key stands: RTCP moves to the port of RTP or away from it, and neither an index that was
    /// used nor a report that was seen may count as new there (RFC 3711 §3.4: one index for all SRTCP packets under a key).
    pub(crate) fn take_over_reports(&mut self, other: &Srtp) {
        self.next_report = self.next_report.max(other.next_report);
        self.reports.merge(&other.reports);
    }

    /// Protects the RTP packet in `buffer[..length]`; returns its new length.
    pub(crate) fn protect(&mut self, buffer: &mut [u8], length: usize) -> Result<usize, SrtpError> {
        let packet = buffer.get(..length).ok_or(SrtpError::Malformed)?;
        let header = header_length(packet).ok_or(SrtpError::Malformed)?;
        let (ssrc, sequence) = identity(packet).ok_or(SrtpError::Malformed)?;
        let known = self.sources.find(ssrc);
        let index = guess(known.as_ref(), sequence);
        self.sources.accept(ssrc, index)?;
        let (head, rest) = buffer.split_at_mut(header);
        let (body, room) = rest.split_at_mut(length - header);
        let room = room.get_mut(..self.tag).ok_or(SrtpError::Malformed)?;
        match &self.rtp {
            Cipher::CounterMode { key, mac, salt } => {
                Cipher::counter_mode(key, salt, ssrc, index, body);
                let rollover = ((index >> 16) as u32).to_be_bytes();
                let signed = buffer.get(..length).ok_or(SrtpError::Malformed)?;
                let full = tag(mac, signed, &rollover);
                put(buffer, length, full.get(..self.tag))?;
            }
            Cipher::Gcm { key, salt } => {
                let nonce = Cipher::nonce(salt, ssrc, index);
                let sealed = key
                    .seal_in_place_separate_tag(nonce, ring::aead::Aad::from(&*head), body)
                    .map_err(|_| SrtpError::Malformed)?;
                room.copy_from_slice(sealed.as_ref());
            }
        }
        Ok(length + self.tag)
    }

    /// Opens an SRTP packet in place; returns the length of the RTP packet.
    pub(crate) fn unprotect(&mut self, buffer: &mut [u8]) -> Result<usize, SrtpError> {
        let length = self.take_mki(buffer, self.tag)?;
        let buffer = buffer.get_mut(..length).ok_or(SrtpError::Malformed)?;
        let header = header_length(buffer).ok_or(SrtpError::Malformed)?;
        let (ssrc, sequence) = identity(buffer).ok_or(SrtpError::Malformed)?;
        let length = buffer
            .len()
            .checked_sub(self.tag)
            .filter(|length| *length >= header)
            .ok_or(SrtpError::Malformed)?;
        let known = self.sources.find(ssrc);
        let index = guess(known.as_ref(), sequence);
        if known.is_some_and(|source| !source.is_fresh(index)) {
            return Err(SrtpError::Replayed);
        }
        match &self.rtp {
            Cipher::CounterMode { key, mac, salt } => {
                let (signed, theirs) = buffer.split_at_mut(length);
                let rollover = ((index >> 16) as u32).to_be_bytes();
                let full = tag(mac, signed, &rollover);
                if !same(full.get(..self.tag).unwrap_or_default(), theirs) {
                    return Err(SrtpError::Forged);
                }
                let body = signed.get_mut(header..).ok_or(SrtpError::Malformed)?;
                Cipher::counter_mode(key, salt, ssrc, index, body);
            }
            Cipher::Gcm { key, salt } => {
                let (head, body) = buffer.split_at_mut(header);
                let nonce = Cipher::nonce(salt, ssrc, index);
                key.open_in_place(nonce, ring::aead::Aad::from(&*head), body)
                    .map_err(|_| SrtpError::Forged)?;
            }
        }
        self.sources.accept(ssrc, index)?;
        Ok(length)
    }

    /// Protects the compound RTCP packet in `buffer[..length]`; returns its new length.
    pub(crate) fn protect_rtcp(
        &mut self,
        buffer: &mut [u8],
        length: usize,
    ) -> Result<usize, SrtpError> {
        let ssrc = buffer.get(4..8).map(be32).ok_or(SrtpError::Malformed)?;
        if length < RTCP_HEADER || buffer.len() < length + super::OVERHEAD {
            return Err(SrtpError::Malformed);
        }
        let index = self.next_report;
        // RFC 3711 §3.4: the index is 31 bits; at a thousand reports a second it lasts 24 days.
        self.next_report = (self.next_report + 1) & 0x7fff_ffff;
        let trailer = (index | 0x8000_0000).to_be_bytes();
        match &self.rtcp {
            Cipher::CounterMode { key, mac, salt } => {
                let body = buffer
                    .get_mut(RTCP_HEADER..length)
                    .ok_or(SrtpError::Malformed)?;
                Cipher::counter_mode(key, salt, ssrc, u64::from(index), body);
                put(buffer, length, Some(&trailer))?;
                let signed = buffer.get(..length + INDEX).ok_or(SrtpError::Malformed)?;
                let full = tag(mac, signed, &[]);
                put(buffer, length + INDEX, full.get(..SHA1_TAG))?;
                Ok(length + INDEX + SHA1_TAG)
            }
            Cipher::Gcm { key, salt } => {
                let aad = report_aad(buffer, trailer)?;
                let body = buffer
                    .get_mut(RTCP_HEADER..length)
                    .ok_or(SrtpError::Malformed)?;
                let nonce = Cipher::nonce(salt, ssrc, u64::from(index));
                let sealed = key
                    .seal_in_place_separate_tag(nonce, ring::aead::Aad::from(aad), body)
                    .map_err(|_| SrtpError::Malformed)?;
                put(buffer, length, Some(sealed.as_ref()))?;
                put(buffer, length + GCM_TAG, Some(&trailer))?;
                Ok(length + GCM_TAG + INDEX)
            }
        }
    }

    /// Opens an SRTCP packet in place; returns the length of the RTCP packet.
    pub(crate) fn unprotect_rtcp(&mut self, buffer: &mut [u8]) -> Result<usize, SrtpError> {
        let length = self.take_mki(buffer, SHA1_TAG)?;
        let buffer = buffer.get_mut(..length).ok_or(SrtpError::Malformed)?;
        let ssrc = buffer.get(4..8).map(be32).ok_or(SrtpError::Malformed)?;
        let overhead = match self.rtcp {
            Cipher::CounterMode { .. } => INDEX + SHA1_TAG,
            Cipher::Gcm { .. } => INDEX + GCM_TAG,
        };
        let length = buffer
            .len()
            .checked_sub(overhead)
            .filter(|length| *length >= RTCP_HEADER)
            .ok_or(SrtpError::Malformed)?;
        let at = match self.rtcp {
            Cipher::CounterMode { .. } => length,
            Cipher::Gcm { .. } => length + GCM_TAG,
        };
        let trailer: [u8; 4] = buffer
            .get(at..at + INDEX)
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or(SrtpError::Malformed)?;
        let word = u32::from_be_bytes(trailer);
        let (encrypted, index) = (word >> 31 == 1, u64::from(word & 0x7fff_ffff));
        let known = self.reports.find(ssrc);
        if known.is_some_and(|source| !source.is_fresh(index)) {
            return Err(SrtpError::Replayed);
        }
        match &self.rtcp {
            Cipher::CounterMode { key, mac, salt } => {
                let (signed, theirs) = buffer.split_at_mut(length + INDEX);
                let full = tag(mac, signed, &[]);
                if !same(full.get(..SHA1_TAG).unwrap_or_default(), theirs) {
                    return Err(SrtpError::Forged);
                }
                if encrypted {
                    let body = buffer
                        .get_mut(RTCP_HEADER..length)
                        .ok_or(SrtpError::Malformed)?;
                    Cipher::counter_mode(key, salt, ssrc, index, body);
                }
            }
            Cipher::Gcm { key, salt } => {
                let aad = report_aad(buffer, trailer)?;
                let body = buffer
                    .get_mut(RTCP_HEADER..length + GCM_TAG)
                    .ok_or(SrtpError::Malformed)?;
                // RFC 7714 §9: an unencrypted report has everything as associated data; nobody sends it and we refuse it.
                if !encrypted {
                    return Err(SrtpError::Forged);
                }
                let nonce = Cipher::nonce(salt, ssrc, index);
                key.open_in_place(nonce, ring::aead::Aad::from(aad), body)
                    .map_err(|_| SrtpError::Forged)?;
            }
        }
        self.reports.accept(ssrc, index)?;
        Ok(length)
    }

    /// Takes the identifier out of a packet whose tag of counter mode has `tag` bytes; returns the packet's length without it.
    fn take_mki(&self, buffer: &mut [u8], tag: usize) -> Result<usize, SrtpError> {
        let after = match self.rtp {
            Cipher::CounterMode { .. } => tag,
            Cipher::Gcm { .. } => 0,
        };
        let without = buffer.len().checked_sub(self.mki.len());
        let without = without.ok_or(SrtpError::Malformed)?;
        let at = without.checked_sub(after).ok_or(SrtpError::Malformed)?;
        let theirs = buffer.get(at..at + self.mki.len());
        if theirs != Some(self.mki.as_slice()) {
            // Another key of theirs, which we were not given.
            return Err(SrtpError::Forged);
        }
        buffer.copy_within(at + self.mki.len().., at);
        Ok(without)
    }
}

fn identity(packet: &[u8]) -> Option<(u32, u16)> {
    let sequence = u16::from_be_bytes(packet.get(2..4)?.try_into().ok()?);
    Some((packet.get(8..12).map(be32)?, sequence))
}

fn put(buffer: &mut [u8], at: usize, bytes: Option<&[u8]>) -> Result<(), SrtpError> {
    let bytes = bytes.ok_or(SrtpError::Malformed)?;
    buffer
        .get_mut(at..at + bytes.len())
        .ok_or(SrtpError::Malformed)?
        .copy_from_slice(bytes);
    Ok(())
}

fn report_aad(buffer: &[u8], trailer: [u8; 4]) -> Result<[u8; 12], SrtpError> {
    let mut aad = [0u8; 12];
    let head = buffer.get(..RTCP_HEADER).ok_or(SrtpError::Malformed)?;
    aad[..RTCP_HEADER].copy_from_slice(head);
    aad[RTCP_HEADER..].copy_from_slice(&trailer);
    Ok(aad)
}
