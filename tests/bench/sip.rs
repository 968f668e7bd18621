//! SIP beside other servers in the same run, as CPU time: calls that are answered (Kamailio's stateful reply), devices that register
//! (Kamailio's registrar), calls from one leg to another and sound that is relayed and recoded (Asterisk).
#![expect(
    clippy::print_stdout,
    reason = "a program whose result is what it prints"
)]

mod clip;
mod node;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Context;

use tolk_tests::measure::footprint::cpu_time;
use tolk_tests::measure::{Sender, g711, sound};
use tolk_tests::peers::asterisk::{Asterisk, Speaks};
use tolk_tests::peers::free_port;
use tolk_tests::peers::kamailio::{Kamailio, Part};
use tolk_tests::peers::sipp::Sipp;
use tolk_tests::peers::story::{Story, wait_until, workspace};

const PATIENCE: Duration = Duration::from_secs(60);
/// Calls that are answered and ended at once.
const CALLS: u32 = 3_000;
/// Devices that register.
const DEVICES: u32 = 3_000;
/// A second.
const RATE: u32 = 150;
/// Conversations of two that go on at once.
const PAIRS: u16 = 20;
/// How long they are watched.
const WATCHED: Duration = Duration::from_secs(15);
/// The first of the rooms in which they meet.
const FIRST_ROOM: u16 = 9_000;

fn main() -> anyhow::Result<()> {
    answered()?;
    registered()?;
    connected()?;
    sound_of_two()
}

/// How a telephone talks.
#[derive(Clone, Copy)]
struct Voice {
    payload_type: u8,
    /// As an `a=rtpmap` has it.
    codec: &'static str,
}

impl Voice {
    /// Packets of Opus differ in length: they are replayed. Others are made from a file of octets.
    fn is_replayed(self) -> bool {
        self.payload_type == OPUS.payload_type
    }

    /// What SIPp calls the port that it talks from.
    fn port(self) -> &'static str {
        if self.is_replayed() {
            "media_port"
        } else {
            "rtpstream_audio_port"
        }
    }
}

const PCMA: Voice = Voice {
    payload_type: 8,
    codec: "PCMA/8000",
};
const G722: Voice = Voice {
    payload_type: 9,
    codec: "G722/8000",
};
const OPUS: Voice = Voice {
    payload_type: clip::PAYLOAD_TYPE,
    codec: "opus/48000/2",
};

/// A scenario with what the benchmark wants of it; `talks` is the file of its sound.
fn scenario(
    story: &Story,
    part: &str,
    voice: Voice,
    talks: Option<&str>,
    time: Duration,
) -> anyhow::Result<PathBuf> {
    let pt = voice.payload_type;
    let template = workspace().join(format!("tests/fixtures/sipp/bench/{part}.xml"));
    let talk = talks.map_or_else(String::new, |file| {
        let talk = if voice.is_replayed() {
            format!("play_pcap_audio=\"{file}\"")
        } else {
            format!("rtp_stream=\"{file},-1,{pt}\"")
        };
        format!("<nop><action><exec {talk}/></action></nop>")
    });
    let text = std::fs::read_to_string(template)?
        .replace("@PT@", &pt.to_string())
        .replace("@PORT@", voice.port())
        .replace("@CODEC@", voice.codec)
        .replace("@MS@", &time.as_millis().to_string())
        .replace("@TALK@", &talk);
    let file = story
        .folder()
        .join(format!("{part}-{pt}-{}.xml", time.as_millis()));
    std::fs::write(&file, text)?;
    Ok(file)
}

/// Calls that are answered and hung up at once, beside a proxy's stateful 200.
fn answered() -> anyhow::Result<()> {
    println!("| answers {CALLS} calls | CPU s | calls a CPU-second |\n|---|---|---|");
    let story = Story::begin("bench-answers")?;
    let kamailio = Kamailio::start(&story, node::LOCALHOST, Part::Answers)?;
    report("Kamailio, stateful reply", (kamailio.id(), CALLS), || {
        many_calls(&story, kamailio.address(), "bench")
    })?;
    drop((kamailio, story));
    let story = Story::begin("bench-answers")?;
    let (tolk, sip) = node::start(&story)?;
    report(
        "Tolk, a room with ports and a mix",
        (tolk.pid(), CALLS),
        || many_calls(&story, sip, node::ROOM),
    )
}

fn many_calls(story: &Story, to: SocketAddr, number: &str) -> anyhow::Result<()> {
    let file = scenario(story, "caller", PCMA, None, Duration::ZERO)?;
    let numbers = numbers(story, [number.to_string()])?;
    let (calls, rate) = (CALLS.to_string(), RATE.to_string());
    let arguments = ["-m", &calls, "-r", &rate, "-l", "200", "-inf", &numbers];
    Sipp::start_file(story, node::LOCALHOST, to, ("calls", &file), &arguments)?.finish(PATIENCE)
}

