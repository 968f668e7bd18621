//! Senders, a network that can be bad in a reproducible way, and listeners that measure.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use tolk_model::codec::{CodecLimits, CodecParameters};
use tolk_model::media::{MediaDescription, Stream, StreamRole};
use tolk_model::plan::{Feed, LegPlan, MediaPlan, MixInput, Source};
use tolk_model::random::Random;
use tolk_model::{Codec, LegId, MediaEvent, MeetingId, ParticipantId, PayloadType, Seed, StreamId};

use super::super::decoder::Decoder;
use super::super::encoder::{Encoded, Encoder, Format};
use super::super::{FRAME, SoundConfig, SoundMachine};
use crate::branch::{BranchInput, BranchOutput, BranchPacket, Origin};

pub(super) const SOUND: StreamId = StreamId(0);
pub(super) const TICK: Duration = Duration::from_millis(10);

pub(super) fn leg(n: u64) -> LegId {
    LegId::from_number(n)
}

pub(super) fn who(n: u64) -> ParticipantId {
    ParticipantId::from_number(n)
}

pub(super) fn meeting() -> MeetingId {
    MeetingId::from_number(1)
}

pub(super) fn recode(n: u64) -> Source {
    Source::Recode {
        from: leg(n),
        stream: SOUND,
    }
}

pub(super) fn mix(except: u64) -> Source {
    Source::Mix {
        except: who(except),
    }
}

pub(super) fn limits(codec: Codec) -> CodecLimits {
    CodecLimits {
        codec,
        payload_type: PayloadType::from_header(96),
        rtx: None,
        clock_rate: codec.clock_rate(),
        parameters: match codec {
            Codec::Opus => CodecParameters::Opus {
                fec: true,
                stereo: false,
                dtx: false,
                max_average: None,
            },
            _ => CodecParameters::None,
        },
    }
}

/// A leg that is sent one feed.
pub(super) fn hears(n: u64, codec: Codec, source: Source) -> LegPlan {
    LegPlan {
        leg: leg(n),
        participant: who(n),
        local: MediaDescription::default(),
        remote: MediaDescription::default(),
        feeds: vec![Feed {
            stream: SOUND,
            slot: None,
            source,
            codec: limits(codec),
            max_bitrate: None,
            max_size: None,
        }],
    }
}

/// The same, with packets of so many milliseconds.
pub(super) fn in_packets_of(ms: u16, mut plan: LegPlan) -> LegPlan {
    plan.remote.streams.push(Stream {
        id: SOUND,
        role: StreamRole::Audio,
        receive: Vec::new(),
        send: Vec::new(),
        layers: Vec::new(),
        flow: tolk_model::media::Flow::Both,
        transport: None,
        slots: Vec::new(),
        rtp: tolk_model::media::RtpParameters::default(),
        packet_time_ms: Some(ms),
    });
    plan
}

pub(super) fn plan(version: u64, legs: Vec<LegPlan>, mixed: &[u64]) -> MediaPlan {
    let input = |n: &u64| MixInput {
        participant: who(*n),
        leg: leg(*n),
        stream: SOUND,
    };
    MediaPlan {
        version,
        legs,
        mix: mixed.iter().map(input).collect(),
        ..MediaPlan::default()
    }
}

/// What the network does to a packet.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fate {
    Arrives,
    Lost,
    LateBy(u64),
    Twice,
}

type Sound = Box<dyn FnMut(u64) -> f32>;
type Network = Box<dyn FnMut(u64) -> Fate>;

/// A tone; its first sample is number 0 of the sender's time.
pub(super) fn tone(hertz: f32, amplitude: f32) -> Sound {
    Box::new(move |n| {
        (f64::from(hertz) * n as f64 / 48_000.0 * std::f64::consts::TAU).sin() as f32 * amplitude
    })
}

pub(super) fn silence() -> Sound {
    Box::new(|_| 0.0)
}

