//! Any messages in any order: a session answers, ends its timers and tells what it means.
#![expect(
    clippy::expect_used,
    reason = "a fuzz target panics when a promise is broken"
)]

use std::net::SocketAddr;

use tolk_asn1::Per;
use tolk_asn1::h245::MultimediaSystemControlMessage;
use tolk_model::codec::{CodecLimits, CodecParameters};
use tolk_model::media::{Flow, RtpParameters, Security, Traversal};
use tolk_model::time::Now;
use tolk_model::{
    Codec, MediaDescription, PayloadType, Seed, Stream, StreamId, StreamRole, Transport,
    TransportId,
};

use super::{Config, Event, Output, Session};

/// The bytes are messages, each behind its length in two bytes. A core replies to what it is told; then time passes.
#[doc(hidden)]
pub fn fuzz_h245_session(bytes: &[u8]) {
    let mut now = Now::default();
    let mut session = Session::new(Config::default(), Seed::from_number(1).generator());
    let own = media();
    session.describe(now, &own);
    session.start(now);
    answer(&mut session, now, &own);
    let mut rest = bytes;
    let mut messages = 0;
    while let Some((length, after)) = rest.split_first_chunk::<2>() {
        let length = usize::from(u16::from_be_bytes(*length)).min(after.len());
        let (message, behind) = after.split_at(length);
        session.receive(now, message);
        answer(&mut session, now, &own);
        rest = behind;
        messages += 1;
        if messages == MOST_MESSAGES {
            break;
        }
    }
    // Whatever they said, silence is noticed.
    for _ in 0..MOST_TIMERS {
        let Some((at, _)) = session.next_timeout() else {
            break;
        };
        now = now.later(at.since(now.mono));
        session.timeout(now);
        answer(&mut session, now, &own);
    }
    assert!(!session.is_running(), "{}", session.debug_state());
    session.end(now);
    assert_eq!(session.next_timeout(), None);
}

/// The core takes what it can; what is sent is a message.
fn answer(session: &mut Session, now: Now, own: &MediaDescription) {
    for _ in 0..MOST_OUTPUTS {
        let Some(output) = session.poll() else {
            return;
        };
        match output {
            Output::Send(bytes) => {
                MultimediaSystemControlMessage::from_per(&bytes).expect("what is sent is read");
            }
            Output::Event(Event::Media(remote)) => session.describe(now, &reply(own, &remote)),
            Output::Event(_) => {}
        }
    }
    panic!("it never ends: {}", session.debug_state());
}

fn reply(own: &MediaDescription, remote: &MediaDescription) -> MediaDescription {
    let mut local = own.clone();
    for stream in &mut local.streams {
        if let Some(theirs) = remote.stream(stream.id) {
            stream.flow = stream.flow.meet(theirs.flow);
            stream.send = theirs.receive.clone();
        }
    }
    local
}

fn media() -> MediaDescription {
    let format = |codec: Codec, number: u8| CodecLimits {
        codec,
        payload_type: PayloadType::from_header(number),
        rtx: None,
        clock_rate: codec.clock_rate(),
        parameters: CodecParameters::None,
    };
    let stream = |id: u16, role, receive| Stream {
        id: StreamId(id),
        role,
        receive,
        send: Vec::new(),
        layers: Vec::new(),
        flow: Flow::Both,
        transport: Some(TransportId(id)),
        slots: Vec::new(),
        rtp: RtpParameters::default(),
        packet_time_ms: None,
    };
    let transport = |id: u16| Transport {
        id: TransportId(id),
        rtp: Some(SocketAddr::from(([192, 0, 2, 1], 4_000 + id * 2))),
        rtcp: None,
        security: Security::Plain,
        traversal: Traversal::None,
    };
    let sound = vec![format(Codec::Pcma, 8), format(Codec::Pcmu, 0)];
    MediaDescription {
        streams: vec![
            stream(0, StreamRole::Audio, sound),
            stream(1, StreamRole::Main, vec![format(Codec::H264, 102)]),
        ],
        transports: vec![transport(0), transport(1)],
        max_bitrate: None,
        cname: None,
    }
}

/// Messages of one input.
const MOST_MESSAGES: usize = 64;
/// Outputs that one message may cause.
const MOST_OUTPUTS: usize = 400;
/// Timers until a session that nobody answers has ended.
const MOST_TIMERS: usize = 200;
