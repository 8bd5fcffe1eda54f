//! Lists and filters.

use std::ops::ControlFlow;

use lianxin_model::ids::Kind;
use lianxin_model::projection::Projection;

use super::Engine;
use super::world::{
    self, CADRE, CADRE_2, COUNTY, GROUP, LEADER, STRANGER, TOWN, TOWN_2, VILLAGE, VILLAGE_2, VILLAGE_3, id,
};
use crate::{ListQuery, PageCursor, Read, Result, Scope, Sort, Store as _, Write};

fn all() -> ListQuery {
    ListQuery { scope: Scope::all(), limit: 100, ..ListQuery::default() }
}

/// The small numbers of the documents found, sorted.
fn numbers(read: &dyn Read, query: &ListQuery) -> Result<Vec<u128>> {
    let mut found: Vec<u128> = read.list(query)?.rows.iter().map(|row| row.id.0.as_u128()).collect();
    found.sort_unstable();
    assert_eq!(read.count(query)?, found.len() as u64, "{query:?}");
    Ok(found)
}

/// Two households with visits, a case, a person, a diary and a comment.
fn settle(write: &mut dyn Write) -> Result<()> {
    world::settle(write)?;
    let text = |text: &str| Some(text.to_owned());
    let visit = |number, household, date: &str, author| Projection {
        date: text(date),
        class: text("home"),
        author: Some(author),
        ..world::member(Kind::Visit, number, household)
    };
    let mut told = Projection { date: text("2026-11-21"), ..world::diary(31, CADRE, false) };
    told.record.fields.insert("households".to_owned(), serde_json::json!([id(2)]));
    let rows = [
        Projection {
            categories: vec!["低保户".into(), "残疾".into()], conflicts: 1, ..world::household(1, GROUP)
        },
        Projection { categories: vec!["残疾".into()], ..world::household(2, VILLAGE_2) },
        world::household(3, VILLAGE_3),
        visit(11, 1, "2026-11-20", CADRE),
        visit(12, 1, "2026-11-21", CADRE_2),
        visit(13, 2, "2026-11-21", CADRE),
        Projection { class: text("dispute"), status: text("open"), conflicts: 2, ..world::member(Kind::Case, 21, 2) },
        told,
        Projection { subject: Some(id(31)), owner: Some(CADRE), ..world::blank(Kind::Comment, 41) },
        Projection { subject: Some(id(11)), ..world::member(Kind::Comment, 42, 1) },
    ];
    for row in rows {
        world::append(write, &row, "x")?;
    }
    Ok(())
}

