//! Encoders keep their identifiers, so that the engine keeps what runs.

use tolk_model::plan::Class;
use tolk_model::{ClassId, MediaPlan};

use super::encode::Wanted;

/// An identifier for each wanted encoder: of the same one before, else of one with the same codec, size and frame rate that shows
/// somebody else (the encoder runs on), else of one with the same picture; else a new one.
pub(super) fn identify(wanted: &[Wanted], previous: Option<&MediaPlan>) -> Vec<ClassId> {
    let before: &[Class] = previous.map_or(&[], |p| &p.classes);
    let mut ids: Vec<Option<ClassId>> = vec![None; wanted.len()];
    for likeness in [Likeness::Same, Likeness::RunsOn, Likeness::SamePicture] {
        for (index, w) in wanted.iter().enumerate() {
            if ids[index].is_some() {
                continue;
            }
            let free = |c: &&Class| !ids.contains(&Some(c.id)) && likeness.holds(w, c);
            ids[index] = before.iter().find(free).map(|c| c.id);
        }
    }
    let mut next = before
        .iter()
        .map(|c| c.id.0)
        .max()
        .map_or(1, |m| m.wrapping_add(1));
    ids.into_iter()
        .map(|id| {
            id.unwrap_or_else(|| {
                let fresh = ClassId(next);
                next = next.wrapping_add(1);
                fresh
            })
        })
        .collect()
}

/// How much a wanted encoder is like one that there was.
#[derive(Clone, Copy)]
enum Likeness {
    Same,
    RunsOn,
    SamePicture,
}

impl Likeness {
    fn holds(self, wanted: &Wanted, class: &Class) -> bool {
        let runs_on = class.codec == wanted.limits()
            && class.size == wanted.size()
            && class.frame_rate == wanted.frame_rate;
        match self {
            Likeness::Same => runs_on && class.picture == wanted.picture,
            Likeness::RunsOn => runs_on,
            Likeness::SamePicture => {
                class.picture == wanted.picture && class.codec.codec == wanted.codec
            }
        }
    }
}
