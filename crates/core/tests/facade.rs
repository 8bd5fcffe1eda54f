//! The facade, kind by kind, as tables of what is asked and what comes back.

mod support;

use lianxin_core::CoreError;
use lianxin_core::changes::Place;
use lianxin_core::requests::{
    AddAssistanceRequest, AddDiaryEntryRequest, AddHouseholdRequest, AddPersonRequest, AddVisitRequest,
    CaseEventRequest, ListFilter, OpenCaseRequest,
};
use lianxin_model::course::Status;
use support::{AREA, Phone, changes};

fn code<T: std::fmt::Debug>(result: Result<T, CoreError>) -> String {
    match result.unwrap_err() {
        CoreError::Fields(problems) => {
            problems.iter().map(|p| format!("{}:{}", p.field, p.problem.code())).collect::<Vec<_>>().join(" ")
        }
        other => other.code().to_owned(),
    }
}

#[test]
fn a_household_takes_what_the_catalogue_allows() {
    let phone = Phone::cadre(1);
    phone.household("H1", "罗守山");
    let households = phone.core.households();
    /// What is typed; the field and its JSON, or the problems.
    type Case<'a> = (&'a [&'a str], Result<(&'a str, &'a str), &'a str>);
    let cases: &[Case<'_>] = &[
        (&["phone=１３８ 0000 0001"], Ok(("phone", "\"13800000001\""))),
        (&["phone="], Ok(("phone", "null"))),
        (&["phone=abc"], Err("phone:phone_form")),
        (&["income_fen=1.2万元"], Ok(("income_fen", "1200000"))),
        (&["categories+=低保户"], Ok(("categories", "[\"低保户\"]"))),
        (&["categories+=残疾、大病", "categories-=低保户"], Ok(("categories", "[\"大病\",\"残疾\"]"))),
        (&["categories=独居老人"], Ok(("categories", "[\"独居老人\"]"))),
        (&["notes=门前路窄"], Ok(("notes", "\"门前路窄\""))),
        (&["notes+=狗凶"], Ok(("notes", "\"门前路窄\\n狗凶\\n\""))),
        (&["extra.电表号=12"], Ok(("extra", "{\"电表号\":\"12\"}"))),
        (&["extra.电表号="], Ok(("extra", "{}"))),
        (&["nonsense=1", "phone=1"], Err("nonsense:unknown_field phone:phone_form")),
        (&["phone+=1"], Err("phone:kind")),
        (&["code=H2"], Err("not_allowed")),
    ];
    for (texts, expected) in cases {
        let before = phone.core.status().unwrap().unsent;
        let result = households.set("H1", &changes(texts), None);
        match expected {
            Ok((field, json)) => {
                let view = serde_json::to_value(result.unwrap()).unwrap();
                assert_eq!(view["fields"][field].to_string(), *json, "{texts:?}");
            }
            Err(expected) => {
                assert_eq!(code(result), *expected, "{texts:?}");
                assert_eq!(phone.core.status().unwrap().unsent, before, "{texts:?}: nothing may be written");
            }
        }
    }
}

#[test]
fn what_cannot_be_is_told() {
    let fresh = Phone::fresh(2);
    let request = AddHouseholdRequest { area: AREA.into(), ..AddHouseholdRequest::default() };
    assert_eq!(code(fresh.core.households().add(&request)), "not_enrolled");

    let phone = Phone::cadre(3);
    phone.household("H1", "罗守山");
    let households = phone.core.households();
    let again = AddHouseholdRequest { code: Some(" H1 ".into()), area: AREA.into(), ..AddHouseholdRequest::default() };
    assert_eq!(code(households.add(&again)), "already_there");
    let nowhere = AddHouseholdRequest { area: "12".into(), ..AddHouseholdRequest::default() };
    assert_eq!(code(households.add(&nowhere)), "area:division_form");
    assert_eq!(code(households.show("H9")), "unknown_record");
    assert_eq!(code(households.set("H1", &changes(&["phone=13800000001"]), Some(&["ab".into()]))), "unknown_heads");
    let other = "00".repeat(32);
    assert_eq!(code(households.set("H1", &changes(&["phone=13800000001"]), Some(&[other]))), "unknown_heads");
    let person = AddPersonRequest::default();
    assert_eq!(code(phone.core.persons().add("H1", &person)), "name:blank relation:blank");
}