/// Sends packets of 20 ms.
pub(super) struct Sender {
    leg: LegId,
    pub(super) codec: Codec,
    pub(super) ssrc: u32,
    pub(super) sequence: u16,
    pub(super) timestamp: u32,
    pub(super) sound: Sound,
    pub(super) network: Network,
    /// How much faster than ours its clock is, parts in a million.
    pub(super) ppm: f64,
    /// Sends nothing, while its time goes on.
    pub(super) paused: bool,
    encoder: Encoder,
    /// Milliseconds in a packet.
    packet_ms: u16,
    sample: u64,
    packets: u64,
    next_at: f64,
}

impl Sender {
    pub(super) fn new(n: u64, codec: Codec, sound: Sound) -> Sender {
        Sender {
            leg: leg(n),
            codec,
            ssrc: n as u32,
            sequence: 65_500,
            timestamp: u32::MAX - 5_000,
            sound,
            network: Box::new(|_| Fate::Arrives),
            ppm: 0.0,
            paused: false,
            encoder: encoder(codec),
            packet_ms: 20,
            sample: 0,
            packets: 0,
            // Senders do not keep step with us nor with each other.
            next_at: 3.0 + (n % 10) as f64,
        }
    }

    pub(super) fn with(mut self, network: impl FnMut(u64) -> Fate + 'static) -> Sender {
        self.network = Box::new(network);
        self
    }

    /// Sends nothing in silence, as some browsers do.
    pub(super) fn with_pauses(mut self) -> Sender {
        let format = Format::new(&limits(self.codec), None, None).unwrap();
        self.encoder = Encoder::new(
            Format {
                dtx: true,
                ..format
            },
            5,
        )
        .unwrap();
        self
    }

    /// Sends packets that are so long.
    pub(super) fn in_packets_of(mut self, ms: u16) -> Sender {
        let format = Format::new(&limits(self.codec), Some(ms), None).unwrap();
        self.encoder = Encoder::new(format, 5).unwrap();
        // Opus has no packets of 30 ms.
        self.packet_ms = u16::from(format.frames) * 10;
        self
    }

    pub(super) fn change_codec(&mut self, codec: Codec) {
        self.codec = codec;
        self.encoder = encoder(codec);
    }

    /// The next packet.
    fn packet(&mut self) -> (BranchPacket, Fate) {
        let mut encoded = false;
        for _ in 0..self.packet_ms / 10 {
            let frame: [f32; FRAME] = std::array::from_fn(|n| (self.sound)(self.sample + n as u64));
            encoded = self.encoder.push(&frame);
            self.sample += FRAME as u64;
        }
        assert!(encoded);
        let payload = match self.encoder.finish() {
            Encoded::Payload(payload) => payload,
            Encoded::Nothing => Bytes::new(),
        };
        let packet = BranchPacket {
            leg: self.leg,
            stream: SOUND,
            ssrc: self.ssrc,
            codec: self.codec,
            payload_type: PayloadType::from_header(96),
            sequence: self.sequence,
            timestamp: self.timestamp,
            marker: false,
            arrived: Instant::now(),
            payload,
        };
        self.timestamp = self
            .timestamp
            .wrapping_add(self.codec.clock_rate() / 1000 * u32::from(self.packet_ms));
        let mut fate = (self.network)(self.packets);
        self.packets += 1;
        if self.paused || packet.payload.is_empty() {
            // What is not sent has no number.
            fate = Fate::Lost;
        } else {
            self.sequence = self.sequence.wrapping_add(1);
        }
        (packet, fate)
    }
}

fn encoder(codec: Codec) -> Encoder {
    let format = Format::new(&limits(codec), None, None).unwrap();
    Encoder::new(format, 5).unwrap()
}

