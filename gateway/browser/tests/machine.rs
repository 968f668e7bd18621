//! The edge as a machine: sessions that break and come back, thieves, floods, nonsense.

mod harness;

use std::sync::Arc;
use std::time::Duration;

use harness::{Page, World, names, raw};
use serde_json::json;
use tolk_browser::protocol::{
    ChatText, ClientMessage, Control, DigitPressed, Empty, FaultCode, Request, Resume,
    ServerMessage,
};
use tolk_browser::{BrowserConfig, Limits};
use tolk_model::chat::ChatMessage;
use tolk_model::edge::Edge;
use tolk_model::journal::JournalEvent;
use tolk_model::leg::{LegCommand, LegEvent, YouAre};
use tolk_model::party::Roster;
use tolk_model::{Blame, Cause, ControlRequest, FlowId, ParticipantId, Pii, Reason, Role, Trust};

const SEEDS: [u64; 2] = [1, 20_261_125];

fn chat(text: &str) -> LegCommand {
    LegCommand::Chat(ChatMessage {
        from: None,
        text: Pii::new(text.to_string()),
        at: tolk_model::Wall::default(),
    })
}

fn roster(title: &str) -> LegCommand {
    LegCommand::Roster(Arc::new(Roster {
        title: title.to_string(),
        ..Roster::default()
    }))
}

fn you_are() -> LegCommand {
    LegCommand::YouAre(YouAre {
        participant: ParticipantId::from_number(7),
        role: Role::Speaker,
        in_lobby: false,
        muted: false,
        muted_by_host: false,
        recorded: false,
    })
}

fn lines(messages: &[ServerMessage]) -> Vec<String> {
    let line = |m: &ServerMessage| match m {
        ServerMessage::Chat(line) => Some(line.text.clone()),
        _ => None,
    };
    messages.iter().filter_map(line).collect()
}

fn faults(messages: &[ServerMessage]) -> Vec<FaultCode> {
    let fault = |m: &ServerMessage| match m {
        ServerMessage::Error(fault) => Some(fault.code),
        _ => None,
    };
    messages.iter().filter_map(fault).collect()
}

#[test]
fn a_guest_joins_with_a_link_and_leaves() {
    for seed in SEEDS {
        let mut world = World::new(seed);
        let flow = world.open();
        world.send(
            flow,
            &raw(
                1,
                "join",
                json!({"meeting": "8001234", "token": "secret", "name": "Anna"}),
            ),
        );
        let Some(LegEvent::Incoming(request)) = world.event() else {
            panic!("no call");
        };
        assert_eq!(
            request.link_token.as_ref().map(|t| t.expose().as_str()),
            Some("secret")
        );
        assert_eq!(request.trust, Trust::Anonymous);
        assert_eq!(request.to.to_string(), "8001234");
        world.send(flow, &raw(2, "leave", json!({})));
        assert_eq!(
            world.events(),
            [LegEvent::Ended(Cause::far_end(Reason::HungUp))]
        );
        let heard = world.heard(flow);
        assert!(matches!(&heard[1].message, ServerMessage::Ended(e) if e.reason == Reason::HungUp));
        assert_eq!(heard[1].re, Some(2));
        assert_eq!(world.closed, [flow]);
        assert_eq!(world.sessions(), 0);
        assert!(world.edge.next_timeout().is_none(), "no timer is left");
    }
}

#[test]
fn a_broken_websocket_is_resumed_and_nothing_is_missed_or_doubled() {
    for seed in SEEDS {
        let mut world = World::new(seed);
        let mut page = Page::join(&mut world, None);
        world.command(page.leg, you_are());
        page.listen(&mut world);
        // Twice, so that what was repeated once can be repeated again.
        for round in 0..2 {
            world.cut(page.flow);
            assert_eq!(world.event(), Some(LegEvent::Lost));
            world.command(page.leg, chat(&format!("{round} a")));
            world.command(page.leg, roster("old"));
            world.command(page.leg, chat(&format!("{round} b")));
            world.command(page.leg, roster("new"));
            let digit = DigitPressed { digit: '5' };
            page.say_in_vain(ClientMessage::Digit(digit));
            world.pass(Duration::from_secs(20));
            let said = page.come_back(&mut world);
            assert_eq!(lines(&said), [format!("{round} a"), format!("{round} b")]);
            assert_eq!(names(&said), ["resumed", "chat", "chat", "roster"]);
            assert_eq!(world.event(), Some(LegEvent::Resumed));
            assert!(
                matches!(world.event(), Some(LegEvent::Digit(_))),
                "what the page said is heard"
            );
            assert_eq!(world.event(), None, "and once only");
        }
        // The same number again is ignored.
        page.say(
            &mut world,
            ClientMessage::Digit(DigitPressed { digit: '6' }),
        );
        let again = raw(3, "digit", json!({"digit": "6"}));
        world.send(page.flow, &again);
        assert_eq!(world.events().len(), 1);
    }
}

