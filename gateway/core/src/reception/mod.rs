//! What a leg hears and sees while it is not in the meeting: the lobby, the reception, the test call.

mod stage;

pub use stage::{LOBBY, RECEPTION, TEST_CALL, patience, test_call, waiting};
