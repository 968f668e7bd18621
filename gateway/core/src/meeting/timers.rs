//! The meeting's timers. All in one place, so that a log can say which one fires next.

use std::collections::BTreeMap;
use std::time::Duration;

use tolk_model::time::TimerName;
use tolk_model::{LegId, Mono, ParticipantId};

/// How long a called party may ring.
pub(super) const RING: Duration = Duration::from_secs(60);
/// How long a caller waits for a called party, all its targets together.
pub(super) const WAIT: Duration = Duration::from_secs(180);
/// How long media may take to connect after the answer.
pub(super) const MEDIA_CONNECTS: Duration = Duration::from_secs(15);
/// How long media may be away. A page that heals itself needs a third of it.
pub(super) const MEDIA_RETURNS: Duration = Duration::from_secs(30);
/// Rosters come at most five times a second.
pub(super) const ROSTER: Duration = Duration::from_millis(200);
/// Plans come at most this often: making one looks at every leg, and people see no difference.
pub(super) const PLAN: Duration = Duration::from_millis(50);
/// Plans that may come at once after some quiet: a leg that joins causes as many (its ports, its answer, its candidates, its sound).
pub(super) const PLANS_AT_ONCE: u32 = 4;
/// Pictures follow the speaker no faster than this.
pub(super) const SPEAKER: Duration = Duration::from_millis(1_500);
/// How long a far end that was asked for another codec may take to send it.
pub(super) const STEER: Duration = Duration::from_secs(4);
/// Longer than the longest prompt.
pub(super) const PROMPT: Duration = Duration::from_secs(60);
/// How long an edge may take to say that a leg is over: longer than any of its own timers for an unanswered goodbye (RFC 3261: 32 s).
pub(super) const END: Duration = Duration::from_secs(40);
/// How long the media plane may take to close a leg's ports.
pub(super) const CLOSE: Duration = Duration::from_secs(10);
/// How long somebody who was transferred away may take to hang up; a telephone does it when it hears that the transfer is done.
pub(super) const LEAVE: Duration = Duration::from_secs(5);
/// How long a far end that was asked to call somebody else may take: as long as somebody may ring, and something for the way.
pub(super) const MOVES: Duration = Duration::from_secs(75);
/// How long another meeting may take to hand over one of its parties: it is a matter of milliseconds.
pub(super) const TRANSFER: Duration = Duration::from_secs(10);
/// How long participants of a resumed meeting are expected back.
pub(super) const RETURN: Duration = Duration::from_secs(60);

/// Which timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Timer {
    /// Nobody is in it.
    Empty,
    /// A changed roster waits.
    Roster,
    /// A changed plan waits.
    Plan,
    /// Another speaker waits.
    Speaker,
    /// A called leg rings.
    Ring(LegId),
    /// A caller waits.
    Wait(LegId),
    /// Media should connect.
    MediaConnects(LegId),
    /// Media should return.
    MediaReturns(LegId),
    /// Another codec should arrive.
    Steer(LegId),
    /// A prompt should end.
    Prompt(LegId),
    /// Another digit may come.
    Digits(LegId),
    /// Who was transferred away should hang up.
    Leave(LegId),
    /// A party should come from another meeting. It runs on when the leg that asked for it is over.
    Transfer(LegId),
    /// The edge should say that it ended.
    End(LegId),
    /// Ports should close.
    Close(LegId),
    /// A participant should return.
    Return(ParticipantId),
    /// A participant waits at the door.
    Patience(ParticipantId),
    /// Who is away should be called again.
    Again(ParticipantId),
}

impl Timer {
    fn name(self) -> TimerName {
        TimerName(match self {
            Timer::Empty => "empty",
            Timer::Roster => "roster",
            Timer::Plan => "plan",
            Timer::Speaker => "speaker",
            Timer::Ring(_) => "ring",
            Timer::Wait(_) => "wait",
            Timer::MediaConnects(_) => "media_connects",
            Timer::MediaReturns(_) => "media_returns",
            Timer::Steer(_) => "steer",
            Timer::Prompt(_) => "prompt",
            Timer::Digits(_) => "digits",
            Timer::Leave(_) => "leave",
            Timer::Transfer(_) => "transfer",
            Timer::End(_) => "end",
            Timer::Close(_) => "close",
            Timer::Return(_) => "return",
            Timer::Patience(_) => "patience",
            Timer::Again(_) => "again",
        })
    }

    fn leg(self) -> Option<LegId> {
        match self {
            Timer::Ring(leg)
            | Timer::Wait(leg)
            | Timer::MediaConnects(leg)
            | Timer::MediaReturns(leg)
            | Timer::Steer(leg)
            | Timer::Prompt(leg)
            | Timer::Digits(leg)
            | Timer::Leave(leg)
            | Timer::End(leg)
            | Timer::Close(leg) => Some(leg),
            Timer::Empty
            | Timer::Roster
            | Timer::Plan
            | Timer::Speaker
            | Timer::Transfer(_)
            | Timer::Return(_)
            | Timer::Patience(_)
            | Timer::Again(_) => None,
        }
    }
}

/// All timers that run. At most a handful for each leg.
#[derive(Clone, Debug, Default)]
pub(super) struct Timers(BTreeMap<Timer, Mono>);

impl Timers {
    pub(super) fn start(&mut self, timer: Timer, at: Mono) {
        self.0.insert(timer, at);
    }

    /// Starts it unless it runs.
    pub(super) fn ensure(&mut self, timer: Timer, at: Mono) {
        self.0.entry(timer).or_insert(at);
    }

    pub(super) fn stop(&mut self, timer: Timer) {
        self.0.remove(&timer);
    }

    pub(super) fn stop_leg(&mut self, leg: LegId) {
        self.0.retain(|t, _| t.leg() != Some(leg));
    }

    /// Stops a leg's timers; which they were.
    pub(super) fn take_leg(&mut self, leg: LegId) -> Vec<(Timer, Mono)> {
        let of = |(timer, _): &(&Timer, &Mono)| timer.leg() == Some(leg);
        let taken = self.0.iter().filter(of).map(|(t, at)| (*t, *at)).collect();
        self.stop_leg(leg);
        taken
    }

    /// Stops a timer; when it was due.
    pub(super) fn take(&mut self, timer: Timer) -> Option<Mono> {
        self.0.remove(&timer)
    }

    pub(super) fn runs(&self, timer: Timer) -> bool {
        self.0.contains_key(&timer)
    }

    /// The next one that is due, removed.
    pub(super) fn take_due(&mut self, now: Mono) -> Option<Timer> {
        let (timer, at) = self.first()?;
        if at > now {
            return None;
        }
        self.0.remove(&timer);
        Some(timer)
    }

    pub(super) fn next(&self) -> Option<(Mono, TimerName)> {
        self.first().map(|(timer, at)| (at, timer.name()))
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    fn first(&self) -> Option<(Timer, Mono)> {
        self.0
            .iter()
            .min_by_key(|(timer, at)| (**at, **timer))
            .map(|(timer, at)| (*timer, *at))
    }
}
