//! What administrators do: areas, accounts, assignments, devices, keys. Plain functions over the store, which may be open in a
//! running server at the same time: each is one transaction, may be done again without harm, and those that decide who
//! holds what on their devices leave an act ([`acts`]). Devices follow in their next ordinary sync.

mod accounts;
mod acts;
mod areas;
mod assignments;
mod categories;
mod county;
mod device_list;
mod devices;
mod error;
mod exports;
mod figures;
mod hand;
mod hand_over;
mod households;
mod pen;
mod places;
mod receipt;
mod recovery;
mod refusals;
mod rosters;
mod staff;
mod tree;
mod units;

pub use accounts::{Account, Added, Closed, account, add_user, close_account, importer, set_password, users};
pub use acts::{ActRow, acts};
pub use areas::{AreaFault, AreaProblem, AreasImported, import_areas};
pub use assignments::{About, Assigned, AssignmentRow, Ended, Target, assign, assignments, grant, revoke};
pub use categories::{
    CategoryKept, CategoryRow, CategoryRows, OtherWord, add_category, categories, order_categories, rename_category,
};
pub use county::{Opening, open_county};
pub use device_list::{DeviceCode, DeviceEntry, DeviceQuery, device_entries, issue_device_code};
pub use devices::{
    DeviceRow, EnrolCodeIssued, Replaced, Revoked, devices, issue_enrol_code, replace_device, revoke_device,
    rotate_signing_keys,
};
pub use error::AdminError;
pub use exports::hand_in_frames;
pub use figures::{Figures, figures};
pub use hand::Hand;
pub use hand_over::{HandedOver, Share, hand_over};
pub use households::{Moved, Which, move_households};
pub use places::{Merged, Renamed, merge_villages, rename_area};
pub use receipt::{CheckedReceipt, ShownReceipt, check_receipt};
pub use recovery::{Recovering, begin_recovery, end_recovery};

pub use crate::rest::history::{ChangeView, StepView};
pub use crate::rest::people::{Hand as WrittenBy, Person};
pub use crate::rest::refusals::RefusalView;
pub use crate::rest::reviews::{ReviewView, RulingView};
pub use crate::sync::{HandedIn, HandedInRefusal};
pub use lianxin_store::{RefusalState, Store, User};
pub use refusals::{Shown, decide_refusal, refusal, refusals};
pub use rosters::{RosterApplied, RosterPreview, apply_roster, preview_roster, roster_template};
pub use staff::{
    AccountChange, AccountChanged, GivenPassword, add_account, change_account, give_password, reopen_account,
};
pub use tree::{PlaceAdded, PlaceRow, add_place, places_in};
pub use units::{UnitJoined, UnitKept, UnitRow, add_unit, join_unit, rename_unit, units};
