//! 结对帮扶, 挂钩联户.

use lianxin_model::check;
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::role::AssignmentKind;
use lianxin_store::{NewAssignment, Over, Read, Store};
use serde::Serialize;

use super::AdminError;
use super::accounts::open_account;

/// For what somebody is to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A household by its code or id; its record may come later.
    Household(String),
    /// An area by its division code, with everything in it.
    Area(String),
}

/// What became of an assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Assigned {
    /// Whether it is new; the same assignment again changes nothing.
    pub new: bool,
    /// Whether the household's record is there already; always for an area.
    pub arrived: bool,
}

/// Makes somebody answer for a household or area.
///
/// # Errors
/// [`AdminError::UnknownLogin`], [`AdminError::UnknownArea`], …
pub fn assign(store: &dyn Store, login: &str, kind: AssignmentKind, target: &Target) -> Result<Assigned, AdminError> {
    let mut write = store.write()?;
    let (assignment, arrived) = assignment(&*write, login, kind, target)?;
    let upsert = write.assign(&assignment)?;
    write.commit()?;
    Ok(Assigned { new: upsert.changed, arrived })
}

/// Ends what [`assign`] made.
///
/// # Errors
/// [`AdminError::UnknownAssignment`], …
pub fn end_assignment(store: &dyn Store, login: &str, kind: AssignmentKind, target: &Target) -> Result<(), AdminError> {
    let mut write = store.write()?;
    let (assignment, _) = assignment(&*write, login, kind, target)?;
    write.end_assignment(&assignment)?.ok_or(AdminError::UnknownAssignment)?;
    write.commit()?;
    Ok(())
}

fn assignment(
    read: &(impl Read + ?Sized),
    login: &str,
    kind: AssignmentKind,
    target: &Target,
) -> Result<(NewAssignment, bool), AdminError> {
    let user = open_account(read, login)?.id;
    match target {
        Target::Area(code) => {
            read.area(code)?.ok_or(AdminError::UnknownArea)?;
            Ok((NewAssignment { user, kind, over: Over::Area(code.clone()) }, true))
        }
        Target::Household(code) => {
            let id = household(read, code)?;
            let arrived = read.document(id)?.is_some_and(|meta| meta.kind == Kind::Household);
            Ok((NewAssignment { user, kind, over: Over::Household(id) }, arrived))
        }
    }
}

/// The household's id: as it is typed, or the one that everybody derives from the code.
fn household(read: &(impl Read + ?Sized), code: &str) -> Result<DocId, AdminError> {
    if let Ok(id) = code.trim().parse() {
        return Ok(id);
    }
    let code = check::line(code.trim()).map_err(|_| AdminError::BadHouseholdCode)?;
    Ok(DocId::official(read.county()?.tenant, Kind::Household, code))
}
