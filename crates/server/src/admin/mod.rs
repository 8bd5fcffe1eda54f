//! What an administrator does at the server's machine: areas, accounts, assignments, devices, keys. Plain functions over the
//! store, which may be open in a running server at the same time: each is one transaction.

mod accounts;
mod areas;
mod assignments;
mod county;
mod devices;
mod error;
mod figures;
mod receipt;
mod recovery;
mod refusals;

pub use accounts::{Account, Added, account, add_user, importer, set_password, users};
pub use areas::{AreaFault, AreaProblem, AreasImported, import_areas};
pub use assignments::{Assigned, Target, assign, end_assignment};
pub use county::{Opening, open_county};
pub use devices::{DeviceRow, EnrolCodeIssued, devices, issue_enrol_code, revoke_device, rotate_signing_keys};
pub use error::AdminError;
pub use figures::{Figures, figures};
pub use receipt::{CheckedReceipt, ShownReceipt, check_receipt};
pub use recovery::{Recovering, begin_recovery, end_recovery};

pub use crate::rest::history::{ChangeView, StepView};
pub use crate::rest::people::{Hand, Person};
pub use crate::rest::refusals::RefusalView;
pub use crate::rest::reviews::{ReviewView, RulingView};
pub use lianxin_store::{RefusalState, Store, User};
pub use refusals::{Shown, decide_refusal, refusal, refusals};
