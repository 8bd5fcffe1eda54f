//! How documents begin and grow, with frozen bytes of every released schema version.
#![allow(missing_docs)]

mod support;

use std::path::PathBuf;

use lianxin_model::catalogue::{self, Shape};
use lianxin_model::document::{Document, DocumentError, Edit};
use lianxin_model::ids::Kind;
use lianxin_model::intention::Intention;
use lianxin_model::value::{Type, Value};
use support::{ANNA, BO, doc_id, edit, merge, new};

fn golden(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/model").join(name)
}

/// Reads frozen bytes; with `LIANXIN_WRITE_GOLDEN=1` writes those that are not there yet, never over one that is.
fn frozen(name: &str, make: impl FnOnce() -> Vec<u8>) -> Vec<u8> {
    let path = golden(name);
    if !path.exists() && std::env::var_os("LIANXIN_WRITE_GOLDEN").is_some() {
        std::fs::write(&path, make()).unwrap();
    }
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// If this fails, documents in the field no longer begin as new ones do: do not fix the test, fix the genesis.
#[test]
fn the_genesis_of_every_kind_is_frozen() {
    for kind in Kind::ALL {
        for schema in 1..=catalogue::schema_version(kind) {
            let document = Document::new_at_schema(kind, doc_id(7), schema);
            let heads: Vec<u8> = document.heads().iter().flat_map(|head| head.0).collect();
            let name = format!("genesis-{kind}-v{schema}.heads");
            assert_eq!(heads, frozen(&name, || heads.clone()), "{name}");
        }
    }
}

/// If this fails, records written by the first version can no longer be read: do not fix the test.
#[test]
fn a_household_of_schema_1_is_read_and_grows() {
    let saved = frozen("household-v1.automerge", || {
        let mut old = Document::new_at_schema(Kind::Household, doc_id(7), 1);
        edit(
            &mut old,
            ANNA,
            &[
                Intention::set("code", "431027201001010012"),
                Intention::set("area", "431027201001001"),
                Intention::set("head_name", "罗守山"),
                Intention::set("phone", "13900000123"),
                Intention::add("categories", "脱贫户"),
                Intention::insert("notes", 0, "老人独居。"),
            ],
        );
        edit(&mut old, BO, &[Intention::set("phone", "13900000456")]);
        old.save()
    });
    let mut grown = Document::load(Kind::Household, doc_id(7), &saved).unwrap();
    let before = grown.record();
    assert_eq!(before.text("head_name"), Some("罗守山"));
    assert_eq!(before.text("phone"), Some("13900000456"));
    assert_eq!(before.fields["notes"], "老人独居。");
    edit(&mut grown, ANNA, &[Intention::put("extra", "牲畜", "牛2头")]);
    assert_eq!(grown.record().fields["extra"]["牲畜"], "牛2头");
}

#[test]
fn two_devices_grow_an_old_document_without_rivals() {
    let mut old = Document::new_at_schema(Kind::Household, doc_id(1), 1);
    edit(&mut old, ANNA, &[Intention::set("head_name", "罗守山")]);
    let saved = old.save();
    let mut a = Document::load(Kind::Household, doc_id(1), &saved).unwrap();
    let mut b = Document::load(Kind::Household, doc_id(1), &saved).unwrap();
    edit(&mut a, ANNA, &[Intention::put("extra", "牛", "2")]);
    edit(&mut b, BO, &[Intention::put("extra", "羊", "5")]);
    merge(&mut a, &b);
    merge(&mut b, &a);
    assert_eq!(a.heads(), b.heads());
    let extra = &a.record().fields["extra"];
    assert_eq!((extra["牛"].as_str(), extra["羊"].as_str()), (Some("2"), Some("5")));
    assert!(a.record().conflicts.is_empty());
}

#[test]
fn an_old_device_goes_on_writing_beside_a_new_one() {
    let mut old = Document::new_at_schema(Kind::Household, doc_id(1), 1);
    let mut new = Document::new(Kind::Household, doc_id(1));
    let from_old = edit(&mut old, ANNA, &[Intention::set("phone", "13900000123")]);
    let from_new = edit(&mut new, BO, &[Intention::put("extra", "牛", "2"), Intention::set("address", "上坪3号")]);
    new.merge_chunks([from_old.chunk.as_slice()]).unwrap();
    // An old device lacks the genesis change of schema 2, on which the new device's change depends: it must be told.
    assert!(matches!(old.merge_chunks([from_new.chunk.as_slice()]), Err(DocumentError::Unfit)));
    assert_eq!(new.record().text("phone"), Some("13900000123"));
}

#[test]
fn what_does_not_begin_as_ours_is_refused() {
    let stranger = Document::new(Kind::Household, doc_id(2)).save();
    let other_kind = Document::new(Kind::Person, doc_id(1)).save();
    let bare = automerge::Automerge::new().save();
    let mut cut = new(Kind::Household).save();
    cut.truncate(cut.len() - 3);
    for (name, bytes) in [
        ("other id", stranger),
        ("other kind", other_kind),
        ("empty document", bare),
        ("no bytes", vec![]),
        ("cut", cut),
    ] {
        assert!(Document::load(Kind::Household, doc_id(1), &bytes).is_err(), "{name}");
    }
}

/// A field must not stand where the document says what it is.
#[test]
fn a_document_with_every_field_set_is_still_itself() {
    for kind in Kind::ALL {
        let mut document = new(kind);
        for field in catalogue::fields(kind) {
            assert!(!field.path.starts_with('_'), "{kind} {}", field.path);
            if let Shape::One(ty) = field.shape {
                let value = match ty {
                    Type::Choice(choices) => choices[0].word.into(),
                    Type::Flag => true.into(),
                    Type::Whole | Type::Fen => 5.into(),
                    Type::Document(_) | Type::AnyDocument | Type::User => Value::from(doc_id(3)),
                    _ => "2026-11-22".into(),
                };
                let intentions = [Intention::Set { field: field.path.into(), value: Some(value) }];
                let edit = Edit { actor: ANNA, at: None, time_s: 1, intentions: &intentions, lenient: true };
                document.edit(&edit).unwrap_or_else(|error| panic!("{kind} {}: {error:?}", field.path));
            }
        }
        let loaded =
            Document::load(kind, doc_id(1), &document.save()).unwrap_or_else(|error| panic!("{kind}: {error}"));
        assert_eq!(loaded.record(), document.record(), "{kind}");
    }
}
