//! Every key of the configuration file, with what it means: the sample file is printed from this, unknown keys are told the nearest one,
//! and a test compares it with what `resolve` reads.

/// A section of the file.
#[derive(Debug)]
pub(super) struct Section {
    /// `http.tls` for `[http.tls]`.
    pub(super) name: &'static str,
    /// `[[room]]`: as many as one likes.
    pub(super) repeated: bool,
    /// What it is about.
    pub(super) doc: &'static str,
    /// Its keys.
    pub(super) keys: &'static [Key],
}

/// A key of a section.
#[derive(Debug)]
pub(super) struct Key {
    /// Its name.
    pub(super) name: &'static str,
    /// What it means, with its unit.
    pub(super) doc: &'static str,
    /// Its default as TOML text; or an example when there is none, then `has_default` is false.
    pub(super) example: &'static str,
    /// Whether `example` is what counts when the key is left out.
    pub(super) has_default: bool,
}

const fn key(name: &'static str, default: &'static str, doc: &'static str) -> Key {
    Key {
        name,
        doc,
        example: default,
        has_default: true,
    }
}

const fn no_default(name: &'static str, example: &'static str, doc: &'static str) -> Key {
    Key {
        name,
        doc,
        example,
        has_default: false,
    }
}

const fn one(name: &'static str, doc: &'static str, keys: &'static [Key]) -> Section {
    Section {
        name,
        repeated: false,
        doc,
        keys,
    }
}

const fn many(name: &'static str, doc: &'static str, keys: &'static [Key]) -> Section {
    Section {
        name,
        repeated: true,
        doc,
        keys,
    }
}

