//! Workers that die or hang: pictures come back, the clock goes on, the count is right.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use tolk_model::{BitRate, Codec, LegId};

use super::clip::{Content, clip, looks, shows_quarters};
use super::rig::{As, Rig, class};

/// Sends a signal to a worker of ours.
pub(crate) fn signal(pid: i32, signal: &str) {
    let done = std::process::Command::new("kill")
        .args([signal, &pid.to_string()])
        .status()
        .unwrap();
    assert!(done.success());
}

fn running() -> Rig {
    let mut rig = Rig::start();
    rig.sender(
        1,
        Codec::H264,
        &clip(Codec::H264, (640, 360), 30, Content::Calm),
    );
    rig.plan(&[class(1, 1, As::Vp8, (640, 360), BitRate::kbps(600))]);
    rig.pictures(1, 20);
    rig.until("new spare", |rig| rig.state()["spare_ready"] == true);
    rig
}

/// Pictures are back: a whole one first, and what they show is right.
fn comes_back(rig: &mut Rig, before: usize, why: &'static str) {
    rig.pictures(1, 20);
    assert_eq!(rig.replaced, [why]);
    assert_eq!(rig.meeting()["restarts"], 1);
    let after = rig.units(1).split_off(before);
    let first = after.iter().position(|unit| unit.key).unwrap();
    assert!(
        first <= 2,
        "at most what was on its way came before the whole picture"
    );
    assert!(
        looks(Codec::Vp8, &after[first..])
            .iter()
            .all(shows_quarters)
    );
    let steps = rig.watched[&1].steps();
    assert!(
        steps.iter().all(|step| *step > 0 && *step < 5 * 90_000),
        "{steps:?}"
    );
}

#[test]
fn a_killed_worker_is_replaced_by_the_spare() {
    let mut rig = running();
    let (pid, before) = (rig.worker_pid(), rig.count(1));
    let began = Instant::now();
    signal(pid, "-KILL");
    comes_back(&mut rig, before, "died");
    assert_ne!(rig.worker_pid(), pid);
    let gap = rig.watched[&1].longest_gap(began - Duration::from_millis(100));
    assert!(gap < Duration::from_secs(5), "{gap:?}");
    rig.until("nothing unreaped", |rig| rig.state()["unreaped"] == 0);
}

#[test]
fn a_worker_that_hangs_is_replaced() {
    let mut rig = running();
    let (pid, before) = (rig.worker_pid(), rig.count(1));
    signal(pid, "-STOP");
    comes_back(&mut rig, before, "hung");
}

#[test]
fn a_spare_that_dies_is_replaced_and_nobody_notices() {
    let mut rig = running();
    let spare = rig.state()["spare_pid"].as_i64().unwrap() as i32;
    signal(spare, "-KILL");
    rig.until("loss of the spare", |rig| rig.state()["spare_pid"] != spare);
    rig.until("another spare", |rig| rig.state()["spare_ready"] == true);
    assert!(rig.replaced.is_empty());
}

#[test]
fn a_worker_cannot_open_files_and_sees_nothing_of_ours() {
    let rig = running();
    let pid = rig.worker_pid();
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let field = |name: &str| {
        status
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .unwrap()
            .trim()
            .to_string()
    };
    assert_eq!(field("NoNewPrivs:"), "1");
    assert_eq!(field("Seccomp:"), "2");
    let limits = std::fs::read_to_string(format!("/proc/{pid}/limits")).unwrap();
    for (name, value) in [
        ("Max core file size", "0"),
        ("Max open files", "256"),
        ("Max address space", "4294967296"),
    ] {
        let line = limits.lines().find(|line| line.starts_with(name)).unwrap();
        assert!(line[name.len()..].trim_start().starts_with(value), "{line}");
    }
    let environment = std::fs::read_to_string(format!("/proc/{pid}/environ")).unwrap();
    assert!(!environment.contains("CARGO"), "{environment}");
    let sockets = |pid: u32| {
        std::fs::read_dir(format!("/proc/{pid}/fd"))
            .unwrap()
            .filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok())
            .filter(|target| target.to_string_lossy().starts_with("socket:"))
            .collect::<BTreeSet<_>>()
    };
    let (ours, theirs) = (sockets(std::process::id()), sockets(pid.unsigned_abs()));
    assert!(!ours.is_empty() && !theirs.is_empty());
    assert!(ours.is_disjoint(&theirs), "{ours:?} {theirs:?}");
}

/// Whether a unit of input `id` is in a decoder of the worker: the worker notes it in its descriptor 4, eight bytes an input.
fn is_inside(pid: i32, id: usize) -> bool {
    let notes = std::fs::read(format!("/proc/{pid}/fd/4")).unwrap_or_default();
    notes
        .get(id * 8..id * 8 + 8)
        .is_some_and(|entry| entry[4] == 1)
}

/// Whether every thread of a process has stopped.
fn is_stopped(pid: i32) -> bool {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).unwrap();
    tasks
        .filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("stat")).ok())
        .all(|stat| {
            stat.rsplit(") ")
                .next()
                .is_some_and(|rest| rest.starts_with('T'))
        })
}

/// Kills the worker while it decodes input `id`, as a picture that crashes the decoder would.
fn kill_inside(rig: &mut Rig, id: usize) {
    let pid = rig.worker_pid();
    rig.until("worker that is caught decoding", |_| {
        // Bounded: the rig must send between two looks.
        if !(0..2000).any(|_| is_inside(pid, id)) {
            return false;
        }
        signal(pid, "-STOP");
        while !is_stopped(pid) {
            std::thread::yield_now();
        }
        let caught = is_inside(pid, id) && !is_inside(pid, 1 - id);
        signal(pid, if caught { "-KILL" } else { "-CONT" });
        caught
    });
}

#[test]
fn a_stream_that_ends_three_workers_is_refused_and_the_other_goes_on() {
    let good = clip(Codec::H264, (160, 90), 30, Content::Calm);
    let bad = clip(Codec::H264, (1280, 720), 10, Content::Noisy);
    let mut rig = Rig::start();
    rig.sender(1, Codec::H264, &good);
    rig.sender(2, Codec::H264, &bad);
    rig.plan(&[
        class(1, 1, As::Vp8, (160, 90), BitRate::kbps(200)),
        class(2, 2, As::Vp8, (160, 90), BitRate::kbps(200)),
    ]);
    for death in 1..=3 {
        rig.pictures(2, 5);
        kill_inside(&mut rig, 1);
        rig.until("loss of the worker", |rig| rig.replaced.len() == death);
    }
    assert_eq!(rig.refused, [LegId::from_number(2)]);
    rig.pictures(1, 30);
    let before = rig.count(2);
    rig.pictures(1, 30);
    assert_eq!(rig.count(2), before, "not decoded");
    assert_eq!(rig.replaced, ["died", "died", "died"]);
}
