//! `/v1/catalogue`: the fields of every kind with both labels, and the county's categories.

use serde_json::{Value as Json, json};

use crate::county::{AUDITOR, Town};

#[tokio::test]
async fn fields_and_categories() {
    let town = Town::start().await;
    let catalogue = town.get(&town.token(AUDITOR).await, "/v1/catalogue").await.body;
    let kinds = catalogue["kinds"].as_array().expect("kinds");
    let names: Vec<_> = kinds.iter().filter_map(|kind| kind["kind"].as_str()).collect();
    assert_eq!(names, ["household", "person", "case", "visit", "diary_entry", "comment", "assistance"]);
    for field in kinds.iter().flat_map(|kind| kind["fields"].as_array().into_iter().flatten()) {
        assert!(
            ["label", "label_en"].iter().all(|label| field[label].as_str().is_some_and(|l| !l.is_empty())),
            "{field}"
        );
    }
    let field = |kind: usize, path: &str| -> Json {
        kinds[kind]["fields"].as_array().expect("fields").iter().find(|f| f["path"] == path).expect("a field").clone()
    };
    assert_eq!(field(1, "id_number")["sensitivity"], "sensitive");
    assert_eq!(field(1, "sex")["value"]["choices"][0], json!({"word": "male", "label": "男", "label_en": "male"}));
    assert_eq!(field(0, "members")["mapped"]["name"], "line");
    assert_eq!(field(2, "events")["entry"][0]["key"], "kind");
    assert!(catalogue["categories"].as_array().expect("a list").iter().any(|c| c["name"] == "低保户"));
    assert_eq!(town.send(town.request("GET", "/v1/catalogue")).await.code(), "token_missing");
}
