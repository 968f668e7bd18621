//! The machine in virtual time.

mod calls;
mod devices;
mod gathering;
mod harness;
mod hold;
mod losses;
mod negotiation;
mod pace;
mod property;
mod reception;
mod records;
mod redial;
mod rights;
mod seats;
mod seen;
mod transfer;
