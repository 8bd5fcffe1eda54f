//! Accounts.

use lianxin_model::check;
use lianxin_model::ids::UserId;
use lianxin_model::role::Role;
use lianxin_store::{NewUser, Read, Store, StoreError, User, Write};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::error::LOGIN_CHARS_MAX;
use super::hand::Deed;
use super::{AdminError, Hand, places};
use crate::auth;
use crate::clock::Clock;

/// An account as an administrator names it.
#[derive(Debug, Clone)]
pub struct Account {
    /// The person's name.
    pub name: String,
    /// The word typed at the login.
    pub login: String,
    /// What they are to the county.
    pub role: Role,
    /// The division code of the place that they belong to.
    pub area: String,
}

/// What became of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Added {
    /// The account's id.
    pub id: UserId,
    /// Whether it is new; the same account again changes nothing.
    pub new: bool,
}

/// Adds an account, where a county is being set up: it leaves no trace in the list of acts.
///
/// # Errors
/// [`AdminError::LoginTaken`] where another account has the login, [`AdminError::UnknownArea`], …
pub fn add_user(store: &dyn Store, clock: &dyn Clock, account: &Account) -> Result<Added, AdminError> {
    let mut write = store.write()?;
    let new = fitting(&*write, account, clock.now_ms())?;
    if let Some(known) = known_as(&*write, &new)? {
        return Ok(Added { id: known, new: false });
    }
    put(&mut *write, &new)?;
    write.commit()?;
    Ok(Added { id: new.id, new: true })
}

/// The account with everything as it is kept, under a new id.
pub(super) fn fitting(read: &(impl Read + ?Sized), account: &Account, now_ms: i64) -> Result<NewUser, AdminError> {
    let name = check::line(&account.name).map_err(|_| AdminError::BadName)?.to_owned();
    let login = account.login.trim().to_owned();
    let fits = !login.is_empty()
        && login.chars().count() <= LOGIN_CHARS_MAX
        && !login.chars().any(|ch| ch.is_whitespace() || ch.is_control());
    if !fits {
        return Err(AdminError::BadLogin);
    }
    // A place that became part of another has no people of its own.
    let area = places::today(read, &account.area)?.code;
    let id = UserId::from_moment(u64::try_from(now_ms).unwrap_or(0), super::county::random()?);
    Ok(NewUser { id, login, name, role: account.role, area })
}

/// The account that is there already under this login; another one has it in vain.
pub(super) fn known_as(read: &(impl Read + ?Sized), new: &NewUser) -> Result<Option<UserId>, AdminError> {
    let Some(known) = read.user_by_login(&new.login)? else { return Ok(None) };
    let same = known.name == new.name && known.role == new.role && known.area == new.area;
    if same { Ok(Some(known.id)) } else { Err(AdminError::LoginTaken) }
}

pub(super) fn put(write: &mut dyn Write, new: &NewUser) -> Result<(), AdminError> {
    write.put_user(new).map(drop).map_err(|error| match error {
        StoreError::Taken(_) => AdminError::LoginTaken,
        other => other.into(),
    })
}

/// Every account, by login.
///
/// # Errors
/// The store's.
pub fn users(store: &dyn Store) -> Result<Vec<User>, AdminError> {
    Ok(store.read()?.users()?)
}

/// An account that is open, by its login.
///
/// # Errors
/// [`AdminError::UnknownLogin`], [`AdminError::AccountClosed`].
pub fn account(store: &dyn Store, login: &str) -> Result<User, AdminError> {
    open_account(&*store.read()?, login)
}

pub(super) fn open_account(read: &(impl Read + ?Sized), login: &str) -> Result<User, AdminError> {
    let user = read.user_by_login(login.trim())?.ok_or(AdminError::UnknownLogin)?;
    if user.disabled { Err(AdminError::AccountClosed) } else { Ok(user) }
}

/// Sets an account's password.
///
/// # Errors
/// [`AdminError::WeakPassword`], [`AdminError::UnknownLogin`], …
pub fn set_password(store: &dyn Store, clock: &dyn Clock, login: &str, password: &str) -> Result<(), AdminError> {
    let user = account(store, login)?;
    Ok(auth::set_password(store, &user.login, password, clock.now_s())?)
}

/// What became of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Closed {
    /// The account.
    pub id: UserId,
    /// Whether it was open.
    pub new: bool,
    /// Devices that are shut out by it.
    pub devices: usize,
    /// Assignments that still stand: hand them over.
    pub assignments: usize,
    /// Cases that the person still answers for.
    pub cases: usize,
}

/// Closes an account: nobody logs in with it, its sessions end and its devices are shut out.
///
/// # Errors
/// [`AdminError::UnknownLogin`], [`AdminError::OwnAccount`], …
pub fn close_account(store: &dyn Store, hand: &Hand, login: &str) -> Result<Closed, AdminError> {
    hand.act(store, |write| {
        let user = write.user_by_login(login.trim())?.ok_or(AdminError::UnknownLogin)?;
        hand.answers_for_user(&*write, &user)?;
        if hand.by().is_some_and(|by| by.id == user.id) {
            return Err(AdminError::OwnAccount);
        }
        write.set_disabled(user.id, true)?;
        write.revoke_sessions_of(user.id, hand.now_s())?;
        let mut devices = 0;
        for device in write.devices(user.id)?.iter().filter(|device| device.revoked_at_ms.is_none()) {
            write.revoke_device(device.id, hand.now_ms())?;
            devices += 1;
        }
        let closed = Closed {
            id: user.id,
            new: !user.disabled,
            devices,
            assignments: write.assignments(user.id)?.len(),
            cases: write.duties(user.id)?.len(),
        };
        let deed = Deed { act: "close_account", detail: json!({ "user": user.id, "devices": devices }) };
        Ok((closed, (closed.new || devices > 0).then_some(deed)))
    })
}

/// In whose name a roster is imported or another operation done at the machine: the administrator with this login, or else the one who answers for the widest
/// area; of several, the first by login.
///
/// # Errors
/// [`AdminError::NoAdministrator`], [`AdminError::NotAnAdministrator`], …
pub fn importer(store: &dyn Store, login: Option<&str>) -> Result<User, AdminError> {
    let read = store.read()?;
    if let Some(login) = login {
        let user = open_account(&*read, login)?;
        return if user.role == Role::Admin { Ok(user) } else { Err(AdminError::NotAnAdministrator) };
    }
    let mut widest: Option<(usize, User)> = None;
    for user in read.users()? {
        if user.role != Role::Admin || user.disabled {
            continue;
        }
        let depth = read.area_path(&user.area)?.len();
        if widest.as_ref().is_none_or(|(least, _)| depth < *least) {
            widest = Some((depth, user));
        }
    }
    widest.map(|(_, user)| user).ok_or(AdminError::NoAdministrator)
}