/// One packet that a leg got.
#[derive(Clone, Debug)]
pub(super) struct Got {
    pub(super) at_ms: u64,
    /// The time that the branch gives its first sample, from the test's beginning.
    pub(super) played_us: u64,
    pub(super) codec: Codec,
    pub(super) timestamp: u32,
    pub(super) marker: bool,
    pub(super) payload: Bytes,
}

impl Got {
    /// What it sounds like by itself: for G.711.
    pub(super) fn sound(&self) -> Vec<f32> {
        let mut samples = Vec::new();
        let mut decoder = Decoder::new(self.codec).unwrap();
        assert!(decoder.decode(&self.payload, &mut samples));
        samples
    }
}

/// What one leg got, and what it sounds like.
#[derive(Default)]
pub(super) struct Listener {
    pub(super) got: Vec<Got>,
}

impl Listener {
    /// The sound from `from_ms` on of the test's time: packets one after another, as they came.
    pub(super) fn sound(&self, from_ms: u64) -> Vec<f32> {
        let mut sound = Vec::new();
        let mut decoder: Option<(Codec, Decoder)> = None;
        for got in &self.got {
            if decoder
                .as_ref()
                .is_none_or(|(codec, _)| *codec != got.codec)
            {
                decoder = Some((got.codec, Decoder::new(got.codec).unwrap()));
            }
            let (_, decoder) = decoder.as_mut().unwrap();
            let mut samples = Vec::new();
            assert!(decoder.decode(&got.payload, &mut samples));
            if got.at_ms >= from_ms {
                sound.extend(samples);
            }
        }
        sound
    }
}

/// The machine and the world around it.
pub(super) struct Lab {
    pub(super) machine: SoundMachine,
    start: Instant,
    pub(super) ms: u64,
    pub(super) senders: Vec<Sender>,
    flying: BTreeMap<(u64, u64), BranchPacket>,
    flown: u64,
    listeners: BTreeMap<LegId, Listener>,
    pub(super) events: Vec<(u64, MediaEvent)>,
    /// What was said to be played, and when: µs from the beginning.
    pub(super) playing: Vec<(u64, Origin)>,
}

impl Lab {
    pub(super) fn new() -> Lab {
        let start = Instant::now();
        Lab::with(SoundMachine::new(SoundConfig::default(), start), start)
    }

    pub(super) fn with(machine: SoundMachine, start: Instant) -> Lab {
        Lab {
            machine,
            start,
            ms: 0,
            senders: Vec::new(),
            flying: BTreeMap::new(),
            flown: 0,
            listeners: BTreeMap::new(),
            events: Vec::new(),
            playing: Vec::new(),
        }
    }

    fn micros(&self, at: Instant) -> u64 {
        u64::try_from(at.saturating_duration_since(self.start).as_micros()).unwrap()
    }

    pub(super) fn now(&self) -> Instant {
        self.start + Duration::from_millis(self.ms)
    }

    pub(super) fn apply(&mut self, plan: &MediaPlan) {
        let input = BranchInput::Plan(meeting(), Arc::new(plan.clone()));
        self.machine.handle(self.now(), input);
    }

    pub(super) fn run(&mut self, ms: u64) {
        for _ in 0..ms / 10 {
            self.send();
            self.deliver();
            self.ms += 10;
            let now = self.now();
            self.machine.tick(now);
            while let Some(output) = self.machine.poll() {
                self.take(output);
            }
        }
    }

    fn take(&mut self, output: BranchOutput) {
        match output {
            BranchOutput::Sound {
                leg,
                stream,
                codec,
                timestamp,
                marker,
                at,
                payload,
            } => {
                assert_eq!(stream, SOUND);
                let played_us = self.micros(at);
                self.listeners.entry(leg).or_default().got.push(Got {
                    at_ms: self.ms,
                    played_us,
                    codec,
                    timestamp,
                    marker,
                    payload,
                });
            }
            BranchOutput::Playing { of, at } => self.playing.push((self.micros(at), of)),
            BranchOutput::Event(event) => self.events.push((self.ms, event)),
            other => panic!("not sound: {other:?}"),
        }
    }

