//! What administrators did.

use lianxin_model::ids::UserId;
use rusqlite::{Row, params};

use super::failure::naming;
use super::ids;
use super::transaction::Transaction;
use crate::Result;
use crate::acts::{Act, NewAct, ReadActs, WriteActs};

fn act(row: &Row<'_>) -> Result<Act> {
    Ok(Act {
        seq: row.get("seq")?,
        at_ms: row.get("at_ms")?,
        user: ids::uuid_or_none(row, "user")?.map(UserId),
        act: row.get("act")?,
        detail: row.get("detail")?,
    })
}

impl ReadActs for Transaction<'_> {
    fn acts(&self, before_seq: Option<u64>, limit: u32) -> Result<Vec<Act>> {
        let sql = "SELECT * FROM admin_act WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2";
        self.rows(sql, params![before_seq.map_or(i64::MAX, ids::number), limit], act)
    }
}

impl WriteActs for Transaction<'_> {
    fn put_act(&mut self, new: &NewAct<'_>) -> Result<u64> {
        let seq = self.take_numbers(1)?;
        let sql = "INSERT INTO admin_act (seq, at_ms, user, act, detail) VALUES (?1, ?2, ?3, ?4, ?5)";
        self.execute(sql, params![seq, new.at_ms, ids::of_user(new.user), new.act, new.detail])
            .map_err(naming("act", "user"))?;
        Ok(seq)
    }
}
