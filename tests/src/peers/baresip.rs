//! baresip 1.0: a SIP room or telephone with H.264 (package `baresip-ffmpeg`), VP8, Opus and G.711.
//!
//! It is steered by `ctrl_tcp` (netstrings of JSON), plays a WAVE file of the codec's own rate as its microphone, a clip as its
//! camera, records what it hears with `sndfile` and shows what it sees with `snapshot`.

use std::io::{Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde_json::{Value, json};

use super::process::Process;
use super::story::{Story, wait_until};
use super::{free_port, free_port_pair};
use crate::measure::picture::Sample;
use crate::measure::{Sender, png_file, sound, wav, y4m};

/// What a baresip speaks.
#[derive(Clone, Debug)]
pub struct Kind {
    /// `opus/48000/2`, `PCMA/8000/1`, .. as baresip names it.
    pub audio: &'static str,
    /// Samples a second of its WAVE file.
    pub rate: u32,
    /// Channels of its WAVE file.
    pub channels: u16,
    /// What it shows and sends; `None` for a telephone.
    pub video: Option<Video>,
    /// `udp`, `tcp` or `tls`.
    pub transport: &'static str,
    /// What else its account says: `;mediaenc=srtp-mand`, `;medianat=ice`.
    pub parameters: &'static str,
}

/// The pictures of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Video {
    /// H.264 in both packetization modes, as baresip offers it when nothing is said.
    H264,
    /// H.264 in packetization mode 0 only, as old rooms have it.
    H264Mode0,
    /// VP8 only.
    Vp8,
}

impl Kind {
    /// A room with Opus and H.264.
    pub const ROOM: Kind = Kind {
        audio: "opus/48000/2",
        rate: 48_000,
        channels: 2,
        video: Some(Video::H264),
        transport: "udp",
        parameters: "",
    };
    /// The same with packetization mode 0 only.
    pub const OLD_ROOM: Kind = Kind {
        video: Some(Video::H264Mode0),
        ..Kind::ROOM
    };
    /// A telephone with G.711 A-law.
    pub const PHONE: Kind = Kind {
        audio: "PCMA/8000/1",
        rate: 8_000,
        channels: 1,
        video: None,
        transport: "udp",
        parameters: "",
    };
}

/// An account at a registrar.
#[derive(Clone, Copy, Debug)]
pub struct Account<'a> {
    /// Where the registrar is.
    pub registrar: SocketAddr,
    /// Its domain.
    pub domain: &'a str,
    /// User name, and the name that is registered.
    pub user: &'a str,
    /// Password.
    pub password: &'a str,
}

impl Account<'_> {
    fn line(&self, kind: &Kind, sender: Sender) -> String {
        let Account {
            registrar,
            domain,
            user,
            password,
        } = self;
        let (transport, audio) = (kind.transport, kind.audio);
        format!(
            "\"Room {}\" <sip:{user}@{domain};transport={transport}>;regint=60;\
             outbound=\"sip:{registrar};transport={transport}\";auth_user={user};auth_pass={password};\
             answermode=auto;audio_codecs={audio}\n",
            sender.0
        )
    }
}

/// A running baresip.
pub struct Baresip {
    process: Process,
    control: TcpStream,
    folder: PathBuf,
    address: SocketAddr,
    kind: Kind,
    started: Instant,
    snapshots: u32,
}

