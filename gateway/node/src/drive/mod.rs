//! One driver for every edge: sockets, timers and look-ups around a sans-I/O machine.

mod bucket;
mod edge;
mod input;
mod websocket;

pub use edge::{EdgeGone, EdgeHandle, EdgeHost};
pub use input::FlowRefused;
pub use websocket::{WebsocketFlow, WebsocketFlows, WebsocketIncoming};
