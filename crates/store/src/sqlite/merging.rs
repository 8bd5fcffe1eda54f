//! Which household stands for which: kept with each, so that lists need not follow links.

use lianxin_model::duplicates::Links;
use lianxin_model::ids::{DocId, Kind};
use rusqlite::params;

use super::ids;
use super::transaction::Transaction;
use crate::Result;

impl Transaction<'_> {
    /// Follows the links around a household that came, or whose link changed. A link counts when both ends are here.
    pub(super) fn settle_survivors(&self, household: DocId) -> Result<()> {
        let sql = "WITH RECURSIVE near(id) AS (
                SELECT ?1
                UNION SELECT document.id FROM near JOIN document ON document.merged_into = near.id
                UNION SELECT document.merged_into FROM near JOIN document ON document.id = near.id
                    WHERE document.merged_into IS NOT NULL
            )
            SELECT document.id, other.id AS other, document.survivor FROM near
            JOIN document ON document.id = near.id AND document.kind = ?2
            LEFT JOIN document AS other ON other.id = document.merged_into AND other.kind = ?2";
        let around = self.rows(sql, params![household.as_bytes(), Kind::Household.number()], |row| {
            let id = |column| Ok::<_, crate::StoreError>(ids::uuid_or_none(row, column)?.map(DocId));
            Ok((ids::document(row, "id")?, id("other")?, id("survivor")?))
        })?;
        let links = Links::new(around.iter().filter_map(|(id, other, _)| Some((*id, (*other)?))));
        let mut changed = vec![household];
        for (id, _, kept) in &around {
            let survivor = Some(links.survivor(*id)).filter(|survivor| survivor != id);
            if survivor != *kept {
                let sql = "UPDATE document SET survivor = ?2 WHERE id = ?1";
                self.execute(sql, params![id.as_bytes(), ids::of_document(survivor)])?;
                changed.extend([Some(*id), *kept, survivor].into_iter().flatten());
            }
        }
        // After all links are settled: each counts what is one household with it now.
        changed.sort_unstable();
        changed.dedup();
        changed.into_iter().try_for_each(|household| self.settle_facts(household))
    }

    /// See [`crate::ReadProjections::one_household`].
    pub(super) fn merged_with(&self, household: DocId) -> Result<Vec<DocId>> {
        let sql = "SELECT survivor FROM document WHERE id = ?1 AND survivor IS NOT NULL";
        let survivor = self.row(sql, [household.as_bytes()], |row| ids::document(row, "survivor"))?;
        let survivor = survivor.unwrap_or(household);
        let sql = "SELECT id FROM document WHERE survivor = ?1 ORDER BY id";
        let others = self.rows(sql, [survivor.as_bytes()], |row| ids::document(row, "id"))?;
        Ok(std::iter::once(survivor).chain(others).collect())
    }
}
