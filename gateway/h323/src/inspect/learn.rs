//! What can be learned from a tree of fields, whichever message and version it is of.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use serde_json::{Map, Value};
use tolk_asn1::{Per, h245, h46018, h46019};

/// Addresses that a message names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Addresses {
    /// Where control is waited for.
    pub h245: Vec<SocketAddr>,
    /// Where call signalling is waited for.
    pub signalling: Vec<SocketAddr>,
    /// Where RTP is waited for.
    pub rtp: Vec<SocketAddr>,
    /// Where RTCP is waited for.
    pub rtcp: Vec<SocketAddr>,
}

/// The feature H.460.18.
const SIGNALLING_TRAVERSAL: u64 = 18;
/// The object identifier of H.460.19 in H.245.
const MEDIA_TRAVERSAL: &str = "0.0.8.460.19.0.1";
/// Most addresses of each kind that are taken from one message.
const MOST_ADDRESSES: usize = 64;
/// Deepest that a tree is walked: what a message can nest, and as much again for what is unpacked in it.
const MOST_LEVELS: usize = 192;

/// `callIdentifier`, wherever it is.
pub(super) fn call(tree: &Value) -> Option<String> {
    let mut found = None;
    walk(tree, 0, &mut |name, value| {
        if name == "callIdentifier" && found.is_none() {
            found = value
                .get("guid")
                .and_then(Value::as_str)
                .map(str::to_string);
        }
    });
    found
}

/// A number at the top.
pub(super) fn number(tree: &Value, name: &str) -> Option<u64> {
    tree.get(name).and_then(Value::as_u64)
}

/// Every address whose field says what it is for.
pub(super) fn addresses(tree: &Value) -> Addresses {
    let mut found = Addresses::default();
    walk(tree, 0, &mut |name, value| {
        let list = match name {
            "h245Address" => &mut found.h245,
            "destCallSignalAddress" | "callSignalAddress" | "callSignallingAddress" => {
                &mut found.signalling
            }
            "mediaChannel" => &mut found.rtp,
            "mediaControlChannel" => &mut found.rtcp,
            _ => return,
        };
        let several = value
            .as_array()
            .map_or(std::slice::from_ref(value), |list| &list[..]);
        for address in several.iter().filter_map(address) {
            if list.len() < MOST_ADDRESSES && !list.contains(&address) {
                list.push(address);
            }
        }
    });
    found
}

/// A TransportAddress of H.225.0 or of H.245.
fn address(value: &Value) -> Option<SocketAddr> {
    let value = value.get("unicastAddress").unwrap_or(value);
    let (kind, parts) = value.as_object()?.iter().next()?;
    let (host, port) = match kind.as_str() {
        "ipAddress" => (parts.get("ip")?, parts.get("port")?),
        "ip6Address" => (parts.get("ip")?, parts.get("port")?),
        "iPAddress" | "iP6Address" => (parts.get("network")?, parts.get("tsapIdentifier")?),
        _ => return None,
    };
    let octets = octets(host.as_str()?)?;
    let host: IpAddr = match octets.len() {
        4 => Ipv4Addr::from(<[u8; 4]>::try_from(octets).ok()?).into(),
        _ => Ipv6Addr::from(<[u8; 16]>::try_from(octets).ok()?).into(),
    };
    Some(SocketAddr::new(host, u16::try_from(port.as_u64()?).ok()?))
}

/// Unpacks what is packed in octets, in its place: `fastStart`, and the H.460.18 and H.460.19 parts of generic data.
pub(super) fn unpack(tree: &mut Value, level: usize) {
    if level > MOST_LEVELS {
        return;
    }
    match tree {
        Value::Object(object) => {
            let feature = feature(object.get("id"));
            let traverses = identifies(object, MEDIA_TRAVERSAL);
            for (name, value) in object.iter_mut() {
                match (name.as_str(), feature) {
                    ("fastStart", _) => each(value, open_channel),
                    ("parameters", Some(SIGNALLING_TRAVERSAL)) => signalling_traversal(value),
                    ("messageContent", _) if traverses => media_traversal(value),
                    _ => {}
                }
                unpack(value, level + 1);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| unpack(item, level + 1)),
        _ => {}
    }
}

/// The number of an H.460 feature.
fn feature(id: Option<&Value>) -> Option<u64> {
    id?.get("standard")?.as_u64()
}

fn each(list: &mut Value, change: fn(&[u8]) -> Option<Value>) {
    for item in list.as_array_mut().into_iter().flatten() {
        if let Some(value) = item
            .as_str()
            .and_then(octets)
            .and_then(|bytes| change(&bytes))
        {
            *item = value;
        }
    }
}

fn open_channel(bytes: &[u8]) -> Option<Value> {
    whole::<h245::OpenLogicalChannel>(bytes)
}

/// H.460.18 in H.225.0: parameter 1 is an IncomingCallIndication, 2 an LRQKeepAliveData.
fn signalling_traversal(list: &mut Value) {
    for parameter in list.as_array_mut().into_iter().flatten() {
        let number = feature(parameter.get("id"));
        let content = parameter.get_mut("content");
        match number {
            Some(1) => replace::<h46018::IncomingCallIndication>(content, "raw"),
            Some(2) => replace::<h46018::LRQKeepAliveData>(content, "raw"),
            _ => {}
        }
    }
}

/// H.460.19 in `genericInformation` of H.245: parameter 1 has TraversalParameters.
fn media_traversal(list: &mut Value) {
    for parameter in list.as_array_mut().into_iter().flatten() {
        if feature(parameter.get("parameterIdentifier")) == Some(1) {
            let content = parameter.get_mut("parameterValue");
            replace::<h46019::TraversalParameters>(content, "octetString");
        }
    }
}

fn identifies(object: &Map<String, Value>, wanted: &str) -> bool {
    let identifier = object
        .get("messageIdentifier")
        .and_then(|id| id.get("standard"));
    identifier.and_then(Value::as_str) == Some(wanted)
}

fn replace<T: Per>(content: Option<&mut Value>, name: &str) {
    if let Some(packed) = content.and_then(|content| content.get_mut(name))
        && let Some(value) = packed
            .as_str()
            .and_then(octets)
            .and_then(|bytes| whole::<T>(&bytes))
    {
        *packed = value;
    }
}

/// What bytes are, if they are nothing else besides.
fn whole<T: Per>(bytes: &[u8]) -> Option<Value> {
    let (value, used) = T::from_per(bytes).ok()?;
    (used == bytes.len()).then(|| value.to_json())
}

fn octets(hex: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = hex
        .chars()
        .map(|digit| {
            digit
                .to_digit(16)
                .and_then(|value| u8::try_from(value).ok())
        })
        .collect();
    let (pairs, rest) = digits.as_deref()?.as_chunks::<2>();
    rest.is_empty()
        .then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

fn walk(tree: &Value, level: usize, look: &mut impl FnMut(&str, &Value)) {
    if level > MOST_LEVELS {
        return;
    }
    match tree {
        Value::Object(object) => {
            for (name, value) in object {
                look(name, value);
                walk(value, level + 1, look);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, level + 1, look)),
        _ => {}
    }
}
