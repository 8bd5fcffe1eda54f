//! The main job, end to end: two devices without signal, one merged record, a supervisor who reads it.

use serde_json::{Value as Json, json};

use crate::admin::AREAS;
use crate::program::{County, done, done_with_input, refused, text, words};

const PASSWORD: &str = "走遍千山万水架起连心桥";

/// A county that is served, with two cadres who answer for one village and a supervisor of the township.
pub(crate) fn served() -> County {
    let mut county = County::new();
    let file = county.write("areas.csv", AREAS);
    county.serve();
    done(&words(&county.admin(&["area", "import", &file])));
    for (name, login, role) in
        [("王芳", "wangfang", "cadre"), ("陈明", "chenming", "cadre"), ("李强", "liqiang", "supervisor")]
    {
        let add = ["user", "add", "--name", name, "--login", login, "--role", role, "--area", "431027100000"];
        done(&words(&county.admin(&add)));
    }
    for login in ["wangfang", "chenming"] {
        let assign = ["assign", "--login", login, "--area", "431027100201", "--kind", "lead"];
        done(&words(&county.admin(&assign)));
    }
    done_with_input(&words(&county.admin(&["user", "password", "--login", "liqiang"])), PASSWORD);
    county
}

fn code(county: &County, login: &str) -> String {
    done(&words(&county.admin(&["enrol", "--login", login])))["code"].as_str().unwrap().to_owned()
}

pub(crate) fn enrol(county: &County, store: &str, login: &str) {
    let status = done(&words(&county.device(store, &["enrol", &county.url, &code(county, login)])));
    assert_eq!((&status["enrolled"], &status["role"]), (&true.into(), &"cadre".into()));
}

pub(crate) fn on(county: &County, store: &str, command: &[&str]) -> Json {
    done(&words(&county.device(store, command)))
}

#[test]
fn what_two_cadres_wrote_without_signal_is_one_record() {
    let county = served();
    enrol(&county, "a", "wangfang");
    enrol(&county, "b", "chenming");

    let household = on(
        &county,
        "a",
        &[
            "household",
            "add",
            "--code",
            "0042",
            "--area",
            "431027100201",
            "--head-name",
            "张三",
            "--notes",
            "老屋",
            "phone=13900000001",
        ],
    );
    assert_eq!(household["fields"]["phone"], "13900000001");
    let person = on(&county, "a", &["person", "add", "--household", "0042", "--name", "张小明", "--relation", "长子"]);
    let report = on(&county, "a", &["sync"]);
    assert_eq!((&report["refused"], &report["left"]), (&0.into(), &0.into()), "{report}");
    assert!(report["accepted"].as_u64() >= Some(2), "{report}");
    let report = on(&county, "b", &["sync"]);
    assert_eq!(report["received"], 2, "{report}");

    // Both without signal.
    on(&county, "a", &["household", "set", "0042", "phone=13900000002", "categories+=低保户"]);
    on(&county, "a", &["household", "note", "0042", "屋后有滑坡隐患", "--start"]);
    let visit = on(&county, "a", &["visit", "add", "--household", "0042", "--kind", "home", "--text", "屋顶漏雨"]);
    let opened = on(
        &county,
        "a",
        &["case", "open", "--household", "0042", "--ledger", "livelihood", "--title", "修屋顶", "--text", "漏了半个月"],
    );
    let given = on(
        &county,
        "b",
        &["assistance", "add", "--household", "0042", "--kind", "money", "--amount", "600元", "--source", "临时救助"],
    );
    assert_eq!(given["fields"]["amount_fen"], 60_000);
    on(&county, "b", &["household", "set", "0042", "phone=13900000003"]);
    on(&county, "b", &["household", "note", "0042", "种了三亩茶"]);
    let entry = on(&county, "b", &["diary", "add", "--text", "走访七户", "--household", "0042"]);
    on(&county, "b", &["diary", "submit", entry["id"].as_str().unwrap()]);
    for store in ["a", "b", "a"] {
        assert_eq!(on(&county, store, &["sync"])["refused"], 0);
    }

    for store in ["a", "b"] {
        let page = on(&county, store, &["household", "show", "0042"]);
        let fields = &page["household"]["fields"];
        assert_eq!(fields["notes"], "屋后有滑坡隐患\n老屋\n种了三亩茶\n", "{store}");
        assert_eq!(fields["categories"], json!(["低保户"]));
        assert_eq!(page["persons"][0]["id"], person["id"]);
        assert_eq!(page["visits"][0]["id"], visit["visit"]["id"]);
        assert_eq!(page["cases"][0]["id"], opened["id"]);
        assert_eq!(page["assistance"][0]["id"], given["id"]);
        assert_eq!(on(&county, store, &["assistance", "list", "--kind", "money"])["items"][0]["id"], given["id"]);
        let rivals = page["household"]["conflicts"][0]["rivals"].as_array().unwrap();
        let mut who: Vec<(&str, &str)> =
            rivals.iter().map(|rival| (rival["text"].as_str().unwrap(), rival["name"].as_str().unwrap())).collect();
        who.sort_unstable();
        assert_eq!(who, [("13900000002", "王芳"), ("13900000003", "陈明")], "{store}");
        let said = text(&words(&county.device(store, &["household", "show", "0042"])));
        for part in [
            "张小明",
            "长子",
            "13900000002",
            "13900000003",
            "陈明",
            "请核实",
            "屋顶漏雨",
            "修屋顶",
            "已登记",
            "600.00 元",
            "临时救助",
        ] {
            assert!(said.contains(part), "{store}: no {part} in\n{said}");
        }
    }

    assert_eq!(on(&county, "b", &["conflicts"])["items"].as_array().unwrap().len(), 1);
    assert_eq!(on(&county, "b", &["settle", "0042", "phone", "13900000003"])["conflicts"], json!([]));
    for store in ["b", "a"] {
        on(&county, store, &["sync"]);
    }
    let heads = |store: &str| on(&county, store, &["household", "show", "0042"])["household"]["heads"].clone();
    assert_eq!(heads("a"), heads("b"));
    assert_eq!(on(&county, "a", &["conflicts"])["items"], json!([]));
    let history = text(&words(&county.device("a", &["household", "history", "0042"])));
    assert!(history.contains("王芳") && history.contains("陈明") && history.contains("→ 13900000003"), "{history}");

    let found = on(&county, "b", &["search", "zhangxiaoming"]);
    assert_eq!(found["items"][0]["id"], person["id"], "{found}");
    assert_eq!(supervisor_reads(&county), ("13900000003".to_owned(), "修屋顶".to_owned(), "走访七户".to_owned()));
    let status = on(&county, "a", &["status"]);
    assert_eq!((&status["unsent"], &status["set_aside"]), (&0.into(), &json!([])), "{status}");
}

