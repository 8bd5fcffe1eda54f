//! An edit of which a county that was put back holds two forms: the one on which nobody decided, and the one that its device made again
//! after a release that was lost. It stands in the record once.

use lianxin_model::ids::DocId;
use lianxin_model::role::Role;
use lianxin_server::admin;
use lianxin_store::{Over, RefusalState, Store as _};

use crate::county::{COUNTY, County, EAST};
use crate::phone::Phone;

/// What the second form says, what else builds on the first one, whether each form is decided on by itself, and how many changes
/// the record has in the end, its founding among them.
const CASES: &[(&str, &str, bool, bool, usize)] = &[
    ("both wait", "村口", false, false, 2),
    ("one was taken before the other came", "村口", false, true, 2),
    ("it says something else", "河边", false, false, 3),
    ("something that was not made again builds on the first form", "村口", true, false, 4),
];

/// They wait for review.
async fn hand_in(county: &County, phone: &mut Phone, household: DocId, addresses: &[&str]) {
    for address in addresses {
        phone.set(household, "address", *address);
    }
    assert_eq!(phone.sync(county).await.codes(), vec!["out_of_scope"; addresses.len()], "{addresses:?}");
}

fn accept_all(county: &County, phone: &Phone, household: DocId) {
    let waiting = county.store.read().unwrap().in_review(phone.device, household).unwrap();
    let last = waiting.last().expect("something waits").seq;
    let (store, clock) = (county.store.as_ref(), county.clock.as_ref());
    let ruling = admin::decide_refusal(store, clock, last, RefusalState::Accepted, None, None).unwrap();
    assert_eq!(ruling.refusals.len(), waiting.len(), "all of it is decided");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_stands_in_the_record_once() {
    for (name, says, builds, apart, changes) in CASES {
        let county = County::open().await;
        let mut phone = county.cadre(1, EAST).await;
        county.user("admin", Role::Admin, COUNTY);
        let household = phone.household(1, EAST);
        phone.sync(&county).await;
        county.end_assignment(phone.user, Over::Area(EAST.to_owned()));
        let before = phone.documents[&household].clone();
        let first: &[&str] = if *builds { &["村口", "井边"] } else { &["村口"] };
        hand_in(&county, &mut phone, household, first).await;
        if *apart {
            accept_all(&county, &phone, household);
        }
        // Its store was put back, and it heard of the release.
        phone.documents.insert(household, before);
        phone.install = 2;
        hand_in(&county, &mut phone, household, &[says]).await;
        accept_all(&county, &phone, household);
        assert_eq!(county.changes(household), *changes, "{name}");
        let left = county.store.read().unwrap().in_review(phone.device, household).unwrap();
        assert!(left.is_empty(), "{name}");
    }
}
