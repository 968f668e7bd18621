//! What we send. Nothing exotic: what version 4 endpoints know.

use std::net::SocketAddr;

use tolk_asn1::Per;
use tolk_asn1::h225::{
    AlertingUUIE, AliasAddress, CallIdentifier, CallProceedingUUIE, CallType, ConferenceIdentifier,
    ConnectUUIE, EndpointType, FacilityReason, FacilityUUIE, GatewayInfo, GloballyUniqueID,
    H221NonStandard, H323UUPDU, H323UUPDUH323MessageBody as Body, H323UserInformation,
    ProgressUUIE, ProtocolIdentifier, ReleaseCompleteReason, ReleaseCompleteUUIE, SetupUUIE,
    SetupUUIEConferenceGoal, StatusUUIE, VendorIdentifier,
};
use tolk_asn1::types::{FixedOctetString, ObjectIdentifier, OctetString};

use super::alias;
use crate::q931::{
    Bearer, CallReference, CallState, Cause, Element, Kind, Message, Number, Progress, identifier,
};

/// Longest `Display`, in bytes: its length has one, and old telephones show less.
const MOST_DISPLAY: usize = 80;

/// What we call ourselves in every message.
#[derive(Clone, Debug)]
pub(crate) struct Endpoint {
    /// `productId`.
    pub(crate) product: String,
    /// `versionId`.
    pub(crate) version: String,
    /// What far ends show.
    pub(crate) name: String,
}

impl Endpoint {
    fn information(&self) -> EndpointType {
        // No number of a manufacturer is assigned to us (T.35).
        let mut vendor = VendorIdentifier::new(H221NonStandard::new(0, 0, 0));
        vendor.product_id = octets(&self.product);
        vendor.version_id = octets(&self.version);
        let mut information = EndpointType::new(false, false);
        information.vendor = Some(vendor);
        information.gateway = Some(GatewayInfo::new());
        information
    }

    fn display(&self) -> Option<Element> {
        display(&self.name)
    }
}

fn octets(text: &str) -> Option<OctetString> {
    let bytes: Vec<u8> = text.bytes().take(256).collect();
    (!bytes.is_empty()).then(|| bytes.into())
}

fn display(text: &str) -> Option<Element> {
    let mut end = text.len().min(MOST_DISPLAY);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let bytes = text.as_bytes().get(..end).unwrap_or_default();
    (!bytes.is_empty()).then(|| Element::new(identifier::DISPLAY, bytes))
}

/// Version 7 of H.225.0 (§7.6, `protocolIdentifier`).
fn protocol() -> ProtocolIdentifier {
    ProtocolIdentifier(ObjectIdentifier::new_unchecked(
        vec![0, 0, 8, 2250, 0, 7].into(),
    ))
}

/// How a call is called in every message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Names {
    /// Its reference on its connection.
    pub(crate) reference: CallReference,
    /// `callIdentifier`; `None` for a caller older than version 2.
    pub(crate) call: Option<[u8; 16]>,
    /// `conferenceID`.
    pub(crate) conference: [u8; 16],
}

impl Names {
    fn call(&self) -> Option<CallIdentifier> {
        self.call.map(|guid| CallIdentifier::new(unique(guid)))
    }

    fn conference(&self) -> ConferenceIdentifier {
        ConferenceIdentifier(unique(self.conference))
    }
}

fn unique(bytes: [u8; 16]) -> GloballyUniqueID {
    GloballyUniqueID(FixedOctetString::from(bytes))
}

/// The bytes of an identifier.
pub(crate) fn fixed(id: &GloballyUniqueID) -> [u8; 16] {
    let bytes: &[u8] = id.0.as_ref();
    bytes.try_into().unwrap_or_default()
}

/// What a Setup says.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    /// Whom, at the far end; empty when its address says it all.
    pub(crate) to: String,
    /// Where it goes.
    pub(crate) at: SocketAddr,
    /// Where we are called.
    pub(crate) from_at: Option<SocketAddr>,
    /// Who calls: a name or a number.
    pub(crate) from: String,
    /// Its name to show.
    pub(crate) display: String,
    /// Pictures are wanted as well.
    pub(crate) video: bool,
}

