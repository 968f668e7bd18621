//! What the process holds, as the kernel counts it (proc(5)): for `/debug`, where a leak shows before it hurts.

use std::fs;

use serde_json::{Value, json};

/// Open files, threads, and resident memory in bytes; `null` for what the kernel does not tell. Reads files: call it from a
/// blocking context.
pub fn process_state() -> Value {
    let count = |what: &str| fs::read_dir(format!("/proc/self/{what}")).map(Iterator::count);
    // The listing itself is one open file.
    let files = count("fd").ok().map(|all| all.saturating_sub(1));
    json!({
        "files": files,
        "threads": count("task").ok(),
        "resident_bytes": resident(),
    })
}

fn resident() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_file_is_counted_and_a_closed_one_is_not() {
        // Other tests of this program open and close files meanwhile: many, so that they do not matter.
        const MANY: u64 = 200;
        let files = || process_state()["files"].as_u64().expect("Linux");
        let before = files();
        let open: Vec<_> = (0..MANY)
            .map(|_| fs::File::open("/dev/null").expect("there"))
            .collect();
        let during = files();
        assert!(during > before + MANY / 2, "{before}, then {during}");
        drop(open);
        let after = files();
        assert!(after + MANY / 2 < during, "{during}, then {after}");
        assert!(process_state()["threads"].as_u64() > Some(0));
        assert!(process_state()["resident_bytes"].as_u64() > Some(1 << 20));
    }
}
