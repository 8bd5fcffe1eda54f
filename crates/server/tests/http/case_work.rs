//! Working through the ledgers: steps, fields, assigning, the board, deadlines; who may, what comes again, what contradicts.

use lianxin_model::document::Document;
use lianxin_model::ids::{DocId, EntryId, Kind};
use lianxin_model::intention::Intention;
use lianxin_model::role::AssignmentKind;
use lianxin_store::{NewAssignment, Over, Store as _, StoreError, Write};
use serde_json::{Value as Json, json};

use crate::county::{
    ADMIN, AUDITOR, Answer, COLLECTOR, NOW_S, QIN, Records, SONG, Town, VILLAGE_1, WU, ZHOU, event, user_id,
};

/// An id as clients make them.
fn new_id(number: u8) -> EntryId {
    EntryId::from_moment(NOW_S.unsigned_abs() * 1_000, [number; 10])
}

pub(crate) async fn send(town: &Town, login: &str, method: &str, path: &str, body: &Json) -> Answer {
    let token = town.token(login).await;
    town.send(town.request(method, path).bearer_auth(token).json(body)).await
}

/// A case as somebody reads it.
pub(crate) async fn shown(town: &Town, login: &str, case: &str) -> Json {
    let answer = town.get(&town.token(login).await, &format!("/v1/cases/{case}")).await;
    assert_eq!(answer.code(), "200", "{answer:?}");
    answer.body
}

async fn take(town: &Town, login: &str, case: &str, step: Json) -> Answer {
    send(town, login, "POST", &format!("/v1/cases/{case}/steps"), &step).await
}

/// What a phone of the cadre's wrote without signal, on what it held.
fn offline(town: &Town, case: DocId, heads: &Json, intentions: &[Intention]) {
    let loaded = town.store.read().expect("reads").load(case).expect("reads").expect("kept");
    let mut document = Document::new(Kind::Case, case);
    document.merge_chunks(loaded.changes.iter().map(Vec::as_slice)).expect("merged");
    let seen: Vec<_> = heads.as_array().expect("heads").iter().filter_map(Json::as_str).collect();
    let seen: Vec<_> = seen.iter().map(|head| head.parse::<automerge::ChangeHash>().expect("a head")).collect();
    let actor = lianxin_model::ids::Actor([0xcc; 16]);
    let edit = lianxin_model::document::Edit { actor, at: Some(&seen), time_s: NOW_S, intentions, lenient: false };
    let written = document.edit(&edit).expect("an edit").expect("a change");
    let mut write = town.store.write().expect("writes");
    write.put_actor(actor, user_id(ZHOU), None).expect("an actor");
    let change = lianxin_store::NewChange { hash: written.hash.0, actor, handed_in: None, bytes: &written.chunk };
    write.append(&lianxin_model::projection::Projection::of(&document), &[change]).expect("appended");
    write.commit().expect("committed");
}

