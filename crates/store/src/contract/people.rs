//! People as they are sought.

use lianxin_model::ids::{UnitId, UserId};
use lianxin_model::role::Role;
use lianxin_model::search;
use uuid::Uuid;

use super::Engine;
use super::world::{
    self, ADMIN, CADRE, CADRE_2, COUNTY, LEADER, STRANGER, TOWN, TOWN_2, VILLAGE, VILLAGE_3, over_area, over_household,
};
use crate::{NewUnit, NewUser, PeopleQuery, Read, Result, Store as _, Write};

fn found(read: &dyn Read, query: &PeopleQuery) -> Result<Vec<UserId>> {
    let query = PeopleQuery { limit: 100, ..query.clone() };
    let found = read.people(&query)?;
    assert_eq!(read.people_count(&query)?, found.len() as u64);
    Ok(found.into_iter().map(|user| user.id).collect())
}

fn named(write: &mut dyn Write, id: UserId, role: Role, area: &str, name: &str) -> Result<()> {
    write.put_user(&NewUser { name: name.to_owned(), ..world::user(id, role, area) }).map(drop)
}

/// Every filter that is given holds; names are found by characters, pinyin and initials.
pub fn people_are_found(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    named(&mut *write, CADRE, Role::Cadre, TOWN, "罗守山")?;
    named(&mut *write, CADRE_2, Role::Cadre, VILLAGE, "扶秀英")?;
    named(&mut *write, STRANGER, Role::Cadre, TOWN_2, "罗秀山")?;
    let unit = UnitId(Uuid::from_u128(1));
    write.put_unit(&NewUnit { id: unit, name: "民政所".to_owned(), area: TOWN.to_owned() })?;
    write.set_unit(CADRE_2, Some(unit))?;
    write.set_disabled(STRANGER, true)?;
    let all = PeopleQuery::default;
    let terms = |typed: &str| PeopleQuery { terms: search::query(typed), ..all() };
    for (what, query, expected) in [
        ("all, by area and id", all(), vec![ADMIN, CADRE, LEADER, CADRE_2, STRANGER]),
        ("area", PeopleQuery { area: Some(TOWN.to_owned()), ..all() }, vec![CADRE, LEADER, CADRE_2]),
        ("unknown area", PeopleQuery { area: Some("999999000000".to_owned()), ..all() }, vec![]),
        ("role", PeopleQuery { role: Some(Role::Supervisor), ..all() }, vec![LEADER]),
        ("unit", PeopleQuery { unit: Some(unit), ..all() }, vec![CADRE_2]),
        ("closed", PeopleQuery { disabled: Some(true), ..all() }, vec![STRANGER]),
        ("open", PeopleQuery { disabled: Some(false), ..all() }, vec![ADMIN, CADRE, LEADER, CADRE_2]),
        ("characters", terms("罗"), vec![CADRE, STRANGER]),
        ("pinyin", terms("luoshou"), vec![CADRE]),
        ("initials", terms("lxs"), vec![STRANGER]),
        ("two words", terms("xiu 罗"), vec![STRANGER]),
        ("a login is not what is found", terms("login"), vec![]),
        ("both", PeopleQuery { area: Some(TOWN.to_owned()), ..terms("luo") }, vec![CADRE]),
    ] {
        assert_eq!(found(&*write, &query)?, expected, "{what}");
    }
    assert_eq!(found(&*write, &PeopleQuery { by_login: true, ..terms("login") })?.len(), 5);
    named(&mut *write, CADRE, Role::Cadre, TOWN, "邓永祥")?;
    assert_eq!(found(&*write, &terms("luo"))?, [STRANGER], "a name that was changed is found no more");

    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = write.people(&PeopleQuery { after: after.clone(), limit: 2, ..all() })?;
        let Some(last) = page.last() else { break };
        after = Some((last.area.clone(), last.id));
        seen.extend(page.into_iter().map(|user| user.id));
    }
    assert_eq!(seen, [ADMIN, CADRE, LEADER, CADRE_2, STRANGER], "page by page");
    Ok(())
}

/// Near somebody are the people of their area and of the places around it, and whoever answers for something in it.
pub fn near_are_those_who_work_there(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    world::found(&mut *write, 1, VILLAGE)?;
    world::found(&mut *write, 3, VILLAGE_3)?;
    let near = |area: &str| PeopleQuery { near: Some(area.to_owned()), ..PeopleQuery::default() };
    for (area, expected) in [
        (COUNTY, vec![ADMIN, CADRE, LEADER, CADRE_2, STRANGER]),
        (TOWN, vec![ADMIN, CADRE, LEADER, CADRE_2]),
        (TOWN_2, vec![ADMIN, STRANGER]),
        (VILLAGE_3, vec![ADMIN, STRANGER]),
    ] {
        assert_eq!(found(&*write, &near(area))?, expected, "{area}");
    }
    for (assignment, area, other) in
        [(over_household(STRANGER, 1), TOWN, CADRE_2), (over_area(CADRE_2, VILLAGE_3), TOWN_2, CADRE)]
    {
        write.assign(&assignment)?;
        let people = found(&*write, &near(area))?;
        assert!(people.contains(&assignment.user), "{assignment:?}");
        assert_eq!(people.contains(&other), area == TOWN, "{assignment:?}");
        write.end_assignment(&assignment)?;
        assert!(!found(&*write, &near(area))?.contains(&assignment.user), "{assignment:?} ended");
    }
    Ok(())
}
