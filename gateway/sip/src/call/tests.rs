#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
//! The table of causes both ways.

use tolk_model::cause::{Blame, Reason};

use super::cause::{hung_up, read_reason, reason, reason_header, refused, status};
use crate::wire::Headers;

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
