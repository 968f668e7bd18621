//! The transcode worker: a supervised child process that decodes, scales and encodes the pictures of one meeting.
//!
//! Only access units and small control messages cross the process border. A picture that crashes a decoder costs its meeting
//! a fifth of a second of pictures and nobody else anything; sound, ports and keys stay in the parent.

pub mod child;
pub mod parent;
pub mod protocol;
mod sandbox;
