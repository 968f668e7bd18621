//! A node for one story, with its configuration, and what a story asks of it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::Context;
use serde_json::{Value, json};
use tolk_tests::measure::footprint::{Footprint, descendants};
use tolk_tests::peers::free_port;
use tolk_tests::peers::story::{Story, wait_until};
use tolk_tests::peers::tolk::{Setup, Tolk};

use super::held::Held;

pub(crate) const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// The room that admits everybody.
pub(crate) const ROOM: &str = "8001234";
/// The password of the accounts `karin` and `bo`.
pub(crate) const PASSWORD: &str = "story-password";
const TOKEN: &str = "story-admin-token-0123456789";
/// For what a machine does at once.
pub(crate) const SOON: Duration = Duration::from_secs(10);
/// For what needs media: ICE, DTLS, a first whole picture.
pub(crate) const MEDIA: Duration = Duration::from_secs(20);

/// A running node and the story that it belongs to.
pub(crate) struct World {
    /// Dropped before the story: its folder is the story's.
    pub(crate) tolk: Tolk,
    pub(crate) sip: SocketAddr,
    pub(crate) http: SocketAddr,
    pub(crate) https: SocketAddr,
    /// Calls of H.323.
    pub(crate) h323: SocketAddr,
    /// SIP under TLS.
    pub(crate) tls: SocketAddr,
    pub(crate) story: Story,
}

/// A meeting that was made by the API.
pub(crate) struct Meeting {
    pub(crate) id: String,
    pub(crate) host_link: String,
    pub(crate) guest_link: String,
    pub(crate) open_link: String,
}

impl World {
    /// A node on the loopback address.
    pub(crate) fn begin(name: &'static str) -> World {
        World::begin_at(name, LOCALHOST)
    }

    /// A node on `ip`, which browsers and rooms of the story can reach.
    pub(crate) fn begin_at(name: &'static str, ip: IpAddr) -> World {
        World::try_begin(Story::begin(name).unwrap(), ip).unwrap()
    }

    /// A node on the loopback address whose configuration is changed before it starts.
    pub(crate) fn begin_with(name: &'static str, change: impl FnOnce(String) -> String) -> World {
        World::start(Story::begin(name).unwrap(), LOCALHOST, change).unwrap()
    }

    /// A node whose section `[sip]` has further lines.
    pub(crate) fn begin_with_sip(story: Story, lines: &str) -> World {
        let change = |config: String| config.replacen("[sip]\n", &format!("[sip]\n{lines}"), 1);
        World::start(story, LOCALHOST, change).unwrap()
    }

    pub(crate) fn try_begin(story: Story, ip: IpAddr) -> anyhow::Result<World> {
        World::start(story, ip, |config| config)
    }

    /// The same in a story that has begun.
    pub(crate) fn start(
        story: Story,
        ip: IpAddr,
        change: impl FnOnce(String) -> String,
    ) -> anyhow::Result<World> {
        let free = || anyhow::Ok(SocketAddr::new(ip, free_port(ip)?));
        let (http, https, sip, tls) = (free()?, free()?, free()?, free()?);
        let h323 = free()?;
        let config = change(config(ip, (http, https), (sip, tls), h323));
        let setup = Setup {
            http,
            config: &config,
            token: TOKEN,
        };
        let tolk = Tolk::start(&story, &setup)?;
        Ok(World {
            tolk,
            sip,
            h323,
            http,
            https,
            tls,
            story,
        })
    }

    /// Makes a meeting in which whoever has no link waits for the host.
    pub(crate) fn meeting(&self) -> Meeting {
        self.meeting_with(&json!({"title": "Budget", "host_name": "Anna Andersson"}))
    }

    pub(crate) fn meeting_with(&self, wanted: &Value) -> Meeting {
        let made = self.tolk.post("/api/v1/meetings", wanted).unwrap();
        let text = |name: &str| {
            made[name]
                .as_str()
                .context(name.to_string())
                .unwrap()
                .to_string()
        };
        Meeting {
            id: text("id"),
            host_link: text("host_link"),
            guest_link: text("guest_link"),
            open_link: text("open_link"),
        }
    }

    /// The address of an alias, as a SIP room calls it.
    pub(crate) fn uri(&self, alias: &str, transport: &str) -> String {
        format!("sip:{alias}@{};transport={transport}", self.sip)
    }

    /// Participants of a meeting; none when it does not run.
    pub(crate) fn participants(&self, meeting: &str) -> Vec<Value> {
        let path = format!("/api/v1/meetings/{meeting}/participants");
        let found = self.tolk.get(&path).ok();
        found
            .and_then(|f| f.as_array().cloned())
            .unwrap_or_default()
    }

    /// Waits until `count` participants have joined a meeting.
    pub(crate) fn wait_for_people(&self, meeting: &str, count: usize) {
        let joined = |p: &&Value| p["presence"] == "joined";
        wait_until(&format!("{count} people in the meeting"), SOON, || {
            Ok(self.participants(meeting).iter().filter(joined).count() == count)
        })
        .with_context(|| format!("{:?}", self.participants(meeting)))
        .unwrap();
    }

    /// Entries of the journal of one type, the newest first.
    pub(crate) fn journal(&self, kind: &str) -> Vec<Value> {
        let path = format!("/api/v1/journal?limit=1000&type={kind}");
        let all = self.tolk.get(&path).unwrap();
        all.as_array().cloned().unwrap_or_default()
    }

