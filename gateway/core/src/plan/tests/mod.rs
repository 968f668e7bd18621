//! The plan: tables for each step, and properties over random meetings.

mod property;
mod scene;
mod tables;
