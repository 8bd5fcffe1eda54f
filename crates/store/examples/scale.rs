//! Fills a store to the size of a county (20,000 households, 300,000 visits; or a share of it: `scale 0.1`) and prints what
//! the feed, the lists and the writer cost.

use std::time::Instant;

use lianxin_model::check::DivisionLevel;
use lianxin_model::ids::{Kind, UserId};
use lianxin_model::projection::Projection;
use lianxin_model::role::Role;
use lianxin_model::search::{Keys, query};
use lianxin_store::contract::world::{
    self, EPOCH, TENANT, append, change, household, member, over_area, over_household,
};
use lianxin_store::{FeedQuery, ListQuery, NewArea, Result, Scope, Sort, SqliteStore, Store, Write};
use uuid::Uuid;

const TOWNS: u32 = 12;
const VILLAGES: u32 = 8;
const GROUPS: u32 = 11;
const HOUSEHOLDS: u32 = 20_000;
const VISITS: u32 = 300_000;
const CADRE: UserId = UserId(Uuid::from_u128(1));
const VILLAGE_LEAD: UserId = UserId(Uuid::from_u128(2));
const TOWN_LEADER: UserId = UserId(Uuid::from_u128(3));
const COUNTY_LEADER: UserId = UserId(Uuid::from_u128(4));

fn group(number: u32) -> String {
    let (town, village) = (number / GROUPS / VILLAGES % TOWNS, number / GROUPS % VILLAGES);
    format!("4310271{town:02}2{village:02}{:03}", number % GROUPS)
}

fn settle(write: &mut dyn Write) -> Result<()> {
    let mut put = |code: &str, level, parent: Option<&str>| {
        let (code, parent) = (code.to_owned(), parent.map(str::to_owned));
        write.put_area(&NewArea { name: code.clone(), code, level, parent }).map(drop)
    };
    put("431027000000", DivisionLevel::County, None)?;
    for number in 0..TOWNS * VILLAGES * GROUPS {
        let group = group(number);
        let (town, village) = (format!("{}000", &group[..9]), &group[..12]);
        put(&town, DivisionLevel::Township, Some("431027000000"))?;
        put(village, DivisionLevel::Village, Some(&town))?;
        put(&group, DivisionLevel::Group, Some(village))?;
    }
    for (id, role, area) in [
        (CADRE, Role::Cadre, "431027100000"),
        (VILLAGE_LEAD, Role::Cadre, "431027100000"),
        (TOWN_LEADER, Role::Supervisor, "431027100000"),
        (COUNTY_LEADER, Role::Supervisor, "431027000000"),
    ] {
        write.put_user(&world::user(id, role, area))?;
    }
    for number in 1..=10 {
        write.assign(&over_household(CADRE, number * 100))?;
    }
    write.assign(&over_area(VILLAGE_LEAD, "431027100200"))?;
    Ok(())
}

fn row(number: u32, households: u32) -> Projection {
    let id = u128::from(number) + 1;
    if number < households {
        let mut keys = Keys::new();
        keys.name(["罗守山", "黄小春", "欧阳明"][number as usize % 3]);
        keys.number(&format!("139{number:08}"));
        return Projection { tokens: keys.tokens(), ..household(id, &group(number % (TOWNS * VILLAGES * GROUPS))) };
    }
    let mut keys = Keys::new();
    keys.text(["屋顶漏雨，已经报给村里", "问了低保的事", "田埂上谈了修路"][number as usize % 3]);
    Projection {
        date: Some(format!("2026-{:02}-{:02}", number % 12 + 1, number % 28 + 1)),
        tokens: keys.tokens(),
        ..member(Kind::Visit, id, u128::from(number % households) + 1)
    }
}

