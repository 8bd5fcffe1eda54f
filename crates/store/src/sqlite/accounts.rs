//! Accounts.

use lianxin_model::ids::{UnitId, UserId};
use rusqlite::{Row, params};

use super::failure::naming;
use super::ids;
use super::people;
use super::transaction::Transaction;
use crate::accounts::{NewUser, PeopleQuery, ReadAccounts, User, WriteAccounts};
use crate::{Result, Upsert};

pub(super) fn user(row: &Row<'_>) -> Result<User> {
    Ok(User {
        id: UserId(ids::uuid(row, "id")?),
        login: row.get("login")?,
        name: row.get("name")?,
        role: ids::role(row, "role")?,
        area: row.get("area")?,
        unit: ids::uuid_or_none(row, "unit")?.map(UnitId),
        password_once_until_s: row.get("password_once_until_s")?,
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

    fn people(&self, query: &PeopleQuery) -> Result<Vec<User>> {
        let mut people = Vec::new();
        if query.limit > 0 {
            self.each_person(query, query.after.as_ref(), |user| {
                people.push(user);
                people.len() < query.limit as usize
            })?;
        }
        Ok(people)
    }

    fn people_count(&self, query: &PeopleQuery) -> Result<u64> {
        let mut count = 0;
        self.each_person(query, None, |_| {
            count += 1;
            true
        })?;
        Ok(count)
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
            "INSERT INTO user (id, login, name, role, area, seq, tokens) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (id) DO UPDATE SET login = ?2, name = ?3, role = ?4, area = ?5, seq = ?6, tokens = ?7",
            params![new.id.as_bytes(), new.login, new.name, new.role.word(), new.area, seq, people::tokens(&new.name)],
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

    fn set_password_once(&mut self, id: UserId, until_s: Option<i64>) -> Result<()> {
        let sql = "UPDATE user SET password_once_until_s = ?2 WHERE id = ?1";
        self.execute_on("user", sql, params![id.as_bytes(), until_s])
    }

    fn set_password_hash(&mut self, id: UserId, hash: &str) -> Result<()> {
        let sql = "UPDATE user SET password_hash = ?2, password_once_until_s = NULL WHERE id = ?1";
        self.execute_on("user", sql, params![id.as_bytes(), hash])
    }
}