#[test]
fn a_form_that_was_open_never_writes_old_values_back() {
    let phone = Phone::cadre(4);
    let seen = phone.household("H1", "罗守山").heads;
    let households = phone.core.households();
    households.set("H1", &changes(&["phone=13800000001"]), None).unwrap();
    households.note("H1", "第一句", Place::Start, None).unwrap();
    // The form of before sets another field and adds a note at what was the end then.
    households.set("H1", &changes(&["housing=木房"]), Some(&seen)).unwrap();
    let view = households.note("H1", "第二句", Place::End, Some(&seen)).unwrap();
    assert_eq!(view.fields.phone.as_deref(), Some("13800000001"));
    assert_eq!(view.fields.housing.as_deref(), Some("木房"));
    let mut lines: Vec<&str> = view.fields.notes.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["第一句", "第二句"], "two lines, though each was the first to its writer");
    assert!(view.conflicts.is_empty());
    // The same field from the same state is a contradiction, even by one person.
    let view = households.set("H1", &changes(&["phone=13800000002"]), Some(&seen)).unwrap();
    assert_eq!(view.conflicts.len(), 1);
    assert_eq!(view.conflicts[0].rivals.len(), 2);
    assert_eq!(view.conflicts[0].rivals[0].name.as_deref(), Some("干部1004"));
}

#[test]
fn a_person_belongs_to_a_household() {
    let phone = Phone::cadre(5);
    phone.household("H1", "罗守山");
    let persons = phone.core.persons();
    let head = AddPersonRequest { name: "罗守山".into(), relation: "户主".into(), ..AddPersonRequest::default() };
    let head = persons.add("H1", &head).unwrap();
    let child = AddPersonRequest {
        name: "罗小山".into(),
        relation: "儿子".into(),
        id_number: Some("000000199001010018".into()),
        fields: changes(&["sex=男", "birth=1990-01-01", "residence=外出务工"]),
    };
    let added = persons.add("H1", &child);
    // The invented number may fail its check digit: then the person is told, and nothing is half written.
    let child = match added {
        Ok(child) => child,
        Err(error) => panic!("{}", code::<()>(Err(error))),
    };
    assert_eq!(child.fields.sex.as_deref(), Some("male"));
    let page = phone.core.households().show("H1").unwrap();
    assert_eq!(page.persons.len(), 2);
    assert_eq!(page.persons[0].id, head.id, "the head comes first");
    assert_eq!(page.household.fields.head, Some(head.id));
    assert_eq!(page.household.fields.members[&child.id.to_string()], "儿子");
    let moved = persons.set(child.id, &changes(&["residence=home", "phone=13800000009"]), None).unwrap();
    assert_eq!(moved.fields.residence.as_deref(), Some("home"));
    assert_eq!(moved.masked["phone"], "138****0009");
    assert_eq!(moved.masked["id_number"], "000000********0018");
    assert!(page.household.masked.is_empty(), "where there is no number nothing is masked");
    // Registered twice by its number: it is there already, and the household is as it was.
    let twin = AddPersonRequest {
        name: "罗小山".into(),
        relation: "儿子".into(),
        id_number: Some("000000199001010018".into()),
        fields: Vec::new(),
    };
    let before = phone.core.status().unwrap().unsent;
    assert_eq!(code(persons.add("H1", &twin)), "already_there");
    assert_eq!(phone.core.status().unwrap().unsent, before);
}

