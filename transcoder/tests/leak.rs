//! After legs of every kind have come and gone nothing is left: descriptors, threads and the engine's own tables are as before.
//! Alone in its binary, because it counts what the whole process holds.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tolk_model::codec::{Codec, CodecLimits, CodecParameters, PayloadType};
use tolk_model::id::TransportId;
use tolk_model::media::{
    DtlsRole, Flow, MediaDescription, RtpParameters, Security, SecurityKind, SrtpSuite, Stream,
    StreamRole, Transport, Traversal,
};
use tolk_model::plan::{
    Feed, IceRole, LegPlan, MediaEvent, MediaPlan, PortRequest, Source, StreamRequest,
    TransportRequest,
};
use tolk_model::random::Seed;
use tolk_model::{LegId, MeetingId, ParticipantId, StreamId};
use tolk_transcoder::{Engine, EngineConfig};

const DEADLINE: Duration = Duration::from_secs(20);

fn count(what: &str) -> usize {
    fs::read_dir(format!("/proc/self/{what}"))
        .expect("proc is there")
        .count()
}

/// Threads end a moment after they are joined.
fn settles(what: &str, wanted: usize) {
    let end = Instant::now() + DEADLINE;
    while count(what) > wanted {
        assert!(
            Instant::now() < end,
            "{what}: {wanted} before, {} now",
            count(what)
        );
        std::thread::yield_now();
    }
}

fn transport(kind: u64) -> TransportRequest {
    let shared = kind == 0;
    TransportRequest {
        id: TransportId(0),
        shared,
        ice: shared.then_some(IceRole::Controlling),
        security: match kind {
            0 => SecurityKind::Dtls,
            1 => SecurityKind::Sdes,
            _ => SecurityKind::Plain,
        },
        dtls_role: DtlsRole::Either,
        sdes: vec![(1, SrtpSuite::AeadAes128Gcm)],
        rtcp_mux: shared,
        realm: None,
        toward: None,
    }
}

fn description(transports: Vec<Transport>) -> MediaDescription {
    let codec = CodecLimits {
        codec: Codec::Pcma,
        payload_type: PayloadType::new(8).expect("below 128"),
        rtx: None,
        clock_rate: 8000,
        parameters: CodecParameters::None,
    };
    MediaDescription {
        streams: vec![Stream {
            id: StreamId(0),
            role: StreamRole::Audio,
            receive: vec![codec],
            send: Vec::new(),
            layers: Vec::new(),
            flow: Flow::Both,
            transport: Some(TransportId(0)),
            slots: Vec::new(),
            rtp: RtpParameters::default(),
            packet_time_ms: None,
        }],
        transports,
        max_bitrate: None,
        cname: None,
    }
}

/// One leg from `Local` to `Closed`, in a plan meanwhile, with a packet when it is a plain one.
fn live(
    engine: &Engine,
    events: &mut tokio::sync::mpsc::Receiver<MediaEvent>,
    number: u64,
    socket: &UdpSocket,
) {
    let leg = LegId::from_number(number);
    let request = PortRequest {
        transports: vec![transport(number % 3)],
        streams: vec![StreamRequest {
            stream: StreamId(0),
            transport: TransportId(0),
            rtx: true,
        }],
    };
    engine.open(leg, request).expect("there is room");
    let local = loop {
        match events.blocking_recv().expect("the engine runs") {
            MediaEvent::Local(of, local) if of == leg => break local,
            MediaEvent::Failed(_, cause) => panic!("{cause}"),
            _ => {}
        }
    };
    let ours = local.transports.first().expect("one").clone();
    let theirs = Transport {
        rtp: socket.local_addr().ok(),
        rtcp: None,
        security: Security::Plain,
        traversal: Traversal::None,
        ..ours.clone()
    };
    let remote = description(vec![theirs]);
    let echo = Feed {
        stream: StreamId(0),
        slot: None,
        source: Source::Echo {
            stream: StreamId(0),
        },
        codec: remote.streams[0].receive[0].clone(),
        max_bitrate: None,
        max_size: None,
    };
    let plan = MediaPlan {
        version: 1,
        legs: vec![LegPlan {
            leg,
            participant: ParticipantId::from_number(number),
            local: description(local.transports),
            remote,
            feeds: vec![echo],
        }],
        ..MediaPlan::default()
    };
    let meeting = MeetingId::from_number(number);
    engine.apply(meeting, Arc::new(plan));
    if number % 3 == 2 {
        loop {
            let event = events.blocking_recv().expect("the engine runs");
            if matches!(event, MediaEvent::Connected(of) if of == leg) {
                break;
            }
        }
        let packet = [0x80, 8, 0, 1, 0, 0, 0, 1, 0, 0, 0, 7, 1, 2, 3];
        let mut buffer = [0; 100];
        socket
            .send_to(&packet, ours.rtp.expect("an address"))
            .expect("sent");
        socket.recv(&mut buffer).expect("an echo");
    }
    // In either order.
    if number.is_multiple_of(2) {
        engine.close(meeting);
        engine.release(leg);
    } else {
        engine.release(leg);
        engine.close(meeting);
    }
    loop {
        if let MediaEvent::Closed(of, _) = events.blocking_recv().expect("the engine runs")
            && of == leg
        {
            break;
        }
    }
}

#[test]
fn two_hundred_legs_leave_nothing_behind() {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    socket.set_read_timeout(Some(DEADLINE)).expect("a timeout");
    let (files, threads) = (count("fd"), count("task"));
    let config = EngineConfig {
        rtp_ports: 29_000..=29_200,
        ..EngineConfig::on(IpAddr::V4(Ipv4Addr::LOCALHOST), Seed::from_number(9))
    };
    let (engine, mut events) = Engine::start(config).expect("the engine starts");
    live(&engine, &mut events, 0, &socket);
    let (running, running_threads) = (count("fd"), count("task"));
    for number in 1..200 {
        live(&engine, &mut events, number, &socket);
    }
    assert_eq!((count("fd"), count("task")), (running, running_threads));
    let state = engine.debug_state();
    let inside = &state["engine"];
    assert_eq!(
        inside["legs"].as_array().map(Vec::len),
        Some(0),
        "{state:#}"
    );
    assert_eq!(inside["sources"], 0);
    assert_eq!(inside["own_ports"], 0);
    assert_eq!(inside["meetings"], 0);
    let demux = &inside["demux"];
    assert_eq!(
        (&demux["fragments"], &demux["addresses"]),
        (&0.into(), &0.into())
    );
    // A leg that is open when the engine stops is closed, and told so.
    let last = LegId::from_number(1000);
    let request = PortRequest {
        transports: vec![transport(2)],
        streams: Vec::new(),
    };
    engine.open(last, request).expect("there is room");
    engine.stop();
    let mut closed = false;
    while let Some(event) = events.blocking_recv() {
        closed |= matches!(event, MediaEvent::Closed(of, _) if of == last);
    }
    assert!(closed);
    settles("fd", files);
    settles("task", threads);
}
