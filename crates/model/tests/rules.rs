//! What a change may do: everything that an edit makes passes, everything else does not.
#![allow(missing_docs)]

mod support;

use automerge::transaction::{CommitOptions, Transactable as _, Transaction};
use automerge::{Automerge, AutomergeError, ObjId, ObjType, ROOT, ReadDoc as _, ScalarValue};
use lianxin_model::catalogue;
use lianxin_model::document::Document;
use lianxin_model::ids::Kind;
use lianxin_model::intention::Intention;
use lianxin_model::limits;
use lianxin_model::rules::{Breach, Settling, Writer, settling};
use support::{ANNA, doc_id, edit, entry, judge, new, user, writer};

const CADRE: u8 = 1;

/// A document of the kind with its anchors set by the cadre.
fn begun(kind: Kind) -> Document {
    let mut document = new(kind);
    let household = Intention::set("household", doc_id(3));
    let author = Intention::set("author", user(CADRE));
    let first = match kind {
        Kind::Household => vec![Intention::set("code", "0012"), Intention::set("area", "431027201001001")],
        Kind::Person => vec![household, Intention::set("name", "罗守山")],
        Kind::Case | Kind::Visit | Kind::Assistance => vec![household, author],
        Kind::DiaryEntry => vec![author],
        Kind::Comment => vec![Intention::set("subject", doc_id(4)), household, author],
    };
    edit(&mut document, ANNA, &first);
    document
}

fn event(kind: &str, by: u8) -> Intention {
    let values = [("kind".to_owned(), kind.into()), ("by".to_owned(), user(by).into())];
    Intention::Append { field: "events".into(), entry: entry(9), values: values.into() }
}

#[test]
fn what_people_may_write() {
    let forbidden = Err(Breach::NotAllowed);
    let cases: Vec<(Kind, Intention, Writer, Result<(), Breach>)> = vec![
        (Kind::Household, Intention::set("phone", "13900000001"), writer(2, false), Ok(())),
        (Kind::Household, Intention::put("members", doc_id(5).to_string(), "儿子"), writer(2, false), Ok(())),
        (Kind::Household, Intention::add("categories", "低保户"), writer(2, false), Ok(())),
        (Kind::Household, Intention::insert("notes", 0, "𬭊·好\n"), writer(2, false), Ok(())),
        (Kind::Household, Intention::put("extra", "牛", "2"), writer(2, false), Ok(())),
        (Kind::Household, Intention::set("merged_into", doc_id(8)), writer(2, false), Ok(())),
        (Kind::Household, Intention::set("area", "431027201001002"), writer(2, true), forbidden),
        (Kind::Person, Intention::set("household", doc_id(8)), writer(2, true), forbidden),
        (Kind::Visit, Intention::set("text", "老人安好"), writer(CADRE, false), Ok(())),
        (Kind::Visit, Intention::set("text", "老人安好"), writer(2, true), forbidden),
        (Kind::Visit, Intention::add("participants", "村支书"), writer(2, false), forbidden),
        (Kind::Visit, Intention::add("cases", doc_id(6).to_string()), writer(2, false), Ok(())),
        (Kind::Assistance, Intention::set("amount_fen", 60_000), writer(CADRE, false), Ok(())),
        (Kind::Assistance, Intention::set("amount_fen", 60_000), writer(2, true), forbidden),
        (Kind::Assistance, Intention::set("household", doc_id(8)), writer(CADRE, true), forbidden),
        (Kind::DiaryEntry, Intention::insert("text", 0, "今天"), writer(CADRE, false), Ok(())),
        (Kind::DiaryEntry, Intention::insert("text", 0, "今天"), writer(2, true), forbidden),
        (Kind::DiaryEntry, Intention::set("submitted", true), writer(2, true), forbidden),
        (Kind::Case, Intention::set("lead", user(7)), writer(2, false), forbidden),
        (Kind::Case, Intention::set("lead", user(7)), writer(2, true), Ok(())),
        (Kind::Case, event("acted", 2), writer(2, false), Ok(())),
        (Kind::Case, event("acted", 3), writer(2, false), forbidden),
        (Kind::Case, event("assigned", 2), writer(2, false), forbidden),
        (Kind::Case, event("assigned", 2), writer(2, true), Ok(())),
        (Kind::Comment, Intention::set("text", "请先解决"), writer(CADRE, true), Ok(())),
        (Kind::Comment, Intention::set("text", "请先解决"), writer(CADRE, false), forbidden),
    ];
    for (kind, intention, writer, expected) in cases {
        let before = begun(kind);
        let written = edit(&mut before.clone(), ANNA, std::slice::from_ref(&intention));
        assert_eq!(judge(&before, &written.chunk, writer), expected, "{kind} {intention:?} by {writer:?}");
    }
}

