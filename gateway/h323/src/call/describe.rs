//! A Setup in the core's words: who calls whom.

use std::net::IpAddr;

use tolk_asn1::h225::{
    AliasAddress, EndpointType, H323UUPDUH323MessageBody as Body, PresentationIndicator, SetupUUIE,
};
use tolk_model::address::{Address, Scheme};
use tolk_model::party::{Identity, Party};
use tolk_model::{Domain, Pii};

use crate::h225::alias::{self, MOST_ALIASES};
use crate::h225::{Received, unpack};
use crate::q931::Message;

/// Longest display name that is taken over.
const MAX_NAME: usize = 200;

/// The Setup of a message.
pub(super) fn setup(message: &Received) -> Option<&SetupUUIE> {
    match message.pdu.as_ref().map(|pdu| &pdu.h323_message_body) {
        Ok(Body::setup(setup)) => Some(setup),
        _ => None,
    }
}

/// Control that a caller sends beside its proposals of media (H.323 §8.2.4): in effect the same as what comes after them.
pub(super) fn parallel_control(message: &mut Received) -> Vec<Vec<u8>> {
    let body = message.pdu.as_mut().map(|pdu| &mut pdu.h323_message_body);
    let Ok(Body::setup(setup)) = body else {
        return Vec::new();
    };
    unpack(setup.parallel_h245_control.take())
}

/// Whom a Setup calls: the first of its aliases that means somebody, else the number of Q.931, else whoever answers at the address that
/// it was sent to. `None` when it names somebody whom no address can name.
pub(super) fn called(message: &Received, local: IpAddr) -> Option<Address> {
    let setup = setup(message);
    let aliases = setup.and_then(|s| s.destination_address.as_deref());
    let aliases = aliases.unwrap_or_default();
    let here = |address: &Address| {
        // Our own transport address says no more than none.
        address.local.is_empty() && address.domain.as_ref().and_then(Domain::ip) == Some(local)
    };
    let mut named = aliases.iter().take(MOST_ALIASES).filter_map(alias::address);
    if let Some(address) = named.find(|a| !here(a)) {
        return Some(address);
    }
    let number = message.q931.called_number().map(|n| n.digits);
    if let Some(address) = number
        .filter(|d| !d.is_empty())
        .and_then(|d| d.parse().ok())
    {
        return Some(address);
    }
    let only_here = |a: &AliasAddress| alias::address(a).is_some_and(|a| here(&a));
    aliases.iter().all(only_here).then(|| Address {
        scheme: Scheme::H323,
        domain: Domain::new(&local.to_string()).ok(),
        ..Address::alias("")
    })
}

/// The caller as it presents itself. Nothing proves it, so its address is that of where it calls from: there it can be called back, and
/// no alias makes it somebody of ours.
pub(super) fn caller(message: &Received, remote: IpAddr) -> Party {
    let setup = setup(message);
    if is_private(setup, &message.q931) {
        return Party {
            address: Pii::new(Address::alias("anonymous")),
            display_name: Pii::new("Anonymous".to_string()),
            organisation: None,
            identity: Identity::Anonymous,
        };
    }
    let aliases = setup.and_then(|s| s.source_address.as_deref());
    let aliases = || aliases.unwrap_or_default().iter().take(MOST_ALIASES);
    let number = message.q931.calling_number().map(|n| n.digits);
    let number = number.filter(|d| alias::digits(d).is_some());
    let dialled = aliases()
        .filter(|a| alias::is_number(a))
        .find_map(alias::text);
    let named = aliases()
        .filter(|a| !alias::is_number(a))
        .find_map(alias::text);
    let local = number
        .or(dialled)
        .or_else(|| named.as_deref().map(|name| alias::plain(user(name))));
    let local = local.filter(|l| !l.is_empty());
    let local = local.unwrap_or_else(|| "anonymous".to_string());
    let shown = setup.and_then(|s| s.display_name.as_deref());
    let shown = shown.and_then(|names| names.first());
    let shown = shown.map(|name| String::from_utf16_lossy(&name.name));
    let candidates = [shown, message.q931.display(), named, Some(local.clone())];
    let display = candidates
        .into_iter()
        .flatten()
        .map(|name| {
            name.chars()
                .filter(|c| !c.is_control())
                .take(MAX_NAME)
                .collect::<String>()
        })
        .find(|name| !name.trim().is_empty());
    Party {
        address: Pii::new(Address {
            scheme: Scheme::H323,
            domain: Domain::new(&remote.to_string()).ok(),
            ..Address::alias(local)
        }),
        display_name: Pii::new(display.unwrap_or_default()),
        organisation: None,
        identity: Identity::Anonymous,
    }
}

