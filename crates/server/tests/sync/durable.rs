//! What was acknowledged stays, and what another process wrote is seen.

use lianxin_model::document::{Document, Edit};
use lianxin_model::ids::{Actor, DocId, Kind};
use lianxin_model::intention::Intention;
use lianxin_model::projection::Projection;
use lianxin_store::{NewChange, SqliteStore, Store as _};

use crate::county::{County, EAST};

#[tokio::test(flavor = "multi_thread")]
async fn a_restarted_server_holds_all_that_was_acknowledged() {
    let mut county = County::open().await;
    let mut a = county.cadre(1, EAST).await;
    let mut b = county.cadre(2, EAST).await;
    let household = a.household(1, EAST);
    a.sync(&county).await;
    county.restart().await;
    b.sync(&county).await;
    b.set(household, "phone", "13800000002");
    b.sync(&county).await;
    county.restart().await;
    a.set(household, "address", "村口");
    assert!(a.sync(&county).await.codes().is_empty());
    b.sync(&county).await;
    assert_eq!(a.documents[&household].heads(), b.documents[&household].heads());
    assert_eq!(a.values(household, "phone"), ["13800000002"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_devices_at_once_are_all_kept() {
    let county = County::open().await;
    let mut first = county.cadre(1, EAST).await;
    let household = first.household(1, EAST);
    first.sync(&county).await;
    let mut phones = Vec::new();
    for number in 2..14 {
        let mut phone = county.cadre(number, EAST).await;
        phone.sync(&county).await;
        phone.set(household, "phone", format!("138000000{number:02}"));
        phones.push(phone);
    }
    // One of them repeats a counter, in the middle of the others.
    phones[5].counter = 0;
    let county = std::sync::Arc::new(county);
    let syncing = phones.into_iter().map(|mut phone| {
        let county = county.clone();
        tokio::spawn(async move { phone.try_sync(&county).await.map(|round| round.codes().len()) })
    });
    let mut outcomes = Vec::new();
    for task in syncing.collect::<Vec<_>>() {
        outcomes.push(task.await.unwrap());
    }
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Ok(0)).count(), 11);
    assert_eq!(outcomes[5].as_ref().unwrap_err().code, "counter_used");
    first.sync(&county).await;
    assert_eq!(first.values(household, "phone").len(), 11);
}

/// What the administrator's process does: a change by the server's hand of a person.
fn write_in_another_process(store: &SqliteStore, household: DocId, user: lianxin_model::ids::UserId) {
    let mut write = store.write().unwrap();
    let loaded = write.load(household).unwrap().unwrap();
    let mut document = Document::new(Kind::Household, household);
    if let Some(saved) = &loaded.snapshot {
        document.merge_saved(saved).unwrap();
    }
    document.merge_chunks(loaded.changes.iter().map(Vec::as_slice)).unwrap();
    let actor = Actor::of_user(write.county().unwrap().tenant, user);
    let intentions = [Intention::set("housing", "土坯房")];
    let edit = Edit { actor, at: None, time_s: 1_795_300_100, intentions: &intentions, lenient: false };
    let written = document.edit(&edit).unwrap().unwrap();
    write.put_actor(actor, user, None).unwrap();
    let change = NewChange { hash: written.hash.0, actor, handed_in: None, bytes: &written.chunk };
    write.append(&Projection::of(&document), &[change]).unwrap();
    write.commit().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_process_writes_is_built_upon() {
    let county = County::open().await;
    let mut phone = county.cadre(1, EAST).await;
    let household = phone.household(1, EAST);
    phone.sync(&county).await;
    phone.set(household, "phone", "13800000001");
    phone.sync(&county).await;

    write_in_another_process(&county.other_process(), household, phone.user);
    let round = phone.sync(&county).await;
    assert_eq!(round.changed, [household]);
    assert_eq!(phone.values(household, "housing"), ["土坯房"]);
    phone.set(household, "phone", "13800000002");
    assert!(phone.sync(&county).await.codes().is_empty(), "the server knows what the edit builds on");
    assert_eq!(county.changes(household), 4);
}
