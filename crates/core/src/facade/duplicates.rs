//! Households that were registered twice: offered, merged, parted again. Needs no network.

use lianxin_model::document::Record;
use lianxin_model::duplicates::{self, Choice, Difference, Fingerprint, Pair, Reason};
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::intention::Intention;
use lianxin_model::limits::{DUPLICATE_HOUSEHOLDS_MAX, DUPLICATE_PAIRS_MAX};
use rusqlite::Connection;

use super::read;
use super::requests::ListFilter;
use super::views::{DifferenceView, DuplicateView, HouseholdBriefView, HouseholdView, MergedView, ReasonView};
use crate::core::Core;
use crate::error::CoreError;
use crate::storage::rows;
use crate::writing::Writing;

/// Digits of a village's division code.
const VILLAGE_DIGITS: usize = 12;

/// Households that were registered twice.
#[derive(Debug, Clone, Copy)]
pub struct Duplicates<'a> {
    pub(crate) core: &'a Core,
}

impl Duplicates<'_> {
    /// The pairs that are likely one household, in an area or on the whole device: the certain ones first.
    ///
    /// # Errors
    /// Storage.
    pub fn list(&self, area: Option<&str>) -> Result<Vec<DuplicateView>, CoreError> {
        let db = &self.core.db;
        let pairs = pairs(db, area)?;
        pairs.into_iter().take(DUPLICATE_PAIRS_MAX).map(|pair| view(db, pair)).collect()
    }

    /// The households of the same village that are likely the same as this one, by id or code.
    ///
    /// # Errors
    /// `unknown_record`.
    pub fn of(&self, id_or_code: &str) -> Result<Vec<DuplicateView>, CoreError> {
        let db = &self.core.db;
        let id = self.core.household(id_or_code)?;
        let record = household(db, id)?;
        let area = record.text("area").unwrap_or_default();
        let pairs = pairs(db, Some(area.get(..VILLAGE_DIGITS).unwrap_or(area)))?;
        pairs.into_iter().filter(|pair| [pair.a, pair.b].contains(&id)).map(|pair| view(db, pair)).collect()
    }

    /// The records that were merged, each with the one that goes on.
    ///
    /// # Errors
    /// Storage.
    pub fn merged(&self) -> Result<Vec<MergedView>, CoreError> {
        let db = &self.core.db;
        let links = rows::links(db)?;
        links.yielded().map(|(other, survivor)| merged(db, survivor, other)).collect()
    }

    /// Merges two households, by ids or codes: both records stay, one of them goes on, gets what only the other had, and
    /// what is chosen of the other where they differ. Two that are one already stay as they are.
    ///
    /// # Errors
    /// `unknown_record`, `fields` (a choice where they do not differ), `not_enrolled`.
    pub fn merge(&self, a: &str, b: &str, chosen: &[Choice]) -> Result<MergedView, CoreError> {
        let named = (self.core.resolve(a)?, self.core.resolve(b)?);
        let (survivor, other) = self.core.write(|writing| merge(writing, named, chosen))?;
        merged(&self.core.db, survivor, other)
    }

    /// Parts a record from the household that it was merged into. Facts that were copied stay where they are.
    ///
    /// # Errors
    /// `unknown_record`, `not_merged`, `not_enrolled`.
    pub fn undo(&self, id_or_code: &str) -> Result<HouseholdView, CoreError> {
        let id = self.core.resolve(id_or_code)?;
        self.core.write(|writing| {
            if household(writing.db, id)?.text("merged_into").is_none() {
                return Err(CoreError::NotMerged);
            }
            writing.edit(Kind::Household, id, None, &[Intention::clear("merged_into")])
        })?;
        read::show(&self.core.db, Kind::Household, id)
    }
}

fn merge(writing: &Writing<'_>, (a, b): (DocId, DocId), chosen: &[Choice]) -> Result<(DocId, DocId), CoreError> {
    let links = rows::links(writing.db)?;
    let (first, second) = (links.survivor(a), links.survivor(b));
    if first == second {
        return Ok((first, if a == first { b } else { a }));
    }
    let (first, second) = (household(writing.db, first)?, household(writing.db, second)?);
    let plan = duplicates::plan(&first, &second, chosen).map_err(CoreError::Fields)?;
    if !plan.copied.is_empty() {
        writing.edit(Kind::Household, plan.survivor, None, &plan.copied)?;
    }
    writing.edit(Kind::Household, plan.other, None, std::slice::from_ref(&plan.link))?;
    Ok((plan.survivor, plan.other))
}

/// Compares what is held of an area.
fn pairs(db: &Connection, area: Option<&str>) -> Result<Vec<Pair>, CoreError> {
    let filter = ListFilter { area: area.map(str::to_owned), ..ListFilter::default() };
    let records = |kind, limit| {
        let filter = ListFilter { limit, ..filter.clone() };
        let rows = read::rows(db, kind, &filter)?;
        Ok::<_, CoreError>(rows.into_iter().map(|row| row.record).collect::<Vec<Record>>())
    };
    let households = records(Kind::Household, u32::try_from(DUPLICATE_HOUSEHOLDS_MAX).ok())?;
    let persons = records(Kind::Person, None)?;
    let prints = Fingerprint::of_all(&households, &persons, &rows::links(db)?);
    Ok(duplicates::pairs(&prints))
}

fn view(db: &Connection, pair: Pair) -> Result<DuplicateView, CoreError> {
    let (a, b) = (household(db, pair.a)?, household(db, pair.b)?);
    let plan = duplicates::plan(&a, &b, &[]).map_err(CoreError::Fields)?;
    let (survivor, other) = if plan.survivor == a.id { (&a, &b) } else { (&b, &a) };
    Ok(DuplicateView {
        survivor: brief(survivor),
        other: brief(other),
        certain: pair.likeness.certain,
        reasons: pair.likeness.reasons.into_iter().map(reason).collect(),
        differences: plan.differences.into_iter().map(difference).collect(),
    })
}

fn reason(code: Reason) -> ReasonView {
    ReasonView { code, zh: code.zh().to_owned(), en: code.en().to_owned() }
}

fn difference(difference: Difference) -> DifferenceView {
    let (zh, en) = read::labels(Kind::Household, &difference.field);
    let Difference { field, key, survivor, other } = difference;
    DifferenceView { field, zh, en, key, survivor, other }
}

fn merged(db: &Connection, survivor: DocId, other: DocId) -> Result<MergedView, CoreError> {
    Ok(MergedView { survivor: brief(&household(db, survivor)?), other: brief(&household(db, other)?) })
}

fn household(db: &Connection, id: DocId) -> Result<Record, CoreError> {
    let row = rows::get(db, id)?.filter(|row| row.kind == Kind::Household);
    row.map(|row| row.record).ok_or(CoreError::UnknownRecord)
}

fn brief(record: &Record) -> HouseholdBriefView {
    let text = |path| record.text(path).map(str::to_owned);
    HouseholdBriefView {
        id: record.id,
        code: text("code"),
        head_name: text("head_name"),
        area: text("area"),
        address: text("address"),
        phone: text("phone"),
    }
}
