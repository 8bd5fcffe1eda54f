//! Protocol 2 at the server: what cannot be put together is asked for whole, what differs is found, and answers are signed.

use bytes::Bytes;
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::intention::Intention;
use lianxin_store::{Decision, RefusalQuery, RefusalState, Store as _};
use lianxin_sync::compact::{expand, is_stub};
use lianxin_sync::pack::unpack;
use lianxin_sync::repair::{Digest, Sketch};
use lianxin_sync::server::begins;
use lianxin_sync::wire::{self, Answer, DeviceFrame, Fate, Previous, Question};

use crate::county::{County, EAST, WEST, refused};
use crate::phone::Phone;

/// A phone that speaks protocol 2.
struct Newer {
    phone: Phone,
    previous: Option<Previous>,
    server_key: Option<[u8; 32]>,
}

impl Newer {
    async fn of(county: &County, number: u8) -> Self {
        Self { phone: county.cadre(number, EAST).await, previous: None, server_key: None }
    }

    fn frame(&mut self) -> DeviceFrame {
        let mut frame = self.phone.frame();
        frame.batches.iter_mut().for_each(|batch| batch.whole = false);
        DeviceFrame {
            protocol: 2,
            previous: self.previous,
            clock_ms: Some(1_795_300_000_000),
            lacks_server_key: self.server_key.is_none(),
            ..frame
        }
    }

    async fn send(&mut self, county: &County, frame: DeviceFrame) -> Answer {
        let sealed = self.phone.seal(&frame);
        let body = county.post("/v1/sync", sealed.body).await.unwrap();
        let question = Question { protocol: 2, device: frame.device, frame: sealed.hash };
        let (answer, receipt) = wire::open_answer(body, &question, self.server_key.as_ref()).unwrap();
        self.server_key = self.server_key.or(answer.server_key);
        receipt.unwrap().verify(&self.server_key.unwrap()).unwrap();
        self.previous = Some(Previous { counter: frame.counter, hash: sealed.hash });
        self.phone.cursor = answer.cursor.clone();
        if answer.refusals.is_empty() {
            self.phone.waiting.clear();
        }
        answer
    }

    async fn sync(&mut self, county: &County) -> Answer {
        let frame = self.frame();
        self.send(county, frame).await
    }

    fn items(&self) -> Vec<u64> {
        self.phone.documents.values().map(lianxin_model::document::Document::item).collect()
    }

    fn digest(&self) -> Digest {
        self.items().into_iter().collect()
    }

