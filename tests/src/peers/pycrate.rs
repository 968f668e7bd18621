//! pycrate: another codec of aligned PER with the same recommendations, in Python.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, bail, ensure};
use serde_json::Value;

use super::story::workspace;

/// Where `scripts/test` installs it.
const PYTHON: &str = "target/tools/pycrate/bin/python";

/// What it reads, in the order of the questions: a kind (`ras`, `h225`, `h245`, `olc`) and a packed message.
///
/// # Errors
/// When it does not run, or answers less than it was asked.
pub fn read(questions: &[(&str, &[u8])]) -> anyhow::Result<Vec<Value>> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the tests' own switch, no configuration of Tolk"
    )]
    let python =
        std::env::var("TOLK_TEST_PYCRATE").map_or_else(|_| workspace().join(PYTHON), PathBuf::from);
    let mut process = Command::new(&python)
        .args(["-c", include_str!("pycrate.py")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("{}: see scripts/test", python.display()))?;
    let mut input = process.stdin.take().context("no standard input")?;
    let lines: String = questions
        .iter()
        .map(|(kind, bytes)| format!("{kind} {}\n", hexadecimal(bytes)))
        .collect();
    // It answers while it reads: both pipes have to flow.
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let done = process.wait_with_output()?;
    let written = writer.join();
    if !done.status.success() {
        bail!("pycrate ended with {}", done.status);
    }
    ensure!(
        matches!(written, Ok(Ok(()))),
        "pycrate did not read all questions"
    );
    let answers: Result<Vec<Value>, _> = done
        .stdout
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(serde_json::from_slice)
        .collect();
    let answers = answers?;
    ensure!(
        answers.len() == questions.len(),
        "{} answers",
        answers.len()
    );
    Ok(answers)
}

/// Octets as digits.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
