//! What a person is writing: kept, made a record once, and gone with the store; and what helps them write.

mod support;

use lianxin_core::requests::{
    AddDiaryEntryRequest, AddVisitRequest, CaseEventRequest, ListFilter, OpenCaseRequest, RecordVisitRequest,
    SaveDraftRequest,
};
use lianxin_model::ids::Kind;
use lianxin_model::limits;
use lianxin_sync::wire::Answer;
use serde_json::json;
use support::{Phone, changes};

fn draft(key: &str, words: &str) -> SaveDraftRequest {
    SaveDraftRequest { key: key.into(), kind: "visit".into(), household: None, body: json!({ "text": words }) }
}

fn open_case(title: &str) -> OpenCaseRequest {
    OpenCaseRequest { ledger: "民生".into(), title: title.into(), ..OpenCaseRequest::default() }
}

fn a_visit(draft: Option<&str>) -> RecordVisitRequest {
    RecordVisitRequest {
        draft: draft.map(str::to_owned),
        household: "H1".into(),
        visit: AddVisitRequest {
            kind: "home".into(),
            text: "老人安好".into(),
            asked: Some("修水渠".into()),
            cases: vec![open_case("修水渠")],
            ..AddVisitRequest::default()
        },
        corrections: changes(&["phone=13800000001"]),
        seen_heads: None,
    }
}

