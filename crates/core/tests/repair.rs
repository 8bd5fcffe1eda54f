//! Facts ahead of histories, and how a device and a server that differ come to agree again.

mod support;

use bytes::Bytes;
use lianxin_core::feed::{Next, Reply, Rounds, SyncReport};
use lianxin_core::requests::ListFilter;
use lianxin_model::ids::{DocId, Kind};
use lianxin_sync::overview::{OverviewRow, pack_overview};
use lianxin_sync::repair::{Digest, Sketch};
use lianxin_sync::wire::Answer;
use support::server::{Carried, packed, server_document};
use support::{Phone, changes};

/// The facts of a record ahead of its history: to be read, not to be written over.
#[test]
fn facts_are_shown_before_histories_have_arrived() {
    let server = Phone::cadre(50);
    let shown = server.household("H1", "罗守山");
    let request = server.core.sync_begin().unwrap();
    let chunks = server.carried(&request).chunks(shown.id);
    let document = server_document(Kind::Household, shown.id, &chunks);

    let phone = Phone::cadre(51);
    let request = phone.core.sync_begin().unwrap();
    let carried = phone.carried(&request);
    assert!(carried.frame.wants_overview);
    let row =
        OverviewRow { document: shown.id, kind_number: 1, record: serde_json::to_string(&document.record()).unwrap() };
    let ahead = pack_overview(&[row]).unwrap();
    let answer = Answer { overview: ahead, cursor: Bytes::from_static(b"1"), more: true, ..Answer::default() };
    assert!(phone.core.sync_finish(&request, &carried.answer(&answer)).unwrap().more);
    let list = phone.core.households().list(&ListFilter::default()).unwrap();
    assert_eq!(list.iter().map(|row| row.fields.head_name.as_deref()).collect::<Vec<_>>(), [Some("罗守山")]);
    assert_eq!(phone.core.search("罗守").unwrap().len(), 1);
    let edited = phone.core.households().set("H1", &changes(&["phone=13800000001"]), None);
    assert_eq!(edited.unwrap_err().code(), "still_arriving");

    let request = phone.core.sync_begin().unwrap();
    let carried = phone.carried(&request);
    assert!(!carried.frame.wants_overview);
    let digest = Some([document.item()].into_iter().collect());
    let answer = Answer { pack: packed(&[&document]), cursor: Bytes::from_static(b"2"), digest, ..Answer::default() };
    let report = phone.core.sync_finish(&request, &carried.answer(&answer)).unwrap();
    assert_eq!((report.received, report.more, report.differs), (1, false, false));
    phone.core.households().set("H1", &changes(&["phone=13800000001"]), None).unwrap();
}

/// Two sides that differ heal: what the server lacks is offered, what the device lacks is asked for, and a quarrel that
/// does not end is given up for a while and said.
#[test]
fn what_differs_is_sketched_offered_and_in_the_end_said() {
    let phone = Phone::cadre(52);
    let household = phone.household("H1", "罗守山");
    phone.round(Vec::new());
    let request = phone.core.sync_begin().unwrap();
    let carried = phone.carried(&request);
    let nothing = Some(Digest::default());
    let report =
        phone.core.sync_finish(&request, &carried.answer(&Answer { digest: nothing, ..Answer::default() })).unwrap();
    assert!(report.more, "a repair is due");

    let request = phone.core.sync_begin().unwrap();
    let carried = phone.carried(&request);
    let sketch = Sketch::decode(&carried.frame.sketch).unwrap();
    let unknown = sketch.difference(&[]).unwrap().theirs;
    assert_eq!(unknown.len(), 1);
    let answer = Answer { unknown, digest: nothing, ..Answer::default() };
    let report = phone.core.sync_finish(&request, &carried.answer(&answer)).unwrap();
    assert_eq!((report.offered, report.more), (1, true));

    let request = phone.core.sync_begin().unwrap();
    let carried = phone.carried(&request);
    assert_eq!(carried.chunks(household.id).len(), 1, "what was acknowledged once is sent again, whole");
    phone.core.sync_finish(&request, &carried.answer(&Answer { digest: nothing, ..Answer::default() })).unwrap();

    // A server that never agrees.
    let mut rounds = 0;
    loop {
        let request = phone.core.sync_begin().unwrap();
        let answer = phone.carried(&request).answer(&Answer { digest: nothing, ..Answer::default() });
        let report = phone.core.sync_finish(&request, &answer).unwrap();
        rounds += 1;
        assert!(rounds < 10, "it must end");
        if !report.more {
            assert!(report.differs, "and be said");
            break;
        }
    }
    // A day later it is tried again.
    phone.machine.pass_ms(21 * 3_600 * 1_000);
    let request = phone.core.sync_begin().unwrap();
    let answer = phone.carried(&request).answer(&Answer { digest: nothing, ..Answer::default() });
    assert!(phone.core.sync_finish(&request, &answer).unwrap().more);
}

