//! What a county says of its case work, and who has which part in a case.

use std::collections::BTreeSet;

use lianxin_model::course::Status;
use lianxin_model::deadline::Rule;
use lianxin_model::ids::{Kind, UserId};
use lianxin_model::projection::Projection;
use lianxin_model::working_days::DayKind;
use rusqlite::{Row, params, params_from_iter};

use super::failure::naming;
use super::filter::Filter;
use super::transaction::Transaction;
use crate::case_work::{CalendarDay, ReadCaseWork, StatusCount, WriteCaseWork};
use crate::projections::ListQuery;
use crate::{Result, StoreError};

fn rule(row: &Row<'_>) -> Result<Rule> {
    let word: String = row.get("status")?;
    let status = Status::ALL.into_iter().find(|status| status.word() == word).ok_or(StoreError::Corrupt("status"))?;
    Ok(Rule { ledger: row.get("ledger")?, status, days: row.get("days")? })
}

fn day(row: &Row<'_>) -> Result<CalendarDay> {
    let kind = DayKind::from_word(&row.get::<_, String>("kind")?).ok_or(StoreError::Corrupt("day"))?;
    Ok(CalendarDay { day: row.get("day")?, kind, name: row.get("name")? })
}

impl Transaction<'_> {
    /// Who leads a case and to whom it was assigned, as its record says. Other kinds have none.
    pub(super) fn write_case_people(&self, no: i64, projection: &Projection) -> Result<()> {
        if projection.kind != Kind::Case {
            return Ok(());
        }
        let part = |part: &'static str| move |user: &UserId| (*user.as_bytes(), part.to_owned());
        let leads = projection.leads.iter().map(part("lead"));
        let new: BTreeSet<([u8; 16], String)> =
            leads.chain(projection.assignees.iter().map(part("assigned"))).collect();
        let sql = "SELECT user, part FROM case_person WHERE document = ?1";
        let old: BTreeSet<([u8; 16], String)> =
            self.rows(sql, [no], |row| Ok((row.get("user")?, row.get("part")?)))?.into_iter().collect();
        for (user, part) in old.difference(&new) {
            let sql = "DELETE FROM case_person WHERE user = ?1 AND part = ?2 AND document = ?3";
            self.execute(sql, params![user, part, no])?;
        }
        for (user, part) in new.difference(&old) {
            let sql = "INSERT INTO case_person (user, part, document) VALUES (?1, ?2, ?3)";
            self.execute(sql, params![user, part, no])?;
        }
        Ok(())
    }
}

impl ReadCaseWork for Transaction<'_> {
    fn deadline_rules(&self) -> Result<Vec<Rule>> {
        self.rows("SELECT * FROM deadline_rule ORDER BY ledger, status", [], rule)
    }

    fn calendar_days(&self) -> Result<Vec<CalendarDay>> {
        self.rows("SELECT * FROM calendar_day ORDER BY day", [], day)
    }

    fn count_by_status(&self, query: &ListQuery) -> Result<Vec<StatusCount>> {
        let filter = Filter::of(&ListQuery { kind: Some(Kind::Case), ..query.clone() });
        // Named, since the planner knows no counts and takes any index of the kind: this one holds cases alone, and all that
        // is asked of most of them.
        let sql = format!(
            "{with}SELECT class, status, count(*) AS cases FROM document INDEXED BY document_case
             WHERE kind = 3 AND ({condition}) AND status IS NOT NULL GROUP BY class, status ORDER BY class, status",
            with = filter.with(),
            condition = filter.condition(),
        );
        self.rows(&sql, params_from_iter(&filter.values), |row| {
            Ok(StatusCount { ledger: row.get("class")?, status: row.get("status")?, cases: row.get("cases")? })
        })
    }
}

impl WriteCaseWork for Transaction<'_> {
    fn set_deadline_rules(&mut self, rules: &[Rule]) -> Result<()> {
        self.execute("DELETE FROM deadline_rule", [])?;
        for rule in rules {
            let sql = "INSERT INTO deadline_rule (ledger, status, days) VALUES (?1, ?2, ?3)";
            self.execute(sql, params![rule.ledger, rule.status.word(), rule.days]).map_err(naming("rule", "rule"))?;
        }
        Ok(())
    }

    fn set_calendar_days(&mut self, days: &[CalendarDay]) -> Result<()> {
        self.execute("DELETE FROM calendar_day", [])?;
        for day in days {
            let sql = "INSERT INTO calendar_day (day, kind, name) VALUES (?1, ?2, ?3)";
            self.execute(sql, params![day.day, day.kind.word(), day.name]).map_err(naming("day", "day"))?;
        }
        Ok(())
    }
}
