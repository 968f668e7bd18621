//! The picture thread: for each meeting whose plan has encoders, one supervised worker.
//!
//! Nothing here waits for a worker: it is told over bounded queues, and one that does not read, does not beat or dies is replaced.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded, select};
use serde_json::{Value, json};
use tolk_model::MeetingId;
use tolk_model::plan::MediaPlan;

use super::handle::{Control, PictureConfig};
use super::meeting::{MeetingPictures, StreamKey};
use super::outlet::Outlet;
use super::staff::Staff;
use crate::branch::{BranchInput, BranchOutput, BranchPacket};
use crate::worker::parent::{WorkerEvent, WorkerId};
use crate::worker::protocol::FromWorker;

/// Holes, watchdogs and waiting key pictures are looked after this often.
const TICK: Duration = Duration::from_millis(20);
/// A tick that comes this late means that this thread did not run: the workers' silence is not their fault.
const LATE: Duration = Duration::from_millis(200);
/// Messages of workers that wait for this thread; when it is full the readers wait, and then the workers.
const MAX_EVENTS_WAITING: usize = 512;
/// Taken from each queue before the other is looked at.
const BATCH: usize = 64;

/// All pictures of this node.
pub(super) struct Studio {
    staff: Staff,
    outlet: Outlet,
    events: Receiver<(WorkerId, WorkerEvent)>,
    meetings: BTreeMap<MeetingId, MeetingPictures>,
    /// Which meeting decodes a stream.
    streams: BTreeMap<StreamKey, MeetingId>,
    last_tick: Instant,
}

impl Studio {
    pub(super) fn new(
        config: PictureConfig,
        outputs: Sender<BranchOutput>,
        wake: Box<dyn Fn() + Send>,
    ) -> Studio {
        let (heard, events) = bounded(MAX_EVENTS_WAITING);
        Studio {
            staff: Staff::new(config.worker, config.spare, heard),
            outlet: Outlet::new(outputs, wake),
            events,
            meetings: BTreeMap::new(),
            streams: BTreeMap::new(),
            last_tick: Instant::now(),
        }
    }

    /// Works until it is told to stop. The workers die with this thread.
    pub(super) fn run(mut self, packets: &Receiver<BranchInput>, orders: &Receiver<Control>) {
        let events = self.events.clone();
        self.tick(Instant::now());
        loop {
            let wait = TICK.saturating_sub(self.last_tick.elapsed());
            select! {
                recv(packets) -> input => match input {
                    Ok(input) => self.input(input),
                    Err(_) => return,
                },
                recv(events) -> event => if let Ok((id, event)) = event { self.heard(id, event) },
                recv(orders) -> order => match order {
                    Ok(Control::Debug(reply)) => drop(reply.try_send(self.debug_state())),
                    Ok(Control::Stop) | Err(_) => return,
                },
                default(wait) => {}
            }
            events
                .try_iter()
                .take(BATCH)
                .for_each(|(id, event)| self.heard(id, event));
            packets
                .try_iter()
                .take(BATCH)
                .for_each(|input| self.input(input));
            let now = Instant::now();
            if now.saturating_duration_since(self.last_tick) >= TICK {
                self.tick(now);
            }
            self.outlet.flush();
        }
    }

    fn input(&mut self, input: BranchInput) {
        match input {
            BranchInput::Packet(packet) => self.packet(&packet),
            BranchInput::Plan(id, plan) => self.plan(id, &plan),
            BranchInput::PictureRequest(id, class) => {
                if let Some(meeting) = self.meetings.get_mut(&id) {
                    meeting.picture_request(class);
                }
            }
            BranchInput::Available(id, class, rate) => {
                if let Some(meeting) = self.meetings.get_mut(&id) {
                    meeting.available(class, rate);
                }
            }
            BranchInput::Close(id) => self.close(id),
        }
    }

    fn packet(&mut self, packet: &BranchPacket) {
        let key = (packet.leg, packet.stream);
        if let Some(id) = self.streams.get(&key)
            && let Some(meeting) = self.meetings.get_mut(id)
        {
            meeting.packet(packet, &mut self.outlet);
        }
    }

    fn plan(&mut self, id: MeetingId, plan: &Arc<MediaPlan>) {
        if plan.classes.is_empty() {
            self.close(id);
            return;
        }
        let meeting = self
            .meetings
            .entry(id)
            .or_insert_with(|| MeetingPictures::new(id));
        meeting.apply(plan, &mut self.outlet);
        self.streams.retain(|_, owner| *owner != id);
        for key in meeting.streams() {
            self.streams.insert(key, id);
        }
        self.look_after(id, Instant::now(), false);
    }

    fn close(&mut self, id: MeetingId) {
        self.streams.retain(|_, owner| *owner != id);
        if let Some(meeting) = self.meetings.remove(&id) {
            meeting.close(&mut self.staff);
        }
    }

    fn heard(&mut self, worker: WorkerId, event: WorkerEvent) {
        let owner = self
            .meetings
            .values_mut()
            .find(|meeting| meeting.worker_id() == Some(worker));
        let Some(meeting) = owner else {
            match event {
                WorkerEvent::Dead => self.staff.died(worker),
                WorkerEvent::Message(FromWorker::GaveUp(problem), _) => {
                    tracing::error!(problem, "the spare picture worker gave up");
                    self.staff.died(worker);
                }
                WorkerEvent::Message(..) => {}
            }
            return;
        };
        let lost = match event {
            WorkerEvent::Message(message, payload) => {
                meeting.heard(message, &payload, &mut self.outlet)
            }
            WorkerEvent::Dead => Some("died"),
        };
        if let Some(why) = lost {
            let now = Instant::now();
            meeting.lose_worker(why, now, &mut self.staff, &mut self.outlet);
            meeting.tick(now, false, &mut self.staff, &mut self.outlet);
        }
    }

    fn tick(&mut self, now: Instant) {
        let late = now.saturating_duration_since(self.last_tick) > LATE;
        self.last_tick = now;
        let ids: Vec<MeetingId> = self.meetings.keys().copied().collect();
        for id in ids {
            self.look_after(id, now, late);
        }
        self.staff.tick(now, late);
    }

    fn look_after(&mut self, id: MeetingId, now: Instant, late: bool) {
        let Some(meeting) = self.meetings.get_mut(&id) else {
            return;
        };
        if let Some(why) = meeting.tick(now, late, &mut self.staff, &mut self.outlet) {
            meeting.lose_worker(why, now, &mut self.staff, &mut self.outlet);
            meeting.tick(now, false, &mut self.staff, &mut self.outlet);
        }
    }

    fn debug_state(&self) -> Value {
        let meetings = self.meetings.values().filter(|m| m.has_worker()).count();
        json!({
            "workers": meetings + self.staff.processes(),
            "meetings": self.meetings.values().map(MeetingPictures::debug_state).collect::<Vec<_>>(),
            "spare_pid": self.staff.spare_pid(),
            "spare_ready": self.staff.is_spare_ready(),
            "unreaped": self.staff.unreaped(),
            "outputs_dropped": self.outlet.dropped,
        })
    }
}
