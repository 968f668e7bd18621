//! The thread itself, with a real clock: only that it lives, answers and ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tolk_model::Codec;
use tolk_model::plan::Source;

use super::super::{SoundConfig, start};
use super::lab::{hears, leg, meeting, plan};
use crate::branch::{BranchInput, BranchOutput, BranchSink};

/// A loaded machine may be late; a broken thread is late for ever.
const DEADLINE: Duration = Duration::from_secs(10);

fn config() -> SoundConfig {
    SoundConfig {
        speech_program: None,
        ..SoundConfig::default()
    }
}

fn silence() -> BranchInput {
    let plan = plan(1, vec![hears(1, Codec::Pcmu, Source::Silence)], &[]);
    BranchInput::Plan(meeting(), Arc::new(plan))
}

#[test]
fn the_thread_plays_answers_and_stops() {
    let woken = Arc::new(AtomicUsize::new(0));
    let count = woken.clone();
    let (sink, outputs) = BranchSink::new(move || {
        count.fetch_add(1, Ordering::Relaxed);
    });
    let handle = start(sink, config()).unwrap();
    handle.inputs().send(silence()).unwrap();
    for _ in 0..5 {
        let output = outputs.recv_timeout(DEADLINE).unwrap();
        assert!(matches!(output, BranchOutput::Sound { leg: l, .. } if l == leg(1)));
    }
    assert!(woken.load(Ordering::Relaxed) >= 1);
    assert_eq!(handle.debug_state()["feeds"], 1);
    handle.stop();
    // The thread held the only sink.
    while outputs.recv_timeout(DEADLINE).is_ok() {}
    assert!(matches!(
        outputs.recv_timeout(DEADLINE),
        Err(crossbeam_channel::RecvTimeoutError::Disconnected)
    ));
}

#[test]
fn a_bare_branch_ends_with_its_inputs() {
    let (sink, outputs) = BranchSink::new(|| {});
    let branch = start(sink, config()).unwrap().into_branch().unwrap();
    branch.inputs.send(silence()).unwrap();
    outputs.recv_timeout(DEADLINE).unwrap();
    drop(branch.inputs);
    branch.thread.join().unwrap();
}
