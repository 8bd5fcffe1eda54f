//! A document from what the store keeps of it.

use lianxin_model::document::Document;
use lianxin_model::ids::DocId;
use lianxin_store::{Loaded, StoreError};

/// Puts a stored document together.
///
/// # Errors
/// [`StoreError::Corrupt`]: all of it passed the gate, so a document that cannot be read was damaged afterwards.
pub(crate) fn document(id: DocId, loaded: &Loaded) -> Result<Document, StoreError> {
    let damaged = |_| StoreError::Corrupt("document");
    let mut document = match &loaded.snapshot {
        Some(saved) => Document::load(loaded.kind, id, saved).map_err(damaged)?,
        None => Document::new(loaded.kind, id),
    };
    if !loaded.changes.is_empty() {
        document.merge_chunks(loaded.changes.iter().map(Vec::as_slice)).map_err(damaged)?;
    }
    Ok(document)
}