/// A message to be sent.
#[derive(Debug)]
pub(crate) struct Outgoing {
    message: Message,
    body: Body,
    /// Whether we can carry control in call signalling.
    pub(crate) tunnels: bool,
    /// Packed control messages that go along.
    pub(crate) control: Vec<Vec<u8>>,
}

impl Outgoing {
    fn new(names: &Names, kind: Kind, elements: Vec<Element>, body: Body) -> Outgoing {
        Outgoing {
            message: Message {
                call: names.reference,
                kind,
                elements,
            },
            body,
            tunnels: false,
            control: Vec::new(),
        }
    }

    /// Setup.
    pub(crate) fn setup(
        us: &Endpoint,
        names: &Names,
        setup: &Setup,
        packed: Vec<Vec<u8>>,
    ) -> Outgoing {
        let bearer = Bearer {
            // Unrestricted digital information of 384 kbit/s for pictures, speech of 64 kbit/s else (§7.2.2.1).
            capability: if setup.video { 8 } else { 0 },
            rate: if setup.video { 19 } else { 16 },
            multiplier: None,
        };
        let mut elements = vec![bearer.to_element()];
        elements.extend(display(&setup.display));
        let number = |digits: &str, presentation| Number {
            kind: 0,
            plan: 1,
            presentation,
            screening: presentation,
            digits: digits.to_string(),
        };
        if let Some(digits) = alias::digits(&setup.from) {
            elements.push(number(digits, Some(0)).to_element(identifier::CALLING_NUMBER));
        }
        if let Some(digits) = alias::digits(&setup.to) {
            elements.push(number(digits, None).to_element(identifier::CALLED_NUMBER));
        }
        let mut body = SetupUUIE::new(
            protocol(),
            us.information(),
            false,
            names.conference(),
            SetupUUIEConferenceGoal::create(()),
            CallType::pointToPoint(()),
        );
        let mut source: Vec<AliasAddress> = alias::alias(&setup.from).into_iter().collect();
        if let Some(name) = alias::name(&setup.display)
            && setup.display != setup.from
        {
            source.push(AliasAddress::h323_ID(name));
        }
        body.source_address = (!source.is_empty()).then_some(source);
        body.destination_address = alias::alias(&setup.to).map(|to| vec![to]);
        body.dest_call_signal_address = Some(alias::transport(setup.at));
        body.source_call_signal_address = setup.from_at.map(alias::transport);
        body.call_identifier = names.call();
        body.fast_start = list(packed);
        body.media_wait_for_connect = Some(false);
        body.can_overlap_send = Some(false);
        body.multiple_calls = Some(false);
        body.maintain_connection = Some(false);
        Outgoing::new(names, Kind::Setup, elements, Body::setup(body))
    }

    /// `CallProceeding`.
    pub(crate) fn proceeding(us: &Endpoint, names: &Names) -> Outgoing {
        let mut body = CallProceedingUUIE::new(protocol(), us.information());
        body.call_identifier = names.call();
        body.multiple_calls = Some(false);
        body.maintain_connection = Some(false);
        let elements = us.display().into_iter().collect();
        Outgoing::new(
            names,
            Kind::CallProceeding,
            elements,
            Body::callProceeding(body),
        )
    }

    /// `Alerting`, with in-band sound when there is any.
    pub(crate) fn alerting(us: &Endpoint, names: &Names, answer: &Answer) -> Outgoing {
        let mut body = AlertingUUIE::new(protocol(), us.information());
        body.call_identifier = names.call();
        body.h245_address = answer.control.map(alias::transport);
        body.fast_connect_refused = answer.refused.then_some(());
        body.multiple_calls = Some(false);
        body.maintain_connection = Some(false);
        let mut elements: Vec<Element> = Vec::new();
        elements.extend((!answer.fast_start.is_empty()).then(in_band));
        elements.extend(us.display());
        body.fast_start = list(answer.fast_start.clone());
        Outgoing::new(names, Kind::Alerting, elements, Body::alerting(body))
    }

    /// `Progress`: sound before the answer.
    pub(crate) fn progress(us: &Endpoint, names: &Names, answer: &Answer) -> Outgoing {
        let call = CallIdentifier::new(unique(names.call.unwrap_or_default()));
        let mut body = ProgressUUIE::new(protocol(), us.information(), call);
        body.h245_address = answer.control.map(alias::transport);
        body.fast_start = list(answer.fast_start.clone());
        body.multiple_calls = Some(false);
        body.maintain_connection = Some(false);
        let mut elements = vec![in_band()];
        elements.extend(us.display());
        Outgoing::new(names, Kind::Progress, elements, Body::progress(body))
    }

