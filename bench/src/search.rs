//! Search in 2,400 households on the device, beside a bare full-text query of the same rows.

use rusqlite::Connection;

use crate::county::County;
use crate::report::{Report, median_us};

pub(crate) async fn run(report: &mut Report) {
    let county = County::new(2_400, 3).await;
    let core = county.device("a").await;
    let start = std::time::Instant::now();
    county.client.sync_until_done(&core).await.expect("a first sync");
    eprintln!("first sync of {} documents: {:.1} s", 2_400 * 4, start.elapsed().as_secs_f64());
    let floor_db = Connection::open_in_memory().expect("a database");
    floor_db.execute_batch("CREATE VIRTUAL TABLE t USING fts5(name)").expect("a table");
    for number in 0..9_600 {
        floor_db.execute("INSERT INTO t VALUES (?1)", [format!("luo shou{number}")]).expect("a row");
    }
    let floor = median_us(50, || {
        let mut query =
            floor_db.prepare_cached("SELECT rowid FROM t WHERE t MATCH 'shou1*' LIMIT 50").expect("a query");
        let rows: Vec<i64> = query.query_map([], |row| row.get(0)).expect("rows").flatten().collect();
        assert!(!rows.is_empty());
    });
    for query in ["罗", "luo", "上坪", "139000", "ls"] {
        let mut found = 0;
        let time = median_us(50, || found = core.search(query).expect("a search").len());
        report.row(
            &format!("search “{query}” in 2,400 households and 7,200 persons"),
            format!("{:.1} ms ({found} found)", time / 1e3),
            format!("{:.2} ms: bare FTS5 prefix query, 50 rows", floor / 1e3),
            "–",
        );
    }
}
