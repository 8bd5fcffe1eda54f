//! Households as a list shows them: from columns and counts, without reading a record.

use lianxin_model::duplicates::Links;
use lianxin_model::ids::DocId;
use rusqlite::{Connection, Row as SqlRow, params_from_iter};
use uuid::Uuid;

use super::rows::{Selection, wanted};
use crate::error::CoreError;

/// A household in a list.
#[derive(Debug, Clone)]
pub(crate) struct HouseholdRow {
    pub(crate) id: DocId,
    pub(crate) code: Option<String>,
    pub(crate) head_name: String,
    pub(crate) area: Option<String>,
    pub(crate) area_name: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) categories: Vec<String>,
    pub(crate) persons: u32,
    pub(crate) open_cases: u32,
    pub(crate) last_visit: Option<String>,
    pub(crate) contradicted: bool,
    pub(crate) provisional: bool,
}

/// By place, as people walk.
pub(crate) const BY_AREA: &str = "row.area, row.code, row.id";
/// Those first that were not visited for the longest time, or never.
pub(crate) const BY_LAST_VISIT: &str = "coalesce(fact.last_visit, ''), row.area, row.code, row.id";

/// What was counted, by record.
const OF_RECORDS: &str = "household_fact";
/// The same added up over the records that were merged into one household.
const OF_HOUSEHOLDS: &str = "(
    WITH RECURSIVE part (whole, id) AS (
        SELECT id, id FROM row WHERE kind = 1
        UNION SELECT part.whole, gone.id FROM part JOIN row AS gone ON gone.merged_into = part.id AND gone.kind = 1
    )
    SELECT part.whole AS household, sum(persons) AS persons, sum(open_cases) AS open_cases, max(last_visit) AS last_visit
    FROM part JOIN household_fact ON household_fact.household = part.id GROUP BY part.whole
)";

/// The selected households, in the order of the selection. Those that gave way to another are the selection's to leave out.
pub(crate) fn list(db: &Connection, selection: &Selection, links: &Links) -> Result<Vec<HouseholdRow>, CoreError> {
    let mut query = db.prepare_cached(&sql(selection, links))?;
    let rows = query.query_map(params_from_iter(selection.values()), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn sql(selection: &Selection, links: &Links) -> String {
    // SQLite would rather take the index of kinds and sort thousands of rows for a page of fifty.
    let index = if selection.order() == BY_AREA { "INDEXED BY row_place" } else { "" };
    let facts = if links.yielded().next().is_none() { OF_RECORDS } else { OF_HOUSEHOLDS };
    format!(
        "SELECT (SELECT group_concat(category, char(10) ORDER BY category) FROM row_category
                 WHERE row_category.number = row.number),
                row.id, row.code, row.title, row.area, area.name, row.address, row.phone, fact.persons, fact.open_cases, fact.last_visit, row.conflicts > 0, row.provisional
         FROM row {index} LEFT JOIN area ON area.code = row.area LEFT JOIN {facts} AS fact ON fact.household = row.id
         {} ORDER BY {} LIMIT {} OFFSET {}",
        wanted(selection),
        selection.order(),
        selection.limit.map_or(-1, i64::from),
        selection.offset,
    )
}

fn read(row: &SqlRow<'_>) -> rusqlite::Result<HouseholdRow> {
    // Categories are single lines.
    let categories: Option<String> = row.get(0)?;
    Ok(HouseholdRow {
        id: DocId(Uuid::from_bytes(row.get(1)?)),
        code: row.get(2)?,
        head_name: row.get(3)?,
        area: row.get(4)?,
        area_name: row.get(5)?,
        address: row.get(6)?,
        phone: row.get(7)?,
        categories: categories.map(|all| all.lines().map(str::to_owned).collect()).unwrap_or_default(),
        persons: row.get::<_, Option<_>>(8)?.unwrap_or(0),
        open_cases: row.get::<_, Option<_>>(9)?.unwrap_or(0),
        last_visit: row.get::<_, Option<String>>(10)?.filter(|day| !day.is_empty()),
        contradicted: row.get(11)?,
        provisional: row.get(12)?,
    })
}

/// How many households stand in each area, by the area's code; those that gave way to another are not counted.
pub(crate) fn per_area(db: &Connection, selection: &Selection) -> Result<Vec<(String, u64)>, CoreError> {
    let sql = format!("SELECT coalesce(row.area, ''), count(*) FROM row {} GROUP BY 1", wanted(selection));
    counted(db, &sql, selection)
}

/// How many households are of each category, the most frequent first.
pub(crate) fn per_category(db: &Connection, selection: &Selection) -> Result<Vec<(String, u64)>, CoreError> {
    let sql = format!(
        "SELECT row_category.category, count(*) FROM row JOIN row_category ON row_category.number = row.number {}
         GROUP BY 1 ORDER BY 2 DESC, 1",
        wanted(selection)
    );
    counted(db, &sql, selection)
}

fn counted(db: &Connection, sql: &str, selection: &Selection) -> Result<Vec<(String, u64)>, CoreError> {
    let mut query = db.prepare_cached(sql)?;
    let rows = query.query_map(params_from_iter(selection.values()), |row| {
        Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs()))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Households of which something waits to be handed in: the household's own edits, a visit, a person, a case.
pub(crate) fn waiting(db: &Connection) -> Result<Vec<DocId>, CoreError> {
    let mut query = db.prepare_cached(
        "SELECT DISTINCT row.household FROM outbox JOIN row ON row.id = outbox.document
         WHERE outbox.state = 'waiting' AND row.household IS NOT NULL",
    )?;
    let ids = query.query_map([], |row| Ok(DocId(Uuid::from_bytes(row.get(0)?))))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// Only households, in that order.
pub(crate) fn selection(order: &'static str) -> Selection {
    let mut selection = Selection::of_all(order);
    // As it stands in the indexes: with a parameter in its place SQLite would not take them.
    selection.and("row.kind = 1", []);
    selection
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage;

    /// How SQLite goes about a list.
    fn plan(selection: &Selection) -> String {
        let db = storage::open_in_memory().unwrap();
        let sql = format!("EXPLAIN QUERY PLAN {}", sql(selection, &Links::default()));
        let mut query = db.prepare(&sql).unwrap();
        let steps = query.query_map(params_from_iter(selection.values()), |row| row.get::<_, String>(3)).unwrap();
        steps.map(Result::unwrap).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_page_by_place_reads_no_more_than_itself() {
        let mut page = selection(BY_AREA);
        page.limit = Some(50);
        let plan = plan(&page);
        assert!(plan.contains("INDEX row_place"), "{plan}");
        assert!(!plan.contains("TEMP B-TREE FOR ORDER BY"), "{plan}");
    }
}
