//! The command: a file in, text or JSON lines out.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};

use super::reader;
use super::text::{self, Step};

/// How to tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Text,
    Json,
}

/// Prints the messages of a capture. A capture that is damaged is told up to the damage, and fails.
pub(crate) fn ladder(path: &Path, form: Form) -> anyhow::Result<ExitCode> {
    let file = File::open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
    let mut out = BufWriter::new(io::stdout().lock());
    match tell(BufReader::new(file), form, &mut out).and_then(|end| Ok((end, out.flush()?))) {
        Ok((End::Whole, ())) => Ok(ExitCode::SUCCESS),
        Ok((End::Broken(why), ())) => bail!("{}: {why}", path.display()),
        // Whoever reads us has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        Err(error) => Err(error.into()),
    }
}

/// How it ended.
#[derive(Debug)]
pub(super) enum End {
    Whole,
    Broken(String),
}

/// Writes everything. JSON lines are written as they are known, so that nothing is kept; the text needs all of it, in a short form.
pub(super) fn tell(
    source: impl io::Read + Send,
    form: Form,
    out: &mut impl Write,
) -> io::Result<End> {
    let (mut steps, mut left_out, mut failed) = (Vec::new(), 0_u64, None);
    let result = reader::read(source, |row| match form {
        Form::Json if failed.is_none() => {
            let line = serde_json::to_vec(&row).map_err(io::Error::from);
            let written =
                line.and_then(|line| out.write_all(&line).and_then(|()| out.write_all(b"\n")));
            failed = written.err();
        }
        Form::Json => {}
        Form::Text if steps.len() < MOST_STEPS => steps.push(Step::of(&row)),
        Form::Text => left_out += 1,
    });
    if let Some(error) = failed {
        return Err(error);
    }
    if form == Form::Text {
        out.write_all(text::ladder(steps).as_bytes())?;
        if left_out > 0 {
            writeln!(
                out,
                "{left_out} more messages are left out; --json tells all"
            )?;
        }
    }
    Ok(match result {
        Ok(()) => End::Whole,
        Err(error) => End::Broken(error.to_string()),
    })
}

/// Most messages of a ladder for people, of about 200 bytes each.
const MOST_STEPS: usize = 200_000;
