//! Tolk itself, as a person starts it: the built program with a configuration file.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, Once, OnceLock, PoisonError};
use std::time::Duration;

use anyhow::{Context, bail};
use serde_json::Value;

use super::process::Process;
use super::story::{Story, wait_until, workspace};
use crate::measure::footprint::Footprint;

/// A running node.
pub struct Tolk {
    process: Process,
    http: SocketAddr,
    folder: PathBuf,
    token: String,
}

/// Where a node listens and what it was given; the test writes the file in the words of the product's own configuration.
pub struct Setup<'a> {
    /// HTTP address that the configuration names.
    pub http: SocketAddr,
    /// The configuration file's text.
    pub config: &'a str,
    /// Administrator's token that the configuration names.
    pub token: &'a str,
}

impl Tolk {
    /// Starts `tolk serve` and waits until `/readyz` says that calls are taken.
    ///
    /// # Errors
    /// With its log, when it does not get ready.
    pub fn start(story: &Story, setup: &Setup<'_>) -> anyhow::Result<Tolk> {
        let folder = story.subfolder("tolk")?;
        let file = folder.join("tolk.toml");
        std::fs::write(&file, setup.config)?;
        let mut command = Command::new(program()?);
        command
            .args(["serve", "--config"])
            .arg(&file)
            .current_dir(&folder);
        let mut process = Process::start("tolk", &mut command, &folder.join("tolk.log"))?;
        let ready = format!("http://{}/readyz", setup.http);
        wait_until("tolk to be ready", Duration::from_secs(20), || {
            if !process.is_running() {
                bail!("tolk ended");
            }
            Ok(ureq::get(&ready).call().is_ok())
        })
        .with_context(|| process.tail())?;
        *last_words() = Some(LastWords {
            url: format!("http://{}", setup.http),
            bearer: format!("Bearer {}", setup.token),
            folder: folder.clone(),
        });
        Ok(Tolk {
            process,
            http: setup.http,
            folder,
            token: setup.token.to_string(),
        })
    }

    /// The address of a path of its HTTP server.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.http)
    }

    /// Asks its API as the administrator.
    ///
    /// # Errors
    /// On any status but 2xx.
    pub fn get(&self, path: &str) -> anyhow::Result<Value> {
        let bearer = format!("Bearer {}", self.token);
        let mut answer = ureq::get(self.url(path))
            .header("Authorization", bearer)
            .call()?;
        Ok(answer.body_mut().read_json()?)
    }

    /// Posts to its API as the administrator.
    ///
    /// # Errors
    /// On any status but 2xx.
    pub fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let bearer = format!("Bearer {}", self.token);
        let mut answer = ureq::post(self.url(path))
            .header("Authorization", bearer)
            .send_json(body)?;
        Ok(answer.body_mut().read_json()?)
    }

    /// Puts to its API as the administrator, without a body.
    ///
    /// # Errors
    /// On any status but 2xx.
    pub fn put(&self, path: &str) -> anyhow::Result<()> {
        let bearer = format!("Bearer {}", self.token);
        let request = ureq::put(self.url(path)).header("Authorization", bearer);
        request.send_empty()?;
        Ok(())
    }

    /// Deletes by its API as the administrator.
    ///
    /// # Errors
    /// On any status but 2xx.
    pub fn delete(&self, path: &str) -> anyhow::Result<()> {
        let bearer = format!("Bearer {}", self.token);
        ureq::delete(self.url(path))
            .header("Authorization", bearer)
            .call()?;
        Ok(())
    }

    /// What it wrote.
    pub fn log(&self) -> String {
        self.process.log()
    }

    /// The process, for signals and for its own counts.
    pub fn process(&mut self) -> &mut Process {
        &mut self.process
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// What it and its workers hold.
    ///
    /// # Errors
    /// When it is gone.
    pub fn footprint(&self) -> anyhow::Result<Footprint> {
        Footprint::of(self.process.id())
    }
}

impl Drop for Tolk {
    fn drop(&mut self) {
        *last_words() = None;
    }
}

/// Where a node's state is fetched from and kept when a test fails: at the failure itself, for the peers leave while it unwinds.
struct LastWords {
    url: String,
    bearer: String,
    folder: PathBuf,
}

impl LastWords {
    fn keep(&self) {
        for (path, file) in [
            ("/debug", "debug.json"),
            ("/api/v1/meetings", "meetings.json"),
            ("/api/v1/journal?limit=1000", "journal.json"),
        ] {
            let answer = ureq::get(format!("{}{path}", self.url))
                .config()
                .timeout_global(Some(Duration::from_secs(5)))
                .build()
                .header("Authorization", &self.bearer)
                .call();
            // A node that is gone or busy has no last words.
            if let Ok(text) = answer.and_then(|mut a| a.body_mut().read_to_string()) {
                drop(std::fs::write(self.folder.join(file), text));
            }
        }
    }
}

fn last_words() -> MutexGuard<'static, Option<LastWords>> {
    static OF: Mutex<Option<LastWords>> = Mutex::new(None);
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if let Some(words) = last_words().take() {
                words.keep();
            }
            before(panic);
        }));
    });
    OF.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An address of `ip` with a free port.
///
/// # Errors
/// When none is free.
pub fn free_address(ip: IpAddr) -> anyhow::Result<SocketAddr> {
    Ok(SocketAddr::new(ip, super::free_port(ip)?))
}

/// What `tolk ladder` tells of a capture, a row each.
///
/// # Errors
/// With what it said, when it failed or told no JSON.
pub fn ladder(file: &Path) -> anyhow::Result<Vec<serde_json::Value>> {
    let done = Command::new(program()?)
        .arg("ladder")
        .arg(file)
        .arg("--json")
        .output()?;
    let why = String::from_utf8_lossy(&done.stderr);
    anyhow::ensure!(done.status.success(), "{}: {why}", file.display());
    let rows = done
        .stdout
        .split(|b| *b == b'\n')
        .filter(|line| !line.is_empty());
    Ok(rows.map(serde_json::from_slice).collect::<Result<_, _>>()?)
}

/// The program under test: `TOLK_TEST_BINARY`, else built here once, so that it is never an old one.
///
/// # Errors
/// When it does not build.
pub fn program() -> anyhow::Result<PathBuf> {
    static BUILT: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    BUILT
        .get_or_init(|| {
            #[expect(
                clippy::disallowed_methods,
                reason = "the tests' own switch, no configuration of Tolk"
            )]
            if let Ok(given) = std::env::var("TOLK_TEST_BINARY") {
                return Ok(PathBuf::from(given));
            }
            let built = Command::new("cargo")
                .args(["build", "--quiet", "--package", "tolk"])
                .current_dir(workspace())
                .output()
                .map_err(|e| e.to_string())?;
            if built.status.success() {
                Ok(workspace().join("target/debug/tolk"))
            } else {
                Err(String::from_utf8_lossy(&built.stderr).into_owned())
            }
        })
        .clone()
        .map_err(|words| anyhow::anyhow!("cargo build -p tolk: {words}"))
}
