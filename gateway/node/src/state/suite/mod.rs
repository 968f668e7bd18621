//! What every store must do. Each runs the suites with a factory of its own.

mod registrations;
mod store;