#[test]
fn whoever_may_write_a_value_may_clear_it() {
    let forbidden = Err(Breach::NotAllowed);
    let cases = [
        (Kind::Household, Intention::set("phone", "13900000001"), writer(2, false), Ok(())),
        (Kind::Visit, Intention::set("date", "2026-11-22"), writer(CADRE, false), Ok(())),
        (Kind::Visit, Intention::set("date", "2026-11-22"), writer(2, true), forbidden),
        (Kind::Case, Intention::set("lead", user(7)), writer(2, true), Ok(())),
        (Kind::Case, Intention::set("lead", user(7)), writer(2, false), forbidden),
        // An anchor that stands alone is nobody's to take away.
        (Kind::Household, Intention::set("area", "431027201001001"), writer(2, true), Err(Breach::Schema)),
    ];
    for (kind, set, writer, expected) in cases {
        let mut before = begun(kind);
        let Intention::Set { field, .. } = &set else { panic!("a value is set") };
        if before.record().text(field).is_none() {
            edit(&mut before, ANNA, std::slice::from_ref(&set));
        }
        let written = edit(&mut before.clone(), ANNA, &[Intention::clear(field)]);
        assert_eq!(judge(&before, &written.chunk, writer), expected, "{kind} {field} by {writer:?}");
    }
}

fn shorten(field: &str) -> Intention {
    Intention::Splice { field: field.into(), index: 0, delete: 1, insert: String::new() }
}

#[test]
fn whoever_may_write_it_may_take_it_away() {
    let forbidden = Err(Breach::NotAllowed);
    let (member, household) = (doc_id(5).to_string(), Kind::Household);
    let cases = [
        (
            household,
            Intention::add("categories", "低保户"),
            Intention::remove("categories", "低保户"),
            writer(2, false),
            Ok(()),
        ),
        (
            household,
            Intention::put("members", &member, "儿子"),
            Intention::remove("members", &member),
            writer(2, false),
            Ok(()),
        ),
        (household, Intention::insert("notes", 0, "好的"), shorten("notes"), writer(2, false), Ok(())),
        (
            Kind::Visit,
            Intention::add("participants", "村支书"),
            Intention::remove("participants", "村支书"),
            writer(CADRE, false),
            Ok(()),
        ),
        (
            Kind::Visit,
            Intention::add("participants", "村支书"),
            Intention::remove("participants", "村支书"),
            writer(2, true),
            forbidden,
        ),
        (Kind::DiaryEntry, Intention::insert("text", 0, "今天"), shorten("text"), writer(CADRE, false), Ok(())),
        (Kind::DiaryEntry, Intention::insert("text", 0, "今天"), shorten("text"), writer(2, true), forbidden),
    ];
    for (kind, written, taken, writer, expected) in cases {
        let mut before = begun(kind);
        edit(&mut before, ANNA, &[written]);
        let change = edit(&mut before.clone(), ANNA, std::slice::from_ref(&taken));
        assert_eq!(judge(&before, &change.chunk, writer), expected, "{kind} {taken:?} by {writer:?}");
    }
}

/// A text that two people filled while apart may be twice as long as one person's, and then only shrink.
#[test]
fn what_is_full_can_be_shortened() {
    let mut full = begun(Kind::Household);
    let filled = raw(&full, |tx| {
        let id = inside(tx, "notes");
        tx.splice_text(&id, 0, 0, &"字".repeat(limits::PROSE_CHARS_MAX * 2))
    });
    assert_eq!(judge(&full, &filled, writer(2, false)), Ok(()));
    full.merge_chunks([filled.as_slice()]).unwrap();
    let shorter = raw(&full, |tx| {
        let id = inside(tx, "notes");
        tx.splice_text(&id, 0, 1, "")
    });
    assert_eq!(judge(&full, &shorter, writer(2, false)), Ok(()));
}

