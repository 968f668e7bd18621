//! The edge itself (being built: this commit publishes the interface).

use tolk_model::Seed;
use tolk_model::cause::Cause;
use tolk_model::edge::{Edge, EdgeOutput, FlowInfo, Reply};
use tolk_model::id::{AskId, FlowId, LegId, QueryId};
use tolk_model::leg::LegCommand;
use tolk_model::party::Destination;
use tolk_model::time::{Mono, Now, TimerName};

use crate::config::SipConfig;

/// The SIP edge. Drive it as [`Edge`] says: drain `poll` after every call.
pub struct SipEdge {
    _config: SipConfig,
}

impl SipEdge {
    /// An edge; tags, branches and identifiers come from `seed`.
    pub fn new(config: SipConfig, _seed: Seed) -> SipEdge {
        SipEdge { _config: config }
    }
}

impl Edge for SipEdge {
    fn flow_opened(&mut self, _now: Now, _flow: FlowId, _info: FlowInfo) {}
    fn flow_closed(&mut self, _now: Now, _flow: FlowId, _cause: Cause) {}
    fn flow_writable(&mut self, _now: Now, _flow: FlowId) {}
    fn receive(&mut self, _now: Now, _flow: FlowId, _bytes: &[u8]) {}
    fn command(&mut self, _now: Now, _leg: LegId, _command: LegCommand) {}
    fn reply(&mut self, _now: Now, _ask: AskId, _reply: Reply) {}
    fn resolved(&mut self, _now: Now, _query: QueryId, _destinations: Vec<Destination>) {}
    fn timeout(&mut self, _now: Now) {}
    fn next_timeout(&self) -> Option<(Mono, TimerName)> {
        None
    }
    fn poll(&mut self) -> Option<EdgeOutput> {
        None
    }
    fn debug_state(&self) -> serde_json::Value {
        serde_json::json!({})
    }
}
