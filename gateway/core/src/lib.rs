//! The decisions, pure: who may reach whom (`admission`, over a `directory`), what a meeting is (`meeting`), what its legs hear and see
//! while they are not in it (`reception`), what we say of our media (`declare`) and what the media plane should do (`plan`).
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod admission;
pub mod declare;
pub mod directory;
pub mod meeting;
pub mod plan;
pub mod presence;
pub mod reception;
pub mod registrar;
