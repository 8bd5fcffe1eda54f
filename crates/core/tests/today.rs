//! 今日: what is due, what is new, and the light.

mod support;

use bytes::Bytes;
use lianxin_core::requests::{
    AddDiaryEntryRequest, AddHouseholdRequest, AddVisitRequest, CaseEventRequest, ListFilter, OpenCaseRequest,
};
use lianxin_core::views::{Light, NewsKind, TodayView};
use lianxin_model::document::{Document, Edit};
use lianxin_model::ids::{Actor, DocId, Kind, UserId};
use lianxin_model::intention::Intention;
use lianxin_sync::Code;
use lianxin_sync::wire::{Answer, AreaRow, AssignmentRow, Delta, Fate, Outcome, Reference};
use support::server::refusal;
use support::{AREA, Phone, TENANT, changes};
use uuid::Uuid;

const DAY_MS: i64 = 24 * 3_600 * 1_000;

fn assignments(of: &[(&str, Option<DocId>, &str)]) -> Reference {
    let row = |(kind, household, area): &(&str, Option<DocId>, &str)| AssignmentRow {
        kind: (*kind).to_owned(),
        household: household.map(|id| Bytes::copy_from_slice(id.as_bytes())).unwrap_or_default(),
        area: (*area).to_owned(),
        ended: false,
    };
    Reference { assignments: of.iter().map(row).collect(), ..Reference::default() }
}

fn today(phone: &Phone) -> TodayView {
    phone.core.today().show().unwrap()
}

fn visit(phone: &Phone, household: &str, kind: &str, date: &str) {
    let date = Some(date.to_owned());
    let request = AddVisitRequest { kind: kind.into(), text: "好".into(), date, ..AddVisitRequest::default() };
    phone.core.visits().add(household, &request).unwrap();
}

fn case(phone: &Phone, household: &str, title: &str, date: &str) -> DocId {
    let request = OpenCaseRequest {
        ledger: "民生".into(),
        title: title.into(),
        date: Some(date.into()),
        ..OpenCaseRequest::default()
    };
    phone.core.cases().open(household, &request).unwrap().id
}

fn step(phone: &Phone, case: DocId, kind: &str, date: &str, to: Option<&Phone>) {
    let request = CaseEventRequest {
        kind: kind.into(),
        date: Some(date.into()),
        to: to.map(|to| to.user.to_string()),
        text: to.map(|_| "请先解决".to_owned()),
        satisfied: (kind == "followed_up").then_some(true),
        ..CaseEventRequest::default()
    };
    phone.core.cases().step(case, &request, None).unwrap();
}

/// What each of them wrote comes to the other, with their names.
fn exchange(one: &Phone, other: &Phone) {
    let first = one.hear(Vec::new(), other.names());
    let second = other.hear(first, one.names());
    one.round(second);
    for phone in [one, other] {
        phone.machine.pass_ms(1_000);
    }
}

#[test]
fn cases_that_wait_stand_in_the_order_of_their_days() {
    let phone = Phone::cadre(1);
    phone.household("H1", "罗守山");
    let later = case(&phone, "H1", "修路", "2026-11-01");
    let sooner = case(&phone, "H1", "修渠", "2026-11-10");
    let leader = Phone::enrolled(2, "supervisor");
    exchange(&phone, &leader);
    for (id, day) in [(later, "2026-12-01"), (sooner, "2026-11-19")] {
        leader.core.cases().set(id, &changes(&[&format!("due={day}")]), None).unwrap();
    }
    exchange(&leader, &phone);
    case(&phone, "H1", "没有期限", "2026-10-01");
    let waiting = today(&phone).waiting;
    let shown: Vec<_> = waiting.iter().map(|case| (&case.title[..], case.due.as_deref(), case.days_left)).collect();
    let expected =
        [("修渠", Some("2026-11-19"), Some(-3)), ("修路", Some("2026-12-01"), Some(9)), ("没有期限", None, None)];
    assert_eq!(shown, expected);
    let first = &waiting[0];
    assert_eq!((first.household_name.as_deref(), first.ledger.as_deref()), (Some("罗守山"), Some("livelihood")));
    assert_eq!((first.since.as_deref(), first.status.word()), (Some("2026-11-10"), "registered"));
    assert!(today(&leader).waiting.is_empty(), "others' cases wait on others");
    step(&leader, later, "accepted", "2026-11-20", None);
    exchange(&leader, &phone);
    assert_eq!(today(&phone).waiting.len(), 2, "somebody took it");
}

