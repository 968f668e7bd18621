//! The one table of states: what somebody is, of all that is known.

use tolk_model::presence::Availability;

/// What is known of somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// An operator said so for the person; outlives the process.
    pub do_not_disturb: bool,
    /// What the person said last.
    pub said: Option<Availability>,
    /// It has a call: one that rings, too.
    pub in_call: bool,
    /// At least one device is registered.
    pub registered: bool,
    /// It is a place of ours: it can be called whether or not a device stands in it.
    pub place: bool,
}

/// A row: when it holds, and what follows.
type Row = (fn(&State) -> bool, Availability);

/// The first row that holds decides. Order: what somebody wants goes before what we see, and what we see before what somebody said
/// some time ago; only who hides is not betrayed by a call.
const TABLE: &[Row] = &[
    (|s| s.do_not_disturb, Availability::DoNotDisturb),
    (
        |s| s.said == Some(Availability::DoNotDisturb),
        Availability::DoNotDisturb,
    ),
    (
        |s| s.said == Some(Availability::Offline),
        Availability::Offline,
    ),
    (|s| s.in_call, Availability::Busy),
    (|s| s.said == Some(Availability::Busy), Availability::Busy),
    (|s| s.said == Some(Availability::Away), Availability::Away),
    (
        |s| s.said == Some(Availability::Available),
        Availability::Available,
    ),
    (|s| s.registered, Availability::Available),
    (|s| s.place, Availability::Available),
];

/// How reachable somebody is; offline when no row of the table holds.
pub fn combine(state: &State) -> Availability {
    let row = TABLE.iter().find(|(holds, _)| holds(state));
    row.map_or(Availability::Offline, |(_, what)| *what)
}
