//! The layer rules.
