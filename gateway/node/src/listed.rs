//! The directory as it is now: what the configuration lists and what was made since. Replaced as a whole; readers keep what they took.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tolk_core::directory::{
    Directory, DirectoryError, Link, Place, PlaceKind, TokenHash, mint_token,
};
use tolk_model::plan::Language;
use tolk_model::random::Random;
use tolk_model::{Alias, MeetingId, Role, Secret, Seed, Wall};

use crate::handle::{CreateMeetingError, CreatedMeeting, NewMeeting};

/// Places in all: some hundred bytes each, and each change copies the table.
const MOST_PLACES: usize = 20_000;
/// Participants of a meeting of which nothing was said: the level to beat.
const USUAL_PARTICIPANTS: u32 = 25;
/// Digits of a number that is made up. It opens nothing but the lobby, so that guessing it is worth little.
const DIGITS: usize = 9;
/// Attempts to find a free number; with a full table each of them fails once in fifty thousand.
const ATTEMPTS: usize = 10;
const MOST_TITLE: usize = 200;
const MOST_ALIAS: usize = 64;

/// The directory as it is now.
#[derive(Debug)]
pub struct Listed {
    current: RwLock<Arc<Directory>>,
    random: Mutex<Random>,
}

impl Listed {
    /// Begins with what the configuration lists.
    pub fn new(configured: Directory, seed: &Seed) -> Listed {
        Listed {
            current: RwLock::new(Arc::new(configured)),
            random: Mutex::new(seed.generator()),
        }
    }

    /// The whole of it.
    pub fn directory(&self) -> Arc<Directory> {
        self.current
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Lists a place.
    ///
    /// # Errors
    /// When an alias of it is taken.
    pub fn add(&self, place: Place) -> Result<(), DirectoryError> {
        self.change(|directory| directory.add_place(place))
    }

    /// Takes a place out; `false` when there is no such place.
    pub fn remove(&self, meeting: MeetingId) -> bool {
        self.change(|directory| directory.remove_place(meeting).is_some())
    }

    /// Makes a meeting with two links.
    ///
    /// # Errors
    /// When its words are not usable, its alias is taken, or there are too many.
    pub fn create(
        &self,
        wanted: NewMeeting,
        language: Language,
        now: Wall,
    ) -> Result<CreatedMeeting, CreateMeetingError> {
        let title = wanted.title.trim();
        if title.is_empty() || title.chars().count() > MOST_TITLE {
            return Err(CreateMeetingError::Title);
        }
        if self.directory().places().count() >= MOST_PLACES {
            return Err(CreateMeetingError::Full);
        }
        let mut random = self.random.lock().unwrap_or_else(PoisonError::into_inner);
        let (host, guest) = (mint_token(&mut random), mint_token(&mut random));
        let local = match &wanted.alias {
            Some(alias) => usable(alias)?,
            None => self.free_number(&mut random),
        };
        let alias = Alias {
            domain: self.directory().default_domain().clone(),
            local,
        };
        let link = |token: &Secret<String>, role| Link {
            token: TokenHash::of(token),
            role,
            expires: wanted.expires,
        };
        let place = Place {
            meeting: MeetingId::mint(now, &mut random),
            kind: PlaceKind::Meeting,
            title: title.to_string(),
            aliases: vec![alias],
            organisation: wanted.organisation,
            links: vec![link(&host, Role::Host), link(&guest, Role::Speaker)],
            host: wanted.host,
            admits: wanted.admits,
            max_participants: wanted.max_participants.unwrap_or(USUAL_PARTICIPANTS),
            language: wanted.language.unwrap_or(language),
            starts: wanted.starts,
            expires: wanted.expires,
            devices: Vec::new(),
        };
        self.add(place.clone())?;
        Ok(CreatedMeeting {
            place: Arc::new(place),
            host_token: host,
            guest_token: guest,
        })
    }

    fn change<T>(&self, work: impl FnOnce(&mut Directory) -> T) -> T {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let mut copy = Directory::clone(&current);
        let done = work(&mut copy);
        *current = Arc::new(copy);
        done
    }

    /// A number that nobody has. Room numbers begin with 800, so that this one begins with another digit.
    fn free_number(&self, random: &mut Random) -> String {
        let directory = self.directory();
        let domain = directory.default_domain();
        let mut number = String::new();
        for _ in 0..ATTEMPTS {
            number = (0..DIGITS)
                .map(|at| match at {
                    0 => char::from(b'1' + u8::try_from(random.below(7)).unwrap_or(0)),
                    _ => char::from(b'0' + u8::try_from(random.below(10)).unwrap_or(0)),
                })
                .collect();
            let alias = Alias {
                domain: domain.clone(),
                local: number.clone(),
            };
            if directory.find(&alias).is_none() {
                break;
            }
        }
        number
    }
}

fn usable(alias: &str) -> Result<String, CreateMeetingError> {
    let alias = alias.trim().to_ascii_lowercase();
    let lawful =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    if alias.is_empty() || alias.len() > MOST_ALIAS || !alias.chars().all(lawful) {
        return Err(CreateMeetingError::Alias);
    }
    Ok(alias)
}

#[cfg(test)]
mod tests {
    use tolk_core::directory::Admits;
    use tolk_model::Domain;

    use super::*;

    fn listed() -> Listed {
        let domain = Domain::new("video.example").expect("a domain");
        Listed::new(Directory::new(domain, Vec::new()), &Seed::from_number(1))
    }

    fn wanted(alias: Option<&str>) -> NewMeeting {
        NewMeeting {
            title: "Board".to_string(),
            alias: alias.map(str::to_string),
            organisation: None,
            host: None,
            admits: Admits::Invited,
            max_participants: None,
            language: None,
            starts: None,
            expires: None,
        }
    }

    #[test]
    fn a_meeting_opens_by_its_tokens_and_no_other() {
        let listed = listed();
        let now = Wall::from_unix_ms(1);
        let made = listed
            .create(wanted(None), Language::Sv, now)
            .expect("free");
        assert_eq!(made.place.open(&made.host_token, now), Ok(Role::Host));
        assert_eq!(made.place.open(&made.guest_token, now), Ok(Role::Speaker));
        assert!(made.place.open(&Secret::new("x".to_string()), now).is_err());
        let link = made.guest_link("https://tolk.example");
        assert!(link.starts_with("https://tolk.example/m/"), "{link}");
        assert!(listed.directory().place(made.place.meeting).is_some());
        assert!(listed.remove(made.place.meeting));
        assert!(!listed.remove(made.place.meeting));
    }

    #[test]
    fn words_that_are_not_usable_are_refused() {
        let listed = listed();
        let create = |alias| listed.create(wanted(Some(alias)), Language::Sv, Wall::default());
        assert!(create("styrelsen").is_ok());
        assert!(matches!(
            create("Styrelsen"),
            Err(CreateMeetingError::Directory(_))
        ));
        for bad in ["", "a/b", "å", &"x".repeat(65)] {
            assert!(
                matches!(create(bad), Err(CreateMeetingError::Alias)),
                "{bad}"
            );
        }
    }
}
