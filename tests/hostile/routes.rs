//! Every route of the OpenAPI document, asked by whom it is not for: a record elsewhere answers exactly as one that does not
//! exist, and nothing of it is in any answer.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use lianxin_testkit::binary::Server;
use lianxin_testkit::county::{County, PASSWORD};
use serde_json::{Value as Json, json};

/// In every text of the records that nobody else may see.
const MARK: &str = "外人不见";
/// What finds it, and may stand in an answer that says what was sought.
const SOUGHT: &str = "外人";
const UNKNOWN: &str = "0192f0c1-2d3e-7f00-8000-00000000dead";
/// What answers without an account: for machines that watch the server, devices, and whoever logs in.
const OPEN: [&str; 14] = [
    "/.well-known/jwks.json",
    "/livez",
    "/readyz",
    "/v1/openapi.json",
    "/v1/catalogue",
    "/v1/device/session",
    "/v1/enrol",
    "/v1/login",
    "/v1/logout",
    "/v1/sync",
    "/v1/token/refresh",
    "/v1/web/login",
    "/v1/web/logout",
    "/v1/web/refresh",
];

/// Method, path and its parameters in the query.
struct Route {
    method: String,
    path: String,
    query: Vec<String>,
}

fn routes() -> Vec<Route> {
    let document: Json = serde_json::from_str(include_str!("../../docs/openapi.json")).expect("JSON");
    let paths = document["paths"].as_object().expect("paths");
    let mut routes = Vec::new();
    for (path, methods) in paths {
        for (method, about) in methods.as_object().expect("methods") {
            let parameters = about["parameters"].as_array().into_iter().flatten();
            let query = parameters.filter(|it| it["in"] == "query").filter_map(|it| it["name"].as_str());
            let (method, path) = (method.to_uppercase(), path.clone());
            routes.push(Route { method, path, query: query.map(str::to_owned).collect() });
        }
    }
    routes
}

/// A county with records of one village and readers of another.
struct Stage {
    county: County,
    server: Server,
    client: reqwest::Client,
    /// By the part of the path that they are asked for under.
    records: BTreeMap<&'static str, String>,
}

impl Stage {
    fn new() -> Self {
        let county = County::new();
        county.import_households(3);
        let server = Server::start(&county.data(), "127.0.0.1:0");
        county.enrol("a", "a", &server.url);
        county.device("a", ["sync"]).ok();
        let made = |arguments: &[&str]| {
            let made = county.device("a", arguments.iter().copied()).ok();
            let id = made["id"].as_str().or_else(|| made["visit"]["id"].as_str()).unwrap_or_else(|| panic!("{made}"));
            id.to_owned()
        };
        county.device("a", ["household", "set", "0001", &format!("address={MARK}一号")]).ok();
        county.device("a", ["household", "set", "0001", "phone=13900000009"]).ok();
        let text = format!("{MARK}的话");
        let visit = made(&["visit", "add", "--household", "0001", "--kind", "home", "--text", &text]);
        let case =
            made(&["case", "open", "--household", "0001", "--ledger", "livelihood", "--title", MARK, "--text", &text]);
        let entry = made(&["diary", "add", "--date", "2026-11-20", "--text", &text]);
        county.device("a", ["diary", "submit", &entry]).ok();
        let shown = county.device("a", ["household", "show", "0001"]).ok();
        let household = shown["household"]["id"].as_str().expect("an id").to_owned();
        let person = shown["persons"][0]["id"].as_str().unwrap_or_else(|| panic!("{shown}")).to_owned();
        county.device("a", ["sync"]).ok();
        let records = [
            ("households", household),
            ("persons", person),
            ("visits", visit),
            ("cases", case),
            ("diary-entries", entry),
        ];
        let stage = Self { county, server, client: reqwest::Client::new(), records: records.into() };
        stage.staff();
        stage
    }

