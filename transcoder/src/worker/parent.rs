//! The parent's end of one worker process.

use std::ffi::OsString;
use std::io::{self, BufReader};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};

use super::protocol::{FromWorker, ToWorker, read_frame, write_frame};
use super::sandbox;

/// Access units that wait for the worker to read: a second and a half of four streams. Beyond it the newest is dropped and
/// the stream waits for a key picture.
const MAX_UNITS_WAITING: usize = 180;
/// Control messages are few; a worker that leaves this many unread hangs and is replaced.
const MAX_MESSAGES_WAITING: usize = 512;
/// A worker without a heartbeat for this long hangs. Its heart beats every 100 ms.
const HANG_AFTER: Duration = Duration::from_millis(600);
/// Loading plug-ins from a cold disk takes up to half a second, a first start without a registry a few.
const START_WITHIN: Duration = Duration::from_secs(10);

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

/// One worker process. Dropping it kills it.
#[derive(Debug)]
pub struct Worker {
    /// Its name.
    pub id: WorkerId,
    child: Child,
    socket: UnixStream,
    messages: Sender<(ToWorker, Arc<[u8]>)>,
    born: Instant,
    beat: Option<Instant>,
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
        let mut process = Command::new(&command.program);
        process
            .args(&command.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        sandbox::confine(&mut process, theirs.into());
        let child = process.spawn()?;
        // The command holds the worker's end of the pair: while it lives, the death of the worker is not seen.
        drop(process);
        let (messages, waiting) = bounded(MAX_MESSAGES_WAITING);
        let (reader, writer) = (ours.try_clone()?, ours.try_clone()?);
        let named = |what: &str| thread::Builder::new().name(format!("worker-{what}"));
        named("write").spawn(move || write_all(writer, &waiting))?;
        named("read").spawn(move || read_all(id, reader, &events))?;
        Ok(Worker {
            id,
            child,
            socket: ours,
            messages,
            born: Instant::now(),
            beat: None,
        })
    }

    /// Hands over a control message.
    ///
    /// # Errors
    /// [`Refused::Broken`] when it is dead or does not read.
    pub fn tell(&self, message: ToWorker) -> Result<(), Refused> {
        self.messages
            .try_send((message, Arc::from([])))
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
            .try_send((message, unit.into()))
            .map_err(|error| match error {
                TrySendError::Full(_) => Refused::Busy,
                TrySendError::Disconnected(_) => Refused::Broken,
            })
    }

    /// Notes a sign of life of the worker's control thread.
    pub fn heard(&mut self, now: Instant) {
        self.beat = Some(now);
    }

    /// Whether the worker has finished starting.
    pub fn is_ready(&self) -> bool {
        self.beat.is_some()
    }

    /// Whether the worker has been silent for too long.
    pub fn hangs(&self, now: Instant) -> bool {
        match self.beat {
            Some(beat) => now.saturating_duration_since(beat) > HANG_AFTER,
            None => now.saturating_duration_since(self.born) > START_WITHIN,
        }
    }

    /// Process id, for `/debug` and for tests that kill it.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Both fail only when the process is already gone, and then there is nothing left to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = self.socket.shutdown(std::net::Shutdown::Both);
    }
}

fn write_all(mut socket: UnixStream, waiting: &Receiver<(ToWorker, Arc<[u8]>)>) {
    while let Ok((message, payload)) = waiting.recv() {
        if write_frame(&mut socket, &message, &payload).is_err() {
            return;
        }
    }
}

fn read_all(id: WorkerId, socket: UnixStream, events: &Sender<(WorkerId, WorkerEvent)>) {
    let mut reader = BufReader::with_capacity(64 * 1024, socket);
    while let Ok((message, payload)) = read_frame(&mut reader) {
        if events
            .send((id, WorkerEvent::Message(message, payload)))
            .is_err()
        {
            return;
        }
    }
    let _ = events.send((id, WorkerEvent::Dead));
}
