//! What the server refuses is set aside, and what was written after it is made again.

mod support;

use bytes::Bytes;
use lianxin_core::Core;
use lianxin_core::changes::Place;
use lianxin_core::feed::{Next, Rounds, SyncReport};
use lianxin_core::requests::{AddAssistanceRequest, ListFilter};
use lianxin_core::views::HouseholdView;
use lianxin_model::document::Document;
use lianxin_model::ids::{Actor, DocId, Kind};
use lianxin_sync::Code;
use lianxin_sync::wire::{Answer, Delta};
use support::server::{counter_used, refusal, server_document};
use support::{Phone, changes};

/// A phone with one household that the server holds.
fn settled(seed: u64) -> (Phone, HouseholdView, Vec<Bytes>) {
    let phone = Phone::cadre(seed);
    let household = phone.household("H1", "罗守山");
    phone.core.households().note("H1", "底。", Place::End, None).unwrap();
    let request = phone.core.sync_begin().unwrap();
    let carried = phone.carried(&request);
    phone.core.sync_finish(&request, &carried.answer(&Answer::default())).unwrap();
    let chunks = carried.chunks(household.id);
    (phone, household, chunks)
}

/// Four edits in a row: a phone number and three sentences.
fn write_four(core: &Core) {
    core.households().set("H1", &changes(&["phone=13800000001"]), None).unwrap();
    for sentence in ["一", "二", "三"] {
        core.households().note("H1", sentence, Place::End, None).unwrap();
    }
}

/// Sends what waits; the server refuses the change at that place, and what follows as orphans.
fn refuse_from(phone: &Phone, household: DocId, place: usize, code: Code) -> SyncReport {
    let request = phone.core.sync_begin().unwrap();
    let carried = phone.carried(&request);
    let hashes = carried.hashes(household);
    let refusals = hashes.iter().enumerate().skip(place).map(|(at, hash)| {
        let code = if at == place { code.clone() } else { [Code::Orphan, Code::SeqGap][at % 2].clone() };
        refusal(household, *hash, code)
    });
    let answer = Answer { refusals: refusals.collect(), ..Answer::default() };
    phone.core.sync_finish(&request, &carried.answer(&answer)).unwrap()
}

#[test]
fn the_refused_edit_is_set_aside_and_the_later_ones_stay() {
    let cases = [
        (0, None, "底。\n一\n二\n三\n"),
        (1, Some("13800000001"), "底。\n二\n三\n"),
        (2, Some("13800000001"), "底。\n一\n三\n"),
        (3, Some("13800000001"), "底。\n一\n二\n"),
    ];
    for (place, number, notes) in cases {
        let (phone, household, mut server) = settled(1);
        write_four(&phone.core);
        let request = phone.core.sync_begin().unwrap();
        server.extend(phone.carried(&request).chunks(household.id).into_iter().take(place));
        let report = refuse_from(&phone, household.id, place, Code::NotAllowed);
        assert_eq!((report.refused, report.remade, report.accepted), (1, 3 - place, place), "place {place}");
        assert_eq!(report.more, place < 3);
        let view = phone.core.households().get("H1").unwrap();
        assert_eq!((view.fields.phone.as_deref(), view.fields.notes.as_str()), (number, notes), "place {place}");
        let status = phone.core.status().unwrap();
        assert_eq!(status.unsent, 3 - place as u64);
        assert_eq!(status.set_aside.len(), 1);
        assert_eq!(
            (status.set_aside[0].code.as_str(), status.set_aside[0].title.as_deref()),
            ("not_allowed", Some("罗守山"))
        );
        assert!(status.set_aside[0].zh.contains("权限"));
        // A server that holds the rest takes what was made again.
        let request = phone.core.sync_begin().unwrap();
        let carried = phone.carried(&request);
        server.extend(carried.chunks(household.id));
        let server = server_document(Kind::Household, household.id, &server);
        phone.core.sync_finish(&request, &carried.answer(&Answer::default())).unwrap();
        assert_eq!(lianxin_model::document::heads_text(&server.heads()), view.heads, "place {place}");
        assert_eq!(phone.core.status().unwrap().unsent, 0);
    }
}

#[test]
fn what_was_written_while_the_request_was_under_way_stays_too() {
    let (mut phone, household, _) = settled(2);
    phone.core.households().set("H1", &changes(&["phone=13800000001"]), None).unwrap();
    let request = phone.core.sync_begin().unwrap();
    phone.core.households().note("H1", "后来写的", Place::Start, None).unwrap();
    let carried = phone.carried(&request);
    let refusals = vec![refusal(household.id, carried.hashes(household.id)[0], Code::BadValue)];
    phone.core.sync_finish(&request, &carried.answer(&Answer { refusals, ..Answer::default() })).unwrap();
    phone.restart();
    let view = phone.core.households().get("H1").unwrap();
    assert_eq!((view.fields.phone, view.fields.notes.as_str(), view.waiting), (None, "后来写的\n底。\n", 1));
}

