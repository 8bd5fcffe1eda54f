//! 户

use lianxin_model::catalogue::PersonView as PersonFields;
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::intention::Intention;

use super::changes::{self, FieldChange, Place, add_line};
use super::read;
use super::requests::{AddHouseholdRequest, ListFilter};
use super::views::{HouseholdPageView, HouseholdView, PersonView, RecordView};
use crate::core::Core;
use crate::error::CoreError;
use crate::storage::{reference, rows};
use crate::writing::{Writing, parse_heads, record_at};

/// Households.
#[derive(Debug, Clone, Copy)]
pub struct Households<'a> {
    pub(crate) core: &'a Core,
}

impl Households<'_> {
    /// The households that a filter selects, by area and code. Of records that were merged, the one that goes on.
    ///
    /// # Errors
    /// Storage.
    pub fn list(&self, filter: &ListFilter) -> Result<Vec<HouseholdView>, CoreError> {
        read::list(&self.core.db, Kind::Household, filter)
    }

    /// How many households a filter selects.
    ///
    /// # Errors
    /// Storage.
    pub fn count(&self, filter: &ListFilter) -> Result<u64, CoreError> {
        read::count(&self.core.db, Kind::Household, filter)
    }

    /// One household, by id or code of any of its records.
    ///
    /// # Errors
    /// `unknown_record`.
    pub fn get(&self, id_or_code: &str) -> Result<HouseholdView, CoreError> {
        read::show(&self.core.db, Kind::Household, self.core.household(id_or_code)?)
    }

    /// One household with its people, visits, cases and assistance, by id or code.
    ///
    /// # Errors
    /// `unknown_record`.
    pub fn show(&self, id_or_code: &str) -> Result<HouseholdPageView, CoreError> {
        let db = &self.core.db;
        let household = self.get(id_or_code)?;
        let filter = ListFilter { household: Some(household.id), ..ListFilter::default() };
        let mut persons: Vec<RecordView<PersonFields>> = read::list(db, Kind::Person, &filter)?;
        persons.sort_by_key(|person| !is_head(&household, person));
        let others = rows::links(db)?.household(household.id);
        let others = others.into_iter().filter(|other| *other != household.id);
        Ok(HouseholdPageView {
            merged: others.map(|other| read::show(db, Kind::Household, other)).collect::<Result<_, _>>()?,
            area_name: household
                .fields
                .area
                .as_deref()
                .map(|code| reference::area_name(db, code))
                .transpose()?
                .flatten(),
            persons,
            visits: read::list(db, Kind::Visit, &filter)?,
            cases: read::list(db, Kind::Case, &filter)?,
            assistance: read::list(db, Kind::Assistance, &filter)?,
            household,
        })
    }

    /// Registers a household.
    ///
    /// # Errors
    /// `fields`, `already_there`, `not_enrolled`.
    pub fn add(&self, request: &AddHouseholdRequest) -> Result<HouseholdView, CoreError> {
        let id = self.core.write(|writing| {
            let code = request.code.as_deref().map(str::trim).filter(|code| !code.is_empty());
            let id = match code {
                Some(code) => DocId::official(writing.me.tenant, Kind::Household, code),
                None => writing.new_document()?,
            };
            let mut intentions = vec![Intention::set("area", request.area.as_str())];
            intentions.extend(code.map(|code| Intention::set("code", code)));
            intentions.extend(given("address", &request.address));
            intentions.extend(given("head_name", &request.head_name));
            intentions.extend(of_new(Kind::Household, id, &request.fields)?);
            writing.create(Kind::Household, id, &intentions)?;
            Ok(id)
        })?;
        read::show(&self.core.db, Kind::Household, id)
    }

    /// Changes fields of a household, by id or code.
    ///
    /// # Errors
    /// `fields`, `unknown_record`, `unknown_heads`, `not_enrolled`.
    pub fn set(
        &self,
        id_or_code: &str,
        changes: &[FieldChange],
        seen_heads: Option<&[String]>,
    ) -> Result<HouseholdView, CoreError> {
        let id = self.core.household(id_or_code)?;
        super::set(self.core, Kind::Household, id, changes, seen_heads)?;
        read::show(&self.core.db, Kind::Household, id)
    }

    /// Adds a line to the notes of a household.
    ///
    /// # Errors
    /// As [`Households::set`].
    pub fn note(
        &self,
        id_or_code: &str,
        text: &str,
        place: Place,
        seen_heads: Option<&[String]>,
    ) -> Result<HouseholdView, CoreError> {
        let id = self.core.household(id_or_code)?;
        let seen = parse_heads(seen_heads)?;
        self.core.write(|writing| {
            let record = record_at(&writing.open(Kind::Household, id)?, seen.as_deref())?;
            let line = add_line("notes", record.text("notes").unwrap_or_default(), text, place);
            writing.edit(Kind::Household, id, seen.as_deref(), &[line])
        })?;
        read::show(&self.core.db, Kind::Household, id)
    }
}

fn is_head(household: &HouseholdView, person: &PersonView) -> bool {
    let relation = household.fields.members.get(&person.id.to_string());
    household.fields.head == Some(person.id) || relation.is_some_and(|relation| relation == HEAD_RELATION)
}

/// The relation of the head to the head.
pub(super) const HEAD_RELATION: &str = "户主";

/// Sets a field where something is given.
pub(super) fn given(field: &str, value: &Option<String>) -> Option<Intention> {
    let value = value.as_deref().filter(|value| !value.trim().is_empty())?;
    Some(Intention::set(field, value))
}

/// The intentions of the further fields of a new record.
pub(super) fn of_new(kind: Kind, id: DocId, fields: &[FieldChange]) -> Result<Vec<Intention>, CoreError> {
    let empty = lianxin_model::document::Document::new(kind, id).record();
    changes::intentions(kind, &empty, fields)
}

/// Fails where a record hangs on a household that is not here.
pub(super) fn must_hold(writing: &Writing<'_>, household: DocId) -> Result<(), CoreError> {
    writing.open(Kind::Household, household).map(|_| ())
}
