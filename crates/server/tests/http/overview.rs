//! `/v1/overview`, `/v1/areas/tree`, and what lists show of households beside their records.

use lianxin_model::document::Document;
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::intention::Intention;
use lianxin_store::{NewDevice, NewRefusal, Store as _};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::county::{ADMIN, AUDITOR, COLLECTOR, NOW_S, QIN, Records, SONG, TOWN_1, Town, WU, ZHOU, event, user_id};

/// The county's day: 2026-11-18.
const DAY_S: i64 = 24 * 3_600;

/// A visit of the first household.
fn visit(town: &Town, records: &Records, number: u128, kind: &str, day: &str) {
    let mut visit = Document::new(Kind::Visit, DocId(Uuid::from_u128(number)));
    let household = Intention::set("household", records.ids["household_1"]);
    let intentions = [
        household,
        Intention::set("author", user_id(ZHOU)),
        Intention::set("kind", kind),
        Intention::set("date", day),
        Intention::set("text", "再去看看"),
    ];
    town.write(&mut visit, ZHOU, NOW_S, &intentions);
}

#[tokio::test]
async fn households_are_filtered_by_what_hangs_on_them() {
    let town = Town::start().await;
    let records = town.with_records();
    let token = town.token(ADMIN).await;
    visit(&town, &records, 901, "phone", "2026-11-17");
    let row = town.get(&token, "/v1/households?code=H0001").await.body["rows"][0]["facts"].clone();
    let zhou = json!({ "id": user_id(ZHOU), "name": "周田" });
    let facts = json!({
        "last_home_visit": "2026-11-11", "last_visit": "2026-11-17", "open_cases": 1, "contacts": [zhou]
    });
    assert_eq!(row, facts);
    let shown = town.get(&token, &format!("/v1/households/{}", records.id("household_1"))).await;
    assert_eq!(shown.body["facts"], facts);
    assert_eq!(town.get(&token, "/v1/visits").await.body["rows"][0].get("facts"), None);
    // Seven days ago the first was visited, six days ago the second.
    let cases: [(&str, &[&str]); 12] = [
        ("unseen_days=6", &["H0001", "H0002"]),
        ("unseen_days=7", &["H0001"]),
        ("unseen_days=8", &[]),
        ("no_contact=true", &["H0002"]),
        ("no_contact=false", &["H0001", "H0002"]),
        ("open_cases=true&limit=1", &["H0001"]),
        ("open_cases=true&no_contact=true", &["H0002"]),
        ("sort=unseen", &["H0001", "H0002"]),
        ("sort=unseen&unseen_days=7&area=431027101000", &[]),
        ("unseen_days=0", &["bad_query"]),
        ("unseen_days=x", &["bad_query"]),
        ("open_cases=yes", &["bad_query"]),
    ];
    for (query, expect) in cases {
        let answer = town.get(&token, &format!("/v1/households?{query}")).await;
        let found = if answer.status >= 400 { vec![answer.code()] } else { answer.rows("/fields/code") };
        assert_eq!(found, expect, "{query}");
    }
    // Another home visit today.
    visit(&town, &records, 902, "home", "2026-11-18");
    let answer = town.get(&token, "/v1/households?sort=unseen").await;
    assert_eq!(answer.rows("/fields/code"), ["H0002", "H0001"]);
    for path in ["/v1/persons?no_contact=true", "/v1/visits?unseen_days=30", "/v1/cases?sort=unseen"] {
        assert_eq!(town.get(&token, path).await.code(), "bad_query", "{path}");
    }
}

