//! Areas.

use super::Engine;
use super::world::{self, AREAS, COUNTY, GROUP, TOWN, TOWN_2, VILLAGE, VILLAGE_2};
use crate::{Area, NewArea, Result, Store as _, StoreError, Upsert};

fn codes(areas: Vec<Area>) -> Vec<String> {
    areas.into_iter().map(|area| area.code).collect()
}

/// Importing the same file again changes nothing.
pub fn unchanged_area_keeps_its_number(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let before = write.county()?.seq;
    for (code, _, parent) in AREAS {
        assert!(!write.put_area(&world::area(code, parent))?.changed, "{code}");
    }
    assert_eq!(write.county()?.seq, before);
    let renamed = NewArea { name: "新名".to_owned(), ..world::area(TOWN, Some(COUNTY)) };
    assert_eq!(write.put_area(&renamed)?, Upsert { seq: before + 1, changed: true });
    assert_eq!(write.area(TOWN)?.map(|area| (area.name, area.seq)), Some(("新名".to_owned(), before + 1)));
    Ok(())
}

/// Children, subtree, path.
pub fn tree_is_read_from_any_place(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    for (root, inside, path, children) in [
        (COUNTY, 7, vec![COUNTY], vec![TOWN, TOWN_2]),
        (TOWN, 4, vec![COUNTY, TOWN], vec![VILLAGE, VILLAGE_2]),
        (GROUP, 1, vec![COUNTY, TOWN, VILLAGE, GROUP], vec![]),
        ("999999000000", 0, vec![], vec![]),
    ] {
        assert_eq!(write.area_subtree(root)?.len(), inside, "{root}");
        assert_eq!(codes(write.area_path(root)?), path, "{root}");
        assert_eq!(codes(write.area_children(Some(root))?), children, "{root}");
    }
    assert_eq!(codes(write.area_children(None)?), [COUNTY]);
    for (code, root, within) in
        [(GROUP, TOWN, true), (TOWN, TOWN, true), (TOWN, GROUP, false), (GROUP, TOWN_2, false), ("9", "9", false)]
    {
        assert_eq!(write.area_within(code, root)?, within, "{code} in {root}");
    }
    Ok(())
}

/// Nothing lies in itself, at whatever distance.
pub fn circles_are_refused(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    for (code, parent) in [(COUNTY, COUNTY), (COUNTY, GROUP), (VILLAGE, GROUP), ("431027109000", "431027109000")] {
        assert_eq!(write.put_area(&world::area(code, Some(parent))), Err(StoreError::Cycle), "{code} in {parent}");
    }
    Ok(())
}

/// A file may list places in any order.
pub fn parent_may_come_later(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    for (code, _, parent) in AREAS.into_iter().rev() {
        write.put_area(&world::area(code, parent))?;
    }
    write.commit()?;
    assert_eq!(codes(store.read()?.area_path(GROUP)?), [COUNTY, TOWN, VILLAGE, GROUP]);
    Ok(())
}

/// But it must come.
pub fn missing_parent_fails_the_commit(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    write.put_area(&world::area(GROUP, Some(VILLAGE)))?;
    assert!(matches!(write.commit(), Err(StoreError::Missing(_))));
    assert_eq!(store.read()?.area(GROUP)?, None);
    Ok(())
}

/// A village that became part of another lies there for good, whatever a file says later, and its code leads there.
pub fn merged_area_is_closed(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    assert_eq!(write.merge_area("999999000000", VILLAGE), Err(StoreError::Missing("area")));
    assert_eq!(write.merge_area(VILLAGE_2, "999999000000"), Err(StoreError::Missing("area")));
    for into in [VILLAGE, GROUP] {
        assert_eq!(write.merge_area(VILLAGE, into), Err(StoreError::Cycle), "{into}");
    }
    let merged = write.merge_area(VILLAGE, VILLAGE_2)?;
    assert!(merged.changed);
    assert_eq!(write.merge_area(VILLAGE, VILLAGE_2)?, Upsert { changed: false, ..merged });
    assert_eq!(write.merge_area(VILLAGE, TOWN_2), Err(StoreError::Taken("area")));
    assert!(!write.put_area(&world::area(VILLAGE, Some(TOWN)))?.changed, "the file of before");
    let renamed = NewArea { name: "原村".to_owned(), ..world::area(VILLAGE, Some(TOWN)) };
    assert!(write.put_area(&renamed)?.changed);
    let kept = write.area(VILLAGE)?.expect("it is still there");
    assert_eq!((kept.merged_into.as_deref(), kept.parent.as_deref()), (Some(VILLAGE_2), Some(VILLAGE_2)));
    assert_eq!(codes(write.area_path(GROUP)?), [COUNTY, TOWN, VILLAGE_2, VILLAGE, GROUP]);
    assert_eq!(write.merge_area(VILLAGE_2, GROUP), Err(StoreError::Cycle));

    write.merge_area(VILLAGE_2, world::VILLAGE_3)?;
    for (code, today) in [(VILLAGE, world::VILLAGE_3), (VILLAGE_2, world::VILLAGE_3), (GROUP, GROUP), (TOWN, TOWN)] {
        assert_eq!(write.area_today(code)?.map(|area| area.code).as_deref(), Some(today), "{code}");
    }
    assert_eq!(write.area_today("999999000000")?, None);
    assert_eq!(codes(write.areas_merged_into(world::VILLAGE_3)?), [VILLAGE, VILLAGE_2]);
    assert_eq!(codes(write.areas_merged_into(VILLAGE)?), Vec::<String>::new());
    Ok(())
}

/// A place goes on being known by what it was called, until it is called so again.
pub fn former_names_are_kept(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let original = world::area(VILLAGE, Some(TOWN));
    let named = |name: &str| NewArea { name: name.to_owned(), ..original.clone() };
    for (area, former) in [
        (original.clone(), vec![]),
        (named("乙村"), vec![original.name.as_str()]),
        (named("丙村"), vec!["乙村", &original.name]),
        (named("丙村"), vec!["乙村", &original.name]),
        (named("乙村"), vec!["丙村", &original.name]),
    ] {
        write.put_area(&area)?;
        let mut former: Vec<_> = former.into_iter().map(str::to_owned).collect();
        former.sort();
        assert_eq!(write.former_names(VILLAGE)?, former, "{}", area.name);
    }
    assert_eq!(write.former_names(VILLAGE_2)?, Vec::<String>::new());
    Ok(())
}
