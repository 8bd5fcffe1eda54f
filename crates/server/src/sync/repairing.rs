//! Whether a device holds what it should, and if not, what differs (see [`lianxin_sync::repair`]).

use std::collections::HashSet;

use lianxin_model::ids::{DocId, Kind, UserId};
use lianxin_model::projection::Projection;
use lianxin_store::{Read, ScopeItem, Store, StoreError};
use lianxin_sync::repair::{Digest, Sketch};

use super::opening;

/// Documents in one transaction when items are computed for a store that is older than they are.
const COMPLETED_AT_ONCE: u32 = 500;

/// What a person's device that knows so many kinds should hold, in two numbers; `None` where that is not known yet.
pub(super) fn digest(read: &dyn Read, (user, kinds): (UserId, u32)) -> Result<Option<Digest>, StoreError> {
    if kinds < Kind::KNOWN {
        let items = known(read, (user, kinds))?;
        return Ok(items.iter().all(|item| item.item != 0).then(|| items.iter().map(|item| item.item).collect()));
    }
    let held = read.scope_sum(user)?;
    let documents = u32::try_from(held.documents).ok().filter(|_| held.without_item == 0);
    Ok(documents.map(|documents| Digest { documents, sum: held.sum }))
}

/// The documents that a device can hold: an older app passes over those of kinds that it does not know.
fn known(read: &dyn Read, (user, kinds): (UserId, u32)) -> Result<Vec<ScopeItem>, StoreError> {
    let mut items = read.scope_items(user)?;
    items.retain(|item| u32::from(item.kind.number()) <= kinds);
    Ok(items)
}

/// What a sketch brought to light.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Documents that the device lacks, or has otherwise.
    pub(super) lacking: Vec<(DocId, Kind)>,
    /// Items that only the device has.
    pub(super) unknown: Vec<u64>,
    /// The sketch told nothing: how many cells the next one needs.
    pub(super) cells: u32,
}

/// Compares a device's sketch with what it should hold. `base`: what changed later comes by the feed.
pub(super) fn compare(read: &dyn Read, device: (UserId, u32), sketch: Sketch, base: u64) -> Result<Found, StoreError> {
    let held = known(read, device)?;
    let items: Vec<u64> = held.iter().map(|item| item.item).collect();
    let cells = u32::try_from(sketch.cells_next()).unwrap_or(u32::MAX);
    let Some(difference) = sketch.difference(&items) else {
        return Ok(Found { cells, ..Found::default() });
    };
    let ours: HashSet<u64> = difference.ours.into_iter().collect();
    let lacking = held.iter().filter(|held| ours.contains(&held.item) && held.head_seq <= base);
    let lacking = lacking.map(|held| (held.id, held.kind)).collect();
    Ok(Found { lacking, unknown: difference.theirs, cells: 0 })
}

/// Computes the items of documents that are older than items are. Ends early, harmlessly, when the server is stopped.
pub(super) fn complete_items(store: &dyn Store) -> Result<(), StoreError> {
    loop {
        let mut write = store.write()?;
        let mut completed = false;
        for id in write.without_item(COMPLETED_AT_ONCE)? {
            let Some(loaded) = write.load(id)? else { continue };
            match opening::document(id, &loaded) {
                Ok(document) => {
                    write.project(&Projection::of(&document))?;
                    completed = true;
                }
                Err(_) => tracing::error!(document = %id, "a stored document cannot be read"),
            }
        }
        if !completed {
            return Ok(());
        }
        write.commit()?;
    }
}
