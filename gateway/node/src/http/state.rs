//! What every handler sees, and who may ask.

use std::future::{Ready, ready};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};

use super::problem::Problem;
use crate::archive::{Archive, Flush};
use crate::clock::Clock;
use crate::handle::Node;
use crate::identity::{Sources, bearer};

/// Wrong tokens that one source may try at once, and how long until it may try once more.
const WRONG_TOKENS: (u32, Duration) = (10, Duration::from_secs(6));
/// Invitations that one source may ask for at once, and how long until once more: a class room behind one NAT, no dictionary.
const INVITATIONS: (u32, Duration) = (60, Duration::from_secs(1));

/// What every handler sees.
pub struct WebState {
    pub(super) node: Node,
    pub(super) archive: Archive,
    pub(super) flush: Flush,
    clock: Clock,
    wrong_tokens: Sources,
    invitations: Sources,
}

impl WebState {
    /// For a node, its archive, and what has the journal written there.
    pub fn new(node: Node, archive: Archive, flush: Flush, clock: Clock) -> WebState {
        WebState {
            node,
            archive,
            flush,
            clock,
            wrong_tokens: Sources::new(WRONG_TOKENS.0, WRONG_TOKENS.1),
            invitations: Sources::new(INVITATIONS.0, INVITATIONS.1),
        }
    }

    /// Counts a request for an invitation.
    pub(super) fn invitation(&self, request: &HttpRequest) -> Result<(), Problem> {
        let source = self.source(request).ip();
        match self.invitations.attempt(source, self.clock.now().mono) {
            true => Ok(()),
            false => Err(Problem::too_many()),
        }
    }

    /// Where a request came from: the peer, or what a proxy that we trust says of it.
    pub(super) fn source(&self, request: &HttpRequest) -> SocketAddr {
        const NOWHERE: SocketAddr = SocketAddr::new(IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED), 0);
        let peer = request.peer_addr().unwrap_or(NOWHERE);
        let trusted = &self.node.config().http.trusted_proxies;
        let claims = request.headers().get_all("x-forwarded-for");
        let claims: Vec<&str> = claims.map(|v| v.to_str().unwrap_or_default()).collect();
        forwarded(peer, trusted, &claims)
    }

    fn is_admin(&self, request: &HttpRequest) -> Result<(), Problem> {
        let (source, now) = (self.source(request).ip(), self.clock.now().mono);
        if !self.wrong_tokens.may_attempt(source, now) {
            return Err(Problem::too_many());
        }
        let header = request.headers().get(AUTHORIZATION);
        let token = bearer(header.and_then(|h| h.to_str().ok()));
        if token.is_some_and(|t| self.node.is_admin_token(t)) {
            return Ok(());
        }
        // A page that asks without a token first is no guess.
        if token.is_some() {
            self.wrong_tokens.attempt(source, now);
        }
        Err(Problem::unauthorized())
    }
}

/// The peer, or what proxies that we trust say of it; `claims` are the values of the header's lines, in their order. The last address that
/// is not itself a proxy of ours counts: what stands before it is the client's own claim. What is no address ends the search.
fn forwarded(peer: SocketAddr, trusted: &[IpAddr], claims: &[&str]) -> SocketAddr {
    if !trusted.contains(&peer.ip().to_canonical()) {
        return peer;
    }
    claims
        .iter()
        .rev()
        .flat_map(|line| line.rsplit(','))
        .map_while(|claim| address(claim.trim()))
        .find(|ip| !trusted.contains(ip))
        .map_or(peer, |ip| SocketAddr::new(ip, peer.port()))
}

/// An address as proxies write it: some with the port.
fn address(text: &str) -> Option<IpAddr> {
    let with_port = || text.parse().map(|at: SocketAddr| at.ip());
    let ip = text.parse().or_else(|_| with_port()).ok()?;
    Some(IpAddr::to_canonical(&ip))
}

/// A request that carries the administrators' token. An argument of a handler: without it the handler does not run.
pub(super) struct Admin;

impl FromRequest for Admin {
    type Error = Problem;
    type Future = Ready<Result<Admin, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let state = request.app_data::<web::Data<WebState>>();
        ready(
            state
                .ok_or_else(Problem::internal)
                .and_then(|s| s.is_admin(request))
                .map(|()| Admin),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(peer: &str, claims: &[&str]) -> String {
        let trusted = ["10.0.0.1", "10.0.0.2"].map(|ip| ip.parse().expect("an address"));
        let peer = SocketAddr::new(peer.parse().expect("an address"), 7);
        forwarded(peer, &trusted, claims).ip().to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_its_own_word() {
        let claimed = "6.6.6.6";
        assert_eq!(source("192.0.2.1", &[claimed]), "192.0.2.1");
        assert_eq!(source("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(source("10.0.0.1", &["6.6.6.6, 192.0.2.1"]), "192.0.2.1");
        assert_eq!(source("10.0.0.1", &["192.0.2.1, 10.0.0.2"]), "192.0.2.1");
        // Some proxies add a line of their own behind the client's.
        assert_eq!(source("10.0.0.1", &[claimed, "192.0.2.1"]), "192.0.2.1");
        assert_eq!(source("10.0.0.1", &["6.6.6.6, 192.0.2.1:99"]), "192.0.2.1");
        assert_eq!(
            source("::ffff:10.0.0.1", &["[2001:db8::1]:9"]),
            "2001:db8::1"
        );
        for nonsense in ["unknown", "", "6.6.6.6;"] {
            assert_eq!(source("10.0.0.1", &[claimed, nonsense]), "10.0.0.1");
        }
    }
}
