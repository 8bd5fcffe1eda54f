//! What a person is writing: kept at every keystroke, sent to nobody, and made a record once.

use lianxin_model::ids::DocId;
use lianxin_model::limits;
use rusqlite::Connection;

use super::requests::SaveDraftRequest;
use super::views::DraftView;
use crate::core::Core;
use crate::error::CoreError;
use crate::storage::documents;
use crate::storage::drafts::{self, Kept};
use crate::writing::Writing;

/// Drafts. Their keys and bodies are the page's own.
#[derive(Debug, Clone, Copy)]
pub struct Drafts<'a> {
    pub(crate) core: &'a Core,
}

impl Drafts<'_> {
    /// Every draft, the newest first.
    ///
    /// # Errors
    /// Storage.
    pub fn list(&self) -> Result<Vec<DraftView>, CoreError> {
        views(&self.core.db)
    }

    /// The draft with that key.
    ///
    /// # Errors
    /// Storage.
    pub fn get(&self, key: &str) -> Result<Option<DraftView>, CoreError> {
        drafts::get(&self.core.db, key)?.map(view).transpose()
    }

    /// Writes a draft over what it was. One that has become a record stays gone: a late keystroke does not bring it back.
    ///
    /// # Errors
    /// `too_large`, `too_many_drafts`, storage.
    pub fn save(&self, request: &SaveDraftRequest) -> Result<(), CoreError> {
        let body = serde_json::to_string(&request.body)?;
        let key_fits = |key: &str| !key.is_empty() && key.len() <= limits::DRAFT_KEY_BYTES_MAX;
        if !key_fits(&request.key) || !key_fits(&request.kind) || body.len() > limits::DRAFT_BYTES_MAX {
            return Err(CoreError::TooLarge);
        }
        self.core.transact(|db, platform| {
            if drafts::recorded(db, &request.key)?.is_some() {
                return Ok(());
            }
            if drafts::count_others(db, &request.key)? >= limits::DRAFTS_MAX {
                return Err(CoreError::TooManyDrafts);
            }
            drafts::put(
                db,
                &Kept {
                    key: request.key.clone(),
                    kind: request.kind.clone(),
                    household: request.household,
                    body,
                    updated_ms: platform.now_ms(),
                },
            )
        })
    }

    /// Lets a draft go.
    ///
    /// # Errors
    /// Storage.
    pub fn drop(&self, key: &str) -> Result<(), CoreError> {
        self.core.transact(|db, _| drafts::remove(db, key))
    }
}

/// Makes a record, of a draft once: the same draft handed in again, after an answer that was lost with the page, is the record
/// that it became.
pub(super) fn once(
    writing: &Writing<'_>,
    draft: Option<&str>,
    make: impl FnOnce() -> Result<DocId, CoreError>,
) -> Result<DocId, CoreError> {
    let Some(key) = draft else { return make() };
    if key.is_empty() || key.len() > limits::DRAFT_KEY_BYTES_MAX {
        return Err(CoreError::TooLarge);
    }
    if let Some(recorded) = drafts::recorded(writing.db, key)? {
        // It was handed in and has left the device since.
        let held = documents::kept(writing.db, recorded)?.is_some();
        return if held { Ok(recorded) } else { Err(CoreError::AlreadyThere) };
    }
    let made = make()?;
    drafts::put_recorded(writing.db, key, made)?;
    Ok(made)
}

/// Every draft, the newest first.
pub(crate) fn views(db: &Connection) -> Result<Vec<DraftView>, CoreError> {
    drafts::list(db)?.into_iter().map(view).collect()
}

fn view(kept: Kept) -> Result<DraftView, CoreError> {
    Ok(DraftView {
        key: kept.key,
        kind: kept.kind,
        household: kept.household,
        body: serde_json::from_str(&kept.body)?,
        updated_ms: kept.updated_ms,
    })
}
