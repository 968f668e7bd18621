//! Transfers between telephones of ours: who may, and what happens between two meetings' tasks.

use tolk_core::directory::{Device, Person};
use tolk_core::meeting::{Author, HostCommand, MeetingInput};
use tolk_model::leg::{Dial, TransferProgress};
use tolk_model::party::Target;
use tolk_model::{ControlId, ForkId, OrgId};

use super::*;

const NAME: ControlId = ControlId(1);
/// A meeting that anybody of ours enters.
const HALL: u64 = 7;

fn alias(local: &str) -> Alias {
    Alias {
        domain: Domain::new("video.example").unwrap(),
        local: local.to_string(),
    }
}

/// Three colleagues and a meeting.
pub(super) fn list(directory: &mut Directory) {
    for name in ["anna", "bertil", "cecilia"] {
        let person = Person {
            aliases: vec![alias(name), alias(&format!("{name}.long"))],
            display_name: Pii::new(name.to_string()),
            organisation: Some(OrgId::from_number(1)),
            title: None,
            call_waiting: true,
            devices: vec![Device {
                name: "desk".to_string(),
                target: Target::at(format!("sip:{name}@192.0.2.9").parse().unwrap()),
            }],
        };
        directory.add_person(person).unwrap();
    }
    let hall = Place {
        admits: Admits::Known,
        ..place(HALL, "hall", 25)
    };
    directory.add_place(hall).unwrap();
}

fn known(name: &str) -> Trust {
    Trust::Registered { alias: alias(name) }
}

impl World {
    /// A call from one of ours to another, which is answered: both legs.
    async fn talk(&mut self, trust: Trust, to: &str) -> (LegId, LegId) {
        let (caller, done) = self.call_as(to, trust);
        done.unwrap();
        let called = self.answered(to).await;
        self.accepted(caller).await;
        (caller, called)
    }

    pub(super) async fn accepted(&mut self, leg: LegId) {
        let accept = self.told(leg, |c| matches!(c, LegCommand::Accept(_))).await;
        let LegCommand::Accept(description) = accept else {
            unreachable!()
        };
        self.event(leg, LegEvent::Connected(ForkId(0), Some(description)));
    }

    pub(super) async fn dialled(&mut self, name: &str) -> (LegId, Box<Dial>) {
        within(async {
            loop {
                if let (leg, LegCommand::Dial(dial)) = self.commands.next().await
                    && dial.to.local == name
                {
                    return (leg, dial);
                }
            }
        })
        .await
    }

    pub(super) async fn answered(&mut self, name: &str) -> LegId {
        let (leg, dial) = self.dialled(name).await;
        self.event(leg, LegEvent::Connected(ForkId(0), Some(dial.media)));
        leg
    }

    pub(super) fn ask(&self, leg: LegId, to: &str, replaces: Option<LegId>) {
        let asked = LegEvent::TransferAsked {
            transfer: NAME,
            to: to.parse().unwrap(),
            replaces,
            by: None,
        };
        self.event(leg, asked);
    }

    pub(super) async fn transfer_done(&mut self, leg: LegId) -> Result<(), Cause> {
        let done = |c: &LegCommand| matches!(c, LegCommand::TransferDone(..));
        match self.told(leg, done).await {
            LegCommand::TransferDone(NAME, outcome) => outcome,
            other => panic!("{other:?}"),
        }
    }

    fn calls_out(&self) -> usize {
        let board = self.board.shared.board();
        board
            .legs
            .iter()
            .filter(|(_, l)| l.out_for.is_some())
            .count()
    }

    pub(super) fn hang_up(&self, leg: LegId) {
        self.event(leg, LegEvent::Ended(Cause::far_end(Reason::HungUp)));
    }

    pub(super) fn rule(&self, wanted: &str) -> usize {
        self.written(
            |e| matches!(e, JournalEvent::Admitted { rule, .. } if *rule == RuleId::new(wanted)),
        )
    }