    /// `Connect`.
    pub(crate) fn connect(us: &Endpoint, names: &Names, answer: &Answer) -> Outgoing {
        let mut body = ConnectUUIE::new(protocol(), us.information(), names.conference());
        body.call_identifier = names.call();
        body.h245_address = answer.control.map(alias::transport);
        body.fast_start = list(answer.fast_start.clone());
        body.fast_connect_refused = answer.refused.then_some(());
        body.multiple_calls = Some(false);
        body.maintain_connection = Some(false);
        let elements = us.display().into_iter().collect();
        Outgoing::new(names, Kind::Connect, elements, Body::connect(body))
    }

    /// `ReleaseComplete`.
    pub(crate) fn release(names: &Names, cause: Cause, reason: ReleaseCompleteReason) -> Outgoing {
        let mut body = ReleaseCompleteUUIE::new(protocol());
        body.reason = Some(reason);
        body.call_identifier = names.call();
        let elements = vec![cause.to_element()];
        Outgoing::new(
            names,
            Kind::ReleaseComplete,
            elements,
            Body::releaseComplete(body),
        )
    }

    /// Facility that only carries control (§7.4.8, `transportedInformation`): of a call without an identifier an empty body.
    pub(crate) fn tunnel(names: &Names, control: Vec<Vec<u8>>) -> Outgoing {
        let mut facility =
            FacilityUUIE::new(protocol(), FacilityReason::transportedInformation(()));
        facility.call_identifier = names.call();
        let mut out = Outgoing::facility(names, facility);
        out.control = control;
        out
    }

    /// Facility that says where control is to be had (`startH245`).
    pub(crate) fn start_control(names: &Names, at: SocketAddr) -> Outgoing {
        let mut facility = FacilityUUIE::new(protocol(), FacilityReason::startH245(()));
        facility.call_identifier = names.call();
        facility.conference_id = Some(names.conference());
        facility.h245_address = Some(alias::transport(at));
        Outgoing::facility(names, facility)
    }

    fn facility(names: &Names, body: FacilityUUIE) -> Outgoing {
        // An empty Facility element, as H.225.0 table 15 wants it.
        let elements = vec![Element::new(identifier::FACILITY, [])];
        Outgoing::new(names, Kind::Facility, elements, Body::facility(body))
    }

    /// `Status`: how a call stands, and why we say so.
    pub(crate) fn status(names: &Names, state: u8, cause: Cause) -> Outgoing {
        let call = CallIdentifier::new(unique(names.call.unwrap_or_default()));
        let elements = vec![cause.to_element(), CallState(state).to_element()];
        let body = Body::status(StatusUUIE::new(protocol(), call));
        Outgoing::new(names, Kind::Status, elements, body)
    }

    /// Its name for the ladder.
    pub(crate) fn name(&self) -> String {
        self.message.kind.name()
    }

    /// Its bytes, without TPKT; `None` when something does not fit, which only what we were given to say can cause.
    pub(crate) fn into_bytes(mut self) -> Option<Vec<u8>> {
        let mut pdu = H323UUPDU::new(self.body);
        pdu.h245_tunnelling = Some(self.tunnels);
        pdu.h245_control = list(self.control);
        let packed = H323UserInformation::new(pdu).to_per().ok()?;
        self.message.push_user_user(&packed);
        self.message.to_bytes().ok()
    }
}

/// What an answer says of media and control.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    /// Where control is to be had.
    pub(crate) control: Option<SocketAddr>,
    /// Packed channels that we agree to.
    pub(crate) fast_start: Vec<Vec<u8>>,
    /// None of those that were proposed.
    pub(crate) refused: bool,
}

/// In-band information is there (Q.931 §4.5.23).
fn in_band() -> Element {
    Progress {
        location: 0,
        description: 8,
    }
    .to_element()
}

fn list(packed: Vec<Vec<u8>>) -> Option<Vec<OctetString>> {
    (!packed.is_empty()).then(|| packed.into_iter().map(OctetString::from).collect())
}
