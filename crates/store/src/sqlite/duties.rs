//! Duties, as the documents that they come from say.

use lianxin_model::ids::{DocId, Kind, UserId};
use lianxin_model::projection::Projection;
use rusqlite::{Row, params};
use uuid::Uuid;

use super::ids;
use super::placing::Place;
use super::transaction::Transaction;
use crate::Result;
use crate::duties::{Duty, ReadDuties};

fn duty(row: &Row<'_>) -> Result<Duty> {
    Ok(Duty {
        user: UserId(ids::uuid(row, "user")?),
        case: ids::document(row, "subject")?,
        household: ids::uuid_or_none(row, "household")?.map(DocId),
        seq: row.get("seq")?,
    })
}

impl Transaction<'_> {
    /// Brings the duties to what a case says. They take numbers of their own, so that a device notices those that begin and
    /// end by a change which it holds already. A case of another household is another duty: another document comes with it.
    pub(super) fn settle_duties(&self, projection: &Projection, place: &Place) -> Result<()> {
        if projection.kind != Kind::Case {
            return Ok(());
        }
        let case = projection.id.as_bytes();
        let sql = "SELECT * FROM duty WHERE subject = ?1 AND ended_seq IS NULL ORDER BY seq";
        let household = place.household.map(|id| DocId(Uuid::from_bytes(id)));
        let (stay, end): (Vec<Duty>, Vec<Duty>) = self
            .rows(sql, [case], duty)?
            .into_iter()
            .partition(|duty| duty.household == household && projection.duties.contains(&duty.user));
        for ended in end {
            let at = self.take_numbers(1)?;
            self.execute("UPDATE duty SET ended_seq = ?2 WHERE seq = ?1", params![ended.seq, at])?;
        }
        let stays = |user: &UserId| stay.iter().any(|duty| duty.user == *user);
        for user in projection.duties.iter().filter(|user| !stays(user)) {
            let seq = self.take_numbers(1)?;
            let sql = "INSERT INTO duty (seq, user, subject, household) VALUES (?1, ?2, ?3, ?4)";
            self.execute(sql, params![seq, user.as_bytes(), case, place.household])?;
        }
        Ok(())
    }
}

impl ReadDuties for Transaction<'_> {
    fn duties(&self, user: UserId) -> Result<Vec<Duty>> {
        let sql = "SELECT * FROM duty WHERE user = ?1 AND ended_seq IS NULL ORDER BY seq";
        self.rows(sql, [user.as_bytes()], duty)
    }
}
