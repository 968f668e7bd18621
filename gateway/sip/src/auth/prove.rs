//! Requests that begin something: who sends them is found out first, by the connection, by a digest, or not at all.

use std::net::IpAddr;
use std::time::Duration;

use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::{Ask, EdgeOutput, Reply};
use tolk_model::id::{AskId, FlowId, LegId};
use tolk_model::limits::LimitedMap;
use tolk_model::party::Trust;
use tolk_model::registration::{Credentials, DigestAlgorithm, RegistrationError};
use tolk_model::time::Now;
use tolk_model::{Alias, Pii};

use super::digest::{Authorization, Challenge};
use super::guard::Permit;
use super::nonce::Worth;
use crate::call::trust;
use crate::edge::SipEdge;
use crate::wire::message::Common;
use crate::wire::{Method, Request, Response, Uri};

/// The algorithms that we offer, best first (RFC 8760 §2.3).
const OFFERED: [DigestAlgorithm; 2] = [DigestAlgorithm::Sha256, DigestAlgorithm::Md5];
/// Seconds after which a guesser may try again.
const RETRY_AFTER: &str = "30";

/// Senders whose offer went unanswered, that are remembered.
pub(crate) const MAX_UNANSWERED: usize = 20_000;
/// For how long a sender that knows MD5 only is offered nothing else.
const MD5_ALONE_FOR: Duration = Duration::from_secs(24 * 3600);
/// Characters of a sender's name that tell it apart.
const MAX_SENDER: usize = 64;

/// What a question of ours was about.
#[derive(Clone, Debug)]
pub(crate) enum Waiting {
    /// Whether the caller's address must be proved.
    HasAccount {
        /// The request's transaction.
        server: u64,
    },
    /// The secret that the request must prove.
    Credentials {
        /// The request's transaction.
        server: u64,
        /// What it said.
        said: Box<Authorization>,
    },
    /// What became of a registration.
    Registered {
        /// The request's transaction.
        server: u64,
    },
    /// Whether a call may go where it was sent.
    Redirect {
        /// The call.
        leg: LegId,
        /// Where, as it was written.
        uri: String,
    },
    /// Something outside calls.
    Simple {
        /// The request's transaction.
        server: u64,
        /// What.
        what: crate::simple::SimpleAsk,
    },
    /// Nothing: it was told, not asked.
    Told,
}

impl Waiting {
    /// The transaction that waits for the answer.
    pub(crate) fn server(&self) -> Option<u64> {
        match self {
            Waiting::HasAccount { server }
            | Waiting::Simple { server, .. }
            | Waiting::Credentials { server, .. }
            | Waiting::Registered { server } => Some(*server),
            Waiting::Redirect { .. } | Waiting::Told => None,
        }
    }
}

impl SipEdge {
    /// Asks the directory.
    pub(crate) fn ask(&mut self, waiting: Waiting, ask: Ask) -> bool {
        let id = AskId(self.new_id());
        if self.asks.insert(id, waiting).is_err() {
            self.limited("questions");
            return false;
        }
        self.output(EdgeOutput::Ask(id, ask));
        true
    }

    /// Whether a transaction waits for the directory.
    pub(crate) fn waits(&self, server: u64) -> bool {
        self.asks.iter().any(|(_, w)| w.server() == Some(server))
    }

    /// The directory has answered.
    pub(crate) fn answered_by_directory(&mut self, now: Now, id: AskId, reply: Reply) {
        let Some(waiting) = self.asks.remove(&id) else {
            return;
        };
        let server = waiting.server();
        self.go_on(now, waiting, reply);
        if let Some(server) = server.filter(|s| !self.waits(*s)) {
            self.write_ladder(server);
        }
    }

