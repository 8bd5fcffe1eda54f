//! 今日: what is due, what is new, and whether all is safe. The rules are the model's ([`lianxin_model::due`]).

mod light;
mod news;

use std::collections::BTreeSet;

use lianxin_model::catalogue::CaseView as CaseFields;
use lianxin_model::due;
use lianxin_model::duplicates::Links;
use lianxin_model::ids::{DocId, Kind, UserId};
use lianxin_model::limits;
use lianxin_model::moment::{Date, day_in_china};
use rusqlite::Connection;
use rusqlite::types::Value as Sql;

use super::read;
use super::requests::ListFilter;
use super::rows::{and_in_area, held, list};
use super::views::{DueCaseView, LightView, TodayView, UnseenView};
use crate::core::Core;
use crate::error::CoreError;
use crate::storage::household_rows::BY_LAST_VISIT;
use crate::storage::rows::{self, Row, Selection};
use crate::storage::{meta, reference};

/// The page of the day.
#[derive(Debug, Clone, Copy)]
pub struct Today<'a> {
    pub(crate) core: &'a Core,
}

impl Today<'_> {
    /// What is due to the person of this device, and what is new to them.
    ///
    /// # Errors
    /// Storage.
    pub fn show(&self) -> Result<TodayView, CoreError> {
        let db = &self.core.db;
        let now_ms = self.core.now_ms();
        let today = day_in_china(now_ms).unwrap_or_default();
        let day = today.to_string();
        let Some(me) = meta::me(db)?.map(|me| me.user) else {
            let unseen = UnseenView { count: 0, days: due::UNSEEN_DAYS, households: Vec::new() };
            return Ok(TodayView { day, follow_ups: Vec::new(), waiting: Vec::new(), unseen, news: Vec::new() });
        };
        let links = rows::links(db)?;
        let mine = mine(db, &links)?;
        let mut view = Looking { db, me, today, links: &links, mine: &mine }.cases()?;
        view.day = day;
        view.unseen = unseen(db, &mine, &links, today)?;
        view.news = news::list(db, &news::Reader { me, links: &links, mine: &mine }, now_ms)?;
        Ok(view)
    }

    /// The person has seen these news. An id that is no news any more harms nothing.
    ///
    /// # Errors
    /// Storage.
    pub fn seen(&self, ids: &[String]) -> Result<(), CoreError> {
        self.core.transact(|db, platform| news::mark(db, ids, platform.now_ms()))
    }

    /// Whether everything is safe on the server.
    ///
    /// # Errors
    /// Storage.
    pub fn light(&self) -> Result<LightView, CoreError> {
        light::show(&self.core.db)
    }
}

/// The households that this person answers for: those assigned to them one by one and those of areas that they are in contact
/// with or help. Whoever only leads areas (包村, 包组) answers for the households there.
fn mine(db: &Connection, links: &Links) -> Result<BTreeSet<DocId>, CoreError> {
    const LEADS: &str = "lead";
    let assignments = reference::assignments(db)?;
    let only_leads = assignments.iter().all(|assignment| assignment.kind == LEADS);
    let mut mine = BTreeSet::new();
    for assignment in assignments.into_iter().filter(|assignment| only_leads || assignment.kind != LEADS) {
        mine.extend(assignment.household.map(|household| links.survivor(household)));
        if let Some(area) = assignment.area {
            let mut within = held("row.id", links);
            and_in_area(&mut within, &area);
            mine.extend(rows::households(db, &within)?);
        }
    }
    Ok(mine)
}

fn unseen(db: &Connection, mine: &BTreeSet<DocId>, links: &Links, today: Date) -> Result<UnseenView, CoreError> {
    let mut selection = held(BY_LAST_VISIT, links);
    // Whoever was visited within the shortest time is due by no rule.
    selection.and("coalesce(fact.last_visit, '') <= ?", [Sql::Text(due::unseen_latest(today))]);
    let mut households = list(db, &selection, links)?;
    households
        .retain(|row| mine.contains(&row.id) && due::is_unseen(row.last_visit.as_deref(), &row.categories, today));
    let count = u32::try_from(households.len()).unwrap_or(u32::MAX);
    households.truncate(limits::PAGE_ROWS_DEFAULT as usize);
    Ok(UnseenView { count, days: due::UNSEEN_DAYS, households })
}

