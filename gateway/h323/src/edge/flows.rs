//! Connections: call signalling and control, each with its own framing.

use std::time::Duration;

use tolk_model::edge::FlowInfo;
use tolk_model::id::{FlowId, LegId};
use tolk_model::limits::{LimitedMap, Rate};
use tolk_model::time::Mono;

use crate::tpkt::Framer;

/// One message, in thousandths of a token.
const TOKEN: u64 = 1_000;

/// What a connection carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Call signalling of any number of calls.
    Signalling,
    /// Control of one call.
    Control(LegId),
}

/// One connection.
#[derive(Debug)]
pub(crate) struct Flow {
    pub(crate) role: Role,
    /// `None` while it is being opened or awaited.
    pub(crate) info: Option<FlowInfo>,
    pub(crate) framer: Framer,
    /// Calls that it signals.
    pub(crate) calls: usize,
    /// Messages that it may still bring at once; counted from when it opened.
    allowance: Option<(u64, Mono)>,
}

impl Flow {
    fn new(role: Role, info: Option<FlowInfo>) -> Flow {
        Flow {
            role,
            info,
            framer: Framer::new(),
            calls: 0,
            allowance: None,
        }
    }

    /// One more message; `false` when there were too many.
    pub(crate) fn permit(&mut self, now: Mono, rate: Rate) -> bool {
        let capacity = u64::from(rate.burst) * TOKEN;
        let (left, at) = self.allowance.unwrap_or((capacity, now));
        let ms = u64::try_from(now.since(at).as_millis()).unwrap_or(u64::MAX);
        let more = ms.saturating_mul(u64::from(rate.per_second));
        let level = left.saturating_add(more).min(capacity);
        let permitted = level >= TOKEN;
        let used = if permitted { TOKEN } else { 0 };
        // Whole milliseconds only, so that many small steps do not lose the rest.
        self.allowance = Some((level - used, at + Duration::from_millis(ms)));
        permitted
    }
}

/// All connections.
#[derive(Debug)]
pub(crate) struct Flows {
    all: LimitedMap<FlowId, Flow>,
    next: u64,
}

impl Flows {
    pub(crate) fn new(limit: usize) -> Flows {
        Flows {
            all: LimitedMap::new(limit),
            next: 1,
        }
    }

    pub(crate) fn get(&self, flow: FlowId) -> Option<&Flow> {
        self.all.get(&flow)
    }

    pub(crate) fn get_mut(&mut self, flow: FlowId) -> Option<&mut Flow> {
        self.all.get_mut(&flow)
    }

    /// The facts of an open one.
    pub(crate) fn info(&self, flow: FlowId) -> Option<&FlowInfo> {
        self.get(flow)?.info.as_ref()
    }

    /// One of ours, to be opened or awaited; `None` when there are too many.
    pub(crate) fn begin(&mut self, role: Role) -> Option<FlowId> {
        let id = FlowId(self.next);
        self.all.insert(id, Flow::new(role, None)).ok()?;
        self.next += 2;
        Some(id)
    }

    /// It is open. One that nobody knew is call signalling that came in; `false` when there are too many.
    pub(crate) fn opened(&mut self, flow: FlowId, info: FlowInfo) -> bool {
        if let Some(known) = self.all.get_mut(&flow) {
            known.info = Some(info);
            return true;
        }
        let fresh = Flow::new(Role::Signalling, Some(info));
        self.all.insert(flow, fresh).is_ok()
    }

    pub(crate) fn remove(&mut self, flow: FlowId) -> Option<Flow> {
        self.all.remove(&flow)
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }
}