#[test]
fn a_set_aside_edit_is_made_again_or_let_go() {
    let (phone, household, _) = settled(3);
    phone.core.households().set("H1", &changes(&["phone=13800000001"]), None).unwrap();
    refuse_from(&phone, household.id, 0, Code::BadValue);
    let number = phone.core.set_aside().list().unwrap()[0].number;
    phone.core.set_aside().retry(number).unwrap();
    let view = phone.core.households().get("H1").unwrap();
    assert_eq!((view.fields.phone.as_deref(), view.waiting), (Some("13800000001"), 1));
    refuse_from(&phone, household.id, 0, Code::OutOfScope);
    let number = phone.core.set_aside().list().unwrap()[0].number;
    // Accepted after it was made again, it would be there twice.
    assert_eq!(phone.core.set_aside().retry(number).unwrap_err().code(), "in_review");
    phone.core.set_aside().dismiss(number).unwrap();
    assert!(phone.core.status().unwrap().set_aside.is_empty());
    assert_eq!(phone.core.set_aside().retry(number).unwrap_err().code(), "unknown_record");
}

#[test]
fn a_record_of_which_everything_is_refused_goes_and_its_words_stay() {
    let phone = Phone::cadre(4);
    let household = phone.household("H1", "罗守山");
    phone.core.households().note("H1", "一", Place::End, None).unwrap();
    let request = phone.core.sync_begin().unwrap();
    let carried = phone.carried(&request);
    let refusals =
        carried.hashes(household.id).into_iter().map(|hash| refusal(household.id, hash, Code::OutOfScope)).collect();
    phone.core.sync_finish(&request, &carried.answer(&Answer { refusals, ..Answer::default() })).unwrap();
    assert_eq!(phone.core.households().get("H1").unwrap_err().code(), "unknown_record");
    let aside = phone.core.set_aside().list().unwrap();
    assert_eq!(aside.len(), 2);
    assert!(serde_json::to_string(&aside[0].intentions).unwrap().contains("罗守山"));
}

#[test]
fn a_refusal_that_fits_nothing_acknowledges_nothing_of_its_document() {
    let (phone, household, _) = settled(5);
    write_four(&phone.core);
    let request = phone.core.sync_begin().unwrap();
    let carried = phone.carried(&request);
    let refusals = vec![refusal(household.id, [7; 32], Code::Other("new".into()))];
    let report = phone.core.sync_finish(&request, &carried.answer(&Answer { refusals, ..Answer::default() })).unwrap();
    assert_eq!((report.accepted, report.refused), (0, 0));
    assert_eq!(phone.core.status().unwrap().unsent, 4);
}

/// How the server tells a phone that was restored from an older copy about its lost life.
#[derive(Clone, Copy, Debug)]
enum Told {
    /// Both in one answer.
    Together,
    /// The refusal first, the lost life's changes in a later answer.
    RefusalFirst,
    /// The lost life's changes come before the phone has sent anything.
    ChangesFirst,
}

#[test]
fn a_restored_phone_loses_neither_its_old_nor_its_new_edits() {
    for told in [Told::Together, Told::RefusalFirst, Told::ChangesFirst] {
        restored(told);
    }
}

