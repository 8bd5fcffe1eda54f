//! Assignments.

use lianxin_model::ids::UserId;
use lianxin_model::role::AssignmentKind;
use uuid::Uuid;

use super::Engine;
use super::world::{self, CADRE, CADRE_2, GROUP, LEADER, TOWN, VILLAGE, over_area, over_household};
use crate::{NewAssignment, Result, Store as _, StoreError};

/// Saying it twice does nothing, ending it twice neither, and made anew it is a new one.
pub fn assignment_is_made_once_and_ended_once(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    for assignment in [over_area(CADRE, VILLAGE), over_household(CADRE, 1)] {
        let first = write.assign(&assignment)?;
        let again = write.assign(&assignment)?;
        assert_eq!((first.changed, again.changed, first.seq), (true, false, again.seq));
        let other = NewAssignment { kind: AssignmentKind::Help, ..assignment.clone() };
        assert!(write.assign(&other)?.changed, "another kind stands beside it");
        assert!(write.end_assignment(&assignment)?.is_some_and(|seq| seq > first.seq));
        assert_eq!(write.end_assignment(&assignment)?, None);
        assert_eq!(write.assignments(CADRE)?.len(), 1);
        assert!(write.assign(&assignment)?.changed);
        write.end_assignment(&assignment)?;
        write.end_assignment(&other)?;
    }
    assert_eq!(write.assignments(CADRE)?, []);
    assert_eq!(write.assignments(LEADER)?, [], "what an account leads is no assignment to be shown");
    let nobody = UserId(Uuid::nil());
    for unknown in [over_area(nobody, VILLAGE), over_area(CADRE, "999999000000")] {
        assert_eq!(write.assign(&unknown), Err(StoreError::Missing("user or area")));
    }
    Ok(())
}

/// Who answers for a household: by itself, its village, its township.
pub fn assigned_to_knows_areas_around(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    world::found(&mut *write, 1, GROUP)?;
    write.assign(&over_household(CADRE, 1))?;
    write.assign(&over_area(CADRE_2, TOWN))?;
    write.assign(&over_household(CADRE, 2))?;
    let users = |found: Vec<crate::Assignment>| found.into_iter().map(|one| one.user).collect::<Vec<_>>();
    assert_eq!(users(write.assigned_to(world::id(1))?), [CADRE, CADRE_2]);
    assert_eq!(users(write.assigned_to(world::id(2))?), [CADRE], "a household that has not arrived");
    Ok(())
}

/// What stands over one household or area, without what an account leads.
pub fn assignments_over_one_thing(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    write.assign(&over_area(CADRE_2, TOWN))?;
    write.assign(&over_area(CADRE, TOWN))?;
    write.assign(&over_area(CADRE, VILLAGE))?;
    write.assign(&over_household(CADRE, 1))?;
    write.end_assignment(&over_area(CADRE_2, TOWN))?;
    for (over, expected) in [
        (over_area(CADRE, TOWN).over, vec![CADRE]),
        (over_area(CADRE, GROUP).over, vec![]),
        (over_household(CADRE, 1).over, vec![CADRE]),
        (over_household(CADRE, 2).over, vec![]),
    ] {
        let users: Vec<_> = write.assignments_over(&over)?.into_iter().map(|one| one.user).collect();
        assert_eq!(users, expected, "{over:?}");
    }
    Ok(())
}
