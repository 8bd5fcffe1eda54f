//! What became of edits that were set aside, as the server says it in a later answer.

mod support;

use bytes::Bytes;
use lianxin_core::Core;
use lianxin_core::changes::Place;
use lianxin_core::feed::{Next, Rounds, SyncReport};
use lianxin_core::views::{HouseholdView, SetAsideState};
use lianxin_model::document::Edit;
use lianxin_model::ids::{Actor, DocId, Kind, UserId};
use lianxin_model::intention::Intention;
use lianxin_sync::wire::{Answer, Delta, Fate, Outcome, Refusal};
use lianxin_sync::{Code, Hash};
use support::server::{counter_used, refusal, server_document};
use support::{Phone, changes};
use uuid::Uuid;

const DECIDER: UserId = UserId(Uuid::from_u128(77));

/// One round that is answered so; what it carried of the record.
fn round(
    phone: &Phone,
    document: DocId,
    answer: impl FnOnce(&[Hash]) -> Answer,
) -> (SyncReport, Vec<Hash>, Vec<Bytes>) {
    let request = phone.core.sync_begin().unwrap();
    let carried = phone.carried(&request);
    let (hashes, chunks) = (carried.hashes(document), carried.chunks(document));
    let report = phone.core.sync_finish(&request, &carried.answer(&answer(&hashes))).unwrap();
    (report, hashes, chunks)
}

fn refuse_all(document: DocId, hashes: &[Hash], code: &Code) -> Answer {
    let refusals: Vec<Refusal> = hashes.iter().map(|hash| refusal(document, *hash, code.clone())).collect();
    Answer { refusals, ..Answer::default() }
}

fn say(document: DocId, hashes: &[Hash], fate: Fate, at_ms: i64) -> Answer {
    let outcome = |hash: &Hash| Outcome { document, change: *hash, fate, by: Some(DECIDER), at_ms };
    Answer { outcomes: hashes.iter().map(outcome).collect(), ..Answer::default() }
}

/// A phone with one household that the server holds, its chunks, and a refused change of the phone number.
fn refused(seed: u64, code: &Code) -> (Phone, HouseholdView, Vec<Bytes>, Vec<Hash>) {
    let phone = Phone::cadre(seed);
    let household = phone.household("H1", "罗守山");
    let (_, _, server) = round(&phone, household.id, |_| Answer::default());
    phone.core.households().set("H1", &changes(&["phone=13800000001"]), None).unwrap();
    let (_, hashes, _) = round(&phone, household.id, |hashes| refuse_all(household.id, hashes, code));
    (phone, household, server, hashes)
}

#[test]
fn each_fate_leaves_what_it_should() {
    use SetAsideState::{Declined, Refused, Review};
    // (code, fate, then: set aside, decisions, edits made again)
    let cases = [
        (Code::OutOfScope, None, Some(Review), 0, 0),
        (Code::BadValue, None, Some(Refused), 0, 0),
        (Code::OutOfScope, Some(Fate::Accepted), None, 1, 0),
        (Code::OutOfScope, Some(Fate::Declined), Some(Declined), 1, 0),
        (Code::OutOfScope, Some(Fate::Released), None, 0, 1),
    ];
    for (code, fate, state, decisions, remade) in cases {
        let (phone, household, _, hashes) = refused(1, &code);
        let mut report = SyncReport::default();
        // Twice: answers repeat what a lost one said.
        for _ in 0..2 {
            let Some(fate) = fate else { break };
            report = round(&phone, household.id, |_| say(household.id, &hashes, fate, 5)).0;
        }
        let status = phone.core.status().unwrap();
        let states: Vec<SetAsideState> = status.set_aside.iter().map(|edit| edit.state).collect();
        assert_eq!(states, Vec::from_iter(state), "{code} {fate:?}");
        assert_eq!(status.decisions.len(), decisions, "{code} {fate:?}");
        assert!(status.decisions.iter().all(|decision| decision.accepted == (fate == Some(Fate::Accepted))));
        assert_eq!(
            (status.unsent, report.refused),
            (0, 0),
            "{code} {fate:?}: the second round carried what was remade"
        );
        let shown = phone.core.households().get("H1").unwrap().fields.phone;
        assert_eq!(shown.is_some(), remade > 0, "{code} {fate:?}");
        phone.core.set_aside().decisions_seen().unwrap();
        assert!(phone.core.status().unwrap().decisions.is_empty());
    }
}

