//! What the county vouched for, so that it knows it again after it was put back to an older copy.

use std::collections::HashSet;

use lianxin_model::document::Document;
use lianxin_model::ids::DocId;
use lianxin_model::mistake::{Mistake, planted};
use lianxin_sync::Hash;
use lianxin_sync::voucher::{Link, Tag, Voucher, covered, tips};
use rusqlite::Connection;

use crate::error::CoreError;
use crate::storage::{documents, vouchers};

/// So many vouchers a document has before it is looked which of them say nothing that a newer one does not.
const VOUCHERS_MANY: usize = 4;

/// Keeps the county's word on what it has just sent of a document.
pub(super) fn keep(db: &Connection, document: DocId, tips: &[Hash], tag: Tag) -> Result<(), CoreError> {
    if planted(Mistake::KeepsNoVoucher) {
        return Ok(());
    }
    let voucher = Voucher { document, tips: tips.to_vec(), tag };
    vouchers::put(db, &voucher)?;
    let kept = vouchers::of(db, document)?;
    if kept.len() < VOUCHERS_MANY {
        return Ok(());
    }
    let Some(held) = documents::load(db, document)? else { return Ok(()) };
    let covered = covered(&links(&held), tips);
    for older in kept.iter().filter(|older| **older != voucher) {
        if older.tips.iter().all(|tip| covered.contains(tip)) {
            vouchers::remove(db, older)?;
        }
    }
    Ok(())
}

/// The changes of a document that the county vouched for.
pub(super) fn vouched(db: &Connection, held: &Document) -> Result<HashSet<Hash>, CoreError> {
    let tips: Vec<Hash> = vouchers::of(db, held.id())?.into_iter().flat_map(|voucher| voucher.tips).collect();
    Ok(if tips.is_empty() { HashSet::new() } else { covered(&links(held), &tips) })
}

/// On which of these changes of a document no other of them builds.
pub(super) fn tips_of(db: &Connection, id: DocId, hashes: &[Hash]) -> Result<Vec<Hash>, CoreError> {
    let Some(held) = documents::load(db, id)? else { return Ok(Vec::new()) };
    let of_these: Vec<Link> = links(&held).into_iter().filter(|(hash, _)| hashes.contains(hash)).collect();
    Ok(tips(&of_these))
}

fn links(held: &Document) -> Vec<Link> {
    let changes = held.automerge().get_changes_meta(&[]).into_iter();
    changes.map(|change| (change.hash.0, change.deps.iter().map(|dep| dep.0).collect())).collect()
}
