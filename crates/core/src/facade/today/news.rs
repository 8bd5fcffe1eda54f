//! What came from others and was not seen yet.

use std::collections::BTreeSet;

use lianxin_model::catalogue::{CaseView, CommentView};
use lianxin_model::duplicates::Links;
use lianxin_model::ids::{DocId, Kind, UserId};
use lianxin_model::moment::day_in_china;
use lianxin_model::{due, duty, limits};
use rusqlite::Connection;
use rusqlite::types::Value as Sql;
use uuid::Uuid;

use super::titled;
use crate::error::CoreError;
use crate::facade::read;
use crate::facade::views::{NewsKind, NewsView};
use crate::storage::meta::{self, name};
use crate::storage::rows::{self, Row, Selection};
use crate::storage::{decisions, documents, news, reference};

const DAY_MS: i64 = 24 * 3_600 * 1_000;
/// Before its first full sync a device heard nothing; what is this much older may be unknown to its person.
const BEFORE_FIRST_SYNC_MS: i64 = 3 * DAY_MS;
const DECISION: &str = "decision:";

/// Whose news, and the households that they answer for, by their survivors.
pub(super) struct Reader<'a> {
    pub(super) me: UserId,
    pub(super) links: &'a Links,
    pub(super) mine: &'a BTreeSet<DocId>,
}

/// The news, the newest first.
pub(super) fn list(db: &Connection, reader: &Reader<'_>, now_ms: i64) -> Result<Vec<NewsView>, CoreError> {
    let &Reader { me, links, mine } = reader;
    let mut news = Gathered { db, me, links, mine, seen: news::seen(db)?, since_ms: 0, news: Vec::new() };
    news.decisions()?;
    // Until the first sync is through, everything would be new.
    if let Some(first_ms) = meta::get::<i64>(db, name::NEWS_SINCE_MS)? {
        let window_ms = now_ms - limits::NEWS_DAYS_MAX * DAY_MS;
        news.since_ms = window_ms.max(first_ms - BEFORE_FIRST_SYNC_MS);
        news.comments()?;
        news.cases()?;
        news.assignments(first_ms.max(window_ms))?;
    }
    let mut news = news.news;
    news.sort_by(|one, other| other.at_ms.cmp(&one.at_ms).then_with(|| one.id.cmp(&other.id)));
    news.truncate(limits::TODAY_ROWS_MAX);
    Ok(news)
}

/// Marks news as seen. A decision that was seen is kept no longer.
pub(super) fn mark(db: &Connection, ids: &[String], now_ms: i64) -> Result<(), CoreError> {
    for id in ids.iter().take(limits::NEWS_SEEN_MAX).filter(|id| id.len() <= limits::KEY_BYTES_MAX) {
        match id.strip_prefix(DECISION).map(str::parse) {
            Some(Ok(place)) => decisions::remove(db, place)?,
            Some(Err(_)) => {}
            None => news::put_seen(db, id, now_ms)?,
        }
    }
    // Twice the time for which anything is news: clocks may differ.
    news::forget_before(db, now_ms - 2 * limits::NEWS_DAYS_MAX * DAY_MS)
}

struct Gathered<'a> {
    db: &'a Connection,
    me: UserId,
    links: &'a Links,
    mine: &'a BTreeSet<DocId>,
    seen: BTreeSet<String>,
    since_ms: i64,
    news: Vec<NewsView>,
}

