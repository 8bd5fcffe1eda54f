//! Documents and changes that are refused, by name, while the rest of their frame is merged.

use automerge::transaction::{CommitOptions, Transactable as _};
use automerge::{PatchLog, ROOT, ReadDoc as _};
use lianxin_model::document::Document;
use lianxin_model::ids::{Actor, DocId, Kind};
use lianxin_model::intention::Intention;
use lianxin_model::role::Role;
use lianxin_server::admin;
use lianxin_store::{Over, RefusalQuery, RefusalState, Store as _};
use lianxin_sync::wire::{Batch, Signer as _};

use crate::county::{COUNTY, County, EAST, TOWNSHIP, WEST};
use crate::phone::{Phone, Round};

/// Each case writes something that must be refused beside an honest visit that must not.
type Case = (&'static str, fn(&mut Phone, &County, DocId) -> DocId, &'static [&'static str]);

const CASES: &[Case] = &[
    ("a household of another village", |phone, _, _| phone.household(20, WEST), &["out_of_scope"]),
    (
        "a household nowhere",
        |phone, _, _| {
            let id = phone.new_id(21);
            phone.write(Kind::Household, id, &[Intention::set("head_name", "示例")]);
            id
        },
        &["out_of_scope"],
    ),
    ("an unknown place", |phone, _, _| phone.household(22, "431027299999"), &["out_of_scope"]),
    (
        "a person of no household",
        |phone, _, _| {
            let id = phone.new_id(23);
            phone.write(Kind::Person, id, &[Intention::set("name", "示例")]);
            id
        },
        &["out_of_scope"],
    ),
    (
        "a visit to a household that nobody knows",
        |phone, _, _| {
            let nobody = phone.new_id(24);
            phone.visit(25, nobody, "路过")
        },
        &["out_of_scope"],
    ),
    (
        "a code with another id",
        |phone, _, _| {
            let id = phone.new_id(26);
            phone.write(Kind::Household, id, &[Intention::set("area", EAST), Intention::set("code", "0001")]);
            id
        },
        &["bad_value"],
    ),
    (
        "the place of a code without the code",
        |phone, county, _| {
            let id = DocId::official(county.tenant, Kind::Household, "0002");
            phone.write(Kind::Household, id, &[Intention::set("area", EAST)]);
            id
        },
        &["bad_value"],
    ),
    (
        "somebody else's diary",
        |phone, county, _| {
            let other = county.user("other", Role::Cadre, TOWNSHIP);
            let id = phone.new_id(27);
            phone.write(Kind::DiaryEntry, id, &[Intention::set("author", other), Intention::set("date", "2026-11-22")]);
            id
        },
        &["not_allowed"],
    ),
    (
        "a comment by a cadre",
        |phone, _, household| {
            let subject = phone.visit(28, household, "去过");
            let id = phone.new_id(29);
            let author = phone.user;
            let intentions = [
                Intention::set("subject", subject),
                Intention::set("household", household),
                Intention::set("author", author),
                Intention::set("text", "很好"),
            ];
            phone.write(Kind::Comment, id, &intentions);
            id
        },
        &["not_allowed"],
    ),
    (
        "the hand of another device",
        |phone, _, household| {
            let stranger = Actor::of_device(&[9; 32], 1);
            let chunk = phone.chunk_as(stranger, Kind::Household, household, &[Intention::set("address", "路口")]);
            phone.queue(Kind::Household, household, chunk);
            household
        },
        &["actor_not_yours"],
    ),
    (
        "an install that the frame does not name",
        |phone, _, household| {
            let later = Actor::of_device(&phone.key.public_key(), 2);
            let chunk = phone.chunk_as(later, Kind::Household, household, &[Intention::set("address", "路口")]);
            phone.queue(Kind::Household, household, chunk);
            household
        },
        &["actor_not_yours"],
    ),
    (
        "a field that no household has",
        |phone, _, household| {
            let chunk = unknown_field(phone, household);
            phone.queue(Kind::Household, household, chunk);
            household
        },
        &["schema"],
    ),
    (
        "another kind of document",
        |phone, _, household| {
            let chunk = phone.chunk_as(phone.actor(), Kind::Household, household, &[Intention::set("address", "路口")]);
            let kind_number = Kind::Visit.number().into();
            phone.waiting.push(Batch { document: household, kind_number, changes: vec![chunk.into()], whole: true });
            household
        },
        &["kind_mismatch"],
    ),
    (
        "a kind that nobody knows",
        |phone, _, _| {
            let document = phone.new_id(30);
            phone.waiting.push(Batch { document, kind_number: 99, changes: vec![vec![1, 2, 3].into()], whole: true });
            document
        },
        &["unknown_kind"],
    ),
    (
        "no change at all",
        |phone, _, household| {
            phone.queue(Kind::Household, household, b"change".to_vec());
            household
        },
        &["not_a_change"],
    ),
    (
        "a change without the one before it",
        |phone, _, household| {
            phone.chunk_as(phone.actor(), Kind::Household, household, &[Intention::set("address", "甲")]);
            let chunk = phone.chunk_as(phone.actor(), Kind::Household, household, &[Intention::set("address", "乙")]);
            phone.queue(Kind::Household, household, chunk);
            household
        },
        &["seq_gap"],
    ),
    (
        "a person of a household that is refused",
        |phone, _, _| {
            let person = phone.new_id(31);
            let household = phone.new_id(32);
            phone.write(
                Kind::Person,
                person,
                &[Intention::set("household", household), Intention::set("name", "示例")],
            );
            phone.write(Kind::Household, household, &[Intention::set("area", WEST)]);
            person
        },
        &["out_of_scope", "out_of_scope"],
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_refused_and_kept_and_the_rest_is_merged() {
    for (name, write, expected) in CASES {
        let county = County::open().await;
        let mut phone = county.cadre(1, EAST).await;
        let household = phone.household(1, EAST);
        phone.sync(&county).await;
        let before = county.changes(household);

        let wrong = write(&mut phone, &county, household);
        let sent: Vec<Batch> = phone.waiting.clone();
        let visit = phone.visit(2, household, "屋顶已修好");
        let round = phone.sync(&county).await;
        assert_eq!(round.codes(), *expected, "{name}");
        assert_eq!(county.changes(visit), 1, "{name}: the visit");
        let kept_changes = if wrong == household { before } else { 0 };
        assert_eq!(county.changes(wrong), kept_changes, "{name}: what is wrong");
        check_quarantine(&county, &phone, &round, &sent, name);
    }
}

fn check_quarantine(county: &County, phone: &Phone, round: &Round, sent: &[Batch], name: &str) {
    let query = RefusalQuery { user: Some(phone.user), limit: 10, ..RefusalQuery::default() };
    let kept = county.store.read().unwrap().refusals(&query).unwrap();
    assert_eq!(kept.len(), round.answer.refusals.len(), "{name}");
    for refusal in &round.answer.refusals {
        let kept = kept.iter().find(|kept| kept.document == refusal.document).expect(name);
        assert_eq!((kept.code.as_str(), kept.hash), (refusal.code.word(), refusal.hash), "{name}");
        assert_eq!(kept.device, phone.device, "{name}");
        let whole = sent.iter().flat_map(|batch| &batch.changes).any(|chunk| chunk[..] == kept.chunk[..]);
        assert!(whole, "{name}: kept whole");
    }
}

/// What an edit by this phone would be if households had such a field.
fn unknown_field(phone: &Phone, household: DocId) -> Vec<u8> {
    let mut document = phone.documents[&household].clone().into_automerge();
    document.set_actor(phone.actor().to_automerge());
    let heads = document.get_heads();
    let mut transaction = document.transaction_at(PatchLog::inactive(), &heads).unwrap();
    transaction.put(ROOT, "score", 5).unwrap();
    let (hash, _) = transaction.commit_with(CommitOptions::default().with_time(1_795_300_000));
    document.get_change_by_hash(&hash.unwrap()).unwrap().raw_bytes().to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_may_come_before_their_household_within_a_frame() {
    let county = County::open().await;
    let mut phone = county.cadre(1, EAST).await;
    let mut other = county.cadre(2, EAST).await;
    let (person, household) = (phone.new_id(1), phone.new_id(2));
    phone.write(Kind::Person, person, &[Intention::set("household", household), Intention::set("name", "示例")]);
    phone.write(Kind::Household, household, &[Intention::set("area", EAST)]);
    assert!(phone.sync(&county).await.codes().is_empty());
    let mut whole = other.sync(&county).await.whole;
    whole.sort();
    assert_eq!(whole, [person, household]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_official_code_may_be_registered_twice() {
    let county = County::open().await;
    let mut phone = county.cadre(1, EAST).await;
    let mut other = county.cadre(2, EAST).await;
    let id = DocId::official(county.tenant, Kind::Household, "431027-0001");
    for (device, name) in [(&mut phone, "示例甲"), (&mut other, "示例乙")] {
        let intentions =
            [Intention::set("code", "431027-0001"), Intention::set("area", EAST), Intention::set("head_name", name)];
        device.write(Kind::Household, id, &intentions);
        assert!(device.sync(&county).await.codes().is_empty());
    }
    phone.sync(&county).await;
    assert_eq!(phone.documents[&id].heads(), other.documents[&id].heads());
    assert_eq!(phone.values(id, "head_name"), ["示例乙", "示例甲"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn supervisors_comment_on_what_they_lead() {
    let county = County::open().await;
    let mut cadre = county.cadre(1, EAST).await;
    let household = cadre.household(1, EAST);
    let visit = cadre.visit(2, household, "屋顶漏雨");
    let diary = cadre.new_id(3);
    let author = cadre.user;
    cadre.write(Kind::DiaryEntry, diary, &[Intention::set("author", author), Intention::set("date", "2026-11-22")]);
    assert!(cadre.sync(&county).await.codes().is_empty());

    let supervisor = county.user("supervisor", Role::Supervisor, TOWNSHIP);
    let mut supervisor = county.phone(8, supervisor).await;
    let mut stranger = county.phone(9, county.user("stranger", Role::Supervisor, WEST)).await;
    let comment = |device: &mut Phone, number: u8, subject: DocId, place: Intention| {
        let id = device.new_id(number);
        let by = Intention::set("author", device.user);
        device.write(
            Kind::Comment,
            id,
            &[Intention::set("subject", subject), place, by, Intention::set("text", "抓紧办")],
        );
        id
    };
    let on_visit = comment(&mut supervisor, 1, visit, Intention::set("household", household));
    let on_diary = comment(&mut supervisor, 2, diary, Intention::set("addressee", author));
    assert!(supervisor.sync(&county).await.codes().is_empty());
    assert!(supervisor.sync(&county).await.codes().is_empty());

    comment(&mut stranger, 1, visit, Intention::set("household", household));
    comment(&mut stranger, 2, diary, Intention::set("addressee", author));
    assert_eq!(stranger.sync(&county).await.codes(), ["out_of_scope", "out_of_scope"]);
    comment(&mut supervisor, 3, diary, Intention::set("household", household));
    assert_eq!(supervisor.sync(&county).await.codes(), ["bad_value"], "the diary is not of that household");

    let came = cadre.sync(&county).await.whole;
    assert!(came.contains(&on_visit) && came.contains(&on_diary) && came.len() == 2, "{came:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn auditors_and_collectors_write_nothing() {
    let county = County::open().await;
    for (number, role) in [(1, Role::Auditor), (2, Role::Collector)] {
        let mut phone = county.phone(number, county.user(role.word(), role, TOWNSHIP)).await;
        let (id, author) = (phone.new_id(1), phone.user);
        phone.write(Kind::DiaryEntry, id, &[Intention::set("author", author)]);
        assert_eq!(phone.sync(&county).await.codes(), ["not_allowed"]);
        assert_eq!(county.changes(id), 0);
    }
}

/// All of it, as one chain that can still be merged, with the place by which somebody answers for it; what is wrong in itself
/// is refused for what it is.
#[tokio::test(flavor = "multi_thread")]
async fn what_comes_after_the_scope_was_lost_waits_for_review_whole() {
    let county = County::open().await;
    let mut phone = county.cadre(1, EAST).await;
    let household = phone.household(1, EAST);
    phone.sync(&county).await;
    county.end_assignment(phone.user, Over::Area(EAST.to_owned()));
    for address in ["甲", "乙", "丙"] {
        phone.set(household, "address", address);
    }
    let visit = phone.visit(2, household, "老人安好");
    let unsound = unknown_field(&phone, household);
    phone.queue(Kind::Household, household, unsound);
    let sent = phone.waiting.clone();
    let round = phone.sync(&county).await;
    assert_eq!(round.codes(), ["out_of_scope", "out_of_scope", "out_of_scope", "schema", "out_of_scope"]);
    assert_eq!(county.changes(household), 1);

    let read = county.store.read().unwrap();
    for (document, changes) in [(household, 3), (visit, 1)] {
        let waits = read.in_review(phone.device, document).unwrap();
        let chunks: Vec<&[u8]> = waits.iter().map(|refusal| &refusal.chunk[..]).collect();
        let batch = sent.iter().find(|batch| batch.document == document).unwrap();
        let expected: Vec<&[u8]> = batch.changes.iter().take(changes).map(|chunk| &chunk[..]).collect();
        assert_eq!(chunks, expected);
        assert!(waits.iter().all(|refusal| refusal.place.household == Some(household)), "{waits:?}");
        assert_eq!(waits[0].frame_counter, Some(phone.counter));
    }
    assert!(phone.sync(&county).await.codes().is_empty(), "nothing is asked for twice");
}

/// The device set it aside, so it lacks what it wrote itself.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_accepted_comes_back_to_the_device_that_wrote_it() {
    let county = County::open().await;
    let mut phone = county.cadre(1, EAST).await;
    county.user("admin", Role::Admin, COUNTY);
    let household = phone.household(1, EAST);
    phone.sync(&county).await;
    county.end_assignment(phone.user, Over::Area(EAST.to_owned()));
    phone.set(household, "address", "村口");
    phone.sync(&county).await;
    phone.documents.remove(&household);
    county.assign(phone.user, Over::Area(EAST.to_owned()));
    phone.sync_all(&county).await;
    assert_eq!(phone.values(household, "address"), [""; 0], "it is back, without what waits");

    let seq = county.store.read().unwrap().in_review(phone.device, household).unwrap()[0].seq;
    let (store, clock) = (county.store.as_ref(), county.clock.as_ref());
    let ruling = admin::decide_refusal(store, clock, seq, RefusalState::Accepted, None, None).unwrap();
    assert_eq!(ruling.refusals, [seq]);
    assert_eq!(phone.sync(&county).await.changed, [household]);
    assert_eq!(phone.values(household, "address"), ["村口"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_scope_is_lost_old_edits_are_acknowledged_and_new_ones_kept_aside() {
    let county = County::open().await;
    let mut phone = county.cadre(1, EAST).await;
    let household = phone.household(1, EAST);
    phone.sync_and_lose_the_answer(&county).await;
    county.end_assignment(phone.user, Over::Area(EAST.to_owned()));
    phone.set(household, "address", "村口");
    let round = phone.sync(&county).await;
    assert_eq!(round.codes(), ["out_of_scope"]);
    assert_eq!(round.answer.refusals[0].position, 1, "the first change was merged before");
    assert_eq!(county.changes(household), 1);
    assert_eq!(
        Document::new(Kind::Household, household).genesis_hashes().len(),
        2,
        "a household has two schema versions"
    );
}

/// Whoever handed in what is not theirs hears so in both protocols: else it would stay with them until a repair, which protocol 1
/// does not have.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_the_senders_leaves_them() {
    let county = County::open().await;
    let (mut near, mut far) = (county.cadre(1, EAST).await, county.cadre(2, WEST).await);
    let theirs = far.household(1, WEST);
    far.sync(&county).await;
    let document = far.documents[&theirs].clone();
    near.documents.insert(theirs, document);
    near.set(theirs, "address", "村口");
    let new = near.household(2, WEST);
    let round = near.sync(&county).await;
    assert_eq!(round.codes(), ["out_of_scope", "out_of_scope"]);
    assert_eq!(round.answer.left, [theirs, new]);
}
