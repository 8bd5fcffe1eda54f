//! 帮扶 / 救助

use lianxin_model::ids::{DocId, Kind};
use lianxin_model::intention::Intention;

use super::changes::FieldChange;
use super::households::{given, must_hold, of_new};
use super::read;
use super::requests::{AddAssistanceRequest, ListFilter};
use super::views::AssistanceView;
use crate::core::Core;
use crate::error::CoreError;
use crate::writing::Writing;

/// What households were given.
#[derive(Debug, Clone, Copy)]
pub struct Assistance<'a> {
    pub(crate) core: &'a Core,
}

impl Assistance<'_> {
    /// The assistance that a filter selects, newest first.
    ///
    /// # Errors
    /// Storage.
    pub fn list(&self, filter: &ListFilter) -> Result<Vec<AssistanceView>, CoreError> {
        read::list(&self.core.db, Kind::Assistance, filter)
    }

    /// One record.
    ///
    /// # Errors
    /// `unknown_record`.
    pub fn show(&self, id: DocId) -> Result<AssistanceView, CoreError> {
        read::show(&self.core.db, Kind::Assistance, id)
    }

    /// Records what a household, by its id or code, was given.
    ///
    /// # Errors
    /// `fields`, `unknown_record`, `not_enrolled`.
    pub fn add(&self, household: &str, request: &AddAssistanceRequest) -> Result<AssistanceView, CoreError> {
        let household = self.core.household(household)?;
        let id = self.core.write(|writing| add(writing, household, request))?;
        read::show(&self.core.db, Kind::Assistance, id)
    }

    /// Changes fields; only the author may.
    ///
    /// # Errors
    /// `fields`, `unknown_record`, `unknown_heads`, `not_allowed`, `not_enrolled`.
    pub fn set(
        &self,
        id: DocId,
        changes: &[FieldChange],
        seen_heads: Option<&[String]>,
    ) -> Result<AssistanceView, CoreError> {
        super::set(self.core, Kind::Assistance, id, changes, seen_heads)?;
        read::show(&self.core.db, Kind::Assistance, id)
    }
}

fn add(writing: &Writing<'_>, household: DocId, request: &AddAssistanceRequest) -> Result<DocId, CoreError> {
    must_hold(writing, household)?;
    let id = writing.new_document()?;
    let date = request.date.clone().unwrap_or_else(|| writing.today());
    let mut intentions = vec![
        Intention::set("household", household),
        Intention::set("author", writing.me.user),
        Intention::set("kind", request.kind.as_str()),
        Intention::set("date", date),
    ];
    intentions.extend(given("source", &request.source));
    intentions.extend(given("text", &request.text));
    let amount = request.amount.as_deref().map(|amount| FieldChange::set("amount_fen", amount));
    intentions.extend(of_new(Kind::Assistance, id, amount.as_slice())?);
    writing.create(Kind::Assistance, id, &intentions)?;
    Ok(id)
}
