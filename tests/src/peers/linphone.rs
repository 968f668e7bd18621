//! Linphone 5.1 on a console: a soft phone that is a stranger to baresip's and PJSIP's ways. Its microphone is a WAVE file, what it
//! hears is another; its camera is a still picture (with OpenH264 when its plug-in is there).

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::Context;

use super::free_port;
use super::process::Process;
use super::story::{Story, wait_until};
use crate::measure::{Sender, sound, wav};

/// Samples a second of its files.
const RATE: u32 = 16_000;

/// A running Linphone, which answers calls by itself.
pub struct Linphone {
    process: Process,
    console: File,
    folder: PathBuf,
    address: SocketAddr,
}

impl Linphone {
    /// Starts one on free ports of `ip`; `encryption` is `none` or `srtp`.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(
        story: &Story,
        ip: IpAddr,
        sender: Sender,
        encryption: &str,
    ) -> anyhow::Result<Linphone> {
        let folder = story.subfolder(&format!("linphone-{}", sender.0))?;
        // It keeps a database where it is not asked to.
        std::fs::create_dir_all(folder.join(".local/share/linphone"))?;
        let microphone = folder.join("microphone.wav");
        wav::write(&microphone, RATE, 1, &sound::generate(sender, RATE, 120))?;
        let address = SocketAddr::new(ip, free_port(ip)?);
        std::fs::write(folder.join("linphonerc"), config(ip, address, encryption)?)?;
        let fifo = folder.join("console");
        let made = Command::new("mkfifo").arg(&fifo).status()?;
        anyhow::ensure!(made.success(), "mkfifo {}", fifo.display());
        // Open both ways: its input never ends before it does.
        const RUN: &str = "exec linphonec -c linphonerc -C -a -d 0 <>console";
        let mut command = Command::new("bash");
        command.args(["-c", RUN]).current_dir(&folder);
        command.env("HOME", &folder);
        let process = Process::start("linphone", &mut command, &folder.join("linphone.log"))?;
        let console = OpenOptions::new().read(true).write(true).open(&fifo)?;
        let mut phone = Linphone {
            process,
            console,
            folder,
            address,
        };
        phone.wait_until_it_listens()?;
        phone.console("soundcard use files")?;
        phone
            .process
            .wait_for_line("Using wav files", Duration::from_secs(10))?;
        phone.console(&format!("play {}", microphone.display()))?;
        phone.console(&format!("record {}", phone.heard_file().display()))?;
        Ok(phone)
    }

    fn wait_until_it_listens(&mut self) -> anyhow::Result<()> {
        let port = self.address;
        wait_until("Linphone's port", Duration::from_secs(10), || {
            anyhow::ensure!(
                self.process.is_running(),
                "it ended:\n{}",
                self.process.tail()
            );
            Ok(std::net::TcpStream::connect(port).is_ok())
        })
    }

    /// Its SIP address over `transport`.
    pub fn uri(&self, transport: &str) -> String {
        format!("sip:linphone@{};transport={transport}", self.address)
    }

    /// Calls.
    ///
    /// # Errors
    /// When its console is closed.
    pub fn dial(&mut self, uri: &str) -> anyhow::Result<()> {
        self.console(&format!("call {uri}"))
    }

    /// Hangs up.
    ///
    /// # Errors
    /// When its console is closed.
    pub fn hang_up(&mut self) -> anyhow::Result<()> {
        self.console("terminate")
    }

    /// A line for its console.
    ///
    /// # Errors
    /// When its console is closed.
    pub fn console(&mut self, line: &str) -> anyhow::Result<()> {
        Ok(writeln!(self.console, "{line}")?)
    }

    /// Waits until it says something.
    ///
    /// # Errors
    /// With its log's end, when it does not in time.
    pub fn wait_for_line(&mut self, what: &str, within: Duration) -> anyhow::Result<()> {
        self.process.wait_for_line(what, within)
    }

    /// What it has heard.
    ///
    /// # Errors
    /// When nothing was recorded.
    pub fn heard(&self) -> anyhow::Result<wav::Wav> {
        wav::read(&self.heard_file()).context("what Linphone heard")
    }

    fn heard_file(&self) -> PathBuf {
        self.folder.join("heard.wav")
    }
}

fn config(ip: IpAddr, address: SocketAddr, encryption: &str) -> anyhow::Result<String> {
    let (audio, video) = (free_port(ip)? & !1, free_port(ip)? & !1);
    let port = address.port();
    let v6 = u8::from(ip.is_ipv6());
    // Without the note that it was migrated, it turns IPv6 on and offers it alone.
    Ok(format!(
        "[sip]\nsip_port={port}\nsip_tcp_port={port}\nsip_tls_port=0\nuse_ipv6={v6}\nipv6_migration_done=1\n\
         media_encryption={encryption}\nguess_hostname=1\n\
         [rtp]\naudio_rtp_port={audio}\nvideo_rtp_port={video}\n\
         [video]\nenabled=1\ncapture=1\ndisplay=0\nautomatically_initiate=1\nautomatically_accept=1\n\
         device=StaticImage: Static picture\nsize=vga\n"
    ))
}
