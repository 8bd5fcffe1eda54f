//! Lists of households: what a row shows, how a list is narrowed and ordered, and that thousands of rows cost little.

mod support;

use lianxin_core::requests::{
    AddHouseholdRequest, AddPersonRequest, AddVisitRequest, CaseEventRequest, OpenCaseRequest, RowsFilter, RowsOrder,
};
use lianxin_core::views::HouseholdRowView;
use lianxin_model::ids::DocId;
use lianxin_sync::wire::{AreaRow, Reference};
use support::{Phone, changes};

const VILLAGE: &str = "431027203201";
const GROUP_3: &str = "431027203201003";
const GROUP_4: &str = "431027203201004";
const OTHER: &str = "431027203202";

fn areas() -> Reference {
    let area = |code: &str, name: &str, level: &str, parent: &str| AreaRow {
        code: code.into(),
        name: name.into(),
        level: level.into(),
        parent: parent.into(),
    };
    Reference {
        areas: vec![
            area("431027203000", "增口乡", "township", ""),
            area(VILLAGE, "白竹村", "village", "431027203000"),
            area(GROUP_3, "第三组", "group", VILLAGE),
            area(GROUP_4, "第四组", "group", VILLAGE),
            area(OTHER, "清水村", "village", "431027203000"),
        ],
        ..Reference::default()
    }
}

fn add(phone: &Phone, code: &str, area: &str, head_name: &str, fields: &[&str]) -> DocId {
    let request = AddHouseholdRequest {
        code: Some(code.into()),
        area: area.into(),
        head_name: Some(head_name.into()),
        address: None,
        fields: changes(fields),
    };
    phone.core.households().add(&request).unwrap().id
}

fn person(phone: &Phone, household: &str, name: &str, residence: &str) -> DocId {
    let request = AddPersonRequest {
        name: name.into(),
        relation: "儿子".into(),
        fields: changes(&[&format!("residence={residence}")]),
        ..AddPersonRequest::default()
    };
    phone.core.persons().add(household, &request).unwrap().id
}

fn visit(phone: &Phone, household: &str, kind: &str, date: &str) -> DocId {
    let request =
        AddVisitRequest {
            kind: kind.into(), text: "好".into(), date: Some(date.into()), ..AddVisitRequest::default()
        };
    phone.core.visits().add(household, &request).unwrap().visit.id
}

fn case(phone: &Phone, household: &str) -> DocId {
    let request = OpenCaseRequest { ledger: "民生".into(), title: "修渠".into(), ..OpenCaseRequest::default() };
    phone.core.cases().open(household, &request).unwrap().id
}

fn step(phone: &Phone, case: DocId, kind: &str) {
    let request = CaseEventRequest { kind: kind.into(), ..CaseEventRequest::default() };
    phone.core.cases().step(case, &request, None).unwrap();
}

fn rows(phone: &Phone, filter: &RowsFilter) -> Vec<HouseholdRowView> {
    phone.core.households().rows(filter).unwrap().rows
}

fn row(phone: &Phone, code: &str) -> HouseholdRowView {
    let all = rows(phone, &RowsFilter::default());
    all.into_iter().find(|row| row.code.as_deref() == Some(code)).unwrap()
}

/// Five households in three places.
fn village(seed: u64) -> Phone {
    let phone = Phone::cadre(seed);
    phone.hear(Vec::new(), areas());
    add(&phone, "A1", GROUP_3, "罗守山", &["phone=13900000123", "address=白竹村大屋场12号", "categories=低保户"]);
    add(&phone, "A2", GROUP_3, "田桂英", &["categories=独居老人、低保户"]);
    add(&phone, "B1", GROUP_4, "罗小明", &["phone=13800000777"]);
    add(&phone, "C1", OTHER, "唐水生", &["categories=残疾"]);
    add(&phone, "D1", VILLAGE, "单大勇", &[]);
    phone
}