impl Baresip {
    /// Starts one on a free port of `ip`, sending as `sender`; it answers calls by itself.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(story: &Story, ip: IpAddr, sender: Sender, kind: Kind) -> anyhow::Result<Baresip> {
        Baresip::launch(story, ip, sender, kind, (None, ""))
    }

    /// The same with further lines in its configuration (`sip_certificate`, `sip_cafile`).
    ///
    /// # Errors
    /// When it does not start.
    pub fn start_with(
        story: &Story,
        ip: IpAddr,
        sender: Sender,
        kind: Kind,
        lines: &str,
    ) -> anyhow::Result<Baresip> {
        Baresip::launch(story, ip, sender, kind, (None, lines))
    }

    /// The same, registered as `room` at `registrar` before it returns.
    ///
    /// # Errors
    /// When it does not start, or is not registered in time.
    pub fn start_registered(
        story: &Story,
        ip: IpAddr,
        sender: Sender,
        kind: Kind,
        registrar: SocketAddr,
    ) -> anyhow::Result<Baresip> {
        let mut room = Baresip::launch(story, ip, sender, kind, (Some(registrar), ""))?;
        let registered = room
            .process
            .wait_for_line("200 OK", Duration::from_secs(10));
        registered.context("registering")?;
        Ok(room)
    }

    /// The same with an account of its own, proved by its password.
    ///
    /// # Errors
    /// When it does not start, or is not registered in time.
    pub fn start_with_account(
        story: &Story,
        ip: IpAddr,
        sender: Sender,
        kind: Kind,
        account: &Account<'_>,
    ) -> anyhow::Result<Baresip> {
        let line = account.line(&kind, sender);
        let mut room = Baresip::launch_as(story, ip, sender, kind, (|_: &Kind, _| line, ""))?;
        let registered = room
            .process
            .wait_for_line("200 OK", Duration::from_secs(10));
        registered.context("registering")?;
        Ok(room)
    }

    fn launch(
        story: &Story,
        ip: IpAddr,
        sender: Sender,
        kind: Kind,
        (registrar, more): (Option<SocketAddr>, &str),
    ) -> anyhow::Result<Baresip> {
        let line = |kind: &Kind, address| account(kind, address, sender, registrar);
        Baresip::launch_as(story, ip, sender, kind, (line, more))
    }

    fn launch_as(
        story: &Story,
        ip: IpAddr,
        sender: Sender,
        kind: Kind,
        (line, more): (impl FnOnce(&Kind, SocketAddr) -> String, &str),
    ) -> anyhow::Result<Baresip> {
        let folder = story.subfolder(&format!("baresip-{}", sender.0))?;
        let sip = free_port_pair(ip)?;
        // The next one is TLS's.
        let mut control = free_port(ip)?;
        while (sip..=sip + 1).contains(&control) {
            control = free_port(ip)?;
        }
        // aufile does not start over at the end: long enough for the longest story.
        let tones = sound::generate(sender, kind.rate, 180);
        wav::write(
            &folder.join("microphone.wav"),
            kind.rate,
            kind.channels,
            &tones,
        )?;
        if kind.video.is_some() {
            camera(&folder, sender)?;
        }
        let address = SocketAddr::new(ip, sip);
        let control_address = SocketAddr::new(ip, control);
        std::fs::write(
            folder.join("config"),
            config(&folder, &kind, address, control_address) + more,
        )?;
        std::fs::write(folder.join("accounts"), line(&kind, address))?;
        std::fs::write(folder.join("contacts"), "")?;
        let mut command = Command::new("baresip");
        command
            .arg("-f")
            .arg(&folder)
            .arg("-v")
            .current_dir(&folder);
        let mut process = Process::start("baresip", &mut command, &folder.join("baresip.log"))?;
        process.wait_for_line("baresip is ready", Duration::from_secs(10))?;
        let mut stream = None;
        wait_until("baresip's control port", Duration::from_secs(5), || {
            stream = TcpStream::connect(control_address).ok();
            Ok(stream.is_some())
        })?;
        let control = stream.context("connected")?;
        control.set_read_timeout(Some(Duration::from_secs(5)))?;
        Ok(Baresip {
            process,
            control,
            folder,
            address,
            kind,
            started: Instant::now(),
            snapshots: 0,
        })
    }

    /// Its SIP address.
    pub fn uri(&self) -> String {
        // TLS has the next port.
        let port = self.address.port() + u16::from(self.kind.transport == "tls");
        let at = SocketAddr::new(self.address.ip(), port);
        format!("sip:room@{at};transport={}", self.kind.transport)
    }

    /// Where it takes calls.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Calls.
    ///
    /// # Errors
    /// When baresip refuses the command.
    pub fn dial(&mut self, uri: &str) -> anyhow::Result<()> {
        self.command("dial", uri)
    }

    /// Hangs up.
    ///
    /// # Errors
    /// When baresip refuses the command.
    pub fn hang_up(&mut self) -> anyhow::Result<()> {
        self.command("hangup", "")
    }

    /// Waits until a call stands.
    ///
    /// # Errors
    /// With its log, when it does not in time.
    pub fn wait_for_call(&mut self, within: Duration) -> anyhow::Result<()> {
        self.process.wait_for_line("Call established", within)
    }

    /// Waits until a call is over: ended by the far end (or never begun), or by this one.
    ///
    /// # Errors
    /// With its log, when it does not in time.
    pub fn wait_for_end(&mut self, within: Duration) -> anyhow::Result<()> {
        self.process
            .wait_for_any(&["session closed", "terminated (duration"], within)
    }

    /// What it wrote.
    pub fn log(&self) -> String {
        self.process.log()
    }

    /// Dies without a word: a room whose power is cut.
    ///
    /// # Errors
    /// When it is gone already.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.process.kill()
    }

    /// One command of its menu by its long name.
    ///
    /// # Errors
    /// When baresip refuses it.
    pub fn command(&mut self, command: &str, parameters: &str) -> anyhow::Result<()> {
        let text = json!({"command": command, "params": parameters, "token": command}).to_string();
        write!(self.control, "{}:{text},", text.len())?;
        loop {
            let message = read_netstring(&mut self.control)?;
            if message["response"].as_bool() == Some(true) && message["token"] == command {
                if message["ok"].as_bool() == Some(true) {
                    return Ok(());
                }
                bail!("baresip: {command} {parameters}: {}", message["data"]);
            }
        }
    }

    /// The sound that it decoded in the newest call.
    ///
    /// # Errors
    /// When nothing was recorded.
    pub fn heard(&self) -> anyhow::Result<wav::Wav> {
        let path = self
            .newest("dump-", "-dec.wav")
            .context("baresip has recorded nothing")?;
        wav::read(&path)
    }

    /// Looks at the received picture again and again for `time`.
    ///
    /// # Errors
    /// When snapshots cannot be made.
    pub fn look(&mut self, time: Duration) -> anyhow::Result<Vec<Sample>> {
        let end = Instant::now() + time;
        let mut samples = Vec::new();
        while Instant::now() < end {
            let file = self.folder.join(format!("seen-{}.png", self.snapshots));
            self.snapshots += 1;
            self.command("snapshot_recv", &file.to_string_lossy())?;
            let mut found = None;
            // baresip writes the file in place: one that is not whole yet cannot be read.
            let waited = wait_until("a snapshot", Duration::from_secs(1), || {
                found = png_file::read(&file).ok();
                Ok(found.is_some())
            });
            if let (Ok(()), Some(reading)) = (waited, found) {
                let at_ms = self.started.elapsed().as_secs_f64() * 1000.0;
                samples.push(Sample { at_ms, reading });
            }
        }
        Ok(samples)
    }

    fn files(&self, start: &str, end: &str) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(&self.folder)
            .into_iter()
            .flatten()
            .flatten();
        let lawful = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(start) && name.ends_with(end)
        };
        entries.map(|entry| entry.path()).filter(lawful).collect()
    }

    fn newest(&self, start: &str, end: &str) -> Option<PathBuf> {
        let changed = |path: &PathBuf| path.metadata().and_then(|m| m.modified()).ok();
        self.files(start, end).into_iter().max_by_key(changed)
    }
}

