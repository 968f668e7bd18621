//! Encoders keep their identifiers, so that the engine keeps what runs.

use tolk_model::plan::Class;
use tolk_model::{ClassId, MediaPlan};

use super::encode::Wanted;

/// An identifier for each wanted encoder: of the same one before, else of one with the same codec, size and frame rate that shows
/// somebody else (the encoder runs on), else of one with the same picture; else a new one.
pub(super) fn identify(wanted: &[Wanted], previous: Option<&MediaPlan>) -> Vec<ClassId> {
    let before: &[Class] = previous.map_or(&[], |p| &p.classes);
    let mut ids: Vec<Option<ClassId>> = vec![None; wanted.len()];
    let runs_on = |w: &Wanted, c: &Class| {
        c.codec == w.limits() && c.size == w.size() && c.frame_rate == w.frame_rate
    };
    let same = |w: &Wanted, c: &Class| runs_on(w, c) && c.picture == w.picture;
    let same_picture = |w: &Wanted, c: &Class| c.picture == w.picture && c.codec.codec == w.codec;
    let passes: [&dyn Fn(&Wanted, &Class) -> bool; 3] = [&same, &runs_on, &same_picture];
    for fits in passes {
        for (index, w) in wanted.iter().enumerate() {
            if ids[index].is_some() {
                continue;
            }
            let free = |c: &&Class| !ids.contains(&Some(c.id)) && fits(w, c);
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
