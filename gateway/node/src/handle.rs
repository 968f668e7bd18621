//! [`Node`]: what the web part, the command line and tests see of a running node. Clone it freely.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use metrics_exporter_prometheus::PrometheusHandle;
use subtle::ConstantTimeEq;
use tolk_core::directory::{Admits, Directory, DirectoryError, Listing, Place};
use tolk_core::meeting::Redial;
use tolk_model::address::TransportKind;
use tolk_model::party::Roster;
use tolk_model::plan::Language;
use tolk_model::{
    Address, Cause, LegId, MeetingId, NodeId, OrgId, ParticipantId, Pii, RuleId, Secret, Wall,
};

use crate::clock::Clock;
use crate::config::Config;
use crate::drive::{FlowRefused, WebsocketFlow, WebsocketFlows};
use crate::listed::Listed;
use crate::switchboard::Switchboard;
use crate::tasks::Tasks;
use crate::telemetry::{Journal, JournalQuery, Numbered, process_state};

/// Whether a node takes calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// Sockets are being opened.
    Starting,
    /// Takes calls.
    Ready,
    /// Takes no new calls; those that run go on or are being ended.
    Ending,
}

/// A meeting to make.
#[derive(Clone, Debug)]
pub struct NewMeeting {
    /// Its title.
    pub title: String,
    /// How it is called; `None` makes up a number.
    pub alias: Option<String>,
    /// Whose it is.
    pub organisation: Option<OrgId>,
    /// Who invites.
    pub host: Option<Pii<String>>,
    /// Who enters without waiting.
    pub admits: Admits,
    /// How many may be in it; `None` means the usual number.
    pub max_participants: Option<u32>,
    /// Language of prompts; `None` means the node's.
    pub language: Option<Language>,
    /// When it begins, for people.
    pub starts: Option<Wall>,
    /// Past this it is gone.
    pub expires: Option<Wall>,
}

/// A meeting that was made. The tokens exist nowhere else: the place holds their hashes.
#[derive(Clone, Debug)]
pub struct CreatedMeeting {
    /// The place, as the directory lists it and the archive keeps it.
    pub place: Arc<Place>,
    /// Gives the host's seat.
    pub host_token: Secret<String>,
    /// Gives a guest's seat.
    pub guest_token: Secret<String>,
}

impl CreatedMeeting {
    /// The host's link; `base` is the public URL without a slash at the end.
    pub fn host_link(&self, base: &str) -> String {
        link(base, &self.place, Some(&self.host_token))
    }

    /// The guests' link.
    pub fn guest_link(&self, base: &str) -> String {
        link(base, &self.place, Some(&self.guest_token))
    }
}

/// A link to a place: the token is in the fragment, which no server and no log ever sees.
pub fn link(base: &str, place: &Place, token: Option<&Secret<String>>) -> String {
    let alias = place.aliases.first().map_or("", |a| a.local.as_str());
    match token {
        Some(token) => format!("{base}/m/{alias}#k={}", token.expose()),
        None => format!("{base}/m/{alias}"),
    }
}

/// Why a meeting was not made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreateMeetingError {
    /// The alias has a character that a path and an address do not both have, or is too long.
    #[error("an alias has 1 to 64 of a-z, 0-9, `-`, `_` and `.`")]
    Alias,
    /// No title, or too long a one.
    #[error("a title has 1 to 200 characters")]
    Title,
    /// There are as many places as there may be.
    #[error("there are as many meetings as there may be")]
    Full,
    /// The directory refuses it.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
}

/// A call to place.
#[derive(Clone, Debug)]
pub struct CallOrder {
    /// Who is called first: a place (then `to` is called into its meeting) or somebody who is rung before `to` is.
    pub from: Address,
    /// Who is called.
    pub to: Address,
    /// How it is called again when it is busy, does not answer, cannot be reached or is lost; `None` leaves that to the
    /// configuration. Only where `from` is a place.
    pub redial: Option<Redial>,
}

/// A call that is being placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedCall {
    /// The meeting in which both meet.
    pub meeting: MeetingId,
    /// The rule that permitted it.
    pub rule: RuleId,
}

/// A running meeting, for the page of operators.
#[derive(Clone, Debug)]
pub struct MeetingView {
    /// Which.
    pub id: MeetingId,
    /// Since when.
    pub since: Wall,
    /// Who is in it; those in the lobby, too.
    pub roster: Arc<Roster>,
    /// Whose each of its legs is.
    pub owners: BTreeMap<LegId, ParticipantId>,
    /// Its legs.
    pub legs: Vec<LegView>,
}

