//! What the mix costs: `cargo run --release -p tolk-transcoder --example mix`.
//!
//! Opus legs in one meeting, each heard by all others, in virtual time. Prints the CPU time for each second of a leg, once with two
//! who speak (the usual meeting) and once with everybody speaking (the worst). Packets are encoded beforehand, by senders
//! that are not measured.
#![allow(clippy::print_stdout, reason = "the result of a measurement")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use tolk_model::codec::{CodecLimits, CodecParameters};
use tolk_model::media::MediaDescription;
use tolk_model::plan::{Feed, LegPlan, MediaPlan, MixInput, Source};
use tolk_model::{Codec, LegId, MeetingId, ParticipantId, PayloadType, StreamId};
use tolk_transcoder::branch::{BranchInput, BranchPacket};
use tolk_transcoder::sound::{SoundConfig, SoundMachine};

/// Seconds that are measured, after one that is not.
const SECONDS: u32 = 10;
const PACKET: Duration = Duration::from_millis(20);
const SAMPLES: usize = 960;
const SOUND: StreamId = StreamId(0);

fn main() -> Outcome<()> {
    println!("legs  speaking  cpu ms per leg-second  cores in all  packets encoded per leg-second");
    for legs in [10, 25, 100] {
        for speaking in [2, legs] {
            let cost = measure(legs, speaking)?;
            println!(
                "{legs:4}  {speaking:8}  {:21.2}  {:12.3}  {:30.1}",
                cost.cpu.as_secs_f64() * 1000.0 / f64::from(SECONDS) / legs as f64,
                cost.cpu.as_secs_f64() / f64::from(SECONDS),
                cost.encoded as f64 / f64::from(SECONDS) / legs as f64,
            );
        }
    }
    Ok(())
}

/// The only errors are of Opus and of `/proc`.
type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

struct Cost {
    cpu: Duration,
    encoded: u64,
}

fn measure(legs: u64, speaking: u64) -> Outcome<Cost> {
    let voice = packets(true)?;
    let quiet = packets(false)?;
    let start = Instant::now();
    let mut machine = SoundMachine::new(SoundConfig::default(), start);
    let meeting = MeetingId::from_number(1);
    machine.handle(start, BranchInput::Plan(meeting, Arc::new(plan(legs))));
    let (mut before, mut encoded) = (Duration::ZERO, 0);
    for round in 0..(SECONDS + 1) * 50 {
        if round == 50 {
            before = cpu()?;
            encoded = machine.counts().packets_encoded;
        }
        let now = start + PACKET * round;
        for leg in 0..legs {
            let payloads = if leg < speaking { &voice } else { &quiet };
            // Everybody says something else.
            let at = (round as usize + leg as usize * 17) % payloads.len();
            let packet = packet(leg, round, now, payloads[at].clone());
            machine.handle(now, BranchInput::Packet(packet));
        }
        machine.tick(now + PACKET / 2);
        machine.tick(now + PACKET);
        while machine.poll().is_some() {}
    }
    Ok(Cost {
        cpu: cpu()?.saturating_sub(before),
        encoded: machine.counts().packets_encoded - encoded,
    })
}

/// CPU time of this thread.
fn cpu() -> Outcome<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanos = text.split_whitespace().next().unwrap_or_default().parse()?;
    Ok(Duration::from_nanos(nanos))
}

fn packet(leg: u64, round: u32, arrived: Instant, payload: Bytes) -> BranchPacket {
    BranchPacket {
        leg: LegId::from_number(leg),
        stream: SOUND,
        ssrc: leg as u32,
        codec: Codec::Opus,
        payload_type: PayloadType::from_header(111),
        sequence: round as u16,
        timestamp: round * SAMPLES as u32,
        marker: false,
        arrived,
        payload,
    }
}

fn plan(legs: u64) -> MediaPlan {
    let leg = |n: u64| LegPlan {
        leg: LegId::from_number(n),
        participant: ParticipantId::from_number(n),
        local: MediaDescription::default(),
        remote: MediaDescription::default(),
        feeds: vec![Feed {
            stream: SOUND,
            slot: None,
            source: Source::Mix {
                except: ParticipantId::from_number(n),
            },
            codec: CodecLimits {
                codec: Codec::Opus,
                payload_type: PayloadType::from_header(111),
                rtx: None,
                clock_rate: 48_000,
                parameters: CodecParameters::Opus {
                    fec: true,
                    stereo: false,
                    dtx: false,
                    max_average: None,
                },
            },
            max_bitrate: None,
            max_size: None,
        }],
    };
    let input = |n: u64| MixInput {
        participant: ParticipantId::from_number(n),
        leg: LegId::from_number(n),
        stream: SOUND,
    };
    MediaPlan {
        version: 1,
        legs: (0..legs).map(leg).collect(),
        mix: (0..legs).map(input).collect(),
        ..MediaPlan::default()
    }
}

/// Ten seconds of something like a voice (a gliding pitch with overtones in syllables), or of an idle microphone.
fn packets(voiced: bool) -> Outcome<Vec<Bytes>> {
    let mut encoder = opus::Encoder::new(48_000, opus::Channels::Mono, opus::Application::Voip)?;
    encoder.set_bitrate(opus::Bitrate::Bits(32_000))?;
    encoder.set_inband_fec(true)?;
    encoder.set_packet_loss_perc(5)?;
    let (mut phase, mut noise) = (0.0_f32, 1_u32);
    let mut payloads = Vec::new();
    for number in 0..500 {
        let mut samples = [0.0_f32; SAMPLES];
        for (n, sample) in samples.iter_mut().enumerate() {
            let time = (number * SAMPLES + n) as f32 / 48_000.0;
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let hiss = (noise >> 8) as f32 / (1 << 24) as f32 - 0.5;
            *sample = hiss * 0.000_5;
            if voiced {
                phase += (140.0 + 40.0 * (time * 1.7).sin()) / 48_000.0;
                let syllable = (time * 4.0 * std::f32::consts::PI).sin().max(0.0);
                let overtones =
                    (1..12).map(|k| (phase * k as f32 * std::f32::consts::TAU).sin() / k as f32);
                *sample += syllable * (overtones.sum::<f32>() * 0.15 + hiss * 0.05);
            }
        }
        let mut payload = [0; 1275];
        let length = encoder.encode_float(&samples, &mut payload)?;
        payloads.push(Bytes::copy_from_slice(&payload[..length]));
    }
    Ok(payloads)
}
