//! What leaves first, and how much of it at once.
#![allow(missing_docs)]

mod support;

use lianxin_core::changes::Place;
use lianxin_core::facade::requests::{AddDiaryEntryRequest, AddVisitRequest};
use lianxin_core::feed::SyncBudget;
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::limits;
use lianxin_sync::wire::Answer;
use support::Phone;

const DAY_MS: i64 = 24 * 3600 * 1_000;

fn visit(phone: &Phone, household: DocId) -> DocId {
    let request =
        AddVisitRequest { kind: "home".to_owned(), text: "老人安好".to_owned(), ..AddVisitRequest::default() };
    phone.core.visits().add(&household.to_string(), &request).unwrap().visit.id
}

/// The documents of each frame until nothing waits, with the bytes of its changes.
fn frames(phone: &Phone, budget: SyncBudget) -> Vec<(Vec<DocId>, usize)> {
    let mut frames = Vec::new();
    while phone.core.unsent().unwrap() > 0 {
        let request = phone.core.sync_begin_within(budget).unwrap();
        let carried = phone.carried(&request);
        let chunks = |documents: &[lianxin_sync::wire::Batch]| -> usize {
            documents.iter().flat_map(|batch| &batch.changes).map(|chunk| chunk.len()).sum()
        };
        let bytes = chunks(&carried.frame.batches);
        frames.push((carried.frame.batches.iter().map(|batch| batch.document).collect(), bytes));
        let report = phone
            .core
            .sync_finish(&request, &carried.answer(&Answer { server_time_ms: 1, ..Answer::default() }))
            .unwrap();
        assert!(report.accepted > 0, "every frame brings something");
        assert_eq!(report.more, phone.core.unsent().unwrap() > 0);
    }
    frames
}

#[test]
fn todays_visit_leaves_before_the_backlog_with_the_household_that_it_needs() {
    let phone = Phone::cadre(41);
    let old: Vec<DocId> = (0..60).map(|number| phone.household(&format!("H{number}"), "罗守山").id).collect();
    let old_visit = visit(&phone, old[3]);
    phone.machine.pass_ms(DAY_MS);
    let today = visit(&phone, old[40]);
    phone.core.households().note("H50", "院里有狗。", Place::End, None).unwrap();

    let frames = frames(&phone, SyncBudget { up_bytes: 2_000, down_bytes: 48 * 1024 });
    let order: Vec<DocId> = frames.iter().flat_map(|(documents, _)| documents.clone()).collect();
    // What must go today: a household before its visit, and the one that was edited, with its old beginning.
    let mut expected = vec![old[50], old[40], today];
    expected.extend(old.iter().filter(|id| ![old[40], old[50]].contains(id)));
    expected.push(old_visit);
    assert_eq!(order, expected);
    assert!(frames.len() > 5, "{} frames", frames.len());
    assert!(frames.iter().all(|(_, bytes)| *bytes <= 2_000), "{frames:?}");
}

#[test]
fn a_change_larger_than_the_frame_goes_alone() {
    let phone = Phone::cadre(42);
    let small = phone.household("H1", "罗守山").id;
    // Characters that do not repeat, so that nothing compresses them away.
    let text: String = (0..15_000_u32).filter_map(|number| char::from_u32(0x4e00 + number * 7_919 % 20_000)).collect();
    let large = phone.core.diary().add(&AddDiaryEntryRequest { text, ..AddDiaryEntryRequest::default() }).unwrap().id;
    let last = phone.household("H2", "李春花").id;
    let frames = frames(&phone, SyncBudget::default());
    let documents: Vec<&[DocId]> = frames.iter().map(|(documents, _)| &documents[..]).collect();
    assert_eq!(documents, [&[small][..], &[large], &[last]]);
    assert!(frames[1].1 > limits::SYNC_UP_BYTES_DEFAULT, "{} bytes", frames[1].1);
}

#[test]
fn a_backlog_leaves_in_frames_of_the_default_size() {
    let phone = Phone::cadre(43);
    for number in 0..200 {
        let household = phone.household(&format!("H{number}"), "罗守山").id;
        visit(&phone, household);
    }
    let frames = frames(&phone, SyncBudget::default());
    assert!(frames.len() > 1, "{} frames", frames.len());
    assert!(frames.iter().all(|(_, bytes)| *bytes <= limits::SYNC_UP_BYTES_DEFAULT));
    let documents: usize = frames.iter().map(|(documents, _)| documents.len()).sum();
    assert_eq!(documents, 400, "each document in one frame");
    // The device asks for as much as it says.
    let request = phone.core.sync_begin().unwrap();
    let frame = phone.carried(&request).frame;
    assert_eq!(frame.budget_bytes as usize, limits::SYNC_DOWN_BYTES_DEFAULT);
    assert_eq!(frame.batches.iter().filter_map(|batch| batch.kind()).filter(|kind| *kind == Kind::Visit).count(), 0);
}
