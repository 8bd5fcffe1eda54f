//! What weekly reports count, and their texts.

use lianxin_model::ids::{DocId, Kind, UserId};
use rusqlite::{Params, Row, params};

use super::failure::naming;
use super::ids;
use super::transaction::Transaction;
use crate::Result;
use crate::reports::{ByClass, NewReport, Period, PeriodCounts, ReadReports, Report, WriteReports};

/// The area ?1 and all that lies in it.
const WITHIN: &str = "WITH RECURSIVE within(code) AS (
    SELECT ?1 UNION SELECT child.code FROM within JOIN area AS child ON child.parent = within.code)";

/// Cases (kind ?2) that are open.
const OPEN: &str = "kind = ?2 AND status NOT IN ('resolved', 'answered', 'closed')";

/// Cases (kind ?2) that were resolved from ?3 to ?4 and are not open again. Nothing stands where it stands since a day before it
/// was resolved, so that the courses of older ones are not looked into.
const SETTLED: &str = "kind = ?2 AND status IN ('resolved', 'answered', 'closed') AND since >= ?3 AND EXISTS (
    SELECT 1 FROM record, json_each(record.json, '$.fields.events') AS step
    WHERE record.document = document.no AND step.value ->> '$.kind' = 'resolved'
        AND step.value ->> '$.date' BETWEEN ?3 AND ?4)";

fn report(row: &Row<'_>) -> Result<Report> {
    Ok(Report {
        version: row.get("version")?,
        text: row.get("text")?,
        user: UserId(ids::uuid(row, "user")?),
        at_ms: row.get("at_ms")?,
    })
}

impl Transaction<'_> {
    fn by_class(&self, condition: &str, params: impl Params) -> Result<ByClass> {
        let sql = format!(
            "{WITHIN} SELECT coalesce(class, ''), count(*) FROM document
             WHERE area IN (SELECT code FROM within) AND {condition} GROUP BY 1 ORDER BY 1"
        );
        self.rows(&sql, params, |row| Ok((row.get(0)?, row.get(1)?)))
    }
}

impl ReadReports for Transaction<'_> {
    fn period_counts(&self, period: Period<'_>) -> Result<PeriodCounts> {
        let Period { area, from, to } = period;
        let visits = Kind::Visit.number();
        let reached = format!(
            "{WITHIN} SELECT count(DISTINCT coalesce(home.survivor, document.household))
             FROM document LEFT JOIN document AS home ON home.id = document.household
             WHERE document.area IN (SELECT code FROM within) AND document.kind = ?2
               AND document.date BETWEEN ?3 AND ?4"
        );
        let conflicts = format!(
            "{WITHIN} SELECT count(*) FROM document
             WHERE area IN (SELECT code FROM within) AND conflicts > 0 AND private = 0"
        );
        let dated = "kind = ?2 AND date BETWEEN ?3 AND ?4";
        Ok(PeriodCounts {
            visits: self.by_class(dated, params![area, visits, from, to])?,
            households_reached: self.value(&reached, params![area, visits, from, to])?,
            registered: self.by_class(dated, params![area, Kind::Case.number(), from, to])?,
            settled: self.by_class(SETTLED, params![area, Kind::Case.number(), from, to])?,
            open: self.by_class(OPEN, params![area, Kind::Case.number()])?,
            conflicts: self.value(&conflicts, params![area])?,
        })
    }

    fn settled_in(&self, period: Period<'_>, limit: u32) -> Result<Vec<DocId>> {
        let sql = format!(
            "{WITHIN} SELECT id FROM document
             WHERE area IN (SELECT code FROM within) AND {SETTLED} ORDER BY since DESC, id DESC LIMIT ?5"
        );
        let params = params![period.area, Kind::Case.number(), period.from, period.to, limit];
        self.rows(&sql, params, |row| ids::document(row, "id"))
    }

    fn report(&self, area: &str, week: &str) -> Result<Option<Report>> {
        Ok(self.report_versions(area, week, 1)?.pop())
    }

    fn report_versions(&self, area: &str, week: &str, limit: u32) -> Result<Vec<Report>> {
        let sql = "SELECT version, text, user, at_ms FROM weekly_report WHERE area = ?1 AND week = ?2
             ORDER BY version DESC LIMIT ?3";
        self.rows(sql, params![area, week, limit], report)
    }
}

impl WriteReports for Transaction<'_> {
    fn put_report(&mut self, new: &NewReport<'_>) -> Result<u32> {
        let version = self.report(new.area, new.week)?.map_or(0, |last| last.version) + 1;
        let sql = "INSERT INTO weekly_report (area, week, version, text, user, at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        self.execute(sql, params![new.area, new.week, version, new.text, new.user.as_bytes(), new.at_ms])
            .map_err(naming("version", "area"))?;
        Ok(version)
    }
}
