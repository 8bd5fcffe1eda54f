//! What the cadres did in the last ninety days, planned before anybody's device is touched.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::invented::{Dice, Purpose, Township};
use super::matters::Matter;
use super::phrases::{self, Given};
use super::staff::{Cadre, Charge, SUPERVISED_VILLAGE, Staff};

/// The days before today on which something happened.
pub(super) const DAYS: usize = 90;
/// Households whose phone two cadres note down differently.
const CONTRADICTIONS: usize = 10;
/// Households of one cadre that were given something.
const ASSISTED: usize = 4;
/// Days between the steps of a case.
const STEP_DAYS: (usize, usize) = (2, 9);
/// A matter is registered at least so long ago, that its course has time.
const MATTER_DAYS_MIN: usize = 45;

/// Something that a cadre writes down, offline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Deed {
    /// Days before today.
    pub(super) days_ago: usize,
    /// Minutes after midnight.
    pub(super) minute: usize,
    pub(super) act: Act,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Act {
    Visit {
        household: String,
        kind: &'static str,
        text: String,
        asked: Option<String>,
        registers: Option<usize>,
    },
    /// A matter that came another way than by a visit.
    Register {
        household: String,
        matter: usize,
    },
    Step {
        matter: usize,
        kind: &'static str,
        text: String,
        satisfied: Option<bool>,
    },
    Mediate {
        matter: usize,
        with: String,
    },
    Phone {
        household: String,
        phone: String,
    },
    Note {
        household: String,
        line: &'static str,
    },
    Assist {
        household: String,
        given: Given,
    },
    /// Over the visits of that day; handed in, or still a draft.
    Diary {
        text: String,
        submit: bool,
    },
}

/// What each cadre writes, in the order of [`Staff::cadres`], each from the first day to the last.
pub(super) fn plan(seed: u64, township: &Township, staff: &Staff, matters: &[Matter]) -> Vec<Vec<Deed>> {
    let mut planner =
        Planner { dice: Dice::new(seed, Purpose::Work), township, deeds: vec![Vec::new(); staff.cadres.len()] };
    for (place, cadre) in staff.cadres.iter().enumerate() {
        planner.visits(place, cadre);
    }
    planner.contradictions(staff);
    for (number, matter) in matters.iter().enumerate() {
        planner.matter(number, matter, staff);
    }
    for (place, cadre) in staff.cadres.iter().enumerate() {
        planner.assistance(place, cadre);
    }
    for deeds in &mut planner.deeds {
        deeds.sort_by_key(|deed| (std::cmp::Reverse(deed.days_ago), deed.minute));
    }
    planner.deeds
}

/// The day so many days before today.
pub(super) fn day(today: Date, days_ago: usize) -> Date {
    today.saturating_sub(i64::try_from(days_ago).unwrap_or(0).days())
}

struct Planner<'a> {
    dice: Dice,
    township: &'a Township,
    deeds: Vec<Vec<Deed>>,
}

