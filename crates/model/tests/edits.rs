//! Edits: intentions at the heads that the person saw, conflicts, settling, history.
#![allow(missing_docs)]

mod support;

use lianxin_model::catalogue::HouseholdView;
use lianxin_model::check::Problem;
use lianxin_model::document::{Document, Edit, EditError};
use lianxin_model::ids::{Actor, Kind};
use lianxin_model::intention::Intention;
use lianxin_model::limits;
use lianxin_model::value::Value;
use support::{ANNA, BO, doc_id, edit, merge, new, try_edit};

fn pair() -> (Document, Document) {
    let mut a = new(Kind::Household);
    edit(
        &mut a,
        ANNA,
        &[
            Intention::set("head_name", "罗守山"),
            Intention::set("phone", "13900000001"),
            Intention::insert("notes", 0, "住半山腰。"),
        ],
    );
    let b = a.clone();
    (a, b)
}

#[test]
fn edits_of_two_people_merge() {
    let (mut a, mut b) = pair();
    let son = doc_id(5).to_string();
    edit(&mut a, ANNA, &[Intention::put("members", &son, "儿子"), Intention::insert("notes", 0, "要走小路。")]);
    edit(&mut b, BO, &[Intention::add("categories", "独居老人"), Intention::insert("notes", 5, "狗很凶。")]);
    merge(&mut a, &b);
    merge(&mut b, &a);
    assert_eq!(a.heads(), b.heads());
    let view: HouseholdView = a.record().view();
    assert_eq!(view.notes, "要走小路。住半山腰。狗很凶。");
    assert_eq!(view.members.get(&son).map(String::as_str), Some("儿子"));
    assert_eq!(view.categories, ["独居老人"]);
    assert_eq!(a.record(), b.record());
}

#[test]
fn both_values_of_a_conflict_stay_until_somebody_settles() {
    let (mut a, mut b) = pair();
    edit(&mut a, ANNA, &[Intention::set("phone", "13900000002")]);
    b.edit(&Edit {
        actor: BO,
        at: None,
        time_s: 2_000,
        intentions: &[Intention::set("phone", "13900000003")],
        lenient: false,
    })
    .unwrap();
    merge(&mut a, &b);
    merge(&mut b, &a);
    let conflicts = a.record().conflicts;
    assert_eq!(conflicts, b.record().conflicts);
    assert_eq!((conflicts.len(), conflicts[0].field.as_str()), (1, "phone"));
    let mut rivals: Vec<(Value, String, i64)> =
        conflicts[0].rivals.iter().map(|r| (r.value.clone(), r.actor.clone(), r.time_s)).collect();
    rivals.sort();
    assert_eq!(
        rivals,
        [("13900000002".into(), ANNA.to_string(), 1_000), ("13900000003".into(), BO.to_string(), 2_000)]
    );
    // Settled with the value that wins anyway: still a write, or the conflict would stay.
    let winner = conflicts[0].rivals[0].value.clone();
    edit(&mut b, BO, &[Intention::Set { field: "phone".into(), value: Some(winner.clone()) }]);
    merge(&mut a, &b);
    assert!(a.record().conflicts.is_empty());
    assert_eq!(a.record().text("phone"), winner.text());
    let phone: Vec<usize> = a
        .history()
        .iter()
        .flat_map(|entry| entry.steps.clone())
        .filter(|step| step.field == "phone")
        .map(|step| step.from.len())
        .collect();
    assert_eq!(phone, [0, 1, 1, 2], "first value, two that replaced it, one that settled both");
}

#[test]
fn the_same_value_from_two_people_is_no_conflict() {
    let (mut a, mut b) = pair();
    edit(&mut a, ANNA, &[Intention::set("phone", "139 0000 0002")]);
    edit(&mut b, BO, &[Intention::set("phone", "13900000002")]);
    merge(&mut a, &b);
    assert!(a.record().conflicts.is_empty());
    assert_eq!(a.record().text("phone"), Some("13900000002"));
}

