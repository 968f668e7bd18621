//! Replies of the core that come when their description was refused already, because the far end could not wait, or was taken back. The
//! core thinks then that the far end's description stands; so what it said is offered to the far end, and what comes of that is told to
//! the core.

use tolk_model::MediaDescription;
use tolk_model::id::LegId;
use tolk_model::media::Rev;
use tolk_model::time::Now;

use super::Call;
use crate::edge::SipEdge;

/// What became of a reply that came too late.
#[derive(Debug, Default)]
pub(crate) struct Belated {
    /// The last of their descriptions that the core owed a reply when it was over.
    overdue: Option<Rev>,
    /// What the core said; it waits for its turn.
    reply: Option<MediaDescription>,
    /// It is offered now.
    offered: bool,
}

impl Belated {
    /// The core's next reply is newer than all that came late.
    pub(super) fn settled(&mut self) {
        *self = Belated::default();
    }

    /// A question of the core's own was agreed to, after all that came late.
    pub(super) fn outdated(&mut self) {
        self.reply = None;
    }

    /// It is this reply's turn to be offered, before whatever the core asked after it.
    pub(super) fn take_turn(&mut self) -> Option<(Option<Rev>, MediaDescription)> {
        let reply = self.reply.take()?;
        self.offered = true;
        Some((None, reply))
    }

    /// What was offered has been answered or refused: whether the core must hear of it in any case.
    pub(super) fn take_offered(&mut self, rev: Option<Rev>) -> bool {
        rev.is_none() && std::mem::take(&mut self.offered)
    }
}

impl Call {
    /// A description of theirs is over without an answer; the one before it stands.
    pub(super) fn take_back(&mut self, before: Option<Box<MediaDescription>>) {
        self.negotiation.rollback();
        self.remote = before.map(|b| *b);
    }

    /// The same while the core still thinks about it.
    pub(super) fn take_back_unanswered(&mut self, rev: Rev, before: Option<Box<MediaDescription>>) {
        self.take_back(before);
        self.belated.overdue = Some(rev);
    }

    /// What was offered in vain is offered again, before all others.
    pub(super) fn offer_again(&mut self, rev: Option<Rev>, description: MediaDescription) {
        if self.belated.take_offered(rev) {
            self.belated.reply = Some(description);
        } else {
            self.queued.push_front((rev, description));
        }
    }
}

impl SipEdge {
    /// The core replied to a description that nobody asks about any more.
    pub(super) fn replied_late(&mut self, now: Now, leg: LegId, rev: Rev, media: MediaDescription) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let doubtful = call.belated.overdue.is_some_and(|last| rev <= last);
        if rev > call.remote_rev || (!doubtful && call.local == media) {
            return;
        }
        call.belated.reply = Some(media);
        self.offer_next(now, leg);
    }

    /// Tells the core what of the far end stands after all.
    pub(super) fn tell_what_stands(&mut self, leg: LegId) {
        let remote = self.calls.get(&leg).and_then(|c| c.remote.clone());
        if let Some(remote) = remote {
            self.tell(leg, remote, 0);
        }
    }
}
