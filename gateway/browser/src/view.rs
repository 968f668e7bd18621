//! From the vocabulary to what a page is told, and back.

use tolk_model::address::Scheme;
use tolk_model::chat::ChatMessage;
use tolk_model::leg::{Wish, YouAre};
use tolk_model::media::PictureSize;
use tolk_model::party::{Presence, Roster, RosterEntry};
use tolk_model::plan;
use tolk_model::{Address, Cause, ControlRequest, Identity, Pii, Role, SlotId};

use crate::protocol::{
    AwayView, ChatLine, Ended, FaultCode, IdentityView, Language, Myself, Person, PresenceView,
    Request, RoleView, RosterView, Wishes,
};

/// Characters of a name that are kept: more does not fit under a picture.
const MAX_NAME_CHARS: usize = 64;
/// Wishes in one message. A page shows at most nine pictures; four times as many is no page of ours.
const MAX_WISHES: usize = 36;

/// A name as others may see it: without control characters and characters that turn text around, without runs of white space.
/// Empty when nothing is left; the page then shows a word of its own.
pub(crate) fn clean_name(name: &str) -> String {
    let visible = |c: char| {
        if c.is_control() || is_invisible(c) {
            ' '
        } else {
            c
        }
    };
    let spaced: String = name.chars().map(visible).collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let kept: String = words.join(" ").chars().take(MAX_NAME_CHARS).collect();
    kept.trim_end().to_string()
}

/// Joiners, direction marks and the like, with which a name can be made to look like another.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// The address of a link's alias: never another scheme, port or transport.
pub(crate) fn meeting_address(alias: &str) -> Option<Address> {
    let address: Address = alias.parse().ok()?;
    let plain =
        address.scheme == Scheme::Any && address.port.is_none() && address.transport.is_none();
    (plain && !address.local.is_empty()).then_some(address)
}

pub(crate) fn language(language: Language) -> plan::Language {
    match language {
        Language::Sv => plan::Language::Sv,
        Language::En => plan::Language::En,
    }
}

pub(crate) fn role(role: Role) -> RoleView {
    match role {
        Role::Viewer => RoleView::Viewer,
        Role::Speaker => RoleView::Speaker,
        Role::Host => RoleView::Host,
    }
}

pub(crate) fn roster(roster: &Roster) -> RosterView {
    RosterView {
        title: roster.title.clone(),
        locked: roster.locked,
        people: roster.entries.iter().map(person).collect(),
    }
}

fn person(entry: &RosterEntry) -> Person {
    Person {
        participant: entry.participant.to_string(),
        name: entry.display_name.reveal().clone(),
        organisation: entry.organisation.clone(),
        identity: match &entry.identity {
            Identity::Verified { by } => IdentityView::Verified { by: by.clone() },
            Identity::Asserted { domain } => IdentityView::Asserted {
                domain: domain.to_string(),
            },
            Identity::Anonymous => IdentityView::Anonymous,
        },
        role: role(entry.role),
        presence: match entry.presence {
            Presence::Invited => PresenceView::Invited,
            Presence::Lobby => PresenceView::Lobby,
            Presence::Joined => PresenceView::Joined,
            Presence::Lost { .. } => PresenceView::Lost,
            Presence::Left => PresenceView::Left,
        },
        edges: entry.edges.iter().map(ToString::to_string).collect(),
        muted: entry.muted,
        has_picture: entry.has_picture,
        speaking: entry.speaking,
        away: entry.away.map(|away| AwayView {
            reason: away.reason,
            again: away.again,
        }),
    }
}

pub(crate) fn myself(you: &YouAre) -> Myself {
    Myself {
        participant: you.participant.to_string(),
        role: role(you.role),
        in_lobby: you.in_lobby,
        muted: you.muted,
        muted_by_host: you.muted_by_host,
        recorded: you.recorded,
    }
}

pub(crate) fn chat_line(message: &ChatMessage) -> ChatLine {
    ChatLine {
        from: message.from.map(|p| p.to_string()),
        text: message.text.reveal().clone(),
        at: message.at.to_string(),
    }
}

pub(crate) fn ended(cause: &Cause) -> Ended {
    Ended {
        reason: cause.reason,
        blame: cause.blame.as_str().to_string(),
        rule: match &cause.blame {
            tolk_model::Blame::Policy(rule) => Some(rule.to_string()),
            _ => None,
        },
    }
}

/// # Errors
/// When a participant or an address is none.
pub(crate) fn control(request: Request) -> Result<ControlRequest, FaultCode> {
    let whom = |text: String| text.parse().map_err(|_| FaultCode::BadValue);
    Ok(match request {
        Request::Admit { participant } => ControlRequest::Admit {
            participant: whom(participant)?,
        },
        Request::Remove { participant } => ControlRequest::Remove {
            participant: whom(participant)?,
        },
        Request::Mute { participant, muted } => ControlRequest::Mute {
            participant: whom(participant)?,
            muted,
        },
        Request::Camera { on } => ControlRequest::Camera { on },
        Request::Lock { locked } => ControlRequest::Lock { locked },
        Request::Invite { address } => ControlRequest::Invite {
            address: Pii::new(address.parse().map_err(|_| FaultCode::BadValue)?),
        },
        Request::CallAgain { participant } => ControlRequest::CallAgain {
            participant: whom(participant)?,
        },
        Request::EndMeeting => ControlRequest::EndMeeting,
    })
}

/// # Errors
/// When there are too many, or a participant is none.
pub(crate) fn wishes(wishes: Wishes) -> Result<Vec<Wish>, FaultCode> {
    if wishes.wishes.len() > MAX_WISHES {
        return Err(FaultCode::BadValue);
    }
    wishes
        .wishes
        .into_iter()
        .map(|wish| {
            let participant = match wish.participant {
                Some(text) => Some(text.parse().map_err(|_| FaultCode::BadValue)?),
                None => None,
            };
            Ok(Wish {
                slot: SlotId(wish.slot),
                participant,
                size: wish.size.map(|s| PictureSize::new(s.width, s.height)),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cleaned() {
        assert_eq!(clean_name("  Anna \n\t Berg\u{7} "), "Anna Berg");
        assert_eq!(clean_name("\u{202e}gnitaehc"), "gnitaehc");
        assert_eq!(clean_name(" \u{200b} "), "");
        assert_eq!(clean_name(&"å".repeat(100)).chars().count(), MAX_NAME_CHARS);
    }

    #[test]
    fn a_link_leads_to_a_meeting_and_nowhere_else() {
        assert!(meeting_address("8001234").is_some());
        assert!(meeting_address("budget@agency.se").is_some());
        for outward in [
            "sip:8001234",
            "tel:+46812345",
            "a@b:5060",
            "a@b;transport=tcp",
            "",
            "a b",
            "@b",
        ] {
            assert!(meeting_address(outward).is_none(), "{outward}");
        }
    }
}
