//! One encoder as the parent sees it: what is wanted of it, and its units as RTP payloads.

use std::time::{Duration, Instant};

use bytes::Bytes;
use serde_json::{Value, json};
use tolk_model::codec::Packetization;
use tolk_model::plan::{Class, Picture};
use tolk_model::{ClassId, Codec, CodecParameters, MeetingId};

use super::outlet::Outlet;
use super::timeline::Timeline;
use super::{MAX_PAYLOAD_BYTES, h264, vp8};
use crate::branch::{BranchOutput, Origin};
use crate::worker::parent::{Worker, WorkerId};
use crate::worker::protocol::{Encoding, InputId, PictureCodec, PictureSource, ToWorker};

/// Between two forced key pictures of one encoder: each costs as much as a second of others.
const FORCE_GAP: Duration = Duration::from_secs(1);
/// Below this no encoder makes a picture that is worth it.
const LEAST_KBPS: u32 = 50;
/// A change of rate by less than a thirty-second part is not worth a message.
const LEAST_CHANGE: u32 = 32;

/// One picture of an encoder.
pub(super) struct Made<'a> {
    /// The worker's time, ns.
    pub(super) at_ns: u64,
    pub(super) key: bool,
    /// What it was made of.
    pub(super) of: Option<Origin>,
    pub(super) unit: &'a [u8],
}

/// One encoder.
#[derive(Debug)]
pub(super) struct Encoder {
    id: ClassId,
    codec: Codec,
    encoding: Encoding,
    class_kbps: u32,
    available_kbps: Option<u32>,
    timeline: Timeline,
    picture_id: u16,
    /// The engine missed a payload: nothing before the next key picture is of use.
    hole: bool,
    forced: Option<Instant>,
    force_pending: bool,
    pictures: u64,
    keys: u64,
    oversize: u64,
}

impl Encoder {
    /// For a class whose codec can be encoded here.
    pub(super) fn new(class: &Class, source: PictureSource) -> Option<Encoder> {
        Some(Encoder {
            id: class.id,
            codec: class.codec.codec,
            encoding: encoding(class, source)?,
            class_kbps: kbps(class.bitrate.0),
            available_kbps: None,
            timeline: Timeline::default(),
            picture_id: 0,
            hole: false,
            forced: None,
            force_pending: false,
            pictures: 0,
            keys: 0,
            oversize: 0,
        })
    }

    /// Takes the class of a new plan. `true` when the worker must be told.
    pub(super) fn alter(&mut self, class: &Class, source: PictureSource) -> bool {
        let Some(mut wanted) = encoding(class, source) else {
            return false;
        };
        self.codec = class.codec.codec;
        self.class_kbps = kbps(class.bitrate.0);
        wanted.kbps = self.rate();
        let changed = wanted != self.encoding;
        self.encoding = wanted;
        changed
    }

    /// Takes what the slowest receiver can take. `true` when the worker must be told.
    pub(super) fn limit(&mut self, available: u64) -> bool {
        self.available_kbps = Some(kbps(available));
        let (old, new) = (self.encoding.kbps, self.rate());
        let at_cap = new == self.class_kbps && old != new;
        if !at_cap && old.abs_diff(new) < (old / LEAST_CHANGE).max(1) {
            return false;
        }
        self.encoding.kbps = new;
        true
    }

    fn rate(&self) -> u32 {
        let available = self.available_kbps.unwrap_or(u32::MAX).max(LEAST_KBPS);
        self.class_kbps.min(available)
    }

    /// Tells the worker what is wanted.
    pub(super) fn tell(&self, worker: &Worker) {
        // A worker that cannot take it is about to be replaced.
        let _ = worker.tell(ToWorker::SetClass(self.id.0, self.encoding.clone()));
    }

    /// Somebody needs a whole picture; many that ask at once get one.
    pub(super) fn request_key(&mut self, now: Instant, worker: Option<&Worker>) {
        self.force_pending = true;
        self.force_if_due(now, worker);
    }

    /// Forces the key picture that waits for its second to pass.
    pub(super) fn force_if_due(&mut self, now: Instant, worker: Option<&Worker>) {
        let due = self
            .forced
            .is_none_or(|at| now.saturating_duration_since(at) >= FORCE_GAP);
        if self.force_pending
            && due
            && let Some(worker) = worker
            && worker.tell(ToWorker::ForceKey(self.id.0)).is_ok()
        {
            self.force_pending = false;
            self.forced = Some(now);
        }
    }

