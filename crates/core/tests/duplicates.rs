//! Households that were registered twice: offered, merged, parted; and phones whose clocks are wrong.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use lianxin_core::changes::FieldChange;
use lianxin_core::requests::{
    AddHouseholdRequest, AddPersonRequest, AddVisitRequest, CaseEventRequest, ListFilter, OpenCaseRequest,
};
use lianxin_model::duplicates::{Choice, Reason};
use lianxin_model::ids::DocId;
use lianxin_sync::wire::{Answer, Delta};
use support::{AREA, Phone, changes};

const TEN_YEARS_MS: i64 = 3_652 * 24 * 3_600 * 1_000;

/// What a server would do with what the phones hand in: everybody gets what the others wrote, in the order of arrival.
#[derive(Default)]
struct Exchange {
    log: Vec<(usize, Delta)>,
    seen: BTreeMap<usize, usize>,
}

impl Exchange {
    fn sync(&mut self, number: usize, phone: &Phone) {
        let from = self.seen.insert(number, self.log.len()).unwrap_or(0);
        let others = self.log[from..].iter().filter(|(by, _)| *by != number).map(|(_, delta)| delta.clone());
        let handed_in = phone.round(others.collect());
        self.log.extend(handed_in.into_iter().map(|delta| (number, delta)));
    }

    fn settle(&mut self, phones: &[Phone]) {
        for _ in 0..2 {
            for (number, phone) in phones.iter().enumerate() {
                self.sync(number, phone);
            }
        }
    }
}

fn add(phone: &Phone, head_name: &str, texts: &[&str]) -> DocId {
    let fields = changes(texts);
    let head_name = Some(head_name.to_owned());
    let request = AddHouseholdRequest { area: AREA.to_owned(), head_name, fields, ..AddHouseholdRequest::default() };
    phone.core.households().add(&request).unwrap().id
}

fn visit(phone: &Phone, household: DocId, text: &str) -> DocId {
    let request = AddVisitRequest { kind: "home".into(), text: text.into(), ..AddVisitRequest::default() };
    phone.core.visits().add(&household.to_string(), &request).unwrap().visit.id
}

fn case(phone: &Phone, household: DocId, title: &str) -> DocId {
    let request = OpenCaseRequest {
        ledger: "livelihood".into(),
        title: title.into(),
        text: title.into(),
        ..OpenCaseRequest::default()
    };
    phone.core.cases().open(&household.to_string(), &request).unwrap().id
}

fn person(phone: &Phone, household: DocId, name: &str) -> DocId {
    let request = AddPersonRequest { name: name.into(), relation: "儿子".into(), ..AddPersonRequest::default() };
    phone.core.persons().add(&household.to_string(), &request).unwrap().id
}