    /// Waits until an entry of a type says what it should.
    pub(crate) fn wait_for_entry(&self, kind: &str, says: impl Fn(&Value) -> bool) -> Value {
        let mut found = None;
        wait_until(&format!("{kind} in the journal"), SOON, || {
            found = self.journal(kind).into_iter().find(|entry| says(entry));
            Ok(found.is_some())
        })
        .with_context(|| format!("{:?}", self.journal(kind)))
        .unwrap();
        found.unwrap()
    }

    /// Waits until no meeting runs: the last leg is gone, and what belonged to it.
    pub(crate) fn wait_until_idle(&self) {
        let running = || -> anyhow::Result<usize> {
            let listed = self.tolk.get("/api/v1/meetings")?;
            let all = listed.as_array().context("a list")?;
            Ok(all.iter().filter(|m| m["since"].is_string()).count())
        };
        wait_until("all meetings to be over", MEDIA * 2, || Ok(running()? == 0)).unwrap();
    }

    /// The first and the last port of media of rooms.
    pub(crate) fn rtp_ports(&self) -> (u32, u32) {
        rtp_ports()
    }

    /// The administrators' token.
    pub(crate) fn token(&self) -> &'static str {
        TOKEN
    }

    /// Pictures that are encoded now, in all meetings.
    pub(crate) fn encoders(&self) -> usize {
        let state = self.tolk.get("/debug").unwrap();
        let meetings = state["switchboard"]["meetings"].as_array();
        let of = |m: &Value| {
            m["state"]["plan"]["encoders"]
                .as_array()
                .map_or(0, Vec::len)
        };
        meetings.unwrap().iter().map(of).sum()
    }

    pub(crate) fn footprint(&self) -> Footprint {
        self.tolk.footprint().unwrap()
    }

    /// What the node itself counts.
    pub(crate) fn held(&self) -> anyhow::Result<Held> {
        Held::of(&self.tolk.get("/debug")?)
    }

    /// Resident memory of the node without its workers, bytes.
    pub(crate) fn memory(&self) -> u64 {
        let debug = self.tolk.get("/debug").unwrap();
        debug["process"]["resident_bytes"].as_u64().unwrap()
    }

    /// The process that makes pictures for a meeting now.
    pub(crate) fn worker(&self) -> Option<u32> {
        let debug = self.tolk.get("/debug").ok()?;
        let meetings = debug["switchboard"]["engine"]["pictures"]["meetings"].as_array()?;
        let pid = meetings.iter().find_map(|m| m["worker_pid"].as_u64())?;
        u32::try_from(pid).ok()
    }

    /// Kills that process, and nothing else: it must be a child of this story's node.
    pub(crate) fn kill_worker(&self) -> anyhow::Result<u32> {
        let worker = self.worker().context("no worker")?;
        let ours = descendants(self.tolk.pid())?;
        anyhow::ensure!(ours.contains(&worker), "{worker} is not among {ours:?}");
        let pid = rustix::process::Pid::from_raw(i32::try_from(worker)?).context("a pid")?;
        rustix::process::kill_process(pid, rustix::process::Signal::KILL)?;
        Ok(worker)
    }
}

/// Stories of several test runs may overlap: each process has a range of its own, where no system takes ports for connections.
fn rtp_ports() -> (u32, u32) {
    let first = 20_000 + std::process::id() % 10 * 1_000;
    (first, first + 999)
}

fn config(
    ip: IpAddr,
    (http, https): (SocketAddr, SocketAddr),
    (sip, tls): (SocketAddr, SocketAddr),
    h323: SocketAddr,
) -> String {
    let (first_rtp, last_rtp) = rtp_ports();
    format!(
        r#"
[node]
domain = "tolk.test"
also = ["{ip}"]
reception = "reception"
language = "en"

[http]
bind = ["{http}"]

[http.tls]
bind = ["{https}"]
self_signed = true

[[network]]
bind = ["{ip}"]

[sip]
udp = ["{sip}"]
tcp = ["{sip}"]
tls = ["{tls}"]
# What baresip 1.0 takes at once.
digest = ["md5"]

[h323]
bind = ["{h323}"]
h245_ports = "{first_rtp}-{last_rtp}"

[media]
shared_port = 0
rtp_ports = "{first_rtp}-{last_rtp}"

[admin]
token = "{TOKEN}"

[[outgoing.rule]]
to = "{ip}/{bits}"

[[organisation]]
name = "Länsstyrelsen"

[[room]]
title = "Sammanträdesrummet"
aliases = ["{ROOM}"]
organisation = "Länsstyrelsen"
admits = "everybody"
max_participants = 100

[[person]]
name = "Karin Kallad"
aliases = ["karin"]
organisation = "Länsstyrelsen"

[[person]]
name = "Bo Registrerad"
aliases = ["bo"]
organisation = "Länsstyrelsen"

[[account]]
user = "karin"
aliases = ["karin"]
password = "{PASSWORD}"

[[account]]
user = "bo"
aliases = ["bo"]
password = "{PASSWORD}"

# On disk, and few in memory: what is kept on purpose is no leak.
[database]
path = "tolk.db"

[limits]
journal = 200

[log]
filter = "info"
"#,
        bits = if ip.is_ipv4() { 32 } else { 128 },
    )
}
