//! The one way in which somebody who leads writes records at the server.
//!
//! What they write is an edit like any other: at the heads that they were looking at, in the name of an actor of their own,
//! through the gate that devices pass, with the rights and within the bounds that a device of theirs has. It merges with what
//! phones wrote meanwhile. One request is one transaction, and the store has one writer at a time, in this process or
//! another: a document is loaded and its actor's next number taken where nobody else can take it.
//!
//! A request may come again, because its answer was lost. What is new has an id that its sender made, which is written once;
//! an edit of fields has an id of its own, which is remembered for a while.

use automerge::ChangeHash;
use lianxin_model::document::{Document, Edit, EditError, Record};
use lianxin_model::ids::{Actor, DocId, EntryId, Kind, TenantId};
use lianxin_model::intention::{FieldProblem, Intention};
use lianxin_model::projection::Projection;
use lianxin_model::rules::{self, Breach, Writer};
use lianxin_model::{limits, moment};
use lianxin_store::{NewChange, Read, Request, Row, Scope, User, Write};
use lianxin_sync::Code;
use lianxin_sync::gate::{Admission, Verdict, admit, caught};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::history::load;
use super::record::in_scope;
use crate::auth::{Bearer, Caller};
use crate::http::error::{ApiCode, ApiError};
use crate::state::AppState;
use crate::sync;

/// The version of ids that are made of a moment and randomness.
const MADE_VERSION: usize = 7;

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    /// It changed the record.
    Written,
    /// It changed nothing: it came before, or the record was so already.
    Already,
}

/// Somebody who leads, writing within one transaction.
pub(super) struct Writing<'a> {
    /// What they may see.
    pub(super) scope: Scope,
    /// Who they are.
    pub(super) user: User,
    write: &'a mut dyn Write,
    tenant: TenantId,
    actor: Actor,
    now_ms: i64,
}

impl AppState {
    /// Lets whoever shows this token write records, in one transaction: durable when this answers, and never was if `work`
    /// fails.
    ///
    /// # Errors
    /// [`ApiCode::Forbidden`] for a role that does not lead, what `work` answers, or what keeps the store from being written.
    pub(super) async fn edit_as<T: Send + 'static>(
        &self,
        bearer: Bearer,
        work: impl FnOnce(&mut Writing<'_>) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let now_ms = self.clock().now_ms();
        self.write_as(bearer, move |write, caller| work(&mut Writing::begin(write, caller, now_ms)?)).await
    }
}

impl<'a> Writing<'a> {
    /// # Errors
    /// [`ApiCode::Forbidden`] for a role that does not lead.
    pub(super) fn begin(write: &'a mut dyn Write, caller: &Caller, now_ms: i64) -> Result<Self, ApiError> {
        if !caller.user.role.leads() {
            return Err(ApiCode::Forbidden.into());
        }
        let county = write.county()?;
        let actor = Actor::of_user_since(county.tenant, county.epoch, caller.user.id);
        Ok(Self {
            scope: caller.scope(&*write)?,
            user: caller.user.clone(),
            tenant: county.tenant,
            actor,
            now_ms,
            write,
        })
    }

    /// The store as this transaction leaves it.
    pub(super) fn read(&self) -> &dyn Read {
        &*self.write
    }

    /// Today in China, as it is stored.
    ///
    /// # Errors
    /// [`ApiCode::Internal`] where the server's clock is beyond the calendar.
    pub(super) fn today(&self) -> Result<moment::Date, ApiError> {
        moment::day_in_china(self.now_ms).ok_or_else(|| ApiCode::Internal.into())
    }

    /// The row of a record that they may see.
    ///
    /// # Errors
    /// [`ApiCode::NotFound`], also for what they may not see.
    pub(super) fn row(&self, kind: Kind, id: DocId) -> Result<Row, ApiError> {
        in_scope(self.read(), &self.scope, kind, id)
    }

    /// A document that they may see, as it is now.
    ///
    /// # Errors
    /// [`ApiCode::NotFound`], also for what they may not see.
    pub(super) fn open(&self, kind: Kind, id: DocId) -> Result<Document, ApiError> {
        self.row(kind, id)?;
        load(self.read(), kind, id)
    }