#[test]
fn a_family_registered_on_two_phones_becomes_one() {
    let phones = [Phone::cadre(1), Phone::cadre(2)];
    phones[1].machine.pass_ms(60_000);
    let mut exchange = Exchange::default();
    let first = add(&phones[0], "罗守山", &["phone=13900000123", "housing=木房", "notes=院里有狗"]);
    let second = add(&phones[1], "羅守山", &["phone=139 0000 0123", "address=3组12号", "housing=砖房"]);
    let visits = [visit(&phones[0], first, "老人安好。"), visit(&phones[1], second, "屋顶漏雨。")];
    let child = person(&phones[1], second, "罗小山");
    let matter = case(&phones[1], second, "修屋顶");
    assert_eq!(phones[0].core.duplicates().list(None).unwrap(), [], "the other is not known yet");
    exchange.settle(&phones);

    let core = &phones[0].core;
    let offered = core.duplicates().list(None).unwrap();
    assert_eq!(offered.len(), 1);
    assert_eq!((offered[0].survivor.id, offered[0].other.id, offered[0].certain), (first, second, true));
    let reasons: Vec<Reason> = offered[0].reasons.iter().map(|reason| reason.code).collect();
    assert_eq!(reasons, [Reason::HeadName, Reason::Phone, Reason::Area]);
    let differing: Vec<&str> = offered[0].differences.iter().map(|difference| difference.field.as_str()).collect();
    assert_eq!(differing, ["head_name", "housing"]);
    assert_eq!(core.duplicates().of(&second.to_string()).unwrap(), offered);
    assert_eq!(core.duplicates().list(Some("431027999")).unwrap(), [], "of another area");

    let housing = Choice { field: "housing".into(), key: None };
    core.duplicates().merge(&second.to_string(), &first.to_string(), &[housing]).unwrap();
    exchange.settle(&phones);
    for (phone, who) in phones.iter().zip(["a", "b"]) {
        let core = &phone.core;
        let listed = core.households().list(&ListFilter::default()).unwrap();
        assert_eq!(listed.iter().map(|household| household.id).collect::<Vec<_>>(), [first], "{who}");
        assert_eq!(core.duplicates().list(None).unwrap(), [], "{who}");
        for named in [first, second] {
            let page = core.households().show(&named.to_string()).unwrap();
            assert_eq!(page.household.id, first, "{who}");
            let fields = &page.household.fields;
            assert_eq!(
                (fields.address.as_deref(), fields.housing.as_deref()),
                (Some("3组12号"), Some("砖房")),
                "{who}"
            );
            assert_eq!(page.merged.iter().map(|other| other.id).collect::<Vec<_>>(), [second], "{who}");
            let found: BTreeSet<DocId> = page.visits.iter().map(|visit| visit.id).collect();
            assert_eq!(found, visits.into_iter().collect(), "{who}");
            assert_eq!((page.persons[0].id, page.cases[0].id), (child, matter), "{who}");
        }
        for words in ["罗守山", "3组12号", "13900000123"] {
            let found = core.search(words).unwrap();
            let households: Vec<DocId> = found.iter().filter(|f| f.id == f.household.unwrap()).map(|f| f.id).collect();
            assert_eq!(households, [first], "{who}: {words}");
            let filter = ListFilter { text: Some(words.into()), ..ListFilter::default() };
            assert_eq!(core.households().list(&filter).unwrap().len(), 1, "{who}: {words}");
        }
        let history = core.history(first).unwrap();
        assert_eq!(history.iter().map(|entry| entry.document).collect::<BTreeSet<_>>().len(), 2, "{who}");
        assert_eq!(core.history(second).unwrap(), history, "{who}");
    }

    // What is written to either goes to the one, on either phone.
    let later = visit(&phones[1], second, "修好了。");
    assert_eq!(phones[1].core.visits().show(later).unwrap().fields.household, Some(first));
    phones[1].core.households().set(&second.to_string(), &[FieldChange::set("income_fen", "100")], None).unwrap();
    assert!(phones[1].core.households().get(&first.to_string()).unwrap().fields.income_fen.is_some());

    assert_eq!(phones[1].core.duplicates().undo(&first.to_string()).unwrap_err().code(), "not_merged");
    phones[1].core.duplicates().undo(&second.to_string()).unwrap();
    exchange.settle(&phones);
    for phone in &phones {
        assert_eq!(phone.core.households().list(&ListFilter::default()).unwrap().len(), 2);
        let page = phone.core.households().show(&second.to_string()).unwrap();
        assert_eq!(page.visits.iter().map(|visit| visit.id).collect::<Vec<_>>(), [visits[1]]);
        assert_eq!((page.household.id, page.merged), (second, Vec::new()));
    }
}

#[test]
fn the_official_household_goes_on() {
    let phone = Phone::cadre(3);
    let older = add(&phone, "罗守山", &["phone=13900000123"]);
    let official = phone.household("0012", "罗守山").id;
    phone.core.households().set("0012", &changes(&["phone=13900000123"]), None).unwrap();
    let merged = phone.core.duplicates().merge(&older.to_string(), "0012", &[]).unwrap();
    assert_eq!((merged.survivor.id, merged.other.id), (official, older));
    let unsent = phone.core.status().unwrap().unsent;
    assert_eq!(phone.core.duplicates().merge("0012", &older.to_string(), &[]).unwrap(), merged, "once more");
    assert_eq!(phone.core.status().unwrap().unsent, unsent, "nothing is written for it");
    assert_eq!(phone.core.duplicates().merged().unwrap(), [merged]);
}

#[test]
fn what_cannot_be_merged_is_told_and_changes_nothing() {
    let phone = Phone::cadre(4);
    let (a, b) = (add(&phone, "罗守山", &["phone=13900000123"]), add(&phone, "罗守山", &["housing=木房"]));
    let (a, b) = (a.to_string(), b.to_string());
    let before = phone.core.status().unwrap().unsent;
    let phone_of_neither = Choice { field: "phone".into(), key: None };
    let unknown = "00000000-0000-7000-8000-000000000000";
    let cases: [(&str, &str, &[Choice], &str); 3] = [
        (&a, unknown, &[], "unknown_record"),
        (&a, &b, std::slice::from_ref(&phone_of_neither), "fields"),
        (&a, "nonsense", &[], "unknown_record"),
    ];
    for (one, other, chosen, code) in cases {
        assert_eq!(phone.core.duplicates().merge(one, other, chosen).unwrap_err().code(), code);
    }
    assert_eq!(phone.core.duplicates().undo(&a).unwrap_err().code(), "not_merged");
    assert_eq!(phone.core.status().unwrap().unsent, before);
}