#[tokio::test]
async fn whose_overview() {
    let town = Town::start().await;
    town.with_records();
    let cases: [(&str, &str, &str); 12] = [
        (ADMIN, "", "试县"),
        (ADMIN, "?area=431027101201", "西村"),
        (QIN, "", "东乡"),
        (QIN, "?area=431027100201", "东村"),
        (QIN, "?area=431027101000", "not_found"),
        (QIN, "?area=431027000000", "not_found"),
        (QIN, "?area=431027109000", "not_found"),
        (QIN, "?area=x", "bad_query"),
        (QIN, "?who=1", "bad_query"),
        (ZHOU, "", "forbidden"),
        (AUDITOR, "", "forbidden"),
        (COLLECTOR, "", "forbidden"),
    ];
    for (login, query, expect) in cases {
        let answer = town.get(&town.token(login).await, &format!("/v1/overview{query}")).await;
        let found = answer.body["area"]["name"].as_str().map_or_else(|| answer.code(), str::to_owned);
        assert_eq!(found, expect, "{login} {query}");
    }
}

fn week<'a>(weeks: &'a Json, from: &str) -> &'a Json {
    weeks.as_array().expect("weeks").iter().find(|week| week["from"] == from).expect("the week")
}

#[tokio::test]
async fn what_waits_is_counted() {
    let town = Town::start().await;
    let records = town.with_records();
    let token = town.token(ADMIN).await;
    let counted = town.get(&token, "/v1/overview").await.body;
    assert_eq!(counted["today"], "2026-11-18");
    assert_eq!(
        (&counted["cases"]["open"], &counted["cases"]["steps"]),
        (&json!(2), &json!([{ "ledger": "hardship", "status": "registered", "cases": 2 }]))
    );
    let opened = week(&counted["cases"]["weeks"], "2026-11-09");
    assert_eq!((&opened["opened"], &opened["settled"]), (&json!(2), &json!(0)));
    let households = &counted["households"];
    let unseen = |counts: [u64; 3]| {
        json!(
            [30, 60, 90]
                .iter()
                .zip(counts)
                .map(|(days, of)| json!({ "days": days, "households": of }))
                .collect::<Vec<_>>()
        )
    };
    assert_eq!(
        (&households["households"], &households["no_contact"], &households["open_cases"], &households["unseen"]),
        (&json!(2), &json!(1), &json!(2), &unseen([0, 0, 0]))
    );
    assert_eq!(
        households["categories"],
        json!([{ "category": "低保户", "households": 2, "unseen": unseen([0, 0, 0]) }])
    );
    // Both were seen in the week of the ninth, and nobody before.
    let weeks = &households["weeks"];
    for (from, visits, unseen) in [("2026-11-02", 0, 2), ("2026-11-09", 2, 0), ("2026-11-16", 0, 0)] {
        let week = week(weeks, from);
        assert_eq!((&week["home_visits"], &week["unseen"]), (&json!(visits), &json!(unseen)), "{from}");
    }
    assert_eq!((&counted["conflicts"], &counted["reviews"]), (&json!([]), &json!(0)));
    // A day of its own that has not come; one that has passed; it is resolved; nobody comes for two months.
    let overdue = |area: &'static str| {
        let (town, token) = (&town, &token);
        async move {
            let counted = town.get(token, &format!("/v1/overview?area={area}")).await.body["cases"]["overdue"].clone();
            let listed =
                town.get(token, &format!("/v1/cases?overdue=true&count=true&area={area}")).await.body["total"].clone();
            assert_eq!(counted, listed, "as the list has it: {area}");
            counted
        }
    };
    assert_eq!(overdue(TOWN_1).await, json!(1), "three working days have passed since it was registered");
    let read = town.store.read().expect("reads").load(records.ids["case_2"]).expect("read").expect("there");
    let mut case = Document::new(Kind::Case, records.ids["case_2"]);
    case.merge_chunks(read.changes.iter().map(Vec::as_slice)).expect("merged");
    for (due, expect) in [("2026-12-01", 0), ("2026-11-17", 1)] {
        town.write(&mut case, SONG, NOW_S, &[Intention::set("due", due)]);
        assert_eq!(overdue("431027101000").await, json!(expect), "{due}");
    }
    town.write(&mut case, WU, NOW_S, &[event(2, "resolved", WU, &[1])]);
    let counted = town.get(&token, "/v1/overview?area=431027101000").await.body;
    let settled = week(&counted["cases"]["weeks"], "2026-11-09");
    assert_eq!(
        (&counted["cases"]["open"], &counted["cases"]["overdue"], &settled["settled"]),
        (&json!(0), &json!(0), &json!(1))
    );
    town.clock.advance_s(70 * DAY_S);
    let token = town.token(ADMIN).await;
    let later = town.get(&token, "/v1/overview").await.body;
    assert_eq!(later["households"]["unseen"], unseen([2, 2, 0]));
    assert_eq!(later["households"]["categories"][0]["unseen"], unseen([2, 2, 0]));
}