#[test]
fn a_message_that_was_on_its_way_at_the_cut_is_said_again() {
    let mut world = World::new(3);
    let mut page = Page::join(&mut world, None);
    world.command(page.leg, chat("lost on the wire"));
    world.heard(page.flow);
    world.cut(page.flow);
    let said = page.come_back(&mut world);
    assert_eq!(lines(&said), ["lost on the wire"]);
}

#[test]
fn who_does_not_come_back_is_gone_and_may_join_anew_when_late() {
    for seed in SEEDS {
        let mut world = World::new(seed);
        let mut page = Page::join(&mut world, None);
        world.cut(page.flow);
        world.pass(Duration::from_secs(31));
        let ended = Cause::network(Reason::ConnectionLost);
        assert_eq!(world.events(), [LegEvent::Lost, LegEvent::Ended(ended)]);
        let said = page.come_back(&mut world);
        assert_eq!(names(&said), ["error"]);
        assert_eq!(faults(&said), [FaultCode::ResumeFailed]);
        assert!(world.closed.contains(&page.flow));
        let malformed = |e: &JournalEvent| matches!(e, JournalEvent::Malformed { .. });
        assert!(!world.journal.iter().any(malformed), "late is no offence");
        world.pass(Duration::from_secs(3_600));
        assert!(world.edge.next_timeout().is_none());
    }
}

#[test]
fn a_meeting_that_ended_meanwhile_says_so() {
    let mut world = World::new(4);
    let mut page = Page::join(&mut world, None);
    world.cut(page.flow);
    world.command(page.leg, LegCommand::End(Cause::us(Reason::MeetingEnded)));
    let said = page.come_back(&mut world);
    assert!(matches!(&said[..], [ServerMessage::Ended(e)] if e.reason == Reason::MeetingEnded));
    // The last word is said once; afterwards the token is worth nothing.
    let said = page.come_back(&mut world);
    assert_eq!(faults(&said), [FaultCode::ResumeFailed]);
}

#[test]
fn a_page_that_goes_away_is_gone_at_once() {
    let mut world = World::new(5);
    let page = Page::join(&mut world, None);
    world
        .edge
        .flow_closed(world.now, page.flow, Cause::far_end(Reason::HungUp));
    world.pass(Duration::ZERO);
    world.command(page.leg, LegCommand::Ring);
    assert_eq!(
        world.events(),
        [LegEvent::Ended(Cause::far_end(Reason::HungUp))]
    );
}

#[test]
fn each_message_of_the_ladder_names_its_leg() {
    let mut world = World::new(9);
    let mut page = Page::join(&mut world, None);
    world.cut(page.flow);
    page.come_back(&mut world);
    page.say(&mut world, ClientMessage::Leave(Empty {}));
    let ladder = world.journal.iter().zip(&world.about);
    let ladder: Vec<_> = ladder
        .filter_map(|(event, leg)| match event {
            JournalEvent::Message { incoming, name, .. } => Some((*incoming, name.as_str(), *leg)),
            _ => None,
        })
        .collect();
    let of = Some(page.leg);
    assert_eq!(
        ladder,
        [
            (true, "join", of),
            (false, "welcome", of),
            (true, "resume", of),
            (true, "leave", of),
            (false, "ended", of),
        ]
    );
}

