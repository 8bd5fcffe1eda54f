//! Duties: a case brings itself, what hangs on it and its household's document to whoever answers for it.

use lianxin_model::ids::Kind;

use super::Engine;
use super::world::{
    self, CADRE, CADRE_2, GROUP, STRANGER, VILLAGE, case, comment, feed, id, over_area, over_household,
};
use crate::{ListQuery, Result, Store as _};

/// Household 1 with a person 11, a visit 12, a case 13 with a comment 14, and another case 15.
fn village(write: &mut dyn crate::Write) -> Result<()> {
    world::settle(write)?;
    world::found(write, 1, GROUP)?;
    world::append(write, &world::member(Kind::Person, 11, 1), "x")?;
    world::append(write, &world::member(Kind::Visit, 12, 1), "x")?;
    world::append(write, &case(13, 1, &[]), "x")?;
    world::append(write, &comment(14, 1, 13), "x")?;
    world::append(write, &case(15, 1, &[]), "x")?;
    Ok(())
}

/// It begins with the change that says so, and ends so; said again it changes nothing.
pub fn duty_brings_a_case_and_takes_it_away(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    village(&mut *write)?;
    let before = write.county()?.seq;
    assert_eq!(feed(&*write, STRANGER, 0)?, []);
    world::append(&mut *write, &case(13, 1, &[STRANGER]), "lead")?;
    let all = [(id(1), true), (id(13), true), (id(14), true)];
    for base in [0, before] {
        assert_eq!(feed(&*write, STRANGER, base)?, all, "after {base}");
    }
    let held = write.county()?.seq;
    assert_eq!(feed(&*write, STRANGER, held)?, []);
    let begun = write.duties(STRANGER)?;
    let said: Vec<_> = begun.iter().map(|duty| (duty.user, duty.case, duty.household)).collect();
    assert_eq!(said, [(STRANGER, id(13), Some(id(1)))]);
    write.project(&case(13, 1, &[STRANGER]))?;
    assert_eq!(write.duties(STRANGER)?, begun, "the same again");

    world::append(&mut *write, &case(13, 1, &[STRANGER]), "acted")?;
    world::append(&mut *write, &world::household(1, GROUP), "phone")?;
    world::append(&mut *write, &comment(16, 1, 13), "x")?;
    world::append(&mut *write, &comment(17, 1, 12), "on the visit")?;
    world::append(&mut *write, &world::member(Kind::Visit, 18, 1), "x")?;
    assert_eq!(feed(&*write, STRANGER, held)?, [(id(1), false), (id(13), false), (id(16), true)]);

    let held = write.county()?.seq;
    world::append(&mut *write, &case(13, 1, &[]), "closed")?;
    assert_eq!(write.left_since(STRANGER, held)?, [id(1), id(13), id(14), id(16)]);
    assert_eq!(feed(&*write, STRANGER, held)?, []);
    assert_eq!(write.duties(STRANGER)?, []);
    let told = write.county()?.seq;
    assert_eq!(write.left_since(STRANGER, told)?, []);
    world::append(&mut *write, &case(13, 1, &[STRANGER]), "reopened")?;
    assert_eq!(write.left_since(STRANGER, held)?, []);
    assert_eq!(feed(&*write, STRANGER, told)?, [(id(1), true), (id(13), true), (id(14), true), (id(16), true)]);
    Ok(())
}

/// What another way brings stays when the duty ends, and the other way round.
pub fn duty_stands_beside_other_ways(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    village(&mut *write)?;
    write.assign(&over_area(CADRE, VILLAGE))?;
    world::append(&mut *write, &case(13, 1, &[CADRE, STRANGER]), "lead")?;
    world::append(&mut *write, &case(15, 1, &[CADRE]), "lead")?;
    let held = write.county()?.seq;
    write.end_assignment(&over_area(CADRE, VILLAGE))?;
    assert_eq!(write.left_since(CADRE, held)?, [id(11), id(12)]);
    assert_eq!(write.left_since(STRANGER, held)?, []);
    let held = write.county()?.seq;
    world::append(&mut *write, &case(13, 1, &[STRANGER]), "led by one")?;
    assert_eq!(write.left_since(CADRE, held)?, [id(13), id(14)], "the household comes with the other case");
    world::append(&mut *write, &world::household(1, world::VILLAGE_3), "moved")?;
    assert_eq!(write.left_since(STRANGER, held)?, [], "wherever the household lies");
    write.assign(&over_household(CADRE, 1))?;
    world::append(&mut *write, &case(15, 1, &[]), "closed")?;
    assert_eq!(write.left_since(CADRE, held)?, []);
    Ok(())
}

/// The reader's scope, the lists and the right to write agree with what devices hold.
pub fn duty_is_read_and_written(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    village(&mut *write)?;
    write.assign(&over_household(CADRE_2, 9))?;
    world::append(&mut *write, &case(13, 1, &[CADRE_2]), "lead")?;
    world::append(&mut *write, &case(15, 1, &[CADRE_2]), "lead")?;
    let scope = write.reader_scope(CADRE_2)?;
    assert_eq!((&scope.cases[..], &scope.documents[..]), (&[id(13), id(15)][..], &[id(1)][..]));
    let page = write.list(&ListQuery { scope, limit: 100, ..ListQuery::default() })?;
    let mut rows: Vec<_> = page.rows.into_iter().map(|row| row.id).collect();
    rows.sort_unstable();
    assert_eq!(rows, [1, 13, 14, 15].map(id));
    for number in [1, 11, 12, 13, 14, 15] {
        assert_eq!(write.in_scope(CADRE_2, id(number))?, rows.contains(&id(number)), "{number}");
    }
    for (document, subject, expected) in
        [(13, None, true), (1, None, true), (11, None, false), (99, Some(13), true), (99, Some(12), false)]
    {
        assert_eq!(write.duty_covers(CADRE_2, id(document), subject.map(id))?, expected, "{document} {subject:?}");
    }
    let reference = write.reference_since(CADRE_2, 0)?;
    assert!(reference.areas.iter().any(|area| area.code == GROUP), "the place of the household");
    write.assign(&over_area(CADRE, VILLAGE))?;
    let held = write.county()?.seq;
    world::append(&mut *write, &case(13, 1, &[STRANGER]), "another lead")?;
    for user in [CADRE, CADRE_2] {
        let users = write.reference_since(user, held)?.users;
        let known = users.iter().any(|user| user.id == STRANGER);
        assert_eq!(known, user == CADRE, "who holds the case learns who answers for it: {user}");
    }
    assert_eq!(write.duties(CADRE_2)?.len(), 1);
    Ok(())
}