    /// Readers of another township, and an administrator of it.
    fn staff(&self) {
        let own = &self.county.village[..9];
        let elsewhere = include_str!("../../data/divisions.csv")
            .lines()
            .map(|line| line.split(',').collect::<Vec<_>>())
            .find(|row| row[2] == "village" && row[0].starts_with("431027") && !row[0].starts_with(own))
            .map(|row| row[0])
            .expect("another township");
        let township = format!("{}000", &elsewhere[..9]);
        for (login, role) in [("far_leader", "supervisor"), ("far_cadre", "cadre"), ("far_admin", "admin")] {
            let add = ["user", "add", "--name", login, "--login", login, "--role", role, "--area", &township];
            self.county.admin(add).ok();
            self.county.set_password(login);
        }
        self.county.admin(["assign", "--login", "far_cadre", "--area", elsewhere, "--kind", "lead"]).ok();
    }

    async fn token(&self, login: &str) -> String {
        let login = json!({ "login": login, "password": PASSWORD });
        let answer = self.client.post(format!("{}/v1/login", self.server.url)).json(&login).send().await;
        let session: Json = answer.expect("an answer").json().await.expect("JSON");
        session["access_token"].as_str().unwrap_or_else(|| panic!("{session}")).to_owned()
    }

    /// Status and body; of a stream its beginning.
    async fn ask(&self, method: &str, path: &str, token: Option<&str>, body: Option<&Json>) -> (u16, String) {
        let method = method.parse().expect("a method");
        let mut request = self.client.request(method, format!("{}{path}", self.server.url));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let mut answer = request.send().await.expect("an answer");
        let status = answer.status().as_u16();
        let streams = answer.headers().get("content-type").is_some_and(|it| it == "text/event-stream");
        let body = match streams {
            true => answer.chunk().await.expect("readable").unwrap_or_default(),
            false => answer.bytes().await.expect("whole"),
        };
        // A workbook is a container: what stands in it is compressed.
        (status, if body.starts_with(b"PK") { unpacked(&body) } else { String::from_utf8_lossy(&body).into_owned() })
    }
}

/// The texts of a workbook's parts.
fn unpacked(workbook: &[u8]) -> String {
    let mut container = zip::ZipArchive::new(Cursor::new(workbook)).expect("a container");
    let mut text = String::new();
    for place in 0..container.len() {
        container.by_index(place).expect("a part").read_to_string(&mut text).expect("text");
    }
    text
}

/// With this id in the path, or the first number.
fn with_id(path: &str, id: &str) -> String {
    path.replace("{id}", id).replace("{seq}", "1")
}

/// What every file of a list asks for; other routes refuse it as any other body that is not theirs.
fn body_of(method: &str) -> Option<Json> {
    (method != "GET").then(|| json!({ "reason": "核对情况" }))
}

#[tokio::test]
async fn nobody_reads_without_an_account() {
    let stage = Stage::new();
    let elsewhere = Stage::new();
    let foreign = elsewhere.token("leader").await;
    let mut faults = Vec::new();
    let (mut asked, mut open) = (0, 0);
    for route in routes() {
        if OPEN.contains(&route.path.as_str()) {
            open += 1;
            continue;
        }
        let path = with_id(&route.path, &stage.records["households"]);
        for token in [None, Some("x.y.z"), Some(foreign.as_str())] {
            let (status, body) = stage.ask(&route.method, &path, token, body_of(&route.method).as_ref()).await;
            asked += 1;
            // A question may be looked at before a token that is none: it tells nothing.
            let unread = body.contains("\"bad_json\"") || body.contains("\"bad_query\"");
            let refused = status == 401 || token.is_some() && status == 400 && unread;
            if !refused || body.contains(MARK) {
                faults.push(format!("{} {path}: {status} {body}", route.method));
            }
        }
    }
    println!("{asked} requests; {open} routes are for whoever has no account");
    assert_eq!(open, OPEN.len(), "a route of the list is gone");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test]
