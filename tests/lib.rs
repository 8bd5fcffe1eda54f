//! Scenarios across crates, through the real binary.