/// Devices that register and leave, each asked for its password both times: four requests.
fn registered() -> anyhow::Result<()> {
    println!("\n| {DEVICES} devices register and leave | CPU s | a CPU-second |\n|---|---|---|");
    let story = Story::begin("bench-registers")?;
    let exchange = Part::Exchange {
        password: node::PASSWORD,
    };
    let kamailio = Kamailio::start(&story, node::LOCALHOST, exchange)?;
    report(
        "Kamailio, usrloc in memory",
        (kamailio.id(), DEVICES),
        || many_devices(&story, kamailio.address(), "exchange.test"),
    )?;
    drop((kamailio, story));
    let story = Story::begin("bench-registers")?;
    let nowhere = SocketAddr::new(node::LOCALHOST, 9);
    let (tolk, sip) = node::start_with_person(&story, nowhere)?;
    report("Tolk", (tolk.pid(), DEVICES), || {
        many_devices(&story, sip, "bench.test")
    })
}

fn many_devices(story: &Story, to: SocketAddr, domain: &str) -> anyhow::Result<()> {
    let template = workspace().join("tests/fixtures/sipp/register.xml");
    let text = std::fs::read_to_string(template)?.replace("tolk.test", domain);
    let file = story.folder().join("register.xml");
    std::fs::write(&file, text)?;
    let devices = DEVICES.to_string();
    // As many at once as one account may have.
    let arguments = [
        "-m",
        &devices,
        "-r",
        "500",
        "-l",
        "4",
        "-s",
        "caller",
        "-au",
        "caller",
        "-ap",
        node::PASSWORD,
    ];
    Sipp::start_file(story, node::LOCALHOST, to, ("devices", &file), &arguments)?.finish(PATIENCE)
}

/// Calls from an account to somebody's telephone and back again, each leg with its own dialog and ports (a back-to-back user agent).
fn connected() -> anyhow::Result<()> {
    println!("\n| connects {CALLS} calls | CPU s | calls a CPU-second |\n|---|---|---|");
    let story = Story::begin("bench-connects")?;
    let (callee, own) = callee(&story)?;
    let speaks = Speaks {
        password: Some(node::PASSWORD),
        ..Speaks::PLAIN
    };
    let asterisk = Asterisk::start(&story, node::LOCALHOST, own, &speaks)?;
    report("Asterisk 16", (asterisk.id(), CALLS), || {
        account_calls(&story, asterisk.address(), "8000001")
    })?;
    drop((asterisk, callee, story));
    let story = Story::begin("bench-connects")?;
    let (callee, own) = self::callee(&story)?;
    let (tolk, sip) = node::start_with_person(&story, own)?;
    report("Tolk", (tolk.pid(), CALLS), || {
        account_calls(&story, sip, node::PERSON)
    })?;
    drop(callee);
    Ok(())
}

/// A telephone that answers everything.
fn callee(story: &Story) -> anyhow::Result<(Sipp, SocketAddr)> {
    let own = SocketAddr::new(node::LOCALHOST, free_port(node::LOCALHOST)?);
    let file = scenario(story, "callee", PCMA, None, Duration::ZERO)?;
    Ok((Sipp::listen(story, own, ("callee", &file), &[])?, own))
}

fn account_calls(story: &Story, to: SocketAddr, number: &str) -> anyhow::Result<()> {
    let file = scenario(story, "account", PCMA, None, Duration::ZERO)?;
    let numbers = numbers(story, [number.to_string()])?;
    let (calls, rate) = (CALLS.to_string(), (RATE / 2).to_string());
    let uri = format!("{number}@{to}");
    let arguments = [
        "-m",
        &calls,
        "-r",
        &rate,
        "-l",
        "200",
        "-inf",
        &numbers,
        "-auth_uri",
        &uri,
    ];
    Sipp::start_file(story, node::LOCALHOST, to, ("account", &file), &arguments)?.finish(PATIENCE)
}

/// The numbers that callers call in turn, as SIPp reads them.
fn numbers(story: &Story, list: impl IntoIterator<Item = String>) -> anyhow::Result<String> {
    let lines: Vec<String> = list
        .into_iter()
        .map(|number| format!("{number};\n"))
        .collect();
    let file = story.folder().join("numbers.csv");
    std::fs::write(&file, format!("SEQUENTIAL\n{}", lines.concat()))?;
    Ok(file.display().to_string())
}

