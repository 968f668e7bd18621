//! Session timers (RFC 4028): tolerated. We never ask for one; one that the caller offers to refresh is agreed to, because it finds
//! dead calls.

use std::time::Duration;

use tolk_model::id::LegId;
use tolk_model::time::Now;

use crate::edge::SipEdge;
use crate::transaction::timers::CallTimer;
use crate::wire::message::Common;
use crate::wire::{Request, Response};

/// Longest session that is agreed to; a day.
const LONGEST: u64 = 86_400;
/// Shortest (RFC 4028 §4).
const SHORTEST: u64 = 90;

impl SipEdge {
    /// The interval that the caller will refresh; an error status when it demands what we do not do.
    pub(crate) fn session_timer(&self, request: &Request) -> Result<Option<u32>, u16> {
        let headers = request.headers();
        let demanded = headers.tokens("require").iter().any(|t| t == "timer");
        let can = demanded || headers.tokens("supported").iter().any(|t| t == "timer");
        let Some(text) = headers.text("session-expires") else {
            return Ok(None);
        };
        let (seconds, parameters) = text.split_once(';').unwrap_or((text, ""));
        let seconds = crate::wire::lex::digits(seconds.trim()).ok_or(400_u16)?;
        let we_refresh = parameters.to_ascii_lowercase().contains("refresher=uas");
        if !can || we_refresh {
            // Without an answer to it there is no session timer (§9), unless it was demanded.
            return if demanded { Err(420) } else { Ok(None) };
        }
        if seconds < SHORTEST {
            return Err(422);
        }
        Ok(u32::try_from(seconds.min(LONGEST)).ok())
    }

    /// Writes what was agreed into a 2xx and starts the clock.
    pub(crate) fn confirm_session(&mut self, now: Now, leg: LegId, response: &mut Response) {
        let Some(seconds) = self.calls.get(&leg).and_then(|c| c.session) else {
            return;
        };
        response.headers.push("require", "timer");
        let agreed = format!("{seconds};refresher=uac");
        response.headers.push("session-expires", agreed);
        let after = Duration::from_secs(u64::from(seconds));
        self.call_timer(now, leg, CallTimer::Session, after);
    }
}
