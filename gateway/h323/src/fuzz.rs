//! Promises that hold for any bytes; see `tests/src/fuzz.rs`.
#![expect(
    clippy::expect_used,
    reason = "a fuzz target panics when a promise is broken"
)]

use std::fmt::Debug;

use std::net::SocketAddr;

use tolk_asn1::{Per, h225, h245};
use tolk_model::address::TransportKind;
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::{Edge, EdgeOutput, FlowInfo};
use tolk_model::leg::{LegCommand, LegEvent};
use tolk_model::time::Now;
use tolk_model::{FlowId, LegId, MediaDescription, Seed};

use crate::{H323Config, H323Edge, Listen, inspect, q931, tpkt};

/// However it is cut, a connection gives the same messages and the same error.
#[doc(hidden)]
pub fn fuzz_tpkt(bytes: &[u8]) {
    let read = |size: usize| {
        let (mut framer, mut messages) = (tpkt::Framer::new(), Vec::new());
        for part in bytes.chunks(size.max(1)) {
            framer.push(part);
            loop {
                match framer.next_message() {
                    Ok(Some(message)) => messages.push(message),
                    Ok(None) => break,
                    Err(error) => return (messages, Some(error)),
                }
            }
        }
        (messages, None)
    };
    assert_eq!(read(1), read(bytes.len()));
}

/// What is read is written so that it reads back the same.
#[doc(hidden)]
pub fn fuzz_q931(bytes: &[u8]) {
    if let Ok(message) = q931::Message::parse(bytes) {
        let written = message.to_bytes().expect("what was read can be written");
        assert_eq!(q931::Message::parse(&written), Ok(message));
    }
    let _ = inspect::h225(bytes);
}

/// The same for a message of H.225.0 without Q.931.
#[doc(hidden)]
pub fn fuzz_h225(bytes: &[u8]) {
    round_trip::<h225::H323UserInformation>(bytes);
}

/// The same for control.
#[doc(hidden)]
pub fn fuzz_h245(bytes: &[u8]) {
    round_trip::<h245::MultimediaSystemControlMessage>(bytes);
    let _ = inspect::h245(bytes);
}

/// The same for RAS.
#[doc(hidden)]
pub fn fuzz_ras(bytes: &[u8]) {
    round_trip::<h225::RasMessage>(bytes);
    let _ = inspect::ras(bytes);
}

/// Whatever a caller sends, each of its calls ends exactly once, and nothing is left of them or of the connection.
#[doc(hidden)]
pub fn fuzz_edge(bytes: &[u8]) {
    let at: SocketAddr = ([192, 0, 2, 1], 1720).into();
    let config = H323Config::new(vec![Listen {
        local: at,
        advertise: None,
    }]);
    let mut edge = H323Edge::new(config, Seed::from_number(1));
    let (now, flow) = (Now::default(), FlowId(2));
    let info = FlowInfo {
        transport: TransportKind::Tcp,
        local: at,
        remote: ([192, 0, 2, 9], 50_000).into(),
        accepted: true,
        verified: Vec::new(),
    };
    let (mut begun, mut ended) = (Vec::new(), Vec::new());
    edge.flow_opened(now, flow, info);
    // In two halves, so that some messages come in pieces.
    let (first, second) = bytes.split_at(bytes.len() / 2);
    for part in [first, second] {
        edge.receive(now, flow, part);
        answer(&mut edge, now, &mut begun, &mut ended);
    }
    edge.flow_closed(now, flow, Cause::network(Reason::ConnectionLost));
    answer(&mut edge, now, &mut begun, &mut ended);
    begun.sort();
    ended.sort();
    assert_eq!(begun, ended);
    let state = edge.debug_state();
    for what in ["flows", "timers", "references", "look_ups", "questions"] {
        assert_eq!(state.get(what), Some(&0.into()), "{what}");
    }
}

/// A core that takes every call, and a driver that has ports.
fn answer(edge: &mut H323Edge, now: Now, begun: &mut Vec<LegId>, ended: &mut Vec<LegId>) {
    while let Some(output) = edge.poll() {
        match output {
            EdgeOutput::Listen(flow, ip, _) => {
                edge.listening(now, flow, Some(SocketAddr::new(ip, 40_000)));
            }
            EdgeOutput::Event(leg, LegEvent::Incoming(_)) => {
                begun.push(leg);
                edge.command(now, leg, LegCommand::Ring);
                edge.command(now, leg, LegCommand::Accept(MediaDescription::default()));
            }
            EdgeOutput::Event(leg, LegEvent::Ended(_)) => ended.push(leg),
            _ => {}
        }
    }
}

/// What is read can be written, unless a bound of its type forbids it, and then reads back the same.
fn round_trip<T: Per + PartialEq + Debug>(bytes: &[u8]) {
    let Ok((value, used)) = T::from_per(bytes) else {
        return;
    };
    assert!(used <= bytes.len());
    if let Ok(written) = value.to_per()
        && written.len() <= T::MOST_BYTES
    {
        let (again, _) = T::from_per(&written).expect("what was written is read");
        assert_eq!(again, value);
    }
}
