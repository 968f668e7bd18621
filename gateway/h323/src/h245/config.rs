//! How a session is.

use std::time::Duration;

/// How a session is.
#[derive(Clone, Debug)]
pub struct Config {
    /// Our terminal type in the determination of master and slave (H.323 table 1).
    pub terminal_type: u8,
    /// Our name, for who asks for it (H.243 terminal identification).
    pub name: String,
    /// Both directions of a stream have to have the same codec: then the master rejects a channel of the slave's that is in another
    /// (H.245 §C.4.1.3).
    pub is_symmetric: bool,
    /// Times.
    pub timers: Timers,
}

impl Default for Config {
    /// A gateway without a multipoint controller, with the usual times.
    fn default() -> Config {
        Config {
            terminal_type: 60,
            name: "Tolk".to_string(),
            is_symmetric: false,
            timers: Timers::default(),
        }
    }
}

/// Times of H.245, which leaves them to us.
#[derive(Clone, Copy, Debug)]
pub struct Timers {
    /// How long a capability set may be unanswered.
    pub t101: Duration,
    /// A logical channel.
    pub t103: Duration,
    /// A round trip.
    pub t105: Duration,
    /// The determination of master and slave.
    pub t106: Duration,
    /// The request that a channel be closed.
    pub t108: Duration,
    /// The request of a mode.
    pub t109: Duration,
    /// How often a round trip is measured, to know that the far end lives.
    pub keep_alive: Duration,
    /// How long a channel of theirs waits for the core.
    pub media_reply: Duration,
}

impl Default for Timers {
    fn default() -> Timers {
        Timers {
            t101: Duration::from_secs(15),
            t103: Duration::from_secs(15),
            t105: Duration::from_secs(10),
            t106: Duration::from_secs(15),
            t108: Duration::from_secs(15),
            t109: Duration::from_secs(15),
            keep_alive: Duration::from_secs(30),
            media_reply: Duration::from_secs(10),
        }
    }
}
