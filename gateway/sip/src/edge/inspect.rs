//! What every new request is asked before anybody looks at what it wants (RFC 3261 §8.2).

use std::collections::BTreeMap;

use super::SipEdge;
use crate::transaction::ClientKey;
use crate::wire::body::content_type;
use crate::wire::message::Common;
use crate::wire::method::ALLOW;
use crate::wire::{Method, Request, Response, Uri, Via};

/// Option tags that we do (RFC 3261 §20.32).
const SUPPORTED: &[&str] = &["timer", "100rel", "replaces", "norefersub", "tdialog"];
/// What the registrar does besides (RFC 3327, RFC 5626, RFC 5627).
const REGISTRAR: &[&str] = &["path", "outbound", "gruu"];
/// Option tags that are named in a refusal: a list of thousands is nobody's wish.
const MAX_UNSUPPORTED: usize = 20;
/// Encrypted bodies (RFC 3261 §23.3): we have no key for any.
const ENCRYPTED: &[&str] = &[
    "application/pkcs7-mime",
    "application/x-pkcs7-mime",
    "multipart/encrypted",
];

/// Server transactions by what a request keeps on every way that it takes (§8.2.2.2): Call-ID, tag of `From`, `CSeq`.
#[derive(Debug, Default)]
pub(super) struct Origins(BTreeMap<Origin, u64>);

/// What a request keeps on every way.
type Origin = (String, String, u32, Method);

impl Origins {
    /// A new transaction. The first of several stays.
    pub(super) fn insert(&mut self, request: &Request, server: u64) {
        if let Some(origin) = origin(request) {
            self.0.entry(origin).or_insert(server);
        }
    }

    /// A transaction is over.
    pub(super) fn remove(&mut self, request: &Request, server: u64) {
        if let Some(origin) = origin(request)
            && self.0.get(&origin) == Some(&server)
        {
            self.0.remove(&origin);
        }
    }

    fn other(&self, request: &Request, server: u64) -> bool {
        origin(request).is_some_and(|o| self.0.get(&o).is_some_and(|id| *id != server))
    }
}

/// `None` within a dialog: there the sequence number tells.
fn origin(request: &Request) -> Option<Origin> {
    let (number, method) = request.cseq().ok()?;
    let outside = request.to_tag().is_empty() && method != Method::Cancel;
    outside.then(|| {
        let call_id = request.call_id().to_string();
        (call_id, request.sender_tag(), number, method)
    })
}

impl SipEdge {
    /// Method, required extensions, loops, merged requests, encrypted bodies (§8.2.1, §8.2.2.2, §8.2.2.3, §16.3).
    pub(super) fn inspect(&self, server: u64, request: &Request) -> Option<Response> {
        let registers = request.method == Method::Register;
        if registers && !self.config.accounts {
            return Some(self.response(server, 405)?.with("allow", ALLOW));
        }
        match &request.method {
            Method::Other(_) => {
                return Some(self.response(server, 501)?.with("allow", ALLOW));
            }
            Method::Ack | Method::Cancel => return None,
            _ => {}
        }
        if self.origins.other(request, server) || self.came_back(request) {
            return self.response(server, 482);
        }
        let begins = request.method == Method::Invite && request.to_tag().is_empty();
        if request.headers.count("replaces") > 0 && !begins {
            // RFC 3891 §3: only a new call can take the place of one.
            return self.response(server, 400);
        }
        let mut unsupported = request.headers.tokens("require");
        unsupported.retain(|t| {
            let tag = t.as_str();
            !(SUPPORTED.contains(&tag) || registers && REGISTRAR.contains(&tag))
        });
        if !unsupported.is_empty() {
            unsupported.truncate(MAX_UNSUPPORTED);
            let list = unsupported.join(", ");
            return Some(self.response(server, 420)?.with("unsupported", list));
        }
        let kind = request.headers.text("content-type").unwrap_or_default();
        if ENCRYPTED.contains(&content_type(kind).0.as_str()) {
            return self.response(server, 493);
        }
        None
    }

    /// A request of ours that is still waiting came back to us for the same address: it would go round for ever. For another
    /// address it is a spiral, which is lawful.
    fn came_back(&self, request: &Request) -> bool {
        let Ok(hops) = request.headers.list("via") else {
            return false;
        };
        hops.into_iter().any(|hop| {
            let via = Via::parse(hop).ok();
            let Some(branch) = via.as_ref().and_then(|v| v.branch()) else {
                return false;
            };
            let key = ClientKey {
                branch: branch.to_string(),
                method: request.method.clone(),
            };
            let ours = self.client_index.get(&key);
            let ours = ours.and_then(|id| self.clients.get(id));
            ours.is_some_and(|c| {
                c.request.call_id() == request.call_id() && same_uri(&c.request.uri, &request.uri)
            })
        })
    }
}

fn same_uri(one: &str, other: &str) -> bool {
    one == other
        || matches!((Uri::parse(one), Uri::parse(other)), (Ok(a), Ok(b)) if a.to_address() == b.to_address())
}
