//! The row of lists, filters and searches beside its document.

use lianxin_model::ids::{DocId, Kind};
use lianxin_model::mistake::{Mistake, planted};
use lianxin_model::projection::Projection;
use rusqlite::params;
use sha2::{Digest as _, Sha256};

use super::transaction::Transaction;
use crate::{Result, StoreError};

impl Transaction<'_> {
    /// The record, the categories and the search tokens of a document.
    pub(super) fn write_record(&self, no: i64, projection: &Projection) -> Result<()> {
        let json = serde_json::to_string(&projection.record).map_err(|_| StoreError::Corrupt("record"))?;
        let tokens = projection.tokens.join(" ");
        let digest: [u8; 32] = Sha256::digest(&tokens).into();
        let indexed: Option<[u8; 32]> =
            self.row("SELECT tokens_digest FROM record WHERE document = ?1", [no], |row| Ok(row.get(0)?))?;
        let forgets = planted(Mistake::SearchForgets) && indexed.is_some();
        if indexed != Some(digest) && !forgets {
            self.execute("INSERT OR REPLACE INTO search (rowid, tokens) VALUES (?1, ?2)", params![no, tokens])?;
        }
        self.execute(
            "INSERT INTO record (document, json, tokens_digest) VALUES (?1, ?2, ?3)
             ON CONFLICT (document) DO UPDATE SET json = ?2, tokens_digest = ?3",
            params![no, json, digest],
        )?;
        self.write_categories(no, &projection.categories)?;
        self.write_case_people(no, projection)?;
        if projection.kind == Kind::DiaryEntry { self.write_told(no, projection) } else { Ok(()) }
    }

    /// Of which households a diary entry tells.
    fn write_told(&self, no: i64, projection: &Projection) -> Result<()> {
        self.execute("DELETE FROM diary_household WHERE document = ?1", [no])?;
        let told = projection.record.keys("households").into_iter().filter_map(|id| id.parse::<DocId>().ok());
        for household in told {
            let sql = "INSERT OR IGNORE INTO diary_household (household, document) VALUES (?1, ?2)";
            self.execute(sql, params![household.as_bytes(), no])?;
        }
        Ok(())
    }

    fn write_categories(&self, no: i64, categories: &[String]) -> Result<()> {
        // A category that was renamed is found under its name of today, whatever word a phone wrote.
        let mut new = Vec::with_capacity(categories.len());
        for word in categories {
            new.push(self.category_today(word)?.unwrap_or_else(|| word.clone()));
        }
        new.sort_unstable();
        new.dedup();
        let sql = "SELECT category FROM document_category WHERE document = ?1 ORDER BY category";
        let old: Vec<String> = self.rows(sql, [no], |row| Ok(row.get(0)?))?;
        if old == new {
            return Ok(());
        }
        self.execute("DELETE FROM document_category WHERE document = ?1", [no])?;
        for category in new {
            let sql = "INSERT INTO document_category (category, document) VALUES (?1, ?2)";
            self.execute(sql, params![category, no])?;
        }
        Ok(())
    }
}