impl Planner<'_> {
    fn add(&mut self, cadre: usize, days_ago: usize, minute: usize, act: Act) {
        if let Some(deeds) = self.deeds.get_mut(cadre) {
            deeds.push(Deed { days_ago, minute, act });
        }
    }

    fn visits(&mut self, place: usize, cadre: &Cadre) {
        let (days, per_day) = match cadre.charge {
            Charge::Village(_) => ((6, 9), (3, 5)),
            Charge::Contacts => ((3, 6), (2, 3)),
        };
        let mut used = Vec::new();
        for _ in 0..self.dice.between(days.0, days.1) {
            let days_ago = self.dice.between(1, DAYS);
            if used.contains(&days_ago) || cadre.households.is_empty() {
                continue;
            }
            used.push(days_ago);
            let visits = self.dice.between(per_day.0, per_day.1);
            self.day_out(place, cadre, days_ago, visits);
        }
    }

    fn day_out(&mut self, place: usize, cadre: &Cadre, days_ago: usize, visits: usize) {
        let township = self.township;
        let mut heads: Vec<&str> = Vec::new();
        let mut minute = self.dice.between(8 * 60, 9 * 60);
        for _ in 0..visits {
            let at = self.dice.below(cadre.households.len());
            let Some(household) = cadre.households.get(at).and_then(|at| township.households.get(*at)) else {
                continue;
            };
            if heads.contains(&household.head_name()) {
                continue;
            }
            heads.push(household.head_name());
            let kind = self.dice.pick(&["home", "home", "home", "home", "home", "phone", "desk"]).unwrap_or("home");
            let text = phrases::seen(&mut self.dice, household);
            let asked = phrases::asked(&mut self.dice);
            let code = household.code.clone();
            self.add(place, days_ago, minute, Act::Visit { household: code, kind, text, asked, registers: None });
            if self.dice.happens(120) {
                let line = phrases::note(&mut self.dice);
                self.add(place, days_ago, minute + 5, Act::Note { household: household.code.clone(), line });
            }
            minute += self.dice.between(40, 100);
        }
        if self.dice.happens(700) {
            let text = phrases::diary(&mut self.dice, &heads);
            let submit = self.dice.happens(850);
            self.add(place, days_ago, 20 * 60 + 15, Act::Diary { text, submit });
        }
    }

    /// Some of the households that a cadre answers for were given something that fits them.
    fn assistance(&mut self, place: usize, cadre: &Cadre) {
        let township = self.township;
        let needy = cadre.households.iter().filter_map(|at| township.households.get(*at));
        let needy = needy.filter_map(|household| Some((household, phrases::given(household)?)));
        for (household, given) in needy.take(ASSISTED).collect::<Vec<_>>() {
            let days_ago = self.dice.between(1, DAYS);
            let minute = self.dice.between(9 * 60, 17 * 60);
            self.add(place, days_ago, minute, Act::Assist { household: household.code.clone(), given });
        }
    }

    /// The one who answers for the village and the contact cadre of a household, both without signal, write down
    /// different phones.
    fn contradictions(&mut self, staff: &Staff) {
        let pairs = staff.cadres.iter().enumerate().filter(|(_, cadre)| cadre.charge == Charge::Contacts);
        let pairs = pairs.filter_map(|(place, cadre)| Some((place, *cadre.households.first()?)));
        let pairs: Vec<(usize, usize)> = pairs.take(CONTRADICTIONS).collect();
        for (place, household) in pairs {
            let Some(household) = self.township.households.get(household) else { continue };
            let village = household.village;
            for (number, cadre) in [place, village].into_iter().enumerate() {
                let phone = format!("13900{:06}", 900_000 + place * 10 + number);
                let days_ago = self.dice.between(1, 6);
                let household = household.code.clone();
                self.add(cadre, days_ago, 10 * 60, Act::Phone { household, phone });
            }
        }
    }

    /// A published matter with its course, kept by the cadre of a village.
    fn matter(&mut self, number: usize, matter: &Matter, staff: &Staff) {
        let villages = self.township.villages.len();
        // The supervised village has some of each; one matter names a group of the fifth.
        let village = if matter.title.contains("江背组") {
            4
        } else if number.is_multiple_of(3) {
            SUPERVISED_VILLAGE
        } else {
            number % villages
        };
        let Some(code) = self.household_for(matter, village, staff) else { return };
        let mut days_ago = self.dice.between(MATTER_DAYS_MIN, DAYS);
        let (household, text) = (code.clone(), matter.text.clone());
        if matter.source == "visit" {
            let registers = Some(number);
            self.add(village, days_ago, 9 * 60, Act::Visit { household, kind: "home", text, asked: None, registers });
            let text = format!("{}登记为台账事项，{}。", matter.title, matter.steps.join("，"));
            self.add(village, days_ago, 20 * 60, Act::Diary { text, submit: true });
        } else {
            self.add(village, days_ago, 9 * 60, Act::Register { household, matter: number });
        }
        let mut steps = vec![("accepted", "已受理".to_owned())];
        steps.extend(matter.steps.iter().map(|step| ("acted", step.clone())));
        if let Some(outcome) = &matter.outcome {
            // Some wait for an answer, some for somebody to ask whether it was well done.
            let further = [("resolved", outcome.as_str()), ("answered", "已当面答复"), ("followed_up", "办得好，谢谢")];
            let how_far = [3, 3, 2, 3, 1].get(number % 5).copied().unwrap_or(3);
            steps.extend(further.into_iter().take(how_far).map(|(kind, text)| (kind, text.to_owned())));
        }
        for (kind, text) in steps {
            days_ago = days_ago.saturating_sub(self.dice.between(STEP_DAYS.0, STEP_DAYS.1)).max(1);
            let satisfied = (kind == "followed_up").then_some(true);
            let minute = self.dice.between(9 * 60, 17 * 60);
            self.add(village, days_ago, minute, Act::Step { matter: number, kind, text, satisfied });
        }
        if matter.mediation.is_some()
            && let Some(with) = self.household_for(matter, village, staff)
        {
            self.add(village, days_ago, 18 * 60, Act::Mediate { matter: number, with });
        }
    }

    /// A household of the village that the matter fits.
    fn household_for(&mut self, matter: &Matter, village: usize, staff: &Staff) -> Option<String> {
        let here = &staff.cadres.get(village)?.households;
        let fits = |place: &&usize| {
            self.township.households.get(**place).is_some_and(|household| {
                let words = [
                    ("大病", "大病"),
                    ("五保", "特困"),
                    ("残疾", "残疾"),
                    ("留守儿童", "留守儿童"),
                    ("低保", "低保户"),
                ];
                let wanted = words.iter().find(|(word, _)| matter.title.contains(word));
                let group = !matter.title.contains("江背组") || household.group == "江背组";
                group && wanted.is_none_or(|(_, category)| household.has(category) || matter.title.contains("江背组"))
            })
        };
        let fitting: Vec<usize> = here.iter().filter(fits).copied().collect();
        let from = if fitting.is_empty() { here } else { &fitting };
        let place = self.dice.pick(from)?;
        self.township.households.get(place).map(|household| household.code.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::super::matters;
    use super::*;

    fn planned(seed: u64, households: usize) -> Vec<Vec<Deed>> {
        let township = Township::invent(seed, households);
        let staff = Staff::invent(seed, &township);
        plan(seed, &township, &staff, &matters::published().unwrap())
    }

    #[test]
    fn the_same_seed_plans_the_same() {
        assert_eq!(planned(1, 240), planned(1, 240));
        assert_ne!(planned(1, 240), planned(2, 240));
    }

    #[test]
    fn every_matter_is_registered_before_its_steps_and_within_the_days() {
        let deeds = planned(1, 2400);
        for own in &deeds {
            let mut registered = Vec::new();
            for deed in own {
                assert!((1..=DAYS).contains(&deed.days_ago));
                match &deed.act {
                    Act::Visit { registers: Some(matter), .. } | Act::Register { matter, .. } => {
                        registered.push(*matter)
                    }
                    Act::Step { matter, .. } | Act::Mediate { matter, .. } => assert!(registered.contains(matter)),
                    _ => {}
                }
            }
        }
        let all = || deeds.iter().flatten().map(|deed| &deed.act);
        let registered =
            all().filter(|act| matches!(act, Act::Visit { registers: Some(_), .. } | Act::Register { .. }));
        assert_eq!(registered.count(), matters::published().unwrap().len());
        assert_eq!(all().filter(|act| matches!(act, Act::Phone { .. })).count(), 2 * CONTRADICTIONS);
        assert!(all().filter(|act| matches!(act, Act::Visit { .. })).count() > 300);
        assert!(all().filter(|act| matches!(act, Act::Assist { .. })).count() > 30);
    }

    #[test]
    fn days_are_counted_back_from_today() {
        assert_eq!(day(jiff::civil::date(2026, 3, 1), 1), jiff::civil::date(2026, 2, 28));
    }
}
