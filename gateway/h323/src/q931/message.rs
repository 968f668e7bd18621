//! A message and its information elements (Q.931 §4).

use thiserror::Error;

/// What a message wants (Q.931 §4.4, table 4-2; those that H.225.0 §7.4 uses and those that a gateway may see).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The far end rings.
    Alerting,
    /// The address is complete.
    CallProceeding,
    /// Something on the way, such as early media.
    Progress,
    /// A call begins.
    Setup,
    /// More digits are wanted.
    SetupAcknowledge,
    /// It is answered.
    Connect,
    /// Not used by H.225.0, but sent by some.
    ConnectAcknowledge,
    /// Not used by H.225.0.
    Disconnect,
    /// Not used by H.225.0.
    Release,
    /// It is over.
    ReleaseComplete,
    /// Forwarding, tunnelled control, supplementary services.
    Facility,
    /// Such as: the far end was put on hold.
    Notify,
    /// How does the call stand?
    StatusEnquiry,
    /// So it stands.
    Status,
    /// Digits, one after the other.
    Information,
    /// Anything for the user.
    UserInformation,
    /// Any other, by its code.
    Other(u8),
}

const KINDS: &[(u8, Kind, &str)] = &[
    (0x01, Kind::Alerting, "alerting"),
    (0x02, Kind::CallProceeding, "callProceeding"),
    (0x03, Kind::Progress, "progress"),
    (0x05, Kind::Setup, "setup"),
    (0x07, Kind::Connect, "connect"),
    (0x0d, Kind::SetupAcknowledge, "setupAcknowledge"),
    (0x0f, Kind::ConnectAcknowledge, "connectAcknowledge"),
    (0x20, Kind::UserInformation, "userInformation"),
    (0x45, Kind::Disconnect, "disconnect"),
    (0x4d, Kind::Release, "release"),
    (0x5a, Kind::ReleaseComplete, "releaseComplete"),
    (0x62, Kind::Facility, "facility"),
    (0x6e, Kind::Notify, "notify"),
    (0x75, Kind::StatusEnquiry, "statusInquiry"),
    (0x7b, Kind::Information, "information"),
    (0x7d, Kind::Status, "status"),
];

impl Kind {
    /// By its code.
    #[must_use]
    pub fn of(code: u8) -> Kind {
        let known = KINDS.iter().find(|(number, ..)| *number == code);
        known.map_or(Kind::Other(code), |(_, kind, _)| *kind)
    }

    /// Its code.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Kind::Other(code) => code,
            kind => KINDS
                .iter()
                .find(|(_, known, _)| *known == kind)
                .map_or(0, |(code, ..)| *code),
        }
    }

    /// As H.225.0 writes it.
    #[must_use]
    pub fn name(self) -> String {
        match (self, KINDS.iter().find(|(_, known, _)| *known == self)) {
            (_, Some((.., name))) => (*name).to_string(),
            (kind, None) => format!("q931-{:#04x}", kind.code()),
        }
    }
}

/// Which call of a connection it is (§4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CallReference {
    /// Chosen by who began the call, 1 to 32,767; 0 is the global one.
    pub value: u16,
    /// Whether this message comes from who was called.
    pub from_called: bool,
}

/// Information elements by their identifier.
pub mod identifier {
    /// What is carried, and how.
    pub const BEARER_CAPABILITY: u8 = 0x04;
    /// Why something ended.
    pub const CAUSE: u8 = 0x08;
    /// How a call stands.
    pub const CALL_STATE: u8 = 0x14;
    /// Supplementary services; empty in H.225.0.
    pub const FACILITY: u8 = 0x1c;
    /// Early media, interworking.
    pub const PROGRESS_INDICATOR: u8 = 0x1e;
    /// Such as: on hold.
    pub const NOTIFICATION_INDICATOR: u8 = 0x27;
    /// A name, to be shown.
    pub const DISPLAY: u8 = 0x28;
    /// Date and time.
    pub const DATE_TIME: u8 = 0x29;
    /// Digits.
    pub const KEYPAD: u8 = 0x2c;
    /// A tone to be played.
    pub const SIGNAL: u8 = 0x34;
    /// Whose line it is.
    pub const CONNECTED_NUMBER: u8 = 0x4c;
    /// Who calls.
    pub const CALLING_NUMBER: u8 = 0x6c;
    /// Who is called.
    pub const CALLED_NUMBER: u8 = 0x70;
    /// Who was called first.
    pub const REDIRECTING_NUMBER: u8 = 0x74;
    /// The H.225.0 part.
    pub const USER_USER: u8 = 0x7e;
}

/// An information element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// The list of meanings that its identifier is of; 0 is Q.931's own (§4.5.3).
    pub codeset: u8,
    /// See [`identifier`]. One with the highest bit set is a single byte, with its value in it.
    pub identifier: u8,
    /// What follows the length.
    pub content: Vec<u8>,
}

impl Element {
    /// Of Q.931's own set.
    #[must_use]
    pub fn new(identifier: u8, content: impl Into<Vec<u8>>) -> Element {
        Element {
            codeset: 0,
            identifier,
            content: content.into(),
        }
    }
}

