//! 类别: the list of categories that the county edits.

use lianxin_model::ids::DocId;

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

/// How often a category stands in records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryUse {
    /// The word, which may be no category's any more.
    pub name: String,
    /// Households with it.
    pub households: u64,
    /// People with it.
    pub persons: u64,
}

/// Reads categories.
pub trait ReadCategories {
    /// The categories, in the county's order.
    fn categories(&self) -> Result<Vec<Category>>;

    /// The names that a category had before, in the order of their characters.
    fn former_categories(&self, code: &str) -> Result<Vec<String>>;

    /// What stands in how many records, by word. A former name of a category counts as its name of today.
    fn category_uses(&self) -> Result<Vec<CategoryUse>>;

    /// Households and people whose records hold this very word, by id.
    fn documents_with_category(&self, word: &str, limit: u32) -> Result<Vec<DocId>>;
}

/// Writes categories.
pub trait WriteCategories {
    /// Adds or renames a category; an equal one keeps its number. A new one comes last. Under its former names it is still
    /// found: records keep the word that somebody wrote.
    ///
    /// # Errors
    /// [`crate::StoreError::Taken`] for a name that another category has or had.
    fn put_category(&mut self, category: &NewCategory) -> Result<Upsert>;

    /// Brings the categories into this order; whatever is not named follows in its order of before. Whether it changed.
    fn order_categories(&mut self, codes: &[String]) -> Result<bool>;
}
