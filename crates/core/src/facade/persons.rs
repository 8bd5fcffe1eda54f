//! 人

use lianxin_model::check::{self, Problem};
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::intention::Intention;

use super::changes::{FieldChange, problem};
use super::households::{HEAD_RELATION, given, of_new};
use super::read;
use super::requests::{AddPersonRequest, ListFilter};
use super::views::PersonView;
use crate::core::Core;
use crate::error::CoreError;
use crate::writing::Writing;

/// People of households.
#[derive(Debug, Clone, Copy)]
pub struct Persons<'a> {
    pub(crate) core: &'a Core,
}

impl Persons<'_> {
    /// The people that a filter selects, by household.
    ///
    /// # Errors
    /// Storage.
    pub fn list(&self, filter: &ListFilter) -> Result<Vec<PersonView>, CoreError> {
        read::list(&self.core.db, Kind::Person, filter)
    }

    /// One person.
    ///
    /// # Errors
    /// `unknown_record`.
    pub fn show(&self, id: DocId) -> Result<PersonView, CoreError> {
        read::show(&self.core.db, Kind::Person, id)
    }

    /// Registers a person and adds them to the household, by its id or code, in one transaction.
    ///
    /// # Errors
    /// `fields`, `unknown_record`, `already_there`, `not_enrolled`.
    pub fn add(&self, household: &str, request: &AddPersonRequest) -> Result<PersonView, CoreError> {
        let household = self.core.household(household)?;
        let id = self.core.write(|writing| add(writing, household, request))?;
        read::show(&self.core.db, Kind::Person, id)
    }

    /// Changes fields of a person.
    ///
    /// # Errors
    /// `fields`, `unknown_record`, `unknown_heads`, `not_enrolled`.
    pub fn set(
        &self,
        id: DocId,
        changes: &[FieldChange],
        seen_heads: Option<&[String]>,
    ) -> Result<PersonView, CoreError> {
        super::set(self.core, Kind::Person, id, changes, seen_heads)?;
        read::show(&self.core.db, Kind::Person, id)
    }
}

fn add(writing: &Writing<'_>, household: DocId, request: &AddPersonRequest) -> Result<DocId, CoreError> {
    let record = writing.open(Kind::Household, household)?.record();
    let blank = |text: &str| text.trim().is_empty();
    let missing =
        [("name", &request.name), ("relation", &request.relation)].into_iter().filter(|(_, text)| blank(text));
    let missing: Vec<_> = missing.map(|(field, _)| problem(field, Problem::Blank)).collect();
    if !missing.is_empty() {
        return Err(CoreError::Fields(missing));
    }
    let id = match request.id_number.as_deref().filter(|number| !blank(number)) {
        Some(number) => {
            let number = check::id_number_undated(number);
            let number = number.map_err(|what| CoreError::Fields(vec![problem("id_number", what)]))?;
            DocId::official(writing.me.tenant, Kind::Person, &number.number)
        }
        None => writing.new_document()?,
    };
    let mut intentions = vec![Intention::set("household", household), Intention::set("name", request.name.as_str())];
    intentions.extend(given("id_number", &request.id_number));
    intentions.extend(of_new(Kind::Person, id, &request.fields)?);
    writing.create(Kind::Person, id, &intentions)?;

    let mut joined = vec![Intention::put("members", id.to_string(), request.relation.trim())];
    if request.relation.trim() == HEAD_RELATION && record.text("head").is_none() {
        joined.push(Intention::set("head", id));
        if record.text("head_name").is_none() {
            joined.push(Intention::set("head_name", request.name.as_str()));
        }
    }
    writing.edit(Kind::Household, household, None, &joined)?;
    Ok(id)
}
