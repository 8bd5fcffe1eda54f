//! The tree of places as administrators keep it: level by level, with what lies in each place, and places that are added.

use lianxin_model::check::{self, DivisionLevel};
use lianxin_store::{Area, NewArea, Over, PeopleQuery, Read, Store};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::hand::Deed;
use super::{AdminError, Hand, places};

/// A place as an administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PlaceRow {
    /// Division code, 12 digits or 15 for a group.
    pub code: String,
    /// Its name.
    pub name: String,
    /// `county`, `township`, `village` or `group`.
    pub level: &'static str,
    /// The code of the place that it lies in.
    pub parent: Option<String>,
    /// The code of the place that it became part of: it is closed.
    pub merged_into: Option<String>,
    /// Names that it had.
    pub former: Vec<String>,
    /// Places directly in it.
    pub children: usize,
    /// Households in it.
    pub households: u64,
    /// Open accounts that belong to it or to what lies in it.
    pub accounts: u64,
    /// People who answer for the whole of it.
    pub leads: usize,
}

/// What became of a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PlaceAdded {
    /// Its code.
    pub area: String,
    /// Whether it is new; the same again changes nothing.
    pub new: bool,
}

/// The places directly in this one, by code; for none the place of the administrator itself.
///
/// # Errors
/// [`AdminError::UnknownArea`], [`AdminError::OutOfArea`], …
pub fn places_in(store: &dyn Store, hand: &Hand, parent: Option<&str>) -> Result<Vec<PlaceRow>, AdminError> {
    let read = store.read()?;
    let areas = match parent {
        Some(code) => {
            let parent = read.area(code.trim())?.ok_or(AdminError::UnknownArea)?;
            hand.answers_for_area(&*read, &parent.code)?;
            read.area_children(Some(&parent.code))?
        }
        None => match hand.by() {
            Some(by) => read.area(&by.area)?.into_iter().collect(),
            None => read.area_children(None)?,
        },
    };
    areas.into_iter().map(|area| row(&*read, area)).collect()
}

fn row(read: &dyn Read, area: Area) -> Result<PlaceRow, AdminError> {
    let people = PeopleQuery { area: Some(area.code.clone()), disabled: Some(false), ..PeopleQuery::default() };
    Ok(PlaceRow {
        former: read.former_names(&area.code)?,
        children: read.area_children(Some(&area.code))?.len(),
        households: places::households_in(read, &area.code)?,
        accounts: read.people_count(&people)?,
        leads: read.assignments_over(&Over::Area(area.code.clone()))?.len(),
        level: area.level.word(),
        code: area.code,
        name: area.name,
        parent: area.parent,
        merged_into: area.merged_into,
    })
}

/// Adds a village to a township, or a group to a village. Its code is the one that the county gives, and begins as its
/// place's does.
///
/// # Errors
/// [`AdminError::BadArea`], [`AdminError::AreaTaken`], [`AdminError::BadName`], …
pub fn add_place(
    store: &dyn Store,
    hand: &Hand,
    code: &str,
    name: &str,
    parent: &str,
) -> Result<PlaceAdded, AdminError> {
    hand.act(store, |write| {
        let parent = places::today(&*write, parent)?;
        hand.answers_for_area(&*write, &parent.code)?;
        let division = check::division(code).map_err(|_| AdminError::BadArea)?;
        let around = check::division(&parent.code).map_err(|_| AdminError::BadArea)?;
        let is_level = matches!(
            (parent.level, division.level()),
            (DivisionLevel::Township, DivisionLevel::Village) | (DivisionLevel::Village, DivisionLevel::Group)
        );
        if !is_level || !around.contains(&division) {
            return Err(AdminError::BadArea);
        }
        let name = check::line(name).map_err(|_| AdminError::BadName)?.to_owned();
        let (code, level) = (division.code().to_owned(), division.level());
        if let Some(known) = write.area(&code)? {
            let same = known.name == name && known.parent.as_deref() == Some(&parent.code);
            let known = PlaceAdded { area: code, new: false };
            return if same { Ok((known, None)) } else { Err(AdminError::AreaTaken) };
        }
        write.put_area(&NewArea { code: code.clone(), name, level, parent: Some(parent.code.clone()) })?;
        let deed = Deed { act: "add_area", detail: json!({ "area": code, "parent": parent.code }) };
        Ok((PlaceAdded { area: code, new: true }, Some(deed)))
    })
}
