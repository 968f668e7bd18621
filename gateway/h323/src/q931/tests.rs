//! Real messages, every prefix of them, and what must come back as it was.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::{
    Bearer, CallReference, CallState, Cause, Element, Kind, Location, Message, Number, Progress,
    Q931Error, identifier,
};

fn message(kind: Kind, elements: Vec<Element>) -> Message {
    let call = CallReference {
        value: 0x7abc,
        from_called: true,
    };
    Message {
        call,
        kind,
        elements,
    }
}

fn number(presentation: Option<u8>) -> Number {
    Number {
        kind: 2,
        plan: 1,
        presentation,
        screening: presentation.map(|_| 3),
        digits: "8001234".to_string(),
    }
}

fn full() -> Message {
    let bearer = Bearer {
        capability: 8,
        rate: 24,
        multiplier: Some(6),
    };
    let mut setup = message(
        Kind::Setup,
        vec![
            bearer.to_element(),
            Element::new(identifier::DISPLAY, *b"Raum 1\0"),
            number(Some(1)).to_element(identifier::CALLING_NUMBER),
            number(None).to_element(identifier::CALLED_NUMBER),
            Element {
                codeset: 5,
                identifier: 0x7e,
                content: vec![1, 2],
            },
            // Sending complete: one byte.
            Element::new(0xa1, []),
        ],
    );
    setup.push_user_user(&[7; 300]);
    setup
}

#[test]
fn what_is_written_is_read_as_it_was() {
    let setup = full();
    let read = Message::parse(&setup.to_bytes().unwrap()).unwrap();
    assert_eq!(read, setup);
    assert_eq!(read.display().as_deref(), Some("Raum 1"));
    assert_eq!(read.bearer().unwrap().multiplier, Some(6));
    assert_eq!(read.calling_number(), Some(number(Some(1))));
    assert_eq!(read.called_number(), Some(number(None)));
    assert_eq!(read.user_user(), Some(&[7; 300][..]));
    assert!(read.call.from_called);
}

#[test]
fn causes_keep_value_and_location() {
    for location in [Location::User, Location::Beyond, Location::Other(7)] {
        let cause = Cause {
            value: 17,
            location,
        };
        let end = message(Kind::ReleaseComplete, vec![cause.to_element()]);
        assert_eq!(
            Message::parse(&end.to_bytes().unwrap()).unwrap().cause(),
            Some(cause)
        );
    }
    // With octet 3a (recommendation), which nobody needs.
    let end = message(
        Kind::ReleaseComplete,
        vec![Element::new(identifier::CAUSE, [0x02, 0x80, 0x90])],
    );
    let wanted = Cause {
        value: 16,
        location: Location::LocalPublic,
    };
    assert_eq!(end.cause(), Some(wanted));
}

#[test]
fn progress_and_state_are_told() {
    let progress = Progress {
        location: 1,
        description: 8,
    };
    let status = message(
        Kind::Status,
        vec![progress.to_element(), CallState(10).to_element()],
    );
    let read = Message::parse(&status.to_bytes().unwrap()).unwrap();
    assert_eq!(read.progress(), Some(progress));
    assert_eq!(read.call_state(), Some(CallState(10)));
}

#[test]
fn each_prefix_is_a_message_or_an_error_and_never_more() {
    let whole = full().to_bytes().unwrap();
    for end in 0..whole.len() {
        if let Ok(part) = Message::parse(&whole[..end]) {
            assert!(full().elements.starts_with(&part.elements), "{end}");
        }
    }
}

#[test]
fn a_locking_shift_counts_until_the_next() {
    let bytes = [8, 2, 0, 1, 5, 0x96, 0x28, 1, b'x', 0x90, 0x28, 1, b'y'];
    let read = Message::parse(&bytes).unwrap();
    assert_eq!(read.elements[0].codeset, 6);
    assert_eq!(read.display().as_deref(), Some("y"));
}

#[test]
fn headers_that_are_none_are_named() {
    for (bytes, error) in [
        (&[][..], Q931Error::Truncated),
        (&[8, 2, 0], Q931Error::Truncated),
        (&[3], Q931Error::Protocol(3)),
        (&[9, 2, 0, 1, 5], Q931Error::Protocol(9)),
        (&[8, 1, 0, 1, 5], Q931Error::CallReference(1)),
        (
            &[8, 2, 0, 1, 5, 0x28, 9, 0],
            Q931Error::Element {
                identifier: 0x28,
                length: 9,
            },
        ),
        (
            &[8, 2, 0, 1, 5, 0x7e, 0xff, 0xff, 5],
            Q931Error::Element {
                identifier: 0x7e,
                length: 65_535,
            },
        ),
    ] {
        assert_eq!(Message::parse(bytes), Err(error), "{bytes:?}");
    }
    let many = [&[8, 2, 0, 1, 5][..], &[0xa1; Message::MOST_ELEMENTS + 1]].concat();
    assert_eq!(Message::parse(&many), Err(Q931Error::TooMany));
}

#[test]
fn what_a_length_cannot_say_is_not_written() {
    let long = message(
        Kind::Notify,
        vec![Element::new(identifier::DISPLAY, vec![b'x'; 256])],
    );
    assert_eq!(
        long.to_bytes(),
        Err(Q931Error::TooLong {
            identifier: identifier::DISPLAY,
            length: 256
        })
    );
}

#[test]
fn every_kind_has_its_code() {
    for code in 0..=255 {
        assert_eq!(Kind::of(code).code(), code);
    }
    assert_eq!(Kind::of(0x75).name(), "statusInquiry");
    assert_eq!(Kind::of(0x33).name(), "q931-0x33");
}

#[test]
fn sound_alone_is_g711_and_pictures_are_h221() {
    let content = |capability| {
        let bearer = Bearer {
            capability,
            rate: 16,
            multiplier: None,
        };
        bearer.to_element().content
    };
    // Octets 3, 4 and 5 as Asterisk sends them for speech.
    assert_eq!(content(0), [0x80, 0x90, 0xa3]);
    assert_eq!(content(8), [0x88, 0x90, 0xa5]);
}
