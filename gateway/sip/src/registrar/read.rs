//! REGISTER as the directory's question.

use std::net::SocketAddr;
use std::time::Duration;

use tolk_model::Pii;
use tolk_model::address::TransportKind;
use tolk_model::edge::Ask;
use tolk_model::registration::{Change, DeviceRoute, Registration, Source, Wanted};
use tolk_model::time::Now;

use super::RegistrarLimits;
use crate::auth::Waiting;
use crate::edge::SipEdge;
use crate::wire::lex::{digits, unquote};
use crate::wire::message::Common;
use crate::wire::{NameAddr, Request, Response, Uri};

/// Contacts of one request; a telephone has one or two.
const MAX_CONTACTS: usize = 16;
/// Hops between a device and us.
const MAX_HOPS: usize = 8;
/// Longest text that is kept of a device.
const MAX_TEXT: usize = 512;
/// Longest name that a device gives itself.
const MAX_AGENT: usize = 80;

/// Why a REGISTER is refused before the directory sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It contradicts itself.
    Bad,
    /// It is too short.
    TooBrief,
    /// Its first hop does not keep flows (RFC 5626 §11.6).
    FirstHopLacksOutbound,
}

/// Facts of the connection that a REGISTER came by.
struct Came {
    source: SocketAddr,
    flow: tolk_model::FlowId,
    transport: TransportKind,
    /// No hop between.
    direct: bool,
    /// It listens where it sends from (RFC 3581).
    symmetric: bool,
}

impl SipEdge {
    /// REGISTER from somebody who has proved an account.
    pub(crate) fn register(&mut self, now: Now, server: u64, request: &Request) {
        match self.registration(server, request) {
            Ok(registration) => {
                let ask = Ask::Register(Box::new(registration));
                if !self.ask(Waiting::Registered { server }, ask) {
                    self.answer(now, server, 503);
                }
            }
            Err(refusal) => {
                if let Some(response) = self.registration_refused(server, refusal) {
                    self.respond(now, server, response);
                }
            }
        }
    }

    fn registration_refused(&self, server: u64, refusal: Refusal) -> Option<Response> {
        let response = match refusal {
            Refusal::Bad => self.response(server, 400)?,
            Refusal::FirstHopLacksOutbound => self.response(server, 439)?,
            Refusal::TooBrief => {
                let seconds = self.config.registrar.shortest.as_secs();
                self.response(server, 423)?
                    .with("min-expires", seconds.to_string())
            }
        };
        Some(response)
    }

    fn registration(&self, server: u64, request: &Request) -> Result<Registration, Refusal> {
        let transaction = self.servers.get(&server).ok_or(Refusal::Bad)?;
        let info = self.flows.info(transaction.flow).ok_or(Refusal::Bad)?;
        let to = request.to().map_err(|_| Refusal::Bad)?;
        let address = to.uri.to_address().ok_or(Refusal::Bad)?;
        let via = request.via().map_err(|_| Refusal::Bad)?;
        let hops = hops(request)?;
        let came = Came {
            source: transaction.source,
            flow: transaction.flow,
            transport: info.transport,
            direct: hops.is_empty() && request.headers.list("via").is_ok_and(|v| v.len() == 1),
            symmetric: via.parameters.has("rport"),
        };
        let agent = request.headers.text("user-agent").unwrap_or_default();
        let agent = agent.chars().filter(|c| !c.is_control());
        Ok(Registration {
            account: transaction.account.clone().ok_or(Refusal::Bad)?,
            address: Pii::new(address),
            edge: self.config.edge.clone(),
            user_agent: agent.take(MAX_AGENT).collect(),
            sequence: request.call_id().chars().take(MAX_TEXT).collect(),
            number: request.cseq().map_err(|_| Refusal::Bad)?.0,
            change: change(request, &came, &hops, &self.config.registrar)?,
        })
    }
}

fn change(
    request: &Request,
    came: &Came,
    hops: &[String],
    limits: &RegistrarLimits,
) -> Result<Change, Refusal> {
    let contacts = request.headers.list("contact").map_err(|_| Refusal::Bad)?;
    if contacts.is_empty() {
        return Ok(Change::Nothing);
    }
    let header = request.headers.text("expires").map(seconds);
    if contacts.contains(&"*") {
        // §10.3 step 6.
        let clears = contacts.len() == 1 && header == Some(Some(0));
        return if clears {
            Ok(Change::Clear)
        } else {
            Err(Refusal::Bad)
        };
    }
    if contacts.len() > MAX_CONTACTS {
        return Err(Refusal::Bad);
    }
    let outbound = request
        .headers
        .tokens("supported")
        .contains(&"outbound".to_string());
    let mut wanted = Vec::new();
    for contact in contacts {
        let contact = NameAddr::parse(contact).map_err(|_| Refusal::Bad)?;
        let lifetime = lifetime(&contact, header, limits)?;
        wanted.push(device(contact, came, hops, outbound, lifetime)?);
    }
    let flows = wanted.iter().filter(|w| w.flow_number.is_some()).count();
    // RFC 5626 §4.2.1: one flow, one contact with a number.
    if flows > 1 {
        return Err(Refusal::Bad);
    }
    Ok(Change::Bind(wanted))
}

