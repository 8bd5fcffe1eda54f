//! Every kind of write that a server does.

use lianxin_core::Core;
use lianxin_core::changes::Place;
use lianxin_core::requests::{
    AddAssistanceRequest, AddDiaryEntryRequest, AddHouseholdRequest, AddPersonRequest, AddVisitRequest, ListFilter,
    OpenCaseRequest,
};
use lianxin_model::role::{AssignmentKind, Role};
use lianxin_server::admin::{self, AccountChange, RefusalState, Share, Target, Which};
use lianxin_server::auth;
use lianxin_server::clock::Clock as _;
use serde_json::json;

use super::{Phone, Recorder};
use crate::office::{AREAS, OTHER_VILLAGE, Office, ROSTER, VILLAGE, done};

const PASSWORD: &str = "correct-horse-battery";

/// Somebody answers for a village.
fn lead(office: &Office, login: &str, village: &str) -> Result<(), String> {
    let village = Target::Area(village.to_owned());
    done(admin::grant(office.store(), &office.hand()?, login, AssignmentKind::Lead, &village))
}

/// The phones of the script.
pub(super) struct Phones {
    a: Phone,
    b: Phone,
    leader: Phone,
    /// Of the supervisor at the desk.
    token: String,
}

/// Everything of which chance has a part: keys, accounts, units, phones.
pub(super) fn furnish(recorder: &mut Recorder) -> Phones {
    recorder.by_chance("a key that signs tokens", |office| {
        auth::ensure_key(office.store(), office.wall.now_s()).map_err(|error| match error {
            auth::KeyError::Store(error) => error.code().to_owned(),
            auth::KeyError::Random => error.to_string(),
        })
    });
    recorder.admin("areas", |office| done(admin::import_areas(office.store(), AREAS.as_bytes())));
    recorder.by_chance("an administrator", |office| office.account("admin", Role::Admin));
    recorder.by_chance("a supervisor", |office| office.account("leader", Role::Supervisor));
    recorder.by_chance("a cadre", |office| office.account("a", Role::Cadre));
    recorder.by_chance("another cadre", |office| office.account("b", Role::Cadre));
    recorder
        .by_chance("a password", |office| done(admin::set_password(office.store(), &office.wall, "leader", PASSWORD)));
    recorder
        .by_chance("a unit", |office| done(admin::add_unit(office.store(), &office.hand()?, "民政办", "431027201000")));
    recorder.by_chance("other keys that sign tokens", |office| {
        done(admin::rotate_signing_keys(office.store(), &office.wall))
    });
    let (a, b, leader) = (recorder.phone("a", 1), recorder.phone("b", 2), recorder.phone("leader", 3));
    let answer = recorder.rest("a login", "login", None, json!({ "login": "leader", "password": PASSWORD }));
    Phones { a, b, leader, token: answer["access_token"].as_str().unwrap().to_owned() }
}

/// Everything else, in an order in which each finds what it needs.
pub(super) fn work(recorder: &mut Recorder, phones: &Phones) {
    recorder.by_parts("a roster", |office| {
        let preview = admin::preview_roster(office.store(), &office.hand()?, ROSTER.as_bytes());
        let digest = preview.map_err(|error| error.code().to_owned())?.digest;
        done(admin::apply_roster(office.store(), &office.hand()?, ROSTER.as_bytes(), &digest))
    });
    recorder.admin("a village for a", |office| lead(office, "a", VILLAGE));
    recorder.admin("a village for b", |office| lead(office, "b", VILLAGE));
    recorder.admin("a village for the leader", |office| lead(office, "leader", VILLAGE));
    recorder.admin("another village for b", |office| lead(office, "b", OTHER_VILLAGE));
    for (phone, name) in [(&phones.a, "a syncs"), (&phones.b, "b syncs"), (&phones.leader, "the leader syncs")] {
        assert_eq!(recorder.sync(name, phone, |_| ()), 0);
    }
    recorder.sync("a hands in a day", &phones.a, day);
    recorder.sync("b contradicts", &phones.b, |core| set(core, "phone=13900002222"));
    recorder.sync("a hears of it", &phones.a, |core| {
        core.conflicts().list().unwrap();
    });
    recorder.sync("the leader reads it", &phones.leader, |_| ());
    recorder.sync("the leader comments", &phones.leader, |core| {
        let visits = core.visits().list(&ListFilter::default()).unwrap();
        core.comments().add(visits[0].id, "药送到了吗").unwrap();
    });
    desk(recorder, phones);
    rosters(recorder);
    places(recorder, phones);
    people(recorder, phones);
}

fn set(core: &Core, change: &str) {
    core.households().set("0001", &[change.parse().unwrap()], None).unwrap();
}

