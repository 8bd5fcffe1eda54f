//! Accounts as administrators keep them day by day: added, changed, opened again, given a password.

use lianxin_model::check;
use lianxin_model::ids::{UnitId, UserId};
use lianxin_model::limits;
use lianxin_model::role::Role;
use lianxin_store::{NewUser, Read, Store, User};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::accounts::{self, Account, Added};
use super::hand::Deed;
use super::units::unit_of;
use super::{AdminError, Hand, places};
use crate::auth;

/// What of an account is to be otherwise; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountChange {
    /// The name.
    pub name: Option<String>,
    /// The role.
    pub role: Option<Role>,
    /// The division code of the place that they belong to.
    pub area: Option<String>,
    /// Their office, or none.
    pub unit: Option<Option<UnitId>>,
}

/// What became of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct AccountChanged {
    /// The account.
    pub id: UserId,
    /// Whether anything is otherwise now.
    pub changed: bool,
    /// Whether their devices will hold other records: role or area of somebody who leads or led changed.
    pub scope_changed: bool,
}

/// A password that is shown once, to be handed to its owner, who chooses another one.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct GivenPassword {
    /// The account.
    pub id: UserId,
    /// Its login.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// The password; none in a dry run.
    pub password: Option<String>,
    /// Until when it opens the account, seconds since 1970; none in a dry run.
    pub expires_at_s: Option<i64>,
    /// Whether the account had a password, which is good no more.
    pub had_one: bool,
}

/// Adds an account, in the area of the administrator; the same again changes nothing.
///
/// # Errors
/// [`AdminError::LoginTaken`], [`AdminError::UnknownArea`], [`AdminError::OutOfArea`], …
pub fn add_account(
    store: &dyn Store,
    hand: &Hand,
    account: &Account,
    unit: Option<UnitId>,
) -> Result<Added, AdminError> {
    hand.act(store, |write| {
        let new = accounts::fitting(&*write, account, hand.now_ms())?;
        hand.answers_for_area(&*write, &new.area)?;
        if let Some(known) = accounts::known_as(&*write, &new)? {
            return Ok((Added { id: known, new: false }, None));
        }
        accounts::put(write, &new)?;
        if let Some(unit) = unit {
            write.set_unit(new.id, Some(unit_of(&*write, hand, unit)?.id))?;
        }
        let detail = json!({ "user": new.id, "role": new.role, "area": new.area, "unit": unit });
        Ok((Added { id: new.id, new: true }, Some(Deed { act: "add_account", detail })))
    })
}

/// Changes name, role, place or office of an account. Nobody changes their own role or place: they might shut themselves out.
///
/// # Errors
/// [`AdminError::UnknownLogin`], [`AdminError::OwnAccount`], [`AdminError::OutOfArea`], …
pub fn change_account(
    store: &dyn Store,
    hand: &Hand,
    login: &str,
    change: &AccountChange,
) -> Result<AccountChanged, AdminError> {
    hand.act(store, |write| {
        let user = known(&*write, hand, login)?;
        let new = changed(&*write, hand, &user, change)?;
        let is_elsewhere = (new.role, &new.area) != (user.role, &user.area);
        if is_elsewhere && hand.by().is_some_and(|by| by.id == user.id) {
            return Err(AdminError::OwnRights);
        }
        let mut did = write.put_user(&new)?.changed;
        if let Some(unit) = change.unit {
            let unit = unit.map(|unit| unit_of(&*write, hand, unit)).transpose()?.map(|unit| unit.id);
            did |= write.set_unit(user.id, unit)?.changed;
        }
        let leads = user.role.leads() || new.role.leads();
        let outcome = AccountChanged { id: user.id, changed: did, scope_changed: is_elsewhere && leads };
        let renamed = new.name != user.name;
        let detail = json!({
            "user": user.id, "renamed": renamed,
            "role": { "from": user.role, "to": new.role }, "area": { "from": user.area, "to": new.area },
            "unit": { "from": user.unit, "to": change.unit.unwrap_or(user.unit) },
        });
        Ok((outcome, did.then_some(Deed { act: "change_account", detail })))
    })
}

fn changed(read: &dyn Read, hand: &Hand, user: &User, change: &AccountChange) -> Result<NewUser, AdminError> {
    let name = match &change.name {
        Some(name) => check::line(name).map_err(|_| AdminError::BadName)?.to_owned(),
        None => user.name.clone(),
    };
    let area = match &change.area {
        Some(code) => places::today(read, code)?.code,
        None => user.area.clone(),
    };
    hand.answers_for_area(read, &area)?;
    Ok(NewUser { id: user.id, login: user.login.clone(), name, role: change.role.unwrap_or(user.role), area })
}

/// Opens a closed account again. Its devices stay shut out: the person enrols anew.
///
/// # Errors
/// [`AdminError::UnknownLogin`], …
pub fn reopen_account(store: &dyn Store, hand: &Hand, login: &str) -> Result<AccountChanged, AdminError> {
    hand.act(store, |write| {
        let user = known(&*write, hand, login)?;
        write.set_disabled(user.id, false)?;
        let outcome = AccountChanged { id: user.id, changed: user.disabled, scope_changed: false };
        let deed = Deed { act: "reopen_account", detail: json!({ "user": user.id }) };
        Ok((outcome, user.disabled.then_some(deed)))
    })
}

/// Gives an account a password that its owner replaces at the first login, and ends its sessions. Done again, it gives another
/// one: the one before was shown once.
///
/// # Errors
/// [`AdminError::UnknownLogin`], [`AdminError::AccountClosed`], …
pub fn give_password(store: &dyn Store, hand: &Hand, login: &str) -> Result<GivenPassword, AdminError> {
    let given = if hand.is_dry() {
        None
    } else {
        // Before the transaction: while it computes, devices sync.
        let password = auth::given_password()?;
        let hash = auth::hashed(&password)?;
        Some((password, hash))
    };
    hand.act(store, |write| {
        let user = known(&*write, hand, login)?;
        if user.disabled {
            return Err(AdminError::AccountClosed);
        }
        let had_one = write.password_hash(user.id)?.is_some();
        let expires_at_s = hand.now_s().saturating_add(limits::PASSWORD_ONCE_SECONDS);
        let mut password = None;
        if let Some((given, hash)) = given {
            auth::keep_password(write, &user, &hash, hand.now_s())?;
            write.set_password_once(user.id, Some(expires_at_s))?;
            password = Some(given);
        }
        let deed = Deed { act: "give_password", detail: json!({ "user": user.id }) };
        let expires_at_s = password.is_some().then_some(expires_at_s);
        let outcome =
            GivenPassword { id: user.id, login: user.login, name: user.name, password, expires_at_s, had_one };
        Ok((outcome, Some(deed)))
    })
}

/// An account of the administrator's area, open or closed.
fn known(read: &dyn Read, hand: &Hand, login: &str) -> Result<User, AdminError> {
    let user = read.user_by_login(login.trim())?.ok_or(AdminError::UnknownLogin)?;
    hand.answers_for_user(read, &user)?;
    Ok(user)
}
