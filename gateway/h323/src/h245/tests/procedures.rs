//! Each procedure, by script.
