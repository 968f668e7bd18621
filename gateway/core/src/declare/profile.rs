//! What a kind of leg is offered: data from the node's configuration, one profile for each edge's label.

use std::collections::BTreeMap;

use tolk_model::id::Realm;
use tolk_model::media::{DtlsRole, SecurityKind, SrtpSuite};
use tolk_model::{BitRate, Codec, EdgeId, MediaDescription};

/// What a kind of leg is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaProfile {
    /// Media shares the shard's one port, as for browsers; else a pair for each transport.
    pub shared_port: bool,
    /// All streams on one transport when we ask.
    pub bundle: bool,
    /// ICE when we ask. When we reply, the far end decides.
    pub ice: bool,
    /// Protection that is permitted when the far end asks.
    pub security: Vec<SecurityKind>,
    /// Protection that we ask with, most wanted first: a far end that refuses it is asked again with the next.
    pub asks: Vec<SecurityKind>,
    /// SDES suites, most wanted first.
    pub suites: Vec<SrtpSuite>,
    /// Our part in DTLS when the far end leaves it to us.
    pub dtls_role: DtlsRole,
    /// RTCP on the port of RTP when we ask. When we reply, the far end decides.
    pub rtcp_mux: bool,
    /// Sound that we take, most wanted first; `TelephoneEvent` for digits.
    pub audio: Vec<Codec>,
    /// Pictures that we take, most wanted first; none for a telephone.
    pub video: Vec<Codec>,
    /// Header extensions, RTCP feedback and retransmissions when we ask (RFC 4585).
    pub feedback: bool,
    /// Pictures that the far end may show at once.
    pub slots: u8,
    /// We take several layers of one picture at once.
    pub simulcast: bool,
    /// What we can receive in all.
    pub max_bitrate: BitRate,
    /// The highest H.264 level that we take, times ten.
    pub h264_level: u8,
    /// A call is accepted at once, also when the other party still rings: a page shows the ringing itself.
    pub accept_early: bool,
    /// The far end may be asked again only to change the codec that it sends.
    pub steerable: bool,
    /// Which networks the ports are on; `None` means the default one.
    pub realm: Option<Realm>,
}

impl MediaProfile {
    /// A browser: one shared port, ICE, DTLS, nine pictures, simulcast.
    pub fn browser() -> MediaProfile {
        MediaProfile {
            shared_port: true,
            bundle: true,
            ice: true,
            security: vec![SecurityKind::Dtls],
            asks: vec![SecurityKind::Dtls],
            suites: Vec::new(),
            dtls_role: DtlsRole::Either,
            rtcp_mux: true,
            audio: vec![
                Codec::Opus,
                Codec::G722,
                Codec::Pcma,
                Codec::Pcmu,
                Codec::TelephoneEvent,
            ],
            video: vec![Codec::Vp8, Codec::H264],
            feedback: true,
            slots: 9,
            simulcast: true,
            max_bitrate: BitRate::kbps(4_000),
            h264_level: 31,
            accept_early: true,
            steerable: true,
            realm: None,
        }
    }

    /// A SIP room or telephone: a port pair for each stream, SDES or plain, one picture.
    pub fn sip() -> MediaProfile {
        MediaProfile {
            shared_port: false,
            bundle: false,
            ice: false,
            security: Protection::Preferred.permitted(),
            asks: Protection::Preferred.asked(),
            suites: vec![
                SrtpSuite::AeadAes128Gcm,
                SrtpSuite::AesCm128HmacSha1_80,
                SrtpSuite::AesCm128HmacSha1_32,
            ],
            dtls_role: DtlsRole::Active,
            rtcp_mux: false,
            audio: vec![
                Codec::Opus,
                Codec::G722,
                Codec::Pcma,
                Codec::Pcmu,
                Codec::TelephoneEvent,
                // Taken where it is offered (RFC 3389); we do not ask for pauses.
                Codec::ComfortNoise,
            ],
            video: vec![Codec::H264, Codec::Vp8],
            feedback: true,
            slots: 1,
            simulcast: false,
            max_bitrate: BitRate::kbps(2_000),
            h264_level: 31,
            accept_early: false,
            steerable: false,
            realm: None,
        }
    }

