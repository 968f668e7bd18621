//! Asterisk 16 with chan_ooh323, from Debian 11: a stranger's H.323, with sound. In the same root as [`super::asterisk`].

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail};

use super::asterisk::{command, directories, workspace_root};
use super::free_port_range;
use super::process::Process;
use super::story::{Story, wait_until};
use crate::measure::wav::{self, Wav};
use crate::measure::{Sender, sound};

/// RTP ports of an instance.
const RTP_PORTS: u16 = 100;
/// Its ports for connections of control.
const TCP_PORTS: u16 = 50;
/// Seconds of tones that it plays.
const TONES_S: u32 = 60;
/// Samples a second of what it plays and records.
const RATE: u32 = 8_000;

/// Numbers that it answers.
pub mod number {
    /// Says everything back.
    pub const ECHO: &str = "600";
    /// Speaks of media three seconds before it answers, then plays its tones.
    pub const EARLY: &str = "603";
    /// Is busy.
    pub const BUSY: &str = "604";
    /// Sends the digits of a room after a second, then plays its tones.
    pub const DIGITS: &str = "605";
    /// Rings for half a minute.
    pub const RINGS: &str = "606";
    /// Congestion.
    pub const CONGESTED: &str = "607";
    /// Takes four digits and says on its console what they were.
    pub const READS: &str = "609";
    /// Plays its tones and records what it hears.
    pub const RECORDS: &str = "610";
}

/// How an instance behaves.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// It proposes media in Setup.
    pub fast_start: bool,
    /// It carries control in call signalling.
    pub tunnelling: bool,
    /// How it sends digits: `rfc2833`, `h245alphanumeric`, `h245signal`, `q931keypad`.
    pub digits: &'static str,
    /// Codecs as Asterisk names them, most wanted first.
    pub codecs: &'static [&'static str],
}

impl Manner {
    /// Fast start in a tunnel, A-law, digits by RFC 4733.
    pub const USUAL: Manner = Manner {
        fast_start: true,
        tunnelling: true,
        digits: "rfc2833",
        codecs: &["alaw"],
    };
}

/// A running Asterisk that speaks H.323 and nothing else.
pub struct Ooh323 {
    process: Process,
    root: PathBuf,
    name: String,
    address: SocketAddr,
}

impl Ooh323 {
    /// Starts one at `address`, which knows `node` and nobody else; it plays the tones of `sender`.
    ///
    /// # Errors
    /// When its root is missing or it does not start.
    pub fn start(
        story: &Story,
        address: SocketAddr,
        node: SocketAddr,
        sender: Sender,
        manner: Manner,
    ) -> anyhow::Result<Ooh323> {
        let root = workspace_root()?;
        let folder = story.folder().file_name().context("a name")?;
        let name = format!("{}-h323-{}", folder.to_string_lossy(), address.port());
        let etc = format!("/etc/{name}");
        write_config(&root, &name, address, node, manner)?;
        let tones = sound::generate(sender, RATE, TONES_S);
        wav::write(&spool(&root, &name).join("tones.wav"), RATE, 1, &tones)?;
        let log = story
            .folder()
            .join(format!("ooh323-{}.log", address.port()));
        let mut process = Process::start("ooh323", &mut command(&root, &etc), &log)?;
        process.wait_for_line("Asterisk Ready", Duration::from_secs(30))?;
        Ok(Ooh323 {
            process,
            root,
            name,
            address,
        })
    }

    /// Where it takes calls.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of one of its numbers.
    pub fn uri(&self, number: &str) -> String {
        format!("h323:{number}@{}", self.address)
    }

    /// What it wrote.
    pub fn log(&self) -> String {
        self.process.log()
    }

    /// Waits until its console says something.
    ///
    /// # Errors
    /// With its log's end, when it does not in time.
    pub fn wait_for_line(&mut self, what: &str, within: Duration) -> anyhow::Result<()> {
        self.process.wait_for_line(what, within)
    }

    /// A command of its console; returns what it answered.
    ///
    /// # Errors
    /// When it is refused.
    pub fn console(&self, line: &str) -> anyhow::Result<String> {
        let config = format!("/etc/{}/asterisk.conf", self.name);
        let done = Command::new("chroot")
            .arg(&self.root)
            .args(["asterisk", "-C", &config, "-rx", line])
            .output()?;
        if !done.status.success() {
            bail!("{line}: {}", String::from_utf8_lossy(&done.stderr));
        }
        Ok(String::from_utf8_lossy(&done.stdout).into_owned())
    }

    /// Calls `alias` at the node; when it answers, `number` of ours talks to it.
    ///
    /// # Errors
    /// When it refuses.
    pub fn call(&self, alias: &str, number: &str) -> anyhow::Result<()> {
        let line = format!("channel originate OOH323/{alias}@node extension {number}@all");
        self.console(&line).map(drop)
    }

    /// Ends all its calls.
    ///
    /// # Errors
    /// When they do not end in time.
    pub fn hang_up(&self, within: Duration) -> anyhow::Result<()> {
        self.console("channel request hangup all")?;
        self.wait_until_idle(within)
    }

    /// How many channels are up.
    ///
    /// # Errors
    /// When it does not say.
    pub fn channels(&self) -> anyhow::Result<usize> {
        let said = self.console("core show channels count")?;
        let first = said.split_whitespace().next().context("a number")?;
        Ok(first.parse()?)
    }