#[tokio::test]
async fn who_takes_steps_and_which() {
    let town = Town::start().await;
    let records = town.with_records();
    let case = records.id("case_1");
    let step = |kind: &str, more: Json| {
        let mut step = json!({"id": new_id(1), "kind": kind});
        let (Some(into), Some(more)) = (step.as_object_mut(), more.as_object()) else { unreachable!() };
        into.extend(more.clone());
        step
    };
    let cases = [
        ("a cadre", ZHOU, "accepted", json!({}), "forbidden"),
        ("an auditor", AUDITOR, "accepted", json!({}), "forbidden"),
        ("a collector", COLLECTOR, "accepted", json!({}), "forbidden"),
        ("another township's", SONG, "accepted", json!({}), "not_found"),
        ("what is done before it began", QIN, "followed_up", json!({"satisfied": true}), "bad_fields"),
        ("registering again", QIN, "registered", json!({}), "bad_fields"),
        ("an unknown step", QIN, "danced", json!({}), "bad_fields"),
        ("to nobody", QIN, "assigned", json!({}), "bad_fields"),
        ("to nobody in words", QIN, "transferred", json!({"to": "  "}), "bad_fields"),
        ("to an unknown account", QIN, "assigned", json!({"to": new_id(9)}), "bad_fields"),
        ("to an auditor", QIN, "assigned", json!({"to": user_id(AUDITOR)}), "bad_fields"),
        ("to another township's", QIN, "assigned", json!({"to": user_id(WU)}), "bad_fields"),
        ("accepted to somebody", QIN, "accepted", json!({"to": user_id(ZHOU)}), "bad_fields"),
        ("satisfied too early", QIN, "acted", json!({"satisfied": true}), "bad_fields"),
        ("tomorrow", QIN, "accepted", json!({"date": "2036-01-01"}), "bad_fields"),
        ("no day", QIN, "accepted", json!({"date": "昨天"}), "bad_fields"),
        ("unknown heads", QIN, "accepted", json!({"heads": ["00".repeat(32)]}), "unknown_heads"),
        ("no heads", QIN, "accepted", json!({"heads": []}), "unknown_heads"),
        ("something else", QIN, "accepted", json!({"status": "closed"}), "bad_json"),
        ("an id that nobody makes", QIN, "accepted", json!({"id": user_id(QIN)}), "bad_fields"),
        ("theirs", QIN, "accepted", json!({"text": "已受理", "date": "2026-11-17"}), "200"),
    ];
    let heads = shown(&town, QIN, &case).await["heads"].clone();
    for (what, login, kind, more, expect) in cases {
        let mut body = step(kind, more);
        if body.get("heads").is_none() {
            body["heads"] = heads.clone();
        }
        assert_eq!(take(&town, login, &case, body).await.code(), expect, "{what}");
    }
    assert_eq!(take(&town, QIN, "not-an-id", step("accepted", json!({"heads": heads}))).await.code(), "not_found");
    let after = shown(&town, ADMIN, &case).await;
    let course: Vec<_> = after["fields"]["events"].as_array().into_iter().flatten().map(|e| &e["kind"]).collect();
    assert_eq!(course, ["registered", "accepted"], "nothing of what was refused is there");
    assert_eq!(after["work"]["people"][0]["name"], "秦岭");
}

#[tokio::test]
async fn a_step_that_comes_again_is_taken_once() {
    let town = Town::start().await;
    let records = town.with_records();
    let case = records.id("case_1");
    let heads = shown(&town, QIN, &case).await["heads"].clone();
    let step = json!({"id": new_id(1), "kind": "accepted", "text": "已受理", "heads": heads});
    let first = take(&town, QIN, &case, step.clone()).await;
    assert_eq!((first.code().as_str(), &first.body["fields"]["status"]), ("200", &json!("accepted")));
    let again = take(&town, QIN, &case, step.clone()).await;
    assert_eq!((again.code().as_str(), &again.body), ("200", &first.body), "the same answer");
    assert_eq!(take(&town, ADMIN, &case, step.clone()).await.code(), "id_taken");
    for (field, value) in [("text", json!("另一句")), ("kind", json!("acted")), ("date", json!("2026-11-01"))] {
        let mut other = step.clone();
        other[field] = value;
        assert_eq!(take(&town, QIN, &case, other).await.code(), "id_taken", "{field}: never lost unseen");
    }
}