/// Syncs through [`Rounds`] with a server that answers round after round; `None` where it never ends.
fn synced(phone: &Phone, mut answer: impl FnMut(u32, &Carried) -> Answer) -> Option<SyncReport> {
    let mut rounds = Rounds::default();
    for round in 0..ROUNDS_MAX {
        let request = rounds.begin(&phone.core).unwrap();
        let carried = phone.carried(&request);
        let sealed = carried.answer(&answer(round, &carried));
        if let Next::Done(report) = rounds.take(&phone.core, &request, Reply::Answer(sealed)).unwrap() {
            return Some(report);
        }
    }
    None
}

const ROUNDS_MAX: u32 = 40;

/// Hands in what waits; the item of that household at the server.
fn handed_in(phone: &Phone, household: DocId) -> u64 {
    let deltas = phone.round(Vec::new());
    let delta = deltas.iter().find(|delta| delta.document == household).unwrap();
    server_document(Kind::Household, household, &delta.changes).item()
}

/// However much differs, each sketch that is too small is followed by a larger one and costs no try.
#[test]
fn a_sketch_that_is_too_small_is_no_try() {
    const TOO_SMALL: u32 = 7;
    let phone = Phone::cadre(53);
    let household = phone.household("H1", "罗守山");
    let item = handed_in(&phone, household.id);
    let nothing = Some(Digest::default());
    let held = Some([item].into_iter().collect());
    let report = synced(&phone, |round, carried| match round {
        0 => Answer { digest: nothing, ..Answer::default() },
        1..=TOO_SMALL => {
            assert!(!carried.frame.sketch.is_empty(), "round {round}");
            Answer { digest: nothing, sketch_cells: 81 << (2 * round), ..Answer::default() }
        }
        _ if carried.frame.batches.is_empty() => {
            let unknown = Sketch::decode(&carried.frame.sketch).unwrap().difference(&[]).unwrap().theirs;
            Answer { unknown, digest: nothing, ..Answer::default() }
        }
        _ => Answer { digest: held, ..Answer::default() },
    });
    let report = report.expect("it ends");
    assert_eq!((report.rounds, report.offered, report.accepted, report.differs), (TOO_SMALL + 3, 1, 1, false));
}

/// Larger than the largest there is no sketch: then a try is one, and the quarrel is said.
#[test]
fn a_server_that_finds_every_sketch_too_small_is_given_up() {
    let phone = Phone::cadre(54);
    phone.household("H1", "罗守山");
    phone.round(Vec::new());
    for cells in [1, 82, u32::MAX] {
        let report =
            synced(&phone, |_, _| Answer { digest: Some(Digest::default()), sketch_cells: cells, ..Answer::default() });
        assert!(report.expect("it ends").differs, "{cells}");
        phone.machine.pass_ms(21 * 3_600 * 1_000);
    }
}

/// A quarrel that no round heals ends by being said, and not as an error of the sync.
#[test]
fn a_quarrel_without_end_is_said() {
    let phone = Phone::cadre(55);
    phone.household("H1", "罗守山");
    phone.round(Vec::new());
    let report = synced(&phone, |_, _| Answer { digest: Some(Digest::default()), ..Answer::default() });
    assert!(report.expect("it ends").differs);
}

/// "Safe" is claimed when nothing waits, nothing is offered again, and no digest says otherwise.
#[test]
fn nothing_is_called_safe_while_the_sides_differ() {
    let phone = Phone::cadre(56);
    let household = phone.household("H1", "罗守山");
    let item = handed_in(&phone, household.id);
    let safe = || {
        let status = phone.core.status().unwrap();
        (status.safe_since_ms, status.receipt.map(|receipt| receipt.frame))
    };
    let before = safe();
    assert!(before.0.is_some() && before.1.is_some());
    let nothing = Some(Digest::default());
    let held = Some([item].into_iter().collect());
    // (what the server says, whether that is safe)
    type Said = fn(&Carried) -> Vec<u64>;
    let all: Said = |carried| Sketch::decode(&carried.frame.sketch).unwrap().difference(&[]).unwrap().theirs;
    let none: Said = |_| Vec::new();
    let cases = [
        ("a repair is due", none, nothing, false, false),
        ("changes are offered again", all, nothing, false, false),
        ("they arrived, and more is to come", none, None, true, false),
        ("both hold the same", none, held, false, true),
        ("more is to come", none, None, true, true),
        ("they differ again", none, nothing, false, false),
    ];
    let mut last = before;
    for (name, unknown, digest, more, expected) in cases {
        phone.machine.pass_ms(60_000);
        let request = phone.core.sync_begin().unwrap();
        let carried = phone.carried(&request);
        let answer = Answer { unknown: unknown(&carried), digest, more, ..Answer::default() };
        phone.core.sync_finish(&request, &carried.answer(&answer)).unwrap();
        let now = safe();
        assert_eq!(now != last, expected, "{name}");
        assert_eq!(now.0 != last.0, now.1 != last.1, "{name}: the receipt goes with it");
        last = now;
    }
}
