//! A far end that says what it likes, byte for byte.

use std::net::SocketAddr;

use tolk_asn1::Per;
use tolk_asn1::h225::{
    AliasAddress, CallIdentifier, CallType, ConferenceIdentifier, EndpointType, GloballyUniqueID,
    H323UUPDU, H323UUPDUH323MessageBody as Body, H323UserInformation, ProtocolIdentifier,
    SetupUUIE, SetupUUIEConferenceGoal,
};
use tolk_asn1::types::{FixedOctetString, Ia5String, ObjectIdentifier};
use tolk_h323::q931::{CallReference, Element, Kind, Message};
use tolk_h323::tpkt;
use tolk_model::address::TransportKind;
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::{Ask, Edge, EdgeOutput, FlowInfo, Reply};
use tolk_model::id::FlowId;
use tolk_model::journal::JournalEvent;
use tolk_model::leg::LegEvent;
use tolk_model::party::Target;
use tolk_model::time::Now;
use tolk_model::{Address, LegId, Seed};

use tolk_h323::{H323Config, H323Edge};

/// One edge, and what it did.
pub(crate) struct Probe {
    pub(crate) edge: H323Edge,
    pub(crate) now: Now,
    pub(crate) sent: Vec<(FlowId, Message)>,
    pub(crate) events: Vec<(LegId, LegEvent)>,
    pub(crate) journal: Vec<JournalEvent>,
    pub(crate) closed: Vec<FlowId>,
    pub(crate) opened: Vec<FlowId>,
    /// What was opened or awaited, and where.
    pub(crate) places: Vec<(FlowId, Place)>,
    /// Who may come to where the edge listens.
    pub(crate) awaited: Vec<(FlowId, Vec<std::net::IpAddr>)>,
    /// How the directory answers a forwarding, and what it was asked.
    pub(crate) directory: Result<Target, Cause>,
    pub(crate) asked: Vec<Address>,
    /// Control that it sent on connections of their own.
    pub(crate) control: Vec<(FlowId, Vec<u8>)>,
}

/// Where a connection leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    To(SocketAddr),
    Listens,
}

pub(crate) fn protocol() -> ProtocolIdentifier {
    ProtocolIdentifier(ObjectIdentifier::new_unchecked(
        vec![0, 0, 8, 2250, 0, 4].into(),
    ))
}

/// A Setup's H.225.0 part.
pub(crate) fn setup(to: &str) -> SetupUUIE {
    let guid = |byte| GloballyUniqueID(FixedOctetString::from([byte; 16]));
    let mut setup = SetupUUIE::new(
        protocol(),
        EndpointType::new(false, false),
        false,
        ConferenceIdentifier(guid(2)),
        SetupUUIEConferenceGoal::create(()),
        CallType::pointToPoint(()),
    );
    setup.call_identifier = Some(CallIdentifier::new(guid(1)));
    setup.destination_address = Some(vec![AliasAddress::dialledDigits(
        Ia5String::try_from(to).unwrap(),
    )]);
    setup
}

/// A message with an H.225.0 part.
pub(crate) fn message(kind: Kind, value: u16, from_called: bool, body: Body) -> Message {
    let mut pdu = H323UUPDU::new(body);
    pdu.h245_tunnelling = Some(true);
    let mut message = plain(kind, value, from_called, Vec::new());
    message.push_user_user(&H323UserInformation::new(pdu).to_per().unwrap());
    message
}

/// A message without one.
pub(crate) fn plain(kind: Kind, value: u16, from_called: bool, elements: Vec<Element>) -> Message {
    Message {
        call: CallReference { value, from_called },
        kind,
        elements,
    }
}

impl Probe {
    pub(crate) fn new(config: H323Config) -> Probe {
        Probe {
            edge: H323Edge::new(config, Seed::from_number(9)),
            now: Now::default(),
            sent: Vec::new(),
            events: Vec::new(),
            journal: Vec::new(),
            closed: Vec::new(),
            opened: Vec::new(),
            places: Vec::new(),
            awaited: Vec::new(),
            directory: Err(Cause::us(Reason::Forbidden)),
            asked: Vec::new(),
            control: Vec::new(),
        }
    }

    /// Somebody connects.
    pub(crate) fn connect(&mut self, flow: u64, from: [u8; 4]) -> FlowId {
        let flow = FlowId(flow);
        let info = FlowInfo {
            transport: TransportKind::Tcp,
            local: super::address(super::B),
            remote: SocketAddr::from((from, 40_000)),
            accepted: true,
            verified: Vec::new(),
        };
        self.edge.flow_opened(self.now, flow, info);
        self.drain();
        flow
    }

    pub(crate) fn say(&mut self, flow: FlowId, message: &Message) {
        let bytes = tpkt::frame(&message.to_bytes().unwrap()).unwrap();
        self.bytes(flow, &bytes);
    }

