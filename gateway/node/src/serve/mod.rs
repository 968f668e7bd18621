//! A node from start to end: the order in which its parts are opened and closed is written here and in `architecture.md`.

mod banner;
mod build;
mod end;
mod run;

pub use banner::Banner;
pub use build::{Running, ServeError, start};
pub use run::run;
