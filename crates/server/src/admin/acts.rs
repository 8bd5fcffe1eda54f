//! What administrators did, for auditors.

use std::collections::BTreeMap;

use lianxin_model::ids::{UnitId, UserId};
use lianxin_store::{Act, Read, StoreError};
use serde::Serialize;
use serde_json::Value as Json;
use utoipa::ToSchema;

/// Names beside one act.
const NAMED_MAX: usize = 20;
/// Digits of the shortest division code.
const AREA_DIGITS_MIN: usize = 12;

/// One act.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ActRow {
    /// Its number.
    pub seq: u64,
    /// When, milliseconds since 1970.
    pub at_ms: i64,
    /// The administrator; none for a command at the server's machine that named nobody.
    pub by: Option<UserId>,
    /// Their name.
    pub by_name: Option<String>,
    /// The word of the operation: `grant`, `hand_over`, `merge_villages`, `import_roster`, …
    pub act: String,
    /// With what, and how much it changed: ids, codes and counts.
    #[schema(value_type = Object)]
    pub detail: Json,
    /// What accounts, offices and places among these ids and codes are called today. No villager is among them.
    pub names: BTreeMap<String, String>,
}

/// The acts before this number, or all, the newest first.
///
/// # Errors
/// The store's.
pub fn acts(read: &dyn Read, before_seq: Option<u64>, limit: u32) -> Result<Vec<ActRow>, StoreError> {
    read.acts(before_seq, limit)?.into_iter().map(|act| row(read, act)).collect()
}

fn row(read: &dyn Read, act: Act) -> Result<ActRow, StoreError> {
    let detail: Json = serde_json::from_str(&act.detail).unwrap_or_default();
    let mut names = BTreeMap::new();
    name_all(read, &detail, &mut names)?;
    let by_name = act.user.map(|id| read.user(id)).transpose()?.flatten().map(|user| user.name);
    Ok(ActRow { seq: act.seq, at_ms: act.at_ms, by: act.user, by_name, act: act.act, detail, names })
}

/// Names what an id or code in the details stands for, as far as it is somebody of an office, an office or a place.
fn name_all(read: &dyn Read, detail: &Json, names: &mut BTreeMap<String, String>) -> Result<(), StoreError> {
    match detail {
        Json::Object(values) => values.values().try_for_each(|value| name_all(read, value, names)),
        Json::Array(values) => values.iter().take(NAMED_MAX).try_for_each(|value| name_all(read, value, names)),
        Json::String(text) if names.len() < NAMED_MAX && !names.contains_key(text) => {
            if let Some(name) = name(read, text)? {
                names.insert(text.clone(), name);
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn name(read: &dyn Read, text: &str) -> Result<Option<String>, StoreError> {
    if let Ok(id) = text.parse::<UserId>() {
        if let Some(user) = read.user(id)? {
            return Ok(Some(user.name));
        }
        return Ok(read.unit(UnitId(id.0))?.map(|unit| unit.name));
    }
    let is_code = text.len() >= AREA_DIGITS_MIN && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_code { Ok(read.area(text)?.map(|area| area.name)) } else { Ok(None) }
}
