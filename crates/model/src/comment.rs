//! How a comment (批示) begins: devices and the server make it in one way.

use crate::document::Record;
use crate::ids::{DocId, Kind, UserId};
use crate::intention::Intention;

/// Words of somebody who leads.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// Who says them.
    pub author: UserId,
    /// The day on which they are said, `YYYY-MM-DD`.
    pub date: &'a str,
    /// What is said.
    pub text: &'a str,
    /// To whom, where a household or somebody in it is asked about: the cadre who knows them. What is said of a diary entry goes to its author.
    pub to: Option<UserId>,
}

/// What a comment on this record consists of. `None` where there is nothing to comment on: a diary entry that was not
/// handed in is its author's alone, and assistance or a comment stands for no matter of its own.
pub fn on(subject: &Record, words: &Words<'_>) -> Option<Vec<Intention>> {
    let mut intentions = vec![
        Intention::set("subject", subject.id),
        Intention::set("author", words.author),
        Intention::set("date", words.date),
        Intention::set("text", words.text),
    ];
    let addressee = |to: &str| Intention::set("addressee", to);
    match subject.kind {
        Kind::Household | Kind::Person => {
            let household = subject.text("household").map(str::to_owned);
            let own = (subject.kind == Kind::Household).then(|| subject.id.to_string());
            intentions.extend(own.or(household).map(|id| Intention::set("household", id)));
            intentions.extend(words.to.map(|to| addressee(&to.to_string())));
        }
        Kind::Visit | Kind::Case => {
            intentions.extend(subject.text("household").map(|id| Intention::set("household", id)));
        }
        Kind::DiaryEntry if subject.fields.get("submitted").and_then(serde_json::Value::as_bool) == Some(true) => {
            intentions.extend(subject.text("author").map(addressee));
        }
        Kind::DiaryEntry | Kind::Comment | Kind::Assistance => return None,
    }
    Some(intentions)
}

/// Whether a comment that is kept is these words on this subject: a request that came twice.
pub fn is_said(comment: &Record, subject: DocId, words: &Words<'_>) -> bool {
    let same = |path: &str, value: &str| comment.text(path) == Some(value);
    comment.kind == Kind::Comment
        && same("subject", &subject.to_string())
        && same("author", &words.author.to_string())
        && same("text", words.text)
}
