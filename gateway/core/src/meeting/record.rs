//! What outlives the process that runs a meeting: a few kB in the state store.

use serde::{Deserialize, Serialize};
use tolk_model::party::Target;
use tolk_model::{Address, LegId, MeetingId, Now, ParticipantId, Party, Pii, Role, Seed};

use super::machine::{Meeting, Phase};
use super::participant::{Calling, Participant, Room};
use super::timers::{self, Timer};
use super::{Callee, MeetingConfig, MeetingOutput};

/// The version that is written. Older ones still load; fields are added, never renamed or removed.
pub const RECORD_VERSION: u16 = 1;

/// A meeting as it is saved: who is in it and how to get them back. No dialogs, no keys, no packets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingRecord {
    /// [`RECORD_VERSION`] of the writer.
    pub version: u16,
    /// Which meeting.
    pub meeting: MeetingId,
    /// Its title.
    pub title: String,
    /// No more may enter.
    #[serde(default)]
    pub locked: bool,
    /// Who is in it.
    #[serde(default)]
    pub participants: Vec<ParticipantRecord>,
}

/// A participant as it is saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParticipantRecord {
    /// Who.
    pub id: ParticipantId,
    /// As others see it.
    pub party: Party,
    /// What it may do.
    pub role: Role,
    /// Waited for a host.
    #[serde(default)]
    pub in_lobby: bool,
    /// Its sound was switched off.
    #[serde(default)]
    pub muted: bool,
    /// A host did that.
    #[serde(default)]
    pub muted_by_host: bool,
    /// Where it was called: there it is called again.
    #[serde(default)]
    pub reach: Option<Target>,
    /// The legs that it had: a new leg that replaces one of them is this participant again.
    #[serde(default)]
    pub legs: Vec<LegId>,
}

impl MeetingRecord {
    /// A meeting with nobody in it.
    pub fn new(meeting: MeetingId, title: String) -> MeetingRecord {
        MeetingRecord {
            version: RECORD_VERSION,
            meeting,
            title,
            locked: false,
            participants: Vec::new(),
        }
    }
}

impl Meeting {
    /// A meeting that ran elsewhere: its participants are expected back, and rooms that it had called are called again.
    pub fn resume(record: &MeetingRecord, config: MeetingConfig, now: Now, seed: &Seed) -> Meeting {
        let mut meeting = Meeting::empty(config, seed);
        meeting.locked = record.locked;
        let most = usize::try_from(meeting.config.max_participants).unwrap_or(usize::MAX);
        for saved in record.participants.iter().take(most) {
            meeting.phase = Phase::Begun;
            meeting.expect_back(now, saved);
        }
        meeting.changed.roster = true;
        meeting.settle(now);
        meeting
    }

    fn expect_back(&mut self, now: Now, saved: &ParticipantRecord) {
        let room = match (saved.in_lobby, &saved.reach) {
            (true, _) => Room::Lobby,
            (false, Some(_)) => Room::Invited,
            (false, None) => Room::Meeting,
        };
        let mut back = Participant::new(saved.id, saved.party.clone(), saved.role, room);
        back.muted = saved.muted;
        back.muted_by_host = saved.muted_by_host;
        back.former.clone_from(&saved.legs);
        let again = saved.reach.clone().filter(|_| room == Room::Invited);
        match again {
            Some(target) => {
                let callee = Callee {
                    call: None,
                    party: saved.party.clone(),
                    targets: vec![target],
                    from: None,
                    role: saved.role,
                    redial: None,
                };
                let call = tolk_model::CallId::mint(now.wall, &mut self.random);
                back.calling = Some(Calling::new(call, callee));
                self.participants.push(back);
                self.attempt(now, saved.id);
            }
            None => {
                back.lost = Some(now.mono);
                self.participants.push(back);
                self.timers
                    .start(Timer::Return(saved.id), now.mono + timers::RETURN);
            }
        }
    }

    /// What is worth saving: a few kB.
    pub fn record(&self) -> MeetingRecord {
        let saved = |p: &Participant| ParticipantRecord {
            id: p.id,
            party: readable(&p.party),
            role: p.role,
            in_lobby: p.room == Room::Lobby,
            muted: p.muted,
            muted_by_host: p.muted_by_host,
            reach: p
                .reach
                .clone()
                .or_else(|| p.calling.as_ref()?.target().cloned()),
            legs: match self.legs_of(p.id) {
                none if none.is_empty() => p.former.clone(),
                legs => legs,
            },
        };
        MeetingRecord {
            locked: self.locked,
            participants: self.participants.iter().map(saved).collect(),
            ..MeetingRecord::new(self.config.id, self.config.title.clone())
        }
    }

    /// Says that the record has changed, when it has.
    pub(super) fn save(&mut self) {
        let record = self.record();
        if record != self.saved {
            self.saved = record;
            self.outputs.push_back(MeetingOutput::Save);
        }
    }
}

/// The party with an address that can be read again. What a stranger calls itself need not be one, and must not cost the record.
fn readable(party: &Party) -> Party {
    let address = party.address.reveal();
    let read = address.to_string().parse::<Address>();
    if read.as_ref() == Ok(address) {
        return party.clone();
    }
    Party {
        address: Pii::new(Address::alias("unknown")),
        ..party.clone()
    }
}
