//! 单位.

use lianxin_model::ids::{UnitId, UserId};
use rusqlite::{Row, params};

use super::failure::naming;
use super::ids;
use super::transaction::Transaction;
use crate::accounts::ReadAccounts as _;
use crate::units::{NewUnit, ReadUnits, Unit, WriteUnits};
use crate::{Result, StoreError, Upsert};

/// An office with how many belong to it.
macro_rules! units {
    ($condition:literal) => {
        concat!(
            "SELECT unit.*, (SELECT count(*) FROM user WHERE user.unit = unit.id AND user.disabled = 0) AS people
             FROM unit ",
            $condition
        )
    };
}

fn unit(row: &Row<'_>) -> Result<Unit> {
    Ok(Unit {
        id: UnitId(ids::uuid(row, "id")?),
        name: row.get("name")?,
        area: row.get("area")?,
        people: row.get("people")?,
        seq: row.get("seq")?,
    })
}

impl ReadUnits for Transaction<'_> {
    fn unit(&self, id: UnitId) -> Result<Option<Unit>> {
        self.row(units!("WHERE id = ?1"), [id.as_bytes()], unit)
    }

    fn unit_by_name(&self, area: &str, name: &str) -> Result<Option<Unit>> {
        self.row(units!("WHERE area = ?1 AND name = ?2"), [area, name], unit)
    }

    fn units(&self) -> Result<Vec<Unit>> {
        self.rows(units!("ORDER BY area, name"), (), unit)
    }
}

impl WriteUnits for Transaction<'_> {
    fn put_unit(&mut self, new: &NewUnit) -> Result<Upsert> {
        if let Some(old) = self.unit(new.id)?
            && (&old.name, &old.area) == (&new.name, &new.area)
        {
            return Ok(Upsert { seq: old.seq, changed: false });
        }
        let seq = self.take_numbers(1)?;
        self.execute(
            "INSERT INTO unit (id, name, area, seq) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (id) DO UPDATE SET name = ?2, area = ?3, seq = ?4",
            params![new.id.as_bytes(), new.name, new.area, seq],
        )
        .map_err(naming("unit", "area"))?;
        Ok(Upsert { seq, changed: true })
    }

    fn set_unit(&mut self, user: UserId, unit: Option<UnitId>) -> Result<Upsert> {
        let old = self.user(user)?.ok_or(StoreError::Missing("user"))?;
        if old.unit == unit {
            return Ok(Upsert { seq: old.seq, changed: false });
        }
        let seq = self.take_numbers(1)?;
        let unit = unit.map(|unit| *unit.as_bytes());
        self.execute_on(
            "user",
            "UPDATE user SET unit = ?2, seq = ?3 WHERE id = ?1",
            params![user.as_bytes(), unit, seq],
        )
        .map_err(|error| match error {
            StoreError::Missing("row") => StoreError::Missing("unit"),
            other => other,
        })?;
        Ok(Upsert { seq, changed: true })
    }
}

#[cfg(test)]
mod tests {
    use lianxin_model::search;
    use tempfile::TempDir;

    use crate::contract::world::CADRE;
    use crate::sqlite::{FILE_NAME, SqliteStore, migrate};
    use crate::{PeopleQuery, Store as _};

    /// A store of before: its people are found by name, and its categories keep their order.
    #[test]
    fn people_of_before_are_found() {
        let folder = TempDir::new().unwrap();
        let raw = rusqlite::Connection::open(folder.path().join(FILE_NAME)).unwrap();
        raw.execute_batch(concat!(
            include_str!("../../migrations/0001_county.sql"),
            include_str!("../../migrations/0002_scope.sql"),
            include_str!("../../migrations/0003_review.sql"),
            include_str!("../../migrations/0004_repair.sql"),
            include_str!("../../migrations/0005_merged_households.sql"),
        ))
        .unwrap();
        raw.execute_batch(&format!(
            "PRAGMA user_version = 5; PRAGMA application_id = {};
             INSERT INTO county (one, tenant, epoch, seq) VALUES (1, x'000102030405060708090a0b0c0d0e0f', 1, 9);
             INSERT INTO area (code, name, level, parent, seq, moved_seq) VALUES ('431027000000', '县', 'county', NULL, 2, 2);
             INSERT INTO category (code, name, name_en, seq) VALUES ('junshu', '军属', 'army family', 3);",
            migrate::APPLICATION_ID
        ))
        .unwrap();
        raw.execute(
            "INSERT INTO user (id, login, name, role, area, password_hash, seq)
             VALUES (?1, 'luo', '罗守山', 'cadre', '431027000000', 'hash', 4)",
            [CADRE.as_bytes()],
        )
        .unwrap();
        drop(raw);
        let store = SqliteStore::open(folder.path()).unwrap();
        let read = store.read().unwrap();
        let query = PeopleQuery { terms: search::query("luoshou"), limit: 9, ..PeopleQuery::default() };
        let found = read.people(&query).unwrap();
        let told: Vec<_> = found.iter().map(|user| (user.id, user.unit, user.password_once_until_s)).collect();
        assert_eq!(told, [(CADRE, None, None)]);
        let codes: Vec<String> = read.categories().unwrap().into_iter().map(|category| category.code).collect();
        assert_eq!(
            (codes.first().map(String::as_str), codes.last().map(String::as_str)),
            (Some("dibao"), Some("junshu"))
        );
    }
}
