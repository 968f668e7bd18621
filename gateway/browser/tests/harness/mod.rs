//! A page and a core in virtual time, with a network that can be cut between them.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::collections::VecDeque;
use std::time::Duration;

use serde_json::{Value, json};
use tolk_browser::protocol::{
    ClientMessage, FromClient, FromServer, Join, Language, Resume, ServerMessage,
};
use tolk_browser::{BrowserConfig, BrowserEdge};
use tolk_model::address::TransportKind;
use tolk_model::edge::{Edge, EdgeOutput, FlowInfo};
use tolk_model::journal::JournalEvent;
use tolk_model::leg::{LegCommand, LegEvent};
use tolk_model::{Cause, FlowId, LegId, Now, Reason, Seed};

/// An edge, its driver, and what the core would have heard.
pub(crate) struct World {
    pub(crate) edge: BrowserEdge,
    pub(crate) now: Now,
    pub(crate) events: VecDeque<(LegId, LegEvent)>,
    pub(crate) journal: Vec<JournalEvent>,
    /// Which leg each of them is about.
    pub(crate) about: Vec<Option<LegId>>,
    pub(crate) closed: Vec<FlowId>,
    wire: Vec<(FlowId, FromServer)>,
    next_flow: u64,
}

impl World {
    pub(crate) fn new(seed: u64) -> World {
        World::with(BrowserConfig::default(), seed)
    }

    pub(crate) fn with(config: BrowserConfig, seed: u64) -> World {
        World {
            edge: BrowserEdge::new(config, Seed::from_number(seed)),
            now: Now::default(),
            events: VecDeque::new(),
            journal: Vec::new(),
            about: Vec::new(),
            closed: Vec::new(),
            wire: Vec::new(),
            next_flow: 2,
        }
    }

    pub(crate) fn open(&mut self) -> FlowId {
        self.open_from([192, 0, 2, 7])
    }

    pub(crate) fn open_from(&mut self, source: [u8; 4]) -> FlowId {
        let flow = FlowId(self.next_flow);
        self.next_flow += 2;
        let info = FlowInfo {
            transport: TransportKind::Websocket,
            local: ([192, 0, 2, 1], 8080).into(),
            remote: (source, 50_000).into(),
            accepted: true,
            verified: Vec::new(),
        };
        self.edge.flow_opened(self.now, flow, info);
        self.drain();
        flow
    }

    pub(crate) fn cut(&mut self, flow: FlowId) {
        let cause = Cause::network(Reason::ConnectionLost);
        self.edge.flow_closed(self.now, flow, cause);
        self.drain();
    }

    pub(crate) fn send(&mut self, flow: FlowId, bytes: &[u8]) {
        self.edge.receive(self.now, flow, bytes);
        self.drain();
    }

    pub(crate) fn command(&mut self, leg: LegId, command: LegCommand) {
        self.edge.command(self.now, leg, command);
        self.drain();
    }

    /// Walks through time, timer by timer.
    pub(crate) fn pass(&mut self, time: Duration) {
        let end = self.now.later(time);
        while let Some((at, _)) = self.edge.next_timeout().filter(|(at, _)| *at <= end.mono) {
            self.now = self.now.later(at.since(self.now.mono));
            self.edge.timeout(self.now);
            self.drain();
        }
        self.now = end;
    }

    /// What was sent on a websocket since the last look.
    pub(crate) fn heard(&mut self, flow: FlowId) -> Vec<FromServer> {
        let (mine, others) = std::mem::take(&mut self.wire)
            .into_iter()
            .partition(|(f, _)| *f == flow);
        self.wire = others;
        let mine: Vec<(FlowId, FromServer)> = mine;
        mine.into_iter().map(|(_, message)| message).collect()
    }

    pub(crate) fn event(&mut self) -> Option<LegEvent> {
        self.events.pop_front().map(|(_, event)| event)
    }

    pub(crate) fn events(&mut self) -> Vec<LegEvent> {
        self.events.drain(..).map(|(_, event)| event).collect()
    }

    pub(crate) fn malformed(&self) -> usize {
        self.journal
            .iter()
            .filter(|e| matches!(e, JournalEvent::Malformed { .. }))
            .count()
    }

    pub(crate) fn limited(&self) -> usize {
        self.journal
            .iter()
            .filter(|e| matches!(e, JournalEvent::Limited { .. }))
            .count()
    }

    fn drain(&mut self) {
        while let Some(output) = self.edge.poll() {
            match output {
                EdgeOutput::Transmit(flow, bytes) => {
                    let message =
                        serde_json::from_slice(&bytes).expect("the edge speaks its own protocol");
                    self.wire.push((flow, message));
                }
                EdgeOutput::Close(flow) => self.closed.push(flow),
                EdgeOutput::Event(leg, event) => self.events.push_back((leg, event)),
                EdgeOutput::Journal(leg, event) => {
                    self.about.push(leg);
                    self.journal.push(event);
                }
                other => panic!("a browser edge never wants {other:?}"),
            }
        }
    }

