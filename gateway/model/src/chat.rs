//! Text between people.

use serde::{Deserialize, Serialize};

use crate::id::ParticipantId;
use crate::pii::Pii;
use crate::time::Wall;

/// Longest chat message, bytes of UTF-8.
pub const MAX_CHAT_BYTES: usize = 8_000;

/// One line of chat; plain text, whatever markup it came with was removed by its edge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatMessage {
    /// Who wrote; `None` for the meeting itself.
    pub from: Option<ParticipantId>,
    /// The text, at most [`MAX_CHAT_BYTES`].
    pub text: Pii<String>,
    /// When it was accepted.
    pub at: Wall,
}
