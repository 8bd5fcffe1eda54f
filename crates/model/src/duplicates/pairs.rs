//! Which households of many are likely the same: only those that share something are compared at all.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::fingerprint::{Fingerprint, IdHash, PhoneNumber};
use super::likeness::{Likeness, compare};
use crate::ids::DocId;
use crate::limits::DUPLICATE_SHARED_MAX;

/// Two households that are likely the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The one with the smaller id.
    pub a: DocId,
    /// The other.
    pub b: DocId,
    /// Why.
    pub likeness: Likeness,
}

/// What so many households share that it says nothing about any two of them.
#[derive(Debug, Default)]
pub(super) struct Common {
    pub(super) phones: HashSet<PhoneNumber>,
    pub(super) ids: HashSet<IdHash>,
    pub(super) members: HashSet<DocId>,
    addresses: HashSet<Key>,
}

impl Common {
    pub(super) fn has_address_of(&self, print: &Fingerprint) -> bool {
        !self.addresses.is_empty() && address_keys(print).iter().any(|key| self.addresses.contains(key))
    }
}

/// Something by which households meet.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    HeadId(IdHash),
    Id(IdHash),
    Member(DocId),
    Phone(PhoneNumber),
    /// A house of a village.
    House(String, String),
    /// A house of a group.
    GroupHouse(String, String),
    /// A head's name in a village.
    Name(String, String),
}

/// The pairs of likely duplicates: the certain ones first, then by id. The cost follows what is shared, not the square of the
/// households.
pub fn pairs(prints: &[Fingerprint]) -> Vec<Pair> {
    let mut blocks: HashMap<Key, Vec<usize>> = HashMap::new();
    for (place, print) in prints.iter().enumerate() {
        for key in keys(print) {
            blocks.entry(key).or_default().push(place);
        }
    }
    let mut common = Common::default();
    let mut met: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (key, block) in blocks {
        if block.len() <= DUPLICATE_SHARED_MAX {
            met.extend(every_two(&block));
        } else {
            met.extend(too_many(key, &block, &mut common));
        }
    }
    let found = met.into_iter().filter_map(|(a, b)| {
        let (a, b) = (prints.get(a)?, prints.get(b)?);
        let likeness = compare(a, b, &common)?;
        let ids = [a.household.min(b.household), a.household.max(b.household)];
        Some((ids, likeness))
    });
    // Whatever the order in which blocks were met, the answer is the same.
    let found: BTreeMap<[DocId; 2], Likeness> = found.collect();
    let mut found: Vec<Pair> = found.into_iter().map(|([a, b], likeness)| Pair { a, b, likeness }).collect();
    found.sort_by_key(|pair| !pair.likeness.certain);
    found
}

/// What is shared by more households than can be one says nothing, except for an ID number of a head: that is still the same
/// person, and each is compared with the first.
fn too_many(key: Key, block: &[usize], common: &mut Common) -> Vec<(usize, usize)> {
    match key {
        Key::HeadId(_) => {
            let first = block.first().copied();
            return first
                .into_iter()
                .flat_map(|first| block.iter().skip(1).map(move |other| (first, *other)))
                .collect();
        }
        Key::Phone(phone) => drop(common.phones.insert(phone)),
        Key::Id(id) => drop(common.ids.insert(id)),
        Key::Member(id) => drop(common.members.insert(id)),
        Key::House(..) | Key::GroupHouse(..) => drop(common.addresses.insert(key)),
        Key::Name(..) => {}
    }
    Vec::new()
}

fn every_two(block: &[usize]) -> impl Iterator<Item = (usize, usize)> {
    block.iter().enumerate().flat_map(|(at, first)| block.iter().skip(at + 1).map(|second| (*first, *second)))
}

fn keys(print: &Fingerprint) -> HashSet<Key> {
    let mut keys: HashSet<Key> = address_keys(print).into_iter().collect();
    keys.extend(print.head_ids.iter().map(|id| Key::HeadId(*id)));
    keys.extend(print.member_ids.iter().map(|id| Key::Id(*id)));
    keys.extend(print.members.iter().map(|id| Key::Member(*id)));
    keys.extend(print.phones.iter().cloned().map(Key::Phone));
    keys.extend(print.plain_names.iter().map(|name| Key::Name(print.village().to_owned(), name.clone())));
    keys
}

fn address_keys(print: &Fingerprint) -> Vec<Key> {
    let Some(address) = &print.address else { return Vec::new() };
    let mut keys = vec![Key::House(print.village().to_owned(), address.in_village.clone())];
    if !print.group().is_empty() {
        keys.push(Key::GroupHouse(print.area.clone(), address.in_group.clone()));
    }
    keys
}
