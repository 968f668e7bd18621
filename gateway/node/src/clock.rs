//! The two clocks of the process, read here and handed to the pure crates as [`Now`].

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tolk_model::{Mono, Now, Wall};

/// Begins with the process; copies tell the same time.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    start: Instant,
}

impl Clock {
    /// Begins now.
    pub fn start() -> Clock {
        Clock {
            start: Instant::now(),
        }
    }

    /// Both clocks.
    pub fn now(&self) -> Now {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let unix_ms = since.map_or(0, |d| u64::try_from(d.as_millis()).unwrap_or(u64::MAX));
        Now {
            mono: Mono(self.start.elapsed()),
            wall: Wall::from_unix_ms(unix_ms),
        }
    }

    /// The runtime's time of a moment.
    pub fn instant(&self, at: Mono) -> tokio::time::Instant {
        // A timer in the far future is one that never fires within the life of a process.
        const FAR: Duration = Duration::from_secs(365 * 24 * 3600);
        (self.start + at.0.min(FAR)).into()
    }
}
