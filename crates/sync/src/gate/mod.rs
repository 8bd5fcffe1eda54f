//! Bytes from a device are hostile until proven: they never go straight to `load` or `apply_changes`.
//!
//! 1. [`chunk`] frames: magic, length, checksum, change chunks only.
//! 2. It inflates with a limit and reads the head and the run-length counts without expanding them.
//! 3. [`mod@admit`] judges who, in which order, on what, and how far the counters go.
//! 4. It tries the change on a clone: decoded, re-encoded, checked by the kind's rules, applied, exported again.
//! 5. Only then the document becomes that clone.

pub mod admit;
pub mod chunk;
mod columns;
mod head;
mod quiet;
pub(crate) mod read;
mod shape;
mod trial;

pub use admit::{Accepted, Admission, Verdict, admit};
pub use chunk::{Chunk, parse};
pub use head::Head;
pub use quiet::caught;
