//! 类别: the list of categories that the county edits.

use crate::{Result, Upsert};

/// A category as it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCategory {
    /// Its stable code.
    pub code: String,
    /// Its name, which stands in documents.
    pub name: String,
    /// Its name in English.
    pub name_en: String,
}

/// A category as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Its stable code.
    pub code: String,
    /// Its name, which stands in documents.
    pub name: String,
    /// Its name in English.
    pub name_en: String,
    /// The number of its last change.
    pub seq: u64,
}

/// Reads categories.
pub trait ReadCategories {
    /// The categories, in the order in which they were added.
    fn categories(&self) -> Result<Vec<Category>>;
}

/// Writes categories.
pub trait WriteCategories {
    /// Adds or renames a category; an equal one keeps its number.
    fn put_category(&mut self, category: &NewCategory) -> Result<Upsert>;
}
