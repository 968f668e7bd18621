//! What kinds of peer differ in, as data.

/// Which SDP a peer speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Browsers: JSEP (RFC 8829), everything bundled (RFC 9143) on one ICE and DTLS transport.
    Jsep,
    /// SIP rooms and telephones (RFC 3264): one sound and one picture, each on a transport of its own.
    Sip,
}
