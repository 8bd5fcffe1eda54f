//! Lists of households by the thousand.

use std::collections::{BTreeMap, BTreeSet};

use lianxin_model::duplicates::Links;
use lianxin_model::ids::DocId;
use lianxin_model::limits;
use lianxin_model::search::{self, Keys, Term};
use rusqlite::Connection;
use rusqlite::types::Value as Sql;

use super::Households;
use super::read::area_range;
use super::requests::{RowsFilter, RowsOrder};
use super::views::{
    AreaFacetView, AreaView, CategoryFacetView, HouseholdFacetsView, HouseholdRowView, HouseholdRowsView,
};
use crate::error::CoreError;
use crate::storage::household_rows::{self, BY_AREA, BY_LAST_VISIT, HouseholdRow};
use crate::storage::reference;
use crate::storage::rows::{self, Selection};

impl Households<'_> {
    /// A page of the households that a filter selects, light. Of records that were merged, the one that goes on.
    ///
    /// # Errors
    /// Storage.
    pub fn rows(&self, filter: &RowsFilter) -> Result<HouseholdRowsView, CoreError> {
        let db = &self.core.db;
        let links = rows::links(db)?;
        let order = match filter.order {
            RowsOrder::Area => BY_AREA,
            RowsOrder::Unseen => BY_LAST_VISIT,
        };
        let mut selection = held(order, &links);
        if let Some(area) = filter.area.as_deref().map(str::trim).filter(|area| !area.is_empty()) {
            and_in_area(&mut selection, area);
        }
        selection
            .and_text("row.number IN (SELECT number FROM row_category WHERE category = ?)", filter.category.as_deref());
        let terms = search::query(filter.text.as_deref().unwrap_or_default());
        if !terms.is_empty() {
            and_found(db, &mut selection, &terms, &links)?;
        }
        selection.limit = Some(filter.limit.unwrap_or(limits::PAGE_ROWS_DEFAULT).min(limits::PAGE_ROWS_MAX));
        selection.offset = filter.offset;
        Ok(HouseholdRowsView { total: short(rows::count(db, &selection)?), rows: list(db, &selection, &links)? })
    }

    /// The areas and categories of the households on this device, counted.
    ///
    /// # Errors
    /// Storage.
    pub fn facets(&self) -> Result<HouseholdFacetsView, CoreError> {
        let db = &self.core.db;
        let selection = held(BY_AREA, &rows::links(db)?);
        let categories = household_rows::per_category(db, &selection)?.into_iter();
        Ok(HouseholdFacetsView {
            areas: area_facets(&reference::areas(db)?, household_rows::per_area(db, &selection)?),
            categories: categories.map(|(name, count)| CategoryFacetView { name, count: short(count) }).collect(),
        })
    }
}

/// Every household that goes on, in that order.
pub(super) fn held(order: &'static str, links: &Links) -> Selection {
    let mut selection = household_rows::selection(order);
    let yielded: Vec<DocId> = links.yielded().map(|(id, _)| id).collect();
    if !yielded.is_empty() {
        selection.and_among("id", false, &yielded);
    }
    selection
}

/// The selected households as views.
pub(super) fn list(db: &Connection, selection: &Selection, links: &Links) -> Result<Vec<HouseholdRowView>, CoreError> {
    let waiting: BTreeSet<DocId> =
        household_rows::waiting(db)?.into_iter().map(|household| links.survivor(household)).collect();
    let rows = household_rows::list(db, selection, links)?.into_iter();
    Ok(rows.map(|row| view(row, &waiting)).collect())
}

fn view(row: HouseholdRow, waiting: &BTreeSet<DocId>) -> HouseholdRowView {
    HouseholdRowView {
        waiting: waiting.contains(&row.id),
        id: row.id,
        code: row.code,
        head_name: row.head_name,
        area: row.area,
        area_name: row.area_name,
        address: row.address,
        phone: row.phone,
        categories: row.categories,
        persons: row.persons,
        open_cases: row.open_cases,
        last_visit: row.last_visit,
        contradicted: row.contradicted,
        provisional: row.provisional,
    }
}

