//! Which village and group a row means.

use lianxin_model::check::DivisionLevel;
use lianxin_store::Store as _;

use super::{County, problems, tally};

const ZENGKOU: &str = "431027100230";

#[test]
fn villages_and_groups() {
    let cases: [(&str, &str, Result<&str, &str>); 17] = [
        ("增口村", "", Ok(ZENGKOU)),
        ("增口", "", Ok(ZENGKOU)),
        ("增口村委会", "", Ok(ZENGKOU)),
        ("沤江镇增口村", "", Ok(ZENGKOU)),
        ("桂东县沤江镇 增口村", "", Ok(ZENGKOU)),
        (ZENGKOU, "", Ok(ZENGKOU)),
        ("白坪", "", Ok("431027100231")),
        ("四都镇东水村", "", Ok("431027104202")),
        ("沤江镇东水", "", Ok("431027100202")),
        ("东水村", "", Err("ambiguous_village")),
        ("无此村", "", Err("unknown_village")),
        ("四都镇增口村", "", Err("unknown_village")),
        ("", "", Err("village_needed")),
        ("增口村", "江背组", Ok("431027100230004")),
        ("增口村", "第三村民小组", Ok("431027100230003")),
        ("增口村", "增口村3组", Ok("431027100230003")),
        // Number 4 bears the name 江背组 already.
        ("增口村", "4组", Ok("431027100230001")),
    ];
    for (village, group, expected) in cases {
        let county = County::new();
        let outcome = county.import(&[&format!("H1,{village},{group},罗守山,罗守山,户主,,,,,,,")]);
        let area = county.household("H1").and_then(|row| row.area);
        match expected {
            Ok(code) => assert_eq!(area.as_deref(), Some(code), "{village} {group}"),
            Err(code) => {
                assert_eq!(area, None, "{village} {group}");
                assert!(problems(&outcome).contains(&(2, code)), "{village} {group}: {:?}", problems(&outcome));
                assert_eq!((outcome.rows_refused, outcome.households), (1, tally(0, 0, 0)), "{village} {group}");
            }
        }
    }
}