    /// Edits a record at the heads that they were looking at, the newest where none are given.
    ///
    /// # Errors
    /// [`ApiCode::NotFound`], [`ApiCode::UnknownHeads`], [`ApiCode::BadFields`], [`ApiCode::NotAllowed`],
    /// [`ApiCode::EditRefused`].
    pub(super) fn edit(
        &mut self,
        kind: Kind,
        id: DocId,
        seen: Option<&[ChangeHash]>,
        intentions: &[Intention],
    ) -> Result<Done, ApiError> {
        let document = self.open(kind, id)?;
        self.apply(&document, seen, intentions)
    }

    /// The same, once: a request with this id that was carried out before changes nothing.
    ///
    /// # Errors
    /// As [`Writing::edit`], and [`ApiCode::IdTaken`] where the id was another request's: of somebody else, or with other words,
    /// which would be lost unseen.
    pub(super) fn edit_once(
        &mut self,
        request: Uuid,
        (kind, id): (Kind, DocId),
        seen: &[ChangeHash],
        intentions: &[Intention],
    ) -> Result<Done, ApiError> {
        self.row(kind, id)?;
        let digest = digest(intentions)?;
        if let Some(before) = self.read().request(request)? {
            let same = before.user == self.user.id && before.document == id && before.digest == digest;
            return if same { Ok(Done::Already) } else { Err(ApiCode::IdTaken.into()) };
        }
        made("id", request)?;
        let done = self.edit(kind, id, Some(seen), intentions)?;
        let at_s = self.now_ms.div_euclid(1_000);
        let kept = Request { id: request, user: self.user.id, document: id, digest, at_s };
        self.write.put_request(&kept, at_s - limits::REQUESTS_REMEMBERED_SECONDS)?;
        Ok(done)
    }

    /// Makes a new record under an id that its sender made. The same again, of the same person, changes nothing; other words
    /// under that id are refused, or they would be lost unseen.
    ///
    /// # Errors
    /// [`ApiCode::IdTaken`] where the id is another record's, and as [`Writing::edit`].
    pub(super) fn create(&mut self, kind: Kind, id: DocId, intentions: &[Intention]) -> Result<Done, ApiError> {
        if let Some(present) = self.read().document(id)? {
            let seen = present.kind == kind && self.read().show(id, &self.scope)?.is_some();
            return if seen && self.began(kind, id, intentions)? {
                Ok(Done::Already)
            } else {
                Err(ApiCode::IdTaken.into())
            };
        }
        made("id", id.0)?;
        self.apply(&Document::new(kind, id), None, intentions)
    }

    /// Does something in part of the transaction: what it wrote is undone where it fails, and the rest stands.
    ///
    /// # Errors
    /// What `work` answers.
    pub(super) fn attempt<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, ApiError>) -> Result<T, ApiError> {
        self.write.savepoint()?;
        let outcome = work(self);
        match &outcome {
            Ok(_) => self.write.release()?,
            Err(_) => self.write.rollback_to()?,
        }
        outcome
    }

    /// Whether they wrote the first change of a document, and it said just this.
    fn began(&self, kind: Kind, id: DocId, intentions: &[Intention]) -> Result<bool, ApiError> {
        let changes = self.read().changes_since(id, 0)?;
        let Some(first) = changes.first() else { return Ok(false) };
        let authors = self.read().authors(&[first.actor])?;
        if authors.first().is_none_or(|author| author.user != self.user.id) {
            return Ok(false);
        }
        let edit = Edit { actor: self.actor, at: None, time_s: 0, intentions, lenient: false };
        let mut meant = Document::new(kind, id);
        meant.edit(&edit).map_err(unwritten)?;
        let then = as_seen(&load(self.read(), kind, id)?, &[ChangeHash(first.hash)])?;
        Ok(then.fields == meant.record().fields)
    }

    fn apply(
        &mut self,
        before: &Document,
        seen: Option<&[ChangeHash]>,
        intentions: &[Intention],
    ) -> Result<Done, ApiError> {
        let time_s = self.now_ms.div_euclid(1_000);
        let edit = Edit { actor: self.actor, at: seen, time_s, intentions, lenient: false };
        let Some(written) = before.clone().edit(&edit).map_err(unwritten)? else { return Ok(Done::Already) };
        let document = self.admitted(before, &written.chunk)?;
        let row = caught(|| Projection::of(&document)).ok_or(ApiCode::Internal)?;
        if let Some(code) = sync::may_leave(self.read(), self.tenant, &self.user, &row)? {
            return Err(refused(&code));
        }
        self.write.put_actor(self.actor, self.user.id, None)?;
        let change = NewChange { hash: written.hash.0, actor: self.actor, handed_in: None, bytes: &written.chunk };
        self.write.append(&row, &[change])?;
        Ok(Done::Written)
    }

    /// The document after a change that passed the gate.
    fn admitted(&self, before: &Document, chunk: &[u8]) -> Result<Document, ApiError> {
        let writer = Writer { user: self.user.id, leads: self.user.role.leads() };
        let mut automerge = before.automerge().clone();
        let mut admission = Admission {
            actor_allowed: &|actor| actor == self.actor,
            check: &mut |state, change| {
                rules::check(before.kind(), state, change, writer).map_err(|breach| match breach {
                    Breach::Schema => Code::Schema,
                    Breach::TooLong => Code::ValueTooLong,
                    Breach::NotAllowed => Code::NotAllowed,
                })
            },
            thorough: true,
            document_bytes: before.save_nocompress().len(),
        };
        match admit(&mut automerge, chunk, &mut admission) {
            Verdict::Accepted(_) => Ok(before.with_automerge(automerge)),
            Verdict::Refused { code, .. } => Err(refused(&code)),
            // It was made a moment ago, of a document that this transaction alone writes.
            Verdict::Known { .. } => Err(ApiCode::Internal.into()),
        }
    }
}

