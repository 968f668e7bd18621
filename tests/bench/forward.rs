//! Packets forwarded a CPU-second by the engine's thread, and the same by a bare `sendmmsg` loop, in one run.
//!
//! One publisher sends bursts of eight packets of 1,200 bytes each 40 ms, about 2 Mbit/s, to N receivers on ports of their own. Nobody reads:
//! the kernel drops at the receivers' sockets, which costs the same for both. CPU is that of the engine's thread, user and
//! system, from /proc. Prints a Markdown table.
#![expect(
    clippy::print_stdout,
    reason = "a program whose result is what it prints"
)]

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::os::fd::AsRawFd;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tolk_model::codec::{Codec, CodecLimits, CodecParameters, PayloadType};
use tolk_model::media::{
    DtlsRole, Flow, MediaDescription, RtpParameters, SdesKey, Security, SecurityKind, SrtpSuite,
    Stream, StreamRole, Transport, Traversal,
};
use tolk_model::plan::{
    Feed, LegPlan, LocalMedia, MediaEvent, MediaPlan, PortRequest, Source, StreamRequest,
    TransportRequest,
};
use tolk_model::{LegId, MeetingId, ParticipantId, Secret, Seed, SlotId, StreamId, TransportId};
use tolk_transcoder::{Engine, EngineConfig};

const PACKET_BYTES: usize = 1_200;
const BURST: usize = 8;
const BETWEEN_BURSTS: Duration = Duration::from_millis(40);
const RUN: Duration = Duration::from_secs(5);
const STREAM: StreamId = StreamId(1);
const TRANSPORT: TransportId = TransportId(0);

fn main() -> anyhow::Result<()> {
    println!("| receivers | protection | forwarded/CPU-s | bare sendmmsg/CPU-s | ratio |");
    println!("|---|---|---|---|---|");
    for receivers in [10, 50, 100] {
        for suite in [
            None,
            Some(SrtpSuite::AeadAes128Gcm),
            Some(SrtpSuite::AesCm128HmacSha1_80),
        ] {
            let ours = forward(receivers, suite)?;
            let bare = bare_loop(receivers)?;
            let name = suite.map_or("none", |s| match s {
                SrtpSuite::AeadAes128Gcm => "AES-GCM",
                _ => "AES-CM, SHA-1",
            });
            println!(
                "| {receivers} | {name} | {ours:.0} | {bare:.0} | {:.2} |",
                ours / bare
            );
        }
    }
    Ok(())
}

/// Packets that leave the engine for each second of CPU of its thread.
fn forward(receivers: usize, suite: Option<SrtpSuite>) -> anyhow::Result<f64> {
    let config = EngineConfig::on(Ipv4Addr::LOCALHOST.into(), Seed::from_number(1));
    let (engine, mut events) = Engine::start(config)?;
    let legs: Vec<LegId> = (0..=receivers as u64).map(LegId::from_number).collect();
    let sinks: Vec<UdpSocket> = (0..=receivers).map(|_| sink()).collect::<Result<_, _>>()?;
    let mut plans = Vec::new();
    for (number, (leg, sink)) in (0..).zip(legs.iter().zip(&sinks)) {
        // The publisher is not protected, only the receivers are.
        let suite = suite.filter(|_| *leg != legs[0]);
        engine.open(*leg, request(suite))?;
        let local = loop {
            match events.blocking_recv().context("the engine ended")? {
                MediaEvent::Local(of, local) if of == *leg => break local,
                MediaEvent::Failed(_, cause) => bail!("no port: {cause}"),
                _ => {}
            }
        };
        plans.push(leg_plan(number, *leg, local, sink.local_addr()?, suite));
    }
    let entrance = plans[0].local.transports[0].rtp.context("an address")?;
    for plan in &mut plans[1..] {
        plan.feeds.push(Feed {
            stream: STREAM,
            slot: Some(SlotId(0)),
            source: Source::Forward {
                from: legs[0],
                stream: STREAM,
            },
            codec: vp8(),
            max_bitrate: None,
            max_size: None,
        });
    }
    let meeting = MeetingId::from_number(1);
    engine.apply(
        meeting,
        Arc::new(MediaPlan {
            version: 1,
            legs: plans,
            ..MediaPlan::default()
        }),
    );
    // The state is asked for after the plan on the same channel: when it answers, the plan is in force.
    engine.debug_state();
    let thread = thread_named("engine")?;
    let mut publisher = Publisher {
        socket: &sinks[0],
        to: entrance,
        sequence: 0,
        timestamp: 0,
        sent: 0,
    };
    publisher.run(Duration::from_secs(1))?;
    let (before, sent) = (cpu(thread)?, publisher.sent);
    publisher.run(RUN)?;
    let used = cpu(thread)? - before;
    let expected = (publisher.sent - sent) * receivers as u64;
    let mut packets_out = 0;
    for leg in &legs {
        engine.release(*leg);
    }
    let mut open = legs.len();
    while open > 0 {
        if let MediaEvent::Closed(_, statistics) =
            events.blocking_recv().context("the engine ended")?
        {
            open -= 1;
            packets_out += statistics
                .streams
                .iter()
                .map(|s| s.packets_out)
                .sum::<u64>();
        }
    }
    engine.stop();
    let all = publisher.sent * receivers as u64;
    if packets_out < all * 99 / 100 {
        bail!("{packets_out} of {all} packets were forwarded: the figure would be none");
    }
    Ok(expected as f64 / used)
}