#[test]
fn a_list_is_narrowed_and_ordered() {
    let phone = village(1);
    person(&phone, "C1", "罗秀兰", "home");
    for (code, date) in [("A1", "2026-11-02"), ("A2", "2026-09-01"), ("C1", "2026-10-01"), ("D1", "2026-08-01")] {
        visit(&phone, code, "home", date);
    }
    let codes = |filter: RowsFilter| {
        let page = phone.core.households().rows(&filter).unwrap();
        let codes: Vec<String> = page.rows.into_iter().map(|row| row.code.unwrap()).collect();
        (page.total, codes.join(" "))
    };
    let by = |area: &str, category: &str, text: &str| {
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        codes(RowsFilter { area: given(area), category: given(category), text: given(text), ..RowsFilter::default() })
    };
    let cases = [
        ("", "", "", "D1 A1 A2 B1 C1"),
        (GROUP_3, "", "", "A1 A2"),
        (VILLAGE, "", "", "D1 A1 A2 B1"),
        ("431027203000", "", "", "D1 A1 A2 B1 C1"),
        ("431027204000", "", "", ""),
        ("", "低保户", "", "A1 A2"),
        (GROUP_3, "独居老人", "", "A2"),
        ("", "", "罗守山", "A1"),
        ("", "", "羅", "A1 B1 C1"),
        ("", "", "lss", "A1"),
        ("", "", "luoxiu", "C1"),
        ("", "", "0123", "A1"),
        ("", "", "大屋场", "A1"),
        ("", "", "三组", "A1 A2"),
        ("", "", "sanzu tgy", "A2"),
        ("", "", "清水村 luo", "C1"),
        ("", "低保户", "罗", "A1"),
        ("", "", "残疾", "C1"),
        ("", "", "没有这个人", ""),
        ("", "", "。", "D1 A1 A2 B1 C1"),
    ];
    for (area, category, text, expected) in cases {
        let count = u32::try_from(expected.split_whitespace().count()).unwrap();
        assert_eq!(by(area, category, text), (count, expected.to_owned()), "{area:?} {category:?} {text:?}");
    }
    let unseen = RowsFilter { order: RowsOrder::Unseen, ..RowsFilter::default() };
    assert_eq!(codes(unseen.clone()), (5, "B1 D1 A2 C1 A1".to_owned()), "never, then the longest ago");
    let page = |limit, offset| codes(RowsFilter { limit, offset, ..unseen.clone() });
    assert_eq!(page(Some(2), 0), (5, "B1 D1".to_owned()));
    assert_eq!(page(Some(2), 4), (5, "A1".to_owned()));
    assert_eq!(page(Some(2), 9), (5, String::new()));
    assert_eq!(page(Some(0), 0), (5, String::new()));
}

#[test]
fn a_row_counts_what_hangs_on_it() {
    let phone = village(2);
    let facts = |code: &str| {
        let row = row(&phone, code);
        (row.persons, row.open_cases, row.last_visit)
    };
    let day = |day: &str| Some(day.to_owned());
    assert_eq!(facts("A1"), (0, 0, None));
    person(&phone, "A1", "罗一", "home");
    let away = person(&phone, "A1", "罗二", "away_work");
    person(&phone, "A1", "罗三", "deceased");
    assert_eq!(facts("A1"), (2, 0, None));
    phone.core.persons().set(away, &changes(&["residence=moved_out"]), None).unwrap();
    assert_eq!(facts("A1"), (1, 0, None));
    let visited = visit(&phone, "A1", "home", "2026-11-02");
    visit(&phone, "A1", "home", "2026-10-02");
    visit(&phone, "A1", "phone", "2026-11-20");
    assert_eq!(facts("A1"), (1, 0, day("2026-11-02")), "a call is no home visit");
    phone.core.visits().set(visited, &changes(&["date=2026-09-02"]), None).unwrap();
    assert_eq!(facts("A1"), (1, 0, day("2026-10-02")), "a day that was mistyped");
    phone.core.visits().set(visited, &changes(&["date="]), None).unwrap();
    let (open, done) = (case(&phone, "A1"), case(&phone, "A1"));
    assert_eq!(facts("A1"), (1, 2, day("2026-10-02")));
    step(&phone, done, "resolved");
    assert_eq!(facts("A1").1, 1);
    step(&phone, done, "reopened");
    assert_eq!(facts("A1").1, 2);
    step(&phone, open, "resolved");
    assert_eq!(facts("A1").1, 1);
    assert_eq!(facts("A2"), (0, 0, None), "another household's are its own");
    let row = row(&phone, "A1");
    assert_eq!(
        (row.head_name.as_str(), row.phone.as_deref(), row.area_name.as_deref(), row.address.as_deref()),
        ("罗守山", Some("13900000123"), Some("第三组"), Some("白竹村大屋场12号"))
    );
    assert_eq!(row.categories, ["低保户"]);
    assert!(!row.contradicted && !row.provisional);
}

#[test]
fn what_waits_and_what_contradicts_itself_is_marked() {
    let phone = village(3);
    phone.round(Vec::new());
    let marks = |code: &str| {
        let row = row(&phone, code);
        (row.waiting, row.contradicted)
    };
    assert_eq!(marks("A1"), (false, false));
    visit(&phone, "A1", "home", "2026-11-02");
    assert_eq!((marks("A1"), marks("A2")), ((true, false), (false, false)));
    let seen = phone.core.households().get("A2").unwrap().heads;
    for phone_number in ["phone=13900000001", "phone=13900000002"] {
        phone.core.households().set("A2", &changes(&[phone_number]), Some(&seen)).unwrap();
    }
    assert_eq!(marks("A2"), (true, true));
    phone.round(Vec::new());
    assert_eq!((marks("A1"), marks("A2")), ((false, false), (false, true)));
}

