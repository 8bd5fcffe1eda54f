//! What the tests across crates share: the real binary, a county made with it, a link that cuts, and one that meddles;
//! a disk that breaks; and the one scenario that every binding of the core must pass.

pub mod binary;
pub mod conformance;
pub mod county;
pub mod disk;
pub mod link;
pub mod link_meddler;
pub mod sim;
