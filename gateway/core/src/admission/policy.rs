//! Whither calls may go out.

use std::net::IpAddr;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use tolk_model::party::Target;
use tolk_model::{Address, CallRequest, Domain, Scheme};

use super::trunks::{self, TrunkRoute};

/// Calls that may go out at once in the name of one organisation, unless the configuration says otherwise: enough for a
/// meeting that dials every room of a large agency, too few to be worth a fraud.
const MAX_CALLS: u32 = 30;

/// Rules for outgoing calls; the first that speaks of an address decides, and none means no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingPolicy {
    /// In order.
    pub rules: Vec<OutgoingRule>,
    /// Calls that may go out at once in the name of one organisation.
    pub max_calls: u32,
    /// Trunks, in the order in which they are tried.
    pub trunks: Vec<TrunkRoute>,
}

impl OutgoingPolicy {
    /// A call that came by a trunk, in our words; others stay as they are.
    pub fn arriving(&self, request: &mut CallRequest, is_ours: impl Fn(&Domain) -> bool) {
        trunks::arriving(&self.trunks, request, is_ours);
    }

    /// Where an address is reached that may be called.
    pub(super) fn targets(&self, to: &Address) -> Vec<Target> {
        trunks::targets(&self.trunks, to)
    }
}

impl Default for OutgoingPolicy {
    /// Nothing goes out.
    fn default() -> OutgoingPolicy {
        OutgoingPolicy {
            rules: Vec::new(),
            max_calls: MAX_CALLS,
            trunks: Vec::new(),
        }
    }
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingRule {
    /// Which addresses it speaks of.
    pub to: Pattern,
    /// Whether they may be called.
    pub allow: bool,
    /// By whom.
    pub who: Who,
}

/// Whom a permission is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// Operators, and hosts of meetings.
    #[default]
    Anybody,
    /// Operators only.
    Operators,
}

/// Which addresses a rule speaks of.
///
/// Written `agency.se`, `*.agency.se` (the domain and all below it), `10.1.0.0/16`, `2001:db8::/32`, `tel:+46*` (numbers that begin so),
/// or `*` (every address that is not a telephone number).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// Every address that is not a telephone number.
    Any,
    /// One domain.
    Domain(Domain),
    /// A domain and all below it.
    Below(Domain),
    /// IP addresses of a network: address and prefix length.
    Network(IpAddr, u8),
    /// Telephone numbers that begin so.
    Telephone(String),
}

/// A text that is no [`Pattern`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected `domain`, `*.domain`, `address/length`, `tel:+46*` or `*`")]
pub struct PatternError;

impl Pattern {
    /// Whether it speaks of `address`.
    pub fn matches(&self, address: &Address) -> bool {
        if let Pattern::Telephone(prefix) = self {
            return address.scheme == Scheme::Tel && address.local.starts_with(prefix.as_str());
        }
        if address.scheme == Scheme::Tel {
            return false;
        }
        let Some(domain) = &address.domain else {
            return false;
        };
        match self {
            Pattern::Any => true,
            Pattern::Domain(wanted) => domain == wanted,
            Pattern::Below(top) => {
                domain == top
                    || domain
                        .as_str()
                        .strip_suffix(top.as_str())
                        .is_some_and(|head| head.ends_with('.'))
            }
            Pattern::Network(network, length) => domain
                .ip()
                .is_some_and(|ip| prefix(ip, *length) == prefix(*network, *length)),
            Pattern::Telephone(_) => false,
        }
    }
}

/// The first `length` bits of an address; families never compare equal.
fn prefix(ip: IpAddr, length: u8) -> (bool, u128) {
    let (bits, width, v6) = match ip {
        IpAddr::V4(v4) => (u128::from(u32::from(v4)), 32, false),
        IpAddr::V6(v6) => (u128::from(v6), 128, true),
    };
    let drop = u32::from(width - length.min(width));
    (v6, bits.checked_shr(drop).unwrap_or(0))
}

impl FromStr for Pattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Pattern, PatternError> {
        if text == "*" {
            return Ok(Pattern::Any);
        }
        if let Some(number) = text.strip_prefix("tel:") {
            let digits = number.strip_suffix('*').ok_or(PatternError)?;
            let lawful = |c: char| c.is_ascii_digit() || c == '+';
            if digits.is_empty() || !digits.chars().all(lawful) {
                return Err(PatternError);
            }
            return Ok(Pattern::Telephone(digits.to_string()));
        }
        if let Some((address, length)) = text.split_once('/') {
            let ip: IpAddr = address.parse().map_err(|_| PatternError)?;
            let length: u8 = length.parse().map_err(|_| PatternError)?;
            let most = if ip.is_ipv4() { 32 } else { 128 };
            if length > most {
                return Err(PatternError);
            }
            return Ok(Pattern::Network(ip, length));
        }
        if let Some(top) = text.strip_prefix("*.") {
            return Domain::new(top)
                .map(Pattern::Below)
                .map_err(|_| PatternError);
        }
        Domain::new(text)
            .map(Pattern::Domain)
            .map_err(|_| PatternError)
    }
}

impl std::fmt::Display for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Pattern::Any => f.write_str("*"),
            Pattern::Domain(domain) => write!(f, "{}", domain.as_str()),
            Pattern::Below(domain) => write!(f, "*.{}", domain.as_str()),
            Pattern::Network(ip, length) => write!(f, "{ip}/{length}"),
            Pattern::Telephone(digits) => write!(f, "tel:{digits}*"),
        }
    }
}

impl Serialize for Pattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Pattern, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}
