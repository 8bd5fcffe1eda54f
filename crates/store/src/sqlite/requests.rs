//! Requests that were carried out.

use lianxin_model::ids::UserId;
use rusqlite::{Row, params};
use uuid::Uuid;

use super::failure::naming;
use super::ids;
use super::transaction::Transaction;
use crate::Result;
use crate::requests::{ReadRequests, Request, WriteRequests};

fn request(row: &Row<'_>) -> Result<Request> {
    Ok(Request {
        id: ids::uuid(row, "id")?,
        user: UserId(ids::uuid(row, "user")?),
        document: ids::document(row, "document")?,
        digest: ids::hash(row, "digest")?,
        at_s: row.get("at_s")?,
    })
}

impl ReadRequests for Transaction<'_> {
    fn request(&self, id: Uuid) -> Result<Option<Request>> {
        self.row("SELECT * FROM request WHERE id = ?1", [id.as_bytes()], request)
    }
}

impl WriteRequests for Transaction<'_> {
    fn put_request(&mut self, request: &Request, forget_before_s: i64) -> Result<()> {
        self.execute("DELETE FROM request WHERE at_s < ?1", [forget_before_s])?;
        let sql = "INSERT INTO request (id, user, document, digest, at_s) VALUES (?1, ?2, ?3, ?4, ?5)";
        let (id, user, document) = (request.id.as_bytes(), request.user.as_bytes(), request.document.as_bytes());
        self.execute(sql, params![id, user, document, request.digest, request.at_s])
            .map_err(naming("request", "user"))?;
        Ok(())
    }
}
