//! Cold start: 300 documents with 50 edits each, beside what Automerge's own `save` would take.

use lianxin_core::changes::FieldChange;
use lianxin_core::requests::ListFilter;
use lianxin_model::ids::DocId;

use crate::county::County;
use crate::report::Report;

pub(crate) async fn run(report: &mut Report) {
    let county = County::new(300, 1).await;
    let a = county.device("a").await;
    county.client.sync_until_done(&a).await.expect("a first sync");
    for household in 1..=300 {
        let code = format!("{household:05}");
        for edit in 0..50 {
            let change = match edit % 5 {
                0 => FieldChange::set("phone", format!("138{:08}", household * 50 + edit)),
                1 => FieldChange::set("address", format!("上坪{household}号第{edit}次")),
                2 => FieldChange::set("housing", format!("砖房{edit}间")),
                3 => FieldChange::set("hardship", format!("第{edit}次走访：老人一人在家，屋顶漏雨，要买药")),
                _ => FieldChange::set("income_fen", format!("{}", household * 100 + edit)),
            };
            a.households().set(&code, &[change], None).expect("an edit");
        }
    }
    county.client.sync_until_done(&a).await.expect("handed in");
    let households = a.households().list(&ListFilter { limit: Some(300), ..ListFilter::default() }).expect("a list");
    let members = households.iter().flat_map(|household| household.fields.members.keys());
    let ids: Vec<DocId> =
        households.iter().map(|household| household.id).chain(members.map(|id| id.parse().expect("an id"))).collect();
    assert_eq!(ids.len(), 600);
    let saved = county.saved_bytes(&ids);
    let b = county.device("b").await;
    let before = county.link.traffic();
    let start = std::time::Instant::now();
    let summary = county.client.sync_until_done(&b).await.expect("a cold start");
    let seconds = start.elapsed().as_secs_f64();
    let down = county.link.traffic().down - before.down;
    report.row(
        "cold start, 300 households × 50 edits with 300 persons, bytes down",
        format!(
            "{down} B in {} requests, {:.2} × the floor; {seconds:.1} s",
            summary.rounds,
            down as f64 / saved as f64
        ),
        format!("{saved} B: Σ save()"),
        "–",
    );
}
