//! Rows of (moment, event), and when the loop would sync after each.

use super::*;

const NOW: u64 = 1_000_000;
/// Half of the dice.
const MIDDLE: u32 = u32::MAX / 2 + 1;

const DONE: Event = Event::Finished { waiting: 0, next_seconds: 0 };
const CUT: Event = Event::Failed { retry_after_seconds: None, lasting: false };
const LASTING: Event = Event::Failed { retry_after_seconds: None, lasting: true };
const ONLINE: Event = Event::Reach(Reach::Online);
const OFFLINE: Event = Event::Reach(Reach::Offline);
const METERED: Event = Event::Reach(Reach::Metered);
use Event::{Asked, Began, Edited, Through};

fn busy(seconds: u32) -> Event {
    Event::Failed { retry_after_seconds: Some(seconds), lasting: false }
}

fn hinted(next_seconds: u32) -> Event {
    Event::Finished { waiting: 0, next_seconds }
}

/// When the loop would wake, after all those events, relative to [`NOW`].
fn wake_after(reach: Reach, dice: u32, events: &[(u64, Event)]) -> Option<i64> {
    let mut schedule = Schedule::new(Pace::default(), reach, NOW);
    for (at, event) in events {
        schedule.on(NOW + at, *event, dice);
    }
    schedule.wake_ms().map(|wake| wake as i64 - NOW as i64)
}

#[test]
fn what_happens_and_when_it_syncs_then() {
    let minute = 60_000;
    type Row<'a> = (&'a str, Reach, &'a [(u64, Event)], Option<i64>);
    let cases: &[Row<'_>] = &[
        ("at once when it begins", Reach::Online, &[], Some(0)),
        ("out of range", Reach::Offline, &[], None),
        ("an edit out of range", Reach::Offline, &[(5, Edited)], None),
        ("range comes", Reach::Offline, &[(500, ONLINE)], Some(500)),
        ("range comes, metered", Reach::Offline, &[(500, METERED)], Some(500)),
        ("while it runs", Reach::Online, &[(0, Began), (5, Edited), (6, Asked)], None),
        ("on a schedule", Reach::Online, &[(0, Began), (700, DONE)], Some(700 + 15 * minute)),
        ("on a schedule, metered", Reach::Metered, &[(0, Began), (700, DONE)], Some(700 + 60 * minute)),
        ("as the server hints", Reach::Online, &[(0, Began), (700, hinted(90))], Some(90_700)),
        ("as the server hints, metered", Reach::Metered, &[(0, Began), (700, hinted(90))], Some(360_700)),
        ("a hint of years", Reach::Online, &[(0, Began), (0, hinted(u32::MAX))], Some(24 * 60 * minute)),
        ("after an edit", Reach::Online, &[(0, Began), (700, DONE), (9_000, Edited)], Some(11_000)),
        (
            "after a row of edits",
            Reach::Online,
            &[(0, Began), (700, DONE), (9_000, Edited), (10_500, Edited), (11_000, Edited)],
            Some(13_000),
        ),
        (
            "after a row that does not end",
            Reach::Online,
            &[(0, Began), (0, DONE), (1_000, Edited), (5_000, Edited), (10_900, Edited)],
            Some(11_000),
        ),
        (
            "an edit that the sync took along",
            Reach::Online,
            &[(0, Began), (300, Edited), (700, DONE)],
            Some(700 + 15 * minute),
        ),
        (
            "an edit that it did not",
            Reach::Online,
            &[(0, Began), (300, Edited), (700, Event::Finished { waiting: 1, next_seconds: 0 })],
            Some(2_300),
        ),
        (
            "something that no sync takes is no reason to hurry",
            Reach::Online,
            &[(0, Began), (700, Event::Finished { waiting: 1, next_seconds: 0 })],
            Some(700 + 15 * minute),
        ),
        ("after a failure", Reach::Online, &[(0, Began), (700, CUT)], Some(700 + 3_750)),
        ("after two", Reach::Online, &[(0, Began), (0, CUT), (4_000, Began), (5_000, CUT)], Some(12_500)),
        (
            "after two, with a round between",
            Reach::Online,
            &[(0, Began), (0, CUT), (4_000, Began), (4_500, Through), (5_000, CUT)],
            Some(8_750),
        ),
        ("an edit does not hurry a retry", Reach::Online, &[(0, Began), (0, CUT), (10, Edited)], Some(3_750)),
        (
            "an edit that waited for a retry goes with it",
            Reach::Online,
            &[(0, Began), (0, CUT), (10, Edited), (3_750, Began), (4_000, DONE)],
            Some(4_000 + 15 * minute),
        ),
        ("a closed account", Reach::Online, &[(0, Began), (0, LASTING), (10, Edited)], Some(45 * minute)),
        (
            "range goes and comes",
            Reach::Online,
            &[(0, Began), (0, LASTING), (9_000, OFFLINE), (9_500, ONLINE)],
            Some(9_500),
        ),
        ("range that flickers", Reach::Online, &[(0, Began), (100, CUT), (200, OFFLINE), (300, ONLINE)], Some(1_100)),
        (
            "range comes after a good sync",
            Reach::Online,
            &[(0, Began), (100, DONE), (200, OFFLINE), (300, ONLINE)],
            Some(300),
        ),
        ("turned away", Reach::Online, &[(0, Began), (700, busy(30))], Some(31_348)),
        ("turned away for a week", Reach::Online, &[(0, Began), (0, busy(604_800))], Some(3_600_648)),
        (
            "turned away: neither edit nor range nor person hurries it",
            Reach::Online,
            &[(0, Began), (700, busy(30)), (800, Edited), (900, OFFLINE), (950, ONLINE), (990, Asked)],
            Some(31_348),
        ),
        ("a person asks", Reach::Online, &[(0, Began), (0, LASTING), (10, Asked)], Some(-(NOW as i64))),
        ("a person asks out of range", Reach::Offline, &[(10, Asked)], Some(-(NOW as i64))),
        ("a person asked once", Reach::Offline, &[(10, Asked), (11, Began), (12, CUT)], None),
        ("shut out", Reach::Online, &[(0, Began), (0, Event::Closed)], None),
    ];
    for (name, reach, events, expected) in cases {
        assert_eq!(wake_after(*reach, MIDDLE, events), *expected, "{name}");
    }
}

