//! A child process with a log, ended with everything that it started.

use std::fs::File;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context, bail};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use super::story::{Deadline, wait_until};

/// A running peer. Dropping it asks it to end, then insists.
pub struct Process {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts `command` in a process group of its own, with both outputs in `log`.
    ///
    /// # Errors
    /// When the program is missing: then `scripts/test` has not installed the test peers.
    pub fn start(name: &str, command: &mut Command, log: &Path) -> anyhow::Result<Process> {
        let out = File::create(log).with_context(|| format!("{}", log.display()))?;
        let child = command
            .stdin(Stdio::null())
            .stdout(out.try_clone()?)
            .stderr(out)
            .process_group(0)
            .spawn()
            .with_context(|| {
                let program = command.get_program().display();
                format!("{name}: {program} does not start; scripts/test installs the peers")
            })?;
        Ok(Process {
            name: name.to_string(),
            child,
            log: log.to_path_buf(),
        })
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it has written so far.
    pub fn log(&self) -> String {
        std::fs::read(&self.log)
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default()
    }

    /// Waits until `what` is in the log.
    ///
    /// # Errors
    /// With the log's end, when the time is over or the process has ended.
    pub fn wait_for_line(&mut self, what: &str, within: Duration) -> anyhow::Result<()> {
        self.wait_for_any(&[what], within)
    }

    /// Waits until one of `what` is in the log.
    ///
    /// # Errors
    /// With the log's end, when the time is over or the process has ended.
    pub fn wait_for_any(&mut self, what: &[&str], within: Duration) -> anyhow::Result<()> {
        let deadline = Deadline::after(within);
        while !what.iter().any(|line| self.log().contains(line)) {
            if let Some(status) = self.child.try_wait()? {
                bail!(
                    "{} ended with {status} before {what:?}:\n{}",
                    self.name,
                    self.tail()
                );
            }
            if deadline.is_over() {
                bail!(
                    "{} did not say {what:?} in time:\n{}",
                    self.name,
                    self.tail()
                );
            }
            deadline.breathe();
        }
        Ok(())
    }

    /// The last lines of the log.
    pub fn tail(&self) -> String {
        let log = self.log();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// When it still runs after the time.
    pub fn wait(&mut self, within: Duration) -> anyhow::Result<ExitStatus> {
        let mut status = None;
        wait_until(&format!("the end of {}", self.name), within, || {
            status = self.child.try_wait()?;
            Ok(status.is_some())
        })
        .with_context(|| self.tail())?;
        Ok(status.unwrap_or_else(|| ExitStatus::from_raw(0)))
    }

    /// Sends a signal to the process alone.
    ///
    /// # Errors
    /// When it is gone.
    pub fn signal(&self, signal: Signal) -> anyhow::Result<()> {
        Ok(kill_process(self.pid()?, signal)?)
    }

    fn pid(&self) -> anyhow::Result<Pid> {
        Pid::from_raw(i32::try_from(self.child.id())?).context("a process id")
    }

    /// Ends it now, without asking: a crash, for tests of crashes.
    ///
    /// # Errors
    /// When it is gone.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let Ok(pid) = self.pid() else { return };
        if self.is_running() {
            let _gone = kill_process_group(pid, Signal::TERM);
            drop(self.wait(Duration::from_secs(3)));
        }
        // The group outlives its leader while a child runs; an empty group answers with an error that means "done".
        let _empty = kill_process_group(pid, Signal::KILL);
        drop(self.child.wait());
    }
}

/// Kills processes that have `mark` in their command line: browsers leave the group of their driver. The mark is the path of
/// a temporary folder that only one peer of one test uses.
pub fn end_marked(mark: &Path) {
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return;
    };
    let mark = mark.as_os_str().as_encoded_bytes();
    for entry in entries.flatten() {
        let number = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok());
        let Some(pid) = number.and_then(Pid::from_raw) else {
            continue;
        };
        let line = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let ours = u32::try_from(pid.as_raw_nonzero().get()).is_ok_and(|p| p == std::process::id());
        if !ours && !mark.is_empty() && line.windows(mark.len()).any(|part| part == mark) {
            let _gone = kill_process(pid, Signal::KILL);
        }
    }
}
