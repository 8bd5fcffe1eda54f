//! `/v1/openapi.json`: describes every route, and is the file that clients are made from.

use std::collections::BTreeSet;
use std::path::Path;

use lianxin_server::http::error::ApiCode;
use serde_json::Value as Json;

use crate::county::Town;

/// Set to write the file anew instead of comparing.
const UPDATE: &str = "LIANXIN_UPDATE_OPENAPI";

/// Answered without a token: what gives one, what the console's cookie gives, what a device signs itself, and the document.
const OPEN: [&str; 9] = [
    "/v1/login",
    "/v1/token/refresh",
    "/v1/web/login",
    "/v1/web/refresh",
    "/v1/web/logout",
    "/v1/device/session",
    "/v1/enrol",
    "/v1/sync",
    "/v1/openapi.json",
];

fn document() -> Json {
    serde_json::to_value(lianxin_server::document()).expect("a document")
}

#[test]
fn the_file_is_current() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let text = format!("{}\n", lianxin_server::document().to_pretty_json().expect("a document"));
    if std::env::var_os(UPDATE).is_some() {
        std::fs::write(&file, &text).expect("written");
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        kept == text,
        "docs/openapi.json is not current: {UPDATE}=1 cargo test -p lianxin-server --test http openapi"
    );
}

/// A path that the document names and the router does not know would answer `unknown_route`, and the other way round there is
/// no way to mount a route without describing it.
#[tokio::test]
async fn every_described_route_is_there() {
    let town = Town::start().await;
    let document = document();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for method in item.as_object().expect("methods").keys() {
            let path = path.replace("{id}", "00000000-0000-0000-0000-000000000001");
            let answer = town.send(town.request(&method.to_uppercase(), &path)).await;
            assert!(answer.code() != "unknown_route" && answer.code() != "method_not_allowed", "{method} {path}");
        }
    }
}

#[test]
fn every_route_has_a_name_of_its_own_a_body_and_errors() {
    let document = document();
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
    let mut names = BTreeSet::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("methods") {
            let name = operation["operationId"].as_str().unwrap_or_default().to_owned();
            assert!(!name.is_empty() && names.insert(name), "{method} {path}: the name of the operation");
            let error = &operation["responses"]["default"]["content"]["application/json"]["schema"]["$ref"];
            assert_eq!(error, "#/components/schemas/ErrorBody", "{method} {path}");
            let open = !path.starts_with("/v1/") || OPEN.contains(&path.as_str());
            assert_eq!(operation["security"][0]["bearer"].is_array(), !open, "{method} {path}: its token");
        }
    }
    let schema = &document["components"]["schemas"];
    let codes = schema["ErrorCode"]["enum"].as_array().expect("codes");
    assert_eq!(codes.len(), ApiCode::ALL.len());
    assert_eq!(schema["ErrorContent"]["properties"]["code"]["$ref"], "#/components/schemas/ErrorCode");
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document();
    let mut references = Vec::new();
    gather(&document, &mut references);
    assert!(!references.is_empty());
    for reference in references {
        let pointer = reference.trim_start_matches('#');
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

fn gather(value: &Json, references: &mut Vec<String>) {
    match value {
        Json::Object(map) => {
            references.extend(map.get("$ref").and_then(Json::as_str).map(str::to_owned));
            map.values().for_each(|value| gather(value, references));
        }
        Json::Array(values) => values.iter().for_each(|value| gather(value, references)),
        _ => {}
    }
}

#[tokio::test]
async fn the_server_answers_with_it() {
    let town = Town::start().await;
    let answer = town.send(town.request("GET", "/v1/openapi.json")).await;
    assert_eq!((answer.status, answer.body), (200, document()));
}