    fn go_on(&mut self, now: Now, waiting: Waiting, reply: Reply) {
        let request =
            |edge: &SipEdge, server: u64| Some(edge.servers.get(&server)?.request.clone());
        match (waiting, reply) {
            (Waiting::HasAccount { server }, Reply::HasAccount(true)) => {
                self.challenge(now, server, false);
            }
            (Waiting::HasAccount { server }, _) => {
                if let Some(request) = request(self, server) {
                    self.outside_dialog(now, server, &request);
                }
            }
            (Waiting::Credentials { server, said }, reply) => {
                let found = match reply {
                    Reply::Credentials(found) => found,
                    _ => None,
                };
                if let Some(request) = request(self, server) {
                    self.judge(now, server, &request, &said, found);
                }
            }
            (Waiting::Registered { server }, reply) => {
                let outcome = match reply {
                    Reply::Registered(outcome) => outcome,
                    _ => Err(RegistrationError::Unknown),
                };
                if let Some(request) = request(self, server) {
                    self.registered(now, server, &request, outcome);
                }
            }
            (Waiting::Redirect { leg, uri }, reply) => {
                let outcome = match reply {
                    Reply::Redirect(outcome) => outcome,
                    _ => Err(Cause::far_end(Reason::Moved)),
                };
                self.redirect_decided(now, leg, uri, outcome);
            }
            (Waiting::Simple { server, what }, reply) => {
                self.simple_answered(now, server, what, reply);
            }
            (Waiting::Told, _) => {}
        }
    }

    /// What the connection proves.
    fn trust_of(&self, flow: FlowId, request: &Request) -> Trust {
        let Some(info) = self.flows.info(flow) else {
            return Trust::Anonymous;
        };
        let proved = trust(info, request);
        let Some(trunk) = self.trunk_of(info, request) else {
            return proved;
        };
        // A certificate of the trunk's own, or our registration there, makes it no other peer; somebody else may share its address.
        let is_trunk = proved == Trust::Anonymous
            || trunk.is_asked_by(request)
            || info.proves(&trunk.config.domain);
        if is_trunk {
            return Trust::Trunk {
                trunk: trunk.config.name.clone(),
            };
        }
        proved
    }

    /// A registration that answers no challenge of ours.
    pub(crate) fn is_first_registration(&self, request: &Request) -> bool {
        self.config.accounts
            && request.method == Method::Register
            && request.to_tag().is_empty()
            && matches!(self.authorization(request), Ok(None))
    }

    /// Whoever waits for an answer about this transaction waits no longer. `true` when somebody did.
    pub(crate) fn forget_question(&mut self, server: u64) -> bool {
        let before = self.asks.len();
        self.asks.retain(|_, w| w.server() != Some(server));
        self.asks.len() != before
    }

    /// A request outside a dialog: goes on to [`SipEdge::outside_dialog`] as soon as it is known who sends it.
    pub(crate) fn prove(&mut self, now: Now, server: u64, request: &Request) {
        let Some(flow) = self.servers.get(&server).map(|s| s.flow) else {
            return;
        };
        let trust = self.trust_of(flow, request);
        let known = speaks_for_sender(&trust, request);
        if let Some(server) = self.servers.get_mut(&server) {
            server.trust = trust;
        }
        let registers = request.method == Method::Register;
        // An answer to what we asked proves itself by its dialog.
        let answers = matches!(request.method, Method::Options | Method::Notify);
        let exempt = answers || (known && !registers);
        if !self.config.accounts {
            return self.outside_dialog(now, server, request);
        }
        match self.authorization(request) {
            Ok(None) if exempt => self.outside_dialog(now, server, request),
            Err(_) => self.answer(now, server, 400),
            Ok(Some(said)) => self.ask_credentials(now, server, request, said),
            Ok(None) if registers => self.challenge(now, server, false),
            Ok(None) => {
                let from = request.sender().ok().and_then(|f| f.uri.to_address());
                let Some(address) = from else {
                    return self.outside_dialog(now, server, request);
                };
                let ask = Ask::HasAccount {
                    address: Pii::new(address),
                };
                if !self.ask(Waiting::HasAccount { server }, ask) {
                    self.answer(now, server, 503);
                }
            }
        }
    }

    /// A registration without an answer to any challenge of ours gets one without a transaction: that is the first half of every
    /// registration, and most of a storm.
    pub(crate) fn challenge_stateless(&mut self, now: Now, flow: FlowId, request: Request) {
        let Some(source) = self.flows.info(flow).map(|i| i.remote.ip()) else {
            return;
        };
        let offered = self.offered_to(now, source, &request, false);
        let challenges = self.challenges(now, source, false, &offered);
        self.answer_stateless(now, flow, request, |request, tag| {
            with_challenges(request.response(401, Some(tag)), &challenges)
        });
    }

