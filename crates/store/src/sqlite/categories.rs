//! 类别.

use rusqlite::{Row, params};

use super::transaction::Transaction;
use crate::categories::{Category, NewCategory, ReadCategories, WriteCategories};
use crate::{Result, Upsert};

pub(super) fn category(row: &Row<'_>) -> Result<Category> {
    Ok(Category { code: row.get("code")?, name: row.get("name")?, name_en: row.get("name_en")?, seq: row.get("seq")? })
}

impl ReadCategories for Transaction<'_> {
    fn categories(&self) -> Result<Vec<Category>> {
        self.rows("SELECT * FROM category ORDER BY place", (), category)
    }
}

impl WriteCategories for Transaction<'_> {
    fn put_category(&mut self, new: &NewCategory) -> Result<Upsert> {
        let old = self.row("SELECT * FROM category WHERE code = ?1", [&new.code], category)?;
        if let Some(old) = old
            && old.name == new.name
            && old.name_en == new.name_en
        {
            return Ok(Upsert { seq: old.seq, changed: false });
        }
        let seq = self.take_numbers(1)?;
        self.execute(
            "INSERT INTO category (code, name, name_en, seq) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (code) DO UPDATE SET name = ?2, name_en = ?3, seq = ?4",
            params![new.code, new.name, new.name_en, seq],
        )?;
        Ok(Upsert { seq, changed: true })
    }
}
