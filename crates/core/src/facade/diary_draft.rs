//! The evening's diary, drafted from the day: nothing is typed twice.

use std::collections::BTreeSet;

use lianxin_model::catalogue::{CaseView, EVENT_KINDS, VISIT_KINDS, VisitView};
use lianxin_model::ids::{DocId, Kind, UserId};
use lianxin_model::limits;
use lianxin_model::value::Choice;
use rusqlite::Connection;

use super::requests::ListFilter;
use super::views::DiaryDraftView;
use super::{Diary, read};
use crate::error::CoreError;
use crate::storage::meta;
use crate::storage::rows::{self, Row};

impl Diary<'_> {
    /// What the visits and case work of this person tell of a day (today where none is given); none where there was nothing.
    ///
    /// # Errors
    /// Storage.
    pub fn draft(&self, date: Option<&str>) -> Result<Option<DiaryDraftView>, CoreError> {
        let db = &self.core.db;
        let Some(me) = meta::me(db)?.map(|me| me.user) else { return Ok(None) };
        let date = date.map_or_else(|| self.core.day(), str::to_owned);
        let mut day = Day::default();
        let own = |date: &str| ListFilter {
            author: Some(me),
            date_from: Some(date.to_owned()),
            date_to: Some(date.to_owned()),
            ..ListFilter::default()
        };
        let mut visits = read::rows(db, Kind::Visit, &own(&date))?;
        // As they were made: ids grow with time.
        visits.sort_by_key(|row| row.id);
        for row in visits {
            day.visit(db, &row)?;
        }
        for row in read::rows(db, Kind::Case, &ListFilter::default())? {
            day.case(db, &row, me, &date)?;
        }
        if day.paragraphs.is_empty() {
            return Ok(None);
        }
        let entries = read::rows(db, Kind::DiaryEntry, &own(&date))?;
        Ok(Some(DiaryDraftView {
            entry: entries.first().map(|row| row.id),
            text: day.paragraphs.join("\n").chars().take(limits::PROSE_CHARS_MAX).collect(),
            households: day.households.into_iter().collect(),
            visits: day.visits,
            cases: day.cases.into_iter().collect(),
            date,
        }))
    }
}

#[derive(Default)]
struct Day {
    paragraphs: Vec<String>,
    households: BTreeSet<DocId>,
    visits: Vec<DocId>,
    cases: BTreeSet<DocId>,
    /// Registered at a visit, and told there.
    told: BTreeSet<DocId>,
}

impl Day {
    fn visit(&mut self, db: &Connection, row: &Row) -> Result<(), CoreError> {
        let visit: VisitView = row.record.view();
        let mut sentences = vec![visit.text.unwrap_or_default()];
        sentences.extend(visit.asked.map(|asked| format!("提出：{asked}")));
        let mut titles = Vec::new();
        for case in &visit.cases {
            titles.extend(rows::title(db, *case)?);
        }
        if !titles.is_empty() {
            sentences.push(format!("登记诉求：{}", titles.join("、")));
        }
        let way = word_zh(VISIT_KINDS, visit.kind.as_deref());
        self.paragraphs.push(format!("走访{}（{way}）：{}", home(db, visit.household)?, joined(&sentences)));
        self.households.extend(visit.household);
        self.visits.push(row.id);
        self.cases.extend(visit.cases.iter().copied());
        self.told.extend(visit.cases);
        Ok(())
    }

    fn case(&mut self, db: &Connection, row: &Row, me: UserId, date: &str) -> Result<(), CoreError> {
        let case: CaseView = row.record.view();
        let own =
            |event: &&lianxin_model::catalogue::EventView| event.by == Some(me) && event.date.as_deref() == Some(date);
        for event in case.events.iter().filter(own) {
            let registered = event.kind.as_deref() == Some("registered");
            if registered && self.told.contains(&row.id) {
                continue;
            }
            let step = word_zh(EVENT_KINDS, event.kind.as_deref());
            let words = [event.to.as_deref().filter(|to| !is_id(to)), event.text.as_deref()];
            let words: Vec<String> = words.into_iter().flatten().map(str::to_owned).collect();
            let colon = if words.is_empty() { "" } else { "：" };
            let home = home(db, case.household)?;
            self.paragraphs.push(format!("{step}“{}”（{home}）{colon}{}", row.title, joined(&words)));
            self.households.extend(case.household);
            self.cases.insert(row.id);
        }
        Ok(())
    }
}

fn home(db: &Connection, household: Option<DocId>) -> Result<String, CoreError> {
    let name = household.map(|id| rows::title(db, id)).transpose()?.flatten().filter(|name| !name.is_empty());
    Ok(name.map_or_else(|| "一户".to_owned(), |name| format!("{name}家")))
}

/// A hand-over to an account names it by its id, which is no word for a diary.
fn is_id(to: &str) -> bool {
    lianxin_model::duty::account(to).is_some()
}

fn word_zh(choices: &[Choice], word: Option<&str>) -> &'static str {
    choices.iter().find(|choice| Some(choice.word) == word).map_or("其他", |choice| choice.zh)
}

/// Sentences one after the other, each ended.
fn joined(sentences: &[String]) -> String {
    let ended = |sentence: &String| {
        let sentence = sentence.trim();
        let ends = sentence.ends_with(['。', '！', '？', '!', '?', '.', '…']);
        if sentence.is_empty() || ends { sentence.to_owned() } else { format!("{sentence}。") }
    };
    sentences.iter().map(ended).collect()
}
