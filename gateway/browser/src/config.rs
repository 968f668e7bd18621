//! What the browser edge is told when it is built.

use std::time::Duration;

use tolk_model::EdgeId;

/// Configuration of a [`crate::BrowserEdge`]. All values are resolved.
#[derive(Clone, Debug)]
pub struct BrowserConfig {
    /// Label in the journal and in metrics.
    pub edge: EdgeId,
    /// How long a session whose websocket broke waits for its client before it ends with `Reason::ConnectionLost`.
    pub resume_for: Duration,
    /// A client that was silent as long is sent a `ping`; after three times as long its websocket is given up.
    pub ping_every: Duration,
    /// How long a new websocket may stay without `join` or `resume`.
    pub hello: Duration,
    /// How long a browser may take to reply to a description. Making the first answer opens devices and codecs: seconds on a slow PC.
    pub media_reply: Duration,
    /// What clients can make us hold and do.
    pub limits: Limits,
}

/// What clients can make the edge hold and do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Websockets open.
    pub flows: usize,
    /// Websockets from one source address; an office behind one address has hundreds.
    pub flows_per_source: usize,
    /// Sessions alive.
    pub sessions: usize,
    /// Joins and resumes that one source address may send in a burst.
    pub burst_per_source: u32,
    /// The same a second, sustained.
    pub rate_per_source: u32,
    /// Messages that one websocket may send in a burst: a join with all its candidates is far below.
    pub burst_per_flow: u32,
    /// The same a second, sustained. A busy page sends one or two.
    pub rate_per_flow: u32,
    /// Bytes of one message. The largest lawful one is an answer with nine pictures, about 25 kB.
    pub message_bytes: usize,
    /// Bad messages on one websocket before it is closed.
    pub malformed_per_flow: u32,
    /// Messages that wait for a client's acknowledgement; more is not repeated after a break but summed up.
    pub unacknowledged: usize,
    /// The same in bytes.
    pub unacknowledged_bytes: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            flows: 10_000,
            flows_per_source: 1_000,
            sessions: 5_000,
            burst_per_source: 100,
            rate_per_source: 10,
            burst_per_flow: 400,
            rate_per_flow: 60,
            message_bytes: 64 * 1024,
            malformed_per_flow: 10,
            unacknowledged: 256,
            unacknowledged_bytes: 512 * 1024,
        }
    }
}

impl Default for BrowserConfig {
    fn default() -> BrowserConfig {
        BrowserConfig {
            edge: EdgeId::new("browser"),
            resume_for: Duration::from_secs(30),
            ping_every: Duration::from_secs(5),
            hello: Duration::from_secs(10),
            media_reply: Duration::from_secs(30),
            limits: Limits::default(),
        }
    }
}
