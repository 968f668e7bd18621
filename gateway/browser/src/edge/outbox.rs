//! What the server said and the client has not acknowledged.
//!
//! Messages that describe a state (roster, slots, what the client is) replace the older one of their kind, so that a client that
//! comes back hears the present and not the history, and so that the queue stays short however much happens.

use std::collections::VecDeque;

use crate::protocol::ServerMessage;

/// A state that a newer message replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    /// `roster`.
    Roster,
    /// `slots`.
    Slots,
    /// `you_are`.
    YouAre,
}

impl State {
    /// The state that a message tells, when it tells one.
    pub(crate) fn of(message: &ServerMessage) -> Option<State> {
        match message {
            ServerMessage::Roster(_) => Some(State::Roster),
            ServerMessage::Slots(_) => Some(State::Slots),
            ServerMessage::YouAre(_) => Some(State::YouAre),
            _ => None,
        }
    }
}

/// One message that may have to be said again.
#[derive(Clone, Debug)]
pub(crate) struct Unacknowledged {
    pub(crate) seq: u32,
    pub(crate) re: Option<u32>,
    pub(crate) message: ServerMessage,
    bytes: usize,
}

/// The queue.
#[derive(Debug)]
pub(crate) struct Outbox {
    queue: VecDeque<Unacknowledged>,
    bytes: usize,
    most: usize,
    most_bytes: usize,
    last: u32,
    /// The highest number that was dropped without an acknowledgement and without a successor.
    lost: u32,
}

impl Outbox {
    pub(crate) fn new(most: usize, most_bytes: usize) -> Outbox {
        Outbox {
            queue: VecDeque::new(),
            bytes: 0,
            most,
            most_bytes,
            last: 0,
            lost: 0,
        }
    }

    /// The number of the next message.
    pub(crate) fn number(&mut self) -> u32 {
        self.last = self.last.saturating_add(1);
        self.last
    }

    /// Keeps a message that was numbered.
    pub(crate) fn keep(&mut self, seq: u32, re: Option<u32>, message: ServerMessage, bytes: usize) {
        if let Some(state) = State::of(&message) {
            let replaced = |u: &Unacknowledged| State::of(&u.message) == Some(state);
            let freed: usize = self
                .queue
                .iter()
                .filter(|u| replaced(u))
                .map(|u| u.bytes)
                .sum();
            self.bytes = self.bytes.saturating_sub(freed);
            self.queue.retain(|u| !replaced(u));
        }
        self.queue.push_back(Unacknowledged {
            seq,
            re,
            message,
            bytes,
        });
        self.bytes += bytes;
        while self.queue.len() > self.most || self.bytes > self.most_bytes {
            let Some(dropped) = self.queue.pop_front() else {
                break;
            };
            self.bytes = self.bytes.saturating_sub(dropped.bytes);
            self.lost = dropped.seq;
        }
    }

    /// The client has handled everything up to `seq`. A number that was never used is ignored: it would hide what comes.
    pub(crate) fn acknowledge(&mut self, seq: u32) {
        if seq > self.last {
            return;
        }
        while self.queue.front().is_some_and(|u| u.seq <= seq) {
            if let Some(done) = self.queue.pop_front() {
                self.bytes = self.bytes.saturating_sub(done.bytes);
            }
        }
    }

    /// Whether a client that handled everything up to `seq` can be told all that it missed.
    pub(crate) fn is_complete_after(&self, seq: u32) -> bool {
        seq >= self.lost && seq <= self.last
    }

    /// What is not acknowledged.
    pub(crate) fn unacknowledged(&self) -> Vec<Unacknowledged> {
        self.queue.iter().cloned().collect()
    }

    /// Forgets everything: the present state is about to be said anew.
    pub(crate) fn clear(&mut self) {
        self.queue.clear();
        self.bytes = 0;
        self.lost = 0;
    }

    /// How many wait.
    pub(crate) fn len(&self) -> usize {
        self.queue.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{ChatLine, Empty, RosterView};

    fn chat(text: &str) -> ServerMessage {
        ServerMessage::Chat(ChatLine {
            from: None,
            text: text.to_string(),
            at: String::new(),
        })
    }

    fn roster() -> ServerMessage {
        ServerMessage::Roster(RosterView {
            title: String::new(),
            locked: false,
            people: Vec::new(),
        })
    }

    fn say(outbox: &mut Outbox, message: ServerMessage) -> u32 {
        let seq = outbox.number();
        outbox.keep(seq, None, message, 10);
        seq
    }

    #[test]
    fn a_newer_state_replaces_the_older_one() {
        let mut outbox = Outbox::new(8, 1_000);
        say(&mut outbox, roster());
        say(&mut outbox, chat("a"));
        let last = say(&mut outbox, roster());
        let kept: Vec<u32> = outbox.unacknowledged().iter().map(|u| u.seq).collect();
        assert_eq!(kept, [2, last]);
        assert!(outbox.is_complete_after(0));
    }

    #[test]
    fn what_does_not_fit_makes_the_past_incomplete() {
        let mut outbox = Outbox::new(2, 1_000);
        for _ in 0..3 {
            say(&mut outbox, ServerMessage::Ringing(Empty {}));
        }
        assert!(!outbox.is_complete_after(0));
        assert!(outbox.is_complete_after(1));
        let mut outbox = Outbox::new(8, 25);
        for _ in 0..3 {
            say(&mut outbox, chat("a"));
        }
        assert!(!outbox.is_complete_after(0));
    }

    #[test]
    fn an_acknowledgement_of_the_future_hides_nothing() {
        let mut outbox = Outbox::new(8, 1_000);
        say(&mut outbox, chat("a"));
        outbox.acknowledge(4_000_000_000);
        assert_eq!(outbox.len(), 1);
        assert!(!outbox.is_complete_after(4_000_000_000));
        outbox.acknowledge(1);
        assert_eq!(outbox.len(), 0);
    }
}
