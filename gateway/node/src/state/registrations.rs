//! Where devices are reached at present. In memory, because admission asks for it while a call waits; a store that nodes share keeps
//! such a copy of its own.

use std::sync::{Mutex, PoisonError};

use tolk_core::registrar::{Bindings, Changed, Limits};
use tolk_model::party::Target;
use tolk_model::registration::{Binding, Registration, RegistrationError};
use tolk_model::{Alias, EdgeId, FlowId, Mono, NodeId, Now};

/// What a registration did: what is bound now, and whether devices came or went.
pub type Registered = Result<(Vec<Binding>, Vec<Changed>), RegistrationError>;

/// Where registrations live.
pub trait Registrations: Send + Sync {
    /// Does what a registration wants; see [`Bindings::register`].
    fn register(&self, now: Now, alias: &Alias, wanted: &Registration, node: NodeId) -> Registered;
    /// A flow of one of our edges is gone.
    fn flow_lost(&self, edge: &EdgeId, flow: FlowId) -> Vec<Changed>;
    /// Drops what has expired.
    fn expire(&self, now: Mono) -> Vec<Changed>;
    /// Where somebody with these aliases is reached; see [`Bindings::targets`].
    fn targets(&self, aliases: &[Alias], now: Mono) -> Vec<Target>;
    /// The devices of an alias, most wanted first.
    fn of(&self, alias: &Alias, now: Mono) -> Vec<Binding>;
    /// All devices.
    fn all(&self) -> Vec<(Alias, Binding)>;
    /// How many there are.
    fn count(&self) -> usize;
}

/// Everything in this process.
#[derive(Debug, Default)]
pub struct MemoryRegistrations {
    bindings: Mutex<Bindings>,
}

impl MemoryRegistrations {
    /// None yet.
    pub fn new(limits: Limits) -> MemoryRegistrations {
        MemoryRegistrations {
            bindings: Mutex::new(Bindings::new(limits)),
        }
    }

    fn with<T>(&self, work: impl FnOnce(&mut Bindings) -> T) -> T {
        work(&mut self.bindings.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Registrations for MemoryRegistrations {
    fn register(&self, now: Now, alias: &Alias, wanted: &Registration, node: NodeId) -> Registered {
        self.with(|all| all.register(now, alias, wanted, Some(node)))
    }

    fn flow_lost(&self, edge: &EdgeId, flow: FlowId) -> Vec<Changed> {
        self.with(|all| all.flow_lost(edge, flow))
    }

    fn expire(&self, now: Mono) -> Vec<Changed> {
        self.with(|all| all.expire(now))
    }

    fn targets(&self, aliases: &[Alias], now: Mono) -> Vec<Target> {
        self.with(|all| all.targets(aliases, now))
    }

    fn of(&self, alias: &Alias, now: Mono) -> Vec<Binding> {
        self.with(|all| all.of(alias, now))
    }

    fn all(&self) -> Vec<(Alias, Binding)> {
        self.with(|all| all.iter().map(|(a, b)| (a.clone(), b.clone())).collect())
    }

    fn count(&self) -> usize {
        self.with(|all| all.len())
    }
}
