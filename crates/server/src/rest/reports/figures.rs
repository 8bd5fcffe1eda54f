//! What a week's report counts, and the matters that it names.

use lianxin_model::catalogue::{CaseView, LEDGERS, VISIT_KINDS};
use lianxin_model::ids::Kind;
use lianxin_model::limits::REPORT_MATTERS_MAX;
use lianxin_model::weekly::{Figures, LedgerFigure, Matter, Matters, VisitFigure};
use lianxin_store::{ByClass, ListQuery, Overdue, Period, Row, Scope, Sort};

use super::Asked;
use crate::http::error::ApiError;
use crate::rest::export::{Level, Names};

/// All that a report is made of.
pub(super) struct Gathered {
    pub(super) figures: Figures,
    pub(super) registered: Matters,
    pub(super) settled: Matters,
    pub(super) overdue: Matters,
}

/// Reads it.
pub(super) fn gather(names: &mut Names<'_>, scope: &Scope, asked: &Asked) -> Result<Gathered, ApiError> {
    let read = names.read();
    let (from, to) = asked.week.days();
    let (from, to) = (from.to_string(), to.to_string());
    let period = Period { area: &asked.area.code, from: &from, to: &to };
    let counts = read.period_counts(period)?;
    let cases = ListQuery {
        scope: scope.clone(),
        kind: Some(Kind::Case),
        area: Some(asked.area.code.clone()),
        limit: REPORT_MATTERS_MAX,
        ..ListQuery::default()
    };
    let over = Overdue { today: asked.today.to_string(), bounds: asked.deadlines.bounds(asked.today) };
    let late = ListQuery { overdue: Some(over), sort: Sort::Waiting, ..cases.clone() };
    let mut ledgers = Vec::with_capacity(LEDGERS.len());
    for ledger in LEDGERS {
        let overdue = read.count(&ListQuery { class: Some(ledger.word.to_owned()), ..late.clone() })?;
        ledgers.push(LedgerFigure {
            ledger: ledger.word.to_owned(),
            registered: of(&counts.registered, ledger.word),
            settled: of(&counts.settled, ledger.word),
            open: of(&counts.open, ledger.word),
            overdue,
        });
    }
    let visit = |kind: &str| VisitFigure { kind: kind.to_owned(), visits: of(&counts.visits, kind) };
    let new = ListQuery { date_from: Some(from.clone()), date_to: Some(to.clone()), sort: Sort::Newest, ..cases };
    let mut settled = Vec::new();
    for id in read.settled_in(period, REPORT_MATTERS_MAX)? {
        settled.extend(read.show(id, scope)?);
    }
    let total = |classes: &ByClass| classes.iter().map(|(_, count)| count).sum();
    Ok(Gathered {
        registered: matters(read.list(&new)?.rows, total(&counts.registered), asked, names)?,
        settled: matters(settled, total(&counts.settled), asked, names)?,
        overdue: matters(read.list(&late)?.rows, read.count(&late)?, asked, names)?,
        figures: Figures {
            visits: VISIT_KINDS.iter().map(|kind| visit(kind.word)).collect(),
            households_reached: counts.households_reached,
            ledgers,
            conflicts: counts.conflicts,
        },
    })
}

fn of(classes: &ByClass, word: &str) -> u64 {
    classes.iter().find(|(class, _)| class == word).map_or(0, |(_, count)| *count)
}

fn matters(rows: Vec<Row>, total: u64, asked: &Asked, names: &mut Names<'_>) -> Result<Matters, ApiError> {
    let rows = rows.into_iter().map(|row| matter(row, asked, names)).collect::<Result<_, _>>()?;
    Ok(Matters { rows, total })
}

fn matter(row: Row, asked: &Asked, names: &mut Names<'_>) -> Result<Matter, ApiError> {
    let case: CaseView = row.record.view();
    let place = row.area.as_deref().map(|area| names.place(area, Level::Village)).transpose()?;
    let deadline = asked.deadlines.of(&case);
    Ok(Matter {
        id: row.id,
        title: row.title,
        ledger: case.ledger.unwrap_or_default(),
        status: case.status,
        place: place.unwrap_or_default(),
        date: row.date,
        due: deadline.map(|deadline| deadline.day.to_string()),
        overdue: deadline.is_some_and(|deadline| deadline.is_over(asked.today)),
    })
}