    /// Whether a request answers a challenge of ours.
    pub(crate) fn authorization(
        &self,
        request: &Request,
    ) -> Result<Option<Authorization>, crate::wire::Problem> {
        let realm = self.realm();
        for line in request.headers.lines("authorization") {
            let text = std::str::from_utf8(line).map_err(|_| crate::wire::Problem::NotUtf8)?;
            if let Some(said) = Authorization::parse(text)?
                && said.realm.eq_ignore_ascii_case(&realm)
            {
                return Ok(Some(said));
            }
        }
        Ok(None)
    }

    fn realm(&self) -> String {
        self.config.default_domain.to_string()
    }

    /// Whom a nonce is for.
    fn nonce_for(&self, source: IpAddr) -> String {
        format!("{}@{}", self.realm(), crate::edge::network_of(source))
    }

    fn challenges(
        &mut self,
        now: Now,
        source: IpAddr,
        stale: bool,
        offered: &[DigestAlgorithm],
    ) -> Vec<String> {
        let (realm, whom) = (self.realm(), self.nonce_for(source));
        let nonce = self.nonces.mint(now.mono, &mut self.random, &whom);
        let print = |a: &DigestAlgorithm| Challenge::print(&realm, &nonce, *a, stale);
        offered.iter().map(print).collect()
    }

    /// What a sender is offered: everything, unless it has left such an offer unanswered. Then it may be one of those that give up
    /// at an algorithm they do not know even when another one stands beside it (libre before 2.0), and is offered MD5 alone.
    /// It is so until it answers by a better one, or a day has passed: else every other renewal of such a device would fail.
    fn offered_to(
        &mut self,
        now: Now,
        source: IpAddr,
        request: &Request,
        stale: bool,
    ) -> Vec<DigestAlgorithm> {
        let all = OFFERED.iter().copied();
        let all: Vec<DigestAlgorithm> =
            all.filter(|a| self.config.algorithms.contains(a)).collect();
        let [_, .., DigestAlgorithm::Md5] = all.as_slice() else {
            return all;
        };
        // A wrong answer: who is offered what it knows would repeat it at once, a dozen times, and use up the guesses of its neighbours.
        if !stale && request.headers.count("authorization") > 0 {
            return all;
        }
        let key = (crate::edge::network_of(source), sender(request));
        let (sequence, number) = (request.call_id(), request.cseq().map_or(0, |c| c.0));
        let asked = (sequence.chars().take(MAX_SENDER).collect(), number);
        if let Some((since, before)) = self.unanswered.get(&key)
            && now.mono.since(*since) < MD5_ALONE_FOR
        {
            // The same request once more: our offer was lost on the way, it was not left unanswered.
            if *before == asked {
                return all;
            }
            return vec![DigestAlgorithm::Md5];
        }
        if stale {
            return all;
        }
        if self.unanswered.insert(key, (now.mono, asked)).is_err() {
            // Mostly scanners; whoever else is forgotten is offered everything once more.
            self.unanswered = LimitedMap::new(MAX_UNANSWERED);
        }
        all
    }

    fn challenge(&mut self, now: Now, server: u64, stale: bool) {
        let Some((request, source)) = self
            .servers
            .get(&server)
            .map(|s| (s.request.clone(), s.source.ip()))
        else {
            return;
        };
        let offered = self.offered_to(now, source, &request, stale);
        let challenges = self.challenges(now, source, stale, &offered);
        if let Some(response) = self.response(server, 401) {
            self.respond(now, server, with_challenges(response, &challenges));
        }
    }

    fn ask_credentials(&mut self, now: Now, server: u64, request: &Request, said: Authorization) {
        let Some(source) = self.servers.get(&server).map(|s| s.source) else {
            return;
        };
        if said.algorithm != DigestAlgorithm::Md5 {
            let key = (crate::edge::network_of(source.ip()), sender(request));
            self.unanswered.remove(&key);
        }
        if !names(&said.uri, request) {
            return self.answer(now, server, 400);
        }
        // Nobody guesses by a nonce that was not made for the place it guesses from: neither who writes another's address on its
        // datagrams, nor who repeats what it has overheard.
        if !self.nonces.knows(&said.nonce, &self.nonce_for(source.ip())) {
            return self.challenge(now, server, true);
        }
        if let Permit::No { tell } = self.guard.permit(now.mono, source, &said.user) {
            if let Some(what) = tell {
                self.limited(what);
            }
            if let Some(response) = self.response(server, 503) {
                self.respond(now, server, response.with("retry-after", RETRY_AFTER));
            }
            return;
        }
        let ask = Ask::Credentials {
            user: said.user.clone(),
            realm: self.realm(),
            algorithm: said.algorithm,
        };
        let said = Box::new(said);
        if !self.ask(Waiting::Credentials { server, said }, ask) {
            self.answer(now, server, 503);
        }
    }

