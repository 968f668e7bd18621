//! The desk of the reception: a caller enters the number of a meeting.

use std::time::Duration;

use tolk_model::PromptId;
use tolk_model::leg::Digit;

use super::{RECEPTION, WRONG_NUMBER};
use crate::plan::Stage;

/// Most digits of a number: longer than telephone numbers (ITU-T E.164: 15) and than our own.
const MOST_DIGITS: usize = 20;
/// How often a caller may be wrong. More would be an invitation to try all numbers.
const ATTEMPTS: u8 = 3;
/// A number ends when no digit came for so long: some keypads have no `#` in reach.
pub const DIGIT_PAUSE: Duration = Duration::from_secs(4);

/// One caller at the desk.
#[derive(Clone, Debug)]
pub struct Desk {
    number: String,
    wrong: u8,
    hears: Hears,
}

/// What the caller hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hears {
    /// What to do, again and again.
    Welcome,
    /// Nothing: it enters digits, or waits for the decision about them.
    Nothing,
    /// That the number was wrong.
    Wrong,
}

/// What a key press, or the lack of one, led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entered {
    /// Nothing.
    Nothing,
    /// A digit: more may come within [`DIGIT_PAUSE`].
    Digit,
    /// The caller starts over.
    Cleared,
    /// The number is complete; [`Desk::wrong`] when it leads nowhere.
    Number(String),
    /// The number is longer than any.
    TooLong,
}

impl Default for Desk {
    fn default() -> Desk {
        Desk {
            number: String::new(),
            wrong: 0,
            hears: Hears::Welcome,
        }
    }
}

impl Desk {
    /// A key was pressed.
    pub fn press(&mut self, digit: Digit) -> Entered {
        match digit.char() {
            '*' => {
                self.number.clear();
                self.hears = Hears::Welcome;
                Entered::Cleared
            }
            '#' => self.complete(),
            c if c.is_ascii_digit() => {
                self.hears = Hears::Nothing;
                // One more than may be is kept, so that a number that is too long is not taken for a shorter one.
                if self.number.len() <= MOST_DIGITS {
                    self.number.push(c);
                }
                Entered::Digit
            }
            _ => Entered::Nothing,
        }
    }

    /// The number that was entered is complete.
    pub fn complete(&mut self) -> Entered {
        let number = std::mem::take(&mut self.number);
        if number.is_empty() {
            return Entered::Nothing;
        }
        self.hears = Hears::Nothing;
        if number.len() > MOST_DIGITS {
            Entered::TooLong
        } else {
            Entered::Number(number)
        }
    }

    /// The number leads nowhere; `false` when it was the last attempt.
    pub fn wrong(&mut self) -> bool {
        self.wrong = self.wrong.saturating_add(1);
        self.hears = Hears::Wrong;
        self.wrong < ATTEMPTS
    }

    /// A prompt that plays once has ended.
    pub fn told(&mut self) {
        if self.hears == Hears::Wrong {
            self.hears = Hears::Welcome;
        }
    }

    /// What the caller hears and sees.
    pub fn stage(&self) -> Stage {
        let (prompt, repeat) = match self.hears {
            Hears::Welcome => (Some(RECEPTION), true),
            Hears::Nothing => (None, false),
            Hears::Wrong => (Some(WRONG_NUMBER), false),
        };
        Stage::Waiting {
            prompt: prompt.map(PromptId::new),
            repeat,
            slide: Some(PromptId::new(RECEPTION)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(desk: &mut Desk, keys: &str) -> Entered {
        let mut last = Entered::Nothing;
        for key in keys.chars() {
            last = desk.press(Digit::new(key).expect("a key"));
        }
        last
    }

    #[test]
    fn a_number_ends_with_hash_and_begins_anew_with_star() {
        let mut desk = Desk::default();
        assert_eq!(press(&mut desk, "80*A8001"), Entered::Digit);
        assert_eq!(press(&mut desk, "#"), Entered::Number("8001".to_string()));
        assert_eq!(press(&mut desk, "#"), Entered::Nothing);
        assert_eq!(press(&mut desk, "12*"), Entered::Cleared);
        assert_eq!(desk.complete(), Entered::Nothing);
    }

    #[test]
    fn twenty_digits_are_a_number_and_more_are_none() {
        let mut desk = Desk::default();
        let longest = "1".repeat(20);
        press(&mut desk, &longest);
        assert_eq!(desk.complete(), Entered::Number(longest.clone()));
        press(&mut desk, &longest);
        assert_eq!(press(&mut desk, "111#"), Entered::TooLong);
        assert_eq!(press(&mut desk, "2#"), Entered::Number("2".to_string()));
    }

    #[test]
    fn words_stop_at_the_first_digit_and_come_back() {
        let prompt = |desk: &Desk| match desk.stage() {
            Stage::Waiting { prompt, repeat, .. } => (prompt.map(|p| p.to_string()), repeat),
            other => panic!("{other:?}"),
        };
        let mut desk = Desk::default();
        assert_eq!(prompt(&desk), (Some("reception".to_string()), true));
        press(&mut desk, "1");
        assert_eq!(prompt(&desk), (None, false));
        press(&mut desk, "#");
        assert_eq!(prompt(&desk), (None, false));
        assert!(desk.wrong());
        assert_eq!(prompt(&desk), (Some("wrong_number".to_string()), false));
        desk.told();
        assert_eq!(prompt(&desk), (Some("reception".to_string()), true));
        assert!(desk.wrong());
        press(&mut desk, "2");
        desk.told();
        assert_eq!(prompt(&desk), (None, false), "the caller was faster");
        assert!(!desk.wrong(), "three are enough");
    }
}