/// From registration to closing and back, each step by whoever may, with what may come next.
#[tokio::test]
async fn the_whole_course() {
    let town = Town::start().await;
    let records = town.with_records();
    let case = records.id("case_1");
    let open = ["acted", "resolved", "assigned", "transferred"];
    let done = ["followed_up", "answered", "reopened"];
    let course = [
        (QIN, json!({"kind": "accepted"}), "accepted", &open[..]),
        (QIN, json!({"kind": "assigned", "to": user_id(ZHOU), "text": "请民政所核实"}), "assigned", &open),
        (ADMIN, json!({"kind": "transferred", "to": "县民政局"}), "transferred", &open),
        (ADMIN, json!({"kind": "acted", "text": "已丈量"}), "acting", &open),
        (QIN, json!({"kind": "resolved", "text": "屋顶修好"}), "resolved", &done),
        (QIN, json!({"kind": "answered"}), "answered", &["followed_up", "reopened"]),
        (
            QIN,
            json!({"kind": "followed_up", "satisfied": false, "text": "还漏"}),
            "answered",
            &["followed_up", "reopened"],
        ),
        (QIN, json!({"kind": "reopened"}), "reopened", &["accepted", "assigned", "acted", "transferred", "resolved"]),
        (QIN, json!({"kind": "resolved"}), "resolved", &done),
        (QIN, json!({"kind": "followed_up", "satisfied": true}), "closed", &["reopened"]),
    ];
    for (number, (login, mut step, status, next)) in course.into_iter().enumerate() {
        step["id"] = json!(new_id(number as u8));
        step["heads"] = shown(&town, login, &case).await["heads"].clone();
        let answer = take(&town, login, &case, step.clone()).await;
        assert_eq!(answer.code(), "200", "{step}: {answer:?}");
        assert_eq!(answer.body["fields"]["status"], status, "{step}");
        assert_eq!(answer.body["work"]["next"], json!(next), "{step}");
        let handed = &answer.body["work"]["handed"];
        match status {
            "assigned" => assert_eq!(handed[0]["person"]["name"], "周田"),
            "transferred" => {
                assert_eq!((&handed[0]["office"], handed.as_array().map(Vec::len)), (&json!("县民政局"), Some(1)))
            }
            _ => {}
        }
    }
}

#[tokio::test]
async fn what_a_phone_did_meanwhile_stays_and_is_settled_by_a_later_step() {
    let town = Town::start().await;
    let records = town.with_records();
    let (id, case) = (records.ids["case_1"], records.id("case_1"));
    let seen = shown(&town, QIN, &case).await["heads"].clone();
    offline(&town, id, &seen, &[event(7, "resolved", ZHOU, &[1])]);
    let step = json!({"id": new_id(1), "kind": "assigned", "to": user_id(ZHOU), "heads": seen});
    let answer = take(&town, QIN, &case, step).await;
    assert_eq!(answer.code(), "200", "{answer:?}");
    let fields = &answer.body["fields"];
    assert_eq!((&fields["status_conflict"], &fields["status"]), (&json!(true), &json!("assigned")));
    let conflict = &answer.body["conflicts"][0];
    assert_eq!((&conflict["field"], conflict["rivals"].as_array().map(Vec::len)), (&json!("status"), Some(2)));
    assert!(answer.body["work"]["next"].as_array().is_some_and(|next| next.contains(&json!("followed_up"))));

    let heads = answer.body["heads"].clone();
    let settle = json!({"id": new_id(2), "kind": "resolved", "text": "周田已办好", "heads": heads});
    let answer = take(&town, QIN, &case, settle).await;
    let fields = &answer.body["fields"];
    assert_eq!((&fields["status_conflict"], &fields["status"]), (&json!(false), &json!("resolved")), "{answer:?}");
    assert_eq!(answer.body["conflicts"], json!([]));
    assert_eq!(fields["events"].as_array().map(Vec::len), Some(4), "nothing is lost");
}

