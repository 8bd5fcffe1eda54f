//! 结对帮扶, 挂钩联户.

use lianxin_model::check;
use lianxin_model::ids::{DocId, Kind, UserId};
use lianxin_model::role::AssignmentKind;
use lianxin_store::{Assignment, NewAssignment, Over, Read, Store, Write};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::accounts::open_account;
use super::hand::Deed;
use super::{AdminError, Hand, places};

/// For what somebody is to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A household by its code or id; its record may come later.
    Household(String),
    /// An area by its division code, with everything in it.
    Area(String),
}

/// What became of an assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Assigned {
    /// Whether it is new; the same assignment again changes nothing.
    pub new: bool,
    /// Whether the household's record is there already; always for an area.
    pub arrived: bool,
    /// Households that it covers and that are there.
    pub households: u64,
}

/// What ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Ended {
    /// Assignments: several where the area was made of former ones.
    pub ended: usize,
    /// Households that it covered and that are there.
    pub households: u64,
}

/// An assignment as an administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AssignmentRow {
    /// Who.
    pub user: UserId,
    /// Their login.
    pub login: String,
    /// Their name.
    pub name: String,
    /// Why.
    pub kind: AssignmentKind,
    /// The household.
    pub household: Option<DocId>,
    /// The household's code, if it has one and is there.
    pub code: Option<String>,
    /// What a list shows of the household: its head's name.
    pub title: Option<String>,
    /// Division code of the area.
    pub area: Option<String>,
}

/// Whose assignments, or over what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// Those of an account, open or closed.
    Login(String),
    /// Those that cover a household: its own, and over the areas around it.
    Household(String),
    /// Those over an area.
    Area(String),
}

/// Makes somebody answer for a household or area, where a county is being set up: it leaves no trace in the list of acts.
///
/// # Errors
/// [`AdminError::UnknownLogin`], [`AdminError::UnknownArea`], …
pub fn assign(store: &dyn Store, login: &str, kind: AssignmentKind, target: &Target) -> Result<Assigned, AdminError> {
    let mut write = store.write()?;
    let (assignment, mut assigned) = assignment(&*write, login, kind, target)?;
    assigned.new = write.assign(&assignment)?.changed;
    write.commit()?;
    Ok(assigned)
}

/// Makes somebody answer for a household or area.
///
/// # Errors
/// [`AdminError::UnknownLogin`], [`AdminError::UnknownArea`], …
pub fn grant(
    store: &dyn Store,
    hand: &Hand,
    login: &str,
    kind: AssignmentKind,
    target: &Target,
) -> Result<Assigned, AdminError> {
    hand.act(store, |write| {
        let (assignment, mut assigned) = assignment(&*write, login, kind, target)?;
        may_assign(&*write, hand, &assignment)?;
        assigned.new = write.assign(&assignment)?.changed;
        let deed = assigned.new.then(|| deed("grant", &assignment));
        Ok((assigned, deed))
    })
}

/// Ends what [`grant`] made. With an area end the assignments over places that became part of it.
///
/// # Errors
/// [`AdminError::UnknownAssignment`], …
pub fn revoke(
    store: &dyn Store,
    hand: &Hand,
    login: &str,
    kind: AssignmentKind,
    target: &Target,
) -> Result<Ended, AdminError> {
    hand.act(store, |write| {
        let (assignment, assigned) = assignment(&*write, login, kind, target)?;
        may_assign(&*write, hand, &assignment)?;
        let ended = end_with_former(write, &assignment)?;
        if ended == 0 {
            return Err(AdminError::UnknownAssignment);
        }
        Ok((Ended { ended, households: assigned.households }, Some(deed("revoke", &assignment))))
    })
}

/// The assignments that stand.
///
/// # Errors
/// [`AdminError::UnknownLogin`], [`AdminError::UnknownArea`], …
pub fn assignments(store: &dyn Store, hand: &Hand, about: &About) -> Result<Vec<AssignmentRow>, AdminError> {
    let read = store.read()?;
    let found = match about {
        About::Login(login) => {
            let user = read.user_by_login(login.trim())?.ok_or(AdminError::UnknownLogin)?;
            hand.answers_for_user(&*read, &user)?;
            read.assignments(user.id)?
        }
        About::Household(code) => {
            let id = household(&*read, code)?;
            hand.answers_for_household(&*read, id)?;
            read.assigned_to(id)?
        }
        About::Area(code) => {
            let area = places::today(&*read, code)?;
            hand.answers_for_area(&*read, &area.code)?;
            read.assignments_over(&Over::Area(area.code))?
        }
    };
    let mut rows = Vec::with_capacity(found.len());
    for assignment in found {
        if !is_former(&*read, &assignment)? {
            rows.push(row(&*read, assignment)?);
        }
    }
    Ok(rows)
}

