//! Who lives together: the kinds of household of a township in the hills, and the people in them.

use jiff::civil::Date;

use super::dice::Dice;
use super::names;
use super::numbers::Numbers;

/// Ages are counted from here, so that the same seed gives the same people on any day.
const COUNTED_FROM_YEAR: i16 = 2026;
const AWAY: [&str; 8] = ["广东东莞", "广东深圳", "广东佛山", "郴州市区", "长沙", "浙江义乌", "福建泉州", "江西赣州"];

/// A person of the roster, as the office has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Person {
    pub(in super::super) name: String,
    pub(in super::super) relation: &'static str,
    pub(in super::super) is_man: bool,
    pub(in super::super) birth: Date,
    pub(in super::super) id_number: Option<String>,
    pub(in super::super) phone: Option<String>,
    pub(in super::super) categories: Vec<&'static str>,
    pub(in super::super) note: Option<String>,
}

impl Person {
    fn age_years(&self) -> i16 {
        COUNTED_FROM_YEAR - self.birth.year()
    }
}

/// Kinds of household and how many of a thousand they are.
const KINDS: [(Kind, usize); 7] = [
    (Kind::Alone, 100),
    (Kind::OldCouple, 165),
    (Kind::Single, 50),
    (Kind::Couple, 60),
    (Kind::Parents, 210),
    (Kind::ThreeGenerations, 300),
    (Kind::LeftBehind, 115),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// An old person alone.
    Alone,
    OldCouple,
    /// A man of middle age alone.
    Single,
    Couple,
    /// A couple with children.
    Parents,
    ThreeGenerations,
    /// Grandparents with grandchildren; the parents work far away.
    LeftBehind,
}

/// Makes the people of one household after the other.
pub(super) struct Families<'a> {
    pub(super) dice: &'a mut Dice,
    pub(super) numbers: &'a mut Numbers,
    people: Vec<Person>,
    surname: &'static str,
}

impl<'a> Families<'a> {
    pub(super) fn new(dice: &'a mut Dice, numbers: &'a mut Numbers) -> Self {
        Self { dice, numbers, people: Vec::new(), surname: "" }
    }

    /// The people of a household, the head first.
    pub(super) fn next_family(&mut self) -> Vec<Person> {
        self.surname = names::surname(self.dice);
        let weights = KINDS.map(|(_, weight)| weight);
        let kind = KINDS.get(self.dice.weighted(&weights)).map_or(Kind::Parents, |(kind, _)| *kind);
        match kind {
            Kind::Alone => self.alone(),
            Kind::OldCouple => self.couple(62, 86),
            Kind::Single => {
                let age = self.dice.between(40, 62);
                self.person("户主", true, age);
            }
            Kind::Couple => self.couple(30, 60),
            Kind::Parents => {
                self.couple(28, 52);
                let children = [1, 2, 2, 3];
                self.children(&children);
            }
            Kind::ThreeGenerations => self.three_generations(),
            Kind::LeftBehind => self.left_behind(),
        }
        self.household_categories(kind);
        self.slips();
        std::mem::take(&mut self.people)
    }

    fn alone(&mut self) {
        let is_man = self.dice.happens(420);
        let age = self.dice.between(66, 92);
        self.person("户主", is_man, age);
        self.label(0, "独居老人");
    }

    fn couple(&mut self, youngest: usize, oldest: usize) {
        let age = self.dice.between(youngest, oldest);
        self.person("户主", true, age);
        let wife = age.saturating_sub(self.dice.below(6)).max(22);
        self.person("配偶", false, wife);
    }

    fn children(&mut self, counts: &[usize]) {
        let mother = self.people.get(1).map_or(30, Person::age_years);
        let eldest = usize::try_from(mother - 22).unwrap_or(3).clamp(1, 30);
        let count = self.dice.pick(counts).unwrap_or(1);
        for place in 0..count {
            let is_man = self.dice.happens(520);
            let age = eldest.saturating_sub(place * self.dice.between(2, 5));
            self.person(if is_man { "儿子" } else { "女儿" }, is_man, age);
        }
    }

    fn three_generations(&mut self) {
        self.couple(30, 50);
        self.children(&[1, 2, 2, 3]);
        let head = usize::try_from(self.people.first().map_or(40, Person::age_years)).unwrap_or(40);
        if self.dice.happens(550) {
            let age = head + self.dice.between(22, 30);
            self.person("父亲", true, age);
        }
        let age = head + self.dice.between(20, 28);
        self.person("母亲", false, age);
    }

