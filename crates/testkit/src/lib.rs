//! What the tests across crates share: the real binary, a county made with it, a link that cuts, and one that meddles.

pub mod binary;
pub mod county;
pub mod link;
pub mod link_meddler;
