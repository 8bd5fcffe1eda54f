//! Who may see what.

use lianxin_model::ids::{DocId, UserId};
use lianxin_model::role::Role;
use rusqlite::params;

use super::ids;
use super::transaction::Transaction;
use crate::accounts::ReadAccounts as _;
use crate::areas::ReadAreas as _;
use crate::documents::ReadDocuments as _;
use crate::duties::ReadDuties as _;
use crate::scope::{ReadScope, Scope};
use crate::{Result, StoreError};

impl ReadScope for Transaction<'_> {
    fn reader_scope(&self, id: UserId) -> Result<Scope> {
        let user = self.user(id)?.ok_or(StoreError::Missing("user"))?;
        let people_of = match user.role {
            _ if user.disabled => return Ok(Scope::nothing()),
            // A place that is not known is nobody's county.
            Role::Admin if self.area(&user.area)?.is_some_and(|area| area.parent.is_none()) => {
                return Ok(Scope { owner: Some(id), ..Scope::all() });
            }
            Role::Admin | Role::Supervisor => vec![user.area],
            Role::Cadre => Vec::new(),
            Role::Auditor | Role::Collector => return Ok(Scope::nothing()),
        };
        let mut scope = Scope { owner: Some(id), people_of, ..Scope::nothing() };
        // The area of somebody who leads is among these.
        let sql = "SELECT DISTINCT household, area FROM assignment WHERE user = ?1 AND ended_seq IS NULL
            ORDER BY household, area";
        for (household, area) in self.rows(sql, [id.as_bytes()], |row| {
            Ok((ids::uuid_or_none(row, "household")?.map(DocId), row.get::<_, Option<String>>("area")?))
        })? {
            scope.households.extend(household);
            scope.areas.extend(area);
        }
        for duty in self.duties(id)? {
            scope.cases.push(duty.case);
            scope.documents.extend(duty.household);
        }
        scope.documents.sort_unstable();
        scope.documents.dedup();
        Ok(scope)
    }

    fn scope_covers(
        &self,
        user: UserId,
        household: Option<DocId>,
        area: Option<&str>,
        owner: Option<UserId>,
    ) -> Result<bool> {
        if owner == Some(user) {
            return Ok(true);
        }
        let sql = "WITH RECURSIVE around(code) AS (
                SELECT ?3 WHERE ?3 IS NOT NULL
                UNION SELECT area FROM document WHERE id = ?2 AND kind = 1 AND area IS NOT NULL
                UNION SELECT area.parent FROM around JOIN area USING (code) WHERE area.parent IS NOT NULL
            )
            SELECT EXISTS (SELECT 1 FROM assignment
                    WHERE household = ?2 AND user = ?1 AND ended_seq IS NULL)
                OR EXISTS (SELECT 1 FROM around JOIN assignment ON assignment.area = around.code
                    WHERE assignment.user = ?1 AND assignment.ended_seq IS NULL)";
        self.value(sql, params![user.as_bytes(), ids::of_document(household), area])
    }

    fn duty_covers(&self, user: UserId, document: DocId, subject: Option<DocId>) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM duty WHERE user = ?1 AND ended_seq IS NULL
            AND (subject = ?2 OR household = ?2 OR subject = ?3))";
        self.value(sql, params![user.as_bytes(), document.as_bytes(), ids::of_document(subject)])
    }

    fn in_scope(&self, user: UserId, document: DocId) -> Result<bool> {
        let Some(meta) = self.document(document)? else { return Ok(false) };
        if self.scope_covers(user, meta.household, meta.area.as_deref(), meta.owner)? {
            return Ok(true);
        }
        let sql = "SELECT subject FROM document WHERE id = ?1";
        let subject = self.row(sql, [document.as_bytes()], |row| Ok(ids::uuid_or_none(row, "subject")?.map(DocId)))?;
        self.duty_covers(user, document, subject.flatten())
    }

    fn account_within(&self, user: UserId, area: &str) -> Result<bool> {
        let sql = "WITH RECURSIVE around(code) AS (
                SELECT area FROM user WHERE id = ?1
                UNION SELECT area.parent FROM around JOIN area USING (code) WHERE area.parent IS NOT NULL
            )
            SELECT EXISTS (SELECT 1 FROM around WHERE code = ?2)";
        self.value(sql, params![user.as_bytes(), area])
    }
}
