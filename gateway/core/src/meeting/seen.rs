//! What those who watch a meeting and its people may know of it: not what they say, nor to whom.

use std::collections::BTreeMap;

use tolk_model::leg::Direction;
use tolk_model::party::{Identity, Presence, Roster};
use tolk_model::presence::CallPhase;
use tolk_model::{Address, LegId, Pii};

use super::MeetingKind;
use super::leg::{Leg, LegState};
use super::machine::Meeting;
use super::participant::{Participant, Room};

/// A leg as watchers see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenLeg {
    /// Which.
    pub leg: LegId,
    /// Whose call it is, when that is proven: what a stranger says of itself makes nobody busy.
    pub whose: Option<Pii<Address>>,
    /// As seen by its owner.
    pub direction: Direction,
    /// How far it has come.
    pub phase: CallPhase,
    /// Its owner takes part; in the lobby it does not.
    pub inside: bool,
}

impl Meeting {
    /// Its legs that are not over, as watchers see them.
    pub fn seen_legs(&self) -> Vec<SeenLeg> {
        let all = self.participants.iter().map(|p| (p.id, p));
        let owners: BTreeMap<_, _> = all.collect();
        let alive = self.legs.iter().filter(|l| l.state.is_alive());
        alive
            .map(|leg| self.seen_leg(leg, owners.get(&leg.participant).copied()))
            .collect()
    }

    fn seen_leg(&self, leg: &Leg, owner: Option<&Participant>) -> SeenLeg {
        let proven = owner.filter(|o| matches!(o.party.identity, Identity::Verified { .. }));
        let rings = match leg.direction {
            Direction::Incoming => leg.rung,
            Direction::Outgoing => owner
                .and_then(|o| o.calling.as_ref())
                .is_some_and(|c| c.rings),
        };
        SeenLeg {
            leg: leg.id,
            whose: proven.map(|o| o.party.address.clone()),
            direction: match leg.direction {
                Direction::Incoming => Direction::Outgoing,
                Direction::Outgoing => Direction::Incoming,
            },
            phase: match leg.state {
                LegState::Asked | LegState::Up => CallPhase::Connected,
                _ if rings => CallPhase::Ringing,
                _ => CallPhase::Trying,
            },
            inside: leg.state.is_accepted()
                && self.config.kind != MeetingKind::TestCall
                && owner.is_some_and(|o| o.room == Room::Meeting),
        }
    }

    /// Who is in it, for those who are in it: without the lobby, and without who speaks, which changes by the second.
    pub fn seen_roster(&self) -> Roster {
        let mut roster = self.roster();
        let shown = |p: &Presence| !matches!(p, Presence::Lobby | Presence::Left);
        roster.entries.retain(|entry| shown(&entry.presence));
        for entry in &mut roster.entries {
            entry.speaking = false;
        }
        roster
    }
}
