//! Mistakes, variables, samples and secrets of the configuration.

use std::collections::BTreeSet;

use tolk_core::directory::{Admits, Listing};
use tolk_core::presence::{Limits, VisibleTo};
use tolk_model::limits::{Rate, Rates};
use tolk_model::{Address, Subnet};

use super::*;
use tolk_model::Seed;

fn read(
    file: &str,
    text: &str,
    variables: impl Iterator<Item = (String, String)>,
) -> Result<Config, Mistakes> {
    super::read(file, text, variables, &Seed::from_number(1))
}

const NO_VARIABLES: std::iter::Empty<(String, String)> = std::iter::empty();

fn lines(text: &str) -> Vec<String> {
    let mistakes = read("tolk.toml", text, NO_VARIABLES).expect_err("mistakes");
    mistakes.to_string().lines().map(str::to_string).collect()
}

fn variables(all: &[(&str, &str)]) -> impl Iterator<Item = (String, String)> {
    let owned: Vec<_> = all
        .iter()
        .map(|(k, v)| (k.to_string(), v.to_string()))
        .collect();
    owned.into_iter()
}

#[test]
fn nothing_at_all_is_a_configuration() {
    let config = read("defaults", "", NO_VARIABLES).expect("defaults");
    assert_eq!(config.http.bind.len(), 2);
    assert!(config.http.tls.is_none());
    assert!(config.outgoing.rules.is_empty(), "nothing goes out");
    assert_eq!(config.media.rtp, 20_000..=29_999);
    let directory = &config.directory;
    let test_call = directory.alias(&Address::alias("8000")).expect("ours");
    assert!(directory.find(&test_call).is_some());
}

#[test]
fn every_mistake_is_reported_with_its_line_and_what_is_allowed() {
    let text = r#"
[node]
domian = "x"
language = "fi"

[http]
bind = ["0.0.0.0:80000", "[::]:8080"]
public_url = "video.example"

[sip]
no_answer_s = 1

[[room]]
title = "A"
aliases = ["a"]
organisation = "Agncy"

[[organisation]]
name = "Agency"

[[room]]
title = "B"
aliases = ["A"]
host_token = "short"

[[outgoing.rule]]
to = "+46*"

[brodcast]
"#;
    let lines = lines(text);
    let expected = [
        "tolk.toml:3: node.domian: there is no such key; did you mean `domain`?",
        "tolk.toml:4: node.language: \"fi\" is not one of sv, en",
        "tolk.toml:7: http.bind: \"0.0.0.0:80000\" is not an address with a port",
        "tolk.toml:8: http.public_url: begins with https:// or http://",
        "tolk.toml:11: sip.no_answer_s: 1 is not a number from 5 to 600",
        "tolk.toml:16: room.organisation: \"Agncy\" is no [[organisation]]: there is no such key; did you mean `Agency`?",
        "tolk.toml:23: room.aliases: a@localhost is taken by another entry",
        "tolk.toml:24: room.host_token: a secret has at least 16 characters",
        "tolk.toml:27: outgoing.rule.to: \"+46*\" is not a pattern of addresses",
        "tolk.toml:29: brodcast: there is no such key",
    ];
    for (line, start) in lines.iter().zip(expected) {
        assert!(
            line.starts_with(start),
            "{line}\n  should start with\n{start}"
        );
    }
    assert_eq!(lines.len(), expected.len(), "{lines:#?}");
}

#[test]
fn who_sees_whom_is_said_for_all_and_for_one() {
    let text = r#"
[presence]
visible_to = "verified"
messages_per_minute = 5

[[presence.group]]
members = ["anna.long", "hall"]

[[person]]
name = "Anna"
aliases = ["anna", "anna.long"]
visible_to = "nobody"
call_waiting = false

[[person]]
name = "Bo"
aliases = ["bo"]

[[room]]
title = "Hall"
aliases = ["hall"]
"#;
    let config = read("tolk.toml", text, NO_VARIABLES).expect("it is right");
    let presence = &config.presence;
    let alias = |local: &str| {
        let address = Address::alias(local);
        config.directory.alias(&address).expect("ours")
    };
    assert_eq!(
        presence.policy.visible_to(&alias("anna")),
        VisibleTo::Nobody
    );
    assert_eq!(
        presence.policy.visible_to(&alias("hall")),
        VisibleTo::Verified
    );
    let group = [alias("anna"), alias("hall")].into();
    assert_eq!(presence.policy.groups, [group], "by first aliases");
    assert_eq!(presence.limits, Limits::default());
    assert_eq!(presence.messages_per_minute, 5);
    let waiting = |local| match config.directory.find(&alias(local)) {
        Some(Listing::Person(person)) => person.call_waiting,
        other => panic!("{other:?}"),
    };
    assert!(!waiting("anna") && waiting("bo"), "true when left out");
    let default = read("defaults", "", NO_VARIABLES).expect("defaults");
    assert_eq!(default.presence.policy.visible_to, VisibleTo::Ours);
    assert_eq!(default.presence.messages_per_minute, 30);
}

