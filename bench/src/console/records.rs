//! The county's records, each a document with its changes.

use std::collections::BTreeMap;

use lianxin_model::document::{Document, Edit};
use lianxin_model::ids::{Actor, DocId, EntryId, Kind, TenantId, UserId};
use lianxin_model::intention::Intention;
use lianxin_model::value::Value;
use uuid::Uuid;

use super::county::{Made, made};
use super::settlers::{Settled, actor};
use super::words::{ASKED, CATEGORIES, Dice, MATTERS};

const DAY_MS: i64 = 24 * 3_600 * 1_000;
/// Days over which the county's visits are spread.
const DAYS: u64 = 730;

/// Makes records.
pub(crate) struct Records<'a> {
    settled: &'a Settled,
    tenant: TenantId,
    dice: Dice,
    heads: Vec<String>,
}

type Changes = Vec<([u8; 32], Vec<u8>, Actor)>;

impl<'a> Records<'a> {
    pub(crate) fn new(settled: &'a Settled, tenant: TenantId) -> Self {
        Self { settled, tenant, dice: Dice::new(7), heads: Vec::new() }
    }

    fn day(&self, days_ago: u64) -> String {
        lianxin_model::moment::day_in_china(self.settled.now_ms - days_ago as i64 * DAY_MS)
            .map(|day| day.to_string())
            .unwrap_or_default()
    }

    fn contact(&self, household: usize) -> UserId {
        self.settled.cadres[household % self.settled.cadres.len()]
    }

    fn edit(
        &self,
        document: &mut Document,
        by: UserId,
        days_ago: u64,
        at: Option<&[automerge::ChangeHash]>,
        intentions: &[Intention],
    ) -> Changes {
        let actor = actor(self.tenant, by);
        let time_s = (self.settled.now_ms - days_ago as i64 * DAY_MS) / 1_000;
        let edit = Edit { actor, at, time_s, intentions, lenient: true };
        let written = document.edit(&edit).expect("an edit").expect("a change");
        vec![(written.hash.0, written.chunk, actor)]
    }

    fn id(number: usize, kind: Kind) -> DocId {
        DocId(Uuid::from_u128((u128::from(kind.number()) << 100) + number as u128 * 0x9e37_79b9_7f4a_7c15 + 1))
    }

    /// A household; the same one as another, or one of which two people say different things.
    pub(crate) fn household(&mut self, number: usize, twin: Option<usize>, contradicts: bool) -> Made {
        let (id, group) = self.settled.households[number].clone();
        let head = twin.map_or_else(|| self.dice.name(), |twin| self.heads[twin].clone());
        self.heads.push(head.clone());
        let phone = format!("139{:08}", 10_000_000 + number * 37);
        let address = self.dice.address(number);
        let point = format!(
            "{:.4},{:.4} CGCS2000",
            22.3 + self.dice.roll(6_000) as f64 / 10_000.0,
            101.5 + self.dice.roll(7_000) as f64 / 10_000.0
        );
        let mut intentions = vec![
            Intention::set("code", format!("{:06}", number + 1)),
            Intention::set("area", group),
            Intention::set("head_name", head),
            Intention::set("head", Self::id(number, Kind::Person)),
            Intention::set("address", address),
            Intention::set("phone", phone),
            Intention::put("members", Self::id(number, Kind::Person).to_string(), "户主"),
        ];
        if number % 3 != 0 {
            intentions.push(Intention::set("point", point));
        }
        for (category, percent) in CATEGORIES {
            if self.dice.roll(100) < percent {
                intentions.push(Intention::add("categories", category));
            }
        }
        if let Some(twin) = twin {
            intentions.push(Intention::set("merged_into", self.settled.households[twin].0));
        }
        let mut document = Document::new(Kind::Household, id);
        let by = self.contact(number);
        let mut changes = self.edit(&mut document, by, 700, None, &intentions);
        if contradicts {
            let heads = document.heads();
            for (place, colleague) in [by, self.contact(number + 1)].into_iter().enumerate() {
                let rival = [Intention::set("phone", format!("13{}{:08}", 7 + place, 20_000_000 + number))];
                changes.extend(self.edit(&mut document, colleague, 3, Some(&heads), &rival));
            }
        }
        made(&document, changes)
    }

    /// Its head.
    pub(crate) fn person(&mut self, number: usize) -> Made {
        let mut document = Document::new(Kind::Person, Self::id(number, Kind::Person));
        let year = 1940 + self.dice.roll(55);
        let intentions = [
            Intention::set("household", self.settled.households[number].0),
            Intention::set("name", self.heads[number].clone()),
            Intention::set("sex", if self.dice.roll(4) == 0 { "female" } else { "male" }),
            Intention::set("birth", format!("{year}-{:02}-{:02}", 1 + self.dice.roll(12), 1 + self.dice.roll(28))),
        ];
        let changes = self.edit(&mut document, self.contact(number), 700, None, &intentions);
        made(&document, changes)
    }

