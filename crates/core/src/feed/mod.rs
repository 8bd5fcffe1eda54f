//! The device's side of the change feed, without a network: bytes go out, bytes come in.
//!
//! One round is [`Core::sync_begin`](crate::Core::sync_begin), a POST of its body, and
//! [`Core::sync_finish`](crate::Core::sync_finish) with the answer; what is lost on the way is sent again. [`Rounds`]
//! strings rounds together until both sides have everything, [`sync`] does so over a [`Transport`].

mod budget;
mod driver;
mod enrol;
mod fates;
mod giving_back;
mod incoming;
mod intake;
mod lanes;
mod outgoing;
mod rebuild;
mod repair;
mod reply;
mod report;
mod takeout;
mod twins;
mod vouching;
mod waiting;
mod way;

pub use budget::{Passage, SyncBudget};
pub use driver::{ENROL_PATH, Next, Rounds, SYNC_PATH, SyncError, Transport, enrol, sync};
pub use enrol::parse_enrol_text;
pub use outgoing::SyncRequest;
pub use reply::{Reply, ServerError};
pub use report::SyncReport;
pub use way::{CONTENT_TYPE, WayError, needs_content_type, read_reply};

pub(crate) use fates::make_again;
pub(crate) use repair::is_safe;
pub(crate) use takeout::frames_of_unsent;
