//! tshark: captures what goes over loopback, and dissects it as a stranger does.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail};
use rustix::process::Signal;

use super::process::Process;
use super::story::{Story, wait_until};

/// The least severity that counts: a warning (`PI_WARN` of Wireshark).
const WARNING: &str = "0x00600000";

/// A capture that is going on.
pub struct Capture {
    process: Process,
    file: PathBuf,
}

impl Capture {
    /// Captures UDP and TCP on loopback from now on.
    ///
    /// # Errors
    /// When it does not begin.
    pub fn start(story: &Story) -> anyhow::Result<Capture> {
        let file = story.folder().join("capture.pcap");
        let mut command = Command::new("dumpcap");
        command.args(["-i", "lo", "-P", "-B", "64", "-f", "udp or tcp", "-w"]);
        command.arg(&file);
        let log = story.folder().join("dumpcap.log");
        let process = Process::start("dumpcap", &mut command, &log)?;
        // The header is written when the interface is open.
        wait_until("the capture", Duration::from_secs(10), || {
            Ok(std::fs::metadata(&file).is_ok_and(|m| m.len() >= 24))
        })
        .with_context(|| process.tail())?;
        Ok(Capture { process, file })
    }

    /// Ends it.
    ///
    /// # Errors
    /// When it does not end.
    pub fn finish(mut self) -> anyhow::Result<Captured> {
        self.process.signal(Signal::INT)?;
        self.process.wait(Duration::from_secs(10))?;
        Ok(Captured { file: self.file })
    }
}

/// What was captured.
pub struct Captured {
    file: PathBuf,
}

impl Captured {
    /// Where it is.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// What the dissector warns of in SIP, SDP, RTP and RTCP that `filter` selects; `sip` is the port of SIP.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn complaints(&self, sip: u16, filter: &str) -> anyhow::Result<Vec<String>> {
        let filter =
            format!("({filter}) && (sip || rtp || rtcp) && _ws.expert.severity >= {WARNING}");
        let fields = ["frame.number", "_ws.col.Info", "_ws.expert.message"];
        self.read(sip, &filter, &fields)
    }

    /// What the dissector complains of in H.323's call signalling and control that `filter` selects, of any severity: no note is lawful
    /// here. On whatever ports; where control goes the dissector reads in call signalling.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn complaints_of_h323(&self, filter: &str) -> anyhow::Result<Vec<String>> {
        let filter = format!(
            "({filter}) && (q931 || h225 || h245) && (_ws.expert.group != \"Sequence\" || _ws.malformed)"
        );
        let fields = ["frame.number", "_ws.col.Info", "_ws.expert.message"];
        self.read_as(&BY_CONTENT, &filter, &fields)
    }

    /// How many packets `filter` selects, read as in [`Captured::complaints_of_h323`].
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn count_of_h323(&self, filter: &str) -> anyhow::Result<usize> {
        let found = self.read_as(&BY_CONTENT, filter, &["frame.number"])?;
        Ok(found.len())
    }

    /// How many packets `filter` selects.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn count(&self, sip: u16, filter: &str) -> anyhow::Result<usize> {
        Ok(self.read(sip, filter, &["frame.number"])?.len())
    }

    fn read(&self, sip: u16, filter: &str, fields: &[&str]) -> anyhow::Result<Vec<String>> {
        let [udp, tcp] = ["udp", "tcp"].map(|transport| format!("{transport}.port=={sip},sip"));
        self.read_as(&["-d", &udp, "-d", &tcp], filter, fields)
    }

    fn read_as(
        &self,
        known: &[&str],
        filter: &str,
        fields: &[&str],
    ) -> anyhow::Result<Vec<String>> {
        let mut command = tshark(&self.file, known);
        command.args(["-Y", filter, "-T", "fields"]);
        for field in fields {
            command.args(["-e", field]);
        }
        let done = command.output().context("tshark")?;
        if !done.status.success() {
            bail!("tshark: {}", String::from_utf8_lossy(&done.stderr));
        }
        let text = String::from_utf8_lossy(&done.stdout);
        Ok(text.lines().map(str::to_string).collect())
    }
}

/// Call signalling on any port, by what it looks like.
const BY_CONTENT: [&str; 2] = ["-o", "tcp.try_heuristic_first:TRUE"];

/// Two passes, so that what a description announces is known for packets that came before it.
fn tshark(file: &Path, known: &[&str]) -> Command {
    let mut command = Command::new("tshark");
    command.arg("-2").arg("-r").arg(file);
    command.args(known);
    // Wireshark warns that it does not read every part of a slice itself.
    command.args(["--disable-protocol", "h264"]);
    // What several connections of one story have sent out of order is the kernel's.
    command.args(["-o", "tcp.analyze_sequence_numbers:FALSE"]);
    command
}
