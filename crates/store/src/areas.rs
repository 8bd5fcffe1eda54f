//! 行政区划: the tree of places.

use lianxin_model::check::DivisionLevel;

use crate::{Result, Upsert};

/// A place as it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewArea {
    /// Division code, 12 digits or 15 for a group.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its level.
    pub level: DivisionLevel,
    /// The code of the place that it lies in; `None` for the county.
    pub parent: Option<String>,
}

/// A place as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Division code, 12 digits or 15 for a group.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its level.
    pub level: DivisionLevel,
    /// The code of the place that it lies in; `None` for the county.
    pub parent: Option<String>,
    /// The place that it became part of. It is closed then: it lies in that place for good, and its code leads there.
    pub merged_into: Option<String>,
    /// The number of its last change.
    pub seq: u64,
}

/// Reads areas.
pub trait ReadAreas {
    /// One area.
    fn area(&self, code: &str) -> Result<Option<Area>>;

    /// The areas that lie directly in this one, by code; those that lie in none for `None`.
    fn area_children(&self, parent: Option<&str>) -> Result<Vec<Area>>;

    /// The area and everything in it, by code; nothing where there is no such area.
    fn area_subtree(&self, root: &str) -> Result<Vec<Area>>;

    /// From the widest place down to the area itself; nothing where there is no such area.
    fn area_path(&self, code: &str) -> Result<Vec<Area>>;

    /// The place that this one is today: itself, or what it became part of.
    fn area_today(&self, code: &str) -> Result<Option<Area>>;

    /// The closed places that are part of this one today, by code.
    fn areas_merged_into(&self, code: &str) -> Result<Vec<Area>>;

    /// The names that an area had before, in the order of their characters.
    fn former_names(&self, code: &str) -> Result<Vec<String>>;

    /// Whether the area lies in `root` or is it.
    fn area_within(&self, code: &str, root: &str) -> Result<bool>;
}

/// Writes areas.
pub trait WriteAreas {
    /// Adds or corrects an area; an equal one keeps its number. Its parent may come later in the same transaction. One that
    /// became part of another place stays there, whatever parent is given.
    ///
    /// # Errors
    /// [`crate::StoreError::Cycle`] where it would come to lie in itself.
    fn put_area(&mut self, area: &NewArea) -> Result<Upsert>;

    /// Closes an area: it becomes part of another one, with everything in it. The same again keeps its number.
    ///
    /// # Errors
    /// [`crate::StoreError::Missing`] for an unknown area, [`crate::StoreError::Taken`] for one that became part of a third
    /// one, [`crate::StoreError::Cycle`].
    fn merge_area(&mut self, code: &str, into: &str) -> Result<Upsert>;
}