/// The user of a name that has a scheme or a domain.
fn user(name: &str) -> &str {
    let rest = name.split_once(':').map_or(name, |(_, rest)| rest);
    rest.split('@').next().unwrap_or(rest)
}

/// Whether a caller wants to be nobody (H.225.0 §7.2.2.6, `presentationIndicator`).
fn is_private(setup: Option<&SetupUUIE>, q931: &Message) -> bool {
    let restricted =
        |p: &PresentationIndicator| matches!(p, PresentationIndicator::presentationRestricted(()));
    let indicator = setup.and_then(|s| s.presentation_indicator.as_ref());
    indicator.is_some_and(restricted)
        || q931.calling_number().and_then(|n| n.presentation) == Some(1)
}

/// The product of a far end, for quirks and `/debug`: a name of software, no personal data.
pub(super) fn product(information: &EndpointType) -> Option<String> {
    let vendor = information.vendor.as_ref()?;
    let bytes = vendor.product_id.as_ref()?;
    let text = String::from_utf8_lossy(bytes);
    let text: String = text.chars().filter(|c| !c.is_control()).take(64).collect();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::h225::{Endpoint, Names, Outgoing, Setup, read};
    use crate::q931::CallReference;

    const HERE: [u8; 4] = [192, 0, 2, 1];
    const THERE: [u8; 4] = [192, 0, 2, 9];

    fn call(to: &str, from: &str, display: &str) -> Received {
        let us = Endpoint {
            product: "Test".into(),
            version: "1".into(),
            name: "Test".into(),
        };
        let names = Names {
            reference: CallReference {
                value: 7,
                from_called: false,
            },
            call: Some([1; 16]),
            conference: [2; 16],
        };
        let setup = Setup {
            to: to.into(),
            at: (HERE, 1720).into(),
            from_at: None,
            from: from.into(),
            display: display.into(),
            video: false,
        };
        read(
            &Outgoing::setup(&us, &names, &setup, Vec::new())
                .into_bytes()
                .unwrap(),
        )
        .unwrap()
    }

    #[test]
    fn who_is_called_is_named_as_it_can_be() {
        for (to, address) in [
            ("8001234", "8001234"),
            ("room", "room"),
            ("anna@agency.se", "anna@agency.se"),
            ("h323:room@agency.se", "h323:room@agency.se"),
        ] {
            let read = called(&call(to, "x", "X"), HERE.into()).unwrap();
            assert_eq!(read, address.parse().unwrap(), "{to}");
        }
        let alone = called(&call("", "x", "X"), HERE.into()).unwrap();
        assert_eq!(alone.local, "");
        assert_eq!(alone.domain, Domain::new("192.0.2.1").ok());
        assert_eq!(called(&call("a room", "x", "X"), HERE.into()), None);
    }

    #[test]
    fn a_caller_is_somebody_from_where_it_calls() {
        for (from, display, address, name) in [
            ("8005", "Room five", "8005", "Room five"),
            ("anna@agency.se", "", "anna", "anna@agency.se"),
            ("Room five", "", "Room_five", "Room five"),
            ("", "", "anonymous", "anonymous"),
        ] {
            let party = caller(&call("1", from, display), THERE.into());
            assert_eq!(party.address.reveal().local, address, "{from}");
            assert_eq!(party.address.reveal().domain, Domain::new("192.0.2.9").ok());
            assert_eq!(party.display_name.reveal(), name, "{from}");
            assert_eq!(party.identity, Identity::Anonymous);
        }
    }
}