#[test]
fn mistakes_about_presence_are_reported_together() {
    let text = r#"
[presence]
visible_to = "all"
subscriptions = 0

[[presence.group]]
members = ["nobody"]

[[presence.group]]
membres = []

[[person]]
name = "Anna"
aliases = ["anna"]
visible_to = "us"
call_waiting = "no"
"#;
    let lines = lines(text);
    let expected = [
        "tolk.toml:3: presence.visible_to: \"all\" is not one of nobody, ours, verified, everybody",
        "tolk.toml:4: presence.subscriptions: 0 is not a number from 1 to 1000000",
        "tolk.toml:7: presence.group.members: nobody has the alias nobody",
        "tolk.toml:9: presence.group.members: is missing",
        "tolk.toml:10: presence.group.membres: there is no such key; did you mean `members`?",
        "tolk.toml:15: person.visible_to: \"us\" is not one of nobody, ours, verified, everybody",
        "tolk.toml:16: person.call_waiting: ",
    ];
    assert_eq!(lines.len(), expected.len(), "{lines:#?}");
    for (line, start) in lines.iter().zip(expected) {
        assert!(line.starts_with(start), "{line}\n{start}");
    }
}

#[test]
fn networks_say_whose_media_is_there_and_packets_are_marked() {
    let text = r#"
[[network]]
realm = "inside"
bind = ["10.0.0.5"]
peers = ["10.0.0.0/8", "fd00::/8"]

[[network]]
realm = "outside"
bind = ["10.0.0.5"]
advertise = "203.0.113.7"

[media]
dscp = 40
"#;
    let config = read("tolk.toml", text, NO_VARIABLES).expect("it is right");
    let peers: Vec<_> = config.networks[0]
        .peers
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(peers, ["10.0.0.0/8", "fd00::/8"]);
    assert!(config.networks[1].peers.is_empty());
    assert_eq!(
        (config.media.marks.sound, config.media.marks.pictures),
        (40, 34)
    );
    let wrong = lines("[[network]]\npeers = [\"10.0.0.0/40\"]\n[media]\ndscp = 64\n");
    assert_eq!(wrong.len(), 2, "{wrong:#?}");
    assert!(wrong[0].starts_with("tolk.toml:2: network.peers: \"10.0.0.0/40\" is not"));
    assert!(wrong[1].starts_with("tolk.toml:4: media.dscp: 64 is not a number from 0 to 63"));
}

#[test]
fn rates_are_set_for_strangers_and_for_who_is_known() {
    let default = read("defaults", "", NO_VARIABLES).expect("defaults").limits;
    assert_eq!(default, LimitsConfig::default());
    let text = r#"
[limits]
requests_per_s = 10
known_requests_burst = 5000
calls_per_source = 7

[[network]]
peers = ["10.1.0.0/16"]
known = true

[[network]]
realm = "guests"
peers = ["10.2.0.0/16"]

[[trunk]]
name = "exchange"
proxies = ["sip:192.0.2.5", "sip:pbx.agency.se"]
sources = ["192.0.2.6"]
"#;
    let config = read("tolk.toml", text, NO_VARIABLES).expect("a file");
    let rates = (config.limits.requests, config.limits.calls_per_source);
    let expected = Rates {
        stranger: Rate::new(10, 200),
        known: Rate::new(1000, 5000),
    };
    assert_eq!(rates, (expected, 7));
    let known = |all: Vec<Subnet>| all.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(known(config.known_networks()), ["10.1.0.0/16"]);
    let sources = ["10.1.0.0/16", "192.0.2.5/32", "192.0.2.6/32"];
    assert_eq!(known(config.known_sources()), sources);
}

