//! The task that looks at who is watched, and tells.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tolk_core::presence::{Tell, Whom};
use tolk_model::cause::{Cause, Reason};
use tolk_model::presence::DirectCommand;
use tolk_model::{EdgeId, Mono};

use super::super::shared::{Shared, Switchboard, lock};

/// What happens within this time is looked at together: a call that is set up changes several things.
const TOGETHER: Duration = Duration::from_millis(100);
/// All who are watched are looked at this often: that a meeting's time is over is noted by nobody.
const NOW_AND_THEN: Duration = Duration::from_secs(60);

impl Switchboard {
    /// Tells watchers what changed, until `token` ends it.
    pub async fn tell_watchers(self, token: CancellationToken) {
        let shared = &self.shared;
        let mut all = shared.clock.now().mono + NOW_AND_THEN;
        loop {
            let due = lock(&shared.presence.machine).next_timeout();
            let at = shared.clock.instant(due.map_or(all, |due| due.min(all)));
            // All are cancel-safe: a permit that is not taken stays.
            tokio::select! {
                () = shared.presence.wake.notified() => {}
                () = tokio::time::sleep_until(at) => {}
                () = token.cancelled() => return,
            }
            tokio::select! {
                () = tokio::time::sleep(TOGETHER) => {}
                () = token.cancelled() => return,
            }
            let now = shared.clock.now().mono;
            if now >= all {
                lock(&shared.presence.dirty).all = true;
                all = now + NOW_AND_THEN;
            }
            shared.tell_watchers();
        }
    }
}

impl Shared {
    /// Looks at all who may have changed and are watched, and tells what is to be told.
    pub(in crate::switchboard) fn tell_watchers(&self) {
        let dirty = std::mem::take(&mut *lock(&self.presence.dirty));
        let directory = self.listed.directory();
        let mut machine = lock(&self.presence.machine);
        let whom: Vec<Whom> = if dirty.all {
            machine.end_unlisted(|alias| directory.find(alias).is_some());
            let spoken_of = machine.spoken_of().cloned().map(Whom::Listed);
            // What is said of whom nobody watches goes with it, too.
            let whom: BTreeSet<Whom> = machine.watched().cloned().chain(spoken_of).collect();
            whom.into_iter().collect()
        } else {
            let watched = |whom: &Whom| machine.is_watched(whom);
            dirty.whom.into_iter().filter(watched).collect()
        };
        for whom in whom {
            match self.look(&directory, &whom) {
                Some(seen) => machine.observe(&whom, seen),
                None => {
                    machine.gone(&whom, &ended(&whom));
                    // What it said of itself went with it.
                    if let Whom::Listed(alias) = &whom {
                        self.presence.note_calls(&machine, alias);
                    }
                }
            }
        }
        let now = self.clock.now().mono;
        let tells = machine.drain(now);
        drop(machine);
        self.deliver(tells, now);
    }

    fn deliver(&self, tells: Vec<Tell>, now: Mono) {
        let (mut undelivered, mut gone) = (Vec::new(), BTreeSet::<EdgeId>::new());
        for tell in tells {
            let (label, command) = match &tell {
                Tell::Notify((label, id), document) => {
                    (label, DirectCommand::Notify(*id, document.clone()))
                }
                Tell::Unsubscribe((label, id), cause) => {
                    (label, DirectCommand::Unsubscribe(*id, cause.clone()))
                }
            };
            match self.edge(label) {
                Some(edge) if !edge.has_ended() => {
                    if !edge.direct_now(command) {
                        undelivered.push(tell);
                    }
                }
                _ => {
                    gone.insert(label.clone());
                }
            }
        }
        if !undelivered.is_empty() {
            let mut machine = lock(&self.presence.machine);
            for tell in undelivered {
                machine.undelivered(now, tell);
            }
        }
        for label in gone {
            self.presence.edge_gone(&label);
        }
    }
}

/// Why there is nothing to see any more.
fn ended(whom: &Whom) -> Cause {
    match whom {
        Whom::Meeting(_) => Cause::us(Reason::MeetingEnded),
        Whom::Listed(_) => Cause::us(Reason::Gone),
    }
}