/// Who looks, on which day.
struct Looking<'a> {
    db: &'a Connection,
    me: UserId,
    today: Date,
    links: &'a Links,
    mine: &'a BTreeSet<DocId>,
}

impl Looking<'_> {
    /// The cases that are due; the rest of the view is empty.
    fn cases(&self) -> Result<TodayView, CoreError> {
        let mut selection = Selection::of_all("row.date, row.id");
        selection.and("row.kind = 3 AND row.status <> 'closed'", []);
        let (mut follow_ups, mut waiting) = (Vec::new(), Vec::new());
        for row in rows::list(self.db, &selection)? {
            let case: CaseFields = row.record.view();
            if due::waits_on(self.me, &row.record, &case) {
                let since = due::stands_since(&case).map(str::to_owned);
                waiting.push(self.due(row, &case, since, case.due.clone())?);
            } else if let Some(since) = due::to_follow_up(&case).map(str::to_owned)
                && self.follows_up(&row, &case)
            {
                let until = due::days_after(&since, due::FOLLOW_UP_DAYS);
                follow_ups.push(self.due(row, &case, Some(since), until)?);
            }
        }
        for cases in [&mut follow_ups, &mut waiting] {
            // What has no day comes after what has one, the oldest first.
            cases.sort_by_key(|case: &DueCaseView| (case.days_left.is_none(), case.days_left, case.since.clone()));
            cases.truncate(limits::TODAY_ROWS_MAX);
        }
        let unseen = UnseenView { count: 0, days: due::UNSEEN_DAYS, households: Vec::new() };
        Ok(TodayView { day: String::new(), follow_ups, waiting, unseen, news: Vec::new() })
    }

    /// Whether it is this person who asks the villager: the case is theirs, or the household.
    fn follows_up(&self, row: &Row, case: &CaseFields) -> bool {
        let household = case.household.map(|household| self.links.survivor(household));
        case.author == Some(self.me)
            || due::answers_for(self.me, &row.record, case)
            || household.is_some_and(|household| self.mine.contains(&household))
    }

    fn due(
        &self,
        row: Row,
        case: &CaseFields,
        since: Option<String>,
        until: Option<String>,
    ) -> Result<DueCaseView, CoreError> {
        due_case(self.db, self.links, self.today, row, case, Stand { since, until })
    }
}

/// Since when a case stands where it stands, and until when the next step should be done.
struct Stand {
    since: Option<String>,
    until: Option<String>,
}

fn due_case(
    db: &Connection,
    links: &Links,
    today: Date,
    row: Row,
    case: &CaseFields,
    stand: Stand,
) -> Result<DueCaseView, CoreError> {
    let household = case.household.map(|household| links.survivor(household));
    Ok(DueCaseView {
        id: row.id,
        household,
        household_name: household.map(|id| rows::title(db, id)).transpose()?.flatten(),
        title: row.title,
        ledger: case.ledger.clone(),
        status: case.status,
        since: stand.since,
        days_left: due::days_left(stand.until.as_deref(), today),
        due: stand.until,
    })
}

/// The cases that a filter selects as a ledger lists them, the most urgent first.
pub(super) fn case_rows(core: &Core, filter: &ListFilter) -> Result<Vec<DueCaseView>, CoreError> {
    let db = &core.db;
    let today = day_in_china(core.now_ms()).unwrap_or_default();
    let links = rows::links(db)?;
    let mut cases = Vec::new();
    for row in read::rows(db, Kind::Case, filter)? {
        let case: CaseFields = row.record.view();
        let since = due::stands_since(&case).map(str::to_owned);
        let until = match due::to_follow_up(&case) {
            Some(answered) => due::days_after(answered, due::FOLLOW_UP_DAYS),
            None => case.due.clone().filter(|_| case.status.is_open()),
        };
        cases.push(due_case(db, &links, today, row, &case, Stand { since, until })?);
    }
    cases.sort_by_key(|case| (case.days_left.is_none(), case.days_left));
    Ok(cases)
}

/// A row of any kind, by its id.
fn titled(db: &Connection, id: DocId) -> Result<Option<(Kind, Option<DocId>, String)>, CoreError> {
    Ok(rows::get(db, id)?.map(|row| (row.kind, row.household, row.title)))
}
