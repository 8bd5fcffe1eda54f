//! Places that are renamed, or become part of others (并村).

use lianxin_model::check::{self, DivisionLevel};
use lianxin_model::ids::Kind;
use lianxin_store::{Area, ListQuery, NewArea, NewAssignment, NewUser, Over, Read, Scope, Store, Write};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::hand::Deed;
use super::{AdminError, Hand};

/// What became of an area's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Renamed {
    /// The area's code.
    pub area: String,
    /// Whether it had another name.
    pub changed: bool,
}

/// What a merger did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Merged {
    /// The village that is closed.
    pub from: String,
    /// The village that it is part of now.
    pub into: String,
    /// Whether it is new; the same again completes what is missing and changes nothing else.
    pub new: bool,
    /// Whether the other village has a new name.
    pub renamed: bool,
    /// Groups that lie in it now.
    pub groups: usize,
    /// Households that lie in it now.
    pub households: u64,
    /// Documents of these households.
    pub documents: u64,
    /// Assignments that go on over the whole.
    pub assignments: usize,
    /// Accounts that belong to it now.
    pub accounts: usize,
}

/// The open place that a code means today.
pub(super) fn today(read: &(impl Read + ?Sized), code: &str) -> Result<Area, AdminError> {
    read.area_today(code.trim())?.ok_or(AdminError::UnknownArea)
}

/// How many households lie in an area.
pub(super) fn households_in(read: &(impl Read + ?Sized), area: &str) -> Result<u64, AdminError> {
    count(read, area, Kind::Household)
}

fn count(read: &(impl Read + ?Sized), area: &str, kind: Kind) -> Result<u64, AdminError> {
    let query =
        ListQuery { scope: Scope::all(), kind: Some(kind), area: Some(area.to_owned()), ..ListQuery::default() };
    Ok(read.count(&query)?)
}

/// Gives an area another name. Its code stays.
///
/// # Errors
/// [`AdminError::UnknownArea`], [`AdminError::BadName`], …
pub fn rename_area(store: &dyn Store, hand: &Hand, code: &str, name: &str) -> Result<Renamed, AdminError> {
    hand.act(store, |write| {
        let area = write.area(code.trim())?.ok_or(AdminError::UnknownArea)?;
        hand.answers_for_area(&*write, &area.code)?;
        let code = area.code.clone();
        let changed = rename(write, area, name)?;
        let deed = changed.then(|| Deed { act: "rename_area", detail: json!({ "area": code }) });
        Ok((Renamed { area: code, changed }, deed))
    })
}

fn rename(write: &mut dyn Write, area: Area, name: &str) -> Result<bool, AdminError> {
    let name = check::line(name).map_err(|_| AdminError::BadName)?.to_owned();
    let renamed = NewArea { code: area.code, name, level: area.level, parent: area.parent };
    Ok(write.put_area(&renamed)?.changed)
}

/// Makes a village part of another one. It stays as a closed place that lies in the other, with its groups and households,
/// which keep their codes and are not written to; whoever answered for it answers for the whole, and its accounts belong
/// to the other.
///
/// # Errors
/// [`AdminError::NotAVillage`], [`AdminError::SamePlace`], [`AdminError::MergedElsewhere`], …
pub fn merge_villages(
    store: &dyn Store,
    hand: &Hand,
    from: &str,
    into: &str,
    name: Option<&str>,
) -> Result<Merged, AdminError> {
    hand.act(store, |write| {
        let from = village(&*write, from)?;
        let into = village(&*write, into)?;
        hand.answers_for_area(&*write, &from.code)?;
        hand.answers_for_area(&*write, &into.code)?;
        let target = today(&*write, &into.code)?;
        if from.code == target.code {
            return Err(AdminError::SamePlace);
        }
        let known = today(&*write, &from.code)?;
        if known.code != from.code && known.code != target.code {
            return Err(AdminError::MergedElsewhere);
        }
        let mut merged = Merged { from: from.code.clone(), into: target.code.clone(), ..Merged::default() };
        if known.code == from.code {
            merged.new = write.merge_area(&from.code, &target.code)?.changed;
        }
        continue_over(write, &from.code, &target.code, &mut merged)?;
        if let Some(name) = name {
            merged.renamed = rename(write, target, name)?;
        }
        merged.groups = write.area_children(Some(&from.code))?.len();
        merged.households = households_in(&*write, &from.code)?;
        for kind in [Kind::Person, Kind::Case, Kind::Visit, Kind::Assistance, Kind::Comment] {
            merged.documents += count(&*write, &from.code, kind)?;
        }
        let changed = merged.new || merged.renamed || merged.assignments + merged.accounts > 0;
        let deed = changed.then(|| Deed { act: "merge_villages", detail: json!(merged) });
        Ok((merged, deed))
    })
}

fn village(read: &dyn Read, code: &str) -> Result<Area, AdminError> {
    let area = read.area(code.trim())?.ok_or(AdminError::UnknownArea)?;
    if area.level == DivisionLevel::Village { Ok(area) } else { Err(AdminError::NotAVillage) }
}

/// What stood over the closed village stands over the whole. The old assignments stand beside the new ones: what they
/// brought to devices, devices keep.
fn continue_over(write: &mut dyn Write, from: &str, into: &str, merged: &mut Merged) -> Result<(), AdminError> {
    for standing in write.assignments_over(&Over::Area(from.to_owned()))? {
        let over = Over::Area(into.to_owned());
        let upsert = write.assign(&NewAssignment { user: standing.user, kind: standing.kind, over })?;
        merged.assignments += usize::from(upsert.changed);
    }
    for user in write.users()?.into_iter().filter(|user| user.area == from) {
        let area = into.to_owned();
        let moved = NewUser { id: user.id, login: user.login, name: user.name, role: user.role, area };
        merged.accounts += usize::from(write.put_user(&moved)?.changed);
    }
    Ok(())
}
