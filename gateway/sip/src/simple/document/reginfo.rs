//! By which devices somebody is registered (RFC 3680), always in full.

use sha2::{Digest, Sha256};
use tolk_model::Domain;
use tolk_model::presence::WatchedDevice;

use super::xml::Writer;
use crate::wire::uri::print_address;

/// Media type.
pub(crate) const REGINFO: &str = "application/reginfo+xml";
const SPACE: &str = "urn:ietf:params:xml:ns:reginfo";
/// Devices that are listed: more than anybody may register.
const MAX_DEVICES: usize = 100;

/// Writes the devices of `entity`.
pub(super) fn write(
    entity: &str,
    version: u32,
    devices: &[WatchedDevice],
    default: &Domain,
) -> String {
    let version = version.to_string();
    let mut out = Writer::new(
        "reginfo",
        &[("xmlns", SPACE), ("version", &version), ("state", "full")],
    );
    let state = if devices.is_empty() { "init" } else { "active" };
    out.open(
        "registration",
        &[("aor", entity), ("id", "tolk"), ("state", state)],
    );
    for device in devices.iter().take(MAX_DEVICES) {
        let uri = print_address(device.contact.reveal(), default);
        let expires = device.expires.as_secs().to_string();
        out.open(
            "contact",
            &[
                ("id", &name_of(&uri)),
                ("state", "active"),
                ("event", "registered"),
                ("expires", &expires),
            ],
        );
        out.text("uri", &uri);
        out.close();
    }
    out.finish()
}

/// The same device has the same name in every document.
fn name_of(uri: &str) -> String {
    let digest = Sha256::digest(uri.as_bytes());
    digest.iter().take(6).map(|b| format!("{b:02x}")).collect()
}
