//! Step 4: the change is tried on a clone, and what comes out of the clone must be what went in.

use automerge::{Automerge, Change, ChangeHash, ChangeMetadata, ExpandedChange, ReadDoc};
use lianxin_model::limits;

use super::admit::Admission;
use super::chunk::Chunk;
use super::shape;
use crate::Code;

/// A trial that went well.
pub(super) struct Trial {
    pub(super) document: Automerge,
    pub(super) change: ExpandedChange,
}

/// Runs inside `caught`: on hostile bytes the library panics as often as it answers.
pub(super) fn run(
    before: &Automerge,
    beside: &[ChangeMetadata<'_>],
    mut clone: Automerge,
    chunk: &Chunk<'_>,
    admission: &mut Admission<'_>,
) -> Result<Trial, Code> {
    let change = Change::try_from(&chunk.raw[..]).map_err(|_| Code::Malformed)?;
    if change.hash().0 != chunk.hash || change.len() as u64 != chunk.head.ops {
        return Err(Code::Malformed);
    }
    let expanded = change.decode();
    // What the rules are about to see is all there is: a value hidden behind a deletion would not come out again.
    if Change::from(expanded.clone()).raw_bytes() != &chunk.raw[..] {
        return Err(Code::Malformed);
    }
    shape::check(before, beside, &expanded)?;
    (admission.check)(before, &expanded)?;

    clone.apply_changes([change]).map_err(|_| Code::Malformed)?;
    check_heads(before, &clone, chunk)?;
    let exported = clone.get_change_by_hash(&ChangeHash(chunk.hash)).ok_or(Code::Malformed)?;
    if exported.raw_bytes() != &chunk.raw[..] {
        return Err(Code::Malformed);
    }
    if admission.thorough {
        check_saved(&clone)?;
    }
    check_size(&clone, chunk, admission)?;
    Ok(Trial { document: clone, change: expanded })
}

/// The heads are those before, without what the change builds on, and the change itself.
fn check_heads(before: &Automerge, after: &Automerge, chunk: &Chunk<'_>) -> Result<(), Code> {
    let mut expected = before.get_heads();
    expected.retain(|head| !chunk.head.deps.contains(&head.0));
    expected.push(ChangeHash(chunk.hash));
    expected.sort_unstable();
    if after.get_heads() == expected { Ok(()) } else { Err(Code::Malformed) }
}

/// What is saved loads, to the same heads and the same bytes.
fn check_saved(document: &Automerge) -> Result<(), Code> {
    let saved = document.save_nocompress();
    let loaded = Automerge::load(&saved).map_err(|_| Code::Malformed)?;
    let same = loaded.get_heads() == document.get_heads() && loaded.save_nocompress() == saved;
    if same { Ok(()) } else { Err(Code::Malformed) }
}

fn check_size(document: &Automerge, chunk: &Chunk<'_>, admission: &Admission<'_>) -> Result<(), Code> {
    if admission.document_bytes + chunk.raw.len() <= limits::DOCUMENT_BYTES_MAX {
        return Ok(());
    }
    let full = document.save_nocompress().len() > limits::DOCUMENT_BYTES_MAX;
    if full { Err(Code::DocumentFull) } else { Ok(()) }
}