fn timed<T>(what: &str, work: impl Fn() -> Result<(usize, T)>) -> Result<()> {
    let mut best = f64::MAX;
    let mut size = 0;
    for _ in 0..5 {
        let start = Instant::now();
        size = work()?.0;
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("{what:<60} {size:>7} rows {:>9.2} ms", best * 1e3);
    Ok(())
}

fn fill(store: &SqliteStore, households: u32, visits: u32) -> Result<()> {
    let start = Instant::now();
    let mut write = store.write()?;
    settle(&mut *write)?;
    for number in 0..households + visits {
        append(&mut *write, &row(number, households), &"x".repeat(120))?;
        if number % 10_000 == 9_999 {
            write.commit()?;
            write = store.write()?;
        }
    }
    write.commit()?;
    let each_us = start.elapsed().as_secs_f64() * 1e6 / f64::from(households + visits);
    println!("filled: {households} households, {visits} visits; {each_us:.0} µs a document");
    Ok(())
}

/// Edits of what is there, as most changes are: one commit for each hundred.
fn edit(store: &SqliteStore, households: u32) -> Result<()> {
    const EDITS: u32 = 5_000;
    let start = Instant::now();
    let mut write = store.write()?;
    for number in 0..EDITS {
        append(&mut *write, &row(number % households, households), &format!("{number:0120}"))?;
        if number % 100 == 99 {
            write.commit()?;
            write = store.write()?;
        }
    }
    println!("edited: {:.0} µs a change", start.elapsed().as_secs_f64() * 1e6 / f64::from(EDITS));
    Ok(())
}

fn feed(store: &SqliteStore, base: u64) -> Result<()> {
    let read = store.read()?;
    for (who, user) in [
        ("10 households", CADRE),
        ("a village", VILLAGE_LEAD),
        ("a township", TOWN_LEADER),
        ("the county", COUNTY_LEADER),
    ] {
        for (what, base) in [("all", 0), ("the last 5 changes", base)] {
            let ask = FeedQuery { user, base, upto: None, after: None, limit: 200 };
            timed(&format!("feed of {who}, {what}, first page"), || {
                read.feed_candidates(&ask).map(|page| (page.len(), page))
            })?;
        }
        timed(&format!("left and reference rows of {who}"), || {
            let reference = read.reference_since(user, base)?;
            Ok((read.left_since(user, base)?.len() + reference.areas.len(), reference))
        })?;
    }
    Ok(())
}

fn lists(store: &SqliteStore) -> Result<()> {
    let read = store.read()?;
    let areas = |area: &str| Scope { areas: vec![area.to_owned()], ..Scope::nothing() };
    let visits = ListQuery { kind: Some(Kind::Visit), limit: 50, ..ListQuery::default() };
    let households = ListQuery { kind: Some(Kind::Household), sort: Sort::Code, ..visits.clone() };
    let scopes = [("all", Scope::all()), ("county", areas("431027000000")), ("township", areas("431027100000"))];
    for (who, scope) in scopes {
        let visits = ListQuery { scope: scope.clone(), ..visits.clone() };
        let households = ListQuery { scope, ..households.clone() };
        for (what, ask) in [
            ("visits", visits.clone()),
            ("visits, changed last", ListQuery { sort: Sort::Changed, ..visits.clone() }),
            ("visits found", ListQuery { terms: query("漏雨"), ..visits.clone() }),
            ("households", households.clone()),
            ("households found by initials", ListQuery { terms: query("lss 139"), ..households.clone() }),
            ("households found by a rare number", ListQuery { terms: query("00012345"), ..households }),
        ] {
            timed(&format!("{who}: {what}, first page"), || read.list(&ask).map(|page| (page.rows.len(), page)))?;
        }
        timed(&format!("{who}: visits counted"), || read.count(&visits).map(|count| (count as usize, ())))?;
    }
    Ok(())
}

fn main() -> Result<()> {
    let share: f64 = std::env::args().nth(1).and_then(|share| share.parse().ok()).unwrap_or(1.0);
    let count = |whole: u32| (f64::from(whole) * share) as u32;
    let folder = std::env::temp_dir().join(format!("lianxin-scale-{}", std::process::id()));
    let store = SqliteStore::open_or_create(&folder, TENANT, EPOCH)?;
    fill(&store, count(HOUSEHOLDS), count(VISITS))?;
    edit(&store, count(HOUSEHOLDS))?;
    let mut write = store.write()?;
    let base = write.county()?.seq;
    for number in [0, 100, 200, 300, 400] {
        write.append(&row(number, count(HOUSEHOLDS)), &[change(b"later")])?;
    }
    write.commit()?;
    feed(&store, base)?;
    lists(&store)?;
    drop(store);
    println!("{} MB", folder_bytes(&folder) / 1_000_000);
    if let Err(error) = std::fs::remove_dir_all(&folder) {
        eprintln!("{} stays: {error}", folder.display());
    }
    Ok(())
}

fn folder_bytes(folder: &std::path::Path) -> u64 {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    files.filter_map(|file| file.metadata().ok()).map(|meta| meta.len()).sum()
}
