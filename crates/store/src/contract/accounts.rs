//! Accounts.

use lianxin_model::ids::UserId;
use lianxin_model::role::Role;
use uuid::Uuid;

use super::Engine;
use super::world::{self, CADRE, CADRE_2, COUNTY, TOWN, VILLAGE};
use crate::{NewUser, Result, Store as _, StoreError};

/// The hash is not part of the account.
pub fn password_is_read_alone(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    assert_eq!(write.password_hash(CADRE)?, None);
    write.set_password_hash(CADRE, "$argon2id$demo")?;
    assert_eq!(write.password_hash(CADRE)?.as_deref(), Some("$argon2id$demo"));
    let nobody = UserId(Uuid::nil());
    assert_eq!(write.password_hash(nobody)?, None);
    assert_eq!(write.set_password_hash(nobody, "x"), Err(StoreError::Missing("user")));
    assert_eq!(write.set_disabled(nobody, true), Err(StoreError::Missing("user")));
    Ok(())
}

/// A password that somebody gave out is one until another one is set.
pub fn password_once_is_one_until_another_is_set(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let once = |read: &dyn crate::Read| -> Result<Option<i64>> {
        Ok(read.user(CADRE)?.and_then(|user| user.password_once_until_s))
    };
    write.set_password_hash(CADRE, "$argon2id$given")?;
    write.set_password_once(CADRE, Some(77))?;
    assert_eq!(once(&*write)?, Some(77));
    write.put_user(&world::user(CADRE, Role::Supervisor, TOWN))?;
    assert_eq!(once(&*write)?, Some(77), "what else changes has nothing to do with it");
    write.set_password_hash(CADRE, "$argon2id$own")?;
    assert_eq!(once(&*write)?, None);
    assert_eq!(write.set_password_once(UserId(Uuid::nil()), None), Err(StoreError::Missing("user")));
    Ok(())
}

/// The same again changes nothing; anything else takes a number.
pub fn unchanged_account_keeps_its_number(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let old = world::user(CADRE, Role::Cadre, TOWN);
    let seq = write.user(CADRE)?.map(|user| user.seq);
    assert_eq!(seq, Some(write.put_user(&old)?.seq));
    for changed in [
        NewUser { name: "另名".to_owned(), ..old.clone() },
        NewUser { login: "other".to_owned(), ..old.clone() },
        NewUser { role: Role::Supervisor, ..old.clone() },
        NewUser { area: VILLAGE.to_owned(), ..old.clone() },
    ] {
        let upsert = write.put_user(&changed)?;
        assert!(upsert.changed);
        let kept = write.user_by_login(&changed.login)?.expect("the login was just written");
        assert_eq!((kept.id, &kept.name, kept.role, &kept.area), (CADRE, &changed.name, changed.role, &changed.area));
        write.put_user(&old)?;
    }
    let before = write.county()?.seq;
    write.set_disabled(CADRE, false)?;
    assert_eq!(write.county()?.seq, before, "it was open");
    write.set_disabled(CADRE, true)?;
    assert_eq!(write.user(CADRE)?.map(|user| (user.disabled, user.seq)), Some((true, before + 1)));
    assert_eq!(write.users()?.len(), 5);
    Ok(())
}

/// Two people never share a login, and a place must be known.
pub fn login_is_unique(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let taken = NewUser { login: format!("login-{CADRE}"), ..world::user(CADRE_2, Role::Cadre, COUNTY) };
    assert_eq!(write.put_user(&taken), Err(StoreError::Taken("login")));
    let nowhere = world::user(UserId(Uuid::from_u128(1)), Role::Cadre, "999999000000");
    assert_eq!(write.put_user(&nowhere), Err(StoreError::Missing("area")));
    Ok(())
}
