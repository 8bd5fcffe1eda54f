//! Which area a row's village and group are, below the area of whoever imports.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use lianxin_model::check::{self, DivisionLevel};
use lianxin_store::{Area, NewArea, Read, StoreError};

use super::fault::ApplyFault;
use super::group_name::{GroupName, bare_village, compact, village};
use crate::roster::HouseholdRows;

/// Groups are counted with three digits.
const GROUP_MAX: u16 = 999;

/// The places of an area, by the names that sheets use.
pub(super) struct Places {
    villages: Vec<Village>,
    /// Names of the places around the villages, which a cell may put before the village's.
    around: BTreeMap<String, String>,
    groups: HashMap<String, Groups>,
    created: Vec<NewArea>,
}

#[derive(Clone)]
struct Village {
    code: String,
    full: String,
    parent: Option<String>,
    /// What it was called before.
    former: Vec<String>,
    /// The village that it is part of today; itself while it is open.
    today: String,
}

impl Village {
    fn is_open(&self) -> bool {
        self.code == self.today
    }

    /// Whether it lies in the place that a cell puts before its name. A closed one is still looked for where it lay.
    fn lies_in(&self, around: &str) -> bool {
        let by_code = !self.is_open() && self.code.get(..9).is_some_and(|township| around.starts_with(township));
        is_county(around) || by_code || self.parent.as_deref().is_none_or(|parent| parent == around)
    }
}

#[derive(Default)]
struct Groups {
    codes: HashMap<GroupName, String>,
    taken: BTreeSet<u16>,
}

impl Places {
    /// The places below this area, with those around it.
    pub(super) fn below(read: &dyn Read, root: &str) -> Result<Self, StoreError> {
        let mut places =
            Self { villages: Vec::new(), around: BTreeMap::new(), groups: HashMap::new(), created: Vec::new() };
        for area in read.area_path(root)?.into_iter().chain(read.area_subtree(root)?) {
            let today = match area.merged_into {
                Some(_) => read.area_today(&area.code)?.map_or_else(|| area.code.clone(), |today| today.code),
                None => area.code.clone(),
            };
            let former = read.former_names(&area.code)?;
            places.know(area, former, today, root);
        }
        Ok(places)
    }

    fn know(&mut self, area: Area, former: Vec<String>, today: String, root: &str) {
        match area.level {
            DivisionLevel::County | DivisionLevel::Township => {
                self.around.insert(area.code, compact(&area.name));
            }
            DivisionLevel::Village => {
                // A village on the way down to a group that imports for itself is one that rows may name.
                if self.villages.iter().all(|known| known.code != area.code) {
                    let full = village(&area.name);
                    let former = former.iter().map(|name| village(name)).collect();
                    self.villages.push(Village { full, code: area.code, parent: area.parent, former, today });
                }
            }
            DivisionLevel::Group => {
                let village = area.parent.unwrap_or_else(|| root.to_owned());
                let groups = self.groups.entry(village).or_default();
                groups.taken.extend(area.code.get(12..).and_then(|number| number.parse::<u16>().ok()));
                groups.codes.insert(GroupName::of(&area.name), area.code);
            }
        }
    }

    /// The groups that had to be made.
    pub(super) fn created(&self) -> &[NewArea] {
        &self.created
    }

