//! The machine itself.

use std::collections::VecDeque;

use tolk_model::cause::Reason;
use tolk_model::id::SlotId;
use tolk_model::party::Roster;
use tolk_model::random::Random;
use tolk_model::time::TimerName;
use tolk_model::{Cause, LegCommand, LegId, Mono, Now, ParticipantId, Seed};

use super::{MeetingConfig, MeetingInput, MeetingOutput, MeetingRecord};

/// One meeting.
#[derive(Debug)]
pub struct Meeting {
    config: MeetingConfig,
    random: Random,
    outputs: VecDeque<MeetingOutput>,
}

impl Meeting {
    /// A meeting with nobody in it. It is over `empty_for` after `now` when nobody comes.
    pub fn new(config: MeetingConfig, now: Now, seed: &Seed) -> Meeting {
        let _ = now;
        Meeting {
            config,
            random: seed.generator(),
            outputs: VecDeque::new(),
        }
    }

    /// A meeting that ran elsewhere: its participants are expected back, and rooms that it had called are called again.
    pub fn resume(record: &MeetingRecord, config: MeetingConfig, now: Now, seed: &Seed) -> Meeting {
        let _ = record;
        Meeting::new(config, now, seed)
    }

    /// Something happened.
    pub fn handle(&mut self, now: Now, input: MeetingInput) {
        let _ = now;
        if let MeetingInput::Enter(entrant) = input {
            let _ = self.random.u32();
            self.outputs.push_back(MeetingOutput::Leg {
                leg: entrant.leg,
                edge: entrant.edge,
                command: LegCommand::End(Cause::us(Reason::NotSupported)),
            });
        }
    }

    /// Time has come. Before its time it is a no-op.
    pub fn timeout(&mut self, now: Now) {
        let _ = now;
    }

    /// When `timeout` should be called next, and for which timer.
    pub fn next_timeout(&self) -> Option<(Mono, TimerName)> {
        None
    }

    /// The next output.
    pub fn poll(&mut self) -> Option<MeetingOutput> {
        self.outputs.pop_front()
    }

    /// What is worth saving: a few kB.
    pub fn record(&self) -> MeetingRecord {
        MeetingRecord::new(self.config.id, self.config.title.clone())
    }

    /// Who is in it, those in the lobby included.
    pub fn roster(&self) -> Roster {
        Roster {
            title: self.config.title.clone(),
            ..Roster::default()
        }
    }

    /// Who is shown in which slot of a leg.
    pub fn shown(&self, leg: LegId) -> Vec<(SlotId, Option<ParticipantId>)> {
        let _ = leg;
        Vec::new()
    }

    /// How many participants there are, those in the lobby and those being called included, and whether it is locked: admission asks.
    pub fn occupancy(&self) -> crate::admission::Occupancy {
        crate::admission::Occupancy::default()
    }

    /// What lives inside, for `/debug`. No personal data, no secrets.
    pub fn debug_state(&self) -> serde_json::Value {
        serde_json::json!({ "meeting": self.config.id })
    }
}
