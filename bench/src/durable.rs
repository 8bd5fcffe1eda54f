//! From an edit to its durability on the device, beside one row in a bare SQLite file with the same settings.

use std::path::Path;

use lianxin_model::ids::{DocId, Kind};
use tempfile::TempDir;

use crate::report::{Report, median_us};

const RUNS: usize = 300;

pub(crate) fn run(report: &mut Report) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let county = runtime.block_on(crate::county::County::new(300, 2));
    let core = runtime.block_on(county.device("a"));
    runtime.block_on(county.client.sync_until_done(&core)).expect("a first sync");
    let mut number = 0;
    let edit = median_us(RUNS, || {
        number += 1;
        let code = format!("{:05}", number % 300 + 1);
        let change = lianxin_core::changes::FieldChange::set("phone", format!("138{number:08}"));
        core.households().set(&code, &[change], None).expect("an edit");
    });
    let folder = TempDir::new().expect("a folder");
    let floor = row_us(&folder.path().join("floor.sqlite"));
    report.row(
        "edit until durable on the device",
        format!("{:.2} ms, {:.1} × the floor", edit / 1e3, edit / floor),
        format!("{:.2} ms: one row of 120 B, WAL, synchronous=FULL", floor / 1e3),
        "–",
    );
}

fn row_us(path: &Path) -> f64 {
    let db = rusqlite::Connection::open(path).expect("a file");
    db.execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (id BLOB PRIMARY KEY, b BLOB);")
        .expect("a table");
    let mut number = 0u64;
    median_us(RUNS, || {
        number += 1;
        let id = DocId::from_moment(number, [Kind::Household.number(); 10]);
        let row = rusqlite::params![&id.as_bytes()[..], [7u8; 120]];
        db.execute("INSERT INTO t VALUES (?1, ?2)", row).expect("a row");
    })
}
