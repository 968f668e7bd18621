//! SIPp: scripted SIP, exact to the byte, and load.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail};

use super::free_port;
use super::process::Process;
use super::story::{Story, wait_until, workspace};

const REPEATED: &str = "<!-- repeated -->";
const END_OF_REPEATED: &str = "<!-- end of repeated -->";

/// An INFO within a call, and the status that it must be answered with.
#[derive(Clone, Copy, Debug)]
pub struct Info<'a> {
    /// Its Content-Type.
    pub kind: &'a str,
    /// Its body.
    pub body: &'a str,
    /// 200 to 699.
    pub status: u16,
}

fn fixture(scenario: &str) -> PathBuf {
    let folder = workspace().join("tests/fixtures/sipp");
    folder.join(format!("{scenario}.xml"))
}

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
        Sipp::start_file(story, ip, target, (scenario, &fixture(scenario)), more)
    }

    /// Starts `scenario`, a template in which a part is repeated for each of `infos`.
    ///
    /// # Errors
    /// When it does not start, or is no template.
    pub fn start_with_infos(
        story: &Story,
        ip: IpAddr,
        target: SocketAddr,
        (scenario, infos): (&str, &[Info<'_>]),
        more: &[&str],
    ) -> anyhow::Result<Sipp> {
        let template = std::fs::read_to_string(fixture(scenario))?;
        let (before, rest) = template.split_once(REPEATED).context("no template")?;
        let (part, after) = rest.split_once(END_OF_REPEATED).context("no template")?;
        let mut text = before.to_string();
        for (number, info) in (2..).zip(infos) {
            let filled = part
                .replace("{number}", &u32::to_string(&number))
                .replace("{kind}", info.kind)
                .replace("{body}", info.body)
                .replace("{status}", &info.status.to_string());
            text.push_str(&filled);
        }
        text.push_str(after);
        let file = story.folder().join(format!("{scenario}.xml"));
        std::fs::write(&file, text)?;
        Sipp::start_file(story, ip, target, (scenario, &file), more)
    }

    /// Starts a scenario from a file, under a name of its own in the story.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start_file(
        story: &Story,
        ip: IpAddr,
        target: SocketAddr,
        scenario: (&str, &Path),
        more: &[&str],
    ) -> anyhow::Result<Sipp> {
        let own = SocketAddr::new(ip, free_port(ip)?);
        Sipp::run(story, own, Some(target), scenario, more)
    }

    /// The same at `own`, where another one may have been before, or will be.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start_at(
        story: &Story,
        own: SocketAddr,
        target: SocketAddr,
        scenario: (&str, &Path),
        more: &[&str],
    ) -> anyhow::Result<Sipp> {
        Sipp::run(story, own, Some(target), scenario, more)
    }

    /// Starts a scenario from a file that waits for calls at `own`.
    ///
    /// # Errors
    /// When it does not start.
    pub fn listen(
        story: &Story,
        own: SocketAddr,
        scenario: (&str, &Path),
        more: &[&str],
    ) -> anyhow::Result<Sipp> {
        Sipp::run(story, own, None, scenario, more)
    }

    fn run(
        story: &Story,
        own: SocketAddr,
        target: Option<SocketAddr>,
        (scenario, file): (&str, &Path),
        more: &[&str],
    ) -> anyhow::Result<Sipp> {
        let folder = story.subfolder(&format!("sipp-{scenario}"))?;
        let media = free_port(own.ip())?;
        let mut command = Command::new("sipp");
        command.args(target.map(|target| target.to_string()));
        command
            .arg("-sf")
            .arg(file)
            .args([
                "-i",
                &own.ip().to_string(),
                "-p",
                &own.port().to_string(),
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
