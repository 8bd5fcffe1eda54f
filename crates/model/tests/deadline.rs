//! Until when a case may wait: by a day that was set, by rules in working days, and the same as a list asks it.
#![allow(missing_docs)]

use lianxin_model::catalogue::{CaseView, EventView};
use lianxin_model::check;
use lianxin_model::course::Status;
use lianxin_model::deadline::{Basis, Deadlines, Rule};
use lianxin_model::moment::Date;
use lianxin_model::working_days::{Calendar, DayKind};

fn day(text: &str) -> Date {
    check::date(text, None).unwrap()
}

fn county() -> Deadlines {
    let rule = |ledger: &str, status, days| Rule { ledger: ledger.to_owned(), status, days };
    Deadlines {
        rules: vec![
            rule("livelihood", Status::Registered, 3),
            rule("livelihood", Status::Acting, 15),
            rule("dispute", Status::Registered, 1),
            rule("dispute", Status::Accepted, 0),
            rule("livelihood", Status::Resolved, 5),
        ],
        calendar: Calendar::new([(day("2026-11-24"), DayKind::Off), (day("2026-11-28"), DayKind::Work)]),
    }
}

fn case(ledger: &str, status: Status, since: &str, due: Option<&str>) -> CaseView {
    let event = EventView { date: Some(since.to_owned()), ..EventView::default() };
    CaseView {
        ledger: Some(ledger.to_owned()),
        status,
        due: due.map(str::to_owned),
        events: vec![event],
        ..CaseView::default()
    }
}

#[test]
fn deadlines_of_cases() {
    let cases = [
        ("a rule", case("livelihood", Status::Registered, "2026-11-19", None), Some(("2026-11-25", Basis::Rule))),
        ("over a day off", case("dispute", Status::Registered, "2026-11-23", None), Some(("2026-11-25", Basis::Rule))),
        ("to a day worked", case("dispute", Status::Registered, "2026-11-27", None), Some(("2026-11-28", Basis::Rule))),
        ("the same day", case("dispute", Status::Accepted, "2026-11-23", None), Some(("2026-11-23", Basis::Rule))),
        ("no rule", case("hardship", Status::Registered, "2026-11-19", None), None),
        ("another status", case("livelihood", Status::Accepted, "2026-11-19", None), None),
        (
            "a day that was set",
            case("livelihood", Status::Registered, "2026-11-19", Some("2026-12-31")),
            Some(("2026-12-31", Basis::Set)),
        ),
        (
            "a day that was set, for the whole matter",
            case("livelihood", Status::Resolved, "2026-11-19", Some("2026-11-20")),
            Some(("2026-11-27", Basis::Rule)),
        ),
        ("closed", case("livelihood", Status::Closed, "2026-11-19", Some("2026-11-20")), None),
        ("no day of the calendar", case("livelihood", Status::Registered, "昨天", None), None),
    ];
    for (what, case, expect) in cases {
        let deadline = county().of(&case).map(|deadline| (deadline.day.to_string(), deadline.basis));
        assert_eq!(deadline, expect.map(|(day, basis)| (day.to_owned(), basis)), "{what}");
    }
}

#[test]
fn by_how_much_it_is_over() {
    let deadline = county().of(&case("livelihood", Status::Registered, "2026-11-17", None)).unwrap();
    assert_eq!((deadline.day, deadline.days), (day("2026-11-20"), Some(3)));
    for (today, over, days) in [
        ("2026-11-20", false, 0),
        ("2026-11-21", true, 0),
        ("2026-11-23", true, 1),
        ("2026-11-24", true, 1),
        ("2026-11-28", true, 5),
    ] {
        let today = day(today);
        assert_eq!(deadline.is_over(today), over, "{today}");
        assert_eq!(deadline.working_days_over(today, &county().calendar), days, "{today}");
    }
}

/// What a list finds by bounds is what a case's own deadline says, on every day.
#[test]
fn bounds_say_the_same_as_deadlines() {
    let county = county();
    let mut today = day("2026-11-16");
    while today < day("2026-12-20") {
        let bounds = county.bounds(today);
        for rule in &county.rules {
            let bound = bounds.iter().find(|bound| bound.ledger == rule.ledger && bound.status == rule.status).unwrap();
            let mut since = day("2026-10-25");
            while since <= today {
                let case = case(&rule.ledger, rule.status, &since.to_string(), None);
                let over = county.of(&case).unwrap().is_over(today);
                assert_eq!(since < bound.since, over, "{rule:?} since {since}, today {today}");
                since = since.tomorrow().unwrap();
            }
        }
        today = today.tomorrow().unwrap();
    }
}