#[test]
fn a_document_begins_in_its_writers_own_name() {
    for (author, writer, expected) in
        [(CADRE, writer(CADRE, false), Ok(())), (CADRE, writer(2, true), Err(Breach::NotAllowed))]
    {
        let before = new(Kind::Visit);
        let written =
            edit(&mut before.clone(), ANNA, &[Intention::set("author", user(author)), Intention::set("text", "好")]);
        assert_eq!(judge(&before, &written.chunk, writer), expected);
    }
    // The same household registered on two devices: the anchors are set twice to the same values.
    let mut again = new(Kind::Household);
    let written = edit(&mut again, ANNA, &[Intention::set("code", "0012"), Intention::set("area", "431027201001001")]);
    assert_eq!(judge(&begun(Kind::Household), &written.chunk, writer(2, false)), Ok(()));
}

type Raw = fn(&mut Transaction<'_>) -> Result<(), AutomergeError>;

fn inside(tx: &Transaction<'_>, field: &str) -> ObjId {
    tx.get(ROOT, field).unwrap().unwrap().1
}

fn raw(before: &Document, write: Raw) -> Vec<u8> {
    let mut doc: Automerge = before.automerge().clone();
    doc.set_actor(ANNA.to_automerge());
    let mut tx = doc.transaction();
    write(&mut tx).unwrap();
    let hash = tx.commit_with(CommitOptions::default()).0.unwrap();
    doc.get_change_by_hash(&hash).unwrap().bytes().into_owned()
}

#[test]
fn what_no_edit_makes_is_refused() {
    let long = Err(Breach::TooLong);
    let schema = Err(Breach::Schema);
    let cases: &[(&str, Kind, Raw, Result<(), Breach>)] = &[
        ("an unknown field", Kind::Household, |tx| tx.put(ROOT, "score", 5), schema),
        ("another type", Kind::Household, |tx| tx.put(ROOT, "phone", 5), schema),
        ("a counter", Kind::Household, |tx| tx.put(ROOT, "income_fen", ScalarValue::counter(1)), schema),
        ("a float", Kind::Household, |tx| tx.put(ROOT, "income_fen", 0.5), schema),
        ("a null", Kind::Household, |tx| tx.put(ROOT, "phone", ()), schema),
        (
            "an object in place of a value",
            Kind::Household,
            |tx| tx.put_object(ROOT, "phone", ObjType::Map).map(drop),
            schema,
        ),
        ("a rival container", Kind::Household, |tx| tx.put_object(ROOT, "members", ObjType::Map).map(drop), schema),
        ("a container taken away", Kind::Household, |tx| tx.delete(ROOT, "members"), schema),
        ("the document's id", Kind::Household, |tx| tx.put(ROOT, "_id", vec![2u8; 16]), schema),
        ("an anchor taken away", Kind::Household, |tx| tx.delete(ROOT, "code"), schema),
        ("a word that is no choice", Kind::Visit, |tx| tx.put(ROOT, "kind", "jog"), schema),
        ("a reference that is none", Kind::Household, |tx| tx.put(ROOT, "head", "罗守山"), schema),
        (
            "a line too long",
            Kind::Household,
            |tx| tx.put(ROOT, "address", "字".repeat(limits::LINE_CHARS_MAX + 1)),
            long,
        ),
        (
            "a set with a value",
            Kind::Household,
            |tx| {
                let id = inside(tx, "categories");
                tx.put(&id, "低保户", "x")
            },
            schema,
        ),
        (
            "a set with an object",
            Kind::Household,
            |tx| {
                let id = inside(tx, "categories");
                tx.put_object(&id, "x", ObjType::Map).map(drop)
            },
            schema,
        ),
        (
            "a member that is no id",
            Kind::Household,
            |tx| {
                let id = inside(tx, "members");
                tx.put(&id, "x", "儿子")
            },
            schema,
        ),
        (
            "a mark in a text",
            Kind::Household,
            |tx| {
                let id = inside(tx, "notes");
                tx.splice_text(&id, 0, 0, "好")?;
                let mark = automerge::marks::Mark::new("bold".into(), true, 0, 1);
                tx.mark(&id, mark, automerge::marks::ExpandMark::Both)
            },
            schema,
        ),
        (
            "an object in a text",
            Kind::Household,
            |tx| {
                let id = inside(tx, "notes");
                tx.insert_object(&id, 0, ObjType::Map).map(drop)
            },
            schema,
        ),
        (
            "an entry without kind and author",
            Kind::Case,
            |tx| {
                let id = inside(tx, "events");
                let event = tx.put_object(&id, entry(9).short(), ObjType::Map)?;
                tx.put(&event, "text", "好")
            },
            schema,
        ),
        (
            "an entry with an unknown key",
            Kind::Case,
            |tx| {
                let id = inside(tx, "events");
                let event = tx.put_object(&id, entry(9).short(), ObjType::Map)?;
                tx.put(&event, "score", "5")
            },
            schema,
        ),
        (
            "an entry under a key that is no id",
            Kind::Case,
            |tx| {
                let id = inside(tx, "events");
                tx.put_object(&id, "first", ObjType::Map).map(drop)
            },
            schema,
        ),
        (
            "an object within an entry",
            Kind::Case,
            |tx| {
                let id = inside(tx, "events");
                let event = tx.put_object(&id, entry(9).short(), ObjType::Map)?;
                tx.put_object(&event, "text", ObjType::Text).map(drop)
            },
            schema,
        ),
        (
            "a text too long",
            Kind::Household,
            |tx| {
                let id = inside(tx, "notes");
                tx.splice_text(&id, 0, 0, &"字".repeat(limits::PROSE_CHARS_MAX * 2 + 1))
            },
            long,
        ),
        (
            "too many categories",
            Kind::Household,
            |tx| {
                let id = inside(tx, "categories");
                (0..=limits::ENTRIES_MAX).try_for_each(|number| tx.put(&id, number.to_string(), true))
            },
            long,
        ),
    ];
    for (name, kind, write, expected) in cases {
        let before = begun(*kind);
        assert_eq!(judge(&before, &raw(&before, *write), writer(CADRE, true)), *expected, "{name}");
    }
}

#[test]
fn an_entry_that_is_written_stays_as_it_is() {
    let mut case = begun(Kind::Case);
    edit(&mut case, ANNA, &[event("acted", CADRE)]);
    let attempts: &[(&str, Raw)] = &[
        ("changed", |tx| {
            let id = inside(tx, "events");
            let event = tx.get(&id, entry(9).short())?.unwrap().1;
            tx.put(&event, "text", "改了")
        }),
        ("taken away", |tx| {
            let id = inside(tx, "events");
            tx.delete(&id, entry(9).short())
        }),
        ("replaced", |tx| {
            let id = inside(tx, "events");
            tx.put_object(&id, entry(9).short(), ObjType::Map).map(drop)
        }),
    ];
    for (name, write) in attempts {
        assert_eq!(judge(&case, &raw(&case, *write), writer(CADRE, true)), Err(Breach::Schema), "{name}");
    }
}

/// What somebody may settle is what they may write; an anchor is confirmed and never replaced.
#[test]
fn who_may_settle_what() {
    let (me, leader) = (writer(1, false), writer(2, true));
    let mine = Some(me.user);
    let cases = [
        (Kind::Household, "phone", None, me, Settling::Any),
        (Kind::Household, "phone", None, leader, Settling::Any),
        (Kind::Household, "area", None, leader, Settling::Shown),
        (Kind::Visit, "text", mine, me, Settling::Any),
        (Kind::Visit, "text", mine, leader, Settling::None),
        (Kind::Visit, "author", mine, leader, Settling::None),
        (Kind::Visit, "household", mine, leader, Settling::Shown),
        (Kind::Case, "due", mine, leader, Settling::Any),
        (Kind::Case, "due", mine, me, Settling::None),
        (Kind::DiaryEntry, "date", mine, leader, Settling::None),
        (Kind::DiaryEntry, "date", mine, me, Settling::Any),
        (Kind::Comment, "subject", mine, me, Settling::None),
        (Kind::Comment, "household", mine, me, Settling::None),
    ];
    for (kind, path, author, writer, expected) in cases {
        let field = catalogue::field(kind, path).unwrap();
        assert_eq!(settling(kind, field, author, writer), expected, "{kind} {path} {writer:?}");
    }
}
