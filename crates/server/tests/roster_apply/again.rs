//! Importing again: the same sheet, a changed one, one that overlaps, and what people wrote in between.

use lianxin_model::catalogue::{HouseholdView, PersonView};
use lianxin_model::document::Document;
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::intention::Intention;
use lianxin_model::value::Value;

use super::{County, TENANT, id_number, problems, tally};

const HEAD: &str = "H1,增口村,3组,罗守山,罗守山,户主,男,1961-03-04,,13900000001,低保户,增口村3组1号,靠山";
const WIFE: &str = "H1,增口村,3组,罗守山,扶秀英,配偶,女,1963-05-06,,13900000002,残疾,,";

#[test]
fn the_same_sheet_changes_nothing() {
    let county = County::new();
    county.import(&[HEAD, WIFE]);
    let seq = county.seq();
    let outcome = county.import(&[HEAD, WIFE]);
    assert_eq!((outcome.households, outcome.persons), (tally(0, 0, 1), tally(0, 0, 2)));
    assert_eq!((outcome.groups_new, county.seq()), (0, seq));
}

#[test]
fn the_same_people_in_another_order_and_writing_change_nothing() {
    let county = County::new();
    county.import(&[HEAD, WIFE]);
    let seq = county.seq();
    let written_otherwise =
        "H1,增口村村委会,第三组,罗守山,罗守山,户主,男,1961.3.4,,139 0000 0001,低保户,增口村3组1号,靠山";
    let wife = WIFE.replace("增口村,3组", "增口村村委会,第三组");
    let outcome = county.import(&[&wife, written_otherwise]);
    assert_eq!((outcome.households, outcome.persons), (tally(0, 0, 1), tally(0, 0, 2)));
    assert_eq!(county.seq(), seq);
}

#[test]
fn a_changed_sheet_changes_only_what_differs() {
    let county = County::new();
    county.import(&[HEAD, WIFE]);
    let changed = HEAD.replace("靠山", "靠山，已修路").replace("低保户", "脱贫户");
    let outcome = county.import(&[&changed, WIFE]);
    assert_eq!((outcome.households, outcome.persons), (tally(0, 1, 0), tally(0, 0, 2)));
    let household = county.household("H1").expect("the household");
    let view: HouseholdView = household.record.view();
    assert_eq!((view.notes.as_str(), view.categories), ("靠山，已修路", vec!["残疾".to_owned(), "脱贫户".to_owned()]));
    assert_eq!(
        county.open(household.id, Kind::Household).automerge().get_changes(&[]).len(),
        4,
        "genesis 1, 2, import, import"
    );
}

#[test]
fn a_correction_of_what_the_sheet_repeats_stays_as_it_is() {
    let county = County::new();
    county.import(&[HEAD, WIFE]);
    let household = county.household("H1").expect("the household");
    county.cadre_writes(&household, &[Intention::set("phone", "13900000009"), Intention::insert("notes", 2, "，路滑")]);
    // Twice: the second import must not take the correction for something that the first one wrote.
    for (round, address) in ["增口村3组2号", "增口村3组5号"].into_iter().enumerate() {
        let changed = HEAD.replace("增口村3组1号", address);
        let outcome = county.import(&[&changed, WIFE]);
        assert_eq!((outcome.households, outcome.conflicts_new), (tally(0, 1, 0), 0), "round {round}");
        let record = county.household("H1").expect("the household").record;
        assert_eq!(record.text("phone"), Some("13900000009"), "round {round}");
        assert_eq!(record.text("address"), Some(address), "round {round}");
        assert_eq!(record.text("notes"), Some("靠山，路滑"), "round {round}");
        assert!(record.conflicts.is_empty(), "round {round}");
    }
}

