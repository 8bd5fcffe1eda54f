//! What the roster import last wrote.

use lianxin_model::ids::DocId;
use rusqlite::params;

use super::ids;
use super::transaction::Transaction;
use crate::roster::{ReadRoster, RosterRow, WriteRoster};
use crate::{Hash, Result, StoreError};

impl ReadRoster for Transaction<'_> {
    fn roster_row(&self, document: DocId) -> Result<Option<RosterRow>> {
        let sql = "SELECT row_hash, heads FROM roster_row JOIN document ON document.no = roster_row.document
            WHERE document.id = ?1";
        self.row(sql, [document.as_bytes()], |row| {
            let heads: Vec<u8> = row.get("heads")?;
            let (heads, rest) = heads.as_chunks::<32>();
            if !rest.is_empty() {
                return Err(StoreError::Corrupt("heads"));
            }
            Ok(RosterRow { row_hash: ids::hash(row, "row_hash")?, heads: heads.to_vec() })
        })
    }
}

impl WriteRoster for Transaction<'_> {
    fn put_roster_row(&mut self, document: DocId, row: &RosterRow) -> Result<()> {
        let heads: &[Hash] = &row.heads;
        let sql = "INSERT INTO roster_row (document, row_hash, heads)
            SELECT no, ?2, ?3 FROM document WHERE id = ?1
            ON CONFLICT (document) DO UPDATE SET row_hash = ?2, heads = ?3";
        self.execute_on("document", sql, params![document.as_bytes(), row.row_hash, heads.as_flattened()])
    }
}
