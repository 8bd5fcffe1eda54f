//! Where a document belongs, and what follows when that changes: a device must be sent what entered its scope and told of
//! what left it.

use lianxin_model::ids::{DocId, Kind};
use lianxin_model::mistake::{Mistake, planted};
use lianxin_model::projection::Projection;
use rusqlite::{Row, params};

use super::ids;
use super::transaction::Transaction;
use crate::Result;

/// What decides whose scope a document is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) household: Option<[u8; 16]>,
    pub(super) area: Option<String>,
    pub(super) owner: Option<[u8; 16]>,
}

impl Place {
    pub(super) fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self { household: row.get("household")?, area: row.get("area")?, owner: row.get("owner")? })
    }

    /// Whether somebody who had it by the old place may have it no more.
    fn leaves(&self, old: &Place) -> bool {
        (old.household.is_some() && self.household != old.household)
            || (old.area.is_some() && self.area != old.area)
            || (old.owner.is_some() && self.owner != old.owner)
    }
}

/// When a document came to its place. The two differ for one that never changed it: such a document was where it is for as
/// long as it exists, and longer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Since {
    pub(super) entered_seq: u64,
    pub(super) moved_seq: u64,
}

impl Transaction<'_> {
    /// The place of a document as it is now: its area is its household's, if that has arrived.
    pub(super) fn place_of(&self, projection: &Projection) -> Result<Place> {
        let area = match (projection.kind, projection.household) {
            (Kind::Household, _) => projection.area.clone(),
            (_, Some(household)) => self.area_of(household)?,
            (_, None) => None,
        };
        Ok(Place { household: ids::of_document(projection.household), area, owner: ids::of_user(projection.owner) })
    }

    /// The area of a household that has arrived.
    pub(super) fn area_of(&self, household: DocId) -> Result<Option<String>> {
        let sql = "SELECT area FROM document WHERE id = ?1 AND kind = ?2";
        let area =
            self.row(sql, params![household.as_bytes(), Kind::Household.number()], |row| Ok(row.get("area")?))?;
        Ok(area.flatten())
    }

    /// Since when a kept document is in its place, if at `seq` it comes from the old one to this one. Where it was is kept
    /// for those who lose it.
    pub(super) fn move_document(&self, no: i64, old: &Place, since: Since, new: &Place, seq: u64) -> Result<Since> {
        if old == new {
            return Ok(since);
        }
        if new.leaves(old) && !planted(Mistake::ForgetsWhereItWas) {
            let sql = "INSERT OR IGNORE INTO moved_document (seq, document, household, area, owner)
                VALUES (?1, ?2, ?3, ?4, ?5)";
            self.execute(sql, params![seq, no, old.household, old.area, old.owner])?;
        }
        Ok(Since { entered_seq: seq, moved_seq: seq })
    }

    /// Brings the documents of a household to the household's area.
    pub(super) fn area_for_members(&self, household: DocId, area: Option<&str>, seq: u64) -> Result<()> {
        if planted(Mistake::LeavesMembersBehind) {
            return Ok(());
        }
        let params = params![household.as_bytes(), area, seq];
        self.execute(
            "INSERT OR IGNORE INTO moved_document (seq, document, household, area, owner)
             SELECT ?3, no, household, area, owner FROM document
             WHERE household = ?1 AND id <> ?1 AND area IS NOT NULL AND area IS NOT ?2",
            params,
        )?;
        self.execute(
            "UPDATE document SET area = ?2, entered_seq = ?3, moved_seq = ?3
             WHERE household = ?1 AND id <> ?1 AND area IS NOT ?2",
            params,
        )?;
        Ok(())
    }
}
