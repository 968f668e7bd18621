//! What came: Q.931 around, H.225.0 within.

use tolk_asn1::h225::{H323UUPDU, H323UUPDUH323MessageBody as Body, H323UserInformation};
use tolk_asn1::types::OctetString;
use tolk_asn1::{DecodeError, Per};

use crate::q931::{Kind, Message, Q931Error};

/// Messages of control that one message of call signalling carries, as far as they are read: endpoints send up to five.
const MOST_CARRIED: usize = 32;

/// A message of call signalling.
#[derive(Debug)]
pub(crate) struct Received {
    /// Call reference, kind and elements.
    pub(crate) q931: Message,
    /// Its H.225.0 part.
    pub(crate) pdu: Result<Box<H323UUPDU>, Flaw>,
}

/// Why a message has no H.225.0 part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// There is none.
    Missing,
    /// It is not readable.
    Unreadable,
    /// It has an alternative that is newer than our version.
    Unknown,
    /// It is longer than any that is read.
    TooLong,
}

impl Flaw {
    /// For the journal.
    pub(crate) fn problem(self) -> &'static str {
        match self {
            Flaw::Missing => "a message without an H.225.0 part",
            Flaw::Unreadable => "an H.225.0 part that cannot be read",
            Flaw::Unknown => "an H.225.0 part of a newer version",
            Flaw::TooLong => "an H.225.0 part that is too long",
        }
    }

    /// Of Q.850: 96 a mandatory element is missing, 100 its content is invalid.
    pub(crate) fn cause(self) -> u8 {
        match self {
            Flaw::Missing => 96,
            Flaw::Unreadable | Flaw::Unknown | Flaw::TooLong => 100,
        }
    }
}

impl Received {
    /// What it wants.
    pub(crate) fn kind(&self) -> Kind {
        self.q931.kind
    }

    /// Takes the control messages that are carried along.
    pub(crate) fn take_control(&mut self) -> Vec<Vec<u8>> {
        let control = self
            .pdu
            .as_mut()
            .ok()
            .and_then(|pdu| pdu.h245_control.take());
        unpack(control)
    }

    /// Whether more control is carried along than is read.
    pub(crate) fn carries_too_much(&self) -> bool {
        let Ok(pdu) = &self.pdu else {
            return false;
        };
        let parallel = match &pdu.h323_message_body {
            Body::setup(setup) => setup.parallel_h245_control.as_ref(),
            _ => None,
        };
        let carried = [pdu.h245_control.as_ref(), parallel];
        carried.iter().flatten().any(|c| c.len() > MOST_CARRIED)
    }

    /// Whether the sender can carry control in call signalling; `None` when it says nothing.
    pub(crate) fn tunnels(&self) -> Option<bool> {
        self.pdu.as_ref().ok().and_then(|pdu| pdu.h245_tunnelling)
    }
}

/// Control as it is carried along, as far as it is read.
pub(crate) fn unpack(control: Option<Vec<OctetString>>) -> Vec<Vec<u8>> {
    let packed = control.unwrap_or_default().into_iter();
    packed
        .take(MOST_CARRIED)
        .map(|bytes| bytes.to_vec())
        .collect()
}

/// Reads one message.
///
/// # Errors
/// When it is none of Q.931.
pub(crate) fn read(bytes: &[u8]) -> Result<Received, Q931Error> {
    let q931 = Message::parse(bytes)?;
    let pdu = match q931.user_user().map(H323UserInformation::from_per) {
        None => Err(Flaw::Missing),
        Some(Ok((information, _))) => Ok(Box::new(information.h323_uu_pdu)),
        Some(Err(DecodeError::UnknownChoice { .. })) => Err(Flaw::Unknown),
        Some(Err(DecodeError::TooLong { .. })) => Err(Flaw::TooLong),
        Some(Err(_)) => Err(Flaw::Unreadable),
    };
    Ok(Received { q931, pdu })
}
