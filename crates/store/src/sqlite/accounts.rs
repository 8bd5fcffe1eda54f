//! Accounts.

use lianxin_model::ids::UserId;
use rusqlite::{Row, params};

use super::failure::naming;
use super::ids;
use super::transaction::Transaction;
use crate::accounts::{NewUser, ReadAccounts, User, WriteAccounts};
use crate::{Result, Upsert};

pub(super) fn user(row: &Row<'_>) -> Result<User> {
    Ok(User {
        id: UserId(ids::uuid(row, "id")?),
        login: row.get("login")?,
        name: row.get("name")?,
        role: ids::role(row, "role")?,
        area: row.get("area")?,
        disabled: row.get("disabled")?,
        seq: row.get("seq")?,
    })
}

impl ReadAccounts for Transaction<'_> {
    fn user(&self, id: UserId) -> Result<Option<User>> {
        self.row("SELECT * FROM user WHERE id = ?1", [id.as_bytes()], user)
    }

    fn user_by_login(&self, login: &str) -> Result<Option<User>> {
        self.row("SELECT * FROM user WHERE login = ?1", [login], user)
    }

    fn users(&self) -> Result<Vec<User>> {
        self.rows("SELECT * FROM user ORDER BY login", (), user)
    }

    fn password_hash(&self, id: UserId) -> Result<Option<String>> {
        let hash = self.row("SELECT password_hash FROM user WHERE id = ?1", [id.as_bytes()], |row| Ok(row.get(0)?))?;
        Ok(hash.flatten())
    }
}

impl WriteAccounts for Transaction<'_> {
    fn put_user(&mut self, new: &NewUser) -> Result<Upsert> {
        let old = self.user(new.id)?;
        if let Some(old) = &old
            && (&old.login, &old.name, old.role, &old.area) == (&new.login, &new.name, new.role, &new.area)
        {
            return Ok(Upsert { seq: old.seq, changed: false });
        }
        let seq = self.take_numbers(1)?;
        self.execute(
            "INSERT INTO user (id, login, name, role, area, seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (id) DO UPDATE SET login = ?2, name = ?3, role = ?4, area = ?5, seq = ?6",
            params![new.id.as_bytes(), new.login, new.name, new.role.word(), new.area, seq],
        )
        .map_err(naming("login", "area"))?;
        self.lead_area(new.id, new.role.leads().then_some(new.area.as_str()))?;
        Ok(Upsert { seq, changed: true })
    }

    fn set_disabled(&mut self, id: UserId, disabled: bool) -> Result<()> {
        let Some(old) = self.user(id)? else { return Err(crate::StoreError::Missing("user")) };
        if old.disabled == disabled {
            return Ok(());
        }
        let seq = self.take_numbers(1)?;
        let sql = "UPDATE user SET disabled = ?2, seq = ?3 WHERE id = ?1";
        self.execute_on("user", sql, params![id.as_bytes(), disabled, seq])?;
        self.settle_contacts_of(id)
    }

    fn set_password_hash(&mut self, id: UserId, hash: &str) -> Result<()> {
        self.execute_on("user", "UPDATE user SET password_hash = ?2 WHERE id = ?1", params![id.as_bytes(), hash])
    }
}
