#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
//! The table of causes both ways.

use tolk_model::cause::{Blame, Reason};

use tolk_model::id::TrunkId;
use tolk_model::{Domain, Trust};

use super::cause::{hung_up, read_reason, reason, reason_header, refused, status};
use super::describe::caller;
use crate::wire::{Headers, Method, Request};

fn headers(value: &str) -> Headers {
    let mut headers = Headers::default();
    headers.push("reason", value);
    headers
}

#[test]
fn every_reason_survives_the_wire_to_another_node() {
    for sent in Reason::ALL {
        let status = status(*sent);
        assert!((300..700).contains(&status), "{sent:?} is no refusal");
        let received = refused(status, &headers(&reason_header(*sent)));
        assert_eq!(received.reason, *sent);
        assert_eq!(hung_up_reason(&reason_header(*sent)), ordinary(*sent));
    }
}

fn hung_up_reason(value: &str) -> Reason {
    hung_up(&headers(value)).reason
}

/// A BYE cannot say that nobody was there.
fn ordinary(reason: Reason) -> Reason {
    match reason {
        Reason::NotFound | Reason::Busy | Reason::NoAnswer | Reason::AnsweredElsewhere => {
            Reason::HungUp
        }
        other => other,
    }
}

#[test]
fn every_status_means_something_that_is_said_by_the_same_status() {
    for sent in Reason::ALL {
        let status_of = status(*sent);
        assert_eq!(status(reason(status_of)), status_of, "{sent:?} {status_of}");
    }
    for code in 300..700 {
        // A status that we never send (493) may share its meaning's status with another.
        assert!((300..700).contains(&status(reason(code))), "{code}");
    }
}

#[test]
fn the_statuses_of_the_field_have_their_meaning() {
    for (code, meant) in [
        (404, Reason::NotFound),
        (480, Reason::Unavailable),
        (486, Reason::Busy),
        (600, Reason::Busy),
        (603, Reason::Declined),
        (487, Reason::Cancelled),
        (488, Reason::NoCommonMedia),
        (401, Reason::Unauthorized),
        (407, Reason::Unauthorized),
        (302, Reason::Moved),
        (503, Reason::Overloaded),
        (599, Reason::InternalError),
        (499, Reason::ProtocolError),
    ] {
        assert_eq!(reason(code), meant, "{code}");
    }
    assert_eq!(refused(503, &Headers::default()).blame, Blame::Network);
    assert_eq!(refused(486, &Headers::default()).blame, Blame::FarEnd);
}

#[test]
fn telephone_causes_are_read() {
    assert_eq!(
        read_reason(&headers("Q.850;cause=17;text=\"User busy\"")),
        Some(Reason::Busy)
    );
    assert_eq!(
        read_reason(&headers("Q.850;cause=16, SIP;cause=603")),
        Some(Reason::Declined)
    );
    assert_eq!(
        read_reason(&headers("SIP;cause=200;text=\"Call completed elsewhere\"")),
        Some(Reason::AnsweredElsewhere)
    );
    assert_eq!(read_reason(&headers("Preemption;cause=1")), None);
    assert_eq!(
        hung_up_reason("Q.850;cause=17"),
        Reason::HungUp,
        "a BYE is the ordinary end"
    );
}

fn call_from(lines: &[(&str, &str)]) -> Request {
    let mut request = Request::new(Method::Invite, "sip:8001234@tolk.example");
    for (name, value) in lines {
        request.headers.push(name, *value);
    }
    request
}

fn shown(request: &Request, trust: &Trust) -> (String, String) {
    let party = caller(request, Some(trust));
    (
        party.display_name.reveal().clone(),
        party.address.reveal().to_string(),
    )
}

#[test]
fn an_asserted_identity_counts_only_where_its_network_is_proven() {
    let from = ("from", "\"Anna\" <sip:anna@home.example>;tag=1");
    let asserted = (
        "p-asserted-identity",
        "<tel:+4681234>, \"Växeln\" <sip:4681234@agency.example>",
    );
    let request = call_from(&[from, asserted]);
    let proven = Trust::MutualTls {
        domain: Domain::new("agency.example").unwrap(),
    };
    let trunk = Trust::Trunk {
        trunk: TrunkId::new("operator"),
    };
    for trust in [&proven, &trunk] {
        let (name, address) = shown(&request, trust);
        assert_eq!(name, "Växeln");
        assert!(address.contains("4681234@agency.example"), "{address}");
    }
    let (name, address) = shown(&request, &Trust::Anonymous);
    assert_eq!(name, "Anna");
    assert!(address.contains("anna@home.example"), "{address}");
    // Nor does a proven domain speak for the people of another, least of all for ours.
    let stolen = ("p-asserted-identity", "\"Chefen\" <sip:boss@tolk.example>");
    assert_eq!(shown(&call_from(&[from, stolen]), &proven).0, "Anna");
    // What cannot be read is as if it were not there.
    let broken = call_from(&[from, ("p-asserted-identity", "<<<>, sip:")]);
    assert_eq!(shown(&broken, &proven).0, "Anna");
}

#[test]
fn a_caller_that_wants_to_be_nobody_is() {
    let trunk = Trust::Trunk {
        trunk: TrunkId::new("operator"),
    };
    let from = (
        "from",
        "\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=1",
    );
    let asserted = ("p-asserted-identity", "\"Anna\" <sip:anna@agency.example>");
    let hidden = call_from(&[from, asserted, ("privacy", "id;critical")]);
    assert_eq!(shown(&hidden, &trunk).0, "Anonymous");
    let named = ("from", "\"Anna\" <sip:anna@agency.example>;tag=1");
    let nameless = call_from(&[named, asserted, ("privacy", "User; id")]);
    let (name, address) = shown(&nameless, &trunk);
    assert!(
        !name.contains("Anna") && !address.contains("anna"),
        "{name} {address}"
    );
    let open = call_from(&[named, asserted, ("privacy", "none")]);
    assert_eq!(shown(&open, &trunk).0, "Anna");
}