/// A clip as raw H.264's container would be re-encoded by baresip anyway: lossless-enough MPEG-4 keeps the file small.
fn camera(folder: &Path, sender: Sender) -> anyhow::Result<()> {
    let raw = folder.join("camera.y4m");
    y4m::Clip {
        frames: 600,
        ..y4m::Clip::of(sender)
    }
    .write(&raw)?;
    let done = Command::new("ffmpeg")
        .args(["-loglevel", "error", "-y", "-i"])
        .arg(&raw)
        .args(["-c:v", "mpeg4", "-q:v", "2", "-g", "15"])
        .arg(folder.join("camera.mp4"))
        .output()?;
    std::fs::remove_file(raw)?;
    if !done.status.success() {
        bail!("ffmpeg: {}", String::from_utf8_lossy(&done.stderr));
    }
    Ok(())
}

fn account(
    kind: &Kind,
    address: SocketAddr,
    sender: Sender,
    registrar: Option<SocketAddr>,
) -> String {
    let (domain, registering) = match registrar {
        Some(at) => (
            at,
            format!(
                "regint=60;outbound=\"sip:{at};transport={}\"",
                kind.transport
            ),
        ),
        None => (address, "regint=0".to_string()),
    };
    // Without a list all codecs of the loaded modules are offered; a name picks the first variant, for H.264 mode 0.
    let video = match kind.video {
        Some(Video::H264Mode0) => ";video_codecs=H264",
        Some(Video::Vp8) => ";video_codecs=VP8",
        Some(Video::H264) | None => "",
    };
    format!(
        "\"Room {}\" <sip:room@{domain};transport={}>;{registering};answermode=auto;audio_codecs={}{video}{}\n",
        sender.0, kind.transport, kind.audio, kind.parameters
    )
}

