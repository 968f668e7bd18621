//! The stages of a leg that waits or tries itself out.

use std::time::Duration;

use tolk_model::PromptId;

use crate::admission::Way;
use crate::plan::Stage;

/// The prompt and slide of the lobby.
pub const LOBBY: &str = "lobby";
/// The prompt and slide of the reception.
pub const RECEPTION: &str = "reception";
/// What a caller of the reception hears whose number leads nowhere.
pub const WRONG_NUMBER: &str = "wrong_number";
/// The prompt and slide of the test call.
pub const TEST_CALL: &str = "test_call";

/// The tone that says that it rings.
pub const RINGING: &str = "ringing";

/// How long somebody may wait in the lobby: longer than the longest meeting that a host is late for.
const LOBBY_PATIENCE: Duration = Duration::from_secs(60 * 60);
/// How long somebody may wait in the reception, where nobody may be.
const RECEPTION_PATIENCE: Duration = Duration::from_secs(5 * 60);

/// What somebody who waits at a door hears and sees. A browser's page tells by itself.
pub fn waiting(door: Way, tells_by_itself: bool) -> Stage {
    if tells_by_itself {
        return Stage::Quiet;
    }
    let words = match door {
        Way::Reception => RECEPTION,
        Way::Join | Way::Lobby => LOBBY,
    };
    Stage::Waiting {
        prompt: Some(PromptId::new(words)),
        repeat: true,
        slide: Some(PromptId::new(words)),
    }
}

/// How long somebody may wait at a door.
pub fn patience(door: Way) -> Duration {
    match door {
        Way::Reception => RECEPTION_PATIENCE,
        Way::Join | Way::Lobby => LOBBY_PATIENCE,
    }
}

/// What somebody hears for whom somebody else rings.
pub fn ringing() -> Stage {
    Stage::Waiting {
        prompt: Some(PromptId::new(RINGING)),
        repeat: true,
        slide: None,
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
