//! 类别.

use lianxin_model::ids::DocId;
use rusqlite::{Row, params};

use super::ids;
use super::transaction::Transaction;
use crate::categories::{Category, CategoryUse, NewCategory, ReadCategories, WriteCategories};
use crate::{Result, StoreError, Upsert};

pub(super) fn category(row: &Row<'_>) -> Result<Category> {
    Ok(Category { code: row.get("code")?, name: row.get("name")?, name_en: row.get("name_en")?, seq: row.get("seq")? })
}

impl ReadCategories for Transaction<'_> {
    fn categories(&self) -> Result<Vec<Category>> {
        self.rows("SELECT * FROM category ORDER BY rank, place", (), category)
    }

    fn former_categories(&self, code: &str) -> Result<Vec<String>> {
        self.rows("SELECT name FROM former_category WHERE code = ?1 ORDER BY name", [code], |row| Ok(row.get(0)?))
    }

    fn category_uses(&self) -> Result<Vec<CategoryUse>> {
        let sql = "SELECT category, sum(document.kind = 1) AS households, sum(document.kind = 2) AS persons
            FROM document_category JOIN document ON document.no = document_category.document
            GROUP BY category ORDER BY category";
        self.rows(sql, (), |row| {
            Ok(CategoryUse {
                name: row.get("category")?,
                households: row.get("households")?,
                persons: row.get("persons")?,
            })
        })
    }

    fn documents_with_category(&self, word: &str, limit: u32) -> Result<Vec<DocId>> {
        let sql = "SELECT document.id FROM document_category
            JOIN document ON document.no = document_category.document
            JOIN record ON record.document = document.no
            WHERE document_category.category = coalesce(
                    (SELECT category.name FROM former_category JOIN category USING (code)
                     WHERE former_category.name = ?1), ?1)
                AND EXISTS (SELECT 1 FROM json_each(record.json, '$.fields.categories') AS word WHERE word.value = ?1)
            ORDER BY document.id LIMIT ?2";
        self.rows(sql, params![word, limit], |row| ids::document(row, "id"))
    }
}

impl Transaction<'_> {
    /// The name of today of a category that was called so, and the word itself where it was not.
    pub(super) fn category_today(&self, word: &str) -> Result<Option<String>> {
        let sql =
            "SELECT category.name FROM former_category JOIN category USING (code) WHERE former_category.name = ?1";
        self.row(sql, [word], |row| Ok(row.get(0)?))
    }

    /// That no other category has or had this name.
    fn name_is_free(&self, new: &NewCategory) -> Result<()> {
        let sql = "SELECT EXISTS (SELECT 1 FROM category WHERE name = ?1 AND code <> ?2
            UNION ALL SELECT 1 FROM former_category WHERE name = ?1 AND code <> ?2)";
        let is_taken: bool = self.value(sql, [&new.name, &new.code])?;
        if is_taken { Err(StoreError::Taken("category")) } else { Ok(()) }
    }
}

impl WriteCategories for Transaction<'_> {
    fn put_category(&mut self, new: &NewCategory) -> Result<Upsert> {
        let old = self.row("SELECT * FROM category WHERE code = ?1", [&new.code], category)?;
        if let Some(old) = &old
            && old.name == new.name
            && old.name_en == new.name_en
        {
            return Ok(Upsert { seq: old.seq, changed: false });
        }
        self.name_is_free(new)?;
        let seq = self.take_numbers(1)?;
        self.execute(
            "INSERT INTO category (code, name, name_en, seq, rank)
                VALUES (?1, ?2, ?3, ?4, (SELECT coalesce(max(rank), 0) + 1 FROM category))
             ON CONFLICT (code) DO UPDATE SET name = ?2, name_en = ?3, seq = ?4",
            params![new.code, new.name, new.name_en, seq],
        )?;
        if let Some(old) = old.filter(|old| old.name != new.name) {
            self.execute("DELETE FROM former_category WHERE name = ?1", [&new.name])?;
            self.execute("INSERT INTO former_category (name, code) VALUES (?1, ?2)", [&old.name, &new.code])?;
            // A record may hold both words already.
            let sql = "UPDATE OR IGNORE document_category SET category = ?2 WHERE category = ?1";
            self.execute(sql, [&old.name, &new.name])?;
            self.execute("DELETE FROM document_category WHERE category = ?1", [&old.name])?;
        }
        Ok(Upsert { seq, changed: true })
    }

    fn order_categories(&mut self, codes: &[String]) -> Result<bool> {
        let before: Vec<String> = self.categories()?.into_iter().map(|category| category.code).collect();
        let named = codes.iter().filter(|code| before.contains(code));
        let rest = before.iter().filter(|code| !codes.contains(code));
        let mut after: Vec<&String> = Vec::with_capacity(before.len());
        for code in named.chain(rest) {
            if !after.contains(&code) {
                after.push(code);
            }
        }
        if before.iter().eq(after.iter().copied()) {
            return Ok(false);
        }
        for (place, code) in after.into_iter().enumerate() {
            let rank = i64::try_from(place).unwrap_or(i64::MAX);
            self.execute("UPDATE category SET rank = ?2 WHERE code = ?1", params![code, rank])?;
        }
        Ok(true)
    }
}