/// What a cadre writes in a day.
fn day(core: &Core) {
    let area = VILLAGE.to_owned();
    let new = AddHouseholdRequest { code: Some("0901".into()), area, ..AddHouseholdRequest::default() };
    core.households().add(&new).unwrap();
    let head = AddPersonRequest { name: "田秀英".into(), relation: "户主".into(), ..AddPersonRequest::default() };
    core.persons().add("0901", &head).unwrap();
    set(core, "phone=13900001111");
    set(core, "categories+=低保户");
    core.households().note("0001", "进村走小路。", Place::End, None).unwrap();
    let case = OpenCaseRequest {
        ledger: "livelihood".into(),
        title: "修屋顶".into(),
        text: "屋顶漏雨".into(),
        ..OpenCaseRequest::default()
    };
    let visit = AddVisitRequest {
        kind: "home".into(),
        text: "老人安好".into(),
        cases: vec![case],
        ..AddVisitRequest::default()
    };
    core.visits().add("0001", &visit).unwrap();
    let money =
        AddAssistanceRequest { kind: "money".into(), amount: Some("800元".into()), ..AddAssistanceRequest::default() };
    core.assistance().add("0002", &money).unwrap();
    let diary = AddDiaryEntryRequest { text: "走了罗家。".into(), ..AddDiaryEntryRequest::default() };
    let diary = core.diary().add(&diary).unwrap();
    core.diary().submit(diary.id).unwrap();
}

/// A supervisor at a desk.
fn desk(recorder: &mut Recorder, phones: &Phones) {
    let visit = phones.a.core.visits().list(&ListFilter::default()).unwrap()[0].id;
    let id = "01a20000-0000-7000-8000-000000000001";
    let comment = json!({ "id": id, "subject": visit, "text": "记得复查" });
    recorder.rest("a comment at the desk", "comments", Some(&phones.token), comment);
    let case = phones.a.core.cases().list(&ListFilter::default()).unwrap().remove(0);
    let id = "01a20000-0000-7000-8000-000000000002";
    let step = json!({ "id": id, "kind": "accepted", "text": "收到", "heads": case.heads });
    recorder.rest("a step at the desk", &format!("cases/{}/steps", case.id), Some(&phones.token), step);
}

/// Whose household it is, and where it lies.
fn places(recorder: &mut Recorder, phones: &Phones) {
    recorder.admin("a place gets another name", |office| {
        done(admin::rename_area(office.store(), &office.hand()?, OTHER_VILLAGE, "西坡村"))
    });
    recorder.admin("households move", |office| {
        let which = Which::Named(vec!["0002".to_owned()]);
        done(admin::move_households(office.store(), &office.hand()?, &which, OTHER_VILLAGE))
    });
    recorder.sync("what moved leaves a phone", &phones.a, |core| set(core, "housing=砖房"));
    recorder.admin("work is handed over", |office| {
        done(admin::hand_over(office.store(), &office.hand()?, "b", "a", &Share::In(OTHER_VILLAGE.to_owned()), true))
    });
    recorder.admin("villages merge", |office| {
        done(admin::merge_villages(office.store(), &office.hand()?, OTHER_VILLAGE, VILLAGE, Some("新东村")))
    });
    recorder.sync("a sees the new village", &phones.a, |_| ());
    recorder.admin("a village is somebody else's", |office| {
        let village = Target::Area(VILLAGE.to_owned());
        done(admin::revoke(office.store(), &office.hand()?, "a", AssignmentKind::Lead, &village))
    });
    let late = recorder.sync("what comes late is kept for review", &phones.a, |core| set(core, "address=村口"));
    assert!(late > 0);
    recorder.admin("it is decided on", |office| {
        let refused = admin::refusals(office.store(), Some(RefusalState::Review), 10);
        let seq = refused.map_err(|error| error.code().to_owned())?[0].seq;
        done(admin::decide_refusal(office.store(), &office.wall, seq, RefusalState::Accepted, Some("b"), None))
    });
    recorder.sync("the decision is heard", &phones.a, |_| ());
}

/// Words, units and accounts.
fn rosters(recorder: &mut Recorder) {
    recorder.admin("a category", |office| {
        done(admin::add_category(office.store(), &office.hand()?, "lone", "孤寡老人", "alone"))
    });
    recorder.admin("a category gets another name", |office| {
        done(admin::rename_category(office.store(), &office.hand()?, "lone", "孤寡户", None))
    });
    recorder.admin("people join a unit", |office| {
        let units = admin::units(office.store(), &office.hand()?, None).map_err(|error| error.code().to_owned())?;
        done(admin::join_unit(office.store(), &office.hand()?, Some(units[0].id), &["a".to_owned()]))
    });
    recorder.admin("an account changes", |office| {
        let change = AccountChange { name: Some("示例乙".to_owned()), ..AccountChange::default() };
        done(admin::change_account(office.store(), &office.hand()?, "b", &change))
    });
}

/// Who comes and goes.
fn people(recorder: &mut Recorder, phones: &Phones) {
    recorder.by_chance("a restored server asks for what it lost", |office| {
        done(admin::begin_recovery(office.store(), &office.wall, Some(3)))
    });
    recorder.sync("a phone offers it", &phones.b, |_| ());
    recorder.admin("it has it all", |office| done(admin::end_recovery(office.store())));
    recorder.admin("a phone is lost", |office| {
        let devices = admin::devices(office.store(), Some("a")).map_err(|error| error.code().to_owned())?;
        done(admin::revoke_device(office.store(), &office.hand()?, &devices[0].id.to_string()))
    });
    recorder.sync("a lost phone is told", &phones.a, |_| ());
    recorder.admin("an account is closed", |office| done(admin::close_account(office.store(), &office.hand()?, "b")));
    recorder.admin("and opened again", |office| done(admin::reopen_account(office.store(), &office.hand()?, "b")));
}
