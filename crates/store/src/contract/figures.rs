//! Counts of what waits are those of a recount over the lists.

use std::collections::BTreeMap;

use lianxin_model::ids::{DocId, Kind};
use lianxin_model::projection::Projection;
use lianxin_model::search::{Keys, query};

use super::Engine;
use super::world::{self, CADRE, COUNTY, GROUP, TOWN, TOWN_2, VILLAGE, VILLAGE_2, VILLAGE_3, id, over_household};
use crate::{
    CaseFigures, Daily, DayFigure, FindQuery, ListQuery, PlaceFigures, Read, Result, Scope, Store as _, Write,
};

const PLACES: [&str; 4] = [VILLAGE, GROUP, VILLAGE_2, VILLAGE_3];
const DAYS: [&str; 3] = ["2026-09-01", "2026-10-10", "2026-11-11"];

/// Twenty households, each third with a home visit, each fifth with a contact, each fourth with a case; the last was merged
/// into the first.
fn people(write: &mut dyn Write) -> Result<()> {
    world::settle(write)?;
    for number in 1..=20_u128 {
        let place = PLACES[number as usize % PLACES.len()];
        let categories = if number.is_multiple_of(2) { vec!["低保户".to_owned()] } else { Vec::new() };
        let conflicts = usize::from(number.is_multiple_of(7));
        let merged_into = (number == 20).then(|| id(1));
        let row = Projection { categories, conflicts, merged_into, ..world::household(number, place) };
        world::append(write, &row, "founded")?;
        let day = Some(DAYS[number as usize % DAYS.len()].to_owned());
        if number.is_multiple_of(3) {
            let class = Some("home".to_owned());
            let visit = Projection { class, date: day.clone(), ..world::member(Kind::Visit, 100 + number, number) };
            world::append(write, &visit, "visit")?;
        }
        if number.is_multiple_of(4) {
            let open = !number.is_multiple_of(8);
            let (status, settled) = if open { ("acting", None) } else { ("closed", day.clone()) };
            let class = Some("dispute".to_owned());
            let case = Projection {
                class,
                date: day,
                open,
                settled,
                status: Some(status.to_owned()),
                ..world::case(200 + number, number, &[])
            };
            world::append(write, &case, "case")?;
        }
        if number.is_multiple_of(5) {
            write.assign(&over_household(CADRE, number))?;
        }
    }
    Ok(())
}

fn roots(codes: &[&str]) -> Vec<String> {
    codes.iter().map(|code| (*code).to_owned()).collect()
}

fn counted(read: &dyn Read, area: &str, query: ListQuery) -> Result<u64> {
    read.count(&ListQuery { scope: Scope::all(), area: Some(area.to_owned()), ..query })
}

/// Of every area: households, visits, cases, conflicts, and the places in it.
pub fn figures_are_those_of_lists(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    people(&mut *write)?;
    let read: &dyn Read = &*write;
    let of = |kind| ListQuery { kind: Some(kind), ..ListQuery::default() };
    for area in [COUNTY, TOWN, VILLAGE, GROUP, VILLAGE_2, TOWN_2, VILLAGE_3] {
        let since = DAYS.map(str::to_owned);
        let found = read.household_figures(&roots(&[area]), &since)?;
        assert_eq!(found.households, counted(read, area, of(Kind::Household))?, "{area}");
        assert_eq!(
            found.no_contact,
            counted(read, area, ListQuery { no_contact: true, ..of(Kind::Household) })?,
            "{area}"
        );
        assert_eq!(
            found.open_cases,
            counted(read, area, ListQuery { open_cases: true, ..of(Kind::Household) })?,
            "{area}"
        );
        let categories = read.category_figures(&roots(&[area]), &since)?;
        for (place, day) in since.iter().enumerate() {
            let unseen = ListQuery { unseen_since: Some(day.clone()), ..of(Kind::Household) };
            assert_eq!(found.unseen[place], counted(read, area, unseen.clone())?, "{area} {day}");
            let poor = ListQuery { category: Some("低保户".to_owned()), ..unseen };
            let of_category = categories.first().map_or(0, |figures| figures.unseen[place]);
            assert_eq!(of_category, counted(read, area, poor)?, "{area} {day}");
        }
        // Seen up to the last day is not unseen.
        let ever = read.seen_within(&roots(&[area]), &[(String::new(), "2026-12-31".to_owned())])?;
        let never = counted(read, area, ListQuery { unseen_since: Some(String::new()), ..of(Kind::Household) })?;
        assert_eq!(ever, [found.households - never], "{area}");
        let acting = counted(read, area, ListQuery { status: Some("acting".to_owned()), ..of(Kind::Case) })?;
        let cases = CaseFigures { ledger: Some("dispute".to_owned()), status: "acting".to_owned(), cases: acting };
        assert_eq!(
            read.case_figures(&roots(&[area]))?,
            Some(cases).filter(|it| it.cases > 0).into_iter().collect::<Vec<_>>()
        );
        let conflicts = counted(read, area, ListQuery { conflicts_only: true, ..of(Kind::Household) })?;
        let found = read.conflict_figures(&roots(&[area]))?;
        assert_eq!(found, Some((Kind::Household, conflicts)).filter(|it| it.1 > 0).into_iter().collect::<Vec<_>>());
        daily(read, area)?;
    }
    let places: Vec<PlaceFigures> = read.place_figures(COUNTY, DAYS[1])?;
    for figures in &places {
        let alone = read.household_figures(&roots(&[&figures.code]), &[DAYS[1].to_owned()])?;
        assert_eq!((figures.households, figures.unseen), (alone.households, alone.unseen[0]), "{}", figures.code);
        assert_eq!(read.figures_of_place(&figures.code, DAYS[1])?.as_ref(), Some(figures));
    }
    assert_eq!(places.iter().map(|figures| figures.code.as_str()).collect::<Vec<_>>(), [TOWN, TOWN_2]);
    assert_eq!(read.figures_of_place("431027999999", DAYS[1])?, None);
    Ok(())
}