/// A leg of a running meeting.
#[derive(Clone, Debug)]
pub struct LegView {
    /// Which leg, of which call, by which edge.
    pub name: tolk_model::leg::LegName,
    /// Whose it is; `None` while the meeting has not heard of it, and when it is over.
    pub participant: Option<ParticipantId>,
    /// How its media goes, when that was reported.
    pub quality: Option<tolk_model::plan::Quality>,
    /// Its media is connected.
    pub connected: bool,
}

/// A running node.
#[derive(Clone)]
pub struct Node {
    parts: Arc<Parts>,
}

/// What a node is put together from; `serve` does it.
pub struct Parts {
    /// What it was told.
    pub config: Arc<Config>,
    /// Its identifier.
    pub id: NodeId,
    /// Its clocks.
    pub clock: Clock,
    /// Its tasks.
    pub tasks: Tasks,
    /// Its journal.
    pub journal: Journal,
    /// Its calls and meetings.
    pub switchboard: Switchboard,
    /// Who and what can be called.
    pub listed: Arc<Listed>,
    /// The browser edge's flows.
    pub websockets: WebsocketFlows,
    /// Opens flows of SIP for websockets.
    pub sip_websockets: WebsocketFlows,
    /// Its metrics.
    pub metrics: PrometheusHandle,
    /// The administrators' token.
    pub admin_token: Secret<String>,
    /// What links begin with, without a slash at the end.
    pub public_url: String,
    /// Where it stands.
    pub readiness: AtomicU8,
}

impl Node {
    /// From its parts.
    pub fn new(parts: Parts) -> Node {
        Node {
            parts: Arc::new(parts),
        }
    }

    /// What it was told.
    pub fn config(&self) -> &Arc<Config> {
        &self.parts.config
    }

    /// Its identifier.
    pub fn id(&self) -> NodeId {
        self.parts.id
    }

    /// The time.
    pub fn now(&self) -> Wall {
        self.parts.clock.now().wall
    }

    /// Its tasks: the only way to spawn.
    pub fn tasks(&self) -> &Tasks {
        &self.parts.tasks
    }

    /// Its calls and meetings.
    pub fn switchboard(&self) -> &Switchboard {
        &self.parts.switchboard
    }

    /// What links begin with, without a slash at the end.
    pub fn public_url(&self) -> &str {
        &self.parts.public_url
    }

    /// Whether it takes calls: `/readyz`.
    pub fn readiness(&self) -> Readiness {
        match self.parts.readiness.load(Ordering::Acquire) {
            0 => Readiness::Starting,
            1 => Readiness::Ready,
            _ => Readiness::Ending,
        }
    }

    /// Where it stands from now on.
    pub fn set_readiness(&self, readiness: Readiness) {
        let value = match readiness {
            Readiness::Starting => 0,
            Readiness::Ready => 1,
            Readiness::Ending => 2,
        };
        self.parts.readiness.store(value, Ordering::Release);
    }

    /// Whether `token` is the administrators' one; in constant time.
    pub fn is_admin_token(&self, token: &str) -> bool {
        let wanted = self.parts.admin_token.expose().as_bytes();
        wanted.ct_eq(token.as_bytes()).into()
    }

    /// Who and what can be called, as it is now.
    pub fn directory(&self) -> Arc<Directory> {
        self.parts.listed.directory()
    }

    /// Opens a flow for a websocket that was accepted from `remote` at `local`. The page speaks the protocol of `tolk-browser` on it.
    ///
    /// # Errors
    /// When a limit is reached or the node ends: close the websocket then.
    pub async fn open_websocket(
        &self,
        local: SocketAddr,
        remote: SocketAddr,
    ) -> Result<WebsocketFlow, FlowRefused> {
        let kind = TransportKind::Websocket;
        self.parts.websockets.open(kind, local, remote).await
    }

    /// The same for one on which a client speaks SIP (RFC 7118); `kind` says whether it came under TLS.
    ///
    /// # Errors
    /// When a limit is reached or the node ends: close the websocket then.
    pub async fn open_sip_websocket(
        &self,
        kind: TransportKind,
        local: SocketAddr,
        remote: SocketAddr,
    ) -> Result<WebsocketFlow, FlowRefused> {
        self.parts.sip_websockets.open(kind, local, remote).await
    }

    /// Makes a meeting with a host link and a guest link, and lists it. Whoever wants it to outlive the process saves the place in the
    /// archive, and takes it away again with [`Node::remove_place`] when that fails.
    ///
    /// # Errors
    /// When the words are not usable or the alias is taken.
    pub fn create_meeting(&self, wanted: NewMeeting) -> Result<CreatedMeeting, CreateMeetingError> {
        let language = self.parts.config.node.language;
        self.parts.listed.create(wanted, language, self.now())
    }