/// Why bytes are not a message of Q.931, or a message cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Q931Error {
    /// Another protocol discriminator than 8.
    #[error("protocol {0} where 8 was expected")]
    Protocol(u8),
    /// A call reference that has not two bytes.
    #[error("a call reference of {0} bytes where H.225.0 has two")]
    CallReference(u8),
    /// It ends within the header.
    #[error("it ends within its header")]
    Truncated,
    /// An element is longer than what is left.
    #[error("the element {identifier:#04x} of {length} bytes ends too early")]
    Element {
        /// Which.
        identifier: u8,
        /// As it says.
        length: usize,
    },
    /// More than [`Message::MOST_ELEMENTS`].
    #[error("more than {} elements", Message::MOST_ELEMENTS)]
    TooMany,
    /// An element's content is longer than its length can say.
    #[error("the element {identifier:#04x} cannot have {length} bytes")]
    TooLong {
        /// Which.
        identifier: u8,
        /// What it has.
        length: usize,
    },
}

/// A message of call signalling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Of which call.
    pub call: CallReference,
    /// What it wants.
    pub kind: Kind,
    /// In the order of the wire.
    pub elements: Vec<Element>,
}

impl Message {
    /// Most elements that are read; a Setup has about eight.
    pub const MOST_ELEMENTS: usize = 64;

    /// Reads one. What follows the last element that is complete must be nothing.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(bytes: &[u8]) -> Result<Message, Q931Error> {
        let Some(([protocol, length, high, low, kind], mut rest)) = bytes.split_first_chunk::<5>()
        else {
            return Err(match bytes {
                [protocol, ..] if *protocol != PROTOCOL => Q931Error::Protocol(*protocol),
                _ => Q931Error::Truncated,
            });
        };
        if *protocol != PROTOCOL {
            return Err(Q931Error::Protocol(*protocol));
        }
        if *length != 2 {
            return Err(Q931Error::CallReference(*length));
        }
        let call = CallReference {
            value: u16::from_be_bytes([high & 0x7f, *low]),
            from_called: high & 0x80 != 0,
        };
        let mut reader = Codesets::default();
        let mut elements = Vec::new();
        while let Some((identifier, after)) = rest.split_first() {
            let (content, after) = content(*identifier, reader.current(), after)?;
            rest = after;
            if reader.shift(*identifier) {
                continue;
            }
            if elements.len() == Message::MOST_ELEMENTS {
                return Err(Q931Error::TooMany);
            }
            elements.push(Element {
                codeset: reader.take(),
                identifier: *identifier,
                content: content.to_vec(),
            });
        }
        Ok(Message {
            call,
            kind: Kind::of(*kind),
            elements,
        })
    }

    /// Writes it. Elements of other codesets have a non-locking shift before them.
    ///
    /// # Errors
    /// When an element is too long.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Q931Error> {
        let [high, low] = (self.call.value & 0x7fff).to_be_bytes();
        let flag = if self.call.from_called { 0x80 } else { 0 };
        let mut bytes = vec![PROTOCOL, 2, high | flag, low, self.kind.code()];
        for element in &self.elements {
            if element.codeset != 0 {
                bytes.push(SHIFT | 0x08 | element.codeset & 7);
            }
            bytes.push(element.identifier);
            if element.identifier & 0x80 != 0 {
                continue;
            }
            let length = element.content.len();
            let too_long = Q931Error::TooLong {
                identifier: element.identifier,
                length,
            };
            if is_user_user(element.identifier, element.codeset) {
                bytes.extend(u16::try_from(length).map_err(|_| too_long)?.to_be_bytes());
            } else {
                bytes.push(u8::try_from(length).map_err(|_| too_long)?);
            }
            bytes.extend_from_slice(&element.content);
        }
        Ok(bytes)
    }

    /// The first element of Q.931's own set with an identifier.
    #[must_use]
    pub fn element(&self, identifier: u8) -> Option<&[u8]> {
        let mut own = self.elements.iter().filter(|element| element.codeset == 0);
        own.find(|element| element.identifier == identifier)
            .map(|element| &element.content[..])
    }
}

/// Which list of meanings counts for the next element (§4.5.3, §4.5.4).
#[derive(Default)]
struct Codesets {
    locked: u8,
    once: Option<u8>,
}

impl Codesets {
    fn current(&self) -> u8 {
        self.once.unwrap_or(self.locked)
    }

    fn take(&mut self) -> u8 {
        self.once.take().unwrap_or(self.locked)
    }

    /// Whether it was a shift, and no element.
    fn shift(&mut self, identifier: u8) -> bool {
        let is_shift = identifier & 0xf0 == SHIFT;
        if is_shift && identifier & 0x08 == 0 {
            self.locked = identifier & 7;
        } else if is_shift {
            self.once = Some(identifier & 7);
        }
        is_shift
    }
}

/// What belongs to an element, and what comes after it.
fn content(identifier: u8, codeset: u8, after: &[u8]) -> Result<(&[u8], &[u8]), Q931Error> {
    if identifier & 0x80 != 0 {
        return Ok((&[], after));
    }
    let short = Q931Error::Element {
        identifier,
        length: 0,
    };
    let (length, after) = if is_user_user(identifier, codeset) {
        let ([high, low], after) = after.split_first_chunk::<2>().ok_or(short)?;
        (usize::from(u16::from_be_bytes([*high, *low])), after)
    } else {
        let (length, after) = after.split_first().ok_or(short)?;
        (usize::from(*length), after)
    };
    after
        .split_at_checked(length)
        .ok_or(Q931Error::Element { identifier, length })
}

fn is_user_user(identifier: u8, codeset: u8) -> bool {
    identifier == identifier::USER_USER && codeset == 0
}

const PROTOCOL: u8 = 8;
const SHIFT: u8 = 0x90;
