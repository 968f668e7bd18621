//! A link that does not work says why.

use serde_json::json;
use tolk_tests::measure::Sender;

use super::guest::Guest;
use super::world::{SOON, World};

#[test]
fn a_wrong_link_an_unknown_meeting_and_a_missing_invitation_are_explained() {
    let world = World::begin("links");
    let meeting = world.meeting();
    let guest = Guest::new(&world, Sender(2));
    // Another secret of the same length.
    let (start, _) = meeting.guest_link.split_once("#k=").unwrap();
    guest.open(&format!("{start}#k={}", "A".repeat(43)));
    guest.enter("Bo");
    guest.wait_for("[data-problem=\"wrong_link\"]", SOON);

    let page = &guest.browser.page;
    page.goto(&world.tolk.url("/m/no-such-meeting")).unwrap();
    guest.wait_for("[data-problem]", SOON);

    let closed = world.meeting_with(&json!({"title": "Closed", "only_invited": true}));
    guest.open(&closed.open_link);
    guest.enter("Bo");
    guest.wait_for("[data-problem]", SOON);
    assert!(world.participants(&closed.id).is_empty());
    guest.join(&closed.guest_link, "Bo");
}