#[test]
fn a_released_edit_writes_over_nothing_that_others_wrote_meanwhile() {
    let (phone, household, server, hashes) = refused(2, &Code::OutOfScope);
    let mut theirs = server_document(Kind::Household, household.id, &server);
    let other = Actor::of_device(&[9; 32], 1);
    let intentions = [Intention::set("phone", "13800000009")];
    let edit = Edit { actor: other, at: None, time_s: 1_795_300_000, intentions: &intentions, lenient: false };
    let chunk = Bytes::from(theirs.edit(&edit).unwrap().unwrap().chunk);
    let delta = Delta { document: household.id, kind_number: 1, changes: vec![chunk] };
    round(&phone, household.id, |_| Answer { deltas: vec![delta], ..Answer::default() });
    let (report, ..) = round(&phone, household.id, |_| say(household.id, &hashes, Fate::Released, 5));
    assert_eq!((report.remade, report.more), (1, true));
    let view = phone.core.households().get("H1").unwrap();
    let rivals: usize = view.conflicts.iter().map(|conflict| conflict.rivals.len()).sum();
    assert_eq!((view.waiting, rivals), (1, 2), "both values stay");
}

#[test]
fn what_a_lost_life_made_again_is_not_made_once_more() {
    // Whether that comes with the word, or in a later answer.
    for later in [false, true] {
        let (mut phone, household, _, mut hashes) = refused(6, &Code::OutOfScope);
        let id = household.id;
        phone.core.households().note("H1", "院里有狗。", Place::End, None).unwrap();
        hashes.extend(round(&phone, id, |hashes| refuse_all(id, hashes, &Code::OutOfScope)).1);
        phone.restart();
        let copy = phone.folder.path().join("copy");
        std::fs::copy(phone.path(), &copy).unwrap();
        let released = || say(id, &hashes, Fate::Released, 5);
        assert_eq!(round(&phone, id, |_| released()).0.remade, 2);
        let (_, _, made) = round(&phone, id, |_| Answer::default());
        assert_eq!(made.len(), 2);

        phone.core = Core::open(&copy, phone.machine.clone()).unwrap();
        let request = phone.core.sync_begin().unwrap();
        assert_eq!(Rounds::default().take(&phone.core, &request, counter_used(9)).unwrap(), Next::Send);
        let deltas = vec![Delta { document: id, kind_number: 1, changes: made }];
        if later {
            let (report, ..) = round(&phone, id, |_| Answer { more: true, ..released() });
            assert_eq!((report.remade, phone.core.set_aside().list().unwrap().len()), (0, 2));
            round(&phone, id, |_| Answer { deltas, ..Answer::default() });
        } else {
            round(&phone, id, |_| Answer { deltas, ..released() });
        }
        let status = phone.core.status().unwrap();
        assert_eq!((status.unsent, status.set_aside.len()), (0, 0), "later: {later}");
        let fields = phone.core.households().get("H1").unwrap().fields;
        assert_eq!((fields.phone.as_deref(), fields.notes.as_str()), (Some("13800000001"), "院里有狗。\n"));
    }
}

