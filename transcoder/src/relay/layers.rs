//! Which simulcast layer a receiver gets.

use tolk_model::media::{BitRate, PictureSize};

/// A layer at present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LayerState {
    /// Its measured rate, bit/s; zero when nothing arrives.
    pub(crate) rate: u64,
    /// Its largest picture, when the sender said.
    pub(crate) size: Option<PictureSize>,
    /// Whether packets arrive.
    pub(crate) alive: bool,
}

/// A layer above the present one must fit with so much room (per mille of its rate) before the feed climbs.
const CLIMB_PERMILLE: u64 = 1_150;

/// The layer for a receiver that shows it at `size` and can take `budget` bit/s: the smallest that fills the size, lowered until it
/// fits the budget. Layers are in rising order. `None` when nothing arrives; `current` is kept at the border, so that the choice does not
/// flap.
pub(crate) fn choose(
    layers: &[LayerState],
    size: Option<PictureSize>,
    most: Option<BitRate>,
    budget: Option<u64>,
    current: Option<usize>,
) -> Option<usize> {
    let alive = || layers.iter().enumerate().filter(|(_, l)| l.alive);
    let enough = |layer: &LayerState| match (size, layer.size) {
        (Some(wanted), Some(has)) => has.width >= wanted.width && has.height >= wanted.height,
        // Not said: only the largest is surely enough.
        _ => false,
    };
    let top = alive()
        .find(|(_, layer)| enough(layer))
        .or_else(|| alive().next_back())
        .map(|(index, _)| index)?;
    let most = most.map(|m| m.0).unwrap_or(u64::MAX);
    let budget = budget.unwrap_or(u64::MAX).min(most);
    alive()
        .filter(|(index, _)| *index <= top)
        .rfind(|(index, layer)| {
            let climbs = current.is_some_and(|current| *index > current);
            let needed = if climbs {
                layer.rate / 1000 * CLIMB_PERMILLE
            } else {
                layer.rate
            };
            needed <= budget
        })
        .or_else(|| alive().next())
        .map(|(index, _)| index)
}
