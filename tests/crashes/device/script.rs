//! Every kind of write that a device does.

use std::cell::RefCell;

use lianxin_core::Core;
use lianxin_core::changes::Place;
use lianxin_core::requests::AddVisitRequest;
use lianxin_model::role::{AssignmentKind, Role};
use lianxin_server::admin::{self, AccountChange, RefusalState, Target};
use serde_json::{Value as Json, json};

use super::{call, coded};
use crate::office::{Office, VILLAGE};

/// The head of a household that is on the device until it is shut out.
pub(super) const HEAD: &str = "罗守山";
pub(super) const URL: &str = "http://127.0.0.1:1";

/// One part of the script.
pub(super) enum Part {
    /// Around the device: at the office, on the other phone.
    Office(fn(&Office, &Core, &RefCell<String>)),
    /// One edit on the device.
    Act(&'static str, fn(&Core) -> Result<(), String>),
    /// The device comes to belong to somebody.
    Enrol,
    /// A sync of as many rounds as it takes.
    Sync(&'static str),
    /// Here it is looked what there is to see.
    Mark,
}

type Done = Result<(), String>;

fn id(core: &Core, list: &str, number: usize) -> Result<Json, String> {
    let list = call(core, list, &json!({}))?;
    Ok(list[number]["id"].clone())
}

fn household(core: &Core, code: &str) -> Result<Json, String> {
    Ok(call(core, "households.get", &json!({ "household": code }))?["id"].clone())
}

fn does(core: &Core, name: &str, with: &Json) -> Done {
    call(core, name, with).map(drop)
}

fn set(core: &Core, name: &str, id: &Json, field: &str, value: &str) -> Done {
    does(core, name, &json!({ "id": id, "changes": [{ "field": field, "change": { "set": value } }] }))
}

pub(super) const PARTS: &[Part] = &[
    // A county, and a phone of somebody else.
    Part::Office(|office, other, code| {
        office.furnish();
        office.enrol(other, "b");
        office.sync(other).unwrap();
        *code.borrow_mut() = office.code("leader").unwrap();
    }),
    Part::Enrol,
    Part::Sync("the first sync"),
    Part::Act("households.add", |core| {
        let fields = json!([{ "field": "phone", "change": { "set": "13900000901" } }, { "field": "categories", "change": { "add": "低保户" } }]);
        let new =
            json!({ "code": "0901", "area": VILLAGE, "head_name": "田秀英", "address": "上坪12号", "fields": fields });
        does(core, "households.add", &new)
    }),
    Part::Act("households.set", |core| set(core, "households.set", &household(core, "0001")?, "phone", "13900001111")),
    Part::Act("households.note", |core| {
        core.households().note("0001", "进村走小路。", Place::End, None).map(drop).map_err(coded)
    }),
    Part::Act("persons.add", |core| {
        does(
            core,
            "persons.add",
            &json!({ "household": "0901", "person": { "name": "田小河", "relation": "孙子", "id_number": "000000194910010012" } }),
        )
    }),
    Part::Act("persons.set", |core| set(core, "persons.set", &id(core, "persons.list", 0)?, "phone", "13900000902")),
    Part::Act("drafts.save", |core| {
        does(
            core,
            "drafts.save",
            &json!({ "key": "one", "kind": "visit", "household": household(core, "0001")?, "body": { "text": "老人安好" } }),
        )
    }),
    Part::Act("drafts.save, again", |core| {
        does(
            core,
            "drafts.save",
            &json!({ "key": "one", "kind": "visit", "household": household(core, "0001")?, "body": { "text": "老人安好，屋顶" } }),
        )
    }),
    Part::Act("drafts.save, another", |core| {
        does(core, "drafts.save", &json!({ "key": "two", "kind": "diary", "household": null, "body": ["写了一半"] }))
    }),
    Part::Act("visits.record", |core| {
        let case = json!({ "ledger": "livelihood", "title": "修屋顶", "text": "屋顶漏雨，想修。" });
        let request = json!({ "kind": "home", "text": "老人安好，屋顶漏雨。", "asked": "想修屋顶", "cases": [case] });
        let corrections = json!([{ "field": "housing", "change": { "set": "土坯房" } }]);
        does(
            core,
            "visits.record",
            &json!({ "draft": "one", "household": "0001", "request": request, "corrections": corrections }),
        )
    }),
    Part::Act("visits.add", |core| {
        let visit =
            AddVisitRequest {
                kind: "phone".into(), text: "电话里说都好。".into(), ..AddVisitRequest::default()
            };
        core.visits().add("0002", &visit).map(drop).map_err(coded)
    }),
    Part::Act("visits.set", |core| set(core, "visits.set", &id(core, "visits.list", 0)?, "text", "都好，药够。")),
    Part::Act("cases.open", |core| {
        let case = json!({ "ledger": "hardship", "title": "低保申请", "text": "独居，药费重。" });
        does(core, "cases.open", &json!({ "household": "0901", "case": case }))
    }),
    Part::Act("cases.step", |core| {
        let step = json!({ "kind": "accepted", "text": "已报乡里" });
        does(core, "cases.step", &json!({ "id": id(core, "cases.list", 0)?, "step": step }))
    }),
    Part::Act("cases.set", |core| set(core, "cases.set", &id(core, "cases.list", 0)?, "title", "申请低保")),
    Part::Act("assistance.add", |core| {
        let assistance = json!({ "kind": "money", "amount": "1.2万元", "source": "县民政局", "text": "修房补助" });
        does(core, "assistance.add", &json!({ "household": "0002", "assistance": assistance }))
    }),
    Part::Act("assistance.set", |core| {
        set(core, "assistance.set", &id(core, "assistance.list", 0)?, "text", "修房补助，已到")
    }),
    Part::Act("diary.add", |core| {
        does(core, "diary.add", &json!({ "text": "走了罗家。", "households": [household(core, "0001")?] }))
    }),
    Part::Act("diary.write", |core| {
        does(core, "diary.write", &json!({ "id": id(core, "diary.list", 0)?, "text": "走了罗家和田家，路滑。" }))
    }),
    Part::Act("diary.set", |core| set(core, "diary.set", &id(core, "diary.list", 0)?, "date", "2026-11-21")),
    Part::Act("diary.record", |core| {
        does(core, "diary.record", &json!({ "draft": "two", "entry": { "text": "写完了。" } }))
    }),
    Part::Act("diary.submit", |core| does(core, "diary.submit", &json!({ "id": id(core, "diary.list", 0)? }))),
    Part::Act("comments.add", |core| {
        let visits = core.visits().list(&lianxin_core::requests::ListFilter::default()).map_err(coded)?;
        core.comments().add(visits[0].id, "药送到了吗").map(drop).map_err(coded)
    }),
    Part::Act("phrases.set", |core| does(core, "phrases.set", &json!({ "phrases": ["老人安好。", "家中无人。"] }))),
    Part::Act("drafts.save, a third", |core| {
        does(core, "drafts.save", &json!({ "key": "three", "kind": "visit", "household": null, "body": {} }))
    }),
    Part::Act("drafts.drop", |core| does(core, "drafts.drop", &json!({ "key": "three" }))),
    Part::Act("duplicates.merge", |core| core.duplicates().merge("0002", "0901", &[]).map(drop).map_err(coded)),
    Part::Act("duplicates.undo", |core| {
        let merged = core.duplicates().merged().map_err(coded)?;
        core.duplicates().undo(&merged[0].other.id.to_string()).map(drop).map_err(coded)
    }),
    Part::Sync("everything is handed in"),
    Part::Act("households.set, on both phones", |core| {
        set(core, "households.set", &household(core, "0001")?, "phone", "13900003333")
    }),
    // The other phone contradicts.
    Part::Office(|office, other, _| {
        let first = household(other, "0001").unwrap();
        set(other, "households.set", &first, "phone", "13900002222").unwrap();
        does(
            other,
            "visits.record",
            &json!({ "household": "0002", "request": { "kind": "home", "text": "乙去过。" }, "corrections": [] }),
        )
        .unwrap();
        office.sync(other).unwrap();
    }),
    Part::Sync("a contradiction comes"),
    Part::Act("conflicts.settle", |core| {
        does(
            core,
            "conflicts.settle",
            &json!({ "id": household(core, "0001")?, "field": "phone", "text": "13900002222" }),
        )
    }),
    Part::Act("today.seen", |core| {
        let today = call(core, "today.show", &json!({}))?;
        let news = today["news"].as_array().into_iter().flatten();
        let ids: Vec<&Json> = news.map(|news| &news["id"]).collect();
        does(core, "today.seen", &json!({ "ids": ids }))
    }),
    Part::Sync("it is settled"),
    Part::Act("households.set, not theirs any more", |core| {
        set(core, "households.set", &household(core, "0001")?, "housing", "砖房")
    }),
    Part::Act("households.set, another of those", |core| {
        set(core, "households.set", &household(core, "0002")?, "housing", "砖房")
    }),
    // The village is somebody else's.
    Part::Office(|office, _, _| {
        let village = Target::Area(VILLAGE.to_owned());
        admin::revoke(office.store(), &office.hand().unwrap(), "leader", AssignmentKind::Lead, &village).unwrap();
        let cadre = AccountChange { role: Some(Role::Cadre), ..AccountChange::default() };
        admin::change_account(office.store(), &office.hand().unwrap(), "leader", &cadre).unwrap();
    }),
    Part::Sync("records leave, edits are set aside"),
    Part::Mark,
    // One is taken, one is declined.
    Part::Office(|office, _, _| {
        let refused = admin::refusals(office.store(), None, 10).unwrap();
        assert_eq!(refused.len(), 2, "{refused:?}");
        for (refusal, decision) in refused.iter().zip([RefusalState::Accepted, RefusalState::Declined]) {
            admin::decide_refusal(office.store(), &office.wall, refusal.seq, decision, Some("b"), Some("核对过"))
                .unwrap();
        }
    }),
    Part::Sync("decisions come"),
    Part::Act("set_aside.decisions_seen", |core| does(core, "set_aside.decisions_seen", &json!({}))),
    Part::Act("set_aside.dismiss", |core| {
        let aside = call(core, "set_aside.list", &json!({}))?;
        does(core, "set_aside.dismiss", &json!({ "number": aside[0]["number"] }))
    }),
    // The village is theirs again.
    Part::Office(|office, _, _| {
        let village = Target::Area(VILLAGE.to_owned());
        admin::grant(office.store(), &office.hand().unwrap(), "leader", AssignmentKind::Lead, &village).unwrap();
    }),
    Part::Sync("records come back"),
    Part::Mark,
    // The phone is lost.
    Part::Office(|office, _, _| {
        let devices = admin::devices(office.store(), Some("leader")).unwrap();
        admin::revoke_device(office.store(), &office.hand().unwrap(), &devices[0].id.to_string()).unwrap();
    }),
    Part::Act("households.set, on a lost phone", |core| {
        set(core, "households.set", &household(core, "0002")?, "address", "村口")
    }),
    Part::Sync("everything is forgotten"),
    Part::Mark,
];