#[test]
fn a_guessed_or_stolen_token_opens_nothing() {
    for seed in SEEDS {
        let mut world = World::new(seed);
        let page = Page::join(&mut world, None);
        let mut other = Page::join(&mut world, None);
        world.cut(page.flow);
        world.events();
        let mut near = page.token.clone();
        let last = if near.ends_with('A') { 'B' } else { 'A' };
        near.pop();
        near.push(last);
        // Another's secret with this one's name.
        let (leg, _) = page.token.split_once('.').unwrap();
        let (_, secret) = other.token.split_once('.').unwrap();
        for token in [
            near,
            format!("{leg}.{secret}"),
            leg.to_string(),
            String::new(),
            format!("{leg}."),
        ] {
            let thief = world.open();
            world.send(
                thief,
                &raw(0, "resume", json!({"token": token, "last_seq": 0})),
            );
            let heard: Vec<ServerMessage> =
                world.heard(thief).into_iter().map(|m| m.message).collect();
            assert_eq!(faults(&heard), [FaultCode::ResumeFailed]);
            assert!(world.closed.contains(&thief));
        }
        assert_eq!(world.events(), [], "the session never noticed");
        // A token that was used and whose session is over is dead, too.
        other.say(&mut world, ClientMessage::Leave(Empty {}));
        world.events();
        let said = other.come_back(&mut world);
        assert_eq!(faults(&said), [FaultCode::ResumeFailed]);
    }
}

#[test]
fn guessing_runs_dry_and_the_office_next_door_does_not_notice() {
    let mut world = World::new(6);
    let mut answered = 0;
    for n in 0..100 {
        let thief = world.open_from([198, 51, 100, 1]);
        world.send(
            thief,
            &raw(
                0,
                "resume",
                json!({"token": format!("x{n}"), "last_seq": 0}),
            ),
        );
        let heard: Vec<ServerMessage> = world.heard(thief).into_iter().map(|m| m.message).collect();
        answered += usize::from(faults(&heard) == [FaultCode::ResumeFailed]);
    }
    assert!(answered < 25, "{answered} guesses were looked at");
    assert_eq!(world.limited(), 1, "one line for the whole episode");
    Page::join(&mut world, None);
}

#[test]
fn the_last_page_with_a_token_has_the_session() {
    let mut world = World::new(7);
    let mut page = Page::join(&mut world, None);
    let first = page.flow;
    page.come_back(&mut world);
    assert_eq!(world.events(), [LegEvent::Lost, LegEvent::Resumed]);
    let heard: Vec<ServerMessage> = world.heard(first).into_iter().map(|m| m.message).collect();
    assert_eq!(faults(&heard), [FaultCode::TakenOver]);
    assert_eq!(world.closed, [first]);
    // The driver reports the close of the old one: it must not break the new one.
    world.cut(first);
    assert_eq!(world.events(), []);
    world.command(page.leg, chat("still here"));
    assert_eq!(lines(&page.listen(&mut world)), ["still here"]);
}

#[test]
fn too_much_for_the_queue_becomes_the_present_state() {
    let config = BrowserConfig {
        limits: Limits {
            unacknowledged: 8,
            ..Limits::default()
        },
        ..BrowserConfig::default()
    };
    let mut world = World::with(config, 8);
    let mut page = Page::join(&mut world, None);
    world.command(page.leg, you_are());
    world.command(page.leg, roster("Budget"));
    page.listen(&mut world);
    world.cut(page.flow);
    for n in 0..20 {
        world.command(page.leg, chat(&n.to_string()));
    }
    let said = page.come_back(&mut world);
    assert!(matches!(said[0], ServerMessage::Resumed(r) if !r.complete));
    assert_eq!(names(&said), ["resumed", "you_are", "roster"]);
    // What comes afterwards is heard: its numbers go on.
    world.command(page.leg, chat("again"));
    assert_eq!(lines(&page.listen(&mut world)), ["again"]);
    // A second break in the new state is complete.
    world.cut(page.flow);
    let said = page.come_back(&mut world);
    assert!(matches!(said[0], ServerMessage::Resumed(r) if r.complete));
}