#[tokio::test]
async fn fields_that_those_who_lead_change() {
    let town = Town::start().await;
    let records = town.with_records();
    let (id, case) = (records.ids["case_1"], records.id("case_1"));
    let path = format!("/v1/cases/{case}");
    let heads = shown(&town, QIN, &case).await["heads"].clone();
    let body = |number: u8, more: Json| {
        let mut body = json!({"id": new_id(number), "heads": heads});
        let (Some(into), Some(more)) = (body.as_object_mut(), more.as_object()) else { unreachable!() };
        into.extend(more.clone());
        body
    };
    let refused = [
        ("a cadre", ZHOU, json!({"due": "2026-12-01"}), "forbidden"),
        ("another township's", SONG, json!({"due": "2026-12-01"}), "not_found"),
        ("no day", QIN, json!({"due": "明天"}), "bad_fields"),
        ("a lead who does not lead", QIN, json!({"lead": user_id(WU)}), "bad_fields"),
        ("a lead of another township", QIN, json!({"lead": user_id(SONG)}), "bad_fields"),
        ("a lead whom nobody knows", QIN, json!({"lead": new_id(9)}), "bad_fields"),
        ("an unknown ledger", QIN, json!({"ledger": "gossip"}), "bad_fields"),
        ("a household elsewhere", QIN, json!({"mediation_households": [records.id("household_2")]}), "bad_fields"),
        ("money below nothing", QIN, json!({"mediation_amount_fen": -1}), "bad_fields"),
        ("what is not theirs to set", QIN, json!({"author": user_id(QIN)}), "bad_json"),
        ("unknown heads", QIN, json!({"due": "2026-12-01", "heads": ["00".repeat(32)]}), "unknown_heads"),
    ];
    for (number, (what, login, more, expect)) in refused.into_iter().enumerate() {
        let answer = send(&town, login, "PATCH", &path, &body(100 + number as u8, more)).await;
        assert_eq!(answer.code(), expect, "{what}: {answer:?}");
    }
    let all = json!({"due": "2026-12-01", "lead": user_id(QIN), "ledger": "dispute", "title": "屋顶与界墙",
        "add_mediation_people": ["罗某", "李某"], "mediation_households": [records.id("household_1")],
        "mediation_amount_fen": 120_000, "mediation_outcome": "spoken"});
    let answer = send(&town, QIN, "PATCH", &path, &body(1, all.clone())).await;
    assert_eq!(answer.code(), "200", "{answer:?}");
    for (field, value) in all.as_object().expect("fields") {
        if field != "add_mediation_people" {
            assert_eq!(&answer.body["fields"][field], value, "{field}");
        }
    }
    assert_eq!(answer.body["work"]["leads"][0]["name"], "秦岭");
    let deadline = &answer.body["work"]["deadline"];
    assert_eq!((&deadline["day"], &deadline["basis"]), (&json!("2026-12-01"), &json!("set")));
    let again = send(&town, QIN, "PATCH", &path, &body(1, all)).await;
    assert_eq!(
        (again.code().as_str(), &again.body),
        ("200", &answer.body),
        "a request that comes again changes nothing"
    );
    let other = send(&town, QIN, "PATCH", &path, &body(1, json!({"due": "2027-12-01"}))).await;
    assert_eq!(other.code(), "id_taken", "other words are never lost unseen");

    let people = |town: &Town| -> Vec<String> {
        let scope = lianxin_store::Scope::all();
        let row = town.store.read().expect("reads").show(id, &scope).expect("reads").expect("kept");
        let mut names: Vec<String> = row.record.keys("mediation_people").into_iter().map(str::to_owned).collect();
        names.sort();
        names
    };
    // Two leads at the same time: both stand until one is chosen by somebody who saw both.
    offline(&town, id, &heads, &[Intention::set("lead", user_id(ADMIN)), Intention::add("mediation_people", "王某")]);
    let both = shown(&town, QIN, &case).await;
    assert_eq!(both["work"]["leads"].as_array().map(Vec::len), Some(2));
    assert_eq!(
        (&both["fields"]["mediation_people"], people(&town)),
        (&json!([]), vec!["李某".to_owned(), "王某".to_owned(), "罗某".to_owned()])
    );
    assert_eq!(both["masked"], json!(["mediation_people"]));
    let settle = json!({"id": new_id(2), "heads": both["heads"], "lead": user_id(ADMIN), "due": null,
        "remove_mediation_people": ["罗某", "李某"]});
    let settled = send(&town, QIN, "PATCH", &path, &settle).await;
    assert_eq!(settled.body["conflicts"], json!([]), "{settled:?}");
    assert_eq!(settled.body["work"]["leads"], json!([{"id": user_id(ADMIN), "name": "管理员"}]));
    assert_eq!((&settled.body["fields"]["due"], people(&town)), (&json!(null), vec!["王某".to_owned()]));
}

