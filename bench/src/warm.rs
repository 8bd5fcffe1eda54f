//! One ordinary sync: five changed documents on each side of two thousand.

use lianxin_core::changes::FieldChange;
use lianxin_core::requests::ListFilter;

use crate::county::County;
use crate::report::Report;

pub(crate) async fn run(report: &mut Report) {
    // Households and persons: 1,000 + 1,000 documents.
    let county = County::new(1_000, 1).await;
    let (a, b) = (county.device("a").await, county.device("b").await);
    for core in [&a, &b] {
        county.client.sync_until_done(core).await.expect("a first sync");
    }
    let codes: Vec<String> = a
        .households()
        .list(&ListFilter::default())
        .expect("a list")
        .into_iter()
        .filter_map(|household| household.fields.code)
        .take(10)
        .collect();
    let mut chunks = 0;
    for (place, code) in codes.iter().enumerate() {
        let core = if place < 5 { &a } else { &b };
        let change = FieldChange::set("phone", format!("1380000{place:04}"));
        core.households().set(code, &[change], None).expect("an edit");
    }
    chunks += b.sync_begin().expect("a frame").body.len();
    county.client.sync_until_done(&b).await.expect("b hands in");
    let before = county.link.traffic();
    let sent = a.sync_begin().expect("a frame").body.len();
    let summary = county.client.sync_until_done(&a).await.expect("a syncs");
    let after = county.link.traffic();
    let (up, down) = (after.up - before.up, after.down - before.down);
    report.row(
        "bytes of one sync, 5 + 5 changed of 2,000, with HTTP headers",
        format!("{} B ({up} up, {down} down)", up + down),
        format!("{} B: ten bare change chunks of 115 B", 10 * 115),
        "≤ 1,000 B",
    );
    report.row(
        "requests of that sync",
        format!("{} ({} received)", summary.rounds, summary.received),
        "1".to_owned(),
        "1",
    );
    eprintln!("frame of a: {sent} B, of b: {chunks} B");
}
