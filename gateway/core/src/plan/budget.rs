//! What encoders cost, and what is given up when there is not enough.

use tolk_model::codec::Packetization;
use tolk_model::plan::Picture;
use tolk_model::{Codec, LegId, StreamId};

use super::encode::{RUNGS, Wanted, group};

/// What the encoders of one meeting may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Thousandths of one processor core.
    pub millicores: u32,
}

impl Default for Budget {
    /// One and a half cores: most of a small node.
    fn default() -> Budget {
        Budget { millicores: 1_500 }
    }
}

/// Encoding 720p at 30 frames a second, thousandths of a core (measured, PEERS: 0.17 for VP8, 0.12 for H.264).
const ENCODE_VP8: u32 = 170;
/// The same for H.264.
const ENCODE_H264: u32 = 120;
/// Decoding 720p at 30 frames a second.
const DECODE: u32 = 40;
/// The lowest frame rate that still looks like motion.
const LOWEST_FRAME_RATE: u8 = 8;

/// Makes the encoders fit: shared packing first, then smaller pictures, then fewer frames, then none for those who came last. What was
/// given up is said in words.
pub(super) fn fit(mut wanted: Vec<Wanted>, budget: Budget, notes: &mut Vec<String>) -> Vec<Wanted> {
    let mut given_up = Vec::new();
    while cost(&wanted) > budget.millicores {
        if let Some(joined) = share_packing(&wanted) {
            wanted = joined;
            given_up.push("rooms share an encoder with the simplest packing".to_string());
        } else if let Some(index) = dearest(&wanted, |w| w.rung + 1 < RUNGS.len()) {
            let one = &mut wanted[index];
            one.rung += 1;
            one.frame_rate = one.frame_rate.min(RUNGS[one.rung].frame_rate);
            one.bitrate = one.bitrate.min(RUNGS[one.rung].bitrate);
            let size = one.size();
            given_up.push(format!("a picture is {}x{}", size.width, size.height));
            wanted = group(wanted);
        } else if let Some(index) = dearest(&wanted, |w| w.frame_rate > LOWEST_FRAME_RATE) {
            let one = &mut wanted[index];
            one.frame_rate = (one.frame_rate / 2).max(LOWEST_FRAME_RATE);
            given_up.push(format!("a picture has {} frames a second", one.frame_rate));
            wanted = group(wanted);
        } else {
            wanted.pop();
            given_up.push("a picture is not shown".to_string());
        }
    }
    given_up.dedup();
    let reason = "processor budget";
    notes.extend(given_up.into_iter().map(|g| format!("{g}: {reason}")));
    wanted
}

/// All encoders and the decoders that they need, thousandths of a core.
pub(super) fn cost(wanted: &[Wanted]) -> u32 {
    let mut sources: Vec<(LegId, StreamId)> = wanted
        .iter()
        .filter_map(|w| match &w.picture {
            Picture::Of { leg, stream } => Some((*leg, *stream)),
            Picture::Slide { .. } => None,
        })
        .collect();
    sources.sort();
    sources.dedup();
    let decoders = u32::try_from(sources.len()).unwrap_or(u32::MAX);
    let encoders = wanted.iter().map(encoder_cost);
    encoders.fold(decoders.saturating_mul(DECODE), u32::saturating_add)
}

fn encoder_cost(wanted: &Wanted) -> u32 {
    let full = match wanted.codec {
        Codec::H264 => ENCODE_H264,
        _ => ENCODE_VP8,
    };
    let pixels = wanted.size().macroblocks() * u32::from(wanted.frame_rate);
    (full * pixels / (3_600 * 30)).max(1)
}

/// The dearest encoder that may still be made cheaper; the first of equals.
fn dearest(wanted: &[Wanted], may: impl Fn(&Wanted) -> bool) -> Option<usize> {
    let candidates = wanted.iter().enumerate().filter(|(_, w)| may(w));
    let dearest = candidates.max_by_key(|(index, w)| (encoder_cost(w), std::cmp::Reverse(*index)));
    dearest.map(|(index, _)| index)
}

/// Two H.264 encoders that differ only in their packing become one: everybody takes single NAL units.
fn share_packing(wanted: &[Wanted]) -> Option<Vec<Wanted>> {
    let twin = |w: &Wanted| {
        let simple = Wanted {
            packetization: Packetization::SingleNal,
            ..w.clone()
        };
        wanted
            .iter()
            .position(|o| w.packetization != Packetization::SingleNal && o.is_same(&simple))
    };
    let (from, to) = wanted
        .iter()
        .enumerate()
        .find_map(|(from, w)| Some((from, twin(w)?)))?;
    let mut all = wanted.to_vec();
    let moved = all[from].clone();
    all[to].absorb(moved);
    all.remove(from);
    Some(all)
}
