//! Digits (H.245 §B.13.6): `alphanumeric` and `signal`.

use tolk_asn1::h245::{
    IndicationMessage, UserInputIndication, UserInputIndicationSignal as Signal,
};
use tolk_asn1::types::{GeneralString, Ia5String};
use tolk_model::leg::Digit;
use tolk_model::time::Now;

use super::outbox::Event;
use super::session::{Reply, Session, State};

impl Session {
    /// They pressed something. What is no digit (a hook flash, letters) is read over.
    pub(super) fn input(&mut self, input: &UserInputIndication) {
        match input {
            UserInputIndication::alphanumeric(text) => self.digits(text),
            UserInputIndication::extendedAlphanumeric(extended) => {
                self.digits(&extended.alphanumeric);
            }
            // A signal that RTP carries as well is known from there (§B.13.6).
            UserInputIndication::signal(signal) if signal.rtp_payload_indication.is_none() => {
                self.digits(signal.signal_type.as_iso646_bytes());
            }
            _ => {}
        }
    }

    fn digits(&mut self, text: &[u8]) {
        let digits = text.iter().take(MOST_DIGITS);
        for digit in digits.filter_map(|byte| Digit::new(char::from(*byte))) {
            self.out.event(Event::Digit(digit));
        }
    }

    /// Sends a digit in the way that they understand: as a signal when they said so, otherwise as text, which every endpoint of H.323
    /// understands (H.323 §6.2.8.3).
    pub fn digit(&mut self, now: Now, digit: Digit) {
        if self.state != State::Running {
            return;
        }
        let takes_signal = self.known.capabilities().is_some_and(|c| c.signal);
        let text = digit.char().to_string();
        let input = if takes_signal {
            Ia5String::try_from(text).ok().map(|kind| {
                let mut signal = Signal::new(kind);
                signal.duration = Some(SIGNAL_MS);
                UserInputIndication::signal(signal)
            })
        } else {
            GeneralString::try_from(text.into_bytes())
                .ok()
                .map(UserInputIndication::alphanumeric)
        };
        if let Some(input) = input {
            self.out.indication(IndicationMessage::userInput(input));
        }
        self.progress(now.mono, Reply::No);
    }
}

/// Digits of one message that are passed on; people press one.
const MOST_DIGITS: usize = 64;
/// How long a digit sounds when nobody says; milliseconds.
const SIGNAL_MS: u16 = 200;
