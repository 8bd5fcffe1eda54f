//! A step in the course of a case as somebody writes it, on a device or at the server.

use std::collections::BTreeMap;

use crate::catalogue::CaseView;
use crate::course;
use crate::document::Record;
use crate::ids::{DocId, EntryId, UserId};
use crate::intention::Intention;
use crate::value::Value;

/// The log that steps stand in.
pub const COURSE: &str = "events";

/// What somebody says of a step; the rest of it follows from who writes it, and on what they looked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Step {
    /// `registered`, `accepted`, `assigned`, `acted`, `transferred`, `resolved`, `answered`, `followed_up`, `reopened`, or
    /// the Chinese word.
    pub kind: String,
    /// What was done; for a follow-up the villager's words. Blank is none.
    pub text: Option<String>,
    /// The day on which it was done.
    pub date: String,
    /// To whom or to which office it is handed. Blank is none.
    pub to: Option<String>,
    /// For a follow-up: whether the villager is satisfied.
    pub satisfied: Option<bool>,
    /// The visit at which it was done.
    pub visit: Option<DocId>,
}

impl Step {
    /// The step as it is written: with its own id, in this person's name, after those that they had seen last.
    pub fn intention(self, entry: EntryId, by: UserId, after: &[EntryId]) -> Intention {
        let words = |text: Option<String>| text.filter(|text| !text.trim().is_empty()).map(Value::Text);
        let mut values = BTreeMap::from([
            ("kind".to_owned(), Value::Text(self.kind)),
            ("by".to_owned(), Value::from(by)),
            ("date".to_owned(), Value::Text(self.date)),
            ("after".to_owned(), Value::Many(after.iter().map(ToString::to_string).collect())),
        ]);
        let further = [
            ("text", words(self.text)),
            ("to", words(self.to)),
            ("satisfied", self.satisfied.map(Value::Flag)),
            ("visit", self.visit.map(Value::from)),
        ];
        values.extend(further.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))));
        Intention::Append { field: COURSE.to_owned(), entry, values }
    }
}

/// The steps that nobody had followed yet in what somebody saw: a new step of theirs follows these.
pub fn last_seen(seen: &Record) -> Vec<EntryId> {
    course::fold(&seen.view::<CaseView>().events).frontier
}
