//! Engine scenarios.
