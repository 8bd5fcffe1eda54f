//! Search keys.