/// Packets that a loop sends for each second of its CPU: one `sendmmsg` for each burst and receiver, no encryption, no receiving.
fn bare_loop(receivers: usize) -> anyhow::Result<f64> {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
    let sinks: Vec<UdpSocket> = (0..receivers).map(|_| sink()).collect::<Result<_, _>>()?;
    let packet = [0_u8; PACKET_BYTES];
    let thread = rustix::thread::gettid().as_raw_nonzero().get() as u32;
    let (before, start, mut sent) = (cpu(thread)?, Instant::now(), 0_u64);
    let mut next = start;
    while start.elapsed() < RUN {
        for sink in &sinks {
            sent += send_burst(&socket, sink.local_addr()?, &packet)?;
        }
        next += BETWEEN_BURSTS;
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
    }
    Ok(sent as f64 / (cpu(thread)? - before))
}

#[expect(unsafe_code, reason = "the bare system call is what is measured")]
fn send_burst(socket: &UdpSocket, to: SocketAddr, packet: &[u8]) -> anyhow::Result<u64> {
    let SocketAddr::V4(to) = to else {
        bail!("IPv4 only");
    };
    let mut name = libc::sockaddr_in {
        sin_family: libc::AF_INET as u16,
        sin_port: to.port().to_be(),
        sin_addr: libc::in_addr {
            s_addr: u32::from(*to.ip()).to_be(),
        },
        sin_zero: [0; 8],
    };
    let mut piece = libc::iovec {
        iov_base: packet.as_ptr().cast_mut().cast(),
        iov_len: packet.len(),
    };
    // SAFETY: all-zero is a valid msghdr; pointers are set below to values that outlive the call.
    let mut messages: [libc::mmsghdr; BURST] = unsafe { std::mem::zeroed() };
    for message in &mut messages {
        message.msg_hdr.msg_name = (&raw mut name).cast();
        message.msg_hdr.msg_namelen = size_of::<libc::sockaddr_in>() as u32;
        message.msg_hdr.msg_iov = &raw mut piece;
        message.msg_hdr.msg_iovlen = 1;
    }
    // SAFETY: the descriptor is open, the array has BURST initialised entries, and the kernel only reads what they point to.
    let sent =
        unsafe { libc::sendmmsg(socket.as_raw_fd(), messages.as_mut_ptr(), BURST as u32, 0) };
    Ok(u64::try_from(sent)?)
}

/// Somebody who sends pictures, unprotected: only what the engine does for receivers is compared.
struct Publisher<'s> {
    socket: &'s UdpSocket,
    to: SocketAddr,
    sequence: u16,
    timestamp: u32,
    sent: u64,
}

