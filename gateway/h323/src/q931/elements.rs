//! Typed views of information elements (Q.931 §4.5), as far as H.323 uses them.

use super::message::{Element, Message, identifier};

/// Who says why (§4.5.12 with Q.850 §2.2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// The user.
    User,
    /// A private network near the user.
    LocalPrivate,
    /// A public network near the user.
    LocalPublic,
    /// A network on the way.
    Transit,
    /// A public network near the far end.
    RemotePublic,
    /// A private network near the far end.
    RemotePrivate,
    /// Beyond a point where networks meet.
    Beyond,
    /// Any other.
    Other(u8),
}

const LOCATIONS: &[(u8, Location)] = &[
    (0, Location::User),
    (1, Location::LocalPrivate),
    (2, Location::LocalPublic),
    (3, Location::Transit),
    (4, Location::RemotePublic),
    (5, Location::RemotePrivate),
    (10, Location::Beyond),
];

/// Why something ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cause {
    /// Of Q.850, below 128: 16 is an ordinary end, 17 busy.
    pub value: u8,
    /// Who says it.
    pub location: Location,
}

impl Cause {
    /// As an element, by ITU's coding.
    #[must_use]
    pub fn to_element(self) -> Element {
        let location = match self.location {
            Location::Other(code) => code & 15,
            known => LOCATIONS
                .iter()
                .find(|(_, location)| *location == known)
                .map_or(0, |(code, _)| *code),
        };
        Element::new(identifier::CAUSE, [0x80 | location, 0x80 | self.value])
    }

    fn parse(content: &[u8]) -> Option<Cause> {
        let (first, rest) = content.split_first()?;
        let code = first & 15;
        // Octet 3a is there when octet 3 says that it goes on.
        let value = if first & 0x80 == 0 {
            rest.get(1)
        } else {
            rest.first()
        }?;
        let known = LOCATIONS.iter().find(|(number, _)| *number == code);
        let location = known.map_or(Location::Other(code), |(_, location)| *location);
        Some(Cause {
            value: value & 0x7f,
            location,
        })
    }
}

/// A number of a party (§4.5.8, §4.5.10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// 0 unknown, 1 international, 2 national, 4 subscriber.
    pub kind: u8,
    /// 0 unknown, 1 E.164, 9 private.
    pub plan: u8,
    /// 0 allowed, 1 restricted, 2 not available; of a calling number only.
    pub presentation: Option<u8>,
    /// 0 not screened, 1 verified and passed, 2 verified and failed, 3 by the network; of a calling number only.
    pub screening: Option<u8>,
    /// As sent; anything that is no ASCII is left out.
    pub digits: String,
}

impl Number {
    /// As an element.
    #[must_use]
    pub fn to_element(&self, identifier: u8) -> Element {
        let first = (self.kind & 7) << 4 | self.plan & 15;
        let mut content = vec![first];
        if let (Some(presentation), Some(screening)) = (self.presentation, self.screening) {
            content.push(0x80 | (presentation & 3) << 5 | screening & 3);
        } else {
            content = vec![0x80 | first];
        }
        content.extend(self.digits.bytes().filter(u8::is_ascii));
        Element::new(identifier, content)
    }

    fn parse(content: &[u8]) -> Option<Number> {
        let (first, mut rest) = content.split_first()?;
        let mut second = None;
        if first & 0x80 == 0 {
            let (octet, after) = rest.split_first()?;
            (second, rest) = (Some(octet), after);
        }
        Some(Number {
            kind: first >> 4 & 7,
            plan: first & 15,
            presentation: second.map(|octet| octet >> 5 & 3),
            screening: second.map(|octet| octet & 3),
            digits: rest
                .iter()
                .filter(|b| b.is_ascii())
                .map(|b| char::from(*b))
                .collect(),
        })
    }
}

/// Unrestricted digital information.
const UNRESTRICTED: u8 = 8;

/// What is carried (§4.5.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bearer {
    /// 0 speech, 8 unrestricted digital (video), 16 3.1 kHz audio.
    pub capability: u8,
    /// 16 is 64 kbit/s, 19 is 384; 24 counts in `multiplier`.
    pub rate: u8,
    /// Of 64 kbit/s.
    pub multiplier: Option<u8>,
}

