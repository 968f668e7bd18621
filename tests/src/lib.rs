//! What the tests of the whole share: tools that measure sound and picture, drivers of real peers, a bad network, and damaged input.
//!
//! The tests themselves are one binary, `tests/main.rs`. Everything here blocks: a test is a story told in order.

pub mod fuzz;
pub mod impair;
pub mod measure;
pub mod peers;