impl Publisher<'_> {
    fn run(&mut self, time: Duration) -> anyhow::Result<()> {
        let (start, mut next) = (Instant::now(), Instant::now());
        while start.elapsed() < time {
            self.burst()?;
            next += BETWEEN_BURSTS;
            std::thread::sleep(next.saturating_duration_since(Instant::now()));
        }
        Ok(())
    }

    /// One picture: each is a whole one, so that no receiver waits for one.
    fn burst(&mut self) -> anyhow::Result<()> {
        let mut packet = [0_u8; PACKET_BYTES];
        for n in 0..BURST {
            let marker = if n + 1 == BURST { 0x80 } else { 0 };
            packet[0] = 0x80;
            packet[1] = marker | vp8().payload_type.get();
            packet[2..4].copy_from_slice(&self.sequence.to_be_bytes());
            packet[4..8].copy_from_slice(&self.timestamp.to_be_bytes());
            packet[8..12].copy_from_slice(&7_u32.to_be_bytes());
            // VP8 (RFC 7741 section 4.2): a picture begins; then the head of a key frame (RFC 6386 section 9.1).
            let head: &[u8] = &[0x10, 0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01];
            packet[12..].fill(0);
            if n == 0 {
                packet[12..12 + head.len()].copy_from_slice(head);
            }
            self.socket.send_to(&packet, self.to)?;
            self.sequence = self.sequence.wrapping_add(1);
            self.sent += 1;
        }
        self.timestamp = self.timestamp.wrapping_add(3_600);
        Ok(())
    }
}

fn sink() -> std::io::Result<UdpSocket> {
    UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))
}

fn vp8() -> CodecLimits {
    CodecLimits {
        codec: Codec::Vp8,
        payload_type: PayloadType::from_header(96),
        rtx: None,
        clock_rate: 90_000,
        parameters: CodecParameters::Vp8 {
            max_frame_rate: None,
            max_frame_size: None,
        },
    }
}

fn request(suite: Option<SrtpSuite>) -> PortRequest {
    PortRequest {
        transports: vec![TransportRequest {
            id: TRANSPORT,
            shared: false,
            ice: None,
            security: if suite.is_some() {
                SecurityKind::Sdes
            } else {
                SecurityKind::Plain
            },
            dtls_role: DtlsRole::Either,
            sdes: suite.map(|s| (1, s)).into_iter().collect(),
            rtcp_mux: true,
            realm: None,
            toward: Some(Ipv4Addr::LOCALHOST.into()),
        }],
        streams: vec![StreamRequest {
            stream: STREAM,
            transport: TRANSPORT,
            rtx: false,
        }],
    }
}

fn leg_plan(
    number: u64,
    local_leg: LegId,
    local: LocalMedia,
    remote: SocketAddr,
    suite: Option<SrtpSuite>,
) -> LegPlan {
    let far_end = Transport {
        id: TRANSPORT,
        rtp: Some(remote),
        rtcp: None,
        security: match suite {
            None => Security::Plain,
            Some(suite) => Security::Sdes {
                keys: vec![SdesKey {
                    tag: 1,
                    suite,
                    key: Secret::new(vec![9; suite.key_bytes() + suite.salt_bytes()]),
                    mki: Vec::new(),
                }],
            },
        },
        traversal: Traversal::None,
    };
    LegPlan {
        leg: local_leg,
        participant: ParticipantId::from_number(number),
        local: description(local.transports),
        remote: description(vec![far_end]),
        feeds: Vec::new(),
    }
}

fn description(transports: Vec<Transport>) -> MediaDescription {
    MediaDescription {
        streams: vec![Stream {
            id: STREAM,
            role: StreamRole::Main,
            receive: vec![vp8()],
            send: vec![vp8()],
            layers: Vec::new(),
            flow: Flow::Both,
            transport: Some(TRANSPORT),
            slots: vec![SlotId(0)],
            rtp: RtpParameters {
                rtcp_mux: true,
                ..RtpParameters::default()
            },
            packet_time_ms: None,
        }],
        transports,
        max_bitrate: None,
        cname: None,
    }
}

/// The thread of this process with a name.
fn thread_named(name: &str) -> anyhow::Result<u32> {
    for entry in std::fs::read_dir("/proc/self/task")? {
        let path = entry?.path();
        if std::fs::read_to_string(path.join("comm"))?.trim() == name {
            let id = path
                .file_name()
                .and_then(|n| n.to_str())
                .context("a thread")?;
            return Ok(id.parse()?);
        }
    }
    bail!("no thread is named {name}")
}

/// CPU seconds of a thread, user and system, by the scheduler's own nanoseconds: clock ticks are too coarse for one thread.
fn cpu(thread: u32) -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/self/task/{thread}/schedstat"))?;
    let nanoseconds = stat.split_whitespace().next().context("a field")?;
    Ok(nanoseconds.parse::<f64>()? / 1e9)
}
