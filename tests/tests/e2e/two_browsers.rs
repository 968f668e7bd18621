//! Two people with browsers meet.

use tolk_tests::measure::Sender;

use super::guest::Guest;
use super::world::World;

const HOST: Sender = Sender(1);
const GUEST: Sender = Sender(2);
const THIRD: Sender = Sender(4);

#[test]
fn host_and_guest_see_and_hear_each_other_and_not_what_is_switched_off() {
    let world = World::begin("two-browsers");
    let meeting = world.meeting();
    let (host, guest) = (Guest::new(&world, HOST), Guest::new(&world, GUEST));
    host.join(&meeting.host_link, "Anna");
    guest.join(&meeting.guest_link, "Bo");
    world.wait_for_people(&meeting.id, 2);
    host.must_see_and_hear(GUEST);
    guest.must_see_and_hear(HOST);
    // The negative twin, in the same meeting: who switches off is missing, the other stays.
    guest.switch("mic", false);
    guest.switch("camera", false);
    host.must_miss(GUEST);
    guest.must_see_and_hear(HOST);
    guest.switch("mic", true);
    guest.switch("camera", true);
    host.must_see_and_hear(GUEST);
    guest.leave();
    world.wait_for_people(&meeting.id, 1);
    host.leave();
    world.wait_until_idle();
}

#[test]
fn three_people_hear_the_two_others_and_never_themselves() {
    let world = World::begin("three-browsers");
    let meeting = world.meeting();
    let people = [HOST, GUEST, THIRD].map(|sender| Guest::new(&world, sender));
    for (person, name) in people.iter().zip(["Anna", "Bo", "Cilla"]) {
        let link = if name == "Anna" {
            &meeting.host_link
        } else {
            &meeting.guest_link
        };
        person.join(link, name);
    }
    world.wait_for_people(&meeting.id, 3);
    for person in &people {
        for other in people.iter().filter(|o| o.sender != person.sender) {
            person.must_see_and_hear(other.sender);
        }
        assert!(
            person.look().hears_nothing_of(person.sender),
            "hears itself"
        );
    }
}
