//! The first import of a sheet.

use lianxin_model::catalogue::{HouseholdView, PersonView};
use lianxin_model::ids::{DocId, Kind};
use lianxin_server::roster::{ApplyError, Import, apply};

use super::{County, TENANT, id_number, problems, sheet, tally};

#[test]
fn a_household_with_its_people() {
    let county = County::new();
    let number = id_number("00000019610304121");
    let head =
        format!("H1,增口村,3组,罗守山,罗守山,户主,男,1961-03-04,{number},13900000001,低保户、老党员,增口村3组1号,靠山");
    let outcome = county.import(&[
        &head,
        "H1,增口村,3组,罗守山,扶秀英,配偶,女,1963.5.6,,13900000002/0735-8612345,残疾,,外出务工",
        "H1,增口村,3组,罗守山,罗小龙,,男,,,,,,",
    ]);
    assert_eq!((outcome.households, outcome.persons), (tally(1, 0, 0), tally(3, 0, 0)));
    assert_eq!((outcome.groups_new, outcome.rows_refused, problems(&outcome)), (1, 0, vec![]));

    let household = county.household("H1").expect("the household");
    assert_eq!(household.area.as_deref(), Some("431027100230003"));
    let view: HouseholdView = household.record.view();
    let head_id = DocId::official(TENANT, Kind::Person, &number);
    assert_eq!(view.head, Some(head_id));
    assert_eq!(view.head_name.as_deref(), Some("罗守山"));
    assert_eq!(view.phone.as_deref(), Some("13900000001"));
    assert_eq!(view.address.as_deref(), Some("增口村3组1号"));
    assert_eq!(view.categories, ["低保户", "残疾", "老党员"]);
    assert_eq!(view.notes, "靠山");
    let mut relations: Vec<&str> = view.members.values().map(String::as_str).collect();
    relations.sort_unstable();
    assert_eq!(relations, ["成员", "户主", "配偶"]);

    let head: PersonView = county.person("H1", "罗守山").expect("the head").record.view();
    assert_eq!((head.sex.as_deref(), head.birth.as_deref()), (Some("male"), Some("1961-03-04")));
    assert_eq!((head.categories, head.notes.as_str()), (vec!["老党员".to_owned()], ""));
    let wife = county.person("H1", "扶秀英").expect("the wife");
    assert_eq!(wife.area.as_deref(), Some("431027100230003"));
    let wife: PersonView = wife.record.view();
    assert_eq!(wife.extra.get("其他电话").map(String::as_str), Some("0735-8612345"));
    assert_eq!((wife.notes.as_str(), wife.phone.as_deref()), ("外出务工", Some("13900000002")));
}

#[test]
fn values_that_fail_their_check_are_kept_and_flagged() {
    let county = County::new();
    let outcome = county.import(&["H1,增口村,,罗守山,罗守山,户主,男,,000000196103041219,8612345,,,"]);
    assert_eq!(outcome.persons, tally(1, 0, 0));
    let person = county.person("H1", "罗守山").expect("the person");
    assert_eq!(person.record.text("phone"), Some("8612345"));
    let mut flags: Vec<(&str, &str)> =
        person.record.flags.iter().map(|flag| (flag.field.as_str(), flag.code.as_str())).collect();
    flags.sort_unstable();
    assert_eq!(flags, [("id_number", "id_number_check_digit"), ("phone", "phone_area_code")]);
}

#[test]
fn two_of_the_same_name_are_two_people() {
    let county = County::new();
    let rows = [
        "H1,增口村,,罗守山,罗守山,户主,,,,,,,",
        "H1,增口村,,罗守山,罗小妹,女儿,,,,,,,",
        "H1,增口村,,罗守山,罗小妹,女儿,,,,,,,",
    ];
    assert_eq!(county.import(&rows).persons, tally(3, 0, 0));
    assert_eq!(county.import(&rows).persons, tally(0, 0, 3));
}

#[test]
fn a_dry_run_says_the_same_and_writes_nothing() {
    let county = County::new();
    let rows = sheet(&[
        "H1,增口村,9组,罗守山,罗守山,户主,,,,13900000001,,,",
        "H2,无此村,1组,扶有福,扶有福,户主,,,,13900000002,,,",
        "H3,增口村,1组,邓永祥,邓永祥,户主,,,,1390,,,",
    ]);
    let before = county.seq();
    let mut dry = county.import_sheet(&rows, true);
    assert_eq!(county.seq(), before);
    assert_eq!(county.count(Kind::Household), 0);
    assert!(dry.dry_run);
    dry.dry_run = false;
    let real = county.import_sheet(&rows, false);
    assert_eq!(serde_json::to_value(&dry).unwrap(), serde_json::to_value(&real).unwrap());
    assert_eq!((real.households, real.groups_new), (tally(2, 0, 0), 2));
}

#[test]
fn only_an_administrator_imports() {
    let county = County::new();
    let rows = sheet(&["H1,增口村,1组,罗守山,罗守山,户主,,,,,,,"]);
    let mut user = county.admin.clone();
    user.disabled = true;
    let import = Import { user: &user, dry_run: false, now_s: 0 };
    let refused = apply(&county.store, &rows, &import, |_| {});
    assert!(matches!(refused, Err(ApplyError::NotAllowed)));
    assert_eq!(county.count(Kind::Household), 0);
}

#[test]
fn many_households_come_in_several_transactions_and_say_how_far_they_are() {
    let county = County::new();
    let rows: Vec<String> =
        (0..300).map(|n| format!("H{n},增口村,{}组,罗守山,罗守山,户主,,,,,,,", n % 9 + 1)).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let mut seen = Vec::new();
    let import = Import { user: &county.admin, dry_run: false, now_s: 0 };
    let outcome = apply(&county.store, &sheet(&rows), &import, |progress| {
        seen.push((progress.households_done, progress.households));
    });
    assert_eq!(outcome.expect("an import").households, tally(300, 0, 0));
    assert!(seen.len() > 1, "{seen:?}");
    assert_eq!(seen.last(), Some(&(300, 300)));
    assert!(seen.windows(2).all(|two| two[0].0 < two[1].0));
}
