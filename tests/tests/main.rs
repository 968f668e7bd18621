//! The one test binary of the whole: structure of the source, the tools against real peers, and the stories end to end.

mod structure;
mod tools;
