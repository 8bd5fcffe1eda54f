//! What goes into an export.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rusqlite::Connection;

use super::{Export, ExportedEdit, FORMAT};
use crate::error::CoreError;
use crate::facade::draft_views;
use crate::feed::frames_of_unsent;
use crate::storage::meta::{self, name};
use crate::storage::outbox::{self, Entry};
use crate::storage::{reference, rows};

pub(super) fn gather(db: &Connection, now_ms: i64) -> Result<Export, CoreError> {
    let me = meta::me(db)?.ok_or(CoreError::NotEnrolled)?;
    let mut edits = Vec::new();
    for entry in outbox::all(db)? {
        edits.push(edit(db, entry)?);
    }
    Ok(Export {
        format: FORMAT,
        made_ms: now_ms,
        tenant: me.tenant,
        device: me.device,
        user: me.user,
        user_name: reference::user_name(db, me.user)?,
        server_url: meta::get(db, name::SERVER_URL)?,
        drafts: draft_views(db)?,
        edits,
        frames: frames_of_unsent(db, now_ms)?.into_iter().map(|frame| STANDARD.encode(frame)).collect(),
    })
}

fn edit(db: &Connection, entry: Entry) -> Result<ExportedEdit, CoreError> {
    let row = rows::get(db, entry.document)?;
    let (title, household) = row.map(|row| (row.title, row.household)).unzip();
    let (code, kept_title) = entry.aside.map(|aside| (aside.code, aside.title)).unzip();
    Ok(ExportedEdit {
        document: entry.document,
        kind: entry.kind,
        title: title.or(kept_title.flatten()),
        household: household.flatten(),
        time_s: entry.time_s,
        set_aside: code,
        intentions: entry.intentions,
    })
}