    /// A room whose edge protects no media: a port pair for each stream, codecs of rooms. Where protection is required it gets none.
    pub fn room_in_the_clear(protection: Protection) -> MediaProfile {
        let plain = || vec![SecurityKind::Plain];
        let (security, asks) = match protection {
            Protection::Required => (protection.permitted(), protection.asked()),
            Protection::Preferred | Protection::Off => (plain(), plain()),
        };
        MediaProfile {
            security,
            asks,
            audio: vec![Codec::G722, Codec::Pcma, Codec::Pcmu, Codec::TelephoneEvent],
            video: vec![Codec::H264],
            feedback: false,
            ..MediaProfile::sip()
        }
    }

    /// The same toward a telephone that is a page (RFC 7118): a browser takes media by ICE and DTLS or not at all (RFC 8827 §6.5).
    #[must_use]
    pub fn for_a_page(self) -> MediaProfile {
        MediaProfile {
            ice: true,
            security: vec![SecurityKind::Dtls],
            asks: vec![SecurityKind::Dtls],
            dtls_role: DtlsRole::Either,
            rtcp_mux: true,
            ..self
        }
    }

    /// The same toward a caller that said `said`. Who said nothing replies to our only question and is never asked again: it hears the
    /// last of `asks`, which everybody can take whom the profile lets in at all.
    #[must_use]
    pub fn toward_caller(&self, said: &MediaDescription) -> MediaProfile {
        let mut profile = self.clone();
        if said.is_empty() {
            profile.asks = self.asks.last().copied().into_iter().collect();
        }
        profile
    }
}

/// How much protection media of a kind of leg has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Protection {
    /// SRTP or no call.
    Required,
    /// SRTP where the far end can.
    #[default]
    Preferred,
    /// Never: for a network that is protected otherwise, and for finding faults.
    Off,
}

impl Protection {
    fn permitted(self) -> Vec<SecurityKind> {
        match self {
            Protection::Required => vec![SecurityKind::Sdes, SecurityKind::Dtls],
            Protection::Preferred => {
                vec![SecurityKind::Sdes, SecurityKind::Dtls, SecurityKind::Plain]
            }
            Protection::Off => vec![SecurityKind::Plain],
        }
    }

    /// Rooms that know DTLS know SDES, too; a round more would only delay those that know neither.
    fn asked(self) -> Vec<SecurityKind> {
        let mut kinds = self.permitted();
        kinds.retain(|kind| *kind != SecurityKind::Dtls);
        kinds
    }
}

/// Profiles by the label of an edge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profiles {
    by_edge: BTreeMap<EdgeId, MediaProfile>,
    otherwise: MediaProfile,
}

impl Profiles {
    /// Profiles by label; edges without one get `otherwise`.
    pub fn new(by_edge: BTreeMap<EdgeId, MediaProfile>, otherwise: MediaProfile) -> Profiles {
        Profiles { by_edge, otherwise }
    }

    /// The usual ones, with so much protection toward everybody but browsers, whose media is always protected.
    pub fn protected(protection: Protection) -> Profiles {
        let mut profiles = Profiles::default();
        profiles.otherwise.security = protection.permitted();
        profiles.otherwise.asks = protection.asked();
        profiles
    }

    /// The same with a profile for one more edge.
    #[must_use]
    pub fn with(mut self, edge: EdgeId, profile: MediaProfile) -> Profiles {
        self.by_edge.insert(edge, profile);
        self
    }

    /// The profile of an edge.
    pub fn of(&self, edge: &EdgeId) -> &MediaProfile {
        self.by_edge.get(edge).unwrap_or(&self.otherwise)
    }
}

impl Default for Profiles {
    /// `browser` and `sip` as they come; every other edge like `sip`.
    fn default() -> Profiles {
        let browser = (EdgeId::new("browser"), MediaProfile::browser());
        Profiles::new(BTreeMap::from([browser]), MediaProfile::sip())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_in_the_clear_is_asked_in_the_clear_or_not_at_all() {
        let edge = EdgeId::new("rooms");
        for protection in [Protection::Preferred, Protection::Off] {
            let rooms = MediaProfile::room_in_the_clear(protection);
            let profiles = Profiles::protected(protection).with(edge.clone(), rooms);
            assert_eq!(profiles.of(&edge).asks, [SecurityKind::Plain]);
            assert_eq!(profiles.of(&edge).security, [SecurityKind::Plain]);
        }
        let required = MediaProfile::room_in_the_clear(Protection::Required);
        assert!(!required.security.contains(&SecurityKind::Plain));
        assert!(!required.asks.contains(&SecurityKind::Plain));
    }
}
