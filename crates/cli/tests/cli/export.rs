//! What a phone could not send, brought to the server in a file.

use serde_json::Value as Json;

use crate::county::{enrol, on, served};
use crate::program::{County, done, done_with_input, refused, refused_with_input, words};

const PASSPHRASE: &str = "山高水长 2026\n";

fn receive(county: &County, file: &str) -> Json {
    done_with_input(&words(&county.admin(&["receive", file])), PASSPHRASE)
}

fn export(county: &County, name: &str) -> String {
    let file = county.path(name).to_str().unwrap().to_owned();
    done_with_input(&words(&county.device("a", &["export-unsent", &file])), PASSPHRASE);
    file
}

fn note(county: &County, text: &str) {
    on(county, "a", &["household", "note", "1", text]);
}

#[test]
fn what_a_phone_could_not_send_is_handed_in_from_a_file() {
    let county = served();
    enrol(&county, "a", "wangfang");
    on(&county, "a", &["household", "add", "--code", "1", "--area", "431027100201"]);
    on(&county, "a", &["sync"]);
    on(&county, "a", &["visit", "add", "--household", "1", "--kind", "home", "--text", "屋顶漏雨"]);
    note(&county, "第一句");
    let first = export(&county, "first");
    note(&county, "第二句");
    let second = export(&county, "second");

    let taken = receive(&county, &first);
    assert_eq!((&taken["accepted"], &taken["known"], &taken["refused"]), (&2.into(), &0.into(), &0.into()), "{taken}");
    assert_eq!(taken["user_name"], "王芳");
    let again = receive(&county, &first);
    assert_eq!((&again["accepted"], &again["frames"][0]["state"]), (&0.into(), &"before".into()), "{again}");

    // The phone finds a network after all: nothing is lost, nothing is there twice, and it is not taken for a restored one.
    note(&county, "第三句");
    let report = on(&county, "a", &["sync"]);
    assert_eq!((&report["refused"], &report["remade"]), (&0.into(), &0.into()), "{report}");
    let late = receive(&county, &second);
    assert_eq!((&late["accepted"], &late["known"], &late["refused"]), (&0.into(), &3.into(), &0.into()), "{late}");
    assert_eq!(on(&county, "a", &["sync"])["refused"], 0);
    let page = on(&county, "a", &["household", "show", "1"]);
    assert_eq!(page["household"]["fields"]["notes"], "第一句\n第二句\n第三句\n");
    assert_eq!(page["visits"].as_array().unwrap().len(), 1);
    assert_eq!(on(&county, "a", &["status"])["unsent"], 0);
    enrol(&county, "b", "chenming");
    on(&county, "b", &["sync"]);
    assert_eq!(on(&county, "b", &["household", "show", "1"])["visits"], page["visits"]);
}

#[test]
fn a_file_of_a_phone_that_was_lost_is_kept_for_review() {
    let county = served();
    enrol(&county, "a", "wangfang");
    on(&county, "a", &["household", "add", "--code", "1", "--area", "431027100201"]);
    on(&county, "a", &["sync"]);
    note(&county, "没有交的一句");
    let file = export(&county, "file");
    let devices = done(&words(&county.admin(&["device", "list", "--login", "wangfang"])));
    done(&words(&county.admin(&["device", "revoke", devices["items"][0]["id"].as_str().unwrap()])));
    let taken = receive(&county, &file);
    assert_eq!((&taken["accepted"], &taken["refused"]), (&0.into(), &1.into()), "{taken}");
    assert_eq!(taken["frames"][0]["refused"][0]["code"], "device_revoked");
    let waiting = done(&words(&county.admin(&["refusals", "list", "--state", "review"])));
    assert_eq!(waiting["items"].as_array().unwrap().len(), 1, "{waiting}");
}

#[test]
fn what_is_no_such_file_is_said() {
    let county = served();
    enrol(&county, "a", "wangfang");
    let file = export(&county, "file");
    let over = county.device("a", &["export-unsent", &file]);
    assert_eq!(refused_with_input(&words(&over), PASSPHRASE)["code"], "io", "nothing is written over");
    let weak = county.path("weak").to_str().unwrap().to_owned();
    assert_eq!(
        refused_with_input(&words(&county.device("a", &["export-unsent", &weak])), "1234\n")["code"],
        "weak_passphrase"
    );
    let wrong = county.admin(&["receive", &file]);
    assert_eq!(refused_with_input(&words(&wrong), "别的口令别的口令\n")["code"], "wrong_passphrase");
    let text = county.write("text", "这是一封信。");
    assert_eq!(refused(&words(&county.admin(&["receive", &text])))["code"], "not_an_export");
}
