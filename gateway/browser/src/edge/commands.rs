//! What the core wants, made messages.

use tolk_model::id::ParticipantId;
use tolk_model::leg::{LegCommand, LegEvent};
use tolk_model::{Cause, LegId, Now, Reason, Rev, SlotId};

use super::BrowserEdge;
use crate::protocol::{
    ControlDone, DigitPressed, Empty, Preference, ServerMessage, SlotBinding, Slots,
};
use crate::view;

impl BrowserEdge {
    pub(super) fn obey(&mut self, now: Now, leg: LegId, command: LegCommand) {
        if let LegCommand::Dial(_) = command {
            // A page cannot be called: it has no address.
            if !self.sessions.contains_key(&leg) {
                self.event(leg, LegEvent::Ended(Cause::us(Reason::NotSupported)));
            }
            return;
        }
        if !self.sessions.contains_key(&leg) {
            return;
        }
        match command {
            LegCommand::Accept(description) => self.ask(now, leg, Rev(0), description),
            LegCommand::Media {
                rev,
                replies_to: None,
                description,
            } => self.ask(now, leg, rev, description),
            LegCommand::Candidates(transport, candidates) => {
                self.trickle(leg, transport, &candidates)
            }
            // A page does not call others.
            LegCommand::Transfer { transfer, .. } => {
                let refused = Err(Cause::us(Reason::NotSupported));
                self.event(leg, LegEvent::TransferDone(transfer, refused));
            }
            LegCommand::End(cause) => self.end(now, leg, None, cause),
            other => self.tell(leg, other),
        }
    }

    /// What is only said.
    fn tell(&mut self, leg: LegId, command: LegCommand) {
        let Some(session) = self.sessions.get_mut(&leg) else {
            return;
        };
        let present = &mut session.present;
        let (re, message) = match command {
            LegCommand::Ring => {
                present.ringing = true;
                (None, ServerMessage::Ringing(Empty {}))
            }
            LegCommand::Slots(bindings) => {
                let bound = |(slot, who): &(SlotId, Option<ParticipantId>)| {
                    Some(SlotBinding {
                        slot: slot.0,
                        mid: session.media.slot_mid(*slot)?.to_string(),
                        participant: who.map(|p| p.to_string()),
                    })
                };
                let slots = Slots {
                    slots: bindings.iter().filter_map(bound).collect(),
                };
                present.slots = Some(slots.clone());
                (None, ServerMessage::Slots(slots))
            }
            LegCommand::Roster(roster) => {
                let roster = view::roster(&roster);
                present.roster = Some(roster.clone());
                (None, ServerMessage::Roster(roster))
            }
            LegCommand::YouAre(you) => {
                let you = view::myself(&you);
                present.ringing = false;
                present.you_are = Some(you.clone());
                (None, ServerMessage::YouAre(you))
            }
            LegCommand::Prefer(stream, codec) => match session.media.mid(stream) {
                Some(mid) => {
                    let preference = Preference {
                        mid: mid.to_string(),
                        codec: codec.as_str().to_string(),
                    };
                    (None, ServerMessage::Prefer(preference))
                }
                None => return,
            },
            LegCommand::Chat(line) => (None, ServerMessage::Chat(view::chat_line(&line))),
            LegCommand::Digit(digit) => (
                None,
                ServerMessage::Digit(DigitPressed {
                    digit: digit.char(),
                }),
            ),
            LegCommand::ControlDone(id, outcome) => {
                let error = outcome.err().map(|cause| cause.reason);
                let re = u32::try_from(id.0).ok();
                (re, ServerMessage::ControlDone(ControlDone { error }))
            }
            // A page never asks, so there is nothing to reply to; it asks for pictures and is asked for them by RTCP.
            LegCommand::Media { .. }
            | LegCommand::RefuseMedia { .. }
            | LegCommand::PictureRequest(_) => return,
            // A page hears the meeting when it is accepted, and never asks for a transfer.
            LegCommand::Early(_)
            | LegCommand::TransferProgress(..)
            | LegCommand::TransferDone(..) => return,
            LegCommand::Dial(_)
            | LegCommand::Accept(_)
            | LegCommand::Transfer { .. }
            | LegCommand::Candidates(..)
            | LegCommand::End(_) => return,
        };
        self.say(leg, re, message);
    }
}
