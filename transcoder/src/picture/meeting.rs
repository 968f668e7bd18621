//! The pictures of one meeting: the wanted state, which outlives workers, and the worker that has it at present.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tolk_model::plan::{Class, MediaPlan, Picture};
use tolk_model::{ClassId, LegId, MeetingId, StreamId};

use super::encoder::{Encoder, Made, source_of};
use super::input::Input;
use super::outlet::Outlet;
use super::staff::{Deaths, Staff};
use crate::branch::{BranchOutput, BranchPacket};
use crate::worker::parent::{Worker, WorkerId};
use crate::worker::protocol::{Counters, DecodedPicture, FromWorker, InputId, ToWorker};

/// A sender of nonsense fills the log with no more than a line in this time.
const FAULT_GAP: Duration = Duration::from_secs(1);

/// A stream of a leg.
pub(super) type StreamKey = (LegId, StreamId);

/// Pictures of one meeting.
pub(super) struct MeetingPictures {
    id: MeetingId,
    version: u64,
    worker: Option<Worker>,
    /// The worker has the wanted state.
    told: bool,
    /// When the next worker may be started.
    start_at: Instant,
    inputs: BTreeMap<StreamKey, Input>,
    encoders: BTreeMap<ClassId, Encoder>,
    next_input: u32,
    deaths: Deaths,
    restarts: u64,
    counters: Counters,
    faulted: Option<Instant>,
}

impl MeetingPictures {
    pub(super) fn new(id: MeetingId) -> MeetingPictures {
        MeetingPictures {
            id,
            version: 0,
            worker: None,
            told: false,
            start_at: Instant::now(),
            inputs: BTreeMap::new(),
            encoders: BTreeMap::new(),
            next_input: 0,
            deaths: Deaths::default(),
            restarts: 0,
            counters: Counters::default(),
            faulted: None,
        }
    }

    pub(super) fn worker_id(&self) -> Option<WorkerId> {
        self.worker.as_ref().map(|worker| worker.id)
    }

    /// The streams that it decodes.
    pub(super) fn streams(&self) -> impl Iterator<Item = StreamKey> {
        self.inputs.keys().copied()
    }

    /// Takes a plan and does the difference. An older one than the last changes nothing.
    pub(super) fn apply(&mut self, plan: &MediaPlan, outlet: &mut Outlet) {
        if plan.version < self.version {
            return;
        }
        self.version = plan.version;
        self.drop_unwanted(plan);
        let mut fresh = Vec::new();
        for class in &plan.classes {
            self.set_class(class, &mut fresh);
        }
        for key in fresh {
            if let Some(input) = self.inputs.get_mut(&key) {
                input.ask(outlet);
            }
        }
    }

    fn drop_unwanted(&mut self, plan: &MediaPlan) {
        let classes: BTreeSet<ClassId> = plan.classes.iter().map(|class| class.id).collect();
        let streams: BTreeSet<StreamKey> = plan
            .classes
            .iter()
            .filter_map(|class| match class.picture {
                Picture::Of { leg, stream } => Some((leg, stream)),
                Picture::Slide { .. } => None,
            })
            .collect();
        let worker = self.worker.as_ref().filter(|_| self.told);
        let tell = |message| {
            if let Some(worker) = worker {
                // A worker that cannot take it is about to be replaced.
                let _ = worker.tell(message);
            }
        };
        self.encoders.retain(|id, _| {
            let wanted = classes.contains(id);
            if !wanted {
                tell(ToWorker::CloseClass(id.0));
            }
            wanted
        });
        self.inputs.retain(|key, input| {
            let wanted = streams.contains(key);
            if !wanted {
                tell(ToWorker::CloseInput(input.id));
            }
            wanted
        });
    }

    fn set_class(&mut self, class: &Class, fresh: &mut Vec<StreamKey>) {
        let (inputs, next) = (&mut self.inputs, &mut self.next_input);
        let source = source_of(&class.picture, |leg, stream| {
            inputs
                .entry((leg, stream))
                .or_insert_with(|| {
                    fresh.push((leg, stream));
                    let id = InputId(*next);
                    *next = next.wrapping_add(1);
                    Input::new(id, leg, stream)
                })
                .id
        });
        let told = match self.encoders.get_mut(&class.id) {
            Some(encoder) => encoder.alter(class, source),
            None => match Encoder::new(class, source) {
                Some(encoder) => {
                    self.encoders.insert(class.id, encoder);
                    true
                }
                None => {
                    tracing::error!(meeting = %self.id, class = class.id.0, codec = class.codec.codec.as_str(), "no encoder for this codec");
                    false
                }
            },
        };
        if told
            && let Some(worker) = self.worker.as_ref().filter(|_| self.told)
            && let Some(encoder) = self.encoders.get(&class.id)
        {
            encoder.tell(worker);
        }
    }

    pub(super) fn packet(&mut self, packet: &BranchPacket, outlet: &mut Outlet) {
        let worker = self.worker.as_ref().filter(|_| self.told);
        if let Some(input) = self.inputs.get_mut(&(packet.leg, packet.stream)) {
            input.packet(packet, worker, outlet);
        }
    }

    pub(super) fn picture_request(&mut self, class: ClassId) {
        let worker = self.worker.as_ref().filter(|_| self.told);
        if let Some(encoder) = self.encoders.get_mut(&class) {
            encoder.request_key(Instant::now(), worker);
        }
    }

    pub(super) fn available(&mut self, class: ClassId, rate: u64) {
        let worker = self.worker.as_ref().filter(|_| self.told);
        if let Some(encoder) = self.encoders.get_mut(&class)
            && encoder.limit(rate)
            && let Some(worker) = worker
        {
            encoder.tell(worker);
        }
    }

