//! From the first line of the log to the last: what `tolk serve` does.

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tolk_model::Seed;

use crate::config::Config;
use crate::telemetry::log;

/// What the runtime may still do when the node has ended.
const LAST: Duration = Duration::from_millis(500);

/// Runs a node until Ctrl-C or SIGTERM; a second one ends it at once. It also ends, as failed, when its media plane has died.
///
/// # Errors
/// When it does not start, or was not given the time to end.
pub fn run(config: Config, seed: Seed) -> anyhow::Result<ExitCode> {
    log::start(&config.log)?;
    raise_descriptors();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_name("tolk")
        .build()?;
    let outcome = runtime.block_on(until_told(config, seed));
    // Whatever still runs was asked to end and did not: it must not hold the process.
    runtime.shutdown_timeout(LAST);
    outcome
}

/// As many open files as the system permits: what a shell permits by itself, 1,024, is few telephones.
fn raise_descriptors() {
    let limit = getrlimit(Resource::Nofile);
    let wanted = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    if let Err(error) = setrlimit(Resource::Nofile, wanted) {
        tracing::warn!(%error, "few_descriptors");
    }
}

async fn until_told(config: Config, seed: Seed) -> anyhow::Result<ExitCode> {
    let mut signals = Signals::listen()?;
    let worker = std::env::current_exe().ok();
    let running = Box::pin(super::start(config, worker, &seed)).await?;
    // Links and tokens go to the person who starts the node, not to the log. Whoever reads no further has read enough.
    drop(writeln!(std::io::stdout(), "{}", running.banner));
    let broken = running.node.switchboard().broken();
    // Both are cancel-safe.
    let code = tokio::select! {
        () = signals.next() => ExitCode::SUCCESS,
        // A service manager starts it anew.
        () = broken.cancelled() => ExitCode::FAILURE,
    };
    tracing::info!("node_ending");
    // A second signal comes from somebody who does not want to wait.
    tokio::select! {
        () = Box::pin(running.end()) => Ok(code),
        () = signals.next() => Err(anyhow::anyhow!("ended at once")),
    }
}

/// Ctrl-C, and what a service manager sends.
struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    fn listen() -> std::io::Result<Signals> {
        Ok(Signals {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        // Both are cancel-safe.
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