    /// A worker begins with this encoder: its first picture is a key picture.
    pub(super) fn begins(&mut self) {
        self.force_pending = false;
    }

    /// Whether pictures of this codec are what is wanted now.
    pub(super) fn makes(&self, codec: PictureCodec) -> bool {
        self.encoding.codec == codec
    }

    /// Takes an access unit of the worker to the engine.
    pub(super) fn unit(
        &mut self,
        meeting: MeetingId,
        from: &Worker,
        made: &Made<'_>,
        outlet: &mut Outlet,
    ) {
        let now = Instant::now();
        let timestamp = self.stamp(from.id, made.at_ns, now);
        let key = made.key;
        if key {
            // Whoever asked before this one came is served by it.
            self.force_pending = false;
            self.hole = false;
            self.keys += 1;
        } else if self.hole {
            self.request_key(now, Some(from));
            return;
        }
        self.pictures += 1;
        let payloads = self.payloads(made.unit);
        let last = payloads.len().saturating_sub(1);
        for (index, payload) in payloads.into_iter().enumerate() {
            let passed = outlet.pass_payload(BranchOutput::Picture {
                meeting,
                class: self.id,
                codec: self.codec,
                timestamp,
                marker: index == last,
                key,
                of: made.of,
                payload,
            });
            if !passed {
                self.hole = true;
                self.request_key(now, Some(from));
                return;
            }
        }
    }

    fn stamp(&mut self, worker: WorkerId, at_ns: u64, now: Instant) -> u32 {
        self.timeline.stamp(worker, at_ns, now)
    }

    fn payloads(&mut self, unit: &[u8]) -> Vec<Bytes> {
        let mut payloads = Vec::with_capacity(unit.len() / MAX_PAYLOAD_BYTES + 4);
        let mut emit = |payload: Vec<u8>| payloads.push(Bytes::from(payload));
        match self.encoding.codec {
            PictureCodec::Vp8 => {
                self.picture_id = (self.picture_id + 1) & 0x7fff;
                vp8::packetize(unit, self.picture_id, MAX_PAYLOAD_BYTES, emit);
            }
            PictureCodec::H264 => {
                let mode = if self.encoding.single_nal {
                    Packetization::SingleNal
                } else {
                    Packetization::NonInterleaved
                };
                let skipped = h264::packetize(unit, mode, MAX_PAYLOAD_BYTES, &mut emit);
                self.oversize += u64::try_from(skipped).unwrap_or(0);
            }
        }
        payloads
    }

    pub(super) fn debug_state(&self) -> Value {
        json!({
            "class": self.id.0,
            "codec": self.codec.as_str(),
            "kbps": self.encoding.kbps,
            "max_size": format!("{}x{}", self.encoding.max_width, self.encoding.max_height),
            "frame_rate": self.encoding.frame_rate,
            "picture": format!("{:?}", self.encoding.picture),
            "pictures": self.pictures,
            "keys": self.keys,
            "nal_units_too_large": self.oversize,
        })
    }
}

/// The stream that a class shows; `None` for a slide.
pub(super) fn source_of(
    picture: &Picture,
    input: impl FnOnce(tolk_model::LegId, tolk_model::StreamId) -> InputId,
) -> PictureSource {
    match picture {
        Picture::Of { leg, stream } => PictureSource::Input(input(*leg, *stream)),
        Picture::Slide { slide, language } => PictureSource::Slide(slide.clone(), *language),
    }
}

fn encoding(class: &Class, picture: PictureSource) -> Option<Encoding> {
    let codec = match class.codec.codec {
        Codec::H264 => PictureCodec::H264,
        Codec::Vp8 => PictureCodec::Vp8,
        _ => return None,
    };
    let single_nal = matches!(
        class.codec.parameters,
        CodecParameters::H264(h264) if h264.packetization == Packetization::SingleNal
    );
    Some(Encoding {
        picture,
        codec,
        single_nal,
        max_width: class.size.width,
        max_height: class.size.height,
        frame_rate: class.frame_rate,
        kbps: kbps(class.bitrate.0),
    })
}

fn kbps(bits: u64) -> u32 {
    u32::try_from(bits / 1000)
        .unwrap_or(u32::MAX)
        .max(LEAST_KBPS)
}
