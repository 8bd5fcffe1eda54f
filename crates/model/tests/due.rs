//! What is due, as tables of cases at their boundaries.
#![allow(missing_docs)]

mod support;

use jiff::civil::{Date, date};
use lianxin_model::catalogue::{CaseView, EventView};
use lianxin_model::course::fold;
use lianxin_model::due;
use lianxin_model::ids::Kind;
use support::{entry, new, user};

const ME: u8 = 1;
const TODAY: Date = date(2026, 11, 22);

#[test]
fn households_that_nobody_saw_for_long() {
    for (last_visit, categories, unseen) in [
        (Some("2026-11-22"), "", false),
        (Some("2026-09-24"), "", false),
        (Some("2026-09-23"), "", true),
        (Some("2016-09-23"), "", true),
        (None, "", true),
        (Some("昨天"), "", true),
        (Some("2026-12-01"), "", false),
        (Some("2026-09-24"), "老党员", false),
        (Some("2026-09-24"), "残疾", true),
        (Some("2026-10-09"), "残疾", false),
        (Some("2026-10-08"), "残疾", true),
        (Some("2026-10-24"), "低保户 独居老人", false),
        (Some("2026-10-23"), "低保户 独居老人", true),
        (Some("2026-10-23"), "低保户", false),
    ] {
        let categories: Vec<String> = categories.split_whitespace().map(str::to_owned).collect();
        assert_eq!(due::is_unseen(last_visit, &categories, TODAY), unseen, "{last_visit:?} {categories:?}");
    }
}

#[test]
fn whoever_was_seen_since_is_due_by_no_category() {
    assert_eq!(due::unseen_latest(TODAY), "2026-10-23");
    assert!(due::is_unseen(Some("2026-10-23"), &["特困".to_owned()], TODAY));
}

#[test]
fn days_that_are_left() {
    for (day, left) in [
        (Some("2026-11-22"), Some(0)),
        (Some("2026-11-23"), Some(1)),
        (Some("2026-11-19"), Some(-3)),
        (Some("2027-11-22"), Some(365)),
        (Some("下月"), None),
        (None, None),
    ] {
        assert_eq!(due::days_left(day, TODAY), left, "{day:?}");
    }
    assert_eq!(due::days_after("2026-11-28", 7).as_deref(), Some("2026-12-05"));
    assert_eq!(due::days_after("九月", 7), None);
}

/// Steps one after the other: kind, by whom, and `@` to whom.
fn case(author: u8, lead: Option<u8>, steps: &str) -> CaseView {
    let mut events = Vec::new();
    for (number, step) in (1..).zip(steps.split_whitespace()) {
        let (step, to) = step.split_once('@').map_or((step, None), |(step, to)| (step, Some(to)));
        let (kind, by) = step.split_once(':').unwrap();
        let (kind, satisfied) = kind.strip_suffix('+').map_or((kind, None), |kind| (kind, Some(true)));
        events.push(EventView {
            id: Some(entry(number)),
            kind: Some(kind.to_owned()),
            by: Some(user(by.parse().unwrap())),
            to: to.map(|to| to.parse().map_or(to.to_owned(), |number: u8| user(number).to_string())),
            satisfied,
            date: Some(format!("2026-11-{number:02}")),
            after: if number > 1 { vec![entry(number - 1)] } else { Vec::new() },
            ..EventView::default()
        });
    }
    let status = fold(&events).status;
    CaseView { author: Some(user(author)), lead: lead.map(user), events, status, ..CaseView::default() }
}

#[test]
fn cases_that_wait_on_me() {
    let record = new(Kind::Case).record();

    for (author, lead, steps, waits) in [
        (ME, None, "registered:1", true),
        (2, None, "registered:2", false),
        (ME, None, "registered:1 accepted:1 acted:1", true),
        (ME, None, "registered:1 accepted:2", false),
        (ME, None, "registered:1 acted:2", false),
        (ME, Some(2), "registered:1", false),
        (ME, Some(ME), "registered:1 acted:2", true),
        (2, Some(ME), "registered:2", true),
        (ME, None, "registered:1 assigned:3@2", false),
        (2, None, "registered:2 assigned:3@1", true),
        (2, None, "registered:2 assigned:3@1 assigned:3@2", false),
        (2, None, "registered:2 assigned:3@1 acted:1", true),
        (ME, None, "registered:1 transferred:1@水利站", false),
        (2, None, "registered:2 assigned:3@1 resolved:1", false),
        (2, None, "registered:2 assigned:3@1 resolved:1 reopened:2", true),
        (ME, None, "registered:1 resolved:1 followed_up+:1", false),
    ] {
        let view = case(author, lead, steps);
        assert_eq!(due::waits_on(user(ME), &record, &view), waits, "{author} {lead:?} {steps}");
    }
}

#[test]
fn who_gave_me_a_case() {
    for (steps, by) in [
        ("registered:2 assigned:3@1", vec![user(3)]),
        ("registered:2 assigned:3@1 assigned:4@2", vec![]),
        ("registered:2 transferred:3@1", vec![]),
        ("registered:2", vec![]),
    ] {
        let view = case(2, None, steps);
        let given: Vec<_> = due::handed_to(user(1), &view).iter().filter_map(|(_, event)| event.by).collect();
        assert_eq!(given, by, "{steps}");
    }
}

#[test]
fn answers_that_were_not_followed_up() {
    for (steps, since, stands) in [
        ("registered:1", None, "2026-11-01"),
        ("registered:1 acted:1", None, "2026-11-02"),
        ("registered:1 resolved:1", Some("2026-11-02"), "2026-11-02"),
        ("registered:1 resolved:1 answered:1", Some("2026-11-03"), "2026-11-03"),
        ("registered:1 resolved:1 followed_up:1", Some("2026-11-02"), "2026-11-03"),
        ("registered:1 resolved:1 followed_up+:1", None, "2026-11-03"),
        ("registered:1 resolved:1 reopened:1", None, "2026-11-03"),
        ("registered:1 resolved:1 reopened:1 resolved:1", Some("2026-11-04"), "2026-11-04"),
    ] {
        let view = case(1, None, steps);
        assert_eq!(due::to_follow_up(&view), since, "{steps}");
        assert_eq!(due::stands_since(&view), Some(stands), "{steps}");
    }
    let empty = CaseView { date: Some("2026-11-05".into()), ..CaseView::default() };
    assert_eq!(due::stands_since(&empty), Some("2026-11-05"));
}