#[test]
fn mistakes_in_rates_are_found_all_at_once() {
    let text = r#"
[limits]
requests_per_s = 0
requests_burst = 3000
known_datagrams_per_s = 499

[[network]]
known = true
"#;
    let lines = lines(text);
    let says = |line: u32, words: &str| {
        let found = lines.iter().filter(|l| l.contains(words));
        let found: Vec<_> = found.filter(|l| l.contains(&format!(":{line}"))).collect();
        assert_eq!(found.len(), 1, "{words} in {lines:#?}");
    };
    says(3, "limits.requests_per_s");
    says(4, "is less than `requests_burst`");
    says(5, "is less than `datagrams_per_s`");
    says(8, "network.known: needs `peers`");
    assert_eq!(lines.len(), 4, "{lines:#?}");
}

#[test]
fn what_is_no_toml_is_said_with_its_line() {
    let lines = lines("[node]\nname = \n[sip]\nudp = 7\n");
    assert!(lines[0].starts_with("tolk.toml:2: "), "{lines:?}");
    assert!(
        lines.iter().any(|l| l.starts_with("tolk.toml:4: sip.udp")),
        "{lines:?}"
    );
}

#[test]
fn a_variable_goes_before_the_file_and_an_unknown_one_is_a_mistake() {
    let text = "[admin]\ntoken = \"0123456789abcdef\"\n";
    let given = variables(&[
        ("TOLK_ADMIN_TOKEN", "fedcba9876543210"),
        ("TOLK_HTTP_BIND", "[\"127.0.0.1:1\"]"),
        ("TOLK_TEST_SLOWNESS", "2"),
    ]);
    let config = read("tolk.toml", text, given).expect("fine");
    let token = config.admin.token.expect("given");
    assert_eq!(token.expose(), "fedcba9876543210");
    assert_eq!(config.http.bind.len(), 1);
    let wrong = read("tolk.toml", "", variables(&[("TOLK_HTP_BIND", "x")])).expect_err("unknown");
    assert!(wrong.to_string().starts_with("TOLK_HTP_BIND: "), "{wrong}");
}

#[test]
fn a_secret_is_never_shown() {
    let text = "[admin]\ntoken = \"0123456789abcdef\"\n[[room]]\ntitle = \"A\"\naliases = [\"a\"]\n\
                host = \"Anna Andersson\"\nhost_token = \"host-0123456789abcdef\"\n";
    let config = read("tolk.toml", text, NO_VARIABLES).expect("fine");
    for shown in [show(&config).to_string(), format!("{config:?}")] {
        assert!(!shown.contains("0123456789abcdef"), "{shown}");
        assert!(!shown.contains("Anna"), "{shown}");
    }
}

