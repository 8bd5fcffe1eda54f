//! What is set once: where several people set it while apart, the value that is shown is confirmed, by whoever may.
#![allow(missing_docs)]

mod support;

use automerge::ROOT;
use automerge::transaction::Transactable as _;
use lianxin_model::document::Document;
use lianxin_model::ids::{Actor, Kind};
use lianxin_model::intention::Intention;
use lianxin_model::rules::Breach;
use lianxin_model::value::Value;
use support::{ANNA, BO, doc_id, edit, judge, new, user, writer};

/// Two devices that register one household in different places: the place that is shown can be confirmed, not the other.
#[test]
fn an_anchor_is_confirmed_and_never_replaced() {
    let mut document = new(Kind::Household);
    let mut other = document.clone();
    edit(&mut document, ANNA, &[Intention::set("area", "431027201001001")]);
    let theirs = edit(&mut other, BO, &[Intention::set("area", "431027201001002")]);
    document.merge_chunks([theirs.chunk.as_slice()]).unwrap();
    let rivals = document.record().conflicts[0].rivals.clone();
    let cases = [(0, Ok(())), (1, Err(Breach::NotAllowed))];
    for (place, expected) in cases {
        let mut settled = document.clone();
        let written = edit(&mut settled, ANNA, &[Intention::set("area", rivals[place].value.clone())]);
        assert_eq!(judge(&document, &written.chunk, writer(1, true)), expected, "{place}");
        assert_eq!(settled.record().text("area"), rivals[place].value.text());
    }
}

/// The document in which so many people put their value into an anchor while apart, and what is shown.
fn rivals(kind: Kind, field: &str, values: &[Value]) -> (Document, Value) {
    let blank = new(kind);
    let mut document = blank.clone();
    for (number, value) in (0x11..).zip(values) {
        let written = edit(&mut blank.clone(), Actor([number; 16]), &[Intention::set(field, value.clone())]);
        document.merge_chunks([written.chunk.as_slice()]).unwrap();
    }
    let shown = document.record().conflicts[0].rivals[0].value.clone();
    (document, shown)
}

#[test]
fn whoever_may_say_it_confirms_an_anchor() {
    let forbidden = Err(Breach::NotAllowed);
    let places = ["431027201001001", "431027201001002", "431027201001003"].map(Value::from);
    let authors = [1, 2].map(|number| Value::from(user(number)));
    let households = [3, 4].map(|number| Value::from(doc_id(number)));
    for (kind, field, values, writers) in [
        (Kind::Household, "area", &places[..], [(writer(1, false), Ok(())), (writer(2, true), Ok(()))]),
        (Kind::Visit, "author", &authors[..], [(writer(1, true), forbidden), (writer(2, false), Ok(()))]),
        (Kind::Visit, "household", &households[..], [(writer(1, false), Ok(())), (writer(2, true), Ok(()))]),
        (Kind::Comment, "household", &households[..], [(writer(1, false), forbidden), (writer(2, true), Ok(()))]),
    ] {
        let (document, shown) = rivals(kind, field, values);
        let confirmed = edit(&mut document.clone(), ANNA, &[Intention::set(field, shown)]);
        for (writer, expected) in writers {
            assert_eq!(judge(&document, &confirmed.chunk, writer), expected, "{kind} {field} by {writer:?}");
        }
        // All of them are nobody's to take away.
        let mut emptied = document.automerge().clone().with_actor(ANNA.to_automerge());
        let mut tx = emptied.transaction();
        tx.delete(ROOT, field).unwrap();
        tx.commit();
        let chunk = emptied.get_last_local_change().unwrap().raw_bytes().to_vec();
        assert_eq!(judge(&document, &chunk, writer(2, true)), Err(Breach::Schema), "{kind} {field}");
    }
}
