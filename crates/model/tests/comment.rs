//! What a comment consists of, by what it is said of.
#![allow(missing_docs)]

mod support;

use lianxin_model::comment::{self, Words};
use lianxin_model::document::Document;
use lianxin_model::ids::Kind;
use lianxin_model::intention::Intention;
use lianxin_model::projection::Projection;
use support::{ANNA, doc_id, edit, new, user};

fn subject(kind: Kind, intentions: &[Intention]) -> Document {
    let mut document = new(kind);
    edit(&mut document, ANNA, intentions);
    document
}

#[test]
fn a_comment_belongs_where_its_subject_belongs() {
    let home = Intention::set("household", doc_id(3));
    let author = Intention::set("author", user(1));
    let handed_in = |flag: bool| Intention::set("submitted", flag);
    let (house, asked) = (doc_id(1), Some(user(7)));
    let cases = [
        (subject(Kind::Household, &[Intention::set("code", "0012")]), None, Some((Some(house), None))),
        (subject(Kind::Household, &[Intention::set("code", "0012")]), asked, Some((Some(house), None))),
        (subject(Kind::Visit, &[home.clone(), author.clone()]), None, Some((Some(doc_id(3)), None))),
        (subject(Kind::Case, &[home.clone(), author.clone()]), asked, Some((Some(doc_id(3)), None))),
        (subject(Kind::DiaryEntry, &[author.clone(), handed_in(true)]), asked, Some((None, Some(user(1))))),
        (subject(Kind::DiaryEntry, &[author.clone(), handed_in(false)]), None, None),
        (subject(Kind::DiaryEntry, std::slice::from_ref(&author)), None, None),
        (
            subject(Kind::Person, &[home.clone(), Intention::set("name", "罗守山")]),
            asked,
            Some((Some(doc_id(3)), None)),
        ),
        (subject(Kind::Assistance, &[home, author]), None, None),
    ];
    for (subject, to, expected) in cases {
        let words = Words { author: user(9), date: "2026-11-22", text: "抓紧办", to };
        let made = comment::on(&subject.record(), &words);
        let kind = subject.kind();
        assert_eq!(made.is_some(), expected.is_some(), "{kind}");
        let (Some(intentions), Some(expected)) = (made, expected) else { continue };
        let mut document = Document::new(Kind::Comment, doc_id(8));
        edit(&mut document, ANNA, &intentions);
        let row = Projection::of(&document);
        assert_eq!((row.household, row.owner, row.subject), (expected.0, expected.1, Some(subject.id())), "{kind}");
        let addressee = to.filter(|_| matches!(kind, Kind::Household | Kind::Person)).map(|to| to.to_string());
        if kind != Kind::DiaryEntry {
            assert_eq!(row.record.text("addressee"), addressee.as_deref(), "{kind}");
        }
        assert!(comment::is_said(&row.record, subject.id(), &words));
        for other in [
            (subject.id(), Words { text: "别的话", ..words }),
            (subject.id(), Words { author: user(8), ..words }),
            (doc_id(99), words),
        ] {
            assert!(!comment::is_said(&row.record, other.0, &other.1), "{other:?}");
        }
    }
}