#[test]
fn a_visit_brings_its_cases() {
    let phone = Phone::cadre(6);
    let household = phone.household("H1", "罗守山");
    let request = AddVisitRequest {
        kind: "入户".into(),
        text: "屋顶漏雨".into(),
        participants: vec!["李干部".into()],
        cases: vec![OpenCaseRequest {
            ledger: "困难".into(),
            title: "修屋顶".into(),
            text: "请求修缮".into(),
            ..OpenCaseRequest::default()
        }],
        ..AddVisitRequest::default()
    };
    let added = phone.core.visits().add("H1", &request).unwrap();
    assert_eq!(added.visit.fields.kind.as_deref(), Some("home"));
    assert_eq!(added.visit.fields.date.as_deref(), Some("2026-11-22"));
    assert_eq!(added.visit.fields.author, Some(phone.user));
    assert_eq!(added.visit.people[&phone.user], "干部1006");
    assert_eq!(added.visit.fields.cases, vec![added.cases[0].id]);
    let case = &added.cases[0].fields;
    assert_eq!((case.ledger.as_deref(), case.source.as_deref()), (Some("hardship"), Some("visit")));
    assert_eq!(case.events.len(), 1);
    assert_eq!(case.events[0].visit, Some(added.visit.id));
    assert_eq!(case.household, Some(household.id));
    // A case that does not fit takes the visit with it: nothing is half written.
    let before = phone.core.status().unwrap();
    let broken = AddVisitRequest {
        cases: vec![OpenCaseRequest { ledger: "奇怪".into(), ..request.cases[0].clone() }],
        ..request
    };
    assert_eq!(code(phone.core.visits().add("H1", &broken)), "ledger:choice");
    assert_eq!(phone.core.status().unwrap(), before);
    let visit = phone.core.visits().set(added.visit.id, &changes(&["place=火塘边"]), None).unwrap();
    assert_eq!(visit.fields.place.as_deref(), Some("火塘边"));
}

#[test]
fn what_a_household_was_given() {
    let phone = Phone::cadre(16);
    let household = phone.household("H1", "罗守山");
    let assistance = phone.core.assistance();
    let request = AddAssistanceRequest {
        kind: "资金".into(),
        amount: Some("1.2万元".into()),
        source: Some("临时救助金".into()),
        text: Some("住院".into()),
        ..AddAssistanceRequest::default()
    };
    let added = assistance.add("H1", &request).unwrap();
    let fields = &added.fields;
    assert_eq!((fields.household, fields.author), (Some(household.id), Some(phone.user)));
    assert_eq!((fields.kind.as_deref(), fields.amount_fen), (Some("money"), Some(1_200_000)));
    assert_eq!((fields.date.as_deref(), fields.source.as_deref()), (Some("2026-11-22"), Some("临时救助金")));
    let goods = AddAssistanceRequest {
        kind: "goods".into(),
        date: Some("2026-11-01".into()),
        text: Some("棉被两床".into()),
        ..AddAssistanceRequest::default()
    };
    let goods = assistance.add("H1", &goods).unwrap();
    assert_eq!((goods.fields.amount_fen, goods.late), (None, false), "money that was given earlier is not late");

    let before = phone.core.status().unwrap();
    let cases = [
        ("H9", request.clone(), "unknown_record"),
        ("H1", AddAssistanceRequest { kind: "奇怪".into(), ..request.clone() }, "kind:choice"),
        ("H1", AddAssistanceRequest { amount: Some("-1".into()), ..request.clone() }, "amount_fen:amount_range"),
        ("H1", AddAssistanceRequest { amount: Some("许多".into()), ..request.clone() }, "amount_fen:amount_form"),
        ("H1", AddAssistanceRequest { date: Some("2026-13-01".into()), ..request.clone() }, "date:date_unreal"),
    ];
    for (household, request, expected) in cases {
        assert_eq!(code(assistance.add(household, &request)), expected, "{request:?}");
    }
    assert_eq!(phone.core.status().unwrap(), before, "nothing is half written");

    let changed = assistance.set(added.id, &changes(&["amount_fen=800元"]), None).unwrap();
    assert_eq!(changed.fields.amount_fen, Some(80_000));
    assert_eq!(assistance.show(added.id).unwrap(), changed);
    let page = phone.core.households().show("H1").unwrap();
    let ids: Vec<_> = page.assistance.iter().map(|view| view.id).collect();
    assert_eq!((ids, page.visits.len()), (vec![added.id, goods.id], 0), "newest first");
    let money = ListFilter { class: Some("money".into()), ..ListFilter::default() };
    assert_eq!(assistance.list(&money).unwrap().iter().map(|view| view.id).collect::<Vec<_>>(), [added.id]);
    assert_eq!(phone.core.search("棉被").unwrap().len(), 1);
}

