#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
//! Parsing and printing: torture messages, illegal lengths, streams cut anywhere, what is printed reads back.

use proptest::prelude::*;

use super::body::{Description, description, dtmf};
use super::message::{Common, Message};
use super::parse::{MAX_HEADERS, Refused, split_datagram};
use super::stream::{Frame, Framer};
use super::validate::validate;
use super::*;

fn parse(bytes: &[u8]) -> Result<Message, Problem> {
    split_datagram(bytes)
        .and_then(validate)
        .map_err(|r: Refused| r.problem)
}

fn request(bytes: &[u8]) -> Request {
    match parse(bytes).expect("a request") {
        Message::Request(request) => request,
        Message::Response(_) => panic!("a response"),
    }
}

fn options(extra: &str) -> String {
    format!(
        "OPTIONS sip:a@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx\r\nFrom: <sip:b@example.com>;tag=1\r\nTo: <sip:a@example.com>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\n{extra}\r\n"
    )
}

/// What this layer must say of each message of RFC 4475; `None` accepts it. The section tells why.
const TORTURE: &[(&str, Option<Problem>)] = &[
    ("wsinv", None),                             // 3.1.1.1
    ("intmeth", None),                           // 3.1.1.2
    ("esc01", None),                             // 3.1.1.3
    ("escnull", None),                           // 3.1.1.4
    ("esc02", None),                             // 3.1.1.5
    ("lwsdisp", None),                           // 3.1.1.6
    ("longreq", None),                           // 3.1.1.7
    ("dblreq", None),                            // 3.1.1.8: the rest of a datagram is ignored
    ("semiuri", None),                           // 3.1.1.9
    ("transports", None),                        // 3.1.1.10
    ("mpart01", None),                           // 3.1.1.11
    ("unreason", None),                          // 3.1.1.12
    ("noreason", None),                          // 3.1.1.13
    ("badinv01", Some(Problem::Via)),            // 3.1.2.1
    ("clerr", Some(Problem::BodyTooShort)),      // 3.1.2.2
    ("ncl", Some(Problem::ContentLength)),       // 3.1.2.3
    ("scalar02", Some(Problem::CSeq)),           // 3.1.2.4
    ("scalarlg", Some(Problem::CSeq)),           // 3.1.2.5
    ("quotbal", Some(Problem::Quotes)),          // 3.1.2.6
    ("ltgtruri", Some(Problem::RequestLine)),    // 3.1.2.7
    ("lwsruri", Some(Problem::RequestLine)),     // 3.1.2.8
    ("lwsstart", Some(Problem::RequestLine)),    // 3.1.2.9
    ("trws", Some(Problem::RequestLine)),        // 3.1.2.10
    ("escruri", Some(Problem::Uri)),             // 3.1.2.11
    ("baddate", None),                           // 3.1.2.12: "could ignore this value completely"
    ("regbadct", Some(Problem::Contact)),        // 3.1.2.13
    ("badaspec", None),                          // 3.1.2.14: "may ... be liberal"
    ("baddn", Some(Problem::Unterminated)), // 3.1.2.15; the archive's file has no empty line either
    ("badvers", Some(Problem::Version)),    // 3.1.2.16
    ("mismatch01", Some(Problem::CSeqMethod)), // 3.1.2.17
    ("mismatch02", Some(Problem::CSeqMethod)), // 3.1.2.18
    ("bigcode", Some(Problem::StatusLine)), // 3.1.2.19
    ("badbranch", None),                    // 3.2.1: matched as RFC 2543 does
    ("insuf", Some(Problem::MissingHeader)), // 3.3.1
    ("unkscm", Some(Problem::Scheme)),      // 3.3.2
    ("novelsc", Some(Problem::Scheme)),     // 3.3.3
    ("unksm2", None),                       // 3.3.4
    ("bext01", None),                       // 3.3.5
    ("invut", None),                        // 3.3.6
    ("regaut01", None),                     // 3.3.7
    ("multi01", Some(Problem::DuplicateHeader)), // 3.3.8
    ("mcl01", Some(Problem::DuplicateHeader)), // 3.3.9
    ("bcast", None),                        // 3.3.10: dropped above for its second Via
    ("zeromf", None),                       // 3.3.11
    ("cparam01", None),                     // 3.3.12
    ("cparam02", None),                     // 3.3.13
    ("regescrt", None),                     // 3.3.14
    ("sdp01", None),                        // 3.3.15
    ("inv2543", None),                      // 3.4.1
];

