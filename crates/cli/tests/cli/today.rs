//! The day on the command line.

use crate::county::{enrol, on, served};
use crate::program::{done, text, words};

#[test]
fn the_day_shows_what_waits_and_what_came() {
    let county = served();
    enrol(&county, "a", "wangfang");
    on(&county, "a", &["household", "add", "--code", "1", "--area", "431027100201", "--head-name", "张三"]);
    on(
        &county,
        "a",
        &["case", "open", "--household", "1", "--ledger", "livelihood", "--title", "修屋顶", "--text", "漏"],
    );
    let said = text(&words(&county.device("a", &["today"])));
    for part in ["还有 2 条没交", "等我办 1", "修屋顶", "张三"] {
        assert!(said.contains(part), "no {part} in\n{said}");
    }
    on(&county, "a", &["sync"]);
    let said = text(&words(&county.device("a", &["today"])));
    for part in ["都已上交", "等我办 1", "很久没去 1", "从未"] {
        assert!(said.contains(part), "no {part} in\n{said}");
    }
    done(&words(&county.admin(&["assign", "--login", "wangfang", "--household", "1", "--kind", "help"])));
    on(&county, "a", &["sync"]);
    let day = on(&county, "a", &["today", "--seen"]);
    assert_eq!(day["light"]["state"], "safe", "{day}");
    assert_eq!(
        (&day["today"]["news"][0]["kind"], &day["today"]["news"][0]["text"]),
        (&"assignment".into(), &"help".into())
    );
    assert_eq!(on(&county, "a", &["today"])["today"]["news"], serde_json::json!([]));
    assert_eq!(on(&county, "a", &["drafts"])["items"], serde_json::json!([]));
}
