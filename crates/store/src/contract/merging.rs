//! Households that were merged.

use lianxin_model::ids::{DocId, Kind};
use lianxin_model::projection::Projection;
use lianxin_model::search::{Keys, query};

use super::Engine;
use super::world::{self, VILLAGE, VILLAGE_2, id};
use crate::{ListQuery, Read, Result, Scope, Store as _, Write};

fn household(number: u128, merged_into: Option<u128>) -> Projection {
    let mut keys = Keys::new();
    keys.name(["张三", "李四", "王五", "赵六"][number as usize % 4]);
    Projection { merged_into: merged_into.map(id), tokens: keys.tokens(), ..world::household(number, VILLAGE) }
}

fn put(write: &mut dyn Write, row: &Projection, words: &str) -> Result<()> {
    world::append(write, row, words).map(drop)
}

fn listed(read: &dyn Read, query: ListQuery) -> Result<Vec<DocId>> {
    let query = ListQuery { limit: 50, ..query };
    let mut ids: Vec<DocId> = read.list(&query)?.rows.iter().map(|row| row.id).collect();
    assert_eq!(read.count(&query)?, ids.len() as u64);
    ids.sort_unstable();
    Ok(ids)
}

fn households(read: &dyn Read) -> Result<Vec<DocId>> {
    listed(read, ListQuery { scope: Scope::all(), kind: Some(Kind::Household), ..ListQuery::default() })
}

/// Lists show the one that goes on; it is found by what stands in the other, and what hangs on either hangs on both.
pub fn merged_households_are_listed_once(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    for number in [1, 2, 3] {
        put(&mut *write, &household(number, None), "founded")?;
    }
    for (number, of) in [(11, 1), (12, 2), (13, 3)] {
        put(&mut *write, &world::member(Kind::Visit, number, of), "visit")?;
    }
    assert_eq!(households(&*write)?, [id(1), id(2), id(3)]);
    put(&mut *write, &household(2, Some(1)), "merged")?;
    assert_eq!(households(&*write)?, [id(1), id(3)]);
    assert_eq!(write.one_household(id(2))?, [id(1), id(2)]);
    assert_eq!(write.one_household(id(1))?, [id(1), id(2)]);
    assert_eq!(write.one_household(id(3))?, [id(3)]);
    let all = ListQuery { scope: Scope::all(), ..ListQuery::default() };
    for named in [1, 2] {
        let query = ListQuery { kind: Some(Kind::Visit), household: Some(id(named)), ..all.clone() };
        assert_eq!(listed(&*write, query)?, [id(11), id(12)]);
    }
    let of_3 = ListQuery { kind: Some(Kind::Visit), household: Some(id(3)), ..all.clone() };
    assert_eq!(listed(&*write, of_3)?, [id(13)]);
    let kind = Some(Kind::Household);
    // 李四 stands in the first, 王五 in the one that was merged into it, 赵六 in the third.
    for (text, expected) in [("李四", id(1)), ("王五", id(1)), ("wangwu", id(1)), ("赵六", id(3))] {
        let query = ListQuery { kind, terms: query(text), ..all.clone() };
        assert_eq!(listed(&*write, query)?, [expected], "{text}");
    }
    for (code, expected) in [("h0001", id(1)), ("h0002", id(1)), ("h0003", id(3))] {
        let query = ListQuery { kind, code: Some(code.to_owned()), ..all.clone() };
        assert_eq!(listed(&*write, query)?, [expected], "{code}");
    }
    assert!(write.show(id(2), &Scope::all())?.is_some(), "it is still there to be read");
    put(&mut *write, &household(2, None), "parted")?;
    assert_eq!(households(&*write)?, [id(1), id(2), id(3)]);
    assert_eq!(write.one_household(id(1))?, [id(1)]);
    Ok(())
}

/// Chains, circles, and links that come before what they point to.
pub fn links_are_followed_however_they_come(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    put(&mut *write, &household(3, Some(2)), "merged")?;
    assert_eq!(households(&*write)?, [id(3)], "the other has not arrived");
    put(&mut *write, &household(2, Some(1)), "merged")?;
    assert_eq!(households(&*write)?, [id(2)]);
    put(&mut *write, &household(1, None), "founded")?;
    assert_eq!(write.one_household(id(3))?, [id(1), id(2), id(3)]);
    // Two people merged in opposite directions at the same time.
    put(&mut *write, &household(1, Some(3)), "circle")?;
    assert_eq!(households(&*write)?, [id(1)]);
    assert_eq!(write.one_household(id(2))?, [id(1), id(2), id(3)]);
    put(&mut *write, &household(1, None), "parted")?;
    put(&mut *write, &household(2, None), "parted")?;
    assert_eq!(households(&*write)?, [id(1), id(2)]);
    assert_eq!(write.one_household(id(3))?, [id(2), id(3)]);
    // Projecting anew says nothing else.
    write.project(&household(3, Some(1)))?;
    assert_eq!(write.one_household(id(3))?, [id(1), id(3)]);
    Ok(())
}

/// A reader who may not see the one that goes on keeps the other.
pub fn the_other_shows_where_its_survivor_does_not(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    put(&mut *write, &world::household(1, VILLAGE), "founded")?;
    let other = Projection { merged_into: Some(id(1)), ..world::household(2, VILLAGE_2) };
    put(&mut *write, &other, "merged")?;
    let scopes: [(Scope, &[DocId]); 4] = [
        (Scope { areas: vec![VILLAGE.into(), VILLAGE_2.into()], ..Scope::nothing() }, &[id(1)]),
        (Scope { areas: vec![VILLAGE_2.into()], ..Scope::nothing() }, &[id(2)]),
        (Scope { households: vec![id(2)], ..Scope::nothing() }, &[id(2)]),
        (Scope { households: vec![id(2), id(1)], ..Scope::nothing() }, &[id(1)]),
    ];
    for (scope, expected) in scopes {
        let query = ListQuery { scope: scope.clone(), kind: Some(Kind::Household), ..ListQuery::default() };
        assert_eq!(listed(&*write, query)?, expected, "{scope:?}");
    }
    Ok(())
}
