//! What every sync asks does not look through the county.

use super::*;
use crate::sqlite::{facts, feed, reference};

/// Tables that grow with the county.
const LARGE: [&str; 9] =
    ["assignment", "change", "device", "document", "duty", "moved_document", "record", "user", "waits"];

/// The planner is asked about a county of which it knows nothing, as in the field: nobody runs ANALYZE there.
#[test]
fn no_plan_begins_at_a_table_of_the_whole_county() {
    let folder = Folder::fresh();
    drop(folder.open());
    let raw = folder.raw();
    for (name, sql) in [
        ("a household's facts", facts::SETTLE),
        ("what a device holds", feed::CANDIDATES),
        ("what left a device", feed::LEFT),
        ("its areas", reference::AREAS),
        ("its people", reference::USERS),
    ] {
        let mut explained = raw.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let plan: Vec<String> =
            explained.raw_query().mapped(|row| row.get::<_, String>("detail")).map(Result::unwrap).collect();
        assert!(plan.len() > 3, "{name}: {plan:?}");
        let whole = plan.iter().filter(|step| {
            LARGE.iter().any(|table| {
                let scan = step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
                scan == Some(*table)
            })
        });
        assert_eq!(whole.collect::<Vec<_>>(), Vec::<&String>::new(), "{name}: {plan:#?}");
    }
}
