//! A device that follows the feed holds exactly what its scope covers, whatever happens while it asks. What assignments cover
//! is taken from [`crate::ReadScope::scope_covers`], which goes from the document upwards and shares nothing with the feed;
//! what duties bring from a list that the simulation keeps itself.

use std::collections::{BTreeMap, BTreeSet};

use lianxin_model::ids::{DocId, Kind, UserId};
use lianxin_model::projection::Projection;

use super::Engine;
use super::world::{
    self, CADRE, CADRE_2, COUNTY, DEVICE, GROUP, STRANGER, TOWN, TOWN_2, VILLAGE, VILLAGE_2, VILLAGE_3, change, id,
    over_area, over_household,
};
use crate::{FeedQuery, NewChange, Read, Result, Store as _, Write};

const SEEDS: u64 = 24;
const ROUNDS: u64 = 40;
const HOUSEHOLDS: u64 = 6;
const PLACES: [&str; 6] = [TOWN, VILLAGE, GROUP, VILLAGE_2, TOWN_2, VILLAGE_3];

/// xorshift64*: enough to shuffle events, the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % sides
    }

    fn place(&mut self) -> &'static str {
        PLACES[self.roll(PLACES.len() as u64) as usize]
    }
}

/// A device of [`CADRE`]: the numbers of the changes that it holds, by document.
#[derive(Default)]
struct Phone {
    held: BTreeMap<DocId, BTreeSet<u64>>,
    base: u64,
    upto: Option<u64>,
    after: Option<(Kind, DocId)>,
    /// Not the device's: the cases that its user answers for, each with its household.
    duties: BTreeMap<DocId, DocId>,
}

impl Phone {
    /// One request: what left, one page, the next place. Whether the round is done.
    fn ask(&mut self, read: &dyn Read) -> Result<bool> {
        const PAGE: u32 = 3;
        let upto = match self.upto {
            Some(upto) => upto,
            None => read.county()?.seq,
        };
        for left in read.left_since(CADRE, self.base)? {
            self.held.remove(&left);
        }
        let query = FeedQuery { user: CADRE, base: self.base, upto: Some(upto), after: self.after, limit: PAGE };
        let page = read.feed_candidates(&query)?;
        for found in &page {
            let since = if found.whole { 0 } else { self.base };
            let surely_held = |change: &crate::Change| change.handed_in.is_some() && change.seq > found.held_since;
            let sent = read.changes_since(found.id, since)?.into_iter().filter(|change| !surely_held(change));
            self.held.entry(found.id).or_default().extend(sent.map(|change| change.seq));
        }
        let done = page.len() < PAGE as usize;
        (self.upto, self.after) = if done { (None, None) } else { (Some(upto), page.last().map(|f| (f.kind, f.id))) };
        self.base = if done { upto } else { self.base };
        Ok(done)
    }
}

/// Something happens in the county.
fn event(write: &mut dyn Write, dice: &mut Dice, phone: &mut Phone, step: u64) -> Result<()> {
    let number = u128::from(dice.roll(HOUSEHOLDS)) + 1;
    let row = |write: &dyn Write, dice: &mut Dice| -> Result<Projection> {
        let settled = write.document(id(number))?.and_then(|meta| meta.area);
        // A household hardly ever turns out to lie elsewhere.
        let area = settled.filter(|_| dice.roll(6) > 0).unwrap_or_else(|| dice.place().to_owned());
        Ok(world::household(number, &area))
    };
    match dice.roll(15) {
        0 => write.assign(&over_household(CADRE, number)).map(drop),
        1 => write.end_assignment(&over_household(CADRE, number)).map(drop),
        2 => write.assign(&over_area(CADRE, dice.place())).map(drop),
        3 | 4 => write.end_assignment(&over_area(CADRE, dice.place())).map(drop),
        5 => match write.put_area(&world::area(VILLAGE, Some([TOWN, TOWN_2, COUNTY][dice.roll(3) as usize]))) {
            Err(crate::StoreError::Cycle) | Ok(_) => Ok(()),
            Err(error) => Err(error),
        },
        6 | 7 => {
            let row = row(write, dice)?;
            edit(write, dice, phone, &row, step)
        }
        8..=10 => {
            let kind = [Kind::Person, Kind::Visit][dice.roll(2) as usize];
            let row = world::member(kind, number * 100 + kind as u128, number);
            edit(write, dice, phone, &row, step)
        }
        11..=13 => {
            let case = number * 100 + 50 + u128::from(dice.roll(2));
            if dice.roll(3) == 0 {
                let subject = [case, number * 100 + Kind::Visit as u128][dice.roll(2) as usize];
                return edit(write, dice, phone, &world::comment(subject + 20, number, subject), step);
            }
            let duties: [&[UserId]; 4] = [&[], &[CADRE], &[STRANGER], &[CADRE, CADRE_2]];
            let duties = duties[dice.roll(4) as usize];
            // Whose case it is hardly ever turns out otherwise.
            let household = if dice.roll(8) == 0 { u128::from(dice.roll(HOUSEHOLDS)) + 1 } else { number };
            edit(write, dice, phone, &world::case(case, household, duties), step)?;
            phone.duties.remove(&id(case));
            if duties.contains(&CADRE) {
                phone.duties.insert(id(case), id(household));
            }
            Ok(())
        }
        _ => {
            let owner = [CADRE, CADRE_2, STRANGER][dice.roll(3) as usize];
            let row =
                world::diary(1000 + u128::from(dice.roll(3)) * 10 + u128::from(owner.as_bytes()[15]), owner, false);
            edit(write, dice, phone, &row, step)
        }
    }
}

