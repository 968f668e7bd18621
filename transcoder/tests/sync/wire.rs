//! RTP and RTCP, written and read apart from the code under test.

/// One RTP packet.
pub(crate) fn rtp(
    payload_type: u8,
    marker: bool,
    (sequence, timestamp, ssrc): (u16, u32, u32),
    payload: &[u8],
) -> Vec<u8> {
    let mut packet = vec![0x80, payload_type | u8::from(marker) << 7];
    packet.extend(sequence.to_be_bytes());
    packet.extend(timestamp.to_be_bytes());
    packet.extend(ssrc.to_be_bytes());
    packet.extend(payload);
    packet
}

/// A sender report.
pub(crate) fn sender_report(ssrc: u32, ntp: u64, rtp: u32) -> Vec<u8> {
    let mut packet = vec![0x80, 200, 0, 6];
    packet.extend(ssrc.to_be_bytes());
    packet.extend(ntp.to_be_bytes());
    packet.extend(rtp.to_be_bytes());
    packet.extend([0; 8]);
    packet
}

/// NTP time of so many microseconds.
pub(crate) fn ntp(micros: u64) -> u64 {
    (micros / 1_000_000) << 32 | (((micros % 1_000_000) << 32) / 1_000_000)
}

/// What a datagram to a receiver was.
#[derive(Debug)]
pub(crate) enum Came {
    Rtp {
        marker: bool,
        sequence: u16,
        timestamp: u32,
        ssrc: u32,
        payload: Vec<u8>,
    },
    Rtcp {
        /// Source, NTP time in seconds, RTP time.
        report: Option<(u32, f64, u32)>,
        cname: Option<Vec<u8>>,
    },
}

pub(crate) fn read(datagram: &[u8]) -> Came {
    let word = |at: usize| u32::from_be_bytes(datagram[at..at + 4].try_into().unwrap());
    if (192..=223).contains(&datagram[1]) {
        return rtcp(datagram);
    }
    let extension = if datagram[0] & 0x10 == 0 {
        0
    } else {
        4 + 4 * usize::from(u16::from_be_bytes([datagram[14], datagram[15]]))
    };
    Came::Rtp {
        marker: datagram[1] & 0x80 != 0,
        sequence: u16::from_be_bytes([datagram[2], datagram[3]]),
        timestamp: word(4),
        ssrc: word(8),
        payload: datagram[12 + extension..].to_vec(),
    }
}

fn rtcp(mut rest: &[u8]) -> Came {
    let (mut report, mut cname) = (None, None);
    while rest.len() >= 8 {
        let length = 4 + 4 * usize::from(u16::from_be_bytes([rest[2], rest[3]]));
        let word = |at: usize| u32::from_be_bytes(rest[at..at + 4].try_into().unwrap());
        match rest[1] {
            200 => {
                let seconds = f64::from(word(8)) + f64::from(word(12)) / 4_294_967_296.0;
                report = Some((word(4), seconds, word(16)));
            }
            202 if rest[8] == 1 => cname = Some(rest[10..10 + usize::from(rest[9])].to_vec()),
            _ => {}
        }
        rest = &rest[length..];
    }
    Came::Rtcp { report, cname }
}