    /// The area of each household, in their order; groups that do not exist are made, those that bear a number first, so
    /// that no other takes it from them.
    pub(super) fn find(&mut self, households: &[HouseholdRows<'_>]) -> Vec<Result<String, ApplyFault>> {
        let villages: Vec<_> = households.iter().map(|household| self.village(household.village)).collect();
        for numbered in [true, false] {
            for (household, village) in households.iter().zip(&villages) {
                if let (Ok(village), Some(written)) = (village, household.group) {
                    let name = group_name(village, written);
                    if matches!(name, GroupName::Numbered(_)) == numbered {
                        self.make_group(&village.code, &name, written);
                    }
                }
            }
        }
        households.iter().zip(villages).map(|(household, village)| self.area(village?, household.group)).collect()
    }

    /// What a closed village's name stands for lies in the village that it became part of. Its groups keep its name, so that
    /// the third group of the one is not taken for the third group of the other.
    fn area(&self, village: Village, group: Option<&str>) -> Result<String, ApplyFault> {
        let Some(written) = group else { return Ok(village.today) };
        let name = group_name(&village, written);
        let known = self.groups.get(&village.code).and_then(|groups| groups.codes.get(&name));
        known.cloned().ok_or(ApplyFault::GroupsFull)
    }

    fn make_group(&mut self, village: &str, name: &GroupName, written: &str) {
        let groups = self.groups.entry(village.to_owned()).or_default();
        if groups.codes.contains_key(name) {
            return;
        }
        let wished = match name {
            GroupName::Numbered(number) if !groups.taken.contains(number) => Some(*number),
            _ => (1..=GROUP_MAX).find(|number| !groups.taken.contains(number)),
        };
        let Some(number) = wished else { return };
        let code = format!("{village}{number:03}");
        groups.taken.insert(number);
        groups.codes.insert(name.clone(), code.clone());
        let parent = Some(village.to_owned());
        self.created.push(NewArea { code, name: name.shown(written), level: DivisionLevel::Group, parent });
    }

    /// The village that a cell names: by name, with or without the places around it, or by code.
    fn village(&self, written: Option<&str>) -> Result<Village, ApplyFault> {
        let Some(written) = written else {
            // An importer who answers for one village need not name it.
            let mut open = self.villages.iter().filter(|village| village.is_open());
            return match (open.next(), open.next()) {
                (Some(only), None) => Ok(only.clone()),
                _ => Err(ApplyFault::VillageNeeded),
            };
        };
        if let Ok(division) = check::division(written) {
            return one(self.villages.iter().filter(|village| village.code == division.code()).collect());
        }
        let mut name = village(written);
        let mut within: Option<&str> = None;
        // 桂东县沤江镇增口村: from the widest place inwards.
        for (code, around) in &self.around {
            let rest = name.strip_prefix(around.as_str()).filter(|rest| !rest.is_empty()).map(str::to_owned);
            if let Some(rest) = rest {
                name = rest;
                within = Some(code);
            }
        }
        let inside = |village: &&Village| within.is_none_or(|within| village.lies_in(within));
        let candidates: Vec<&Village> = self.villages.iter().filter(inside).collect();
        let named = |matches: &dyn Fn(&Village) -> bool| -> Vec<&Village> {
            candidates.iter().copied().filter(|village| matches(village)).collect()
        };
        // A name of today goes before a former one, and a whole name before its stem.
        let bare = bare_village(&name);
        let ways: [&dyn Fn(&Village) -> bool; 4] = [
            &|village| village.full == name,
            &|village| bare_village(&village.full) == bare,
            &|village| village.former.contains(&name),
            &|village| village.former.iter().any(|former| bare_village(former) == bare),
        ];
        one(ways.iter().map(|way| named(way)).find(|found| !found.is_empty()).unwrap_or_default())
    }
}

/// The one village that was found. Of several that are one today, the open one bears the name.
fn one(found: Vec<&Village>) -> Result<Village, ApplyFault> {
    let Some(first) = found.first() else { return Err(ApplyFault::UnknownVillage) };
    if found.len() > 1 && found.iter().any(|village| village.today != first.today) {
        return Err(ApplyFault::AmbiguousVillage);
    }
    let open = found.iter().find(|village| village.is_open());
    match (open, found.len()) {
        (Some(open), _) => Ok((*open).clone()),
        (None, 1) => Ok((*first).clone()),
        _ => Err(ApplyFault::AmbiguousVillage),
    }
}

fn is_county(code: &str) -> bool {
    code.get(6..9) == Some("000")
}

/// 增口村3组 is 3组 of that village.
fn group_name(village: &Village, written: &str) -> GroupName {
    let text = compact(written);
    let names = std::iter::once(&village.full).chain(&village.former);
    let own = names.filter_map(|name| text.strip_prefix(name.as_str())).find(|rest| !rest.is_empty());
    GroupName::of(own.unwrap_or(&text))
}