#[test]
fn a_step_follows_from_the_moment() {
    let mut schedule = Schedule::new(Pace::default(), Reach::Online, NOW);
    assert_eq!(schedule.step(NOW), Step::Sync);
    schedule.on(NOW, Began, 0);
    assert_eq!(schedule.step(NOW), Step::Wait { until_ms: None }, "one at a time");
    schedule.on(NOW, hinted(60), 0);
    assert_eq!(schedule.step(NOW + 59_999), Step::Wait { until_ms: Some(NOW + 60_000) });
    assert_eq!(schedule.step(NOW + 60_000), Step::Sync);
    schedule.on(NOW + 60_000, Event::Closed, 0);
    assert_eq!(schedule.step(NOW + 60_000), Step::End);
}

#[test]
fn a_sync_without_its_network_is_stranded_unless_a_person_asked_for_it() {
    let stranded = |events: &[Event]| {
        let mut schedule = Schedule::new(Pace::default(), Reach::Online, NOW);
        events.iter().for_each(|event| schedule.on(NOW, *event, 0));
        schedule.is_stranded()
    };
    let cases: &[(&[Event], bool)] = &[
        (&[Began], false),
        (&[Began, OFFLINE], true),
        (&[Began, METERED], false),
        (&[Began, OFFLINE, ONLINE], false),
        (&[Asked, Began, OFFLINE], false),
        (&[Began, DONE, OFFLINE], false),
    ];
    for (events, expected) in cases {
        assert_eq!(stranded(events), *expected, "{events:?}");
    }
}

#[test]
fn retries_grow_to_their_bound_and_are_spread() {
    let pace = Pace::default();
    let mut schedule = Schedule::new(pace, Reach::Online, NOW);
    for failures in 1..60_u32 {
        let most_ms = (pace.retry_first_ms << (failures - 1).min(20)).min(pace.retry_most_ms);
        for (dice, expected) in [(0, most_ms / 2), (u32::MAX, most_ms)] {
            let mut tried = schedule.clone();
            tried.on(NOW, CUT, dice);
            assert_eq!(tried.wake_ms(), Some(NOW + expected), "{failures} failures, dice {dice}");
        }
        schedule.on(NOW, CUT, 0);
    }
    let spread = |dice| wake_after(Reach::Online, dice, &[(0, Began), (0, DONE)]);
    assert_eq!((spread(0), spread(u32::MAX)), (Some(12 * 60_000), Some(18 * 60_000)));
}