    /// What the worker said. `Some(why)` when it is of no use any more.
    pub(super) fn heard(
        &mut self,
        message: FromWorker,
        payload: &[u8],
        outlet: &mut Outlet,
    ) -> Option<&'static str> {
        match message {
            FromWorker::Ready => self.replay(outlet),
            FromWorker::Unit {
                class,
                codec,
                at_ns,
                key,
                of,
            } => {
                let origin = |of: DecodedPicture| {
                    let input = self.inputs.values().find(|input| input.id == of.input)?;
                    input.origin(of.at_ns)
                };
                let made = Made {
                    at_ns,
                    key,
                    of: of.and_then(origin),
                    unit: payload,
                };
                if let Some(worker) = &self.worker
                    && let Some(encoder) = self.encoders.get_mut(&ClassId(class))
                    && encoder.makes(codec)
                {
                    encoder.unit(self.id, worker, &made, outlet);
                }
            }
            FromWorker::NeedsPicture(id) => {
                if let Some(input) = self.inputs.values_mut().find(|input| input.id == id) {
                    input.require_key(outlet);
                }
            }
            FromWorker::Fault(text) => self.log_fault(&text),
            FromWorker::GaveUp(text) => {
                tracing::warn!(meeting = %self.id, text, "picture worker gave up");
                return Some("erred");
            }
            FromWorker::Beat(counters) => self.counters = counters,
        }
        None
    }

    fn log_fault(&mut self, text: &str) {
        if self.faulted.is_none_or(|at| at.elapsed() >= FAULT_GAP) {
            self.faulted = Some(Instant::now());
            tracing::warn!(meeting = %self.id, text, "picture worker");
        }
    }

    /// Gives the worker up and remembers why. Another is started by [`Self::tick`], at once if that did not happen too often.
    pub(super) fn lose_worker(
        &mut self,
        why: &'static str,
        now: Instant,
        staff: &mut Staff,
        outlet: &mut Outlet,
    ) {
        let Some(worker) = self.worker.take() else {
            return;
        };
        let suspects = worker.suspects();
        let pid = worker.pid();
        staff.end(worker);
        self.told = false;
        self.restarts += 1;
        self.start_at = self.deaths.note(now);
        tracing::warn!(meeting = %self.id, pid, why, ?suspects, "picture worker is replaced");
        for input in self.inputs.values_mut() {
            if suspects.contains(&input.id) && input.blame(now, outlet) {
                // Its victims did nothing wrong.
                self.deaths = Deaths::default();
                self.start_at = now;
            }
        }
        outlet.say(BranchOutput::WorkerReplaced {
            meeting: self.id,
            why,
        });
    }

    /// Starts a worker when there is none and it is time; looks after the inputs and the key pictures that wait.
    /// `Some(why)` when the worker is of no use any more.
    pub(super) fn tick(
        &mut self,
        now: Instant,
        late: bool,
        staff: &mut Staff,
        outlet: &mut Outlet,
    ) -> Option<&'static str> {
        if self.worker.is_none() && now >= self.start_at {
            self.start(now, staff, outlet);
        }
        if let Some(worker) = &mut self.worker {
            if late {
                worker.excuse(now);
            } else if worker.hangs(now) {
                return Some("hung");
            }
        }
        let worker = self.worker.as_ref().filter(|_| self.told);
        for input in self.inputs.values_mut() {
            if input.tick(now, worker, outlet)
                && let Some(worker) = worker
            {
                input.open(worker, outlet);
            }
        }
        for encoder in self.encoders.values_mut() {
            encoder.force_if_due(now, worker);
        }
        None
    }

    fn start(&mut self, now: Instant, staff: &mut Staff, outlet: &mut Outlet) {
        match staff.take() {
            Ok(worker) => {
                let ready = worker.is_ready();
                self.worker = Some(worker);
                if ready {
                    self.replay(outlet);
                }
            }
            Err(error) => {
                tracing::error!(meeting = %self.id, %error, "no picture worker can be started");
                self.start_at = self.deaths.note(now).max(self.start_at);
            }
        }
    }

    /// Tells a worker that has just started everything.
    fn replay(&mut self, outlet: &mut Outlet) {
        let Some(worker) = &self.worker else { return };
        if std::mem::replace(&mut self.told, true) {
            return;
        }
        for encoder in self.encoders.values_mut() {
            encoder.begins();
            encoder.tell(worker);
        }
        for input in self.inputs.values_mut() {
            input.open(worker, outlet);
        }
    }

    /// The meeting is over, or shows nothing that is encoded.
    pub(super) fn close(self, staff: &mut Staff) {
        if let Some(worker) = self.worker {
            staff.end(worker);
        }
    }

    pub(super) fn has_worker(&self) -> bool {
        self.worker.is_some()
    }

    pub(super) fn debug_state(&self) -> Value {
        json!({
            "meeting": self.id.to_string(),
            "worker_pid": self.worker.as_ref().map(Worker::pid),
            "worker_ready": self.told,
            "restarts": self.restarts,
            "units_in": self.counters.units_in,
            "units_dropped": self.counters.units_dropped,
            "pictures": self.counters.pictures,
            "decoders_rebuilt": self.counters.rebuilds,
            "output_dropped": self.counters.output_dropped,
            "inputs": self.inputs.values().map(Input::debug_state).collect::<Vec<_>>(),
            "classes": self.encoders.values().map(Encoder::debug_state).collect::<Vec<_>>(),
        })
    }
}
