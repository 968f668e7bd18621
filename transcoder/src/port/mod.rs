//! A port: how a leg's packets find their way (latching or ICE) and how they are protected (plain, SDES or DTLS).
//!
//! Sans-I/O but for the queue that it writes to: the engine thread reads sockets and hands datagrams in. A port is not a
//! `PeerConnection`: it must also serve rooms that latch and clients that do full ICE with keys in signalling.

mod component;
mod demux;
mod dtls;
mod ice;
mod identity;
mod latch;
mod stun;
#[cfg(test)]
mod tests;

pub(crate) use component::{Component, Input, Keying, LocalSocket, Path, PortEvent};
pub(crate) use demux::{Demux, Owner};
pub(crate) use dtls::{DtlsKeying, proposes_gcm};
pub(crate) use ice::{IcePath, IceSettings};
pub(crate) use identity::Identity;
#[cfg(test)]
use latch::Proof;
pub(crate) use latch::{Kind as LatchKind, Latch};
