//! What kinds of peer differ in, as data.

/// Which SDP a peer speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Browsers: JSEP (RFC 8829), everything bundled (RFC 9143) on one ICE and DTLS transport.
    Jsep,
    /// SIP rooms and telephones (RFC 3264): one sound and one picture, each on a transport of its own.
    Sip,
}

/// The rules of a dialect.
#[derive(Debug)]
pub(crate) struct Rules {
    /// All streams share one transport; m-lines have mids.
    pub(crate) bundle: bool,
    /// Sources, msid and header extensions are written.
    pub(crate) sources: bool,
    /// ICE candidates may follow later (RFC 8840).
    pub(crate) trickle: bool,
    /// RTCP feedback is written for each payload type; else once for all (RFC 4585 §4.2 permits both).
    pub(crate) feedback_each: bool,
    /// Only the first sound and the first picture are taken.
    pub(crate) one_each: bool,
    /// Address and port of an m-line are real; else ICE finds them.
    pub(crate) addresses: bool,
    /// Bits of the session identifier in `o=`: old rooms keep it in a signed 32-bit number.
    pub(crate) session_bits: u32,
}

impl Dialect {
    pub(crate) fn rules(self) -> &'static Rules {
        match self {
            Dialect::Jsep => &JSEP,
            Dialect::Sip => &SIP,
        }
    }
}

/// What a protocol word of an m-line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Protocol {
    /// SRTP is required.
    pub(crate) secure: bool,
    /// Its keys come by DTLS.
    pub(crate) dtls: bool,
}

/// The protocols that carry RTP over UDP; others are refused with port 0.
pub(crate) fn protocol(word: &str) -> Option<Protocol> {
    let (secure, dtls) = match word.to_ascii_uppercase().as_str() {
        "RTP/AVP" | "RTP/AVPF" => (false, false),
        "RTP/SAVP" | "RTP/SAVPF" => (true, false),
        // TCP/DTLS is what a browser writes when its default candidate is TCP (RFC 8829 §5.1.2); ICE decides anyway.
        "UDP/TLS/RTP/SAVP" | "UDP/TLS/RTP/SAVPF" | "TCP/DTLS/RTP/SAVP" | "TCP/DTLS/RTP/SAVPF" => {
            (true, true)
        }
        _ => return None,
    };
    Some(Protocol { secure, dtls })
}

/// Simulcast layers that we ask a browser for, smallest first: it halves the picture from one to the one before
/// (W3C webrtc-pc, scaleResolutionDownBy).
pub(crate) const LAYERS: [&str; 3] = ["l", "m", "h"];

const JSEP: Rules = Rules {
    bundle: true,
    sources: true,
    trickle: true,
    feedback_each: true,
    one_each: false,
    addresses: false,
    session_bits: 62,
};

const SIP: Rules = Rules {
    bundle: false,
    sources: false,
    trickle: false,
    feedback_each: false,
    one_each: true,
    addresses: true,
    session_bits: 31,
};
