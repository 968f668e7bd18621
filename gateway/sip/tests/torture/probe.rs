//! One edge, one flow, bytes in: what comes back, as `STATUS METHOD`, and whether the flow was closed.

use std::net::SocketAddr;
use std::time::Duration;

use tolk_model::address::TransportKind;
use tolk_model::edge::{Ask, Edge, EdgeOutput, FlowInfo, Reply};
use tolk_model::journal::JournalEvent;
use tolk_model::{Cause, Domain, FlowId, LegCommand, LegEvent, LegId, Now, Reason, Seed};
use tolk_sip::{SipConfig, SipEdge};

/// The flow under test.
const FLOW: FlowId = FlowId(2);
/// What comes later than this after a message is no answer to it but a repetition.
const SOON: Duration = Duration::from_millis(100);
/// How far time is walked to see that everything is forgotten.
const FOREVER: Duration = Duration::from_secs(100_000);

/// The edge and its only peer.
pub(crate) struct Probe {
    pub(crate) edge: SipEdge,
    pub(crate) now: Now,
    /// What was sent, whole.
    pub(crate) sent: Vec<String>,
    /// The flow was closed by us.
    pub(crate) closed: bool,
    pub(crate) journal: Vec<JournalEvent>,
    pub(crate) events: Vec<(LegId, LegEvent)>,
}

impl Probe {
    /// A peer with an address of the family that the messages are about.
    pub(crate) fn new(transport: TransportKind, ipv6: bool) -> Probe {
        let (local, remote): (SocketAddr, SocketAddr) = if ipv6 {
            let at = |last| std::net::Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 9, last);
            ((at(0x10), 5060).into(), (at(1), 5060).into())
        } else {
            (
                ([198, 51, 100, 2], 5060).into(),
                ([198, 51, 100, 1], 5060).into(),
            )
        };
        let domain = Domain::new("example.com").expect("a domain");
        let edge = SipEdge::new(SipConfig::new(domain, Vec::new()), Seed::from_number(1));
        let mut probe = Probe {
            edge,
            now: Now::default(),
            sent: Vec::new(),
            closed: false,
            journal: Vec::new(),
            events: Vec::new(),
        };
        let info = FlowInfo {
            transport,
            local,
            remote,
            accepted: true,
            verified: Vec::new(),
        };
        probe.edge.flow_opened(probe.now, FLOW, info);
        probe.drain();
        probe
    }

    /// Bytes from the peer, and a moment to answer.
    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        self.piece(bytes);
        self.walk(SOON);
    }

    /// A part of a message, at once after the one before: a whole one has its deadline.
    pub(crate) fn piece(&mut self, bytes: &[u8]) {
        self.edge.receive(self.now, FLOW, bytes);
        self.drain();
    }

    /// The core wants something of a leg.
    pub(crate) fn command(&mut self, leg: LegId, command: LegCommand) {
        self.edge.command(self.now, leg, command);
        self.drain();
    }

    /// The answers so far; a closed flow is the last of them.
    pub(crate) fn answers(&self) -> Vec<String> {
        let mut answers: Vec<String> = self
            .sent
            .iter()
            .filter_map(|t| t.strip_prefix("SIP/2.0 "))
            .map(|t| {
                let status = t.get(..3).unwrap_or_default();
                let cseq = header(t, "CSeq").unwrap_or_default();
                let method = cseq.split_whitespace().nth(1).unwrap_or("?");
                format!("{status} {method}")
            })
            .collect();
        if self.closed {
            answers.push("close".to_string());
        }
        answers
    }

    /// Statuses alone.
    pub(crate) fn statuses(&self) -> Vec<String> {
        let first = |a: String| a.split(' ').next().unwrap_or_default().to_string();
        self.answers().into_iter().map(first).collect()
    }

    /// The last answer, whole.
    pub(crate) fn last(&self) -> &str {
        self.sent.last().map_or("", String::as_str)
    }

    /// Walks until nothing is left to happen; then nothing may be left at all.
    pub(crate) fn assert_forgets(&mut self, what: &str) {
        self.walk(FOREVER);
        let state = self.edge.debug_state();
        for name in ["client_transactions", "server_transactions", "dialogs"] {
            assert_eq!(state[name], serde_json::json!(0), "{what}: {name} {state}");
        }
    }

    /// Lets time pass.
    pub(crate) fn walk(&mut self, time: Duration) {
        let end = self.now.mono + time;
        while let Some((at, _)) = self.edge.next_timeout() {
            if at > end {
                break;
            }
            self.now = self.now.later(at.since(self.now.mono));
            self.edge.timeout(self.now);
            self.drain();
        }
        self.now = self.now.later(end.since(self.now.mono));
    }

    fn drain(&mut self) {
        while let Some(output) = self.edge.poll() {
            match output {
                EdgeOutput::Transmit(_, bytes) => {
                    self.sent.push(String::from_utf8_lossy(&bytes).to_string());
                }
                EdgeOutput::Open(flow, to) => {
                    let info = FlowInfo {
                        transport: to.transport,
                        local: to.address,
                        remote: to.address,
                        accepted: false,
                        verified: Vec::new(),
                    };
                    self.edge.flow_opened(self.now, flow, info);
                }
                EdgeOutput::Close(flow) => self.closed |= flow == FLOW,
                EdgeOutput::Resolve(query, _) => self.edge.resolved(self.now, query, Vec::new()),
                EdgeOutput::Ask(ask, question) => {
                    let reply = stranger(&question);
                    self.edge.reply(self.now, ask, reply);
                }
                EdgeOutput::Journal(_, event) => self.journal.push(event),
                EdgeOutput::Event(leg, event) => self.events.push((leg, event)),
                EdgeOutput::Direct(_) | EdgeOutput::Listen(..) => {}
            }
        }
    }
}

/// A directory that knows nobody.
fn stranger(ask: &Ask) -> Reply {
    let no = || Cause::us(Reason::Forbidden);
    match ask {
        Ask::Credentials { .. } => Reply::Credentials(None),
        Ask::HasAccount { .. } => Reply::HasAccount(false),
        Ask::Subscribe(_) => Reply::Subscribe(Err(no())),
        Ask::Publish(_) => Reply::Publish(Err(no())),
        Ask::Page(..) => Reply::Page(Err(no())),
        _ => Reply::Noted,
    }
}

/// The value of a header of ours, folds joined.
pub(crate) fn header(message: &str, name: &str) -> Option<String> {
    let mut lines = message.split("\r\n").skip(1);
    let start = format!("{name}:");
    let first = lines.find(|l| l.starts_with(&start))?;
    let mut value = first.get(start.len()..)?.trim().to_string();
    for fold in lines.take_while(|l| l.starts_with([' ', '\t'])) {
        value.push(' ');
        value.push_str(fold.trim());
    }
    Some(value)
}
