//! What the rest stands on: the directory, the media plane, the state store's heart beat.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tolk_core::directory::Directory;
use tolk_core::presence::policy::name_of;
use tolk_model::{Address, Domain, MediaEvent, NodeId, Seed};
use tolk_transcoder::{Engine, EngineConfig, Network, NetworkAddress};

use super::parts::ServeError;
use crate::archive::Archive;
use crate::clock::Clock;
use crate::config::{Config, NetworkConfig};
use crate::listed::Listed;
use crate::state::Store;
use crate::switchboard::Switchboard;
use crate::tasks::Tasks;

/// How often this node says that it lives; a third of the store's patience.
const BEATS_IN_PATIENCE: u32 = 3;

/// What the file lists, our own addresses, and what the archive kept.
pub(super) async fn list(
    config: &Config,
    archive: &Archive,
    clock: Clock,
    seed: &Seed,
) -> Result<Listed, ServeError> {
    let mut directory = config.directory.clone();
    let bound = config
        .sip
        .udp
        .iter()
        .chain(&config.sip.tcp)
        .map(SocketAddr::ip);
    let ours = tolk_transcoder::interface_addresses()
        .into_iter()
        .chain(bound);
    let loopback = [
        IpAddr::from(std::net::Ipv4Addr::LOCALHOST),
        IpAddr::from(std::net::Ipv6Addr::LOCALHOST),
    ];
    let addresses = ours.chain(loopback).filter(|ip| !ip.is_unspecified());
    let names = addresses
        .map(|ip| ip.to_string())
        .chain(["localhost".to_string()]);
    directory.answer_for(names.filter_map(|name| Domain::new(&name).ok()));
    directory.answer_for(config.sip.advertise.clone());
    let listed = Listed::new(directory, seed);
    for place in archive.places(clock.now().wall).await? {
        let meeting = place.meeting;
        if let Err(error) = listed.add(place) {
            tracing::warn!(%meeting, %error, "kept_place_left_out");
        }
    }
    Ok(listed)
}

/// Those of whom an operator said so before want no calls. Who is not listed any more is left out, and stays in the archive: a mistake in
/// the configuration costs nobody its peace.
pub(super) async fn leave_in_peace(
    switchboard: &Switchboard,
    archive: &Archive,
    directory: &Directory,
) -> Result<(), ServeError> {
    for alias in archive.undisturbed().await? {
        let listing = alias.parse::<Address>().ok();
        let listing = listing.and_then(|address| directory.find(&directory.alias(&address)?));
        match listing.and_then(name_of) {
            Some(name) => switchboard.set_do_not_disturb(name, true),
            None => tracing::warn!("kept_do_not_disturb_left_out"),
        }
    }
    Ok(())
}

pub(super) async fn engine(
    config: &Config,
    tasks: &Tasks,
    seed: Seed,
    worker: Option<PathBuf>,
) -> Result<(Engine, mpsc::Receiver<MediaEvent>), ServeError> {
    let engine_config = EngineConfig {
        networks: networks(&config.networks),
        shared_port: config.media.shared_port,
        rtp_ports: config.media.rtp.clone(),
        latch: config.media.latch,
        marks: config.media.marks,
        seed,
        worker_program: worker,
        spare_worker: true,
        speech_program: Some("espeak-ng".into()),
        worker_arguments: vec!["transcode-worker".into()],
    };
    // Sockets, a certificate, threads: some milliseconds that must not hold the runtime up.
    let mut starting = tasks.spawn_blocking("engine_start", move || Engine::start(engine_config));
    Ok(starting.join().await??)
}

/// One network of the media plane for each realm, in the order of the file.
fn networks(configured: &[NetworkConfig]) -> Vec<Network> {
    let mut networks: Vec<Network> = Vec::new();
    for one in configured {
        let address = NetworkAddress {
            bind: one.bind,
            advertise: one.advertise,
        };
        match networks.iter_mut().find(|n| n.realm == one.realm) {
            Some(network) => {
                network.addresses.push(address);
                let more = one.peers.iter().filter(|p| !network.peers.contains(p));
                let more: Vec<_> = more.copied().collect();
                network.peers.extend(more);
            }
            None => networks.push(Network {
                realm: one.realm.clone(),
                peers: one.peers.clone(),
                addresses: vec![address],
            }),
        }
    }
    networks
}

pub(super) async fn beat(store: Arc<dyn Store>, node: NodeId, token: CancellationToken) {
    loop {
        if let Err(error) = store.beat(node).await {
            tracing::warn!(%error, "state_store");
        }
        let pause = store.patience() / BEATS_IN_PATIENCE;
        // Both are cancel-safe.
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = token.cancelled() => return,
        }
    }
}