#[test]
fn groups_are_made_below_their_village_numbered_ones_first() {
    let county = County::new();
    let groups = ["上湾组", "1组", "二组", "上湾", "5", "江背"];
    let rows: Vec<String> =
        groups.iter().enumerate().map(|(n, group)| format!("H{n},增口村,{group},罗守山,罗守山,户主,,,,,,,")).collect();
    let outcome = county.import(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!((outcome.groups_new, outcome.households), (4, tally(6, 0, 0)));
    let read = county.store.read().expect("a reading");
    let seen: Vec<(String, String)> = read
        .area_children(Some(ZENGKOU))
        .expect("the groups")
        .into_iter()
        .inspect(|area| assert_eq!(area.level, DivisionLevel::Group))
        .map(|area| (area.code, area.name))
        .collect();
    let expected = [("001", "1组"), ("002", "2组"), ("003", "上湾组"), ("004", "江背组"), ("005", "5组")];
    assert_eq!(seen, expected.map(|(number, name)| (format!("{ZENGKOU}{number}"), name.to_owned())));
}

#[test]
fn nobody_imports_beyond_their_area() {
    let county = County::administered_from("431027100000");
    let outcome =
        county.import(&["H1,东水村,1组,罗守山,罗守山,户主,,,,,,,", "H2,四都镇东水村,1组,扶有福,扶有福,户主,,,,,,,"]);
    assert_eq!(outcome.households, tally(1, 0, 0), "东水村 is one village within the township");
    assert!(problems(&outcome).contains(&(3, "unknown_village")), "{:?}", problems(&outcome));
}

#[test]
fn a_household_and_a_person_stay_where_they_are_recorded() {
    let county = County::new();
    let number = super::id_number("00000019610304121");
    county.import(&[&format!("H1,增口村,1组,罗守山,罗守山,户主,,,{number},,,,")]);
    let outcome = county.import(&[
        "H1,白坪村,2组,,罗小龙,儿子,,,,,,,",
        &format!("H2,白坪村,2组,扶有福,罗守山,女婿,,,{number},,,,"),
        "H2,白坪村,2组,扶有福,扶有福,户主,,,,,,,",
    ]);
    let seen = problems(&outcome);
    assert!(seen.contains(&(2, "household_elsewhere")), "{seen:?}");
    assert!(seen.contains(&(3, "person_elsewhere")), "{seen:?}");
    assert_eq!(county.household("H1").and_then(|row| row.area).as_deref(), Some("431027100230001"));
    assert_eq!((outcome.households, outcome.persons, outcome.rows_refused), (tally(1, 1, 0), tally(2, 0, 0), 1));
    let moved = county.household("H2").expect("the household").record;
    assert_eq!(moved.keys("members").len(), 1);
}

#[test]
fn of_a_recorded_household_the_village_need_not_be_known_again() {
    let cases: [(&str, &[(u32, &str)]); 5] = [
        ("", &[]),
        ("东水村", &[]),
        ("四都镇东水村", &[]),
        ("沤江镇东水村", &[(2, "household_elsewhere")]),
        ("无此村", &[(2, "household_elsewhere")]),
    ];
    for (village, expected) in cases {
        let county = County::new();
        county.import(&["H1,四都镇东水村,,罗守山,罗守山,户主,,,,,,,"]);
        let outcome = county.import(&[&format!("H1,{village},,罗守山,罗守山,户主,,,,13900000001,,,")]);
        let seen: Vec<_> = problems(&outcome).into_iter().filter(|(_, code)| *code != "no_village").collect();
        assert_eq!(seen, expected, "{village}");
        assert_eq!(outcome.households, tally(0, 1, 0), "{village}");
        let area = county.household("H1").and_then(|row| row.area);
        assert_eq!(area.as_deref(), Some("431027104202"), "{village}");
    }
}

/// A sheet may name a village that became part of another one, as it was written before or as it is today.
#[test]
fn a_merged_village_is_found_by_its_old_name() {
    let white = "431027100231";
    for (village, group, expected) in [
        ("白坪村", "", ZENGKOU.to_owned()),
        ("白坪", "", ZENGKOU.to_owned()),
        (white, "", ZENGKOU.to_owned()),
        ("沤江镇白坪村", "", ZENGKOU.to_owned()),
        ("桂东县白坪村", "", ZENGKOU.to_owned()),
        ("增口村", "", ZENGKOU.to_owned()),
        // Its groups keep their names: this one is not the other village's.
        ("白坪村", "2组", format!("{white}002")),
        ("增口村", "2组", format!("{ZENGKOU}002")),
    ] {
        let county = County::new();
        county.import(&["H0,白坪村,2组,扶有福,扶有福,户主,,,,,,,"]);
        let mut write = county.store.write().expect("a transaction");
        write.merge_area(white, ZENGKOU).expect("a merger");
        write.commit().expect("a commit");
        let outcome = county.import(&[&format!("H1,{village},{group},罗守山,罗守山,户主,,,,,,,")]);
        let area = county.household("H1").and_then(|row| row.area);
        assert_eq!(area, Some(expected), "{village} {group}: {:?}", problems(&outcome));

        let again = county.import(&["H0,增口村,,扶有福,扶有福,户主,,,,13900000001,,,"]);
        assert!(!problems(&again).contains(&(2, "household_elsewhere")), "it lies in that village");
        assert_eq!(county.household("H0").and_then(|row| row.area), Some(format!("{white}002")), "and is not moved");
    }
    let county = County::new();
    let mut write = county.store.write().expect("a transaction");
    let old = write.area(ZENGKOU).expect("reads").expect("it is there");
    let name = "白坪新村".to_owned();
    write
        .put_area(&lianxin_store::NewArea { code: old.code, name, level: old.level, parent: old.parent })
        .expect("named");
    write.commit().expect("a commit");
    for (household, village) in [("H1", "增口村"), ("H2", "沤江镇增口"), ("H3", "白坪新村")] {
        county.import(&[&format!("{household},{village},,罗守山,罗守山,户主,,,,,,,")]);
        let area = county.household(household).and_then(|row| row.area);
        assert_eq!(area.as_deref(), Some(ZENGKOU), "{village}, after it was renamed");
    }
    let county = County::administered_from(ZENGKOU);
    let mut write = county.store.write().expect("a transaction");
    write.merge_area(white, ZENGKOU).expect("a merger");
    write.commit().expect("a commit");
    let outcome = county.import(&["H1,,,罗守山,罗守山,户主,,,,,,,"]);
    assert_eq!(outcome.households, tally(1, 0, 0), "who answers for one village need not name it");
}
