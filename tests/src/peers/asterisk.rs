//! Asterisk 16 with PJSIP, from Debian 11: Debian 12 has none. Its root is made once by `scripts/peers/asterisk-root`.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail};

use super::free_port;
use super::office::Papers;
use super::process::Process;
use super::story::{Story, wait_until, workspace};

/// Where `scripts/test` makes the root.
const ROOT: &str = "target/peers/asterisk";
/// The name of the node's certificate.
const NODE: &str = "tolk.test";
/// RTP ports of an instance.
const RTP_PORTS: u16 = 400;

/// Numbers that it answers, in any domain.
pub mod number {
    /// Says everything back.
    pub const ECHO: &str = "600";
    /// Rings for half a minute.
    pub const RINGS: &str = "606";
    /// Is busy.
    pub const BUSY: &str = "604";
    /// Congestion.
    pub const CONGESTED: &str = "607";
    /// A tone before the answer.
    pub const EARLY: &str = "603";
}

/// A running Asterisk.
pub struct Asterisk {
    process: Process,
    root: PathBuf,
    etc: String,
    address: SocketAddr,
    tls: SocketAddr,
}

/// What an instance speaks.
#[derive(Clone, Debug)]
pub struct Speaks {
    /// Codecs as Asterisk names them, most wanted first.
    pub codecs: &'static str,
    /// `udp` or `tcp`; `tls` where there are papers.
    pub transport: &'static str,
    /// `no`, or `sdes`.
    pub encryption: &'static str,
    /// Its session timers: `yes`, `always`, `no`.
    pub timers: &'static str,
    /// Provisional responses are sent reliably (RFC 3262).
    pub reliable: bool,
    /// Callers must prove the account `caller` with this password.
    pub password: Option<&'static str>,
    /// What it shows and trusts under TLS, and the name server (port 53) that it asks where `tolk.test` is: it then calls the node by
    /// this name, and believes nobody else.
    pub papers: Option<(Papers, IpAddr)>,
}

impl Speaks {
    /// G.711 A-law in the clear over UDP.
    pub const PLAIN: Speaks = Speaks {
        codecs: "alaw",
        transport: "udp",
        encryption: "no",
        timers: "yes",
        reliable: false,
        password: None,
        papers: None,
    };
}

impl Asterisk {
    /// Starts one on a free port of `ip`; calls to `node` go through its endpoint `node`.
    ///
    /// # Errors
    /// When its root is missing or it does not start.
    pub fn start(
        story: &Story,
        ip: IpAddr,
        node: SocketAddr,
        speaks: &Speaks,
    ) -> anyhow::Result<Asterisk> {
        let root = workspace_root()?;
        let name = story
            .folder()
            .file_name()
            .context("a name")?
            .to_string_lossy()
            .into_owned();
        let etc = format!("/etc/{name}");
        let free = || anyhow::Ok(SocketAddr::new(ip, free_port(ip)?));
        let (address, tls) = (free()?, free()?);
        let inside = root.join(etc.trim_start_matches('/'));
        write_config(&root, &inside, &name, (address, tls), node, speaks)?;
        let log = story.folder().join("asterisk.log");
        let mut process = Process::start("asterisk", &mut command(&root, &etc), &log)?;
        process.wait_for_line("Asterisk Ready", Duration::from_secs(30))?;
        Ok(Asterisk {
            process,
            root,
            etc,
            address,
            tls,
        })
    }

    /// Where it takes SIP.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it takes SIP under TLS, when it has papers.
    pub fn tls(&self) -> SocketAddr {
        self.tls
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.process.id()
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
        let done = Command::new("chroot")
            .arg(&self.root)
            .args([
                "asterisk",
                "-C",
                &format!("{}/asterisk.conf", self.etc),
                "-rx",
                line,
            ])
            .output()?;
        if !done.status.success() {
            bail!("{line}: {}", String::from_utf8_lossy(&done.stderr));
        }
        Ok(String::from_utf8_lossy(&done.stdout).into_owned())
    }

    /// Calls `user` at the node; when it answers, `extension` of the context `all` talks to it.
    ///
    /// # Errors
    /// When it refuses.
    pub fn call(&self, user: &str, extension: &str) -> anyhow::Result<()> {
        self.console(&format!(
            "channel originate PJSIP/{user}@node extension {extension}@all"
        ))
        .map(drop)
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
        wait_until("Asterisk's channels", within, || Ok(self.channels()? == 0))
            .with_context(|| self.process.tail())
    }
}

