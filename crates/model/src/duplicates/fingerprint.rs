//! What of a household is compared.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use sha2::{Digest as _, Sha256};

use super::address::Address;
use super::links::Links;
use crate::catalogue::{HouseholdView, PersonView};
use crate::check::{self, PhoneKind};
use crate::document::Record;
use crate::ids::DocId;
use crate::search::normalize;

/// The relation of the head to the head.
const HEAD_RELATION: &str = "户主";
/// Digits of a village's division code (GB/T 10114); three more name the group.
const VILLAGE_DIGITS: usize = 12;

/// SHA-256 of an ID number in its present form: numbers are compared and never shown.
pub(super) type IdHash = [u8; 32];

/// A phone number by which a household is reached.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct PhoneNumber {
    pub(super) number: String,
    /// A mobile belongs to a person; a fixed or short number may be an institution's.
    pub(super) mobile: bool,
}

/// A household reduced to what is compared. Holds personal data: it is made, compared and dropped.
#[derive(Clone)]
pub struct Fingerprint {
    /// The household.
    pub household: DocId,
    /// Whether it has an official code.
    pub official: bool,
    pub(super) area: String,
    /// Names of the head as they were typed.
    pub(super) names: BTreeSet<String>,
    /// The same, without what writing may differ in.
    pub(super) plain_names: BTreeSet<String>,
    pub(super) head_ids: BTreeSet<IdHash>,
    pub(super) head_births: BTreeSet<String>,
    pub(super) member_ids: BTreeSet<IdHash>,
    pub(super) members: BTreeSet<DocId>,
    pub(super) phones: BTreeSet<PhoneNumber>,
    pub(super) address: Option<Address>,
}

impl Fingerprint {
    /// Of many households at once, with the people who hang on them or are named among their members. Of records that were
    /// merged, only the one that goes on is compared, with the people of all.
    pub fn of_all(households: &[Record], persons: &[Record], links: &Links) -> Vec<Self> {
        let mut by_household: HashMap<DocId, Vec<&Record>> = HashMap::new();
        let mut by_id: HashMap<DocId, &Record> = HashMap::new();
        for person in persons {
            by_id.insert(person.id, person);
            if let Some(household) = person.text("household").and_then(|id| id.parse().ok()) {
                by_household.entry(links.survivor(household)).or_default().push(person);
            }
        }
        let standing = households.iter().filter(|household| links.survivor(household.id) == household.id);
        let prints = standing.map(|household| {
            let mut people: BTreeMap<DocId, &Record> = BTreeMap::new();
            let hanging = by_household.get(&household.id).into_iter().flatten().copied();
            let named = household.keys("members").into_iter().filter_map(|id| by_id.get(&id.parse().ok()?).copied());
            people.extend(hanging.chain(named).map(|person| (person.id, person)));
            Self::of(household, &people.into_values().collect::<Vec<_>>())
        });
        prints.collect()
    }

    /// Of a household's record and the records of its people, as far as they are held.
    pub fn of(household: &Record, persons: &[&Record]) -> Self {
        let view: HouseholdView = household.view();
        let mut print = Self {
            household: household.id,
            official: view.code.as_deref().is_some_and(|code| !code.trim().is_empty()),
            area: view.area.clone().unwrap_or_default(),
            names: view.head_name.iter().filter(|name| !name.trim().is_empty()).cloned().collect(),
            plain_names: BTreeSet::new(),
            head_ids: BTreeSet::new(),
            head_births: BTreeSet::new(),
            member_ids: BTreeSet::new(),
            members: view.members.keys().filter_map(|id| id.parse().ok()).collect(),
            phones: phone(view.phone.as_deref()).into_iter().collect(),
            address: view.address.as_deref().and_then(Address::read),
        };
        for person in persons {
            let relation = view.members.get(&person.id.to_string()).map(String::as_str);
            let is_head = view.head == Some(person.id) || relation == Some(HEAD_RELATION);
            print.person(person.id, &person.view(), is_head);
        }
        print.plain_names = print.names.iter().map(|name| plain(name)).filter(|name| !name.is_empty()).collect();
        print
    }

    fn person(&mut self, id: DocId, person: &PersonView, is_head: bool) {
        self.members.insert(id);
        self.phones.extend(phone(person.phone.as_deref()));
        let number = person.id_number.as_deref().and_then(hashed);
        self.member_ids.extend(number);
        if is_head {
            self.names.extend(person.name.iter().filter(|name| !name.trim().is_empty()).cloned());
            self.head_ids.extend(number);
            self.head_births.extend(person.birth.clone());
        }
    }

    /// The village's code.
    pub(super) fn village(&self) -> &str {
        self.area.get(..VILLAGE_DIGITS).unwrap_or(&self.area)
    }

    /// The group's digits; empty where only the village is known.
    pub(super) fn group(&self) -> &str {
        let group = self.area.get(VILLAGE_DIGITS..).unwrap_or_default();
        if group.bytes().all(|byte| byte == b'0') { "" } else { group }
    }
}

/// Only what is no secret: a failed assertion or a log line is no place for names and numbers.
impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fingerprint").field("household", &self.household).finish_non_exhaustive()
    }
}

/// A name without white space, dots and the difference of simplified and traditional characters.
fn plain(name: &str) -> String {
    normalize(name).chars().filter(|ch| ch.is_alphanumeric()).collect()
}

/// A number that fails its check (空号, 无) is the same for many and says nothing.
fn phone(text: Option<&str>) -> Option<PhoneNumber> {
    let phone = check::phone(text?).ok()?;
    Some(PhoneNumber { number: phone.number, mobile: phone.kind == PhoneKind::Mobile })
}

/// The hash of a number that passes its check; an old one as the present one that it became.
fn hashed(text: &str) -> Option<IdHash> {
    let number = check::id_number_undated(text).ok()?;
    let current = match number.form {
        check::IdNumberForm::Current => number.number,
        check::IdNumberForm::Old => {
            let (area, rest) = number.number.split_at_checked(6)?;
            let first_17 = format!("{area}19{rest}");
            let last = check::check_digit(&first_17)?;
            format!("{first_17}{last}")
        }
    };
    Some(Sha256::digest(current).into())
}