#[test]
fn a_draft_is_kept_at_every_keystroke() {
    let mut phone = Phone::cadre(1);
    let household = phone.household("H1", "罗守山").id;
    for end in 1..=3 {
        phone.machine.pass_ms(1_000);
        let words: String = "老人安".chars().take(end).collect();
        let request = SaveDraftRequest { household: Some(household), ..draft("visit-1", &words) };
        phone.core.drafts().save(&request).unwrap();
        phone.restart();
        let kept = phone.core.drafts().get("visit-1").unwrap().unwrap();
        assert_eq!((kept.body, kept.household), (json!({ "text": words }), Some(household)));
    }
    phone.machine.pass_ms(1_000);
    phone.core.drafts().save(&draft("diary-1", "今天")).unwrap();
    let keys = |phone: &Phone| {
        phone.core.drafts().list().unwrap().into_iter().map(|draft| draft.key).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(keys(&phone), "diary-1 visit-1", "the newest first");
    phone.core.drafts().drop("diary-1").unwrap();
    phone.core.drafts().drop("diary-1").unwrap();
    assert_eq!(keys(&phone), "visit-1");
    assert_eq!(phone.core.drafts().get("diary-1").unwrap(), None);
    assert_eq!(phone.core.status().unwrap().unsent, 1, "a draft is sent to nobody");
}

#[test]
fn drafts_have_bounds() {
    let phone = Phone::cadre(2);
    let drafts = phone.core.drafts();
    let long = "x".repeat(limits::DRAFT_KEY_BYTES_MAX + 1);
    let large = "x".repeat(limits::DRAFT_BYTES_MAX);
    for request in [draft("", "x"), draft(&long, "x"), draft("k", &large)] {
        assert_eq!(drafts.save(&request).unwrap_err().code(), "too_large");
    }
    for number in 0..limits::DRAFTS_MAX {
        drafts.save(&draft(&number.to_string(), "x")).unwrap();
    }
    assert_eq!(drafts.save(&draft("more", "x")).unwrap_err().code(), "too_many_drafts");
    drafts.save(&draft("0", "the last word on one that is there")).unwrap();
    assert_eq!(phone.core.visits().record(&a_visit(Some(""))).unwrap_err().code(), "unknown_record", "no household");
    phone.household("H1", "罗守山");
    assert_eq!(phone.core.visits().record(&a_visit(Some(""))).unwrap_err().code(), "too_large");
}

#[test]
fn a_visit_is_recorded_once_with_all_that_it_brought() {
    let mut phone = Phone::cadre(3);
    phone.household("H1", "罗守山");
    phone.core.drafts().save(&draft("visit-1", "老人安")).unwrap();
    let first = phone.core.visits().record(&a_visit(Some("visit-1"))).unwrap();
    assert_eq!((first.cases.len(), first.visit.fields.cases.len()), (1, 1));
    assert_eq!(first.cases[0].fields.source.as_deref(), Some("visit"));
    let unsent = phone.core.status().unwrap().unsent;
    phone.restart();
    let again = phone.core.visits().record(&a_visit(Some("visit-1"))).unwrap();
    assert_eq!(again, first);
    assert_eq!(phone.core.status().unwrap().unsent, unsent);
    assert_eq!(phone.core.households().get("H1").unwrap().fields.phone.as_deref(), Some("13800000001"));
    // A keystroke that was still on its way.
    phone.core.drafts().save(&draft("visit-1", "老人安好。")).unwrap();
    assert_eq!(phone.core.drafts().list().unwrap(), []);
    let other = phone.core.visits().record(&a_visit(None)).unwrap();
    assert_ne!(other.visit.id, first.visit.id, "without a draft each is its own");
}

#[test]
fn a_visit_of_which_a_part_does_not_fit_is_not_recorded() {
    let phone = Phone::cadre(4);
    phone.household("H1", "罗守山");
    phone.core.drafts().save(&draft("visit-1", "老人安")).unwrap();
    let before = phone.core.status().unwrap().unsent;
    let whole = a_visit(Some("visit-1"));
    let wrong_phone = RecordVisitRequest { corrections: changes(&["phone=abc"]), ..whole.clone() };
    let wrong_heads = RecordVisitRequest { seen_heads: Some(vec!["ab".into()]), ..whole.clone() };
    let mut wrong_case = whole.clone();
    wrong_case.visit.cases.push(open_case(""));
    let mut wrong_kind = whole.clone();
    wrong_kind.visit.kind = "路过".into();
    for (request, code) in
        [(wrong_phone, "fields"), (wrong_heads, "unknown_heads"), (wrong_case, "fields"), (wrong_kind, "fields")]
    {
        assert_eq!(phone.core.visits().record(&request).unwrap_err().code(), code);
        assert_eq!(phone.core.status().unwrap().unsent, before, "nothing is half written");
        assert_eq!(phone.core.drafts().list().unwrap().len(), 1, "the draft stays");
    }
    phone.core.visits().record(&whole).unwrap();
}

#[test]
fn cases_and_diaries_are_recorded_once_too() {
    let phone = Phone::cadre(5);
    phone.household("H1", "罗守山");
    phone.core.drafts().save(&draft("case-1", "修")).unwrap();
    let case = || phone.core.cases().record(Some("case-1"), "H1", &open_case("修水渠")).unwrap();
    assert_eq!(case(), case());
    let entry = AddDiaryEntryRequest { text: "今天".into(), ..AddDiaryEntryRequest::default() };
    let diary = || phone.core.diary().record(Some("diary-1"), &entry).unwrap();
    assert_eq!(diary(), diary());
    assert_eq!(phone.core.cases().list(&ListFilter::default()).unwrap().len(), 1);
    assert_eq!(phone.core.diary().list(&ListFilter::default()).unwrap().len(), 1);
    assert_eq!(phone.core.drafts().list().unwrap(), []);
}

#[test]
fn drafts_go_with_the_store() {
    let phone = Phone::cadre(6);
    phone.core.drafts().save(&draft("visit-1", "老人安")).unwrap();
    phone.core.phrases().set(&["我的短语".into()]).unwrap();
    let request = phone.core.sync_begin().unwrap();
    let answer = phone.carried(&request).answer(&Answer { closed: true, ..Answer::default() });
    phone.core.sync_finish(&request, &answer).unwrap();
    assert!(phone.core.status().unwrap().closed_at_ms.is_some());
    assert_eq!(phone.core.drafts().list().unwrap(), []);
    assert_ne!(phone.core.phrases().list().unwrap(), ["我的短语"]);
}

#[test]
fn the_evening_finds_the_day_in_its_diary() {
    let phone = Phone::cadre(7);
    let diary = phone.core.diary();
    assert_eq!(diary.draft(None).unwrap(), None, "nothing happened");
    let first = phone.household("H1", "罗守山").id;
    let second = phone.household("H2", "田桂英").id;
    let visit = phone.core.visits().record(&a_visit(None)).unwrap();
    phone.machine.pass_ms(3_600_000);
    let call = AddVisitRequest { kind: "phone".into(), text: "药已买到。".into(), ..AddVisitRequest::default() };
    let call = phone.core.visits().add("H2", &call).unwrap().visit.id;
    let earlier = AddVisitRequest { date: Some("2026-11-21".into()), ..a_visit(None).visit };
    let earlier = phone.core.visits().add("H2", &AddVisitRequest { cases: vec![], ..earlier }).unwrap().visit.id;
    let case = phone.core.cases().open("H2", &open_case("申请低保")).unwrap().id;
    let step = |kind: &str, text: &str| CaseEventRequest {
        kind: kind.into(),
        text: Some(text.into()).filter(|text: &String| !text.is_empty()),
        ..CaseEventRequest::default()
    };
    phone.core.cases().step(case, &step("accepted", ""), None).unwrap();
    phone.core.cases().step(case, &step("acted", "已报乡民政"), None).unwrap();
    let draft = diary.draft(None).unwrap().unwrap();
    assert_eq!(
        draft.text.lines().collect::<Vec<_>>(),
        [
            "走访罗守山家（入户）：老人安好。提出：修水渠。登记诉求：修水渠。",
            "走访田桂英家（电话）：药已买到。",
            "登记“申请低保”（田桂英家）",
            "受理“申请低保”（田桂英家）",
            "办理“申请低保”（田桂英家）：已报乡民政。",
        ]
    );
    assert_eq!((draft.date.as_str(), draft.entry), ("2026-11-22", None));
    assert_eq!(draft.visits, [visit.visit.id, call]);
    assert_eq!(draft.households, if first < second { [first, second] } else { [second, first] });
    let mut cases = [case, visit.cases[0].id];
    cases.sort_unstable();
    assert_eq!(draft.cases, cases);
    assert_eq!(diary.draft(Some("2026-11-21")).unwrap().unwrap().visits, [earlier]);
    let entry = diary.add(&AddDiaryEntryRequest { text: draft.text, ..AddDiaryEntryRequest::default() }).unwrap();
    assert_eq!(diary.draft(None).unwrap().unwrap().entry, Some(entry.id));
    assert_eq!(diary.draft(Some("2026-11-20")).unwrap(), None);
}

#[test]
fn what_makes_sense_next_depends_on_the_person() {
    let (cadre, leader) = (Phone::cadre(8), Phone::enrolled(9, "supervisor"));
    for (phone, expected) in
        [(&cadre, "accepted acted transferred resolved"), (&leader, "accepted assigned acted transferred resolved")]
    {
        phone.household("H1", "罗守山");
        let case = phone.core.cases().open("H1", &open_case("修水渠")).unwrap().id;
        assert_eq!(phone.core.cases().next(case).unwrap().join(" "), expected);
    }
    let household = cadre.core.households().get("H1").unwrap().id;
    assert_eq!(cadre.core.cases().next(household).unwrap_err().code(), "unknown_record");
}

#[test]
fn quick_phrases_are_the_persons_own() {
    let mut phone = Phone::cadre(10);
    let first = phone.core.phrases().list().unwrap();
    assert!(first.contains(&"老人安好".to_owned()));
    let set = |phone: &Phone, phrases: &[&str]| {
        let phrases: Vec<String> = phrases.iter().map(|phrase| (*phrase).to_owned()).collect();
        phone.core.phrases().set(&phrases).map_err(|error| error.code().to_owned())
    };
    assert_eq!(set(&phone, &[" 缺水 ", "", "缺水", "路断了"]).unwrap(), ["缺水", "路断了"]);
    phone.restart();
    assert_eq!(phone.core.phrases().list().unwrap(), ["缺水", "路断了"]);
    assert_eq!(set(&phone, &["两行\n的"]).unwrap_err(), "fields");
    assert_eq!(set(&phone, &[&"长".repeat(limits::PHRASE_CHARS_MAX + 1)]).unwrap_err(), "fields");
    let many: Vec<String> = (0..=limits::PHRASES_MAX).map(|number| format!("第{number}句")).collect();
    assert_eq!(phone.core.phrases().set(&many).unwrap_err().code(), "too_large");
    assert_eq!(phone.core.phrases().list().unwrap(), ["缺水", "路断了"]);
    assert_eq!(set(&phone, &[]).unwrap(), first);
}

#[test]
fn forms_are_drawn_from_the_catalogue() {
    let phone = Phone::fresh(11);
    let catalogue = phone.core.catalogue();
    let fields = catalogue.fields(Kind::Visit);
    let kind = fields.iter().find(|field| field.path == "kind").unwrap();
    let value = kind.value.as_ref().unwrap();
    let said = (kind.zh.as_str(), kind.shape.as_str(), value.name.as_str(), value.choices[0].zh.as_str());
    assert_eq!(said, ("走访方式", "one", "choice", "入户"));
    let text = fields.iter().find(|field| field.path == "text").unwrap();
    assert_eq!(text.value.as_ref().unwrap().chars_max, Some(20_000));
    let events = catalogue.fields(Kind::Case).into_iter().find(|field| field.path == "events").unwrap();
    let said = (events.shape.as_str(), events.entry[0].key.as_str(), &events.value);
    assert_eq!(said, ("log", "kind", &None));
    let choices = catalogue.choices();
    for (path, word) in [
        ("visit.kind", "home"),
        ("case.ledger", "livelihood"),
        ("case.events.kind", "registered"),
        ("case.status", "registered"),
        ("person.residence", "home"),
    ] {
        assert_eq!(choices[path][0].word, word, "{path}");
    }
    for kind in Kind::ALL {
        assert!(catalogue.fields(kind).iter().all(|field| !field.zh.is_empty() && !field.en.is_empty()), "{kind}");
    }
}
