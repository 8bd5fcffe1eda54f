//! Weekly reports: what they count, and their texts.

use lianxin_model::ids::{DocId, Kind, UserId};
use lianxin_model::projection::Projection;
use serde_json::json;
use uuid::Uuid;

use super::Engine;
use super::world::{self, CADRE, COUNTY, GROUP, LEADER, TOWN, TOWN_2, VILLAGE_2, VILLAGE_3, id};
use crate::{NewReport, Period, Result, Store as _, StoreError, Write};

/// A case with its registration, and a resolution on this day.
fn case(number: u128, household: u128, ledger: &str, date: &str, resolved: Option<&str>) -> Projection {
    let mut row = world::member(Kind::Case, number, household);
    let step =
        |kind: &str, date: &str, number: u128| json!({"id": Uuid::from_u128(number), "kind": kind, "date": date});
    let mut events = vec![step("registered", date, 1)];
    events.extend(resolved.map(|day| step("resolved", day, 2)));
    row.record.fields.insert("events".to_owned(), json!(events));
    row.record.fields.insert("date".to_owned(), json!(date));
    let status = if resolved.is_some() { "resolved" } else { "registered" };
    row.record.fields.insert("status".to_owned(), json!(status));
    let text = |text: &str| Some(text.to_owned());
    let since = text(resolved.unwrap_or(date));
    Projection { class: text(ledger), date: text(date), status: text(status), since, ..row }
}

fn visit(number: u128, household: u128, class: &str, date: &str) -> Projection {
    let row = world::member(Kind::Visit, number, household);
    Projection { class: Some(class.to_owned()), date: Some(date.to_owned()), ..row }
}

fn settle(write: &mut dyn Write) -> Result<()> {
    world::settle(write)?;
    let rows = [
        world::household(1, GROUP),
        Projection { conflicts: 1, ..world::household(2, VILLAGE_2) },
        world::household(3, VILLAGE_3),
        visit(11, 1, "home", "2026-11-16"),
        visit(12, 1, "phone", "2026-11-22"),
        visit(13, 2, "home", "2026-11-18"),
        visit(14, 1, "home", "2026-11-15"),
        visit(15, 1, "home", "2026-11-23"),
        visit(16, 3, "home", "2026-11-18"),
        case(21, 1, "hardship", "2026-11-17", None),
        case(22, 2, "hardship", "2026-10-01", Some("2026-11-20")),
        case(23, 2, "dispute", "2026-10-01", None),
        case(24, 1, "dispute", "2026-10-01", Some("2026-11-22")),
        case(25, 3, "dispute", "2026-11-17", Some("2026-11-18")),
        case(26, 1, "dispute", "2026-10-01", Some("2026-11-23")),
        Projection { conflicts: 3, ..world::diary(31, CADRE, true) },
    ];
    for row in rows {
        world::append(write, &row, "x")?;
    }
    Ok(())
}

/// Of the area and what lies in it, from the first to the last day.
pub fn a_period_is_counted(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    settle(&mut *write)?;
    let period = |area| Period { area, from: "2026-11-16", to: "2026-11-22" };
    let counts = write.period_counts(period(TOWN))?;
    let by = |pairs: &[(&str, u64)]| pairs.iter().map(|(word, count)| ((*word).to_owned(), *count)).collect::<Vec<_>>();
    assert_eq!(counts.visits, by(&[("home", 2), ("phone", 1)]));
    assert_eq!(counts.registered, by(&[("hardship", 1)]));
    assert_eq!(counts.settled, by(&[("dispute", 1), ("hardship", 1)]));
    assert_eq!(counts.open, by(&[("dispute", 1), ("hardship", 1)]));
    assert_eq!((counts.households_reached, counts.conflicts), (2, 1));
    let whole = write.period_counts(period(COUNTY))?;
    assert_eq!((whole.households_reached, whole.visits), (3, by(&[("home", 3), ("phone", 1)])));
    assert_eq!(write.settled_in(period(TOWN), 10)?, [id(24), id(22)]);
    assert_eq!(write.settled_in(period(TOWN), 1)?, [id(24)]);
    assert_eq!(write.settled_in(period("9"), 10)?, [] as [DocId; 0]);
    // Two records of one household are reached once.
    world::append(&mut *write, &Projection { merged_into: Some(id(1)), ..world::household(2, VILLAGE_2) }, "merged")?;
    assert_eq!(write.period_counts(period(TOWN))?.households_reached, 1);
    Ok(())
}

/// Every text stays, under its own number.
pub fn report_versions_are_kept(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let new = |area, week, text, at_ms| NewReport { area, week, text, user: LEADER, at_ms };
    assert_eq!(write.report(TOWN, "2026-W47")?, None);
    assert_eq!(write.put_report(&new(TOWN, "2026-W47", "第一稿", 1))?, 1);
    assert_eq!(write.put_report(&new(TOWN, "2026-W47", "第二稿", 2))?, 2);
    assert_eq!(write.put_report(&new(TOWN, "2026-W48", "另一周", 3))?, 1);
    assert_eq!(write.put_report(&new(TOWN_2, "2026-W47", "另一乡", 4))?, 1);
    let last = write.report(TOWN, "2026-W47")?.ok_or(StoreError::Missing("report"))?;
    assert_eq!((last.version, last.text.as_str(), last.user, last.at_ms), (2, "第二稿", LEADER, 2));
    let versions: Vec<u32> =
        write.report_versions(TOWN, "2026-W47", 10)?.into_iter().map(|report| report.version).collect();
    assert_eq!(versions, [2, 1]);
    let stranger = NewReport { user: UserId(Uuid::nil()), ..new(TOWN, "2026-W49", "x", 5) };
    assert_eq!(write.put_report(&stranger), Err(StoreError::Missing("area")));
    Ok(())
}
