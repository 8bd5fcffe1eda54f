//! The demo county, small: the same path as the whole one.

use serde_json::{Value as Json, json};

use crate::program::{County, done, refused, words};

const HOUSEHOLDS: &str = "48";

fn demo<'a>(data: &'a str, further: &[&'a str]) -> Vec<&'a str> {
    let usual = ["demo", "--data", data, "--listen", "127.0.0.1:0", "--households", HOUSEHOLDS];
    [&usual, further].concat()
}

/// Code, head and phone of every household on a device of the demo.
fn people(county: &County, device: &str) -> Vec<String> {
    let listed = done(&words(&county.device(device, &["household", "list"])));
    // Phones are left out: two of the demo's cadres correct one at the same time, and whose value shows depends on their
    // devices' random keys.
    let of = |household: &Json| {
        ["code", "head_name", "address", "categories"].map(|field| household["fields"][field].to_string()).join(" ")
    };
    listed["items"].as_array().unwrap().iter().map(of).collect()
}

async fn post(url: &str, body: &Json) -> Json {
    let answer = reqwest::Client::new().post(url).json(body).send().await.unwrap();
    answer.error_for_status().unwrap().json().await.unwrap()
}

async fn get(url: &str, token: &str) -> Json {
    let answer = reqwest::Client::new().get(url).bearer_auth(token).send().await.unwrap();
    answer.error_for_status().unwrap().json().await.unwrap()
}

#[test]
fn a_county_is_made_told_of_and_taken_up_again() {
    let mut county = County::new();
    let data = county.path("county").to_str().unwrap().to_owned();
    let ready = county.start(&demo(&data, &["--json"]));
    let figures = ready["figures"].clone();
    assert_eq!((&figures["households"], &figures["cases"]), (&48.into(), &25.into()), "{figures}");
    for (what, least) in [
        ("persons", 150),
        ("visits", 100),
        ("assistance", 10),
        ("diary_entries", 30),
        ("comments", 8),
        ("conflicts", 5),
    ] {
        assert!(figures[what].as_u64() >= Some(least), "{what}: {figures}");
    }
    assert!(ready["prepared_seconds"].as_f64().is_some());

    // The code makes a device, which finds the contact households and a conflict of its own.
    let code = ready["enrol"]["code"].as_str().unwrap();
    done(&words(&county.device("phone", &["enrol", &county.url, code])));
    let report = done(&words(&county.device("phone", &["sync"])));
    assert_eq!((&report["refused"], &report["more"]), (&0.into(), &Json::Null), "{report}");
    assert!(!people(&county, "phone").is_empty());
    assert_eq!(refused(&words(&county.device("late", &["enrol", &county.url, code])))["code"], "enrol_code_used");

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        for login in ready["logins"].as_array().unwrap() {
            let body = json!({ "login": login["login"], "password": login["password"] });
            let session = post(&format!("{}/v1/login", county.url), &body).await;
            assert_eq!(session["user"]["role"], login["role"], "{session}");
            if login["login"] == "shuji" {
                let token = session["access_token"].as_str().unwrap();
                let households = get(&format!("{}/v1/households?limit=200", county.url), token).await;
                assert_eq!(households["rows"].as_array().map(Vec::len), Some(48));
                let conflicts = get(&format!("{}/v1/conflicts?limit=200", county.url), token).await;
                assert_eq!(Some(conflicts["rows"].as_array().unwrap().len() as u64), figures["conflicts"].as_u64());
                let closed = get(&format!("{}/v1/cases?status=closed&limit=200", county.url), token).await;
                assert!(closed["rows"].as_array().is_some_and(|rows| (5..25).contains(&rows.len())), "{closed}");
            }
        }
    });
    let roster = county.path("county").join("花名册.xlsx");
    let again = done(&words(&county.admin(&["roster", "import", roster.to_str().unwrap()])));
    assert_eq!(again["households"], json!({ "new": 0, "changed": 0, "unchanged": 48 }));

    #[cfg(unix)]
    assert!(county.stop().success());
    let taken_up = done(&demo(&data, &["--exit"]));
    assert_eq!((&taken_up["figures"], &taken_up["prepared_seconds"]), (&figures, &Json::Null));
    assert_eq!(taken_up["logins"], ready["logins"]);
    assert_eq!(refused(&demo(&data, &["--exit", "--seed", "2"]))["code"], "other_demo");
    assert_eq!(refused(&demo(&data, &["--exit", "--fresh"]))["code"], "not_confirmed");

    let other = county.path("other").to_str().unwrap().to_owned();
    let twin = done(&demo(&other, &["--exit"]));
    assert_eq!(twin["figures"]["persons"], figures["persons"]);
    let phone = |folder: &str| people(&county, &format!("{folder}/devices/cadre03.lianxin"));
    let (one, two) = (phone("county"), phone("other"));
    assert!(!one.is_empty());
    assert_eq!(one, two, "the same seed makes the same people");
}

#[test]
fn a_folder_with_something_else_in_it_is_left_alone() {
    let county = County::new();
    let file = county.write("letter.txt", "dear county");
    let data = std::path::Path::new(&file).parent().unwrap().to_str().unwrap().to_owned();
    for further in [&["--exit"][..], &["--exit", "--fresh", "--yes"]] {
        assert_eq!(refused(&demo(&data, further))["code"], "not_a_demo");
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "dear county");
}
