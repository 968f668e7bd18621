//! Bindings of all aliases.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tolk_model::party::Target;
use tolk_model::registration::{
    Binding, Change, DeviceRoute, Registration, RegistrationError, Route, Wanted,
};
use tolk_model::{Alias, EdgeId, FlowId, Mono, NodeId, Now};

/// What devices can make us hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Devices of one alias: all of them ring when it is called.
    pub devices: usize,
    /// Devices in all.
    pub all: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            devices: 10,
            all: 100_000,
        }
    }
}

/// An alias whose devices have changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Which alias.
    pub alias: Alias,
    /// By which edge its device is reached.
    pub edge: EdgeId,
    /// What happened (`bound`, `unbound`, `expired`, `flow_lost`).
    pub what: &'static str,
    /// Devices that it has now.
    pub devices: usize,
}

/// Devices by alias.
#[derive(Debug, Default)]
pub struct Bindings {
    limits: Limits,
    by_alias: BTreeMap<Alias, Vec<Binding>>,
    /// Whose devices nothing but a flow leads to: ten thousand flows may be lost at once.
    by_flow: BTreeMap<(EdgeId, FlowId), BTreeSet<Alias>>,
    count: usize,
}

impl Bindings {
    /// None.
    pub fn new(limits: Limits) -> Bindings {
        Bindings {
            limits,
            ..Bindings::default()
        }
    }

    /// Does what a registration wants, all of it or nothing, and tells what is bound now and whether devices came or went.
    ///
    /// # Errors
    /// [`RegistrationError::OutOfOrder`] when a later registration of the same sequence was there before,
    /// [`RegistrationError::TooMany`] when there would be more devices than may be.
    pub fn register(
        &mut self,
        now: Now,
        alias: &Alias,
        registration: &Registration,
        node: Option<NodeId>,
    ) -> Result<(Vec<Binding>, Vec<Changed>), RegistrationError> {
        let before = self.by_alias.get(alias).cloned().unwrap_or_default();
        let mut bound = before.clone();
        bound.retain(|b| b.expires > now.mono);
        match &registration.change {
            Change::Nothing => {}
            Change::Clear => {
                if bound.iter().any(|b| is_late(b, registration)) {
                    return Err(RegistrationError::OutOfOrder);
                }
                bound.clear();
            }
            Change::Bind(wanted) => {
                for one in wanted {
                    bind(&mut bound, now, registration, one, node)?;
                }
            }
        }
        let others = self.count.saturating_sub(before.len());
        let grows = bound.len() > before.len();
        if grows && (bound.len() > self.limits.devices || others + bound.len() > self.limits.all) {
            return Err(RegistrationError::TooMany);
        }
        let changed = changes(alias, &registration.edge, &before, &bound);
        self.put(alias, &before, bound.clone());
        Ok((bound, changed))
    }

    /// A flow of an edge is gone: devices that nothing else leads to are gone with it.
    pub fn flow_lost(&mut self, edge: &EdgeId, flow: FlowId) -> Vec<Changed> {
        let lost = (edge.clone(), flow);
        let aliases = self.by_flow.get(&lost).cloned().unwrap_or_default();
        let gone = |binding: &Binding| only_flow(binding).as_ref() == Some(&lost);
        let lose = |alias: &Alias| self.drop_if(alias, "flow_lost", gone);
        aliases.iter().filter_map(lose).collect()
    }

    /// Drops what has expired.
    pub fn expire(&mut self, now: Mono) -> Vec<Changed> {
        let gone = |binding: &Binding| binding.expires <= now;
        let late = self.by_alias.iter().filter(|(_, b)| b.iter().any(gone));
        let aliases: Vec<Alias> = late.map(|(alias, _)| alias.clone()).collect();
        let expire = |alias: &Alias| self.drop_if(alias, "expired", gone);
        aliases.iter().filter_map(expire).collect()
    }

    /// When something expires next.
    pub fn next_expiry(&self) -> Option<Mono> {
        let all = self.by_alias.values().flatten();
        all.map(|binding| binding.expires).min()
    }

    /// The devices of an alias, most wanted first.
    pub fn of(&self, alias: &Alias, now: Mono) -> Vec<Binding> {
        let bound = self.by_alias.get(alias).into_iter().flatten();
        let mut bound: Vec<Binding> = bound.filter(|b| b.expires > now).cloned().collect();
        bound.sort_by_key(|b| std::cmp::Reverse(b.preference));
        bound
    }

    /// The same, each with the alias that it is bound to.
    fn with_alias(&self, alias: &Alias, now: Mono) -> Vec<Binding> {
        let mut bound = self.of(alias, now);
        for binding in &mut bound {
            binding.route.alias = Some(alias.clone());
        }
        bound
    }

    /// Where somebody with these aliases is reached: devices that want it equally ring together, others one after another
    /// (RFC 3261 §16.6, §10.2.1.2). One device on several flows is called by the newest of them (RFC 5626 §5.3).
    pub fn targets(&self, aliases: &[Alias], now: Mono) -> Vec<Target> {
        let bound = aliases.iter().flat_map(|a| self.with_alias(a, now));
        let mut bound: Vec<Binding> = bound.collect();
        bound.sort_by_key(|b| (std::cmp::Reverse(b.preference), std::cmp::Reverse(b.since)));
        let mut targets: Vec<Target> = Vec::new();
        let mut last = None;
        let mut seen: Vec<&Binding> = Vec::new();
        for binding in &bound {
            let again = seen.iter().any(|s| {
                s.address == binding.address
                    || (s.instance.is_some() && s.instance == binding.instance)
            });
            if again {
                continue;
            }
            seen.push(binding);
            targets.push(Target {
                edge: Some(binding.edge.clone()),
                address: binding.address.reveal().clone(),
                route: Some(Route::Device(binding.route.clone())),
                together: last == Some(binding.preference),
            });
            last = Some(binding.preference);
        }
        targets
    }

