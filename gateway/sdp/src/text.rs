//! The grammar of RFC 8866, as far as a negotiation needs it: sections, m-lines, connection, bandwidth, attributes.
//!
//! Lenient where the field is careless (line ends, empty lines, unknown types, missing `o=` and `t=`), strict in what is taken
//! over into our own text: tokens are printable and short.

use std::net::IpAddr;

use tolk_model::BitRate;

use crate::limits::{MAX_BYTES, MAX_FORMATS, MAX_LINE_BYTES, MAX_LINES, MAX_MEDIA, MAX_TOKEN};
use crate::{Counted, SdpError};

/// One `a=` line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attribute<'a> {
    pub(crate) name: &'a str,
    /// What follows the colon; empty for a property.
    pub(crate) value: &'a str,
}

/// What a `c=` line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Connection {
    /// A unicast address.
    Address(IpAddr),
    /// `0.0.0.0` or `::`: the old way to hold (RFC 3264 §8.4).
    Unspecified,
    /// A name, which a pure crate cannot resolve, or a group, which we never send to.
    Unusable,
}

/// The session's part or one m-line's part.
#[derive(Clone, Debug, Default)]
pub(crate) struct Section<'a> {
    pub(crate) connection: Option<Connection>,
    pub(crate) bandwidth: Option<BitRate>,
    pub(crate) attributes: Vec<Attribute<'a>>,
}

/// One m-line with what follows it.
#[derive(Clone, Debug)]
pub(crate) struct Media<'a> {
    pub(crate) kind: &'a str,
    pub(crate) port: u16,
    pub(crate) protocol: &'a str,
    pub(crate) formats: Vec<&'a str>,
    pub(crate) section: Section<'a>,
}

/// A description.
#[derive(Clone, Debug)]
pub(crate) struct Description<'a> {
    pub(crate) session: Section<'a>,
    pub(crate) media: Vec<Media<'a>>,
}

impl<'a> Section<'a> {
    /// Values of the attribute `name`, in order.
    pub(crate) fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'a str> + 's {
        self.attributes
            .iter()
            .filter(move |a| a.name == name)
            .map(|a| a.value)
    }

    /// The first value of the attribute `name`.
    pub(crate) fn first(&self, name: &str) -> Option<&'a str> {
        self.attributes
            .iter()
            .find(|a| a.name == name)
            .map(|a| a.value)
    }

    /// Whether the attribute is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.first(name).is_some()
    }
}

impl<'a> Description<'a> {
    /// Reads a description.
    pub(crate) fn parse(text: &'a str) -> Result<Description<'a>, SdpError> {
        if text.len() > MAX_BYTES {
            return Err(too_many(Counted::Bytes, MAX_BYTES));
        }
        let mut description = Description {
            session: Section::default(),
            media: Vec::new(),
        };
        let mut begun = false;
        for (number, line) in (1..).zip(text.split('\n')) {
            if number > MAX_LINES {
                return Err(too_many(Counted::Lines, MAX_LINES));
            }
            if line.len() > MAX_LINE_BYTES {
                return Err(too_many(Counted::LineBytes, MAX_LINE_BYTES));
            }
            let line = line.trim_end();
            if !begun {
                match line {
                    "" => continue,
                    "v=0" => begun = true,
                    _ => return Err(SdpError::NotSdp),
                }
            }
            let Some((kind, value)) = line.split_once('=') else {
                continue;
            };
            let malformed = |kind| SdpError::Malformed { line: number, kind };
            if kind == "m" {
                if description.media.len() >= MAX_MEDIA {
                    return Err(too_many(Counted::Media, MAX_MEDIA));
                }
                let media = media(value)?.ok_or(malformed('m'))?;
                description.media.push(media);
                continue;
            }
            let section = match description.media.last_mut() {
                Some(media) => &mut media.section,
                None => &mut description.session,
            };
            match kind {
                "c" => section.connection = Some(connection(value).ok_or(malformed('c'))?),
                "b" => section.bandwidth = bandwidth(value).or(section.bandwidth),
                "a" => section.attributes.push(attribute(value)),
                _ => {}
            }
        }
        if begun {
            Ok(description)
        } else {
            Err(SdpError::NotSdp)
        }
    }
}

pub(crate) fn too_many(what: Counted, limit: usize) -> SdpError {
    SdpError::TooMany { what, limit }
}

fn attribute(value: &str) -> Attribute<'_> {
    let (name, value) = value.split_once(':').unwrap_or((value, ""));
    Attribute {
        name: name.trim(),
        value: value.trim(),
    }
}

