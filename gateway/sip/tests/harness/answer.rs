//! Hand-written answers to what an edge asks.

use std::time::Duration;

use super::{A, World};

/// What A hears on a request of its own; `more` holds further header lines, each with CRLF.
pub(crate) fn say(world: &mut World, from: &str, request: &str, status: &str, more: &str) {
    let mut text = format!("SIP/2.0 {status}\r\n");
    for line in request.lines() {
        let kept = ["Via:", "From:", "Call-ID:", "CSeq:"];
        if kept.iter().any(|name| line.starts_with(name)) {
            text.push_str(&format!("{line}\r\n"));
        }
        if line.starts_with("To:") {
            let tag = if line.contains("tag=") { "" } else { ";tag=x" };
            text.push_str(&format!("{line}{tag}\r\n"));
        }
    }
    text.push_str(&format!("{more}Content-Length: 0\r\n\r\n"));
    world.inject(A, from.parse().unwrap(), text.as_bytes());
    world.run(Duration::from_millis(1));
}

/// A header line with a challenge of `pbx.example`.
pub(crate) fn challenge(nonce: &str) -> String {
    format!(
        "WWW-Authenticate: Digest realm=\"pbx.example\", nonce=\"{nonce}\", algorithm=MD5, qop=\"auth\"\r\n"
    )
}
