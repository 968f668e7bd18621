//! The four transaction machines of RFC 3261 §17 with the corrections of RFC 6026, in virtual time.
//!
//! A machine is told what happened and answers with [`Step`]s; it knows no bytes, flows or clocks. `edge::transactions` does the steps.

mod client;
mod client_invite;
mod key;
mod server;
mod server_invite;
pub(crate) mod timers;

use std::time::Duration;

pub(crate) use client::ClientOther;
pub(crate) use client_invite::ClientInvite;
pub(crate) use key::{ClientKey, ServerKey};
pub(crate) use server::ServerOther;
pub(crate) use server_invite::ServerInvite;

use timers::Letter;

/// What a machine wants done, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Send the request, or the last response, once more or for the first time.
    Transmit,
    /// Send the ACK of a refusal (§17.1.1.3).
    TransmitAck,
    /// Give the message to whoever uses the transaction.
    Deliver,
    /// Set a timer.
    Start(Letter, Duration),
    /// Cancel a timer.
    Stop(Letter),
    /// Tell the user that nobody answered (client), or that nobody acknowledged (server).
    TimedOut,
    /// The transaction is over.
    Gone,
}

/// Whether the transport repeats lost packets by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reliability {
    /// TCP, TLS, websocket.
    Reliable,
    /// UDP.
    Unreliable,
}

/// A client machine of either kind.
#[derive(Clone, Debug)]
pub(crate) enum ClientMachine {
    Invite(ClientInvite),
    Other(ClientOther),
}

impl ClientMachine {
    /// The request is sent for the first time.
    pub(crate) fn start(&mut self) -> Vec<Step> {
        match self {
            ClientMachine::Invite(m) => m.start(),
            ClientMachine::Other(m) => m.start(),
        }
    }

    /// A response came.
    pub(crate) fn response(&mut self, status: u16) -> Vec<Step> {
        match self {
            ClientMachine::Invite(m) => m.response(status),
            ClientMachine::Other(m) => m.response(status),
        }
    }

    /// A timer fired.
    pub(crate) fn timer(&mut self, letter: Letter) -> Vec<Step> {
        match self {
            ClientMachine::Invite(m) => m.timer(letter),
            ClientMachine::Other(m) => m.timer(letter),
        }
    }

    /// The state, for people.
    pub(crate) fn state(&self) -> &'static str {
        match self {
            ClientMachine::Invite(m) => m.state(),
            ClientMachine::Other(m) => m.state(),
        }
    }
}

/// A server machine of either kind.
#[derive(Clone, Debug)]
pub(crate) enum ServerMachine {
    Invite(ServerInvite),
    Other(ServerOther),
}

impl ServerMachine {
    /// The request came again.
    pub(crate) fn repeated(&mut self) -> Vec<Step> {
        match self {
            ServerMachine::Invite(m) => m.repeated(),
            ServerMachine::Other(m) => m.repeated(),
        }
    }

    /// A response is to be sent.
    pub(crate) fn respond(&mut self, status: u16) -> Vec<Step> {
        match self {
            ServerMachine::Invite(m) => m.respond(status),
            ServerMachine::Other(m) => m.respond(status),
        }
    }

    /// A timer fired.
    pub(crate) fn timer(&mut self, letter: Letter) -> Vec<Step> {
        match self {
            ServerMachine::Invite(m) => m.timer(letter),
            ServerMachine::Other(m) => m.timer(letter),
        }
    }

    /// The state, for people.
    pub(crate) fn state(&self) -> &'static str {
        match self {
            ServerMachine::Invite(m) => m.state(),
            ServerMachine::Other(m) => m.state(),
        }
    }
}

#[cfg(test)]
mod lives;
#[cfg(test)]
mod table;
#[cfg(test)]
mod tests;