/// The heads that a request names.
///
/// # Errors
/// [`ApiCode::UnknownHeads`].
pub(super) fn heads(texts: &[String]) -> Result<Vec<ChangeHash>, ApiError> {
    if texts.is_empty() || texts.len() > limits::CHANGE_DEPS_MAX {
        return Err(ApiCode::UnknownHeads.into());
    }
    texts.iter().map(|text| text.parse().map_err(|_| ApiCode::UnknownHeads.into())).collect()
}

/// A record as it was at the heads that somebody was looking at.
///
/// # Errors
/// [`ApiCode::UnknownHeads`].
pub(super) fn as_seen(document: &Document, seen: &[ChangeHash]) -> Result<Record, ApiError> {
    Ok(document.at(seen).map_err(unwritten)?.record())
}

/// The id of a step that a request brings.
///
/// # Errors
/// [`ApiCode::BadFields`] for one that is not made of a moment and randomness (UUIDv7).
pub(super) fn entry(id: EntryId) -> Result<EntryId, ApiError> {
    made("id", id.0).map(|()| id)
}

/// What is wrong with fields of a request.
pub(super) fn unfit(problems: &[FieldProblem]) -> ApiError {
    problems.iter().fold(ApiCode::BadFields.into(), |error: ApiError, wrong| error.problem(&wrong.field, wrong.problem))
}

/// What an edit asks for, in short.
fn digest(intentions: &[Intention]) -> Result<[u8; 32], ApiError> {
    let said = serde_json::to_vec(intentions).map_err(|_| ApiCode::Internal)?;
    Ok(Sha256::digest(said).into())
}

/// Ids of another kind are made of what they stand for: nobody takes the place of what comes later.
fn made(field: &str, id: Uuid) -> Result<(), ApiError> {
    let made = id.get_version_num() == MADE_VERSION;
    if made { Ok(()) } else { Err(ApiError::from(ApiCode::BadFields).field(field, "not_an_id")) }
}

fn unwritten(error: EditError) -> ApiError {
    match error {
        EditError::Fields(problems) => unfit(&problems),
        EditError::UnknownHeads => ApiCode::UnknownHeads.into(),
        error @ EditError::Refused(_) => {
            tracing::error!(%error, "a record could not be edited");
            ApiCode::Internal.into()
        }
    }
}

/// What the gate says, as it is answered.
fn refused(code: &Code) -> ApiError {
    match code {
        Code::OutOfScope => ApiCode::NotFound.into(),
        Code::NotAllowed => ApiCode::NotAllowed.into(),
        code => {
            let error = ApiError::from(ApiCode::EditRefused).detail("reason", code.word());
            error.detail("message", code.zh()).detail("message_en", code.en())
        }
    }
}

#[cfg(test)]
mod tests;
