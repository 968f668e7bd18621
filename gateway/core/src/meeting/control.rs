//! Who may do what, and doing it.

use tolk_model::cause::Reason;
use tolk_model::chat::{ChatMessage, MAX_CHAT_BYTES};
use tolk_model::id::RuleId;
use tolk_model::journal::JournalEvent;
use tolk_model::leg::ControlRequest;
use tolk_model::{Cause, ControlId, LegCommand, LegId, Now, ParticipantId};

use super::leg::MAX_INVITES;
use super::machine::Meeting;
use super::participant::Room;
use super::timers::Timer;
use super::{Author, HostCommand, MeetingKind, MeetingOutput, Placer};

/// Only a host may.
pub(super) fn host_only() -> Cause {
    Cause::policy(Reason::Forbidden, RuleId::new("meeting.host_only"))
}

/// A host decided it.
fn by_host(reason: Reason) -> Cause {
    Cause::policy(reason, RuleId::new("meeting.host_decides"))
}

impl Meeting {
    /// A participant asks something of the meeting.
    pub(super) fn control(
        &mut self,
        now: Now,
        leg: LegId,
        control: ControlId,
        request: ControlRequest,
    ) {
        let Some(author) = self.owner(leg).map(|p| p.id) else {
            return;
        };
        if let ControlRequest::Invite { address } = request {
            return self.invite(leg, author, control, address);
        }
        if let ControlRequest::CallAgain { participant } = request {
            return self.host_calls_again(now, leg, author, control, participant);
        }
        let result = self.permitted(now, author, request);
        self.tell(leg, LegCommand::ControlDone(control, result));
    }

    fn permitted(
        &mut self,
        now: Now,
        author: ParticipantId,
        request: ControlRequest,
    ) -> Result<(), Cause> {
        let host = self.is_host(author);
        let command = match request {
            ControlRequest::Camera { on } => {
                if let Some(own) = self.participant_mut(author) {
                    own.camera_off = !on;
                }
                self.changed.plan = true;
                self.changed.roster = true;
                return Ok(());
            }
            ControlRequest::Mute { participant, muted } if participant == author => {
                return self.mute(author, muted, false);
            }
            _ if !host => return Err(host_only()),
            // Nobody's microphone is switched on by somebody else.
            ControlRequest::Mute { muted: false, .. } => {
                return Err(Cause::policy(
                    Reason::Forbidden,
                    RuleId::new("meeting.unmute_oneself"),
                ));
            }
            ControlRequest::Mute { participant, muted } => HostCommand::Mute { participant, muted },
            ControlRequest::Admit { participant } => HostCommand::Admit(participant),
            ControlRequest::Remove { participant } => HostCommand::Remove(participant),
            ControlRequest::Lock { locked } => HostCommand::Lock(locked),
            ControlRequest::EndMeeting => HostCommand::End(by_host(Reason::MeetingEnded)),
            ControlRequest::Invite { .. } | ControlRequest::CallAgain { .. } => {
                return Err(Cause::us(Reason::NotSupported));
            }
        };
        self.execute(now, &Author::Participant(author), command)
    }

    /// A host's command from outside; its right was checked by who sent it.
    pub(super) fn command(&mut self, now: Now, author: Author, command: HostCommand) {
        // There is nobody to tell: the API reads the roster and the journal.
        let _ = self.execute(now, &author, command);
    }

    pub(super) fn execute(
        &mut self,
        now: Now,
        author: &Author,
        command: HostCommand,
    ) -> Result<(), Cause> {
        let (what, whom) = match &command {
            HostCommand::Call(_) => ("call", None),
            HostCommand::CallAgain(whom) => ("call_again", Some(*whom)),
            HostCommand::Admit(whom) => ("admit", Some(*whom)),
            HostCommand::Remove(whom) => ("remove", Some(*whom)),
            HostCommand::Mute { participant, .. } => ("mute", Some(*participant)),
            HostCommand::Move { participant, .. } => ("move", Some(*participant)),
            HostCommand::Lock(true) => ("lock", None),
            HostCommand::Lock(false) => ("unlock", None),
            HostCommand::End(_) => ("end", None),
        };
        let result = match command {
            // A room's own devices ring for somebody who is in, not for a stranger at the door, and not for nobody.
            HostCommand::Call(_)
                if *author == Author::Node && self.in_meeting().next().is_none() =>
            {
                Err(Cause::us(Reason::Cancelled))
            }
            HostCommand::Call(callee) => {
                let placer = Placer::of(author, &callee);
                let result = self.call(now, *callee, placer).map(drop);
                if let Err(cause) = &result {
                    self.call_refused(now, cause.clone());
                }
                result
            }
            HostCommand::CallAgain(whom) => self.operator_calls_again(whom),
            HostCommand::Admit(whom) => self.admit(now, whom),
            HostCommand::Remove(whom) => self.remove(now, whom),
            HostCommand::Mute { participant, muted } => self.mute(participant, muted, true),
            HostCommand::Move { participant, to } => self.move_away(now, participant, to),
            HostCommand::Lock(locked) => {
                self.locked = locked;
                self.changed.roster = true;
                Ok(())
            }
            HostCommand::End(cause) => {
                self.end_all(now, cause);
                Ok(())
            }
        };
        let by = match author {
            Author::Participant(id) => Some(*id),
            Author::Operator => None,
            Author::Node => return result,
        };
        if result.is_ok() {
            let what = what.to_string();
            self.journal(now, None, JournalEvent::Control { by, what, whom });
        }
        result
    }