#[test]
fn silence_is_asked_about_and_then_taken_for_a_break() {
    for seed in SEEDS {
        let mut world = World::new(seed);
        let mut page = Page::join(&mut world, None);
        for _ in 0..10 {
            world.pass(Duration::from_secs(5));
            assert_eq!(names(&page.listen(&mut world)), ["ping"]);
            page.say_once(&mut world, ClientMessage::Pong(Empty {}));
        }
        assert_eq!(world.events(), []);
        world.pass(Duration::from_secs(16));
        assert_eq!(world.events(), [LegEvent::Lost]);
        assert_eq!(world.closed, [page.flow]);
        page.listen(&mut world);
        page.come_back(&mut world);
        assert_eq!(world.events(), [LegEvent::Resumed]);
    }
}

#[test]
fn a_websocket_that_says_nothing_is_closed() {
    let mut world = World::new(9);
    let flow = world.open();
    world.pass(Duration::from_secs(11));
    assert_eq!(world.closed, [flow]);
    assert_eq!(world.events(), []);
}

#[test]
fn nonsense_is_answered_and_written_down_and_too_much_closes_the_websocket() {
    for seed in SEEDS {
        let mut world = World::new(seed);
        let mut page = Page::join(&mut world, None);
        let nonsense: [(&[u8], FaultCode); 7] = [
            (b"\xff\xfe", FaultCode::Malformed),
            (
                br#"{"v":1,"id":9,"type":"fly","body":{}}"#,
                FaultCode::UnknownType,
            ),
            (
                br#"{"v":9,"id":9,"type":"leave","body":{}}"#,
                FaultCode::UnsupportedVersion,
            ),
            (
                br#"{"v":1,"id":10,"type":"digit","body":{"digit":"x"}}"#,
                FaultCode::BadValue,
            ),
            (
                br#"{"v":1,"id":11,"type":"join","body":{"meeting":"1","name":"x"}}"#,
                FaultCode::AlreadyJoined,
            ),
            (
                br#"{"v":1,"id":12,"type":"candidates","body":{"mid":"99","candidates":[]}}"#,
                FaultCode::BadValue,
            ),
            (
                br#"{"v":1,"id":13,"type":"media","body":{"rev":0,"replies_to":5,"sdp":"v=0"}}"#,
                FaultCode::StaleMedia,
            ),
        ];
        for (bytes, code) in nonsense {
            world.send(page.flow, bytes);
            assert_eq!(faults(&page.listen(&mut world)), [code]);
        }
        world.send(page.flow, &vec![b' '; 65 * 1024]);
        assert_eq!(faults(&page.listen(&mut world)), [FaultCode::TooLarge]);
        assert_eq!(world.malformed(), 8);
        assert_eq!(world.events(), [], "the leg lives");
        for _ in 0..3 {
            world.send(page.flow, b"{");
        }
        assert_eq!(world.closed, [page.flow]);
        assert_eq!(world.events(), [LegEvent::Lost]);
        page.listen(&mut world);
        page.come_back(&mut world);
        assert_eq!(world.events(), [LegEvent::Resumed]);
    }
}

#[test]
fn a_flood_is_cut_off_and_others_are_served() {
    let mut world = World::new(10);
    let flood = Page::join(&mut world, None);
    let mut other = Page::join(&mut world, None);
    for n in 2..1_000 {
        world.send(flood.flow, &raw(n, "digit", json!({"digit": "1"})));
        if world.closed.contains(&flood.flow) {
            break;
        }
    }
    assert!(world.closed.contains(&flood.flow));
    let journal = world.journal.len();
    assert!(journal < 50, "{journal} lines for one flood");
    world.events();
    world.command(other.leg, chat("hello"));
    assert_eq!(lines(&other.listen(&mut world)), ["hello"]);
}

#[test]
fn a_page_that_is_resized_by_hand_may_wish_with_every_frame() {
    let mut world = World::new(10);
    let page = Page::join(&mut world, None);
    for n in 2..602 {
        world.send(page.flow, &raw(n, "wish", json!({"wishes": []})));
        world.pass(Duration::from_millis(17));
    }
    assert!(!world.closed.contains(&page.flow));
    let events = world.events();
    let wishes = events.iter().filter(|e| matches!(e, LegEvent::Wish(_)));
    assert_eq!(wishes.count(), 600);
}

