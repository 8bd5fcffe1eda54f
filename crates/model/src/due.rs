//! What is due to a person: households that nobody saw for long, cases that wait on somebody, answers that were not
//! followed up. Says what waits, never who is diligent: no scores, no ranks, no counts of what somebody did.

use crate::catalogue::{CaseView, EventView};
use crate::check;
use crate::course::{self, Status};
use crate::document::Record;
use crate::duty;
use crate::ids::{EntryId, UserId};
use crate::moment::Date;

/// Days after which a household that was not visited at home is named.
pub const UNSEEN_DAYS: i32 = 60;

/// Whose turn comes sooner (五必访: the needy, the lonely and weak): by the names of the county's categories.
const UNSEEN_SOONER_DAYS: &[(&str, i32)] = &[
    ("特困", 30),
    ("五保户", 30),
    ("监测户", 30),
    ("独居老人", 30),
    ("留守老人", 30),
    ("留守儿童", 30),
    ("大病", 45),
    ("残疾", 45),
    ("低保户", 45),
];

/// The shortest of these times: a household that was visited within it is not due by any category.
const UNSEEN_DAYS_MIN: i32 = 30;

/// Days after an answer within which the villager is asked whether it is settled (回访).
pub const FOLLOW_UP_DAYS: i32 = 7;

/// After how many days without a home visit a household with these categories is named.
pub fn unseen_days(categories: &[String]) -> i32 {
    let days = UNSEEN_SOONER_DAYS.iter().filter(|(name, _)| categories.iter().any(|category| category == name));
    days.map(|(_, days)| *days).min().unwrap_or(UNSEEN_DAYS)
}

/// Whether a household was not visited at home for too long. One whose last visit has no day of the calendar was not.
pub fn is_unseen(last_visit: Option<&str>, categories: &[String], today: Date) -> bool {
    let since = last_visit.and_then(|day| days_between(day, today));
    since.is_none_or(|days| days >= unseen_days(categories))
}

/// Whole days from today to a day; negative once it has passed.
pub fn days_left(day: Option<&str>, today: Date) -> Option<i32> {
    days_between(day?, today).map(|days| -days)
}

/// The day so many days after another, as it is stored.
pub fn days_after(day: &str, days: i32) -> Option<String> {
    let day = check::date(day, None).ok()?;
    Some(day.checked_add(jiff::Span::new().days(days)).ok()?.to_string())
}

/// The last day on which a visit may have been for the household to be due by any category, as it is stored.
pub fn unseen_latest(today: Date) -> String {
    today.checked_sub(jiff::Span::new().days(UNSEEN_DAYS_MIN)).unwrap_or(today).to_string()
}

/// The day so many days before another, as it is stored.
pub fn day_before(day: Date, days: i32) -> Option<String> {
    Some(day.checked_sub(jiff::Span::new().days(days)).ok()?.to_string())
}

fn days_between(from: &str, to: Date) -> Option<i32> {
    let from = check::date(from, None).ok()?;
    from.until(to).ok().map(|span| span.get_days())
}

/// Whether an open case waits on this person: it was handed to them last, they lead it, or they registered it and nobody
/// took it.
pub fn waits_on(user: UserId, record: &Record, view: &CaseView) -> bool {
    view.status.is_open() && (answers_for(user, record, view) || view.author == Some(user) && !is_taken(view, user))
}

/// Whether this person answers for a case, open or resolved.
pub fn answers_for(user: UserId, record: &Record, view: &CaseView) -> bool {
    duty::of_case(record, view).contains(&user)
}

/// Whether a case that this person registered is somebody else's by now.
fn is_taken(view: &CaseView, author: UserId) -> bool {
    let took = |event: &EventView| matches!(event.kind.as_deref(), Some("accepted" | "acted"));
    let others = view.events.iter().any(|event| took(event) && event.by.is_some_and(|by| by != author));
    others || view.lead.is_some() || !course::fold(&view.events).handed.is_empty()
}

/// The last hand-overs that assign a case to this person, each with its id: where several stand, several did so.
pub fn handed_to(user: UserId, view: &CaseView) -> Vec<(EntryId, &EventView)> {
    let standing = course::fold(&view.events).handed;
    let to_user = |event: &&EventView| event.to.as_deref().and_then(duty::account) == Some(user);
    let assigned = view.events.iter().filter(|event| event.kind.as_deref() == Some("assigned")).filter(to_user);
    assigned.filter_map(|event| Some((event.id.filter(|id| standing.contains(id))?, event))).collect()
}

/// Since when a case stands where it stands: the day of its last step.
pub fn stands_since(view: &CaseView) -> Option<&str> {
    view.events.iter().rev().find_map(|event| event.date.as_deref()).or(view.date.as_deref())
}

/// The day on which a case that is not open was resolved, the last time: by it a county counts what it settled in a week.
/// A resolution without a day counts on the day of the case.
pub fn settled_on(view: &CaseView) -> Option<&str> {
    if view.status.is_open() {
        return None;
    }
    let resolved = view.events.iter().rev().find(|event| event.kind.as_deref() == Some("resolved"));
    resolved.and_then(|event| event.date.as_deref()).or(view.date.as_deref())
}

/// Whether a case was resolved or answered and the villager has not said yet that it is settled; then since when. A
/// satisfied follow-up closes a case, so that it is none of these any more.
pub fn to_follow_up(view: &CaseView) -> Option<&str> {
    if !matches!(view.status, Status::Resolved | Status::Answered) {
        return None;
    }
    let done = |event: &&EventView| matches!(event.kind.as_deref(), Some("resolved" | "answered"));
    view.events.iter().rev().find(done).and_then(|event| event.date.as_deref()).or(view.date.as_deref())
}
