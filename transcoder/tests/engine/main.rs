//! The engine from outside: real sockets on loopback, clients made of others' parts (ICE, DTLS and SRTP of the `rtc-*` crates used as a
//! browser would), and no sleeping: every wait has a condition and a deadline.

mod browser;
mod forward;
mod nat;
mod phone;
mod plain;
mod ports;
mod reports;
mod room;
mod simulcast;
mod workers;
mod world;