fn torture(name: &str) -> Vec<u8> {
    let root = env!("CARGO_MANIFEST_DIR");
    std::fs::read(format!("{root}/tests/fixtures/rfc4475/{name}.dat")).expect("the fixture")
}

#[test]
fn the_49_torture_messages_are_judged_as_rfc_4475_says() {
    assert_eq!(TORTURE.len(), 49);
    let wrong: Vec<_> = TORTURE
        .iter()
        .map(|(name, expected)| (name, expected, parse(&torture(name)).err()))
        .filter(|(_, expected, found)| *expected != found)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn torture_messages_that_are_accepted_print_and_read_back() {
    for (name, expected) in TORTURE {
        if expected.is_some() {
            continue;
        }
        let message = parse(&torture(name)).expect(name);
        let printed = match &message {
            Message::Request(r) => r.to_bytes(),
            Message::Response(r) => r.to_bytes(),
        };
        let (again, printed_again) = match parse(&printed).expect(name) {
            Message::Request(r) => (r.headers.clone(), r.to_bytes()),
            Message::Response(r) => (r.headers.clone(), r.to_bytes()),
        };
        assert_eq!(printed, printed_again, "{name}");
        assert!(again.count("via") > 0);
    }
}

#[test]
fn strange_white_space_hides_nothing() {
    let request = request(&torture("wsinv"));
    assert_eq!(request.sender_tag(), "98asjd8");
    assert_eq!(request.to_tag(), "1918181833n");
    assert_eq!(
        request.sender().unwrap().display.as_deref(),
        Some("J Rosenberg \\\"")
    );
    assert_eq!(request.headers.list("via").unwrap().len(), 3);
    assert_eq!(request.cseq().unwrap(), (9, Method::Invite));
    let contact = request.contact().unwrap();
    assert_eq!(contact.parameters.value("q"), Some("0.33"));
    assert_eq!(request.body.len(), 150);
}

#[test]
fn an_unknown_method_is_carried_whole() {
    let request = request(&torture("intmeth"));
    assert_eq!(
        request.method.as_str(),
        "!interesting-Method0123456789_*+`.%indeed'~"
    );
    assert_eq!(request.sender_tag(), "_token~1'+`*%!-.");
}

#[test]
fn every_illegal_content_length_is_refused() {
    let body = "hello";
    for (text, problem) in [
        ("-1", Problem::ContentLength),
        ("-999", Problem::ContentLength),
        ("+5", Problem::ContentLength),
        ("5.0", Problem::ContentLength),
        ("0x5", Problem::ContentLength),
        ("5 5", Problem::ContentLength),
        ("5,5", Problem::ContentLength),
        ("5;a", Problem::ContentLength),
        ("five", Problem::ContentLength),
        ("", Problem::ContentLength),
        ("٥", Problem::ContentLength),
        ("5\r\n Content-Length: 0", Problem::ContentLength),
        ("5\r\nl: 5", Problem::DuplicateHeader),
        ("5\r\nContent-Length: 4", Problem::DuplicateHeader),
        ("6", Problem::BodyTooShort),
        ("204801", Problem::BodyTooLarge),
        ("4294967301", Problem::BodyTooLarge),
        ("18446744073709551615", Problem::BodyTooLarge),
        ("18446744073709551616", Problem::BodyTooLarge),
        (
            "99999999999999999999999999999999999999999999",
            Problem::BodyTooLarge,
        ),
    ] {
        let message = options(&format!("Content-Length: {text}\r\n")) + body;
        assert_eq!(
            parse(message.as_bytes()).err(),
            Some(problem),
            "datagram {text:?}"
        );
        let mut framer = Framer::default();
        framer.push(message.as_bytes());
        let streamed = match framer.next() {
            Some(Frame::Broken(refused)) => Some(refused.problem),
            Some(Frame::Message(_)) => None,
            other => {
                assert_eq!(problem, Problem::BodyTooShort, "{text:?} {other:?}");
                continue;
            }
        };
        assert_eq!(streamed, Some(problem), "stream {text:?}");
    }
}

#[test]
fn lawful_spellings_of_content_length_are_taken() {
    for text in [
        "Content-Length: 5",
        "l:5",
        "L : 05",
        "cOnTeNt-LeNgTh\t:\r\n 0005 ",
    ] {
        let message = options(&format!("{text}\r\n")) + "hello";
        assert_eq!(request(message.as_bytes()).body, b"hello", "{text}");
    }
}

#[test]
fn a_stream_may_be_cut_at_every_byte() {
    let one = options("Content-Length: 5\r\n") + "hello";
    let two = options("l: 0\r\n");
    let stream = format!("\r\n{one}\r\n\r\n{two}");
    for cut in 0..=stream.len() {
        let mut framer = Framer::default();
        let mut messages = 0;
        let mut pings = 0;
        for part in [&stream.as_bytes()[..cut], &stream.as_bytes()[cut..]] {
            framer.push(part);
            while let Some(frame) = framer.next() {
                match frame {
                    Frame::Message(split) => {
                        messages += 1;
                        assert!(validate(split).is_ok(), "cut at {cut}");
                    }
                    Frame::Ping => pings += 1,
                    Frame::Broken(refused) => panic!("cut at {cut}: {:?}", refused.problem),
                }
            }
        }
        assert_eq!((messages, pings), (2, 1), "cut at {cut}");
    }
}

#[test]
fn a_stream_byte_by_byte_gives_the_same() {
    let stream = options("Content-Length: 5\r\n") + "hello" + &options("l: 0\r\n");
    let mut framer = Framer::default();
    let mut messages = 0;
    for byte in stream.as_bytes() {
        framer.push(&[*byte]);
        while let Some(Frame::Message(_)) = framer.next() {
            messages += 1;
        }
    }
    assert_eq!(messages, 2);
}

#[test]
fn a_stream_without_a_length_is_given_up() {
    let mut framer = Framer::default();
    framer.push(options("").as_bytes());
    assert!(
        matches!(framer.next(), Some(Frame::Broken(r)) if r.problem == Problem::NoContentLength)
    );
    framer.push(options("l: 0\r\n").as_bytes());
    assert!(framer.next().is_none(), "nothing comes after a lost border");
}

#[test]
fn limits_hold() {
    let many: String = (0..MAX_HEADERS).map(|n| format!("X-{n}: 1\r\n")).collect();
    assert_eq!(
        parse(options(&many).as_bytes()).err(),
        Some(Problem::TooManyHeaders)
    );
    let long = format!("X: {}\r\n", "a".repeat(65 * 1024));
    assert_eq!(
        parse(options(&long).as_bytes()).err(),
        Some(Problem::HeadTooLarge)
    );
    let mut framer = Framer::default();
    framer.push(&vec![b'a'; 65 * 1024]);
    assert!(
        matches!(framer.next(), Some(Frame::Broken(_))),
        "an endless line is given up"
    );
}

#[test]
fn a_display_name_with_a_comma_needs_quotes() {
    assert_eq!(
        NameAddr::parse("Bell, Alexander <sip:a@example.com>").err(),
        Some(Problem::Party)
    );
    let quoted = NameAddr::parse("\"Bell, Alexander\" < sip:a@example.com >;tag=1").unwrap();
    assert_eq!(
        (quoted.display.as_deref(), quoted.tag()),
        (Some("Bell, Alexander"), Some("1"))
    );
    assert!(NameAddr::parse("sip:a@example.com?Route=%3Csip:b%3E").is_err());
}

#[test]
fn bare_line_breaks_are_refused() {
    for text in ["X: a\rb\r\n", "X: a\nVia: b\r\n", "X: a\n b\r\n"] {
        assert_eq!(
            parse(options(text).as_bytes()).err(),
            Some(Problem::BareLineBreak),
            "{text:?}"
        );
    }
}

#[test]
fn a_header_that_is_not_utf_8_does_no_harm_where_nobody_reads_it() {
    let mut bytes = options("").into_bytes();
    let end = bytes.len() - 2;
    bytes.splice(end..end, b"X-Old: \xe5\xe4\xf6\r\n".iter().copied());
    let kept = request(&bytes);
    assert_eq!(
        kept.headers.lines("x-old").next(),
        Some(b"\xe5\xe4\xf6".as_slice())
    );
    assert!(
        kept.to_bytes().windows(3).any(|w| w == b"\xe5\xe4\xf6"),
        "echoed byte for byte"
    );
}

#[test]
fn record_route_is_echoed_byte_for_byte() {
    let signed = "<sip:edge.example.com:5061;transport=tls;ms-key-info=AAE;ms-route-sig=dk%2f;lr;opaque=state:F>;tag=X";
    let request = request(options(&format!("Record-Route: {signed}\r\n")).as_bytes());
    let mut response = request.response(200, Some("t"));
    crate::dialog::echo_routes(&request, &mut response);
    let text = String::from_utf8(response.to_bytes()).unwrap();
    assert!(text.contains(&format!("Record-Route: {signed}\r\n")));
}

#[test]
fn responses_go_where_the_via_says() {
    let source = "198.51.100.7:40000".parse().unwrap();
    for (text, expected) in [
        (
            "SIP/2.0/UDP 10.0.0.1:5070;branch=z9hG4bKa;rport",
            "198.51.100.7:40000",
        ),
        (
            "SIP/2.0/UDP 10.0.0.1:5070;branch=z9hG4bKa",
            "198.51.100.7:5070",
        ),
        (
            "SIP/2.0/UDP pc.example.com;branch=z9hG4bKa",
            "198.51.100.7:5060",
        ),
    ] {
        let mut via = Via::parse(text).unwrap();
        via.note_source(source);
        assert_eq!(via.response_address(source).to_string(), expected);
        assert_eq!(via.parameters.value("received"), Some("198.51.100.7"));
    }
}

#[test]
fn the_session_description_is_found_in_a_multipart_body() {
    let body = "--b1\r\nContent-Type: application/sdp\r\nContent-Disposition: session;handling=optional\r\n\r\nv=0 old\r\n--b1\r\nContent-Type: application/sdp\r\n\r\nv=0 new\r\n--b1--\r\n";
    let head = options("Content-Type: multipart/alternative;boundary=\"b1\"\r\n");
    let request = request((head + body).as_bytes());
    assert_eq!(
        description(&request, &request.body),
        Description::Sdp("v=0 new")
    );
}

#[test]
fn digits_are_read_in_every_dialect() {
    let read = |kind: &str, body: &str| dtmf(kind, body.as_bytes()).map(|d| d.char());
    assert_eq!(
        read("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n"),
        Some('5')
    );
    assert_eq!(
        read("application/dtmf-relay", "Signal= *\nDuration= 250"),
        Some('*')
    );
    assert_eq!(read("application/dtmf-relay", "Signal=11"), Some('#'));
    assert_eq!(read("application/dtmf", "7"), Some('7'));
    assert_eq!(read("application/dtmf", "77"), None);
    assert_eq!(read("application/dtmf-relay", "Duration=1"), None);
}

proptest! {
    #[test]
    fn no_bytes_make_the_parser_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = parse(&bytes);
        let mut framer = Framer::default();
        framer.push(&bytes);
        while framer.next().is_some() {}
    }

    #[test]
    fn a_request_that_was_printed_reads_back(
        user in "[a-z0-9._-]{1,12}", tag in "[A-Za-z0-9]{1,16}", number in 0u32..0x7fff_ffff,
        value in "[ -~åäö]{0,40}", body in proptest::collection::vec(any::<u8>(), 0..100),
        name in "[A-Z][a-z]{3,9}",
    ) {
        let mut request = Request::new(Method::Other("SERVICE".into()), format!("sip:{user}@example.com"));
        request.headers.push("via", "SIP/2.0/TCP 192.0.2.1:5060;branch=z9hG4bKq");
        request.headers.push("from", format!("<sip:{user}@example.com>;tag={tag}"));
        request.headers.push("to", "<sip:b@example.com>");
        request.headers.push("call-id", tag.as_str());
        request.headers.push("cseq", format!("{number} SERVICE"));
        request.headers.push(&format!("X-{name}"), value.trim());
        request.body = body;
        let read = match parse(&request.to_bytes()).unwrap() {
            Message::Request(mut read) => { read.headers.remove("content-length"); read }
            Message::Response(_) => unreachable!(),
        };
        prop_assert_eq!(read, request);
    }

    #[test]
    fn an_address_survives_its_uri(local in "[ -~åäö]{1,20}") {
        let domain = tolk_model::Domain::new("example.com").unwrap();
        let address = tolk_model::Address { scheme: tolk_model::Scheme::Sip, ..tolk_model::Address::at(local.clone(), domain.clone()) };
        let uri = uri::print_address(&address, &domain);
        let read = Uri::parse(&uri).unwrap().to_address().unwrap();
        // What an address cannot hold stays escaped; everything else comes back.
        if !local.contains([' ', '<', '>', '"', '@']) {
            prop_assert_eq!(read.local, local);
        }
    }
}
