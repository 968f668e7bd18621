//! What a leg hears and sees while it is not in the meeting: the lobby, the reception, the test call.

mod desk;
mod stage;

pub use desk::{DIGIT_PAUSE, Desk, Entered};
pub use stage::{
    LOBBY, RECEPTION, RINGING, TEST_CALL, WRONG_NUMBER, patience, ringing, test_call, waiting,
};
