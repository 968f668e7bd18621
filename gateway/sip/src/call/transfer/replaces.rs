//! Calls that want to take the place of another one (RFC 3891).

use tolk_model::id::LegId;

use super::super::State;
use crate::edge::SipEdge;
use crate::wire::Request;
use crate::wire::refer::Replaces;

impl SipEdge {
    /// The leg whose dialog is named exactly, in whatever state (RFC 3891 §3).
    pub(super) fn leg_named(&self, named: &Replaces) -> Option<LegId> {
        let key = (named.call_id.clone(), named.to_tag.clone());
        let leg = *self.dialogs.get(&key)?;
        let call = self.calls.get(&leg)?;
        let tag = named.from_tag.as_str();
        let stands = call.dialog.as_ref().is_some_and(|d| d.remote_tag == tag);
        let rings = || call.outgoing.as_ref().is_some_and(|o| o.has_branch(tag));
        (stands || rings()).then_some(leg)
    }

    /// The leg that an INVITE wants to take the place of; `None` when it wants no such thing.
    ///
    /// # Errors
    /// The status that refuses it.
    pub(in crate::call) fn replaced_by(&self, request: &Request) -> Result<Option<LegId>, u16> {
        let headers = &request.headers;
        if headers.count("replaces") == 0 {
            return Ok(None);
        }
        // §3: one dialog, and no other wish beside it.
        if headers.count("replaces") > 1 || headers.count("join") > 0 {
            return Err(400);
        }
        let text = headers.text("replaces").ok_or(400_u16)?;
        let named = Replaces::parse(text).ok_or(400_u16)?;
        let leg = self.leg_named(&named).ok_or(481_u16)?;
        let call = self.calls.get(&leg).ok_or(481_u16)?;
        match call.state {
            _ if call.ended => Err(603),
            State::Over => Err(603),
            // One that we did not begin: whoever rings us may be taken over by nobody before we answered.
            State::Offered { .. } => Err(481),
            State::Up | State::Answered if named.early_only => Err(486),
            State::Up | State::Answered | State::Calling => Ok(Some(leg)),
        }
    }
}
