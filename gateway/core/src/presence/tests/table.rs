//! One test for each row of the table, and that no row is missing.

use super::*;

fn state() -> State {
    State::default()
}

#[test]
fn an_operators_word_goes_before_everything() {
    let all = State {
        do_not_disturb: true,
        said: Some(Availability::Available),
        in_call: true,
        registered: true,
        place: true,
    };
    assert_eq!(combine(&all), Availability::DoNotDisturb);
}

#[test]
fn who_wants_peace_has_it_in_a_call_too() {
    let said = State {
        said: Some(Availability::DoNotDisturb),
        in_call: true,
        registered: true,
        ..state()
    };
    assert_eq!(combine(&said), Availability::DoNotDisturb);
}

#[test]
fn who_hides_is_not_betrayed_by_a_call() {
    let said = State {
        said: Some(Availability::Offline),
        in_call: true,
        registered: true,
        ..state()
    };
    assert_eq!(combine(&said), Availability::Offline);
}

#[test]
fn a_call_goes_before_what_was_said_before_it() {
    for said in [
        None,
        Some(Availability::Available),
        Some(Availability::Away),
        Some(Availability::Busy),
    ] {
        let calling = State {
            said,
            in_call: true,
            ..state()
        };
        assert_eq!(combine(&calling), Availability::Busy, "{said:?}");
    }
}

#[test]
fn what_somebody_says_goes_before_what_its_devices_say() {
    for said in [
        Availability::Available,
        Availability::Away,
        Availability::Busy,
    ] {
        for registered in [true, false] {
            let saying = State {
                said: Some(said),
                registered,
                ..state()
            };
            assert_eq!(combine(&saying), said, "{registered}");
        }
    }
}

#[test]
fn a_device_makes_available_and_so_does_being_a_place() {
    let registered = State {
        registered: true,
        ..state()
    };
    assert_eq!(combine(&registered), Availability::Available);
    let place = State {
        place: true,
        ..state()
    };
    assert_eq!(combine(&place), Availability::Available);
}

#[test]
fn else_nobody_is_there() {
    assert_eq!(combine(&state()), Availability::Offline);
}
