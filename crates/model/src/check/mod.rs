//! Checks of single values.
