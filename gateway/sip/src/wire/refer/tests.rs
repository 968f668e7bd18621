//! What names whom a transfer goes to.
#![allow(clippy::unwrap_used, reason = "tests")]
use super::*;

#[test]
fn a_reference_names_whom_and_in_whose_place() {
    let plain = ReferTo::parse("\"B\" <sip:b@example.com;method=INVITE>").unwrap();
    assert_eq!(plain.address.to_string(), "sip:b@example.com");
    assert_eq!(plain.replaces, None);
    assert_eq!(
        ReferTo::parse("tel:+468123;ext=1")
            .unwrap()
            .address
            .to_string(),
        "tel:+468123"
    );
    let inside = "<sips:b@example.com?Replaces=a%40h%3Bto-tag%3D1%3Bfrom-tag%3D2&Require=replaces&Subject=x>";
    let replaces = ReferTo::parse(inside).unwrap().replaces.unwrap();
    let expected = Replaces {
        call_id: "a@h".to_string(),
        to_tag: "1".to_string(),
        from_tag: "2".to_string(),
        early_only: false,
    };
    assert_eq!(replaces, expected);
    let printed = print_refer_to("sips:b@example.com", Some(&replaces));
    assert_eq!(ReferTo::parse(&printed).unwrap().replaces, Some(expected));
}

#[test]
fn what_is_no_reference_is_told_apart() {
    for (text, why) in [
        ("", NoReference::Malformed),
        ("<sip:a@b>, <sip:c@d>", NoReference::Malformed),
        ("<sip:a@b?Replaces=x>", NoReference::Malformed),
        ("<sip:a@b?Replaces=x%3Bto-tag%3D1>", NoReference::Malformed),
        // A line break would put headers of theirs into a request of ours.
        (
            "<sip:a@b?Replaces=x%3Bto-tag%3D1%3Bfrom-tag%3D2%0D%0ARoute%3A%20x>",
            NoReference::Malformed,
        ),
        (
            "<sip:a@b?Replaces=x%3Bto-tag%3D1%3Bfrom-tag%3D2&Replaces=y%3Bto-tag%3D1%3Bfrom-tag%3D2>",
            NoReference::Malformed,
        ),
        ("<https://example.com/>", NoReference::Scheme),
        ("<sip:a@b;method=BYE>", NoReference::Method),
        ("<sip:a@b;method=SUBSCRIBE>", NoReference::Method),
    ] {
        assert_eq!(ReferTo::parse(text), Err(why), "{text}");
    }
}

#[test]
fn a_dialog_is_named_by_three_parts() {
    let named = Replaces::parse("c@h; from-tag=f;to-tag=t ;early-only").unwrap();
    assert!(named.early_only);
    assert_eq!(named.print(), "c@h;to-tag=t;from-tag=f;early-only");
    let old = Replaces::parse("c;to-tag=t;from-tag=0").unwrap();
    assert_eq!(
        (old.from_tag.as_str(), old.print().as_str()),
        ("", "c;to-tag=t;from-tag=0")
    );
    let long = format!("{};to-tag=1;from-tag=2", "c".repeat(2000));
    for text in [
        "c",
        "c;to-tag=1",
        ";to-tag=1;from-tag=2",
        "a, b;to-tag=1;from-tag=2",
        "c;to-tag=1;from-tag=2, d;to-tag=1;from-tag=2",
        &long,
    ] {
        assert_eq!(Replaces::parse(text), None, "{text}");
    }
}

#[test]
fn a_fragment_tells_its_status_and_nothing_else() {
    assert_eq!(fragment_status(b"SIP/2.0 180 Ringing\r\n"), Some(180));
    assert_eq!(fragment_status(b"SIP/2.0 603"), Some(603));
    assert_eq!(
        fragment_status(b"SIP/2.0 200 OK\r\nTo: <sip:a@b>\r\n\r\n"),
        Some(200)
    );
    let mut long = b"SIP/2.0 200 OK\r\n".to_vec();
    long.resize(MAX_FRAGMENT + 1, b'x');
    for text in [
        b"".as_slice(),
        b"180 Ringing",
        b"SIP/2.0 99 x",
        b"SIP/2.0 1800 x",
        b"SIP/3.0 200 OK",
        b"\xff\xff",
        &long,
    ] {
        assert_eq!(fragment_status(text), None);
    }
}

#[test]
fn who_refers_is_an_address() {
    assert_eq!(
        referrer("\"R\" <sip:r@example.com>;cid=x").as_deref(),
        Some("sip:r@example.com")
    );
    assert_eq!(referrer("<https://example.com>"), None);
    assert_eq!(referrer("<sip:a@b"), None);
}