/// What a process spends on so many of something.
fn report(
    who: &str,
    (pid, many): (u32, u32),
    run: impl FnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let before = cpu_time(pid)?;
    run()?;
    let used = cpu_time(pid)?.saturating_sub(before).as_secs_f64();
    println!("| {who} | {used:.2} | {:.0} |", f64::from(many) / used);
    Ok(())
}

/// Conversations of two, forwarded when both speak the same codec, else recoded.
fn sound_of_two() -> anyhow::Result<()> {
    let legs = PAIRS * 2;
    println!(
        "\n| {legs} legs, two and two | Asterisk, CPU ms a leg-second | Tolk | ratio |\n|---|---|---|---|"
    );
    for (what, one, other) in [
        ("G.711, relayed", PCMA, PCMA),
        ("G.711 and G.722, recoded", PCMA, G722),
        ("G.711 and Opus, recoded", PCMA, OPUS),
    ] {
        let asterisk = asterisk_pairs(one, other)?;
        let tolk = tolk_pairs(one, other)?;
        println!(
            "| {what} | {asterisk:.2} | {tolk:.2} | {:.2} |",
            tolk / asterisk
        );
    }
    Ok(())
}

/// A minute of tones: as A-law, which G.722 takes, too, or as packets of Opus.
fn tones(story: &Story, voice: Voice) -> anyhow::Result<String> {
    if voice.is_replayed() {
        let file = story.folder().join("tones.pcap");
        std::fs::write(&file, clip::opus(60)?)?;
        return Ok(file.display().to_string());
    }
    let samples = sound::generate(Sender(1), 8_000, 60);
    let octets: Vec<u8> = samples.iter().map(|s| g711::encode(*s)).collect();
    let file = story.folder().join("tones.raw");
    std::fs::write(&file, octets)?;
    Ok(file.display().to_string())
}

/// One caller for each of [`PAIRS`] numbers from `first` on.
fn talk(
    story: &Story,
    to: SocketAddr,
    voice: Voice,
    name: &str,
    first: u32,
) -> anyhow::Result<Sipp> {
    let tones = tones(story, voice)?;
    let file = scenario(story, "caller", voice, Some(&tones), WATCHED * 3)?;
    let numbers = numbers(
        story,
        (first..first + u32::from(PAIRS)).map(|n| n.to_string()),
    )?;
    let calls = PAIRS.to_string();
    let arguments = ["-m", &calls, "-r", "10", "-l", &calls, "-inf", &numbers];
    Sipp::start_file(story, node::LOCALHOST, to, (name, &file), &arguments)
}

/// CPU milliseconds for each second of a leg.
fn watch(pid: u32) -> anyhow::Result<f64> {
    let (before, since) = (cpu_time(pid)?, Instant::now());
    std::thread::sleep(WATCHED);
    let used = cpu_time(pid)?.saturating_sub(before).as_secs_f64();
    Ok(used * 1_000.0 / since.elapsed().as_secs_f64() / f64::from(PAIRS * 2))
}

fn asterisk_pairs(one: Voice, other: Voice) -> anyhow::Result<f64> {
    let story = Story::begin("bench-asterisk")?;
    let port = free_port(node::LOCALHOST)?;
    let file = scenario(
        &story,
        "callee",
        other,
        Some(&tones(&story, other)?),
        WATCHED,
    )?;
    let own = SocketAddr::new(node::LOCALHOST, port);
    let callee = Sipp::listen(&story, own, ("callee", &file), &[])?;
    let speaks = Speaks {
        codecs: "alaw,g722,opus",
        ..Speaks::PLAIN
    };
    let asterisk = Asterisk::start(&story, node::LOCALHOST, own, &speaks)?;
    let callers = talk(&story, asterisk.address(), one, "one", 8_000_000)?;
    wait_until("all channels", PATIENCE, || {
        Ok(asterisk.channels()? == usize::from(PAIRS) * 2)
    })
    .with_context(|| asterisk.log())?;
    let used = watch(asterisk.id())?;
    drop((callers, callee));
    Ok(used)
}

fn tolk_pairs(one: Voice, other: Voice) -> anyhow::Result<f64> {
    let story = Story::begin("bench-tolk")?;
    let (tolk, sip) = node::start_with_rooms(&story, FIRST_ROOM..FIRST_ROOM + PAIRS)?;
    let first = u32::from(FIRST_ROOM);
    let callers = (
        talk(&story, sip, one, "one", first)?,
        talk(&story, sip, other, "other", first)?,
    );
    let alive = format!(
        "tolk_leg_alive{{edge=\"sip\",direction=\"incoming\"}} {}",
        PAIRS * 2
    );
    wait_until("all legs", PATIENCE, || {
        Ok(node::metrics(&tolk)?.contains(&alive))
    })?;
    let used = watch(tolk.pid())?;
    drop(callers);
    Ok(used)
}
