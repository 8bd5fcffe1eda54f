//! The change feed: what enters a device's scope, what changes in it, what leaves it.

use lianxin_model::ids::Kind;
use lianxin_model::role::{AssignmentKind, Role};

use super::Engine;
use super::world::{
    self, CADRE, CADRE_2, COUNTY, GROUP, LEADER, STRANGER, TOWN, TOWN_2, VILLAGE, VILLAGE_2, VILLAGE_3, feed, id,
    over_area, over_household,
};
use crate::{FeedQuery, NewAssignment, Result, Store as _};

/// Documents that were there before the assignment come whole after it, and only then.
pub fn grant_brings_documents_whole(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    world::found(&mut *write, 1, GROUP)?;
    world::append(&mut *write, &world::member(Kind::Visit, 11, 1), "x")?;
    world::found(&mut *write, 2, VILLAGE_2)?;
    let before = write.county()?.seq;
    assert_eq!(feed(&*write, CADRE, 0)?, []);
    for assignment in [over_household(CADRE, 1), over_area(CADRE, GROUP), over_area(CADRE, VILLAGE)] {
        write.savepoint()?;
        let granted = write.assign(&assignment)?.seq;
        let expected = [(id(1), true), (id(11), true)];
        for base in [0, before] {
            assert_eq!(feed(&*write, CADRE, base)?, expected, "{assignment:?} after {base}");
        }
        assert_eq!(feed(&*write, CADRE, granted)?, [], "{assignment:?}");
        write.rollback_to()?;
    }
    write.assign(&over_area(CADRE, TOWN))?;
    assert_eq!(feed(&*write, CADRE, before)?, [(id(1), true), (id(2), true), (id(11), true)]);
    Ok(())
}

/// What was held and changed comes by its changes; what is new in the scope comes whole.
pub fn edit_brings_changes_only(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    write.assign(&over_area(CADRE, VILLAGE))?;
    world::found(&mut *write, 1, VILLAGE)?;
    world::found(&mut *write, 2, VILLAGE)?;
    let held = write.county()?.seq;
    world::append(&mut *write, &world::household(1, VILLAGE), "edit")?;
    world::append(&mut *write, &world::member(Kind::Visit, 11, 1), "x")?;
    assert_eq!(feed(&*write, CADRE, held)?, [(id(1), false), (id(11), true)]);
    assert_eq!(write.changes_since(id(1), held)?.len(), 1);
    assert_eq!(feed(&*write, STRANGER, 0)?, []);
    Ok(())
}

/// An assignment that ends takes its documents along, unless another one covers them.
pub fn end_makes_documents_leave(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let (village, one) = (over_area(CADRE, VILLAGE), over_household(CADRE, 1));
    write.assign(&village)?;
    write.assign(&one)?;
    world::found(&mut *write, 1, GROUP)?;
    world::append(&mut *write, &world::member(Kind::Person, 11, 1), "x")?;
    world::found(&mut *write, 2, VILLAGE)?;
    let held = write.county()?.seq;
    assert_eq!(write.left_since(CADRE, held)?, []);
    write.end_assignment(&village)?;
    assert_eq!(write.left_since(CADRE, held)?, [id(2)], "the household assignment covers the others");
    write.end_assignment(&one)?;
    assert_eq!(write.left_since(CADRE, held)?, [id(1), id(2), id(11)]);
    assert_eq!(feed(&*write, CADRE, held)?, []);
    let told = write.county()?.seq;
    assert_eq!(write.left_since(CADRE, told)?, [], "it was told once");
    write.assign(&village)?;
    assert_eq!(write.left_since(CADRE, held)?, []);
    assert_eq!(feed(&*write, CADRE, told)?, [(id(1), true), (id(2), true), (id(11), true)]);
    Ok(())
}

/// Who leads the area cannot know of a person before the household arrives; who is assigned to the household can.
pub fn late_household_brings_its_people(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    write.assign(&over_area(CADRE, VILLAGE))?;
    write.assign(&over_household(CADRE_2, 1))?;
    world::append(&mut *write, &world::member(Kind::Person, 11, 1), "born")?;
    let early = write.county()?.seq;
    assert_eq!(feed(&*write, CADRE, 0)?, []);
    assert_eq!(feed(&*write, CADRE_2, 0)?, [(id(11), true)]);
    world::found(&mut *write, 1, GROUP)?;
    assert_eq!(feed(&*write, CADRE, early)?, [(id(1), true), (id(11), true)]);
    assert_eq!(write.left_since(CADRE_2, early)?, []);
    Ok(())
}

