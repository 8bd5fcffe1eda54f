//! What administrators did, for auditors.

use lianxin_model::ids::UserId;
use lianxin_store::{Act, Read, StoreError};
use serde::Serialize;
use serde_json::Value as Json;
use utoipa::ToSchema;

/// One act.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ActRow {
    /// Its number.
    pub seq: u64,
    /// When, milliseconds since 1970.
    pub at_ms: i64,
    /// The administrator; none for a command at the server's machine that named nobody.
    pub by: Option<UserId>,
    /// `grant`, `revoke`, `move_households`, `merge_villages`, `rename_area`, `hand_over`, `revoke_device`,
    /// `replace_device` or `close_account`.
    pub act: String,
    /// With what, and how much it changed: ids, codes and counts.
    #[schema(value_type = Object)]
    pub detail: Json,
}

/// The acts before this number, or all, the newest first.
///
/// # Errors
/// The store's.
pub fn acts(read: &dyn Read, before_seq: Option<u64>, limit: u32) -> Result<Vec<ActRow>, StoreError> {
    let row = |act: Act| ActRow {
        seq: act.seq,
        at_ms: act.at_ms,
        by: act.user,
        act: act.act,
        detail: serde_json::from_str(&act.detail).unwrap_or_default(),
    };
    Ok(read.acts(before_seq, limit)?.into_iter().map(row).collect())
}
