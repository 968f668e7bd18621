//! Linphone 5.1 on a console: a soft phone that is a stranger to baresip's and PJSIP's ways. Its microphone is a WAVE file, what it
//! hears is another; its camera is a still picture (with OpenH264 when its plug-in is there). Under TLS it takes no connection, so it
//! registers and is called by the way that it came.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::Context;

use super::free_port;
use super::office::Papers;
use super::process::Process;
use super::story::{Story, wait_until};
use crate::measure::{Sender, sound, wav};

/// Samples a second of its files.
const RATE: u32 = 16_000;

/// Where it looks names up, in its folder.
const HOSTS: &str = "hosts";

/// Somebody who is registered at a node under TLS.
#[derive(Clone, Debug)]
pub struct Member<'a> {
    /// User name, and the name that is registered.
    pub user: &'a str,
    /// Password.
    pub password: &'a str,
    /// The node's domain, which its certificate must be for.
    pub domain: &'a str,
    /// Where the node takes SIP under TLS.
    pub node: SocketAddr,
    /// Whom it trusts, and what it shows when it is asked.
    pub papers: &'a Papers,
    /// Whose presence it watches, `user@domain`.
    pub friend: Option<&'a str>,
}

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
        let address = SocketAddr::new(ip, free_port(ip)?);
        let port = address.port();
        let ports = format!("sip_port={port}\nsip_tcp_port={port}\nsip_tls_port=0\n");
        let mut config = config(ip, &ports, encryption)?;
        config.push_str(PICTURES);
        Linphone::launch(story, address, sender, &config)
    }

    /// Starts one that registers under TLS, takes keys in signalling and nothing else, and watches its friends. Does not wait until
    /// it is registered.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start_member(
        story: &Story,
        ip: IpAddr,
        sender: Sender,
        member: &Member<'_>,
    ) -> anyhow::Result<Linphone> {
        let address = SocketAddr::new(ip, free_port(ip)?);
        let folder = folder(story, sender)?;
        let hosts = format!("{} {}\n", member.node.ip(), member.domain);
        std::fs::write(folder.join(HOSTS), hosts)?;
        let port = address.port();
        let ports = format!("sip_port=0\nsip_tcp_port=0\nsip_tls_port={port}\n");
        let config = config(ip, &ports, "srtp")? + &member.config();
        Linphone::launch(story, address, sender, &config)
    }

    fn launch(
        story: &Story,
        address: SocketAddr,
        sender: Sender,
        config: &str,
    ) -> anyhow::Result<Linphone> {
        let folder = folder(story, sender)?;
        // It keeps a database where it is not asked to.
        std::fs::create_dir_all(folder.join(".local/share/linphone"))?;
        let microphone = folder.join("microphone.wav");
        wav::write(&microphone, RATE, 1, &sound::generate(sender, RATE, 120))?;
        std::fs::write(folder.join("linphonerc"), config)?;
        let fifo = folder.join("console");
        let made = Command::new("mkfifo").arg(&fifo).status()?;
        anyhow::ensure!(made.success(), "mkfifo {}", fifo.display());
        // Open both ways: its input never ends before it does. What is mounted is private to the process and goes with it.
        const RUN: &str = "[ ! -e hosts ] || mount --bind hosts /etc/hosts; exec linphonec -c linphonerc -C -a -d 0 <>console";
        let mut command = Command::new("unshare");
        command.args(["--mount", "--propagation", "private", "bash", "-c", RUN]);
        command.current_dir(&folder).env("HOME", &folder);
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

    /// Writes to somebody.
    ///
    /// # Errors
    /// When its console is closed.
    pub fn write(&mut self, uri: &str, words: &str) -> anyhow::Result<()> {
        self.console(&format!("chat {uri} {words}"))
    }

    /// How often it has said something.
    #[must_use]
    pub fn said(&self, what: &str) -> usize {
        self.process.log().matches(what).count()
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

fn folder(story: &Story, sender: Sender) -> anyhow::Result<PathBuf> {
    story.subfolder(&format!("linphone-{}", sender.0))
}

const PICTURES: &str = "[video]\nenabled=1\ncapture=1\ndisplay=0\nautomatically_initiate=1\nautomatically_accept=1\n\
    device=StaticImage: Static picture\nsize=vga\n";

/// Begins with the section `[sip]`.
fn config(ip: IpAddr, ports: &str, encryption: &str) -> anyhow::Result<String> {
    let (audio, video) = (free_port(ip)? & !1, free_port(ip)? & !1);
    let v6 = u8::from(ip.is_ipv6());
    // Without the note that it was migrated, it turns IPv6 on and offers it alone.
    Ok(format!(
        "[rtp]\naudio_rtp_port={audio}\nvideo_rtp_port={video}\n\
         [sip]\n{ports}use_ipv6={v6}\nipv6_migration_done=1\nmedia_encryption={encryption}\nguess_hostname=1\n"
    ))
}

impl Member<'_> {
    /// Goes on with the section `[sip]`. With a certificate demanded and none to show it would ask its console for a password.
    fn config(&self) -> String {
        let Member {
            user,
            password,
            domain,
            node,
            papers,
            friend,
        } = self;
        let own = papers.own.as_ref().map(|(certificate, key)| {
            let (chain, key) = (certificate.display(), key.display());
            format!("client_cert_chain={chain}\nclient_cert_key={key}\n")
        });
        let friend =
            friend.map(|f| format!("[friend_0]\nurl=<sip:{f}>\npol=accept\nsubscribe=1\n"));
        let (authorities, port) = (papers.authorities.display(), node.port());
        format!(
            "root_ca={authorities}\nverify_server_certs=1\nverify_server_cn=1\nmedia_encryption_mandatory=1\n{}\
             default_proxy=0\n[net]\ndns_srv_enabled=0\n\
             [proxy_0]\nreg_proxy=<sip:{domain}:{port};transport=tls>\nreg_route=<sip:{domain}:{port};transport=tls>\n\
             reg_identity=<sip:{user}@{domain}>\nreg_expires=600\nreg_sendregister=1\npublish=1\n\
             [auth_info_0]\nusername={user}\npasswd={password}\nrealm={domain}\ndomain={domain}\n{}{PICTURES}",
            own.unwrap_or_default(),
            friend.unwrap_or_default()
        )
    }
}