/// A household that is not in this device's scope does not make another disappear.
#[test]
fn a_record_stays_in_the_list_while_the_other_is_not_held() {
    let phones = [Phone::cadre(5), Phone::cadre(6)];
    let mut exchange = Exchange::default();
    let first = add(&phones[0], "罗守山", &[]);
    exchange.sync(0, &phones[0]);
    phones[0].machine.pass_ms(1);
    let second = add(&phones[0], "罗守山", &[]);
    phones[0].core.duplicates().merge(&first.to_string(), &second.to_string(), &[]).unwrap();
    let handed_in = phones[0].round(Vec::new());
    let only = handed_in.into_iter().filter(|delta| delta.document == second).collect();
    phones[1].round(only);
    let listed = phones[1].core.households().list(&ListFilter::default()).unwrap();
    assert_eq!(listed.iter().map(|household| household.id).collect::<Vec<_>>(), [second]);
    assert_eq!(listed[0].fields.merged_into, Some(first));
}

/// SplitMix64, as the phones' own numbers.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        ((mixed ^ (mixed >> 27)) % bound as u64) as usize
    }
}

/// Whatever two people merge, part, edit and write down in whatever order: both end with the same households, and every
/// visit, case and person stands in exactly one of them.
#[test]
fn merging_loses_nothing_in_any_order() {
    let seed: u64 = std::env::var("LIANXIN_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_122);
    for round in 0..12 {
        let seed = seed + round;
        println!("seed {seed} (LIANXIN_SEED)");
        let mut dice = Dice(seed);
        let phones = [Phone::cadre(100 + seed), Phone::cadre(200 + seed)];
        let mut exchange = Exchange::default();
        let mut hanging: BTreeSet<DocId> = BTreeSet::new();
        for step in 0..40 {
            let number = dice.below(2);
            let phone = &phones[number];
            phone.machine.pass_ms(1_000);
            let merged = phone.core.duplicates().merged().unwrap();
            let mut held: Vec<DocId> =
                phone.core.households().list(&ListFilter::default()).unwrap().iter().map(|view| view.id).collect();
            held.extend(merged.iter().map(|pair| pair.other.id));
            let any = |dice: &mut Dice| held.get(dice.below(held.len().max(1))).copied();
            match (dice.below(8), any(&mut dice), any(&mut dice)) {
                (0, ..) | (_, None, _) => {
                    add(phone, "罗守山", &[&format!("phone=1390000{:04}", dice.below(3))]);
                }
                (1, Some(one), Some(other)) | (2, Some(one), Some(other)) if one != other => {
                    phone.core.duplicates().merge(&one.to_string(), &other.to_string(), &[]).unwrap();
                }
                (3, Some(one), _) => {
                    // Only what was merged can be parted.
                    let _ = phone.core.duplicates().undo(&one.to_string());
                }
                (4, Some(one), _) => drop(hanging.insert(visit(phone, one, &format!("第{step}次走访。")))),
                (5, Some(one), _) => drop(hanging.insert(person(phone, one, &format!("罗{step}")))),
                (6, Some(one), _) => drop(hanging.insert(case(phone, one, &format!("事项{step}")))),
                (_, Some(one), _) => {
                    let housing = FieldChange::set("housing", format!("房{step}"));
                    phone.core.households().set(&one.to_string(), &[housing], None).unwrap();
                }
            }
            if dice.below(5) == 0 {
                exchange.sync(number, phone);
            }
        }
        exchange.settle(&phones);
        let of = |phone: &Phone| {
            let listed = phone.core.households().list(&ListFilter::default()).unwrap();
            let pages = listed.iter().map(|household| {
                let page = phone.core.households().show(&household.id.to_string()).unwrap();
                assert_eq!(page.household.id, household.id);
                let visits = page.visits.iter().map(|view| view.id);
                let hanging: Vec<DocId> = visits
                    .chain(page.persons.iter().map(|view| view.id))
                    .chain(page.cases.iter().map(|view| view.id))
                    .collect();
                let merged: Vec<DocId> = page.merged.iter().map(|other| other.id).collect();
                (household.id, page.household.heads, merged, hanging)
            });
            pages.collect::<Vec<_>>()
        };
        let (a, b) = (of(&phones[0]), of(&phones[1]));
        assert_eq!(a, b, "seed {seed}");
        let mut shown: Vec<DocId> = a.iter().flat_map(|page| page.3.clone()).collect();
        shown.sort_unstable();
        assert_eq!(shown, hanging.into_iter().collect::<Vec<_>>(), "seed {seed}: each once");
    }
}

/// What two phones end with, as far as a clock has no business in it.
fn with_clocks(offsets_ms: [i64; 2]) -> Vec<String> {
    let phones = [Phone::cadre(21), Phone::cadre(22)];
    for (phone, offset_ms) in phones.iter().zip(offsets_ms) {
        phone.machine.pass_ms(offset_ms);
    }
    let mut exchange = Exchange::default();
    let household = phones[0].household("0012", "罗守山").id;
    let matter = case(&phones[0], household, "修屋顶");
    exchange.settle(&phones);
    let event = |phone: &Phone, kind: &str| {
        let request =
            CaseEventRequest { kind: kind.into(), date: Some("2026-11-22".into()), ..CaseEventRequest::default() };
        phone.machine.pass_ms(1_000);
        phone.core.cases().step(matter, &request, None).unwrap();
    };
    event(&phones[1], "accepted");
    exchange.settle(&phones);
    event(&phones[0], "acted");
    phones[0].core.households().set("0012", &changes(&["housing=木房"]), None).unwrap();
    exchange.settle(&phones);
    phones[1].core.households().set("0012", &changes(&["housing=砖房"]), None).unwrap();
    event(&phones[1], "resolved");
    exchange.settle(&phones);
    phones[0].core.households().set("0012", &changes(&["phone=13900000001"]), None).unwrap();
    phones[1].core.households().set("0012", &changes(&["phone=13900000002"]), None).unwrap();
    exchange.settle(&phones);
    let mut told = Vec::new();
    for phone in &phones {
        let view = phone.core.households().get("0012").unwrap();
        let kinds: Vec<_> =
            phone.core.history(household).unwrap().iter().map(|e| e.steps.first().map(|s| s.field.clone())).collect();
        let status = phone.core.cases().show(matter).unwrap().fields.status;
        let conflicts: BTreeSet<_> = view.conflicts.iter().flat_map(|c| &c.rivals).map(|r| r.text.clone()).collect();
        told.push(format!("{:?} {kinds:?} {status:?} {conflicts:?}", view.fields.housing));
        assert_eq!(phone.core.status().unwrap().unsent, 0);
    }
    told
}

#[test]
fn clocks_order_nothing() {
    let right = with_clocks([0, 0]);
    assert!(right[0].contains("砖房") && right[0].contains("Resolved"), "{right:?}");
    for offsets_ms in [[TEN_YEARS_MS, -TEN_YEARS_MS], [-TEN_YEARS_MS, TEN_YEARS_MS], [0, TEN_YEARS_MS]] {
        assert_eq!(with_clocks(offsets_ms), right, "{offsets_ms:?}");
    }
}

#[test]
fn a_phone_says_when_its_clock_is_wrong() {
    let cases: [(i64, Option<i64>); 6] = [
        (0, None),
        (600_000, None),
        (600_001, Some(600_001)),
        (-600_001, Some(-600_001)),
        (TEN_YEARS_MS, Some(TEN_YEARS_MS)),
        (-TEN_YEARS_MS, Some(-TEN_YEARS_MS)),
    ];
    for (ahead_ms, expected) in cases {
        let phone = Phone::cadre(30);
        assert_eq!(phone.core.status().unwrap().clock_off_ms, None, "before any contact");
        let request = phone.core.sync_begin().unwrap();
        let server_time_ms = phone.machine.now_ms.get() - ahead_ms;
        let answer = Answer { server_time_ms, ..Answer::default() };
        phone.core.sync_finish(&request, &phone.carried(&request).answer(&answer)).unwrap();
        assert_eq!(phone.core.status().unwrap().clock_off_ms, expected, "{ahead_ms}");
    }
}

#[test]
fn what_is_written_days_later_says_so() {
    let phone = Phone::cadre(31);
    let household = phone.household("0012", "罗守山").id.to_string();
    for (date, late) in [("2026-11-22", false), ("2026-11-21", false), ("2026-11-20", true), ("2026-12-01", false)] {
        let request = AddVisitRequest {
            kind: "home".into(),
            text: "看望".into(),
            date: Some(date.into()),
            ..AddVisitRequest::default()
        };
        let visit = phone.core.visits().add(&household, &request).unwrap().visit;
        assert_eq!(visit.late, late, "{date}");
        // It is the day of the first writing that counts, not that of a correction.
        phone.machine.pass_ms(5 * 24 * 3_600_000);
        let visit = phone.core.visits().set(visit.id, &changes(&["place=田间"]), None).unwrap();
        assert_eq!(visit.late, late, "{date}, corrected");
        phone.machine.pass_ms(-5 * 24 * 3_600_000);
    }
}