const MODULES: [&str; 15] = [
    "srtp.so",
    "dtls_srtp.so",
    "ice.so",
    "opus.so",
    "g711.so",
    "g722.so",
    "aufile.so",
    "aubridge.so",
    "sndfile.so",
    "avcodec.so",
    "vp8.so",
    "avformat.so",
    "swscale.so",
    "fakevideo.so",
    "snapshot.so",
];

fn config(folder: &Path, kind: &Kind, address: SocketAddr, control: SocketAddr) -> String {
    let folder = folder.display();
    let mut text = format!(
        "poll_method epoll\nsip_listen {address}\ncall_max_calls 4\n\
         audio_path /nonexistent\naudio_source aufile,{folder}/microphone.wav\n\
         audio_player aubridge,nothing\naudio_alert aubridge,alert\n\
         ausrc_srate {rate}\nauplay_srate {rate}\nausrc_channels {channels}\nauplay_channels {channels}\n\
         jitter_buffer_delay 2-6\nrtp_stats no\nnet_interface {ip}\nsnd_path {folder}\nctrl_tcp_listen {control}\n\
         module_path /usr/lib/baresip/modules\n",
        rate = kind.rate,
        channels = kind.channels,
        ip = address.ip(),
    );
    if kind.video.is_some() {
        text.push_str(&format!(
            "video_source avformat,{folder}/camera.mp4\nvideo_display fakevideo,nothing\n\
             video_size 640x360\nvideo_bitrate 500000\nvideo_fps 15\nvideo_fullscreen no\n"
        ));
    }
    for module in MODULES {
        let unwanted = match kind.video {
            Some(Video::Vp8) => module == "avcodec.so",
            _ => module == "vp8.so",
        };
        if !unwanted {
            text.push_str(&format!("module {module}\n"));
        }
    }
    text.push_str("module_tmp account.so\nmodule_app menu.so\nmodule_app ctrl_tcp.so\n");
    text
}

fn read_netstring(stream: &mut TcpStream) -> anyhow::Result<Value> {
    const MOST_BYTES: usize = 1 << 20;
    let mut length = 0_usize;
    loop {
        let mut byte = [0];
        stream
            .read_exact(&mut byte)
            .context("baresip's control port")?;
        match byte[0] {
            digit @ b'0'..=b'9' => length = length * 10 + usize::from(digit - b'0'),
            b':' => break,
            other => bail!("baresip's control port said {other}"),
        }
        if length > MOST_BYTES {
            bail!("baresip's control port announces {length} bytes");
        }
    }
    let mut body = vec![0; length + 1];
    stream.read_exact(&mut body)?;
    body.pop();
    Ok(serde_json::from_slice(&body)?)
}