fn assignments(town: &Town, change: impl FnOnce(&mut dyn Write) -> Result<(), StoreError>) {
    let mut write = town.store.write().expect("writes");
    change(&mut *write).expect("changed");
    write.commit().expect("committed");
}

#[tokio::test]
async fn many_cases_to_one_person() {
    let town = Town::start().await;
    let records = town.with_records();
    let (one, two) = (records.id("case_1"), records.id("case_2"));
    let heads = |case: &Json| case["heads"].clone();
    // Of another township; helps here until the case was handed over, which is then all that is theirs.
    let help = NewAssignment { user: user_id(WU), kind: AssignmentKind::Help, over: Over::Area(VILLAGE_1.to_owned()) };
    assignments(&town, |write| write.assign(&help).map(drop));
    let (first, second) = (shown(&town, ADMIN, &one).await, shown(&town, ADMIN, &two).await);
    let closed = close(&town, &records).await;
    let body = json!({"to": user_id(WU), "text": "本周内核实", "cases": [
        {"case": one, "id": new_id(1), "heads": heads(&first)},
        {"case": two, "id": new_id(2), "heads": heads(&second)},
        {"case": closed.0, "id": new_id(3), "heads": closed.1},
        {"case": records.id("visit_1"), "id": new_id(4), "heads": heads(&first)},
    ]});
    let codes = |answer: &Answer| -> Vec<String> {
        let outcomes = answer.body["outcomes"].as_array().unwrap_or_else(|| panic!("{answer:?}"));
        let code = |outcome: &Json| match outcome["assigned"] == true {
            true => if outcome["before"] == true { "before" } else { "assigned" }.to_owned(),
            false => outcome["error"]["code"].as_str().unwrap_or("?").to_owned(),
        };
        outcomes.iter().map(code).collect()
    };
    let assigned = send(&town, QIN, "POST", "/v1/cases/assign", &body).await;
    assert_eq!(codes(&assigned), ["assigned", "not_found", "bad_fields", "not_found"]);
    assignments(&town, |write| write.end_assignment(&help).map(drop));
    let again = send(&town, QIN, "POST", "/v1/cases/assign", &body).await;
    assert_eq!(codes(&again), ["before", "not_found", "bad_fields", "not_found"]);
    let case = shown(&town, WU, &one).await;
    assert_eq!(
        (&case["fields"]["status"], case["fields"]["events"].as_array().map(Vec::len)),
        (&json!("assigned"), Some(2))
    );
    let found = town.get(&town.token(QIN).await, &format!("/v1/cases?assigned={}", user_id(WU))).await;
    assert_eq!(found.rows("/id"), std::slice::from_ref(&one));

    let nobody = json!({"to": new_id(8), "cases": [{"case": one, "id": new_id(5), "heads": heads(&case)}]});
    assert_eq!(codes(&send(&town, QIN, "POST", "/v1/cases/assign", &nobody).await), ["bad_fields"]);
    for (login, cases, expect) in [
        (ZHOU, json!([{"case": one, "id": new_id(6), "heads": heads(&case)}]), "forbidden"),
        (QIN, json!([]), "bad_fields"),
        (QIN, json!(vec![json!({"case": one, "id": new_id(6), "heads": []}); 101]), "bad_fields"),
    ] {
        let body = json!({"to": user_id(WU), "cases": cases});
        assert_eq!(send(&town, login, "POST", "/v1/cases/assign", &body).await.code(), expect, "{login}");
    }
}