/// Phone of the first household, title of the first case, text of the first diary entry.
fn supervisor_reads(county: &County) -> (String, String, String) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let http = reqwest::Client::new();
        let login =
            http.post(format!("{}/v1/login", county.url)).json(&json!({ "login": "liqiang", "password": PASSWORD }));
        let login: Json = login.send().await.unwrap().json().await.unwrap();
        let token = login["access_token"].as_str().unwrap_or_else(|| panic!("{login}")).to_owned();
        let read = async |path: &str, field: &str| {
            let answer = http.get(format!("{}{path}", county.url)).bearer_auth(&token).send().await.unwrap();
            let list: Json = answer.json().await.unwrap();
            list["rows"][0]["fields"][field].as_str().unwrap_or_else(|| panic!("{list}")).to_owned()
        };
        (
            read("/v1/households", "phone").await,
            read("/v1/cases", "title").await,
            read("/v1/diary-entries", "text").await,
        )
    })
}

#[test]
fn enrolment_codes_work_once() {
    let county = served();
    let unknown = refused(&words(&county.device("x", &["enrol", &county.url, "0000-0000-0000"])));
    assert_eq!(unknown["code"], "enrol_code_unknown");
    let code = code(&county, "wangfang");
    on(&county, "a", &["enrol", &county.url, &code]);
    let again = refused(&words(&county.device("a", &["enrol", &county.url, &code])));
    assert_eq!(again["code"], "already_enrolled");
    let other = refused(&words(&county.device("b", &["enrol", &county.url, &code])));
    assert_eq!(other["code"], "enrol_code_used");

    let devices = done(&words(&county.admin(&["device", "list", "--login", "wangfang"])));
    let id = devices["items"][0]["id"].as_str().unwrap();
    done(&words(&county.admin(&["device", "revoke", id])));
    assert_eq!(done(&words(&county.device("a", &["sync"])))["closed"], true);
    assert_eq!(refused(&words(&county.device("a", &["sync"])))["code"], "not_enrolled");
}

#[test]
fn edits_that_do_not_fit_are_named_field_by_field() {
    let county = served();
    enrol(&county, "a", "wangfang");
    on(&county, "a", &["sync"]);
    on(&county, "a", &["household", "add", "--code", "1", "--area", "431027100201"]);
    let set = ["household", "set", "1", "phone=12", "income_fen=-1", "colour=red"];
    let error = refused(&words(&county.device("a", &set)));
    let fields: Vec<&str> =
        error["fields"].as_array().unwrap().iter().map(|field| field["field"].as_str().unwrap()).collect();
    assert_eq!(error["code"], "fields");
    assert!(fields.contains(&"colour"), "{error}");
    let cases: &[(&[&str], &str)] = &[
        (&["household", "add", "--code", "1", "--area", "431027100201"], "already_there"),
        (&["household", "add", "--code", "2", "--area", "4310"], "fields"),
        (&["household", "set", "1", "phone"], "fields"),
        (&["household", "set", "1", "phone=13900000001", "--at-heads", "00"], "unknown_heads"),
        (&["household", "show", "999"], "unknown_record"),
        (&["visit", "add", "--household", "999", "--kind", "home", "--text", "t"], "unknown_record"),
        (&["visit", "add", "--household", "1", "--kind", "home", "--text", "t", "--date", "2026-02-30"], "fields"),
        (&["visit", "add", "--household", "1", "--kind", "home", "--text", "t", "--case", "t"], "fields"),
        (&["comment", "add", "1", "--text", "t"], "not_allowed"),
        (&["settle", "1", "status", "closed"], "settle_by_step"),
        (&["set-aside", "again", "1"], "unknown_record"),
    ];
    for (command, code) in cases {
        assert_eq!(refused(&words(&county.device("a", command)))["code"], *code, "{command:?}");
    }
}

#[test]
fn long_words_come_from_standard_input() {
    let county = served();
    enrol(&county, "a", "wangfang");
    on(&county, "a", &["household", "add", "--code", "1", "--area", "431027100201"]);
    let add = county.device("a", &["visit", "add", "--household", "1", "--kind", "phone", "--text", "-"]);
    let added = done_with_input(&words(&add), "第一行\n第二行\n");
    assert_eq!(added["visit"]["fields"]["text"], "第一行\n第二行");
}
