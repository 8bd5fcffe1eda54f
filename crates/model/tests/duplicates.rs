//! Which families are taken for the same, and what merging two of them writes.
#![allow(missing_docs)]

mod support;

use lianxin_model::check::check_digit;
use lianxin_model::document::{Document, Record};
use lianxin_model::duplicates::{
    Choice, Fingerprint, Likeness, Links, Reason, likeness, pairs, plan, resolve, survivor,
};
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::intention::Intention;
use lianxin_model::limits::DUPLICATE_SHARED_MAX;
use lianxin_model::value::Value;
use proptest::prelude::*;
use support::{ANNA, doc_id, edit};

const VILLAGE: &str = "431027201001";
const GROUP: &str = "431027201001003";
const OTHER_GROUP: &str = "431027201001004";
const OTHER_VILLAGE: &str = "431027201002";

/// An invented number: no place has the code 000000.
fn id_number(birth: &str, sequence: u32) -> String {
    let first_17 = format!("000000{birth}{sequence:03}");
    format!("{first_17}{}", check_digit(&first_17).unwrap())
}

/// A family as it was typed: fields of the household, `id` and `birth` of its head, `member_id` of a child.
#[derive(Clone, Default)]
struct Family {
    household: Vec<Intention>,
    head: Vec<Intention>,
    member_ids: Vec<String>,
}

impl Family {
    fn of(texts: &[(&str, &str)]) -> Self {
        let mut family = Family::default();
        for (field, text) in texts {
            match *field {
                "id" => family.head.push(Intention::set("id_number", *text)),
                "birth" => family.head.push(Intention::set("birth", *text)),
                "member_id" => family.member_ids.push((*text).to_owned()),
                field => family.household.push(Intention::set(field, *text)),
            }
        }
        family
    }

    fn print(&self, number: u8) -> Fingerprint {
        let mut household = Document::new(Kind::Household, doc_id(number));
        let mut persons = Vec::new();
        let mut fields = self.household.clone();
        let mut person = |place: u8, relation: &str, intentions: &[Intention]| {
            let id = DocId(uuid::Uuid::from_u128(1_000 * u128::from(number) + u128::from(place)));
            let mut document = Document::new(Kind::Person, id);
            edit(&mut document, ANNA, intentions);
            persons.push(document.record());
            fields.push(Intention::put("members", id.to_string(), relation));
        };
        if !self.head.is_empty() {
            person(1, "户主", &self.head);
        }
        for number in &self.member_ids {
            person(2, "儿子", &[Intention::set("id_number", number.as_str())]);
        }
        edit(&mut household, ANNA, &fields);
        Fingerprint::of(&household.record(), &persons.iter().collect::<Vec<_>>())
    }
}

fn compared(a: &[(&str, &str)], b: &[(&str, &str)]) -> Option<Likeness> {
    let (a, b) = (Family::of(a).print(1), Family::of(b).print(2));
    let found = likeness(&a, &b);
    assert_eq!(likeness(&b, &a), found, "whichever comes first");
    found
}

