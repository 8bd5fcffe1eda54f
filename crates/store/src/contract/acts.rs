//! What administrators did.

use lianxin_model::ids::UserId;
use uuid::Uuid;

use super::Engine;
use super::world::{self, ADMIN};
use crate::{NewAct, Result, Store as _, StoreError};

/// The newest first, page by page; an act has a doer who exists, or none.
pub fn acts_are_kept_in_order(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let act = |user| NewAct { at_ms: 7, user, act: "rename_area", detail: r#"{"area":"1"}"# };
    let first = write.put_act(&act(Some(ADMIN)))?;
    let second = write.put_act(&act(None))?;
    let kept = write.acts(None, 10)?;
    let said: Vec<_> = kept.iter().map(|act| (act.seq, act.at_ms, act.user, act.act.as_str())).collect();
    assert_eq!(said, [(second, 7, None, "rename_area"), (first, 7, Some(ADMIN), "rename_area")]);
    assert_eq!(kept[0].detail, r#"{"area":"1"}"#);
    assert_eq!(write.acts(Some(second), 1)?.first().map(|act| act.seq), Some(first));
    assert_eq!(write.acts(Some(first), 1)?, []);
    assert_eq!(write.put_act(&act(Some(UserId(Uuid::nil())))), Err(StoreError::Missing("user")));
    Ok(())
}
