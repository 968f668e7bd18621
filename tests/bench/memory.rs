//! Resident memory for each leg: G.711 telephones of SIPp in one room, mixed.
#![expect(
    clippy::print_stdout,
    reason = "a program whose result is what it prints"
)]

mod node;

use std::time::Duration;

use tolk_tests::peers::sipp::Sipp;
use tolk_tests::peers::story::{Story, wait_until};

const LEGS: [u64; 3] = [25, 50, 100];
const PATIENCE: Duration = Duration::from_secs(60);

fn main() -> anyhow::Result<()> {
    println!("| legs | node MB | kB a leg |\n|---|---|---|");
    for legs in LEGS {
        let story = Story::begin("bench-memory")?;
        let (tolk, sip) = node::start(&story)?;
        let before = tolk.footprint()?.memory;
        let (count, host) = (legs.to_string(), node::LOCALHOST.to_string());
        // All at once, held for the scenario's time; their sound goes nowhere.
        let arguments = [
            "-m",
            &count,
            "-l",
            &count,
            "-r",
            "50",
            "-s",
            node::ROOM,
            "-key",
            "media_host",
            &host,
            "-key",
            "rtp",
            "9",
        ];
        let sipp = Sipp::start(&story, node::LOCALHOST, sip, "call_g711", &arguments)?;
        let alive = format!("tolk_leg_alive{{edge=\"sip\",direction=\"incoming\"}} {legs}");
        wait_until("all legs", PATIENCE, || {
            Ok(node::metrics(&tolk)?.contains(&alive))
        })?;
        let used = tolk.footprint()?.memory.saturating_sub(before);
        let mb = |bytes: u64| bytes as f64 / 1_000_000.0;
        println!(
            "| {legs} | {:.0} | {:.0} |",
            mb(before + used),
            mb(used) * 1_000.0 / legs as f64
        );
        sipp.finish(PATIENCE)?;
    }
    Ok(())
}
