//! What the tests across crates share: the real binary, a county made with it, and a link that cuts.

pub mod binary;
pub mod county;
pub mod link;
