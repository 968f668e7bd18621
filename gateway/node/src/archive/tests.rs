//! What is kept is found again, by call, by page, until it expires.

use std::sync::Arc;
use std::time::Duration;

use tolk_core::directory::{Admits, Place, PlaceKind};
use tolk_model::journal::{JournalEntry, JournalEvent};
use tolk_model::plan::Language;
use tolk_model::{Alias, CallId, Domain, MeetingId, Wall};

use super::*;
use crate::clock::Clock;
use crate::telemetry::Numbered;

fn place(number: u64, expires: Option<u64>) -> Place {
    Place {
        meeting: MeetingId::from_number(number),
        kind: PlaceKind::Meeting,
        title: "Möte".to_string(),
        aliases: vec![Alias {
            domain: Domain::new("video.example").expect("a domain"),
            local: format!("m{number}"),
        }],
        organisation: None,
        host: None,
        admits: Admits::Invited,
        max_participants: 25,
        language: Language::Sv,
        links: Vec::new(),
        starts: None,
        expires: expires.map(Wall::from_unix_ms),
        devices: Vec::new(),
    }
}

fn entry(at: u64, call: u64) -> JournalEntry {
    JournalEntry {
        at: Wall::from_unix_ms(at),
        node: None,
        meeting: Some(MeetingId::from_number(1)),
        call: Some(CallId::from_number(call)),
        leg: None,
        event: JournalEvent::MeetingClosed,
    }
}

#[tokio::test]
async fn a_place_outlives_the_process_until_it_expires() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("tolk.db");
    let (lasting, short) = (place(1, None), place(2, Some(100)));
    {
        let archive = Archive::open(&file).await.expect("opens");
        archive.save_place(&lasting).await.expect("saves");
        archive.save_place(&short).await.expect("saves");
        archive.close().await;
    }
    let archive = Archive::open(&file).await.expect("opens again");
    let at = |ms| archive.places(Wall::from_unix_ms(ms));
    assert_eq!(at(99).await.expect("reads"), [lasting.clone(), short]);
    assert_eq!(
        at(100).await.expect("reads"),
        *std::slice::from_ref(&lasting)
    );
    assert!(
        archive
            .remove_place(lasting.meeting)
            .await
            .expect("removes")
    );
    assert!(
        !archive
            .remove_place(lasting.meeting)
            .await
            .expect("no more")
    );
    assert_eq!(at(100).await.expect("reads"), []);
}

#[tokio::test]
async fn who_wants_no_calls_is_remembered() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("tolk.db");
    let alias = Alias {
        domain: Domain::new("video.example").expect("a domain"),
        local: "anna".to_string(),
    };
    for _ in 0..2 {
        let archive = Archive::open(&file).await.expect("opens");
        let kept = archive.keep_do_not_disturb(&alias, true).await;
        kept.expect("said twice is said");
        archive.close().await;
    }
    let archive = Archive::open(&file).await.expect("opens");
    assert_eq!(
        archive.undisturbed().await.expect("reads"),
        ["anna@video.example"]
    );
    let forgotten = archive.keep_do_not_disturb(&alias, false).await;
    forgotten.expect("forgets");
    assert_eq!(archive.undisturbed().await.expect("reads").len(), 0);
}

#[tokio::test]
async fn its_folder_is_made_for_its_user_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join(".tolk/deep/tolk.db");
    for _ in 0..2 {
        let archive = Archive::open(&file).await.expect("opens");
        archive.close().await;
    }
    let made = file.parent().expect("a folder");
    for made in [made, made.parent().expect("its folder")] {
        let mode = std::fs::metadata(made).expect("made").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}

#[tokio::test]
async fn signalling_messages_are_read_when_they_are_wanted() {
    let archive = Archive::in_memory().await.expect("opens");
    let mut message = entry(1, 1);
    message.event = JournalEvent::Message {
        edge: tolk_model::EdgeId::new("sip"),
        incoming: true,
        name: "INVITE".to_string(),
    };
    let entries = [Arc::new(entry(0, 1)), Arc::new(message)];
    archive.append(&entries).await.expect("appends");
    let count = async |messages| {
        let query = JournalQuery {
            messages,
            ..JournalQuery::default()
        };
        archive.journal(query).await.expect("reads").len()
    };
    assert_eq!((count(false).await, count(true).await), (1, 2));
    let of = async |kind: &str| {
        let query = JournalQuery {
            kind: Some(kind.to_string()),
            ..JournalQuery::default()
        };
        archive.journal(query).await.expect("reads").len()
    };
    assert_eq!((of("message").await, of("limited").await), (1, 0));
}

#[tokio::test]
async fn the_journal_is_read_by_call_and_by_page_and_pruned() {
    let archive = Archive::in_memory().await.expect("opens");
    let entries: Vec<_> = (0..10).map(|n| Arc::new(entry(n * 10, n % 2))).collect();
    archive.append(&entries).await.expect("appends");
    let times =
        |found: Vec<JournalEntry>| -> Vec<u64> { found.iter().map(|e| e.at.unix_ms).collect() };
    let page = JournalQuery {
        limit: 3,
        ..JournalQuery::default()
    };
    let first = archive.journal(page).await.expect("reads");
    assert_eq!(times(first), [90, 80, 70]);
    let of_call = JournalQuery {
        call: Some(CallId::from_number(1)),
        before: Some(Wall::from_unix_ms(50)),
        ..JournalQuery::default()
    };
    let found = archive.journal(of_call).await.expect("reads");
    assert_eq!(times(found), [30, 10]);
    assert_eq!(
        archive.prune(Wall::from_unix_ms(50)).await.expect("prunes"),
        5
    );
    let rest = archive
        .journal(JournalQuery::default())
        .await
        .expect("reads");
    assert_eq!(times(rest), [90, 80, 70, 60, 50]);
}

#[tokio::test]
async fn what_happened_is_read_at_once_or_kept_soon() {
    let archive = Archive::in_memory().await.expect("opens");
    let (sender, feed) = tokio::sync::mpsc::channel(10);
    let (flush, flushes) = super::flush();
    let keep_for = (Clock::start(), Duration::from_secs(3600));
    let keeping = super::keep(archive.clone(), feed, flushes, keep_for);
    let number = |number| Numbered {
        number,
        entry: Arc::new(entry(keep_for.0.now().wall.unix_ms, number)),
    };
    let kept = async || {
        let all = archive.journal(JournalQuery::default()).await;
        all.expect("reads").len()
    };
    let story = async {
        sender.send(number(1)).await.expect("room");
        flush.now().await;
        assert_eq!(kept().await, 1);
        sender.send(number(2)).await.expect("room");
        // Nobody asked: it is gathered with what follows.
        while kept().await < 2 {
            tokio::task::yield_now().await;
        }
        sender.send(number(3)).await.expect("room");
        drop(sender);
    };
    tokio::join!(keeping, story);
    assert_eq!(kept().await, 3);
    // Nobody keeps any more: that is no reason to wait.
    flush.now().await;
}
