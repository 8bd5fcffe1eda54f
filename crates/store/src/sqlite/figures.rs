//! Counts, from indexes alone. `CROSS`: from the places on, which are few; SQLite, which does not know that, would rather look
//! through the whole county.

use std::collections::HashMap;

use lianxin_model::ids::Kind;
use rusqlite::types::Value;
use rusqlite::{Row, params, params_from_iter};

use super::ids;
use super::transaction::Transaction;
use crate::figures::{
    CaseFigures, CategoryFigures, Daily, DayFigure, DeviceFigures, HouseholdFigures, PlaceFigures, ReadFigures,
};
use crate::{Result, StoreError};

/// The codes of the areas in the JSON array `?1` and of what lies in them.
const INSIDE: &str = "WITH RECURSIVE inside(code) AS (SELECT value FROM json_each(?1)
    UNION SELECT child.code FROM inside JOIN area AS child ON child.parent = inside.code)";

fn json(roots: &[String]) -> String {
    serde_json::Value::from(roots).to_string()
}

/// `sum(column <= ?n)` for each of these values, which follow the first parameter.
fn sums(column: &str, count: usize) -> String {
    (0..count).map(|place| format!(", sum({column} <= ?{})", place + 2)).collect()
}

fn with_days(roots: &[String], days: &[String]) -> Vec<Value> {
    std::iter::once(json(roots)).chain(days.iter().cloned()).map(Value::from).collect()
}

/// So many counts from this column on; no rows sum up to nothing.
fn counts(row: &Row<'_>, from: usize, count: usize) -> Result<Vec<u64>> {
    (from..from + count).map(|column| Ok(row.get::<_, Option<u64>>(column)?.unwrap_or(0))).collect()
}

impl ReadFigures for Transaction<'_> {
    fn household_figures(&self, roots: &[String], since: &[String]) -> Result<HouseholdFigures> {
        let sql = format!(
            "{INSIDE} SELECT count(*), sum(contacts = 0), sum(open_cases > 0){}
             FROM inside CROSS JOIN document INDEXED BY document_household_facts ON document.area = inside.code
             WHERE kind = 1 AND survivor IS NULL",
            sums("home_day", since.len())
        );
        let found = self.row(&sql, params_from_iter(with_days(roots, since)), |row| {
            let [households, no_contact, open_cases] = counts(row, 0, 3)?[..] else {
                return Err(StoreError::Corrupt("figures"));
            };
            Ok(HouseholdFigures { households, no_contact, open_cases, unseen: counts(row, 3, since.len())? })
        })?;
        Ok(found.unwrap_or_default())
    }

    fn category_figures(&self, roots: &[String], since: &[String]) -> Result<Vec<CategoryFigures>> {
        let sql = format!(
            "{INSIDE} SELECT category, count(*) AS households{}
             FROM inside CROSS JOIN document INDEXED BY document_household_facts ON document.area = inside.code
             CROSS JOIN document_category INDEXED BY document_category_by_document
                ON document_category.document = document.no
             WHERE kind = 1 AND survivor IS NULL GROUP BY category ORDER BY households DESC, category",
            sums("home_day", since.len())
        );
        self.rows(&sql, params_from_iter(with_days(roots, since)), |row| {
            Ok(CategoryFigures { category: row.get(0)?, households: row.get(1)?, unseen: counts(row, 2, since.len())? })
        })
    }

    fn seen_within(&self, roots: &[String], spans: &[(String, String)]) -> Result<Vec<u64>> {
        let first = spans.iter().map(|(after, _)| after).min().cloned().unwrap_or_default();
        let last = spans.iter().map(|(_, to)| to).max().cloned().unwrap_or_default();
        let sql = "SELECT id, survivor FROM document WHERE survivor IS NOT NULL AND kind = 1";
        let merged: HashMap<[u8; 16], [u8; 16]> =
            self.rows(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect();
        let sql = format!(
            "{INSIDE} SELECT household, date FROM document INDEXED BY document_visit_day
             WHERE kind = 4 AND date > ?2 AND date <= ?3 AND class = 'home' AND household IS NOT NULL
                AND area IN (SELECT code FROM inside)"
        );
        // A bit for each span.
        let mut seen: HashMap<[u8; 16], u64> = HashMap::new();
        let mut bits_of: HashMap<String, u64> = HashMap::new();
        let bits = |day: &str| {
            spans
                .iter()
                .enumerate()
                .filter(|(_, (after, to))| *after.as_str() < *day && *day <= *to.as_str())
                .fold(0_u64, |bits, (place, _)| bits | 1 << place.min(63))
        };
        self.rows(&sql, params![json(roots), first, last], |row| {
            let household: [u8; 16] = row.get(0)?;
            let day = row.get_ref(1)?.as_str().map_err(|_| StoreError::Corrupt("date"))?;
            let held = match bits_of.get(day) {
                Some(bits) => *bits,
                None => *bits_of.entry(day.to_owned()).or_insert_with(|| bits(day)),
            };
            *seen.entry(merged.get(&household).copied().unwrap_or(household)).or_default() |= held;
            Ok(())
        })?;
        let within = |place: usize| seen.values().filter(|bits| **bits >> place.min(63) & 1 == 1).count() as u64;
        Ok((0..spans.len()).map(within).collect())
    }

    fn case_figures(&self, roots: &[String]) -> Result<Vec<CaseFigures>> {
        let sql = format!(
            "{INSIDE} SELECT class, coalesce(status, ''), count(*)
             FROM inside CROSS JOIN document INDEXED BY document_open_case ON document.area = inside.code
             WHERE is_open = 1 GROUP BY class, status ORDER BY class, status"
        );
        self.rows(&sql, [json(roots)], |row| {
            Ok(CaseFigures { ledger: row.get(0)?, status: row.get(1)?, cases: row.get(2)? })
        })
    }

    fn daily(&self, what: Daily, roots: &[String], from: &str, to: &str) -> Result<Vec<DayFigure>> {
        let (index, day, which) = match what {
            Daily::Opened => ("document_case_day", "date", "kind = 3"),
            Daily::Settled => ("document_settled", "settled_day", "settled_day <> ''"),
            Daily::HomeVisits => ("document_visit_day", "date", "kind = 4 AND class = 'home'"),
        };
        let sql = format!(
            "{INSIDE} SELECT {day}, count(*) FROM document INDEXED BY {index}
             WHERE {which} AND {day} >= ?2 AND {day} <= ?3 AND area IN (SELECT code FROM inside)
             GROUP BY {day} ORDER BY {day}"
        );
        self.rows(&sql, params![json(roots), from, to], |row| Ok(DayFigure { day: row.get(0)?, count: row.get(1)? }))
    }

    fn conflict_figures(&self, roots: &[String]) -> Result<Vec<(Kind, u64)>> {
        let sql = format!(
            "{INSIDE} SELECT kind, count(*) FROM document INDEXED BY document_conflict_area
             WHERE conflicts > 0 AND private = 0 AND (kind <> 1 OR survivor IS NULL)
                AND (area IN (SELECT code FROM inside) OR household IS NULL
                AND owner IN (SELECT user.id FROM user WHERE user.area IN (SELECT code FROM inside)))
             GROUP BY kind ORDER BY kind"
        );
        self.rows(&sql, [json(roots)], |row| Ok((ids::kind(row, "kind")?, row.get(1)?)))
    }

    fn waiting_reviews(&self, roots: &[String]) -> Result<u64> {
        let sql = format!(
            "{INSIDE} SELECT count(*) FROM refusal INDEXED BY refusal_in_review
             JOIN user ON user.id = refusal.user LEFT JOIN document ON document.id = refusal.document
             WHERE refusal.state = 'review' AND (user.area IN (SELECT code FROM inside)
                OR coalesce(document.area, refusal.area) IN (SELECT code FROM inside))"
        );
        self.value(&sql, [json(roots)])
    }

    fn device_figures(&self, roots: &[String], before_ms: &[i64]) -> Result<DeviceFigures> {
        let sql = format!(
            "{INSIDE} SELECT count(*), sum(last_contact_ms IS NULL){}
             FROM inside CROSS JOIN user ON user.area = inside.code CROSS JOIN device ON device.user = user.id
             WHERE user.disabled = 0 AND device.revoked_at_ms IS NULL",
            sums("last_contact_ms", before_ms.len())
        );
        let values = std::iter::once(Value::from(json(roots))).chain(before_ms.iter().map(|ms| Value::from(*ms)));
        let found = self.row(&sql, params_from_iter(values), |row| {
            let [devices, never] = counts(row, 0, 2)?[..] else { return Err(StoreError::Corrupt("figures")) };
            Ok(DeviceFigures { devices, never, silent: counts(row, 2, before_ms.len())? })
        })?;
        Ok(found.unwrap_or_default())
    }

    fn place_figures(&self, parent: &str, since: &str) -> Result<Vec<PlaceFigures>> {
        self.figures_of_places("parent", parent, since)
    }

    fn figures_of_place(&self, code: &str, since: &str) -> Result<Option<PlaceFigures>> {
        Ok(self.figures_of_places("code", code, since)?.pop())
    }
}