/// A walk meets the rows of the pages in their order, as far as it is let.
pub fn walking_gives_what_pages_give(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    settle(&mut *write)?;
    for kind in [None, Some(Kind::Visit), Some(Kind::Household)] {
        for sort in [Sort::Newest, Sort::Code, Sort::Title, Sort::Changed] {
            for (limit, stop) in [(100, 100), (2, 100), (100, 1)] {
                let query = ListQuery { kind, sort, limit, ..all() };
                let mut walked = Vec::new();
                write.walk(&query, &mut |row| {
                    walked.push(row);
                    if walked.len() < stop { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
                })?;
                let mut listed = write.list(&query)?.rows;
                listed.truncate(stop);
                assert_eq!(walked, listed, "{kind:?} {sort:?} {limit} {stop}");
            }
        }
    }
    let foreign = ListQuery { scope: Scope::nothing(), ..all() };
    write.walk(&foreign, &mut |row| panic!("{row:?}"))
}

/// Each filter alone, and together.
pub fn filters_hold(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    settle(&mut *write)?;
    let text = |text: &str| Some(text.to_owned());
    let kind = |kind| ListQuery { kind: Some(kind), ..all() };
    for (what, query, expected) in [
        ("everything", all(), vec![1, 2, 3, 11, 12, 13, 21, 31, 41, 42]),
        ("kind", kind(Kind::Visit), vec![11, 12, 13]),
        ("area", ListQuery { area: text(TOWN), ..kind(Kind::Visit) }, vec![11, 12, 13]),
        ("village", ListQuery { area: text(VILLAGE), ..kind(Kind::Household) }, vec![1]),
        ("area of any kind", ListQuery { area: text(TOWN), ..all() }, vec![1, 2, 11, 12, 13, 21, 31, 41, 42]),
        ("area of diaries", ListQuery { area: text(TOWN_2), ..kind(Kind::DiaryEntry) }, vec![]),
        ("unknown area", ListQuery { area: text("9"), ..all() }, vec![]),
        ("household", ListQuery { household: Some(id(1)), ..all() }, vec![1, 11, 12, 42]),
        ("household of diaries", ListQuery { household: Some(id(2)), ..kind(Kind::DiaryEntry) }, vec![31]),
        ("author", ListQuery { author: Some(CADRE), ..all() }, vec![11, 13, 31]),
        ("owner", ListQuery { owner: Some(CADRE), ..all() }, vec![31, 41]),
        ("subject", ListQuery { subject: Some(id(31)), ..all() }, vec![41]),
        ("code", ListQuery { code: text("h0002"), ..all() }, vec![2]),
        ("class", ListQuery { class: text("dispute"), ..all() }, vec![21]),
        ("status", ListQuery { status: text("open"), ..all() }, vec![21]),
        ("category", ListQuery { category: text("残疾"), ..all() }, vec![1, 2]),
        ("from", ListQuery { date_from: text("2026-11-21"), ..all() }, vec![12, 13, 31]),
        ("to", ListQuery { date_to: text("2026-11-20"), ..all() }, vec![11]),
        ("conflicts", ListQuery { conflicts_only: true, ..all() }, vec![1, 21]),
        (
            "together",
            ListQuery { author: Some(CADRE), date_from: text("2026-11-21"), area: text(TOWN), ..kind(Kind::Visit) },
            vec![13],
        ),
    ] {
        assert_eq!(numbers(&*write, &query)?, expected, "{what}");
    }
    // What a document has no more does not find it.
    world::append(&mut *write, &Projection { conflicts: 0, ..world::household(1, GROUP) }, "y")?;
    assert_eq!(numbers(&*write, &ListQuery { category: text("残疾"), ..all() })?, [2]);
    assert_eq!(numbers(&*write, &ListQuery { conflicts_only: true, ..all() })?, [21]);
    let row = write.show(id(11), &Scope::all())?.expect("the visit was just written");
    assert_eq!((row.kind, row.household, row.area.as_deref()), (Kind::Visit, Some(id(1)), Some(GROUP)));
    assert_eq!((row.date.as_deref(), row.author, row.record.id), (Some("2026-11-20"), Some(CADRE), id(11)));
    Ok(())
}

/// Every order, forwards over pages of every size.
pub fn orders_are_total(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    for (number, date, title) in [(1, "2026-11-21", "b"), (2, "", "a"), (3, "2026-11-22", "b"), (4, "2026-11-21", "c")]
    {
        let date = (!date.is_empty()).then(|| date.to_owned());
        let row = Projection { date, title: title.to_owned(), ..world::household(number, VILLAGE) };
        world::append(&mut *write, &row, "x")?;
    }
    world::append(&mut *write, &Projection { title: "a".into(), ..world::household(2, VILLAGE) }, "y")?;
    for (sort, expected) in [
        (Sort::Newest, [3, 4, 1, 2]),
        (Sort::Code, [1, 2, 3, 4]),
        (Sort::Title, [2, 1, 3, 4]),
        (Sort::Changed, [2, 4, 3, 1]),
    ] {
        for limit in 1..=5 {
            let mut query = ListQuery { sort, limit, ..all() };
            let mut seen = Vec::new();
            loop {
                let page = write.list(&query)?;
                assert!(page.rows.len() <= limit as usize);
                seen.extend(page.rows.iter().map(|row| row.id.0.as_u128()));
                match page.next {
                    Some(next) => query.after = Some(next),
                    None => break,
                }
            }
            assert_eq!(seen, expected, "{sort:?} in pages of {limit}");
        }
    }
    Ok(())
}

/// Rows that were there from the beginning come exactly once although others are put before and after each page.
pub fn pages_stay_while_rows_are_added(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let row = |number: u128| Projection {
        date: Some(format!("2026-11-{:02}", number % 28 + 1)),
        ..world::household(number, VILLAGE)
    };
    for number in 1..=60 {
        world::append(&mut *write, &row(number), "x")?;
    }
    let mut query = ListQuery { limit: 7, ..all() };
    let (mut seen, mut added) = (Vec::new(), 100);
    loop {
        let page = write.list(&query)?;
        seen.extend(page.rows.iter().map(|row| row.id.0.as_u128()).filter(|number| *number <= 60));
        for _ in 0..9 {
            added += 1;
            world::append(&mut *write, &row(added), "x")?;
        }
        match page.next {
            Some(next) => query.after = Some(next),
            None => break,
        }
    }
    seen.sort_unstable();
    assert_eq!(seen, (1..=60).collect::<Vec<u128>>());
    Ok(())
}

/// A draft is its owner's, whatever else the reader may see.
pub fn drafts_are_their_owners(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    world::append(&mut *write, &world::diary(1, CADRE, true), "x")?;
    let sees = |write: &dyn Write, scope: Scope| write.show(id(1), &scope).map(|row| row.is_some());
    let own = Scope { owner: Some(CADRE), ..Scope::nothing() };
    let admin = Scope { owner: Some(LEADER), ..Scope::all() };
    let leader = Scope { people_of: vec![TOWN.to_owned()], ..Scope::nothing() };
    for (submitted, scope, expected) in [
        (false, &own, true),
        (false, &admin, false),
        (false, &Scope::all(), false),
        (false, &leader, false),
        (true, &own, true),
        (true, &admin, true),
        (true, &Scope::all(), true),
        (true, &leader, true),
        (true, &Scope::nothing(), false),
    ] {
        write.savepoint()?;
        if submitted {
            world::append(&mut *write, &world::diary(1, CADRE, false), "handed in")?;
        }
        assert_eq!(sees(&*write, scope.clone())?, expected, "submitted: {submitted}, {scope:?}");
        for kind in [None, Some(Kind::DiaryEntry)] {
            let query = ListQuery { scope: scope.clone(), kind, ..all() };
            assert_eq!(write.count(&query)? > 0, expected, "submitted: {submitted}, {query:?}");
        }
        write.rollback_to()?;
    }
    Ok(())
}

/// Supervisors read what the people of their area handed in, wherever those people work.
pub fn people_of_an_area_are_read_by_its_leader(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    for (number, owner) in [(1, CADRE), (2, CADRE_2), (3, STRANGER)] {
        world::append(&mut *write, &world::diary(number, owner, false), "x")?;
    }
    for (people_of, expected) in [
        (vec![TOWN], vec![1, 2]),
        (vec![VILLAGE], vec![2]),
        (vec![COUNTY], vec![1, 2, 3]),
        (vec![VILLAGE, TOWN_2], vec![2, 3]),
    ] {
        let scope = Scope { people_of: people_of.iter().map(|code| (*code).to_owned()).collect(), ..Scope::nothing() };
        for kind in [None, Some(Kind::DiaryEntry)] {
            assert_eq!(numbers(&*write, &ListQuery { scope: scope.clone(), kind, ..all() })?, expected);
        }
        let areas_alone = Scope { areas: scope.people_of.clone(), ..Scope::nothing() };
        assert_eq!(numbers(&*write, &ListQuery { scope: areas_alone, ..all() })?, [] as [u128; 0]);
    }
    Ok(())
}

/// Out of scope is as good as not there.
pub fn foreign_document_is_not_shown(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    settle(&mut *write)?;
    let areas = |area: &str| Scope { areas: vec![area.to_owned()], ..Scope::nothing() };
    let households = Scope { households: vec![id(1), id(3)], ..Scope::nothing() };
    for (scope, expected) in [
        (Scope::nothing(), vec![]),
        (areas(VILLAGE), vec![1, 11, 12, 42]),
        (areas(TOWN_2), vec![3]),
        (households.clone(), vec![1, 3, 11, 12, 42]),
        (Scope { households: vec![id(2)], ..areas(VILLAGE) }, vec![1, 2, 11, 12, 13, 21, 42]),
        (Scope { owner: Some(CADRE), ..Scope::nothing() }, vec![31, 41]),
    ] {
        assert_eq!(numbers(&*write, &ListQuery { scope: scope.clone(), ..all() })?, expected, "{scope:?}");
        for number in [1, 2, 3, 11, 12, 13, 21, 31, 41, 42, 99] {
            assert_eq!(write.show(id(number), &scope)?.is_some(), expected.contains(&number), "{number} in {scope:?}");
        }
        let mut by_kind = 0;
        for kind in Kind::ALL {
            by_kind += numbers(&*write, &ListQuery { kind: Some(kind), scope: scope.clone(), ..all() })?.len();
        }
        assert_eq!(by_kind, expected.len(), "{scope:?} by kind");
    }
    Ok(())
}

/// A cursor that belongs to another query, or to none.
pub fn cursors_of_other_queries_do_no_harm(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    settle(&mut *write)?;
    for key in ["", "x", "99999999999999999999999", "2026-11-21", "\u{0}"] {
        for sort in [Sort::Newest, Sort::Code, Sort::Title, Sort::Changed] {
            let after = Some(PageCursor { key: key.to_owned(), id: id(1) });
            let page = write.list(&ListQuery { sort, after, ..all() })?;
            assert!(page.rows.len() <= 10);
        }
    }
    assert_eq!(write.list(&ListQuery { limit: 0, ..all() })?.rows, []);
    Ok(())
}
