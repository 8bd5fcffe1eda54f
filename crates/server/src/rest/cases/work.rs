//! What somebody who works through a ledger needs to know of a case beside its fields: whose it is, how long it waits, until
//! when it may, on whom, and what can be done next.

use std::collections::HashMap;

use lianxin_model::catalogue::CaseView;
use lianxin_model::deadline::{Basis, Deadlines};
use lianxin_model::ids::{DocId, UserId};
use lianxin_model::moment::Date;
use lianxin_model::working_days::Calendar;
use lianxin_model::{check, course, due, duty};
use lianxin_store::{Named, Overdue, Read, Row};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::error::ApiError;
use crate::rest::conflicts::Eyes;
use crate::rest::people::{People, Person};
use crate::rest::record::{self, RecordView};

/// One case with what is to be known to work on it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseRecord {
    /// The record.
    #[serde(flatten)]
    pub record: RecordView<CaseView>,
    /// What is to be known to work on it.
    pub work: CaseWork,
}

/// What is to be known to work on a case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseWork {
    /// The household that it belongs to, if it has arrived.
    pub household: Option<HouseholdName>,
    /// The name of the area that it lies in.
    pub area_name: Option<String>,
    /// Since when it stands where it stands.
    pub since: Option<String>,
    /// Whole days since then.
    pub waiting_days: Option<i32>,
    /// Until when it may.
    pub deadline: Option<DeadlineView>,
    /// 包案领导: several where they were named at the same time.
    pub leads: Vec<Person>,
    /// To whom or where it was handed last; several where that was done at the same time.
    pub handed: Vec<HandedView>,
    /// The steps that make sense next for whoever reads this, the likeliest first.
    pub next: Vec<String>,
    /// The names of those whom the course names.
    pub people: Vec<Person>,
}

/// What is shown of the household of a case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HouseholdName {
    /// Its id.
    pub id: DocId,
    /// 户主姓名
    pub head_name: String,
    /// 户编号
    pub code: Option<String>,
}

/// Until when a case may wait where it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeadlineView {
    /// The last day.
    pub day: String,
    /// Whether somebody set it or a rule says so.
    pub basis: Basis,
    /// The working days of the rule.
    pub days: Option<u32>,
    /// Whether it has passed.
    pub over: bool,
    /// By how many working days; 0 before the next working day.
    pub over_days: u32,
}

/// To whom or where a case was handed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HandedView {
    /// `assigned` or `transferred`.
    pub kind: String,
    /// The account, where it is one.
    pub person: Option<Person>,
    /// The words, where it is none: an office.
    pub office: Option<String>,
}

/// What holds for all cases of one answer.
pub(in crate::rest) struct CaseDesk<'a> {
    read: &'a dyn Read,
    eyes: Eyes<'a>,
    today: Date,
    deadlines: Deadlines,
    people: People<'a>,
    areas: HashMap<String, Option<String>>,
}

/// The county's rules and calendar.
pub(in crate::rest) fn deadlines(read: &dyn Read) -> Result<Deadlines, ApiError> {
    let days = read.calendar_days()?.into_iter();
    let calendar = Calendar::new(days.filter_map(|day| Some((check::date(&day.day, None).ok()?, day.kind))));
    Ok(Deadlines { rules: read.deadline_rules()?, calendar })
}

/// Which cases are over their time today.
pub(in crate::rest) fn overdue(read: &dyn Read, today: Date) -> Result<Overdue, ApiError> {
    Ok(Overdue { today: today.to_string(), bounds: deadlines(read)?.bounds(today) })
}

impl<'a> CaseDesk<'a> {
    pub(in crate::rest) fn new(read: &'a dyn Read, eyes: Eyes<'a>, today: Date) -> Result<Self, ApiError> {
        let deadlines = deadlines(read)?;
        Ok(Self { read, eyes, today, deadlines, people: People::new(read), areas: HashMap::new() })
    }

    /// Rows as they are shown.
    pub(in crate::rest) fn cases(&mut self, rows: Vec<Row>) -> Result<Vec<CaseRecord>, ApiError> {
        let hands = self.people.hands(rows.iter().flat_map(|row| record::rival_actors(&row.record)))?;
        let households: Vec<DocId> = rows.iter().filter_map(|row| row.household).collect();
        let named: HashMap<DocId, Named> =
            self.read.named(&households)?.into_iter().map(|named| (named.id, named)).collect();
        let mut cases = Vec::with_capacity(rows.len());
        for row in rows {
            let household = row.household.and_then(|id| named.get(&id));
            let household = household.map(|named| HouseholdName {
                id: named.id,
                head_name: named.title.clone(),
                code: named.code.clone(),
            });
            let work = self.work(&row, household)?;
            let record = record::view(self.read, row, &hands, &mut self.people, &self.eyes)?;
            cases.push(CaseRecord { record, work });
        }
        Ok(cases)
    }

    fn work(&mut self, row: &Row, household: Option<HouseholdName>) -> Result<CaseWork, ApiError> {
        let case: CaseView = row.record.view();
        let since = due::stands_since(&case).map(str::to_owned);
        let leads: Vec<UserId> = duty::leads(&row.record, &case).into_iter().collect();
        let standing = course::fold(&case.events).handed;
        let handed = case.events.iter().filter(|event| event.id.is_some_and(|id| standing.contains(&id)));
        let mut handed_views = Vec::new();
        for event in handed {
            let person = event.to.as_deref().and_then(duty::account).map(|id| self.people.person(id)).transpose()?;
            let person = person.flatten();
            let office = event.to.clone().filter(|_| person.is_none());
            handed_views.push(HandedView { kind: event.kind.clone().unwrap_or_default(), person, office });
        }
        let named = case.events.iter().flat_map(|event| [event.by, event.to.as_deref().and_then(duty::account)]);
        let mut named: Vec<UserId> = named.flatten().collect();
        named.sort_unstable();
        named.dedup();
        let next = course::next(case.status, case.status_conflict, self.eyes.role.leads());
        Ok(CaseWork {
            household,
            area_name: self.area_name(row.area.as_deref())?,
            waiting_days: due::days_left(since.as_deref(), self.today).map(|left| -left),
            since,
            deadline: self.deadline(&case),
            leads: self.persons(&leads)?,
            handed: handed_views,
            next: next.into_iter().map(str::to_owned).collect(),
            people: self.persons(&named)?,
        })
    }

    fn deadline(&self, case: &CaseView) -> Option<DeadlineView> {
        let deadline = self.deadlines.of(case)?;
        Some(DeadlineView {
            day: deadline.day.to_string(),
            basis: deadline.basis,
            days: deadline.days,
            over: deadline.is_over(self.today),
            over_days: deadline.working_days_over(self.today, &self.deadlines.calendar),
        })
    }

    fn persons(&mut self, ids: &[UserId]) -> Result<Vec<Person>, ApiError> {
        let mut persons = Vec::with_capacity(ids.len());
        for id in ids {
            persons.extend(self.people.person(*id)?);
        }
        Ok(persons)
    }

    fn area_name(&mut self, code: Option<&str>) -> Result<Option<String>, ApiError> {
        let Some(code) = code else { return Ok(None) };
        if let Some(known) = self.areas.get(code) {
            return Ok(known.clone());
        }
        let name = self.read.area(code)?.map(|area| area.name);
        self.areas.insert(code.to_owned(), name.clone());
        Ok(name)
    }
}
