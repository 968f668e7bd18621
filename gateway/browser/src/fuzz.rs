//! The entry point of fuzzing: the same function runs under cargo-fuzz and in ordinary tests.

use tolk_model::address::TransportKind;
use tolk_model::edge::{Edge, EdgeOutput, FlowInfo};
use tolk_model::leg::{LegCommand, LegEvent};
use tolk_model::{FlowId, MediaDescription, Now, Seed};

use crate::{BrowserConfig, BrowserEdge};

/// Virtual time after which the edge must have forgotten everything.
const FOREVER_S: u64 = 100_000;

/// Feeds each line of `bytes` as one message, to a websocket that has joined and to one that has not; accepts what joins; walks time
/// to the end. Panics on a bug.
#[doc(hidden)]
pub fn fuzz_browser(bytes: &[u8]) {
    let mut edge = BrowserEdge::new(BrowserConfig::default(), Seed::from_number(1));
    let mut now = Now::default();
    for flow in [FlowId(2), FlowId(4)] {
        let info = FlowInfo {
            transport: TransportKind::Websocket,
            local: ([192, 0, 2, 1], 8080).into(),
            remote: ([192, 0, 2, 2], 50_000).into(),
            accepted: true,
            verified: Vec::new(),
        };
        edge.flow_opened(now, flow, info);
        drain(&mut edge, now);
    }
    let join = br#"{"v":1,"id":1,"type":"join","body":{"meeting":"8001234","name":"Anna"}}"#;
    edge.receive(now, FlowId(2), join);
    drain(&mut edge, now);
    for message in bytes.split(|byte| *byte == b'\n') {
        edge.receive(now, FlowId(2), message);
        drain(&mut edge, now);
        edge.receive(now, FlowId(4), message);
        drain(&mut edge, now);
    }
    while let Some((at, _)) = edge.next_timeout() {
        now = now.later(at.since(now.mono));
        assert!(now.mono.0.as_secs() < FOREVER_S, "something never ends");
        edge.timeout(now);
        drain(&mut edge, now);
    }
    let state = edge.debug_state();
    assert_eq!(
        state.get("flows"),
        Some(&serde_json::json!(0)),
        "flows leak"
    );
    assert_eq!(
        state.get("sessions"),
        Some(&serde_json::json!([])),
        "sessions leak"
    );
}

fn drain(edge: &mut BrowserEdge, now: Now) {
    while let Some(output) = edge.poll() {
        match output {
            EdgeOutput::Event(leg, LegEvent::Incoming(_)) => {
                edge.command(now, leg, LegCommand::Accept(MediaDescription::default()));
            }
            EdgeOutput::Transmit(_, bytes) => assert!(!bytes.is_empty(), "an empty message"),
            _ => {}
        }
    }
}
