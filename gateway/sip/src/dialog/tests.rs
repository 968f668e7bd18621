#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
//! Route sets, strict and loose; order of requests; refresh.

use super::*;
use crate::wire::message::Message;
use crate::wire::parse::split_datagram;
use crate::wire::validate::validate;

fn invite(extra: &str) -> Request {
    let text = format!(
        "INVITE sip:room@gw.example.com SIP/2.0\r\nVia: SIP/2.0/UDP p2.example.com;branch=z9hG4bK1\r\nFrom: \"A\" <sip:a@example.com>;tag=a1\r\nTo: <sip:room@example.com>\r\nCall-ID: c1\r\nCSeq: 7 INVITE\r\nContact: <sip:a@192.0.2.9:5080;ob>\r\n{extra}\r\n"
    );
    match split_datagram(text.as_bytes()).and_then(validate).unwrap() {
        Message::Request(request) => request,
        Message::Response(_) => panic!("a response"),
    }
}

#[test]
fn a_called_side_takes_the_route_set_in_order() {
    let extra = "Record-Route: <sip:p2.example.com;lr>, <sip:p1.example.com;lr;x=a%2cb>\r\nRecord-Route: <sip:p0.example.com;lr>\r\n";
    let mut dialog = Dialog::answering(&invite(extra), "t1", 5).unwrap();
    let bye = dialog.request(Method::Bye);
    assert_eq!(bye.uri, "sip:a@192.0.2.9:5080;ob");
    let routes: Vec<_> = bye
        .headers
        .lines("route")
        .map(|l| String::from_utf8(l.to_vec()).unwrap())
        .collect();
    assert_eq!(
        routes,
        [
            "<sip:p2.example.com;lr>",
            "<sip:p1.example.com;lr;x=a%2cb>",
            "<sip:p0.example.com;lr>"
        ]
    );
    assert_eq!(
        bye.headers.text("from"),
        Some("<sip:room@example.com>;tag=t1")
    );
    assert_eq!(
        bye.headers.text("to"),
        Some("\"A\" <sip:a@example.com>;tag=a1")
    );
    assert_eq!(bye.cseq().unwrap(), (6, Method::Bye));
    assert_eq!(dialog.next_hop().unwrap().host.as_str(), "p2.example.com");
}

#[test]
fn a_calling_side_takes_the_route_set_in_reverse() {
    let request = invite("");
    let mut response = request.response(200, Some("t1"));
    response.headers.push(
        "record-route",
        "<sip:p1.example.com;lr>, <sip:p2.example.com;lr>",
    );
    response.headers.push("contact", "<sip:room@198.51.100.1>");
    let dialog = Dialog::calling(&request, &response).unwrap();
    assert_eq!(
        dialog.routes,
        ["<sip:p2.example.com;lr>", "<sip:p1.example.com;lr>"]
    );
    assert_eq!(
        (dialog.target.as_str(), dialog.remote_tag.as_str()),
        ("sip:room@198.51.100.1", "t1")
    );
    assert_eq!(dialog.ack(7).cseq().unwrap(), (7, Method::Ack));
}

#[test]
fn a_strict_router_takes_the_request_uri() {
    let extra = "Record-Route: <sip:old.example.com>, <sip:p1.example.com;lr>\r\n";
    let mut dialog = Dialog::answering(&invite(extra), "t1", 5).unwrap();
    let bye = dialog.request(Method::Bye);
    assert_eq!(bye.uri, "sip:old.example.com");
    let routes: Vec<_> = bye.headers.lines("route").map(<[u8]>::to_vec).collect();
    assert_eq!(
        routes,
        [
            b"<sip:p1.example.com;lr>".to_vec(),
            b"<sip:a@192.0.2.9:5080;ob>".to_vec()
        ]
    );
}

#[test]
fn requests_out_of_order_are_seen() {
    let mut dialog = Dialog::answering(&invite(""), "t1", 5).unwrap();
    assert!(!dialog.accept(7), "the INVITE's own number");
    assert!(!dialog.accept(3));
    assert!(dialog.accept(9), "gaps are lawful");
}

#[test]
fn a_refresh_moves_the_target_and_not_the_routes() {
    let mut dialog = Dialog::answering(&invite("Record-Route: <sip:p;lr>\r\n"), "t1", 5).unwrap();
    let mut again = invite("Record-Route: <sip:q;lr>\r\n");
    again.headers.set("contact", "<sip:a@192.0.2.10>");
    dialog.refresh(&again);
    assert_eq!(dialog.target, "sip:a@192.0.2.10");
    assert_eq!(dialog.routes, ["<sip:p;lr>"]);
}
