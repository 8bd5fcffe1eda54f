//! Which records changed: by edits, by what others wrote, by what left.

mod support;

use lianxin_core::Core;
use lianxin_core::changes::Place;
use lianxin_core::requests::{AddVisitRequest, RecordVisitRequest};
use lianxin_core::views::ChangedView;
use lianxin_model::ids::Kind;
use support::{Phone, changes};

fn kinds(core: &Core) -> Vec<Kind> {
    core.changed().unwrap().iter().map(|changed| changed.kind).collect()
}

#[test]
fn edits_are_told_once() {
    let phone = Phone::cadre(1);
    phone.household("H0", "从前的");
    phone.core.watch().unwrap();
    assert_eq!(phone.core.changed().unwrap(), []);
    let household = phone.household("H1", "罗守山").id;
    phone.core.households().note("H1", "路不好走", Place::End, None).unwrap();
    let once = ChangedView { id: household, kind: Kind::Household, household: Some(household) };
    assert_eq!(phone.core.changed().unwrap(), [once]);
    assert_eq!(phone.core.changed().unwrap(), []);

    let visit = AddVisitRequest { kind: "home".into(), text: "老人安好".into(), ..AddVisitRequest::default() };
    let corrections = changes(&["phone=13800000000"]);
    let record = RecordVisitRequest { household: "H1".into(), visit, corrections, ..RecordVisitRequest::default() };
    let visit = phone.core.visits().record(&record).unwrap().visit.id;
    let changed = phone.core.changed().unwrap();
    let told: Vec<_> = changed.iter().map(|changed| (changed.id, changed.household)).collect();
    assert_eq!(told, [(household, Some(household)), (visit, Some(household))]);
}

#[test]
fn an_edit_that_was_given_up_is_not_told() {
    let phone = Phone::cadre(2);
    phone.household("H1", "罗守山");
    phone.core.watch().unwrap();
    let visit = AddVisitRequest { kind: "no such way".into(), text: "…".into(), ..AddVisitRequest::default() };
    // The household's correction is written first, and given up with the visit.
    let corrections = changes(&["phone=13800000000"]);
    let record = RecordVisitRequest { household: "H1".into(), visit, corrections, ..RecordVisitRequest::default() };
    assert_eq!(phone.core.visits().record(&record).unwrap_err().code(), "fields");
    assert_eq!(phone.core.changed().unwrap(), []);
}

#[test]
fn what_others_wrote_is_told() {
    let (phone, other) = (Phone::cadre(3), Phone::cadre(4));
    other.household("H1", "罗守山");
    let deltas = other.round(Vec::new());
    phone.core.watch().unwrap();
    phone.round(deltas);
    assert_eq!(kinds(&phone.core), [Kind::Household]);
    assert_eq!(kinds(&phone.core), []);
}

#[test]
fn each_program_is_told_of_its_own_edits() {
    let phone = Phone::cadre(5);
    let second = Core::open(&phone.path(), phone.machine.clone()).unwrap();
    phone.core.watch().unwrap();
    second.watch().unwrap();
    second.watch().unwrap();
    phone.household("H1", "罗守山");
    assert_eq!((kinds(&phone.core), kinds(&second)), (vec![Kind::Household], vec![]));
}
