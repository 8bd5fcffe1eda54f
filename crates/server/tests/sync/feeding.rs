//! What devices get: what others wrote, once, and what their scope gains and loses.

use std::collections::BTreeMap;

use lianxin_model::ids::{DocId, Kind};
use lianxin_model::intention::Intention;
use lianxin_model::role::Role;
use lianxin_store::{Over, Store as _};

use crate::county::{County, EAST, TOWNSHIP, WEST};
use crate::phone::{Phone, Round};

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_edits_merge_and_contradictions_stay() {
    let county = County::open().await;
    let mut a = county.cadre(1, EAST).await;
    let mut b = county.cadre(2, EAST).await;
    let household = a.household(1, EAST);
    assert!(a.sync(&county).await.brings_nothing(), "what a device wrote is not sent back");
    assert_eq!(b.sync(&county).await.whole, [household]);

    a.set(household, "phone", "13800000001");
    a.write(Kind::Household, household, &[Intention::insert("notes", 0, "门前有井。")]);
    b.set(household, "phone", "13800000002");
    b.write(Kind::Household, household, &[Intention::add("categories", "低保户")]);
    assert!(a.sync(&county).await.brings_nothing());
    let round = b.sync(&county).await;
    assert_eq!((round.whole.len(), round.changed), (0, vec![household]));
    assert_eq!(a.sync(&county).await.changed, [household]);
    assert_eq!(a.documents[&household].heads(), b.documents[&household].heads());
    assert_eq!(a.values(household, "phone"), ["13800000001", "13800000002"]);

    b.set(household, "phone", "13800000002");
    b.sync(&county).await;
    a.sync(&county).await;
    assert_eq!(a.values(household, "phone"), ["13800000002"]);
    for device in [&mut a, &mut b] {
        assert!(device.sync(&county).await.brings_nothing());
    }
    let kept = county.store.read().unwrap().load(household).unwrap().unwrap();
    assert_eq!(kept.changes.len() + usize::from(kept.snapshot.is_some()), county.changes(household));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_costs_a_retry_and_nothing_else() {
    let county = County::open().await;
    let mut a = county.cadre(1, EAST).await;
    let mut b = county.cadre(2, EAST).await;
    let household = a.household(1, EAST);
    let visit = a.visit(2, household, "一切安好");
    a.sync_and_lose_the_answer(&county).await;
    a.set(household, "phone", "13800000001");
    a.sync_and_lose_the_answer(&county).await;
    let round = a.sync(&county).await;
    assert!(round.codes().is_empty() && round.brings_nothing(), "{:?} {:?}", round.whole, round.changed);
    assert_eq!((county.changes(household), county.changes(visit)), (2, 1));

    let frame = b.frame();
    let lost = county.post("/v1/sync", b.seal(&frame).body).await.unwrap();
    let round = b.sync(&county).await;
    assert_eq!(round.whole, [household, visit]);
    assert!(lost.len().abs_diff(round.bytes) < 64, "the same again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_restored_from_a_copy_gets_its_own_edits_back() {
    let county = County::open().await;
    let mut phone = county.cadre(1, EAST).await;
    let household = phone.household(1, EAST);
    phone.sync(&county).await;
    let mut restored = phone.copy(1);
    phone.set(household, "phone", "13800000001");
    let visit = phone.visit(2, household, "一切安好");
    phone.sync(&county).await;
    phone.sync(&county).await;

    let before = restored.documents.clone();
    restored.set(household, "phone", "13800000002");
    let used = restored.try_sync(&county).await.err().unwrap();
    assert_eq!(used.counter, Some(3));
    // What the engine of a device then does: another install, the edit made again under it, a higher counter.
    restored.counter = 3;
    restored.install = 2;
    restored.waiting.clear();
    restored.documents = before;
    let round = restored.sync(&county).await;
    assert_eq!((round.changed.as_slice(), round.whole.as_slice()), (&[household][..], &[visit][..]));
}

#[tokio::test(flavor = "multi_thread")]
async fn and_gets_all_of_them_also_in_several_answers() {
    let county = County::open().await;
    let mut phone = county.cadre(1, EAST).await;
    let household = phone.household(1, EAST);
    phone.sync(&county).await;
    let mut restored = phone.copy(1);
    let visits: Vec<DocId> = (2..6).map(|number| phone.visit(number, household, "一切安好")).collect();
    phone.sync(&county).await;
    phone.sync(&county).await;

    // What the engine of a device does when it is told that its counter was used.
    (restored.counter, restored.install, restored.budget_bytes) = (3, 2, 1);
    let rounds = restored.sync_all(&county).await;
    assert!(rounds.len() > 1, "the budget parts them");
    let came: Vec<DocId> = rounds.into_iter().flat_map(|round| round.whole).collect();
    assert_eq!(came, visits);
    // What it writes now is not sent back, in whatever answer.
    restored.visit(9, household, "一切安好");
    assert!(restored.sync_all(&county).await.iter().all(Round::brings_nothing));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_install_after_a_restore_writes_under_its_own_hand() {
    let county = County::open().await;
    let mut phone = county.cadre(1, EAST).await;
    let mut other = county.cadre(2, EAST).await;
    let household = phone.household(1, EAST);
    phone.sync(&county).await;
    phone.install = 3;
    phone.set(household, "phone", "13800000001");
    assert!(phone.sync(&county).await.codes().is_empty());
    let round = other.sync(&county).await;
    let actors = round.answer.reference.unwrap().actors;
    assert_eq!(actors.len(), 2, "both hands of the household are named");
    assert!(actors.iter().all(|row| row.user[..] == phone.user.as_bytes()[..]));
    let device = county.store.read().unwrap().device(phone.device).unwrap().unwrap();
    assert_eq!(device.install, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn scopes_gain_and_lose_documents() {
    let county = County::open().await;
    let mut a = county.cadre(1, EAST).await;
    let first = a.household(1, EAST);
    let visit = a.visit(2, first, "一切安好");
    let second = a.household(3, EAST);
    let (diary, author) = (a.new_id(4), a.user);
    a.write(Kind::DiaryEntry, diary, &[Intention::set("author", author), Intention::set("date", "2026-11-22")]);
    a.sync(&county).await;

    let mut b = county.cadre(2, WEST).await;
    let round = b.sync(&county).await;
    assert!(round.brings_nothing());
    let names = round.answer.reference.unwrap();
    let areas: Vec<&str> = names.areas.iter().map(|area| area.code.as_str()).collect();
    assert!(areas.contains(&WEST) && areas.contains(&TOWNSHIP) && !areas.contains(&EAST), "{areas:?}");
    assert!(!names.categories.is_empty() && names.assignments.len() == 1);

    county.assign(b.user, Over::Household(first));
    let round = b.sync(&county).await;
    assert_eq!(round.whole, [first, visit], "documents that were there before the assignment");
    assert_eq!(round.answer.reference.unwrap().assignments.len(), 1);
    assert!(b.sync(&county).await.brings_nothing());

    county.assign(b.user, Over::Area(EAST.to_owned()));
    let whole = b.sync(&county).await.whole;
    assert!(whole.contains(&second) && !whole.contains(&diary), "{whole:?}");

    county.end_assignment(b.user, Over::Area(EAST.to_owned()));
    assert_eq!(b.sync(&county).await.answer.left, [second]);
    county.end_assignment(b.user, Over::Household(first));
    let mut left = b.sync(&county).await.answer.left;
    left.sort();
    let mut expected = vec![first, visit];
    expected.sort();
    assert_eq!(left, expected);
    assert!(b.documents.is_empty());

    county.assign(b.user, Over::Household(first));
    assert_eq!(b.sync(&county).await.whole, [first, visit], "gained again");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_device_wrote_comes_again_after_its_scope_was_lost_and_gained() {
    let county = County::open().await;
    let mut phone = county.cadre(1, EAST).await;
    let household = phone.household(1, EAST);
    phone.sync(&county).await;
    county.end_assignment(phone.user, Over::Area(EAST.to_owned()));
    assert_eq!(phone.sync(&county).await.answer.left, [household]);
    county.assign(phone.user, Over::Area(EAST.to_owned()));
    assert_eq!(phone.sync(&county).await.whole, [household]);
    assert_eq!(phone.values(household, "area"), [EAST]);
}

async fn village(county: &County, households: u8) -> Phone {
    let mut writer = county.cadre(1, EAST).await;
    for number in 0..households {
        let household = writer.household(number, EAST);
        writer.visit(100 + number, household, &format!("第{number}户，粮食收成好。"));
    }
    assert!(writer.sync(county).await.codes().is_empty());
    writer
}

fn arrivals(rounds: &[Round]) -> BTreeMap<DocId, usize> {
    let mut arrivals = BTreeMap::new();
    for id in rounds.iter().flat_map(|round| round.whole.iter().chain(&round.changed)) {
        *arrivals.entry(*id).or_default() += 1;
    }
    arrivals
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cold_start_in_small_pieces_brings_everything_once() {
    let county = County::open().await;
    let writer = village(&county, 30).await;
    for (number, budget_bytes) in (20..).zip([1, 700, 1_500, 0]) {
        let mut reader =
            county.phone(number, county.store.read().unwrap().user_by_login("cadre1").unwrap().unwrap().id).await;
        reader.budget_bytes = budget_bytes;
        let rounds = reader.sync_all(&county).await;
        let arrivals = arrivals(&rounds);
        assert_eq!(arrivals.len(), 60, "budget {budget_bytes}");
        assert!(arrivals.values().all(|times| *times == 1), "budget {budget_bytes}");
        for (id, document) in &writer.documents {
            assert_eq!(reader.documents[id].heads(), document.heads(), "budget {budget_bytes}");
        }
        let expected = match budget_bytes {
            1 => 60..=60,
            0 => 1..=1,
            _ => 2..=59,
        };
        assert!(expected.contains(&rounds.len()), "budget {budget_bytes}: {} rounds", rounds.len());
        let over = rounds.iter().filter(|round| round.answer.pack.len() > budget_bytes.max(1_000) as usize);
        assert!(budget_bytes == 0 || over.count() == 0, "budget {budget_bytes}: a pack beyond it");
        let again = reader.sync(&county).await;
        assert!(again.brings_nothing() && !again.answer.more);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_while_a_phone_fetches_is_not_skipped() {
    let county = County::open().await;
    let mut writer = village(&county, 12).await;
    let mut reader = county.cadre(2, EAST).await;
    reader.budget_bytes = 1;
    let ids: Vec<DocId> = writer.documents.keys().copied().collect();
    let mut rounds = Vec::new();
    for turn in 0..200 {
        let round = reader.sync(&county).await;
        let more = round.answer.more;
        rounds.push(round);
        if turn < 8 {
            // An edit before and one behind the place that the reader has reached, and a new document.
            for id in [ids[turn], ids[ids.len() - 1 - turn]] {
                let field = if writer.documents[&id].kind() == Kind::Household { "address" } else { "place" };
                writer.set(id, field, format!("第{turn}次"));
            }
            let household = writer.household(50 + turn as u8, EAST);
            assert!(writer.documents.contains_key(&household));
            assert!(writer.sync(&county).await.codes().is_empty());
        } else if !more {
            break;
        }
    }
    assert!(!rounds.last().unwrap().answer.more);
    assert_eq!(reader.documents.len(), writer.documents.len());
    for (id, document) in &writer.documents {
        assert_eq!(reader.documents[id].heads(), document.heads());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_absence_brings_the_document_where_that_is_smaller() {
    let county = County::open().await;
    let mut a = county.cadre(1, EAST).await;
    let mut b = county.cadre(2, EAST).await;
    let household = a.household(1, EAST);
    a.sync(&county).await;
    b.sync(&county).await;
    for turn in 0..60 {
        a.set(household, "address", format!("第{turn}次改的地址"));
    }
    a.sync(&county).await;
    let round = b.sync(&county).await;
    assert_eq!((round.whole, round.changed), (vec![household], vec![]));
    assert_eq!(a.documents[&household].heads(), b.documents[&household].heads());
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_county_was_restored_devices_get_everything_again() {
    let county = County::open().await;
    let mut writer = village(&county, 2).await;
    let mut reader = county.cadre(2, EAST).await;
    assert_eq!(reader.sync(&county).await.whole.len(), 4);
    let mut write = county.store.write().unwrap();
    write.set_epoch(78).unwrap();
    write.commit().unwrap();
    assert_eq!(reader.sync(&county).await.whole.len(), 4);
    assert!(writer.sync(&county).await.brings_nothing(), "it wrote all of it, and the county has its frames");
    for device in [&mut reader, &mut writer] {
        assert!(device.sync(&county).await.brings_nothing());
    }
    for (id, document) in &writer.documents {
        assert_eq!(reader.documents[id].heads(), document.heads());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ordinary_sync_is_small() {
    let county = County::open().await;
    let mut a = village(&county, 5).await;
    let mut b = county.cadre(2, EAST).await;
    b.sync(&county).await;
    a.sync(&county).await;
    let ids: Vec<DocId> = a.documents.values().filter(|d| d.kind() == Kind::Household).map(|d| d.id()).collect();
    for id in &ids {
        b.set(*id, "phone", "13800000002");
        a.set(*id, "housing", "砖混结构");
    }
    b.sync(&county).await;
    let frame = a.frame();
    let request = a.seal(&frame).body.len();
    a.counter -= 1;
    let round = a.sync(&county).await;
    assert_eq!(round.changed.len(), 5);
    println!("5 changed documents on each side: request {request} B, answer {} B", round.bytes);
    assert!(request + round.bytes < 2_048, "request {request} B, answer {} B", round.bytes);
    assert!(!county.store.read().unwrap().users().unwrap().iter().any(|user| user.role == Role::Admin));
}
