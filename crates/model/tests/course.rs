//! The course of a case: its status, and what steps of the same moment make of it.
#![allow(missing_docs)]

mod support;

use lianxin_model::catalogue::{CaseView, EventView};
use lianxin_model::course::{Status, fold, next};
use lianxin_model::ids::Kind;
use lianxin_model::intention::Intention;
use lianxin_model::projection::Projection;
use proptest::prelude::*;
use support::{ANNA, BO, edit, entry, merge, new, user};

/// Steps as `number kind [after…]`; a follow-up with `+` is a satisfied one, a hand-over names its place by `@`.
fn steps(text: &str) -> Vec<EventView> {
    text.split(';')
        .map(str::trim)
        .filter(|step| !step.is_empty())
        .map(|step| {
            let mut words = step.split_whitespace();
            let id = entry(words.next().unwrap().parse().unwrap());
            let kind = words.next().unwrap();
            let (kind, satisfied) = kind.strip_suffix('+').map_or((kind, None), |kind| (kind, Some(true)));
            let (kind, to) = kind.split_once('@').map_or((kind, None), |(kind, to)| (kind, Some(to.to_owned())));
            let after = words.map(|word| entry(word.parse().unwrap())).collect();
            EventView { id: Some(id), kind: Some(kind.to_owned()), satisfied, to, after, ..EventView::default() }
        })
        .collect()
}

#[test]
fn what_makes_sense_next() {
    use Status::*;
    for (status, contradicted, leads, expected) in [
        (Registered, false, false, "accepted acted transferred resolved"),
        (Registered, false, true, "accepted assigned acted transferred resolved"),
        (Reopened, false, false, "accepted acted transferred resolved"),
        (Assigned, false, false, "acted resolved transferred"),
        (Acting, false, true, "acted resolved assigned transferred"),
        (Resolved, false, false, "followed_up answered reopened"),
        (Answered, false, true, "followed_up reopened"),
        (Closed, false, true, "reopened"),
        (Acting, true, false, "acted resolved transferred followed_up answered reopened"),
    ] {
        assert_eq!(next(status, contradicted, leads).join(" "), expected, "{status:?}");
    }
}

#[test]
fn statuses() {
    use Status::*;
    for (text, status, contradicted) in [
        ("", Registered, false),
        ("1 registered", Registered, false),
        ("1 registered; 2 accepted 1", Accepted, false),
        ("1 registered; 2 accepted 1; 3 acted 2; 4 resolved 3", Resolved, false),
        ("1 registered; 2 resolved 1; 3 answered 2; 4 followed_up+ 3", Closed, false),
        ("1 registered; 2 resolved 1; 3 followed_up 2", Resolved, false),
        ("1 registered; 2 followed_up+ 1", Registered, false),
        ("1 registered; 2 answered 1", Registered, false),
        ("1 registered; 2 resolved 1; 3 reopened 2", Reopened, false),
        // Two who act at the same time do not contradict each other.
        ("1 registered; 2 acted 1; 3 acted 1", Acting, false),
        ("1 registered; 2 accepted 1; 3 acted 1", Acting, false),
        // What one holds open stays open, and shows.
        ("1 registered; 2 resolved 1; 3 acted 1", Acting, true),
        ("1 registered; 2 resolved 1; 3 acted 1; 4 resolved 2 3", Resolved, false),
        ("1 registered; 2 resolved 1; 3 resolved 1", Resolved, false),
        ("1 registered; 2 assigned@民政 1; 3 transferred@水利 1", Transferred, true),
        ("1 registered; 2 transferred@水利 1; 3 transferred@水利 1", Transferred, false),
        // Steps that never arrived, and circles that only a forger can make.
        ("2 accepted 1", Accepted, false),
        ("1 acted 2; 2 acted 1", Registered, false),
    ] {
        let course = fold(&steps(text));
        assert_eq!((course.status, course.contradicted), (status, contradicted), "{text}");
        assert_eq!(course.order.len(), steps(text).len(), "{text}");
    }
}

/// Of hand-overs that follow each other the last stands, whatever else was done beside it; of simultaneous ones each.
#[test]
fn last_hand_overs() {
    for (text, handed) in [
        ("1 registered", vec![]),
        ("1 registered; 2 assigned@a 1", vec![2]),
        ("1 registered; 2 assigned@a 1; 3 acted 2; 4 resolved 3", vec![2]),
        ("1 registered; 2 assigned@a 1; 3 acted 2; 4 assigned@b 3", vec![4]),
        ("1 registered; 2 assigned@a 1; 3 transferred@水利 2", vec![3]),
        // Somebody acted on the first while it was handed on.
        ("1 registered; 2 assigned@a 1; 3 acted 2; 4 assigned@b 2; 5 acted 3 4", vec![4]),
        ("1 registered; 2 assigned@a 1; 3 assigned@b 1", vec![2, 3]),
        ("1 registered; 2 assigned@a 1; 3 assigned@b 1; 4 acted 2 3", vec![2, 3]),
        ("1 registered; 2 assigned@a 1; 3 assigned@b 1; 4 assigned@c 2 3", vec![4]),
    ] {
        let handed: Vec<_> = handed.into_iter().map(entry).collect();
        assert_eq!(fold(&steps(text)).handed, handed, "{text}");
    }
}

