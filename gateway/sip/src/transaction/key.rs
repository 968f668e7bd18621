//! Which transaction a message belongs to (RFC 3261 §17.1.3, §17.2.3).

use crate::wire::message::Common;
use crate::wire::{Method, Request, Response};

/// Our branch and the method.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ClientKey {
    /// Branch of the topmost `Via`.
    pub(crate) branch: String,
    /// Method of `CSeq`.
    pub(crate) method: Method,
}

impl ClientKey {
    /// Of a response; `None` when its `Via` or `CSeq` is not ours.
    pub(crate) fn of(response: &Response) -> Option<ClientKey> {
        Some(ClientKey {
            branch: response.via().ok()?.branch()?.to_string(),
            method: response.cseq().ok()?.1,
        })
    }
}

/// Their branch, sent-by and method; for an RFC 2543 peer what §17.2.3 lists instead.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ServerKey {
    identity: String,
    method: Method,
}

impl ServerKey {
    /// Of a request. An ACK has the key of its INVITE.
    pub(crate) fn of(request: &Request) -> ServerKey {
        ServerKey::with(request, method_class(&request.method))
    }

    /// The INVITE that a CANCEL is about.
    pub(crate) fn cancelled_by(request: &Request) -> ServerKey {
        ServerKey::with(request, Method::Invite)
    }

    fn with(request: &Request, method: Method) -> ServerKey {
        let via = request.via().ok();
        let branch = via.as_ref().and_then(|v| v.branch().map(str::to_string));
        let identity = match (via, branch) {
            (Some(via), Some(branch)) => {
                format!("{branch} {}:{}", via.host, via.port.unwrap_or(5060))
            }
            (via, _) => {
                // The To tag is left out: the ACK of a refusal has one that the INVITE had not.
                let number = request.cseq().map(|(n, _)| n).unwrap_or_default();
                let top = via.map(|v| v.to_string()).unwrap_or_default();
                let (call, from) = (request.call_id(), request.sender_tag());
                format!("2543 {} {from} {call} {number} {top}", request.uri)
            }
        };
        ServerKey { identity, method }
    }
}

fn method_class(method: &Method) -> Method {
    match method {
        Method::Ack => Method::Invite,
        other => other.clone(),
    }
}
