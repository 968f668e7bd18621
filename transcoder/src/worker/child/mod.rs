//! The worker's own side: GStreamer as a codec between appsrc and appsink, everything else in Rust.
//!
//! Threads: control (its heart beats; when it hangs the parent ends the process), socket reader, socket writer, one streaming thread
//! for each decoder, and for each encoder a drawing thread and a streaming thread. Nothing here knows RTP, files or the network.

mod class;
mod clock;
mod control;
mod decoder;
mod encoder;
mod letters;
mod output;
mod scale;
mod slide;
mod slot;

pub use control::main;