impl Transaction<'_> {
    /// The figures of the places of which this column of the table of areas holds the code.
    fn figures_of_places(&self, which: &str, code: &str, since: &str) -> Result<Vec<PlaceFigures>> {
        let sql = format!(
            "WITH RECURSIVE inside(root, code) AS MATERIALIZED (
                SELECT code, code FROM area WHERE {which} = ?1
                UNION SELECT inside.root, child.code FROM inside JOIN area AS child ON child.parent = inside.code
            ),
            household AS (
                SELECT inside.root, count(*) AS households, sum(home_day <= ?2) AS unseen
                FROM inside CROSS JOIN document INDEXED BY document_household_facts ON document.area = inside.code
                WHERE kind = 1 AND survivor IS NULL GROUP BY inside.root
            ),
            waits AS (
                SELECT inside.root, count(*) AS open
                FROM inside CROSS JOIN document INDEXED BY document_open_case ON document.area = inside.code
                WHERE is_open = 1 GROUP BY inside.root
            ),
            conflict AS (
                SELECT inside.root, count(*) AS conflicts
                FROM inside CROSS JOIN document INDEXED BY document_conflict_area ON document.area = inside.code
                WHERE conflicts > 0 AND private = 0 AND (kind <> 1 OR survivor IS NULL) GROUP BY inside.root
            )
            SELECT area.code, coalesce(households, 0), coalesce(unseen, 0), coalesce(open, 0), coalesce(conflicts, 0)
            FROM area LEFT JOIN household ON household.root = area.code LEFT JOIN waits ON waits.root = area.code
                LEFT JOIN conflict ON conflict.root = area.code
            WHERE area.{which} = ?1 ORDER BY area.code"
        );
        self.rows(&sql, [code, since], |row| {
            Ok(PlaceFigures {
                code: row.get(0)?,
                households: row.get(1)?,
                unseen: row.get(2)?,
                open_cases: row.get(3)?,
                conflicts: row.get(4)?,
            })
        })
    }
}
