//! The sound machine in virtual time: tones in, tones out.

mod codecs;
mod lab;
mod lips;
mod mix;
mod network;
mod plans;
mod prompts;
mod thread;
