//! From parsed text to streams and transports.

use std::net::SocketAddr;

use tolk_model::media::{
    BitRate, Candidate, DtlsRole, Flow, IceCredentials, Security, Transport, Traversal,
};
use tolk_model::pii::Secret;
use tolk_model::{SlotId, Stream, StreamId, StreamRole, TransportId};

use crate::candidate::{is_ice_text, parse_candidate};
use crate::capability::{self, Chosen};
use crate::codec::{self, Format};
use crate::dialect::{Protocol, Rules, protocol};
use crate::limits::{MAX_CANDIDATES, MAX_TOKEN};
use crate::line::Side;
use crate::text::{Connection, Description, Media, Section, too_many};
use crate::{Counted, SdpError, rtp, security};

/// What RFC 8866 counts for the sound of a session whose pictures alone have a limit.
const SOUND: BitRate = BitRate::kbps(64);

/// Shortest ICE password (RFC 8839 §5.4).
const MIN_PASSWORD: usize = 22;

/// What is being read: their offer, or their answer to what we offered in this line.
#[derive(Clone, Copy)]
pub(crate) enum Asked<'a> {
    Offer,
    Answer(&'a Side, &'a Transport),
}

/// Where a line belongs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) stream: StreamId,
    pub(crate) role: StreamRole,
    pub(crate) transport: TransportId,
    /// The first line of its transport: the one whose addresses and keys count.
    pub(crate) leads: bool,
}