    pub(crate) fn bytes(&mut self, flow: FlowId, bytes: &[u8]) {
        self.edge.receive(self.now, flow, bytes);
        self.drain();
    }

    /// It calls; the name leads to where it says.
    pub(crate) fn dial(&mut self, leg: LegId, to: &str) {
        let dial = tolk_model::leg::Dial {
            call: tolk_model::CallId::from_number(1),
            to: to.parse().unwrap(),
            from: super::party("8005"),
            media: super::media(super::A),
            transfer: None,
            route: None,
        };
        let dial = tolk_model::LegCommand::Dial(Box::new(dial));
        self.edge_command(leg, dial);
    }

    /// A connection of ours comes about.
    pub(crate) fn accept(&mut self, flow: FlowId) {
        self.join(flow, [192, 0, 2, 2], false);
    }

    /// It listens.
    pub(crate) fn listens(&mut self, flow: FlowId, port: u16) {
        let at = SocketAddr::from(([192, 0, 2, 2], port));
        self.edge.listening(self.now, flow, Some(at));
        self.drain();
    }

    /// A connection comes about, from or to a host.
    pub(crate) fn join(&mut self, flow: FlowId, from: [u8; 4], accepted: bool) {
        let info = FlowInfo {
            transport: TransportKind::Tcp,
            local: ([192, 0, 2, 1], 50_000).into(),
            remote: (from, 1720).into(),
            accepted,
            verified: Vec::new(),
        };
        self.edge.flow_opened(self.now, flow, info);
        self.drain();
    }

    pub(crate) fn edge_command(&mut self, leg: LegId, command: tolk_model::LegCommand) {
        self.edge.command(self.now, leg, command);
        self.drain();
    }

    pub(crate) fn close(&mut self, flow: FlowId) {
        let why = Cause::network(Reason::ConnectionLost);
        self.edge.flow_closed(self.now, flow, why);
        self.drain();
    }

    pub(crate) fn wait(&mut self, seconds: u64) {
        self.now = self.now.later(std::time::Duration::from_secs(seconds));
        self.edge.timeout(self.now);
        self.drain();
    }

    pub(crate) fn drain(&mut self) {
        while let Some(output) = self.edge.poll() {
            match output {
                EdgeOutput::Transmit(flow, bytes) => {
                    let packet = tpkt::split(&bytes).unwrap().unwrap();
                    // Control has no Q.931 around it.
                    match Message::parse(packet) {
                        Ok(message) => self.sent.push((flow, message)),
                        Err(_) => self.control.push((flow, packet.to_vec())),
                    }
                }
                EdgeOutput::Event(leg, event) => self.events.push((leg, event)),
                EdgeOutput::Journal(_, event) => self.journal.push(event),
                EdgeOutput::Close(flow) => self.closed.push(flow),
                EdgeOutput::Open(flow, place) => {
                    self.opened.push(flow);
                    self.places.push((flow, Place::To(place.address)));
                }
                EdgeOutput::Listen(flow, _, peers) => {
                    self.awaited.push((flow, peers));
                    self.opened.push(flow);
                    self.places.push((flow, Place::Listens));
                }
                EdgeOutput::Ask(ask, question) => {
                    let Ask::Redirect { to, .. } = question else {
                        panic!("{question:?}");
                    };
                    self.asked.push(to.reveal().clone());
                    let reply = Reply::Redirect(self.directory.clone().map(Box::new));
                    self.edge.reply(self.now, ask, reply);
                }
                EdgeOutput::Resolve(query, wanted) => {
                    let ip = wanted.host.ip().unwrap();
                    let place = tolk_model::party::Destination {
                        address: SocketAddr::new(ip, wanted.port.unwrap()),
                        transport: TransportKind::Tcp,
                        name: None,
                    };
                    self.edge.resolved(self.now, query, vec![place]);
                }
                EdgeOutput::Direct(_) => {}
            }
        }
    }

    /// The kinds of what was sent, and their causes; then they are forgotten.
    pub(crate) fn answers(&mut self) -> Vec<(Kind, Option<u8>)> {
        let sent = std::mem::take(&mut self.sent);
        sent.iter()
            .map(|(_, m)| (m.kind, m.cause().map(|c| c.value)))
            .collect()
    }

    pub(crate) fn count(&self, what: &str) -> u64 {
        self.edge.debug_state()[what].as_u64().unwrap()
    }

    pub(crate) fn calls(&self) -> usize {
        self.edge.debug_state()["calls"].as_array().unwrap().len()
    }

    pub(crate) fn problems(&self) -> usize {
        let bad = |e: &&JournalEvent| matches!(e, JournalEvent::Malformed { .. });
        self.journal.iter().filter(bad).count()
    }
}
