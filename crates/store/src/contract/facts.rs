//! What hangs on a household, counted when it is written, is what a naive recount finds, whatever happens.

use std::collections::BTreeSet;

use lianxin_model::ids::{DocId, Kind, UserId};
use lianxin_model::projection::Projection;

use super::Engine;
use super::world::{self, CADRE, CADRE_2, GROUP, STRANGER, VILLAGE, VILLAGE_2, id, over_area, over_household};
use crate::{Facts, ListQuery, Over, Read, Result, Scope, Sort, Store as _, Write};

const SEEDS: u64 = 16;
const STEPS: u64 = 150;
const HOUSEHOLDS: u64 = 5;
const DAYS: [&str; 4] = ["2026-05-01", "2026-08-15", "2026-11-01", "2026-11-20"];

/// A visit.
fn visit(number: u128, household: u128, class: &str, day: &str) -> Projection {
    let row = world::member(Kind::Visit, number, household);
    Projection { class: Some(class.to_owned()), date: Some(day.to_owned()), ..row }
}

/// A case, open or resolved.
fn case(number: u128, household: u128, open: bool) -> Projection {
    let status = Some(if open { "registered" } else { "resolved" }.to_owned());
    let settled = (!open).then(|| "2026-11-01".to_owned());
    Projection { open, status, settled, ..world::case(number, household, &[]) }
}

fn put(write: &mut dyn Write, row: &Projection, words: &str) -> Result<()> {
    world::append(write, row, words).map(drop)
}

fn day(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// Each write path, once.
pub fn facts_follow_what_is_written(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let facts = |write: &dyn Write, number: u128| write.facts(id(number));
    // A visit and an assignment that come before their household.
    put(&mut *write, &visit(11, 1, "home", "2026-11-01"), "visit")?;
    write.assign(&over_household(CADRE, 1))?;
    assert_eq!(facts(&*write, 1)?, None);
    world::found(&mut *write, 1, VILLAGE)?;
    let seen = Facts { last_home_visit: day("2026-11-01"), last_visit: day("2026-11-01"), open_cases: 0, contacts: 1 };
    assert_eq!(facts(&*write, 1)?, Some(seen.clone()));
    // A call is a visit, and not one at home; an earlier visit changes nothing.
    put(&mut *write, &visit(12, 1, "phone", "2026-11-20"), "visit")?;
    put(&mut *write, &visit(13, 1, "home", "2026-10-01"), "visit")?;
    put(&mut *write, &case(14, 1, true), "case")?;
    put(&mut *write, &case(15, 1, false), "case")?;
    let called = Facts { last_visit: day("2026-11-20"), open_cases: 1, ..seen };
    assert_eq!(facts(&*write, 1)?, Some(called.clone()));
    // What turns out otherwise.
    put(&mut *write, &visit(11, 1, "home", "2026-09-09"), "corrected")?;
    put(&mut *write, &case(14, 1, false), "resolved")?;
    let corrected = Facts { last_home_visit: day("2026-10-01"), open_cases: 0, ..called };
    assert_eq!(facts(&*write, 1)?, Some(corrected.clone()));
    // What turns out to be another household's.
    world::found(&mut *write, 2, VILLAGE)?;
    assert_eq!(facts(&*write, 2)?, Some(Facts::default()));
    put(&mut *write, &visit(13, 2, "home", "2026-10-01"), "moved")?;
    assert_eq!(facts(&*write, 1)?.and_then(|facts| facts.last_home_visit), day("2026-09-09"));
    assert_eq!(facts(&*write, 2)?.and_then(|facts| facts.last_home_visit), day("2026-10-01"));
    // Two people, one of them by two kinds; whoever leads the area is no contact.
    write.assign(&over_household(CADRE_2, 1))?;
    write.assign(&crate::NewAssignment {
        kind: lianxin_model::role::AssignmentKind::Help,
        ..over_household(CADRE_2, 1)
    })?;
    write.assign(&over_area(STRANGER, VILLAGE))?;
    assert_eq!(facts(&*write, 1)?.map(|facts| facts.contacts), Some(2));
    let names = |write: &dyn Write| -> Result<Vec<UserId>> {
        Ok(write.contacts(id(1))?.into_iter().map(|contact| contact.user).collect())
    };
    assert_eq!(names(&*write)?, [CADRE, CADRE_2]);
    write.set_disabled(CADRE, true)?;
    assert_eq!((facts(&*write, 1)?.map(|facts| facts.contacts), names(&*write)?), (Some(1), vec![CADRE_2]));
    write.set_disabled(CADRE, false)?;
    write.end_assignment(&over_household(CADRE_2, 1))?;
    assert_eq!(facts(&*write, 1)?.map(|facts| facts.contacts), Some(2), "the other kind stands");
    write.end_assignment(&over_household(CADRE, 1))?;
    assert_eq!(facts(&*write, 1)?.map(|facts| facts.contacts), Some(1));
    Ok(())
}

/// xorshift64*: enough to shuffle events, the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % sides
    }

    fn household(&mut self) -> u128 {
        u128::from(self.roll(HOUSEHOLDS)) + 1
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.roll(choices.len() as u64) as usize]
    }
}

