//! The views of lists that people keep.

use lianxin_model::ids::UserId;
use uuid::Uuid;

use super::Engine;
use super::world::{self, ADMIN, LEADER};
use crate::{Result, SavedView, Store as _, StoreError};

/// By page and name; kept again under the same id it is another view; nobody touches another's.
pub fn views_are_their_owners(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let view = |id, user, name: &str| SavedView {
        id: Uuid::from_u128(id),
        user,
        page: "households".to_owned(),
        name: name.to_owned(),
        query: "?category=dibao".to_owned(),
    };
    let named = |write: &dyn crate::Write, user: UserId| -> Result<Vec<String>> {
        Ok(write.views(user)?.into_iter().map(|view| view.name).collect())
    };
    write.put_view(&view(1, LEADER, "b"))?;
    write.put_view(&view(2, LEADER, "a"))?;
    assert_eq!(write.views(LEADER)?, [view(2, LEADER, "a"), view(1, LEADER, "b")]);
    assert_eq!(named(&*write, ADMIN)?, [""; 0]);
    write.put_view(&view(1, LEADER, "0"))?;
    assert_eq!(named(&*write, LEADER)?, ["0", "a"]);
    assert_eq!(write.put_view(&view(1, ADMIN, "c")), Err(StoreError::Taken("view")));
    assert!(!write.remove_view(ADMIN, Uuid::from_u128(1))?);
    assert!(write.remove_view(LEADER, Uuid::from_u128(1))?);
    assert!(!write.remove_view(LEADER, Uuid::from_u128(1))?);
    assert_eq!(named(&*write, LEADER)?, ["a"]);
    assert_eq!(write.put_view(&view(3, UserId(Uuid::nil()), "x")), Err(StoreError::Missing("user")));
    Ok(())
}
