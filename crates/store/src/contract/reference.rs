//! Reference rows of the feed.

use lianxin_model::role::Role;

use super::Engine;
use super::world::{
    self, CADRE, CADRE_2, COUNTY, GROUP, LEADER, STRANGER, TOWN, TOWN_2, VILLAGE, VILLAGE_2, VILLAGE_3, id, over_area,
    over_household,
};
use crate::{NewArea, NewCategory, Over, Read, Reference, Result, Store as _};

/// What came, in words that a table can hold: areas, users, assignments with whether they ended.
type Told = (Vec<String>, Vec<lianxin_model::ids::UserId>, Vec<(Over, bool)>);

fn told(read: &dyn Read, base: u64) -> Result<Told> {
    let Reference { areas, users, assignments, .. } = read.reference_since(CADRE, base)?;
    Ok((
        areas.into_iter().map(|area| area.code).collect(),
        users.into_iter().map(|user| user.id).collect(),
        assignments.into_iter().map(|one| (one.over, one.ended_seq.is_some())).collect(),
    ))
}

/// A county begins with the usual categories; a device gets them once, and those that change.
pub fn categories_are_seeded(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let seeded = write.categories()?;
    for name in ["低保户", "五保户", "特困", "脱贫户", "监测户", "残疾", "大病", "独居老人", "留守儿童", "老党员"]
    {
        assert!(seeded.iter().any(|category| category.name == name), "{name}");
    }
    assert_eq!(write.reference_since(CADRE, 0)?.categories, seeded);
    let base = write.county()?.seq;
    let category = |name: &str| NewCategory { code: "junshu".into(), name: name.into(), name_en: "army family".into() };
    assert!(write.put_category(&category("军属"))?.changed);
    assert!(!write.put_category(&category("军属"))?.changed);
    let renamed = write.put_category(&category("军烈属"))?;
    let new = write.reference_since(CADRE, base)?.categories;
    assert_eq!(
        new.iter().map(|category| (&category.name[..], category.seq)).collect::<Vec<_>>(),
        [("军烈属", renamed.seq)]
    );
    assert_eq!(write.categories()?.len(), seeded.len() + 1);
    Ok(())
}

/// After everything was told, only what changes is told again.
pub fn rows_come_once(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let own = over_area(CADRE, VILLAGE);
    write.assign(&own)?;
    let base = write.county()?.seq;
    let all = [COUNTY, TOWN, VILLAGE, GROUP].map(str::to_owned).to_vec();
    assert_eq!(told(&*write, 0)?, (all, vec![CADRE, CADRE_2, LEADER], vec![(own.over.clone(), false)]));
    assert_eq!(told(&*write, base)?, (vec![], vec![], vec![]));

    let renamed = |code, parent| NewArea { name: "新名".into(), ..world::area(code, parent) };
    write.put_area(&renamed(GROUP, Some(VILLAGE)))?;
    write.put_area(&renamed(COUNTY, None))?;
    write.put_area(&renamed(VILLAGE_2, Some(TOWN)))?;
    write.put_area(&renamed(VILLAGE_3, Some(TOWN_2)))?;
    write.put_user(&world::user(CADRE_2, Role::Collector, VILLAGE))?;
    write.put_user(&world::user(STRANGER, Role::Collector, TOWN_2))?;
    let told_now = told(&*write, base)?;
    assert_eq!(told_now, (vec![COUNTY.to_owned(), GROUP.to_owned()], vec![CADRE_2], vec![]));
    let base = write.county()?.seq;
    write.end_assignment(&own)?;
    assert_eq!(told(&*write, base)?.2, [(own.over.clone(), true)]);
    write.assign(&own)?;
    assert_eq!(told(&*write, base)?.2, [(own.over.clone(), true), (own.over.clone(), false)]);
    Ok(())
}

/// A new scope brings the places around it and those who answer for it too.
pub fn new_scope_brings_its_rows(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    world::found(&mut *write, 3, VILLAGE_3)?;
    write.assign(&over_household(STRANGER, 3))?;
    let base = write.county()?.seq;
    for assignment in [over_household(CADRE, 3), over_area(CADRE, VILLAGE_3), over_area(CADRE, TOWN_2)] {
        write.savepoint()?;
        write.assign(&assignment)?;
        let (areas, users, _) = told(&*write, base)?;
        let around = [COUNTY, TOWN_2, VILLAGE_3];
        assert_eq!(areas, around, "{assignment:?}");
        // The cadre's own assignment is among those that answer for it.
        assert_eq!(users, [CADRE, STRANGER], "{assignment:?}");
        let base = write.county()?.seq;
        write.assign(&over_household(LEADER, 3))?;
        assert_eq!(told(&*write, base)?.1, [LEADER], "{assignment:?}");
        write.rollback_to()?;
    }
    // A household that arrives after those who answer for it.
    write.assign(&over_area(CADRE, VILLAGE_3))?;
    write.assign(&over_household(CADRE_2, 4))?;
    let base = write.county()?.seq;
    world::found(&mut *write, 4, VILLAGE_3)?;
    assert_eq!(told(&*write, base)?.1, [CADRE_2]);
    write.put_user(&world::user(CADRE, Role::Cadre, TOWN_2))?;
    assert!(told(&*write, base)?.1.contains(&STRANGER), "another township, other colleagues");
    assert!(write.document(id(4))?.is_some());
    Ok(())
}
