//! A leg that the engine panics over ends, and no other. The packets that make it panic do so in tests only.

use std::net::{IpAddr, Ipv4Addr, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::Receiver;
use tolk_model::cause::Reason;
use tolk_model::codec::{CodecLimits, CodecParameters, PayloadType};
use tolk_model::id::TransportId;
use tolk_model::media::{
    DtlsRole, Flow, MediaDescription, RtpParameters, Security, SecurityKind, Stream, StreamRole,
    Transport, Traversal,
};
use tolk_model::plan::{
    Feed, LegPlan, MediaEvent, MediaPlan, PortRequest, Source, StreamRequest, TransportRequest,
};
use tolk_model::random::Seed;
use tolk_model::{Codec, LegId, MeetingId, ParticipantId, StreamId};

use super::{Engine, EngineConfig};

/// Longer than anything takes on a loaded machine.
const DEADLINE: Duration = Duration::from_secs(20);
const POISON: &[u8] = b"the poison";
const VENOM: &[u8] = b"the venom";

/// Panics over a packet that came in, if it is made for that.
pub(super) fn swallow(packet: &[u8]) {
    assert!(!packet.ends_with(POISON), "a poisoned packet, on purpose");
}

/// Panics over a packet that leaves for the leg with the highest number, if it is made for that.
pub(super) fn hand_over(leg: LegId, payload: &[u8]) {
    let venomous = payload == VENOM && leg == LegId::from_number(3);
    assert!(!venomous, "a venomous packet, on purpose");
}

struct Phone {
    leg: LegId,
    socket: UdpSocket,
    local: MediaDescription,
    remote: MediaDescription,
    sequence: u16,
}

fn description(transport: Transport) -> MediaDescription {
    let receive = vec![CodecLimits {
        codec: Codec::Pcma,
        payload_type: PayloadType::from_header(8),
        rtx: None,
        clock_rate: 8000,
        parameters: CodecParameters::None,
    }];
    MediaDescription {
        streams: vec![Stream {
            id: StreamId(0),
            role: StreamRole::Audio,
            receive,
            send: Vec::new(),
            layers: Vec::new(),
            flow: Flow::Both,
            transport: Some(TransportId(0)),
            slots: Vec::new(),
            rtp: RtpParameters::default(),
            packet_time_ms: None,
        }],
        transports: vec![transport],
        ..MediaDescription::default()
    }
}

impl Phone {
    fn open(engine: &Engine, events: &mut Receiver<MediaEvent>, number: u64) -> Phone {
        let leg = LegId::from_number(number);
        let transport = TransportRequest {
            id: TransportId(0),
            shared: false,
            ice: None,
            security: SecurityKind::Plain,
            dtls_role: DtlsRole::Either,
            sdes: Vec::new(),
            rtcp_mux: true,
            realm: None,
            toward: None,
        };
        let request = PortRequest {
            transports: vec![transport],
            streams: vec![StreamRequest {
                stream: StreamId(0),
                transport: TransportId(0),
                rtx: false,
            }],
        };
        engine.open(leg, request).expect("there is room");
        let Some(MediaEvent::Local(of, media)) = events.blocking_recv() else {
            panic!("ports were asked for");
        };
        assert_eq!(of, leg);
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        socket
            .set_read_timeout(Some(Duration::from_millis(20)))
            .expect("a timeout");
        let ours = media.transports.first().expect("one").clone();
        let theirs = Transport {
            rtp: Some(socket.local_addr().expect("bound")),
            rtcp: None,
            security: Security::Plain,
            traversal: Traversal::None,
            ..ours.clone()
        };
        Phone {
            leg,
            socket,
            local: description(ours),
            remote: description(theirs),
            sequence: 1,
        }
    }

    fn plan(&self, from: &Phone) -> LegPlan {
        let stream = StreamId(0);
        LegPlan {
            leg: self.leg,
            participant: ParticipantId::from_number(1),
            local: self.local.clone(),
            remote: self.remote.clone(),
            feeds: vec![Feed {
                stream,
                slot: None,
                source: Source::Forward {
                    from: from.leg,
                    stream,
                },
                codec: self.remote.streams[0].receive[0].clone(),
                max_bitrate: None,
                max_size: None,
            }],
        }
    }

    fn send(&mut self, payload: &[u8]) {
        let mut packet = vec![0x80, 8];
        packet.extend(self.sequence.to_be_bytes());
        packet.extend((u32::from(self.sequence) * 160).to_be_bytes());
        packet.extend([0, 0, 0, 7]);
        packet.extend(payload);
        self.sequence += 1;
        let to = self.local.transports[0].rtp.expect("an address");
        self.socket.send_to(&packet, to).expect("sent");
    }

    fn hears(&self, payload: &[u8]) {
        let end = Instant::now() + DEADLINE;
        let mut buffer = [0; 2048];
        while Instant::now() < end {
            if let Ok((length, _)) = self.socket.recv_from(&mut buffer)
                && buffer[..length].ends_with(payload)
            {
                return;
            }
        }
        panic!("{:?} did not arrive", String::from_utf8_lossy(payload));
    }
}

fn failed(events: &mut Receiver<MediaEvent>) -> LegId {
    loop {
        match events.blocking_recv().expect("the engine lives") {
            MediaEvent::Failed(leg, cause) => {
                assert_eq!(cause.reason, Reason::InternalError);
                return leg;
            }
            MediaEvent::Closed(..) => panic!("nobody was released"),
            _ => {}
        }
    }
}

#[test]
fn a_panic_ends_the_leg_that_caused_it_and_no_other() {
    let config = EngineConfig {
        rtp_ports: 20_510..=20_539,
        ..EngineConfig::on(IpAddr::V4(Ipv4Addr::LOCALHOST), Seed::from_number(7))
    };
    let (engine, mut events) = Engine::start(config).expect("the engine starts");
    let mut phones: Vec<Phone> = (1..=4)
        .map(|number| Phone::open(&engine, &mut events, number))
        .collect();
    // All hear the first, which hears the second.
    let legs = phones.iter().enumerate().map(|(index, phone)| {
        let from = if index == 0 { 1 } else { 0 };
        phone.plan(&phones[from])
    });
    let plan = MediaPlan {
        version: 1,
        legs: legs.collect(),
        ..MediaPlan::default()
    };
    engine.apply(MeetingId::from_number(1), Arc::new(plan));
    phones[0].send(b"hello");
    for phone in &phones[1..] {
        phone.hears(b"hello");
    }
    // Over one that receives: the others of the same packet get it.
    phones[0].send(VENOM);
    phones[1].hears(VENOM);
    phones[3].hears(VENOM);
    assert_eq!(failed(&mut events), phones[2].leg);
    // Over one that sends, and those who come in the same batch.
    phones[3].send(POISON);
    phones[1].send(b"in time");
    phones[0].hears(b"in time");
    assert_eq!(failed(&mut events), phones[3].leg);
    phones[0].send(b"still here");
    phones[1].hears(b"still here");
    let state = engine.debug_state();
    assert_eq!(state["engine"]["broken"], 2);
    assert_eq!(state["engine"]["own_ports"], 2);
    // The core releases what failed, and is answered.
    for phone in &phones[2..] {
        engine.release(phone.leg);
        loop {
            match events.blocking_recv().expect("the engine lives") {
                MediaEvent::Closed(leg, _) if leg == phone.leg => break,
                MediaEvent::Closed(..) | MediaEvent::Failed(..) => panic!("not that one"),
                _ => {}
            }
        }
    }
    // Nor does one whose ports are opened anew meet what was.
    let again = Phone::open(&engine, &mut events, 3);
    assert_eq!(again.leg, phones[2].leg);
    engine.stop();
}
