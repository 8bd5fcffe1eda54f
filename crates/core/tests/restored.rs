//! What a phone gives back to a county that was put back to an older copy.

mod support;

use bytes::Bytes;
use lianxin_core::feed::{Next, Reply, Rounds, ServerError};
use lianxin_core::views::SetAsideState;
use lianxin_model::ids::{DocId, Kind};
use lianxin_sync::Code;
use lianxin_sync::repair::{Digest, Sketch};
use lianxin_sync::voucher::{Registration, Tag, Voucher};
use lianxin_sync::wire::{Answer, EnrolAnswer, Fate, Outcome, seal_enrol_answer};
use support::server::{hash_of, refusal, server_document};
use support::{Phone, TENANT, changes};

const TAGS: [Tag; 3] = [[1; 8], [2; 8], [3; 8]];

/// Two rounds with a county that lacks what this phone holds: the second carries what the first was told to be lacking.
fn asked_for_all(phone: &Phone, document: DocId) -> (Vec<lianxin_sync::Hash>, Vec<Voucher>) {
    let digest = Some(Digest::default());
    let answer = |unknown| Answer { unknown, digest, ..Answer::default() };
    for _ in 0..2 {
        let request = phone.core.sync_begin().unwrap();
        let carried = phone.carried(&request);
        let theirs = match carried.frame.sketch.is_empty() {
            true => Vec::new(),
            false => Sketch::decode(&carried.frame.sketch).unwrap().difference(&[]).unwrap().theirs,
        };
        phone.core.sync_finish(&request, &carried.answer(&answer(theirs))).unwrap();
    }
    let request = phone.core.sync_begin().unwrap();
    let carried = phone.carried(&request);
    (carried.hashes(document), carried.frame.vouchers.clone())
}

/// Another's household came, was written to here, and written to there again. With the county's word everything is given back, and
/// the word with it; without, only what was written here.
#[test]
fn what_the_county_vouched_for_is_given_back_whoever_wrote_it() {
    for vouched in [true, false] {
        let tags = |tags: &[Tag]| if vouched { tags.to_vec() } else { Vec::new() };
        let (other, phone) = (Phone::cadre(60), Phone::cadre(61));
        let id = other.household("H1", "罗守山").id;
        let founded = other.round(Vec::new());

        let request = phone.core.sync_begin().unwrap();
        let answer = Answer {
            deltas: founded.clone(),
            reference: Some(other.names()),
            vouchers: tags(&TAGS[..1]),
            ..Answer::default()
        };
        phone.core.sync_finish(&request, &phone.carried(&request).answer(&answer)).unwrap();
        phone.core.households().set("H1", &changes(&["phone=13800000001"]), None).unwrap();
        let request = phone.core.sync_begin().unwrap();
        let carried = phone.carried(&request);
        let own = carried.hashes(id);
        let answer = Answer { vouchers: tags(&TAGS[1..2]), ..Answer::default() };
        phone.core.sync_finish(&request, &carried.answer(&answer)).unwrap();

        let (given, vouchers) = asked_for_all(&phone, id);
        let others: Vec<_> = founded[0].changes.iter().map(|chunk| hash_of(chunk)).collect();
        let kept: Vec<(Vec<_>, Tag)> = vouchers.into_iter().map(|it| (it.tips, it.tag)).collect();
        if vouched {
            assert_eq!(given, [&others[..], &own].concat());
            let mut both = vec![(vec![others[others.len() - 1]], TAGS[0]), (own, TAGS[1])];
            both.sort();
            assert_eq!(kept, both);
        } else {
            assert_eq!((given, kept), (own, Vec::new()));
        }
    }
}

/// An older state is forgotten when a newer one says it all.
#[test]
fn vouchers_do_not_pile_up() {
    let phone = Phone::cadre(62);
    let id = phone.household("H1", "罗守山").id;
    for round in 0..20_u8 {
        phone.core.households().set("H1", &changes(&[&format!("phone=138000000{round:02}")]), None).unwrap();
        let request = phone.core.sync_begin().unwrap();
        let answer = Answer { vouchers: vec![[round; 8]], ..Answer::default() };
        phone.core.sync_finish(&request, &phone.carried(&request).answer(&answer)).unwrap();
    }
    let (given, vouchers) = asked_for_all(&phone, id);
    assert_eq!(given.len(), 21);
    assert!(vouchers.len() < 4 && vouchers.iter().any(|voucher| voucher.tag == [19; 8]), "{vouchers:?}");
}

