//! The people of a sheet by household.

use std::collections::HashMap;

use super::{Row, Sheet};

/// A household and its people, as the sheet has them.
#[derive(Clone)]
pub struct HouseholdRows<'a> {
    /// 户编号
    pub code: &'a str,
    /// The first village that a row names.
    pub village: Option<&'a str>,
    /// The first group that a row names.
    pub group: Option<&'a str>,
    /// The first head that a row names, in its column or by relation.
    pub head_name: Option<&'a str>,
    /// The first address that a row names.
    pub address: Option<&'a str>,
    /// Its people, from top to bottom.
    pub members: Vec<&'a Row>,
}

/// The households of a sheet in the order in which their codes first stand there, though their rows may lie apart.
pub fn households(sheet: &Sheet) -> Vec<HouseholdRows<'_>> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut households: Vec<HouseholdRows<'_>> = Vec::new();
    for row in &sheet.rows {
        let code = row.household_code.as_str();
        let place = *places.entry(code).or_insert(households.len());
        if place == households.len() {
            households.push(HouseholdRows {
                code,
                village: None,
                group: None,
                head_name: None,
                address: None,
                members: Vec::new(),
            });
        }
        let Some(household) = households.get_mut(place) else { continue };
        household.village = household.village.or(row.village.as_deref());
        household.group = household.group.or(row.group.as_deref());
        household.head_name = household.head_name.or(row.head_name.as_deref());
        household.address = household.address.or(row.address.as_deref());
        household.members.push(row);
    }
    households
}
