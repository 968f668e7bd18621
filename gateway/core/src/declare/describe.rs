//! The verbs: what we say, and whether it leads to anything.

use tolk_model::plan::LocalMedia;
use tolk_model::{Cause, MediaDescription};

use super::{MediaProfile, again, ask, port, reply};

/// Our description of a leg.
///
/// With `remote` (what the far end said, and we reply to) each of its streams gets its counterpart under the same identifier:
/// codecs in common under the far end's payload types, directions as they meet, security as chosen; streams that we have no use for are
/// `Off`. Without `remote`, or with an empty one, we ask: everything that `profile` can. `previous` is our description before, whose
/// streams keep their place when we ask once more.
pub fn declare(
    profile: &MediaProfile,
    local: &LocalMedia,
    remote: Option<&MediaDescription>,
    previous: Option<&MediaDescription>,
) -> MediaDescription {
    match (remote.filter(|r| !r.is_empty()), previous) {
        (Some(remote), _) => reply::reply(profile, local, remote),
        (None, Some(previous)) if !previous.is_empty() => again(previous, local),
        (None, _) => ask::ask(profile, local),
    }
}

/// Why a description leaves us without anything to reply: no codec in common, or no protection that both permit.
pub fn nothing_in_common(profile: &MediaProfile, remote: &MediaDescription) -> Cause {
    Cause::us(reply::nothing_in_common(profile, remote))
}

/// Whether anything can flow under what was agreed: one stream at least that lives on both sides.
pub fn has_common_media(local: &MediaDescription, remote: &MediaDescription) -> bool {
    local.streams.iter().any(|ours| {
        remote.stream(ours.id).is_some_and(|theirs| {
            let lives = |s: &tolk_model::Stream| {
                s.flow != tolk_model::media::Flow::Off
                    && s.receive.iter().any(|c| c.codec.is_primary())
            };
            lives(ours) && lives(theirs) && port::secured_alike(local, ours, remote, theirs)
        })
    })
}
