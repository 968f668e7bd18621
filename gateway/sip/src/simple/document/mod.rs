//! Documents of the event packages: what the core says, as XML, and what others say, in the core's words.

mod conference_info;
pub(crate) mod dialog_info;
pub(crate) mod pidf;
mod reginfo;
mod xml;

#[cfg(test)]
mod tests;

use tolk_model::Domain;
use tolk_model::presence::{Document, Package};

/// Longest note of a person that is taken over, characters; displays show one line.
const MAX_NOTE: usize = 500;
/// RFC 3842.
pub(crate) const MESSAGE_SUMMARY: &str = "application/simple-message-summary";
/// There is no mailbox.
pub(crate) const NO_MESSAGES: &str = "Messages-Waiting: no\r\n";

/// The media type of a package's documents.
pub(crate) fn media_type(package: Package) -> &'static str {
    match package {
        Package::Presence => pidf::PIDF,
        Package::Dialogs => dialog_info::DIALOG_INFO,
        Package::Conference => conference_info::CONFERENCE_INFO,
        Package::Registration => reginfo::REGINFO,
    }
}

/// Writes a document about `entity`. `before` is what the same watcher was told last: a package that can say what changed does so.
pub(crate) fn write(
    document: &Document,
    entity: &str,
    version: u32,
    before: Option<&Document>,
    default: &Domain,
) -> String {
    match document {
        Document::Presence { availability, note } => {
            let note = note.as_ref().map(|n| n.reveal().as_str());
            pidf::write(entity, *availability, note)
        }
        Document::Dialogs(calls) => {
            let before = match before {
                Some(Document::Dialogs(before)) => Some(before.as_slice()),
                _ => None,
            };
            dialog_info::write(entity, version, calls, before)
        }
        Document::Conference(roster) => conference_info::write(entity, version, roster),
        Document::Registration(devices) => reginfo::write(entity, version, devices, default),
    }
}

/// One line without control characters, and not a long one.
fn clean(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    let plain = line.chars().filter(|c| !c.is_control());
    plain.take(MAX_NOTE).collect()
}

/// Gives bytes to each reader. What was read of presence, written and read again is the same.
pub(crate) fn fuzz_documents(bytes: &[u8]) {
    drop(dialog_info::read(bytes));
    let (Ok(read), Ok(domain)) = (pidf::read(bytes), Domain::new("example.com")) else {
        return;
    };
    let written = write(&read, "sip:a@example.com", 0, None, &domain);
    let again = pidf::read(written.as_bytes());
    assert_eq!(
        again.as_ref(),
        Ok(&read),
        "what was written must be read as it was"
    );
}