#[test]
fn what_was_answered_is_followed_up() {
    let phone = Phone::cadre(3);
    phone.household("H1", "罗守山");
    let done = case(&phone, "H1", "修渠", "2026-11-01");
    step(&phone, done, "resolved", "2026-11-16", None);
    let old = case(&phone, "H1", "低保", "2026-10-01");
    step(&phone, old, "resolved", "2026-11-12", None);
    let closed = case(&phone, "H1", "电线", "2026-10-01");
    step(&phone, closed, "resolved", "2026-11-01", None);
    step(&phone, closed, "followed_up", "2026-11-02", None);
    let page = today(&phone);
    let shown: Vec<_> =
        page.follow_ups.iter().map(|case| (&case.title[..], case.since.as_deref(), case.days_left)).collect();
    assert_eq!(shown, [("低保", Some("2026-11-12"), Some(-3)), ("修渠", Some("2026-11-16"), Some(1))]);
    assert!(page.waiting.is_empty());
    // A ledger lists them all, those whose day is nearest first; what is closed waits for nothing.
    let ledger = phone.core.cases().rows(&ListFilter::default()).unwrap();
    let listed: Vec<_> = ledger.iter().map(|case| (&case.title[..], case.status.word(), case.days_left)).collect();
    assert_eq!(listed, [("低保", "resolved", Some(-3)), ("修渠", "resolved", Some(1)), ("电线", "closed", None)]);
    assert_eq!(ledger[0].household_name.as_deref(), Some("罗守山"));
    let open = ListFilter { open: Some(true), ..ListFilter::default() };
    assert!(phone.core.cases().rows(&open).unwrap().is_empty());
    // Of somebody else it is followed up by whoever answers for the household.
    let (neighbour, stranger) = (Phone::cadre(4), Phone::cadre(5));
    let deltas = phone.round(Vec::new());
    let household = phone.core.households().get("H1").unwrap().id;
    neighbour.hear(deltas.clone(), assignments(&[("contact", Some(household), "")]));
    stranger.hear(deltas, Reference::default());
    assert_eq!((today(&neighbour).follow_ups.len(), today(&stranger).follow_ups.len()), (2, 0));
}

#[test]
fn households_that_nobody_saw_for_long_are_named() {
    let phone = Phone::cadre(6);
    let mut ids = Vec::new();
    for (code, category, last) in [
        ("A1", "", Some("2026-11-02")),
        ("A2", "", Some("2026-09-23")),
        ("A3", "独居老人", Some("2026-10-23")),
        ("A4", "独居老人", Some("2026-10-24")),
        ("A5", "", None),
        ("B1", "", None),
    ] {
        let household = phone.household(code, code).id;
        if !category.is_empty() {
            phone.core.households().set(code, &changes(&[&format!("categories+={category}")]), None).unwrap();
        }
        last.into_iter().for_each(|last| visit(&phone, code, "home", last));
        visit(&phone, code, "phone", "2026-11-21");
        ids.push(household);
    }
    let unseen = |phone: &Phone| {
        let unseen = today(phone).unseen;
        let codes: Vec<String> = unseen.households.into_iter().filter_map(|row| row.code).collect();
        (unseen.count, codes.join(" "))
    };
    assert_eq!(unseen(&phone), (0, String::new()), "nothing is theirs yet");
    let own: Vec<_> = ids[..5].iter().map(|id| ("contact", Some(*id), "")).collect();
    phone.hear(Vec::new(), assignments(&own));
    assert_eq!(unseen(&phone), (3, "A5 A2 A3".to_owned()));
    assert_eq!(today(&phone).unseen.days, 60);
    // A village that they lead does not make all of it theirs; for whoever only leads it does.
    phone.hear(Vec::new(), assignments(&[("lead", None, AREA)]));
    assert_eq!(unseen(&phone), (3, "A5 A2 A3".to_owned()));
    visit(&phone, "A5", "home", "2026-11-22");
    assert_eq!(unseen(&phone), (2, "A2 A3".to_owned()));
    let leads = Phone::cadre(7);
    leads.household("A1", "罗守山");
    let other = AddHouseholdRequest { area: "431027203202".into(), ..AddHouseholdRequest::default() };
    leads.core.households().add(&other).unwrap();
    leads.hear(Vec::new(), assignments(&[("lead", None, AREA)]));
    assert_eq!(unseen(&leads), (1, "A1".to_owned()));
}

