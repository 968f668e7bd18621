//! What a plan is made of.

use std::collections::BTreeMap;

use tolk_model::leg::Wish;
use tolk_model::plan::Language;
use tolk_model::{Codec, LegId, MediaDescription, MediaPlan, ParticipantId, PromptId, StreamId};

use super::Budget;

/// Everything that a plan depends on.
#[derive(Clone, Debug)]
pub struct PlanInput<'a> {
    /// Every leg that has ports, in the order of arrival.
    pub legs: Vec<PlanLeg<'a>>,
    /// Who spoke, the last one first.
    pub speakers: &'a [ParticipantId],
    /// Who is on hold in a call of two hears music.
    pub hold_music: bool,
    /// What encoders may cost.
    pub budget: Budget,
    /// The plan in force.
    pub previous: Option<&'a MediaPlan>,
}

/// One leg.
#[derive(Clone, Debug)]
pub struct PlanLeg<'a> {
    /// The leg.
    pub leg: LegId,
    /// Whose.
    pub participant: ParticipantId,
    /// What we said last.
    pub local: &'a MediaDescription,
    /// What it said last; empty until it said something.
    pub remote: &'a MediaDescription,
    /// Where it stands.
    pub stage: Stage,
    /// Of the prompts that it hears and the slides that it sees.
    pub language: Language,
    /// Its sound feeds nobody.
    pub muted: bool,
    /// Its picture feeds nobody.
    pub camera_off: bool,
    /// Whom it wants to see.
    pub wishes: &'a [Wish],
    /// Which codec each of its streams was last seen to have.
    pub receiving: &'a BTreeMap<StreamId, Codec>,
    /// The codec that it was asked to send as picture and should send any moment: planned as if it came already.
    pub expected: Option<Codec>,
    /// It may be asked to send another codec as picture; this is the one that it sends by itself.
    pub home: Option<Codec>,
    /// The codec that it was asked to send.
    pub steered: Option<Codec>,
    /// Whether it has put us on hold.
    pub hold: Hold,
}

/// Whether a far end has put us on hold: it heard us, and does not want to at present.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hold {
    /// It has not.
    #[default]
    No,
    /// It has, and sends sound of its own: music, an announcement.
    Plays,
    /// It has, and sends nothing.
    Silent,
}

/// Where a leg stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Takes part: is fed by the others and feeds them.
    Joined,
    /// Has ports and nothing else yet, or not any more: hears silence and feeds nobody.
    Quiet,
    /// Hears a prompt and sees a slide; feeds nobody.
    Waiting {
        /// What is said; `None` for silence.
        prompt: Option<PromptId>,
        /// Again and again.
        repeat: bool,
        /// What is shown; `None` for nothing.
        slide: Option<PromptId>,
    },
    /// Hears and sees itself.
    Echo,
}