    fn admit(&mut self, now: Now, whom: ParticipantId) -> Result<(), Cause> {
        let found = self.participant_mut(whom);
        let Some(waiting) = found.filter(|p| p.room == Room::Lobby) else {
            return Err(Cause::us(Reason::NotFound));
        };
        waiting.room = Room::Meeting;
        let party = waiting.party.clone();
        self.has_come(now, &party);
        self.timers.stop(Timer::Patience(whom));
        self.changed.plan = true;
        self.changed.roster = true;
        Ok(())
    }

    /// Nobody came to the door.
    pub(super) fn waited_enough(&mut self, now: Now, whom: ParticipantId) {
        for leg in self.legs_of(whom) {
            self.end_leg(now, leg, Cause::us(Reason::NoAnswer));
        }
    }

    fn remove(&mut self, now: Now, whom: ParticipantId) -> Result<(), Cause> {
        let Some(found) = self.participant_mut(whom) else {
            return self.give_up(now, whom);
        };
        found.calling = None;
        let reason = match found.room {
            Room::Lobby => Reason::NotAdmitted,
            Room::Invited => Reason::Cancelled,
            Room::Meeting => Reason::Removed,
        };
        let legs = self.legs_of(whom);
        if legs.is_empty() {
            self.forget(now, whom);
        }
        for leg in legs {
            self.end_leg(now, leg, by_host(reason));
        }
        Ok(())
    }

    fn mute(&mut self, whom: ParticipantId, muted: bool, by_host: bool) -> Result<(), Cause> {
        let Some(found) = self.participant_mut(whom) else {
            return Err(Cause::us(Reason::NotFound));
        };
        found.muted_by_host = muted && (by_host || found.muted_by_host);
        found.muted = muted;
        self.changed.plan = true;
        self.changed.roster = true;
        Ok(())
    }

    fn invite(
        &mut self,
        by: LegId,
        author: ParticipantId,
        control: ControlId,
        address: tolk_model::Pii<tolk_model::Address>,
    ) {
        let party = self.participant(author).map(|p| p.party.clone());
        let host = self.is_host(author) && self.config.kind != MeetingKind::TestCall;
        let (Some(party), Some(leg)) = (party, self.leg_mut(by)) else {
            return;
        };
        let refused = if !host {
            Some(host_only())
        } else if leg.invites.len() >= MAX_INVITES || leg.invites.contains(&control) {
            Some(Cause::us(Reason::RateLimited))
        } else {
            leg.invites.push(control);
            None
        };
        match refused {
            Some(cause) => self.tell(by, LegCommand::ControlDone(control, Err(cause))),
            None => self.outputs.push_back(MeetingOutput::AskInvite {
                by,
                party,
                control,
                address,
            }),
        }
    }

    /// A line for everybody in the meeting, its author included.
    pub(super) fn chat(&mut self, now: Now, from: LegId, message: ChatMessage) {
        let author = self.owner(from).filter(|p| p.room == Room::Meeting);
        let Some(author) = author.map(|p| p.id) else {
            return;
        };
        let text = message.text;
        if text.reveal().is_empty() || text.reveal().len() > MAX_CHAT_BYTES {
            return;
        }
        let message = ChatMessage {
            from: Some(author),
            text,
            at: now.wall,
        };
        let alone = self.config.kind == MeetingKind::TestCall;
        let readers = self.legs.iter().filter(|l| {
            let inside = self.participant(l.participant);
            let inside = inside.is_some_and(|p| p.room == Room::Meeting);
            l.state.is_accepted() && inside && (!alone || l.participant == author)
        });
        for leg in readers.map(|l| l.id).collect::<Vec<_>>() {
            self.tell(leg, LegCommand::Chat(message.clone()));
        }
    }
}
