//! Which protocol bytes are of, by themselves: ports are not believed.

use tolk_h323::{inspect, tpkt};

/// What the first bytes of a direction are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum First {
    Sip,
    Tpkt,
    /// More is needed.
    Perhaps,
    Other,
}

/// Looks at the beginning of a stream.
pub(super) fn first(bytes: &[u8]) -> First {
    if bytes.first() == Some(&3) {
        return match (tpkt::split(bytes), bytes.get(1)) {
            (Ok(_), Some(1..)) | (Err(_), _) => First::Other,
            (Ok(Some(_)), _) => First::Tpkt,
            (Ok(None), _) => First::Perhaps,
        };
    }
    let text = bytes.trim_ascii_start();
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let is_whole = line.len() < text.len();
    let token = line.split(|byte| *byte == b' ').next().unwrap_or_default();
    let is_response = line.starts_with(b"SIP/2.0 ");
    if is_response || (is_whole && line.trim_ascii_end().ends_with(b" SIP/2.0")) {
        First::Sip
    } else if is_whole
        || line.len() > MOST_LINE
        || token.len() > MOST_TOKEN
        || !token.iter().all(is_method)
    {
        First::Other
    } else {
        First::Perhaps
    }
}

/// Whether a whole message of a connection is call signalling.
pub(super) fn is_signalling(message: &[u8]) -> bool {
    // Protocol 8, and a call reference of two bytes: nothing of H.245 and no other user of TPKT begins so.
    message.starts_with(&[8, 2]) && message.len() >= 5
}

/// Whether it is control; on a connection that nobody announced.
pub(super) fn is_control(message: &[u8]) -> bool {
    let seen = inspect::h245(message);
    !seen.is_empty() && seen.iter().all(inspect::Seen::is_sound)
}

/// Whether a datagram is RAS between two that are not known for it: read to its end, and with a version of H.225.0 in it, or as we
/// would write it.
pub(super) fn is_ras(seen: &inspect::Seen) -> bool {
    let identifier = seen
        .fields
        .get("protocolIdentifier")
        .and_then(serde_json::Value::as_str);
    seen.is_sound() && identifier.map_or(seen.is_canonical, |text| text.starts_with(H225))
}

/// The well-known ports of RAS: what is unreadable there is told, too.
pub(super) fn is_ras_port(port: u16) -> bool {
    matches!(port, 1718 | 1719)
}

/// A header of RTP (RFC 3550 §5.1).
#[derive(Debug, Clone, Copy)]
pub(super) struct Rtp {
    pub(super) payload_type: u8,
    pub(super) sequence: u16,
    pub(super) timestamp: u32,
    pub(super) ssrc: u32,
}

/// The header, if it may be one; RTCP, and what cannot be, is none.
pub(super) fn rtp(bytes: &[u8]) -> Option<Rtp> {
    let [first, second, s0, s1, t0, t1, t2, t3, i0, i1, i2, i3] = *bytes.first_chunk()?;
    let sources = usize::from(first & 15);
    let is_rtcp = (192..=223).contains(&second);
    if first >> 6 != 2 || is_rtcp || bytes.len() < 12 + 4 * sources {
        return None;
    }
    Some(Rtp {
        payload_type: second & 0x7f,
        sequence: u16::from_be_bytes([s0, s1]),
        timestamp: u32::from_be_bytes([t0, t1, t2, t3]),
        ssrc: u32::from_be_bytes([i0, i1, i2, i3]),
    })
}

fn is_method(byte: &u8) -> bool {
    byte.is_ascii_uppercase() || *byte == b'-' || *byte == b'_'
}

/// Every version of H.225.0.
const H225: &str = "0.0.8.2250.0.";
/// Longest first line that is waited for.
const MOST_LINE: usize = 2_048;
/// Longest method.
const MOST_TOKEN: usize = 24;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_told_by_their_first_bytes() {
        for (bytes, wanted) in [
            (&b"INVITE sip:a@b SIP/2.0\r\n"[..], First::Sip),
            (b"\r\n\r\nSIP/2.0 200 OK\r\n", First::Sip),
            (b"INVI", First::Perhaps),
            (b"\r\n", First::Perhaps),
            (b"GET / HTTP/1.1\r\n", First::Other),
            (b"\x16\x03\x01\x02\x00", First::Other),
            (b"\x03\x00\x00\x05\x08", First::Tpkt),
            (b"\x03\x00\x00\x50\x08", First::Perhaps),
            (b"\x03", First::Perhaps),
            (b"\x03\x00\x00\x02", First::Other),
            (b"\x03\x07", First::Other),
        ] {
            assert_eq!(first(bytes), wanted, "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn lines_without_end_are_not_waited_for() {
        assert_eq!(first(&[b'A'; 30]), First::Other);
        let long = format!("INVITE {}", "x".repeat(3_000));
        assert_eq!(first(long.as_bytes()), First::Other);
    }

    #[test]
    fn rtcp_and_short_headers_are_no_rtp() {
        let packet = |second| [0x80, second, 0, 1, 0, 0, 0, 160, 0, 0, 0, 9];
        assert!(rtp(&packet(0)).is_some() && rtp(&packet(0xe5)).is_some());
        assert!(rtp(&packet(200)).is_none());
        assert!(rtp(&packet(0)[..11]).is_none());
        let mut sources = packet(0);
        sources[0] = 0x81;
        assert!(rtp(&sources).is_none());
    }
}
