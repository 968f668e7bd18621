//! Prompts: heard from their beginning, ended once.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use tolk_model::plan::{Language, Source};
use tolk_model::{Codec, MediaEvent, PromptId};

use super::super::prompts::{Recorded, Shelf};
use super::super::{SoundConfig, SoundMachine, speech};
use super::lab::{Lab, goertzel, hears, leg, plan, rms};

fn prompt(name: &str, repeat: bool) -> Source {
    Source::Prompt {
        prompt: PromptId::new(name),
        language: Language::Sv,
        repeat,
    }
}

fn ends(lab: &Lab) -> Vec<u64> {
    let end = |(at, event): &(u64, MediaEvent)| match event {
        MediaEvent::PromptDone(l, prompt) => {
            assert_eq!((*l, prompt.as_str()), (leg(1), "welcome"));
            Some(*at)
        }
        _ => None,
    };
    lab.events.iter().filter_map(end).collect()
}

#[test]
fn a_prompt_is_heard_and_its_end_is_told_once() {
    for codec in [Codec::Opus, Codec::Pcmu] {
        let mut lab = Lab::new();
        let once = plan(1, vec![hears(1, codec, prompt("welcome", false))], &[]);
        lab.apply(&once);
        lab.run(200);
        assert!(goertzel(&lab.heard(1, 100), 440.0) > 0.05);
        lab.apply(&once);
        lab.run(5_000);
        // The tone is a second long.
        let ends = ends(&lab);
        assert!(
            ends.len() == 1 && (990..1_050).contains(&ends[0]),
            "{ends:?}"
        );
        lab.apply(&once);
        lab.run(3_000);
        assert_eq!(self::ends(&lab).len(), 1);
        assert!(rms(&lab.heard(1, 2_000)) < 0.001);
    }
}

#[test]
fn a_repeated_prompt_comes_again_and_never_ends() {
    let mut lab = Lab::new();
    lab.apply(&plan(
        1,
        vec![hears(1, Codec::Pcmu, prompt("lobby", true))],
        &[],
    ));
    lab.run(11_000);
    assert!(ends(&lab).is_empty());
    let heard = lab.heard(1, 0);
    // A second of tone, four of pause, from the beginning.
    let loud: Vec<bool> = heard
        .chunks_exact(48_000 / 4)
        .map(|c| rms(c) > 0.03)
        .collect();
    let beeps = loud.windows(2).filter(|w| w[0] != w[1]).count();
    assert!(beeps >= 8, "{loud:?}");
    assert!(!loud[8] && !loud[12]);
    assert!(loud[20] && loud[40], "{loud:?}");
}

#[test]
fn another_prompt_begins_at_its_beginning_and_an_unknown_one_is_a_tone() {
    let mut lab = Lab::new();
    lab.apply(&plan(
        1,
        vec![hears(1, Codec::Pcmu, prompt("lobby", false))],
        &[],
    ));
    lab.run(300);
    lab.apply(&plan(
        2,
        vec![hears(1, Codec::Pcmu, prompt("no such prompt", false))],
        &[],
    ));
    lab.run(2_000);
    assert!(goertzel(&lab.heard(1, 350)[..9_600], 440.0) > 0.05);
    assert_eq!(lab.events.len(), 1);
    assert!((1_290..1_350).contains(&lab.events[0].0));
}

#[test]
fn a_prompt_that_is_being_spoken_is_waited_for_but_not_for_ever() {
    let start = Instant::now();
    let shelf = Arc::new(Shelf::empty());
    let machine = SoundMachine::with_prompts(SoundConfig::default(), shelf.clone(), start);
    let mut lab = Lab::with(machine, start);
    lab.apply(&plan(
        1,
        vec![hears(1, Codec::Pcmu, prompt("welcome", false))],
        &[],
    ));
    lab.run(1_000);
    assert!(rms(&lab.heard(1, 0)) < 0.001);
    shelf.put("welcome", Language::Sv, vec![0.25; 48_000].into());
    lab.run(500);
    assert!(rms(&lab.heard(1, 1_050)) > 0.2);
    lab.run(1_000);
    assert_eq!(ends(&lab).len(), 1);
    lab.apply(&plan(
        2,
        vec![hears(2, Codec::Pcmu, prompt("lobby", false))],
        &[],
    ));
    lab.run(7_000);
    assert!(matches!(lab.events.last(), Some((_, MediaEvent::PromptDone(l, _))) if *l == leg(2)));
}

#[test]
fn espeak_speaks_every_text() {
    let program = Path::new("espeak-ng");
    let there = std::process::Command::new(program)
        .arg("--version")
        .output();
    if there.is_err() {
        // A machine without a voice has tones, which other tests cover.
        return;
    }
    let shelf = Arc::new(Shelf::empty());
    speech::fill(&Arc::downgrade(&shelf), program);
    let tone = shelf.tone();
    for (name, ..) in super::super::prompts::TEXTS {
        for language in super::super::prompts::LANGUAGES {
            let Recorded::Ready(sound) = shelf.get(&PromptId::new(*name), language) else {
                panic!("{name} is not there");
            };
            assert!(
                sound.len() > 30_000 && !Arc::ptr_eq(&sound, &tone),
                "{name} {language:?}"
            );
            assert!(rms(&sound) > 0.02);
        }
    }
}
