//! 结对帮扶, 挂钩联户.

use lianxin_model::ids::{DocId, UserId};
use rusqlite::{Row, params};

use super::failure::naming;
use super::ids;
use super::transaction::Transaction;
use crate::assignments::{Assignment, NewAssignment, Over, ReadAssignments, WriteAssignments};
use crate::{Result, StoreError, Upsert};

/// The kind of the row that stands for the area of somebody who leads. Never shown.
const ACCOUNT: &str = "account";

pub(super) fn assignment(row: &Row<'_>) -> Result<Assignment> {
    let household = ids::uuid_or_none(row, "household")?.map(|id| Over::Household(DocId(id)));
    let area = row.get::<_, Option<String>>("area")?.map(Over::Area);
    Ok(Assignment {
        user: UserId(ids::uuid(row, "user")?),
        kind: ids::assignment_kind(row, "kind")?,
        over: household.or(area).ok_or(StoreError::Corrupt("assignment"))?,
        seq: row.get("seq")?,
        ended_seq: row.get("ended_seq")?,
    })
}

fn columns(over: &Over) -> (Option<[u8; 16]>, Option<&str>) {
    match over {
        Over::Household(household) => (Some(*household.as_bytes()), None),
        Over::Area(area) => (None, Some(area)),
    }
}

impl Transaction<'_> {
    /// Makes the area of an account that leads, or of none, count as assigned to it.
    pub(super) fn lead_area(&self, user: UserId, area: Option<&str>) -> Result<()> {
        let standing: Option<String> = self.row(
            "SELECT area FROM assignment WHERE user = ?1 AND ended_seq IS NULL AND kind = 'account'",
            [user.as_bytes()],
            |row| Ok(row.get("area")?),
        )?;
        if standing.as_deref() == area {
            return Ok(());
        }
        if let Some(standing) = standing {
            self.end(user, ACCOUNT, &Over::Area(standing))?;
        }
        if let Some(area) = area {
            self.begin_assignment(user, ACCOUNT, &Over::Area(area.to_owned()))?;
        }
        Ok(())
    }

    fn standing(&self, user: UserId, kind: &str, over: &Over) -> Result<Option<u64>> {
        let (household, area) = columns(over);
        let sql = "SELECT seq FROM assignment
            WHERE user = ?1 AND ended_seq IS NULL AND kind = ?2 AND household IS ?3 AND area IS ?4";
        self.row(sql, params![user.as_bytes(), kind, household, area], |row| Ok(row.get("seq")?))
    }

    fn begin_assignment(&self, user: UserId, kind: &str, over: &Over) -> Result<u64> {
        let (household, area) = columns(over);
        let seq = self.take_numbers(1)?;
        let sql = "INSERT INTO assignment (seq, user, kind, household, area) VALUES (?1, ?2, ?3, ?4, ?5)";
        self.execute(sql, params![seq, user.as_bytes(), kind, household, area])
            .map_err(naming("assignment", "user or area"))?;
        self.settle_over(over)?;
        Ok(seq)
    }

    fn end(&self, user: UserId, kind: &str, over: &Over) -> Result<Option<u64>> {
        let Some(standing) = self.standing(user, kind, over)? else { return Ok(None) };
        let ended = self.take_numbers(1)?;
        self.execute("UPDATE assignment SET ended_seq = ?2 WHERE seq = ?1", [standing, ended])?;
        self.settle_over(over)?;
        Ok(Some(ended))
    }

    fn settle_over(&self, over: &Over) -> Result<()> {
        match over {
            Over::Household(household) => self.settle_facts(*household),
            Over::Area(_) => Ok(()),
        }
    }
}

impl ReadAssignments for Transaction<'_> {
    fn assignments(&self, user: UserId) -> Result<Vec<Assignment>> {
        let sql = "SELECT * FROM assignment
            WHERE user = ?1 AND ended_seq IS NULL AND kind <> 'account' ORDER BY seq";
        self.rows(sql, [user.as_bytes()], assignment)
    }

    fn assigned_to(&self, household: DocId) -> Result<Vec<Assignment>> {
        let sql = "WITH RECURSIVE around(code) AS (
                SELECT area FROM document WHERE id = ?1 AND area IS NOT NULL
                UNION SELECT area.parent FROM around JOIN area USING (code) WHERE area.parent IS NOT NULL
            )
            SELECT assignment.* FROM assignment
                WHERE household = ?1 AND ended_seq IS NULL
            UNION ALL
            SELECT assignment.* FROM around CROSS JOIN assignment ON assignment.area = around.code
                WHERE assignment.ended_seq IS NULL AND assignment.kind <> 'account'
            ORDER BY seq";
        self.rows(sql, [household.as_bytes()], assignment)
    }

    fn assignments_over(&self, over: &Over) -> Result<Vec<Assignment>> {
        let sql = match over {
            Over::Household(_) => "SELECT * FROM assignment WHERE household = ?1 AND ended_seq IS NULL ORDER BY seq",
            Over::Area(_) => {
                "SELECT * FROM assignment WHERE area = ?1 AND ended_seq IS NULL AND kind <> 'account' ORDER BY seq"
            }
        };
        match over {
            Over::Household(household) => self.rows(sql, [household.as_bytes()], assignment),
            Over::Area(area) => self.rows(sql, [area], assignment),
        }
    }
}

impl WriteAssignments for Transaction<'_> {
    fn assign(&mut self, new: &NewAssignment) -> Result<Upsert> {
        let kind = new.kind.word();
        if let Some(seq) = self.standing(new.user, kind, &new.over)? {
            return Ok(Upsert { seq, changed: false });
        }
        let seq = self.begin_assignment(new.user, kind, &new.over)?;
        Ok(Upsert { seq, changed: true })
    }

    fn end_assignment(&mut self, old: &NewAssignment) -> Result<Option<u64>> {
        self.end(old.user, old.kind.word(), &old.over)
    }
}
