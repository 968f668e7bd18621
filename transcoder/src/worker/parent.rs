//! The parent's end of one worker process.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, BufReader};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};

use super::protocol::{FromWorker, InputId, ToWorker, read_frame, write_frame};
use super::sandbox;

/// Access units that wait for the worker to read: a second and a half of four streams. Beyond it the newest is dropped and
/// the stream waits for a key picture.
const MAX_UNITS_WAITING: usize = 180;
/// Control messages are few; a worker that leaves this many unread hangs and is replaced.
const MAX_MESSAGES_WAITING: usize = 512;
/// A worker without a heartbeat for this long hangs. Its heart beats every 100 ms.
const HANG_AFTER: Duration = Duration::from_millis(500);
/// Loading plug-ins from a cold disk takes up to half a second, a first start without a registry a few.
const START_WITHIN: Duration = Duration::from_secs(10);
/// What a worker may see of the environment: where programs and GStreamer's registry are. Secrets come by the environment, too.
const ENVIRONMENT: &[&str] = &[
    "PATH",
    "HOME",
    "XDG_CACHE_HOME",
    "LD_LIBRARY_PATH",
    "GST_PLUGIN_PATH",
    "GST_PLUGIN_SYSTEM_PATH",
    "GST_PLUGIN_SCANNER",
    "GST_REGISTRY",
    "GST_DEBUG",
];

/// How to start a worker.
#[derive(Clone, Debug)]
pub struct WorkerCommand {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
}

/// Names one worker process among those of this node, in order of birth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkerId(pub u64);

/// What a worker says, or its end.
#[derive(Debug)]
pub enum WorkerEvent {
    /// A message with its payload.
    Message(FromWorker, Vec<u8>),
    /// The socket closed or carried nonsense.
    Dead,
}

/// The worker cannot take more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The access unit was dropped: the worker is slow.
    Busy,
    /// The worker is dead or hangs.
    Broken,
}

/// One worker process. Dropping it kills it and waits for its end; [`Worker::end`] kills without waiting.
#[derive(Debug)]
pub struct Worker {
    /// Its name.
    pub id: WorkerId,
    corpse: Corpse,
    socket: UnixStream,
    messages: Sender<(ToWorker, Vec<u8>)>,
    born: Instant,
    /// Milliseconds from birth to the last heartbeat; 0 before the first. Written by the reader thread, so that a picture thread that
    /// is late itself does not take a healthy worker for a dead one.
    beat_ms: Arc<AtomicU64>,
    excused: Instant,
    black_box: File,
}

impl Worker {
    /// Starts a worker; what it says arrives at `events`. To be called from a thread that outlives it.
    ///
    /// # Errors
    /// When the process or its threads cannot be started.
    pub fn spawn(
        id: WorkerId,
        command: &WorkerCommand,
        events: Sender<(WorkerId, WorkerEvent)>,
    ) -> io::Result<Worker> {
        let (ours, theirs) = UnixStream::pair()?;
        let black_box = sandbox::new_black_box()?;
        let mut process = Command::new(&command.program);
        process
            .args(&command.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .env_clear()
            .envs(std::env::vars_os().filter(|(name, _)| is_passed(name)));
        sandbox::confine(&mut process, theirs.into(), black_box.try_clone()?.into());
        let corpse = Corpse(process.spawn()?);
        // The command holds the worker's end of the pair: while it lives, the death of the worker is not seen.
        drop(process);
        let (messages, waiting) = bounded(MAX_MESSAGES_WAITING);
        let (reader, writer) = (ours.try_clone()?, ours.try_clone()?);
        let born = Instant::now();
        let beat_ms = Arc::<AtomicU64>::default();
        let beat = Arc::clone(&beat_ms);
        let named = |what: &str| thread::Builder::new().name(format!("worker-{what}"));
        named("write").spawn(move || write_all(writer, &waiting))?;
        named("read").spawn(move || read_all(id, reader, born, &beat, &events))?;
        Ok(Worker {
            id,
            corpse,
            socket: ours,
            messages,
            born,
            beat_ms,
            excused: born,
            black_box,
        })
    }

    /// Hands over a control message.
    ///
    /// # Errors
    /// [`Refused::Broken`] when it is dead or does not read; the watchdog or the end of its socket tells so as well.
    pub fn tell(&self, message: ToWorker) -> Result<(), Refused> {
        self.messages
            .try_send((message, Vec::new()))
            .map_err(|_| Refused::Broken)
    }

    /// Hands over an access unit, or drops it when the worker is slow.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn feed(&self, message: ToWorker, unit: Vec<u8>) -> Result<(), Refused> {
        if self.messages.len() >= MAX_UNITS_WAITING {
            return Err(Refused::Busy);
        }
        self.messages
            .try_send((message, unit))
            .map_err(|error| match error {
                TrySendError::Full(_) => Refused::Busy,
                TrySendError::Disconnected(_) => Refused::Broken,
            })
    }

