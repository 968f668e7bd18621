//! One driver for every edge: sockets, timers and look-ups around a sans-I/O machine.

mod bucket;
mod driver;
mod edge;
mod fair;
mod flows;
mod input;
mod listen;
mod output;
mod resolve;
mod secure;
mod tcp;
#[cfg(test)]
mod tests;
mod tls;
mod udp;
mod websocket;

pub use driver::{Driver, DriverParts, Sockets};
#[cfg(test)]
pub(crate) use edge::InHand;
pub use edge::{EdgeGone, EdgeHandle, EdgeHost};
pub use input::FlowRefused;
pub use resolve::Resolver;
pub(crate) use tls::keep_fresh;
pub use tls::{Tls, TlsError};
pub use websocket::{WebsocketFlow, WebsocketFlows, WebsocketIncoming};
