//! Requests that were carried out.

use lianxin_model::ids::UserId;
use uuid::Uuid;

use super::Engine;
use super::world::{self, ADMIN, LEADER, id};
use crate::{Request, Result, Store as _, StoreError};

/// A request is known by its id until it is forgotten.
pub fn requests_are_remembered_for_a_while(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let request = |number, user, at_s| {
        let digest = [number as u8; 32];
        Request { id: Uuid::from_u128(number), user, document: id(number), digest, at_s }
    };
    for (number, user, at_s) in [(1, ADMIN, 100), (2, LEADER, 200), (3, ADMIN, 300)] {
        write.put_request(&request(number, user, at_s), 150)?;
    }
    for (number, kept) in [(1, None), (2, Some(request(2, LEADER, 200))), (3, Some(request(3, ADMIN, 300))), (4, None)]
    {
        assert_eq!(write.request(Uuid::from_u128(number))?, kept, "{number}");
    }
    assert_eq!(write.put_request(&request(2, ADMIN, 400), 0), Err(StoreError::Taken("request")));
    let stranger = request(5, UserId(Uuid::nil()), 400);
    assert_eq!(write.put_request(&stranger, 0), Err(StoreError::Missing("user")));
    Ok(())
}
