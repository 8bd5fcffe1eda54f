//! 走访记录

use lianxin_model::ids::{DocId, Kind};
use lianxin_model::intention::Intention;

use super::cases;
use super::changes::FieldChange;
use super::households::{given, must_hold};
use super::requests::{AddVisitRequest, ListFilter, RecordVisitRequest};
use super::views::{AddedVisitView, VisitView};
use super::{drafts, read};
use crate::core::Core;
use crate::error::CoreError;
use crate::writing::{Writing, parse_heads};

/// Visits.
#[derive(Debug, Clone, Copy)]
pub struct Visits<'a> {
    pub(crate) core: &'a Core,
}

impl Visits<'_> {
    /// The visits that a filter selects, newest first.
    ///
    /// # Errors
    /// Storage.
    pub fn list(&self, filter: &ListFilter) -> Result<Vec<VisitView>, CoreError> {
        read::list(&self.core.db, Kind::Visit, filter)
    }

    /// One visit.
    ///
    /// # Errors
    /// `unknown_record`.
    pub fn show(&self, id: DocId) -> Result<VisitView, CoreError> {
        read::show(&self.core.db, Kind::Visit, id)
    }

    /// Writes a visit to a household, by its id or code, and registers the cases that it brought, in one transaction.
    ///
    /// # Errors
    /// `fields`, `unknown_record`, `not_enrolled`.
    pub fn add(&self, household: &str, request: &AddVisitRequest) -> Result<AddedVisitView, CoreError> {
        let household = self.core.household(household)?;
        let (visit, cases) = self.core.write(|writing| add(writing, household, request))?;
        let db = &self.core.db;
        Ok(AddedVisitView {
            visit: read::show(db, Kind::Visit, visit)?,
            cases: cases.into_iter().map(|id| read::show(db, Kind::Case, id)).collect::<Result<_, _>>()?,
        })
    }

    /// Records what a visit brought, all of it or nothing: the visit, its cases, and what was corrected in the household's
    /// record. The draft is gone with it; the same draft handed in again is the visit that it became.
    ///
    /// # Errors
    /// Those of [`Visits::add`], `unknown_heads`, and `already_there` where the draft was recorded and its visit has left
    /// the device since.
    pub fn record(&self, request: &RecordVisitRequest) -> Result<AddedVisitView, CoreError> {
        let household = self.core.household(&request.household)?;
        let seen = parse_heads(request.seen_heads.as_deref())?;
        let visit = self.core.write(|writing| {
            drafts::once(writing, request.draft.as_deref(), || {
                if !request.corrections.is_empty() {
                    super::change(writing, Kind::Household, household, &request.corrections, seen.as_deref())?;
                }
                Ok(add(writing, household, &request.visit)?.0)
            })
        })?;
        let db = &self.core.db;
        let visit: VisitView = read::show(db, Kind::Visit, visit)?;
        let cases = visit.fields.cases.iter().map(|id| read::show(db, Kind::Case, *id));
        Ok(AddedVisitView { cases: cases.collect::<Result<_, _>>()?, visit })
    }

    /// Changes fields of a visit; only its author may, but for the cases that hang on it.
    ///
    /// # Errors
    /// `fields`, `unknown_record`, `unknown_heads`, `not_allowed`, `not_enrolled`.
    pub fn set(
        &self,
        id: DocId,
        changes: &[FieldChange],
        seen_heads: Option<&[String]>,
    ) -> Result<VisitView, CoreError> {
        super::set(self.core, Kind::Visit, id, changes, seen_heads)?;
        read::show(&self.core.db, Kind::Visit, id)
    }
}

fn add(writing: &Writing<'_>, household: DocId, request: &AddVisitRequest) -> Result<(DocId, Vec<DocId>), CoreError> {
    must_hold(writing, household)?;
    let id = writing.new_document()?;
    let date = request.date.clone().unwrap_or_else(|| writing.today());
    let mut intentions = vec![
        Intention::set("household", household),
        Intention::set("author", writing.me.user),
        Intention::set("kind", request.kind.as_str()),
        Intention::set("date", date.as_str()),
        Intention::set("text", request.text.as_str()),
    ];
    intentions.extend(given("place", &request.place));
    intentions.extend(given("asked", &request.asked));
    intentions.extend(request.participants.iter().map(|name| Intention::add("participants", name.as_str())));
    let mut opened = Vec::with_capacity(request.cases.len());
    for case in &request.cases {
        let mut case = case.clone();
        case.source.get_or_insert_with(|| "visit".to_owned());
        case.date.get_or_insert_with(|| date.clone());
        opened.push(cases::open(writing, household, &case, Some(id))?);
    }
    intentions.extend(opened.iter().map(|case| Intention::add("cases", case.to_string())));
    writing.create(Kind::Visit, id, &intentions)?;
    Ok((id, opened))
}
