//! Offices.

use lianxin_model::ids::{UnitId, UserId};
use uuid::Uuid;

use super::Engine;
use super::world::{self, CADRE, CADRE_2, COUNTY, TOWN};
use crate::{NewUnit, NewUser, Result, Store as _, StoreError};

const OFFICE: UnitId = UnitId(Uuid::from_u128(0x0f));
const BUREAU: UnitId = UnitId(Uuid::from_u128(0x0b));

fn office(id: UnitId, name: &str, area: &str) -> NewUnit {
    NewUnit { id, name: name.to_owned(), area: area.to_owned() }
}

/// The same again changes nothing; a name is one office's in its area.
pub fn unchanged_unit_keeps_its_number(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    assert_eq!(write.units()?, []);
    let first = write.put_unit(&office(OFFICE, "民政所", TOWN))?;
    assert!(first.changed);
    assert!(!write.put_unit(&office(OFFICE, "民政所", TOWN))?.changed);
    assert_eq!(write.put_unit(&office(BUREAU, "民政所", TOWN)), Err(StoreError::Taken("unit")));
    assert_eq!(write.put_unit(&office(BUREAU, "民政局", "999999000000")), Err(StoreError::Missing("area")));
    write.put_unit(&office(BUREAU, "民政所", COUNTY))?;
    let renamed = write.put_unit(&office(BUREAU, "民政局", COUNTY))?;
    let units: Vec<_> = write.units()?.into_iter().map(|unit| (unit.id, unit.name, unit.people, unit.seq)).collect();
    let expected = [(BUREAU, "民政局".to_owned(), 0, renamed.seq), (OFFICE, "民政所".to_owned(), 0, first.seq)];
    assert_eq!(units, expected, "by area and name");
    assert_eq!(write.unit_by_name(COUNTY, "民政局")?.map(|unit| unit.id), Some(BUREAU));
    assert_eq!(write.unit_by_name(TOWN, "民政局")?, None);
    assert_eq!(write.unit(UnitId(Uuid::nil()))?, None);
    Ok(())
}

/// People belong to one office or none, whatever else of their account changes.
pub fn people_belong_to_a_unit(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    write.put_unit(&office(OFFICE, "民政所", TOWN))?;
    let put = write.set_unit(CADRE, Some(OFFICE))?;
    assert!(put.changed && !write.set_unit(CADRE, Some(OFFICE))?.changed);
    write.set_unit(CADRE_2, Some(OFFICE))?;
    let renamed = NewUser { name: "新名".to_owned(), ..world::user(CADRE, lianxin_model::role::Role::Cadre, TOWN) };
    write.put_user(&renamed)?;
    assert_eq!(write.user(CADRE)?.map(|user| (user.unit, user.seq)), Some((Some(OFFICE), put.seq + 2)));
    write.set_disabled(CADRE_2, true)?;
    assert_eq!(write.unit(OFFICE)?.map(|unit| unit.people), Some(1), "closed accounts are not counted");
    assert!(write.set_unit(CADRE, None)?.changed);
    assert_eq!(write.user(CADRE)?.and_then(|user| user.unit), None);
    assert_eq!(write.set_unit(CADRE, Some(BUREAU)), Err(StoreError::Missing("unit")));
    assert_eq!(write.set_unit(UserId(Uuid::nil()), None), Err(StoreError::Missing("user")));
    Ok(())
}
