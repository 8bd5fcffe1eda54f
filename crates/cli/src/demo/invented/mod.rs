//! A township of people who do not exist, from a seed: their roster as an office keeps it.

mod dice;
mod families;
mod names;
mod numbers;
mod places;
mod workbook;

pub(super) use dice::{Dice, Purpose};
pub(super) use families::Person;
pub(super) use places::{COUNTY, TOWNSHIP, Village, area_name, county_divisions};
pub(super) use workbook::roster;

use families::Families;
use numbers::Numbers;

/// The name of somebody who works in the township.
pub(super) fn invent_name(dice: &mut Dice) -> String {
    let surname = names::surname(dice);
    let is_man = dice.happens(600);
    let birth_year = 1966 + i16::try_from(dice.below(34)).unwrap_or(0);
    format!("{surname}{}", names::given(dice, is_man, birth_year))
}

/// A household of the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Household {
    /// 户编号: three digits each of the village, of the group within it, and of the house.
    pub(super) code: String,
    /// Place of the village in [`Township::villages`].
    pub(super) village: usize,
    /// The group as the office writes it.
    pub(super) group: String,
    pub(super) address: String,
    /// The head first.
    pub(super) members: Vec<Person>,
}

impl Household {
    /// The head's name.
    pub(super) fn head_name(&self) -> &str {
        self.members.first().map_or("", |head| &head.name)
    }

    /// Whether somebody in it has the category.
    pub(super) fn has(&self, category: &str) -> bool {
        self.members.iter().any(|person| person.categories.contains(&category))
    }
}

/// The township of the demo.
#[derive(Debug, Clone)]
pub(super) struct Township {
    pub(super) villages: Vec<Village>,
    pub(super) households: Vec<Household>,
}

impl Township {
    /// The township of a seed.
    pub(super) fn invent(seed: u64, households: usize) -> Self {
        let villages = places::villages(&mut Dice::new(seed, Purpose::Places), households);
        let mut dice = Dice::new(seed, Purpose::People);
        let mut numbers = Numbers::default();
        let mut families = Families::new(&mut dice, &mut numbers);
        let mut households = Vec::with_capacity(households);
        for (place, village) in villages.iter().enumerate() {
            let suffix = village.code.get(9..).unwrap_or_default();
            for (number, group) in village.groups.iter().enumerate() {
                for house in 1..=group.households {
                    households.push(Household {
                        code: format!("{suffix}{:03}{house:03}", number + 1),
                        village: place,
                        group: group.name.clone(),
                        address: format!("{}{}{house}号", village.name, group.name),
                        members: families.next_family(),
                    });
                }
            }
        }
        Self { villages, households }
    }

    /// Places of the households of a village in [`Township::households`].
    pub(super) fn of_village(&self, village: usize) -> Vec<usize> {
        let here = self.households.iter().enumerate().filter(|(_, household)| household.village == village);
        here.map(|(place, _)| place).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use lianxin_core::model::check;

    use super::*;

    #[test]
    fn the_same_seed_invents_the_same_people() {
        let (one, again, other) = (Township::invent(1, 200), Township::invent(1, 200), Township::invent(2, 200));
        assert_eq!(one.households, again.households);
        assert_ne!(one.households, other.households);
    }

    #[test]
    fn the_township_is_of_the_published_size_and_plausible() {
        let township = Township::invent(1, 2400);
        assert_eq!(township.households.len(), 2400);
        let people: usize = township.households.iter().map(|household| household.members.len()).sum();
        assert!((8_500..9_500).contains(&people), "{people} people");
        let codes: HashSet<&str> = township.households.iter().map(|household| household.code.as_str()).collect();
        assert_eq!(codes.len(), 2400);

        let per_mille = |category: &str| {
            township.households.iter().filter(|household| household.has(category)).count() * 1000 / 2400
        };
        for (category, least, most) in
            [("低保户", 30, 80), ("脱贫户", 90, 150), ("监测户", 5, 25), ("残疾", 80, 170), ("特困", 4, 25)]
        {
            assert!((least..=most).contains(&per_mille(category)), "{category}: {} ‰", per_mille(category));
        }
        let names = || township.households.iter().flat_map(|household| &household.members).map(|person| &person.name);
        assert!(names().any(|name| name.contains('·')));
        assert!(names().any(|name| name.chars().any(|ch| ch > '\u{20000}')));
    }

    #[test]
    fn numbers_are_nobody_s_and_nearly_all_right() {
        let township = Township::invent(1, 2400);
        let people = || township.households.iter().flat_map(|household| &household.members);
        let today = jiff::civil::date(2026, 1, 1);
        let numbers: Vec<&String> = people().filter_map(|person| person.id_number.as_ref()).collect();
        assert!(numbers.iter().all(|number| number.starts_with("000000")));
        assert_eq!(numbers.iter().collect::<HashSet<_>>().len(), numbers.len());
        let failing = numbers.iter().filter(|number| check::id_number(number, today).is_err()).count();
        let old = numbers.iter().filter(|number| number.len() == 15).count();
        assert!((1..60).contains(&failing), "{failing} fail");
        assert!((5..100).contains(&old), "{old} old");
        for person in people().filter(|person| person.id_number.as_ref().is_some_and(|number| number.len() == 18)) {
            if let Ok(id) = check::id_number(person.id_number.as_deref().unwrap_or_default(), today) {
                assert_eq!(id.birth, person.birth);
            }
        }
        let phones: Vec<&String> = people().filter_map(|person| person.phone.as_ref()).collect();
        assert!(phones.iter().all(|phone| ["139000", "0735-8610", "861"].iter().any(|block| phone.starts_with(block))));
        assert!(phones.iter().any(|phone| check::phone(phone).is_err()));
    }
}
