//! Asterisk under TLS: it calls and is called by name, its media has keys in signalling, and both ends are who they say.

use serde_json::json;
use tolk_tests::measure::Sender;
use tolk_tests::peers::asterisk::{Asterisk, Speaks, number};
use tolk_tests::peers::name_server::NameServer;
use tolk_tests::peers::office::{Office, Papers};
use tolk_tests::peers::story::{Story, wait_until};

use super::guest::Guest;
use super::world::{LOCALHOST, ROOM, SOON, World};

const GUEST: Sender = Sender(2);

/// A node of an office, which takes no media in the clear and asks a name server of its own where others are.
struct Meeting {
    world: World,
    office: Office,
    /// An office that nobody here trusts.
    elsewhere: Office,
    names: NameServer,
}

impl Meeting {
    /// The node wants the certificates `clients`.
    fn begin(name: &'static str, clients: &str) -> Meeting {
        let story = Story::begin(name).unwrap();
        let [office, elsewhere] = ["office", "elsewhere"].map(|n| Office::open(&story, n).unwrap());
        office.issue("tolk", "DNS:tolk.test").unwrap();
        office.issue("pbx", "DNS:pbx.test").unwrap();
        elsewhere.issue("pbx", "DNS:pbx.test").unwrap();
        let names = NameServer::start().unwrap();
        let more = format!(
            "[dns]\nnameservers = [\"{}\"]\n[[outgoing.rule]]\nto = \"pbx.test\"\n",
            names.address()
        );
        let sip = format!("[sip]\n{}", office.node(clients));
        let change = |config: String| {
            let config = config.replacen("[sip]\n", &sip, 1);
            config.replacen("[media]\n", "[media]\nsrtp = \"required\"\n", 1) + &more
        };
        let world = World::start(story, LOCALHOST, change).unwrap();
        names.lead("tolk.test", world.tls).unwrap();
        Meeting {
            world,
            office,
            elsewhere,
            names,
        }
    }

    fn pbx(&self, papers: Papers) -> Asterisk {
        let speaks = Speaks {
            transport: "tls",
            encryption: "sdes",
            papers: Some((papers, self.names.address().ip())),
            ..Speaks::PLAIN
        };
        let world = &self.world;
        let pbx = Asterisk::start(&world.story, LOCALHOST, world.tls, &speaks).unwrap();
        self.names.lead("pbx.test", pbx.tls()).unwrap();
        pbx
    }

    fn call_out(&self) {
        let to = format!("sip:{}@pbx.test;transport=tls", number::ECHO);
        let order = json!({"from": ROOM, "to": to});
        self.world.tolk.post("/api/v1/calls", &order).unwrap();
    }

    /// Says everything back that a guest says, called and calling.
    fn meets(&self, pbx: &Asterisk) {
        let guest = Guest::new(&self.world, GUEST);
        guest.open(&self.world.tolk.url(&format!("/m/{ROOM}")));
        guest.keep_echo();
        guest.enter("Bo");
        guest.wait_in_meeting();
        guest.must_miss_sound(GUEST);
        for calls in [true, false] {
            if calls {
                pbx.call(ROOM, number::ECHO).unwrap();
            } else {
                self.call_out();
            }
            guest.must_hear(GUEST);
            pbx.console("channel request hangup all").unwrap();
            pbx.wait_until_idle(SOON).unwrap();
            let ends = if calls { 1 } else { 2 };
            wait_until("the end of the call", SOON, || {
                let ended = self.world.journal("leg_ended");
                let by_pbx = |e: &&serde_json::Value| e["cause"]["reason"] == "hung_up";
                Ok(ended.iter().filter(by_pbx).count() == ends)
            })
            .unwrap();
        }
        guest.leave();
    }

    /// The journal says why there is no connection.
    fn must_fail(&self, why: &str) {
        self.world.wait_for_entry("tls_failed", |e| {
            e["problem"].as_str().is_some_and(|p| p.contains(why))
        });
        assert!(self.world.journal("leg_connected").is_empty());
    }
}

#[test]
fn a_pbx_calls_and_is_called_by_name_under_tls() {
    let meeting = Meeting::begin("pbx-tls", "optional");
    // One that is not who it should be is not called, and does not call one that it does not trust itself.
    let mut wrong = meeting.pbx(meeting.elsewhere.papers(Some("pbx")));
    meeting.call_out();
    meeting.must_fail("is not trusted");
    wrong.call(ROOM, number::ECHO).unwrap();
    wrong
        .wait_for_line("The certificate is untrusted", SOON)
        .unwrap();
    wrong.wait_until_idle(SOON).unwrap();
    drop(wrong);
    let pbx = meeting.pbx(meeting.office.papers(Some("pbx")));
    meeting.meets(&pbx);
}

#[test]
fn a_pbx_calls_and_is_called_under_mutual_tls_and_nobody_without_a_certificate() {
    let meeting = Meeting::begin("pbx-mtls", "required");
    let demands = |papers| Papers {
        demands: true,
        ..papers
    };
    let nobody = meeting.pbx(meeting.office.papers(None));
    nobody.call(ROOM, number::ECHO).unwrap();
    meeting.must_fail("showed no certificate");
    drop(nobody);
    let pbx = meeting.pbx(demands(meeting.office.papers(Some("pbx"))));
    meeting.meets(&pbx);
}
