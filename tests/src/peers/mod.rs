//! Drivers of real peers.