/// What somebody who leads asked at the server of a household, of everybody who answers for it or of one person.
fn question(phone: &Phone, household: DocId, of: Option<UserId>) -> Delta {
    let leader = UserId(Uuid::from_u128(77));
    let now_ms = u64::try_from(phone.machine.now_ms.get()).unwrap();
    let mut comment = Document::new(Kind::Comment, DocId::from_moment(now_ms, [7; 10]));
    let mut intentions = vec![
        Intention::set("subject", household),
        Intention::set("household", household),
        Intention::set("author", leader),
        Intention::set("date", "2026-11-23"),
        Intention::set("text", "两个电话哪个对？"),
    ];
    intentions.extend(of.map(|of| Intention::set("addressee", of)));
    let actor = Actor::of_user(TENANT, leader);
    let edit = Edit { actor, at: None, time_s: 1, intentions: &intentions, lenient: false };
    let written = comment.edit(&edit).unwrap().unwrap();
    Delta { document: comment.id(), kind_number: 6, changes: vec![written.chunk.into()] }
}

/// Nobody wrote a household alone: who answers for it is asked, and only they; a question to somebody by name is theirs.
#[test]
fn a_question_about_a_household_is_news_to_who_answers_for_it() {
    for (seed, assigned, of, expected) in
        [(60, true, None, true), (61, false, None, false), (62, true, Some(78), false), (63, false, Some(1063), true)]
    {
        let phone = Phone::cadre(seed);
        let (household, other) = (phone.household("H1", "罗守山").id, phone.household("H2", "田秀兰").id);
        phone.hear(Vec::new(), assignments(&[("contact", Some(if assigned { household } else { other }), "")]));
        phone.machine.pass_ms(DAY_MS);
        let of = of.map(|number| UserId(Uuid::from_u128(number)));
        phone.hear(vec![question(&phone, household, of)], Reference::default());
        let news: Vec<_> = today(&phone).news.into_iter().map(|news| (news.kind, news.document, news.text)).collect();
        let asked = (NewsKind::Comment, Some(household), "两个电话哪个对？".to_owned());
        assert_eq!(news, if expected { vec![asked] } else { Vec::new() }, "{seed}");
        assert_eq!(phone.core.comments().list(household).unwrap().len(), 1, "{seed}");
    }
}

#[test]
fn news_come_from_others_and_are_read_once() {
    let (phone, leader) = (Phone::cadre(8), Phone::enrolled(9, "supervisor"));
    let household = phone.household("H1", "罗守山").id;
    let matter = case(&phone, "H1", "修渠", "2026-11-20");
    let entry = AddDiaryEntryRequest { text: "今天走了三户".into(), ..AddDiaryEntryRequest::default() };
    let entry = phone.core.diary().add(&entry).unwrap().id;
    phone.core.diary().submit(entry).unwrap();
    phone.hear(Vec::new(), assignments(&[("contact", Some(household), "")]));
    assert_eq!(today(&phone).news, [], "what was there at the first sync is no news");

    let phone_again = phone.core.sync_begin().unwrap();
    let carried = phone.carried(&phone_again);
    assert!(carried.deltas().is_empty(), "all is with the server");
    let everything: Vec<_> = [household, matter, entry]
        .into_iter()
        .map(|id| {
            let kind = if id == household {
                1
            } else if id == matter {
                3
            } else {
                5
            };
            let chunks = phone.kept_chunks(id);
            lianxin_sync::wire::Delta { document: id, kind_number: kind, changes: chunks }
        })
        .collect();
    leader.hear(everything, phone.names());
    for machine in [&phone.machine, &leader.machine] {
        machine.pass_ms(DAY_MS);
    }
    leader.core.comments().add(matter, "请先解决水的问题").unwrap();
    leader.core.comments().add(entry, "写得实在").unwrap();
    leader.machine.pass_ms(60_000);
    step(&leader, matter, "assigned", "2026-11-23", Some(&phone));
    leader.machine.pass_ms(60_000);
    leader.core.cases().set(matter, &changes(&[&format!("lead={}", phone.user)]), None).unwrap();
    let deltas = leader.round(Vec::new());
    phone.machine.pass_ms(300_000);
    let area = AreaRow { code: AREA.into(), name: "白竹村".into(), level: "village".into(), parent: String::new() };
    let mut reference = assignments(&[("contact", Some(household), ""), ("help", None, AREA)]);
    reference.areas.push(area);
    reference.users = leader.names().users;
    reference.actors = leader.names().actors;
    phone.hear(deltas, reference);

    let news = today(&phone).news;
    let shown: Vec<_> = news.iter().map(|news| (news.kind, &news.title[..], &news.text[..])).collect();
    let expected =
        [(NewsKind::Assignment, "白竹村", "help"), (NewsKind::Case, "修渠", ""), (NewsKind::Case, "修渠", "请先解决")];
    assert_eq!(shown[..3], expected);
    let mut comments = [shown[3], shown[4]];
    comments.sort_unstable_by_key(|(_, title, _)| *title);
    let expected = [(NewsKind::Comment, "今天走了三户", "写得实在"), (NewsKind::Comment, "修渠", "请先解决水的问题")];
    assert_eq!((comments, shown.len()), (expected, 5));
    assert!(news[1..].iter().all(|news| news.from_name.as_deref() == Some("干部1009")), "{news:?}");
    assert_eq!((news[2].document, news[2].household), (Some(matter), Some(household)));

    let read: Vec<String> = news[..4].iter().map(|news| news.id.clone()).collect();
    phone.core.today().seen(&read).unwrap();
    phone.core.today().seen(&read).unwrap();
    phone.core.today().seen(&["decision:x".into(), "x".repeat(10_000)]).unwrap();
    let left = today(&phone).news;
    assert_eq!(left, news[4..]);
    phone.machine.pass_ms(31 * DAY_MS);
    assert_eq!(today(&phone).news, [], "a month later it is no news");
    assert_eq!(today(&leader).news, [], "one's own words are none");
}