#[test]
fn what_comes_before_join_is_refused() {
    let mut world = World::new(11);
    let flow = world.open();
    world.send(flow, &raw(1, "chat", json!({"text": "hi"})));
    world.send(
        flow,
        &raw(2, "join", json!({"meeting": "sip:a@b", "name": "Anna"})),
    );
    let heard: Vec<ServerMessage> = world.heard(flow).into_iter().map(|m| m.message).collect();
    assert_eq!(faults(&heard), [FaultCode::NotJoined, FaultCode::BadValue]);
    assert_eq!(world.events(), []);
}

#[test]
fn a_control_is_answered_by_its_number() {
    let mut world = World::new(12);
    let mut page = Page::join(&mut world, None);
    let request = Request::Lock { locked: true };
    let id = page.say(&mut world, ClientMessage::Control(Control { request }));
    let Some(LegEvent::Control(control, request)) = world.event() else {
        panic!("no control");
    };
    assert_eq!(request, ControlRequest::Lock { locked: true });
    let refused = Cause {
        reason: Reason::Forbidden,
        blame: Blame::Us,
    };
    world.command(page.leg, LegCommand::ControlDone(control, Err(refused)));
    let heard = world.heard(page.flow);
    assert_eq!(heard[0].re, Some(id));
    assert!(
        matches!(&heard[0].message, ServerMessage::ControlDone(d) if d.error == Some(Reason::Forbidden))
    );
}

#[test]
fn chat_has_its_limit() {
    let mut world = World::new(13);
    let mut page = Page::join(&mut world, None);
    let say = |page: &mut Page, world: &mut World, text: String| {
        page.say(world, ClientMessage::Chat(ChatText { text }));
    };
    say(&mut page, &mut world, "å".repeat(4_000));
    assert!(matches!(world.event(), Some(LegEvent::Chat(_))));
    say(&mut page, &mut world, "å".repeat(4_001));
    say(&mut page, &mut world, " \n".to_string());
    assert_eq!(faults(&page.listen(&mut world)), [FaultCode::BadValue; 2]);
    assert_eq!(world.event(), None);
}

#[test]
fn the_limit_of_websockets_turns_away_and_recovers() {
    let config = BrowserConfig {
        limits: Limits {
            flows_per_source: 2,
            ..Limits::default()
        },
        ..BrowserConfig::default()
    };
    let mut world = World::with(config, 14);
    let first = world.open();
    world.open();
    let third = world.open();
    assert_eq!(world.closed, [third]);
    world.open_from([198, 51, 100, 2]);
    assert_eq!(world.closed, [third], "another source is served");
    world.cut(first);
    world.open();
    assert_eq!(world.closed, [third]);
}

#[test]
fn commands_and_closes_of_the_dead_do_nothing() {
    let mut world = World::new(15);
    let page = Page::join(&mut world, None);
    world.command(page.leg, LegCommand::End(Cause::us(Reason::Removed)));
    world.events();
    for command in [
        LegCommand::Ring,
        chat("x"),
        LegCommand::End(Cause::us(Reason::HungUp)),
        you_are(),
    ] {
        world.command(page.leg, command);
    }
    world.cut(page.flow);
    world.cut(FlowId(999));
    world.send(page.flow, &raw(5, "leave", json!({})));
    assert_eq!(world.events(), []);
}

#[test]
fn no_secret_and_no_name_is_printed() {
    let resume = Resume {
        token: "leg.hunter2".to_string(),
        last_seq: 3,
    };
    let chat = ChatText {
        text: "hunter2".to_string(),
    };
    let invite = Request::Invite {
        address: "hunter2@agency.se".to_string(),
    };
    let printed = format!("{resume:?} {chat:?} {invite:?}");
    assert!(!printed.contains("hunter2"), "{printed}");
    let mut world = World::new(16);
    let page = Page::join(&mut world, Some("hunter2"));
    let printed = format!("{:?} {}", world.edge, world.edge.debug_state());
    let (_, secret) = page.token.split_once('.').unwrap();
    assert!(!printed.contains("hunter2") && !printed.contains(secret) && !printed.contains("Anna"));
}
