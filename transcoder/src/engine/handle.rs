//! The async side's handle to the engine thread.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Sender, TrySendError};
use tokio::sync::mpsc;
use tolk_model::plan::{MediaEvent, MediaPlan, PortRequest};
use tolk_model::{LegId, MeetingId, StreamId};

use super::config::{EngineConfig, EngineError};
use super::start;
use crate::net::EventFd;
use crate::picture::PictureHandle;
use crate::sound::SoundHandle;

/// Most commands that wait for the thread. It empties the channel at every turn, at least each 10 ms.
pub(crate) const COMMANDS: usize = 4096;

/// Most events that wait for their reader. When it is full, reports that come again (`Quality`, `ActiveSpeaker`) are dropped
/// and what cannot be missed waits inside the engine.
pub(crate) const EVENTS: usize = 4096;

/// How long `debug_state` waits for the thread.
const DEBUG_PATIENCE: Duration = Duration::from_millis(500);

/// What the async side wants of the thread.
#[derive(Debug)]
pub(crate) enum Command {
    Open(LegId, Box<PortRequest>),
    Release(LegId),
    Apply(MeetingId, Arc<MediaPlan>),
    Close(MeetingId),
    Picture(LegId, StreamId),
    Debug(Sender<serde_json::Value>),
    Stop,
}

/// A running shard of the media plane.
pub struct Engine {
    commands: Sender<Command>,
    wake: Arc<EventFd>,
    thread: JoinHandle<()>,
    sound: SoundHandle,
    picture: Option<PictureHandle>,
}

impl Engine {
    /// Opens the shared sockets, makes the DTLS certificate, starts the thread and the branches.
    ///
    /// # Errors
    /// When an address cannot be listened on or the system refuses what the thread needs.
    pub fn start(
        config: EngineConfig,
    ) -> Result<(Engine, mpsc::Receiver<MediaEvent>), EngineError> {
        let (commands, inbox) = crossbeam_channel::bounded(COMMANDS);
        let (events, outbox) = mpsc::channel(EVENTS);
        let start::Parts {
            shard,
            wake,
            sound,
            picture,
        } = start::build(&config, events)?;
        let woken = Arc::clone(&wake);
        let thread = std::thread::Builder::new()
            .name("engine".to_string())
            .spawn(move || shard.run(&inbox, &woken))
            .map_err(|source| EngineError::System {
                what: "starting the engine thread",
                source,
            })?;
        let engine = Engine {
            commands,
            wake,
            thread,
            sound,
            picture,
        };
        Ok((engine, outbox))
    }

    /// Opens ports for a leg. `MediaEvent::Local` answers, or `Failed`. The same leg again means new ICE credentials (a restart):
    /// `Local` answers with them and the old path is kept until the new one works.
    ///
    /// # Errors
    /// [`EngineError::Busy`] when the command channel is full (nothing was done), [`EngineError::Stopped`].
    pub fn open(&self, leg: LegId, request: PortRequest) -> Result<(), EngineError> {
        match self
            .commands
            .try_send(Command::Open(leg, Box::new(request)))
        {
            Ok(()) => {
                self.wake.wake();
                Ok(())
            }
            Err(TrySendError::Full(_)) => Err(EngineError::Busy),
            Err(TrySendError::Disconnected(_)) => Err(EngineError::Stopped),
        }
    }

    /// Closes a leg's ports. `MediaEvent::Closed` answers, always, also for a leg that is not known. Waits while the command
    /// channel is full, which lasts as long as the thread is late: a leg must not stay open because it was busy.
    pub fn release(&self, leg: LegId) {
        self.wait(Command::Release(leg));
    }

    /// The wanted media of a meeting. The engine compares it with what is and does the difference; a plan whose version is not
    /// above the last one is ignored. Waits while the command channel is full.
    pub fn apply(&self, meeting: MeetingId, plan: Arc<MediaPlan>) {
        self.wait(Command::Apply(meeting, plan));
    }

    /// The meeting is over: its feeds, decoders and encoders are released. Ports stay until their legs are released.
    pub fn close(&self, meeting: MeetingId) {
        self.wait(Command::Close(meeting));
    }

    /// The far end asked by signalling (RFC 5168) for a whole picture of what we send on this stream.
    pub fn request_picture(&self, leg: LegId, stream: StreamId) {
        self.wait(Command::Picture(leg, stream));
    }

    /// Ports, legs, feeds, queues, branches and workers, as JSON for `/debug`. Waits for each thread at most a second: call it from
    /// a blocking context.
    pub fn debug_state(&self) -> serde_json::Value {
        let (reply, answer) = crossbeam_channel::bounded(1);
        self.wait(Command::Debug(reply));
        let engine = answer
            .recv_timeout(DEBUG_PATIENCE)
            .unwrap_or_else(|_| serde_json::json!({"late": true}));
        serde_json::json!({
            "engine": engine,
            "sound": self.sound.debug_state(),
            "pictures": self.picture.as_ref().map(PictureHandle::debug_state),
        })
    }

    /// Closes every leg (`Closed` for each), then ends the thread, the branches and their workers, in this order. Blocks until all are
    /// gone: call it from a blocking context, and go on reading events meanwhile.
    pub fn stop(self) {
        self.wait(Command::Stop);
        // A thread that panicked has already been reported by the panic hook.
        let _ = self.thread.join();
        self.sound.stop();
        if let Some(picture) = self.picture {
            picture.stop();
        }
    }

    fn wait(&self, command: Command) {
        // The only error is that the thread has ended; then its event channel is closed, which is how its reader learns of it.
        let _ = self.commands.send(command);
        self.wake.wake();
    }
}
