//! What the relay does with packets, as small machines: what is missing, what was, how a feed stays continuous, which layer fits.
//! None of them knows a socket or a clock; the engine drives them.

mod bandwidth;
mod digits;
mod history;
mod keyframe;
mod layers;
mod limits;
mod pictures;
mod receive_log;
mod rewrite;
mod sent;
mod speaker;
#[cfg(test)]
mod tests;
mod vp8;

pub(crate) use bandwidth::{Bandwidth, SentLog};
pub(crate) use digits::Digits;
pub(crate) use history::{History, Kept};
pub(crate) use keyframe::starts_key_picture;
pub(crate) use layers::{LayerState, choose};
pub(crate) use limits::Limits;
pub(crate) use pictures::PictureRequests;
pub(crate) use receive_log::{ReceiveLog, Reception};
pub(crate) use rewrite::{Rewriter, first_number};
pub(crate) use sent::{SentPacket, SentRing};
pub(crate) use speaker::Speakers;
pub(crate) use vp8::Vp8Rewriter;
