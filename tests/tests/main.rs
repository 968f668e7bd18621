//! The one test binary of the whole: structure of the source, damaged input, the tools against real peers, and the stories end to end.

mod e2e;
mod fuzz;
mod h323;
mod records;
mod structure;
mod tools;