/// A diary is nobody else's on any device, handed in or not; a comment on it is its author's.
pub fn diary_goes_to_its_owner_alone(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    write.assign(&over_area(CADRE_2, COUNTY))?;
    for (number, private) in [(1, true), (2, false)] {
        world::append(&mut *write, &world::diary(number, CADRE, private), "x")?;
    }
    let comment = lianxin_model::projection::Projection { owner: Some(CADRE), ..world::blank(Kind::Comment, 3) };
    world::append(&mut *write, &comment, "x")?;
    assert_eq!(feed(&*write, CADRE, 0)?, [(id(1), true), (id(2), true), (id(3), true)]);
    for other in [CADRE_2, LEADER] {
        assert_eq!(feed(&*write, other, 0)?, []);
    }
    Ok(())
}

/// The area of a supervisor's account counts as assigned, and follows the account.
pub fn leader_holds_their_area(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    world::found(&mut *write, 1, GROUP)?;
    world::found(&mut *write, 3, VILLAGE_3)?;
    assert_eq!(feed(&*write, LEADER, 0)?, [(id(1), true)]);
    let held = write.county()?.seq;
    write.put_user(&world::user(LEADER, Role::Supervisor, TOWN_2))?;
    assert_eq!(feed(&*write, LEADER, held)?, [(id(3), true)]);
    assert_eq!(write.left_since(LEADER, held)?, [id(1)]);
    let held = write.county()?.seq;
    write.put_user(&world::user(LEADER, Role::Cadre, TOWN_2))?;
    assert_eq!(write.left_since(LEADER, held)?, [id(3)]);
    assert_eq!(feed(&*write, LEADER, 0)?, []);
    Ok(())
}

/// A second assignment over what is held brings nothing; when the first then ends, nothing is missed.
pub fn earliest_way_counts(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let first = over_household(CADRE, 1);
    let since = write.assign(&first)?.seq;
    world::found(&mut *write, 1, VILLAGE)?;
    let held = write.county()?.seq;
    let second = write.assign(&NewAssignment { kind: AssignmentKind::Help, ..first.clone() })?.seq;
    let third = write.assign(&over_area(CADRE, TOWN))?.seq;
    assert_eq!(feed(&*write, CADRE, held)?, []);
    let query = FeedQuery { user: CADRE, base: 0, upto: None, after: None, limit: 10 };
    assert_eq!(write.feed_candidates(&query)?[0].held_since, since);
    write.end_assignment(&first)?;
    assert_eq!(write.left_since(CADRE, held)?, []);
    assert_eq!(feed(&*write, CADRE, held)?, [(id(1), true)], "again, which does no harm");
    assert_eq!(feed(&*write, CADRE, third)?, []);
    assert_eq!(write.feed_candidates(&query)?[0].held_since, second);
    Ok(())
}

/// Villages merge: what lies in them goes where they go.
pub fn moved_area_enters_and_leaves(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    write.assign(&over_area(CADRE, TOWN))?;
    write.assign(&over_area(STRANGER, TOWN_2))?;
    world::found(&mut *write, 1, GROUP)?;
    let held = write.county()?.seq;
    write.put_area(&world::area(VILLAGE, Some(TOWN_2)))?;
    assert_eq!(write.left_since(CADRE, held)?, [id(1)]);
    assert_eq!(feed(&*write, STRANGER, held)?, [(id(1), true)]);
    write.put_area(&world::area(VILLAGE, Some(TOWN)))?;
    assert_eq!(write.left_since(CADRE, held)?, []);
    assert_eq!(feed(&*write, CADRE, held)?, [(id(1), true)]);
    assert_eq!(write.left_since(STRANGER, held)?, [id(1)]);
    Ok(())
}

/// Who answers for a village that becomes part of another holds it already: what is new to them is the other one.
pub fn merged_area_is_not_sent_again(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    write.assign(&over_area(CADRE, VILLAGE))?;
    write.assign(&over_area(CADRE_2, VILLAGE_2))?;
    world::found(&mut *write, 1, GROUP)?;
    world::found(&mut *write, 2, VILLAGE_2)?;
    let held = write.county()?.seq;
    write.merge_area(VILLAGE, VILLAGE_2)?;
    write.assign(&over_area(CADRE, VILLAGE_2))?;
    assert_eq!(feed(&*write, CADRE, held)?, [(id(2), true)]);
    assert_eq!(feed(&*write, CADRE_2, held)?, [(id(1), true)]);
    for user in [CADRE, CADRE_2] {
        assert_eq!(write.left_since(user, held)?, [], "{user}");
    }
    Ok(())
}

