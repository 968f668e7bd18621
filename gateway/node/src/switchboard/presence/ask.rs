//! Who may watch, and say something of itself.

use tolk_core::presence::policy::{self, Facts};
use tolk_core::presence::{Whom, Wish};
use tolk_model::cause::{Blame, Cause, Reason};
use tolk_model::edge::Reply;
use tolk_model::id::{PublicationId, SubscriptionId};
use tolk_model::journal::JournalEvent;
use tolk_model::presence::{Asker, Document, Package, Publish, Subscribe};
use tolk_model::{Address, Alias, EdgeId, MeetingId, Pii, RuleId};

use super::super::shared::{Switchboard, lock};
use crate::drive::EdgeHandle;
use crate::telemetry::Subject;

/// The word for the journal.
fn watching(package: Package) -> &'static str {
    match package {
        Package::Presence => "watch_presence",
        Package::Dialogs => "watch_dialogs",
        Package::Conference => "watch_conference",
        Package::Registration => "watch_registration",
    }
}

impl Switchboard {
    /// Somebody wants to watch.
    pub(in crate::switchboard) fn subscribe(&self, edge: &EdgeHandle, wanted: &Subscribe) -> Reply {
        let shared = &self.shared;
        let directory = shared.listed.directory();
        let by = &wanted.by;
        let inside = match wanted.package {
            Package::Conference => shared.inside(&directory, &wanted.of, by),
            Package::Presence | Package::Dialogs | Package::Registration => None,
        };
        let facts = Facts {
            directory: &directory,
            policy: &shared.presence.policy,
            now: shared.clock.now().wall,
            inside,
        };
        let verdict = policy::watch(wanted, facts);
        let mut rule = verdict.rule;
        let done = verdict.outcome.and_then(|whom| {
            let wish = Wish {
                key: (edge.label().clone(), wanted.subscription),
                basis: inside.map(|(_, leg)| leg),
                package: wanted.package,
                watcher: policy::watcher(by, &directory),
                once: wanted.once,
                whom,
            };
            // Held while looking, so that nobody tells it something older afterwards.
            let mut machine = lock(&shared.presence.machine);
            let gone = || Cause::us(Reason::Gone);
            let seen = shared.look(&directory, &wish.whom).ok_or_else(gone)?;
            let now = shared.clock.now().mono;
            let done = machine.subscribe(now, wish, seen);
            if let Err(Cause {
                blame: Blame::Policy(by),
                ..
            }) = &done
            {
                rule = by.clone();
            }
            done
        });
        shared.presence.wake.notify_one();
        let what = watching(wanted.package);
        self.asked(edge.label(), (what, done.is_ok(), rule), by, &wanted.of);
        Reply::Subscribe(done)
    }

    /// Somebody says how reachable it is.
    pub(in crate::switchboard) fn publish(&self, edge: &EdgeHandle, wanted: &Publish) -> Reply {
        let shared = &self.shared;
        let directory = shared.listed.directory();
        let facts = Facts {
            directory: &directory,
            policy: &shared.presence.policy,
            now: shared.clock.now().wall,
            inside: None,
        };
        let verdict = policy::publish(wanted, facts);
        let done = verdict.outcome.and_then(|alias| {
            let Document::Presence { availability, note } = &wanted.document else {
                return Err(Cause::us(Reason::NotSupported));
            };
            let name = (edge.label().clone(), wanted.publication);
            let mut machine = lock(&shared.presence.machine);
            machine.publish(name, &alias, *availability, note.clone())?;
            let news = shared.presence.note_calls(&machine, &alias);
            drop(machine);
            shared.presence.touch([Whom::Listed(alias.clone())]);
            self.tell_calls(news, &alias, "device");
            Ok(())
        });
        let what = ("publish", done.is_ok(), verdict.rule);
        self.asked(edge.label(), what, &wanted.by, &wanted.of);
        Reply::Publish(done)
    }

    /// What somebody said does not hold any more.
    pub(super) fn unpublished(&self, edge: &EdgeId, publication: PublicationId) {
        let desk = &self.shared.presence;
        let mut machine = lock(&desk.machine);
        let Some(alias) = machine.unpublished(&(edge.clone(), publication)) else {
            return;
        };
        let news = desk.note_calls(&machine, &alias);
        drop(machine);
        desk.touch([Whom::Listed(alias.clone())]);
        self.tell_calls(news, &alias, "device");
    }

    /// Somebody does not watch any more.
    pub(super) fn unsubscribed(&self, edge: &EdgeId, subscription: SubscriptionId) {
        lock(&self.shared.presence.machine).unsubscribed(&(edge.clone(), subscription));
    }

    /// Writes down that somebody wants no calls, or calls again, when that is news.
    pub(super) fn tell_calls(&self, news: Option<bool>, alias: &Alias, by: &str) {
        let Some(on) = news else { return };
        let event = JournalEvent::DoNotDisturb {
            alias: Pii::new(Address::at(alias.local.clone(), alias.domain.clone())),
            on,
            by: by.to_string(),
        };
        self.shared.journal.write(Subject::default(), event);
    }

    /// Writes down what was decided.
    pub(super) fn asked(
        &self,
        edge: &EdgeId,
        (what, accepted, rule): (&str, bool, RuleId),
        by: &Asker,
        to: &Address,
    ) {
        let leg = by.leg;
        let subject = leg.map_or_else(Subject::default, |leg| self.shared.board().subject(leg));
        let event = JournalEvent::Asked {
            edge: edge.clone(),
            what: what.to_string(),
            from: by.from.address.clone(),
            to: Pii::new(to.clone()),
            outcome: if accepted { "accept" } else { "refuse" }.to_string(),
            rule,
        };
        self.shared.journal.write(subject, event);
    }

    /// A place is not listed any more, or is listed anew.
    pub fn listing_changed(&self, meeting: MeetingId) {
        // Its alias leads nowhere any more: all who are watched are looked at.
        let desk = &self.shared.presence;
        desk.touch([Whom::Meeting(meeting)]);
        desk.touch_all();
    }
}