/// A description being read.
pub(crate) struct Reader<'a> {
    rules: &'static Rules,
    description: &'a Description<'a>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(
        rules: &'static Rules,
        description: &'a Description<'a>,
    ) -> Result<Reader<'a>, SdpError> {
        let candidates = description
            .media
            .iter()
            .map(|m| m.section.all("candidate").count());
        if candidates.sum::<usize>() > MAX_CANDIDATES {
            return Err(too_many(Counted::Candidates, MAX_CANDIDATES));
        }
        Ok(Reader { rules, description })
    }

    pub(crate) fn media(&self) -> &'a [Media<'a>] {
        &self.description.media
    }

    /// Whether the writer wants the line: it has a port, or shares one (RFC 9143 §6).
    pub(crate) fn lives(&self, media: &Media<'_>) -> bool {
        let shares = self.rules.bundle && media.section.has("bundle-only");
        (media.port != 0 || shares) && protocol(media.protocol).is_some()
    }

    /// What the line is for; `None` when no description has a word for it.
    pub(crate) fn role(media: &Media<'_>) -> Option<StreamRole> {
        let content = || media.section.first("content").unwrap_or_default();
        // RFC 4796: a list; rooms write `slides` for what they share.
        let slides = || content().split(',').any(|c| c.trim() == "slides");
        let is_h224 = || {
            let h224 = |v: &str| {
                v.split_once(' ')
                    .is_some_and(|(_, name)| name.to_ascii_uppercase().starts_with("H224/"))
            };
            media.section.all("rtpmap").any(h224)
        };
        match media.kind {
            "audio" => Some(StreamRole::Audio),
            "video" if slides() => Some(StreamRole::Content),
            "video" => Some(StreamRole::Main),
            "text" => Some(StreamRole::Text),
            "application" if is_h224() => Some(StreamRole::FarEndCamera),
            _ => None,
        }
    }

    /// Mids of the bundle, the tagged one first.
    pub(crate) fn bundle(&self) -> Vec<&'a str> {
        let groups = self.description.session.all("group");
        let mut groups = groups.filter_map(|v| {
            let mut words = v.split_ascii_whitespace();
            (words.next() == Some("BUNDLE")).then(|| words.collect::<Vec<&str>>())
        });
        groups.next().unwrap_or_default()
    }

    /// What one line says; `None` when nothing of it can be used.
    pub(crate) fn side(
        &self,
        media: &Media<'_>,
        place: Place,
        asked: Asked<'_>,
    ) -> Result<Option<Side>, SdpError> {
        let formats = codec::read(media);
        let Some(protocol) = protocol(media.protocol).filter(|_| self.lives(media)) else {
            return Ok(None);
        };
        if !formats.iter().any(|f| f.limits.codec.is_primary()) {
            return Ok(None);
        }
        let mut rtp = rtp::read(&self.description.session, &media.section, &formats)?;
        let (mut transport, mut configuration) = (None, None);
        if place.leads {
            let wished = self.wished(media, protocol, asked)?;
            let (wished, chosen) = wished.unzip();
            configuration = chosen;
            let stated = || self.security(media, protocol, place.stream, asked);
            let Some(security) = wished.map_or_else(stated, |security| Ok(Some(security)))? else {
                return Ok(None);
            };
            transport = Some(self.transport(media, place.transport, security, rtp.rtcp_mux));
        }
        let mut flow = self.flow(media, transport.as_ref());
        let receive: Vec<_> = formats.iter().map(|f| f.limits.clone()).collect();
        let mut send = receive.clone();
        if let Asked::Answer(ours, _) = asked {
            flow = flow.meet(ours.stream.flow);
            send = codec::sendable(&formats, &ours.formats);
            if !send.iter().any(|c| c.codec.is_primary()) {
                return Ok(None);
            }
            rtp.rtcp_mux &= ours.stream.rtp.rtcp_mux;
            rtp.extensions
                .retain(|e| ours.stream.rtp.extensions.contains(e));
        }
        let layers = if flow.sends() {
            rtp::read_layers(&media.section)?
        } else {
            Vec::new()
        };
        let taken = rtp::simulcast(&media.section, "recv");
        Ok(Some(Side {
            stream: Stream {
                id: place.stream,
                role: place.role,
                receive,
                send,
                layers,
                flow,
                transport: Some(place.transport),
                slots: slots(place.stream, place.role),
                rtp,
                packet_time_ms: packet_time(&media.section),
            },
            formats,
            transport,
            secure: protocol.secure,
            takes: taken.iter().map(|(rid, _)| rid.to_string()).collect(),
            configuration,
        }))
    }

    /// The protection that an offer in the clear would rather have (RFC 5939), when we can use it.
    fn wished(
        &self,
        media: &Media<'a>,
        stated: Protocol,
        asked: Asked<'_>,
    ) -> Result<Option<(Security, Chosen)>, SdpError> {
        if stated.secure || !matches!(asked, Asked::Offer) {
            return Ok(None);
        }
        let session = &self.description.session;
        for potential in capability::potentials(session, media) {
            let section = Section {
                attributes: potential.attributes.clone(),
                ..Section::default()
            };
            let keys = security::keys(&section)?;
            let security = match potential.protocol.dtls {
                true => security::dtls(&media.section, &section, DtlsRole::Active),
                false => (!keys.is_empty()).then_some(Security::Sdes { keys }),
            };
            if let Some(security) = security {
                return Ok(Some((security, potential.chosen())));
            }
        }
        Ok(None)
    }

    fn security(
        &self,
        media: &Media<'_>,
        protocol: Protocol,
        stream: StreamId,
        asked: Asked<'_>,
    ) -> Result<Option<Security>, SdpError> {
        let session = &self.description.session;
        let keys = security::keys(&media.section)?;
        let dtls = |otherwise| security::dtls(session, &media.section, otherwise);
        let sdes = |keys: Vec<_>| (!keys.is_empty()).then_some(Security::Sdes { keys });
        let Asked::Answer(_, ours) = asked else {
            return Ok(match protocol {
                // RFC 4145 §4: who says nothing is active in an offer and passive in an answer.
                Protocol { dtls: true, .. } => dtls(DtlsRole::Active),
                Protocol { secure: true, .. } => sdes(keys).or_else(|| dtls(DtlsRole::Active)),
                // RFC 8643: keys beside a plain profile say that protection is welcome.
                Protocol { .. } => sdes(keys).or(Some(Security::Plain)),
            });
        };
        let chosen = match &ours.security {
            Security::Plain => Some(Security::Plain),
            Security::Sdes { keys: offered } => {
                let ours = |k: &tolk_model::media::SdesKey| {
                    offered.iter().any(|o| o.tag == k.tag && o.suite == k.suite)
                };
                let key = keys.into_iter().find(ours);
                key.map(|key| Security::Sdes { keys: vec![key] })
            }
            Security::Dtls { .. } => dtls(DtlsRole::Passive).map(|security| match security {
                // An answer must decide; one that does not will wait for our handshake's first packet or send its own.
                Security::Dtls {
                    fingerprint,
                    role: DtlsRole::Either,
                } => Security::Dtls {
                    fingerprint,
                    role: DtlsRole::Active,
                },
                decided => decided,
            }),
        };
        match chosen {
            Some(security) => Ok(Some(security)),
            None => Err(SdpError::Security(stream)),
        }
    }

    fn transport(
        &self,
        media: &Media<'_>,
        id: TransportId,
        security: Security,
        mux: bool,
    ) -> Transport {
        let connection = self.connection(media);
        let rtp = match connection {
            Some(Connection::Address(ip)) if media.port > 0 => {
                Some(SocketAddr::new(ip, media.port))
            }
            _ => None,
        };
        // Port 9 is what an ICE agent writes when it has no default yet (RFC 8840 §4.1.1).
        let rtp = rtp.filter(|a| self.rules.addresses || a.port() != 9);
        let own_rtcp = rtp.filter(|_| !mux).and_then(|rtp| {
            let rtcp = rtcp_address(media.section.first("rtcp")?, rtp)?;
            let implied = rtcp.ip() == rtp.ip() && Some(rtcp.port()) == rtp.port().checked_add(1);
            (!implied).then_some(rtcp)
        });
        Transport {
            id,
            rtp,
            rtcp: own_rtcp,
            security,
            traversal: self.traversal(media),
        }
    }

    fn connection(&self, media: &Media<'_>) -> Option<Connection> {
        media
            .section
            .connection
            .or(self.description.session.connection)
    }

    fn attribute(&self, media: &Media<'a>, name: &str) -> Option<&'a str> {
        media
            .section
            .first(name)
            .or_else(|| self.description.session.first(name))
    }

    fn traversal(&self, media: &Media<'_>) -> Traversal {
        let session = &self.description.session;
        let of = |name| media.section.first(name).or_else(|| session.first(name));
        let ufrag = of("ice-ufrag").filter(|u| is_ice_text(u, MAX_TOKEN));
        let password = of("ice-pwd").filter(|p| is_ice_text(p, MAX_TOKEN));
        let (Some(ufrag), Some(password)) = (ufrag, password.filter(|p| p.len() >= MIN_PASSWORD))
        else {
            return Traversal::None;
        };
        let has = |name| media.section.has(name) || session.has(name);
        let options = media
            .section
            .all("ice-options")
            .chain(session.all("ice-options"));
        let mut options = options.flat_map(str::split_ascii_whitespace);
        let ends = has("end-of-candidates") || !options.any(|o| o == "trickle");
        Traversal::Ice {
            credentials: IceCredentials {
                ufrag: ufrag.to_string(),
                password: Secret::new(password.to_string()),
            },
            candidates: candidates(&media.section),
            complete: ends,
            lite: session.has("ice-lite"),
        }
    }

    fn flow(&self, media: &Media<'_>, transport: Option<&Transport>) -> Flow {
        let of = |section: &Section<'_>| {
            section.attributes.iter().find_map(|a| match a.name {
                "sendrecv" => Some(Flow::Both),
                "sendonly" => Some(Flow::SendOnly),
                "recvonly" => Some(Flow::RecvOnly),
                "inactive" => Some(Flow::Inactive),
                _ => None,
            })
        };
        let flow = of(&media.section)
            .or_else(|| of(&self.description.session))
            .unwrap_or_default();
        let has_ice = transport.is_some_and(|t| t.traversal != Traversal::None);
        let held = self.rules.addresses && !has_ice;
        if held && self.connection(media) == Some(Connection::Unspecified) {
            // RFC 3264 §8.4: the old way to hold. Such a phone still sends.
            return Flow::new(flow.sends(), false);
        }
        flow
    }

    /// Candidates of a bundle's later lines count for its transport.
    pub(crate) fn add_candidates(&self, media: &Media<'_>, transport: &mut Transport) {
        if let Traversal::Ice {
            candidates: known,
            complete,
            ..
        } = &mut transport.traversal
        {
            *complete |= media.section.has("end-of-candidates");
            for candidate in candidates(&media.section) {
                if !known.contains(&candidate) {
                    known.push(candidate);
                }
            }
        }
    }

    /// The limit of the session, or the sum of its living lines' when each picture has one.
    pub(crate) fn max_bitrate(&self) -> Option<BitRate> {
        if let Some(limit) = self.description.session.bandwidth {
            return Some(limit);
        }
        let live = || self.media().iter().filter(|m| self.lives(m));
        let pictures = || live().filter(|m| m.kind == "video");
        if pictures().count() == 0 || pictures().any(|m| m.section.bandwidth.is_none()) {
            return None;
        }
        let own = |m: &Media<'_>| m.section.bandwidth.unwrap_or(SOUND).0;
        Some(BitRate(live().map(own).sum()))
    }

    /// The canonical name of the writer's sources.
    pub(crate) fn cname(&self) -> Option<String> {
        self.media().iter().find_map(|m| rtp::cname(&m.section))
    }

    /// The mid of a line.
    pub(crate) fn mid(&self, media: &Media<'a>) -> Option<&'a str> {
        self.attribute(media, "mid")
            .filter(|m| crate::text::is_token(m))
    }
}

