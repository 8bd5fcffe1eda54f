//! Transactions.

use crate::Result;
use crate::accesses::{ReadAccesses, WriteAccesses};
use crate::accounts::{ReadAccounts, WriteAccounts};
use crate::acts::{ReadActs, WriteActs};
use crate::areas::{ReadAreas, WriteAreas};
use crate::arrivals::ReadArrivals;
use crate::assignments::{ReadAssignments, WriteAssignments};
use crate::case_work::{ReadCaseWork, WriteCaseWork};
use crate::categories::{ReadCategories, WriteCategories};
use crate::county::{ReadCounty, WriteCounty};
use crate::devices::{ReadDevices, WriteDevices};
use crate::documents::{ReadDocuments, WriteDocuments};
use crate::duties::ReadDuties;
use crate::enrolment::WriteEnrolment;
use crate::facts::ReadFacts;
use crate::feed::ReadFeed;
use crate::figures::ReadFigures;
use crate::finding::ReadFinding;
use crate::keys::{ReadKeys, WriteKeys};
use crate::logins::{ReadLogins, WriteLogins};
use crate::projections::ReadProjections;
use crate::quarantine::{ReadQuarantine, WriteQuarantine};
use crate::reports::{ReadReports, WriteReports};
use crate::requests::{ReadRequests, WriteRequests};
use crate::roster::{ReadRoster, WriteRoster};
use crate::scope::ReadScope;
use crate::sessions::{ReadSessions, WriteSessions};
use crate::units::{ReadUnits, WriteUnits};
use crate::views::{ReadViews, WriteViews};

/// One county's storage.
pub trait Store: Send + Sync {
    /// Begins to read: everything read through it is of one moment, which is this call's.
    ///
    /// # Errors
    /// As the engine's.
    fn read(&self) -> Result<Box<dyn Read + '_>>;

    /// Begins to write, alone: waits for whoever writes now, in this process or another. What is not committed when it is
    /// dropped never was.
    ///
    /// # Errors
    /// [`crate::StoreError::Busy`] when the other takes too long.
    fn write(&self) -> Result<Box<dyn Write + '_>>;
}

/// A consistent view of the store.
pub trait Read:
    Send
    + ReadAccesses
    + ReadAccounts
    + ReadActs
    + ReadAreas
    + ReadArrivals
    + ReadAssignments
    + ReadCaseWork
    + ReadCategories
    + ReadCounty
    + ReadDevices
    + ReadDocuments
    + ReadDuties
    + ReadFacts
    + ReadFeed
    + ReadFigures
    + ReadFinding
    + ReadKeys
    + ReadLogins
    + ReadProjections
    + ReadQuarantine
    + ReadReports
    + ReadRequests
    + ReadRoster
    + ReadScope
    + ReadSessions
    + ReadUnits
    + ReadViews
{
}

/// A transaction that writes, and reads what it wrote.
pub trait Write:
    Read
    + WriteAccesses
    + WriteAccounts
    + WriteActs
    + WriteAreas
    + WriteAssignments
    + WriteCaseWork
    + WriteCategories
    + WriteCounty
    + WriteDevices
    + WriteDocuments
    + WriteEnrolment
    + WriteKeys
    + WriteLogins
    + WriteQuarantine
    + WriteReports
    + WriteRequests
    + WriteRoster
    + WriteSessions
    + WriteUnits
    + WriteViews
{
    /// Marks a place to which [`Write::rollback_to`] returns. Marks nest.
    ///
    /// # Errors
    /// [`crate::StoreError::Lost`], or the engine's.
    fn savepoint(&mut self) -> Result<()>;

    /// Undoes everything since the innermost mark, and takes the mark away.
    ///
    /// # Errors
    /// [`crate::StoreError::Lost`], or the engine's.
    fn rollback_to(&mut self) -> Result<()>;

    /// Takes the innermost mark away and keeps what was written since.
    ///
    /// # Errors
    /// [`crate::StoreError::Lost`], or the engine's.
    fn release(&mut self) -> Result<()>;

    /// Makes everything durable. After an error nothing was kept.
    ///
    /// # Errors
    /// [`crate::StoreError::Missing`] for a reference to what is not there, [`crate::StoreError::Full`], …
    fn commit(self: Box<Self>) -> Result<()>;
}

/// What became of a row that was handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Upsert {
    /// The row's sequence number: the one that it had, where nothing changed.
    pub seq: u64,
    /// Whether anything changed.
    pub changed: bool,
}