    /// The legs of the one meeting that runs.
    /// Waits until one meeting is left.
    async fn one_meeting(&self) {
        within(async {
            while self.board.meetings().await.len() != 1 {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }

    async fn together(&self) -> Vec<LegId> {
        let mut views = self.board.meetings().await;
        views.retain(|v| !v.legs.is_empty());
        assert_eq!(views.len(), 1, "{views:?}");
        let mut legs: Vec<LegId> = views[0].legs.iter().map(|l| l.name.leg).collect();
        legs.sort();
        legs
    }
}

#[tokio::test]
async fn a_colleague_is_called_in_the_place_of_who_asks() {
    let mut world = world();
    let (anna, bertil) = world.talk(known("anna"), "bertil").await;
    world.ask(anna, "cecilia", None);
    let (cecilia, dial) = world.dialled("cecilia").await;
    assert_eq!(dial.transfer, Some((anna, NAME)));
    assert_eq!(
        dial.from.display_name.reveal(),
        "bertil",
        "who talks on calls"
    );
    world.event(cecilia, LegEvent::Ringing);
    world.event(cecilia, LegEvent::Connected(ForkId(0), Some(dial.media)));
    let ringing = LegCommand::TransferProgress(NAME, TransferProgress::Ringing);
    world.told(anna, |c| *c == ringing).await;
    world.transfer_done(anna).await.unwrap();
    world.hang_up(anna);
    assert_eq!(world.rule("person.colleague"), 2);
    world.hang_up(bertil);
    world
        .told(cecilia, |c| matches!(c, LegCommand::End(_)))
        .await;
    world.hang_up(cecilia);
    world.empty().await;
    let done =
        |e: &JournalEvent| matches!(e, JournalEvent::Transfer { what, .. } if what == "done");
    assert_eq!(world.written(done), 1);
}

#[tokio::test]
async fn who_was_called_may_ask_too() {
    let mut world = world();
    let (anna, bertil) = world.talk(known("anna"), "bertil").await;
    world.ask(bertil, "cecilia", None);
    let cecilia = world.answered("cecilia").await;
    world.transfer_done(bertil).await.unwrap();
    for leg in [bertil, anna, cecilia] {
        world.hang_up(leg);
    }
    world.empty().await;
}

#[tokio::test]
async fn strangers_pass_nobody_on_and_nobody_goes_where_no_rule_leads() {
    let mut world = world();
    let (leg, done) = world.call("room");
    done.unwrap();
    world.accepted(leg).await;
    for to in [
        "cecilia",
        "8001",
        "tel:+4685551234",
        "sip:far@video.partner.example",
    ] {
        world.ask(leg, to, None);
        assert!(world.transfer_done(leg).await.is_err(), "{to}");
    }
    assert_eq!(world.rule("transfer.strangers_denied"), 4);
    let refused =
        |e: &JournalEvent| matches!(e, JournalEvent::Transfer { what, .. } if what == "refused");
    assert_eq!(world.written(refused), 4);
    world.hang_up(leg);
    world.empty().await;
    let (anna, bertil) = world.talk(known("anna"), "bertil").await;
    // Nobody has called whom it could not call itself, though a host of a meeting could invite there.
    for (to, rule) in [
        ("tel:+4685551234", "directory.unknown"),
        ("sip:far@evil.example", "relay.denied"),
        ("sip:far@video.partner.example", "relay.denied"),
        ("nobody", "directory.unknown"),
        ("reception", "transfer.not_to_the_reception"),
    ] {
        let (before, dialled) = (world.rule(rule), world.calls_out());
        world.ask(anna, to, None);
        assert!(world.transfer_done(anna).await.is_err(), "{to}");
        assert_eq!(world.rule(rule), before + 1, "{to}");
        if to != "reception" {
            let (_, itself) = world.call_as(to, known("anna"));
            assert!(itself.is_err(), "{to}");
        }
        assert_eq!(world.calls_out(), dialled, "{to}");
    }
    world.hang_up(anna);
    world
        .told(bertil, |c| matches!(c, LegCommand::End(_)))
        .await;
    world.hang_up(bertil);
    world.empty().await;
}

#[tokio::test]
async fn the_other_party_is_handed_to_a_meeting() {
    let mut world = world();
    let (anna, bertil) = world.talk(known("anna"), "bertil").await;
    world.ask(anna, "hall", None);
    world.transfer_done(anna).await.unwrap();
    world.hang_up(anna);
    world.one_meeting().await;
    assert_eq!(world.together().await, [bertil]);
    let views = world.board.meetings().await;
    assert_eq!(views[0].id, MeetingId::from_number(HALL));
    world.hang_up(bertil);
    world.empty().await;
}

impl World {
    /// Gives an order to the hall that its task has not read yet: nobody else knows.
    fn order_hall(&self, command: HostCommand) {
        let board = self.board.shared.board();
        let hall = &board.meetings[&MeetingId::from_number(HALL)];
        let order = MeetingInput::Host(Author::Operator, command);
        super::super::board::post(&hall.mailbox, order).unwrap();
    }

    fn failed(&self, why: Reason) -> usize {
        let failed = |e: &JournalEvent| matches!(e, JournalEvent::Transfer { what, cause: Some(cause), .. } if what == "failed" && cause.reason == why);
        self.written(failed)
    }
}

#[tokio::test]
async fn a_meeting_that_was_locked_a_moment_ago_sends_the_other_party_back() {
    let mut world = world();
    let (cecilia, done) = world.call_as("hall", known("cecilia"));
    done.unwrap();
    world.accepted(cecilia).await;
    let (anna, bertil) = world.talk(known("anna"), "bertil").await;
    // Admission sees an open door; it is shut before the other party is there.
    world.ask(anna, "hall", None);
    world.order_hall(HostCommand::Lock(true));
    let refused = world.transfer_done(anna).await.unwrap_err();
    assert_eq!(refused.reason, Reason::MeetingLocked);
    assert_eq!(
        world.failed(Reason::MeetingLocked),
        1,
        "admission let it pass"
    );
    let calls: Vec<usize> = world
        .board
        .meetings()
        .await
        .iter()
        .map(|v| v.legs.len())
        .collect();
    assert_eq!(calls, [1, 2], "both talk on");
    // What is said of it is heard where it is.
    world.hang_up(bertil);
    world.told(anna, |c| matches!(c, LegCommand::End(_))).await;
    for leg in [anna, cecilia] {
        world.hang_up(leg);
    }
    world.empty().await;
}

#[tokio::test]
async fn what_was_said_of_a_leg_on_its_way_comes_back_with_it() {
    let mut world = world();
    let (cecilia, done) = world.call_as("hall", known("cecilia"));
    done.unwrap();
    world.accepted(cecilia).await;
    let (anna, bertil) = world.talk(known("anna"), "bertil").await;
    world.ask(anna, "hall", None);
    world.order_hall(HostCommand::Lock(true));
    world.hang_up(bertil);
    world.told(anna, |c| matches!(c, LegCommand::End(_))).await;
    for leg in [anna, cecilia] {
        world.hang_up(leg);
    }
    world.empty().await;
    let ended = |e: &JournalEvent| matches!(e, JournalEvent::LegEnded { .. });
    assert_eq!(world.written(ended), 3);
}

#[tokio::test]
async fn who_is_sent_back_to_a_call_that_is_over_is_hung_up() {
    let mut world = world();
    let (cecilia, done) = world.call_as("hall", known("cecilia"));
    done.unwrap();
    world.accepted(cecilia).await;
    let (anna, bertil) = world.talk(known("anna"), "bertil").await;
    world.ask(anna, "hall", None);
    world.order_hall(HostCommand::Lock(true));
    world.hang_up(anna);
    let end = world.told(bertil, |c| matches!(c, LegCommand::End(_)));
    end.await;
    for leg in [bertil, cecilia] {
        world.hang_up(leg);
    }
    world.empty().await;
}

#[tokio::test]
async fn a_seat_in_a_locked_meeting_that_was_left_a_moment_ago_lets_nobody_in() {
    for locked in [true, false] {
        let mut world = world();
        let (cecilia, done) = world.call_as("hall", known("cecilia"));
        done.unwrap();
        world.accepted(cecilia).await;
        let (first, bertil) = world.talk(known("anna"), "bertil").await;
        let (second, done) = world.call_as("hall", known("anna"));
        done.unwrap();
        world.accepted(second).await;
        world.ask(first, "hall", Some(second));
        world.order_hall(HostCommand::Lock(locked));
        world.hang_up(second);
        let done = world.transfer_done(first).await;
        if locked {
            assert_eq!(done.unwrap_err().reason, Reason::MeetingLocked);
            assert_eq!(world.failed(Reason::MeetingLocked), 1);
        } else {
            done.unwrap();
        }
        for leg in [first, bertil, cecilia] {
            world.hang_up(leg);
        }
        world.empty().await;
    }
}

#[tokio::test]
async fn after_a_talk_the_others_are_brought_together() {
    let mut world = world();
    let (first, bertil) = world.talk(known("anna"), "bertil").await;
    // By another of its names.
    let (second, cecilia) = world.talk(known("anna.long"), "cecilia").await;
    world.ask(first, "cecilia", Some(second));
    world.transfer_done(first).await.unwrap();
    world.hang_up(first);
    world.hang_up(second);
    world.one_meeting().await;
    let mut both = [bertil, cecilia];
    both.sort();
    assert_eq!(world.together().await, both);
    assert_eq!(world.rule("transfer.own_calls"), 1);
    world.hang_up(bertil);
    world
        .told(cecilia, |c| matches!(c, LegCommand::End(_)))
        .await;
    world.hang_up(cecilia);
    world.empty().await;
}

#[tokio::test]
async fn after_a_talk_a_meeting_gets_the_other_party() {
    let mut world = world();
    let (first, bertil) = world.talk(known("anna"), "bertil").await;
    let (second, done) = world.call_as("hall", known("anna"));
    done.unwrap();
    world.accepted(second).await;
    world.ask(first, "hall", Some(second));
    world.transfer_done(first).await.unwrap();
    for leg in [first, second] {
        world.hang_up(leg);
    }
    world.one_meeting().await;
    assert_eq!(world.together().await, [bertil]);
    world.hang_up(bertil);
    world.empty().await;
}

#[tokio::test]
async fn nobody_joins_calls_that_are_not_its_own() {
    let mut world = world();
    let (anna, bertil) = world.talk(known("anna"), "bertil").await;
    let (other, done) = world.call("room");
    done.unwrap();
    world.accepted(other).await;
    for (leg, wanted, rule) in [
        (anna, other, "transfer.not_your_call"),
        (anna, bertil, "transfer.not_your_call"),
        (other, anna, "transfer.strangers_denied"),
        (anna, LegId::from_number(9), "transfer.no_such_call"),
        (anna, anna, "transfer.same_call"),
    ] {
        let before = world.rule(rule);
        world.ask(leg, "somebody", Some(wanted));
        assert!(world.transfer_done(leg).await.is_err(), "{rule}");
        assert_eq!(world.rule(rule), before + 1, "{rule}");
    }
    for leg in [anna, bertil, other] {
        world.hang_up(leg);
    }
    world.empty().await;
}

impl World {
    fn replace(&mut self, old: LegId, trust: Trust) -> (LegId, Result<(), Cause>) {
        self.next += 1;
        let leg = LegId::from_number(self.next);
        let mut request = request(self.next, "somewhere", trust);
        request.replaces = Some(old);
        let incoming = LegEvent::Incoming(Box::new(request));
        (leg, self.board.event(&self.edge, leg, incoming))
    }
}

#[tokio::test]
async fn another_device_of_the_same_party_takes_its_call_over_and_no_other() {
    let mut world = world();
    let (anna, bertil) = world.talk(known("anna"), "bertil").await;
    for (trust, rule) in [
        (Trust::Anonymous, "replaces.strangers_denied"),
        (known("cecilia"), "replaces.not_your_call"),
        (known("bertil"), "replaces.not_your_call"),
    ] {
        let before = world.rule(rule);
        let (_, done) = world.replace(anna, trust);
        assert_eq!(done.unwrap_err().reason, Reason::Forbidden);
        assert_eq!(world.rule(rule), before + 1);
    }
    let (_, done) = world.replace(LegId::from_number(9), known("anna"));
    assert_eq!(done.unwrap_err().reason, Reason::NotFound);
    let mut both = [anna, bertil];
    both.sort();
    assert_eq!(world.together().await, both, "nobody was disturbed");
    let (new, done) = world.replace(anna, known("anna.long"));
    done.unwrap();
    world.accepted(new).await;
    let replaced = |c: &LegCommand| matches!(c, LegCommand::End(c) if c.reason == Reason::Replaced);
    world.told(anna, replaced).await;
    world.hang_up(anna);
    // Who was called may take over what rings or talks elsewhere, too.
    let (also, done) = world.replace(bertil, known("bertil"));
    done.unwrap();
    world.accepted(also).await;
    world.told(bertil, replaced).await;
    for leg in [bertil, also] {
        world.hang_up(leg);
    }
    world.told(new, |c| matches!(c, LegCommand::End(_))).await;
    world.hang_up(new);
    world.empty().await;
}

#[tokio::test]
async fn what_rings_is_picked_up_by_another_device_of_whom_it_rings_for() {
    let mut world = world();
    let (caller, done) = world.call_as("bertil", known("anna"));
    done.unwrap();
    let (rings, _) = world.dialled("bertil").await;
    world.event(rings, LegEvent::Ringing);
    let (_, done) = world.replace(rings, known("cecilia"));
    assert_eq!(done.unwrap_err().reason, Reason::Forbidden);
    let (new, done) = world.replace(rings, known("bertil"));
    done.unwrap();
    world.accepted(new).await;
    world.accepted(caller).await;
    world.hang_up(rings);
    for leg in [new, caller] {
        world.hang_up(leg);
    }
    world.empty().await;
}

#[tokio::test]
async fn an_operator_moves_a_participant_where_a_rule_leads() {
    let mut world = world();
    let (anna, bertil) = world.talk(known("anna"), "bertil").await;
    let views = world.board.meetings().await;
    let meeting = views[0].id;
    let legs = views[0].legs.iter();
    let found = legs.filter(|l| l.name.leg == anna);
    let participant = found.filter_map(|l| l.participant).next().unwrap();
    for (to, reason) in [
        ("sip:far@evil.example", Reason::Forbidden),
        ("nobody", Reason::NotFound),
    ] {
        let to = to.parse().unwrap();
        let refused = world.board.move_participant(meeting, participant, to).await;
        assert_eq!(refused.unwrap_err().reason, reason);
    }
    let hall: Address = "hall".parse().unwrap();
    let nobody = tolk_model::ParticipantId::from_number(9);
    let refused = world.board.move_participant(meeting, nobody, hall.clone());
    assert_eq!(refused.await.unwrap_err().reason, Reason::NotFound);
    let rule = world
        .board
        .move_participant(meeting, participant, hall)
        .await;
    assert_eq!(rule, Ok(RuleId::new("transfer.listed")));
    let asked = |c: &LegCommand| matches!(c, LegCommand::Transfer { .. });
    let LegCommand::Transfer { transfer, to, .. } = world.told(anna, asked).await else {
        unreachable!()
    };
    assert_eq!(to.to_string(), "hall@video.example");
    world.event(anna, LegEvent::TransferDone(transfer, Ok(())));
    world.hang_up(anna);
    world
        .told(bertil, |c| matches!(c, LegCommand::End(_)))
        .await;
    world.hang_up(bertil);
    world.empty().await;
}
