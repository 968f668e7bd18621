//! Messages in the core's words: who calls whom, and how our responses present themselves.

use tolk_model::address::Address;
use tolk_model::edge::FlowInfo;
use tolk_model::party::{Identity, Party, Trust};
use tolk_model::pii::Pii;

use crate::edge::SipEdge;
use crate::wire::message::Common;
use crate::wire::method::{ALLOW, SUPPORTED};
use crate::wire::{NameAddr, Request, Response, Uri};

/// Longest display name that is taken over.
const MAX_NAME: usize = 200;
/// Asserted identities that are read: RFC 3325 §9.1 permits two.
const MAX_ASSERTED: usize = 4;

/// The caller as it presents itself; of it only the address of an account is proven. An identity that another network asserts
/// (RFC 3325 §9) counts for more than `From` where that network is proven, and is not looked at where it is not.
pub(crate) fn caller(request: &Request, trust: Option<&Trust>) -> Party {
    let privacy = Privacy::of(request);
    if privacy.nameless {
        return Party {
            address: Pii::new(Address::alias("anonymous")),
            display_name: Pii::new("Anonymous".to_string()),
            organisation: None,
            identity: Identity::Anonymous,
        };
    }
    let asserted = asserted(request).filter(|who| !privacy.unasserted && vouches(trust, who));
    let from = asserted.or_else(|| request.sender().ok());
    let address = match trust {
        Some(Trust::Registered { alias }) => {
            Some(Address::at(alias.local.clone(), alias.domain.clone()))
        }
        _ => from.as_ref().and_then(|f| f.uri.to_address()),
    };
    let address = address.unwrap_or_else(|| Address::alias("anonymous"));
    let display = from.and_then(|f| f.display);
    let name = display.filter(|d| !d.trim().is_empty());
    let name = name.unwrap_or_else(|| address.local.clone());
    let name: String = name
        .chars()
        .filter(|c| !c.is_control())
        .take(MAX_NAME)
        .collect();
    Party {
        address: Pii::new(address),
        display_name: Pii::new(name),
        organisation: None,
        identity: Identity::Anonymous,
    }
}

/// Whether what is proven may speak for an identity: a domain for its own people, a telephone network for whomever it connects.
fn vouches(trust: Option<&Trust>, who: &NameAddr) -> bool {
    match (trust, &who.uri) {
        (Some(Trust::MutualTls { domain }), Uri::Sip(uri)) => uri.host == *domain,
        (Some(Trust::Trunk { .. }), _) => true,
        _ => false,
    }
}

/// What a caller wants others not to learn (RFC 3323 §4.2, RFC 3325 §9.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Privacy {
    /// `user`: `From` names somebody who wants to be nobody; we are the last who could take the name away.
    nameless: bool,
    /// `id`: the asserted identity is for networks only. The sender itself made `From` anonymous.
    unasserted: bool,
}

impl Privacy {
    fn of(request: &Request) -> Privacy {
        let lists = request.headers.tokens("privacy");
        let wants = |what: &str| {
            let mut words = lists.iter().flat_map(|list| list.split(';'));
            words.any(|word| word.trim().eq_ignore_ascii_case(what))
        };
        Privacy {
            nameless: wants("user"),
            unasserted: wants("id"),
        }
    }
}

/// The identity that a network asserts: of a SIP URI and a number the SIP URI, which has a domain (RFC 3325 §9.1).
fn asserted(request: &Request) -> Option<NameAddr> {
    let values = request.headers.list("p-asserted-identity").ok()?;
    let mut known: Vec<NameAddr> = values
        .into_iter()
        .take(MAX_ASSERTED)
        .filter_map(|value| NameAddr::parse(value).ok())
        .filter(|identity| identity.uri.to_address().is_some())
        .collect();
    known.sort_by_key(|identity| !matches!(identity.uri, Uri::Sip(_)));
    known.into_iter().next()
}

/// What the connection proves: of several names the one that the caller says to be of.
pub(crate) fn trust(info: &FlowInfo, request: &Request) -> Trust {
    let says = match request.sender().map(|from| from.uri) {
        Ok(Uri::Sip(uri)) => Some(uri.host),
        _ => None,
    };
    let own = says.filter(|name| info.proves(name));
    match own.or_else(|| info.verified.first().cloned()) {
        Some(domain) => Trust::MutualTls { domain },
        None => Trust::Anonymous,
    }
}

/// The address that was called.
pub(super) fn called(request: &Request) -> Option<Address> {
    Uri::parse(&request.uri).ok()?.to_address()
}

/// The one device that a GRUU names (RFC 5627 §4.3).
pub(super) fn called_device(request: &Request) -> Option<Pii<String>> {
    let Ok(Uri::Sip(uri)) = Uri::parse(&request.uri) else {
        return None;
    };
    let named = uri.parameters.value("gr")?;
    Some(Pii::new(format!("<{named}>")))
}

/// The user part of a request-URI, for our `Contact`.
pub(crate) fn called_user(request: &Request) -> Option<String> {
    match Uri::parse(&request.uri).ok()? {
        Uri::Sip(uri) => uri.user,
        Uri::Tel(number) => Some(number),
        Uri::Other => None,
    }
}

/// Whether the caller takes session descriptions at all (§20.1).
pub(super) fn accepts_sdp(request: &Request) -> bool {
    if request.headers.count("accept") == 0 {
        return true;
    }
    let kinds = request.headers.tokens("accept");
    kinds.iter().any(|k| {
        let kind = k.split(';').next().unwrap_or_default().trim_end();
        matches!(kind, "application/sdp" | "application/*" | "*/*")
    })
}

/// The URI of a `Contact`, when the peer named one.
pub(super) fn contact_uri(message: &impl Common) -> Option<NameAddr> {
    message.contact()
}

impl SipEdge {
    /// A response in the dialog of an INVITE or UPDATE: `Contact`, route set, what we can.
    pub(crate) fn call_response(&self, server: u64, status: u16, user: &str) -> Option<Response> {
        let mut response = self.response(server, status)?;
        let transaction = self.servers.get(&server)?;
        crate::dialog::echo_routes(&transaction.request, &mut response);
        if let Some(contact) = self.contact_for(transaction.flow, user, &transaction.request.uri) {
            response.headers.push("contact", contact);
        }
        response.headers.push("allow", ALLOW);
        if status >= 200 {
            response.headers.push("supported", SUPPORTED);
        }
        Some(response)
    }

    /// The answer to OPTIONS (§11.2).
    pub(crate) fn capabilities(&self, server: u64) -> Option<Response> {
        let response = self.response(server, 200)?;
        let accept = format!(
            "{}, {}, {}, {}",
            crate::wire::body::SDP,
            crate::wire::body::DTMF_RELAY,
            crate::wire::body::DTMF,
            crate::wire::body::MEDIA_CONTROL
        );
        Some(
            response
                .with("allow", ALLOW)
                .with("allow-events", crate::simple::ALLOW_EVENTS)
                .with("accept", accept)
                .with("supported", SUPPORTED),
        )
    }
}
