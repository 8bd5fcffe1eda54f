//! Refused changes.

use lianxin_model::ids::{DeviceId, UserId};
use rusqlite::{Row, params};
use sha2::{Digest as _, Sha256};

use super::ids;
use super::transaction::Transaction;
use crate::Result;
use crate::quarantine::{NewRefusal, ReadQuarantine, Refusal, RefusalQuery, WriteQuarantine};

fn refusal(row: &Row<'_>) -> Result<Refusal> {
    Ok(Refusal {
        seq: row.get("seq")?,
        document: ids::document(row, "document")?,
        kind: row.get("kind")?,
        chunk: row.get("chunk")?,
        hash: row.get("hash")?,
        code: row.get("code")?,
        device: DeviceId(ids::uuid(row, "device")?),
        user: UserId(ids::uuid(row, "user")?),
        received_at_ms: row.get("received_at_ms")?,
    })
}

impl ReadQuarantine for Transaction<'_> {
    fn refusals(&self, query: &RefusalQuery) -> Result<Vec<Refusal>> {
        let sql = "WITH RECURSIVE inside(code) AS (
                SELECT ?2 UNION SELECT child.code FROM inside JOIN area AS child ON child.parent = inside.code
            )
            SELECT * FROM refusal
            WHERE (?1 IS NULL OR user = ?1) AND (?3 IS NULL OR seq < ?3)
                AND (?2 IS NULL OR user IN (SELECT id FROM user WHERE area IN (SELECT code FROM inside)))
            ORDER BY seq DESC LIMIT ?4";
        let before = query.before_seq.map(ids::number);
        self.rows(sql, params![ids::of_user(query.user), query.area, before, query.limit], refusal)
    }
}

impl WriteQuarantine for Transaction<'_> {
    fn put_refusal(&mut self, new: &NewRefusal<'_>) -> Result<u64> {
        let digest: [u8; 32] = Sha256::digest(new.chunk).into();
        let sql = "SELECT seq FROM refusal WHERE device = ?1 AND document = ?2 AND chunk_digest = ?3 AND code = ?4";
        let known = params![new.device.as_bytes(), new.document.as_bytes(), digest, new.code];
        if let Some(seq) = self.row(sql, known, |row| Ok(row.get("seq")?))? {
            return Ok(seq);
        }
        let seq = self.take_numbers(1)?;
        let sql = "INSERT INTO refusal
                (seq, document, kind, chunk, chunk_digest, hash, code, device, user, received_at_ms)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        self.execute(
            sql,
            params![
                seq,
                new.document.as_bytes(),
                new.kind,
                new.chunk,
                digest,
                new.hash,
                new.code,
                new.device.as_bytes(),
                new.user.as_bytes(),
                new.received_at_ms
            ],
        )?;
        Ok(seq)
    }
}
