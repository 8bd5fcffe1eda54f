//! Several frames in one transaction: each is taken or declined on its own.

use lianxin_model::check::DivisionLevel;
use lianxin_model::document::{Document, Edit};
use lianxin_model::ids::{Actor, DeviceId, DocId, Kind, TenantId, UserId};
use lianxin_model::intention::Intention;
use lianxin_model::role::{AssignmentKind, Role};
use lianxin_store::{NewArea, NewAssignment, NewDevice, NewUser, Over, SqliteStore};
use lianxin_sync::wire::{self, Batch, DeviceFrame, MemoryKey, Previous, Signer as _};

use super::*;
use crate::clock::SystemClock;

const VILLAGE: &str = "431027201201";

fn county() -> (tempfile::TempDir, Desk) {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open_or_create(directory.path(), TenantId::from_moment(1, [1; 10]), 7).unwrap();
    let mut write = store.write().unwrap();
    let (level, name) = (DivisionLevel::Village, "东村".to_owned());
    write.put_area(&NewArea { code: VILLAGE.to_owned(), name, level, parent: None }).unwrap();
    for number in 1..=4 {
        let (id, area) = (user(number), VILLAGE.to_owned());
        let (login, name) = (format!("u{number}"), format!("测试{number}"));
        write.put_user(&NewUser { id, login, name, role: Role::Cadre, area: area.clone() }).unwrap();
        write.assign(&NewAssignment { user: id, kind: AssignmentKind::Lead, over: Over::Area(area) }).unwrap();
        let (device, public_key) = (device(number), key(number).public_key());
        write.put_device(&NewDevice { id: device, user: id, public_key, enrolled_at_ms: 1 }).unwrap();
        write.put_actor(Actor::of_device(&public_key, 1), id, Some(device)).unwrap();
    }
    write.commit().unwrap();
    (directory, Desk { store: Arc::new(store), clock: Arc::new(SystemClock), hot: Hot::new() })
}

fn user(number: u8) -> UserId {
    UserId::from_moment(1, [number; 10])
}

fn device(number: u8) -> DeviceId {
    DeviceId::from_moment(1, [number; 10])
}

fn key(number: u8) -> MemoryKey {
    MemoryKey::from_secret(&[number; 32])
}

/// A frame with one new household; the number of the device is the number of the household.
fn frame(number: u8, counter: u64, previous: Option<[u8; 32]>) -> (DocId, VerifiedFrame) {
    let id = DocId::from_moment(counter, [number; 10]);
    let actor = Actor::of_device(&key(number).public_key(), 1);
    let intentions = [Intention::set("area", VILLAGE)];
    let edit = Edit { actor, at: None, time_s: 1_795_300_000, intentions: &intentions, lenient: false };
    let chunk = Document::new(Kind::Household, id).edit(&edit).unwrap().unwrap().chunk;
    let content = DeviceFrame {
        protocol: 1,
        device: device(number),
        counter,
        install: 1,
        previous: previous.map(|hash| Previous { counter: 0, hash }),
        cursor: bytes::Bytes::new(),
        budget_bytes: 0,
        batches: vec![Batch { document: id, kind_number: 1, changes: vec![chunk.into()], whole: true }],
        ..DeviceFrame::default()
    };
    let sealed = wire::seal_frame(&content, &key(number)).unwrap();
    (id, wire::open_frame(sealed.body).unwrap().verify(&key(number).public_key(), None).unwrap())
}

fn held(desk: &Desk, id: DocId) -> bool {
    desk.store.read().unwrap().document(id).unwrap().is_some()
}

#[test]
fn a_bad_frame_leaves_no_trace_among_good_ones() {
    let (_directory, mut desk) = county();
    let (first, good) = frame(1, 5, None);
    let (orphan, unchained) = frame(2, 5, Some([9; 32]));
    let (second, replayed) = frame(1, 4, None);
    let (third, also_good) = frame(3, 5, None);
    let outcomes = desk.write_group(&[&good, &unchained, &replayed, &also_good]);
    assert!(matches!(&outcomes[0], Outcome::Taken(taken) if taken.receipt.accepted.len() == 1));
    assert_eq!(outcomes[1], Outcome::Declined(Declined::UnknownPrevious));
    assert_eq!(outcomes[2], Outcome::Declined(Declined::CounterUsed { last: 5 }));
    assert!(matches!(&outcomes[3], Outcome::Taken(taken) if taken.receipt.accepted.len() == 1));
    assert_eq!([first, orphan, second, third].map(|id| held(&desk, id)), [true, false, false, true]);

    // One after the other of the same device, in one group.
    let (next, follows) = frame(1, 6, Some(*good.hash()));
    let (last, follows_that) = frame(1, 7, Some(*follows.hash()));
    let outcomes = desk.write_group(&[&follows, &follows_that]);
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Taken(_))), "{outcomes:?}");
    assert!(held(&desk, next) && held(&desk, last));
}

#[test]
fn a_group_that_the_store_does_not_take_is_tried_frame_by_frame() {
    let (_directory, mut desk) = county();
    let (id, good) = frame(1, 5, None);
    // Somebody else has the actor of this device's second install: registering it fails in the store.
    let stolen = Actor::of_device(&key(2).public_key(), 2);
    let mut write = desk.store.write().unwrap();
    write.put_actor(stolen, user(3), Some(device(3))).unwrap();
    write.commit().unwrap();
    let content = DeviceFrame { install: 2, ..frame(2, 5, None).1.frame().clone() };
    let sealed = wire::seal_frame(&content, &key(2)).unwrap();
    let failing = wire::open_frame(sealed.body).unwrap().verify(&key(2).public_key(), None).unwrap();
    let (other, also_good) = frame(4, 5, None);

    let outcomes = desk.write_group(&[&good, &failing, &also_good]);
    assert!(matches!(&outcomes[0], Outcome::Taken(_)), "{outcomes:?}");
    assert_eq!(outcomes[1], Outcome::Failed(StoreError::Taken("actor")));
    assert!(matches!(&outcomes[2], Outcome::Taken(_)));
    assert!(held(&desk, id) && held(&desk, other));
    assert_eq!(desk.store.read().unwrap().device(device(2)).unwrap().unwrap().counter, 0);
}
