//! What a trunk may say of how long we are registered.

use std::time::Duration;

use super::register::granted;
use crate::wire::{Method, Request, Response};

fn response(contacts: &[&str], expires: Option<&str>) -> Response {
    let mut response = Request::new(Method::Register, "sip:pbx.example").response(200, None);
    for contact in contacts {
        response.headers.push("contact", *contact);
    }
    if let Some(expires) = expires {
        response.headers.push("expires", expires);
    }
    response
}

#[test]
fn our_own_contact_says_for_how_long_and_nobody_says_for_ever() {
    let seconds = |contacts: &[&str], expires| {
        granted(&response(contacts, expires), "token").map(|d| d.as_secs())
    };
    let other = "<sip:other@192.0.2.1>;expires=30";
    let ours = "<sip:token@192.0.2.1:5060>;expires=300";
    assert_eq!(seconds(&[other, ours], Some("900")), Some(300));
    assert_eq!(seconds(&[other], Some("900")), Some(900));
    assert_eq!(seconds(&["<sip:token@192.0.2.1>"], None), None);
    let for_ever = u64::MAX.to_string();
    let longest = seconds(
        &[&format!("<sip:token@192.0.2.1>;expires={for_ever}")],
        None,
    );
    assert_eq!(longest, Some(86_400));
    // What is made of it must not overflow.
    assert!(Duration::from_secs(longest.unwrap_or(0)) * 3 / 4 > Duration::ZERO);
    assert_eq!(
        seconds(&["<sip:token@192.0.2.1>;expires=soon"], Some(" 60 ")),
        Some(60)
    );
}
