//! Facts ahead of histories, and how a device and a server that differ come to agree again.

mod support;

use bytes::Bytes;
use lianxin_core::requests::ListFilter;
use lianxin_model::ids::Kind;
use lianxin_sync::overview::{OverviewRow, pack_overview};
use lianxin_sync::repair::{Digest, Sketch};
use lianxin_sync::wire::Answer;
use support::server::{packed, server_document};
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
