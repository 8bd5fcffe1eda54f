//! Which document a row's person is.
//!
//! With an ID number that passed its check: the id of that number, so that two sheets and two devices mean the same
//! person. Otherwise the id of household code, name and birth date. Somebody whom the household knows already under the
//! same name keeps their document when a later sheet brings the number or birth date that an earlier one lacked.

use std::collections::HashSet;

use lianxin_model::catalogue::PersonView;
use lianxin_model::document::Record;
use lianxin_model::ids::{DocId, Kind, TenantId};
use lianxin_store::{Read, Scope, StoreError};

use super::facts::Member;
use crate::roster::{HouseholdRows, Row};

/// What stands between the parts of a made-up code: no line of a sheet holds it.
const SEPARATOR: char = '\u{1f}';

/// The document of each row's person. `known` is the household as it is recorded, if it is.
pub(super) fn members<'a>(
    read: &dyn Read,
    tenant: TenantId,
    rows: &HouseholdRows<'a>,
    known: Option<&Record>,
) -> Result<Vec<Member<'a>>, StoreError> {
    let mut taken: HashSet<DocId> = HashSet::with_capacity(rows.members.len());
    let mut members: Vec<Member<'a>> = Vec::with_capacity(rows.members.len());
    for row in rows.members.iter().copied() {
        let mut id = by_content(tenant, row, 0);
        // Two people of one household whom nothing in the sheet tells apart.
        let mut place = 0;
        while !taken.insert(id) {
            place += 1;
            id = by_content(tenant, row, place);
        }
        members.push(Member { row, id });
    }
    let Some(household) = known else { return Ok(members) };
    let recorded: Vec<DocId> = household.keys("members").iter().filter_map(|id| id.parse().ok()).collect();
    let mut strangers: Vec<DocId> = recorded.into_iter().filter(|id| !taken.contains(id)).collect();
    for member in &mut members {
        if strangers.is_empty() || read.document(member.id)?.is_some() {
            continue;
        }
        for place in 0..strangers.len() {
            let Some(id) = strangers.get(place).copied() else { break };
            let Some(row) = read.show(id, &Scope::all())? else { continue };
            if is_same(&row.record.view(), member.row) {
                member.id = strangers.swap_remove(place);
                break;
            }
        }
    }
    Ok(members)
}

fn by_content(tenant: TenantId, row: &Row, place: usize) -> DocId {
    if let (Some(number), true, 0) = (&row.id_number, row.id_number_valid, place) {
        return DocId::official(tenant, Kind::Person, number);
    }
    let birth = row.birth.as_deref().unwrap_or_default();
    let mut code = format!("{}{SEPARATOR}{}{SEPARATOR}{birth}", row.household_code, row.name);
    if place > 0 {
        code.push_str(&format!("{SEPARATOR}{place}"));
    }
    DocId::official(tenant, Kind::Person, &code)
}

/// Whether a recorded person of the household is the one in the row: the name is equal and nothing else speaks against.
fn is_same(recorded: &PersonView, row: &Row) -> bool {
    let agree = |recorded: &Option<String>, written: &Option<String>| match (recorded, written) {
        (Some(recorded), Some(written)) => recorded == written,
        _ => true,
    };
    recorded.name.as_deref() == Some(row.name.as_str())
        && agree(&recorded.birth, &row.birth)
        && agree(&recorded.id_number, &row.id_number)
}
