//! 单位: the offices that people belong to.

use lianxin_model::check;
use lianxin_model::ids::UnitId;
use lianxin_model::limits;
use lianxin_store::{NewUnit, Read, Store, StoreError, Unit};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::hand::Deed;
use super::{AdminError, Hand, county, places};

/// An office as an administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct UnitRow {
    /// The office.
    pub id: UnitId,
    /// Its name.
    pub name: String,
    /// Division code of the place that it belongs to.
    pub area: String,
    /// The place's name.
    pub area_name: String,
    /// Open accounts that belong to it.
    pub people: u64,
}

/// What became of an office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct UnitKept {
    /// The office.
    pub id: UnitId,
    /// Whether it is new or otherwise now.
    pub changed: bool,
}

/// Who belongs to an office now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct UnitJoined {
    /// People who belonged elsewhere before.
    pub joined: usize,
    /// People who belonged there already.
    pub unchanged: usize,
}

/// The offices in an area and in what lies in it, by area and name.
///
/// # Errors
/// [`AdminError::UnknownArea`], or the store's.
pub fn units(store: &dyn Store, hand: &Hand, area: Option<&str>) -> Result<Vec<UnitRow>, AdminError> {
    let read = store.read()?;
    let root = area.map(|code| places::today(&*read, code)).transpose()?.map(|area| area.code);
    let mut rows = Vec::new();
    for unit in read.units()? {
        let is_asked = match &root {
            Some(root) => read.area_within(&unit.area, root)?,
            None => true,
        };
        if is_asked && hand.answers_for_area(&*read, &unit.area).is_ok() {
            let area_name = read.area(&unit.area)?.map(|area| area.name).unwrap_or_default();
            let Unit { id, name, area, people, .. } = unit;
            rows.push(UnitRow { id, name, area, area_name, people });
        }
    }
    Ok(rows)
}

/// Adds an office; one of the same name and area is that one.
///
/// # Errors
/// [`AdminError::BadName`], [`AdminError::UnknownArea`], …
pub fn add_unit(store: &dyn Store, hand: &Hand, name: &str, area: &str) -> Result<UnitKept, AdminError> {
    hand.act(store, |write| {
        let name = named(name)?;
        let area = places::today(&*write, area)?.code;
        hand.answers_for_area(&*write, &area)?;
        if let Some(known) = write.unit_by_name(&area, &name)? {
            return Ok((UnitKept { id: known.id, changed: false }, None));
        }
        let id = UnitId::from_moment(u64::try_from(hand.now_ms()).unwrap_or(0), county::random()?);
        write.put_unit(&NewUnit { id, name, area: area.clone() })?;
        let deed = Deed { act: "add_unit", detail: json!({ "unit": id, "area": area }) };
        Ok((UnitKept { id, changed: true }, Some(deed)))
    })
}

/// Gives an office another name. Its people stay.
///
/// # Errors
/// [`AdminError::UnknownUnit`], [`AdminError::UnitTaken`], …
pub fn rename_unit(store: &dyn Store, hand: &Hand, id: UnitId, name: &str) -> Result<UnitKept, AdminError> {
    hand.act(store, |write| {
        let unit = unit_of(&*write, hand, id)?;
        let renamed = NewUnit { id, name: named(name)?, area: unit.area };
        let changed = write.put_unit(&renamed).map_err(taken)?.changed;
        let deed = Deed { act: "rename_unit", detail: json!({ "unit": id }) };
        Ok((UnitKept { id, changed }, changed.then_some(deed)))
    })
}

/// Puts people into an office, or out of theirs; nobody or all of them.
///
/// # Errors
/// [`AdminError::UnknownUnit`], [`AdminError::UnknownLogin`], [`AdminError::TooManyPeople`], …
pub fn join_unit(
    store: &dyn Store,
    hand: &Hand,
    unit: Option<UnitId>,
    logins: &[String],
) -> Result<UnitJoined, AdminError> {
    if logins.len() > limits::ADMIN_PEOPLE_MAX {
        return Err(AdminError::TooManyPeople);
    }
    hand.act(store, |write| {
        let unit = unit.map(|id| unit_of(&*write, hand, id)).transpose()?.map(|unit| unit.id);
        let mut joined = UnitJoined { joined: 0, unchanged: 0 };
        let mut people = Vec::new();
        for login in logins {
            let user = write.user_by_login(login.trim())?.ok_or(AdminError::UnknownLogin)?;
            hand.answers_for_user(&*write, &user)?;
            if write.set_unit(user.id, unit)?.changed {
                joined.joined += 1;
                people.push(user.id);
            } else {
                joined.unchanged += 1;
            }
        }
        let deed = Deed { act: "join_unit", detail: json!({ "unit": unit, "users": people }) };
        Ok((joined, (joined.joined > 0).then_some(deed)))
    })
}

/// An office of the administrator's area.
pub(super) fn unit_of(read: &(impl Read + ?Sized), hand: &Hand, id: UnitId) -> Result<Unit, AdminError> {
    let unit = read.unit(id)?.ok_or(AdminError::UnknownUnit)?;
    hand.answers_for_area(read, &unit.area)?;
    Ok(unit)
}

fn named(name: &str) -> Result<String, AdminError> {
    check::line(name).map(str::to_owned).map_err(|_| AdminError::BadName)
}

fn taken(error: StoreError) -> AdminError {
    match error {
        StoreError::Taken(_) => AdminError::UnitTaken,
        other => other.into(),
    }
}