/// Candidates that we understand; the others are skipped (RFC 8839 §5.1).
fn candidates(section: &Section<'_>) -> Vec<Candidate> {
    section
        .all("candidate")
        .filter_map(|v| parse_candidate(v).ok())
        .collect()
}

/// `<port> [IN IP4 <address>]` (RFC 3605).
fn rtcp_address(value: &str, rtp: SocketAddr) -> Option<SocketAddr> {
    let mut words = value.split_ascii_whitespace();
    let port: u16 = words.next()?.parse().ok().filter(|p| *p > 0)?;
    let ip = words.nth(2).and_then(|a| a.parse().ok());
    Some(SocketAddr::new(ip.unwrap_or(rtp.ip()), port))
}

/// What sound is sent in when nobody says otherwise (RFC 3551 §4.2).
const USUAL_MS: u16 = 20;

/// `ptime` is what the writer wants; `maxptime` the longest that it bears, whatever it wants (RFC 4566 §6). That it bears long packets
/// is no wish for them.
fn packet_time(section: &Section<'_>) -> Option<u16> {
    let number = |name| {
        let value = section.first(name)?.trim().parse::<u16>().ok()?;
        Some(value).filter(|ms| *ms > 0)
    };
    match (number("ptime"), number("maxptime")) {
        (Some(wanted), Some(most)) => Some(wanted.min(most)),
        (Some(wanted), None) => Some(wanted),
        (None, most) => most.filter(|most| *most < USUAL_MS),
    }
}

/// Pictures have one slot for each stream, numbered from that of stream 1 (see the architecture's page on legs).
pub(crate) fn slots(stream: StreamId, role: StreamRole) -> Vec<SlotId> {
    match role {
        StreamRole::Main => vec![SlotId(stream.0.saturating_sub(1))],
        _ => Vec::new(),
    }
}

/// The codecs of a description's stream as an m-line lists them: what it receives; what it sends when it only sends.
pub(crate) fn listed(stream: &Stream) -> &[tolk_model::CodecLimits] {
    if stream.receive.is_empty() {
        &stream.send
    } else {
        &stream.receive
    }
}

/// Payload types of our own line, once each.
pub(crate) fn formats_of(stream: &Stream, known: Option<&Side>) -> Vec<Format> {
    let repeat = |limits: &tolk_model::CodecLimits| {
        let theirs = known?.formats.iter().find(|f| {
            f.limits.payload_type == limits.payload_type && codec::fits(limits, &f.limits)
        })?;
        theirs.profile
    };
    let format = |limits: &tolk_model::CodecLimits| Format {
        profile: repeat(limits),
        ..Format::from(limits)
    };
    listed(stream).iter().map(format).collect()
}
