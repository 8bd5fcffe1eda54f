//! What hangs on a household, counted when it is written: the last visits, open cases, contacts.
//!
//! A household that others were merged into counts what hangs on all of them; one that gave way counts its own, for readers
//! who do not see the other.

use lianxin_model::ids::{DocId, UserId};
use rusqlite::{Row, params};

use super::ids;
use super::transaction::Transaction;
use crate::Result;
use crate::facts::{Contact, Facts, ReadFacts};

/// By record; the parts of one that gave way are itself alone, since links are followed to their end. `CROSS`: from the parts,
/// which are one or two; SQLite would rather look through all open cases and assignments of the county.
pub(super) const SETTLE: &str = "WITH part(id) AS (SELECT ?1 UNION ALL SELECT id FROM document WHERE survivor = ?1),
    fact(home, seen, open, contacts) AS (SELECT
        coalesce((SELECT max((SELECT visit.date FROM document AS visit INDEXED BY document_visit_of
            WHERE visit.household = part.id AND visit.kind = 4 AND visit.class = 'home'
            ORDER BY visit.date DESC LIMIT 1)) FROM part), ''),
        coalesce((SELECT max((SELECT visit.date FROM document AS visit INDEXED BY document_visit_of
            WHERE visit.household = part.id AND visit.kind = 4 ORDER BY visit.date DESC LIMIT 1)) FROM part), ''),
        (SELECT count(*) FROM part CROSS JOIN document AS waits INDEXED BY document_open_case_of
            ON waits.household = part.id AND waits.is_open = 1),
        (SELECT count(DISTINCT assignment.user) FROM part
            CROSS JOIN assignment ON assignment.household = part.id AND assignment.ended_seq IS NULL
            CROSS JOIN user ON user.id = assignment.user AND user.disabled = 0))
    UPDATE document SET (home_day, seen_day, open_cases, contacts) = (SELECT home, seen, open, contacts FROM fact)
    WHERE id = ?1 AND kind = 1 AND (home_day, seen_day, open_cases, contacts) IS NOT (SELECT home, seen, open, contacts FROM fact)";

/// What a document counts by for its household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) household: Option<[u8; 16]>,
    pub(super) date: String,
    pub(super) class: Option<String>,
    pub(super) open: bool,
}

/// The facts in the row of a household.
pub(super) fn facts(row: &Row<'_>) -> Result<Facts> {
    let day = |text: String| Some(text).filter(|text| !text.is_empty());
    Ok(Facts {
        last_home_visit: day(row.get("home_day")?),
        last_visit: day(row.get("seen_day")?),
        open_cases: row.get("open_cases")?,
        contacts: row.get("contacts")?,
    })
}

impl Transaction<'_> {
    /// Counts anew what hangs on a household, if it is here, and on the one that goes on in its place.
    pub(super) fn settle_facts(&self, household: DocId) -> Result<()> {
        let sql = "SELECT survivor FROM document WHERE id = ?1 AND kind = 1";
        let found = self.row(sql, [household.as_bytes()], |row| ids::uuid_or_none(row, "survivor"))?;
        let Some(survivor) = found else { return Ok(()) };
        self.execute(SETTLE, [household.as_bytes()])?;
        if let Some(survivor) = survivor {
            self.execute(SETTLE, [survivor.as_bytes()])?;
        }
        Ok(())
    }

    /// The same for the households between which a document moved, or in which it counts otherwise than before.
    pub(super) fn settle_counted(&self, before: Option<&Counted>, after: &Counted) -> Result<()> {
        if before == Some(after) {
            return Ok(());
        }
        let mut households: Vec<[u8; 16]> = before.into_iter().chain([after]).filter_map(|it| it.household).collect();
        households.dedup();
        households.into_iter().try_for_each(|household| self.settle_facts(DocId(uuid::Uuid::from_bytes(household))))
    }

    /// Counts the contacts of whatever is assigned to a person, whose account opened or closed.
    pub(super) fn settle_contacts_of(&self, user: UserId) -> Result<()> {
        let sql = "SELECT DISTINCT household FROM assignment
            WHERE user = ?1 AND ended_seq IS NULL AND household IS NOT NULL";
        let households = self.rows(sql, [user.as_bytes()], |row| ids::document(row, "household"))?;
        households.into_iter().try_for_each(|household| self.settle_facts(household))
    }
}

impl ReadFacts for Transaction<'_> {
    fn facts(&self, household: DocId) -> Result<Option<Facts>> {
        let sql = "SELECT home_day, seen_day, open_cases, contacts FROM document WHERE id = ?1 AND kind = 1";
        self.row(sql, [household.as_bytes()], facts)
    }

    fn contacts(&self, household: DocId) -> Result<Vec<Contact>> {
        let sql = "WITH part(id) AS (SELECT ?1 UNION ALL SELECT id FROM document WHERE survivor = ?1)
            SELECT user.id, user.name, min(assignment.seq) AS since FROM part
            CROSS JOIN assignment ON assignment.household = part.id AND assignment.ended_seq IS NULL
            CROSS JOIN user ON user.id = assignment.user AND user.disabled = 0
            GROUP BY user.id ORDER BY since";
        self.rows(sql, params![household.as_bytes()], |row| {
            Ok(Contact { user: UserId(ids::uuid(row, "id")?), name: row.get("name")? })
        })
    }
}

#[cfg(test)]
mod tests;
