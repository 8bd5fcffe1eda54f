//! The same questions to the bare database: the store's own statements, without HTTP, tokens, names and JSON around them.

use std::ops::ControlFlow;
use std::time::Instant;

use lianxin_model::due;
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::limits::EXPORT_ROWS_MAX;
use lianxin_model::moment;
use lianxin_model::search;
use lianxin_store::{Daily, FindQuery, ListQuery, Read, Scope, Sort, Store, StoreError};

use super::questions::Question;

/// Weeks of the overview's trend.
const WEEKS: i32 = 12;
const DAY_MS: i64 = 24 * 3_600 * 1_000;

/// Asks the store, as somebody who leads this area: how long it took, in microseconds.
pub(crate) fn ask(store: &dyn Store, question: &Question, area: &str, now_ms: i64) -> Result<f64, StoreError> {
    let begun = Instant::now();
    let read = store.read()?;
    let scope = Scope { areas: vec![area.to_owned()], people_of: vec![area.to_owned()], ..Scope::nothing() };
    answer(read.as_ref(), question, scope, area, now_ms)?;
    Ok(begun.elapsed().as_secs_f64() * 1e6)
}

fn answer(read: &dyn Read, question: &Question, scope: Scope, area: &str, now_ms: i64) -> Result<(), StoreError> {
    let list =
        |kind, sort| ListQuery { scope: scope.clone(), kind: Some(kind), sort, limit: 50, ..ListQuery::default() };
    let today = moment::day_in_china(now_ms).unwrap_or_default();
    let since = |days| due::day_before(today, days).unwrap_or_default();
    match question {
        Question::Households => {
            read.list(&list(Kind::Household, Sort::Code))?;
        }
        Question::Unseen => {
            let query = ListQuery { unseen_since: Some(since(60)), ..list(Kind::Household, Sort::Unseen) };
            read.list(&query)?;
            read.count(&query)?;
        }
        Question::Visits => {
            read.list(&list(Kind::Visit, Sort::Newest))?;
        }
        Question::Cases => {
            read.list(&ListQuery { status: Some("acting".to_owned()), ..list(Kind::Case, Sort::Newest) })?;
        }
        Question::Words(words) => {
            read.list(&ListQuery { terms: search::query(words), ..list(Kind::Household, Sort::Code) })?;
        }
        Question::Search(words) => {
            let terms = search::query(words);
            read.find(&FindQuery { scope, area: None, terms, typed: words.clone(), each: 5 })?;
        }
        Question::Detail(id) => {
            let id: DocId = id.parse().map_err(|_| StoreError::Missing("document"))?;
            read.show(id, &scope)?;
        }
        Question::Overview => {
            let weeks: Vec<(String, String)> = (0..WEEKS).map(|week| (since(60 + 7 * week), since(7 * week))).collect();
            let silent = [7, 30].map(|days| now_ms - days * DAY_MS);
            overview(read, area, &[since(30), since(60), since(90)], &weeks, &silent)?;
        }
        Question::Tree => {
            read.place_figures(area, &since(60))?;
        }
        Question::Export => {
            let query = ListQuery { limit: EXPORT_ROWS_MAX, ..list(Kind::Household, Sort::Code) };
            read.count(&query)?;
            read.walk(&query, &mut |_| ControlFlow::Continue(()))?;
        }
    }
    Ok(())
}

fn overview(
    read: &dyn Read,
    area: &str,
    since: &[String],
    weeks: &[(String, String)],
    silent_ms: &[i64],
) -> Result<(), StoreError> {
    let roots = [area.to_owned()];
    read.household_figures(&roots, since)?;
    read.category_figures(&roots, since)?;
    read.seen_within(&roots, weeks)?;
    read.case_figures(&roots)?;
    read.conflict_figures(&roots)?;
    read.waiting_reviews(&roots)?;
    read.device_figures(&roots, silent_ms)?;
    let today = weeks.first().map(|(_, to)| to.clone()).unwrap_or_default();
    for what in [Daily::Opened, Daily::Settled, Daily::HomeVisits] {
        read.daily(what, &roots, &since[2], &today)?;
    }
    Ok(())
}
