//! Starting the engine thread and its branches.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::time::Instant;

use tokio::sync::mpsc::Sender;
use tolk_model::plan::MediaEvent;
use tolk_model::random::Seed;

use super::branches::{BranchEnd, Branches};
use super::config::{EngineConfig, EngineError};
use super::networks::Networks;
use super::outbox::Outbox;
use super::shard::{Shard, WAKE};
use super::sources::Sources;
use crate::branch::BranchSink;
use crate::net::{Epoll, EventFd, PortRange, SendQueue};
use crate::picture::{PictureConfig, PictureHandle};
use crate::port::{Demux, Identity};
use crate::sound::{SoundConfig, SoundHandle};
use crate::worker::parent::WorkerCommand;

/// Payloads of pictures that wait for the engine: whole pictures of several encoders at once, each up to a few hundred packets. When it is
/// full the picture branch drops the picture and makes a key picture next.
const PICTURE_OUTPUTS: usize = 4096;

fn system(what: &'static str) -> impl FnOnce(io::Error) -> EngineError {
    move |source| EngineError::System { what, source }
}

/// What an engine is made of: the thread's belongings, what wakes it, and its branches.
pub(super) struct Parts {
    pub(super) shard: Shard,
    pub(super) wake: Arc<EventFd>,
    pub(super) sound: SoundHandle,
    pub(super) picture: Option<PictureHandle>,
}

/// Opens the shared sockets, makes the certificate, starts the branches.
pub(super) fn build(
    config: &EngineConfig,
    events: Sender<MediaEvent>,
) -> Result<Parts, EngineError> {
    let epoll = Epoll::new().map_err(system("making an epoll"))?;
    let wake = Arc::new(EventFd::new().map_err(system("making an eventfd"))?);
    epoll
        .add(wake.descriptor(), WAKE)
        .map_err(system("watching the eventfd"))?;
    let networks = Networks::open(config, &epoll)?;
    let identity = Identity::generate()?;
    let mut random = config.seed.generator();
    let start = random.u32() as u16;
    let (sound, sound_end) = start_sound(config, random.seed(), &wake)?;
    let (picture, picture_end) = start_pictures(config, &wake)?.unzip();
    let shard = Shard {
        identity,
        networks,
        range: PortRange::new(config.rtp_ports.clone(), start),
        follows: config.latch,
        marks: config.marks,
        random,
        epoll,
        demux: Demux::default(),
        queue: SendQueue::new(),
        legs: Vec::new(),
        places: HashMap::new(),
        sources: Sources::default(),
        meetings: HashMap::new(),
        fresh: Vec::new(),
        wanted: Vec::new(),
        branches: Branches::new(Some(sound_end), picture_end),
        outbox: Outbox::new(events),
        events: Vec::new(),
        ticks: 0,
        started: Instant::now(),
        started_ntp: crate::quality::ntp_now(),
        strangers: 0,
        opened: 0,
        closed: 0,
        broken: 0,
        contested: 0,
    };
    Ok(Parts {
        shard,
        wake,
        sound,
        picture,
    })
}

fn start_sound(
    config: &EngineConfig,
    seed: Seed,
    wake: &Arc<EventFd>,
) -> Result<(SoundHandle, BranchEnd), EngineError> {
    let woken = Arc::clone(wake);
    let (sink, outputs) = BranchSink::new(move || woken.wake());
    let settings = SoundConfig {
        speech_program: config.speech_program.clone(),
        seed,
        ..SoundConfig::default()
    };
    let handle =
        crate::sound::start(sink, settings).map_err(system("starting the sound thread"))?;
    let inputs = handle.inputs().clone();
    Ok((handle, BranchEnd { inputs, outputs }))
}

fn start_pictures(
    config: &EngineConfig,
    wake: &Arc<EventFd>,
) -> Result<Option<(PictureHandle, BranchEnd)>, EngineError> {
    let Some(program) = &config.worker_program else {
        return Ok(None);
    };
    let woken = Arc::clone(wake);
    let (sender, outputs) = crossbeam_channel::bounded(PICTURE_OUTPUTS);
    let settings = PictureConfig {
        worker: WorkerCommand {
            program: program.clone(),
            arguments: config.worker_arguments.clone(),
        },
        spare: config.spare_worker,
    };
    let handle = crate::picture::start(settings, sender, move || woken.wake())
        .map_err(system("starting the picture thread"))?;
    let inputs = handle.inputs().clone();
    Ok(Some((handle, BranchEnd { inputs, outputs })))
}
