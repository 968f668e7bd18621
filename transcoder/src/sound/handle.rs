//! The sound thread as the engine sees it: a bounded queue in, a queue out, a steady clock, and a way to stop.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded, select};
use tolk_model::Seed;

use super::machine::SoundMachine;
use super::prompts::Shelf;
use super::speech;
use crate::branch::{BRANCH_INPUTS, Branch, BranchInput, BranchSink};

/// The sound thread answers within a tick; a caller that waits longer than this gets `null`.
const DEBUG_WITHIN: Duration = Duration::from_secs(1);
/// Inputs taken between two looks at the clock: a full queue must not delay a tick.
const MAX_INPUTS_AT_ONCE: usize = 64;

/// How the sound thread works.
#[derive(Clone, Debug)]
pub struct SoundConfig {
    /// The program that speaks prompts, with the options of espeak-ng. `None`, or one that does not work, plays a tone.
    pub speech_program: Option<PathBuf>,
    /// How hard the Opus encoders try, 0-10. Mixing costs nothing beside it.
    pub opus_complexity: u8,
    /// Where first RTP timestamps come from.
    pub seed: Seed,
}

impl Default for SoundConfig {
    /// espeak-ng from the path; a constant seed, nothing for production.
    fn default() -> SoundConfig {
        SoundConfig {
            speech_program: Some(PathBuf::from("espeak-ng")),
            opus_complexity: 5,
            seed: Seed::from_number(0),
        }
    }
}

/// What the handle asks of the thread.
#[derive(Debug)]
enum Control {
    Debug(Sender<serde_json::Value>),
    Stop,
}

/// The running sound thread. Dropping it stops it.
#[derive(Debug)]
pub struct SoundHandle {
    inputs: Sender<BranchInput>,
    control: Sender<Control>,
    thread: Option<JoinHandle<()>>,
}

/// Starts the sound thread. What it makes goes to `sink`, which is woken once for each batch.
///
/// # Errors
/// When the thread cannot be started.
pub fn start(sink: BranchSink, config: SoundConfig) -> io::Result<SoundHandle> {
    let (inputs, packets) = bounded(BRANCH_INPUTS);
    let (control, orders) = bounded(1);
    let shelf = prompts(config.speech_program.clone())?;
    let thread = thread::Builder::new()
        .name("sound".to_string())
        .spawn(move || {
            let machine = SoundMachine::with_prompts(config, shelf, Instant::now());
            run(machine, &sink, &packets, &orders);
        })?;
    Ok(SoundHandle {
        inputs,
        control,
        thread: Some(thread),
    })
}

impl SoundHandle {
    /// Where packets, plans and closings go. Use `try_send` for packets: a full queue drops the newest.
    pub fn inputs(&self) -> &Sender<BranchInput> {
        &self.inputs
    }

    /// Streams, feeds, encoders, prompts and counts; `null` when the thread does not answer in a second. Blocks that long: not for
    /// the engine thread.
    pub fn debug_state(&self) -> serde_json::Value {
        let (reply, answer) = bounded(1);
        let asked = self
            .control
            .send_timeout(Control::Debug(reply), DEBUG_WITHIN);
        if asked.is_err() {
            return serde_json::Value::Null;
        }
        answer.recv_timeout(DEBUG_WITHIN).unwrap_or_default()
    }

    /// Ends the thread and waits for its end.
    pub fn stop(mut self) {
        self.end();
    }

    /// The bare branch, which ends when its `inputs` are dropped. It can no longer be asked for its state. `None` never happens
    /// before `stop`, which consumes the handle.
    pub fn into_branch(mut self) -> Option<Branch> {
        let thread = self.thread.take()?;
        Some(Branch {
            inputs: self.inputs.clone(),
            thread,
        })
    }

    fn end(&mut self) {
        if let Some(thread) = self.thread.take() {
            // Fails only when the thread is gone already.
            let _ = self.control.send(Control::Stop);
            // A panic has been reported by the panic hook.
            let _ = thread.join();
        }
    }
}

impl Drop for SoundHandle {
    fn drop(&mut self) {
        self.end();
    }
}

/// A shelf that another thread fills; that thread ends when it is full, or at its next text when nobody holds the shelf any more.
fn prompts(program: Option<PathBuf>) -> io::Result<Arc<Shelf>> {
    let Some(program) = program else {
        return Ok(Arc::new(Shelf::of_tones()));
    };
    let shelf = Arc::new(Shelf::empty());
    let place = Arc::downgrade(&shelf);
    thread::Builder::new()
        .name("prompts".to_string())
        .spawn(move || speech::fill(&place, &program))?;
    Ok(shelf)
}

fn run(
    mut machine: SoundMachine,
    sink: &BranchSink,
    packets: &Receiver<BranchInput>,
    orders: &Receiver<Control>,
) {
    let never = crossbeam_channel::never();
    // A handle that became a bare branch has dropped its end: that is no order to stop.
    let mut orders = orders;
    loop {
        let wait = machine
            .next_tick()
            .saturating_duration_since(Instant::now());
        if wait.is_zero() {
            machine.tick(Instant::now());
        } else {
            select! {
                recv(packets) -> input => match input {
                    Ok(input) => take(&mut machine, input, packets),
                    Err(_) => return,
                },
                recv(orders) -> order => match order {
                    // The asker may have lost patience.
                    Ok(Control::Debug(reply)) => drop(reply.try_send(machine.debug_state())),
                    Ok(Control::Stop) => return,
                    Err(_) => orders = &never,
                },
                default(wait) => machine.tick(Instant::now()),
            }
        }
        hand_over(&mut machine, sink);
    }
}

fn take(machine: &mut SoundMachine, first: BranchInput, packets: &Receiver<BranchInput>) {
    let now = Instant::now();
    machine.handle(now, first);
    for input in packets.try_iter().take(MAX_INPUTS_AT_ONCE) {
        machine.handle(now, input);
    }
}

fn hand_over(machine: &mut SoundMachine, sink: &BranchSink) {
    let mut any = false;
    while let Some(output) = machine.poll() {
        any |= sink.put(output);
    }
    if any {
        sink.wake();
    }
}
