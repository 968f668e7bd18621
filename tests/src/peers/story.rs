//! How a test waits, where it keeps things, and what it leaves behind when it fails.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use anyhow::bail;
use tempfile::TempDir;

/// How much slower this machine is than the one on which deadlines were chosen: 1 to 8. `TOLK_TEST_SLOWNESS` overrides.
///
/// Measured once: a fixed piece of work against the time that it took there. A machine that is merely busy counts as slow, which
/// is the intention.
pub fn slowness() -> f64 {
    static MEASURED: OnceLock<f64> = OnceLock::new();
    *MEASURED.get_or_init(|| {
        #[expect(
            clippy::disallowed_methods,
            reason = "the tests' own switch, no configuration of Tolk"
        )]
        if let Some(given) = std::env::var("TOLK_TEST_SLOWNESS")
            .ok()
            .and_then(|v| v.parse().ok())
        {
            return given;
        }
        let start = Instant::now();
        let mut random = crate::impair::SplitMix::new(1);
        let mut sum = 0_u64;
        for _ in 0..3_000_000 {
            sum = sum.wrapping_add(std::hint::black_box(random.next_u64()));
        }
        std::hint::black_box(sum);
        let reference = if cfg!(debug_assertions) { 0.120 } else { 0.012 };
        (start.elapsed().as_secs_f64() / reference).clamp(1.0, 8.0)
    })
}

/// A time by which something must have happened, scaled by [`slowness`].
#[derive(Clone, Copy, Debug)]
pub struct Deadline(Instant);

impl Deadline {
    /// `time` from now on the reference machine.
    pub fn after(time: Duration) -> Deadline {
        Deadline(Instant::now() + time.mul_f64(slowness()))
    }

    /// Whether it has passed.
    pub fn is_over(self) -> bool {
        Instant::now() >= self.0
    }

    /// Lets others run between two looks at a foreign process, which has no event to wait for.
    pub fn breathe(self) {
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Looks again and again until `condition` holds.
///
/// # Errors
/// When the condition fails to be looked at, or does not hold in time.
pub fn wait_until(
    what: &str,
    within: Duration,
    mut condition: impl FnMut() -> anyhow::Result<bool>,
) -> anyhow::Result<()> {
    let deadline = Deadline::after(within);
    loop {
        if condition()? {
            return Ok(());
        }
        if deadline.is_over() {
            bail!("{what}: not within {within:?} x {:.1}", slowness());
        }
        deadline.breathe();
    }
}

/// One end-to-end story: alone on the machine, with a folder that is kept under `target/e2e` when the test fails.
pub struct Story {
    name: &'static str,
    folder: TempDir,
    _alone: MutexGuard<'static, ()>,
}

impl Story {
    /// Waits for the stories before, then begins.
    ///
    /// # Errors
    /// When no folder can be made.
    pub fn begin(name: &'static str) -> anyhow::Result<Story> {
        static ALONE: Mutex<()> = Mutex::new(());
        // A story that failed poisons nothing: each has peers of its own.
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = tempfile::Builder::new()
            .prefix(&format!("tolk-{name}-"))
            .tempdir()?;
        Ok(Story {
            name,
            folder,
            _alone: alone,
        })
    }

    /// The story's folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A new folder in it.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn subfolder(&self, name: &str) -> anyhow::Result<PathBuf> {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(&path)?;
        Ok(path)
    }

    fn keep(&self) -> std::io::Result<PathBuf> {
        let kept = workspace().join("target/e2e").join(self.name);
        drop(std::fs::remove_dir_all(&kept));
        copy_small(self.folder.path(), &kept)?;
        Ok(kept)
    }
}

impl Drop for Story {
    fn drop(&mut self) {
        if std::thread::panicking() {
            match self.keep() {
                Ok(kept) => eprintln!(
                    "{}: what the peers wrote is in {}",
                    self.name,
                    kept.display()
                ),
                Err(error) => eprintln!("{}: could not keep its folder: {error}", self.name),
            }
        }
    }
}

/// The root of the workspace.
pub fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Copies a tree without clips and browser profiles.
fn copy_small(from: &Path, to: &Path) -> std::io::Result<()> {
    const MOST_BYTES: u64 = 8 << 20;
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (kind, name) = (entry.file_type()?, entry.file_name());
        if kind.is_dir() && name != "profile" {
            copy_small(&entry.path(), &to.join(name))?;
        } else if kind.is_file() && entry.metadata()?.len() <= MOST_BYTES {
            std::fs::copy(entry.path(), to.join(name))?;
        }
    }
    Ok(())
}
