//! The media plane as the switchboard sees it: the engine, or in tests something that answers at once.

use std::sync::Arc;

use tolk_model::plan::PortRequest;
use tolk_model::{LegId, MediaPlan, MeetingId, StreamId};
use tolk_transcoder::{Engine, EngineError};

/// What a meeting wants of the media plane; what it answers comes as [`tolk_model::MediaEvent`].
pub trait MediaPlane: Send + Sync {
    /// Opens ports for a leg.
    ///
    /// # Errors
    /// When it is too busy, or has ended; then nothing was done.
    fn open(&self, leg: LegId, request: PortRequest) -> Result<(), EngineError>;
    /// Closes them.
    fn release(&self, leg: LegId);
    /// The wanted state of a meeting.
    fn apply(&self, meeting: MeetingId, plan: Arc<MediaPlan>);
    /// A meeting is over.
    fn close(&self, meeting: MeetingId);
    /// A leg's far end needs a whole picture.
    fn request_picture(&self, leg: LegId, stream: StreamId);
    /// What lives inside; may block for half a second.
    fn debug_state(&self) -> serde_json::Value;
}

impl MediaPlane for Engine {
    fn open(&self, leg: LegId, request: PortRequest) -> Result<(), EngineError> {
        Engine::open(self, leg, request)
    }

    fn release(&self, leg: LegId) {
        Engine::release(self, leg);
    }

    fn apply(&self, meeting: MeetingId, plan: Arc<MediaPlan>) {
        Engine::apply(self, meeting, plan);
    }

    fn close(&self, meeting: MeetingId) {
        Engine::close(self, meeting);
    }

    fn request_picture(&self, leg: LegId, stream: StreamId) {
        Engine::request_picture(self, leg, stream);
    }

    fn debug_state(&self) -> serde_json::Value {
        Engine::debug_state(self)
    }
}
