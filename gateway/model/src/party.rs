//! Who takes part, how sure we are of it, and what a call asks for.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::address::{Address, Alias, Domain, TransportKind};
use crate::cause::Reason;
use crate::id::{CallId, LegId, MeetingId, OrgId, ParticipantId};
use crate::media::MediaDescription;
use crate::pii::Pii;
use crate::plan::Language;
use crate::registration::Route;
use crate::time::Mono;

/// A person or a room, as others see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// How to reach it; for an anonymous guest an alias that nothing answers to.
    pub address: Pii<Address>,
    /// The name to show.
    pub display_name: Pii<String>,
    /// The organisation that it belongs to, when known.
    pub organisation: Option<OrgId>,
    /// How sure we are.
    pub identity: Identity,
}

/// How sure we are of who somebody is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Identity {
    /// Proven, and by what (`oidc`, `registration`).
    Verified {
        /// What proved it.
        by: String,
    },
    /// A domain that we trust to the degree of its connection says so.
    Asserted {
        /// Which domain.
        domain: Domain,
    },
    /// A name that somebody typed.
    Anonymous,
}

/// What the connection on which a call came proves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Trust {
    /// A certificate for this domain.
    MutualTls {
        /// Whose.
        domain: Domain,
    },
    /// A registered device or person.
    Registered {
        /// Which.
        alias: Alias,
    },
    /// A trunk of ours, known by the address of its connection or by our registration there: it vouches for itself, not for who calls.
    Trunk {
        /// Which.
        trunk: crate::id::TrunkId,
    },
    /// A link's token for a meeting, checked by the directory; the role is what the link gives.
    LinkToken {
        /// Which meeting.
        meeting: MeetingId,
        /// As what.
        role: Role,
    },
    /// An operator through the API.
    Operator,
    /// Nothing.
    Anonymous,
}

/// What somebody may do in a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sees and hears.
    Viewer,
    /// Is seen and heard.
    Speaker,
    /// Admits, mutes, removes, locks, ends.
    Host,
}

/// An incoming call, before anything was decided about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRequest {
    /// Minted by the edge.
    pub call: CallId,
    /// Who says to be calling.
    pub from: Party,
    /// Whom or what.
    pub to: Address,
    /// What the connection proves.
    pub trust: Trust,
    /// A secret that came with a link, unchecked.
    pub link_token: Option<crate::pii::Secret<String>>,
    /// Source address, for limits and latching.
    pub origin: IpAddr,
    /// What the caller can receive; empty when it did not say yet.
    pub media: MediaDescription,
    /// The leg that this call takes the place of. The edge has checked that it exists, that the caller named it by what only its
    /// far end knows, and that it is in the state which the caller asked for. Who accepts ends that leg with `Reason::Replaced`.
    pub replaces: Option<LegId>,
    /// In which language the caller wants prompts and slides; `None` leaves it to the meeting.
    pub language: Option<Language>,
    /// Of all devices of whom is called only this one is wanted: it named itself so when it registered (RFC 5627).
    pub device: Option<Pii<String>>,
}

/// A place to send a call to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Target {
    /// Which edge speaks to it (`sip`, `h323`); `None` lets the scheme decide.
    pub edge: Option<crate::id::EdgeId>,
    /// The address there.
    pub address: Address,
    /// A way to it that the address does not tell.
    #[serde(default)]
    pub route: Option<Route>,
    /// It rings together with the target before it, not after that one has failed.
    #[serde(default)]
    pub together: bool,
}

impl Target {
    /// An address that its own edge finds, tried when what stands before it has failed.
    pub fn at(address: Address) -> Target {
        Target {
            edge: None,
            address,
            route: None,
            together: false,
        }
    }
}

/// A resolved place on the network (RFC 3263 §4).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Destination {
    /// Address and port.
    pub address: std::net::SocketAddr,
    /// Transport.
    pub transport: TransportKind,
    /// The name to verify against the certificate, when there is one.
    pub name: Option<Domain>,
}

/// Where a participant stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Presence {
    /// Called by us, not answered yet.
    Invited,
    /// Waits for a host.
    Lobby,
    /// Takes part.
    Joined,
    /// The connection broke; expected back.
    Lost {
        /// When it broke.
        since: Mono,
    },
    /// Gone.
    Left,
}

/// One line of the roster that participants see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterEntry {
    /// Who.
    pub participant: ParticipantId,
    /// Name to show.
    pub display_name: Pii<String>,
    /// The organisation's name, when known.
    pub organisation: Option<String>,
    /// How sure we are of it.
    pub identity: Identity,
    /// What it may do.
    pub role: Role,
    /// Where it stands.
    pub presence: Presence,
    /// Which worlds it is connected by (`browser`, `sip`), for an icon.
    pub edges: Vec<crate::id::EdgeId>,
    /// Its sound is switched off, by itself or by a host.
    pub muted: bool,
    /// Its picture is on.
    pub has_picture: bool,
    /// It is speaking now.
    pub speaking: bool,
    /// It was called, and could not be had or was lost: it can be called again.
    pub away: Option<Away>,
}

/// Why somebody who was called is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Away {
    /// How the last call ended.
    pub reason: Reason,
    /// It is called again without anybody asking for it.
    pub again: bool,
}

/// Who is in a meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roster {
    /// Title of the meeting.
    pub title: String,
    /// No more may enter.
    pub locked: bool,
    /// Participants in order of arrival, those in the lobby included for hosts only.
    pub entries: Vec<RosterEntry>,
}
