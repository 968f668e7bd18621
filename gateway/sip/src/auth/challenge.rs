//! Answering the challenges of others: what a customer of a trunk does (RFC 3261 §22.1, RFC 7616 §3.4).

use tolk_model::random::Random;

use super::digest::{Authorization, Challenge, Count, hash};
use crate::trunk::Login;
use crate::wire::{Headers, Method};

/// A challenge that may be answered again and again until its nonce is stale.
#[derive(Clone, Debug)]
pub(crate) struct Answering {
    challenge: Challenge,
    /// `proxy-authorization` or `authorization`.
    header: &'static str,
    count: u32,
}

impl Answering {
    /// The challenge of a 401 or 407: of those that we can answer the first, which is the one that the server prefers (RFC 8760 §2.4).
    pub(crate) fn to(status: u16, headers: &Headers) -> Option<Answering> {
        let (asks, header) = match status {
            407 => ("proxy-authenticate", "proxy-authorization"),
            _ => ("www-authenticate", "authorization"),
        };
        let lines = headers.lines(asks);
        let mut readable = lines.filter_map(|line| std::str::from_utf8(line).ok());
        let challenge = readable.find_map(Challenge::parse)?;
        Some(Answering {
            challenge,
            header,
            count: 0,
        })
    }

    /// Whether an answer to `before` was refused for its age only.
    pub(crate) fn is_stale(&self) -> bool {
        self.challenge.stale
    }

    /// Writes the answer into a request; an earlier one to the same kind of challenge goes.
    pub(crate) fn answer(
        &mut self,
        login: &Login,
        method: &Method,
        uri: &str,
        headers: &mut Headers,
        random: &mut Random,
    ) {
        let Challenge {
            realm,
            nonce,
            opaque,
            algorithm,
            counts,
            ..
        } = &self.challenge;
        self.count += 1;
        let count = counts.then(|| Count {
            nc: format!("{:08x}", self.count),
            cnonce: random.token(16),
        });
        let password = login.password.expose();
        let ha1 = hash(*algorithm, &format!("{}:{realm}:{password}", login.user));
        let mut answer = Authorization {
            user: login.user.clone(),
            realm: realm.clone(),
            nonce: nonce.clone(),
            uri: uri.to_string(),
            response: String::new(),
            algorithm: *algorithm,
            opaque: opaque.clone(),
            count,
        };
        answer.response = answer.expected(&ha1, method.as_str());
        headers.set(self.header, answer.print());
    }
}