fn row(read: &dyn Read, assignment: Assignment) -> Result<AssignmentRow, AdminError> {
    let user = read.user(assignment.user)?.ok_or(AdminError::UnknownLogin)?;
    let (household, area) = match assignment.over {
        Over::Household(household) => (Some(household), None),
        Over::Area(area) => (None, Some(area)),
    };
    let recorded = household.map(|id| read.show(id, &lianxin_store::Scope::all())).transpose()?.flatten();
    let code = recorded.as_ref().and_then(|row| row.record.text("code").map(str::to_owned));
    let title = recorded.map(|row| row.title);
    let (user, login, name) = (user.id, user.login, user.name);
    Ok(AssignmentRow { user, login, name, kind: assignment.kind, household, code, title, area })
}

/// Whether it stands over a place that became part of another one for which the same person answers in the same way: it
/// goes on so that their devices keep what they hold, and is no other assignment to people.
fn is_former(read: &dyn Read, assignment: &Assignment) -> Result<bool, AdminError> {
    let Over::Area(code) = &assignment.over else { return Ok(false) };
    let Some(today) = read.area_today(code)?.filter(|today| today.code != *code) else { return Ok(false) };
    let beside = read.assignments_over(&Over::Area(today.code))?;
    Ok(beside.iter().any(|other| other.user == assignment.user && other.kind == assignment.kind))
}

fn may_assign(read: &dyn Read, hand: &Hand, assignment: &NewAssignment) -> Result<(), AdminError> {
    match &assignment.over {
        Over::Household(id) => hand.answers_for_household(read, *id),
        Over::Area(area) => hand.answers_for_area(read, area),
    }
}

fn deed(act: &'static str, assignment: &NewAssignment) -> Deed {
    let (household, area) = match &assignment.over {
        Over::Household(household) => (Some(household), None),
        Over::Area(area) => (None, Some(area)),
    };
    let kind = assignment.kind.word();
    Deed { act, detail: json!({ "user": assignment.user, "kind": kind, "household": household, "area": area }) }
}

/// Ends an assignment, and those over places that became part of its area; how many.
pub(super) fn end_with_former(write: &mut dyn Write, assignment: &NewAssignment) -> Result<usize, AdminError> {
    let mut ended = usize::from(write.end_assignment(assignment)?.is_some());
    if let Over::Area(code) = &assignment.over {
        for former in write.areas_merged_into(code)? {
            let former = NewAssignment { over: Over::Area(former.code), ..assignment.clone() };
            ended += usize::from(write.end_assignment(&former)?.is_some());
        }
    }
    Ok(ended)
}

fn assignment(
    read: &(impl Read + ?Sized),
    login: &str,
    kind: AssignmentKind,
    target: &Target,
) -> Result<(NewAssignment, Assigned), AdminError> {
    let user = open_account(read, login)?.id;
    match target {
        Target::Area(code) => {
            let area = places::today(read, code)?.code;
            let households = places::households_in(read, &area)?;
            let assigned = Assigned { new: false, arrived: true, households };
            Ok((NewAssignment { user, kind, over: Over::Area(area) }, assigned))
        }
        Target::Household(code) => {
            let id = household(read, code)?;
            let arrived = read.document(id)?.is_some_and(|meta| meta.kind == Kind::Household);
            let assigned = Assigned { new: false, arrived, households: u64::from(arrived) };
            Ok((NewAssignment { user, kind, over: Over::Household(id) }, assigned))
        }
    }
}

/// The household's id: as it is typed, or the one that everybody derives from the code.
pub(super) fn household(read: &(impl Read + ?Sized), code: &str) -> Result<DocId, AdminError> {
    if let Ok(id) = code.trim().parse() {
        return Ok(id);
    }
    let code = check::line(code.trim()).map_err(|_| AdminError::BadHouseholdCode)?;
    Ok(DocId::official(read.county()?.tenant, Kind::Household, code))
}