    /// Right, right but too late, or wrong. A user that there is not takes the same way as a wrong password.
    fn judge(
        &mut self,
        now: Now,
        server: u64,
        request: &Request,
        said: &Authorization,
        found: Option<Credentials>,
    ) {
        let Some(source) = self.servers.get(&server).map(|s| s.source) else {
            return;
        };
        let stand_in = self.nonces.stand_in(&said.user);
        let offered = self.config.algorithms.contains(&said.algorithm);
        let ha1 = found
            .as_ref()
            .map_or(stand_in.as_str(), |f| f.hash.expose());
        let proves = said.proves(ha1, request.method.as_str());
        let Some(found) = found.filter(|_| proves && offered) else {
            self.guard.failed(now.mono, source, &said.user);
            // Not a word more: which of both it is, is nobody's business. The guard bounds how often this is written.
            let account = Some(Pii::new(said.user.chars().take(MAX_SENDER).collect()));
            self.overstepped(account, "account with a wrong user name or password");
            self.punish_server(now, server);
            return self.challenge(now, server, false);
        };
        let (whom, count) = (self.nonce_for(source.ip()), said.count.as_ref());
        if self.nonces.spend(now.mono, &said.nonce, &whom, count) == Worth::Stale {
            return self.challenge(now, server, true);
        }
        self.guard.proved(now.mono, source, &said.user);
        // The request that was challenged was the first half of this one: a busy exchange is no flood.
        self.account_proved(now, server, &said.user);
        let Some(alias) = speaks_for(request, &found.aliases) else {
            return self.answer(now, server, 403);
        };
        if let Some(server) = self.servers.get_mut(&server) {
            server.trust = Trust::Registered { alias };
            server.account = Some(Pii::new(said.user.clone()));
        }
        self.outside_dialog(now, server, request);
    }
}

fn with_challenges(response: Response, challenges: &[String]) -> Response {
    challenges.iter().fold(response, |response, challenge| {
        response.with("www-authenticate", challenge.as_str())
    })
}

/// Whether what is proved covers the caller's address: a certificate speaks for the domains that it names. Anybody has one for some
/// domain, which says nothing of whoever has an account here.
fn speaks_for_sender(trust: &Trust, request: &Request) -> bool {
    match trust {
        Trust::Anonymous => false,
        Trust::MutualTls { domain } => request
            .sender()
            .is_ok_and(|from| matches!(from.uri, Uri::Sip(uri) if uri.host == *domain)),
        _ => true,
    }
}

/// For whom of those that it may speak for a request speaks: the one that `From` names, else the first one.
fn speaks_for(request: &Request, aliases: &[Alias]) -> Option<Alias> {
    let from = request.sender().ok().and_then(|f| f.uri.to_address());
    let named = from.and_then(|address| {
        let local = address.local.to_ascii_lowercase();
        aliases.iter().find(|a| a.local == local)
    });
    named.or(aliases.first()).cloned()
}

/// Who a request says to come from, as a key: long ones are cut.
fn sender(request: &Request) -> String {
    let from = request.sender().ok().and_then(|f| f.uri.to_address());
    let local = from.map(|address| address.local).unwrap_or_default();
    local.chars().take(MAX_SENDER).collect()
}

/// Whether the digest was made for this request. That the two URIs differ is no failure in itself (RFC 3261 §22.4 point 6): a proxy has
/// changed the host, or the device wrote the address that it sends to, its own, or that of its registrar. Only a digest for another
/// callee is refused: whoever sits on the way could have somebody else called by it. A REGISTER calls nobody.
fn names(uri: &str, request: &Request) -> bool {
    if uri == request.uri || request.method == Method::Register {
        return true;
    }
    match (callee(uri), callee(&request.uri)) {
        (Some(said), sent) => said.is_none() || Some(said) == sent,
        (None, _) => false,
    }
}

/// User or number of a URI; the outer `None` when it cannot be read.
fn callee(uri: &str) -> Option<Option<String>> {
    match Uri::parse(uri).ok()? {
        Uri::Sip(uri) => Some(uri.user),
        Uri::Tel(number) => Some(Some(number)),
        Uri::Other => None,
    }
}
