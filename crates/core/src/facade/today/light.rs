//! The light: safe, unsent, or look.

use lianxin_model::moment::is_clock_off;
use rusqlite::Connection;

use crate::error::CoreError;
use crate::facade::views::{Light, LightView, SetAsideState};
use crate::feed::is_safe;
use crate::storage::meta::{self, name};
use crate::storage::{decisions, drafts, offers, outbox};

pub(super) fn show(db: &Connection) -> Result<LightView, CoreError> {
    let (mut unsent, mut look) = (outbox::waiting_count(db)?.0 + offers::count(db)?, decisions::count(db)?);
    for (state, count) in outbox::set_aside_counts(db)? {
        match state {
            // It is made again by itself.
            SetAsideState::Released => unsent += count,
            SetAsideState::Refused | SetAsideState::Review | SetAsideState::Declined => look += count,
        }
    }
    let skew_ms = meta::get::<i64>(db, name::CLOCK_SKEW_MS)?;
    look += u64::from(skew_ms.is_some() && is_clock_off(skew_ms, 0, 0));
    look += u64::from(meta::get::<i64>(db, name::CLOSED_MS)?.is_some());
    let safe_since_ms = meta::get::<i64>(db, name::SAFE_SINCE_MS)?;
    // Without a contact, or while both sides differ, nobody can say that anything is safe.
    let safe = unsent == 0 && safe_since_ms.is_some() && is_safe(db)?;
    let state = match look {
        1.. => Light::Look,
        0 if safe => Light::Safe,
        0 => Light::Unsent,
    };
    Ok(LightView { state, unsent: short(unsent), look: short(look), drafts: short(drafts::count(db)?), safe_since_ms })
}

fn short(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
