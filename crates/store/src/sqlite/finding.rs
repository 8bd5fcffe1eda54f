//! One search over all kinds: what was found is looked at within bounds, however common the words are.

use std::collections::BTreeMap;

use lianxin_model::ids::Kind;
use rusqlite::params_from_iter;

use super::filter::{self, Filter};
use super::lists;
use super::transaction::Transaction;
use crate::Result;
use crate::finding::{FindQuery, Found, FoundOfKind, ReadFinding};
use crate::projections::ReadProjections as _;

/// Documents that are looked at from each end: a county imports its households first, and what was written last is what people
/// look for; what lies between is found by more words.
const LOOKED_AT_MAX: u32 = 2_000;

impl ReadFinding for Transaction<'_> {
    fn find(&self, query: &FindQuery) -> Result<Found> {
        let mut filter = Filter::default();
        let Some(expression) = filter::expression(&query.terms) else { return Ok(Found::default()) };
        filter.within(None, &query.scope, query.area.as_deref());
        let (expression, typed) = (filter.bind(expression), filter.bind(query.typed.clone()));
        let limit = filter.bind(i64::from(query.each) + 1);
        let hits = |direction: &str| {
            format!(
                "SELECT no FROM (SELECT rowid AS no FROM search WHERE search MATCH {expression}
                 ORDER BY rowid {direction} LIMIT {LOOKED_AT_MAX})"
            )
        };
        // Of a household that gave way, the one that goes on is shown, as in lists.
        let sql = format!(
            "{with}{comma} hit(no) AS MATERIALIZED ({first} UNION {last}),
             seen AS (SELECT document.no, kind, date, head_seq, title FROM hit CROSS JOIN document ON document.no = hit.no
                WHERE {condition}),
             ranked AS (SELECT no, kind, row_number() OVER (PARTITION BY kind
                ORDER BY instr(title, {typed}) > 0 DESC, date DESC, head_seq DESC) AS place FROM seen)
             SELECT document.*, record.json, (SELECT count(*) FROM hit) AS looked_at
             FROM ranked JOIN document ON document.no = ranked.no JOIN record ON record.document = ranked.no
             WHERE place <= {limit} ORDER BY document.kind, place",
            with = if filter.with().is_empty() { "WITH".to_owned() } else { filter.with() },
            comma = if filter.with().is_empty() { "" } else { "," },
            first = hits("ASC"),
            last = hits("DESC"),
            condition = filter.condition(),
        );
        let mut looked_at = 0;
        let rows = self.rows(&sql, params_from_iter(&filter.values), |row| {
            looked_at = row.get("looked_at")?;
            Ok((lists::row(row)?, super::ids::uuid_or_none(row, "survivor")?))
        })?;
        let mut kinds: BTreeMap<Kind, FoundOfKind> = BTreeMap::new();
        for (row, survivor) in rows {
            let standing = survivor.map(|id| self.show(lianxin_model::ids::DocId(id), &query.scope)).transpose()?;
            let row = standing.flatten().filter(|it| it.kind == Kind::Household).unwrap_or(row);
            let found =
                kinds.entry(row.kind).or_insert_with(|| FoundOfKind { kind: row.kind, rows: Vec::new(), more: false });
            if found.rows.iter().any(|known| known.id == row.id) {
                continue;
            }
            match found.rows.len() < query.each as usize {
                true => found.rows.push(row),
                false => found.more = true,
            }
        }
        let cut = looked_at >= i64::from(LOOKED_AT_MAX);
        Ok(Found { kinds: kinds.into_values().collect(), cut })
    }
}
