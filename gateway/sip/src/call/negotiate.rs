//! Stand-in for `tolk_sdp::Negotiation`, which is being built at the same time: **to be replaced by it**, nothing else uses SDP here.
//!
//! It carries a whole description between two of our own edges in an attribute, and reads the plainest telephone's audio line. It does
//! not negotiate.

use std::net::{IpAddr, SocketAddr};

use tolk_model::cause::{Cause, Reason};
use tolk_model::codec::{CodecLimits, CodecParameters};
use tolk_model::media::{Flow, RtpParameters, Security, Transport, Traversal};
use tolk_model::random::Random;
use tolk_model::{Codec, MediaDescription, PayloadType, Stream, StreamId, StreamRole, TransportId};

/// What the calls need of a negotiation. `Clone` is how a refused offer is rolled back.
#[derive(Clone, Debug)]
pub(crate) struct Negotiator;

impl Negotiator {
    pub(crate) fn new(_random: &mut Random) -> Negotiator {
        Negotiator
    }

    /// Their offer.
    pub(crate) fn read_offer(&mut self, text: &str) -> Result<MediaDescription, Cause> {
        read(text).ok_or(Cause::far_end(Reason::NoCommonMedia))
    }

    /// Their answer to our offer.
    pub(crate) fn read_answer(&mut self, text: &str) -> Result<MediaDescription, Cause> {
        read(text).ok_or(Cause::far_end(Reason::NoCommonMedia))
    }

    /// Our offer.
    pub(crate) fn write_offer(&mut self, media: &MediaDescription) -> Result<String, Cause> {
        Ok(write(media))
    }

    /// Our answer to their offer.
    pub(crate) fn write_answer(&mut self, media: &MediaDescription) -> Result<String, Cause> {
        Ok(write(media))
    }
}

fn read(text: &str) -> Option<MediaDescription> {
    if let Some(json) = text.lines().find_map(|l| l.strip_prefix("a=x-tolk:")) {
        return serde_json::from_str(json).ok();
    }
    let line = |start: &str| text.lines().find_map(|l| l.strip_prefix(start));
    let address: IpAddr = line("c=IN IP4 ")?.trim().parse().ok()?;
    let mut words = line("m=audio ")?.split(' ');
    let port: u16 = words.next()?.parse().ok()?;
    let limits = |(number, codec)| CodecLimits {
        codec,
        payload_type: PayloadType::from_header(number),
        rtx: None,
        clock_rate: 8000,
        parameters: CodecParameters::None,
    };
    let receive: Vec<CodecLimits> = words
        .filter_map(|w| match w.trim() {
            "0" => Some((0, Codec::Pcmu)),
            "8" => Some((8, Codec::Pcma)),
            _ => None,
        })
        .map(limits)
        .collect();
    Some(MediaDescription {
        streams: vec![Stream {
            id: StreamId(0),
            role: StreamRole::Audio,
            send: receive.clone(),
            receive,
            layers: Vec::new(),
            flow: Flow::Both,
            transport: Some(TransportId(0)),
            slots: Vec::new(),
            rtp: RtpParameters::default(),
            packet_time_ms: None,
        }],
        transports: vec![Transport {
            id: TransportId(0),
            rtp: Some(SocketAddr::new(address, port)),
            rtcp: None,
            security: Security::Plain,
            traversal: Traversal::None,
        }],
        max_bitrate: None,
        cname: None,
    })
}

fn write(media: &MediaDescription) -> String {
    let json = serde_json::to_string(media).unwrap_or_default();
    let port = media
        .transports
        .first()
        .and_then(|t| t.rtp)
        .map_or(0, |a| a.port());
    format!(
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\na=x-tolk:{json}\r\nm=audio {port} RTP/AVP 0\r\n"
    )
}