fn event(write: &mut dyn Write, dice: &mut Dice, words: &str) -> Result<()> {
    let household = dice.household();
    match dice.roll(10) {
        0 => put(write, &world::household(household, dice.one_of(&[VILLAGE, GROUP, VILLAGE_2])), words),
        1 | 2 => {
            let merged_into = (dice.roll(3) > 0).then(|| id(dice.household())).filter(|into| *into != id(household));
            put(write, &Projection { merged_into, ..world::household(household, VILLAGE) }, words)
        }
        3..=5 => {
            let number = 100 + u128::from(dice.roll(12));
            let (class, day) = (dice.one_of(&["home", "phone", "desk"]), dice.one_of(&DAYS));
            put(write, &visit(number, household, class, day), words)
        }
        6 | 7 => put(write, &case(200 + u128::from(dice.roll(8)), household, dice.roll(2) == 0), words),
        8 => {
            let over = over_household(dice.one_of(&[CADRE, CADRE_2, STRANGER]), household);
            if dice.roll(3) > 0 { write.assign(&over).map(drop) } else { write.end_assignment(&over).map(drop) }
        }
        _ => write.set_disabled(dice.one_of(&[CADRE, CADRE_2]), dice.roll(2) == 0),
    }
}

/// The facts of a household from its documents, one by one.
fn recount(read: &dyn Read, household: DocId) -> Result<Option<Facts>> {
    if read.document(household)?.is_none() {
        return Ok(None);
    }
    let whole = read.one_household(household)?;
    let parts = if whole.first() == Some(&household) { whole } else { vec![household] };
    let rows = |kind| {
        let query = ListQuery { scope: Scope::all(), kind: Some(kind), limit: 1000, ..ListQuery::default() };
        read.list(&query).map(|page| page.rows)
    };
    let mut facts = Facts::default();
    for row in rows(Kind::Visit)?.into_iter().filter(|row| row.household.is_some_and(|of| parts.contains(&of))) {
        let of_class =
            ListQuery { id: Some(row.id), class: Some("home".to_owned()), scope: Scope::all(), ..ListQuery::default() };
        if read.count(&of_class)? == 1 {
            facts.last_home_visit = facts.last_home_visit.max(row.date.clone());
        }
        facts.last_visit = facts.last_visit.max(row.date);
    }
    for row in rows(Kind::Case)?.into_iter().filter(|row| row.household.is_some_and(|of| parts.contains(&of))) {
        facts.open_cases += u32::from(row.status.as_deref() == Some("registered"));
    }
    let mut contacts = BTreeSet::new();
    for part in parts {
        for standing in read.assignments_over(&Over::Household(part))? {
            if read.user(standing.user)?.is_some_and(|user| !user.disabled) {
                contacts.insert(standing.user);
            }
        }
    }
    facts.contacts = contacts.len() as u32;
    Ok(Some(facts))
}

/// Random histories: after each step every household's facts are those of a recount, and lists go by them.
pub fn facts_are_those_of_a_recount(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let mut merged = 0;
    for seed in 1..=SEEDS {
        write.savepoint()?;
        let mut dice = Dice(seed);
        for step in 0..STEPS {
            event(&mut *write, &mut dice, &format!("step {step}"))?;
            for number in 1..=u128::from(HOUSEHOLDS) {
                let expected = recount(&*write, id(number))?;
                assert_eq!(write.facts(id(number))?, expected, "seed {seed}, step {step}, household {number}");
                let contacts = write.contacts(id(number))?.len() as u32;
                if write.one_household(id(number))?.first() == Some(&id(number)) {
                    assert_eq!(contacts, expected.map_or(contacts, |facts| facts.contacts));
                } else {
                    merged += 1;
                }
            }
        }
        lists_go_by_facts(&*write)?;
        write.rollback_to()?;
    }
    assert!(merged > 500, "hardly any household was merged: {merged}");
    Ok(())
}

fn lists_go_by_facts(read: &dyn Read) -> Result<()> {
    let all = ListQuery { scope: Scope::all(), kind: Some(Kind::Household), limit: 50, ..ListQuery::default() };
    let rows = read.list(&all)?.rows;
    let facts = |id: DocId| Ok::<_, crate::StoreError>(read.facts(id)?.unwrap_or_default());
    for row in &rows {
        assert_eq!(row.facts, Some(facts(row.id)?));
    }
    type Holds<'a> = &'a dyn Fn(&Facts) -> bool;
    let since = "2026-08-15";
    let unseen = |facts: &Facts| facts.last_home_visit.as_deref().is_none_or(|day| day <= since);
    let cases: [(ListQuery, Holds<'_>); 3] = [
        (ListQuery { unseen_since: day(since), ..all.clone() }, &unseen),
        (ListQuery { no_contact: true, ..all.clone() }, &|facts| facts.contacts == 0),
        (ListQuery { open_cases: true, ..all.clone() }, &|facts| facts.open_cases > 0),
    ];
    for (query, holds) in cases {
        let expected: BTreeSet<DocId> =
            rows.iter().filter(|row| row.facts.as_ref().is_some_and(holds)).map(|row| row.id).collect();
        let found: BTreeSet<DocId> = read.list(&query)?.rows.iter().map(|row| row.id).collect();
        assert_eq!(found, expected, "{query:?}");
        assert_eq!(read.count(&query)?, expected.len() as u64);
    }
    // The longest unseen first, page by page.
    let mut query = ListQuery { sort: Sort::Unseen, limit: 1, ..all };
    let mut order = Vec::new();
    loop {
        let page = read.list(&query)?;
        order.extend(page.rows.iter().map(|row| (row.facts.clone().and_then(|it| it.last_home_visit), row.id)));
        query.after = page.next;
        if query.after.is_none() {
            break;
        }
    }
    let mut sorted = order.clone();
    sorted.sort();
    assert_eq!((order.len(), &order), (rows.len(), &sorted));
    Ok(())
}