    /// A visit. Most households are seen every few weeks, some hardly ever, some never.
    pub(crate) fn visit(&mut self, number: usize) -> Made {
        let households = self.settled.households.len();
        let mut household = self.dice.roll(households as u64) as usize;
        let mut days_ago = self.dice.roll(DAYS);
        if household % 97 == 3 {
            household = (household + 1) % households;
        }
        // One of eight has not been seen lately.
        if household % 8 == 1 {
            days_ago = days_ago.max(35 + (household % 90) as u64);
        }
        let kind =
            if self.dice.roll(5) > 0 { "home" } else { self.dice.one_of(&["phone", "desk", "meeting", "reception"]) };
        let colleague = self.dice.roll(2) as usize;
        let by = self.contact(household + colleague);
        let mut intentions = vec![
            Intention::set("household", self.settled.households[household].0),
            Intention::set("author", by),
            Intention::set("kind", kind),
            Intention::set("date", self.day(days_ago)),
            Intention::set("text", self.dice.prose(3)),
        ];
        if self.dice.roll(6) == 0 {
            intentions.push(Intention::set("asked", self.dice.one_of(&ASKED)));
        }
        let mut document = Document::new(Kind::Visit, Self::id(number, Kind::Visit));
        let changes = self.edit(&mut document, by, days_ago, None, &intentions);
        made(&document, changes)
    }

    /// A case somewhere on its course: old ones are mostly done.
    pub(crate) fn case(&mut self, number: usize) -> Made {
        const COURSE: [&str; 7] =
            ["registered", "accepted", "assigned", "acted", "resolved", "answered", "followed_up"];
        let household = self.dice.roll(self.settled.households.len() as u64) as usize;
        let days_ago = self.dice.roll(DAYS);
        let (ledger, title) = self.dice.one_of(&MATTERS);
        let by = self.contact(household);
        let steps = if days_ago > 90 && self.dice.roll(40) > 0 { 5 + self.dice.roll(3) } else { 1 + self.dice.roll(6) };
        let mut intentions = vec![
            Intention::set("household", self.settled.households[household].0),
            Intention::set("author", by),
            Intention::set("ledger", ledger),
            Intention::set("title", format!("{title}（{}）", self.heads[household])),
            Intention::set("text", self.dice.prose(2)),
            Intention::set("source", self.dice.one_of(&["visit", "reception", "box", "phone"])),
            Intention::set("date", self.day(days_ago)),
        ];
        if self.dice.roll(2) == 0 {
            intentions.push(Intention::set("due", self.day(days_ago.saturating_sub(20))));
        }
        let entry = |step: u64| EntryId(Uuid::from_u128(((number as u128) << 16) + u128::from(step) + 1));
        for step in 0..steps.min(COURSE.len() as u64) {
            let mut values: BTreeMap<String, Value> = BTreeMap::from([
                ("kind".to_owned(), COURSE[step as usize].into()),
                ("by".to_owned(), by.into()),
                ("date".to_owned(), self.day(days_ago.saturating_sub(step * 4)).as_str().into()),
            ]);
            if step > 0 {
                values.insert("after".to_owned(), Value::Many(vec![entry(step - 1).to_string()]));
            }
            if COURSE[step as usize] == "assigned" {
                let to = self.contact(household + 2);
                values.insert("to".to_owned(), to.short().as_str().into());
            }
            if COURSE[step as usize] == "followed_up" {
                values.insert("satisfied".to_owned(), true.into());
            }
            intentions.push(Intention::Append { field: "events".to_owned(), entry: entry(step), values });
        }
        let mut document = Document::new(Kind::Case, Self::id(number, Kind::Case));
        let changes = self.edit(&mut document, by, days_ago, None, &intentions);
        made(&document, changes)
    }

    /// A diary entry; one of ten is a draft still.
    pub(crate) fn diary(&mut self, number: usize) -> Made {
        let by = self.settled.cadres[self.dice.roll(self.settled.cadres.len() as u64) as usize];
        let days_ago = self.dice.roll(DAYS);
        let intentions = [
            Intention::set("author", by),
            Intention::set("date", self.day(days_ago)),
            Intention::insert("text", 0, self.dice.diary()),
            Intention::set("submitted", number % 10 > 0),
        ];
        let mut document = Document::new(Kind::DiaryEntry, Self::id(number, Kind::DiaryEntry));
        let changes = self.edit(&mut document, by, days_ago, None, &intentions);
        made(&document, changes)
    }

    /// A leader's words on a case.
    pub(crate) fn comment(&mut self, number: usize, subject: DocId, household: Option<DocId>) -> Made {
        let by = self.settled.supervisors[number % self.settled.supervisors.len()];
        let days_ago = self.dice.roll(60);
        let mut intentions = vec![
            Intention::set("subject", subject),
            Intention::set("author", by),
            Intention::set("date", self.day(days_ago)),
            Intention::set(
                "text",
                self.dice.one_of(&[
                    "请先解决饮水。",
                    "下周之前给群众答复。",
                    "办得实，继续跟。",
                    "和民政一起去看一次。",
                ]),
            ),
        ];
        intentions.extend(household.map(|household| Intention::set("household", household)));
        let mut document = Document::new(Kind::Comment, Self::id(number, Kind::Comment));
        let changes = self.edit(&mut document, by, days_ago, None, &intentions);
        made(&document, changes)
    }
}
