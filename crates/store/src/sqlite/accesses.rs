//! Who was shown what is masked, who exported and who printed.

use lianxin_model::ids::{DocId, Kind, UserId};
use rusqlite::{Row, named_params, params};

use super::failure::naming;
use super::ids;
use super::transaction::Transaction;
use crate::accesses::{Access, AccessKind, AccessQuery, NewAccess, ReadAccesses, WriteAccesses};
use crate::{Result, StoreError};

const CONDITION: &str = "(:user IS NULL OR access_log.user = :user)
    AND (:kind IS NULL OR access_log.kind = :kind)
    AND (:document IS NULL OR document = :document)
    AND (:from_ms IS NULL OR at_ms >= :from_ms)
    AND (:before_ms IS NULL OR at_ms < :before_ms)
    AND (:within IS NULL OR access_log.user IN (SELECT user.id FROM user WHERE user.area IN (
        WITH RECURSIVE inside(code) AS (SELECT :within
            UNION SELECT child.code FROM inside JOIN area AS child ON child.parent = inside.code)
        SELECT code FROM inside)))";

fn access(row: &Row<'_>) -> Result<Access> {
    let kind: String = row.get("kind")?;
    let document_kind: Option<u32> = row.get("document_kind")?;
    Ok(Access {
        seq: row.get("seq")?,
        what: NewAccess {
            at_ms: row.get("at_ms")?,
            user: UserId(ids::uuid(row, "user")?),
            kind: AccessKind::from_word(&kind).ok_or(StoreError::Corrupt("access"))?,
            document: ids::uuid_or_none(row, "document")?.map(DocId),
            document_kind: document_kind.and_then(Kind::from_number),
            area: row.get("area")?,
            field: row.get("field")?,
            list: row.get("list")?,
            query: row.get("query")?,
            rows: row.get("row_count")?,
            reason: row.get("reason")?,
        },
    })
}

impl ReadAccesses for Transaction<'_> {
    fn accesses(&self, query: &AccessQuery) -> Result<Vec<Access>> {
        let sql =
            format!("SELECT * FROM access_log WHERE {CONDITION} AND seq < :before_seq ORDER BY seq DESC LIMIT :limit");
        let values = named_params! {
            ":user": ids::of_user(query.user),
            ":kind": query.kind.map(AccessKind::word),
            ":document": ids::of_document(query.document),
            ":from_ms": query.from_ms,
            ":before_ms": query.before_ms,
            ":within": query.within,
            ":before_seq": query.before_seq.map_or(i64::MAX, ids::number),
            ":limit": query.limit,
        };
        self.rows(&sql, values, access)
    }

    fn count_accesses(&self, query: &AccessQuery) -> Result<u64> {
        let values = named_params! {
            ":user": ids::of_user(query.user),
            ":kind": query.kind.map(AccessKind::word),
            ":document": ids::of_document(query.document),
            ":from_ms": query.from_ms,
            ":before_ms": query.before_ms,
            ":within": query.within,
        };
        self.value(&format!("SELECT count(*) FROM access_log WHERE {CONDITION}"), values)
    }
}

impl WriteAccesses for Transaction<'_> {
    fn put_access(&mut self, new: &NewAccess) -> Result<u64> {
        let seq = self.take_numbers(1)?;
        let sql = "INSERT INTO access_log
            (seq, at_ms, user, kind, document, document_kind, area, field, list, query, row_count, reason)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
        let values = params![
            seq,
            new.at_ms,
            new.user.as_bytes(),
            new.kind.word(),
            ids::of_document(new.document),
            new.document_kind.map(Kind::number),
            new.area,
            new.field,
            new.list,
            new.query,
            new.rows.map(ids::number),
            new.reason,
        ];
        self.execute(sql, values).map_err(naming("access", "user"))?;
        Ok(seq)
    }
}
