//! Who may see and write what.

use lianxin_model::ids::{Kind, UserId};
use lianxin_model::role::Role;
use uuid::Uuid;

use super::Engine;
use super::world::{
    self, ADMIN, CADRE, CADRE_2, COUNTY, GROUP, LEADER, STRANGER, TOWN, VILLAGE, VILLAGE_2, VILLAGE_3, id, over_area,
    over_household,
};
use crate::{Result, Scope, Store as _, StoreError};

/// The reading scope of each role.
pub fn readers_see_by_role(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let auditor = UserId(Uuid::from_u128(0xf0));
    write.put_user(&world::user(auditor, Role::Auditor, COUNTY))?;
    let of_town = UserId(Uuid::from_u128(0xf1));
    write.put_user(&world::user(of_town, Role::Admin, TOWN))?;
    for user in [CADRE, LEADER] {
        write.assign(&over_area(user, VILLAGE_3))?;
        write.assign(&over_household(user, 1))?;
    }
    write.assign(&over_area(STRANGER, VILLAGE))?;
    write.end_assignment(&over_area(STRANGER, VILLAGE))?;
    let own = |user| Scope { owner: Some(user), ..Scope::nothing() };
    let texts = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
    for (user, expected) in [
        (ADMIN, Scope { everything: true, ..own(ADMIN) }),
        (of_town, Scope { areas: texts(&[TOWN]), people_of: texts(&[TOWN]), ..own(of_town) }),
        (CADRE, Scope { areas: texts(&[VILLAGE_3]), households: vec![id(1)], ..own(CADRE) }),
        (
            LEADER,
            Scope {
                areas: texts(&[TOWN, VILLAGE_3]),
                households: vec![id(1)],
                people_of: texts(&[TOWN]),
                ..own(LEADER)
            },
        ),
        (STRANGER, own(STRANGER)),
        (auditor, Scope::nothing()),
    ] {
        assert_eq!(write.reader_scope(user)?, expected);
        write.set_disabled(user, true)?;
        assert_eq!(write.reader_scope(user)?, Scope::nothing(), "a closed account");
    }
    assert_eq!(write.reader_scope(UserId(Uuid::nil())), Err(StoreError::Missing("user")));
    Ok(())
}

/// Where a person's devices may write.
pub fn devices_write_in_scope(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    world::found(&mut *write, 1, GROUP)?;
    world::append(&mut *write, &world::member(Kind::Visit, 11, 1), "x")?;
    world::append(&mut *write, &world::diary(31, CADRE, true), "x")?;
    write.assign(&over_area(CADRE, VILLAGE))?;
    write.assign(&over_household(CADRE_2, 2))?;
    for (user, household, area, owner, expected) in [
        (CADRE, None, Some(GROUP), None, true),
        (CADRE, None, Some(VILLAGE), None, true),
        (CADRE, None, Some(TOWN), None, false),
        (CADRE, None, Some(VILLAGE_2), None, false),
        (CADRE, Some(id(1)), None, None, true),
        (CADRE, Some(id(2)), None, None, false),
        (CADRE, None, None, Some(CADRE), true),
        (CADRE, None, None, Some(CADRE_2), false),
        (CADRE, None, None, None, false),
        (CADRE, None, Some("999999000000"), None, false),
        (CADRE_2, Some(id(2)), None, None, true),
        (CADRE_2, Some(id(2)), Some(VILLAGE_3), None, true),
        (CADRE_2, Some(id(1)), None, None, false),
        (LEADER, Some(id(1)), None, None, true),
        (LEADER, None, Some(VILLAGE_2), None, true),
        (LEADER, None, Some(COUNTY), None, false),
        (ADMIN, None, Some(VILLAGE_3), None, true),
        (STRANGER, Some(id(1)), Some(GROUP), None, false),
    ] {
        let covers = write.scope_covers(user, household, area, owner)?;
        assert_eq!(covers, expected, "{user} {household:?} {area:?} {owner:?}");
    }
    for (user, document, expected) in [
        (CADRE, 11, true),
        (CADRE, 31, true),
        (CADRE_2, 11, false),
        (LEADER, 1, true),
        (LEADER, 31, false),
        (ADMIN, 11, true),
        (CADRE, 99, false),
    ] {
        assert_eq!(write.in_scope(user, id(document))?, expected, "{user} {document}");
    }
    for (user, area, expected) in [
        (CADRE, TOWN, true),
        (CADRE, COUNTY, true),
        (CADRE, VILLAGE, false),
        (CADRE_2, TOWN, true),
        (STRANGER, TOWN, false),
    ] {
        assert_eq!(write.account_within(user, area)?, expected, "{user} {area}");
    }
    Ok(())
}
