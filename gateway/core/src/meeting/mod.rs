//! A meeting: who is in it, by which legs, and what each of them should hear, see and know. A call is a meeting of two.
//!
//! A machine without I/O: [`Meeting::handle`] and [`Meeting::timeout`] take the time, [`Meeting::poll`] is drained after each of them.

mod api;
mod machine;
mod record;

pub use api::{
    Author, Callee, Entrant, HostCommand, LobbyPolicy, MeetingConfig, MeetingInput, MeetingKind,
    MeetingOutput,
};
pub use machine::Meeting;
pub use record::{MeetingRecord, ParticipantRecord, RECORD_VERSION};