/// What the county did not take it may have forgotten: it gets it once more as it was, and what it says then counts.
#[test]
fn what_was_set_aside_is_handed_in_once_more() {
    use SetAsideState::{Refused, Review};
    // What the county said, and what it says when it was restored; how the edit stands then; decisions to be shown.
    let cases = [
        (Code::OutOfScope, Some(Code::OutOfScope), Some(Review), 0),
        (Code::OutOfScope, Some(Code::Orphan), Some(Refused), 0),
        (Code::OutOfScope, None, None, 1),
        (Code::BadValue, Some(Code::BadValue), Some(Refused), 0),
        (Code::BadValue, None, None, 1),
    ];
    for (first, said, stands, decisions) in cases {
        let phone = Phone::cadre(63);
        let id = phone.household("H1", "罗守山").id;
        phone.round(Vec::new());
        phone.core.households().set("H1", &changes(&["phone=13800000001"]), None).unwrap();
        let mut handed_in = Vec::new();
        for restored in [false, true] {
            let request = phone.core.sync_begin().unwrap();
            let carried = phone.carried(&request);
            let refusals: Vec<_> = carried.hashes(id).iter().map(|hash| refusal(id, *hash, first.clone())).collect();
            handed_in.extend(carried.chunks(id));
            let report =
                phone.core.sync_finish(&request, &carried.answer(&Answer { refusals, restored, ..Answer::default() }));
            assert_eq!(report.unwrap().more, restored, "it goes again at once");
        }
        let number = phone.core.status().unwrap().set_aside[0].number;
        let retried = phone.core.set_aside().retry(number).unwrap_err();
        assert_eq!(retried.code(), "in_review", "it may be taken as it is");
        let request = phone.core.sync_begin().unwrap();
        let carried = phone.carried(&request);
        assert_eq!(carried.chunks(id), handed_in, "as it was");
        let refusals =
            said.iter().flat_map(|code| carried.hashes(id).into_iter().map(|hash| refusal(id, hash, code.clone())));
        let answer = Answer { refusals: refusals.collect(), restored: true, ..Answer::default() };
        let report = phone.core.sync_finish(&request, &carried.answer(&answer)).unwrap();
        assert!(!report.more, "once, whatever the county repeats");
        let status = phone.core.status().unwrap();
        assert_eq!(status.set_aside.first().map(|aside| aside.state), stands, "{first}, {said:?}");
        assert_eq!(status.decisions.len(), decisions, "{first}, {said:?}");
    }
}

/// A county that no longer knows the phone is shown its own word, once; a phone without one tells its person.
#[test]
fn a_county_that_forgot_the_phone_is_shown_its_word() {
    for tag in [Some([7; 8]), None] {
        let phone = Phone::fresh(64);
        phone.core.enrol_begin("http://127.0.0.1:1", "CODE").unwrap();
        let answer = EnrolAnswer {
            tenant: TENANT,
            device: phone.device,
            user: phone.user,
            user_name: String::from("罗小山"),
            role: String::from("cadre"),
            server_key: Some(lianxin_sync::wire::Signer::public_key(&support::server::server_key())),
            tag,
        };
        phone.core.enrol_finish(&seal_enrol_answer(&answer)).unwrap();
        let mut rounds = Rounds::default();
        let mut refused = || {
            let request = rounds.begin(&phone.core).unwrap();
            let shown = phone.carried(&request).frame.registration;
            let (code, message) = (String::from("unknown_device"), String::new());
            let error = ServerError { status: 401, code, message_en: message.clone(), message, counter: None };
            (shown, rounds.take(&phone.core, &request, Reply::Refused(error)).map_err(|error| error.code().to_owned()))
        };
        let unknown = Err(String::from("unknown_device"));
        let shown = tag.map(|tag| Registration { public_key: phone.public_key(), user: phone.user, tag });
        match shown {
            Some(shown) => {
                assert_eq!(refused(), (None, Ok(Next::Send)));
                assert_eq!(refused(), (Some(shown), unknown), "shown in vain: the person is told");
                assert_eq!(refused().0, None, "and it begins anew with the next sync");
            }
            None => assert_eq!(refused(), (None, unknown)),
        }
    }
}

