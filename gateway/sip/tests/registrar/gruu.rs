//! Addresses of one device (RFC 5627).

use super::*;

#[test]
fn a_gruu_names_its_device() {
    let (mut world, _) = world();
    let uri = "sip:anna@example.com;gr=urn:uuid:0f";
    send(
        &mut world,
        &request("INVITE", uri, "zoe", 1, "Contact: <sip:a@198.51.100.1>\r\n"),
    );
    let Some((_, LegEvent::Incoming(call))) = world.sides[B].events.first() else {
        panic!("{:?}", world.sides[B].events)
    };
    assert_eq!(call.device, Some(Pii::new("<urn:uuid:0f>".to_string())));
    assert_eq!(call.to.local, "anna");
}