/// The whole file, in the order of the sample.
pub(super) const SECTIONS: &[Section] = &[
    one(
        "node",
        "Who we are.",
        &[
            key("name", "\"tolk\"", "Name in logs."),
            key(
                "domain",
                "\"localhost\"",
                "The domain of an address that names none: `8001234` is `8001234@domain`.",
            ),
            key(
                "also",
                "[]",
                "Other domains, and IP addresses, that we answer for. Our interfaces' addresses are known by themselves.",
            ),
            key(
                "language",
                "\"sv\"",
                "Language of prompts where nothing else says: `sv` or `en`.",
            ),
            key(
                "test_call",
                "\"8000\"",
                "Alias of the test call: a spoken and shown introduction, then echo. Empty: none.",
            ),
            key(
                "reception",
                "\"\"",
                "Alias of the reception, which takes calls to people and to no name. Empty: none.",
            ),
        ],
    ),
    one(
        "http",
        "The web: pages, API, browser signalling.",
        &[
            key(
                "bind",
                "[\"127.0.0.1:8080\", \"[::1]:8080\"]",
                "Plain HTTP. Browsers give cameras to it on localhost only.",
            ),
            no_default(
                "public_url",
                "\"https://video.agency.se\"",
                "What links begin with. Left out, it is made of the first address.",
            ),
            key(
                "trusted_proxies",
                "[]",
                "Addresses of reverse proxies whose `X-Forwarded-For` is believed.",
            ),
        ],
    ),
    one(
        "http.tls",
        "HTTPS. Without this section there is none.",
        &[
            key(
                "bind",
                "[\"0.0.0.0:8443\", \"[::]:8443\"]",
                "Where it listens.",
            ),
            no_default(
                "certificate",
                "\"/etc/tolk/fullchain.pem\"",
                "PEM file with the chain. Read again when it changes.",
            ),
            no_default(
                "key",
                "\"/etc/tolk/privkey.pem\"",
                "PEM file with the private key.",
            ),
            key(
                "self_signed",
                "false",
                "Make a certificate at start instead: for trying out, browsers warn.",
            ),
        ],
    ),
    many(
        "network",
        "A network that media uses; the first one is the default. None: all interfaces.",
        &[
            key("realm", "\"default\"", "Its name."),
            key(
                "bind",
                "[\"0.0.0.0\", \"::\"]",
                "Our addresses in it; an unspecified one means all.",
            ),
            no_default(
                "advertise",
                "\"203.0.113.7\"",
                "Our address as peers see it, behind a static NAT.",
            ),
            key(
                "peers",
                "[]",
                "Rooms and telephones with these addresses (`10.0.0.0/8`) get ports here. Whom no network names gets them where the system would send from.",
            ),
            key(
                "known",
                "false",
                "These peers may send as much as a trunk ([limits] known_...): our own exchanges, rooms, and a proxy that sends over UDP for many. Nothing else is believed of them.",
            ),
        ],
    ),
    one(
        "sip",
        "SIP rooms and telephones.",
        &[
            key("udp", "[\"0.0.0.0:5060\", \"[::]:5060\"]", "UDP sockets."),
            key("tcp", "[\"0.0.0.0:5060\", \"[::]:5060\"]", "TCP listeners."),
            key(
                "tls",
                "[]",
                "TLS listeners, usually \"0.0.0.0:5061\" and \"[::]:5061\".",
            ),
            no_default(
                "tls_certificate",
                "\"/etc/tolk/fullchain.pem\"",
                "PEM file with the chain that SIP shows; left out, that of [http.tls]. Read again when it changes.",
            ),
            no_default(
                "tls_key",
                "\"/etc/tolk/privkey.pem\"",
                "PEM file with its private key.",
            ),
            key(
                "tls_self_signed",
                "false",
                "Make a certificate at start instead: for trying out, peers must be told to trust it.",
            ),
            no_default(
                "tls_authorities",
                "\"/etc/tolk/authorities.pem\"",
                "PEM file with the authorities that peers' certificates come from; left out, the system's.",
            ),
            key(
                "tls_clients",
                "\"optional\"",
                "Certificates of those who connect: `ignored`, `optional` (who shows one that we trust is believed), `required`.",
            ),
            no_default(
                "advertise",
                "\"sip.agency.se\"",
                "Name or address that peers are told instead of the socket's.",
            ),
            key(
                "digest",
                "[\"sha-256\", \"md5\"]",
                "Algorithms that devices may prove their account by.",
            ),
            key(
                "no_answer_s",
                "60",
                "How long a call may ring, seconds (5-600).",
            ),
        ],
    ),
    many(
        "sip.peer",
        "What holds for TLS with one peer; the first one that speaks of it counts.",
        &[
            no_default(
                "domain",
                "\"room.agency.se\"",
                "`domain`, `*.domain`, an address or `address/length`: the names that are dialled, the addresses that connect.",
            ),
            key(
                "min_tls",
                "\"1.2\"",
                "The oldest version: `1.0`, `1.1`, `1.2` or `1.3`. Old rooms know nothing newer than 1.0, which is not safe.",
            ),
            no_default(
                "authorities",
                "\"/etc/tolk/room.pem\"",
                "PEM file with this peer's authorities, or its own self-signed certificate.",
            ),
            key(
                "verify",
                "true",
                "Whether its certificate is looked at when we connect to it. Without, anybody can stand in for it.",
            ),
        ],
    ),
    one(
        "h323",
        "Rooms that speak H.323: calls, without a gatekeeper. Protection of media is not spoken yet.",
        &[
            key(
                "bind",
                "[\"0.0.0.0:1720\", \"[::]:1720\"]",
                "TCP listeners for calls; none: no H.323. [[network]] `advertise` is what peers are told behind a static NAT.",
            ),
            key(
                "h245_ports",
                "\"30000-30999\"",
                "TCP ports for control where a call has a connection of its own for it: one each.",
            ),
            key("name", "\"Tolk\"", "What rooms show as our name."),
            key(
                "fast_start",
                "true",
                "Propose media in the first message, and take up such proposals.",
            ),
            key(
                "tunnelling",
                "true",
                "Carry control in the connection of the call where the far end can.",
            ),
            key(
                "no_answer_s",
                "180",
                "How long a call may ring, seconds (5-600).",
            ),
        ],
    ),
    one(
        "dns",
        "Where names are looked up.",
        &[key(
            "nameservers",
            "[]",
            "Addresses of name servers, with a port or without; none: the system's.",
        )],
    ),
    one(
        "media",
        "Ports of sound and picture.",
        &[
            key(
                "shared_port",
                "10000",
                "One UDP port for all browsers; 0 takes any free one.",
            ),
            key(
                "rtp_ports",
                "\"20000-29999\"",
                "UDP ports for everybody else, two for each stream.",
            ),
            key(
                "latch",
                "true",
                "Follow the source of packets when it differs from what was signalled: peers behind NAT.",
            ),
            key(
                "srtp",
                "\"preferred\"",
                "Protection of rooms' and telephones' media: required (else no call), preferred, or off.",
            ),
            key(
                "dscp",
                "46",
                "Code point that sound is marked with for routers (0-63); 0 marks nothing.",
            ),
            key(
                "dscp_pictures",
                "34",
                "The same for pictures, and for what goes to browsers, sound included.",
            ),
            key(
                "on_hold",
                "\"music\"",
                "What the other one of a call of two hears when one holds and sends nothing: music or silence.",
            ),
        ],
    ),
    one(
        "admin",
        "Who may administer.",
        &[no_default(
            "token",
            "\"...\"",
            "Bearer token; better given as TOLK_ADMIN_TOKEN. Left out, one is made at start and printed.",
        )],
    ),
    one(
        "outgoing",
        "Whither calls may go out. Nothing is permitted unless a rule says so.",
        &[
            key(
                "max_calls",
                "30",
                "Calls that go out at once in the name of one organisation.",
            ),
            key(
                "redial_times",
                "3",
                "How often a room that was called into a meeting and is lost is called again by itself (0-10); 0 leaves it to the hosts.",
            ),
            key(
                "redial_pause_s",
                "5",
                "How long before the first time; before each further one twice as long.",
            ),
        ],
    ),
    many(
        "outgoing.rule",
        "The first rule that speaks of an address decides.",
        &[
            no_default(
                "to",
                "\"*.agency.se\"",
                "`domain`, `*.domain`, `address/length`, `tel:+46*`, or `*` for all that is no telephone number.",
            ),
            key("allow", "true", "Whether they may be called."),
            key(
                "who",
                "\"anybody\"",
                "`anybody` (operators, and hosts of meetings) or `operators`.",
            ),
        ],
    ),
    many(
        "trunk",
        "A telephone exchange or an operator that calls go out by; the first one is tried first. [[outgoing.rule]] must permit the calls.",
        &[
            no_default("name", "\"operator\"", "Its name."),
            no_default(
                "proxies",
                "[\"sip:sip1.operator.example;transport=tcp\", \"sip:sip2.operator.example\"]",
                "Where requests to it go, tried in order.",
            ),
            no_default(
                "domain",
                "\"operator.example\"",
                "The domain of our address and of numbers there; that of the first proxy when left out.",
            ),
            key("user", "\"\"", "User part of our address there."),
            no_default(
                "login",
                "\"user\"",
                "Our user name there; `user` when left out.",
            ),
            no_default("password", "\"...\"", "Our password there."),
            no_default(
                "password_file",
                "\"/etc/tolk/operator.password\"",
                "A file whose first line is the password.",
            ),
            key(
                "register",
                "false",
                "Register there, so that it knows where we are.",
            ),
            key(
                "expires_s",
                "600",
                "For how long a registration is asked for, seconds (60-86400).",
            ),
            key(
                "health_s",
                "60",
                "How often it is asked whether it lives, seconds (0: never; up to 3600).",
            ),
            key(
                "sources",
                "[]",
                "IP addresses that it calls from, besides those that it answers from.",
            ),
            key(
                "trust_udp",
                "false",
                "Believe its address on datagrams, which anybody can write there: for a network that lets nobody do so.",
            ),
            key(
                "numbers",
                "[]",
                "What goes by it: patterns as in [[outgoing.rule]]; every telephone number when empty.",
            ),
            key(
                "outgoing_numbers",
                "[]",
                "How numbers are written there: `\"+46* -> 0*\"`; the first rule that fits.",
            ),
            key(
                "incoming_numbers",
                "[]",
                "How numbers that come from there are written here: `\"0046* -> +46*\"`.",
            ),
            no_default(
                "inbound",
                "\"reception\"",
                "Whom calls to our own name there reach.",
            ),
        ],
    ),
    many(
        "organisation",
        "Whose rooms and people they are.",
        &[
            no_default(
                "name",
                "\"Länsstyrelsen\"",
                "Its name; rooms and people refer to it.",
            ),
            key("domains", "[]", "Domains that prove a caller to be of it."),
        ],
    ),
    many(
        "room",
        "A place where people meet.",
        &[
            no_default("title", "\"Sammanträdesrummet\"", "Its title."),
            no_default(
                "aliases",
                "[\"8001234\"]",
                "How it is called, `name` or `name@domain`; the first one is printed in links.",
            ),
            no_default("organisation", "\"Länsstyrelsen\"", "Whose it is."),
            no_default("host", "\"Anna Andersson\"", "The name of who invites."),
            key(
                "admits",
                "\"known\"",
                "Who enters without waiting: `everybody`, `known` (proven by certificate or registration), `invited` (by link); others wait for the host. `only_invited` refuses them.",
            ),
            key("max_participants", "25", "How many may be in it (2-500)."),
            no_default(
                "language",
                "\"sv\"",
                "Language of its prompts; the node's when left out.",
            ),
            no_default(
                "visible_to",
                "\"nobody\"",
                "Who sees whether it is free; that of [presence] when left out.",
            ),
            key(
                "devices",
                "[]",
                "Addresses of devices that stand in it: called when somebody calls the room in order to reach them.",
            ),
            no_default(
                "host_token",
                "\"...\"",
                "Secret of its host link, at least 16 characters.",
            ),
            no_default(
                "guest_token",
                "\"...\"",
                "Secret of a link that admits guests, at least 16 characters.",
            ),
            key(
                "new_links",
                "false",
                "Make a new host link and guest link at every start, and print them: for trying out.",
            ),
        ],
    ),
    many(
        "person",
        "Somebody who can be called.",
        &[
            no_default("name", "\"Anna Andersson\"", "Its name."),
            no_default("aliases", "[\"anna.andersson\"]", "How it is called."),
            no_default(
                "organisation",
                "\"Länsstyrelsen\"",
                "Its organisation: colleagues ring it, strangers reach the reception.",
            ),
            no_default("title", "\"Handläggare\"", "Its title."),
            no_default(
                "visible_to",
                "\"nobody\"",
                "Who sees whether it can be reached; that of [presence] when left out.",
            ),
            key(
                "devices",
                "[]",
                "Addresses of its devices, most wanted first.",
            ),
            key(
                "call_waiting",
                "true",
                "Its devices ring while it is in a call. With `false` whoever calls it then hears that it is busy, but for operators and its own devices.",
            ),
        ],
    ),
    many(
        "account",
        "What a device registers with, and calls in somebody's name with. It registers `sip:alias@domain` of one of the aliases.",
        &[
            no_default(
                "user",
                "\"anna\"",
                "Its user name (authentication name). Simplest is the alias: many telephones know no other.",
            ),
            no_default(
                "aliases",
                "[\"anna.andersson\"]",
                "One alias of each person and room whose devices may use it; their other aliases are meant, too.",
            ),
            no_default(
                "password",
                "\"...\"",
                "Its password, at least 8 characters; better given by `password_file` or as a hash.",
            ),
            no_default(
                "password_file",
                "\"/etc/tolk/anna.password\"",
                "A file whose first line is the password.",
            ),
            no_default(
                "ha1_sha256",
                "\"...\"",
                "Instead of a password: SHA-256 of `user:domain:password`, 64 hexadecimal digits; `domain` is that of [node].",
            ),
            no_default(
                "ha1_md5",
                "\"...\"",
                "Likewise MD5, 32 hexadecimal digits, for devices that know nothing better.",
            ),
            key(
                "new_password",
                "false",
                "Make a new password at every start, and print it: for trying out.",
            ),
        ],
    ),
    one(
        "presence",
        "Who sees how reachable whom is (SIP: SUBSCRIBE, PUBLISH), and messages outside calls.",
        &[
            key(
                "visible_to",
                "\"ours\"",
                "Who sees people and rooms of which nothing else is said: `nobody` (their own devices), `ours` (whoever has an account), `verified` (partners by certificate, too), `everybody`.",
            ),
            key(
                "subscriptions",
                "20000",
                "How many may watch somebody at once.",
            ),
            key(
                "subscriptions_per_watcher",
                "200",
                "How many one person, or one address of strangers, may watch.",
            ),
            key(
                "subscriptions_per_target",
                "1000",
                "How many may watch one person, room or meeting.",
            ),
            key(
                "pause_s",
                "5",
                "Shortest time between two reports to one watcher, seconds (0-60); what is newer by then goes with it. Calls are told five times as fast.",
            ),
            key(
                "messages_per_minute",
                "30",
                "Messages outside calls that one person may send (0-6000).",
            ),
        ],
    ),
    many(
        "presence.group",
        "People and rooms that see each other's calls, such as the telephones of a switchboard.",
        &[no_default(
            "members",
            "[\"anna.andersson\", \"8001234\"]",
            "One alias of each.",
        )],
    ),
    one(
        "database",
        "What outlives the process: meetings made by API, the journal.",
        &[no_default(
            "path",
            "\"/var/lib/tolk/tolk.db\"",
            "SQLite file. Left out, everything is in memory.",
        )],
    ),
    one(
        "log",
        "What is logged. Never names, addresses or secrets.",
        &[
            key("format", "\"text\"", "`text` or `json`."),
            key(
                "filter",
                "\"info\"",
                "A level, or directives such as `info,tolk_sip=debug`.",
            ),
        ],
    ),
    one(
        "limits",
        "What peers can make us hold.",
        &[
            key("meetings", "1000", "Meetings at once."),
            key("legs", "2000", "Legs at once."),
            key("connections", "10000", "Open connections of one edge."),
            key(
                "connections_per_source",
                "1000",
                "Open connections from one address (IPv6: one /64), and never more than are still free.",
            ),
            key(
                "first_bytes_s",
                "10",
                "A connection that has said nothing by then is closed, seconds.",
            ),
            key("journal", "10000", "Journal entries kept in memory."),
            key(
                "calls_per_source",
                "500",
                "Calls by SIP, and as many by H.323, from one address (IPv6: one /64), and never more than are still free. Trunks, proved accounts and known networks have the latter only.",
            ),
            key(
                "requests_per_s",
                "50",
                "SIP requests that begin something, and calls by H.323, from one address (IPv6: one /64), each second. A call that is answered costs nothing.",
            ),
            key("requests_burst", "200", "The same, at once."),
            key(
                "known_requests_per_s",
                "1000",
                "The same of one trunk, one account, or one address of a [[network]] that is `known`.",
            ),
            key("known_requests_burst", "2000", "The same, at once."),
            key(
                "datagrams_per_s",
                "500",
                "SIP datagrams from one address (IPv6: one /64), each second; a call is about ten.",
            ),
            key("datagrams_burst", "1000", "The same, at once."),
            key(
                "known_datagrams_per_s",
                "10000",
                "The same from one of a trunk's `sources`, a proxy of its that is written as an address, or an address of a [[network]] that is `known`.",
            ),
            key("known_datagrams_burst", "20000", "The same, at once."),
        ],
    ),
];

/// A section by its name.
pub(super) fn section(name: &str) -> Option<&'static Section> {
    SECTIONS.iter().find(|s| s.name == name)
}

/// The commented sample file.
pub fn sample() -> String {
    let mut text = String::from(
        "# Tolk's configuration. Every key may be left out; a key without a comment sign in front has no effect here but to show its default.\n\
         # `TOLK_<SECTION>_<KEY>` in the environment goes before the file (TOLK_ADMIN_TOKEN, TOLK_HTTP_PUBLIC_URL).\n",
    );
    for section in SECTIONS {
        let (open, close) = if section.repeated {
            ("[[", "]]")
        } else {
            ("[", "]")
        };
        text.push_str(&format!(
            "\n# {}\n# {open}{}{close}\n",
            section.doc, section.name
        ));
        for key in section.keys {
            let kind = if key.has_default { "" } else { " Example:" };
            text.push_str(&format!(
                "# {}{kind}\n#{} = {}\n",
                key.doc, key.name, key.example
            ));
        }
    }
    text
}
