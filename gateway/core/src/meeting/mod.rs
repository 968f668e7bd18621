//! A meeting: who is in it, by which legs, and what each of them should hear, see and know. A call is a meeting of two.
//!
//! A machine without I/O: [`Meeting::handle`] and [`Meeting::timeout`] take the time, [`Meeting::poll`] is drained after each of them.

mod api;
mod control;
mod debug;
mod desk;
mod enter;
mod flow;
mod hand_over;
mod leg;
mod machine;
mod media;
mod moving;
mod outgoing;
mod participant;
mod record;
mod redial;
mod seen;
mod show;
#[cfg(test)]
mod tests;
mod timers;
mod transfer;

pub use api::{
    Author, Callee, Entrant, HostCommand, LobbyPolicy, MeetingConfig, MeetingInput, MeetingKind,
    MeetingOutput, OnHold, Passage,
};
pub use hand_over::HandedLeg;
pub use machine::Meeting;
pub use record::{MeetingRecord, ParticipantRecord, RECORD_VERSION};
pub use redial::{AgainQuestion, Placer, Redial};
pub use seen::SeenLeg;
pub use transfer::{Onto, TransferQuestion, Wanted};
