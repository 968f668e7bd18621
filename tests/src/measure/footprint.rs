//! What a process holds: files, threads, children, memory. Leaks are told by counting before and after, memory by its slope.

use std::fs;
use std::time::Duration;

use anyhow::Context;

/// What a process and its descendants hold now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Footprint {
    /// Open files of the process itself: sockets, pipes, event descriptors.
    pub files: usize,
    /// Its threads.
    pub threads: usize,
    /// Its living descendants.
    pub children: usize,
    /// Resident memory of all of them, bytes. The kernel counts in batches: exact to some hundred kB.
    pub memory: u64,
}

impl Footprint {
    /// Of a running process.
    ///
    /// # Errors
    /// When it is gone.
    pub fn of(pid: u32) -> anyhow::Result<Footprint> {
        let count = |what: &str| -> anyhow::Result<usize> {
            let path = format!("/proc/{pid}/{what}");
            Ok(fs::read_dir(&path).with_context(|| path.clone())?.count())
        };
        let family = descendants(pid)?;
        // A child may end while it is looked at: then it holds nothing.
        let memory = family
            .iter()
            .filter_map(|child| resident(*child))
            .sum::<u64>();
        Ok(Footprint {
            files: count("fd")?,
            threads: count("task")?,
            children: family.len(),
            memory: memory + resident(pid).context("the process is gone")?,
        })
    }

    /// What is held now and was not held before, in words; empty when nothing leaked. Memory is judged by [`slope`], not here.
    pub fn leaked_since(&self, before: &Footprint) -> Vec<String> {
        [
            ("files", self.files, before.files),
            ("threads", self.threads, before.threads),
            ("children", self.children, before.children),
        ]
        .into_iter()
        .filter(|(_, now, then)| now > then)
        .map(|(what, now, then)| format!("{what}: {then} before, {now} now"))
        .collect()
    }
}

/// CPU time, user and system, that a process and its living descendants have used so far. Counted in ticks of 10 ms.
///
/// # Errors
/// When it is gone.
pub fn cpu_time(pid: u32) -> anyhow::Result<Duration> {
    const TICKS_A_SECOND: u64 = 100;
    let family = descendants(pid)?;
    let own = ticks(pid).context("the process is gone")?;
    let all = own + family.iter().filter_map(|child| ticks(*child)).sum::<u64>();
    Ok(Duration::from_millis(all * 1_000 / TICKS_A_SECOND))
}

/// User and system time (proc(5), fields 14 and 15).
fn ticks(pid: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11);
    let mut next = || fields.next()?.parse::<u64>().ok();
    Some(next()? + next()?)
}

fn resident(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes * 1024)
}

/// All processes below one, zombies left out.
///
/// # Errors
/// When `/proc` cannot be read.
pub fn descendants(pid: u32) -> anyhow::Result<Vec<u32>> {
    let mut parents = Vec::new();
    for entry in fs::read_dir("/proc")?.flatten() {
        let Some(child) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok())
        else {
            continue;
        };
        let Ok(stat) = fs::read_to_string(entry.path().join("stat")) else {
            continue;
        };
        // The name in parentheses may hold anything: fields count from the last one.
        let Some((_, fields)) = stat.rsplit_once(')') else {
            continue;
        };
        let mut fields = fields.split_whitespace();
        let (state, parent) = (
            fields.next(),
            fields.next().and_then(|p| p.parse::<u32>().ok()),
        );
        if let (Some(state), Some(parent)) = (state, parent)
            && state != "Z"
        {
            parents.push((child, parent));
        }
    }
    let (mut found, mut open) = (Vec::new(), vec![pid]);
    while let Some(next) = open.pop() {
        for (child, _) in parents.iter().filter(|(_, parent)| *parent == next) {
            found.push(*child);
            open.push(*child);
        }
    }
    Ok(found)
}

/// Growth from one measurement to the next, by least squares, in the unit of the values. 0 for fewer than two.
#[expect(clippy::cast_precision_loss, reason = "memory sizes fit a double")]
pub fn slope(values: &[u64]) -> f64 {
    let n = values.len() as f64;
    if values.len() < 2 {
        return 0.0;
    }
    let middle = (n - 1.0) / 2.0;
    let mean = values.iter().map(|v| *v as f64).sum::<f64>() / n;
    let (mut above, mut below) = (0.0, 0.0);
    for (at, value) in values.iter().enumerate() {
        let x = at as f64 - middle;
        above += x * (*value as f64 - mean);
        below += x * x;
    }
    above / below
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_slope_is_growth_a_step() {
        assert!((slope(&[10, 12, 14, 16, 18]) - 2.0).abs() < 1e-9);
        assert!(slope(&[7, 7, 7]).abs() < 1e-9);
        assert!(slope(&[9, 6, 3]) < 0.0);
        assert!(slope(&[5]).abs() < 1e-9);
    }

    #[test]
    fn what_was_taken_and_not_given_back_is_named() {
        let before = Footprint {
            files: 5,
            threads: 2,
            children: 0,
            memory: 1,
        };
        assert!(before.leaked_since(&before).is_empty());
        let after = Footprint {
            files: 6,
            children: 1,
            ..before
        };
        assert_eq!(
            after.leaked_since(&before),
            ["files: 5 before, 6 now", "children: 0 before, 1 now"]
        );
    }
}
