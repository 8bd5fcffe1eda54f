//! How much there is in the county.

use lianxin_model::ids::Kind;
use lianxin_store::{ListQuery, Scope, Store};
use serde::Serialize;

use super::AdminError;

/// How many records the county has. Drafts of diaries are their authors' alone and are not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// 户
    pub households: u64,
    /// 人
    pub persons: u64,
    /// 走访记录
    pub visits: u64,
    /// 帮扶
    pub assistance: u64,
    /// 民情日记, handed in
    pub diary_entries: u64,
    /// 台账事项
    pub cases: u64,
    /// 批示
    pub comments: u64,
    /// Records of any kind in which people contradict each other.
    pub conflicts: u64,
}

/// Counts the county's records, all at one moment.
///
/// # Errors
/// The store's.
pub fn figures(store: &dyn Store) -> Result<Figures, AdminError> {
    let read = store.read()?;
    let count = |kind: Option<Kind>, conflicts_only: bool| {
        read.count(&ListQuery { scope: Scope::all(), kind, conflicts_only, ..ListQuery::default() })
    };
    Ok(Figures {
        households: count(Some(Kind::Household), false)?,
        persons: count(Some(Kind::Person), false)?,
        visits: count(Some(Kind::Visit), false)?,
        assistance: count(Some(Kind::Assistance), false)?,
        diary_entries: count(Some(Kind::DiaryEntry), false)?,
        cases: count(Some(Kind::Case), false)?,
        comments: count(Some(Kind::Comment), false)?,
        conflicts: count(None, true)?,
    })
}
