//! Time as an argument: pure crates never read a clock (CONVENTIONS, sans-I/O contract).

use std::fmt;
use std::ops::{Add, Sub};
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Monotonic time since the process (or the virtual world of a test) began.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Mono(pub Duration);

impl Mono {
    /// The beginning of time.
    pub const ZERO: Mono = Mono(Duration::ZERO);

    /// Time passed since `earlier`; zero when `earlier` lies ahead.
    pub fn since(self, earlier: Mono) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

impl Add<Duration> for Mono {
    type Output = Mono;
    fn add(self, rhs: Duration) -> Mono {
        Mono(self.0.saturating_add(rhs))
    }
}

impl Sub<Duration> for Mono {
    type Output = Mono;
    fn sub(self, rhs: Duration) -> Mono {
        Mono(self.0.saturating_sub(rhs))
    }
}

/// Wall-clock time: milliseconds since the Unix epoch, printed as RFC 3339 UTC with milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Wall {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub unix_ms: u64,
}

impl Wall {
    /// From milliseconds since the Unix epoch.
    pub fn from_unix_ms(unix_ms: u64) -> Wall {
        Wall { unix_ms }
    }

    /// Parses an RFC 3339 time; `None` when it is not one or lies before the epoch.
    pub fn parse(text: &str) -> Option<Wall> {
        let at = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        u64::try_from(at.unix_timestamp_nanos() / 1_000_000)
            .ok()
            .map(Wall::from_unix_ms)
    }
}

impl Add<Duration> for Wall {
    type Output = Wall;
    fn add(self, rhs: Duration) -> Wall {
        let ms = u64::try_from(rhs.as_millis()).unwrap_or(u64::MAX);
        Wall {
            unix_ms: self.unix_ms.saturating_add(ms),
        }
    }
}

impl fmt::Display for Wall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanos = i128::from(self.unix_ms) * 1_000_000;
        match OffsetDateTime::from_unix_timestamp_nanos(nanos) {
            Ok(at) => write!(
                f,
                "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
                at.year(),
                u8::from(at.month()),
                at.day(),
                at.hour(),
                at.minute(),
                at.second(),
                at.millisecond()
            ),
            Err(_) => f.write_str("9999-12-31T23:59:59.999Z"),
        }
    }
}

impl Serialize for Wall {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Wall {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Wall, D::Error> {
        let text = String::deserialize(deserializer)?;
        Wall::parse(&text).ok_or_else(|| serde::de::Error::custom("not an RFC 3339 time"))
    }
}

/// The two clocks, read once by the driver and passed to every sans-I/O call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Now {
    /// For timers.
    pub mono: Mono,
    /// For people, and for whatever outlives the process.
    pub wall: Wall,
}

impl Now {
    /// The same world, `by` later. Tests walk through virtual time with it.
    #[must_use]
    pub fn later(self, by: Duration) -> Now {
        Now {
            mono: self.mono + by,
            wall: self.wall + by,
        }
    }
}

/// Names the timer that would fire next, so that a log says *which* and not only *when*.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct TimerName(pub &'static str);