    /// All that are bound.
    pub fn iter(&self) -> impl Iterator<Item = (&Alias, &Binding)> {
        let all = self.by_alias.iter();
        all.flat_map(|(alias, bound)| bound.iter().map(move |b| (alias, b)))
    }

    /// How many devices are bound.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    fn drop_if(
        &mut self,
        alias: &Alias,
        what: &'static str,
        gone: impl Fn(&Binding) -> bool,
    ) -> Option<Changed> {
        let before = self.by_alias.get(alias)?.clone();
        let edge = before.iter().find(|b| gone(b))?.edge.clone();
        let left: Vec<Binding> = before.iter().filter(|b| !gone(b)).cloned().collect();
        let devices = left.len();
        self.put(alias, &before, left);
        Some(Changed {
            alias: alias.clone(),
            edge,
            what,
            devices,
        })
    }

    /// An alias has these in place of what it had.
    fn put(&mut self, alias: &Alias, before: &[Binding], bound: Vec<Binding>) {
        for flow in before.iter().filter_map(only_flow) {
            if let Some(aliases) = self.by_flow.get_mut(&flow) {
                aliases.remove(alias);
                if aliases.is_empty() {
                    self.by_flow.remove(&flow);
                }
            }
        }
        for flow in bound.iter().filter_map(only_flow) {
            self.by_flow.entry(flow).or_default().insert(alias.clone());
        }
        self.count = self.count.saturating_sub(before.len()) + bound.len();
        if bound.is_empty() {
            self.by_alias.remove(alias);
        } else {
            self.by_alias.insert(alias.clone(), bound);
        }
    }
}

/// The flow without which a device is not reached.
fn only_flow(binding: &Binding) -> Option<(EdgeId, FlowId)> {
    let source = binding.route.source.filter(|s| s.only)?;
    Some((binding.edge.clone(), source.flow))
}

/// An older one of the same sequence (RFC 3261 §10.3 step 7).
fn is_late(binding: &Binding, registration: &Registration) -> bool {
    binding.sequence == registration.sequence && binding.number >= registration.number
}

/// The same device: by instance and flow number when it has both (RFC 5626 §6), else by address (RFC 3261 §10.3).
///
/// A device that connects anew has another address each time, and an old one that nobody will ever reach again: an instance without
/// flow numbers is one device with one way to it, and what registers in the same sequence under the same name from another connection
/// is the same device, come back.
fn is_same(binding: &Binding, registration: &Registration, wanted: &Wanted) -> bool {
    if wanted.instance.is_some() && wanted.flow_number.is_some() {
        return binding.instance == wanted.instance && binding.flow_number == wanted.flow_number;
    }
    if binding.flow_number.is_some() {
        return false;
    }
    // Of one request it may have several contacts, of two families for example.
    let sooner = binding.sequence != registration.sequence || binding.number != registration.number;
    binding.address == wanted.address
        || (sooner && wanted.instance.is_some() && binding.instance == wanted.instance)
        || came_back(binding, registration, wanted)
}

/// Reached by the connection that it made and by nothing else, and now by another one.
fn came_back(binding: &Binding, registration: &Registration, wanted: &Wanted) -> bool {
    let only = |route: &DeviceRoute| route.source.filter(|s| s.only).map(|s| s.flow);
    let (Some(old), Some(new)) = (only(&binding.route), only(&wanted.route)) else {
        return false;
    };
    old != new
        && binding.sequence == registration.sequence
        && binding.edge == registration.edge
        && binding.instance == wanted.instance
        && binding.address.reveal().local == wanted.address.reveal().local
}

fn bind(
    bound: &mut Vec<Binding>,
    now: Now,
    registration: &Registration,
    wanted: &Wanted,
    node: Option<NodeId>,
) -> Result<(), RegistrationError> {
    let at = bound.iter().position(|b| is_same(b, registration, wanted));
    if at
        .and_then(|at| bound.get(at))
        .is_some_and(|b| is_late(b, registration))
    {
        return Err(RegistrationError::OutOfOrder);
    }
    let since = at.map(|at| bound.remove(at).since);
    if wanted.lifetime == Duration::ZERO {
        return Ok(());
    }
    bound.push(Binding {
        edge: registration.edge.clone(),
        node,
        route: wanted.route.clone(),
        address: wanted.address.clone(),
        instance: wanted.instance.clone(),
        flow_number: wanted.flow_number,
        preference: wanted.preference,
        user_agent: registration.user_agent.clone(),
        sequence: registration.sequence.clone(),
        number: registration.number,
        since: since.unwrap_or(now.wall),
        expires: now.mono + wanted.lifetime,
    });
    Ok(())
}

fn changes(alias: &Alias, edge: &EdgeId, before: &[Binding], after: &[Binding]) -> Vec<Changed> {
    let what = match after.len().cmp(&before.len()) {
        std::cmp::Ordering::Greater => "bound",
        std::cmp::Ordering::Less => "unbound",
        std::cmp::Ordering::Equal => return Vec::new(),
    };
    vec![Changed {
        alias: alias.clone(),
        edge: edge.clone(),
        what,
        devices: after.len(),
    }]
}