/// The lead and the last assignee answer for a case until it is closed.
#[test]
fn duties_of_a_case() {
    let step = |id: u8, kind: &str, to: Option<String>, after: &[u8]| {
        let after = after.iter().map(|id| entry(*id).to_string()).collect();
        let mut values = std::collections::BTreeMap::from([
            ("kind".to_owned(), kind.into()),
            ("by".to_owned(), user(1).into()),
            ("after".to_owned(), lianxin_model::value::Value::Many(after)),
        ]);
        values.extend(to.map(|to| ("to".to_owned(), lianxin_model::value::Value::Text(to))));
        if kind == "followed_up" {
            values.insert("satisfied".to_owned(), lianxin_model::value::Value::Flag(true));
        }
        Intention::Append { field: "events".into(), entry: entry(id), values }
    };
    let lead = |number: u8| Intention::set("lead", user(number));
    let mut case = new(Kind::Case);
    let duties = |case: &lianxin_model::document::Document| Projection::of(case).duties;
    for (edits, expected) in [
        (vec![step(1, "registered", None, &[])], vec![]),
        (vec![lead(3)], vec![3]),
        (vec![step(2, "assigned", Some(user(2).short()), &[1])], vec![2, 3]),
        (vec![step(3, "acted", Some(user(9).short()), &[2])], vec![2, 3]),
        (vec![step(4, "assigned", Some(user(4).to_string()), &[3])], vec![3, 4]),
        (vec![step(5, "assigned", Some("民政办".to_owned()), &[4]), lead(5)], vec![5]),
        (vec![step(6, "transferred", Some(user(4).short()), &[5])], vec![5]),
        (vec![step(7, "assigned", Some(user(5).short()), &[6])], vec![5]),
        (vec![step(8, "resolved", None, &[7])], vec![5]),
        (vec![step(9, "followed_up", None, &[8])], vec![]),
        (vec![step(10, "reopened", None, &[9])], vec![5]),
    ] {
        edit(&mut case, ANNA, &edits);
        assert_eq!(duties(&case), expected.iter().copied().map(user).collect::<Vec<_>>(), "{edits:?}");
    }
    let mut other = case.clone();
    edit(&mut case, ANNA, &[lead(6)]);
    edit(&mut other, BO, &[lead(7)]);
    merge(&mut case, &other);
    assert_eq!(duties(&case), [5, 6, 7].map(user), "two leads until somebody settles it");
}

#[test]
fn steps_taken_offline_at_the_same_time_show_as_a_conflict() {
    let step = |id: u8, kind: &str, by: u8, after: Vec<u8>| Intention::Append {
        field: "events".into(),
        entry: entry(id),
        values: [
            ("kind".to_owned(), kind.into()),
            ("by".to_owned(), user(by).into()),
            (
                "after".to_owned(),
                lianxin_model::value::Value::Many(after.into_iter().map(|id| entry(id).to_string()).collect()),
            ),
        ]
        .into(),
    };
    let mut a = new(Kind::Case);
    edit(&mut a, ANNA, &[Intention::set("ledger", "民生"), step(1, "registered", 1, vec![])]);
    let mut b = a.clone();
    edit(&mut a, ANNA, &[step(2, "resolved", 1, vec![1])]);
    edit(&mut b, BO, &[step(3, "acted", 2, vec![1])]);
    merge(&mut a, &b);
    merge(&mut b, &a);
    let view: CaseView = a.record().view();
    assert_eq!((view.status, view.status_conflict, view.ledger.as_deref()), (Status::Acting, true, Some("livelihood")));
    assert_eq!(a.record(), b.record());
    edit(&mut b, BO, &[step(4, "resolved", 2, vec![2, 3])]);
    let view: CaseView = b.record().view();
    assert_eq!((view.status, view.status_conflict, view.events.len()), (Status::Resolved, false, 4));
    // Written once: the same entry again does nothing.
    assert_eq!(support::try_edit(&mut b, BO, &[step(4, "acted", 2, vec![])]).unwrap(), None);
}

proptest! {
    /// The order in which steps arrive, and unknown or circular predecessors, change nothing.
    #[test]
    fn folding_does_not_depend_on_arrival(
        raw in prop::collection::vec((0u8..12, 0usize..9, prop::collection::vec(0u8..14, 0..3)), 0..12),
        seed in any::<u64>(),
    ) {
        let kinds = ["registered", "accepted", "assigned", "acted", "transferred", "resolved", "answered", "followed_up+", "reopened"];
        let mut seen = std::collections::BTreeSet::new();
        let text: Vec<String> = raw
            .into_iter()
            .filter(|(id, ..)| seen.insert(*id))
            .map(|(id, kind, after)| {
                let after: Vec<String> = after.iter().map(u8::to_string).collect();
                format!("{id} {} {}", kinds[kind], after.join(" "))
            })
            .collect();
        let events = steps(&text.join(";"));
        let mut shuffled = events.clone();
        let len = shuffled.len().max(1);
        shuffled.rotate_left(seed as usize % len);
        shuffled.reverse();
        let course = fold(&events);
        prop_assert_eq!(&fold(&shuffled), &course);
        prop_assert_eq!(course.order.len(), events.len());
    }
}