async fn what_is_elsewhere_answers_as_what_is_not() {
    let stage = Stage::new();
    let mut faults = Vec::new();
    let mut asked = 0;
    // The one who may does see them: the mark is where it should be.
    let leader = stage.token("leader").await;
    for (kind, id) in &stage.records {
        let (status, body) = stage.ask("GET", &format!("/v1/{kind}/{id}"), Some(&leader), None).await;
        assert_eq!(status, 200, "{kind}: {body}");
        assert!(body.contains(MARK) || *kind == "persons", "{kind}: {body}");
    }
    let taken_out = Some(json!({ "reason": "核对情况" }));
    for list in ["households", "visits", "cases", "diary-entries"] {
        let path = format!("/v1/{list}/export.xlsx");
        let (status, sheet) = stage.ask("POST", &path, Some(&leader), taken_out.as_ref()).await;
        assert!(status == 200 && sheet.contains(MARK), "{list}: {status}");
    }
    for login in ["far_leader", "far_cadre", "far_admin"] {
        let token = stage.token(login).await;
        let mut look = async |method: &str, path: &str, body: Option<&Json>| {
            asked += 1;
            let (status, said) = stage.ask(method, path, Some(&token), body).await;
            if said.contains(MARK) || status >= 500 {
                faults.push(format!("{login}: {method} {path}: {status} {said}"));
            }
            (status, said)
        };
        let mut differ = Vec::new();
        for route in routes() {
            let body = body_of(&route.method);
            let ids = stage.records.values().map(String::as_str);
            if route.path.contains('{') {
                let (status, unknown) = look(&route.method, &with_id(&route.path, UNKNOWN), body.as_ref()).await;
                for id in ids {
                    let (here, said) = look(&route.method, &with_id(&route.path, id), body.as_ref()).await;
                    if (here, said.replace(id, UNKNOWN)) != (status, unknown.clone()) {
                        differ.push(format!(
                            "{login}: {} {} of {id}: {here} {said}, not {status} {unknown}",
                            route.method, route.path
                        ));
                    }
                }
                continue;
            }
            if route.path.ends_with("/logout") || route.method == "PUT" {
                continue;
            }
            look(&route.method, &route.path, body.as_ref()).await;
            for parameter in &route.query {
                for value in ids.clone().chain([SOUGHT, &stage.county.village]) {
                    look(&route.method, &format!("{}?{parameter}={value}", route.path), body.as_ref()).await;
                }
            }
        }
        faults.extend(differ);
    }
    println!("{asked} requests");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Ids that stand in a body: the route, the body, and where in it the id stands.
#[tokio::test]
async fn ids_in_bodies_reach_no_further() {
    let stage = Stage::new();
    let (household, case, visit) = (&stage.records["households"], &stage.records["cases"], &stage.records["visits"]);
    let of = |id: &str| -> Vec<(&str, Json)> {
        vec![
            ("/v1/comments", json!({ "id": "0192f0c1-2d3e-7f00-8000-000000000001", "subject": id, "text": "看看" })),
            ("/v1/disclosures", json!({ "record": id, "field": "text", "reason": "核对情况" })),
            ("/v1/cases/assign", json!({ "cases": [id], "to": UNKNOWN })),
            ("/v1/prints", json!({ "kind": "visit", "ids": [id] })),
            ("/v1/admin/households/move", json!({ "households": [id], "area": stage.county.village })),
            ("/v1/admin/assignments", json!({ "login": "far_cadre", "household": id, "kind": "contact" })),
            ("/v1/admin/assignments/end", json!({ "login": "far_cadre", "household": id, "kind": "contact" })),
        ]
    };
    // A household may be assigned before a device brings it: whoever assigns is told what is not theirs, and not what it is.
    let told = "\"out_of_area\"";
    let mut faults = Vec::new();
    for login in ["far_leader", "far_cadre", "far_admin"] {
        let token = stage.token(login).await;
        for id in [household, case, visit] {
            for ((path, body), (_, unknown)) in of(id).into_iter().zip(of(UNKNOWN)) {
                let (status, said) = stage.ask("POST", path, Some(&token), Some(&body)).await;
                let (status_unknown, said_unknown) = stage.ask("POST", path, Some(&token), Some(&unknown)).await;
                println!("{login} {path}: {status} {said}");
                let as_unknown = (status, said.replace(id.as_str(), UNKNOWN)) == (status_unknown, said_unknown.clone());
                let may_tell = path.starts_with("/v1/admin/assignments") && said.contains(told);
                if status == 200 || !(as_unknown || may_tell) {
                    faults.push(format!("{login}: {path}: {status} {said}, not {status_unknown} {said_unknown}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
