//! Kamailio 5.6: a stateful SIP proxy with record-routing in front of a node, and a registrar for the rooms behind it; also the
//! bare stateful reply that benchmarks compare with.

use std::net::{IpAddr, SocketAddr};
use std::process::Command;
use std::time::Duration;

use super::free_port;
use super::office::Papers;
use super::process::Process;
use super::story::{Story, wait_until};

/// What it does with requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Registers everybody, calls what is registered, and sends everything for the domain `tolk.test` to a node; it stays in the
    /// route of every dialog.
    Proxy {
        /// Where the node takes SIP.
        node: SocketAddr,
        /// `udp`, `tcp` or, with papers, `tls`: how it reaches the node.
        transport: &'static str,
    },
    /// An exchange of the domain `exchange.test`: whoever registers or calls proves by digest that it knows the one password, and
    /// calls to what is registered are passed on.
    Exchange {
        /// The password of everybody.
        password: &'static str,
    },
    /// Answers every INVITE with 200 and a description, statefully; BYE and OPTIONS too.
    Answers,
}

/// A running Kamailio.
pub struct Kamailio {
    process: Process,
    address: SocketAddr,
    tls: SocketAddr,
}

impl Kamailio {
    /// Starts one on a free port of `ip`, UDP and TCP.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(story: &Story, ip: IpAddr, part: Part) -> anyhow::Result<Kamailio> {
        Kamailio::launch(story, ip, part, None)
    }

    /// The same, which takes SIP under TLS, too.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start_under_tls(
        story: &Story,
        ip: IpAddr,
        part: Part,
        papers: &Papers,
    ) -> anyhow::Result<Kamailio> {
        Kamailio::launch(story, ip, part, Some(papers))
    }

    fn launch(
        story: &Story,
        ip: IpAddr,
        part: Part,
        papers: Option<&Papers>,
    ) -> anyhow::Result<Kamailio> {
        let folder = story.subfolder("kamailio")?;
        let free = || anyhow::Ok(SocketAddr::new(ip, free_port(ip)?));
        let (address, tls) = (free()?, free()?);
        let file = folder.join("kamailio.cfg");
        let secured = papers.map(|papers| {
            let lines = format!(
                "enable_tls=yes\nlisten=tls:{tls}\nloadmodule \"tls.so\"\n\
                 modparam(\"tls\", \"config\", \"{}\")\n",
                folder.join("tls.cfg").display()
            );
            (lines, profiles(papers))
        });
        let (lines, profiles) = secured.unwrap_or_default();
        std::fs::write(folder.join("tls.cfg"), profiles)?;
        std::fs::write(&file, config(address, part, &lines))?;
        let mut command = Command::new("/usr/sbin/kamailio");
        command
            .arg("-f")
            .arg(&file)
            .args(["-DD", "-E", "-m", "128"]);
        command.arg("-Y").arg(&folder).current_dir(&folder);
        let log = folder.join("kamailio.log");
        let mut process = Process::start("kamailio", &mut command, &log)?;
        wait_until("Kamailio's port", Duration::from_secs(10), || {
            anyhow::ensure!(process.is_running(), "it ended:\n{}", process.tail());
            Ok(std::net::TcpStream::connect(address).is_ok())
        })?;
        Ok(Kamailio {
            process,
            address,
            tls,
        })
    }

    /// Where it takes SIP under TLS, when it has papers.
    pub fn tls(&self) -> SocketAddr {
        self.tls
    }

    /// Where it takes SIP.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its process, whose children do the work.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// What it wrote.
    pub fn log(&self) -> String {
        self.process.log()
    }
}

const MODULES: [&str; 10] = [
    "tm",
    "sl",
    "rr",
    "pv",
    "maxfwd",
    "textops",
    "siputils",
    "usrloc",
    "registrar",
    "xlog",
];

/// What it shows, and whom it believes, in both directions. It looks at who issued a certificate, not at its names.
fn profiles(papers: &Papers) -> String {
    let own = papers.own.as_ref().map(|(certificate, key)| {
        let (certificate, key) = (certificate.display(), key.display());
        format!("certificate = {certificate}\nprivate_key = {key}\n")
    });
    let own = own.unwrap_or_default();
    let authorities = papers.authorities.display();
    let demands = if papers.demands { "yes" } else { "no" };
    let one = |side: &str, demands: &str| {
        format!(
            "[{side}:default]\nmethod = TLSv1.2+\nverify_certificate = {demands}\nrequire_certificate = {demands}\n\
             ca_list = {authorities}\n{own}"
        )
    };
    one("server", demands) + &one("client", "yes")
}