/// A device that was shut out forgets everything, but not what a restored county may have lost: first it gives back all that it
/// wrote or that the county vouched for, whichever answer told it of the restore.
#[test]
fn what_the_county_may_have_lost_is_given_back_before_it_is_forgotten() {
    // What the answers say: restored, closed, where the phone is now; in which of them the changes go.
    let cases: [(&[_], &[usize]); 6] = [
        (&[(false, true, "here")], &[]),
        (&[(true, true, "anew"), (false, true, "anew")], &[1]),
        // Older servers leave it in the life that was lost.
        (&[(true, true, "here"), (true, true, "here")], &[1]),
        // The county was put back again meanwhile, perhaps to before what it had just taken.
        (&[(true, true, "anew"), (true, true, "again"), (false, true, "again")], &[1, 2]),
        // Told earlier, and the two sides were not compared since.
        (&[(true, false, "anew"), (false, true, "anew"), (false, true, "anew")], &[2]),
        // They were, and held the same: then nothing is to be given back.
        (&[(true, false, "anew"), (false, false, "anew"), (false, true, "anew")], &[]),
    ];
    for (answers, gives) in cases {
        let phone = Phone::cadre(65);
        let id = phone.household("H1", "罗守山").id;
        let founded: Vec<_> = phone.round(Vec::new())[0].changes.iter().map(|chunk| hash_of(chunk)).collect();
        let whole = server_document(Kind::Household, id, &phone.kept_chunks(id));
        for (place, (restored, closed, cursor)) in answers.iter().copied().enumerate() {
            let request = phone.core.sync_begin().unwrap();
            let carried = phone.carried(&request);
            let given = if gives.contains(&place) { founded.clone() } else { Vec::new() };
            assert_eq!(carried.hashes(id), given, "{answers:?}, {place}");
            // Neither the first answer nor one that shuts it out lets it compare.
            let digest = (!restored && !closed).then(|| [whole.item()].into_iter().collect());
            let cursor = Bytes::from_static(cursor.as_bytes());
            let answer = Answer { restored, closed, digest, cursor, ..Answer::default() };
            let report = phone.core.sync_finish(&request, &carried.answer(&answer)).unwrap();
            let last = place + 1 == answers.len();
            assert_eq!(report.closed, last, "{answers:?}, {place}");
        }
        assert!(phone.core.status().unwrap().closed_at_ms.is_some());
    }
}

/// A released edit that cannot be made again is handed in once more, too: the county may have forgotten that it was released.
#[test]
fn what_was_released_in_vain_is_handed_in_once_more() {
    let phone = Phone::cadre(66);
    let id = phone.household("H1", "罗守山").id;
    phone.round(Vec::new());
    phone.core.households().set("H1", &changes(&["phone=13800000001"]), None).unwrap();
    let request = phone.core.sync_begin().unwrap();
    let carried = phone.carried(&request);
    let refused = carried.hashes(id);
    let refusals = vec![refusal(id, refused[0], Code::OutOfScope)];
    let answer = Answer { refusals, left: vec![id], ..Answer::default() };
    phone.core.sync_finish(&request, &carried.answer(&answer)).unwrap();
    let outcome = Outcome { document: id, change: refused[0], fate: Fate::Released, by: None, at_ms: 1 };
    let mut handed_in = Vec::new();
    for (outcomes, restored) in [(vec![outcome], false), (Vec::new(), true), (Vec::new(), true)] {
        let request = phone.core.sync_begin().unwrap();
        let carried = phone.carried(&request);
        handed_in.push(carried.hashes(id));
        let refusals: Vec<_> = carried.hashes(id).into_iter().map(|hash| refusal(id, hash, Code::OutOfScope)).collect();
        let answer = Answer { refusals, outcomes, restored, ..Answer::default() };
        phone.core.sync_finish(&request, &carried.answer(&answer)).unwrap();
    }
    assert_eq!(handed_in, [Vec::new(), Vec::new(), refused]);
    let status = phone.core.status().unwrap();
    assert_eq!(status.set_aside[0].state, SetAsideState::Review, "somebody can be asked again");
}

/// Where the county takes a part of what it is given and says each time that something is missing below the rest, it ends.
#[test]
fn a_part_that_is_missing_for_ever_is_given_twice_at_most() {
    let phone = Phone::cadre(67);
    let id = phone.household("H1", "罗守山").id;
    phone.round(Vec::new());
    phone.core.households().set("H1", &changes(&["phone=13800000001"]), None).unwrap();
    phone.round(Vec::new());
    let mut given = Vec::new();
    while phone.core.status().unwrap().closed_at_ms.is_none() {
        let request = phone.core.sync_begin().unwrap();
        let carried = phone.carried(&request);
        let hashes = carried.hashes(id);
        given.push(hashes.len());
        assert!(given.len() < 9, "without end: {given:?}");
        let refusals = hashes.last().map(|hash| refusal(id, *hash, Code::SeqGap)).into_iter().collect();
        let cursor = Bytes::from_static(b"here");
        let answer = Answer { refusals, restored: true, closed: true, cursor, ..Answer::default() };
        phone.core.sync_finish(&request, &carried.answer(&answer)).unwrap();
    }
    assert_eq!(given, [0, 2, 2]);
}