    /// Whether the worker has finished starting.
    pub fn is_ready(&self) -> bool {
        self.beat_ms.load(Ordering::Relaxed) != 0
    }

    /// The parent itself did not run for a while: the worker gets a whole watchdog period from now.
    pub fn excuse(&mut self, now: Instant) {
        self.excused = now;
    }

    /// Whether the worker has been silent for too long.
    pub fn hangs(&self, now: Instant) -> bool {
        match self.beat_ms.load(Ordering::Relaxed) {
            0 => now.saturating_duration_since(self.born.max(self.excused)) > START_WITHIN,
            ms => {
                let beat = self.born + Duration::from_millis(ms);
                now.saturating_duration_since(beat.max(self.excused)) > HANG_AFTER
            }
        }
    }

    /// Process id, for `/debug` and for tests that kill it.
    pub fn pid(&self) -> u32 {
        self.corpse.0.id()
    }

    /// The inputs whose units were inside a decoder when the worker was last alive.
    pub fn suspects(&self) -> Vec<InputId> {
        sandbox::read_black_box(&self.black_box)
    }

    /// Kills it. The kernel takes some 20 ms to tear it down: what is left must be reaped later.
    pub fn end(self) -> Corpse {
        let mut corpse = self.corpse;
        corpse.kill();
        let _ = self.socket.shutdown(std::net::Shutdown::Both);
        corpse
    }
}

/// A worker process that was killed and waits to be reaped. Dropping it waits.
#[derive(Debug)]
pub struct Corpse(Child);

impl Corpse {
    fn kill(&mut self) {
        // Fails only when the process is already gone.
        let _ = self.0.kill();
    }

    /// Whether the kernel is done with it.
    pub fn is_gone(&mut self) -> bool {
        !matches!(self.0.try_wait(), Ok(None))
    }
}

impl Drop for Corpse {
    fn drop(&mut self) {
        self.kill();
        let _ = self.0.wait();
    }
}

fn is_passed(name: &OsStr) -> bool {
    ENVIRONMENT.iter().any(|passed| name == *passed)
}

fn write_all(mut socket: UnixStream, waiting: &Receiver<(ToWorker, Vec<u8>)>) {
    while let Ok((message, payload)) = waiting.recv() {
        if write_frame(&mut socket, &message, &payload).is_err() {
            return;
        }
    }
}

fn read_all(
    id: WorkerId,
    socket: UnixStream,
    born: Instant,
    beat_ms: &AtomicU64,
    events: &Sender<(WorkerId, WorkerEvent)>,
) {
    let mut reader = BufReader::with_capacity(64 * 1024, socket);
    while let Ok((message, payload)) = read_frame(&mut reader) {
        // Only the control thread's messages feed the watchdog: units keep flowing while that thread hangs.
        if matches!(message, FromWorker::Ready | FromWorker::Beat(_)) {
            let ms = u64::try_from(born.elapsed().as_millis()).unwrap_or(u64::MAX);
            beat_ms.store(ms.max(1), Ordering::Relaxed);
        }
        if events
            .send((id, WorkerEvent::Message(message, payload)))
            .is_err()
        {
            return;
        }
    }
    let _ = events.send((id, WorkerEvent::Dead));
}
