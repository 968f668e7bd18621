//! Limits of a session description, each with its reason. What goes beyond is refused, not cut.

/// Bytes of a description. A browser's answer with ten m-lines has about 20 kB; SIP over UDP can carry 64 kB.
pub(crate) const MAX_BYTES: usize = 65_536;
/// Lines of a description. A browser's answer with ten m-lines has about a thousand.
pub(crate) const MAX_LINES: usize = 4_096;
/// Bytes of one line. The longest in the field are `fmtp` with parameter sets, a few hundred bytes.
pub(crate) const MAX_LINE_BYTES: usize = 4_096;
/// m-lines of a description. We offer ten to a browser; m-lines never go away, so a long call may gather some.
pub(crate) const MAX_MEDIA: usize = 32;
/// Formats of an m-line: as many as there are payload types.
pub(crate) const MAX_FORMATS: usize = 128;
/// ICE candidates of a description, all transports together. A host with ten interfaces and TURN has about sixty.
pub(crate) const MAX_CANDIDATES: usize = 128;
/// `a=crypto` lines of an m-line: a peer offers one for each suite that it knows.
pub(crate) const MAX_KEYS: usize = 16;
/// Header extensions of an m-line that are read: one for each identifier of the one-byte form, twice.
pub(crate) const MAX_EXTENSIONS: usize = 32;
/// Simulcast layers of a stream: browsers send three.
pub(crate) const MAX_LAYERS: usize = 8;
/// Characters of a token that we take over (mid, rid, ufrag, cname): RFC 8839 ends a ufrag at 256.
pub(crate) const MAX_TOKEN: usize = 256;