    /// Lists a place that the archive kept.
    ///
    /// # Errors
    /// When its alias is taken.
    pub fn add_place(&self, place: Place) -> Result<(), DirectoryError> {
        self.parts.listed.add(place)
    }

    /// Takes a place out of the directory and ends the meeting that is in it; `false` when there is no such place.
    pub async fn remove_place(&self, meeting: MeetingId) -> bool {
        let listed = self.parts.listed.remove(meeting);
        self.parts.switchboard.listing_changed(meeting);
        self.parts.switchboard.end_meeting(meeting).await;
        listed
    }

    /// The place that an alias stands for.
    pub fn find_place(&self, address: &Address) -> Option<Arc<Place>> {
        let directory = self.directory();
        let alias = directory.alias(address)?;
        match directory.find(&alias)? {
            Listing::Place(place) => Some(place.clone()),
            Listing::Person(_) => None,
        }
    }

    /// Meetings that run.
    pub async fn meetings(&self) -> Vec<MeetingView> {
        self.parts.switchboard.meetings().await
    }

    /// One of them.
    pub async fn meeting(&self, meeting: MeetingId) -> Option<MeetingView> {
        self.parts.switchboard.meeting(meeting).await
    }

    /// Ends a meeting for everybody; `false` when it does not run.
    pub async fn end_meeting(&self, meeting: MeetingId) -> bool {
        self.parts.switchboard.end_meeting(meeting).await
    }

    /// Places a call, in an operator's name. Returns when it is permitted and begun; the journal tells how it goes.
    ///
    /// # Errors
    /// With the cause when a rule forbids it or nobody is there.
    pub async fn place_call(&self, order: CallOrder) -> Result<PlacedCall, Cause> {
        self.parts.switchboard.place_call(order).await
    }

    /// Asks the far end of a participant to call somebody else and to leave. Returns when it was asked; the journal tells how it goes.
    ///
    /// # Errors
    /// With the cause when a rule forbids it, or there is nobody who can be moved.
    pub async fn move_participant(
        &self,
        meeting: MeetingId,
        participant: ParticipantId,
        to: Address,
    ) -> Result<RuleId, Cause> {
        let switchboard = &self.parts.switchboard;
        switchboard.move_participant(meeting, participant, to).await
    }

    /// Calls a participant again that was called before and is away, in an operator's name. Returns when it is permitted and begun.
    ///
    /// # Errors
    /// With the cause when a rule forbids it now, or nobody of that name is away.
    pub async fn call_again(
        &self,
        meeting: MeetingId,
        participant: ParticipantId,
    ) -> Result<RuleId, Cause> {
        let switchboard = &self.parts.switchboard;
        switchboard.call_again(meeting, participant).await
    }

    /// Removes a participant: one that is there, one that is being called, or one that is away.
    ///
    /// # Errors
    /// When there is none.
    pub async fn remove_participant(
        &self,
        meeting: MeetingId,
        participant: ParticipantId,
    ) -> Result<(), Cause> {
        let switchboard = &self.parts.switchboard;
        switchboard.remove_participant(meeting, participant).await
    }

    /// Ends one leg.
    pub async fn end_leg(&self, leg: LegId) -> bool {
        self.parts.switchboard.end_leg(leg).await
    }

    /// Journal entries in memory, oldest first.
    pub fn journal(&self, query: &JournalQuery) -> Vec<Numbered> {
        self.parts.journal.query(query)
    }

    /// The journal itself: for the archive's feed.
    pub fn journal_source(&self) -> &Journal {
        &self.parts.journal
    }

    /// Metrics in Prometheus' text format: `/metrics`.
    pub fn metrics_text(&self) -> String {
        self.parts.switchboard.set_gauges();
        self.parts.metrics.render()
    }

    /// What lives inside: `/debug`. No personal data, no secrets.
    pub async fn debug_state(&self) -> serde_json::Value {
        let tasks = self.parts.tasks.alive();
        let mut counting = self
            .parts
            .tasks
            .spawn_blocking("process_state", process_state);
        serde_json::json!({
            "node": self.parts.id,
            "readiness": format!("{:?}", self.readiness()).to_lowercase(),
            "process": counting.join().await.unwrap_or_default(),
            "tasks": tasks,
            "journal": self.parts.journal.debug_state(),
            "switchboard": self.parts.switchboard.debug_state().await,
        })
    }
}
