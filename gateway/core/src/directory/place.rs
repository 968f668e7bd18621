//! What a directory lists.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tolk_model::party::Target;
use tolk_model::plan::Language;
use tolk_model::{Alias, Domain, MeetingId, OrgId, Pii, Role, Secret, Wall};

use super::link::{self, Link, LinkError};

/// An organisation: whose rooms and people they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Its identifier.
    pub id: OrgId,
    /// Its name, as shown to everybody.
    pub name: String,
    /// Domains that prove a caller to be of this organisation.
    pub domains: Vec<Domain>,
}

/// What an alias stands for.
#[derive(Clone, Debug)]
pub enum Listing {
    /// A meeting place.
    Place(Arc<Place>),
    /// A person.
    Person(Arc<Person>),
}

/// Who enters a place without waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Admits {
    /// Everybody.
    Everybody,
    /// Whoever the connection proves to be somebody (a certificate, a registration); others wait in the lobby.
    Known,
    /// Only holders of a link; others wait in the lobby until the host admits them.
    Invited,
    /// Only holders of a link; others are refused.
    OnlyInvited,
}

/// What kind of place it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// A meeting, once or again and again.
    Meeting,
    /// The test call: each caller is alone with its echo.
    TestCall,
    /// The reception: asks for a number by digits and passes the caller on.
    Reception,
}

/// A device that belongs to a place or a person and can be rung.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Its name, for people.
    pub name: String,
    /// Where it is.
    pub target: Target,
}

/// A place where people meet: a virtual room, a meeting with links, the test call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The meeting that takes place there.
    pub meeting: MeetingId,
    /// What kind.
    pub kind: PlaceKind,
    /// Its title.
    pub title: String,
    /// How it is called; the first one is printed in links.
    pub aliases: Vec<Alias>,
    /// Whose it is.
    pub organisation: Option<OrgId>,
    /// The name of who invites.
    pub host: Option<Pii<String>>,
    /// Who enters without waiting.
    pub admits: Admits,
    /// How many may be in it.
    pub max_participants: u32,
    /// Language of prompts.
    pub language: Language,
    /// Its links.
    pub links: Vec<Link>,
    /// When it begins, for people.
    pub starts: Option<Wall>,
    /// Past this it is gone.
    pub expires: Option<Wall>,
    /// Devices that stand there: called when somebody calls the place in order to reach them.
    pub devices: Vec<Device>,
}

impl Place {
    /// What a link's secret gives here.
    ///
    /// # Errors
    /// When it is no link of this place, or an expired one.
    pub fn open(&self, token: &Secret<String>, now: Wall) -> Result<Role, LinkError> {
        link::open(&self.links, token, now)
    }

    /// Whether it is over for good.
    pub fn is_gone(&self, now: Wall) -> bool {
        self.expires.is_some_and(|at| at <= now)
    }
}

/// A person, with the devices at which it can be reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// How it is called; the first one is shown.
    pub aliases: Vec<Alias>,
    /// Its name.
    pub display_name: Pii<String>,
    /// Its organisation.
    pub organisation: Option<OrgId>,
    /// Its title.
    pub title: Option<String>,
    /// Where it can be reached, most wanted first.
    pub devices: Vec<Device>,
    /// Its devices ring while it is in a call. Without, whoever calls it then hears that it is busy.
    pub call_waiting: bool,
}
