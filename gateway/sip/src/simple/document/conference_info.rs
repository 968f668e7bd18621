//! Who is in a meeting (RFC 4575), always in full.

use tolk_model::party::{Presence, Role, Roster, RosterEntry};

use super::xml::Writer;

/// Media type.
pub(crate) const CONFERENCE_INFO: &str = "application/conference-info+xml";
const SPACE: &str = "urn:ietf:params:xml:ns:conference-info";
/// Users that are listed; more would be a document that no telephone takes. The count says how many there are.
const MAX_USERS: usize = 250;

/// Writes the meeting at `entity`. Who has only an invitation is shown as being called; who waits in the lobby or left is not.
pub(super) fn write(entity: &str, version: u32, roster: &Roster) -> String {
    let version = version.to_string();
    let mut out = Writer::new(
        "conference-info",
        &[
            ("xmlns", SPACE),
            ("entity", entity),
            ("state", "full"),
            ("version", &version),
        ],
    );
    if !roster.title.is_empty() {
        out.open("conference-description", &[]);
        out.text("display-text", &roster.title);
        out.close();
    }
    let shown = |e: &&RosterEntry| !matches!(e.presence, Presence::Lobby | Presence::Left);
    let users: Vec<&RosterEntry> = roster.entries.iter().filter(shown).collect();
    out.open("conference-state", &[]);
    out.text("user-count", &users.len().to_string());
    out.text("active", if users.is_empty() { "false" } else { "true" });
    out.text("locked", if roster.locked { "true" } else { "false" });
    out.close();
    out.open("users", &[]);
    for entry in users.into_iter().take(MAX_USERS) {
        user(&mut out, entity, entry);
    }
    out.finish()
}

fn user(out: &mut Writer, conference: &str, entry: &RosterEntry) {
    // How to reach somebody is nobody's business here: the name in the meeting stands for it.
    let host = conference.rsplit(['@', ':']).next().unwrap_or_default();
    let entity = format!("sip:{}@{host}", entry.participant);
    out.open("user", &[("entity", &entity), ("state", "full")]);
    out.text("display-text", entry.display_name.reveal());
    out.open("roles", &[]);
    out.text(
        "entry",
        match entry.role {
            Role::Viewer => "viewer",
            Role::Speaker => "participant",
            Role::Host => "host",
        },
    );
    out.close();
    out.open("endpoint", &[("entity", &entity), ("state", "full")]);
    let joined = entry.presence == Presence::Joined;
    out.text(
        "status",
        match entry.presence {
            Presence::Joined => "connected",
            Presence::Invited => "dialing-out",
            _ => "disconnected",
        },
    );
    if joined {
        media(out, "1", "audio", !entry.muted);
        media(out, "2", "video", entry.has_picture);
    }
    out.close();
    out.close();
}

/// Whether the others hear or see it.
fn media(out: &mut Writer, id: &str, kind: &str, sends: bool) {
    out.open("media", &[("id", id)]);
    out.text("type", kind);
    out.text("status", if sends { "sendrecv" } else { "recvonly" });
    out.close();
}
