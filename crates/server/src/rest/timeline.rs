//! What happened in a household, whatever it was: visits, the steps of its cases, assistance, diary entries that tell of it,
//! what was said of it, and where it came from. The newest first, each as its own kind allows.

use axum::Json;
use axum::extract::State;
use lianxin_model::catalogue::{AssistanceView, CaseView, CommentView, DiaryEntryView, VisitView};
use lianxin_model::document::HistoryEntry;
use lianxin_model::ids::{DocId, Kind, UserId};
use lianxin_model::moment::{day_in_china, is_clock_off};
use lianxin_model::role::Role;
use lianxin_model::{duty, limits};
use lianxin_store::{ListQuery, PageCursor, Read, Row, Scope, Sort};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::history::load;
use super::masking::mask_record;
use super::params::{self, RecordId};
use super::people::{People, Person};
use super::record::{PageView, in_scope, one_record};
use super::{areas::AreaView, cursor};
use crate::auth::Bearer;
use crate::http::error::ApiError;
use crate::http::extract::QueryOf;
use crate::state::AppState;

/// Cases of one household that are looked at: far more than any has.
const CASES_MAX: u32 = 500;

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Happening {
    /// 走访记录
    Visit,
    /// A step of a case.
    Step,
    /// 帮扶 / 救助
    Assistance,
    /// A diary entry that tells of the household.
    Diary,
    /// 批示
    Comment,
    /// The household was first written.
    Founded,
    /// It came to lie in another area.
    Moved,
    /// It was merged into another record of the same household.
    Merged,
    /// It was parted from that one.
    Parted,
}

/// Which part of a timeline.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TimelineParams {
    /// Entries of a page, at most 200.
    pub limit: Option<String>,
    /// `next` of the page before.
    pub cursor: Option<String>,
}

/// One thing that happened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TimelineEntry {
    /// Its id within the timeline.
    pub id: Uuid,
    /// What it is.
    pub kind: Happening,
    /// Its day, empty where none was said.
    pub date: String,
    /// The record.
    pub document: DocId,
    /// What the record is.
    pub document_kind: Kind,
    /// Of a step the case's title, of a visit how it was made.
    pub title: String,
    /// The word of the catalogue: kind of a visit, step, or assistance.
    pub word: Option<String>,
    /// What was written.
    pub text: Option<String>,
    /// Who did it.
    pub by: Option<Person>,
    /// Of assistance, in fen.
    pub amount_fen: Option<i64>,
    /// Of a step: to whom the case was handed; of a visit: what was asked for.
    pub more: Option<String>,
    /// Of a move: where the household lay before.
    pub from: Option<AreaView>,
    /// Of a move: where it lay then.
    pub to: Option<AreaView>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(timeline))
}

/// What happened in one household, the newest first.
#[utoipa::path(get, path = "/v1/households/{id}/timeline", operation_id = "timeline_of_household", tag = "households",
    params(("id" = String, Path, description = "Its id"), TimelineParams), security(("bearer" = [])),
    responses((status = 200, body = PageView<TimelineEntry>)))]
async fn timeline(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
    QueryOf(params): QueryOf<TimelineParams>,
) -> Result<Json<PageView<TimelineEntry>>, ApiError> {
    state
        .read_as(bearer, move |read, caller| {
            let scope = caller.scope(read)?;
            let row = in_scope(read, &scope, Kind::Household, id)?;
            let identity = format!("timeline {id}");
            let before: Option<PageCursor> =
                params.cursor.as_deref().map(|text| cursor::decode(&identity, text)).transpose()?;
            let rows_max = params::limit(params.limit.as_deref(), limits::PAGE_ROWS_DEFAULT)?;
            let mut told =
                Told { read, scope, role: caller.user.role, people: People::new(read), before, entries: Vec::new() };
            told.records(&row, rows_max + 1)?;
            told.cases(&row)?;
            told.places(&row)?;
            let mut entries = told.entries;
            entries.sort_by(|one, other| place(other).cmp(&place(one)));
            let more = entries.len() > rows_max as usize;
            entries.truncate(rows_max as usize);
            let last = entries.last().filter(|_| more);
            let next = last.map(|last| PageCursor { key: last.date.clone(), id: DocId(last.id) });
            Ok(Json(PageView {
                rows: entries,
                next: next.and_then(|next| cursor::encode(&identity, next)),
                total: None,
            }))
        })
        .await
}

/// What the timeline is ordered by: total, and the order of the store's lists.
fn place(entry: &TimelineEntry) -> (&str, Uuid) {
    (&entry.date, entry.id)
}

struct Told<'a> {
    read: &'a dyn Read,
    scope: Scope,
    role: Role,
    people: People<'a>,
    before: Option<PageCursor>,
    entries: Vec<TimelineEntry>,
}