#[test]
fn a_room_is_listed_with_its_policy() {
    let text = "[node]\ndomain = \"video.example\"\n[[room]]\ntitle = \"A\"\naliases = [\"8001234\", \"a@other.example\"]\n\
                admits = \"everybody\"\ndevices = [\"sip:a@192.0.2.7\"]\n";
    let config = read("tolk.toml", text, NO_VARIABLES).expect("fine");
    let address: Address = "sip:8001234@video.example".parse().expect("an address");
    let alias = config.directory.alias(&address).expect("ours");
    match config.directory.find(&alias) {
        Some(Listing::Place(place)) => {
            assert_eq!((place.admits, place.devices.len()), (Admits::Everybody, 1));
            assert_eq!(place.aliases.len(), 2);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn new_links_are_made_at_each_start() {
    let text = "[[room]]\ntitle = \"A\"\naliases = [\"a\"]\nnew_links = true\n";
    let links = |number| {
        let config = super::read("tolk.toml", text, NO_VARIABLES, &Seed::from_number(number));
        config.expect("fine").written_links
    };
    let (first, second) = (links(1), links(2));
    assert_eq!(
        (first.len(), first[0].host, first[1].host),
        (2, true, false)
    );
    assert!(first[0].token != second[0].token && first[0].token != first[1].token);
}

#[test]
fn the_sample_names_every_key_and_reads_back_as_the_defaults() {
    let sample = sample();
    let again = read("sample", &sample, NO_VARIABLES).expect("comments only");
    let defaults = read("defaults", "", NO_VARIABLES).expect("defaults");
    assert_eq!(show(&again), show(&defaults));
    // Every default in the sample is one that the reader takes.
    let mut text = String::new();
    for section in schema::SECTIONS
        .iter()
        .filter(|s| !s.repeated && s.name != "http.tls")
    {
        text.push_str(&format!("[{}]\n", section.name));
        for key in section.keys.iter().filter(|k| k.has_default) {
            text.push_str(&format!("{} = {}\n", key.name, key.example));
        }
    }
    let spelled = read("spelled", &text, NO_VARIABLES).expect("defaults");
    assert_eq!(show(&spelled), show(&defaults));
}

#[test]
fn the_schema_has_each_name_once() {
    let mut seen = BTreeSet::new();
    for section in schema::SECTIONS {
        for key in section.keys {
            assert!(
                seen.insert((section.name, key.name)),
                "{}.{}",
                section.name,
                key.name
            );
        }
    }
}

#[test]
fn accounts_keep_hashes_and_trunks_their_rules() {
    let text = r#"
[node]
domain = "agency.example"
[[person]]
name = "Anna"
aliases = ["anna"]
[[account]]
user = "anna"
aliases = ["anna"]
password = "a long password"
[[account]]
user = "desk"
aliases = ["anna"]
ha1_md5 = "00112233445566778899AABBCCDDEEFF"
[[account]]
user = "try"
aliases = ["anna"]
new_password = true
[[trunk]]
name = "pbx"
proxies = ["sip:pbx.example:5080;transport=tcp", "sip:other.example"]
user = "tolk"
password = "the trunk's one"
register = true
outgoing_numbers = ["+46* -> 0*"]
"#;
    let config = read("tolk.toml", text, NO_VARIABLES).expect("lawful");
    let anna = config.directory.account("anna").expect("listed");
    let hash = anna.hashes.sha256.as_ref().expect("of the password");
    assert_eq!(hash.expose().len(), 64);
    let md5 = anna.hashes.md5.as_ref().expect("of the password");
    // md5sum of `anna:agency.example:a long password`
    assert_eq!(md5.expose(), "98e7c7e2d849465fdc77a59371ed43f5");
    let desk = config.directory.account("desk").expect("listed");
    assert!(desk.hashes.sha256.is_none());
    assert_eq!(config.written_accounts.len(), 1);
    let trunk = config.trunks.first().expect("one");
    assert_eq!(trunk.domain.to_string(), "pbx.example");
    assert_eq!(config.outgoing.trunks.len(), 1);
    let shown = show(&config).to_string();
    for secret in ["a long password", "the trunk's one", hash.expose()] {
        assert!(!shown.contains(secret) && !format!("{config:?}").contains(secret));
    }
}

#[test]
fn mistakes_in_accounts_and_trunks_are_found() {
    let text = r#"
[[person]]
name = "Anna"
aliases = ["anna"]
[[account]]
user = "anna"
aliases = ["bert"]
password = "a long password"
[[account]]
user = "short"
aliases = ["anna"]
password = "short"
[[account]]
user = "none"
aliases = ["anna"]
[[account]]
user = "hash"
aliases = ["anna"]
ha1_sha256 = "xyz"
[[account]]
user = "file"
aliases = ["anna"]
password_file = "/nowhere/at/all"
[[trunk]]
name = "a"
proxies = ["8001"]
[[trunk]]
name = "b"
proxies = ["sip:pbx.example"]
register = true
outgoing_numbers = ["+46* -> 0"]
[[account]]
user = "two"
aliases = ["anna"]
password = "a long password"
new_password = true
[[network]]
advertise = "host"
"#;
    let lines = lines(text);
    for expected in [
        "tolk.toml:7: account.aliases: nobody has the alias bert@localhost",
        "tolk.toml:12: account.password: a password has at least 8 characters",
        "account.password: an account has a password",
        "tolk.toml:19: account.ha1_sha256: is 64 hexadecimal digits",
        "tolk.toml:23: account.password_file: cannot be read",
        "tolk.toml:26: trunk.proxies: at least one address with a host",
        "tolk.toml:36: account.new_password: makes a password, and another one is given",
        "network.advertise: \"host\" is not an IP address",
        "trunk.user: is missing",
        "trunk.outgoing_numbers: \"+46* -> 0\" is not a rule",
    ] {
        let found = lines.iter().any(|line| line.contains(expected));
        assert!(found, "{expected}\nin\n{}", lines.join("\n"));
    }
    // Once each: what is wrong is not missing as well.
    let count = |words: &str| lines.iter().filter(|line| line.contains(words)).count();
    assert_eq!(count("an account has a password"), 1, "{lines:?}");
    assert_eq!(count("network.advertise"), 1, "{lines:?}");
}