#[test]
fn a_form_that_was_open_during_a_sync_writes_no_old_values_back() {
    let (mut a, mut b) = pair();
    let seen = a.heads();
    edit(&mut b, BO, &[Intention::set("phone", "13900000009"), Intention::insert("notes", 0, "新电话。")]);
    merge(&mut a, &b);
    let intentions = [Intention::set("address", "上坪3号"), Intention::insert("notes", 5, "门朝东。")];
    let written = a.edit(&Edit { actor: ANNA, at: Some(&seen), time_s: 3, intentions: &intentions, lenient: false });
    assert!(written.unwrap().is_some());
    let view: HouseholdView = a.record().view();
    assert_eq!(view.phone.as_deref(), Some("13900000009"));
    assert_eq!(view.notes, "新电话。住半山腰。门朝东。");
    assert!(a.record().conflicts.is_empty());
}

#[test]
fn two_forms_of_one_person_at_the_same_heads() {
    let (mut a, _) = pair();
    let seen = a.heads();
    for (phone, time_s) in [("13900000002", 5), ("13900000003", 6)] {
        let intentions = [Intention::set("phone", phone)];
        let written = a.edit(&Edit { actor: ANNA, at: Some(&seen), time_s, intentions: &intentions, lenient: false });
        let written = written.unwrap().unwrap();
        let change = automerge::Change::try_from(written.chunk.as_slice()).unwrap();
        assert_eq!(Actor::from_automerge(change.actor_id().to_bytes()), Some(ANNA));
    }
    assert_eq!(a.record().conflicts[0].rivals.len(), 2);
    let loaded = Document::load(Kind::Household, doc_id(1), &a.save()).unwrap();
    assert_eq!(loaded.record(), a.record());
}

#[test]
fn an_addition_wins_over_a_removal_at_the_same_time() {
    let (mut a, _) = pair();
    edit(&mut a, ANNA, &[Intention::add("categories", "低保户")]);
    let mut b = a.clone();
    edit(&mut a, ANNA, &[Intention::remove("categories", "低保户")]);
    assert!(a.record().keys("categories").is_empty());
    // Adding what is there is no edit; so it is taken out and put in again.
    assert_eq!(try_edit(&mut b, BO, &[Intention::add("categories", "低保户")]).unwrap(), None);
    edit(&mut b, BO, &[Intention::remove("categories", "低保户")]);
    edit(&mut b, BO, &[Intention::add("categories", "低保户")]);
    merge(&mut a, &b);
    assert_eq!(a.record().keys("categories"), ["低保户"]);
}

#[test]
fn wrong_values_are_named_field_by_field() {
    let too_long = "字".repeat(limits::LINE_CHARS_MAX + 1);
    let cases: &[(Kind, Intention, Problem)] = &[
        (Kind::Household, Intention::set("phone", "12"), Problem::PhoneForm),
        (Kind::Household, Intention::set("area", "99"), Problem::DivisionForm),
        (Kind::Household, Intention::set("income_fen", "一些"), Problem::AmountForm),
        (Kind::Household, Intention::set("income_fen", true), Problem::Kind),
        (Kind::Household, Intention::set("shoe_size", "42"), Problem::UnknownField),
        (Kind::Household, Intention::set("address", too_long.as_str()), Problem::LineLength),
        (Kind::Household, Intention::set("notes", "x"), Problem::Kind),
        (Kind::Household, Intention::insert("phone", 0, "1"), Problem::Kind),
        (Kind::Household, Intention::put("members", "not an id", "儿子"), Problem::Reference),
        (Kind::Household, Intention::set("head", "7"), Problem::Reference),
        (Kind::Person, Intention::set("id_number", "000000199001010012"), Problem::IdNumberCheckDigit),
        (Kind::Person, Intention::set("birth", "2026-02-30"), Problem::DateUnreal),
        (Kind::Person, Intention::set("sex", "其他"), Problem::Choice),
        (Kind::Visit, Intention::set("kind", "jog"), Problem::Choice),
    ];
    for (kind, intention, expected) in cases {
        let mut document = new(*kind);
        let before = document.heads();
        let error = try_edit(&mut document, ANNA, std::slice::from_ref(intention)).unwrap_err();
        let EditError::Fields(problems) = error else { panic!("{intention:?}: {error:?}") };
        assert_eq!((problems[0].field.as_str(), problems[0].problem), (intention.field(), *expected), "{intention:?}");
        assert_eq!(document.heads(), before);
    }
    let several = [Intention::set("phone", "12"), Intention::set("area", "99"), Intention::set("address", "上坪")];
    let EditError::Fields(problems) = try_edit(&mut new(Kind::Household), ANNA, &several).unwrap_err() else {
        panic!()
    };
    assert_eq!(problems.len(), 2, "every wrong field is named at once");
}

