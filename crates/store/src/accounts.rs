//! Accounts.

use lianxin_model::ids::{UnitId, UserId};
use lianxin_model::role::Role;
use lianxin_model::search::Term;

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
    /// The office that they belong to.
    pub unit: Option<UnitId>,
    /// Until when the password that somebody gave them opens the account for choosing another one, seconds since 1970; `None`
    /// for one that they chose themselves.
    pub password_once_until_s: Option<i64>,
    /// Whether it may not be used any more.
    pub disabled: bool,
    /// The number of its last change.
    pub seq: u64,
}

/// Which accounts are sought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PeopleQuery {
    /// Only this account.
    pub id: Option<UserId>,
    /// Only people with whom somebody of this area works: those of the area and of the places around it, and whoever answers
    /// for a household or place in it.
    pub near: Option<String>,
    /// Only accounts that belong to this area or to what lies in it.
    pub area: Option<String>,
    /// Only this role.
    pub role: Option<Role>,
    /// Only this office.
    pub unit: Option<UnitId>,
    /// Only closed accounts, or only open ones.
    pub disabled: Option<bool>,
    /// Only where every term is found in the name ([`lianxin_model::search::query`]).
    pub terms: Vec<Term>,
    /// Whether the login may be what is found too.
    pub by_login: bool,
    /// After this account in the order of area and id.
    pub after: Option<(String, UserId)>,
    /// How many at most.
    pub limit: u32,
}

/// Reads accounts.
pub trait ReadAccounts {
    /// One account.
    fn user(&self, id: UserId) -> Result<Option<User>>;

    /// The account with this login.
    fn user_by_login(&self, login: &str) -> Result<Option<User>>;

    /// Every account, by login.
    fn users(&self) -> Result<Vec<User>>;

    /// The accounts that are sought, by area and id.
    fn people(&self, query: &PeopleQuery) -> Result<Vec<User>>;

    /// How many there are; `after` and `limit` do not count.
    fn people_count(&self, query: &PeopleQuery) -> Result<u64>;

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

    /// Makes the password one that opens the account until then for choosing another one, or one like every other.
    ///
    /// # Errors
    /// [`crate::StoreError::Missing`].
    fn set_password_once(&mut self, id: UserId, until_s: Option<i64>) -> Result<()>;

    /// Sets the password hash (a PHC string), of a password like every other.
    ///
    /// # Errors
    /// [`crate::StoreError::Missing`].
    fn set_password_hash(&mut self, id: UserId, hash: &str) -> Result<()>;
}