#[test]
fn a_sheet_that_changes_what_somebody_corrected_makes_a_conflict() {
    let county = County::new();
    county.import(&[HEAD, WIFE]);
    let household = county.household("H1").expect("the household");
    county.cadre_writes(&household, &[Intention::set("phone", "13900000009")]);
    let changed = HEAD.replace("13900000001", "13900000005");
    let outcome = county.import(&[&changed, WIFE]);
    assert_eq!((outcome.households, outcome.conflicts_new), (tally(0, 1, 0), 1));
    assert!(problems(&outcome).contains(&(2, "kept_beside")), "{:?}", problems(&outcome));
    let record = county.household("H1").expect("the household").record;
    let mut rivals: Vec<_> = record.conflicts.iter().flat_map(|it| &it.rivals).map(|it| it.value.clone()).collect();
    rivals.sort();
    assert_eq!(rivals, [Value::from("13900000005"), Value::from("13900000009")]);

    // Settled, and the same sheet again: it stays settled.
    let household = county.household("H1").expect("the household");
    county.cadre_writes(&household, &[Intention::set("phone", "13900000009")]);
    assert_eq!(county.import(&[&changed, WIFE]).households, tally(0, 0, 1));
    let record = county.household("H1").expect("the household").record;
    assert_eq!((record.text("phone"), record.conflicts.len()), (Some("13900000009"), 0));
}

#[test]
fn two_sheets_that_overlap() {
    let county = County::new();
    county.import(&[HEAD, WIFE]);
    // The list of one category: the head alone, few columns, another household.
    let partial = ["H1,,,罗守山,罗守山,,,1961-03-04,,,监测户,,", "H2,白坪,1组,邓永祥,邓永祥,户主,,,,,监测户,,"];
    let outcome = county.import(&partial);
    assert_eq!((outcome.households, outcome.persons), (tally(1, 1, 0), tally(1, 0, 1)));
    assert!(problems(&outcome).contains(&(2, "not_listed")), "{:?}", problems(&outcome));
    let view: HouseholdView = county.household("H1").expect("the household").record.view();
    assert_eq!(view.categories, ["低保户", "残疾", "监测户"], "of a part of the people nothing is taken away");
    assert_eq!(view.members.len(), 2);
    assert_eq!((view.phone.as_deref(), view.address.as_deref()), (Some("13900000001"), Some("增口村3组1号")));

    // In turns, neither of them finds anything to do.
    let seq = county.seq();
    let first = county.import(&[HEAD, WIFE]);
    assert_eq!(first.persons, tally(0, 0, 2));
    let second = county.import(&partial);
    assert_eq!((second.persons, county.count(Kind::Person)), (tally(0, 0, 2), 3));
    assert!(county.seq() <= seq + 2, "the full sheet takes 监测户 back, the other gives it again");
}

#[test]
fn a_number_that_a_later_sheet_brings_makes_no_second_person() {
    let county = County::new();
    county.import(&[HEAD, "H1,增口村,3组,罗守山,扶秀英,配偶,女,,,,,,"]);
    let number = id_number("00000019630506122");
    let outcome = county.import(&[HEAD, &format!("H1,增口村,3组,罗守山,扶秀英,配偶,女,1963-05-06,{number},,,,")]);
    assert_eq!(outcome.persons, tally(0, 1, 1));
    assert_eq!(county.count(Kind::Person), 2);
    let wife: PersonView = county.person("H1", "扶秀英").expect("the wife").record.view();
    assert_eq!((wife.id_number, wife.birth), (Some(number), Some("1963-05-06".to_owned())));
}

#[test]
fn what_a_device_registered_before_is_met_and_not_doubled() {
    let county = County::new();
    let mut document = Document::new(Kind::Household, DocId::official(TENANT, Kind::Household, "H1"));
    county.cadre_edits(
        &mut document,
        &[
            Intention::set("code", "H1"),
            Intention::set("area", "431027100230"),
            Intention::set("phone", "13900000009"),
            Intention::set("address", "增口村3组1号"),
            Intention::insert("notes", 0, "靠山，近水"),
        ],
    );
    let outcome = county.import(&[HEAD, WIFE]);
    assert_eq!((outcome.households, outcome.conflicts_new), (tally(0, 1, 0), 1));
    let record = county.household("H1").expect("the household").record;
    assert_eq!(record.text("area"), Some("431027100230"), "a household is not moved");
    assert_eq!(record.text("notes"), Some("靠山，近水"));
    let fields: Vec<&str> = record.conflicts.iter().map(|conflict| conflict.field.as_str()).collect();
    assert_eq!(fields, ["phone"], "equal values contradict nothing");
    assert_eq!(county.count(Kind::Household), 1);
}
