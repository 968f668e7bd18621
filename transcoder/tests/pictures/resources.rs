//! Nothing is left behind.

use tolk_model::{BitRate, Codec};

use super::clip::{Content, clip};
use super::rig::{As, Rig, class};

/// Threads and descriptors of a process.
fn usage(pid: u32) -> (usize, usize) {
    let count = |what: &str| {
        std::fs::read_dir(format!("/proc/{pid}/{what}"))
            .unwrap()
            .count()
    };
    (count("task"), count("fd"))
}

fn children() -> usize {
    let me = std::process::id();
    std::fs::read_dir(format!("/proc/{me}/task"))
        .unwrap()
        .filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("children")).ok())
        .map(|list| list.split_whitespace().count())
        .sum()
}

#[test]
fn thirty_comings_and_goings_leave_processes_threads_and_files_as_before() {
    let source = clip(Codec::H264, (320, 180), 30, Content::Calm);
    let mut rig = Rig::start();
    rig.sender(1, Codec::H264, &source);
    rig.sender(2, Codec::H264, &source);
    let first = class(1, 1, As::Vp8, (320, 180), BitRate::kbps(300));
    rig.plan(std::slice::from_ref(&first));
    rig.pictures(1, 5);
    rig.until("new spare", |rig| rig.state()["spare_ready"] == true);
    let worker = rig.worker_pid().unsigned_abs();
    let (parent_before, worker_before) = (usage(std::process::id()), usage(worker));
    for round in 0..30 {
        let how = if round % 2 == 0 { As::H264 } else { As::Vp8 };
        let id = 2 + round;
        let second = class(id, 2, how, (160, 90), BitRate::kbps(100));
        rig.plan(&[first.clone(), second]);
        rig.pictures(id, 2);
        rig.plan(std::slice::from_ref(&first));
        rig.until("end of the second class", |rig| {
            rig.meeting()["classes"].as_array().unwrap().len() == 1
        });
    }
    rig.until("threads and files as before", |_| {
        usage(worker) == worker_before
    });
    assert_eq!(usage(std::process::id()), parent_before);
    assert_eq!(children(), 2, "the worker and the spare");
    assert!(rig.replaced.is_empty());
    rig.close();
    rig.until("end of the worker", |rig| {
        rig.state()["unreaped"] == 0 && children() == 1
    });
    rig.handle.stop();
    assert_eq!(children(), 0);
}
