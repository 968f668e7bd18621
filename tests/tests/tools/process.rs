//! Peers end with everything that they started, leaks are seen, and a namespace can be cut off.

use std::fs::File;
use std::net::{IpAddr, UdpSocket};
use std::process::Command;
use std::time::Duration;

use tolk_tests::impair::{Impairer, Impairment};
use tolk_tests::measure::footprint::Footprint;
use tolk_tests::measure::{Sender, sound};
use tolk_tests::peers::namespace::Namespace;
use tolk_tests::peers::page_server::PageServer;
use tolk_tests::peers::process::{Process, end_marked};
use tolk_tests::peers::rtp_end::RtpEnd;
use tolk_tests::peers::story::{Story, wait_until};

const SOON: Duration = Duration::from_secs(10);

fn runs(mark: &str) -> bool {
    std::fs::read_dir("/proc").unwrap().flatten().any(|entry| {
        let line = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&line)
            .replace('\0', " ")
            .contains(mark)
    })
}

#[test]
fn a_dropped_peer_takes_its_children_along() {
    let story = Story::begin("tools-process").unwrap();
    // A length of sleep that nobody else sleeps.
    let mark = format!("sleep 7{:06}", std::process::id());
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{mark} & echo started; {mark}")]);
    let mut peer = Process::start("sh", &mut command, &story.folder().join("log")).unwrap();
    peer.wait_for_line("started", SOON).unwrap();
    let holds = Footprint::of(peer.id()).unwrap();
    assert!(
        holds.children >= 1 && holds.memory > 0 && holds.threads == 1,
        "{holds:?}"
    );
    assert!(runs(&mark));
    drop(peer);
    wait_until("the children's end", SOON, || Ok(!runs(&mark))).unwrap();
}

#[test]
fn a_process_that_left_its_group_is_found_by_its_mark() {
    let story = Story::begin("tools-marked").unwrap();
    let script = story.folder().join("marked.sh");
    std::fs::write(&script, "echo started\nsleep 1000\n").unwrap();
    let mut command = Command::new("setsid");
    command.args(["--fork", "sh"]).arg(&script);
    let mut peer = Process::start("setsid", &mut command, &story.folder().join("log")).unwrap();
    peer.wait_for_line("started", SOON).ok();
    let mark = script.to_string_lossy().into_owned();
    wait_until("the stray", SOON, || Ok(runs(&mark))).unwrap();
    drop(peer);
    assert!(runs(&mark), "it should have left the group");
    end_marked(&script);
    wait_until("the stray's end", SOON, || Ok(!runs(&mark))).unwrap();
}

#[test]
fn files_that_stay_open_are_seen_as_a_leak() {
    let story = Story::begin("tools-footprint").unwrap();
    let before = Footprint::of(std::process::id()).unwrap();
    let path = story.folder().join("a");
    let held: Vec<File> = (0..200).map(|_| File::create(&path).unwrap()).collect();
    let leaked = Footprint::of(std::process::id())
        .unwrap()
        .leaked_since(&before);
    assert!(leaked.iter().any(|l| l.starts_with("files")), "{leaked:?}");
    drop(held);
}

#[test]
fn a_namespace_can_be_cut_off_and_joined_again() {
    let _story = Story::begin("tools-namespace").unwrap();
    let inside = Namespace::create().unwrap();
    let server = PageServer::start(inside.ours(), "hello").unwrap();
    let reaches = || {
        let fetched = inside
            .command("curl")
            .args(["-sS", "-m", "2", &server.url()])
            .output()
            .unwrap();
        fetched.stdout == b"hello"
    };
    assert!(reaches());
    inside.set_connected(false).unwrap();
    assert!(!reaches());
    inside.set_connected(true).unwrap();
    wait_until("the wire to carry again", SOON, || Ok(reaches())).unwrap();
}

/// Two telephones' sound through a bad network: `speaker` talks once it has been spoken to.
fn heard_through(how: Impairment) -> Vec<i16> {
    let ip: IpAddr = "127.0.0.1".parse().unwrap();
    let speaker = RtpEnd::open(ip, Some(Sender(2))).unwrap();
    let network = Impairer::start((ip, 0).into(), speaker.address(), how, 7).unwrap();
    let listener = RtpEnd::open(ip, None).unwrap();
    // One packet of silence tells the speaker where to speak to, past the impairer's own chances.
    let mut hello = vec![0x80, 8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1];
    hello.extend([0xd5; 160]);
    for _ in 0..50 {
        listener.send_raw(network.address(), &hello).unwrap();
    }
    std::thread::sleep(Duration::from_secs(4));
    listener.take_heard().samples
}

#[test]
fn sound_survives_loss_and_reordering_and_not_a_dead_network() {
    let _story = Story::begin("tools-impair").unwrap();
    let bad = Impairment {
        loss: 30,
        reorder: 20,
        hold: Duration::from_millis(30),
        delay: Duration::from_millis(20),
        jitter: Duration::from_millis(5),
        ..Impairment::default()
    };
    sound::judge(&heard_through(bad), 8_000, Sender(2)).unwrap();
    let dead = Impairment {
        loss: 1000,
        ..Impairment::default()
    };
    assert!(heard_through(dead).is_empty());
}

#[test]
fn an_impairer_frees_its_port() {
    let _story = Story::begin("tools-impair-end").unwrap();
    let target = UdpSocket::bind("127.0.0.1:0").unwrap();
    let bind = "127.0.0.1:0".parse().unwrap();
    let network =
        Impairer::start(bind, target.local_addr().unwrap(), Impairment::default(), 1).unwrap();
    let address = network.address();
    assert!(UdpSocket::bind(address).is_err());
    drop(network);
    UdpSocket::bind(address).unwrap();
}
