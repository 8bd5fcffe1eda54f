//! Honest edits of every form but marks and counters, which no kind of ours has.

use automerge::transaction::{CommitOptions, Transactable, Transaction};
use automerge::{Automerge, ObjId, ObjType, ROOT, ReadDoc, ScalarValue};

/// An edit and its name.
pub type Edit = (&'static str, fn(&mut Transaction<'_>));

/// Each builds on those before it.
pub const EDITS: &[Edit] = &[
    ("put", |tx| tx.put(ROOT, "phone", "13800000000").unwrap()),
    ("numbers", |tx| {
        for (key, value) in [("i", ScalarValue::Int(-5)), ("u", ScalarValue::Uint(7)), ("f", ScalarValue::F64(0.5))] {
            tx.put(ROOT, key, value).unwrap();
        }
    }),
    ("time, null, bytes", |tx| {
        tx.put(ROOT, "t", ScalarValue::Timestamp(1_700_000_000_000)).unwrap();
        tx.put(ROOT, "n", ScalarValue::Null).unwrap();
        tx.put(ROOT, "b", ScalarValue::Bytes(vec![1, 2, 3])).unwrap();
        tx.put(ROOT, "yes", true).unwrap();
    }),
    ("map entry", |tx| {
        let members = at(tx, "members");
        let member = tx.put_object(members, "m1", ObjType::Map).unwrap();
        tx.put(member, "name", "李四").unwrap();
    }),
    ("text", |tx| {
        let notes = at(tx, "notes");
        tx.splice_text(&notes, 0, 0, "屋顶漏雨，已报乡里。").unwrap();
    }),
    ("text cut", |tx| {
        let notes = at(tx, "notes");
        tx.splice_text(&notes, 2, 3, "墙也裂了").unwrap();
    }),
    ("list", |tx| {
        let list = tx.put_object(ROOT, "list", ObjType::List).unwrap();
        tx.insert(&list, 0, "a").unwrap();
        tx.insert(&list, 1, "b").unwrap();
        tx.put(&list, 0, "c").unwrap();
    }),
    ("delete", |tx| tx.delete(ROOT, "phone").unwrap()),
    ("long text", |tx| {
        let notes = at(tx, "notes");
        tx.splice_text(&notes, 0, 0, &"今日走访七户。".repeat(12)).unwrap();
    }),
    ("unicode keys", |tx| tx.put(ROOT, "备注·甲", "𠮷").unwrap()),
];

fn at(tx: &Transaction<'_>, key: &str) -> ObjId {
    tx.get(ROOT, key).unwrap().unwrap().1
}

/// Makes one edit as the document's actor; the change as a plain chunk.
pub fn commit(document: &mut Automerge, edit: fn(&mut Transaction<'_>)) -> Vec<u8> {
    let mut tx = document.transaction();
    edit(&mut tx);
    tx.commit_with(CommitOptions::default().with_time(1_700_000_000));
    document.get_last_local_change().unwrap().raw_bytes().to_vec()
}
