//! One leg as the meeting knows it.

use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;
use std::sync::Arc;

use tolk_model::leg::{Digit, Direction, Wish, YouAre};
use tolk_model::media::{Candidate, Flow, Rev, Traversal};
use tolk_model::party::Roster;
use tolk_model::plan::{Language, LocalMedia, PortRequest, Quality};
use tolk_model::{
    CallId, Cause, Codec, ControlId, EdgeId, LegId, MediaDescription, Mono, ParticipantId, SlotId,
    StreamId, StreamRole, TransportId,
};

use super::desk::AtDesk;
use super::moving::Moving;
use crate::declare::{MediaProfile, keep_reachable};
use crate::plan::Hold;

/// Most candidates of one transport: a host with many interfaces has a dozen.
pub(super) const MAX_CANDIDATES: usize = 64;
/// Most wishes of one leg: more than any page has places.
pub(super) const MAX_WISHES: usize = 64;
/// Most invitations of one leg that admission has not answered.
pub(super) const MAX_INVITES: usize = 8;

/// Where a leg stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum LegState {
    /// Ports are asked for; the far end heard nothing yet.
    Opening,
    /// Incoming, with ports; the other party has not answered yet.
    Ringing,
    /// Accepted with a question: their description is awaited.
    Asked,
    /// Called.
    Dialled,
    /// Both sides have described their media.
    Up,
    /// The edge was told to end it.
    Ending,
    /// Over; the ports close.
    Closing,
}

impl LegState {
    /// Told to the far end, and not over.
    pub(super) fn is_accepted(&self) -> bool {
        matches!(self, LegState::Asked | LegState::Up)
    }

    /// Not over and not about to be.
    pub(super) fn is_alive(&self) -> bool {
        !matches!(self, LegState::Ending | LegState::Closing)
    }

    pub(super) fn as_str(&self) -> &'static str {
        match self {
            LegState::Opening => "opening",
            LegState::Ringing => "ringing",
            LegState::Asked => "asked",
            LegState::Dialled => "dialled",
            LegState::Up => "up",
            LegState::Ending => "ending",
            LegState::Closing => "closing",
        }
    }
}

/// What ports were asked for, and thus what to do when they are there.
#[derive(Clone, Debug)]
pub(super) enum OpenFor {
    /// The leg begins.
    Start,
    /// New ICE credentials: we ask again.
    Restart,
    /// Their description needs ports that we did not have: we reply.
    Reply(Rev, MediaDescription),
}

/// Our questions about media; one at a time.
#[derive(Clone, Debug, Default)]
pub(super) struct Asking {
    /// Our last revision.
    pub(super) rev: Rev,
    /// The one that waits for its reply.
    pub(super) open: Option<(Rev, MediaDescription)>,
    /// A restart is wanted next.
    pub(super) restart: bool,
    /// The codec that the far end was asked to send first.
    pub(super) steered: Option<Codec>,
    /// That codec should arrive any moment: it is planned as if it did already.
    pub(super) expects: bool,
}

/// The test call of one leg.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Lesson {
    /// Media does not flow yet.
    #[default]
    Before,
    /// Is told what comes.
    Prompt,
    /// Hears and sees itself.
    Echo,
}

/// What the edge was told last; it is told again only what differs.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    pub(super) roster: Option<Arc<Roster>>,
    pub(super) you_are: Option<YouAre>,
    pub(super) slots: Option<Vec<(SlotId, Option<ParticipantId>)>>,
}

/// One leg.
#[derive(Clone, Debug)]
pub(super) struct Leg {
    pub(super) id: LegId,
    pub(super) call: CallId,
    pub(super) participant: ParticipantId,
    pub(super) edge: EdgeId,
    pub(super) direction: Direction,
    pub(super) state: LegState,
    pub(super) profile: MediaProfile,
    /// Their description that waits for our `Accept`.
    pub(super) offered: MediaDescription,
    pub(super) request: Option<PortRequest>,
    pub(super) opens: VecDeque<OpenFor>,
    pub(super) ports: Option<LocalMedia>,
    pub(super) local: MediaDescription,
    pub(super) remote: MediaDescription,
    /// Whence a caller comes; `None` for those that we called.
    pub(super) origin: Option<IpAddr>,
    pub(super) early: Option<MediaDescription>,
    /// Candidates of the far end that came before the description that they belong to.
    pub(super) early_candidates: Vec<(TransportId, Vec<Candidate>)>,
    pub(super) asking: Asking,
    pub(super) replaces: Option<LegId>,
    /// It was told that the other party rings.
    pub(super) rung: bool,
    pub(super) since: Mono,
    pub(super) connected_at: Option<Mono>,
    pub(super) media_at: Option<Mono>,
    pub(super) lost: bool,
    pub(super) cause: Option<Cause>,
    pub(super) lesson: Lesson,
    /// It enters a number at the reception.
    pub(super) desk: Option<Box<AtDesk>>,
    /// Of its prompts and slides; `None` for the meeting's.
    pub(super) language: Option<Language>,
    pub(super) wishes: Vec<Wish>,
    pub(super) receiving: BTreeMap<StreamId, Codec>,
    pub(super) digit: Option<(Digit, Mono, DigitWay)>,
    pub(super) picture_asked: Option<Mono>,
    pub(super) invites: Vec<ControlId>,
    pub(super) quality: Option<Quality>,
    pub(super) told: Told,
    /// It was transferred away and should hang up by itself.
    pub(super) moved: bool,
    /// It wanted to hear us at some time.
    pub(super) has_listened: bool,
    /// It holds and nothing arrives, though it said that it would send.
    pub(super) silent: bool,
    /// The last transfer that its far end was asked for.
    pub(super) moving: Option<Moving>,
    /// Transfers that it asked for.
    pub(super) transfers: u8,
    /// How often its call was passed on.
    pub(super) hops: u8,
}

