//! What supervisors ask for, and how often.

use super::words::{Dice, MATTERS};

/// One of so many questions takes a whole list out.
const EXPORT_ONE_OF: u64 = 100;

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Question {
    /// The first page of households.
    Households,
    /// Those unseen for 60 days, counted, the longest first.
    Unseen,
    /// The newest visits.
    Visits,
    /// Cases under way.
    Cases,
    /// Households by words.
    Words(String),
    /// Everything by words.
    Search(String),
    /// One household.
    Detail(String),
    /// What waits.
    Overview,
    /// A level of the tree.
    Tree,
    /// The households of the area as a file.
    Export,
}

/// Under which name a question is counted, with what is aimed at for its p99, in milliseconds, if anything is.
pub(crate) const GROUPS: [(&str, Option<f64>); 6] = [
    ("list", Some(100.0)),
    ("search", Some(100.0)),
    ("detail", Some(100.0)),
    ("overview", Some(300.0)),
    ("area tree", Some(300.0)),
    ("export", None),
];

impl Question {
    /// The place of its group in [`GROUPS`].
    pub(crate) fn group(&self) -> usize {
        match self {
            Question::Households | Question::Unseen | Question::Visits | Question::Cases => 0,
            Question::Words(_) | Question::Search(_) => 1,
            Question::Detail(_) => 2,
            Question::Overview => 3,
            Question::Tree => 4,
            Question::Export => 5,
        }
    }

    /// Where it is asked.
    pub(crate) fn path(&self, area: &str) -> String {
        match self {
            Question::Households => "/v1/households?limit=50".to_owned(),
            Question::Unseen => "/v1/households?unseen_days=60&sort=unseen&count=true&limit=50".to_owned(),
            Question::Visits => "/v1/visits?limit=50".to_owned(),
            Question::Cases => "/v1/cases?status=acting&limit=50".to_owned(),
            Question::Words(words) => format!("/v1/households?q={words}&limit=50"),
            Question::Search(words) => format!("/v1/search?q={words}"),
            Question::Detail(id) => format!("/v1/households/{id}"),
            Question::Overview => "/v1/overview".to_owned(),
            Question::Tree => format!("/v1/areas/tree?parent={area}"),
            Question::Export => "/v1/households/export.xlsx".to_owned(),
        }
    }

    /// What is sent along, if it is not only asked.
    pub(crate) fn body(&self) -> Option<&'static str> {
        matches!(self, Question::Export).then_some(r#"{"reason":"季度入户核对"}"#)
    }

    /// The next thing that somebody wants: mostly lists and records.
    pub(crate) fn next(dice: &mut Dice, households: &[(String, String)]) -> Self {
        let (id, name) = households[dice.roll(households.len() as u64) as usize].clone();
        if dice.roll(EXPORT_ONE_OF) == 0 {
            return Question::Export;
        }
        match dice.roll(20) {
            0..=2 => Question::Households,
            3 | 4 => Question::Unseen,
            5..=7 => Question::Visits,
            8 | 9 => Question::Cases,
            10 => Question::Words(name),
            // A name, a surname alone, part of a phone, a matter.
            11 | 12 => Question::Search(name),
            13 => Question::Search(name.chars().take(1).collect()),
            14 => Question::Search(format!("{:04}", dice.roll(10_000))),
            15 => Question::Search(dice.one_of(&MATTERS).1.to_owned()),
            16 | 17 => Question::Detail(id),
            18 => Question::Overview,
            _ => Question::Tree,
        }
    }
}
