//! The county server's storage: one county is one store.
//!
//! [`Store`] opens reading and writing transactions; what can be done in them is one small trait a topic. The traits know
//! nothing of SQL, so that a second engine can stand behind the same contract suite (feature `contract`). Times and
//! random bytes come in as arguments. Nothing outlives a transaction in memory: another process may write to the same
//! store at any moment.

pub mod accesses;
pub mod accounts;
pub mod acts;
pub mod areas;
pub mod arrivals;
pub mod assignments;
pub mod case_work;
pub mod categories;
#[cfg(any(test, feature = "contract"))]
pub mod contract;
pub mod county;
pub mod devices;
pub mod documents;
pub mod duties;
pub mod enrolment;
mod error;
pub mod facts;
pub mod feed;
pub mod figures;
pub mod finding;
pub mod keys;
pub mod logins;
pub mod projections;
pub mod quarantine;
pub mod reports;
pub mod requests;
pub mod roster;
pub mod scope;
pub mod sessions;
pub mod sqlite;
mod store;
pub mod units;
pub mod views;

pub use accesses::{Access, AccessKind, AccessQuery, NewAccess, ReadAccesses, WriteAccesses};
pub use accounts::{NewUser, PeopleQuery, ReadAccounts, User, WriteAccounts};
pub use acts::{Act, NewAct, ReadActs, WriteActs};
pub use areas::{Area, NewArea, ReadAreas, WriteAreas};
pub use arrivals::{Arrival, ReadArrivals};
pub use assignments::{Assignment, NewAssignment, Over, ReadAssignments, WriteAssignments};
pub use case_work::{CalendarDay, ReadCaseWork, StatusCount, WriteCaseWork};
pub use categories::{Category, CategoryUse, NewCategory, ReadCategories, WriteCategories};
pub use county::{County, ReadCounty, WriteCounty};
pub use devices::{Author, Contact, Device, Frame, NewDevice, NewFrame, ReadDevices, WriteDevices};
pub use documents::{Appended, Change, Loaded, Meta, NewChange, ReadDocuments, Receipt, WriteDocuments};
pub use duties::{Duty, ReadDuties};
pub use enrolment::{EnrolCode, WriteEnrolment};
pub use error::StoreError;
pub use facts::{Contact as HouseholdContact, Facts, ReadFacts};
pub use feed::{Candidate, FeedQuery, ReadFeed, Reference, ScopeItem, ScopeSum};
pub use figures::{
    CaseFigures, CategoryFigures, Daily, DayFigure, DeviceFigures, HouseholdFigures, PlaceFigures, ReadFigures,
};
pub use finding::{FindQuery, Found, FoundOfKind, ReadFinding};
pub use keys::{KeyState, ReadKeys, SigningKey, WriteKeys};
pub use logins::{LoginAttempts, ReadLogins, WriteLogins};
pub use projections::{ListQuery, Named, Overdue, Page, PageCursor, ReadProjections, Row, Sort};
pub use quarantine::{
    Decided, Decision, NewRefusal, ReadQuarantine, Refusal, RefusalOutcome, RefusalQuery, RefusalState, RefusedPlace,
    WriteQuarantine,
};
pub use reports::{ByClass, NewReport, Period, PeriodCounts, ReadReports, Report, WriteReports};
pub use requests::{ReadRequests, Request, WriteRequests};
pub use roster::{ReadRoster, RosterRow, WriteRoster};
pub use scope::{ReadScope, Scope};
pub use sessions::{NewSession, ReadSessions, Rotation, Session, WriteSessions};
pub use sqlite::SqliteStore;
pub use store::{Read, Store, Upsert, Write};
pub use units::{NewUnit, ReadUnits, Unit, WriteUnits};
pub use views::{ReadViews, SavedView, WriteViews};

/// What every call answers.
pub type Result<T> = std::result::Result<T, StoreError>;
/// SHA-256.
pub type Hash = [u8; 32];