    /// What came of a document, put together.
    fn whole(&self, id: DocId, changes: &[Bytes]) -> Vec<Bytes> {
        let document = self.phone.documents[&id].automerge();
        changes.iter().map(|change| expand(change, |begin| begins(document, begin)).expect("whole")).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_sides_agree_on_what_is_held() {
    let county = County::open().await;
    let mut phone = Newer::of(&county, 1).await;
    assert_eq!(phone.sync(&county).await.digest, Some(Digest::default()));
    let household = phone.phone.household(1, EAST);
    phone.phone.visit(2, household, "老人安好。");
    phone.phone.set(household, "phone", "13900000001");
    assert_eq!(phone.sync(&county).await.digest, Some(phone.digest()));

    let mut other = county.cadre(2, EAST).await;
    other.sync_all(&county).await;
    other.set(household, "phone", "13900000002");
    other.sync_all(&county).await;
    let answer = phone.sync(&county).await;
    assert!(answer.deltas[0].changes.iter().all(|change| is_stub(change)));
    let whole = phone.whole(household, &answer.deltas[0].changes);
    let document = phone.phone.documents.get_mut(&household).unwrap();
    document.merge_chunks(whole.iter().map(|chunk| &chunk[..])).unwrap();
    assert_eq!(answer.digest, Some(phone.digest()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_cannot_put_together_is_asked_for_whole() {
    let county = County::open().await;
    let mut phone = Newer::of(&county, 1).await;
    let household = phone.phone.household(1, EAST);
    phone.phone.set(household, "phone", "13900000001");
    phone.phone.set(household, "phone", "13900000002");
    // The first change is held back: the second builds on what the server does not have.
    let mut frame = phone.frame();
    let first = frame.batches[0].changes.remove(0);
    let answer = phone.send(&county, frame).await;
    let codes: Vec<&str> = answer.refusals.iter().map(|refusal| refusal.code.word()).collect();
    assert_eq!(codes, ["unresolved", "unresolved"]);
    let read = county.store.read().unwrap();
    assert!(read.refusals(&lianxin_store::RefusalQuery { limit: 9, ..Default::default() }).unwrap().is_empty());
    drop(read);
    assert_eq!(county.changes(household), 0);
    // Whole, it is judged, and kept.
    let mut frame = phone.frame();
    frame.batches[0].changes.remove(0);
    frame.batches[0].whole = true;
    let answer = phone.send(&county, frame).await;
    assert_eq!(answer.refusals[0].code.word(), "seq_gap");
    phone.phone.waiting[0].changes[0] = first;
    assert!(phone.sync(&county).await.refusals.is_empty());
    assert_eq!(county.changes(household), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chain_is_signed_though_it_is_not_sent() {
    let county = County::open().await;
    let mut phone = Newer::of(&county, 1).await;
    phone.sync(&county).await;
    phone.previous = Some(Previous { counter: 77, hash: [7; 32] });
    let frame = phone.frame();
    let body = phone.phone.seal(&frame).body;
    assert_eq!(county.post("/v1/sync", body).await.unwrap_err(), refused(409, "unknown_previous"));
    phone.previous = Some(Previous { counter: 1, hash: [7; 32] });
    let frame = phone.frame();
    let body = phone.phone.seal(&frame).body;
    assert_eq!(county.post("/v1/sync", body).await.unwrap_err(), refused(401, "bad_signature"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sketch_finds_what_only_one_side_has() {
    let county = County::open().await;
    let mut other = county.cadre(2, EAST).await;
    let households: Vec<DocId> = (1..=30).map(|number| other.household(number, EAST)).collect();
    other.sync_all(&county).await;
    let mut phone = Newer::of(&county, 1).await;
    phone.sync(&county).await;
    // It lost three, and has one that the server never saw.
    phone.phone.documents = other.documents.clone();
    for lost in &households[..3] {
        phone.phone.documents.remove(lost);
    }
    let strange = phone.phone.household(99, EAST);
    phone.phone.waiting.clear();
    let unknown = phone.phone.documents[&strange].item();
    let frame = DeviceFrame { sketch: Sketch::of(&phone.items(), 0).encode().into(), ..phone.frame() };
    let answer = phone.send(&county, frame).await;
    let whole = lianxin_sync::pack::unpack(&answer.pack).unwrap();
    let mut came: Vec<DocId> = whole.iter().map(|snapshot| snapshot.document).collect();
    came.sort();
    let mut lost = households[..3].to_vec();
    lost.sort();
    assert_eq!((came, answer.unknown, answer.sketch_cells), (lost, vec![unknown], 0));
    assert_eq!(answer.digest, Some(other.documents.values().map(|document| document.item()).collect()));

    for sketch in [&b"\x02"[..], b"\x09\x09", &[2, 0]] {
        let frame = DeviceFrame { sketch: Bytes::copy_from_slice(sketch), ..phone.frame() };
        let body = phone.phone.seal(&frame).body;
        assert_eq!(county.post("/v1/sync", body).await.unwrap_err(), refused(400, "bad_message"), "{sketch:?}");
    }
}

/// A phone whose cursor is of another life of the data gets no document again that it holds.
#[tokio::test(flavor = "multi_thread")]
async fn a_restored_server_does_not_send_everything_again() {
    let county = County::open().await;
    let mut phone = Newer::of(&county, 1).await;
    for number in 1..=30 {
        phone.phone.household(number, EAST);
    }
    phone.sync(&county).await;
    let mut write = county.store.write().unwrap();
    write.set_epoch(99).unwrap();
    write.commit().unwrap();
    let answer = phone.sync(&county).await;
    assert!(answer.pack.is_empty() && answer.deltas.is_empty() && answer.left.is_empty() && !answer.more);
    assert_eq!(answer.digest, Some(phone.digest()));
    assert!(answer.reference.is_some_and(|reference| !reference.areas.is_empty()), "rows are few and sent again");
}

/// A new phone's lists are readable after the first, small answer; the documents follow, and end at what both should hold.
#[tokio::test(flavor = "multi_thread")]
async fn facts_come_before_histories() {
    let county = County::open().await;
    let mut other = county.cadre(2, EAST).await;
    for number in 1..=40 {
        let household = other.household(number, EAST);
        for time in 0..10 {
            other.set(household, "phone", format!("1390000{number:02}{time:02}"));
        }
    }
    other.sync_all(&county).await;

    let mut phone = Newer::of(&county, 1).await;
    // What fits into one answer comes at once.
    let mut near = Newer { phone: county.cadre(4, EAST).await, previous: None, server_key: None };
    let frame = DeviceFrame { wants_overview: true, ..near.frame() };
    let all = near.send(&county, frame).await;
    assert!(all.overview.is_empty() && !all.more && !all.pack.is_empty());

    let frame = DeviceFrame { wants_overview: true, budget_bytes: 1_500, ..phone.frame() };
    let first = phone.send(&county, frame).await;
    assert!(first.more && first.pack.is_empty() && first.deltas.is_empty() && first.digest.is_none());
    let rows = lianxin_sync::overview::unpack_overview(&first.overview).unwrap();
    assert_eq!(rows.len(), 40);
    assert!(rows.iter().all(|row| row.record.contains("示例户")));
    let frame = DeviceFrame { wants_overview: true, ..phone.frame() };
    let second = phone.send(&county, frame).await;
    assert!(second.overview.is_empty(), "once");
    assert!(first.overview.len() * 10 < second.pack.len() * 4, "{} of {}", first.overview.len(), second.pack.len());
    assert_eq!(second.digest, Some(other.documents.values().map(|document| document.item()).collect()));

    // A small budget holds as many as fit, and still ends.
    let mut small = Newer { phone: county.cadre(3, EAST).await, previous: None, server_key: None };
    let frame = DeviceFrame { wants_overview: true, budget_bytes: 300, ..small.frame() };
    let overview = small.send(&county, frame).await.overview;
    assert!(overview.len() <= 300);
}

/// What a repair brings does not fit into one answer, and meanwhile others wrote: nothing of either is passed over.
#[tokio::test(flavor = "multi_thread")]
async fn a_repair_passes_nothing_new_over() {
    let county = County::open().await;
    let mut other = county.cadre(2, EAST).await;
    let households: Vec<DocId> = (1..=40).map(|number| other.household(number, EAST)).collect();
    other.sync_all(&county).await;
    let mut phone = Newer::of(&county, 1).await;
    phone.sync(&county).await;
    phone.phone.documents = other.documents.clone();
    // It lost the second half of the feed's order; others change the first half.
    let mut order = households;
    order.sort();
    let (first, lost) = order.split_at(20);
    for id in lost {
        phone.phone.documents.remove(id);
    }
    for (number, id) in first.iter().enumerate() {
        other.set(*id, "phone", format!("1390000{number:04}"));
    }
    other.sync_all(&county).await;

    for round in 0.. {
        assert!(round < 200, "it does not end");
        let sketch = Sketch::of(&phone.items(), 0).encode().into();
        let frame = DeviceFrame { sketch, budget_bytes: 1_000, ..phone.frame() };
        let answer = phone.send(&county, frame).await;
        for snapshot in lianxin_sync::pack::unpack(&answer.pack).unwrap() {
            let id = snapshot.document;
            let kind = lianxin_model::ids::Kind::Household;
            let document =
                phone.phone.documents.entry(id).or_insert_with(|| lianxin_model::document::Document::new(kind, id));
            document.merge_saved(&snapshot.saved).unwrap();
        }
        for delta in &answer.deltas {
            let whole = phone.whole(delta.document, &delta.changes);
            let document = phone.phone.documents.get_mut(&delta.document).unwrap();
            document.merge_chunks(whole.iter().map(|chunk| &chunk[..])).unwrap();
        }
        if !answer.more {
            break;
        }
    }
    let differ = order.iter().filter(|id| phone.phone.documents[id].heads() != other.documents[id].heads());
    assert_eq!(differ.count(), 0, "documents that the phone has otherwise");
}

/// A phone whose app is older than a kind passes over what is of it; what it should hold is counted without.
#[tokio::test(flavor = "multi_thread")]
async fn a_kind_that_a_phone_does_not_know_makes_no_difference() {
    let county = County::open().await;
    let mut new = Newer::of(&county, 1).await;
    let household = new.phone.household(1, EAST);
    let given = new.phone.new_id(2);
    let author = new.phone.user;
    let intentions = [
        Intention::set("household", household),
        Intention::set("author", author),
        Intention::set("kind", "goods"),
        Intention::set("text", "棉被两床"),
    ];
    new.phone.write(Kind::Assistance, given, &intentions);
    assert_eq!(Kind::Assistance.number(), 7, "the first that not every app knows");
    let known = |kinds: u32, frame: DeviceFrame| DeviceFrame { kinds, ..frame };
    let frame = known(7, new.frame());
    assert_eq!(new.send(&county, frame).await.digest, Some(new.digest()));

    let without: Digest = [new.phone.documents[&household].item()].into_iter().collect();
    let mut old = Newer::of(&county, 2).await;
    let first = old.sync(&county).await;
    let came: Vec<u32> = unpack(&first.pack).unwrap().iter().map(|whole| whole.kind_number).collect();
    assert_eq!(came, [1, 7], "it is told that there is something");
    assert_eq!(first.digest, Some(without));
    // A sketch of what it holds finds nothing that it lacks.
    let sketch = Sketch::of(&[new.phone.documents[&household].item()], 0).encode();
    let frame = DeviceFrame { sketch: sketch.clone().into(), ..old.frame() };
    let answer = old.send(&county, frame).await;
    assert!(answer.pack.is_empty() && answer.unknown.is_empty(), "{answer:?}");
    assert_eq!(answer.digest, Some(without));
    // After its update it finds what it lacks.
    let frame = known(7, DeviceFrame { sketch: sketch.into(), ..old.frame() });
    let answer = old.send(&county, frame).await;
    let came: Vec<DocId> = unpack(&answer.pack).unwrap().iter().map(|whole| whole.document).collect();
    assert_eq!(came, [given]);
    assert_eq!(answer.digest, Some(new.digest()));
    // A phone that knows more than this server misses nothing.
    let frame = known(99, old.frame());
    assert_eq!(old.send(&county, frame).await.digest, Some(new.digest()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_decided_while_it_spoke_the_older_protocol_is_told_later() {
    let county = County::open().await;
    let mut phone = Newer::of(&county, 1).await;
    phone.phone.household(1, WEST);
    let refused = phone.sync(&county).await.refusals[0].clone();
    assert_eq!(refused.code.word(), "out_of_scope");
    phone.phone.waiting.clear();
    let mut write = county.store.write().unwrap();
    let seq = write.refusals(&RefusalQuery { limit: 1, ..RefusalQuery::default() }).unwrap()[0].seq;
    let decision = Decision { state: RefusalState::Declined, by: phone.phone.user, at_ms: 9, reason: None };
    write.decide(&[seq], &decision).unwrap();
    write.commit().unwrap();
    // Its answers have no words for it, and move the cursor on.
    let older = DeviceFrame { previous: phone.previous, ..phone.phone.frame() };
    let sealed = phone.phone.seal(&older);
    let body = county.post("/v1/sync", sealed.body).await.unwrap();
    let question = Question { protocol: 1, device: phone.phone.device, frame: sealed.hash };
    let (answer, _) = wire::open_answer(body, &question, None).unwrap();
    assert!(answer.outcomes.is_empty());
    phone.phone.cursor = answer.cursor;
    phone.previous = Some(Previous { counter: phone.phone.counter, hash: sealed.hash });

    let lost = phone.frame();
    county.post("/v1/sync", phone.phone.seal(&lost).body).await.unwrap();
    let told: Vec<_> = phone.sync(&county).await.outcomes.iter().map(|it| (it.change, it.fate)).collect();
    assert_eq!(told, [(refused.hash.unwrap(), Fate::Declined)], "also where an answer was lost");
    assert!(phone.sync(&county).await.outcomes.is_empty(), "once");
}
