//! What the gate costs, beside plain `apply_changes` of the same chunks.

use automerge::Change;
use lianxin_core::changes::FieldChange;
use lianxin_model::document::{Document, Edit, Written};
use lianxin_model::ids::{Actor, DocId, Kind, UserId};
use lianxin_model::intention::Intention;
use lianxin_model::rules::{Writer, check};
use lianxin_sync::Code;
use lianxin_sync::gate::{Admission, Verdict, admit};

use crate::county::County;
use crate::report::{Report, cpu_s, median_us};

const ACTOR: Actor = Actor([7; 16]);

/// A household with twenty edits, and a thousand more as chunks.
fn edits() -> (Document, Vec<Written>) {
    let mut document = Document::new(Kind::Household, DocId(uuid::Uuid::from_bytes([1; 16])));
    let write = |document: &mut Document, number: usize| {
        let intentions = match number % 3 {
            0 => [Intention::set("phone", format!("138{number:08}"))],
            1 => [Intention::set("address", format!("上坪{number}号"))],
            _ => [Intention::put("extra", format!("第{}项", number % 20), format!("值{number}"))],
        };
        let edit = Edit { actor: ACTOR, at: None, time_s: 1_700_000_000, intentions: &intentions, lenient: false };
        document.edit(&edit).expect("an edit").expect("a change")
    };
    for number in 0..20 {
        write(&mut document, number);
    }
    let base = document.clone();
    let written = (20..1_020).map(|number| write(&mut document, number)).collect();
    (base, written)
}

pub(crate) fn run(report: &mut Report) {
    let (base, written) = edits();
    // Each chunk on the document as it was before it: documents are small in the field, a thousand edits long here.
    let plain = median_us(9, || {
        let mut doc = base.automerge().clone();
        for chunk in written.iter().take(100) {
            let mut clone = doc.clone();
            clone.apply_changes([Change::from_bytes(chunk.chunk.clone()).expect("a change")]).expect("applied");
            doc = clone;
        }
    }) / 100.0;
    let writer = Writer { user: UserId(uuid::Uuid::from_bytes([2; 16])), leads: false };
    let gated = |thorough: bool| {
        median_us(9, || {
            let mut doc = base.automerge().clone();
            for chunk in written.iter().take(100) {
                let mut rules = |before: &automerge::Automerge, change: &automerge::ExpandedChange| {
                    check(Kind::Household, before, change, writer).map_err(|_| Code::NotAllowed)
                };
                let mut admission = Admission {
                    actor_allowed: &|actor| actor == ACTOR,
                    check: &mut rules,
                    thorough,
                    document_bytes: 10_000,
                };
                let verdict = admit(&mut doc, &chunk.chunk, &mut admission);
                assert!(matches!(verdict, Verdict::Accepted(_)), "{verdict:?}");
            }
        }) / 100.0
    };
    for (name, thorough) in [("gate, one change", false), ("gate, one change, with save-load-compare", true)] {
        let cost = gated(thorough);
        report.row(
            name,
            format!("{cost:.0} µs, {:.1} × the floor", cost / plain),
            format!("{plain:.0} µs: clone and plain apply_changes"),
            "≤ 3 ×",
        );
    }
}

/// A thousand changes of twenty frames through enrolment, HTTP, gate, scope, projection and commit.
pub(crate) async fn through_the_server(report: &mut Report) {
    let county = County::new(300, 1).await;
    let a = county.device("a").await;
    county.client.sync_until_done(&a).await.expect("a first sync");
    let mut cpu = 0.0;
    for round in 0..20 {
        for edit in 0..50 {
            let number = round * 50 + edit;
            let change = FieldChange::set("phone", format!("138{number:08}"));
            a.households().set(&format!("{:05}", number % 300 + 1), &[change], None).expect("an edit");
        }
        let mut request = a.sync_begin().expect("a frame");
        let body = std::mem::take(&mut request.body);
        // The device's own work is done before and after: what lies between is the server's, and a little HTTP.
        let before = cpu_s();
        let answer = county.post(body).await;
        cpu += cpu_s() - before;
        a.sync_finish(&request, &answer).expect("taken in");
    }
    report.row("server CPU for 1,000 changes through the whole gate", format!("{cpu:.2} s"), "–".to_owned(), "≤ 0.1 s");
}
