//! Messages on the wire: framing, header lists that keep their raw bytes, and strict typed views.
//!
//! All parsers are our own. `rsip` was considered for URIs, Via and Contact (PEERS.md): its method set is closed, it refuses nine of
//! the RFC 4475 messages that must be accepted and prints `transport=tcp` as `transport=TCP`. A value that we only echo (Via,
//! Record-Route, Route, From, To) must leave as it came, because Lync signs it; so values stay text and typed views borrow from it.

pub(crate) mod body;
pub(crate) mod headers;
pub(crate) mod lex;
pub(crate) mod media_control;
pub(crate) mod message;
pub(crate) mod method;
pub(crate) mod name_addr;
pub(crate) mod parse;
pub(crate) mod problem;
pub(crate) mod refer;
pub(crate) mod stream;
pub(crate) mod stun;
pub(crate) mod uri;
pub(crate) mod validate;
pub(crate) mod via;

pub(crate) use headers::Headers;
pub(crate) use message::{Request, Response};
pub(crate) use method::Method;
pub(crate) use name_addr::NameAddr;
pub(crate) use problem::Problem;
pub(crate) use uri::{SipUri, Uri};
pub(crate) use via::Via;

#[cfg(test)]
mod tests;