#[test]
fn families() {
    let mother = id_number("19600101", 22);
    let twin = id_number("19880808", 11);
    let other_twin = id_number("19880808", 13);
    // Before 1999 the same person had 15 digits.
    let mother_old = format!("{}{}", &mother[..6], &mother[8..17]);
    let luo = [("area", GROUP), ("head_name", "罗守山")];
    let with = |more: &[(&'static str, &str)]| -> Vec<(&'static str, String)> {
        luo.iter().chain(more).map(|(field, text)| (*field, (*text).to_owned())).collect()
    };
    type Texts = Vec<(&'static str, String)>;
    let texts = |texts: &[(&'static str, &str)]| -> Texts {
        texts.iter().map(|(field, text)| (*field, (*text).to_owned())).collect()
    };
    /// What the two are, what of each is typed, and whether it is offered and certain.
    type Case = (&'static str, Texts, Texts, Option<bool>);
    let cases: Vec<Case> = vec![
        // The same family, typed twice.
        ("name and phone", with(&[("phone", "13900000123")]), with(&[("phone", "+86 139-0000-0123")]), Some(true)),
        ("name and address", with(&[("address", "白竹村三组12号")]), with(&[("address", "3组十二号")]), Some(false)),
        ("name alone in one group", with(&[]), with(&[]), Some(false)),
        (
            "traditional characters, the village alone on one side",
            with(&[("phone", "13900000123")]),
            texts(&[("area", VILLAGE), ("head_name", "羅守山"), ("phone", "13900000123")]),
            Some(true),
        ),
        (
            "another character of the same sound",
            with(&[("phone", "13900000123")]),
            texts(&[("area", GROUP), ("head_name", "罗首山"), ("phone", "13900000123")]),
            Some(false),
        ),
        (
            "the same ID number, everything else different",
            with(&[("id", &mother), ("phone", "13900000123")]),
            texts(&[("area", OTHER_VILLAGE), ("head_name", "李桂花"), ("id", &mother)]),
            Some(true),
        ),
        ("an ID number of 15 digits and of 18", with(&[("id", &mother)]), with(&[("id", &mother_old)]), Some(true)),
        (
            "husband and wife, each as head",
            with(&[("phone", "13900000123"), ("address", "3组12号")]),
            texts(&[("area", GROUP), ("head_name", "李桂花"), ("phone", "13900000123"), ("address", "12号")]),
            Some(false),
        ),
        (
            "husband and wife, known by their numbers and a child",
            with(&[("phone", "13900000123"), ("id", &twin), ("member_id", &other_twin)]),
            texts(&[
                ("area", GROUP),
                ("head_name", "李桂花"),
                ("phone", "13900000123"),
                ("id", &mother),
                ("member_id", &other_twin),
            ]),
            Some(false),
        ),
        ("a name and a child in common", with(&[("member_id", &twin)]), with(&[("member_id", &twin)]), Some(true)),
        (
            "a minority name with its dot and without",
            texts(&[("area", GROUP), ("head_name", "阿依努尔·买买提"), ("phone", "13900000123")]),
            texts(&[("area", GROUP), ("head_name", "阿依努尔买买提"), ("phone", "13900000123")]),
            Some(true),
        ),
        (
            "an official household and one without a code",
            with(&[("phone", "13900000123"), ("code", "0012")]),
            with(&[("phone", "13900000123")]),
            Some(true),
        ),
        // Different families.
        (
            "two official households",
            with(&[("phone", "13900000123"), ("code", "0012")]),
            with(&[("phone", "13900000123"), ("code", "0013")]),
            None,
        ),
        (
            "namesakes of one group with different ID numbers and one phone",
            with(&[("id", &twin), ("phone", "13900000123")]),
            with(&[("id", &mother), ("phone", "13900000123")]),
            None,
        ),
        (
            "namesakes of one group with different births",
            with(&[("birth", "1950-01-01"), ("address", "3组12号")]),
            with(&[("birth", "1975-05-05"), ("address", "3组12号")]),
            None,
        ),
        ("namesakes who live apart", with(&[("address", "12号")]), with(&[("address", "15号")]), None),
        (
            "namesakes with phones of their own",
            with(&[("phone", "13900000123")]),
            with(&[("phone", "13900000456")]),
            None,
        ),
        ("namesakes of two groups", with(&[]), texts(&[("area", OTHER_GROUP), ("head_name", "罗守山")]), None),
        (
            "the same house number in two groups",
            with(&[("address", "12号")]),
            texts(&[("area", OTHER_GROUP), ("head_name", "罗守山"), ("address", "12号")]),
            None,
        ),
        (
            "a namesake in another village who left the same number",
            with(&[("phone", "13900000123")]),
            texts(&[("area", OTHER_VILLAGE), ("head_name", "罗守山"), ("phone", "13900000123")]),
            Some(false),
        ),
        (
            "twins next door who give their mother's number",
            texts(&[("area", GROUP), ("head_name", "罗军"), ("phone", "13900000123"), ("birth", "1988-08-08")]),
            texts(&[("area", GROUP), ("head_name", "罗君"), ("phone", "13900000123"), ("birth", "1988-08-08")]),
            Some(false),
        ),
        (
            "the same twins with their ID numbers",
            texts(&[("area", GROUP), ("head_name", "罗军"), ("phone", "13900000123"), ("id", &twin)]),
            texts(&[("area", GROUP), ("head_name", "罗君"), ("phone", "13900000123"), ("id", &other_twin)]),
            None,
        ),
        (
            "namesakes in an old people's home",
            with(&[("phone", "0735-8612345"), ("address", "敬老院")]),
            with(&[("phone", "07358612345"), ("address", "敬老院")]),
            Some(false),
        ),
        (
            "others in an old people's home",
            with(&[("phone", "0735-8612345"), ("address", "敬老院")]),
            texts(&[("area", GROUP), ("head_name", "黄秀英"), ("phone", "0735-8612345"), ("address", "敬老院")]),
            None,
        ),
        (
            "a son away for work whom parents and parents-in-law name",
            with(&[("phone", "13900000123")]),
            texts(&[("area", GROUP), ("head_name", "黄秀英"), ("phone", "13900000123")]),
            None,
        ),
        ("nothing known of either", texts(&[("area", GROUP)]), texts(&[("area", GROUP)]), None),
    ];
    for (name, a, b, expected) in cases {
        let a: Vec<(&str, &str)> = a.iter().map(|(field, text)| (*field, text.as_str())).collect();
        let b: Vec<(&str, &str)> = b.iter().map(|(field, text)| (*field, text.as_str())).collect();
        let found = compared(&a, &b);
        assert_eq!(found.as_ref().map(|likeness| likeness.certain), expected, "{name}: {found:?}");
        assert!(found.is_none_or(|likeness| !likeness.reasons.is_empty()), "{name}");
    }
}

#[test]
fn reasons_are_told_the_strongest_first() {
    let family = [("area", GROUP), ("head_name", "罗守山"), ("phone", "13900000123"), ("address", "12号")];
    let found = compared(&family, &family).unwrap();
    assert_eq!(found.reasons, [Reason::HeadName, Reason::Phone, Reason::Address, Reason::Area]);
}

/// Numbers that fail their check (无, a slip) are the same for many and join nobody.
#[test]
fn what_is_no_number_says_nothing() {
    let household = |number: u8, name: &str| {
        let mut document = Document::new(Kind::Household, doc_id(number));
        let intentions = [
            Intention::set("area", GROUP),
            Intention::set("head_name", name),
            Intention::set("phone", "无"),
            Intention::set("address", "3组"),
        ];
        let edit =
            lianxin_model::document::Edit { actor: ANNA, at: None, time_s: 0, intentions: &intentions, lenient: true };
        document.edit(&edit).unwrap();
        Fingerprint::of(&document.record(), &[])
    };
    assert_eq!(likeness(&household(1, "罗守山"), &household(2, "黄秀英")), None);
}

/// Whatever many share says nothing of any two of them; what they share beside it still does.
#[test]
fn a_home_of_many_is_not_a_crowd_of_pairs() {
    let residents = DUPLICATE_SHARED_MAX as u8 + 6;
    let resident = |number: u8, name: &str| {
        Family::of(&[("area", VILLAGE), ("head_name", name), ("phone", "13900000123"), ("address", "敬老院1号")])
            .print(number)
    };
    let names = ["王秀英", "李桂花", "张三", "黄守田", "罗大山", "何平", "曾福", "周全", "吴忧", "郑重"];
    let mut prints: Vec<Fingerprint> =
        names.iter().zip(1..=residents).map(|(name, number)| resident(number, name)).collect();
    assert_eq!(pairs(&prints), []);
    prints.push(resident(99, "王秀英"));
    let found = pairs(&prints);
    let told: Vec<_> = found.iter().map(|pair| (pair.a, pair.b, pair.likeness.certain)).collect();
    assert_eq!(told, [(doc_id(1), doc_id(99), false)], "namesakes there are offered for their name, and never certain");
    assert_eq!(found[0].likeness.reasons, [Reason::HeadName, Reason::Area]);
}

#[test]
fn pairs_are_found_among_a_village_in_one_order() {
    let names = ["罗守山", "黄秀英", "李桂花", "曾福", "何平"];
    let mut prints: Vec<Fingerprint> = (0..40_u8)
        .map(|number| {
            let name =
                format!("{}{}", names[usize::from(number) % 5], char::from_u32(0x4e00 + u32::from(number)).unwrap());
            let phone = format!("139000001{number:02}");
            Family::of(&[("area", GROUP), ("head_name", &name), ("phone", &phone)]).print(number)
        })
        .collect();
    prints.push(Family::of(&[("area", GROUP), ("head_name", "别人"), ("phone", "13900000107")]).print(90));
    let same = format!("黄秀英{}", char::from_u32(0x4e00 + 11).unwrap());
    prints.push(Family::of(&[("area", VILLAGE), ("head_name", &same), ("phone", "13900000111")]).print(91));
    let found = pairs(&prints);
    assert_eq!(
        found.iter().map(|p| (p.a, p.b, p.likeness.certain)).collect::<Vec<_>>(),
        [(doc_id(11), doc_id(91), true)]
    );
    prints.reverse();
    assert_eq!(pairs(&prints), found);
}

/// The same ID number eight times is eight registrations of one household.
#[test]
fn an_id_number_joins_however_many() {
    let number = id_number("19600101", 22);
    let prints: Vec<Fingerprint> =
        (1..=8).map(|place| Family::of(&[("area", GROUP), ("id", &number)]).print(place)).collect();
    assert_eq!(pairs(&prints).len(), 7);
}

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