#[test]
fn a_case_takes_its_course() {
    let phone = Phone::cadre(7);
    phone.household("H1", "罗守山");
    let cases = phone.core.cases();
    let request = OpenCaseRequest {
        ledger: "dispute".into(),
        title: "地界".into(),
        text: "两家争田埂".into(),
        fields: changes(&["mediation_people+=罗守山、李春花", "mediation_amount_fen=200元"]),
        ..OpenCaseRequest::default()
    };
    let case = cases.open("H1", &request).unwrap();
    assert_eq!(case.fields.mediation_amount_fen, Some(20_000));
    let steps: &[(&str, Option<bool>, Result<Status, &str>)] = &[
        ("accepted", None, Ok(Status::Accepted)),
        ("办理", None, Ok(Status::Acting)),
        ("assigned", None, Err("not_allowed")),
        ("resolved", None, Ok(Status::Resolved)),
        ("nonsense", None, Err("events:choice")),
        ("followed_up", Some(false), Ok(Status::Resolved)),
        ("reopened", None, Ok(Status::Reopened)),
        ("resolved", None, Ok(Status::Resolved)),
        ("followed_up", Some(true), Ok(Status::Closed)),
    ];
    for (kind, satisfied, expected) in steps {
        let request = CaseEventRequest { kind: (*kind).into(), satisfied: *satisfied, ..CaseEventRequest::default() };
        match (cases.step(case.id, &request, None), expected) {
            (Ok(view), Ok(status)) => assert_eq!(view.fields.status, *status, "{kind}"),
            (result, Err(expected)) => assert_eq!(code(result), *expected, "{kind}"),
            (Err(error), _) => panic!("{kind}: {error}"),
        }
    }
    // Two steps from one state that contradict each other.
    let seen = cases.show(case.id).unwrap().heads;
    let step = |kind: &str| CaseEventRequest { kind: kind.into(), ..CaseEventRequest::default() };
    cases.step(case.id, &step("reopened"), Some(&seen)).unwrap();
    let view = cases.step(case.id, &step("answered"), Some(&seen)).unwrap();
    assert!(view.fields.status_conflict);
    let open = phone.core.conflicts().list().unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!((open[0].conflict.field.as_str(), open[0].conflict.rivals.len()), ("status", 2));
    let view = cases.step(case.id, &step("acted"), None).unwrap();
    assert!(!view.fields.status_conflict);
    assert!(phone.core.conflicts().list().unwrap().is_empty());
}

#[test]
fn a_diary_is_a_draft_until_it_is_handed_in() {
    let phone = Phone::cadre(8);
    let household = phone.household("H1", "罗守山");
    let diary = phone.core.diary();
    let request =
        AddDiaryEntryRequest { text: "走了七户。".into(), households: vec![household.id], ..Default::default() };
    let entry = diary.add(&request).unwrap();
    assert_eq!(entry.fields.date.as_deref(), Some("2026-11-22"));
    let entry = diary.write(entry.id, "走了七户，都在家。", Some(&entry.heads)).unwrap();
    assert_eq!(entry.fields.text, "走了七户，都在家。");
    let listed =
        |status: &str| diary.list(&ListFilter { status: Some(status.into()), ..ListFilter::default() }).unwrap().len();
    assert_eq!((listed("draft"), listed("submitted")), (1, 0));
    diary.submit(entry.id).unwrap();
    assert_eq!((listed("draft"), listed("submitted")), (0, 1));
}

#[test]
fn only_those_who_lead_comment() {
    let cases =
        [("cadre", Some("not_allowed")), ("collector", Some("not_allowed")), ("supervisor", None), ("admin", None)];
    for (seed, (role, expected)) in (20..).zip(cases) {
        let phone = Phone::enrolled(seed, role);
        phone.household("H1", "罗守山");
        let visit = AddVisitRequest { kind: "home".into(), text: "在家".into(), ..AddVisitRequest::default() };
        let visit = phone.core.visits().add("H1", &visit).unwrap().visit;
        let comments = phone.core.comments();
        match (comments.add(visit.id, "请跟进"), expected) {
            (Ok(comment), None) => {
                assert_eq!(comment.fields.household, visit.fields.household);
                assert_eq!(comments.list(visit.id).unwrap(), vec![comment]);
            }
            (result, Some(expected)) => assert_eq!(code(result), expected, "{role}"),
            (Err(error), None) => panic!("{role}: {error}"),
        }
    }
}