    pub(crate) fn sessions(&self) -> usize {
        self.edge.debug_state()["sessions"]
            .as_array()
            .map_or(0, Vec::len)
    }
}

/// A page that follows the protocol: numbers, acknowledges, comes back, repeats.
pub(crate) struct Page {
    pub(crate) flow: FlowId,
    pub(crate) leg: LegId,
    pub(crate) token: String,
    next_id: u32,
    pub(crate) last_seq: u32,
    unconfirmed: Vec<FromClient>,
}

impl Page {
    /// Joins; the core's `Incoming` is consumed.
    pub(crate) fn join(world: &mut World, token: Option<&str>) -> Page {
        let flow = world.open();
        let mut page = Page {
            flow,
            leg: LegId::from_number(0),
            token: String::new(),
            next_id: 1,
            last_seq: 0,
            unconfirmed: Vec::new(),
        };
        let join = Join {
            meeting: "8001234".into(),
            token: token.map(str::to_string),
            name: " Anna\u{7} Berg ".into(),
            language: Some(Language::En),
            capabilities: Default::default(),
        };
        page.say(world, ClientMessage::Join(join));
        let Some((leg, LegEvent::Incoming(request))) = world.events.pop_front() else {
            panic!("no incoming call");
        };
        assert!(request.media.is_empty(), "Tolk offers");
        assert_eq!(request.from.display_name.reveal(), "Anna Berg");
        assert_eq!(request.language, Some(tolk_model::plan::Language::En));
        page.leg = leg;
        for message in page.listen(world) {
            if let ServerMessage::Welcome(welcome) = message {
                page.token = welcome.resume_token;
            }
        }
        assert!(!page.token.is_empty(), "no welcome");
        page
    }

    /// Says something and keeps it until it is acknowledged.
    pub(crate) fn say(&mut self, world: &mut World, message: ClientMessage) -> u32 {
        let envelope = self.number(message);
        world.send(self.flow, &bytes(&envelope));
        envelope.id
    }

    /// Says something on a websocket that is broken: it never arrives.
    pub(crate) fn say_in_vain(&mut self, message: ClientMessage) -> u32 {
        self.number(message).id
    }

    fn number(&mut self, message: ClientMessage) -> FromClient {
        let envelope = FromClient {
            v: 1,
            id: self.next_id,
            ack: Some(self.last_seq),
            message,
        };
        self.next_id += 1;
        self.unconfirmed.push(envelope.clone());
        envelope
    }

    /// Says something that has no number.
    pub(crate) fn say_once(&mut self, world: &mut World, message: ClientMessage) {
        let envelope = FromClient {
            v: 1,
            id: 0,
            ack: Some(self.last_seq),
            message,
        };
        world.send(self.flow, &bytes(&envelope));
    }

    /// What came, each message once.
    pub(crate) fn listen(&mut self, world: &mut World) -> Vec<ServerMessage> {
        let mut new = Vec::new();
        for message in world.heard(self.flow) {
            self.unconfirmed.retain(|said| said.id > message.ack);
            match message.seq {
                Some(seq) if seq <= self.last_seq => continue,
                Some(seq) => self.last_seq = seq,
                None => {}
            }
            new.push(message.message);
        }
        new
    }

    /// Comes back on a new websocket and repeats what was not acknowledged. What the server says is returned.
    pub(crate) fn come_back(&mut self, world: &mut World) -> Vec<ServerMessage> {
        self.flow = world.open();
        let resume = Resume {
            token: self.token.clone(),
            last_seq: self.last_seq,
        };
        self.say_once(world, ClientMessage::Resume(resume));
        let said = self.listen(world);
        for again in self.unconfirmed.clone() {
            world.send(self.flow, &bytes(&again));
        }
        said
    }
}

pub(crate) fn bytes(message: &FromClient) -> Vec<u8> {
    serde_json::to_vec(message).expect("a message can be written")
}

/// A message by hand.
pub(crate) fn raw(id: u32, kind: &str, body: Value) -> Vec<u8> {
    json!({"v": 1, "id": id, "type": kind, "body": body})
        .to_string()
        .into_bytes()
}

/// The names of messages, for comparing.
pub(crate) fn names(messages: &[ServerMessage]) -> Vec<String> {
    let name = |m: &ServerMessage| {
        serde_json::to_value(m).expect("a message is JSON")["type"]
            .as_str()
            .expect("a type")
            .to_string()
    };
    messages.iter().map(name).collect()
}