#[tokio::test]
async fn devices_and_reviews_are_counted() {
    let town = Town::start().await;
    town.with_records();
    let (device, _) = town.device(ZHOU, 1);
    let mut write = town.store.write().expect("writes");
    for (number, login, days) in [(2_u8, ZHOU, 1), (3, ZHOU, 8), (4, ZHOU, 31), (5, WU, 40)] {
        let id = lianxin_model::ids::DeviceId(Uuid::from_u128(2_000 + u128::from(number)));
        let new = NewDevice { id, user: user_id(login), public_key: [number; 32], enrolled_at_ms: 0 };
        write.put_device(&new).expect("a device");
        let at_ms = (NOW_S - days * DAY_S) * 1_000;
        let contact = lianxin_store::Contact { counter: 1, install: 1, acknowledged: None, at_ms };
        write.put_contact(id, &contact).expect("a contact");
    }
    let refusal = NewRefusal {
        document: DocId(Uuid::from_u128(5_000)),
        kind: 1,
        chunk: b"chunk",
        hash: None,
        code: "out_of_scope",
        in_review: true,
        place: None,
        device,
        frame_counter: 1,
        user: user_id(ZHOU),
        received_at_ms: NOW_S * 1_000,
    };
    write.put_refusal(&refusal).expect("kept");
    write.commit().expect("committed");
    for (login, devices, never, silent, reviews) in
        [(ADMIN, 5, 1, [3, 2], 1), (QIN, 4, 1, [2, 1], 1), (SONG, 1, 0, [1, 1], 0)]
    {
        let counted = town.get(&town.token(login).await, "/v1/overview").await.body;
        let expected = json!({
            "devices": devices, "never": never,
            "silent": [{ "days": 7, "devices": silent[0] }, { "days": 30, "devices": silent[1] }]
        });
        assert_eq!((&counted["devices"], &counted["reviews"]), (&expected, &json!(reviews)), "{login}");
    }
}

#[tokio::test]
async fn the_tree_tells_what_waits() {
    let town = Town::start().await;
    town.with_records();
    let level = |login: &'static str, query: &'static str| {
        let town = &town;
        async move {
            let answer = town.get(&town.token(login).await, &format!("/v1/areas/tree{query}")).await;
            let Some(rows) = answer.body["rows"].as_array() else { return json!(answer.code()) };
            let row = |row: &Json| {
                json!([row["name"], row["has_children"], row["households"], row["open_cases"], row["unseen"]])
            };
            rows.iter().map(row).collect()
        }
    };
    let (east, west) = (json!(["东乡", true, 1, 1, 0]), json!(["西乡", true, 1, 1, 0]));
    assert_eq!(level(ADMIN, "").await, json!([["试县", true, 2, 2, 0]]));
    assert_eq!(level(ADMIN, "?parent=431027000000").await, json!([east, west]));
    assert_eq!(level(QIN, "").await, json!([east]));
    assert_eq!(level(QIN, "?parent=431027100000").await, json!([["东村", false, 1, 1, 0]]));
    assert_eq!(level(QIN, "?parent=431027100201").await, json!([]));
    for (login, query, code) in [
        (QIN, "?parent=431027000000", "not_found"),
        (QIN, "?parent=431027101000", "not_found"),
        (ZHOU, "", "forbidden"),
    ] {
        assert_eq!(level(login, query).await, json!(code), "{login} {query}");
    }
    town.clock.advance_s(60 * DAY_S);
    assert_eq!(level(QIN, "").await, json!([["东乡", true, 1, 1, 1]]));
}
