//! The same household registered twice, and how the two become one to read without either being lost.
//!
//! - [`Fingerprint`], [`likeness`], [`pairs`]: which households are likely the same, each with its reasons. Nothing is
//!   merged by itself: a person decides.
//! - [`plan`]: what merging writes. Both documents stay; the one that yields points to the survivor (`merged_into`), and
//!   facts that only it had are copied.
//! - [`Links`]: which record stands for which, also where people merged at the same time in different ways.

mod address;
mod fingerprint;
mod likeness;
mod links;
mod merging;
mod pairs;

pub use fingerprint::Fingerprint;
pub use likeness::{Likeness, Reason, likeness};
pub use links::{Links, resolve};
pub use merging::{Choice, Difference, MergePlan, plan, survivor};
pub use pairs::{Pair, pairs};