/// `m=<media> <port>["/"<count>] <protocol> <format>..`; `None` when it is malformed.
fn media(value: &str) -> Result<Option<Media<'_>>, SdpError> {
    let mut words = value.split_ascii_whitespace();
    let (Some(kind), Some(port), Some(protocol)) = (words.next(), words.next(), words.next())
    else {
        return Ok(None);
    };
    let port = port.split_once('/').map_or(port, |(port, _)| port).parse();
    let formats: Vec<&str> = words.take(MAX_FORMATS + 1).collect();
    if formats.len() > MAX_FORMATS {
        return Err(too_many(Counted::Formats, MAX_FORMATS));
    }
    let tokens = formats.iter().copied().chain([kind, protocol]);
    let Some(port) = port.ok().filter(|_| tokens.clone().all(is_word)) else {
        return Ok(None);
    };
    Ok(Some(Media {
        kind,
        port,
        protocol,
        formats,
        section: Section::default(),
    }))
}

/// `c=IN IP4|IP6 <address>["/"..]`.
fn connection(value: &str) -> Option<Connection> {
    let mut words = value.split_ascii_whitespace();
    let (net, family, address) = (words.next()?, words.next()?, words.next()?);
    let known = family.eq_ignore_ascii_case("IP4") || family.eq_ignore_ascii_case("IP6");
    if !net.eq_ignore_ascii_case("IN") || !known {
        return None;
    }
    let address = address.split_once('/').map_or(address, |(a, _)| a);
    Some(match address.parse::<IpAddr>() {
        Ok(ip) if ip.is_unspecified() => Connection::Unspecified,
        Ok(ip) if ip.is_multicast() || is_broadcast(ip) => Connection::Unusable,
        Ok(ip) => Connection::Address(ip),
        Err(_) => Connection::Unusable,
    })
}

fn is_broadcast(ip: IpAddr) -> bool {
    matches!(ip, IpAddr::V4(v4) if v4.is_broadcast())
}

/// `b=TIAS` in bit/s (RFC 3890) or `b=AS`, `b=CT` in kbit/s. Others are not ours.
fn bandwidth(value: &str) -> Option<BitRate> {
    let (kind, number) = value.split_once(':')?;
    // Far beyond what anybody has; without a bound sums could overflow.
    let number: u64 = number
        .trim()
        .parse()
        .ok()
        .filter(|n| *n < 1_000_000_000_000)?;
    match kind.trim() {
        "TIAS" => Some(BitRate(number)),
        "AS" | "CT" => Some(BitRate::kbps(number)),
        _ => None,
    }
}

/// A word that may be repeated in our own text: printable ASCII, not too long.
pub(crate) fn is_word(text: &str) -> bool {
    (1..=MAX_TOKEN).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

/// A `token` (RFC 8866 §9): what a mid is made of.
pub(crate) fn is_token(text: &str) -> bool {
    is_word(text) && !text.bytes().any(|b| b"\"(),/:;<=>?@[\\]".contains(&b))
}

/// A rid-id (RFC 8851 §10, RFC 8852 §3.3): letters and digits; `-` and `_` occur.
pub(crate) fn is_rid(text: &str) -> bool {
    (1..=32).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}