impl Bearer {
    /// As H.225.0 §7.2.2.1 wants it: layer 1 is H.221 and H.242 (5) for calls with pictures, G.711 A-law (3) for sound alone.
    #[must_use]
    pub fn to_element(self) -> Element {
        let mut content = vec![0x80 | self.capability & 31, 0x80 | self.rate & 31];
        if let Some(multiplier) = self.multiplier {
            content.push(0x80 | multiplier & 0x7f);
        }
        let layer1 = if self.capability == UNRESTRICTED {
            5
        } else {
            3
        };
        content.push(0x80 | layer1 | 1 << 5);
        Element::new(identifier::BEARER_CAPABILITY, content)
    }

    fn parse(content: &[u8]) -> Option<Bearer> {
        let (first, rest) = content.split_first()?;
        let rate = rest.first()? & 31;
        let multiplier = rest.get(1).filter(|_| rate == 24).map(|octet| octet & 0x7f);
        Some(Bearer {
            capability: first & 31,
            rate,
            multiplier,
        })
    }
}

/// What happens on the way (§4.5.23): 1 not end-to-end ISDN, 3 the origin is not ISDN, 8 there is in-band information.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Where; see [`Location`].
    pub location: u8,
    /// What.
    pub description: u8,
}

impl Progress {
    /// As an element, by ITU's coding.
    #[must_use]
    pub fn to_element(self) -> Element {
        let content = [0x80 | self.location & 15, 0x80 | self.description & 0x7f];
        Element::new(identifier::PROGRESS_INDICATOR, content)
    }
}

/// How a call stands (§4.5.7): 0 null, 1 call initiated, 10 active, ..
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallState(pub u8);

impl CallState {
    /// As an element, by ITU's coding.
    #[must_use]
    pub fn to_element(self) -> Element {
        Element::new(identifier::CALL_STATE, [self.0 & 0x3f])
    }
}

/// Protocol discriminator of the user-user element when it is H.225.0 (table 4-26: X.208 and X.209).
const H225: u8 = 5;

impl Message {
    /// Why it ended, if it says so.
    #[must_use]
    pub fn cause(&self) -> Option<Cause> {
        self.element(identifier::CAUSE).and_then(Cause::parse)
    }

    /// Who calls.
    #[must_use]
    pub fn calling_number(&self) -> Option<Number> {
        self.element(identifier::CALLING_NUMBER)
            .and_then(Number::parse)
    }

    /// Who is called.
    #[must_use]
    pub fn called_number(&self) -> Option<Number> {
        self.element(identifier::CALLED_NUMBER)
            .and_then(Number::parse)
    }

    /// What is carried.
    #[must_use]
    pub fn bearer(&self) -> Option<Bearer> {
        self.element(identifier::BEARER_CAPABILITY)
            .and_then(Bearer::parse)
    }

    /// What happens on the way.
    #[must_use]
    pub fn progress(&self) -> Option<Progress> {
        let [location, description, ..] = self.element(identifier::PROGRESS_INDICATOR)? else {
            return None;
        };
        Some(Progress {
            location: location & 15,
            description: description & 0x7f,
        })
    }

    /// How the call stands, in an answer to a status enquiry.
    #[must_use]
    pub fn call_state(&self) -> Option<CallState> {
        let octet = self.element(identifier::CALL_STATE)?.first()?;
        Some(CallState(octet & 0x3f))
    }

    /// A name to be shown: UTF-8 if it is, else Latin-1; some end it with a zero.
    #[must_use]
    pub fn display(&self) -> Option<String> {
        self.element(identifier::DISPLAY).map(text)
    }

    /// Digits that somebody pressed.
    #[must_use]
    pub fn keypad(&self) -> Option<String> {
        self.element(identifier::KEYPAD).map(text)
    }

    /// The packed H.225.0 part, without its discriminator.
    #[must_use]
    pub fn user_user(&self) -> Option<&[u8]> {
        match self.element(identifier::USER_USER)?.split_first()? {
            (discriminator, packed) if *discriminator == H225 => Some(packed),
            _ => None,
        }
    }

    /// Adds the packed H.225.0 part.
    pub fn push_user_user(&mut self, packed: &[u8]) {
        let mut content = vec![H225];
        content.extend_from_slice(packed);
        self.elements
            .push(Element::new(identifier::USER_USER, content));
    }
}

fn text(bytes: &[u8]) -> String {
    let bytes = bytes.strip_suffix(&[0]).unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_string(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}