fn restored(told: Told) {
    let (mut phone, household, base) = settled(6);
    let id = household.id;
    // One edit waits already when the copy is made.
    phone.core.households().set("H1", &changes(&["housing=木房"]), None).unwrap();
    let copy = phone.folder.path().join("copy");
    phone.restart();
    std::fs::copy(phone.path(), &copy).unwrap();

    // The first life hands in what waited and two more edits.
    phone.core.households().set("H1", &changes(&["phone=13800000001"]), None).unwrap();
    phone.core.households().note("H1", "旧句", Place::End, None).unwrap();
    let first = phone.round(Vec::new()).remove(0).changes;
    assert_eq!(first.len(), 3);
    let lost = Delta { document: id, kind_number: 1, changes: first.clone() };

    // The second life begins with the copy.
    phone.core = Core::open(&copy, phone.machine.clone()).unwrap();
    std::fs::copy(&copy, phone.folder.path().join("trash")).unwrap();
    if let Told::ChangesFirst = told {
        phone.core.households().note("H1", "新句", Place::End, None).unwrap();
        let request = phone.core.sync_begin().unwrap();
        assert!(matches!(Rounds::default().take(&phone.core, &request, counter_used(2)).unwrap(), Next::Send));
        // The answer to a frame that carried nothing of this document could bring them; here the refusals are left out.
        let request = phone.core.sync_begin().unwrap();
        let carried = phone.carried(&request);
        let unclear = vec![refusal(id, [9; 32], Code::Fork)];
        let answer = Answer { deltas: vec![lost.clone()], refusals: unclear, ..Answer::default() };
        phone.core.sync_finish(&request, &carried.answer(&answer)).unwrap();
    } else {
        phone.core.households().set("H1", &changes(&["phone=13800000002"]), None).unwrap();
        phone.core.households().note("H1", "新句", Place::End, None).unwrap();
        let request = phone.core.sync_begin().unwrap();
        let Next::Send = Rounds::default().take(&phone.core, &request, counter_used(2)).unwrap() else { panic!() };
        let request = phone.core.sync_begin().unwrap();
        let carried = phone.carried(&request);
        assert_eq!((carried.frame.counter, carried.frame.install), (3, 2), "{told:?}");
        let hashes = carried.hashes(id);
        assert_eq!(hashes.len(), 3);
        // What waited in the copy is known; the new edits stand in taken places.
        let refusals = vec![refusal(id, hashes[1], Code::Fork), refusal(id, hashes[2], Code::Orphan)];
        let deltas = if let Told::Together = told { vec![lost.clone()] } else { Vec::new() };
        let answer = Answer { refusals, deltas, ..Answer::default() };
        let report = phone.core.sync_finish(&request, &carried.answer(&answer)).unwrap();
        assert_eq!((report.accepted, report.refused, report.remade), (1, 0, 2), "{told:?}");
        assert!(report.more);
    }
    let request = phone.core.sync_begin().unwrap();
    let carried = phone.carried(&request);
    let remade = carried.chunks(id);
    let second = Actor::of_device(&phone.public_key(), 2);
    for chunk in &remade {
        let change = automerge::Change::try_from(&chunk[..]).unwrap();
        assert_eq!(Actor::from_automerge(change.actor_id().to_bytes()), Some(second), "{told:?}");
    }
    let mut server: Document = server_document(Kind::Household, id, &[base, first].concat());
    server.merge_chunks(remade.iter().map(|chunk| &chunk[..])).unwrap();
    let deltas = if let Told::RefusalFirst = told { vec![lost] } else { Vec::new() };
    phone.core.sync_finish(&request, &carried.answer(&Answer { deltas, ..Answer::default() })).unwrap();

    let view = phone.core.households().get("H1").unwrap();
    assert_eq!(lianxin_model::document::heads_text(&server.heads()), view.heads, "{told:?}");
    assert_eq!(view.fields.housing.as_deref(), Some("木房"));
    for sentence in ["旧句", "新句"] {
        assert_eq!(view.fields.notes.matches(sentence).count(), 1, "{told:?}: {}", view.fields.notes);
    }
    let numbers: usize = view.conflicts.iter().map(|conflict| conflict.rivals.len()).sum();
    assert_eq!(numbers, if let Told::ChangesFirst = told { 0 } else { 2 }, "{told:?}: both phones stay");
    let status = phone.core.status().unwrap();
    assert_eq!((status.unsent, status.set_aside.len()), (0, 0), "{told:?}");
}

/// A server that is older than a kind refuses what is of it, and nothing else; once it knows the kind, the edit is made again.
#[test]
fn a_server_that_does_not_know_a_kind_holds_nothing_up() {
    let (phone, household, _) = settled(30);
    let request =
        AddAssistanceRequest {
            kind: "goods".into(), text: Some("棉被两床".into()), ..AddAssistanceRequest::default()
        };
    let given = phone.core.assistance().add("H1", &request).unwrap();
    phone.core.households().set("H1", &changes(&["phone=13800000001"]), None).unwrap();
    let sent = phone.core.sync_begin().unwrap();
    let carried = phone.carried(&sent);
    let hashes = carried.hashes(given.id);
    assert_eq!((hashes.len(), carried.frame.kinds), (1, Kind::KNOWN));
    let refusals = vec![refusal(given.id, hashes[0], Code::UnknownKind)];
    let report = phone.core.sync_finish(&sent, &carried.answer(&Answer { refusals, ..Answer::default() })).unwrap();
    assert_eq!((report.accepted, report.refused, report.more), (1, 1, false));
    let status = phone.core.status().unwrap();
    assert_eq!((status.unsent, status.set_aside.len()), (0, 1));
    assert_eq!(phone.core.assistance().list(&ListFilter::default()).unwrap(), []);
    assert_eq!(phone.core.households().get("H1").unwrap().fields.phone.as_deref(), Some("13800000001"));

    phone.core.set_aside().retry(status.set_aside[0].number).unwrap();
    let again = phone.core.sync_begin().unwrap();
    let carried = phone.carried(&again);
    assert_eq!(carried.chunks(given.id).len(), 1);
    let report = phone.core.sync_finish(&again, &carried.answer(&Answer::default())).unwrap();
    assert_eq!((report.accepted, report.refused), (1, 0));
    let held = phone.core.assistance().show(given.id).unwrap();
    assert_eq!((held.fields.household, held.fields.text.as_deref()), (Some(household.id), Some("棉被两床")));
}
