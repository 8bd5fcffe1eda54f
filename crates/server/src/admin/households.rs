//! Households that turn out to lie elsewhere, or move there. Their area is an anchor that no device rewrites (ADR 0004).

use std::collections::BTreeSet;

use lianxin_model::check::DivisionLevel;
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::intention::Intention;
use lianxin_model::limits;
use lianxin_store::{ListQuery, Read, Scope, Store};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::assignments::household;
use super::hand::Deed;
use super::pen::{self, Pen};
use super::{AdminError, Hand, places};

/// Which households.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// These, by code or id.
    Named(Vec<String>),
    /// Everything that lies in this area.
    In(String),
}

/// What moved, or would move.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Moved {
    /// Where to.
    pub to: String,
    /// Households that lie there now and did not before.
    pub households: usize,
    /// Their documents, which come with them.
    pub documents: u64,
    /// Households that lay there already.
    pub unchanged: usize,
}

/// Moves households to a village or group, with everything that belongs to them. Each keeps its code and its history; the
/// move stands in it in the administrator's name.
///
/// # Errors
/// [`AdminError::UnknownHousehold`], [`AdminError::UnknownArea`], [`AdminError::TooManyHouseholds`], …
pub fn move_households(store: &dyn Store, hand: &Hand, which: &Which, to: &str) -> Result<Moved, AdminError> {
    hand.act(store, |write| {
        let to = places::today(&*write, to)?;
        if to.level < DivisionLevel::Village {
            return Err(AdminError::NotAVillage);
        }
        hand.answers_for_area(&*write, &to.code)?;
        let pen = Pen::of(write, hand)?;
        let mut moved = Moved { to: to.code.clone(), ..Moved::default() };
        let mut ids = Vec::new();
        for id in selected(&*write, which)? {
            hand.answers_for_household(&*write, id)?;
            let mut document = pen::open(&*write, id)?;
            if document.record().text("area") == Some(&to.code) {
                moved.unchanged += 1;
                continue;
            }
            pen.edit(write, &mut document, &[Intention::set("area", to.code.as_str())])?;
            let of = ListQuery { scope: Scope::all(), household: Some(id), ..ListQuery::default() };
            // The household's own document is among them.
            moved.documents += write.count(&of)?.saturating_sub(1);
            moved.households += 1;
            ids.push(id);
        }
        let detail = json!({ "to": to.code, "households": ids, "documents": moved.documents });
        let deed = (!ids.is_empty()).then_some(Deed { act: "move_households", detail });
        Ok((moved, deed))
    })
}

/// The households that are there, in the order of their ids.
fn selected(read: &dyn Read, which: &Which) -> Result<BTreeSet<DocId>, AdminError> {
    match which {
        Which::Named(codes) => named(read, codes),
        Which::In(code) => {
            let area = read.area(code.trim())?.ok_or(AdminError::UnknownArea)?.code;
            if places::households_in(read, &area)? > limits::ADMIN_HOUSEHOLDS_MAX as u64 {
                return Err(AdminError::TooManyHouseholds);
            }
            let limit = u32::try_from(limits::ADMIN_HOUSEHOLDS_MAX).unwrap_or(u32::MAX);
            let query = ListQuery {
                scope: Scope::all(),
                kind: Some(Kind::Household),
                area: Some(area),
                limit,
                ..ListQuery::default()
            };
            Ok(read.list(&query)?.rows.into_iter().map(|row| row.id).collect())
        }
    }
}

/// Households by their codes or ids; each must be there, or nothing is done.
pub(super) fn named(read: &dyn Read, codes: &[String]) -> Result<BTreeSet<DocId>, AdminError> {
    if codes.len() > limits::ADMIN_HOUSEHOLDS_MAX {
        return Err(AdminError::TooManyHouseholds);
    }
    let mut ids = BTreeSet::new();
    for (place, code) in codes.iter().enumerate() {
        let id = household(read, code)?;
        let arrived = read.document(id)?.is_some_and(|meta| meta.kind == Kind::Household);
        if !arrived {
            return Err(AdminError::UnknownHousehold { place: place + 1 });
        }
        ids.insert(id);
    }
    Ok(ids)
}