#[test]
fn a_decision_is_news_until_it_is_seen() {
    let phone = Phone::cadre(10);
    let household = phone.household("H1", "罗守山").id;
    let request = phone.core.sync_begin().unwrap();
    let carried = phone.carried(&request);
    let hash = carried.hashes(household)[0];
    let refused = Answer { refusals: vec![refusal(household, hash, Code::OutOfScope)], ..Answer::default() };
    phone.core.sync_finish(&request, &carried.answer(&refused)).unwrap();
    assert_eq!(phone.core.today().light().unwrap().state, Light::Look);
    let request = phone.core.sync_begin().unwrap();
    let outcome = Outcome {
        document: household,
        change: hash,
        fate: Fate::Declined,
        by: Some(phone.user),
        at_ms: phone.machine.now_ms.get(),
    };
    let answer = Answer { outcomes: vec![outcome], ..Answer::default() };
    phone.core.sync_finish(&request, &phone.carried(&request).answer(&answer)).unwrap();
    let news = today(&phone).news;
    assert_eq!((news.len(), news[0].kind, &news[0].text[..]), (1, NewsKind::Decision, "declined"));
    assert_eq!(phone.core.today().light().unwrap().look, 2, "the edit itself and the word on it");
    phone.core.today().seen(&[news[0].id.clone()]).unwrap();
    assert_eq!(today(&phone).news, []);
    assert_eq!(phone.core.status().unwrap().decisions, []);
    let number = phone.core.set_aside().list().unwrap()[0].number;
    phone.core.set_aside().dismiss(number).unwrap();
    assert_ne!(phone.core.today().light().unwrap().state, Light::Look);
}

#[test]
fn the_light_can_be_trusted() {
    let phone = Phone::cadre(11);
    let light = |phone: &Phone| {
        let light = phone.core.today().light().unwrap();
        (light.state, light.unsent, light.look)
    };
    assert_eq!(light(&Phone::fresh(12)), (Light::Unsent, 0, 0), "nobody was ever asked");
    assert_eq!(light(&phone), (Light::Unsent, 0, 0));
    phone.round(Vec::new());
    assert_eq!(light(&phone), (Light::Safe, 0, 0));
    assert_eq!(phone.core.today().light().unwrap().safe_since_ms, Some(phone.machine.now_ms.get()));
    phone.household("H1", "罗守山");
    assert_eq!(light(&phone), (Light::Unsent, 1, 0));
    phone.round(Vec::new());
    assert_eq!(light(&phone), (Light::Safe, 0, 0));
    // A clock that is off by more than ten minutes.
    let request = phone.core.sync_begin().unwrap();
    let server_time_ms = phone.machine.now_ms.get() - 11 * 60_000;
    let answer = Answer { server_time_ms, cursor: Bytes::from_static(b"here"), ..Answer::default() };
    phone.core.sync_finish(&request, &phone.carried(&request).answer(&answer)).unwrap();
    assert_eq!(light(&phone), (Light::Look, 0, 1));
    phone.round(Vec::new());
    let request = phone.core.sync_begin().unwrap();
    let answer = phone.carried(&request).answer(&Answer { closed: true, ..Answer::default() });
    phone.core.sync_finish(&request, &answer).unwrap();
    assert_eq!(light(&phone).0, Light::Look, "shut out");
}

#[test]
fn a_phone_of_nobody_has_nothing_due() {
    let phone = Phone::fresh(13);
    let page = today(&phone);
    assert_eq!((page.day.as_str(), page.unseen.count, page.news.len()), ("2026-11-22", 0, 0));
}
