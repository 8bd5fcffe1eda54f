//! Whether this device and the server hold the same, and how they come to do so again: after a restore on either side, or
//! whatever went wrong unseen. See [`lianxin_sync::repair`].

use std::collections::{HashMap, HashSet};

use automerge::ChangeHash;
use lianxin_model::ids::DocId;
use lianxin_sync::repair::{CELLS_MAX, Digest, Sketch};
use rusqlite::Connection;

use super::vouching;
use crate::error::CoreError;
use crate::storage::meta::{self, Me, name};
use crate::storage::{documents, offers, outbox, rows};

/// How often in a row a repair is tried before it waits.
const TRIES_MAX: i64 = 4;
/// How long it waits then.
const REST_MS: i64 = 20 * 3_600 * 1_000;

/// Which documents a sketch was made of.
pub(crate) type Sketched = HashMap<u64, DocId>;

/// The sketch that is due, and what it stands for; nothing where no repair is due or something waits: a repair compares
/// what both sides agree on.
pub(super) fn sketch(db: &Connection) -> Result<(Vec<u8>, Sketched), CoreError> {
    let cells = sketch_cells(db)?;
    if cells == 0 || !settled(db)? {
        return Ok(Default::default());
    }
    let items: Vec<(u64, DocId)> = rows::items(db)?;
    let numbers: Vec<u64> = items.iter().map(|(item, _)| *item).collect();
    Ok((Sketch::of(&numbers, cells).encode(), items.into_iter().collect()))
}

/// Nothing of this device is on its way to the server.
pub(super) fn settled(db: &Connection) -> Result<bool, CoreError> {
    Ok(outbox::waiting_count(db)?.0 == 0 && offers::count(db)? == 0 && outbox::again_count(db)? == 0)
}

/// Everything that was written here is with the server: nothing waits, nothing is offered again, and the last digest did not
/// differ.
pub(crate) fn is_safe(db: &Connection) -> Result<bool, CoreError> {
    Ok(settled(db)? && meta::get::<i64>(db, name::REPAIR_TRIES)?.is_none())
}

/// The sketch was too small. Whether the next one is larger: at least twice, so that this ends.
pub(super) fn larger(db: &Connection, cells: u32) -> Result<bool, CoreError> {
    let sent = sketch_cells(db)?;
    let asked = usize::try_from(cells).unwrap_or(CELLS_MAX);
    let next = asked.max(sent * 2).min(CELLS_MAX);
    if sent == 0 || next <= sent {
        return Ok(false);
    }
    meta::put(db, name::SKETCH_CELLS, i64::try_from(next).unwrap_or(i64::MAX))?;
    Ok(true)
}

/// What came of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compared {
    /// Both hold the same.
    Equal,
    /// They differ, and the next request brings a sketch.
    Repairing,
    /// They differ, and a repair was tried often enough for now.
    Resting,
    /// There is nothing to compare: something is under way.
    Unknown,
}

/// Compares what is held with what the server says that it should be. `grows`: the sketch of this round was too small and the
/// next one is larger, which is no try yet.
pub(super) fn compare(
    db: &Connection,
    should: Option<Digest>,
    grows: bool,
    now_ms: i64,
) -> Result<Compared, CoreError> {
    let Some(should) = should else { return Ok(Compared::Unknown) };
    if !settled(db)? {
        return Ok(Compared::Unknown);
    }
    let (documents, sum) = rows::items_sum(db)?;
    let held = Digest { documents: u32::try_from(documents).unwrap_or(u32::MAX), sum };
    if held == should {
        for fact in [name::SKETCH_CELLS, name::REPAIR_TRIES, name::REPAIR_TRIED_MS, name::MAY_LACK] {
            meta::forget(db, fact)?;
        }
        return Ok(Compared::Equal);
    }
    if grows {
        return Ok(Compared::Repairing);
    }
    let tried_ms: i64 = meta::get(db, name::REPAIR_TRIED_MS)?.unwrap_or(0);
    let rested = (now_ms - tried_ms).abs() > REST_MS;
    let tries = if rested { 0 } else { meta::get::<i64>(db, name::REPAIR_TRIES)?.unwrap_or(0) };
    if tries >= TRIES_MAX {
        meta::forget(db, name::SKETCH_CELLS)?;
        return Ok(Compared::Resting);
    }
    let differing = held.documents.abs_diff(should.documents) as usize;
    let cells = Sketch::cells_for(differing).max(sketch_cells(db)?);
    meta::put(db, name::SKETCH_CELLS, i64::try_from(cells).unwrap_or(i64::MAX))?;
    meta::put(db, name::REPAIR_TRIES, tries + 1)?;
    meta::put(db, name::REPAIR_TRIED_MS, now_ms)?;
    Ok(Compared::Repairing)
}

/// The size of the sketch that is due; 0 for none.
fn sketch_cells(db: &Connection) -> Result<usize, CoreError> {
    let cells = meta::get::<i64>(db, name::SKETCH_CELLS)?.unwrap_or(0);
    Ok(usize::try_from(cells).unwrap_or(0))
}

/// What an answer brought of the documents that it touched.
#[derive(Debug, Default)]
pub(super) struct Came {
    /// Of whole documents: the server's heads.
    pub(super) wholes: HashMap<DocId, Vec<ChangeHash>>,
    /// Of others: that they changed meanwhile.
    pub(super) touched: HashSet<DocId>,
}

/// Offers what the server lacks of these items: what this device wrote in any of its lives, and what others wrote where the
/// county vouched for it, or asks for it. How many changes.
pub(super) fn offer(
    db: &Connection,
    me: &Me,
    sketched: &Sketched,
    unknown: (&[u64], bool),
    came: &Came,
) -> Result<usize, CoreError> {
    let (items, recovering) = unknown;
    let mut offered = 0;
    for id in items.iter().filter_map(|item| sketched.get(item)).copied() {
        if came.touched.contains(&id) && !came.wholes.contains_key(&id) {
            // It changed while the sketch was on its way; the next digest tells.
            continue;
        }
        let server_heads = came.wholes.get(&id).map(Vec::as_slice).unwrap_or_default();
        offered += offer_of(db, me, id, (server_heads, recovering))?;
    }
    Ok(offered)
}

/// Offers all that the server may lack of a document. How many changes.
pub(super) fn offer_all(db: &Connection, me: &Me, id: DocId) -> Result<usize, CoreError> {
    offer_of(db, me, id, (&[], false))
}

fn offer_of(
    db: &Connection,
    me: &Me,
    id: DocId,
    (server_heads, recovering): (&[ChangeHash], bool),
) -> Result<usize, CoreError> {
    let Some(document) = documents::load_acknowledged(db, id)? else { return Ok(0) };
    let genesis: HashSet<ChangeHash> = document.genesis_hashes().into_iter().collect();
    let (own, vouched) = (me.own_actors(), vouching::vouched(db, &document)?);
    let mut offered = 0;
    for change in document.automerge().get_changes(server_heads) {
        let hash = change.hash();
        let ours = || document.change_origin(&hash).is_some_and(|(actor, _)| own.contains(&actor));
        if !genesis.contains(&hash) && (recovering || vouched.contains(&hash.0) || ours()) {
            offers::put(db, id, &hash)?;
            offered += 1;
        }
    }
    Ok(offered)
}
