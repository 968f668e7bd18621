//! SIPp: scripted SIP, exact to the byte, and load.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail};

use super::free_port;
use super::process::Process;
use super::story::{Story, wait_until, workspace};

/// A SIPp that calls, with a scenario of `tests/fixtures/sipp`.
pub struct Sipp {
    process: Process,
    folder: PathBuf,
}

impl Sipp {
    /// Starts `scenario` toward `target`; `more` are arguments of SIPp.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(
        story: &Story,
        ip: IpAddr,
        target: SocketAddr,
        scenario: &str,
        more: &[&str],
    ) -> anyhow::Result<Sipp> {
        let folder = story.subfolder(&format!("sipp-{scenario}"))?;
        let file = workspace()
            .join("tests/fixtures/sipp")
            .join(format!("{scenario}.xml"));
        let (sip, media) = (free_port(ip)?, free_port(ip)?);
        let mut command = Command::new("sipp");
        command
            .arg(target.to_string())
            .arg("-sf")
            .arg(file)
            .args([
                "-i",
                &ip.to_string(),
                "-p",
                &sip.to_string(),
                "-mp",
                &media.to_string(),
            ])
            .args([
                "-nostdin",
                "-trace_err",
                "-trace_msg",
                "-timeout_error",
                "-timeout",
                "60",
            ])
            .args(more)
            .current_dir(&folder);
        let process = Process::start("sipp", &mut command, &folder.join("sipp.log"))?;
        Ok(Sipp { process, folder })
    }

    /// Waits until a message that it sent or received has this text.
    ///
    /// # Errors
    /// With its log, when none has in time.
    pub fn wait_for_message(&self, text: &str, within: Duration) -> anyhow::Result<()> {
        let said = || -> anyhow::Result<bool> {
            let mut logs = std::fs::read_dir(&self.folder)?.flatten();
            let log = logs.find(|e| e.file_name().to_string_lossy().ends_with("_messages.log"));
            let words = log.map(|log| std::fs::read_to_string(log.path()));
            Ok(words.transpose()?.is_some_and(|words| words.contains(text)))
        };
        wait_until(&format!("SIPp's {text}"), within, said).with_context(|| self.process.tail())
    }

    /// Waits until all its calls have ended.
    ///
    /// # Errors
    /// With its error log, when one went another way than the scenario says.
    pub fn finish(mut self, within: Duration) -> anyhow::Result<()> {
        let status = self.process.wait(within)?;
        if !status.success() {
            let mut words = self.process.tail();
            for entry in std::fs::read_dir(&self.folder)?.flatten() {
                if entry.file_name().to_string_lossy().ends_with("_errors.log") {
                    words.push_str(&std::fs::read_to_string(entry.path())?);
                }
            }
            bail!("sipp ended with {status}:\n{words}");
        }
        Ok(())
    }
}