impl Told<'_> {
    fn put(&mut self, entry: TimelineEntry) {
        let before = self.before.as_ref().is_none_or(|end| place(&entry) < (end.key.as_str(), end.id.0));
        if before {
            self.entries.push(entry);
        }
    }

    fn list(&self, kind: Kind, household: &Row, after: Option<PageCursor>, limit: u32) -> Result<Vec<Row>, ApiError> {
        let (scope, household) = (self.scope.clone(), Some(household.id));
        let query =
            ListQuery { scope, kind: Some(kind), household, sort: Sort::Newest, after, limit, ..ListQuery::default() };
        let mut rows = self.read.list(&query)?.rows;
        for row in &mut rows {
            mask_record(&mut row.record, self.role);
        }
        Ok(rows)
    }

    /// What is one entry a record.
    fn records(&mut self, household: &Row, limit: u32) -> Result<(), ApiError> {
        for kind in [Kind::Visit, Kind::Assistance, Kind::DiaryEntry, Kind::Comment] {
            for row in self.list(kind, household, self.before.clone(), limit)? {
                let entry = self.record(row)?;
                self.put(entry);
            }
        }
        Ok(())
    }

    fn record(&mut self, row: Row) -> Result<TimelineEntry, ApiError> {
        let entry = TimelineEntry {
            by: self.person(row.author)?,
            date: row.date.clone().unwrap_or_default(),
            ..blank(Happening::Comment, row.id.0, row.id, row.kind)
        };
        Ok(match row.kind {
            Kind::Visit => {
                let visit: VisitView = row.record.view();
                TimelineEntry { kind: Happening::Visit, word: visit.kind, text: visit.text, more: visit.asked, ..entry }
            }
            Kind::Assistance => {
                let given: AssistanceView = row.record.view();
                let (word, text, amount_fen) = (given.kind, given.text, given.amount_fen);
                TimelineEntry { kind: Happening::Assistance, word, text, amount_fen, more: given.source, ..entry }
            }
            Kind::DiaryEntry => {
                let diary: DiaryEntryView = row.record.view();
                TimelineEntry { kind: Happening::Diary, text: Some(diary.text), ..entry }
            }
            _ => TimelineEntry { text: row.record.view::<CommentView>().text, ..entry },
        })
    }

    /// Each step stands on its own day, so all cases of the household are looked at.
    fn cases(&mut self, household: &Row) -> Result<(), ApiError> {
        for row in self.list(Kind::Case, household, None, CASES_MAX)? {
            let case: CaseView = row.record.view();
            let title = case.title.clone().unwrap_or_default();
            for event in case.events {
                let Some(id) = event.id else { continue };
                let to = event.to.as_deref();
                let entry = TimelineEntry {
                    date: event.date.or_else(|| case.date.clone()).unwrap_or_default(),
                    title: title.clone(),
                    by: self.person(event.by)?,
                    more: match to.and_then(duty::account) {
                        Some(account) => self.person(Some(account))?.map(|person| person.name),
                        None => event.to.clone(),
                    },
                    word: event.kind,
                    text: event.text,
                    ..blank(Happening::Step, id.0, row.id, Kind::Case)
                };
                self.put(entry);
            }
        }
        Ok(())
    }

    /// Where the household came from: its own history has it.
    fn places(&mut self, household: &Row) -> Result<(), ApiError> {
        for document in one_record(self.read, &self.scope, household)? {
            let history = load(self.read, Kind::Household, document)?.history();
            let receipts = self.read.receipts(document)?;
            for (place, change) in history.iter().enumerate() {
                let claimed_ms = change.time_s.saturating_mul(1_000);
                let receipt = receipts.iter().find(|receipt| hex::encode(receipt.hash) == change.hash);
                let off = receipt.filter(|r| is_clock_off(r.clock_skew_ms, claimed_ms, r.received_at_ms));
                let moment_ms = off.map_or(claimed_ms, |receipt| receipt.received_at_ms);
                let date = day_in_china(moment_ms).map(|day| day.to_string()).unwrap_or_default();
                self.change(document, change, place == 0, date)?;
            }
        }
        Ok(())
    }

    fn change(&mut self, document: DocId, change: &HistoryEntry, first: bool, date: String) -> Result<(), ApiError> {
        let Some(id) = id_of_change(&change.hash) else { return Ok(()) };
        let hands = self.people.hands(std::iter::once(change.actor.as_str()))?;
        let by = hands.get(&change.actor).map(|hand| Person { id: hand.id, name: hand.name.clone() });
        let entry =
            |kind| TimelineEntry { date: date.clone(), by: by.clone(), ..blank(kind, id, document, Kind::Household) };
        if first {
            self.put(entry(Happening::Founded));
            return Ok(());
        }
        for step in &change.steps {
            match (step.field.as_str(), &step.to) {
                ("area", Some(to)) => {
                    let area = |code: Option<&str>| match code {
                        Some(code) => Ok::<_, ApiError>(self.read.area(code)?.map(AreaView::from)),
                        None => Ok(None),
                    };
                    let (from, to) = (area(step.from.first().and_then(|from| from.text()))?, area(to.text())?);
                    self.put(TimelineEntry { from, to, ..entry(Happening::Moved) });
                }
                ("merged_into", Some(_)) => self.put(entry(Happening::Merged)),
                ("merged_into", None) => self.put(entry(Happening::Parted)),
                _ => {}
            }
        }
        Ok(())
    }

    fn person(&mut self, user: Option<UserId>) -> Result<Option<Person>, ApiError> {
        user.map_or(Ok(None), |user| self.people.person(user))
    }
}

fn blank(kind: Happening, id: Uuid, document: DocId, document_kind: Kind) -> TimelineEntry {
    TimelineEntry {
        id,
        kind,
        date: String::new(),
        document,
        document_kind,
        title: String::new(),
        word: None,
        text: None,
        by: None,
        amount_fen: None,
        more: None,
        from: None,
        to: None,
    }
}

/// A change has a hash and no id: its first half serves.
fn id_of_change(hash: &str) -> Option<Uuid> {
    Uuid::from_slice(hex::decode(hash).ok()?.get(..16)?).ok()
}