impl Drop for Asterisk {
    fn drop(&mut self) {
        for kind in ["etc", "var/lib", "var/run", "var/log", "var/spool"] {
            let name = self.etc.trim_start_matches("/etc/");
            drop(std::fs::remove_dir_all(self.root.join(kind).join(name)));
        }
    }
}

pub(super) fn workspace_root() -> anyhow::Result<PathBuf> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the tests' own switch, no configuration of Tolk"
    )]
    let root =
        std::env::var("TOLK_TEST_ASTERISK").map_or_else(|_| workspace().join(ROOT), PathBuf::from);
    if !root.join(".ready").exists() {
        bail!(
            "{} is missing: scripts/test makes it with scripts/peers/asterisk-root",
            root.display()
        );
    }
    Ok(root)
}

/// In the foreground; what is mounted is private to the process and goes with it.
pub(super) fn command(root: &Path, etc: &str) -> Command {
    const INSIDE: &str = "mount -t proc proc \"$1/proc\" && mount --rbind /dev \"$1/dev\" && \
        names=/etc/resolv.conf && { [ ! -e \"$1$2/resolv.conf\" ] || mount --bind \"$1$2/resolv.conf\" \"$1$names\"; } && \
        exec chroot \"$1\" asterisk -f -vvv -C \"$2/asterisk.conf\"";
    let mut command = Command::new("unshare");
    command.args([
        "--mount",
        "--propagation",
        "private",
        "bash",
        "-c",
        INSIDE,
        "-",
    ]);
    command.arg(root).arg(etc);
    command
}

fn write_config(
    root: &Path,
    etc: &Path,
    name: &str,
    (address, tls): (SocketAddr, SocketAddr),
    node: SocketAddr,
    speaks: &Speaks,
) -> anyhow::Result<()> {
    std::fs::create_dir_all(etc)?;
    for folder in ["var/lib", "var/run", "var/log", "var/spool"] {
        std::fs::create_dir_all(root.join(folder).join(name))?;
    }
    let first_rtp = free_port(address.ip())?.min(u16::MAX - RTP_PORTS) & !1;
    let rtp = format!(
        "[general]\nrtpstart={first_rtp}\nrtpend={}\nstrictrtp=no\n",
        first_rtp + RTP_PORTS
    );
    let secured = match &speaks.papers {
        Some((papers, names)) => write_papers(etc, name, papers, tls, *names)?,
        None => String::new(),
    };
    let files = [
        ("asterisk.conf", directories(name)),
        ("modules.conf", modules()),
        (
            "logger.conf",
            "[general]\n[logfiles]\nconsole => notice,warning,error,verbose\n".into(),
        ),
        ("rtp.conf", rtp),
        ("pjsip.conf", pjsip(address, node, speaks) + &secured),
        ("confbridge.conf", CONFBRIDGE.into()),
        ("musiconhold.conf", "[general]\n".into()),
        ("extensions.conf", EXTENSIONS.into()),
    ];
    for (file, text) in files {
        std::fs::write(etc.join(file), text)?;
    }
    Ok(())
}

/// Its files of TLS, and its own way of knowing where `tolk.test` is; returns its transport.
fn write_papers(
    etc: &Path,
    name: &str,
    papers: &Papers,
    tls: SocketAddr,
    names: IpAddr,
) -> anyhow::Result<String> {
    std::fs::write(etc.join("resolv.conf"), format!("nameserver {names}\n"))?;
    std::fs::copy(&papers.authorities, etc.join("ca.pem"))?;
    let demands = if papers.demands { "yes" } else { "no" };
    let mut text = format!(
        "[transport-tls]\ntype=transport\nprotocol=tls\nbind={tls}\nmethod=tlsv1_2\nca_list_file=/etc/{name}/ca.pem\n\
         verify_server=yes\nverify_client={demands}\nrequire_client_cert={demands}\n"
    );
    if let Some((certificate, key)) = &papers.own {
        std::fs::copy(certificate, etc.join("own.pem"))?;
        std::fs::copy(key, etc.join("own.key"))?;
        text.push_str(&format!(
            "cert_file=/etc/{name}/own.pem\npriv_key_file=/etc/{name}/own.key\n"
        ));
    }
    Ok(text)
}

