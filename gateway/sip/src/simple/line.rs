//! MESSAGE within a call: a line of its chat, both ways.

use tolk_model::Pii;
use tolk_model::cause::{Cause, Reason};
use tolk_model::chat::{ChatMessage, MAX_CHAT_BYTES};
use tolk_model::id::LegId;
use tolk_model::leg::LegEvent;
use tolk_model::time::Now;

use super::state::Direct;
use super::text::{PLAIN, PLAIN_UTF8, text_of};
use crate::call::State;
use crate::edge::{Purpose, SipEdge};
use crate::wire::{Method, Request};

impl SipEdge {
    /// A MESSAGE within a call.
    pub(crate) fn line(&mut self, now: Now, leg: LegId, server: u64, request: &Request) {
        let text = match text_of(request) {
            Ok(Some(text)) => text,
            Ok(None) => return self.answer(now, server, 200),
            Err(status) => return self.refuse_with(now, server, status, PLAIN),
        };
        let call = self.calls.get(&leg);
        if call.is_none_or(|c| c.ended || c.state != State::Up) {
            return self.answer(now, server, 480);
        }
        self.answer(now, server, 200);
        let line = ChatMessage {
            from: None,
            text: Pii::new(text),
            at: now.wall,
        };
        self.event(leg, LegEvent::Chat(line));
    }

    /// A line of somebody else, to a far end that says that it takes MESSAGE. The author stands before it: to a telephone all of them
    /// come from the same call.
    pub(crate) fn send_line(&mut self, now: Now, leg: LegId, line: &ChatMessage) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let wanted = call.peer.message && !call.declined.lines && call.state == State::Up;
        // Its own words come back to whoever wrote them; a telephone shows them already.
        if !wanted || (line.from.is_some() && line.from == call.own) {
            return;
        }
        let author = line.from.and_then(|from| {
            let entries = &call.roster.as_ref()?.entries;
            let entry = entries.iter().find(|e| e.participant == from)?;
            Some(entry.display_name.reveal().clone())
        });
        let text = line.text.reveal();
        let text = match author {
            Some(name) if !name.is_empty() => format!("{name}: {text}"),
            _ => text.clone(),
        };
        let text: String = cut(&text, MAX_CHAT_BYTES).to_string();
        let Some(dialog) = call.dialog.as_mut() else {
            return;
        };
        let request = dialog.request(Method::Message).with_body(PLAIN_UTF8, text);
        self.send_in_dialog(now, leg, Purpose::Direct(Direct::Line(leg)), request);
    }

    /// A far end that refuses lines gets no more of them.
    pub(super) fn line_answered(&mut self, leg: LegId, status: u16) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        match status {
            // The peer has forgotten the dialog (RFC 3261 §12.2.1.2).
            481 => self.finish(leg, Cause::far_end(Reason::ConnectionLost)),
            405 | 415 | 420 | 488 | 501 => call.declined.lines = true,
            _ => {}
        }
    }
}

/// As much of a text as fits, in whole characters.
fn cut(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len()))
        .rev()
        .find(|n| text.is_char_boundary(*n));
    text.get(..end.unwrap_or(0)).unwrap_or_default()
}
