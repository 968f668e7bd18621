//! A telephone: one socket, plain or protected RTP, no ICE.

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use rtc_crypto::RTCCryptoProvider as _;
use rtc_crypto::providers::RingProvider;
use rtc_srtp::context::Context;
use rtc_srtp::protection_profile::ProtectionProfile;
use tolk_model::LegId;
use tolk_model::id::{Realm, TransportId};
use tolk_model::media::{
    DtlsRole, MediaDescription, SdesKey, Security, SecurityKind, SrtpSuite, Transport, Traversal,
};
use tolk_model::pii::Secret;
use tolk_model::plan::{PortRequest, StreamRequest, TransportRequest};

use super::world::*;

pub(crate) fn request(security: SecurityKind) -> PortRequest {
    PortRequest {
        transports: vec![TransportRequest {
            id: TransportId(0),
            shared: false,
            ice: None,
            security,
            dtls_role: DtlsRole::Either,
            sdes: match security {
                SecurityKind::Sdes => vec![
                    (1, SrtpSuite::AeadAes128Gcm),
                    (2, SrtpSuite::AesCm128HmacSha1_80),
                ],
                _ => Vec::new(),
            },
            rtcp_mux: false,
            realm: None,
            toward: Some(Ipv4Addr::LOCALHOST.into()),
        }],
        streams: vec![StreamRequest {
            stream: AUDIO,
            transport: TransportId(0),
            rtx: false,
        }],
    }
}

pub(crate) struct Phone {
    pub(crate) leg: LegId,
    pub(crate) socket: UdpSocket,
    pub(crate) to: SocketAddr,
    pub(crate) local: MediaDescription,
    pub(crate) remote: MediaDescription,
    pub(crate) sequence: u16,
    pub(crate) ssrc: u32,
}

pub(crate) fn bound() -> UdpSocket {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    socket
        .set_read_timeout(Some(Duration::from_millis(20)))
        .expect("a timeout");
    socket
}

impl Phone {
    pub(crate) fn open(world: &mut World, number: u64, security: SecurityKind) -> Phone {
        Phone::open_with(world, number, request(security))
    }

    /// A plain one whose port is in this realm.
    pub(crate) fn open_in(world: &mut World, number: u64, realm: Option<Realm>) -> Phone {
        let mut wanted = request(SecurityKind::Plain);
        wanted.transports[0].realm = realm;
        Phone::open_with(world, number, wanted)
    }

    fn open_with(world: &mut World, number: u64, wanted: PortRequest) -> Phone {
        let media = world.open(leg(number), wanted);
        let socket = bound();
        let ours = media.transports.first().expect("one").clone();
        assert_eq!(
            ours.rtcp.map(|a| a.port()),
            ours.rtp.map(|a| a.port() + 1),
            "a pair"
        );
        let theirs = Transport {
            id: TransportId(0),
            rtp: Some(socket.local_addr().expect("bound")),
            rtcp: None,
            security: Security::Plain,
            traversal: Traversal::None,
        };
        Phone {
            leg: leg(number),
            to: ours.rtp.expect("an address"),
            local: phone_description(media.transports),
            remote: phone_description(vec![theirs]),
            socket,
            sequence: 7,
            ssrc: 77,
        }
    }

    pub(crate) fn packet(&mut self, payload_type: u8, timestamp: u32, payload: &[u8]) -> Vec<u8> {
        let mut packet = vec![0x80, payload_type];
        packet.extend(self.sequence.to_be_bytes());
        packet.extend(timestamp.to_be_bytes());
        packet.extend(self.ssrc.to_be_bytes());
        packet.extend(payload);
        self.sequence += 1;
        packet
    }

    pub(crate) fn send(&mut self, payload_type: u8, payload: &[u8]) {
        let timestamp = u32::from(self.sequence) * 160;
        let packet = self.packet(payload_type, timestamp, payload);
        self.socket.send_to(&packet, self.to).expect("sent");
    }

    pub(crate) fn receive(&self, what: &str) -> Vec<u8> {
        self.receive_from(what).0
    }

    pub(crate) fn receive_from(&self, what: &str) -> (Vec<u8>, SocketAddr) {
        let end = Instant::now() + DEADLINE;
        let mut buffer = [0; 2048];
        while Instant::now() < end {
            if let Ok((length, from)) = self.socket.recv_from(&mut buffer)
                && !(192..=223).contains(&buffer[1])
            {
                return (buffer[..length].to_vec(), from);
            }
        }
        panic!("no {what}");
    }
}

pub(crate) fn pair(world: &mut World) -> (Phone, Phone) {
    let a = Phone::open(world, 1, SecurityKind::Plain);
    let b = Phone::open(world, 2, SecurityKind::Plain);
    apply(world, &a, &b);
    world.connected(a.leg);
    world.connected(b.leg);
    (a, b)
}

pub(crate) fn apply(world: &mut World, a: &Phone, b: &Phone) {
    world.apply(vec![
        leg_plan(
            a.leg,
            &a.local,
            &a.remote,
            vec![forward(AUDIO, b.leg, &a.remote)],
        ),
        leg_plan(
            b.leg,
            &b.local,
            &b.remote,
            vec![forward(AUDIO, a.leg, &b.remote)],
        ),
    ]);
}

/// Sequence number, timestamp and source of a packet.
pub(crate) fn header(packet: &[u8]) -> (u16, u32, u32) {
    let word = |at: usize| u32::from_be_bytes(packet[at..at + 4].try_into().expect("four"));
    (u16::from_be_bytes([packet[2], packet[3]]), word(4), word(8))
}

impl Phone {
    /// Chooses the second of our two suites, with a key of its own. Returns what protects its packets and what opens ours.
    pub(crate) fn answer_with_keys(&mut self) -> (Context, Context) {
        let suite = SrtpSuite::AesCm128HmacSha1_80;
        let Security::Sdes { keys } = &self.local.transports[0].security else {
            panic!("keys were asked for");
        };
        assert_eq!((keys.len(), keys[1].suite), (2, suite));
        let incoming = context(keys[1].key.expose(), suite);
        let own: Vec<u8> = (0..30).collect();
        let outgoing = context(&own, suite);
        self.remote.transports[0].security = Security::Sdes {
            keys: vec![SdesKey {
                tag: keys[1].tag,
                suite,
                key: Secret::new(own),
                mki: Vec::new(),
            }],
        };
        (outgoing, incoming)
    }
}

/// What protects and opens as the key says.
pub(crate) fn context(key: &[u8], suite: SrtpSuite) -> Context {
    let profile = match suite {
        SrtpSuite::AeadAes128Gcm => ProtectionProfile::AeadAes128Gcm,
        _ => ProtectionProfile::Aes128CmHmacSha1_80,
    };
    let (key, salt) = key.split_at(16);
    Context::new(
        key,
        salt,
        profile,
        None,
        None,
        RingProvider::default().crypto(),
    )
    .expect("a context")
}
