//! Log lines: to standard error, as text for people or JSON for machines.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::{LogConfig, LogFormat};

/// The web server's own life is told by ours, and so is what a port makes of a browser's greetings.
const QUIET: &str = "actix_server=warn,actix_http=warn,rtc_dtls=error,rtc_ice=error";

/// Begins logging; once in a process. Each line of a call carries its identifiers by the spans around it or by itself.
///
/// # Errors
/// When the filter is none, or the process logs already.
pub fn start(config: &LogConfig) -> anyhow::Result<()> {
    let colour = std::io::stderr().is_terminal();
    subscriber(config, colour, std::io::stderr)?.try_init()?;
    std::panic::set_hook(Box::new(|panic| {
        // Its words may quote what a peer sent: only words that stand in the source are logged.
        let words = panic.payload().downcast_ref::<&'static str>().copied();
        let place = panic.location().map(ToString::to_string);
        tracing::error!(words, place, "panic");
    }));
    Ok(())
}

/// The subscriber that [`start`] installs, with any writer.
///
/// # Errors
/// When the filter is none.
pub fn subscriber<W>(
    config: &LogConfig,
    colour: bool,
    writer: W,
) -> anyhow::Result<Box<dyn tracing::Subscriber + Send + Sync>>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let filter = EnvFilter::try_new(format!("{QUIET},{}", config.filter))?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(colour)
        .with_writer(writer);
    Ok(match config.format {
        LogFormat::Text => Box::new(builder.with_target(false).finish()),
        LogFormat::Json => Box::new(
            builder
                .json()
                .flatten_event(true)
                .with_current_span(false)
                .with_span_list(true)
                .finish(),
        ),
    })
}
