//! What the server keeps and devices read.

use super::views::{AreaView, AssignmentView, CategoryView, UserView};
use crate::core::Core;
use crate::error::CoreError;
use crate::storage::reference;

/// Areas, accounts, categories and assignments.
#[derive(Debug, Clone, Copy)]
pub struct ReferenceRows<'a> {
    pub(crate) core: &'a Core,
}

impl ReferenceRows<'_> {
    /// 行政区划, by code.
    ///
    /// # Errors
    /// Storage.
    pub fn areas(&self) -> Result<Vec<AreaView>, CoreError> {
        reference::areas(&self.core.db)
    }

    /// Accounts that the device has heard of, by name.
    ///
    /// # Errors
    /// Storage.
    pub fn users(&self) -> Result<Vec<UserView>, CoreError> {
        reference::users(&self.core.db)
    }

    /// 类别, by code.
    ///
    /// # Errors
    /// Storage.
    pub fn categories(&self) -> Result<Vec<CategoryView>, CoreError> {
        reference::categories(&self.core.db)
    }

    /// What the user of this device answers for.
    ///
    /// # Errors
    /// Storage.
    pub fn assignments(&self) -> Result<Vec<AssignmentView>, CoreError> {
        reference::assignments(&self.core.db)
    }
}
