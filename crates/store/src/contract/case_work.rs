//! Cases by what is to be done with them, and what a county says of its deadlines.

use lianxin_model::course::Status;
use lianxin_model::deadline::{Bound, Rule};
use lianxin_model::ids::Kind;
use lianxin_model::projection::Projection;
use lianxin_model::working_days::DayKind;

use super::Engine;
use super::world::{self, CADRE, CADRE_2, LEADER, TOWN, TOWN_2, VILLAGE, VILLAGE_3, id};
use crate::{CalendarDay, ListQuery, Named, Overdue, Read, Result, Scope, Sort, Store as _, StoreError, Write};

fn all() -> ListQuery {
    ListQuery { scope: Scope::all(), kind: Some(Kind::Case), limit: 100, ..ListQuery::default() }
}

fn numbers(read: &dyn Read, query: &ListQuery) -> Result<Vec<u128>> {
    let found: Vec<u128> = read.list(query)?.rows.iter().map(|row| row.id.0.as_u128()).collect();
    assert_eq!(read.count(query)?, found.len() as u64, "{query:?}");
    let counted: u64 = read.count_by_status(query)?.iter().map(|count| count.cases).sum();
    assert_eq!(counted, found.len() as u64, "{query:?}");
    Ok(found)
}

/// Number, household, ledger, status, since, due, source.
type Case = (u128, u128, &'static str, &'static str, &'static str, &'static str, &'static str);

const CASES: [Case; 6] = [
    (11, 1, "livelihood", "registered", "2026-11-10", "", "visit"),
    (12, 1, "livelihood", "registered", "2026-11-20", "2026-11-21", "box"),
    (13, 1, "dispute", "acting", "2026-11-01", "2026-12-31", "visit"),
    (14, 1, "livelihood", "resolved", "2026-11-02", "2026-11-03", "phone"),
    (15, 2, "livelihood", "closed", "2026-10-01", "", "visit"),
    (16, 2, "hardship", "acting", "", "", "visit"),
];

fn row(case: Case) -> Projection {
    let (number, household, ledger, status, since, due, source) = case;
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Projection {
        class: text(ledger),
        status: text(status),
        since: text(since),
        due: text(due),
        source: text(source),
        ..world::member(Kind::Case, number, household)
    }
}

fn settle(write: &mut dyn Write) -> Result<()> {
    world::settle(write)?;
    world::append(write, &world::household(1, VILLAGE), "x")?;
    world::append(write, &world::household(2, VILLAGE_3), "x")?;
    for case in CASES {
        let leads = if case.0 == 13 { vec![LEADER, CADRE] } else { Vec::new() };
        let assignees = if case.0 < 13 { vec![CADRE] } else { Vec::new() };
        world::append(write, &Projection { leads, assignees, ..row(case) }, "x")?;
    }
    Ok(())
}

/// Each filter of cases, alone and together, and what waits longest first.
pub fn cases_are_filtered_by_what_is_to_be_done(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    settle(&mut *write)?;
    let text = |text: &str| Some(text.to_owned());
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let since = |day: &str| lianxin_model::check::date(day, None).unwrap_or_default();
    let bound = |ledger: &str, status, day: &str| Bound { ledger: ledger.to_owned(), status, since: since(day) };
    let late = Overdue {
        today: "2026-11-22".to_owned(),
        bounds: vec![
            bound("livelihood", Status::Registered, "2026-11-19"),
            bound("dispute", Status::Acting, "2026-11-19"),
            bound("livelihood", Status::Resolved, "2026-11-19"),
            bound("hardship", Status::Acting, "2026-11-19"),
        ],
    };
    let overdue = Some(late.clone());
    let waiting = || ListQuery { sort: Sort::Waiting, ..all() };
    for (what, query, expected) in [
        ("what waits longest", waiting(), vec![16, 15, 13, 14, 11, 12]),
        ("open", ListQuery { statuses: words(&["registered", "acting"]), ..waiting() }, vec![16, 13, 11, 12]),
        ("over their time", ListQuery { overdue: overdue.clone(), ..waiting() }, vec![14, 11, 12]),
        (
            "open and over their time",
            ListQuery { statuses: words(&["registered", "acting"]), overdue: overdue.clone(), ..waiting() },
            vec![11, 12],
        ),
        ("without rules", ListQuery { overdue: Some(Overdue { bounds: vec![], ..late }), ..all() }, vec![12]),
        ("lead", ListQuery { lead: Some(LEADER), ..waiting() }, vec![13]),
        ("lead of several", ListQuery { lead: Some(CADRE), ..waiting() }, vec![13]),
        ("assigned", ListQuery { assigned: Some(CADRE), ..waiting() }, vec![11, 12]),
        ("assigned to nobody", ListQuery { assigned: Some(CADRE_2), ..waiting() }, vec![]),
        ("source", ListQuery { source: text("box"), ..waiting() }, vec![12]),
        ("area", ListQuery { area: text(TOWN), source: text("visit"), ..waiting() }, vec![13, 11]),
        ("another area", ListQuery { area: text(TOWN_2), ..waiting() }, vec![16, 15]),
        ("household", ListQuery { household: Some(id(2)), ..waiting() }, vec![16, 15]),
    ] {
        assert_eq!(numbers(&*write, &query)?, expected, "{what}");
    }
    let counts = write.count_by_status(&all())?;
    let said: Vec<_> =
        counts.iter().map(|count| (count.ledger.as_deref(), count.status.as_str(), count.cases)).collect();
    let expected = [
        (Some("dispute"), "acting", 1),
        (Some("hardship"), "acting", 1),
        (Some("livelihood"), "closed", 1),
        (Some("livelihood"), "registered", 2),
        (Some("livelihood"), "resolved", 1),
    ];
    assert_eq!(said, expected);
    // An administrator is somebody, and sees everything all the same.
    let administrator = ListQuery { scope: Scope { owner: Some(LEADER), ..Scope::all() }, ..all() };
    assert_eq!((write.count(&administrator)?, write.count_by_status(&administrator)?), (6, counts));
    // Pages of what waits follow each other, those without a day first.
    let first = write.list(&ListQuery { limit: 2, ..waiting() })?;
    let rest = write.list(&ListQuery { after: first.next, ..waiting() })?;
    assert_eq!(rest.rows.iter().map(|row| row.id.0.as_u128()).collect::<Vec<_>>(), [13, 14, 11, 12]);
    Ok(())
}

/// What a case says no more finds it no more.
pub fn parts_in_cases_follow_the_record(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    settle(&mut *write)?;
    let lead = ListQuery { lead: Some(CADRE), ..all() };
    let assigned = ListQuery { assigned: Some(CADRE), ..all() };
    let again =
        Projection { leads: vec![CADRE], assignees: vec![CADRE_2], due: Some("2027-01-01".into()), ..row(CASES[1]) };
    world::append(&mut *write, &again, "y")?;
    assert_eq!((numbers(&*write, &lead)?, numbers(&*write, &assigned)?), (vec![13, 12], vec![11]));
    write.project(&Projection { leads: Vec::new(), ..again })?;
    assert_eq!(numbers(&*write, &lead)?, [13]);
    let overdue = Overdue { today: "2026-11-22".to_owned(), bounds: Vec::new() };
    assert_eq!(numbers(&*write, &ListQuery { overdue: Some(overdue), ..all() })?, [] as [u128; 0]);
    let named = write.named(&[id(1), id(99), id(2)])?;
    let mut names: Vec<_> = named.iter().map(|Named { id, code, .. }| (id.0.as_u128(), code.as_deref())).collect();
    names.sort_unstable();
    assert_eq!(names, [(1, Some("h0001")), (2, Some("h0002"))]);
    Ok(())
}

/// Rules and listed days are replaced as a whole, and each stands once.
pub fn deadlines_are_kept(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    assert_eq!(write.deadline_rules()?.len(), 21, "a county begins with rules");
    let rule = |status, days| Rule { ledger: "dispute".to_owned(), status, days };
    let rules = [rule(Status::Acting, 7), rule(Status::Registered, 1)];
    write.set_deadline_rules(&rules)?;
    assert_eq!(write.deadline_rules()?, rules);
    let day = |day: &str, kind| CalendarDay { day: day.to_owned(), kind, name: "春节".to_owned() };
    let days = [day("2027-02-06", DayKind::Work), day("2027-02-07", DayKind::Off)];
    write.set_calendar_days(&days)?;
    assert_eq!(write.calendar_days()?, days);
    let twice = [rule(Status::Acting, 7), rule(Status::Acting, 8)];
    assert_eq!(write.set_deadline_rules(&twice), Err(StoreError::Taken("rule")));
    assert_eq!(write.set_calendar_days(&[days[0].clone(), days[0].clone()]), Err(StoreError::Taken("day")));
    Ok(())
}
