//! Rosters: what a file would do, and that this file is imported and no other.

use lianxin_model::limits;
use serde_json::json;

use super::administer_from;
use crate::county::{ADMIN, Answer, QIN, TOWN_2, Town, text};

const SHEET: &str = "\
户编号,村,组,户主,姓名,与户主关系,性别,出生日期,身份证号,电话,类别,住址,备注,鞋码
0042,东村,3组,罗守山,罗守山,户主,男,1970-01-01,000000197001011231,13900000001,低保户,东村3组,爱唱歌,42
0042,东村,3组,罗守山,扶秀英,妻,女,1972-02-02,,,,,,37
0043,没有的村,1组,邓永祥,邓永祥,户主,男,1980-03-03,,,,,,40
0044,东村,1组,,,,,,,,,,,
";

async fn send(town: &Town, token: &str, path: &str, file: &[u8]) -> Answer {
    let request = town.request("POST", &format!("/v1/admin/roster/{path}")).bearer_auth(token);
    let request = request.header("content-type", "application/octet-stream").body(file.to_vec());
    town.send(request).await
}

#[tokio::test]
async fn a_roster_is_previewed_and_then_imported() {
    let town = Town::start().await;
    let token = town.token(ADMIN).await;
    let preview = send(&town, &token, "preview", SHEET.as_bytes()).await;
    assert_eq!(preview.code(), "200", "{preview:?}");
    let counts = &preview.body["counts"];
    assert_eq!((&counts["households"]["new"], &counts["persons"]["new"]), (&json!(1), &json!(2)), "{counts}");
    assert_eq!((&counts["groups_new"], &counts["rows_refused"], &counts["errors"]), (&json!(1), &json!(2), &json!(2)));
    assert_eq!(preview.body["ignored_columns"], json!(["鞋码"]));
    let found = preview.body["columns"].as_array().expect("columns").iter().filter(|one| one["found"] == true).count();
    assert_eq!(found, 13);
    let problems = preview.body["problems"].as_array().expect("problems");
    let said: Vec<_> = problems
        .iter()
        .map(|one| (one["line"].as_u64(), one["column"].as_str(), one["code"].as_str(), one["left_out"].as_bool()))
        .collect();
    assert_eq!(
        said[0].2.zip(said[1].2),
        Some(("unknown_village", "no_name")),
        "rows that are left out first: {said:?}"
    );
    assert_eq!((said[0].0, said[0].1, said[0].3), (Some(4), Some("村"), Some(true)));
    assert!(problems.iter().all(|one| one["message"].is_string() && one["message_en"].is_string()));
    let row = &preview.body["sample"][0];
    assert_eq!(
        (&row["name"], &row["id_number"], &row["phone"]),
        (&json!("罗守山"), &json!("000000********1231"), &json!("139****0001"))
    );
    assert!(!preview.body.to_string().contains("爱唱歌"), "notes stay in the file");
    assert_eq!(town.get(&token, "/v1/households").await.rows("/id").len(), 0, "nothing was written");

    let digest = text(&preview.body, "digest");
    let other = SHEET.replace("0042", "0045");
    let refused = send(&town, &token, &format!("apply?digest={digest}"), other.as_bytes()).await;
    assert_eq!(refused.body["error"]["details"]["reason"], "other_file");
    let applied = send(&town, &token, &format!("apply?digest={digest}"), SHEET.as_bytes()).await;
    assert_eq!(&applied.body["counts"], counts, "exactly what was previewed");
    assert_eq!(town.get(&token, "/v1/households").await.rows("/fields/head_name"), ["罗守山"]);
    let again = send(&town, &token, &format!("apply?digest={digest}"), SHEET.as_bytes()).await;
    assert_eq!(again.body["counts"]["households"], json!({ "new": 0, "changed": 0, "unchanged": 1 }));
    let acts = town.get(&token, "/v1/admin/acts").await;
    assert_eq!(acts.rows("/act"), ["import_roster", "import_roster"]);
    assert_eq!(acts.body["rows"][1]["detail"]["file"], digest);
    assert!(!acts.body.to_string().contains("罗守山"));
}

#[tokio::test]
async fn files_that_are_none_are_said() {
    let town = Town::start().await;
    let token = town.token(ADMIN).await;
    for (file, reason) in [
        (&b""[..], "roster_empty"),
        (b"%PDF-1.7", "roster_not_a_spreadsheet"),
        (b"a,b\n1,2\n", "roster_no_header"),
        ("户编号,姓名\n".as_bytes(), "roster_no_rows"),
    ] {
        let answer = send(&town, &token, "preview", file).await;
        assert_eq!(
            (answer.code().as_str(), &answer.body["error"]["details"]["reason"]),
            ("act_refused", &json!(reason))
        );
    }
    // Beyond the bound of other bodies, and within that of files.
    let mut large = SHEET.to_owned();
    for number in 0..2_000 {
        large.push_str(&format!("1{number:05},东村,3组,罗守山,罗守山,户主,男,,,,,,\n"));
    }
    assert!(large.len() > limits::JSON_BODY_BYTES_MAX);
    let answer = send(&town, &token, "preview", large.as_bytes()).await;
    assert_eq!((answer.code().as_str(), &answer.body["counts"]["households"]["new"]), ("200", &json!(2_001)));
}

#[tokio::test]
async fn only_administrators_and_only_in_their_area() {
    let town = Town::start().await;
    let qin = town.token(QIN).await;
    for path in ["preview", "apply?digest=x"] {
        assert_eq!(send(&town, &qin, path, SHEET.as_bytes()).await.code(), "forbidden", "{path}");
        assert_eq!(send(&town, "nothing", path, SHEET.as_bytes()).await.code(), "token_invalid", "{path}");
    }
    assert_eq!(town.get(&qin, "/v1/admin/roster/template.xlsx").await.code(), "forbidden");
    let token = town.token(ADMIN).await;
    let template =
        town.request("GET", "/v1/admin/roster/template.xlsx").bearer_auth(&token).send().await.expect("sent");
    let workbook = template.bytes().await.expect("a workbook");
    let empty = send(&town, &token, "preview", &workbook).await;
    assert_eq!(empty.body["error"]["details"]["reason"], "roster_no_rows", "its columns are recognised: {empty:?}");
    administer_from(&town, TOWN_2);
    let preview = send(&town, &token, "preview", SHEET.as_bytes()).await;
    assert_eq!(preview.body["counts"]["households"]["new"], 0, "the village lies elsewhere: {preview:?}");
}