/// An edit by the server, or by the phone itself where it may write: it holds what it wrote.
fn edit(write: &mut dyn Write, dice: &mut Dice, phone: &mut Phone, row: &Projection, step: u64) -> Result<()> {
    let holds = phone.held.contains_key(&row.id) || write.document(row.id)?.is_none();
    let covered = write.scope_covers(CADRE, row.household, row.area.as_deref(), row.owner)?
        || write.duty_covers(CADRE, row.id, row.subject)?;
    let own = holds && covered && dice.roll(2) == 0;
    let bytes = step.to_be_bytes();
    let new = NewChange { handed_in: own.then_some((DEVICE, step)), ..change(&bytes) };
    let appended = write.append(row, &[new])?;
    if own {
        phone.held.entry(row.id).or_default().insert(appended.head_seq);
    }
    Ok(())
}

/// What the phone should hold: every change of every document in scope.
fn covered(read: &dyn Read, duties: &BTreeMap<DocId, DocId>) -> Result<BTreeMap<DocId, BTreeSet<u64>>> {
    let mut covered = BTreeMap::new();
    for found in read.list(&crate::ListQuery { scope: crate::Scope::all(), limit: 1000, ..Default::default() })?.rows {
        let assigned = read.scope_covers(CADRE, found.household, found.area.as_deref(), found.owner)?;
        let on_duty = duties
            .iter()
            .any(|(case, household)| found.id == *case || found.subject == Some(*case) || found.id == *household);
        assert_eq!(read.in_scope(CADRE, found.id)?, assigned || on_duty, "{} {}", found.kind, found.id);
        if assigned || on_duty {
            let changes = read.changes_since(found.id, 0)?;
            covered.insert(found.id, changes.into_iter().map(|change| change.seq).collect());
        }
    }
    Ok(covered)
}

/// How many documents the scope would have without duties.
fn covered_by_assignment(read: &dyn Read) -> Result<usize> {
    let all = read.list(&crate::ListQuery { scope: crate::Scope::all(), limit: 1000, ..Default::default() })?.rows;
    let mut count = 0;
    for found in all {
        let assigned = read.scope_covers(CADRE, found.household, found.area.as_deref(), found.owner)?;
        count += usize::from(assigned);
    }
    Ok(count)
}

/// Many random histories, each with requests between the events and a full round at the end of each stretch.
pub fn devices_converge(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let (mut compared, mut by_duty) = (0, 0);
    for seed in 1..=SEEDS {
        write.savepoint()?;
        let (mut dice, mut phone) = (Dice(seed), Phone::default());
        for round in 0..ROUNDS {
            for step in 0..dice.roll(6) {
                event(&mut *write, &mut dice, &mut phone, round * 100 + step)?;
                if dice.roll(3) == 0 {
                    phone.ask(&*write)?;
                }
            }
            // The round under way, and one more that begins now.
            for _ in 0..2 {
                while !phone.ask(&*write)? {}
            }
            let expected = covered(&*write, &phone.duties)?;
            compared += expected.len();
            by_duty += expected.len() - covered_by_assignment(&*write)?;
            assert_eq!(phone.held, expected, "seed {seed}, round {round}");
            let items = write.scope_items(CADRE)?;
            let sum = items.iter().fold(0_u64, |sum, item| sum.wrapping_add(item.item));
            let added_up = write.scope_sum(CADRE)?;
            assert_eq!((added_up.documents, added_up.sum), (items.len() as u64, sum), "seed {seed}, round {round}");
            let items: BTreeSet<DocId> = items.into_iter().map(|item| item.id).collect();
            assert!(items.iter().eq(expected.keys()), "what a repair compares: seed {seed}, round {round}");
        }
        write.rollback_to()?;
    }
    assert!(compared > 1000, "the histories hardly had documents in scope: {compared}");
    assert!(by_duty > 300, "the histories hardly had documents by duty alone: {by_duty}");
    Ok(())
}