    /// Waits until no channel is left.
    ///
    /// # Errors
    /// When one is.
    pub fn wait_until_idle(&self, within: Duration) -> anyhow::Result<()> {
        wait_until("ooh323's channels", within, || Ok(self.channels()? == 0))
            .with_context(|| self.process.tail())
    }

    /// What [`number::RECORDS`] has heard so far.
    ///
    /// # Errors
    /// When nothing was recorded.
    pub fn heard(&self) -> anyhow::Result<Wav> {
        wav::read(&spool(&self.root, &self.name).join("heard.wav"))
    }

    /// The protocol log of its stack.
    pub fn stack_log(&self) -> String {
        let file = self.root.join("var/log").join(&self.name).join("h323_log");
        std::fs::read(file).map_or_else(
            |_| String::new(),
            |bytes| String::from_utf8_lossy(&bytes).into_owned(),
        )
    }
}

impl Drop for Ooh323 {
    fn drop(&mut self) {
        for folder in FOLDERS.into_iter().chain(["etc"]) {
            drop(std::fs::remove_dir_all(
                self.root.join(folder).join(&self.name),
            ));
        }
    }
}

const FOLDERS: [&str; 4] = ["var/lib", "var/run", "var/log", "var/spool"];

fn spool(root: &Path, name: &str) -> PathBuf {
    root.join("var/spool").join(name)
}

fn write_config(
    root: &Path,
    name: &str,
    address: SocketAddr,
    node: SocketAddr,
    manner: Manner,
) -> anyhow::Result<()> {
    let etc = root.join("etc").join(name);
    std::fs::create_dir_all(&etc)?;
    for folder in FOLDERS {
        std::fs::create_dir_all(root.join(folder).join(name))?;
    }
    let rtp = free_port_range(address.ip(), RTP_PORTS)?;
    let modules: String = MODULES
        .split_whitespace()
        .map(|name| format!("load={name}.so\n"))
        .collect();
    let files = [
        ("asterisk.conf", directories(name)),
        ("modules.conf", format!("[modules]\nautoload=no\n{modules}")),
        (
            "logger.conf",
            "[general]\n[logfiles]\nconsole => notice,warning,error,verbose\n".into(),
        ),
        (
            "rtp.conf",
            format!(
                "[general]\nrtpstart={rtp}\nrtpend={}\nstrictrtp=no\n",
                rtp + RTP_PORTS
            ),
        ),
        ("ooh323.conf", ooh323(name, address, node, manner)?),
        (
            "extensions.conf",
            EXTENSIONS.replace("SPOOL", &format!("/var/spool/{name}")),
        ),
    ];
    for (file, text) in files {
        std::fs::write(etc.join(file), text)?;
    }
    Ok(())
}

const MODULES: &str = "pbx_config res_timing_timerfd res_clioriginate res_sorcery_config res_pjproject res_rtp_asterisk chan_ooh323 app_dial app_echo app_playback \
    app_milliwatt app_senddtmf app_read app_mixmonitor app_verbose func_channel func_callerid func_logic bridge_simple \
    bridge_native_rtp bridge_builtin_features chan_bridge_media codec_a_mu codec_alaw codec_ulaw codec_g722 codec_gsm \
    codec_resample format_gsm format_pcm format_wav";

fn ooh323(
    name: &str,
    address: SocketAddr,
    node: SocketAddr,
    manner: Manner,
) -> anyhow::Result<String> {
    let yes = |on: bool| if on { "yes" } else { "no" };
    let codecs: String = manner
        .codecs
        .iter()
        .map(|c| format!("allow={c}\n"))
        .collect();
    let (fast_start, tunnelling) = (yes(manner.fast_start), yes(manner.tunnelling));
    let Manner { digits, .. } = manner;
    let tcp = free_port_range(address.ip(), TCP_PORTS)?;
    let media = format!("disallow=all\n{codecs}dtmfmode={digits}\n");
    Ok(format!(
        "[general]\nport={}\nbindaddr={}\ngateway=no\nfaststart={fast_start}\nh245tunneling={tunnelling}\nh323id=ooh323\ne164=4600\n\
         callerid=ooh323\ngatekeeper=DISABLE\nlogfile=/var/log/{name}/h323_log\ntracelevel=6\ncontext=all\nh225portrange={tcp},{}\n{media}\n\
         [node]\ntype=friend\ncontext=all\nip={}\nport={}\nfaststart={fast_start}\nh245tunneling={tunnelling}\n{media}",
        address.port(),
        address.ip(),
        tcp + TCP_PORTS,
        node.ip(),
        node.port(),
    ))
}

const EXTENSIONS: &str = "[general]\nstatic=yes\n[all]\n\
    exten => 600,1,Answer()\n same => n,Echo()\n\
    exten => 603,1,Progress()\n same => n,Wait(3)\n same => n,Answer()\n same => n,Playback(SPOOL/tones)\n\
    exten => 604,1,Busy(5)\n\
    exten => 605,1,Answer()\n same => n,Wait(2)\n same => n,SendDTMF(8001234#,250,250)\n same => n,Playback(SPOOL/tones)\n\
    exten => 606,1,Ringing()\n same => n,Wait(30)\n\
    exten => 607,1,Congestion(5)\n\
    exten => 609,1,Answer()\n same => n,Read(TAKEN,,4,,1,30)\n same => n,Verbose(1,took ${TAKEN} by keys)\n same => n,Echo()\n\
    exten => 610,1,Answer()\n same => n,MixMonitor(SPOOL/mixed.wav,r(SPOOL/heard.wav))\n same => n,Playback(SPOOL/tones)\n";