/// A household whose area turns out otherwise takes its people along.
pub fn moved_household_enters_and_leaves(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    write.assign(&over_area(CADRE, VILLAGE))?;
    write.assign(&over_area(CADRE_2, VILLAGE_2))?;
    world::found(&mut *write, 1, GROUP)?;
    world::append(&mut *write, &world::member(Kind::Person, 11, 1), "x")?;
    let held = write.county()?.seq;
    world::append(&mut *write, &world::household(1, VILLAGE_2), "settled")?;
    assert_eq!(write.left_since(CADRE, held)?, [id(1), id(11)]);
    assert_eq!(feed(&*write, CADRE, held)?, []);
    assert_eq!(feed(&*write, CADRE_2, held)?, [(id(1), true), (id(11), true)]);
    assert_eq!(write.left_since(CADRE_2, held)?, []);
    assert_eq!(write.left_since(LEADER, held)?, [], "within the township nothing left");
    Ok(())
}

/// Of what happened after the round began, only what was also touched before is in it.
pub fn upto_closes_a_round(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    write.assign(&over_area(CADRE, VILLAGE))?;
    for number in 1..=3 {
        world::found(&mut *write, number, VILLAGE)?;
    }
    let base = write.county()?.seq;
    world::append(&mut *write, &world::household(1, VILLAGE), "in")?;
    world::found(&mut *write, 4, VILLAGE)?;
    let upto = write.county()?.seq;
    for number in [1, 2, 4] {
        world::append(&mut *write, &world::household(number, VILLAGE), "later")?;
    }
    world::found(&mut *write, 5, VILLAGE)?;
    let query = FeedQuery { user: CADRE, base, upto: Some(upto), after: None, limit: 10 };
    let ids: Vec<_> = write.feed_candidates(&query)?.iter().map(|found| (found.id, found.whole)).collect();
    assert_eq!(ids, [(id(1), false), (id(4), true)]);
    assert_eq!(feed(&*write, CADRE, upto)?, [(id(1), false), (id(2), false), (id(4), false), (id(5), true)]);
    Ok(())
}

/// By kind, then by id, from any place, without gaps.
pub fn pages_follow_each_other(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    assert!(Kind::ALL.is_sorted(), "the order of kinds is the order of their numbers");
    write.assign(&over_area(CADRE, VILLAGE))?;
    for number in (1..=4).rev() {
        world::append(&mut *write, &world::member(Kind::Visit, 30 - number, number), "x")?;
        world::append(&mut *write, &world::member(Kind::Person, 20 + number, number), "x")?;
        world::found(&mut *write, number, GROUP)?;
    }
    for limit in [1, 3, 5, 12, 100] {
        let mut query = FeedQuery { user: CADRE, base: 0, upto: None, after: None, limit };
        let mut seen = Vec::new();
        loop {
            let page = write.feed_candidates(&query)?;
            seen.extend(page.iter().map(|found| found.id));
            match page.last() {
                Some(last) => query.after = Some((last.kind, last.id)),
                None => break,
            }
        }
        let expected: Vec<_> = (1..=4).chain(21..=24).chain(26..=29).map(id).collect();
        assert_eq!(seen, expected, "pages of {limit}");
    }
    Ok(())
}

/// A cursor is a device's word: any number must do no harm.
pub fn hostile_numbers_find_nothing(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    write.assign(&over_area(CADRE, VILLAGE))?;
    world::found(&mut *write, 1, VILLAGE)?;
    for base in [u64::MAX, i64::MAX as u64, i64::MAX as u64 + 1] {
        let query = FeedQuery { user: CADRE, base, upto: Some(u64::MAX), after: None, limit: u32::MAX };
        assert_eq!(write.feed_candidates(&query)?, []);
        assert_eq!(write.left_since(CADRE, base)?, []);
        assert_eq!(write.reference_since(CADRE, base)?, crate::Reference::default());
        assert_eq!(write.changes_since(id(1), base)?, []);
    }
    Ok(())
}