/// A third case of the first household, closed: its id and heads.
async fn close(town: &Town, records: &Records) -> (String, Json) {
    let id = DocId(new_id(77).0);
    let mut case = Document::new(Kind::Case, id);
    let of = [
        Intention::set("household", records.ids["household_1"]),
        Intention::set("author", user_id(ZHOU)),
        Intention::set("ledger", "livelihood"),
        Intention::set("title", "修水渠"),
        Intention::set("source", "box"),
        Intention::set("date", "2026-09-01"),
        event(71, "registered", ZHOU, &[]),
    ];
    town.write(&mut case, ZHOU, NOW_S - 90, &of);
    town.write(&mut case, ZHOU, NOW_S - 80, &[event(72, "resolved", ZHOU, &[71])]);
    let satisfied = match event(73, "followed_up", ZHOU, &[72]) {
        Intention::Append { field, entry, mut values } => {
            values.insert("satisfied".to_owned(), true.into());
            Intention::Append { field, entry, values }
        }
        other => other,
    };
    town.write(&mut case, ZHOU, NOW_S - 70, &[satisfied]);
    (id.to_string(), shown(town, ADMIN, &id.to_string()).await["heads"].clone())
}

#[tokio::test]
async fn lists_and_the_board() {
    let town = Town::start().await;
    let records = town.with_records();
    let closed = close(&town, &records).await.0;
    let token = town.token(ADMIN).await;
    let (one, two) = (records.id("case_1"), records.id("case_2"));
    let lead = format!("lead={}", user_id(QIN));
    let cases: [(&str, &[&str]); 12] = [
        ("open=true&sort=waiting", &[&one, &two]),
        ("sort=waiting", &[&one, &two, &closed]),
        ("source=box", &[&closed]),
        ("overdue=true", &[&two, &one]),
        ("open=false&ledger=livelihood", &[&closed]),
        (&lead, &[]),
        ("assigned=x", &["bad_query"]),
        ("source=x", &["bad_query"]),
        ("open=1", &["bad_query"]),
        ("q=%E4%BF%AE%E6%B0%B4%E6%B8%A0", &[&closed]),
        ("date_to=2026-09-30", &[&closed]),
        ("sort=code", &["bad_query"]),
    ];
    for (query, expect) in cases {
        let answer = town.get(&token, &format!("/v1/cases?{query}")).await;
        let found = if answer.status == 200 { answer.rows("/id") } else { vec![answer.code()] };
        assert_eq!(found, expect, "{query}");
    }
    for (login, columns) in [(ADMIN, [2, 1]), (QIN, [1, 1]), (SONG, [1, 0])] {
        let board = town.get(&town.token(login).await, "/v1/cases/board").await.body;
        let count = |status: &str| {
            let column = board["columns"].as_array().into_iter().flatten().find(|column| column["status"] == status);
            column.and_then(|column| column["cases"].as_u64())
        };
        assert_eq!([count("registered"), count("closed")], columns.map(Some), "{login}");
    }
    // Logging in anew ended the session of before.
    let token = town.token(ADMIN).await;
    let answer = town.get(&token, "/v1/cases/board?ledger=livelihood&limit=1").await.body;
    assert_eq!(answer["columns"][0]["cases"], 0);
    assert_eq!(answer["ledgers"][1], json!({"ledger": "hardship", "open": 2, "overdue": 2}), "{}", answer["ledgers"]);
    for (login, query, code) in
        [(AUDITOR, "", "forbidden"), (ADMIN, "?limit=51", "bad_query"), (ADMIN, "?status=x", "bad_query")]
    {
        assert_eq!(town.get(&town.token(login).await, &format!("/v1/cases/board{query}")).await.code(), code);
    }
    let token = town.token(ADMIN).await;
    let row = town.get(&token, "/v1/cases?sort=waiting").await.body["rows"][0].clone();
    assert_eq!(row["work"]["household"]["head_name"], "户一");
    assert_eq!((&row["work"]["household"]["code"], &row["work"]["area_name"]), (&json!("H0001"), &json!("东村")));
    assert_eq!(row["work"]["since"], "2026-11-12");
}