#[test]
fn legacy_values_are_kept_and_flagged() {
    let mut person = new(Kind::Person);
    let intentions = [Intention::set("id_number", "4310271990"), Intention::set("birth", "九十岁")];
    let edit = Edit { actor: ANNA, at: None, time_s: 1, intentions: &intentions, lenient: true };
    person.edit(&edit).unwrap();
    let record = person.record();
    assert_eq!(record.text("id_number"), Some("4310271990"));
    let flags: Vec<(&str, &str)> = record.flags.iter().map(|f| (f.field.as_str(), f.code.as_str())).collect();
    assert_eq!(flags, [("birth", "date_form"), ("id_number", "id_number_length")]);
}

#[test]
fn heads_of_another_document_are_refused() {
    let (mut a, _) = pair();
    let mut other = Document::new(Kind::Household, doc_id(9));
    edit(&mut other, BO, &[Intention::set("phone", "13900000009")]);
    let heads = other.heads();
    let intentions = [Intention::set("phone", "13900000002")];
    let edit = Edit { actor: ANNA, at: Some(&heads), time_s: 1, intentions: &intentions, lenient: false };
    assert!(matches!(a.edit(&edit), Err(EditError::UnknownHeads)));
}

#[test]
fn history_tells_who_what_when_from_and_to() {
    let (mut a, mut b) = pair();
    edit(&mut a, ANNA, &[Intention::Splice { field: "notes".into(), index: 1, delete: 3, insert: "山脚".into() }]);
    edit(&mut b, BO, &[Intention::clear("phone"), Intention::add("categories", "低保户")]);
    merge(&mut a, &b);
    let history = a.history();
    assert_eq!(history.len(), 3);
    let told: Vec<(String, String, Vec<Value>, Option<Value>)> = history[1..]
        .iter()
        .flat_map(|entry| {
            entry.steps.iter().map(|s| (entry.actor.clone(), s.field.clone(), s.from.clone(), s.to.clone()))
        })
        .collect();
    for expected in [
        (ANNA.to_string(), "notes".to_owned(), vec!["半山腰".into()], Some("山脚".into())),
        (BO.to_string(), "phone".to_owned(), vec!["13900000001".into()], None),
        (BO.to_string(), "categories".to_owned(), vec![], Some(true.into())),
    ] {
        assert!(told.contains(&expected), "{expected:?} in {told:?}");
    }
}

#[test]
fn an_intention_is_carried_over_to_a_rebuilt_document() {
    let (base, _) = pair();
    // The refused edit put words in front; the later one stands behind them and takes out three characters.
    let mut old = base.clone();
    edit(&mut old, ANNA, &[Intention::insert("notes", 0, "被退回的话。")]);
    let at = old.heads();
    let later = Intention::Splice { field: "notes".into(), index: 7, delete: 3, insert: "山脚".into() };
    edit(&mut old, ANNA, std::slice::from_ref(&later));
    assert_eq!(old.record().fields["notes"], "被退回的话。住山脚。");
    let mut rebuilt = base;
    edit(&mut rebuilt, BO, &[Intention::insert("notes", 0, "别人写的。")]);
    let carried = rebuilt.transplant(&old, &at, &later);
    edit(&mut rebuilt, ANNA, &carried);
    assert_eq!(rebuilt.record().fields["notes"], "别人写的。住山脚。");
}
