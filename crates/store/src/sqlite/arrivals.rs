//! What came lately.

use lianxin_model::ids::{DocId, UserId};
use rusqlite::{Row, params};

use super::ids;
use super::transaction::Transaction;
use crate::Result;
use crate::arrivals::{Arrival, ReadArrivals};

fn arrival(row: &Row<'_>) -> Result<Arrival> {
    let date: String = row.get("date")?;
    Ok(Arrival {
        seq: row.get("head_seq")?,
        id: ids::document(row, "id")?,
        kind: ids::kind(row, "kind")?,
        is_new: row.get("is_new")?,
        household: ids::uuid_or_none(row, "household")?.map(DocId),
        household_title: row.get("household_title")?,
        area: row.get("area")?,
        area_name: row.get("area_name")?,
        owner: ids::uuid_or_none(row, "owner")?.map(UserId),
        owner_area: row.get("owner_area")?,
        author: ids::uuid_or_none(row, "author")?.map(UserId),
        author_name: row.get("author_name")?,
        subject: ids::uuid_or_none(row, "subject")?.map(DocId),
        title: row.get("title")?,
        class: row.get("class")?,
        status: row.get("status")?,
        date: Some(date).filter(|date| !date.is_empty()),
    })
}

impl ReadArrivals for Transaction<'_> {
    fn arrivals_since(&self, base: u64, limit: u32) -> Result<Vec<Arrival>> {
        // By kind, since the index of what changed last begins with it.
        let sql = "SELECT came.*, home.title AS household_title, area.name AS area_name, writer.name AS author_name,
                holder.area AS owner_area,
                NOT EXISTS (SELECT 1 FROM change WHERE change.document = came.no AND change.seq <= ?1) AS is_new
            FROM (SELECT * FROM document INDEXED BY document_list_changed
                WHERE kind IN (1, 2, 3, 4, 5, 6, 7) AND head_seq > ?1 AND private = 0
                ORDER BY head_seq DESC LIMIT ?2) AS came
            LEFT JOIN document AS home ON home.id = came.household AND home.kind = 1
            LEFT JOIN area ON area.code = came.area
            LEFT JOIN user AS writer ON writer.id = came.author
            LEFT JOIN user AS holder ON holder.id = came.owner
            ORDER BY came.head_seq DESC";
        self.rows(sql, params![ids::number(base), limit], arrival)
    }
}