pub(super) fn directories(name: &str) -> String {
    format!(
        "[directories]\nastetcdir => /etc/{name}\nastmoddir => /usr/lib/asterisk/modules\n\
         astvarlibdir => /var/lib/{name}\nastdbdir => /var/lib/{name}\nastkeydir => /var/lib/{name}\n\
         astdatadir => /usr/share/asterisk\nastagidir => /usr/share/asterisk/agi-bin\n\
         astspooldir => /var/spool/{name}\nastrundir => /var/run/{name}\nastlogdir => /var/log/{name}\n\
         [options]\nverbose = 3\n"
    )
}

const MODULES: &str = "pbx_config res_timing_timerfd res_clioriginate res_rtp_asterisk res_srtp res_sorcery_config \
    res_sorcery_memory res_sorcery_astdb res_pjproject res_pjsip res_pjsip_session res_pjsip_pubsub res_pjsip_sdp_rtp \
    res_pjsip_caller_id res_pjsip_endpoint_identifier_ip res_pjsip_endpoint_identifier_anonymous res_pjsip_dtmf_info \
    res_pjsip_rfc3326 res_pjsip_refer res_pjsip_outbound_registration res_pjsip_outbound_authenticator_digest \
    res_pjsip_authenticator_digest res_pjsip_registrar chan_pjsip app_dial app_echo app_playback app_playtones app_milliwatt \
    app_confbridge app_senddtmf app_read app_record app_verbose app_transfer func_channel func_callerid func_logic \
    bridge_simple bridge_native_rtp bridge_softmix bridge_holding bridge_builtin_features chan_bridge_media codec_a_mu \
    codec_alaw codec_ulaw codec_g722 codec_gsm codec_resample codec_opus_open_source res_format_attr_opus format_gsm \
    format_pcm format_wav res_musiconhold";

fn modules() -> String {
    let load = |name: &str| format!("load={name}.so\n");
    let list: String = MODULES.split_whitespace().map(load).collect();
    format!("[modules]\nautoload=no\n{list}")
}

fn pjsip(address: SocketAddr, node: SocketAddr, speaks: &Speaks) -> String {
    let Speaks {
        codecs,
        transport,
        encryption,
        timers,
        reliable,
        password,
        papers,
    } = speaks;
    // A certificate is for a name.
    let to = match papers {
        Some(_) => NODE.to_string(),
        None => node.to_string(),
    };
    let (auth, account) = match password {
        Some(password) => (
            "auth=caller\n",
            format!(
                "[caller]\ntype=auth\nauth_type=userpass\nusername=caller\npassword={password}\n"
            ),
        ),
        None => ("", String::new()),
    };
    let reliable = if *reliable { "yes" } else { "no" };
    format!(
        "[global]\ntype=global\n\
         [transport-udp]\ntype=transport\nprotocol=udp\nbind={address}\n\
         [transport-tcp]\ntype=transport\nprotocol=tcp\nbind={address}\n\
         [node]\ntype=endpoint\ncontext=all\ndisallow=all\nallow={codecs}\ndirect_media=no\nrtp_symmetric=yes\n\
         dtmf_mode=rfc4733\nmedia_encryption={encryption}\ntimers={timers}\n100rel={reliable}\ntransport=transport-{transport}\n\
         aors=node\n{auth}\
         [node]\ntype=aor\ncontact=sip:{to};transport={transport}\n\
         [node]\ntype=identify\nendpoint=node\nmatch={}\n{account}",
        node.ip()
    )
}

const CONFBRIDGE: &str = "[general]\n[default_user]\ntype=user\nannounce_user_count=no\nannounce_join_leave=no\nquiet=yes\n\
    music_on_hold_when_empty=no\ndsp_drop_silence=no\n[default_bridge]\ntype=bridge\nmax_members=200\nmixing_interval=20\n\
    internal_sample_rate=auto\n";

const EXTENSIONS: &str = "[general]\nstatic=yes\n[all]\n\
    exten => 600,1,Answer()\n same => n,Echo()\n\
    exten => 603,1,Progress()\n same => n,Playtones(440)\n same => n,Wait(4)\n same => n,Answer()\n same => n,Wait(60)\n\
    exten => 604,1,Busy(5)\n\
    exten => 606,1,Ringing()\n same => n,Wait(30)\n\
    exten => 607,1,Congestion(5)\n\
    exten => 608,1,Answer()\n same => n,Wait(1)\n same => n,SendDTMF(8001234#,250,250)\n same => n,Echo()\n\
    exten => 700,1,Answer()\n same => n,ConfBridge(700)\n\
    exten => _8XXXXXX,1,Dial(PJSIP/${EXTEN}@node,30)\n";