    fn left_behind(&mut self) {
        self.couple(58, 74);
        self.label(0, "留守老人");
        self.label(1, "留守老人");
        let head = usize::try_from(self.people.first().map_or(60, Person::age_years)).unwrap_or(60);
        let son = head - self.dice.between(23, 28);
        self.person("儿子", true, son);
        self.away();
        let wife_stays = self.dice.happens(250);
        self.person("儿媳", false, son.saturating_sub(2).max(22));
        if wife_stays {
            self.label(3, "留守妇女");
        } else {
            self.away();
        }
        for _ in 0..self.dice.between(1, 2) {
            let is_man = self.dice.happens(520);
            let age = self.dice.between(3, 15);
            self.person(if is_man { "孙子" } else { "孙女" }, is_man, age);
            let last = self.people.len() - 1;
            self.label(last, "留守儿童");
        }
    }

    fn person(&mut self, relation: &'static str, is_man: bool, age_years: usize) {
        let year = COUNTED_FROM_YEAR - 1 - i16::try_from(age_years).unwrap_or(0);
        let month = i8::try_from(self.dice.between(1, 12)).unwrap_or(1);
        let day = i8::try_from(self.dice.between(1, 28)).unwrap_or(1);
        let birth = Date::new(year, month, day).unwrap_or_default();
        let married_in = matches!(relation, "配偶" | "母亲" | "儿媳");
        let surname = if married_in { names::surname(self.dice) } else { self.surname };
        let given = names::given(self.dice, is_man, year);
        let from_far = married_in && self.dice.happens(6);
        let name = if from_far { names::dotted(self.dice, is_man).to_owned() } else { format!("{surname}{given}") };
        let id_number = Some(self.numbers.id(self.dice, birth, is_man));
        let has_phone = match age_years {
            0..=15 => false,
            16..=69 => relation == "户主" || self.dice.happens(600),
            _ => self.dice.happens(if relation == "户主" { 700 } else { 150 }),
        };
        let phone = has_phone.then(|| self.numbers.phone(self.dice));
        let mut categories = Vec::new();
        if self.dice.happens(35) {
            categories.push("残疾");
        }
        if self.dice.happens(9) {
            categories.push("大病");
        }
        if age_years >= 60 && self.dice.happens(45) {
            categories.push("老党员");
        }
        if (25..60).contains(&age_years) && self.dice.happens(10) {
            categories.push("致富能人");
        }
        self.people.push(Person { name, relation, is_man, birth, id_number, phone, categories, note: None });
    }

    fn away(&mut self) {
        let place = self.dice.word(&AWAY);
        if let Some(person) = self.people.last_mut() {
            person.note = Some(format!("外出务工（{place}）"));
        }
    }

    fn label(&mut self, place: usize, category: &'static str) {
        if let Some(person) = self.people.get_mut(place)
            && !person.categories.contains(&category)
        {
            person.categories.push(category);
        }
    }

    /// What a household as a whole is to the township; it stands in the head's row.
    fn household_categories(&mut self, kind: Kind) {
        let poor = matches!(kind, Kind::Alone | Kind::Single);
        if kind == Kind::Alone && self.dice.happens(160) {
            self.label(0, "特困");
        } else if self.dice.happens(if poor { 150 } else { 40 }) {
            self.label(0, "低保户");
        }
        if self.dice.happens(120) {
            self.label(0, "脱贫户");
        } else if self.dice.happens(15) {
            self.label(0, "监测户");
        }
    }

    /// What old records have: numbers of the first generation, slips, phones of seven digits, gaps.
    fn slips(&mut self) {
        for person in &mut self.people {
            let age = COUNTED_FROM_YEAR - person.birth.year();
            if (50..=99).contains(&age) && self.dice.happens(8) {
                person.id_number = Some(self.numbers.old_id(self.dice, person.birth, person.is_man));
            } else if self.dice.happens(2) {
                person.id_number = Some(self.numbers.slipped_id(self.dice, person.birth, person.is_man));
            } else if self.dice.happens(if age < 3 { 300 } else { 5 }) {
                person.id_number = None;
            }
            if person.phone.is_some() && self.dice.happens(4) {
                person.phone = Some(format!("861{:04}", self.dice.below(10_000)));
            } else if person.phone.is_some() && self.dice.happens(6) {
                person.phone = Some(format!("0735-8610{:03}", self.dice.below(1000)));
            }
        }
    }
}