impl Gathered<'_> {
    fn is_news(&self, id: &str, at_ms: i64) -> bool {
        at_ms >= self.since_ms && !self.seen.contains(id)
    }

    fn name(&self, user: Option<UserId>) -> Result<Option<String>, CoreError> {
        Ok(user.map(|user| reference::user_name(self.db, user)).transpose()?.flatten())
    }

    /// Of a record on which somebody decided.
    fn decisions(&mut self) -> Result<(), CoreError> {
        for decision in decisions::list(self.db)? {
            let here = titled(self.db, decision.document)?;
            let (household, title) = here.map(|(_, household, title)| (household, title)).unzip();
            self.news.push(NewsView {
                id: format!("{DECISION}{}", decision.place),
                kind: NewsKind::Decision,
                document: Some(decision.document),
                document_kind: Some(decision.kind),
                household: household.flatten().map(|household| self.links.survivor(household)),
                title: title.or(decision.title).unwrap_or_default(),
                text: if decision.accepted { "accepted" } else { "declined" }.to_owned(),
                from_name: self.name(decision.by)?,
                at_ms: decision.at_ms,
            });
        }
        Ok(())
    }

    /// What others said of records that are this person's, of cases that they answer for, or asked of a household that they
    /// answer for.
    fn comments(&mut self) -> Result<(), CoreError> {
        let mut recent = Selection::of_all("row.id");
        let day = day_in_china(self.since_ms).unwrap_or_default().to_string();
        recent.and("row.kind = 6 AND row.date >= ?", [Sql::Text(day)]);
        for row in rows::list(self.db, &recent)? {
            let comment: CommentView = row.record.view();
            let (id, at_ms) = (format!("comment:{}", row.id), moment_ms(row.id.0));
            if comment.author == Some(self.me) || !self.is_news(&id, at_ms) {
                continue;
            }
            let Some(subject) = comment.subject.map(|id| rows::get(self.db, id)).transpose()?.flatten() else {
                continue;
            };
            let to_me = comment.addressee.map_or_else(|| self.is_mine(&subject), |addressee| addressee == self.me);
            if to_me {
                let text = comment.text.unwrap_or_default();
                self.of_record(NewsKind::Comment, id, subject, text, comment.author, at_ms)?;
            }
        }
        Ok(())
    }

    fn is_mine(&self, row: &Row) -> bool {
        // Nobody is the author of a household: whoever answers for it is asked.
        if matches!(row.kind, Kind::Household | Kind::Person) {
            return row.household.is_some_and(|household| self.mine.contains(&self.links.survivor(household)));
        }
        let author = row.record.text("author").and_then(|author| author.parse().ok());
        let answers = || row.kind == Kind::Case && due::answers_for(self.me, &row.record, &row.record.view());
        author == Some(self.me) || answers()
    }

    /// Cases that somebody else handed to this person, or put into their lead.
    fn cases(&mut self) -> Result<(), CoreError> {
        let mut unclosed = Selection::of_all("row.id");
        unclosed.and("row.kind = 3 AND row.status <> 'closed'", []);
        for row in rows::list(self.db, &unclosed)? {
            let case: CaseView = row.record.view();
            for (entry, event) in due::handed_to(self.me, &case) {
                let (id, at_ms) = (format!("case:{entry}"), moment_ms(entry.0));
                if event.by != Some(self.me) && self.is_news(&id, at_ms) {
                    let text = event.text.clone().unwrap_or_default();
                    self.of_record(NewsKind::Case, id, row.clone(), text, event.by, at_ms)?;
                }
            }
            if duty::leads(&row.record, &case).contains(&self.me) {
                self.led(row)?;
            }
        }
        Ok(())
    }

    /// A lead is a field: who set it and when, its history tells.
    fn led(&mut self, row: Row) -> Result<(), CoreError> {
        let Some(document) = documents::load(self.db, row.id)? else { return Ok(()) };
        let me = self.me.to_string();
        let to_me = |step: &lianxin_model::document::Step| {
            step.field == "lead" && step.to.as_ref().and_then(|to| to.text()) == Some(&me)
        };
        let Some(entry) = document.history().into_iter().rfind(|entry| entry.steps.iter().any(to_me)) else {
            return Ok(());
        };
        let (id, at_ms) = (format!("lead:{}", entry.hash), entry.time_s.saturating_mul(1_000));
        let (by, _) = read::who(self.db, &entry.actor)?;
        if by != Some(self.me) && self.is_news(&id, at_ms) {
            self.of_record(NewsKind::Case, id, row, String::new(), by, at_ms)?;
        }
        Ok(())
    }

    /// What this person answers for since the first full sync.
    fn assignments(&mut self, since_ms: i64) -> Result<(), CoreError> {
        for (assignment, heard_ms) in reference::heard_assignments(self.db)? {
            let place = assignment.household.map(|id| id.to_string()).or(assignment.area.clone()).unwrap_or_default();
            let id = format!("assignment:{}:{place}:{heard_ms}", assignment.kind);
            if heard_ms <= since_ms || self.seen.contains(&id) {
                continue;
            }
            let household = assignment.household.map(|household| self.links.survivor(household));
            let title = match (household, &assignment.area) {
                (Some(household), _) => rows::title(self.db, household)?,
                (None, Some(area)) => reference::area_name(self.db, area)?.or_else(|| Some(area.clone())),
                (None, None) => None,
            };
            self.news.push(NewsView {
                id,
                kind: NewsKind::Assignment,
                document: household,
                document_kind: household.map(|_| Kind::Household),
                household,
                title: title.unwrap_or_default(),
                text: assignment.kind,
                from_name: None,
                at_ms: heard_ms,
            });
        }
        Ok(())
    }

    fn of_record(
        &mut self,
        kind: NewsKind,
        id: String,
        row: Row,
        text: String,
        from: Option<UserId>,
        at_ms: i64,
    ) -> Result<(), CoreError> {
        self.news.push(NewsView {
            id,
            kind,
            document: Some(row.id),
            document_kind: Some(row.kind),
            household: row.household.map(|household| self.links.survivor(household)),
            title: row.title,
            text,
            from_name: self.name(from)?,
            at_ms,
        });
        Ok(())
    }
}

/// When an id was made, milliseconds since 1970, by its maker's clock.
fn moment_ms(id: Uuid) -> i64 {
    let Some((seconds, nanos)) = id.get_timestamp().map(|moment| moment.to_unix()) else { return 0 };
    i64::try_from(seconds).unwrap_or(0).saturating_mul(1_000).saturating_add(i64::from(nanos / 1_000_000))
}
