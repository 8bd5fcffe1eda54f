//! The views of lists that people keep for themselves: a name for an address.

use lianxin_model::ids::UserId;
use uuid::Uuid;

use crate::Result;

/// A view that somebody keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// Its id, made by whoever keeps it.
    pub id: Uuid,
    /// Whose it is.
    pub user: UserId,
    /// The page that it is of.
    pub page: String,
    /// What they call it.
    pub name: String,
    /// The query of the page's address.
    pub query: String,
}

/// Reads views.
pub trait ReadViews {
    /// Somebody's views, by page and name.
    fn views(&self, user: UserId) -> Result<Vec<SavedView>>;
}

/// Writes views.
pub trait WriteViews {
    /// Keeps a view, in place of the one with this id.
    ///
    /// # Errors
    /// [`crate::StoreError::Taken`] where the id is another person's; [`crate::StoreError::Missing`] for an unknown person.
    fn put_view(&mut self, view: &SavedView) -> Result<()>;

    /// Gives one of this person's views up: whether there was one.
    fn remove_view(&mut self, user: UserId, id: Uuid) -> Result<bool>;
}