#[test]
fn lists_and_searches_find_what_they_should() {
    let phone = Phone::cadre(9);
    let households = phone.core.households();
    for (code, name) in [("H1", "罗守山"), ("H2", "李春花"), ("H3", "罗远")] {
        phone.household(code, name);
    }
    households.set("H1", &changes(&["categories+=低保户", "phone=13800000123"]), None).unwrap();
    let elsewhere = AddHouseholdRequest { area: "431027204201".into(), ..AddHouseholdRequest::default() };
    households.add(&elsewhere).unwrap();
    let some = |text: &str| Some(text.to_owned());
    let none = ListFilter::default;
    let filters = [
        (none(), 4),
        (ListFilter { area: some("431027203000"), ..none() }, 3),
        (ListFilter { area: some("431027000000"), ..none() }, 4),
        (ListFilter { area: some("431028000000"), ..none() }, 0),
        (ListFilter { category: some("低保户"), ..none() }, 1),
        (ListFilter { text: some("luo"), ..none() }, 2),
        (ListFilter { text: some("罗"), category: some("低保户"), ..none() }, 1),
        (ListFilter { contradicted: true, ..none() }, 0),
    ];
    for (filter, expected) in filters {
        assert_eq!(households.list(&filter).unwrap().len(), expected, "{filter:?}");
        assert_eq!(households.count(&filter).unwrap(), expected as u64, "{filter:?}");
    }
    let page = ListFilter { limit: Some(2), offset: 3, ..none() };
    assert_eq!(households.list(&page).unwrap().len(), 1);
    let searches = [
        ("罗守山", 1),
        ("羅守山", 1),
        ("lss", 1),
        ("luo", 2),
        ("0123", 1),
        ("低保户", 1),
        ("白竹", 3),
        ("白竹 春花", 1),
        ("没有", 0),
        ("", 0),
        ("\" OR 1", 0),
        ("!!!", 0),
    ];
    for (text, expected) in searches {
        assert_eq!(phone.core.search(text).unwrap().len(), expected, "{text}");
    }
    households.set("H1", &changes(&["head_name=王守山"]), None).unwrap();
    assert_eq!(phone.core.search("罗守山").unwrap().len(), 0, "old words are gone from the index");
}

#[test]
fn a_settled_conflict_keeps_its_history() {
    let phone = Phone::cadre(10);
    let seen = phone.household("H1", "罗守山").heads;
    let households = phone.core.households();
    households.set("H1", &changes(&["phone=13800000001", "income_fen=100元"]), Some(&seen)).unwrap();
    let view = households.set("H1", &changes(&["phone=13800000002", "income_fen=200元"]), Some(&seen)).unwrap();
    assert_eq!(phone.core.status().unwrap().conflicts, 1);
    let open = phone.core.conflicts().list().unwrap();
    assert_eq!(open.iter().map(|one| one.conflict.field.as_str()).collect::<Vec<_>>(), ["phone", "income_fen"]);
    // The value that is shown already settles it too, as a person would type it.
    let shown = &open[0].conflict.rivals[0].text;
    let left = phone.core.conflicts().settle(view.id, "phone", None, shown).unwrap();
    assert_eq!(left.len(), 1);
    let amount = &left[0].rivals[1].text;
    assert!(phone.core.conflicts().settle(view.id, "income_fen", None, amount).unwrap().is_empty());
    assert_eq!(code(phone.core.conflicts().settle(view.id, "nothing", None, "1")), "nothing:unknown_field");
    let history = phone.core.history(view.id).unwrap();
    let last = history.last().unwrap();
    assert_eq!((last.steps[0].field.as_str(), last.steps[0].from.len()), ("income_fen", 2));
    assert_eq!(last.name.as_deref(), Some("干部1010"));
}