/// §10.2.1.1: the parameter, else the header, else what is usual; what cannot be read counts as not said.
fn lifetime(
    contact: &NameAddr,
    header: Option<Option<u64>>,
    limits: &RegistrarLimits,
) -> Result<Duration, Refusal> {
    let own = contact.parameters.value("expires").map(seconds);
    let said = own.or(header).flatten();
    let wanted = said.map_or(limits.usual, Duration::from_secs);
    if wanted.is_zero() {
        return Ok(wanted);
    }
    if wanted < limits.shortest {
        return Err(Refusal::TooBrief);
    }
    Ok(wanted.min(limits.longest))
}

fn seconds(text: &str) -> Option<u64> {
    digits(text.trim()).map(|s| s.min(u64::from(u32::MAX)))
}

fn device(
    contact: NameAddr,
    came: &Came,
    hops: &[String],
    outbound: bool,
    lifetime: Duration,
) -> Result<Wanted, Refusal> {
    let Uri::Sip(uri) = &contact.uri else {
        return Err(Refusal::Bad);
    };
    if uri.headers.is_some() || contact.raw_uri.len() > MAX_TEXT {
        return Err(Refusal::Bad);
    }
    let instance = contact.parameters.value("+sip.instance").map(unquote);
    let instance = instance.filter(|i| i.len() <= MAX_TEXT);
    let number = contact.parameters.value("reg-id").and_then(digits);
    let number = number
        .and_then(|n| u32::try_from(n).ok())
        .filter(|n| *n > 0);
    // Without an instance it names nothing (RFC 5626 §6).
    let flow_number = number.filter(|_| instance.is_some() && outbound);
    let first_hop_keeps = hops.last().is_none_or(|hop| {
        NameAddr::parse(hop).is_ok_and(|h| match h.uri {
            Uri::Sip(uri) => uri.parameters.has("ob"),
            _ => false,
        })
    });
    if flow_number.is_some() && !first_hop_keeps {
        return Err(Refusal::FirstHopLacksOutbound);
    }
    let first = hops.first().and_then(|hop| NameAddr::parse(hop).ok());
    let next = match first.as_ref().map(|hop| &hop.uri) {
        Some(Uri::Sip(hop)) => hop,
        _ => uri,
    };
    let source = source(next, came, flow_number.is_some());
    Ok(Wanted {
        address: Pii::new(uri.to_address()),
        preference: contact.preference(),
        route: DeviceRoute {
            contact: Pii::new(contact.raw_uri),
            hops: hops.to_vec(),
            instance: instance.clone().map(Pii::new),
            alias: None,
            source: Some(source),
        },
        instance: instance.map(Pii::new),
        flow_number,
        lifetime,
    })
}

/// The way back is the way that the registration came, whatever host the contact names: an account permits to be called, not to have
/// others called. Behind a NAT nothing else leads there anyway.
fn source(next: &crate::wire::SipUri, came: &Came, outbound: bool) -> Source {
    let stream = came.transport != TransportKind::Udp;
    let web = matches!(
        came.transport,
        TransportKind::Websocket | TransportKind::SecureWebsocket
    );
    let own_host = next.host.ip() == Some(came.source.ip());
    // A device or a proxy that can be dialled at another port of its own: it sends from any port (no `rport`), or closes connections.
    let port = next.port.unwrap_or(match came.transport {
        TransportKind::Tls => 5061,
        _ => 5060,
    });
    // A contact that names the very port that the connection came from: who listens elsewhere says so, and nobody listens there.
    let ephemeral =
        stream && own_host && port == came.source.port() && !matches!(port, 5060 | 5061);
    let dialled = own_host && !ephemeral && (stream || !(came.direct && came.symmetric));
    let remote = if dialled {
        SocketAddr::new(came.source.ip(), port)
    } else {
        came.source
    };
    Source {
        flow: came.flow,
        remote,
        transport: came.transport,
        only: came.direct && (outbound || web || (stream && (!own_host || ephemeral))),
    }
}

fn hops(request: &Request) -> Result<Vec<String>, Refusal> {
    let hops = request.headers.list("path").map_err(|_| Refusal::Bad)?;
    let lawful = |hop: &&str| hop.len() <= MAX_TEXT && NameAddr::parse(hop).is_ok();
    if hops.len() > MAX_HOPS || !hops.iter().all(lawful) {
        return Err(Refusal::Bad);
    }
    Ok(hops.into_iter().map(str::to_string).collect())
}
