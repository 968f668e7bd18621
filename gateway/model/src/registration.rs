//! Registrations: where devices can be reached at present, and who may say so. Volatile; the directory holds what lasts.

use std::net::SocketAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::address::{Address, Alias, TransportKind};
use crate::id::{EdgeId, FlowId, NodeId, TrunkId};
use crate::pii::{Pii, Secret};
use crate::time::{Mono, Wall};

/// A way to a target that its address alone does not tell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Route {
    /// A registered device.
    Device(DeviceRoute),
    /// By a trunk: a telephone exchange or an operator that we are a customer of.
    Trunk {
        /// Which.
        trunk: TrunkId,
    },
}

/// The way to a registered device, in the words of the edge that it registered by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DeviceRoute {
    /// Its address exactly as it wrote it: what it recognises itself by.
    pub contact: Pii<String>,
    /// Hops on the way to it, first one first (RFC 3327); mostly none.
    pub hops: Vec<String>,
    /// See [`Binding::instance`].
    #[serde(default)]
    pub instance: Option<Pii<String>>,
    /// The alias that it is bound to, which its account has proved; the registrar sets it when it is asked whither a call goes. What the
    /// device wrote itself (`contact`) names nobody.
    #[serde(default)]
    pub alias: Option<Alias>,
    /// Where its registration came from, when it speaks to us without a hop between: behind a NAT only this leads back.
    pub source: Option<Source>,
}

/// A flow and where it led.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
    /// The flow; it means something to the node that has it only.
    pub flow: FlowId,
    /// The far end.
    pub remote: SocketAddr,
    /// Kind of transport.
    pub transport: TransportKind,
    /// Nothing but this flow will do (RFC 5626): when it is gone, so is the binding.
    pub only: bool,
}

/// One device that an alias is bound to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// By which edge it is reached.
    pub edge: EdgeId,
    /// By which node.
    pub node: Option<NodeId>,
    /// How.
    pub route: DeviceRoute,
    /// Its address in the core's words.
    pub address: Pii<Address>,
    /// Names the device across restarts (RFC 5626 `+sip.instance`), when it says so.
    pub instance: Option<Pii<String>>,
    /// Numbers the flows of one device (RFC 5626 `reg-id`).
    pub flow_number: Option<u32>,
    /// How much it wants to be reached, in thousandths; devices that want it equally ring together (RFC 3261 §20.10 `q`).
    pub preference: u16,
    /// What it calls itself; for people.
    pub user_agent: String,
    /// Names the sequence of its registrations (RFC 3261 §10.2).
    pub sequence: String,
    /// Position in that sequence.
    pub number: u32,
    /// First registered.
    pub since: Wall,
    /// Past this it is gone.
    pub expires: Mono,
}

/// A device that wishes to be bound, or to be bound no longer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// How it is reached.
    pub route: DeviceRoute,
    /// Its address in the core's words; two of the same address and port are the same device unless `instance` says more.
    pub address: Pii<Address>,
    /// See [`Binding::instance`].
    pub instance: Option<Pii<String>>,
    /// See [`Binding::flow_number`].
    pub flow_number: Option<u32>,
    /// See [`Binding::preference`].
    pub preference: u16,
    /// For how long; zero ends it.
    pub lifetime: Duration,
}

/// What a registration changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing: it asks what is bound.
    Nothing,
    /// Binds some devices, and unbinds those whose lifetime is zero.
    Bind(Vec<Wanted>),
    /// Unbinds all.
    Clear,
}

/// A registration whose sender has proved who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// The account that was proved.
    pub account: Pii<String>,
    /// What shall be bound.
    pub address: Pii<Address>,
    /// By which edge it came.
    pub edge: EdgeId,
    /// What the device calls itself.
    pub user_agent: String,
    /// See [`Binding::sequence`].
    pub sequence: String,
    /// See [`Binding::number`].
    pub number: u32,
    /// What it changes.
    pub change: Change,
}

/// Why a registration changed nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegistrationError {
    /// Nobody has this address.
    #[error("nobody has this address")]
    Unknown,
    /// The account may not bind this address.
    #[error("the account may not bind this address")]
    NotYours,
    /// An older registration came late (RFC 3261 §10.3 step 7).
    #[error("an older registration came late")]
    OutOfOrder,
    /// As many devices as may be are bound.
    #[error("as many devices as may be are bound")]
    TooMany,
}

/// Digest algorithms (RFC 8760).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DigestAlgorithm {
    /// SHA-256.
    Sha256,
    /// MD5: weak, and all that many a device can do.
    Md5,
}

/// What proves an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// Hash of user, realm and password, in hexadecimal digits (RFC 7616 §3.4.2, without `-sess`).
    pub hash: Secret<String>,
    /// Whom the account may speak for; the first one when it does not say whom.
    pub aliases: Vec<Alias>,
}
