//! What merging two households writes, and which record stands for which afterwards.
#![allow(missing_docs)]

mod support;

use lianxin_model::document::{Document, Record};
use lianxin_model::duplicates::{Choice, Links, plan, resolve, survivor};
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::intention::Intention;
use lianxin_model::value::Value;
use proptest::prelude::*;
use support::{ANNA, doc_id, edit};

const GROUP: &str = "431027201001003";

fn household(number: u8, intentions: &[Intention]) -> Record {
    let mut document = Document::new(Kind::Household, doc_id(number));
    edit(&mut document, ANNA, &[&[Intention::set("area", GROUP)], intentions].concat());
    document.record()
}

#[test]
fn the_official_one_survives_else_the_older() {
    let plain = |number| household(number, &[]);
    let coded = |number| household(number, &[Intention::set("code", "0012")]);
    for (a, b, expected) in [(plain(1), plain(2), 1), (plain(1), coded(2), 2), (coded(2), coded(3), 2)] {
        assert_eq!((survivor(&a, &b), survivor(&b, &a)), (doc_id(expected), doc_id(expected)));
    }
}

#[test]
fn what_only_the_other_had_is_copied_and_differences_are_offered() {
    let kept = household(
        1,
        &[
            Intention::set("head_name", "罗守山"),
            Intention::set("phone", "13900000123"),
            Intention::add("categories", "脱贫户"),
            Intention::put("extra", "牛", "2头"),
            Intention::insert("notes", 0, "院里有狗。\n进村走小路。"),
        ],
    );
    let other = household(
        2,
        &[
            Intention::set("head_name", "羅守山"),
            Intention::set("phone", "13900000123"),
            Intention::set("address", "3组12号"),
            Intention::add("categories", "脱贫户"),
            Intention::add("categories", "独居老人"),
            Intention::put("members", doc_id(50).to_string(), "户主"),
            Intention::put("extra", "牛", "3头"),
            Intention::put("extra", "羊", "5只"),
            Intention::insert("notes", 0, "进村走小路。\n儿子在外。\n"),
        ],
    );
    let planned = plan(&kept, &other, &[]).unwrap();
    assert_eq!(planned, plan(&other, &kept, &[]).unwrap(), "whichever is named first");
    assert_eq!((planned.survivor, planned.other), (doc_id(1), doc_id(2)));
    assert_eq!(planned.link, Intention::set("merged_into", doc_id(1)));
    assert_eq!(
        planned.copied,
        [
            Intention::set("address", "3组12号"),
            Intention::put("members", doc_id(50).to_string(), "户主"),
            Intention::add("categories", "独居老人"),
            Intention::insert("notes", 12, "\n儿子在外。\n"),
            Intention::put("extra", "羊", "5只"),
        ]
    );
    let told: Vec<_> = planned.differences.iter().map(|d| (d.field.as_str(), d.key.as_deref())).collect();
    assert_eq!(told, [("head_name", None), ("extra", Some("牛"))]);

    let take = |field: &str, key: Option<&str>| Choice { field: field.into(), key: key.map(str::to_owned) };
    let chosen = plan(&kept, &other, &[take("extra", Some("牛"))]).unwrap();
    assert!(chosen.copied.contains(&Intention::put("extra", "牛", "3头")));
    assert_eq!(chosen.differences.len(), 1);
    assert_eq!(chosen.differences[0].survivor, Value::from("罗守山"));
    for wrong in [take("phone", None), take("code", None), take("nonsense", None), take("extra", Some("羊"))] {
        assert!(plan(&kept, &other, std::slice::from_ref(&wrong)).is_err(), "{wrong:?}");
    }
}

#[test]
fn links_lead_to_one_record() {
    let ids = |numbers: &[u8]| numbers.iter().copied().map(doc_id).collect::<Vec<_>>();
    type Pairs = &'static [(u8, u8)];
    let cases: &[(&str, Pairs, Pairs)] = &[
        ("nothing", &[], &[(1, 1)]),
        ("one", &[(2, 1)], &[(1, 1), (2, 1)]),
        ("a chain", &[(3, 2), (2, 1)], &[(3, 1), (2, 1), (1, 1)]),
        ("itself", &[(2, 2)], &[(2, 2)]),
        ("a circle of two", &[(1, 2), (2, 1)], &[(1, 1), (2, 1)]),
        ("a circle of three, and one that leads into it", &[(1, 3), (3, 2), (2, 1), (9, 3)], &[(3, 1), (2, 1), (9, 1)]),
        ("two into one", &[(2, 1), (3, 1)], &[(2, 1), (3, 1)]),
    ];
    for (name, links, expected) in cases {
        let links = Links::new(links.iter().map(|(from, to)| (doc_id(*from), doc_id(*to))));
        for (id, survivor) in *expected {
            assert_eq!(links.survivor(doc_id(*id)), doc_id(*survivor), "{name}: {id}");
        }
    }
    let links = Links::new([(doc_id(3), doc_id(2)), (doc_id(2), doc_id(1)), (doc_id(5), doc_id(4))]);
    assert_eq!(links.household(doc_id(3)), ids(&[1, 2, 3]));
    assert_eq!(links.household(doc_id(1)), ids(&[1, 2, 3]));
    assert_eq!(links.household(doc_id(7)), ids(&[7]));
    assert_eq!(links.yielded().count(), 3);
}

proptest! {
    /// Everybody of a household names the same survivor, who is one of them, whatever the links.
    #[test]
    fn a_household_has_one_survivor(links in prop::collection::btree_map(0_u8..12, 0_u8..12, 0..12), start in 0_u8..12) {
        let links = Links::new(links.into_iter().map(|(from, to)| (doc_id(from), doc_id(to))));
        let household = links.household(doc_id(start));
        prop_assert!(household.contains(&doc_id(start)));
        let survivor = links.survivor(doc_id(start));
        prop_assert_eq!(household[0], survivor);
        for id in &household {
            prop_assert_eq!(links.survivor(*id), survivor);
        }
        let mut distinct: Vec<DocId> = household.clone();
        distinct.sort_unstable();
        distinct.dedup();
        prop_assert_eq!(distinct.len(), household.len());
        prop_assert_eq!(resolve(survivor, |_| None), survivor);
    }
}
