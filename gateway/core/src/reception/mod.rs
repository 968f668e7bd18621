//! What a leg hears and sees while it is not in the meeting: the lobby, the reception, the test call.

use tolk_model::PromptId;

use crate::plan::Stage;

/// The prompt and slide of the lobby and of the reception.
pub const LOBBY: &str = "lobby";
/// The prompt and slide of the test call.
pub const TEST_CALL: &str = "test_call";

/// The lobby as a room or a telephone perceives it; a browser's page tells by itself.
pub fn lobby(tells_by_itself: bool) -> Stage {
    if tells_by_itself {
        return Stage::Quiet;
    }
    Stage::Waiting {
        prompt: Some(PromptId::new(LOBBY)),
        repeat: true,
        slide: Some(PromptId::new(LOBBY)),
    }
}

/// The first half of the test call.
pub fn test_call() -> Stage {
    Stage::Waiting {
        prompt: Some(PromptId::new(TEST_CALL)),
        repeat: false,
        slide: Some(PromptId::new(TEST_CALL)),
    }
}
