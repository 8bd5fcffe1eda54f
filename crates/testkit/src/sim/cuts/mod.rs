//! Single exchanges, cut at every byte in both directions, each retried until it is through. docs/reliability.md says what is
//! promised, and what is not covered.
//!
//! | file | does |
//! | --- | --- |
//! | `record`, `script` | takes exchanges out of simulated counties, with the stores as they were just before |
//! | `says` | what requests and answers can say, read out of their bytes |
//! | `choose` | which exchanges, so that everything is said in some |
//! | `wire` | HTTP over bytes in memory |
//! | `stand` | the phone and the county of an exchange |
//! | `session` | cuts it at every byte |
//! | `retry` | lets the phone go on until it is at rest |
//! | `content` | what both hold then |

mod choose;
mod content;
mod record;
mod retry;
mod says;
mod script;
mod session;
mod stand;
mod wire;

pub use choose::{Outcome, Session, choose, one};
pub(in crate::sim) use record::Recorder;
pub use retry::Onward;
pub use says::Says;
pub use session::{Cut, Figures, Point};
