//! What is said to people who wait: texts, and the shelf where their sound lies once it has been spoken.

use std::sync::{Arc, OnceLock};

use tolk_model::PromptId;
use tolk_model::plan::Language;

use super::{RATE, made};

/// The texts, by prompt, in Swedish and English. Short sentences: a synthetic voice over a telephone must be understood at once.
pub(super) const TEXTS: &[(&str, &str, &str)] = &[
    (
        "test_call",
        "Välkommen till testsamtalet. Säg något efter denna hälsning, så hör du dig själv.",
        "Welcome to the test call. Say something after this greeting, and you will hear yourself.",
    ),
    (
        "lobby",
        "Du väntar i lobbyn. Värden släpper snart in dig.",
        "You are waiting in the lobby. The host will let you in soon.",
    ),
    (
        "reception",
        "Välkommen. Slå numret till mötet, och avsluta med fyrkant.",
        "Welcome. Enter the number of the meeting, and finish with the hash key.",
    ),
    (
        "wrong_number",
        "Det numret leder inte till något möte.",
        "That number does not lead to a meeting.",
    ),
    (
        "not_admitted",
        "Du blev inte insläppt i mötet. Hej då.",
        "You were not admitted to the meeting. Goodbye.",
    ),
    (
        "meeting_full",
        "Mötet är fullt. Försök igen senare.",
        "The meeting is full. Please try again later.",
    ),
    (
        "meeting_ended",
        "Mötet är slut. Hej då.",
        "The meeting has ended. Goodbye.",
    ),
    (
        "welcome",
        "Välkommen till mötet.",
        "Welcome to the meeting.",
    ),
];

/// Both languages of every text.
pub(super) const LANGUAGES: [Language; 2] = [Language::Sv, Language::En];

/// What is on the shelf for a prompt.
pub(super) enum Recorded {
    /// Its sound.
    Ready(Arc<[f32]>),
    /// It is being spoken.
    Coming,
    /// There is no such prompt.
    Unknown,
}

/// The sound of every prompt. Filled once, by another thread; read by the sound thread without a lock.
#[derive(Debug)]
pub(super) struct Shelf {
    recordings: Vec<Place>,
    tone: Arc<[f32]>,
}

/// The place of one recording.
#[derive(Debug)]
struct Place {
    prompt: &'static str,
    language: Language,
    sound: OnceLock<Arc<[f32]>>,
}

impl Shelf {
    /// A shelf on which nothing lies yet.
    pub(super) fn empty() -> Shelf {
        let places = TEXTS.iter().flat_map(|(prompt, ..)| {
            LANGUAGES.map(|language| Place {
                prompt,
                language,
                sound: OnceLock::new(),
            })
        });
        Shelf {
            recordings: places.collect(),
            tone: tone(),
        }
    }

    /// A shelf of tones, for a node without a voice.
    pub(super) fn of_tones() -> Shelf {
        made::make();
        let shelf = Shelf::empty();
        for place in &shelf.recordings {
            // It has just been made empty.
            let _ = place.sound.set(shelf.tone.clone());
        }
        shelf
    }

    /// Puts a recording in its place; the first one stays.
    pub(super) fn put(&self, prompt: &str, language: Language, sound: Arc<[f32]>) {
        if let Some(place) = self.place(prompt, language) {
            // A second recording of the same text is no loss.
            let _ = place.sound.set(sound);
        }
    }

    pub(super) fn get(&self, prompt: &PromptId, language: Language) -> Recorded {
        if let Some(made) = made::get(prompt.as_str()) {
            return made.map_or(Recorded::Coming, Recorded::Ready);
        }
        match self.place(prompt.as_str(), language).map(|p| p.sound.get()) {
            Some(Some(sound)) => Recorded::Ready(sound.clone()),
            Some(None) => Recorded::Coming,
            None => Recorded::Unknown,
        }
    }

    fn place(&self, prompt: &str, language: Language) -> Option<&Place> {
        let wanted = |p: &&Place| p.prompt == prompt && p.language == language;
        self.recordings.iter().find(wanted)
    }

    /// What is played instead of a prompt that cannot be spoken.
    pub(super) fn tone(&self) -> Arc<[f32]> {
        self.tone.clone()
    }

    /// How many have been spoken, of how many.
    pub(super) fn ready(&self) -> (usize, usize) {
        let spoken = |p: &&Place| p.sound.get().is_some();
        let ready = self.recordings.iter().filter(spoken).count();
        (ready, self.recordings.len())
    }
}

/// Two short beeps: something is there, and it is no fault of the line.
fn tone() -> Arc<[f32]> {
    let beep = RATE as usize / 4;
    let sample = |n: usize| {
        let within = n % (2 * beep);
        if within >= beep {
            return 0.0;
        }
        let edge = within.min(beep - within) as f32 / 240.0;
        (n as f32 * 440.0 * std::f32::consts::TAU / RATE as f32).sin() * 0.1 * edge.min(1.0)
    };
    (0..4 * beep).map(sample).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_is_found_in_its_language_only() {
        let shelf = Shelf::empty();
        let lobby = PromptId::new("lobby");
        assert!(matches!(shelf.get(&lobby, Language::Sv), Recorded::Coming));
        shelf.put("lobby", Language::Sv, Arc::from([0.5_f32]));
        assert!(matches!(shelf.get(&lobby, Language::Sv), Recorded::Ready(s) if s[0] == 0.5));
        assert!(matches!(shelf.get(&lobby, Language::En), Recorded::Coming));
        assert!(matches!(
            shelf.get(&PromptId::new("no"), Language::En),
            Recorded::Unknown
        ));
        assert_eq!(shelf.ready(), (1, 2 * TEXTS.len()));
        let tones = Shelf::of_tones();
        assert_eq!(tones.ready().0, tones.ready().1);
    }
}