fn config(address: SocketAddr, part: Part, secured: &str) -> String {
    let mut text = format!(
        "debug=1\nlog_stderror=yes\nchildren=1\ntcp_children=1\nauto_aliases=no\ndns=no\nrev_dns=no\n\
         listen=udp:{address}\nlisten=tcp:{address}\n\
         mpath=\"/usr/lib/x86_64-linux-gnu/kamailio/modules/\"\n{secured}"
    );
    for module in MODULES {
        text.push_str(&format!("loadmodule \"{module}.so\"\n"));
    }
    text.push_str("modparam(\"rr\", \"enable_full_lr\", 1)\n");
    match part {
        Part::Proxy { node, transport } => text.push_str(&proxy(node, transport)),
        Part::Exchange { password } => text.push_str(&exchange(password)),
        Part::Answers => text.push_str(&answers(address)),
    }
    text
}

fn proxy(node: SocketAddr, transport: &str) -> String {
    format!(
        r#"
request_route {{
    if (!mf_process_maxfwd_header("10")) {{ sl_send_reply("483", "Too Many Hops"); exit; }}
    if (is_method("CANCEL")) {{ if (t_check_trans()) {{ t_relay(); }} exit; }}
    if (has_totag()) {{
        if (loose_route()) {{ t_relay(); }}
        else if (is_method("ACK") && t_check_trans()) {{ t_relay(); }}
        else {{ sl_send_reply("404", "Not here"); }}
        exit;
    }}
    if (is_method("REGISTER")) {{ save("location"); exit; }}
    record_route();
    if ($rd == "tolk.test") {{
        $du = "sip:{node};transport={transport}";
        t_relay();
        exit;
    }}
    if (!lookup("location")) {{ sl_send_reply("404", "Not found"); exit; }}
    t_relay();
}}
"#
    )
}

fn exchange(password: &str) -> String {
    format!(
        r#"
loadmodule "auth.so"
modparam("auth", "qop", "auth")
modparam("auth", "nonce_count", 1)
request_route {{
    if (!mf_process_maxfwd_header("10")) {{ sl_send_reply("483", "Too Many Hops"); exit; }}
    if (is_method("CANCEL")) {{ if (t_check_trans()) {{ t_relay(); }} exit; }}
    if (has_totag()) {{
        if (loose_route()) {{ t_relay(); }}
        else if (is_method("ACK") && t_check_trans()) {{ t_relay(); }}
        else {{ sl_send_reply("404", "Not here"); }}
        exit;
    }}
    if (is_method("OPTIONS")) {{ sl_send_reply("200", "OK"); exit; }}
    if (is_method("REGISTER")) {{
        if (!pv_www_authenticate("exchange.test", "{password}", "0")) {{ www_challenge("exchange.test", "1"); exit; }}
        save("location");
        exit;
    }}
    if (!pv_proxy_authenticate("exchange.test", "{password}", "0")) {{ proxy_challenge("exchange.test", "1"); exit; }}
    consume_credentials();
    record_route();
    if (!lookup("location")) {{ sl_send_reply("404", "Not found"); exit; }}
    t_relay();
}}
"#
    )
}

fn answers(address: SocketAddr) -> String {
    let (ip, port) = (address.ip(), address.port());
    format!(
        r#"
request_route {{
    if (is_method("ACK")) {{ t_check_trans(); exit; }}
    t_newtran();
    if (is_method("INVITE")) {{
        t_reply("100", "Trying");
        append_to_reply("Contact: <sip:{ip}:{port}>\r\nContent-Type: application/sdp\r\n");
        set_reply_body("v=0\r\no=- 1 1 IN IP4 {ip}\r\ns=-\r\nc=IN IP4 {ip}\r\nt=0 0\r\nm=audio 9 RTP/AVP 8\r\n", "application/sdp");
    }}
    t_reply("200", "OK");
    exit;
}}
"#
    )
}