#[test]
fn a_record_of_which_everything_was_refused_is_founded_again() {
    let phone = Phone::cadre(3);
    let household = phone.household("H1", "罗守山");
    phone.core.households().note("H1", "院里有狗。", Place::End, None).unwrap();
    let (_, hashes, _) = round(&phone, household.id, |hashes| refuse_all(household.id, hashes, &Code::ValueTooLong));
    assert_eq!(phone.core.households().get("H1").unwrap_err().code(), "unknown_record");
    // The later edit alone has nothing to stand on.
    let (report, ..) = round(&phone, household.id, |_| say(household.id, &hashes[1..], Fate::Released, 5));
    assert_eq!(report.remade, 0);
    let aside = phone.core.set_aside().list().unwrap();
    assert_eq!((aside[1].state, aside[1].hindrance.as_deref()), (SetAsideState::Released, Some("unknown_record")));
    assert_eq!(aside[1].title.as_deref(), Some("罗守山"));
    let (report, ..) = round(&phone, household.id, |_| say(household.id, &hashes[..1], Fate::Released, 6));
    assert_eq!(report.remade, 2, "with the first one the second goes too");
    let view = phone.core.households().get("H1").unwrap();
    assert_eq!((view.fields.head_name.as_deref(), view.fields.notes.as_str()), (Some("罗守山"), "院里有狗。\n"));
    assert_eq!(phone.core.status().unwrap().unsent, 2);
}

#[test]
fn what_is_made_again_beside_what_waits_for_a_word_is_another_hands() {
    let phone = Phone::cadre(4);
    let household = phone.household("H1", "罗守山");
    round(&phone, household.id, |_| Answer::default());
    phone.core.households().set("H1", &changes(&["phone=13800000001"]), None).unwrap();
    let request = phone.core.sync_begin().unwrap();
    phone.core.households().set("H1", &changes(&["housing=砖房"]), None).unwrap();
    let carried = phone.carried(&request);
    let answer = refuse_all(household.id, &carried.hashes(household.id), &Code::OutOfScope);
    let report = phone.core.sync_finish(&request, &carried.answer(&answer)).unwrap();
    assert_eq!((report.refused, report.remade), (1, 1));
    let (_, _, chunks) = round(&phone, household.id, |_| Answer::default());
    let change = automerge::Change::try_from(&chunks[0][..]).unwrap();
    let second = Actor::of_device(&phone.public_key(), 2);
    assert_eq!(Actor::from_automerge(change.actor_id().to_bytes()), Some(second));
}

#[test]
fn a_phone_that_was_shut_out_forgets_once_nothing_waits() {
    let (mut phone, household, _, _) = refused(5, &Code::BadValue);
    phone.core.households().set("H1", &changes(&["housing=砖房"]), None).unwrap();
    let request = phone.core.sync_begin().unwrap();
    // Written while the request was under way: it is handed in before anything is forgotten.
    phone.core.households().set("H1", &changes(&["address=村口"]), None).unwrap();
    let carried = phone.carried(&request);
    let closing = |hashes: &[Hash]| Answer { closed: true, ..refuse_all(household.id, hashes, &Code::DeviceRevoked) };
    let answer = closing(&carried.hashes(household.id));
    let report = phone.core.sync_finish(&request, &carried.answer(&answer)).unwrap();
    assert_eq!((report.closed, report.more, phone.core.status().unwrap().unsent), (false, true, 1));

    let (report, hashes, _) = round(&phone, household.id, closing);
    assert_eq!((report.closed, report.more, hashes.len()), (true, false, 1));
    // While the store is open too: closing it would empty the journal by itself.
    for file in ["store", "store-wal"] {
        let bytes = std::fs::read(phone.folder.path().join(file)).unwrap_or_default();
        for word in ["罗守山", "砖房", "13800000001"] {
            assert!(!bytes.windows(word.len()).any(|window| window == word.as_bytes()), "{word} is still in {file}");
        }
    }
    phone.restart();
    let status = phone.core.status().unwrap();
    assert!(!status.enrolled && status.closed_at_ms.is_some() && status.set_aside.is_empty(), "{status:?}");
    assert_eq!(status.documents, 0);
    assert_eq!(phone.core.sync_begin().unwrap_err().code(), "not_enrolled");
    // The machine may serve somebody again.
    phone.enrol("cadre");
    let status = phone.core.status().unwrap();
    assert!(status.enrolled && status.closed_at_ms.is_none(), "{status:?}");
}
