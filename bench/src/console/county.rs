//! A county of full size, made through the store: every document is a real one, every row what the model computes from it. It is
//! made once and kept in a folder.

use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::time::Instant;

use lianxin_model::document::Document;
use lianxin_model::ids::{Actor, TenantId};
use lianxin_model::projection::Projection;
use lianxin_server::admin::{self, Opening};
use lianxin_server::clock::SystemClock;
use lianxin_store::{NewChange, Store, Write};

use super::records::Records;
use super::settlers::{self, Settled};

/// The county that the figures are of (江城县).
pub(crate) const HOUSEHOLDS: usize = 20_718;
pub(crate) const CADRES: usize = 4_938;
pub(crate) const VISITS: usize = 300_000;
const CASES: usize = 30_000;
const DIARY_ENTRIES: usize = 40_000;
const COMMENTS: usize = 4_000;
/// Households that were registered twice and merged, and those in which two people contradict each other.
const MERGED: usize = 60;
const CONTRADICTED: usize = 180;
/// Documents of one transaction.
const GROUP: usize = 4_000;
/// Says that the county in a folder is whole.
const WHOLE: &str = "whole.json";

/// One document on its way to the store.
pub(crate) struct Made {
    pub(crate) row: Projection,
    pub(crate) changes: Vec<([u8; 32], Vec<u8>, Actor)>,
}

/// The counts of a share of the county.
pub(crate) fn share_of(whole: usize, share: f64) -> usize {
    ((whole as f64 * share) as usize).max(1)
}

/// Makes the county in this folder, unless it is there. `share`: a part of it, for a quick look.
pub(crate) fn make(folder: &Path, share: f64) -> Result<(), Box<dyn std::error::Error>> {
    let whole = folder.join(WHOLE);
    if whole.is_file() {
        return Ok(());
    }
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    let begun = Instant::now();
    let store = admin::open_county(folder, &SystemClock, Opening::OrNew)?;
    eprintln!("making a county in {}", folder.display());
    let settled = settlers::settle(store.as_ref(), share_of(HOUSEHOLDS, share), share_of(CADRES, share))?;
    eprintln!("  places and people, {:.0} s", begun.elapsed().as_secs_f64());
    write_records(store.as_ref(), &settled, share)?;
    let counted = admin::figures(store.as_ref())?;
    std::fs::write(&whole, serde_json::to_vec(&counted)?)?;
    eprintln!("made in {:.0} s: {}", begun.elapsed().as_secs_f64(), serde_json::to_string(&counted)?);
    Ok(())
}

fn write_records(store: &dyn Store, settled: &Settled, share: f64) -> Result<(), Box<dyn std::error::Error>> {
    let tenant = store.read()?.county()?.tenant;
    let counts = [VISITS, CASES, DIARY_ENTRIES, COMMENTS].map(|whole| share_of(whole, share));
    let (sender, made) = sync_channel::<Made>(GROUP);
    std::thread::scope(|scope| {
        // One thread makes documents, this one writes them.
        scope.spawn(move || make_all(settled, tenant, counts, share, &|made| sender.send(made).is_ok()));
        let mut write = store.write()?;
        let mut begun = Instant::now();
        for (place, made) in made.iter().enumerate() {
            append(&mut *write, &made)?;
            if place % GROUP == GROUP - 1 {
                write.commit()?;
                write = store.write()?;
                if place % (GROUP * 10) == GROUP * 10 - 1 {
                    eprintln!(
                        "  {} documents, {:.0} µs each",
                        place + 1,
                        begun.elapsed().as_secs_f64() * 1e6 / (GROUP * 10) as f64
                    );
                    begun = Instant::now();
                }
            }
        }
        write.commit()?;
        Ok(())
    })
}

fn append(write: &mut dyn Write, made: &Made) -> Result<(), lianxin_store::StoreError> {
    let changes: Vec<NewChange<'_>> = made
        .changes
        .iter()
        .map(|(hash, bytes, actor)| NewChange { hash: *hash, actor: *actor, handed_in: None, bytes })
        .collect();
    write.append(&made.row, &changes).map(drop)
}

/// Every document, households first; ends early where nobody takes them any more.
fn make_all(settled: &Settled, tenant: TenantId, counts: [usize; 4], share: f64, take: &dyn Fn(Made) -> bool) {
    let [visits, cases, diaries, comments] = counts;
    let mut records = Records::new(settled, tenant);
    let households = settled.households.len();
    let (merged, contradicted) = (share_of(MERGED, share), share_of(CONTRADICTED, share));
    for number in 0..households {
        // The last ones turn out to be the first ones, registered again.
        let twin = (number >= households - merged).then(|| number + merged - households);
        let contradicts = number % (households / contradicted).max(1) == 1;
        if !take(records.household(number, twin, contradicts)) || !take(records.person(number)) {
            return;
        }
    }
    let mut subjects = Vec::new();
    for number in 0..visits.max(cases).max(diaries) {
        let due = |count: usize| number * count / visits.max(1) != (number + 1) * count / visits.max(1);
        let mut made = Vec::new();
        if number < visits {
            made.push(records.visit(number));
        }
        if due(cases) {
            made.push(records.case(number));
            subjects.extend(made.last().map(|case| (case.row.id, case.row.household)));
        }
        if due(diaries) {
            made.push(records.diary(number));
        }
        if !made.into_iter().all(take) {
            return;
        }
    }
    for number in 0..comments.min(subjects.len()) {
        let (subject, household) = subjects[number * subjects.len() / comments.min(subjects.len())];
        if !take(records.comment(number, subject, household)) {
            return;
        }
    }
}

/// A document that is written in one go.
pub(crate) fn made(document: &Document, changes: Vec<([u8; 32], Vec<u8>, Actor)>) -> Made {
    Made { row: Projection::of(document), changes }
}