#[test]
fn households_that_were_merged_are_one_row() {
    let phone = village(4);
    visit(&phone, "A1", "home", "2026-10-02");
    visit(&phone, "B1", "home", "2026-11-02");
    person(&phone, "A1", "罗一", "home");
    person(&phone, "B1", "覃二", "home");
    case(&phone, "B1");
    let other = phone.core.households().get("B1").unwrap().id;
    phone.round(Vec::new());
    let merged = phone.core.duplicates().merge("A1", "B1", &[]).unwrap();
    let page = phone.core.households().rows(&RowsFilter::default()).unwrap();
    assert_eq!((page.total, page.rows.len()), (4, 4));
    let one = page.rows.iter().find(|row| row.id == merged.survivor.id).unwrap();
    assert_eq!((one.persons, one.open_cases, one.last_visit.as_deref()), (2, 1, Some("2026-11-02")));
    for text in ["罗守山", "0777", "覃二", "罗小明"] {
        let found = rows(&phone, &RowsFilter { text: Some(text.into()), ..RowsFilter::default() });
        assert_eq!(found.iter().map(|row| row.id).collect::<Vec<_>>(), [merged.survivor.id], "{text}");
    }
    let last = rows(&phone, &RowsFilter { order: RowsOrder::Unseen, ..RowsFilter::default() });
    assert_eq!(last.last().unwrap().id, merged.survivor.id, "the visit to the other record was a visit");
    assert!(one.waiting && (merged.survivor.id == other || merged.other.id == other));
}

#[test]
fn by_what_a_list_can_be_narrowed() {
    let phone = village(5);
    let facets = phone.core.households().facets().unwrap();
    let areas: Vec<_> = facets.areas.iter().map(|area| (&area.code[..], &area.name[..], area.count)).collect();
    let expected = [
        ("431027203000", "增口乡", 5),
        (VILLAGE, "白竹村", 4),
        (GROUP_3, "第三组", 2),
        (GROUP_4, "第四组", 1),
        (OTHER, "清水村", 1),
    ];
    assert_eq!(areas, expected);
    assert_eq!(facets.areas[2].level, "group");
    let categories: Vec<_> = facets.categories.iter().map(|facet| (&facet.name[..], facet.count)).collect();
    assert_eq!(categories, [("低保户", 2), ("残疾", 1), ("独居老人", 1)]);
    let nowhere = Phone::cadre(6);
    nowhere.household("H1", "罗守山");
    let facets = nowhere.core.households().facets().unwrap();
    let areas: Vec<_> = facets.areas.iter().map(|area| (&area.name[..], &area.level[..], area.count)).collect();
    assert_eq!(areas, [(support::AREA, "", 1)], "an area that the device was not told of");
}

/// The step to the schema with counts: what it computes from old rows is what writing would have counted.
#[test]
fn a_store_of_before_is_counted_once() {
    let mut phone = village(7);
    person(&phone, "A1", "罗一", "home");
    person(&phone, "A1", "罗三", "deceased");
    visit(&phone, "A1", "home", "2026-11-02");
    visit(&phone, "A2", "phone", "2026-11-02");
    case(&phone, "A2");
    step(&phone, case(&phone, "A2"), "resolved");
    let written = rows(&phone, &RowsFilter::default());
    {
        let db = rusqlite::Connection::open(phone.path()).unwrap();
        db.execute_batch(
            "DROP TABLE voucher; DROP INDEX outbox_again;
             ALTER TABLE outbox DROP COLUMN chunk; ALTER TABLE outbox DROP COLUMN again;
             DROP TABLE draft; DROP TABLE recorded; DROP TABLE news_seen; DELETE FROM meta WHERE name = 'news_since_ms';
             ALTER TABLE assignment DROP COLUMN heard_ms;
             DROP TRIGGER household_fact_more; DROP TRIGGER household_fact_less; DROP TABLE household_fact;
             DROP INDEX row_place; DROP INDEX row_home_visit; DROP INDEX row_case; DROP INDEX row_author;
             ALTER TABLE row DROP COLUMN address; ALTER TABLE row DROP COLUMN phone;
             PRAGMA user_version = 4;",
        )
        .unwrap();
    }
    phone.restart();
    assert_eq!(rows(&phone, &RowsFilter::default()), written);
    assert_eq!(written.iter().map(|row| row.persons + row.open_cases).sum::<u32>(), 2);
}
