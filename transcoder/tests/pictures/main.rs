//! The picture branch with real worker processes and real codecs. The tests run one after another: they measure time and count processes.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "tests"
)]

mod bad_input;
mod clip;
mod failure;
mod rate;
mod recode;
mod resources;
mod rig;
