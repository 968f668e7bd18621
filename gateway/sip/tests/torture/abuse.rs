//! Abuse that no RFC has written down: floods within one message, bytes that readers disagree about, loops.

use std::time::Duration;

use tolk_model::address::TransportKind;
use tolk_model::edge::Edge;
use tolk_model::journal::JournalEvent;
use tolk_model::leg::{Dial, LegCommand};
use tolk_model::{Address, CallId, Identity, LegId, Party, Pii};

use super::harness::audio;
use super::probe::Probe;

/// What one abusive message may cost, generous for an unoptimised build on a busy machine: quadratic work takes minutes.
const PATIENCE: Duration = Duration::from_secs(20);

fn message(method: &str, extra: &str, body: &str) -> String {
    format!(
        "{method} sip:room@198.51.100.2 SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.1:5060;rport;branch=z9hG4bKx1\r\nMax-Forwards: 70\r\nFrom: <sip:a@example.org>;tag=aa\r\nTo: <sip:room@198.51.100.2>\r\nCall-ID: c1\r\nCSeq: 1 {method}\r\nContact: <sip:a@198.51.100.1:5060>\r\n{extra}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Answers to one message over datagrams and streams, which must agree; nothing is left, and it did not take long.
fn answer(bytes: &[u8]) -> Vec<String> {
    let start = std::time::Instant::now();
    let [datagram, stream] = [TransportKind::Udp, TransportKind::Tcp].map(|transport| {
        let mut probe = Probe::new(transport, false);
        probe.feed(bytes);
        let answers = probe.statuses();
        probe.assert_forgets("abuse");
        answers
    });
    let stream: Vec<String> = stream.into_iter().filter(|a| a != "close").collect();
    assert_eq!(datagram, stream);
    assert!(start.elapsed() < PATIENCE, "took {:?}", start.elapsed());
    datagram
}

#[test]
fn floods_within_one_message_are_answered_in_time() {
    let headers: String = (0..5_000).map(|n| format!("X-{n}: 1\r\n")).collect();
    assert_eq!(answer(message("OPTIONS", &headers, "").as_bytes()), ["513"]);
    let vias = "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa";
    let hops = |n: usize| format!("{vias}{}\r\n", ",SIP/2.0/UDP 192.0.2.1".repeat(n));
    assert_eq!(
        answer(message("OPTIONS", &hops(2_000), "").as_bytes()),
        ["513"]
    );
    assert_eq!(
        answer(message("OPTIONS", &hops(100), "").as_bytes()),
        ["200"]
    );
    let tokens = format!("Require: {}\r\n", vec!["a"; 32_000].join(","));
    assert_eq!(answer(message("INVITE", &tokens, "").as_bytes()), ["420"]);
    for name in ["Supported", "Accept", "Allow", "Contact"] {
        let list = format!("{name}: {}\r\n", vec!["<sip:a@b>"; 6_000].join(","));
        let text = message("OPTIONS", &list, "");
        assert_eq!(answer(text.as_bytes()), ["200"], "{name}");
    }
    let semicolons = format!("Contact: <sip:a@b>{}\r\n", ";a".repeat(30_000));
    assert_eq!(
        answer(message("OPTIONS", &semicolons, "").as_bytes()),
        ["400"]
    );
}

#[test]
fn a_refusal_does_not_repeat_a_list_without_end() {
    let tokens = format!("Require: {}\r\n", vec!["abc"; 10_000].join(","));
    let mut probe = Probe::new(TransportKind::Udp, false);
    probe.feed(message("OPTIONS", &tokens, "").as_bytes());
    assert!(probe.last().starts_with("SIP/2.0 420"));
    assert!(probe.last().len() < 1_000);
}

#[test]
fn nested_comments_and_folds_without_end_do_no_harm() {
    let nested = format!("User-Agent: {}{}\r\n", "(".repeat(100), ")".repeat(100));
    assert_eq!(answer(message("OPTIONS", &nested, "").as_bytes()), ["200"]);
    let open = format!("Subject: {}\r\n", "(".repeat(60_000));
    assert_eq!(answer(message("OPTIONS", &open, "").as_bytes()), ["200"]);
    let folded = format!("Subject: a{}\r\n", "\r\n b".repeat(10_000));
    assert_eq!(answer(message("OPTIONS", &folded, "").as_bytes()), ["200"]);
    let quotes = format!("Contact: {} <sip:a@b>\r\n", "\"a\" ".repeat(10_000));
    assert_eq!(answer(message("OPTIONS", &quotes, "").as_bytes()), ["400"]);
}

#[test]
fn bytes_that_readers_disagree_about_are_refused() {
    for (what, extra) in [
        ("a NUL", "Subject: a\0b\r\n"),
        (
            "a NUL behind an escaped backslash's letter",
            "Subject: \"\\a\0\"\r\n",
        ),
        ("a bare LF", "Subject: a\nVia: b\r\n"),
        ("a bare CR", "Subject: a\rVia: b\r\n"),
        ("a header without a colon", "Subject\r\n"),
        ("white space in a name", "Sub ject: a\r\n"),
        ("an empty name", ": a\r\n"),
        ("a name that is not ASCII", "Subjéct: a\r\n"),
    ] {
        let text = message("OPTIONS", extra, "");
        assert_eq!(answer(text.as_bytes()), ["400"], "{what}");
    }
    let escaped = message("OPTIONS", "Subject: \"\\\0\"\r\n", "");
    assert_eq!(
        answer(escaped.as_bytes()),
        ["200"],
        "RFC 4475 3.1.1.2 has it"
    );
    let utf8 = message("OPTIONS", "Subject: å\u{202e}漢\r\n", "");
    assert_eq!(answer(utf8.as_bytes()), ["200"]);
}

#[test]
fn a_message_with_bare_line_feeds_is_told_on_datagrams_and_given_up_on_streams() {
    let text = message("OPTIONS", "", "").replace("\r\n", "\n");
    let mut probe = Probe::new(TransportKind::Udp, false);
    probe.feed(text.as_bytes());
    assert!(probe.answers().is_empty(), "no line end, so no start line");
    assert!(!probe.journal.is_empty());
    let mut probe = Probe::new(TransportKind::Tcp, false);
    for _ in 0..400 {
        probe.feed(text.as_bytes());
    }
    assert_eq!(probe.answers(), ["close"], "64 kB without a head");
}

#[test]
fn headers_that_may_occur_once_occur_once() {
    for name in [
        "To",
        "From",
        "Call-ID",
        "CSeq",
        "Max-Forwards",
        "Content-Type",
        "Expires",
        "Event",
        "Refer-To",
        "Replaces",
        "SIP-If-Match",
        "Subscription-State",
        "Session-Expires",
    ] {
        let value = match name {
            "To" | "From" | "Refer-To" => "<sip:a@example.org>",
            "CSeq" => "1 OPTIONS",
            _ => "1",
        };
        let twice = format!("{name}: {value}\r\n{name}: {value}\r\n");
        assert_eq!(
            answer(message("OPTIONS", &twice, "").as_bytes()),
            ["400"],
            "{name}"
        );
    }
}

#[test]
fn what_is_too_long_is_told_in_the_right_words() {
    let long =
        message("OPTIONS", "", "").replace("sip:room@", &format!("sip:{}@", "r".repeat(9_000)));
    assert_eq!(answer(long.as_bytes()), ["414"]);
    let large = message("OPTIONS", "", "").replace("Content-Length: 0", "Content-Length: 300000");
    assert_eq!(answer(large.as_bytes()), ["413"]);
}

#[test]
fn an_encrypted_body_is_undecipherable() {
    let extra = "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n";
    assert_eq!(answer(message("INVITE", extra, "x").as_bytes()), ["493"]);
}

#[test]
fn proxy_require_is_not_for_us() {
    let extra = "Proxy-Require: nobody-knows\r\n";
    assert_eq!(answer(message("OPTIONS", extra, "").as_bytes()), ["200"]);
}

#[test]
fn a_request_by_two_ways_is_merged_whatever_it_is() {
    let mut probe = Probe::new(TransportKind::Udp, false);
    let first = message("OPTIONS", "", "");
    probe.feed(first.as_bytes());
    probe.feed(first.replace("z9hG4bKx1", "z9hG4bKx2").as_bytes());
    let next = first
        .replace("z9hG4bKx1", "z9hG4bKx3")
        .replace("CSeq: 1", "CSeq: 2");
    probe.feed(next.as_bytes());
    assert_eq!(probe.statuses(), ["200", "482", "200"]);
    probe.walk(Duration::from_secs(40));
    probe.feed(first.replace("z9hG4bKx1", "z9hG4bKx4").as_bytes());
    assert_eq!(probe.statuses().last().unwrap(), "200", "the first is over");
}

/// An INVITE of ours, as it went out.
fn dialled(probe: &mut Probe) -> String {
    let party = Party {
        address: Pii::new(Address::alias("us")),
        display_name: Pii::new("us".to_string()),
        organisation: None,
        identity: Identity::Anonymous,
    };
    let dial = LegCommand::Dial(Box::new(Dial {
        call: CallId::from_number(1),
        to: "sip:room@198.51.100.1".parse().unwrap(),
        from: party,
        media: audio(4000, tolk_model::media::Flow::Both),
        transfer: None,
        route: None,
    }));
    probe.command(LegId::from_number(1), dial);
    probe.sent.last().unwrap().clone()
}

#[test]
fn our_own_request_that_comes_back_is_a_loop_and_for_another_address_a_spiral() {
    let through_a_proxy = |change: &dyn Fn(String) -> String| {
        let mut probe = Probe::new(TransportKind::Udp, false);
        let ours = dialled(&mut probe);
        assert!(ours.starts_with("INVITE sip:room@198.51.100.1 "), "{ours}");
        let hop = "Via: SIP/2.0/UDP 198.51.100.1;branch=z9hG4bKproxy\r\nVia:";
        probe.feed(change(ours.replacen("Via:", hop, 1)).as_bytes());
        probe.statuses().last().unwrap().clone()
    };
    assert_eq!(through_a_proxy(&|back| back), "482");
    let elsewhere = |back: String| {
        back.replace(
            "INVITE sip:room@198.51.100.1 ",
            "INVITE sip:8000@198.51.100.2 ",
        )
    };
    assert_eq!(through_a_proxy(&elsewhere), "100");
}

#[test]
fn a_flood_of_line_ends_costs_nothing() {
    let start = std::time::Instant::now();
    let mut probe = Probe::new(TransportKind::Tcp, false);
    for _ in 0..20 {
        probe.feed(&b"\r\n".repeat(60_000));
    }
    assert!(
        probe.sent.len() <= 20,
        "one answer to a read, not to a line end"
    );
    probe.feed(message("OPTIONS", "", "").as_bytes());
    assert_eq!(probe.statuses().last().unwrap(), "200");
    assert!(start.elapsed() < PATIENCE, "took {:?}", start.elapsed());
}

#[test]
fn every_refusal_leaves_a_line_in_the_journal_and_none_without_end() {
    let mut probe = Probe::new(TransportKind::Udp, false);
    for _ in 0..1_000 {
        probe
            .edge
            .receive(probe.now, tolk_model::FlowId(2), b"SIP/2.0\r\n\r\n");
    }
    probe.feed(b"\r\n");
    let lines = |what: fn(&JournalEvent) -> bool| probe.journal.iter().filter(|j| what(j)).count();
    let malformed = lines(|j| matches!(j, JournalEvent::Malformed { .. }));
    let limited = lines(|j| matches!(j, JournalEvent::Limited { .. }));
    assert!((1..300).contains(&malformed), "{malformed}");
    assert_eq!(limited, 1);
}
