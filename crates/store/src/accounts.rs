//! Accounts.

use lianxin_model::ids::UserId;
use lianxin_model::role::Role;

use crate::{Result, Upsert};

/// An account as it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUser {
    /// Its id.
    pub id: UserId,
    /// The word typed at the login, unique in the county.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// What they are to the county.
    pub role: Role,
    /// The place that they belong to; those who lead answer for everything in it.
    pub area: String,
}

/// An account as it is kept. The hash of its password is read on its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// The word typed at the login, unique in the county.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// What they are to the county.
    pub role: Role,
    /// The place that they belong to; those who lead answer for everything in it.
    pub area: String,
    /// Whether it may not be used any more.
    pub disabled: bool,
    /// The number of its last change.
    pub seq: u64,
}

/// Reads accounts.
pub trait ReadAccounts {
    /// One account.
    fn user(&self, id: UserId) -> Result<Option<User>>;

    /// The account with this login.
    fn user_by_login(&self, login: &str) -> Result<Option<User>>;

    /// Every account, by login.
    fn users(&self) -> Result<Vec<User>>;

    /// The password hash of an account that has one.
    fn password_hash(&self, id: UserId) -> Result<Option<String>>;
}

/// Writes accounts.
pub trait WriteAccounts {
    /// Adds or corrects an account; an equal one keeps its number. Those who lead hold the documents of their area on
    /// their devices as if it were assigned to them.
    ///
    /// # Errors
    /// [`crate::StoreError::Taken`] for a login of another account, [`crate::StoreError::Missing`] for an unknown area.
    fn put_user(&mut self, user: &NewUser) -> Result<Upsert>;

    /// Closes an account, or opens it again.
    ///
    /// # Errors
    /// [`crate::StoreError::Missing`].
    fn set_disabled(&mut self, id: UserId, disabled: bool) -> Result<()>;

    /// Sets the password hash (a PHC string).
    ///
    /// # Errors
    /// [`crate::StoreError::Missing`].
    fn set_password_hash(&mut self, id: UserId, hash: &str) -> Result<()>;
}