    /// Everything that is sent before the next tick. All times in µs.
    fn send(&mut self) {
        let until = (self.ms + 10) as f64;
        for sender in &mut self.senders {
            while sender.next_at < until {
                let at = (sender.next_at * 1000.0) as u64;
                sender.next_at += f64::from(sender.packet_ms) / (1.0 + sender.ppm / 1e6);
                let (packet, fate) = sender.packet();
                let arrivals: &[u64] = match fate {
                    Fate::Lost => &[],
                    Fate::Arrives => &[at],
                    Fate::LateBy(ms) => &[at + ms * 1000],
                    Fate::Twice => &[at, at + 1],
                };
                for arrival in arrivals {
                    self.flown += 1;
                    self.flying.insert((*arrival, self.flown), packet.clone());
                }
            }
        }
    }

    fn deliver(&mut self) {
        let until = (self.ms + 10) * 1000;
        while let Some(entry) = self.flying.first_entry().filter(|e| e.key().0 < until) {
            let ((at, _), mut packet) = entry.remove_entry();
            packet.arrived = self.start + Duration::from_micros(at);
            self.machine
                .handle(packet.arrived, BranchInput::Packet(packet));
        }
    }

    pub(super) fn listener(&self, n: u64) -> &Listener {
        static NOTHING: Listener = Listener { got: Vec::new() };
        self.listeners.get(&leg(n)).unwrap_or(&NOTHING)
    }

    /// What leg `n` has been hearing since `from_ms`.
    pub(super) fn heard(&self, n: u64, from_ms: u64) -> Vec<f32> {
        self.listener(n).sound(from_ms)
    }

    /// A count of the stream of leg `n`.
    pub(super) fn count(&self, n: u64, name: &str) -> u64 {
        self.stream(n)["counts"][name].as_u64().unwrap()
    }

    pub(super) fn stream(&self, n: u64) -> serde_json::Value {
        self.machine.debug_state()["streams"][format!("{}/{SOUND}", leg(n))].clone()
    }
}

/// The amplitude of `hertz` in `samples`.
pub(super) fn goertzel(samples: &[f32], hertz: f32) -> f32 {
    let step = f64::from(hertz) / 48_000.0 * std::f64::consts::TAU;
    let (mut re, mut im) = (0.0, 0.0);
    for (n, sample) in samples.iter().enumerate() {
        // Hann's window keeps neighbours apart.
        let window = 1.0 - (n as f64 / samples.len() as f64 * std::f64::consts::TAU).cos();
        re += f64::from(*sample) * window * (step * n as f64).cos();
        im += f64::from(*sample) * window * (step * n as f64).sin();
    }
    (re.hypot(im) * 2.0 / samples.len() as f64) as f32
}

pub(super) fn rms(samples: &[f32]) -> f32 {
    (samples.iter().map(|s| s * s).sum::<f32>() / samples.len() as f32).sqrt()
}

/// The quietest 20 ms.
pub(super) fn quietest(samples: &[f32]) -> f32 {
    samples.chunks_exact(960).map(rms).fold(f32::MAX, f32::min)
}

/// A reproducible network with `percent` of random loss.
pub(super) fn losing(percent: u32, seed: u64) -> impl FnMut(u64) -> Fate {
    let mut random = random(seed);
    move |_| {
        if random.below(100) < percent {
            Fate::Lost
        } else {
            Fate::Arrives
        }
    }
}

/// One that delays each packet by up to `ms`.
pub(super) fn jittering(ms: u32, seed: u64) -> impl FnMut(u64) -> Fate {
    let mut random = random(seed);
    move |_| Fate::LateBy(u64::from(random.below(ms + 1)))
}

pub(super) fn random(seed: u64) -> Random {
    Seed::from_number(seed).generator()
}
