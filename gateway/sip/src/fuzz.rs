//! The entry point of fuzzing: the same function runs under cargo-fuzz and in ordinary tests.

use tolk_model::address::TransportKind;
use tolk_model::edge::{Ask, Edge, EdgeOutput, FlowInfo, Reply};
use tolk_model::leg::{LegCommand, LegEvent};
use tolk_model::party::Destination;
use tolk_model::presence::{Availability, Delivery, Document};
use tolk_model::time::Now;
use tolk_model::{Domain, FlowId, LegId, Seed};

use crate::wire::message::Message;
use crate::wire::parse::split_datagram;
use crate::wire::validate::validate;
use crate::{SipConfig, SipEdge};

/// Virtual seconds after which the edge is asked to have forgotten everything.
const FOREVER_S: u64 = 100_000;

/// Feeds bytes as a datagram, as a stream in two pieces, and as INVITE bodies' neighbours; walks time to the end. Panics on a bug.
#[doc(hidden)]
pub fn fuzz_sip(bytes: &[u8]) {
    if let Ok(message) = split_datagram(bytes).and_then(validate) {
        let printed = match &message {
            Message::Request(request) => request.to_bytes(),
            Message::Response(response) => response.to_bytes(),
        };
        let again = split_datagram(&printed).and_then(validate);
        assert!(again.is_ok(), "what was printed must be read again");
    }
    crate::wire::refer::fuzz(bytes);
    let Ok(domain) = Domain::new("example.com") else {
        return;
    };
    // Without a registrar, and with one whose secrets nobody knows.
    for accounts in [false, true] {
        let config = SipConfig {
            accounts,
            ..SipConfig::new(domain.clone(), Vec::new())
        };
        feed(SipEdge::new(config, Seed::from_number(1)), bytes);
    }
}

fn feed(mut edge: SipEdge, bytes: &[u8]) {
    let now = Now::default();
    for (flow, transport) in [(2, TransportKind::Udp), (4, TransportKind::Tcp)] {
        let info = FlowInfo {
            transport,
            local: ([192, 0, 2, 1], 5060).into(),
            remote: ([192, 0, 2, 2], 5060).into(),
            accepted: true,
            verified: Vec::new(),
        };
        edge.flow_opened(now, FlowId(flow), info);
        drain(&mut edge, now);
        let (one, two) = bytes.split_at(bytes.len() / 2);
        if transport == TransportKind::Udp {
            edge.receive(now, FlowId(flow), bytes);
        } else {
            edge.receive(now, FlowId(flow), one);
            drain(&mut edge, now);
            edge.receive(now, FlowId(flow), two);
        }
        drain(&mut edge, now);
    }
    walk(&mut edge, now);
}

/// Accepts every call and opens every flow; ends when nothing comes any more.
fn drain(edge: &mut SipEdge, now: Now) {
    let mut legs: Vec<LegId> = Vec::new();
    while let Some(output) = edge.poll() {
        match output {
            EdgeOutput::Event(leg, LegEvent::Incoming(request)) => {
                edge.command(now, leg, LegCommand::Ring);
                edge.command(now, leg, LegCommand::Accept(request.media));
                legs.push(leg);
            }
            EdgeOutput::Open(
                flow,
                Destination {
                    address, transport, ..
                },
            ) => {
                let info = FlowInfo {
                    transport,
                    local: ([192, 0, 2, 1], 5060).into(),
                    remote: address,
                    accepted: false,
                    verified: Vec::new(),
                };
                edge.flow_opened(now, flow, info);
            }
            EdgeOutput::Ask(ask, question) => edge.reply(now, ask, answer(&question)),
            EdgeOutput::Resolve(query, _) => edge.resolved(now, query, Vec::new()),
            _ => {}
        }
    }
}

/// Feeds bytes to the readers of event documents. What is read of presence is read again as it was. Panics on a bug.
#[doc(hidden)]
pub fn fuzz_sip_events(bytes: &[u8]) {
    crate::simple::fuzz_documents(bytes);
}

/// A directory in which everybody has an account that nobody can prove, and everybody may be watched.
fn answer(question: &Ask) -> Reply {
    match question {
        Ask::HasAccount { .. } => Reply::HasAccount(true),
        Ask::Credentials { .. } => Reply::Credentials(None),
        Ask::Subscribe(_) => Reply::Subscribe(Ok(Document::Presence {
            availability: Availability::Available,
            note: None,
        })),
        Ask::Publish(_) => Reply::Publish(Ok(())),
        Ask::Page(..) => Reply::Page(Ok(Delivery::Relayed)),
        _ => Reply::Noted,
    }
}

fn walk(edge: &mut SipEdge, start: Now) {
    let mut now = start;
    while let Some((at, _)) = edge.next_timeout() {
        let step = at.since(now.mono);
        now = now.later(step);
        if now.mono.0.as_secs() > FOREVER_S {
            break;
        }
        edge.timeout(now);
        drain(edge, now);
    }
    let state = edge.debug_state();
    let outside = state.get("outside_calls").and_then(|o| o.as_object());
    for (name, count) in outside.into_iter().flatten() {
        assert_eq!(count, &serde_json::json!(0), "{name} leak");
    }
    let alive = ["client_transactions", "server_transactions"];
    for name in alive {
        assert_eq!(state.get(name), Some(&serde_json::json!(0)), "{name} leak");
    }
}
