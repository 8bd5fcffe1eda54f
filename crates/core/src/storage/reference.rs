//! Rows that the server owns, and the names under which changes are shown.

use lianxin_model::ids::{Actor, DocId, UserId};
use lianxin_model::role::Role;
use lianxin_sync::wire::Reference;
use rusqlite::{Connection, OptionalExtension as _, params};
use uuid::Uuid;

use crate::error::CoreError;
use crate::facade::views::{AreaView, AssignmentView, CategoryView, UserView};

/// Takes over what an answer brought. A row that cannot be read is passed over: it must not hold up the others.
pub(crate) fn apply(db: &Connection, reference: &Reference, now_ms: i64) -> Result<(), CoreError> {
    for area in &reference.areas {
        db.prepare_cached(
            "INSERT INTO area (code, name, level, parent) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (code)
             DO UPDATE SET name = excluded.name, level = excluded.level, parent = excluded.parent",
        )?
        .execute(params![area.code, area.name, area.level, area.parent])?;
    }
    for user in &reference.users {
        let Ok(id) = UserId::from_slice(&user.id) else { continue };
        put_user(db, id, &user.name, &user.role)?;
    }
    for actor in &reference.actors {
        let (Ok(id), Ok(user)) = (Actor::from_slice(&actor.actor), UserId::from_slice(&actor.user)) else { continue };
        put_actor(db, id, user)?;
    }
    for category in &reference.categories {
        db.prepare_cached(
            "INSERT INTO category (code, name, name_en) VALUES (?1, ?2, ?3) ON CONFLICT (code)
             DO UPDATE SET name = excluded.name, name_en = excluded.name_en",
        )?
        .execute(params![category.code, category.name, category.name_en])?;
    }
    for assignment in &reference.assignments {
        db.prepare_cached(
            "INSERT INTO assignment (kind, household, area, ended, heard_ms) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (kind, household, area) DO UPDATE SET ended = excluded.ended,
             heard_ms = CASE WHEN assignment.ended AND NOT excluded.ended THEN excluded.heard_ms
                             ELSE assignment.heard_ms END",
        )?
        .execute(params![
            assignment.kind,
            &assignment.household[..],
            assignment.area,
            assignment.ended,
            now_ms
        ])?;
    }
    Ok(())
}

/// Writes a user's name and role.
pub(crate) fn put_user(db: &Connection, user: UserId, name: &str, role: &str) -> Result<(), CoreError> {
    db.prepare_cached(
        "INSERT INTO user (id, name, role) VALUES (?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role",
    )?
    .execute(params![user.as_bytes(), name, role])?;
    Ok(())
}

/// Writes whose changes an actor makes.
pub(crate) fn put_actor(db: &Connection, actor: Actor, user: UserId) -> Result<(), CoreError> {
    db.prepare_cached(
        "INSERT INTO actor (actor, user) VALUES (?1, ?2) ON CONFLICT (actor) DO UPDATE SET user = excluded.user",
    )?
    .execute(params![actor.0, user.as_bytes()])?;
    Ok(())
}

/// The role of a user.
pub(crate) fn role(db: &Connection, user: UserId) -> Result<Option<Role>, CoreError> {
    let mut query = db.prepare_cached("SELECT role FROM user WHERE id = ?1")?;
    let word: Option<String> = query.query_row([user.as_bytes()], |row| row.get(0)).optional()?;
    Ok(word.and_then(|word| Role::from_word(&word)))
}

/// The name of a user.
pub(crate) fn user_name(db: &Connection, user: UserId) -> Result<Option<String>, CoreError> {
    let mut query = db.prepare_cached("SELECT name FROM user WHERE id = ?1")?;
    Ok(query.query_row([user.as_bytes()], |row| row.get(0)).optional()?)
}

/// The account behind an actor (hex, as the model names it).
pub(crate) fn actor_user(db: &Connection, actor: &str) -> Result<Option<UserId>, CoreError> {
    // 32 hex digits, as a UUID without hyphens has.
    let Ok(actor) = Uuid::try_parse(actor) else { return Ok(None) };
    let mut query = db.prepare_cached("SELECT user FROM actor WHERE actor = ?1")?;
    let user: Option<[u8; 16]> = query.query_row([actor.as_bytes()], |row| row.get(0)).optional()?;
    Ok(user.map(|user| UserId(Uuid::from_bytes(user))))
}

/// The name of an area.
pub(crate) fn area_name(db: &Connection, code: &str) -> Result<Option<String>, CoreError> {
    let mut query = db.prepare_cached("SELECT name FROM area WHERE code = ?1")?;
    Ok(query.query_row([code], |row| row.get(0)).optional()?)
}

/// Every area, by code.
pub(crate) fn areas(db: &Connection) -> Result<Vec<AreaView>, CoreError> {
    let mut query = db.prepare_cached("SELECT code, name, level, parent FROM area ORDER BY code")?;
    let rows = query.query_map([], |row| {
        Ok(AreaView { code: row.get(0)?, name: row.get(1)?, level: row.get(2)?, parent: row.get(3)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Every user that the device has heard of, by name.
pub(crate) fn users(db: &Connection) -> Result<Vec<UserView>, CoreError> {
    let mut query = db.prepare_cached("SELECT id, name, role FROM user ORDER BY name, id")?;
    let rows = query.query_map([], |row| {
        Ok(UserView { id: UserId(Uuid::from_bytes(row.get(0)?)), name: row.get(1)?, role: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The county's categories, by code.
pub(crate) fn categories(db: &Connection) -> Result<Vec<CategoryView>, CoreError> {
    let mut query = db.prepare_cached("SELECT code, name, name_en FROM category ORDER BY code")?;
    let rows =
        query.query_map([], |row| Ok(CategoryView { code: row.get(0)?, name: row.get(1)?, name_en: row.get(2)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What the user of this device answers for now.
pub(crate) fn assignments(db: &Connection) -> Result<Vec<AssignmentView>, CoreError> {
    Ok(heard_assignments(db)?.into_iter().map(|(assignment, _)| assignment).collect())
}

/// The same, with when this device heard of it.
pub(crate) fn heard_assignments(db: &Connection) -> Result<Vec<(AssignmentView, i64)>, CoreError> {
    let mut query = db.prepare_cached(
        "SELECT kind, household, area, heard_ms FROM assignment WHERE NOT ended ORDER BY area, household, kind",
    )?;
    let rows = query.query_map([], |row| {
        let (household, area): (Vec<u8>, String) = (row.get(1)?, row.get(2)?);
        let assignment = AssignmentView {
            kind: row.get(0)?,
            household: DocId::from_slice(&household).ok(),
            area: Some(area).filter(|area| !area.is_empty()),
        };
        Ok((assignment, row.get(3)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
