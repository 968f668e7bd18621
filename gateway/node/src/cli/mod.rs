//! The command line.

mod check;
mod dial;
mod ladder;
mod why;

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use tolk_model::{Address, Seed};

use crate::config::{self, Config};

#[doc(hidden)]
pub use ladder::fuzz_ladder;

/// The word that makes a process a transcode worker. It is looked at before anything else runs: a worker has no runtime,
/// no threads of ours and no configuration.
const WORKER: &str = "transcode-worker";

/// Lets people who use different meeting systems meet.
#[derive(Debug, Parser)]
#[command(name = "tolk", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs a node until Ctrl-C or SIGTERM.
    Serve(ConfigFile),
    /// Reads the configuration and prints what counts, without secrets.
    Check {
        #[command(flatten)]
        config: ConfigFile,
        /// Prints a commented file with every key instead.
        #[arg(long)]
        sample: bool,
    },
    /// Says what would become of a call, and which rule decides.
    Why {
        /// Whom somebody calls: `8001234`, `anna@agency.se`, `tel:+46701234567`. Devices that have registered are not known here: ask
        /// the node that runs.
        address: Address,
        #[command(flatten)]
        caller: why::CallerArgs,
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Has a running node call somebody.
    Dial {
        /// A meeting's alias, or somebody who is called first.
        from: Address,
        /// Whom to call.
        to: Address,
        /// The node; left out, the first HTTP address of the configuration.
        #[arg(long)]
        url: Option<String>,
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Prints the SIP, RAS, H.225 and H.245 messages of a capture, and a summary of its RTP.
    Ladder {
        /// A pcap or pcapng file.
        file: PathBuf,
        /// One JSON object a line for each message.
        #[arg(long)]
        json: bool,
    },
    /// Prints the version.
    Version,
}

#[derive(Debug, Args)]
struct ConfigFile {
    /// The configuration file; without one the defaults count.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl ConfigFile {
    fn load(&self) -> anyhow::Result<Config> {
        Ok(config::load(self.config.as_deref(), &seed()?)?)
    }
}

/// Runs what the arguments say.
pub fn main() -> ExitCode {
    if std::env::args_os().nth(1).as_deref() == Some(OsStr::new(WORKER)) {
        return tolk_transcoder::worker::child::main();
    }
    match run(Cli::parse().command) {
        Ok(code) => code,
        Err(error) => {
            say_error(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve(config) => crate::serve::run(config.load()?, seed()?),
        Command::Check { sample: true, .. } => {
            say(&config::sample());
            Ok(ExitCode::SUCCESS)
        }
        Command::Check { config, .. } => check::check(&config.load()?),
        Command::Why {
            address,
            caller,
            config,
        } => why::why(&config.load()?, &caller, &address),
        Command::Dial {
            from,
            to,
            url,
            config,
        } => dial::dial(&config.load()?, url, &from, &to),
        Command::Ladder { file, json } => {
            let form = if json {
                ladder::Form::Json
            } else {
                ladder::Form::Text
            };
            ladder::ladder(&file, form)
        }
        Command::Version => {
            say(concat!("tolk ", env!("CARGO_PKG_VERSION")));
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Thirty-two bytes of the operating system.
fn seed() -> anyhow::Result<Seed> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(Seed(bytes))
}

#[expect(
    clippy::print_stdout,
    reason = "what a command answers goes to its user"
)]
fn say(text: &str) {
    println!("{}", text.trim_end());
}

#[expect(clippy::print_stderr, reason = "why a command failed goes to its user")]
fn say_error(error: &anyhow::Error) {
    eprintln!("{error:#}");
}
