//! What there is to see of somebody now, gathered from the board and the registrar.

use std::collections::BTreeSet;
use std::sync::Arc;

use tolk_core::directory::{Directory, Listing};
use tolk_core::meeting::SeenLeg;
use tolk_core::presence::{Seen, SeenDevice, Whom, policy};
use tolk_model::leg::Direction;
use tolk_model::presence::{Asker, CallPhase, WatchedCall};
use tolk_model::{Address, Alias, LegId, MeetingId, Mono};

use super::super::board::Board;
use super::super::shared::{Shared, lock};
use super::show::Shown;

impl Shared {
    /// What there is to see; `None` when there is nothing to see any more.
    pub(super) fn look(&self, directory: &Directory, whom: &Whom) -> Option<Seen> {
        match whom {
            Whom::Meeting(meeting) => self.look_into(*meeting),
            Whom::Listed(alias) => match directory.find(alias)? {
                Listing::Person(person) => Some(Seen {
                    devices: self.seen_devices(&person.aliases),
                    calls: self.calls_of(alias),
                    ..Seen::default()
                }),
                Listing::Place(place) if place.is_gone(self.clock.now().wall) => None,
                Listing::Place(place) => {
                    let mut seen = self.look_into(place.meeting).unwrap_or_default();
                    let there: BTreeSet<LegId> = seen.calls.iter().map(|c| c.id).collect();
                    // A device of the room may have a call elsewhere.
                    let more = self.calls_of(alias).into_iter();
                    seen.calls.extend(more.filter(|c| !there.contains(&c.id)));
                    seen.devices = self.seen_devices(&place.aliases);
                    // Who is in it only those may know who are.
                    (seen.roster, seen.inside) = Default::default();
                    seen.place = true;
                    Some(seen)
                }
            },
        }
    }

    fn look_into(&self, meeting: MeetingId) -> Option<Seen> {
        let shown = self.shown(meeting)?;
        let inside = shown.legs.iter().filter(|(leg, _)| leg.inside);
        Some(Seen {
            place: true,
            devices: Vec::new(),
            calls: shown.legs.iter().map(|(leg, _)| from_within(leg)).collect(),
            roster: Arc::clone(&shown.roster),
            inside: inside.map(|(leg, _)| leg.leg).collect(),
        })
    }

    /// A meeting that runs, as it was seen last.
    fn shown(&self, meeting: MeetingId) -> Option<Arc<Shown>> {
        let shown = {
            let board = self.board();
            Arc::clone(&board.meetings.get(&meeting)?.shown)
        };
        Some(lock(&shown).clone())
    }

    fn calls_of(&self, alias: &Alias) -> Vec<WatchedCall> {
        let all: Vec<Arc<_>> = {
            let board = self.board();
            let shown = board.meetings.values().map(|r| Arc::clone(&r.shown));
            shown.collect()
        };
        let mut calls = Vec::new();
        for shown in all {
            let shown = lock(&shown).clone();
            let own = shown.legs.iter().filter(|(_, w)| w.as_ref() == Some(alias));
            calls.extend(own.map(|(leg, _)| call(leg)));
        }
        calls.sort_by_key(|c| c.id);
        calls
    }

    /// Whether somebody with these aliases, the first one first, has a call that is answered: what watchers see decides.
    pub(in crate::switchboard) fn is_in_call(board: &Board, aliases: &[Alias]) -> bool {
        let Some(first) = aliases.first() else {
            return false;
        };
        board.meetings.values().any(|running| {
            let shown = lock(&running.shown);
            let mut own = shown.legs.iter().filter(|(_, w)| w.as_ref() == Some(first));
            own.any(|(leg, _)| leg.phase == CallPhase::Connected)
        })
    }

    fn seen_devices(&self, aliases: &[Alias]) -> Vec<SeenDevice> {
        let now: Mono = self.clock.now().mono;
        let of = |alias| self.registrations.of(alias, now);
        let mut devices: Vec<SeenDevice> = aliases
            .iter()
            .flat_map(of)
            .map(|binding| SeenDevice {
                contact: binding.address,
                expires: binding.expires,
            })
            .collect();
        devices.sort_by(|a, b| a.contact.cmp(&b.contact));
        devices
    }

    /// The meeting that is asked about, when the asker is in it, and by which leg. A question within a call is about that call,
    /// unless it names another place.
    pub(super) fn inside(
        &self,
        directory: &Directory,
        of: &Address,
        by: &Asker,
    ) -> Option<(MeetingId, LegId)> {
        let alias = directory.alias(of);
        let named = match alias.and_then(|alias| directory.find(&alias)) {
            Some(Listing::Place(place)) => Some(place.meeting),
            Some(Listing::Person(_)) => return None,
            None => None,
        };
        if let Some(leg) = by.leg {
            let meeting = self.board().legs.get(&leg)?.meeting;
            let there = named.is_none_or(|named| named == meeting);
            let shown = self.shown(meeting)?;
            let inside = shown.legs.iter().any(|(l, _)| l.leg == leg && l.inside);
            return (there && inside).then_some((meeting, leg));
        }
        let (meeting, asker) = (named?, policy::ours(by, directory)?);
        let shown = self.shown(meeting)?;
        let own =
            |(leg, whose): &&(SeenLeg, Option<Alias>)| leg.inside && whose.as_ref() == Some(&asker);
        let (leg, _) = shown.legs.iter().find(own)?;
        Some((meeting, leg.leg))
    }
}

fn call(leg: &SeenLeg) -> WatchedCall {
    WatchedCall {
        id: leg.leg,
        direction: leg.direction,
        phase: leg.phase,
    }
}

/// A call as the place sees it that it leads to.
fn from_within(leg: &SeenLeg) -> WatchedCall {
    WatchedCall {
        direction: match leg.direction {
            Direction::Incoming => Direction::Outgoing,
            Direction::Outgoing => Direction::Incoming,
        },
        ..call(leg)
    }
}
