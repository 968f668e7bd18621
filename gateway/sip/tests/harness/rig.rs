//! One edge, and a test at the other end of its flows.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tolk_model::address::TransportKind;
use tolk_model::edge::{Edge, EdgeOutput, FlowInfo};
use tolk_model::media::Flow;
use tolk_model::party::Destination;
use tolk_model::time::Now;
use tolk_model::{FlowId, LegId, Seed, TrunkId};
use tolk_sip::{SipConfig, SipEdge, TrunkConfig};

use super::{audio, config, dial, domain};

/// An edge whose flows the test is the other end of.
pub(crate) struct Rig {
    pub(crate) edge: SipEdge,
    pub(crate) now: Now,
    pub(crate) out: Vec<EdgeOutput>,
}

impl Rig {
    pub(crate) fn new() -> Rig {
        Rig::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut SipConfig)) -> Rig {
        let address: SocketAddr = "198.51.100.1:5060".parse().unwrap();
        let mut config = config(address);
        change(&mut config);
        config.listen.push(tolk_sip::Listen {
            transport: TransportKind::Tls,
            local: "198.51.100.1:5061".parse().unwrap(),
            advertise: None,
        });
        Rig {
            edge: SipEdge::new(config, Seed::from_number(5)),
            now: Now::default(),
            out: vec![],
        }
    }

    pub(crate) fn drain(&mut self) {
        while let Some(output) = self.edge.poll() {
            self.out.push(output);
        }
    }

    pub(crate) fn open(
        &mut self,
        flow: u64,
        transport: TransportKind,
        remote: &str,
        proven: &[&str],
    ) {
        let info = FlowInfo {
            transport,
            local: "198.51.100.1:5061".parse().unwrap(),
            remote: remote.parse().unwrap(),
            accepted: flow.is_multiple_of(2),
            verified: proven.iter().map(|name| domain(name)).collect(),
        };
        self.edge.flow_opened(self.now, FlowId(flow), info);
        self.drain();
    }

    pub(crate) fn feed(&mut self, flow: u64, bytes: impl AsRef<[u8]>) {
        self.edge.receive(self.now, FlowId(flow), bytes.as_ref());
        self.drain();
    }

    pub(crate) fn pass(&mut self, seconds: u64) {
        let end = self.now.mono + Duration::from_secs(seconds);
        while let Some((at, _)) = self.edge.next_timeout().filter(|(at, _)| *at <= end) {
            self.now = self.now.later(at.since(self.now.mono));
            self.edge.timeout(self.now);
            self.drain();
        }
        self.now = self.now.later(end.since(self.now.mono));
    }

    /// What went out on a flow, and is taken.
    pub(crate) fn sent(&mut self, flow: u64) -> Vec<String> {
        let mine = |o: &EdgeOutput| matches!(o, EdgeOutput::Transmit(f, _) if f.0 == flow);
        let (mine, rest) = std::mem::take(&mut self.out).into_iter().partition(mine);
        self.out = rest;
        let mine: Vec<EdgeOutput> = mine;
        mine.into_iter()
            .map(|o| match o {
                EdgeOutput::Transmit(_, bytes) => String::from_utf8_lossy(&bytes).into_owned(),
                _ => String::new(),
            })
            .collect()
    }

    pub(crate) fn is_closed(&self, flow: u64) -> bool {
        self.out
            .iter()
            .any(|o| matches!(o, EdgeOutput::Close(f) if f.0 == flow))
    }

    pub(crate) fn opens(&self) -> Vec<(u64, Destination)> {
        let opened = |o: &EdgeOutput| match o {
            EdgeOutput::Open(flow, to) => Some((flow.0, to.clone())),
            _ => None,
        };
        self.out.iter().filter_map(opened).collect()
    }

    pub(crate) fn journal(&self) -> String {
        let line = |o: &EdgeOutput| match o {
            EdgeOutput::Journal(_, event) => Some(format!("{event:?}")),
            _ => None,
        };
        self.out.iter().filter_map(line).collect()
    }

    pub(crate) fn status(&mut self, flow: u64) -> Vec<String> {
        let word = |t: String| t.split(' ').nth(1).unwrap_or("-").to_string();
        self.sent(flow).into_iter().map(word).collect()
    }

    pub(crate) fn dial(&mut self, to: &str) -> LegId {
        let leg = LegId::from_number(77);
        let command = dial(to, audio(4000, Flow::Both));
        self.edge.command(self.now, leg, command);
        self.drain();
        leg
    }
}

pub(crate) fn options(via: &str, more: &str, body: &str) -> String {
    format!(
        "OPTIONS sip:a@example.com SIP/2.0\r\nVia: SIP/2.0/{via};branch=z9hG4bK{}\r\nFrom: <sip:b@b.example>;tag=1\r\n\
         To: <sip:a@example.com>\r\nCall-ID: {}\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n{more}\r\n{body}",
        more.len() * 1_000 + body.len(),
        more.len() * 1_000 + body.len() + 1,
    )
}

pub(crate) fn header<'a>(message: &'a str, name: &str) -> &'a str {
    let line = message.lines().find(|l| l.starts_with(name)).unwrap();
    line[name.len()..].trim()
}

/// A response to a request of the edge.
pub(crate) fn answer(request: &str, status: &str) -> String {
    let copy = |name| format!("{name} {}\r\n", header(request, name));
    format!(
        "SIP/2.0 {status}\r\n{}{}To: {};tag=9\r\n{}{}Content-Length: 0\r\n\r\n",
        copy("Via:"),
        copy("From:"),
        header(request, "To:"),
        copy("Call-ID:"),
        copy("CSeq:")
    )
}

/// A trunk whose calls come from some addresses.
pub(crate) fn trunk(sources: Vec<IpAddr>) -> TrunkConfig {
    TrunkConfig {
        name: TrunkId::new("pbx"),
        domain: domain("pbx.example"),
        proxies: vec!["sip:pbx.example".parse().unwrap()],
        login: None,
        user: "tolk".to_string(),
        register: false,
        lifetime: Duration::from_secs(600),
        health: None,
        sources,
        trust_udp: false,
    }
}
