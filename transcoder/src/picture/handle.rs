//! The picture thread as the engine sees it: a bounded queue in, a queue out, and a way to stop.

use std::io;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::studio::Studio;
use crate::branch::{BranchInput, BranchOutput};
use crate::worker::parent::WorkerCommand;

/// Packets that wait for the picture thread: a second of eight streams at 4 Mbit/s. When it is full the engine drops the newest; the
/// thread then sees a hole in the sequence and asks for a whole picture.
const MAX_INPUTS_WAITING: usize = 4096;
/// The picture thread answers within a tick; a caller that waits longer than this gets `null`.
const DEBUG_WITHIN: Duration = Duration::from_secs(1);

/// How the picture thread works.
#[derive(Clone, Debug)]
pub struct PictureConfig {
    /// How a worker process is started.
    pub worker: WorkerCommand,
    /// Keep one worker started ahead: a new meeting and a death then cost 0.1 s less.
    pub spare: bool,
}

/// What the handle asks of the thread.
#[derive(Debug)]
pub(super) enum Control {
    /// Describe yourself.
    Debug(Sender<serde_json::Value>),
    /// End every worker and return.
    Stop,
}

/// The running picture thread. Dropping it stops it.
#[derive(Debug)]
pub struct PictureHandle {
    inputs: Sender<BranchInput>,
    control: Sender<Control>,
    thread: Option<JoinHandle<()>>,
}

/// Starts the picture thread. What it makes goes to `outputs`; `wake` is called after each batch from the picture thread and must
/// not block. A picture that finds `outputs` full is dropped and made good by a key picture.
///
/// # Errors
/// When the thread cannot be started. A worker that cannot be started is tried again and again, and logged.
pub fn start(
    config: PictureConfig,
    outputs: Sender<BranchOutput>,
    wake: impl Fn() + Send + 'static,
) -> io::Result<PictureHandle> {
    let (inputs, packets) = bounded(MAX_INPUTS_WAITING);
    let (control, orders) = bounded(1);
    let thread = thread::Builder::new()
        .name("pictures".to_string())
        .spawn(move || run(config, outputs, wake, &packets, &orders))?;
    Ok(PictureHandle {
        inputs,
        control,
        thread: Some(thread),
    })
}

fn run(
    config: PictureConfig,
    outputs: Sender<BranchOutput>,
    wake: impl Fn() + Send + 'static,
    packets: &Receiver<BranchInput>,
    orders: &Receiver<Control>,
) {
    Studio::new(config, outputs, Box::new(wake)).run(packets, orders);
}

impl PictureHandle {
    /// Where packets, plans and requests for this branch go. Use `try_send`: a full queue drops the newest.
    pub fn inputs(&self) -> &Sender<BranchInput> {
        &self.inputs
    }

    /// Workers, their process ids, restarts, inputs and encoders; `null` when the thread does not answer in a second. Blocks that
    /// long: not for the engine thread.
    pub fn debug_state(&self) -> serde_json::Value {
        let (reply, answer) = bounded(1);
        if self
            .control
            .send_timeout(Control::Debug(reply), DEBUG_WITHIN)
            .is_err()
        {
            return serde_json::Value::Null;
        }
        answer.recv_timeout(DEBUG_WITHIN).unwrap_or_default()
    }

    /// Ends every worker, waits for their ends, and for the thread's.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        if let Some(thread) = self.thread.take() {
            // Fails only when the thread is gone already.
            let _ = self.control.send(Control::Stop);
            let _ = thread.join();
        }
    }
}

impl Drop for PictureHandle {
    fn drop(&mut self) {
        self.end();
    }
}
