//! Lip-sync over real sockets, real codecs and the real worker: a clip in which a flash and a tone burst begin together, a network that
//! delays pictures by 150 ms more than sound, and receivers that have nothing but RTP and sender reports, as a client does.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "tests"
)]

mod clip;
mod lips;
mod receiver;
mod sender;
mod wire;
mod world;
