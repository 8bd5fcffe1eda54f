//! 单位: the offices that people belong to.

use lianxin_model::ids::{UnitId, UserId};

use crate::{Result, Upsert};

/// An office as it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUnit {
    /// Its id.
    pub id: UnitId,
    /// Its name, unique in its area.
    pub name: String,
    /// The place that it belongs to.
    pub area: String,
}

/// An office as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its id.
    pub id: UnitId,
    /// Its name, unique in its area.
    pub name: String,
    /// The place that it belongs to.
    pub area: String,
    /// Open accounts that belong to it.
    pub people: u64,
    /// The number of its last change.
    pub seq: u64,
}

/// Reads offices.
pub trait ReadUnits {
    /// One office.
    fn unit(&self, id: UnitId) -> Result<Option<Unit>>;

    /// The office of this name in this very area.
    fn unit_by_name(&self, area: &str, name: &str) -> Result<Option<Unit>>;

    /// Every office, by area and name.
    fn units(&self) -> Result<Vec<Unit>>;
}

/// Writes offices.
pub trait WriteUnits {
    /// Adds, renames or moves an office; an equal one keeps its number.
    ///
    /// # Errors
    /// [`crate::StoreError::Taken`] for a name that its area has, [`crate::StoreError::Missing`] for an unknown area.
    fn put_unit(&mut self, unit: &NewUnit) -> Result<Upsert>;

    /// Puts a person into an office, or into none; the same again keeps the account's number.
    ///
    /// # Errors
    /// [`crate::StoreError::Missing`] for an unknown account or office.
    fn set_unit(&mut self, user: UserId, unit: Option<UnitId>) -> Result<Upsert>;
}
