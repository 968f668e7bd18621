//! Identifiers. Unique in a cluster, printed as `<kind>_<ULID>`, never parsed for meaning.
//!
//! Wire identifiers (Call-ID, CRV, SSRC) are not identifiers of ours: they stay in their edge, their port and the journal.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use ulid::Ulid;

use crate::random::Random;
use crate::time::Wall;

/// A text that is not an identifier of the wanted kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a {kind} identifier")]
pub struct InvalidId {
    /// The prefix that was expected.
    pub kind: &'static str,
}

macro_rules! ulid_ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Ulid);

        impl $name {
            /// Mints one: the time makes it sortable, the generator makes it unique.
            pub fn mint(at: Wall, random: &mut Random) -> Self {
                Self(Ulid::from_parts(at.unix_ms, random.u128()))
            }

            /// A fixed identifier for tests and examples.
            pub fn from_number(number: u64) -> Self {
                Self(Ulid::from_parts(0, u128::from(number)))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                text.strip_prefix(concat!($prefix, "_"))
                    .and_then(|ulid| Ulid::from_string(ulid).ok())
                    .map(Self)
                    .ok_or(InvalidId { kind: $prefix })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

ulid_ids! {
    /// A meeting: two or more participants and one media plan. A call is a meeting of two.
    MeetingId = "meeting";
    /// One admission and every leg that it caused.
    CallId = "call";
    /// One connection of one participant through one edge.
    LegId = "leg";
    /// A person or a room in a meeting; may have several legs (sound by phone, picture by browser).
    ParticipantId = "participant";
    /// An organisation of the directory.
    OrgId = "org";
    /// A running node.
    NodeId = "node";
}

macro_rules! small_ids {
    ($($(#[$doc:meta])* $name:ident($inner:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }
    )*};
}

small_ids! {
    /// A flow of an edge: one UDP peer, one TCP or TLS connection, one websocket. Unique in a process.
    FlowId(u64);
    /// A media stream within a leg; the edge that describes the leg assigns it and keeps it for the leg's life.
    StreamId(u16);
    /// A place for one picture at a receiver. Unique within a leg.
    SlotId(u16);
    /// A simulcast or spatial layer of a stream, 0 is the smallest. Unique within a stream.
    LayerId(u8);
    /// A transport (one ICE session or one address pair) within a leg; streams share it when bundled.
    TransportId(u16);
    /// A branch of a forked call within a leg; 0 when nothing forked.
    ForkId(u16);
    /// A question that an edge asked its driver.
    AskId(u64);
    /// A name look-up that an edge wants done.
    QueryId(u64);
    /// Somebody's watching of one of ours; the edge that it came by chooses it.
    SubscriptionId(u64);
    /// What somebody said of itself; the edge that it came by chooses it.
    PublicationId(u64);
    /// Our watching of somebody elsewhere; the core chooses it.
    WatchId(u64);
    /// A message that we send outside any call; the core chooses it.
    PageId(u64);
    /// A control request of one participant, echoed in the reply.
    ControlId(u64);
    /// An engine thread and its sockets.
    ShardId(u16);
    /// One encoder: a picture that is composed or transcoded once and sent to many. Unique within a meeting.
    ClassId(u32);
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Arc<str>);

        impl $name {
            /// Wraps a name.
            pub fn new(name: impl Into<Arc<str>>) -> Self {
                Self(name.into())
            }

            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

names! {
    /// Label of an edge (`sip`, `h323`, `browser`): for people and metrics, never for decisions.
    EdgeId;
    /// Names the rule of a verdict (`room.admits_everybody`, `outgoing.default_deny`).
    RuleId;
    /// A spoken or shown prompt (`test_call`, `lobby`, `not_admitted`), translated where it is rendered.
    PromptId;
    /// A network interface group of the configuration (`[[network]] realm`).
    Realm;
    /// A trunk of the configuration (`[[trunk]] name`).
    TrunkId;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Seed;

    #[test]
    fn an_id_survives_printing_and_parsing() {
        let mut random = Seed::from_number(7).generator();
        let id = LegId::mint(Wall::from_unix_ms(1_700_000_000_000), &mut random);
        assert_eq!(id.to_string().parse::<LegId>(), Ok(id));
        assert!(id.to_string().starts_with("leg_"));
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let meeting = MeetingId::from_number(1).to_string();
        assert_eq!(meeting.parse::<LegId>(), Err(InvalidId { kind: "leg" }));
    }
}