fn daily(read: &dyn Read, area: &str) -> Result<()> {
    let all = |kind| ListQuery {
        scope: Scope::all(),
        kind: Some(kind),
        area: Some(area.to_owned()),
        limit: 100,
        ..ListQuery::default()
    };
    for (what, kind, status) in [
        (Daily::Opened, Kind::Case, None),
        (Daily::Settled, Kind::Case, Some("closed")),
        (Daily::HomeVisits, Kind::Visit, None),
    ] {
        let mut expected: BTreeMap<String, u64> = BTreeMap::new();
        for row in read.list(&ListQuery { status: status.map(str::to_owned), ..all(kind) })?.rows {
            *expected.entry(row.date.unwrap_or_default()).or_default() += 1;
        }
        let expected: Vec<DayFigure> = expected
            .into_iter()
            .filter(|(day, _)| day.as_str() >= DAYS[1])
            .map(|(day, count)| DayFigure { day, count })
            .collect();
        assert_eq!(read.daily(what, &roots(&[area]), DAYS[1], "2026-12-31")?, expected, "{area} {what:?}");
    }
    Ok(())
}

/// One search over all kinds: grouped, scoped, a merged household as the one that goes on, the rest told of as more.
pub fn search_goes_over_all_kinds(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let tokens = |text: &str| {
        let mut keys = Keys::new();
        keys.name(text);
        keys.tokens()
    };
    for number in 1..=4_u128 {
        let place = if number == 4 { VILLAGE_3 } else { VILLAGE };
        let merged_into = (number == 3).then(|| id(1));
        let row = Projection {
            tokens: tokens("罗守山"),
            title: format!("罗守山{number}"),
            merged_into,
            ..world::household(number, place)
        };
        world::append(&mut *write, &row, "founded")?;
        let visit =
            Projection { tokens: tokens("罗守山说水渠"), ..world::member(Kind::Visit, 10 + number, number) };
        world::append(&mut *write, &visit, "visit")?;
    }
    let draft = Projection { tokens: tokens("罗守山"), ..world::diary(21, CADRE, true) };
    world::append(&mut *write, &draft, "draft")?;
    let read: &dyn Read = &*write;
    let find = |scope: Scope, text: &str, each: u32| -> Result<Vec<(Kind, Vec<DocId>, bool)>> {
        let found = read.find(&FindQuery { scope, area: None, terms: query(text), typed: text.to_owned(), each })?;
        assert!(!found.cut);
        let kinds = found.kinds.into_iter();
        Ok(kinds
            .map(|it| {
                let mut ids: Vec<DocId> = it.rows.iter().map(|row| row.id).collect();
                ids.sort_unstable();
                (it.kind, ids, it.more)
            })
            .collect())
    };
    let everybody = [
        (Kind::Household, vec![id(1), id(2), id(4)], false),
        (Kind::Visit, vec![id(11), id(12), id(13), id(14)], false),
    ];
    assert_eq!(find(Scope::all(), "罗守山", 9)?, everybody);
    assert_eq!(find(Scope::all(), "水渠", 9)?, everybody[1..]);
    let own = Scope { owner: Some(CADRE), ..Scope::nothing() };
    assert_eq!(find(own, "罗守山", 9)?, [(Kind::DiaryEntry, vec![id(21)], false)]);
    let elsewhere = Scope { areas: vec![TOWN_2.to_owned()], ..Scope::nothing() };
    assert_eq!(
        find(elsewhere, "罗守山", 9)?,
        [(Kind::Household, vec![id(4)], false), (Kind::Visit, vec![id(14)], false)]
    );
    let few = find(Scope::all(), "罗守山", 2)?;
    assert!(few.iter().all(|(_, ids, more)| ids.len() == 2 && *more), "{few:?}");
    assert_eq!(find(Scope::all(), "", 9)?, []);
    Ok(())
}
