//! A node from start to end: the order in which its parts are opened and closed is written here and in `architecture.md`.

mod banner;
mod build;
mod edges;
mod end;
mod h323;
mod parts;
mod run;
mod services;
mod web;

pub use banner::Banner;
pub use build::{Running, start};
pub use parts::ServeError;
pub use run::run;
