//! A range of addresses.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// Addresses that begin alike: `10.0.0.0/8`, `2001:db8::/32`, or one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subnet {
    address: IpAddr,
    length: u8,
}

/// What is written as a range of addresses is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an address with a length, such as 10.0.0.0/8")]
pub struct NotASubnet;

impl Subnet {
    /// Whether the address is of the range. IPv4 in IPv6 (RFC 4291 §2.5.5.2) counts as IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        let (ours, theirs) = (self.address, address.to_canonical());
        if ours.is_ipv4() != theirs.is_ipv4() {
            return false;
        }
        let (bits, width) = (bits(ours) ^ bits(theirs), width(ours));
        let differs = bits.checked_shr(u32::from(width - self.length));
        differs.is_none_or(|d| d == 0)
    }

    /// Bits that are given: of two ranges with an address the longer one speaks of it.
    pub fn length(&self) -> u8 {
        self.length
    }
}

impl From<IpAddr> for Subnet {
    /// One address.
    fn from(address: IpAddr) -> Subnet {
        let address = address.to_canonical();
        Subnet {
            address,
            length: width(address),
        }
    }
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(v4.to_bits()),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

fn width(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

impl FromStr for Subnet {
    type Err = NotASubnet;

    fn from_str(text: &str) -> Result<Subnet, NotASubnet> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| NotASubnet)?;
        let length = match length {
            Some(length) => length.parse().map_err(|_| NotASubnet)?,
            None => width(address),
        };
        if length > width(address) {
            return Err(NotASubnet);
        }
        Ok(Subnet { address, length })
    }
}

impl fmt::Display for Subnet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contains(subnet: &str, address: &str) -> bool {
        let subnet: Subnet = subnet.parse().expect("a subnet");
        subnet.contains(address.parse().expect("an address"))
    }

    #[test]
    fn an_address_is_of_a_range_or_not() {
        assert!(contains("10.0.0.0/8", "10.255.0.1"));
        assert!(!contains("10.0.0.0/8", "11.0.0.1"));
        assert!(contains("192.0.2.7", "192.0.2.7"));
        assert!(!contains("192.0.2.7", "192.0.2.6"));
        assert!(contains("0.0.0.0/0", "203.0.113.9"));
        assert!(!contains("0.0.0.0/0", "2001:db8::1"));
        assert!(contains("2001:db8::/33", "2001:db8:7fff::1"));
        assert!(!contains("2001:db8::/33", "2001:db8:8000::1"));
        assert!(contains("::/0", "::1"));
        assert!(contains("10.0.0.0/8", "::ffff:10.1.2.3"));
        for wrong in ["", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/", "::/129", "a/8"] {
            assert_eq!(wrong.parse::<Subnet>(), Err(NotASubnet), "{wrong}");
        }
    }
}
