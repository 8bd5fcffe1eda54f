//! One cadre's work given to another (交接).

use std::collections::{BTreeMap, BTreeSet};

use lianxin_model::catalogue::CaseView;
use lianxin_model::course;
use lianxin_model::duty;
use lianxin_model::ids::{DocId, EntryId, UserId};
use lianxin_model::intention::Intention;
use lianxin_model::value::Value;
use lianxin_store::{NewAssignment, Over, Read, Store, Write};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::accounts::open_account;
use super::hand::Deed;
use super::households::named;
use super::pen::{self, Pen};
use super::{AdminError, Hand, county};

/// What of one's work goes to the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Share {
    /// All of it.
    All,
    /// What lies in this area.
    In(String),
    /// What concerns these households by name, by code or id.
    Named(Vec<String>),
}

/// What was handed over, or would be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct HandedOver {
    /// Assignments to households that are the other's now.
    pub households: usize,
    /// Assignments to areas that are the other's now.
    pub areas: usize,
    /// Of these, those that the other had already.
    pub known: usize,
    /// Cases that the other answers for now.
    pub cases: usize,
    /// Named households for which the first had no assignment of their own.
    pub not_theirs: usize,
}

/// Ends what one person answers for and makes another one answer for it, at once; with `cases`, also the cases that they lead
/// or that were assigned to them.
///
/// # Errors
/// [`AdminError::UnknownLogin`], [`AdminError::SamePerson`], [`AdminError::AccountClosed`] for the one who is to take over, …
pub fn hand_over(
    store: &dyn Store,
    hand: &Hand,
    from: &str,
    to: &str,
    share: &Share,
    cases: bool,
) -> Result<HandedOver, AdminError> {
    hand.act(store, |write| {
        // Who hands over may be gone already.
        let from = write.user_by_login(from.trim())?.ok_or(AdminError::UnknownLogin)?;
        let to = open_account(&*write, to)?;
        if from.id == to.id {
            return Err(AdminError::SamePerson);
        }
        hand.answers_for_user(&*write, &from)?;
        hand.answers_for_user(&*write, &to)?;
        let share = Chosen::of(&*write, share)?;
        let mut handed = assignments(write, &share, from.id, to.id)?;
        if cases {
            handed.cases = cases_of(write, hand, &share, from.id, to.id)?;
        }
        let changed = handed.households + handed.areas + handed.cases > 0;
        let detail = json!({ "from": from.id, "to": to.id, "counts": handed });
        Ok((handed, changed.then_some(Deed { act: "hand_over", detail })))
    })
}

/// What is asked for, as the store knows it.
enum Chosen {
    All,
    In(String),
    Named(BTreeSet<DocId>),
}

impl Chosen {
    fn of(read: &dyn Read, share: &Share) -> Result<Self, AdminError> {
        Ok(match share {
            Share::All => Chosen::All,
            Share::In(code) => Chosen::In(read.area(code.trim())?.ok_or(AdminError::UnknownArea)?.code),
            Share::Named(codes) => Chosen::Named(named(read, codes)?),
        })
    }

    fn has_household(&self, read: &dyn Read, household: DocId) -> Result<bool, AdminError> {
        Ok(match self {
            Chosen::All => true,
            Chosen::Named(ids) => ids.contains(&household),
            Chosen::In(root) => match read.document(household)?.and_then(|meta| meta.area) {
                Some(area) => read.area_within(&area, root)?,
                None => false,
            },
        })
    }

    fn has_area(&self, read: &dyn Read, area: &str) -> Result<bool, AdminError> {
        Ok(match self {
            Chosen::All => true,
            Chosen::Named(_) => false,
            Chosen::In(root) => read.area_within(area, root)?,
        })
    }
}

fn assignments(write: &mut dyn Write, share: &Chosen, from: UserId, to: UserId) -> Result<HandedOver, AdminError> {
    let mut handed = HandedOver::default();
    let mut own: BTreeSet<DocId> = BTreeSet::new();
    for standing in write.assignments(from)? {
        let chosen = match &standing.over {
            Over::Household(household) => share.has_household(&*write, *household)?,
            Over::Area(area) => share.has_area(&*write, area)?,
        };
        if !chosen {
            continue;
        }
        let old = NewAssignment { user: from, kind: standing.kind, over: standing.over };
        write.end_assignment(&old)?;
        let new = write.assign(&NewAssignment { user: to, ..old.clone() })?;
        handed.known += usize::from(!new.changed);
        match old.over {
            Over::Household(household) => {
                own.insert(household);
                handed.households += 1;
            }
            Over::Area(_) => handed.areas += 1,
        }
    }
    if let Chosen::Named(ids) = share {
        handed.not_theirs = ids.difference(&own).count();
    }
    Ok(handed)
}

fn cases_of(write: &mut dyn Write, hand: &Hand, share: &Chosen, from: UserId, to: UserId) -> Result<usize, AdminError> {
    let mut chosen = Vec::new();
    for duty in write.duties(from)? {
        let household = duty.household.map(|household| share.has_household(&*write, household)).transpose()?;
        if household.unwrap_or(matches!(share, Chosen::All)) {
            chosen.push(duty.case);
        }
    }
    if chosen.is_empty() {
        return Ok(0);
    }
    let pen = Pen::of(write, hand)?;
    for case in &chosen {
        let mut document = pen::open(&*write, *case)?;
        let record = document.record();
        let view: CaseView = record.view();
        let mut intentions = Vec::new();
        if duty::leads(&record, &view).contains(&from) {
            intentions.push(Intention::set("lead", to));
        }
        if duty::assignees(&view).contains(&from) {
            intentions.push(assigned(hand, pen.user, to, &view)?);
        }
        pen.edit(write, &mut document, &intentions)?;
    }
    Ok(chosen.len())
}

/// The step that hands a case on, after everything that was done.
fn assigned(hand: &Hand, by: UserId, to: UserId, view: &CaseView) -> Result<Intention, AdminError> {
    let after = course::fold(&view.events).frontier.iter().map(ToString::to_string).collect();
    let values = BTreeMap::from([
        ("kind".to_owned(), Value::from("assigned")),
        ("by".to_owned(), Value::from(by)),
        ("to".to_owned(), Value::Text(to.short())),
        ("after".to_owned(), Value::Many(after)),
    ]);
    let entry = EntryId::from_moment(u64::try_from(hand.now_ms()).unwrap_or(0), county::random()?);
    Ok(Intention::Append { field: "events".to_owned(), entry, values })
}