/// By which way a digit came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DigitWay {
    Signalling,
    Media,
}

impl Leg {
    pub(super) fn new(
        id: LegId,
        call: CallId,
        participant: ParticipantId,
        edge: EdgeId,
        direction: Direction,
        profile: MediaProfile,
        since: Mono,
    ) -> Leg {
        Leg {
            id,
            call,
            participant,
            edge,
            direction,
            state: LegState::Opening,
            profile,
            offered: MediaDescription::default(),
            request: None,
            opens: VecDeque::new(),
            ports: None,
            local: MediaDescription::default(),
            remote: MediaDescription::default(),
            origin: None,
            early: None,
            early_candidates: Vec::new(),
            asking: Asking::default(),
            replaces: None,
            rung: false,
            since,
            connected_at: None,
            media_at: None,
            lost: false,
            cause: None,
            lesson: Lesson::Before,
            desk: None,
            language: None,
            wishes: Vec::new(),
            receiving: BTreeMap::new(),
            digit: None,
            picture_asked: None,
            invites: Vec::new(),
            quality: None,
            told: Told::default(),
            moved: false,
            has_listened: false,
            silent: false,
            moving: None,
            transfers: 0,
            hops: 0,
        }
    }

    /// Adds candidates of the far end; an empty list says that no more will come.
    pub(super) fn add_remote_candidates(&mut self, transport: TransportId, more: Vec<Candidate>) {
        if self.remote.transport(transport).is_some() {
            add_candidates(&mut self.remote, transport, more);
        } else if self.early_candidates.len() < MAX_CANDIDATES && more.len() <= MAX_CANDIDATES {
            self.early_candidates.push((transport, more));
        }
    }

    /// Whether its far end has put us on hold: it listened before and does not now. One that never listened is a source and holds nobody.
    pub(super) fn hold(&self) -> Hold {
        let mut sounds = self.remote.streams.iter();
        let sound = sounds.find(|s| s.role == StreamRole::Audio && s.flow != Flow::Off);
        match sound.map(|s| s.flow).filter(|_| self.has_listened) {
            Some(Flow::SendOnly) if !self.silent => Hold::Plays,
            Some(Flow::SendOnly | Flow::Inactive) => Hold::Silent,
            Some(Flow::Both | Flow::RecvOnly | Flow::Off) | None => Hold::No,
        }
    }

    /// What the far end says from now on, but for addresses that a caller from there cannot have.
    pub(super) fn set_remote(&mut self, mut description: MediaDescription) {
        if let Some(origin) = self.origin {
            keep_reachable(&mut description, origin);
        }
        self.remote = description;
        let mut sounds = self.remote.streams.iter();
        if sounds.any(|s| s.role == StreamRole::Audio && s.flow.receives()) {
            (self.has_listened, self.silent) = (true, false);
        }
    }

    /// The first description of the far end, with the candidates that came before it.
    pub(super) fn first_remote(&mut self, description: MediaDescription) {
        self.set_remote(description);
        for (transport, more) in std::mem::take(&mut self.early_candidates) {
            add_candidates(&mut self.remote, transport, more);
        }
    }

    /// Adds candidates of ours, to what was said and to what may still be said.
    pub(super) fn add_local_candidates(&mut self, transport: TransportId, more: Vec<Candidate>) {
        if let Some(ports) = &mut self.ports {
            let found = ports.transports.iter_mut().find(|t| t.id == transport);
            if let Some(found) = found {
                extend(&mut found.traversal, more.clone());
            }
        }
        add_candidates(&mut self.local, transport, more);
    }
}

fn add_candidates(media: &mut MediaDescription, transport: TransportId, more: Vec<Candidate>) {
    let found = media.transports.iter_mut().find(|t| t.id == transport);
    if let Some(found) = found {
        extend(&mut found.traversal, more);
    }
}

fn extend(traversal: &mut Traversal, more: Vec<Candidate>) {
    if let Traversal::Ice {
        candidates,
        complete,
        ..
    } = traversal
    {
        *complete |= more.is_empty();
        for one in more {
            if candidates.len() < MAX_CANDIDATES && !candidates.contains(&one) {
                candidates.push(one);
            }
        }
    }
}
