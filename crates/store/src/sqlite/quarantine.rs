//! Refused changes, and what became of them.

use lianxin_model::ids::{DeviceId, DocId, UserId};
use rusqlite::{Row, params};
use sha2::{Digest as _, Sha256};

use super::ids;
use super::transaction::Transaction;
use crate::quarantine::{
    Decided, Decision, NewRefusal, ReadQuarantine, Refusal, RefusalOutcome, RefusalQuery, RefusalState, RefusedPlace,
    WriteQuarantine,
};
use crate::{Result, StoreError};

fn state(row: &Row<'_>) -> Result<RefusalState> {
    RefusalState::from_word(&row.get::<_, String>("state")?).ok_or(StoreError::Corrupt("refusal"))
}

fn refusal(row: &Row<'_>) -> Result<Refusal> {
    let decided = match ids::uuid_or_none(row, "decided_by")? {
        Some(by) => Some(Decided { by: UserId(by), at_ms: row.get("decided_at_ms")?, reason: row.get("reason")? }),
        None => None,
    };
    Ok(Refusal {
        seq: row.get("seq")?,
        document: ids::document(row, "document")?,
        kind: row.get("kind")?,
        chunk: row.get("chunk")?,
        hash: row.get("hash")?,
        code: row.get("code")?,
        state: state(row)?,
        place: RefusedPlace {
            household: ids::uuid_or_none(row, "household")?.map(DocId),
            area: row.get("area")?,
            owner: ids::uuid_or_none(row, "owner")?.map(UserId),
        },
        device: DeviceId(ids::uuid(row, "device")?),
        frame_counter: row.get("frame_counter")?,
        user: UserId(ids::uuid(row, "user")?),
        received_at_ms: row.get("received_at_ms")?,
        decided,
    })
}

fn outcome(row: &Row<'_>) -> Result<RefusalOutcome> {
    Ok(RefusalOutcome {
        document: ids::document(row, "document")?,
        hash: ids::hash(row, "hash")?,
        state: state(row)?,
        by: UserId(ids::uuid(row, "decided_by")?),
        at_ms: row.get("decided_at_ms")?,
    })
}

impl ReadQuarantine for Transaction<'_> {
    fn refusals(&self, query: &RefusalQuery) -> Result<Vec<Refusal>> {
        // A state in words of its own lets SQLite take the small index of what waits.
        let state = match query.state {
            None => String::new(),
            Some(state) => format!("AND state = '{}'", state.word()),
        };
        let sql = format!(
            "WITH RECURSIVE inside(code) AS (
                SELECT ?2 UNION SELECT child.code FROM inside JOIN area AS child ON child.parent = inside.code
            )
            SELECT * FROM refusal
            WHERE (?1 IS NULL OR user = ?1) AND (?3 IS NULL OR seq < ?3) {state}
                AND (?2 IS NULL OR user IN (SELECT id FROM user WHERE area IN (SELECT code FROM inside)))
            ORDER BY seq DESC LIMIT ?4"
        );
        let before = query.before_seq.map(ids::number);
        self.rows(&sql, params![ids::of_user(query.user), query.area, before, query.limit], refusal)
    }

    fn refusal(&self, seq: u64) -> Result<Option<Refusal>> {
        self.row("SELECT * FROM refusal WHERE seq = ?1", [ids::number(seq)], refusal)
    }

    fn in_review(&self, device: DeviceId, document: DocId) -> Result<Vec<Refusal>> {
        let sql = "SELECT * FROM refusal WHERE device = ?1 AND document = ?2 AND state = 'review' ORDER BY seq";
        self.rows(sql, params![device.as_bytes(), document.as_bytes()], refusal)
    }

    fn outcomes_since(&self, device: DeviceId, base: u64) -> Result<Vec<RefusalOutcome>> {
        let sql = "SELECT * FROM refusal WHERE device = ?1 AND decided_seq > ?2 AND hash IS NOT NULL
            ORDER BY decided_seq, seq";
        self.rows(sql, params![device.as_bytes(), ids::number(base)], outcome)
    }

    fn refusals_waiting(&self, device: DeviceId) -> Result<u32> {
        let sql = "SELECT count(*) FROM refusal WHERE device = ?1 AND state IN ('refused', 'review')";
        self.value(sql, [device.as_bytes()])
    }

    fn refused_bytes(&self, device: DeviceId) -> Result<u64> {
        self.value("SELECT coalesce(sum(length(chunk)), 0) FROM refusal WHERE device = ?1", [device.as_bytes()])
    }
}

impl Transaction<'_> {
    /// The same chunk was refused once more: its device made the same edit again, or never heard what became of it.
    fn refused_again(&self, seq: u64, stands: RefusalState, state: RefusalState) -> Result<()> {
        match stands {
            RefusalState::Refused | RefusalState::Review => Ok(()),
            // Made again it says the same, and is in the way of the same rule: it waits again.
            RefusalState::Released => self.execute_on(
                "refusal",
                "UPDATE refusal SET state = ?2, decided_by = NULL, decided_at_ms = NULL, reason = NULL, decided_seq = NULL
                 WHERE seq = ?1",
                params![ids::number(seq), state.word()],
            ),
            // The word stands, and is told again.
            RefusalState::Declined | RefusalState::Accepted => {
                let decided_seq = self.take_numbers(1)?;
                let sql = "UPDATE refusal SET decided_seq = ?2 WHERE seq = ?1";
                self.execute_on("refusal", sql, params![ids::number(seq), ids::number(decided_seq)])
            }
        }
    }
}

impl WriteQuarantine for Transaction<'_> {
    fn put_refusal(&mut self, new: &NewRefusal<'_>) -> Result<u64> {
        let digest: [u8; 32] = Sha256::digest(new.chunk).into();
        let state = if new.in_review { RefusalState::Review } else { RefusalState::Refused };
        let sql =
            "SELECT seq, state FROM refusal WHERE device = ?1 AND document = ?2 AND chunk_digest = ?3 AND code = ?4";
        let known = params![new.device.as_bytes(), new.document.as_bytes(), digest, new.code];
        if let Some((seq, stands)) = self.row(sql, known, |row| Ok((row.get("seq")?, self::state(row)?)))? {
            self.refused_again(seq, stands, state)?;
            return Ok(seq);
        }
        let seq = self.take_numbers(1)?;
        let sql = "INSERT INTO refusal
                (seq, document, kind, chunk, chunk_digest, hash, code, device, user, received_at_ms, state,
                    frame_counter, household, area, owner)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
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
                new.received_at_ms,
                state.word(),
                ids::number(new.frame_counter),
                ids::of_document(new.place.and_then(|place| place.household)),
                new.place.and_then(|place| place.area.as_deref()),
                ids::of_user(new.place.and_then(|place| place.owner)),
            ],
        )?;
        Ok(seq)
    }

    fn decide(&mut self, refusals: &[u64], decision: &Decision<'_>) -> Result<u64> {
        let decided_seq = self.take_numbers(1)?;
        let sql = "UPDATE refusal
            SET state = ?2, decided_by = ?3, decided_at_ms = ?4, reason = ?5, decided_seq = ?6
            WHERE seq = ?1 AND decided_seq IS NULL";
        for seq in refusals {
            let by = decision.by;
            self.execute_on(
                "refusal",
                sql,
                params![
                    ids::number(*seq),
                    decision.state.word(),
                    by.as_bytes(),
                    decision.at_ms,
                    decision.reason,
                    decided_seq
                ],
            )?;
        }
        Ok(decided_seq)
    }
}
