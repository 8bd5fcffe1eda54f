//! 台账事项

use lianxin_model::course;
use lianxin_model::ids::{DocId, EntryId, Kind};
use lianxin_model::intention::Intention;
use lianxin_model::step::{self, Step};

use super::changes::FieldChange;
use super::households::{given, must_hold, of_new};
use super::requests::{CaseEventRequest, ListFilter, OpenCaseRequest};
use super::views::{CaseView, DueCaseView};
use super::{drafts, read, today};
use crate::core::Core;
use crate::error::CoreError;
use crate::storage::meta;
use crate::writing::{Writing, parse_heads, record_at};

/// Cases.
#[derive(Debug, Clone, Copy)]
pub struct Cases<'a> {
    pub(crate) core: &'a Core,
}

impl Cases<'_> {
    /// The cases that a filter selects, newest first.
    ///
    /// # Errors
    /// Storage.
    pub fn list(&self, filter: &ListFilter) -> Result<Vec<CaseView>, CoreError> {
        read::list(&self.core.db, Kind::Case, filter)
    }

    /// The same as a ledger lists them: whose they are and how long they may wait, the most urgent first.
    ///
    /// # Errors
    /// Storage.
    pub fn rows(&self, filter: &ListFilter) -> Result<Vec<DueCaseView>, CoreError> {
        today::case_rows(self.core, filter)
    }

    /// One case.
    ///
    /// # Errors
    /// `unknown_record`.
    pub fn show(&self, id: DocId) -> Result<CaseView, CoreError> {
        read::show(&self.core.db, Kind::Case, id)
    }

    /// Registers a case of a household, by its id or code.
    ///
    /// # Errors
    /// `fields`, `unknown_record`, `not_enrolled`.
    pub fn open(&self, household: &str, request: &OpenCaseRequest) -> Result<CaseView, CoreError> {
        self.record(None, household, request)
    }

    /// The same of a draft, which is gone with it; the same draft handed in again is the case that it became.
    ///
    /// # Errors
    /// As [`Cases::open`], and `already_there` where that case has left the device since.
    pub fn record(
        &self,
        draft: Option<&str>,
        household: &str,
        request: &OpenCaseRequest,
    ) -> Result<CaseView, CoreError> {
        let household = self.core.household(household)?;
        let id = self.core.write(|writing| drafts::once(writing, draft, || open(writing, household, request, None)))?;
        self.show(id)
    }

    /// The steps that make sense next for this person, as words, the likeliest first.
    ///
    /// # Errors
    /// `unknown_record`, `not_enrolled`.
    pub fn next(&self, id: DocId) -> Result<Vec<String>, CoreError> {
        let me = meta::me(&self.core.db)?.ok_or(CoreError::NotEnrolled)?;
        let case = self.show(id)?.fields;
        let steps = course::next(case.status, case.status_conflict, me.leads);
        Ok(steps.into_iter().map(str::to_owned).collect())
    }

    /// Writes the next step of a case, after those that the person saw last.
    ///
    /// # Errors
    /// `fields`, `unknown_record`, `unknown_heads`, `not_allowed` (only those who lead assign), `not_enrolled`.
    pub fn step(
        &self,
        id: DocId,
        request: &CaseEventRequest,
        seen_heads: Option<&[String]>,
    ) -> Result<CaseView, CoreError> {
        let seen = parse_heads(seen_heads)?;
        self.core.write(|writing| {
            let record = record_at(&writing.open(Kind::Case, id)?, seen.as_deref())?;
            let step = step(writing, request, &step::last_seen(&record))?;
            writing.edit(Kind::Case, id, seen.as_deref(), &[step])
        })?;
        self.show(id)
    }

    /// Changes fields of a case; deadline and lead only by those who lead.
    ///
    /// # Errors
    /// `fields`, `unknown_record`, `unknown_heads`, `not_allowed`, `not_enrolled`.
    pub fn set(
        &self,
        id: DocId,
        changes: &[FieldChange],
        seen_heads: Option<&[String]>,
    ) -> Result<CaseView, CoreError> {
        super::set(self.core, Kind::Case, id, changes, seen_heads)?;
        self.show(id)
    }
}

/// Registers a case, with its first step.
pub(super) fn open(
    writing: &Writing<'_>,
    household: DocId,
    request: &OpenCaseRequest,
    visit: Option<DocId>,
) -> Result<DocId, CoreError> {
    must_hold(writing, household)?;
    let id = writing.new_document()?;
    let date = request.date.clone().unwrap_or_else(|| writing.today());
    let mut intentions = vec![
        Intention::set("household", household),
        Intention::set("author", writing.me.user),
        Intention::set("ledger", request.ledger.as_str()),
        Intention::set("title", request.title.as_str()),
        Intention::set("text", request.text.as_str()),
        Intention::set("date", date.as_str()),
    ];
    intentions.extend(given("source", &request.source));
    intentions.extend(of_new(Kind::Case, id, &request.fields)?);
    let registered =
        CaseEventRequest { kind: "registered".to_owned(), date: Some(date), visit, ..CaseEventRequest::default() };
    intentions.push(step(writing, &registered, &[])?);
    writing.create(Kind::Case, id, &intentions)?;
    Ok(id)
}

fn step(writing: &Writing<'_>, request: &CaseEventRequest, after: &[EntryId]) -> Result<Intention, CoreError> {
    let step = Step {
        kind: request.kind.clone(),
        text: request.text.clone(),
        date: request.date.clone().unwrap_or_else(|| writing.today()),
        to: request.to.clone(),
        satisfied: request.satisfied,
        visit: request.visit,
    };
    Ok(step.intention(writing.new_entry()?, writing.me.user, after))
}
