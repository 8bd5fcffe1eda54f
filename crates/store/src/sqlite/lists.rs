//! Lists, filters and searches: one statement, put together from the parts of the query that are given.

use std::ops::ControlFlow;

use lianxin_model::ids::{DocId, Kind, UserId};
use rusqlite::types::Value;
use rusqlite::{Row as SqlRow, params_from_iter};

use super::filter::{Filter, hex};
use super::ids;
use super::transaction::Transaction;
use crate::projections::{ListQuery, Named, Page, PageCursor, ReadProjections, Row, Sort};
use crate::scope::Scope;
use crate::{Result, StoreError};

/// The column of an order, and whether it descends.
fn order(sort: Sort) -> (&'static str, bool) {
    match sort {
        Sort::Newest => ("date", true),
        Sort::Code => ("code", false),
        Sort::Title => ("title", false),
        Sort::Changed => ("head_seq", true),
        Sort::Unseen => ("home_day", false),
        Sort::Waiting => ("since", false),
    }
}

fn key(sort: Sort, cursor: &PageCursor) -> Value {
    match sort {
        // A cursor of another query may hold anything: it then begins before the first row, where nothing is.
        Sort::Changed => Value::from(cursor.key.parse::<i64>().unwrap_or(0)),
        Sort::Newest | Sort::Code | Sort::Title | Sort::Unseen | Sort::Waiting => Value::from(cursor.key.clone()),
    }
}

pub(super) fn row(row: &SqlRow<'_>) -> Result<Row> {
    let json: String = row.get("json")?;
    let date: String = row.get("date")?;
    let kind = ids::kind(row, "kind")?;
    Ok(Row {
        id: ids::document(row, "id")?,
        kind,
        household: ids::uuid_or_none(row, "household")?.map(DocId),
        area: row.get("area")?,
        owner: ids::uuid_or_none(row, "owner")?.map(UserId),
        author: ids::uuid_or_none(row, "author")?.map(UserId),
        subject: ids::uuid_or_none(row, "subject")?.map(DocId),
        title: row.get("title")?,
        date: Some(date).filter(|date| !date.is_empty()),
        status: row.get("status")?,
        private: row.get("private")?,
        head_seq: row.get("head_seq")?,
        facts: if kind == Kind::Household { Some(super::facts::facts(row)?) } else { None },
        record: serde_json::from_str(&json).map_err(|_| StoreError::Corrupt("record"))?,
    })
}

/// Documents that words find for a list to begin with them; more are met soon enough by going through the list in its order.
/// Few in tests, so that both ways are taken.
const HITS_FEW: u32 = if cfg!(test) { 2 } else { 4_000 };

impl Transaction<'_> {
    /// Where a list begins: with what its words find if that is little, else with its order.
    fn source(&self, filter: &Filter) -> Result<String> {
        let Some((expression, hits)) = &filter.hits else { return Ok("document".to_owned()) };
        let sql = "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ?1 LIMIT ?2)";
        let found: u32 = self.value(sql, rusqlite::params![expression, HITS_FEW + 1])?;
        let few = found <= HITS_FEW;
        Ok(if few {
            format!("({hits}) AS hit CROSS JOIN document ON document.no = hit.found")
        } else {
            "document".to_owned()
        })
    }
}

impl ReadProjections for Transaction<'_> {
    fn list(&self, query: &ListQuery) -> Result<Page> {
        let (column, descends) = order(query.sort);
        let (beyond, direction) = if descends { ("<", "DESC") } else { (">", "ASC") };
        let mut filter = Filter::of(query);
        if let Some(after) = &query.after {
            let (key, id) = (filter.bind(key(query.sort, after)), filter.bind(after.id.as_bytes().to_vec()));
            filter.conditions.push(format!("({column}, id) {beyond} ({key}, {id})"));
        }
        // One more than asked for tells whether there is a next page.
        let limit = filter.bind(i64::from(query.limit) + 1);
        // Ids first, from indices alone where they suffice; records are read for the page's rows only.
        let sql = format!(
            "{with}SELECT document.*, record.json, CAST({column} AS TEXT) AS sort_key
             FROM (SELECT no FROM {source} WHERE {condition} ORDER BY {column} {direction}, id {direction} LIMIT {limit})
             AS page JOIN document ON document.no = page.no JOIN record ON record.document = page.no
             ORDER BY {column} {direction}, id {direction}",
            with = filter.with(),
            source = self.source(&filter)?,
            condition = filter.condition(),
        );
        let mut found = self.rows(&sql, params_from_iter(&filter.values), |found| {
            let row = row(found)?;
            let cursor = PageCursor { key: found.get("sort_key")?, id: row.id };
            Ok((row, cursor))
        })?;
        let more = found.len() > query.limit as usize;
        found.truncate(query.limit as usize);
        let next = found.last().filter(|_| more).map(|(_, cursor)| cursor.clone());
        Ok(Page { rows: found.into_iter().map(|(row, _)| row).collect(), next })
    }

    fn walk(&self, query: &ListQuery, each: &mut dyn FnMut(Row) -> ControlFlow<()>) -> Result<()> {
        let (column, descends) = order(query.sort);
        let direction = if descends { "DESC" } else { "ASC" };
        let mut filter = Filter::of(query);
        let limit = filter.bind(i64::from(query.limit));
        // Numbers alone are put in order: eight bytes a row, and no record that waits for its turn.
        let sql = format!(
            "{with}SELECT no FROM {source} WHERE {condition} ORDER BY {column} {direction}, id {direction} LIMIT {limit}",
            with = filter.with(),
            source = self.source(&filter)?,
            condition = filter.condition(),
        );
        let numbers: Vec<i64> = self.rows(&sql, params_from_iter(&filter.values), |found| Ok(found.get(0)?))?;
        let one = "SELECT document.*, record.json FROM document JOIN record ON record.document = document.no
             WHERE document.no = ?1";
        for no in numbers {
            let found = self.row(one, [no], row)?.ok_or(StoreError::Corrupt("record"))?;
            if each(found).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn count(&self, query: &ListQuery) -> Result<u64> {
        let filter = Filter::of(query);
        let source = self.source(&filter)?;
        let sql = format!("{}SELECT count(*) FROM {source} WHERE {}", filter.with(), filter.condition());
        self.value(&sql, params_from_iter(&filter.values))
    }

    fn named(&self, documents: &[DocId]) -> Result<Vec<Named>> {
        let ids: Vec<String> = documents.iter().map(|id| hex(id.as_bytes())).collect();
        let sql = "SELECT id, title, code FROM document WHERE id IN (SELECT unhex(value) FROM json_each(?1))";
        self.rows(sql, [serde_json::Value::from(ids).to_string()], |row| {
            let code: String = row.get("code")?;
            let code = Some(code).filter(|code| !code.is_empty());
            Ok(Named { id: ids::document(row, "id")?, title: row.get("title")?, code })
        })
    }

    fn one_household(&self, household: DocId) -> Result<Vec<DocId>> {
        self.merged_with(household)
    }

    fn show(&self, id: DocId, scope: &Scope) -> Result<Option<Row>> {
        let query = ListQuery { id: Some(id), scope: scope.clone(), limit: 1, ..ListQuery::default() };
        Ok(self.list(&query)?.rows.pop())
    }
}