/// By the tree too: a village that became part of another keeps its codes.
pub(super) fn and_in_area(selection: &mut Selection, area: &str) {
    let (low, high) = area_range(area);
    selection.and(
        "row.area >= ? AND row.area < ? OR row.area IN (
            WITH RECURSIVE within(code) AS (
                SELECT ? UNION SELECT area.code FROM area JOIN within ON area.parent = within.code
            )
            SELECT code FROM within)",
        [Sql::Text(low), Sql::Text(high), Sql::Text(area.to_owned())],
    );
}

/// Households of which every term is found: in their own record, in one of their people's, or in the name of their area
/// (people ask for "三组").
fn and_found(db: &Connection, selection: &mut Selection, terms: &[Term], links: &Links) -> Result<(), CoreError> {
    let areas = names_of_areas(db)?;
    let merged = links.yielded().next().is_some();
    for term in terms {
        let alone = std::slice::from_ref(term);
        let mut found = Selection::of_all("row.number");
        found.and("row.kind IN (1, 2)", []);
        found.and_found(alone);
        let among = areas.iter().filter(|(_, tokens)| search::matches(alone, tokens)).map(|(code, _)| code.clone());
        let among: Vec<Sql> = among.map(Sql::Text).collect();
        let marks = vec!["?"; among.len()].join(", ");
        let mut values = vec![Sql::Text(rows::match_expression(alone))];
        values.extend(among);
        // What is found in a record that was merged shows the household that goes on.
        let others: Vec<DocId> = match merged {
            true => rows::households(db, &found)?.into_iter().map(|id| links.survivor(id)).collect(),
            false => Vec::new(),
        };
        values.extend(others.iter().map(|id| Sql::Blob(id.as_bytes().to_vec())));
        let others = vec!["?"; others.len()].join(", ");
        selection.and(
            &format!(
                "row.id IN (SELECT found.household FROM row AS found WHERE found.kind IN (1, 2)
                            AND found.number IN (SELECT rowid FROM search WHERE search MATCH ?))
                 OR row.area IN ({marks}) OR row.id IN ({others})"
            ),
            values,
        );
    }
    Ok(())
}

/// The areas in which households stand, with the search tokens of their names: a county has thousands more.
fn names_of_areas(db: &Connection) -> Result<Vec<(String, Vec<String>)>, CoreError> {
    let mut names = Vec::new();
    for (code, _) in household_rows::per_area(db, &household_rows::selection(BY_AREA))? {
        if let Some(name) = reference::area_name(db, &code)? {
            let mut keys = Keys::new();
            keys.place(&name);
            names.push((code, keys.tokens()));
        }
    }
    Ok(names)
}

/// Adds up to the top of the tree.
fn area_facets(areas: &[AreaView], per_area: Vec<(String, u64)>) -> Vec<AreaFacetView> {
    let known: BTreeMap<&str, &AreaView> = areas.iter().map(|area| (area.code.as_str(), area)).collect();
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for (code, count) in per_area.into_iter().filter(|(code, _)| !code.is_empty()) {
        let mut passed = BTreeSet::new();
        let mut at = code.as_str();
        // A tree that a mistake made into a circle is gone through once.
        while !at.is_empty() && passed.insert(at) {
            *counts.entry(at.to_owned()).or_default() += count;
            at = known.get(at).map_or("", |area| area.parent.as_str());
        }
    }
    let facet = |(code, count): (String, u64)| {
        let area = known.get(code.as_str());
        AreaFacetView {
            name: area.map_or_else(|| code.clone(), |area| area.name.clone()),
            level: area.map(|area| area.level.clone()).unwrap_or_default(),
            count: short(count),
            code,
        }
    };
    counts.into_iter().map(facet).collect()
}

/// Counts of a device's records: far below four thousand million.
fn short(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
