//! A far end that sends a call elsewhere (Facility `callForwarded`, `routeCallToGatekeeper`, `routeCallToMC`; H.323 §8.4.3). It is
//! followed where the directory says that the caller may call there; whoever may be called may not have others called in our name.

use std::net::Ipv4Addr;

use tolk_asn1::h225::{FacilityReason, FacilityUUIE};
use tolk_model::cause::{Cause, Reason};
use tolk_model::edge::{Ask, EdgeOutput};
use tolk_model::id::{AskId, LegId};
use tolk_model::leg::Direction;
use tolk_model::party::Target;
use tolk_model::time::Now;
use tolk_model::{Address, Pii, Scheme};

use super::State;
use super::calling::host_of;
use crate::edge::{CallTimer, H323Edge};
use crate::h225::alias;

/// Whether a Facility sends the call elsewhere.
pub(super) fn forwards(facility: &FacilityUUIE) -> bool {
    matches!(
        facility.reason,
        FacilityReason::callForwarded(())
            | FacilityReason::routeCallToGatekeeper(())
            | FacilityReason::routeCallToMC(())
    )
}

/// Whither: an alias, at an address when there is one.
fn whither(facility: &FacilityUUIE, before: &Address) -> Option<Address> {
    let at = facility
        .alternative_address
        .as_ref()
        .and_then(alias::socket);
    let named = facility.alternative_alias_address.as_deref();
    let named = named.unwrap_or_default().iter().find_map(alias::address);
    match (named, at) {
        (None, None) => None,
        (Some(named), None) if named.domain.is_some() => Some(named),
        // The same place under another name.
        (Some(named), None) => Some(Address {
            scheme: Scheme::H323,
            local: named.local,
            ..before.clone()
        }),
        (named, Some(at)) => Some(Address {
            scheme: Scheme::H323,
            local: named.map_or_else(|| before.local.clone(), |n| n.local),
            domain: host_of(at),
            port: Some(at.port()),
            transport: None,
        }),
    }
}

impl H323Edge {
    /// A Facility that sends the call elsewhere.
    pub(super) fn forwarded(&mut self, now: Now, leg: LegId, facility: &FacilityUUIE) {
        let limit = usize::from(self.config.max_redirects);
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let waits = call.direction == Direction::Outgoing && !call.state.is_answered();
        let next = call.dialled.as_mut().filter(|_| waits).and_then(|dialled| {
            let to = whither(facility, &dialled.to)?;
            let fresh = dialled.tried.len() <= limit && !dialled.tried.contains(&to);
            fresh.then(|| {
                dialled.tried.push(to.clone());
                to
            })
        });
        let Some(to) = next else {
            if waits {
                return self.end(now, leg, Cause::far_end(Reason::Moved));
            }
            // An answered call, or theirs: nobody else is called because a far end says so.
            return self.overstepped(
                Some(leg),
                "forwarding of a call that is not ours to forward",
            );
        };
        self.say_end(now, leg, &Cause::far_end(Reason::Moved));
        for timer in CallTimer::ALL {
            self.stop_call_timer(leg, timer);
        }
        self.detach(now, leg);
        let ask = AskId(self.new_id());
        self.asks.insert(ask, leg);
        self.output(EdgeOutput::Ask(
            ask,
            Ask::Redirect {
                leg,
                to: Pii::new(to),
            },
        ));
    }

    /// The call has no connection any more, and looks for another way.
    fn detach(&mut self, now: Now, leg: LegId) {
        self.renew_control(leg, Ipv4Addr::UNSPECIFIED.into());
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        let key = call.key();
        call.state = State::Seeking;
        call.flow = None;
        call.tunnels = false;
        if let Some(key) = key {
            self.leave_flow(now, key);
        }
    }

    /// The directory has said whether the caller may call there.
    pub(crate) fn redirect_decided(
        &mut self,
        now: Now,
        ask: AskId,
        outcome: Result<Box<Target>, Cause>,
    ) {
        let Some(leg) = self.asks.remove(&ask) else {
            return;
        };
        let target = match outcome {
            Ok(target) => *target,
            Err(cause) => return self.finish(now, leg, cause),
        };
        let names = self.new_names();
        let Some(call) = self.calls.get_mut(&leg) else {
            return;
        };
        call.names = names;
        if let Some(dialled) = call.dialled.as_mut() {
            dialled.to = target.address;
        }
        self.seek(now, leg);
    }
}
