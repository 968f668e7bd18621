//! Fast start (H.323 §8.1.7): channels proposed in Setup, and chosen before or with the answer.

use tolk_asn1::h225::SetupUUIE;
use tolk_asn1::types::OctetString;
use tolk_model::MediaDescription;
use tolk_model::id::{ForkId, LegId};
use tolk_model::leg::LegEvent;
use tolk_model::time::Now;

use super::super::heard::Said;
use crate::edge::H323Edge;
use crate::h225::alias;

/// Proposals that are looked at: endpoints send two for each codec.
const MOST_PROPOSALS: usize = 64;

/// How fast start stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Fast {
    /// Nobody proposed anything.
    None,
    /// The caller did.
    Proposed,
    /// Channels were chosen.
    Agreed,
    /// None was, or somebody began without.
    Refused,
}

impl H323Edge {
    /// What a caller proposes; empty when nothing, and when we are not to look at it.
    pub(in super::super) fn proposed(&mut self, leg: LegId, setup: &SetupUUIE) -> MediaDescription {
        let packed = setup.fast_start.as_deref().unwrap_or_default();
        if !self.config.fast_start || packed.is_empty() {
            return MediaDescription::default();
        }
        let packed = bytes(packed);
        let Some(call) = self.calls.get_mut(&leg) else {
            return MediaDescription::default();
        };
        let remote = call.control.session.proposed(&packed);
        if !remote.is_empty() {
            call.control.fast = Fast::Proposed;
            call.control.told = Some(remote.clone());
        }
        remote
    }

    /// Our choice of what the caller proposed, for the next message; empty when there is none.
    pub(in super::super) fn choose(
        &mut self,
        now: Now,
        leg: LegId,
        media: &MediaDescription,
    ) -> Vec<Vec<u8>> {
        let Some(call) = self.calls.get_mut(&leg) else {
            return Vec::new();
        };
        if call.control.fast != Fast::Proposed {
            return Vec::new();
        }
        call.control.describe(now, media);
        let chosen = call.control.session.accept(now).unwrap_or_default();
        if !chosen.is_empty() {
            call.control.fast = Fast::Agreed;
        }
        self.drain(now, leg);
        chosen
    }

    /// Whether something was chosen of what the caller proposed.
    pub(in super::super) fn has_chosen(&self, leg: LegId) -> bool {
        self.calls
            .get(&leg)
            .is_some_and(|c| c.control.fast == Fast::Agreed)
    }

    /// Whether the caller proposed and nothing was chosen yet: the answer then says that nothing will be.
    pub(in super::super) fn refuses_proposals(&mut self, leg: LegId) -> bool {
        let Some(call) = self.calls.get_mut(&leg) else {
            return false;
        };
        let open = call.control.fast == Fast::Proposed;
        if open {
            call.control.fast = Fast::Refused;
            call.control.session.decline_proposals();
            // What was proposed is void; capabilities will say it anew.
            call.control.told = None;
            call.control.remote = None;
        }
        open
    }

    /// Proposals for our Setup.
    pub(in super::super) fn propose(
        &mut self,
        now: Now,
        leg: LegId,
        media: &MediaDescription,
    ) -> Vec<Vec<u8>> {
        let wanted = self.config.fast_start && !media.is_empty();
        let Some(call) = self.calls.get_mut(&leg) else {
            return Vec::new();
        };
        call.control.describe(now, media);
        if !wanted {
            return Vec::new();
        }
        let proposals = call.control.session.propose();
        if !proposals.is_empty() {
            call.control.fast = Fast::Proposed;
        }
        proposals
    }

    /// What a message of the called far end says of media and control.
    pub(in super::super) fn offered(&mut self, now: Now, leg: LegId, said: Said) {
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        if call.control.fast == Fast::Proposed {
            let chosen = said.fast_start.as_deref().unwrap_or_default();
            if !chosen.is_empty() {
                self.chosen(now, leg, chosen);
            } else if said.refused {
                call.control.fast = Fast::Refused;
            }
        }
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let at = said.control.as_ref().and_then(alias::socket);
        let at = at.or_else(|| call.control.held.take());
        if let Some(at) = at {
            self.control_is_at(now, leg, at);
        }
    }

    fn chosen(&mut self, now: Now, leg: LegId, packed: &[OctetString]) {
        let packed = bytes(packed);
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        if call.control.session.accepted(&packed) == 0 {
            call.control.fast = Fast::Refused;
            return self.malformed(Some(leg), "an answer to nothing that was proposed");
        }
        call.control.fast = Fast::Agreed;
        let remote = call.control.session.remote();
        if let Some(dialled) = &call.dialled {
            // What was chosen is what we send, until the core says otherwise.
            let media = dialled.dial.media.clone();
            call.control.describe(now, &media);
        }
        call.control.remote = Some(remote.clone());
        let early = !call.state.is_answered();
        self.drain(now, leg);
        if early {
            self.event(leg, LegEvent::Early(ForkId(0), remote));
        }
    }
}

fn bytes(packed: &[OctetString]) -> Vec<Vec<u8>> {
    let some = packed.iter().take(MOST_PROPOSALS);
    some.map(|bytes| bytes.to_vec()).collect()
}
